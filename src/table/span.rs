//! The merged regions of an OpenDocument sheet, which the reader of workbooks does not tell.

use std::{
    collections::BTreeMap,
    io::{Cursor, Read},
};

use calamine::Dimensions;
use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};
use zip::ZipArchive;

/// The most the text of a sheet unpacks to, in bytes.
const LARGEST: u64 = 256 << 20;

/// The merged regions by the name of their sheet; none if the file is damaged, which its reading will say.
pub(super) fn regions(bytes: &[u8]) -> BTreeMap<String, Vec<Dimensions>> {
    let mut text = String::new();
    let content = ZipArchive::new(Cursor::new(bytes)).ok().and_then(|mut archive| {
        let member = archive.by_name("content.xml").ok()?;
        member.take(LARGEST).read_to_string(&mut text).ok()
    });
    let mut found = Found::default();
    if content.is_some() {
        let mut reader = Reader::from_str(&text);
        while let Ok(event) = reader.read_event() {
            match event {
                Event::Start(element) => found.start(&element),
                Event::Empty(element) => {
                    found.start(&element);
                    found.end(element.local_name().as_ref());
                }
                Event::End(element) => found.end(element.local_name().as_ref()),
                Event::Eof => break,
                _ => {}
            }
        }
    }
    found.regions
}

/// Where the reading stands: rows and columns counted from 0.
#[derive(Default)]
struct Found {
    regions: BTreeMap<String, Vec<Dimensions>>,
    sheet: String,
    row: u32,
    rows: u32,
    column: u32,
}

impl Found {
    fn start(&mut self, element: &BytesStart<'_>) {
        match element.local_name().as_ref() {
            "table" => {
                self.sheet = attribute(element, "name").unwrap_or_default();
                self.row = 0;
            }
            "table-row" => {
                self.rows = number(element, "number-rows-repeated");
                self.column = 0;
            }
            "table-cell" | "covered-table-cell" => {
                let (rows, columns) =
                    (number(element, "number-rows-spanned"), number(element, "number-columns-spanned"));
                if rows > 1 || columns > 1 {
                    let end = (self.row.saturating_add(rows - 1), self.column.saturating_add(columns - 1));
                    let region = Dimensions { start: (self.row, self.column), end };
                    self.regions.entry(self.sheet.clone()).or_default().push(region);
                }
                self.column = self.column.saturating_add(number(element, "number-columns-repeated"));
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        if name == "table-row" {
            self.row = self.row.saturating_add(self.rows);
        }
    }
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    quick_xml::escape::unescape(&found.value).ok().map(|value| value.into_owned())
}

/// A count, 1 where it is not stated.
fn number(element: &BytesStart<'_>, name: &str) -> u32 {
    attribute(element, name).and_then(|value| value.parse().ok()).filter(|count| *count > 0).unwrap_or(1)
}
