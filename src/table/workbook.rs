//! Workbooks (Office Open XML) with typed columns, the same bytes for the same cells.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Worksheet, XlsxError};

use super::{Cell, Kind, Row};
use crate::model::Date;

/// The most characters a cell may hold (ECMA-376, as Excel limits it).
const LONGEST: usize = 32_767;
const CUT: &str = "……（余下部分见 CSV 文件）";

/// A workbook being put together.
pub struct Workbook {
    book: rust_xlsxwriter::Workbook,
    formats: Formats,
}

/// A sheet of a workbook: what stands above the table, and its columns.
pub struct Sheet<'a> {
    /// The name on the tab.
    pub name: &'a str,
    /// The title above the table, over its whole width.
    pub title: Option<&'a str>,
    /// Lines between the title and the table, over its whole width.
    pub lines: &'a [&'a str],
    /// The labels of the columns with what they hold.
    pub columns: &'a [(&'a str, Kind)],
    /// Whether each row of the table has a frame, as a form to be filled in has.
    pub is_form: bool,
}

struct Formats {
    title: Format,
    label: Format,
    prose: Format,
    framed: Format,
    day: Format,
    moment: Format,
    whole: Format,
    number: Format,
}

impl Formats {
    fn new() -> Self {
        let prose = Format::new().set_text_wrap().set_align(FormatAlign::Top);
        let top = || Format::new().set_align(FormatAlign::Top);
        Self {
            title: Format::new().set_bold().set_font_size(16).set_align(FormatAlign::Center),
            label: Format::new()
                .set_bold()
                .set_text_wrap()
                .set_align(FormatAlign::Center)
                .set_align(FormatAlign::VerticalCenter)
                .set_border(FormatBorder::Thin),
            framed: prose.clone().set_border(FormatBorder::Thin),
            prose,
            day: top().set_num_format("yyyy-mm-dd"),
            moment: top().set_num_format("yyyy-mm-dd hh:mm"),
            whole: top().set_num_format("#,##0"),
            number: top().set_num_format("#,##0.00######"),
        }
    }
}

impl Workbook {
    /// An empty workbook that says it was made at midnight of `as_of`: the clock is never asked.
    #[must_use]
    pub fn new(title: &str, as_of: Date) -> Self {
        let mut book = rust_xlsxwriter::Workbook::new();
        let properties = DocProperties::new().set_title(title);
        if let Ok(day) = excel_day(as_of) {
            book.set_properties(&properties.set_creation_datetime(&day));
        }
        Self { book, formats: Formats::new() }
    }

    /// Adds a sheet with its rows.
    pub fn add<'a>(&mut self, sheet: &Sheet<'_>, rows: impl Iterator<Item = Row<'a>>) {
        let written = "invariant: fewer than a million rows, names of our own, cells cut to the longest Excel takes";
        write(self.book.add_worksheet(), sheet, rows, &self.formats).expect(written);
    }

    /// The finished file.
    #[must_use]
    pub fn into_bytes(mut self) -> Vec<u8> {
        self.book.save_to_buffer().expect("invariant: memory takes whatever is written")
    }
}

fn write<'a>(
    worksheet: &mut Worksheet,
    sheet: &Sheet<'_>,
    rows: impl Iterator<Item = Row<'a>>,
    formats: &Formats,
) -> Result<(), XlsxError> {
    worksheet.set_name(sheet.name)?;
    let last = column(sheet.columns.len().saturating_sub(1));
    let mut next = 0;
    for (position, line) in sheet.title.iter().chain(sheet.lines).enumerate() {
        let format = if position == 0 && sheet.title.is_some() { &formats.title } else { &formats.prose };
        if last > 0 {
            worksheet.merge_range(next, 0, next, last, line, format)?;
        } else {
            worksheet.write_string_with_format(next, 0, *line, format)?;
        }
        next += 1;
    }
    for (position, (label, kind)) in sheet.columns.iter().enumerate() {
        worksheet.write_string_with_format(next, column(position), *label, &formats.label)?;
        worksheet.set_column_width(column(position), width(*kind, label))?;
    }
    worksheet.set_freeze_panes(next + 1, 0)?;
    next += 1;
    let first = next;
    for row in rows {
        for (position, cell) in row.iter().enumerate() {
            write_cell(worksheet, (next, column(position)), cell, formats, sheet.is_form)?;
        }
        next += 1;
    }
    if next > first && !sheet.is_form {
        worksheet.autofilter(first - 1, 0, next - 1, last)?;
    }
    Ok(())
}

fn write_cell(
    worksheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell<'_>,
    formats: &Formats,
    is_form: bool,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty if is_form => worksheet.write_blank(row, column, &formats.framed)?,
        Cell::Empty => worksheet,
        Cell::Text(_) | Cell::List(_) => {
            let words = cell.words();
            let format = if is_form { &formats.framed } else { &formats.prose };
            match words.as_ref() {
                "" => worksheet,
                words => worksheet.write_string_with_format(row, column, cut(words), format)?,
            }
        }
        #[expect(clippy::cast_precision_loss, reason = "counts and years are far below 2^53")]
        Cell::Whole(number) => worksheet.write_number_with_format(row, column, *number as f64, &formats.prose)?,
        Cell::Number(number) => match number.to_string().parse::<f64>() {
            Ok(value) => {
                let format = if number.is_integer() { &formats.whole } else { &formats.number };
                worksheet.write_number_with_format(row, column, value, format)?
            }
            Err(_) => worksheet.write_string(row, column, number.to_string())?,
        },
        // Excel counts days from 1900 on.
        Cell::Day(day) if day.year() < 1900 => worksheet.write_string(row, column, day.iso())?,
        Cell::Moment(moment) if moment.date().year() < 1900 => worksheet.write_string(row, column, moment.meta())?,
        Cell::Day(day) => worksheet.write_datetime_with_format(row, column, excel_day(*day)?, &formats.day)?,
        Cell::Moment(moment) => {
            let day = excel_day(moment.date())?;
            match moment.time() {
                None => worksheet.write_datetime_with_format(row, column, day, &formats.day)?,
                Some((hour, minute)) => {
                    let time = day.and_hms(hour.into(), minute, 0)?;
                    worksheet.write_datetime_with_format(row, column, time, &formats.moment)?
                }
            }
        }
    };
    Ok(())
}

fn excel_day(day: Date) -> Result<ExcelDateTime, XlsxError> {
    ExcelDateTime::from_ymd(day.year().unsigned_abs(), day.month().unsigned_abs(), day.day().unsigned_abs())
}

fn cut(words: &str) -> String {
    if words.encode_utf16().count() <= LONGEST {
        return words.to_owned();
    }
    // A character outside the basic plane counts as two.
    let kept = (LONGEST - CUT.chars().count()) / 2;
    words.chars().take(kept).chain(CUT.chars()).collect()
}

fn column(position: usize) -> u16 {
    u16::try_from(position).unwrap_or(u16::MAX)
}

fn width(kind: Kind, label: &str) -> f64 {
    let least = match kind {
        Kind::Prose => 48,
        Kind::Text | Kind::List => 20,
        Kind::Number | Kind::Moment => 16,
        Kind::Day | Kind::Whole => 12,
    };
    // A Chinese character is as wide as two digits.
    let label = label.chars().map(|character| if character.is_ascii() { 1 } else { 2 }).sum::<u16>() + 4;
    f64::from(label.max(least))
}
