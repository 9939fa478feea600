//! Pieces as a Markdown file.

use super::{
    layout::{Layout, Role, is_attachment, one_line, quoted},
    piece::{Piece, Source},
};
use crate::model::Disclosure;

/// What Markdown would read as a mark.
const MARKS: &str = "\\`*_[]<>|~&";

/// The file: front matter, then the text.
pub fn write(layout: &Layout, source: &Source) -> String {
    let mut out = String::from("+++\n");
    let mut line = |key: &str, value: &str| out.push_str(&format!("{key} = {value}\n"));
    line("title", &quoted(&layout.title));
    line("disclosure", &quoted(layout.disclosure.unwrap_or(Disclosure::Withheld).label()));
    for (key, value) in &layout.fields {
        line(key, value.trim());
    }
    out.push_str("+++\n");
    let mut pieces = source.pieces.iter().zip(&layout.roles).peekable();
    while let Some((piece, role)) = pieces.next() {
        let block = match (piece, role) {
            (Piece::Table(rows), _) => table(rows),
            (_, Role::Field | Role::Left(_)) => continue,
            (Piece::Paragraph(paragraph), Role::Heading(level)) => {
                let mut words = one_line(&paragraph.text);
                // 附件1 and the title below it are one heading.
                if is_attachment(&words) {
                    while let Some((Piece::Paragraph(next), _)) = pieces
                        .next_if(|(piece, _)| matches!(piece, Piece::Paragraph(next) if next.text.trim().is_empty()))
                    {
                        debug_assert!(next.text.trim().is_empty());
                    }
                    let is_title = |(piece, role): &(&Piece, &Role)| {
                        **role == Role::Body
                            && matches!(piece, Piece::Paragraph(next) if (next.is_centered || next.text.chars().count() <= 40) && !next.text.contains(['。', '：', ':', '\t']))
                    };
                    if let Some((Piece::Paragraph(title), _)) = pieces.next_if(is_title) {
                        words = format!("{} {}", words.trim_end_matches(['：', ':']), one_line(&title.text));
                    }
                }
                format!("{} {}", "#".repeat(usize::from(*level)), inline(&words))
            }
            (Piece::Paragraph(paragraph), Role::Body) => paragraph_block(&paragraph.text),
        };
        if !block.is_empty() {
            out.push('\n');
            out.push_str(&block);
            out.push('\n');
        }
    }
    for (label, text) in &source.footnotes {
        if !text.is_empty() {
            out.push_str(&format!("\n[^{label}]: {}\n", inline(text)));
        }
    }
    out
}

/// A paragraph; a line break within it stays one.
fn paragraph_block(text: &str) -> String {
    let lines = text
        .lines()
        .map(|line| line.trim_matches(|character: char| character.is_whitespace()))
        .filter(|line| !line.is_empty());
    lines.map(|line| guarded(&inline(line))).collect::<Vec<_>>().join("<br>\n")
}

/// Words with marks escaped and footnotes referred to.
fn inline(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for character in words.chars() {
        match character {
            '\u{e000}' => out.push_str("[^"),
            '\u{e001}' => out.push(']'),
            '\t' => out.push(' '),
            mark if MARKS.contains(mark) => out.extend(['\\', mark]),
            other => out.push(other),
        }
    }
    out
}

/// A line that would begin a list, a heading or a rule without its sign.
fn guarded(line: &str) -> String {
    match line.chars().next() {
        Some('#' | '+' | '-' | '=') => format!("\\{line}"),
        _ => line.to_owned(),
    }
}

/// A table; one cell alone is a box with its title (专栏).
fn table(rows: &[Vec<String>]) -> String {
    let rows: Vec<&Vec<String>> = rows.iter().filter(|row| row.iter().any(|cell| !cell.trim().is_empty())).collect();
    let width = rows.iter().map(|row| row.len()).max().unwrap_or_default();
    if width == 0 {
        return String::new();
    }
    if width == 1 {
        let lines = rows.iter().flat_map(|row| row[0].lines()).map(str::trim).filter(|line| !line.is_empty());
        return lines.map(|line| format!("> {}", guarded(&inline(line)))).collect::<Vec<_>>().join("\n>\n");
    }
    let cell = |text: &str| {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        lines.map(inline).collect::<Vec<_>>().join("<br>")
    };
    let row = |row: &[String]| {
        let cells = (0..width).map(|column| row.get(column).map(|text| cell(text)).unwrap_or_default());
        format!("| {} |", cells.collect::<Vec<_>>().join(" | "))
    };
    let mut lines = vec![row(rows[0]), format!("|{}", " --- |".repeat(width))];
    lines.extend(rows[1..].iter().map(|cells| row(cells)));
    lines.join("\n")
}
