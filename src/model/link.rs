//! The links and images of a text.

use super::{Block, BlockKind, Inline, Text};

/// Something a text points at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pointer<'a> {
    /// The target as written.
    pub target: &'a str,
    /// Whether it is shown in place, as an image is.
    pub image: bool,
    /// The byte in the source file at which its block begins.
    pub at: usize,
}

impl Text {
    /// Calls `visit` with every link and image, in reading order.
    pub fn for_each_pointer<'a>(&'a self, visit: &mut dyn FnMut(Pointer<'a>)) {
        for part in &self.parts {
            if let Some(title) = &part.title {
                inlines(&title.content, 0, visit);
            }
            blocks(&part.blocks, visit);
        }
        for footnote in &self.footnotes {
            blocks(&footnote.blocks, visit);
        }
    }
}

fn blocks<'a>(list: &'a [Block], visit: &mut dyn FnMut(Pointer<'a>)) {
    for block in list {
        let at = block.span.start;
        match &block.kind {
            BlockKind::Heading(heading) => inlines(&heading.content, at, visit),
            BlockKind::Paragraph { content, .. } => inlines(content, at, visit),
            BlockKind::List { items, .. } => items.iter().for_each(|item| blocks(&item.blocks, visit)),
            BlockKind::Table { header, rows, .. } => {
                let cells = header.iter().chain(rows.iter().flat_map(|row| &row.cells));
                cells.for_each(|cell| inlines(cell, at, visit));
            }
            BlockKind::Quote(inner) => blocks(inner, visit),
            BlockKind::Box { title, blocks: inner, .. } => {
                inlines(title, at, visit);
                blocks(inner, visit);
            }
            BlockKind::Code { .. } | BlockKind::Html { .. } | BlockKind::Rule => {}
        }
    }
}

fn inlines<'a>(list: &'a [Inline], at: usize, visit: &mut dyn FnMut(Pointer<'a>)) {
    for inline in list {
        match inline {
            Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Strike(inner) => inlines(inner, at, visit),
            Inline::Link { target, content } => {
                visit(Pointer { target, image: false, at });
                inlines(content, at, visit);
            }
            Inline::Image { target, .. } => visit(Pointer { target, image: true, at }),
            Inline::Text(_) | Inline::Code(_) | Inline::Footnote(_) | Inline::Break | Inline::Html(_) => {}
        }
    }
}
