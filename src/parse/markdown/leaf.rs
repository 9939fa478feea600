//! A block that holds words, in the making.

use std::ops::Range;

use pulldown_cmark::HeadingLevel;

use super::Fault;
use super::context::Context;
use super::inline::Inlines;
use super::numbering::is_numbered;
use crate::model::{Inline, plain};

const RUN_ON_LINE: Fault = Fault {
    warning: true,
    what: ["以编号开头的这一行没有另起一段", "this line begins with a number and no paragraph"],
    help: ["要另起一段的，在其上空一行", "leave a blank line above it if it is to be a paragraph"],
};

/// Words in the making.
#[derive(Debug)]
pub(super) struct Leaf {
    pub(super) kind: LeafKind,
    pub(super) inlines: Inlines,
    /// What has been read of it.
    pub(super) range: Range<usize>,
    runs_on: bool,
}

/// What holds the words.
#[derive(Debug, Clone, Copy)]
pub(super) enum LeafKind {
    /// A paragraph.
    Paragraph,
    /// A heading.
    Heading(HeadingLevel),
    /// A table cell.
    Cell,
}

impl Leaf {
    /// A leaf that begins at `start`.
    pub(super) fn new(kind: LeafKind, inlines: Inlines, start: usize) -> Self {
        Self { kind, inlines, range: start..start, runs_on: false }
    }

    /// Whether a line of the source has just ended at which a paragraph could end too.
    pub(super) fn is_between_lines(&self) -> bool {
        self.inlines.is_at_line_end() && self.inlines.is_plain() && matches!(self.kind, LeafKind::Paragraph)
    }

    /// Reports that the line at `range` seems to be a paragraph of its own; once, for there may be a whole text of them.
    pub(super) fn check_line(&mut self, range: &Range<usize>, context: &mut Context<'_>) {
        let line = &context.text()[range.start..];
        if !self.runs_on && is_numbered(line.trim_start_matches('*')) {
            self.runs_on = true;
            context.refuse(range, &RUN_ON_LINE);
        }
    }
}

/// Whether these words are the title of a box.
pub(super) fn begins_box(content: &[Inline]) -> bool {
    plain(content).starts_with("专栏")
}

/// `content` with the text that runs on across `second_line` in one piece.
pub(super) fn joined(mut content: Vec<Inline>, second_line: usize) -> Vec<Inline> {
    if let [.., Inline::Text(before), Inline::Text(after)] = &mut content[..=second_line] {
        before.push_str(after);
        content.remove(second_line);
    }
    content
}
