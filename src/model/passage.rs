//! The passages of a text: its smallest pieces that are read, cited and found as one.

use std::borrow::Cow;

use super::{Block, BlockKind, Inline, Text, plain};

/// What a passage is in its document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PassageKind {
    /// A heading, the title of a part or of a box.
    Heading,
    /// A paragraph, also one inside a list item, a quotation or a footnote.
    Paragraph,
    /// A table cell.
    Cell,
    /// Preformatted text or raw HTML.
    Other,
}

/// One passage with the address of its place in the page.
#[derive(Debug, Clone, PartialEq)]
pub struct Passage<'a> {
    /// The id of the element that holds it; empty if none does.
    pub anchor: &'a str,
    /// What it is.
    pub kind: PassageKind,
    /// Its words as a reader sees them; a list item's begin with its number.
    pub words: Cow<'a, str>,
}

impl Text {
    /// Calls `visit` with every passage in reading order, footnotes last; empty ones are left out.
    pub fn for_each_passage<'a>(&'a self, visit: &mut dyn FnMut(Passage<'a>)) {
        for part in &self.parts {
            if let Some(title) = &part.title {
                emit(&title.anchor, PassageKind::Heading, "", &title.content, visit);
            }
            walk(&part.blocks, &mut Place { anchor: "", number: "" }, visit);
        }
        for footnote in &self.footnotes {
            walk(&footnote.blocks, &mut Place { anchor: &footnote.anchor, number: "" }, visit);
        }
    }
}

/// The list item or footnote that encloses a block: its anchor, and its number until a passage has taken it.
struct Place<'a> {
    anchor: &'a str,
    number: &'a str,
}

fn walk<'a>(blocks: &'a [Block], place: &mut Place<'a>, visit: &mut dyn FnMut(Passage<'a>)) {
    for block in blocks {
        match &block.kind {
            BlockKind::Heading(heading) => emit(&heading.anchor, PassageKind::Heading, "", &heading.content, visit),
            BlockKind::Paragraph { anchor, content } => {
                let anchor = if anchor.is_empty() { place.anchor } else { anchor };
                emit(anchor, PassageKind::Paragraph, std::mem::take(&mut place.number), content, visit);
            }
            BlockKind::List { items, .. } => {
                for item in items {
                    walk(&item.blocks, &mut Place { anchor: &item.anchor, number: &item.number }, visit);
                }
            }
            BlockKind::Table { header, rows, .. } => {
                let first = rows.first().map_or("", |row| row.anchor.as_str());
                header.iter().for_each(|cell| emit(first, PassageKind::Cell, "", cell, visit));
                for row in rows {
                    row.cells.iter().for_each(|cell| emit(&row.anchor, PassageKind::Cell, "", cell, visit));
                }
            }
            BlockKind::Quote(inner) => walk(inner, place, visit),
            BlockKind::Box { anchor, title, blocks } => {
                emit(anchor, PassageKind::Heading, "", title, visit);
                walk(blocks, &mut Place { anchor, number: "" }, visit);
            }
            BlockKind::Code { text, .. } => {
                visit(Passage { anchor: place.anchor, kind: PassageKind::Other, words: text.into() });
            }
            BlockKind::Html { words, .. } => {
                visit(Passage { anchor: place.anchor, kind: PassageKind::Other, words: words.into() });
            }
            BlockKind::Rule => {}
        }
    }
}

fn emit<'a>(
    anchor: &'a str,
    kind: PassageKind,
    number: &str,
    content: &'a [Inline],
    visit: &mut dyn FnMut(Passage<'a>),
) {
    let mut words = plain(content);
    if !number.is_empty() {
        words = Cow::Owned(format!("{number} {words}"));
    }
    if !words.trim_start().is_empty() {
        visit(Passage { anchor, kind, words });
    }
}

impl Text {
    /// Whether the text has a place of that id.
    #[must_use]
    pub fn has_anchor(&self, anchor: &str) -> bool {
        let mut found = self.footnotes.iter().any(|footnote| footnote.anchor == anchor);
        self.for_each_passage(&mut |passage| found |= passage.anchor == anchor);
        found
    }
}
