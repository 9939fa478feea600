//! Word files and pasted texts into Markdown with its front matter, and an account of what was left behind.

mod collection;
mod docx;
mod doubt;
mod layout;
mod markdown;
mod numbering;
mod piece;
mod style;
mod web;

use self::{
    layout::{Layout, Role},
    piece::{Paragraph, Piece, Source},
};
use super::{
    Import, Input, Outcome, faults,
    report::{Fate, Line, Place, Report},
};
use crate::{bilingual, diag::Severity, parse::DOCUMENT};

/// Reads files, one document each; nothing is written.
#[must_use]
pub fn documents(inputs: Vec<Input>, import: &Import<'_>) -> Outcome {
    let mut report = Report::default();
    let mut files: Vec<(String, String)> = Vec::new();
    for input in inputs {
        if let Some(file) = document(&input, import, &files, &mut report) {
            files.push(file);
        }
    }
    report.finish();
    files.sort();
    Outcome { report, files, memory: import.memory.clone() }
}

fn document(
    input: &Input,
    import: &Import<'_>,
    files: &[(String, String)],
    report: &mut Report,
) -> Option<(String, String)> {
    let place = Place::sheet(&input.name, "");
    let read = if input.name.to_ascii_lowercase().ends_with(".docx") {
        docx::read(&input.bytes)
    } else {
        pasted(&input.bytes)
    };
    let source = match read {
        Ok(source) => source,
        Err(reason) => {
            report.refuse(
                &place,
                bilingual!(
                    "读不了：{reason}；另存为 .docx 或 .txt",
                    "cannot be read: {reason}; save it as .docx or .txt"
                ),
            );
            return None;
        }
    };
    report.read[0] += 1;
    let layout = Layout::of(&source.pieces);
    let path = path(&layout, &input.name);
    if import.texts.contains_key(path.as_str()) || files.iter().any(|(other, _)| *other == path) {
        report.refuse(
            &place,
            bilingual!("已经有 {path}，没有覆盖；先移走或改名", "{path} is there already and was not replaced"),
        );
        return None;
    }
    let text = markdown::write(&layout, &source);
    let faults = faults(import, &path, &text);
    for fault in &faults {
        let (zh, en) = (&fault.message.zh, &fault.message.en);
        report.refuse(&place, bilingual!("{zh}", "{en}"));
    }
    if faults.iter().any(|fault| fault.severity == Severity::Error) {
        return None;
    }
    account(&source, &layout, &text, &place, report);
    let title = layout.title.clone();
    report.lines.push(Line { fate: Fate::Added, path: path.clone(), words: title });
    Some((path, text))
}

/// A text pasted from a page or a newspaper: a line is a paragraph, lines with tabs are rows of a table.
fn pasted(bytes: &[u8]) -> Result<Source, String> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(_) => encoding_rs::GB18030.decode_without_bom_handling(bytes).0,
    };
    if text.contains('\0') {
        return Err("不是文本文件".to_owned());
    }
    let mut source = Source::default();
    for line in text.lines() {
        let cells: Vec<String> = line.split('\t').map(|cell| cell.trim().to_owned()).collect();
        let filled = cells.iter().filter(|cell| !cell.is_empty()).count();
        let is_row = cells.len() > 1 && filled > 0 && (filled > 1 || cells[0].is_empty());
        match (is_row, source.pieces.last_mut()) {
            (true, Some(Piece::Table(rows))) => rows.push(cells),
            (true, _) => source.pieces.push(Piece::Table(vec![cells])),
            (false, _) => {
                let paragraph = Paragraph { text: line.trim().to_owned(), ..Paragraph::default() };
                source.pieces.push(Piece::Paragraph(paragraph));
            }
        }
    }
    Ok(source)
}

/// Where the document goes: by its number, else by the name of its file, in the year it was made.
fn path(layout: &Layout, name: &str) -> String {
    let year = layout.year().map_or_else(String::new, |year| format!("{year}/"));
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let stem: String = stem
        .chars()
        .map(|character| if character.is_alphanumeric() || character == '-' { character } else { '-' })
        .collect();
    let stem = stem.trim_matches('-');
    format!("content/documents/{year}{}.md", if stem.is_empty() { "import" } else { stem })
}

/// Says what was understood, what was lost, and checks that every paragraph is somewhere in the file.
fn account(source: &Source, layout: &Layout, text: &str, place: &Place, report: &mut Report) {
    for (key, value) in &layout.fields {
        let label =
            DOCUMENT.iter().find(|(known, _)| known == key).and_then(|(_, labels)| labels.first()).unwrap_or(key);
        report.take(place, bilingual!("{label}：{value}", "{key}: {value}"));
    }
    if !layout.states_disclosure {
        report.take(
            place,
            bilingual!(
                "没有附注，公开属性记为“不予公开”；审核后再改",
                "no note on disclosure: marked 不予公开 until reviewed"
            ),
        );
    }
    layout.doubts.iter().for_each(|doubt| report.take(place, doubt.clone()));
    for (loss, count) in source.losses.iter().map(|(loss, count)| (*loss, *count)).chain(layout.left_out()) {
        let [zh, en] = loss.words();
        let count = count.to_string();
        report.unused.push(super::report::Remark {
            place: place.clone(),
            message: crate::diag::Bilingual { zh: zh.replace("{n}", &count), en: en.replace("{n}", &count) },
        });
    }
    let written = squeezed(text);
    // What stands in the front matter is told above, field by field.
    let texts = source.pieces.iter().zip(&layout.roles).filter(|(_, role)| **role != Role::Field);
    let paragraphs = texts.flat_map(|(piece, _)| match piece {
        Piece::Paragraph(paragraph) => vec![paragraph.text.as_str()],
        Piece::Table(rows) => rows.iter().flatten().map(String::as_str).collect(),
    });
    let lost: Vec<String> = paragraphs
        .filter(|paragraph| !layout.is_page_number(paragraph))
        .map(squeezed)
        .filter(|words| !words.is_empty() && !written.contains(words.as_str()))
        .collect();
    for words in lost {
        let start: String = words.chars().take(20).collect();
        report.unused.push(super::report::Remark {
            place: place.clone(),
            message: bilingual!(
                "这一段没有照原样写入，请核对：{start}…",
                "this passage was not written as it stands, please check: {start}…"
            ),
        });
    }
}

/// Words without white space, marks of Markdown and the signs they are escaped with.
fn squeezed(text: &str) -> String {
    let text = text.replace("<br>", "");
    let mut out = String::with_capacity(text.len());
    let mut in_reference = false;
    for character in text.chars() {
        match character {
            '\u{e000}' => in_reference = true,
            '\u{e001}' => in_reference = false,
            _ if in_reference => {}
            '\\' | '*' | '_' | '#' | '|' | '>' | '"' | '`' => {}
            character if character.is_whitespace() => {}
            '(' => out.push('（'),
            ')' => out.push('）'),
            character => out.push(character),
        }
    }
    out
}
