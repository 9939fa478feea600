//! Reads a finished file as those will who open it: unpacked, decoded, without its tags.

mod office;
mod pdf;

use std::{borrow::Cow, collections::BTreeSet, io::Read};

use encoding_rs::{GB18030, UTF_16BE, UTF_16LE};
use memchr::memmem;

use super::{
    escape::unescape_json,
    fold::BARRIER,
    markup::{Dialect, Said, strip},
};

/// Why a file could not be read, or not all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Obstacle {
    /// It is damaged, or not what its name says.
    Damaged,
    /// It asks for a password.
    Locked,
    /// Its text is pictures, or is written in a font that does not say which characters it shows.
    Pictures,
    /// It has layers that are not shown.
    HiddenLayers,
    /// It is of a form that is not read, or only roughly: .doc, .rar.
    UnknownForm,
    /// It unpacks to more than [`LARGEST`] bytes or deeper than [`DEEPEST`] files in each other.
    TooLarge,
}

/// What a finished file unpacks to at most, in bytes.
const LARGEST: u64 = 256 << 20;
/// How deep files may lie in each other: a workbook in a document in an archive.
const DEEPEST: usize = 4;

/// What a file says.
#[derive(Debug, Default)]
pub(super) struct Reading<'a> {
    /// Texts for people and for programs that serve them.
    pub(super) spoken: Vec<Cow<'a, str>>,
    /// All else in which a text may be: attributes, scripts, pieces of the search index, pictures. What is no UTF-8 in
    /// them is U+FFFD.
    pub(super) silent: Vec<Cow<'a, str>>,
    /// What stood in the way.
    pub(super) obstacles: BTreeSet<Obstacle>,
    /// Whether only what is spoken is wanted.
    is_spoken_only: bool,
    unpacked: u64,
    depth: usize,
}

impl<'a> Reading<'a> {
    /// Reads the file `bytes`, whose form its first bytes or the ending of `path` tell. With `is_spoken_only`, what is
    /// silent as a whole is left out.
    pub(super) fn of(path: &str, bytes: &'a [u8], is_spoken_only: bool) -> Self {
        let mut reading = Self { is_spoken_only, ..Self::default() };
        reading.take(path, Cow::Borrowed(bytes));
        reading
    }

    fn take(&mut self, path: &str, bytes: Cow<'a, [u8]>) {
        if self.depth >= DEEPEST {
            self.obstacles.insert(Obstacle::TooLarge);
            return;
        }
        self.depth += 1;
        let (stem, extension) = path.rsplit_once('.').unwrap_or((path, ""));
        let extension = extension.to_ascii_lowercase();
        match bytes.as_ref() {
            [0x1F, 0x8B, ..] => self.unpack(stem, flate2::read::MultiGzDecoder::new(bytes.as_ref())),
            // RFC 1950 §2.2: deflate, and the two bytes together a multiple of 31.
            [0x78, flags, ..] if (0x7800 + u16::from(*flags)).is_multiple_of(31) => {
                if !self.is_spoken_only {
                    self.zlib(bytes);
                }
            }
            [b'P', b'K', 3 | 5, 4 | 6, ..] => self.zip(&bytes),
            [0xD0, 0xCF, 0x11, 0xE0, ..] => self.old_office(bytes),
            [b'R', b'a', b'r', b'!', ..] | [b'7', b'z', 0xBC, 0xAF, ..] | [b'{', b'\\', b'r', b't', b'f', ..] => {
                self.obstacles.insert(Obstacle::UnknownForm);
                self.silent.push(lossy(bytes));
            }
            start if memmem::find(&start[..start.len().min(1024)], b"%PDF-").is_some() => self.pdf(&bytes),
            _ if extension == "br" => {
                self.unpack(stem, brotli_decompressor::Decompressor::new(bytes.as_ref(), 1 << 16))
            }
            _ => self.take_by_name(&extension, bytes),
        }
        self.depth -= 1;
    }

    fn take_by_name(&mut self, extension: &str, bytes: Cow<'a, [u8]>) {
        match extension {
            "html" | "htm" | "xhtml" => self.markup(&decode(bytes), Dialect::Html),
            "xml" | "svg" | "atom" | "rss" | "xsl" | "rdf" | "kml" => self.markup(&decode(bytes), Dialect::Xml),
            "json" | "jsonld" | "ndjson" | "geojson" | "webmanifest" => {
                let text = unescape_json(&decode(bytes));
                self.speak(text);
            }
            // A line of a table ends where the next record begins; numbers do not go on there.
            "csv" | "tsv" => {
                let text = decode(bytes).replace('\n', &BARRIER.to_string());
                self.spoken.push(Cow::Owned(text));
            }
            "txt" | "md" | "toml" | "ics" | "vcf" => self.spoken.push(decode(bytes)),
            "js" | "mjs" | "css" | "map" | "wasm" | "bin" if self.is_spoken_only => {}
            "js" | "mjs" | "css" | "map" | "wasm" | "bin" => self.silent.push(lossy(bytes)),
            "pdf" | "docx" | "xlsx" | "pptx" | "odt" | "ods" | "odp" | "ofd" | "doc" | "xls" | "ppt" | "wps" | "et"
            | "dps" | "rtf" | "zip" | "rar" | "7z" => {
                self.obstacles.insert(Obstacle::Damaged);
                self.silent.push(lossy(bytes));
            }
            _ => match utf8(bytes) {
                Ok(text) => self.spoken.push(text),
                Err(bytes) => self.silent.push(lossy(bytes)),
            },
        }
    }

    fn markup(&mut self, markup: &str, dialect: Dialect) {
        let mut said = Said { is_spoken_only: self.is_spoken_only, ..Said::default() };
        strip(markup, dialect, &mut said);
        self.speak(said.text);
        self.spoken.push(Cow::Owned(said.labels));
        self.silent.push(Cow::Owned(said.silent));
    }

    /// Takes in a text that may be markup itself, as the content of an Atom entry is.
    fn speak(&mut self, text: String) {
        if text.contains("</") {
            let mut said = Said { is_spoken_only: self.is_spoken_only, ..Said::default() };
            strip(&text, Dialect::Html, &mut said);
            self.spoken.extend([Cow::Owned(said.text), Cow::Owned(said.labels)]);
            self.silent.push(Cow::Owned(said.silent));
        } else {
            self.spoken.push(Cow::Owned(text));
        }
    }

    /// Takes in what `packed` unpacks to as the file `path`.
    fn unpack(&mut self, path: &str, packed: impl Read) {
        match self.inflate(packed) {
            Ok(bytes) => self.take(path, Cow::Owned(bytes)),
            Err(obstacle) => {
                self.obstacles.insert(obstacle);
            }
        }
    }

    fn inflate(&mut self, packed: impl Read) -> Result<Vec<u8>, Obstacle> {
        let mut bytes = Vec::new();
        let left = LARGEST.saturating_sub(self.unpacked);
        packed.take(left + 1).read_to_end(&mut bytes).map_err(|_| Obstacle::Damaged)?;
        self.unpacked += bytes.len() as u64;
        if self.unpacked > LARGEST { Err(Obstacle::TooLarge) } else { Ok(bytes) }
    }

    /// Takes in bytes that begin as zlib data do, and may be something else.
    fn zlib(&mut self, bytes: Cow<'a, [u8]>) {
        let unpacked = self.inflate(flate2::read::ZlibDecoder::new(bytes.as_ref()));
        match unpacked {
            Ok(unpacked) => {
                self.silent.extend(gongkai_search::pack::words(&unpacked).map(Cow::Owned));
                self.silent.push(lossy(Cow::Owned(unpacked)));
            }
            Err(Obstacle::Damaged) => self.silent.push(lossy(bytes)),
            Err(obstacle) => {
                self.obstacles.insert(obstacle);
            }
        }
    }

    /// Takes in a file of Word, Excel or PowerPoint as they were before 2007: its texts are runs of UTF-16, which begin
    /// at even or at odd places, and of bytes. Numbers in cells stay unread.
    fn old_office(&mut self, bytes: Cow<'a, [u8]>) {
        self.obstacles.insert(Obstacle::UnknownForm);
        for start in [0, 1] {
            let (text, _) = UTF_16LE.decode_without_bom_handling(&bytes[start..]);
            self.spoken.push(Cow::Owned(text.into_owned()));
        }
        self.spoken.push(lossy(bytes));
    }
}

/// A text file as its byte order mark says, else as UTF-8, else as GB 18030.
fn decode(bytes: Cow<'_, [u8]>) -> Cow<'_, str> {
    let text = match bytes.as_ref() {
        [0xFF, 0xFE, rest @ ..] => UTF_16LE.decode_without_bom_handling(rest).0,
        [0xFE, 0xFF, rest @ ..] => UTF_16BE.decode_without_bom_handling(rest).0,
        _ => {
            return utf8(bytes)
                .unwrap_or_else(|bytes| Cow::Owned(GB18030.decode_without_bom_handling(&bytes).0.into_owned()));
        }
    };
    Cow::Owned(text.into_owned())
}

fn lossy(bytes: Cow<'_, [u8]>) -> Cow<'_, str> {
    utf8(bytes).unwrap_or_else(|bytes| Cow::Owned(String::from_utf8_lossy(&bytes).into_owned()))
}

/// The bytes as text without a copy; the bytes again if they are none.
fn utf8(bytes: Cow<'_, [u8]>) -> Result<Cow<'_, str>, Cow<'_, [u8]>> {
    match bytes {
        Cow::Borrowed(bytes) => simdutf8::basic::from_utf8(bytes).map(Cow::Borrowed).map_err(|_| Cow::Borrowed(bytes)),
        Cow::Owned(bytes) => String::from_utf8(bytes).map(Cow::Owned).map_err(|error| Cow::Owned(error.into_bytes())),
    }
}
