//! A text as plain text: a paragraph a line, cells of a table with tabs between them.

use crate::model::{Block, BlockKind, Inline, Text, plain as words};

/// The text in reading order, an empty line between blocks.
pub(super) fn plain(text: &Text) -> String {
    let mut out = String::new();
    for part in &text.parts {
        if let Some(title) = &part.title {
            line(&words(&title.content), &mut out);
        }
        blocks(&part.blocks, &mut out);
    }
    for (number, footnote) in text.footnotes.iter().enumerate() {
        out.push_str(&format!("[{}] ", number + 1));
        blocks(&footnote.blocks, &mut out);
    }
    out
}

fn line(words: &str, out: &mut String) {
    out.push_str(words);
    out.push_str("\n\n");
}

fn blocks(blocks: &[Block], out: &mut String) {
    for block in blocks {
        match &block.kind {
            BlockKind::Heading(heading) => line(&words(&heading.content), out),
            BlockKind::Paragraph { content, .. } => line(&words(content), out),
            BlockKind::List { items, .. } => {
                for item in items {
                    out.push_str(&item.number);
                    self::blocks(&item.blocks, out);
                }
            }
            BlockKind::Table { header, rows, .. } => {
                let row = |cells: &[Vec<Inline>]| cells.iter().map(|cell| words(cell)).collect::<Vec<_>>().join("\t");
                let rows = std::iter::once(row(header)).chain(rows.iter().map(|cells| row(&cells.cells)));
                line(&rows.collect::<Vec<_>>().join("\n"), out);
            }
            BlockKind::Quote(inner) => self::blocks(inner, out),
            BlockKind::Box { title, blocks: inner, .. } => {
                line(&words(title), out);
                self::blocks(inner, out);
            }
            BlockKind::Code { text, .. } => line(text.trim_end(), out),
            BlockKind::Html { words, .. } => line(words, out),
            BlockKind::Rule => {}
        }
    }
}
