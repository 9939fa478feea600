//! A table in the making.

use std::ops::Range;

use super::Fault;
use super::anchor::Series;
use super::context::Context;
use crate::model::{Alignment, BlockKind, Inline, Row};

const EXCESS_CELLS: Fault = Fault {
    warning: false,
    what: ["这一行的格数多于表头，多出的格不会显示", "this row has more cells than the header: the rest is not shown"],
    help: [
        "给表头和分隔行补足列数；格内的竖线写作 \\|",
        "add columns to the header; write \\| for a bar inside a cell",
    ],
};

/// The rows read so far.
#[derive(Debug)]
pub(super) struct Table {
    alignments: Vec<Alignment>,
    header: Vec<Vec<Inline>>,
    rows: Vec<Row>,
    /// The cells of the row in the making.
    cells: Vec<Vec<Inline>>,
    /// Where the last cell ends.
    end: usize,
}

impl Table {
    pub(super) fn new(alignments: Vec<pulldown_cmark::Alignment>) -> Self {
        let alignments = alignments.into_iter().map(|alignment| match alignment {
            pulldown_cmark::Alignment::None => Alignment::Default,
            pulldown_cmark::Alignment::Left => Alignment::Left,
            pulldown_cmark::Alignment::Center => Alignment::Center,
            pulldown_cmark::Alignment::Right => Alignment::Right,
        });
        Self { alignments: alignments.collect(), header: Vec::new(), rows: Vec::new(), cells: Vec::new(), end: 0 }
    }

    pub(super) fn push_cell(&mut self, content: Vec<Inline>, range: &Range<usize>) {
        self.cells.push(content);
        self.end = range.end;
    }

    pub(super) fn end_header(&mut self) {
        self.header = std::mem::take(&mut self.cells);
    }

    /// Ends a body row, which must have no more cells than there are columns: the parser drops those without a word.
    pub(super) fn end_row(&mut self, range: &Range<usize>, context: &mut Context<'_>) {
        let excess = context.text().get(self.end..range.end).unwrap_or_default();
        if excess.chars().any(|c| c != '|' && !c.is_whitespace()) {
            context.refuse(range, &EXCESS_CELLS);
        }
        let anchor = context.anchors.next(Series::Row);
        self.rows.push(Row { anchor, cells: std::mem::take(&mut self.cells) });
    }

    pub(super) fn finish(self) -> BlockKind {
        BlockKind::Table { alignments: self.alignments, header: self.header, rows: self.rows }
    }
}
