//! Blocks that hold blocks, in the making.

use std::ops::Range;

use super::context::Context;
use super::html::{Element, MISPLACED_TAG, clean_block, sanitise};
use super::scan::{decode, html_words};
use crate::model::{Block, BlockKind, Inline, ListItem};

/// A block that holds blocks.
#[derive(Debug)]
pub(super) struct Container {
    pub(super) kind: Kind,
    /// Where it begins.
    pub(super) start: usize,
    /// What it holds so far.
    pub(super) blocks: Vec<Block>,
    /// Raw elements that are open between its blocks.
    open: Vec<&'static Element>,
    /// The block that opened the outermost of them.
    opener: usize,
}

/// What a container is.
#[derive(Debug)]
pub(super) enum Kind {
    /// All that stands between two level-1 headings.
    Part,
    /// A block quotation, and its element id and title once it is known to be a box.
    Quote { title: Option<(String, Vec<Inline>)> },
    /// A list: its items and their markers as written.
    List { ordered: bool, items: Vec<ListItem>, markers: Vec<String> },
    /// A list item.
    Item { anchor: String, marker: String },
    /// What a footnote says.
    Footnote { label: String },
}

impl Container {
    pub(super) fn new(kind: Kind, start: usize) -> Self {
        Self { kind, start, blocks: Vec::new(), open: Vec::new(), opener: 0 }
    }

    /// Whether it is a quotation of which nothing has been read.
    pub(super) fn is_fresh_quote(&self) -> bool {
        matches!(self.kind, Kind::Quote { title: None }) && self.blocks.is_empty()
    }

    /// Whether its element id stands for its first paragraph too, of which nothing has been read.
    pub(super) fn names_first_paragraph(&self) -> bool {
        matches!(self.kind, Kind::Item { .. } | Kind::Footnote { .. }) && self.blocks.is_empty()
    }

    /// Takes the HTML block `source`.
    ///
    /// A block without any tag that is let through is a paragraph: a placeholder such as `<name>` on a line of its own.
    pub(super) fn push_html(&mut self, source: &str, range: &Range<usize>, context: &mut Context<'_>) {
        let continues = !self.open.is_empty();
        let (html, faults) = clean_block(source, &mut self.open);
        context.refuse_all(range, faults);
        if html.trim().is_empty() {
            return;
        }
        if !continues && !html.contains('<') {
            let text = decode(html.trim());
            let lines = text.lines().map(|line| Inline::Text(line.to_owned()));
            let content: Vec<_> = lines.flat_map(|line| [Inline::Break, line]).skip(1).collect();
            let anchor = context.anchors.paragraph(&content);
            self.blocks.push(Block { span: context.span(range), kind: BlockKind::Paragraph { anchor, content } });
            return;
        }
        self.append_html(&html, range, context, continues);
    }

    /// Adds clean HTML to the block before it if an element is open there, so that what belongs together is one block.
    fn append_html(&mut self, html: &str, range: &Range<usize>, context: &Context<'_>, continues: bool) {
        let span = context.span(range);
        match self.blocks.last_mut() {
            Some(Block { span: whole, kind: BlockKind::Html { markup, words } }) if continues => {
                whole.end = span.end;
                markup.push_str(html);
                let more = html_words(html);
                words.push_str(if words.is_empty() || more.is_empty() { "" } else { "\n" });
                words.push_str(&more);
            }
            _ => {
                let kind = BlockKind::Html { markup: html.to_owned(), words: html_words(html) };
                self.blocks.push(Block { span, kind });
            }
        }
        let last = self.blocks.len() - 1;
        if !continues {
            self.opener = last;
        }
        if let Some(Block { kind: BlockKind::Html { markup, .. }, .. }) = self.blocks.last_mut()
            && self.open.is_empty()
            && self.opener == last
        {
            *markup = sanitise(markup);
        }
    }

    /// Closes raw elements that were left open.
    pub(super) fn close_html(&mut self, range: &Range<usize>, context: &mut Context<'_>) {
        let tags: String = self.open.iter().rev().map(|element| format!("</{}>", element.name)).collect();
        if !tags.is_empty() {
            self.open.clear();
            context.refuse(range, &MISPLACED_TAG);
            self.append_html(&tags, &(range.end..range.end), context, true);
        }
    }
}
