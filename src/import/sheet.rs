//! A sheet of an office's workbook as rows of known fields, whatever stands around the table.

use std::collections::BTreeMap;

use super::{
    above::Above,
    heading::{Field, Meaning, Tense, meaning},
    report::{Place, Report},
};
use crate::table::{Grid, Value};

/// How many rows may stand above the head of a table.
const FARTHEST: usize = 30;
/// What stands in the first cell of a row that is none: sums and remarks.
const NO_ROW: [&str; 12] =
    ["合计", "总计", "小计", "共计", "备注", "说明", "注", "填报说明", "填表说明", "填报人", "审核人", "示例"];
/// How people write that there is nothing to write.
const NOTHING: [&str; 9] = ["/", "-", "—", "——", "无", "暂无", "\\", "／", "－"];

/// The rows of one table.
#[derive(Debug)]
pub struct Sheet {
    /// What stands above the table.
    pub above: Above,
    /// The rows, in their order.
    pub rows: Vec<Row>,
    /// The keys that have a column.
    pub keys: Vec<&'static str>,
}

/// A row of a table.
#[derive(Debug)]
pub struct Row {
    /// Where it stands.
    pub place: Place,
    /// Its cells that are not empty, by key.
    pub cells: BTreeMap<&'static str, Cell>,
    /// Milestones that have a column of their own.
    pub milestones: Vec<(&'static str, Tense, Cell)>,
}

/// A cell with the place it stands at.
#[derive(Debug, Clone)]
pub struct Cell {
    /// What it holds.
    pub value: Value,
    /// The unit of money its heading names.
    pub unit: Option<&'static str>,
    /// Where it stands.
    pub place: Place,
}

/// A column of a table.
struct Column {
    index: usize,
    heading: String,
    meaning: Meaning,
}

/// Reads the table on `grid` whose head names all of `needed` and other `fields`; `None` where there is no such head.
///
/// Columns that are not used and those about persons are noted in the report.
pub fn read(file: &str, grid: &Grid, fields: &'static [Field], needed: &[&str], report: &mut Report) -> Option<Sheet> {
    let (top, bottom, columns) = (0..grid.height().min(FARTHEST)).find_map(|row| head(grid, row, fields, needed))?;
    let sheet = Place::sheet(file, &grid.name);
    let above = (0..top).flat_map(|row| (0..grid.width(row)).map(move |column| grid.value(row, column).words()));
    let above: Vec<String> = above.filter(|text| !text.is_empty()).collect();
    let mut rows = Vec::new();
    let mut personal: BTreeMap<usize, usize> = BTreeMap::new();
    for number in bottom + 1..grid.height() {
        if is_no_row(grid, number) {
            continue;
        }
        let mut row = Row { place: sheet.at_row(number), cells: BTreeMap::new(), milestones: Vec::new() };
        for column in &columns {
            let value = grid.value(number, column.index);
            if !is_stated(value) {
                continue;
            }
            match column.meaning {
                Meaning::Personal => *personal.entry(column.index).or_default() += 1,
                Meaning::Field { key, unit, tense } => {
                    let place = row.place.at_column(column.index, &column.heading);
                    row.take(key, tense, Cell { value: value.clone(), unit, place });
                }
                Meaning::Counting | Meaning::Unknown => {}
            }
        }
        if !row.cells.is_empty() {
            rows.push(row);
        }
    }
    for column in &columns {
        match column.meaning {
            Meaning::Personal => {
                let count = personal.get(&column.index).copied().unwrap_or_default();
                report.personal(&sheet, &column.heading, count);
            }
            Meaning::Unknown => report.unused(&sheet, &column.heading),
            _ => {}
        }
    }
    let keys = columns.iter().filter_map(|column| match column.meaning {
        Meaning::Field { key, .. } => Some(key),
        _ => None,
    });
    Some(Sheet { above: Above::read(above.iter().map(String::as_str)), rows, keys: keys.collect() })
}

impl Row {
    fn take(&mut self, key: &'static str, tense: Tense, cell: Cell) {
        if super::heading::is_milestone(key) {
            self.milestones.push((key, tense, cell));
        } else {
            // Of two columns for one field the first that is filled in counts.
            self.cells.entry(key).or_insert(cell);
        }
    }

    /// The words of a cell, on one line if `is_line`.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<String> {
        self.cells.get(key).map(|cell| cell.value.words())
    }
}

fn is_stated(value: &Value) -> bool {
    match value {
        Value::Empty => false,
        Value::Text(text) => !NOTHING.contains(&text.as_str()),
        _ => true,
    }
}

/// Rows of sums and remarks, and rows without anything in them.
fn is_no_row(grid: &Grid, row: usize) -> bool {
    let mut stated = (0..grid.width(row)).map(|column| grid.value(row, column)).filter(|value| !value.is_empty());
    let Some(first) = stated.next() else { return true };
    let words: String = first.words().split(['：', ':']).next().unwrap_or_default().split_whitespace().collect();
    NO_ROW.contains(&words.as_str())
}

/// The head of a table that begins in `row`: its first and last row and its columns.
fn head(grid: &Grid, row: usize, fields: &'static [Field], needed: &[&str]) -> Option<(usize, usize, Vec<Column>)> {
    for depth in [1, 0] {
        let columns: Vec<Column> = (0..grid.width(row).max(grid.width(row + depth)))
            .map(|index| column(grid, row, depth, index, fields))
            .filter(|column| !column.heading.is_empty())
            .collect();
        let has = |key: &str| {
            columns.iter().any(|column| matches!(column.meaning, Meaning::Field { key: found, .. } if found == key))
        };
        let known = columns.iter().filter(|column| matches!(column.meaning, Meaning::Field { .. } | Meaning::Personal));
        let is_head = needed.iter().all(|key| has(key)) && known.count() >= 2;
        // A second row belongs to the head only where a cell of the first is merged across or down into it.
        if is_head && (depth == 0 || is_two_rows(grid, row, fields)) {
            return Some((row, row + depth, columns));
        }
    }
    None
}

fn is_two_rows(grid: &Grid, row: usize, fields: &'static [Field]) -> bool {
    let width = grid.width(row).max(grid.width(row + 1));
    let is_known = |column: usize| meaning(&grid.heading(row, column).words(), fields) != Meaning::Unknown;
    let is_shared = |column: usize| {
        let (own, below) = (grid.heading(row, column), grid.heading(row + 1, column));
        let is_down = grid.is_merged(row + 1, column) && own == below;
        let is_across = grid.is_merged(row, column) && own == grid.heading(row, column + 1);
        !below.is_empty() && (is_down || is_across)
    };
    (0..width).any(is_known) && (0..width).any(is_shared)
}

fn column(grid: &Grid, row: usize, depth: usize, index: usize, fields: &'static [Field]) -> Column {
    let upper = grid.heading(row, index).words();
    let lower = if depth > 0 { grid.heading(row + depth, index).words() } else { String::new() };
    let words =
        if lower.is_empty() || lower == upper { vec![upper] } else { vec![format!("{upper}{lower}"), lower, upper] };
    let found = words.iter().map(|words| (words, meaning(words, fields)));
    let known = found
        .filter(|(_, meaning)| *meaning != Meaning::Unknown)
        .map(|(words, meaning)| (words.clone(), meaning))
        .next();
    let (heading, meaning) = known.unwrap_or_else(|| (words.into_iter().next().unwrap_or_default(), Meaning::Unknown));
    Column { index, heading: heading.split_whitespace().collect(), meaning }
}
