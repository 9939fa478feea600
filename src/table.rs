//! Tables: typed cells and columns, written as CSV, JSON and workbooks, and read from what offices keep.
//!
//! A table is a stream of rows. Nothing here knows what a row stands for.

mod csv;
mod grid;
mod json;
mod span;
mod workbook;

use std::borrow::Cow;

use rust_decimal::Decimal;

pub use self::{
    csv::csv,
    grid::{Grid, GridError, Value, grids},
    json::{json, json_array, json_object},
    workbook::{Sheet, Workbook},
};
use crate::model::{Date, Moment};

/// A value in a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell<'a> {
    /// Nothing is stated.
    Empty,
    /// A text; blank ones are written as [`Cell::Empty`].
    Text(Cow<'a, str>),
    /// Several texts; in one cell they stand with 、 between them.
    List(Vec<Cow<'a, str>>),
    /// A count or a year.
    Whole(i64),
    /// An exact number.
    Number(Decimal),
    /// A day.
    Day(Date),
    /// A day with the time of day, where one was given.
    Moment(Moment),
}

/// A row of cells, one for each column.
pub type Row<'a> = Vec<Cell<'a>>;

/// What the cells of a column hold, whatever a single one of them leaves out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// Long text, in a wide column.
    Prose,
    /// Several texts.
    List,
    /// Whole numbers.
    Whole,
    /// Exact numbers.
    Number,
    /// Days.
    Day,
    /// Days with a time of day.
    Moment,
}

/// What stands between the texts of a list that is written in one cell.
const SEPARATOR: &str = "、";

impl<'a> Cell<'a> {
    /// A text, if there is one.
    #[must_use]
    pub fn text(text: impl Into<Cow<'a, str>>) -> Self {
        Self::Text(text.into())
    }

    /// Several texts.
    #[must_use]
    pub fn list<T: Into<Cow<'a, str>>>(texts: impl IntoIterator<Item = T>) -> Self {
        Self::List(texts.into_iter().map(Into::into).collect())
    }

    /// How many there are.
    #[must_use]
    pub fn count(count: usize) -> Self {
        Self::Whole(i64::try_from(count).unwrap_or(i64::MAX))
    }

    /// The cell in words: days as `2024-04-29`, lists with 、.
    #[must_use]
    pub fn words(&self) -> Cow<'_, str> {
        match self {
            Self::Empty => Cow::Borrowed(""),
            Self::Text(text) => Cow::Borrowed(text),
            Self::List(texts) => Cow::Owned(texts.join(SEPARATOR)),
            Self::Whole(number) => Cow::Owned(number.to_string()),
            Self::Number(number) => Cow::Owned(number.to_string()),
            Self::Day(day) => Cow::Owned(day.iso()),
            Self::Moment(moment) => Cow::Owned(moment.meta()),
        }
    }

    /// The cell of a value that may be missing.
    #[must_use]
    pub fn of<T>(value: Option<T>, cell: impl FnOnce(T) -> Self) -> Self {
        value.map_or(Self::Empty, cell)
    }
}

impl<'a> From<&'a Option<String>> for Cell<'a> {
    fn from(text: &'a Option<String>) -> Self {
        Self::of(text.as_deref(), Self::text)
    }
}

impl From<Option<Date>> for Cell<'_> {
    fn from(day: Option<Date>) -> Self {
        Self::of(day, Self::Day)
    }
}
