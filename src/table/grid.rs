//! The sheets of a workbook, or a CSV file, as a grid of values.

use std::{collections::BTreeMap, io::Cursor};

use calamine::{Data, Dimensions, Reader, SheetType, SheetVisible, Sheets, open_workbook_auto_from_rs};
use encoding_rs::GB18030;
use rust_decimal::Decimal;

use super::span;
use crate::model::Date;

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Value {
    /// Nothing.
    #[default]
    Empty,
    /// Text, without white space around it.
    Text(String),
    /// A number, in the fifteen digits that Excel shows of it.
    Number(Decimal),
    /// A day.
    Day(Date),
    /// A formula that failed (`#REF!`).
    Fault,
}

/// A sheet. Rows and columns are counted from 0 where Excel counts them from 1 and from A.
#[derive(Debug, Clone, Default)]
pub struct Grid {
    /// The name on its tab; empty for a CSV file.
    pub name: String,
    /// Whether the workbook hides it.
    pub is_hidden: bool,
    rows: Vec<Vec<Value>>,
    merged: Vec<Dimensions>,
}

/// Why a file holds no grid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GridError {
    /// What the reader of workbooks says.
    pub reason: String,
}

/// The sheets of the file `name` in their order: a workbook of any generation of Excel, an OpenDocument sheet, or CSV in
/// UTF-8 or GB 18030.
///
/// # Errors
/// The file is damaged, locked, or no workbook.
pub fn grids(name: &str, bytes: Vec<u8>) -> Result<Vec<Grid>, GridError> {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    if ending.as_ref().is_some_and(|ending| ["csv", "tsv", "txt"].contains(&ending.as_str())) {
        return comma_separated(&bytes).map(|grid| vec![grid]);
    }
    let refused = |error: calamine::Error| GridError { reason: error.to_string() };
    let spans = if ending.as_deref() == Some("ods") { span::regions(&bytes) } else { BTreeMap::new() };
    let mut book = open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(refused)?;
    let sheets: Vec<_> =
        book.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet).cloned().collect();
    let mut grids = Vec::with_capacity(sheets.len());
    for sheet in sheets {
        let range = book.worksheet_range(&sheet.name).map_err(refused)?;
        let (top, left) = range.start().unwrap_or_default();
        let mut rows = vec![Vec::new(); top as usize];
        rows.extend(range.rows().map(|row| {
            let margin = vec![Value::Empty; left as usize];
            margin.into_iter().chain(row.iter().map(value)).collect::<Vec<_>>()
        }));
        let is_hidden = sheet.visible != SheetVisible::Visible;
        let merged = spans.get(&sheet.name).cloned().unwrap_or_else(|| merged(&mut book, &sheet.name));
        grids.push(Grid { is_hidden, rows, merged, name: sheet.name });
    }
    Ok(grids)
}

type Book = Sheets<Cursor<Vec<u8>>>;

/// The merged regions of a sheet as its reader tells them.
fn merged(book: &mut Book, sheet: &str) -> Vec<Dimensions> {
    match book {
        Sheets::Xlsx(book) => book.merge_cells_by_sheet_name(sheet).unwrap_or_default(),
        Sheets::Xls(book) => book.merge_cells_by_sheet_name(sheet).unwrap_or_default(),
        Sheets::Xlsb(_) | Sheets::Ods(_) => Vec::new(),
    }
}

fn comma_separated(bytes: &[u8]) -> Result<Grid, GridError> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(_) => GB18030.decode_without_bom_handling(bytes).0,
    };
    let delimiter = if text.lines().next().is_some_and(|line| line.contains('\t')) { b'\t' } else { b',' };
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| GridError { reason: error.to_string() })?;
        rows.push(record.iter().map(text_value).collect());
    }
    Ok(Grid { rows, ..Grid::default() })
}

fn text_value(text: &str) -> Value {
    let text = text.trim();
    if text.is_empty() { Value::Empty } else { Value::Text(text.to_owned()) }
}

fn value(data: &Data) -> Value {
    match data {
        Data::Empty => Value::Empty,
        Data::String(text) | Data::DurationIso(text) => text_value(text),
        Data::Int(number) => Value::Number((*number).into()),
        Data::Float(number) => shown(*number).map_or(Value::Fault, Value::Number),
        Data::Bool(flag) => Value::Text(if *flag { "是" } else { "否" }.to_owned()),
        Data::DateTime(moment) if moment.is_duration() => Value::Fault,
        Data::DateTime(moment) => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            day_value(year, month, day)
        }
        Data::DateTimeIso(text) => {
            text.get(..10).and_then(|day| Date::parse(day).ok()).map_or(Value::Fault, Value::Day)
        }
        Data::Error(_) => Value::Fault,
    }
}

fn day_value(year: u16, month: u8, day: u8) -> Value {
    let day = i16::try_from(year).ok().zip(i8::try_from(month).ok().zip(i8::try_from(day).ok()));
    day.and_then(|(year, (month, day))| Date::new(year, month, day)).map_or(Value::Fault, Value::Day)
}

/// A number as Excel shows it: in fifteen digits, so that 0.1 + 0.2 is 0.3.
fn shown(number: f64) -> Option<Decimal> {
    Decimal::from_scientific(&format!("{number:.14e}")).ok().map(|number| number.normalize())
}

impl Grid {
    /// How many rows it has.
    #[must_use]
    pub fn height(&self) -> usize {
        self.rows.len()
    }

    /// How many columns a row has.
    #[must_use]
    pub fn width(&self, row: usize) -> usize {
        self.rows.get(row).map_or(0, Vec::len)
    }

    /// The value of a cell; cells merged with one above them have its value.
    #[must_use]
    pub fn value(&self, row: usize, column: usize) -> &Value {
        let top = self.region(row, column).filter(|region| region.start.1 as usize == column);
        self.own(top.map_or(row, |region| region.start.0 as usize), column)
    }

    /// The value of a cell in the head of a table: cells merged with one above or to the left of them have its value.
    #[must_use]
    pub fn heading(&self, row: usize, column: usize) -> &Value {
        let (row, column) =
            self.region(row, column).map_or((row, column), |region| (region.start.0 as usize, region.start.1 as usize));
        self.own(row, column)
    }

    /// Whether a cell is merged with others.
    #[must_use]
    pub fn is_merged(&self, row: usize, column: usize) -> bool {
        self.region(row, column).is_some()
    }

    fn region(&self, row: usize, column: usize) -> Option<&Dimensions> {
        let (row, column) = (u32::try_from(row).ok()?, u32::try_from(column).ok()?);
        self.merged.iter().find(|region| region.contains(row, column))
    }

    fn own(&self, row: usize, column: usize) -> &Value {
        const EMPTY: &Value = &Value::Empty;
        self.rows.get(row).and_then(|row| row.get(column)).unwrap_or(EMPTY)
    }
}

impl Value {
    /// The value in words, as a person would have typed it.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Empty | Self::Fault => String::new(),
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Day(day) => day.iso(),
        }
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::Empty
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::{Cell, Kind, Sheet, Workbook};

    #[test]
    fn what_is_written_is_read_back_with_its_types() {
        let day = Date::new(2024, 5, 30).unwrap();
        let sheet = Sheet {
            name: "项目",
            title: Some("项目台账"),
            lines: &["填报单位：区商务局"],
            columns: &[("项目名称", Kind::Text), ("总投资（万元）", Kind::Number), ("日期", Kind::Day)],
            is_form: false,
        };
        let row = vec![Cell::text("甲"), Cell::Number("1234.56".parse().unwrap()), Cell::Day(day)];
        let write = || {
            let mut book = Workbook::new("台账", day);
            book.add(&sheet, std::iter::once(row.clone()));
            book.into_bytes()
        };
        let bytes = write();
        assert_eq!(bytes, write());
        let [grid] = grids("a.xlsx", bytes).unwrap().try_into().unwrap();
        assert_eq!(grid.name, "项目");
        assert_eq!(*grid.heading(0, 2), Value::Text("项目台账".into()));
        assert_eq!(*grid.value(0, 2), Value::Empty);
        assert_eq!(*grid.value(3, 0), Value::Text("甲".into()));
        assert_eq!(*grid.value(3, 1), Value::Number("1234.56".parse().unwrap()));
        assert_eq!(*grid.value(3, 2), Value::Day(day));
    }

    #[test]
    fn reads_what_chinese_excel_saves_as_csv() {
        let (bytes, ..) = GB18030.encode("项目名称,总投资\r\n\"甲,乙\",12\r\n");
        let [grid] = grids("a.csv", bytes.into_owned()).unwrap().try_into().unwrap();
        assert_eq!(*grid.value(1, 0), Value::Text("甲,乙".into()));
        assert_eq!(grid.height(), 2);
    }

    #[test]
    fn numbers_are_those_that_are_shown() {
        assert_eq!(shown(0.1 + 0.2).unwrap().to_string(), "0.3");
        assert_eq!(shown(12000.0).unwrap().to_string(), "12000");
        assert_eq!(shown(60.776).unwrap().to_string(), "60.776");
    }
}
