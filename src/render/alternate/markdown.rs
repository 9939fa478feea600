//! A text as Markdown again, without what only its source says.

use crate::model::{Block, BlockKind, Inline, Text};

/// Writes the text; its parts begin at level 2, below the title of the item.
pub(super) fn push(text: &Text, out: &mut String) {
    for part in &text.parts {
        if let Some(title) = &part.title {
            out.push_str(&format!("## {}\n\n", line(&title.content)));
        }
        blocks(&part.blocks, "", out);
    }
    for (number, footnote) in text.footnotes.iter().enumerate() {
        out.push_str(&format!("[^{}]: ", number + 1));
        blocks(&footnote.blocks, "", out);
    }
}

/// Words with every sign escaped that Markdown would read as a mark.
pub(super) fn escaped(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for (at, character) in words.char_indices() {
        let is_mark = "\\`*_[]<>|~&".contains(character) || (at == 0 && "#+-=".contains(character));
        if is_mark {
            out.push('\\');
        }
        out.push(character);
    }
    out
}

fn blocks(blocks: &[Block], indent: &str, out: &mut String) {
    for block in blocks {
        let text = match &block.kind {
            BlockKind::Heading(heading) => {
                format!(
                    "{} {}",
                    "#".repeat(usize::from(heading.level.saturating_add(1).min(6))),
                    line(&heading.content)
                )
            }
            BlockKind::Paragraph { content, .. } => line(content),
            BlockKind::List { items, .. } => {
                for item in items {
                    let number = if item.number.is_empty() { "-" } else { &item.number };
                    let mut inner = String::new();
                    self::blocks(&item.blocks, &format!("{indent}   "), &mut inner);
                    out.push_str(&format!("{indent}{number} {}", inner.trim_start()));
                }
                continue;
            }
            BlockKind::Table { header, rows, .. } => table(header, rows.iter().map(|row| row.cells.as_slice())),
            BlockKind::Quote(inner) => quoted(None, inner),
            BlockKind::Box { title, blocks: inner, .. } => quoted(Some(title), inner),
            BlockKind::Code { language, text } => format!("```{language}\n{}\n```", text.trim_end()),
            BlockKind::Html { markup, .. } => markup.clone(),
            BlockKind::Rule => "---".to_owned(),
        };
        for part in text.lines() {
            out.push_str(indent);
            out.push_str(part);
            out.push('\n');
        }
        out.push('\n');
    }
}

fn quoted(title: Option<&[Inline]>, inner: &[Block]) -> String {
    let mut text = title.map(|title| format!("{}\n\n", line(title))).unwrap_or_default();
    blocks(inner, "", &mut text);
    text.trim_end().lines().map(|line| format!("> {line}").trim_end().to_owned()).collect::<Vec<_>>().join("\n")
}

fn table<'a>(header: &[Vec<Inline>], rows: impl Iterator<Item = &'a [Vec<Inline>]>) -> String {
    let row = |cells: &[Vec<Inline>]| {
        let cells = cells.iter().map(|cell| line(cell).replace('\n', "<br>"));
        format!("| {} |", cells.collect::<Vec<_>>().join(" | "))
    };
    let mut lines = vec![row(header), format!("|{}", " --- |".repeat(header.len()))];
    lines.extend(rows.map(row));
    lines.join("\n")
}

fn line(content: &[Inline]) -> String {
    let mut out = String::new();
    for inline in content {
        match inline {
            Inline::Text(text) => {
                let words = escaped(text);
                // Only at the beginning of a line is such a sign a mark.
                out.push_str(if out.is_empty() {
                    &words
                } else {
                    words.strip_prefix('\\').filter(|rest| rest.starts_with(['#', '+', '-', '='])).unwrap_or(&words)
                });
            }
            Inline::Strong(inner) => out.push_str(&format!("**{}**", line(inner))),
            Inline::Emphasis(inner) => out.push_str(&format!("*{}*", line(inner))),
            Inline::Strike(inner) => out.push_str(&format!("~~{}~~", line(inner))),
            Inline::Code(text) => out.push_str(&format!("`{text}`")),
            Inline::Link { target, content } => out.push_str(&format!("[{}](<{target}>)", line(content))),
            Inline::Image { target, alt } => out.push_str(&format!("![{}](<{target}>)", escaped(alt))),
            Inline::Footnote(index) => out.push_str(&format!("[^{}]", index + 1)),
            Inline::Break => out.push_str("<br>"),
            Inline::Html(markup) => out.push_str(markup),
        }
    }
    out
}
