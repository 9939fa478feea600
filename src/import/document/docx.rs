//! Word files (Office Open XML, ECMA-376 part 1) as pieces of text.

use std::io::{Cursor, Read};

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};
use zip::ZipArchive;

use super::{
    numbering::Numbering,
    piece::{Loss, Paragraph, Piece, Source},
    style::Styles,
};

/// The most a part of a file unpacks to, in bytes.
const LARGEST: u64 = 64 << 20;

/// Reads a `.docx` file.
///
/// # Errors
/// It is no such file, or is damaged; the text says what the reader found.
pub fn read(bytes: &[u8]) -> Result<Source, String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| error.to_string())?;
    let body = part(&mut archive, "word/document.xml")?.ok_or("word/document.xml")?;
    let styles = part(&mut archive, "word/styles.xml")?.unwrap_or_default();
    let numbering = part(&mut archive, "word/numbering.xml")?.unwrap_or_default();
    let footnotes = part(&mut archive, "word/footnotes.xml")?.unwrap_or_default();
    let endnotes = part(&mut archive, "word/endnotes.xml")?.unwrap_or_default();
    let mut reading = Reading::new(Styles::read(&styles)?, Numbering::read(&numbering)?);
    reading.run(&footnotes)?;
    reading.run(&endnotes)?;
    reading.notes_end();
    reading.run(&body)?;
    let mut source = reading.finish();
    let names: Vec<String> = archive.file_names().flatten().map(|name| name.into_owned()).collect();
    for name in names {
        let is_header = name.starts_with("word/header") || name.starts_with("word/footer");
        if is_header && name.ends_with(".xml") {
            let text = part(&mut archive, &name)?.unwrap_or_default();
            if text.contains("<w:t>") || text.contains("<w:t ") {
                source.lose(Loss::Header);
            }
        }
    }
    Ok(source)
}

type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

fn part(archive: &mut Archive<'_>, name: &str) -> Result<Option<String>, String> {
    let Ok(member) = archive.by_name(name) else { return Ok(None) };
    let mut text = String::new();
    member.take(LARGEST).read_to_string(&mut text).map_err(|error| format!("{name}: {error}"))?;
    Ok(Some(text))
}

/// Calls `visit` with each event of an XML text.
pub(super) fn events(text: &str, mut visit: impl FnMut(Event<'_>)) -> Result<(), String> {
    let mut reader = Reader::from_str(text);
    loop {
        match reader.read_event().map_err(|error| error.to_string())? {
            Event::Eof => return Ok(()),
            event => visit(event),
        }
    }
}

/// The value of an attribute, whatever its prefix.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    Some(found.value.into_owned())
}

/// What a note is called: Word counts footnotes and endnotes apart.
fn note_label(name: &str, element: &BytesStart<'_>) -> Option<String> {
    let id = attribute(element, "id")?;
    Some(if name.starts_with("endnote") { format!("e{id}") } else { id })
}

/// Whether an element like `w:b` switches something on.
fn is_on(element: &BytesStart<'_>) -> bool {
    !matches!(attribute(element, "val").as_deref(), Some("0" | "false" | "none" | "off"))
}

/// A table on its way.
#[derive(Debug, Default)]
struct Table {
    rows: Vec<Vec<String>>,
    cell: String,
    span: usize,
    continues: bool,
    is_merged: bool,
}

#[derive(Debug, Default)]
struct Reading {
    source: Source,
    styles: Styles,
    numbering: Numbering,
    paragraph: Paragraph,
    counted: Option<(String, usize)>,
    tables: Vec<Table>,
    note: Option<String>,
    in_text: bool,
    /// How deep the reading is in what is left out, and in what is formatted.
    skipping: usize,
    is_fallback: bool,
    is_formatted: bool,
    is_hidden: bool,
    in_run: bool,
    /// What is lost of the words read last in this paragraph.
    passage: Option<Loss>,
}

impl Reading {
    fn new(styles: Styles, numbering: Numbering) -> Self {
        Self { styles, numbering, ..Self::default() }
    }

    fn run(&mut self, text: &str) -> Result<(), String> {
        events(text, |event| match event {
            Event::Start(element) => self.start(&element, false),
            Event::Empty(element) => {
                self.start(&element, true);
                self.end(element.local_name().as_ref());
            }
            Event::End(element) => self.end(element.local_name().as_ref()),
            Event::Text(words) if self.in_text && self.skipping == 0 && !self.is_hidden => {
                self.paragraph.text.push_str(&words);
            }
            Event::GeneralRef(reference) if self.in_text && self.skipping == 0 && !self.is_hidden => {
                let sign = reference.resolve_char_ref().ok().flatten();
                let named = quick_xml::escape::resolve_xml_entity(&reference).map(str::to_owned);
                self.paragraph.text.push_str(&sign.map(String::from).or(named).unwrap_or_default());
            }
            _ => {}
        })
    }

    fn start(&mut self, element: &BytesStart<'_>, is_empty: bool) {
        let name = element.local_name();
        if self.skipping > 0 {
            self.skipping += 1;
            if name.as_ref() == "txbxContent" && !self.is_fallback {
                self.source.lose(Loss::TextBox);
            }
            return;
        }
        match name.as_ref() {
            "p" => {
                self.paragraph = Paragraph::default();
                self.counted = None;
                self.passage = None;
            }
            "pStyle" => {
                let style = self.styles.resolved(&attribute(element, "val").unwrap_or_default());
                self.paragraph.level = style.level;
                self.paragraph.is_centered |= style.is_centered;
                self.counted = style.numbering.filter(|(number, _)| !number.is_empty());
            }
            "outlineLvl" => {
                let level = attribute(element, "val").and_then(|level| level.parse::<u8>().ok());
                self.paragraph.level =
                    level.map(|level| level + 1).filter(|level| *level <= 9).or(self.paragraph.level);
            }
            "jc" => self.paragraph.is_centered = attribute(element, "val").as_deref() == Some("center"),
            "pageBreakBefore" => self.paragraph.begins_page = is_on(element),
            "ilvl" => {
                let level = attribute(element, "val").and_then(|level| level.parse().ok()).unwrap_or_default();
                let number = self.counted.take().map(|(number, _)| number).unwrap_or_default();
                self.counted = Some((number, level));
            }
            "numId" => {
                let level = self.counted.take().map_or(0, |(_, level)| level);
                self.counted = attribute(element, "val").filter(|number| number != "0").map(|number| (number, level));
            }
            name if self.start_in_run(name, element) => {}
            name @ ("footnote" | "endnote") => {
                self.note = note_label(name, element).filter(|_| attribute(element, "type").is_none());
            }
            name @ ("footnoteReference" | "endnoteReference") => {
                let label = note_label(name, element).unwrap_or_default();
                self.paragraph.text.push_str(&format!("\u{e000}{label}\u{e001}"));
            }
            "tbl" | "tr" | "tc" | "gridSpan" | "vMerge" => self.start_in_table(name.as_ref(), element),
            "hyperlink" => self.source.lose(Loss::Link),
            "ins" if !is_empty => self.source.lose(Loss::Insertion),
            "commentReference" => self.source.lose(Loss::Comment),
            "sym" => self.source.lose(Loss::Symbol),
            "oMath" => self.source.lose(Loss::Formula),
            name => self.skip(name, is_empty),
        }
    }

    /// What belongs to a run of text; false if the element does not.
    fn start_in_run(&mut self, name: &str, element: &BytesStart<'_>) -> bool {
        match name {
            "r" => {
                self.in_run = true;
                (self.is_formatted, self.is_hidden) = (false, false);
            }
            "b" | "i" | "u" | "color" | "highlight" | "strike" if self.in_run => {
                self.is_formatted |= is_on(element) && attribute(element, "val").as_deref() != Some("auto");
            }
            "vanish" if self.in_run => self.is_hidden = is_on(element),
            "t" => {
                self.in_text = true;
                // Programs cut what looks alike into several runs: side by side they are one passage.
                let kind = match (self.is_hidden, self.is_formatted) {
                    (true, _) => Some(Loss::Hidden),
                    (false, true) => Some(Loss::Format),
                    (false, false) => None,
                };
                if let Some(loss) = kind.filter(|_| kind != self.passage) {
                    self.source.lose(loss);
                }
                self.passage = kind;
            }
            "tab" if self.in_run => self.paragraph.text.push('\t'),
            "br" | "cr" if self.in_run => match attribute(element, "type").as_deref() {
                Some("page") => self.paragraph.begins_page |= self.paragraph.text.trim().is_empty(),
                _ => self.paragraph.text.push('\n'),
            },
            "noBreakHyphen" => self.paragraph.text.push('-'),
            _ => return false,
        }
        true
    }

    fn start_in_table(&mut self, name: &str, element: &BytesStart<'_>) {
        match name {
            "tbl" => self.tables.push(Table::default()),
            "tr" => self.in_table(|table| table.rows.push(Vec::new())),
            "tc" => self.in_table(|table| (table.span, table.continues, table.is_merged) = (1, false, false)),
            "gridSpan" => {
                let span = attribute(element, "val").and_then(|span| span.parse().ok()).unwrap_or(1);
                self.in_table(|table| (table.span, table.is_merged) = (span, true));
            }
            "vMerge" => {
                let continues = attribute(element, "val").is_none_or(|value| value != "restart");
                self.in_table(|table| (table.continues, table.is_merged) = (continues, true));
            }
            _ => {}
        }
    }

    /// What is left out with all that is in it.
    fn skip(&mut self, name: &str, is_empty: bool) {
        let loss = match name {
            "del" | "moveFrom" => Some(Loss::Deletion),
            "drawing" | "pict" => Some(Loss::Picture),
            "object" => Some(Loss::Object),
            // Of the two forms of a drawing the second is for older programs.
            "instrText" | "Fallback" => None,
            _ => return,
        };
        if let Some(loss) = loss.filter(|_| !is_empty) {
            self.source.lose(loss);
        }
        (self.skipping, self.is_fallback) = (1, name == "Fallback");
    }

    fn end(&mut self, name: &str) {
        if self.skipping > 0 {
            self.skipping -= 1;
            return;
        }
        match name {
            "t" => self.in_text = false,
            "r" => self.in_run = false,
            "p" => self.paragraph_ends(),
            "tc" => {
                if self.tables.last().is_some_and(|table| table.is_merged && !table.continues) {
                    self.source.lose(Loss::Merged);
                }
                self.in_table(Table::cell_ends);
            }
            "tbl" => self.table_ends(),
            "footnote" | "endnote" => self.note = None,
            _ => {}
        }
    }

    fn in_table(&mut self, act: impl FnOnce(&mut Table)) {
        if let Some(table) = self.tables.last_mut() {
            act(table);
        }
    }

    fn paragraph_ends(&mut self) {
        let mut paragraph = std::mem::take(&mut self.paragraph);
        if let Some((number, level)) = self.counted.take().filter(|_| !paragraph.text.trim().is_empty()) {
            paragraph.text.insert_str(0, &self.numbering.next(&number, level));
        }
        if let Some(note) = &self.note {
            let text = self.source.footnotes.entry(note.clone()).or_default();
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(paragraph.text.trim());
            return;
        }
        match self.tables.last_mut() {
            Some(table) => {
                if !table.cell.is_empty() && !paragraph.text.is_empty() {
                    table.cell.push('\n');
                }
                table.cell.push_str(&paragraph.text);
            }
            None => self.source.pieces.push(Piece::Paragraph(paragraph)),
        }
    }

    fn table_ends(&mut self) {
        let Some(table) = self.tables.pop() else { return };
        match self.tables.last_mut() {
            // A table within a cell becomes lines of the cell.
            Some(outer) => {
                let lines = table.rows.iter().map(|row| row.join(" "));
                outer.cell.push_str(&lines.collect::<Vec<_>>().join("\n"));
            }
            None => self.source.pieces.push(Piece::Table(table.rows)),
        }
    }

    /// Footnotes are read before the text that refers to them.
    fn notes_end(&mut self) {
        self.source.pieces.clear();
        self.note = None;
    }

    fn finish(self) -> Source {
        self.source
    }
}

impl Table {
    fn cell_ends(&mut self) {
        let cell = std::mem::take(&mut self.cell);
        let Some(row) = self.rows.last_mut() else { return };
        row.push(if self.continues { String::new() } else { cell });
        row.extend(std::iter::repeat_n(String::new(), self.span.saturating_sub(1)));
    }
}
