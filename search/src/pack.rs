//! Writes the index: all entries into one tantivy segment, cut into pieces that bear their content's hash.
//!
//! The same entries give the same bytes, in whatever order they come: items are numbered by date and address, one
//! thread writes one segment under a fixed name, and what is computed side by side is joined in order.

use std::collections::BTreeSet;
use std::io::Write;

use tantivy::directory::RamDirectory;
use tantivy::schema::TantivyDocument;
use tantivy::tokenizer::{TextAnalyzer, TokenizerManager};
use tantivy::{Index, SingleSegmentIndexWriter};

use crate::cutting::{Cut, cut_index};
use crate::entry::Entry;
use crate::layout::{Placed, labels, line, place};
use crate::opening::{Content, Opening, Piece, hash, hex, opening_name};
use crate::passage::{Head, Section, StoredBlock, put_section};
use crate::query::day_number;
use crate::schema::{FORMAT, LABELS, PAIRS, SINGLES, schema};
use crate::tokens::{Labels, Pairs, Singles};

/// A file's name, relative to `/search/`, and its content.
pub type File = (String, Vec<u8>);

/// The files of a search index, as they are published under `/search/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pack {
    /// Sorted by name, names unique.
    pub files: Vec<File>,
}

/// Why an index could not be written.
#[derive(Debug)]
pub enum BuildError {
    /// Two entries have this address.
    DuplicateUrl(String),
    /// An entry's date is not `YYYY-MM-DD`: the address, the date.
    BadDate(String, String),
    /// tantivy failed.
    Index(tantivy::TantivyError),
    /// A file could not be compressed or cut.
    Io(std::io::Error),
}

impl std::fmt::Display for BuildError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            BuildError::DuplicateUrl(url) => write!(formatter, "two search entries have the address {url}"),
            BuildError::BadDate(url, date) => write!(formatter, "the search entry {url} has the date {date:?}"),
            BuildError::Index(error) => write!(formatter, "writing the search index: {error}"),
            BuildError::Io(error) => write!(formatter, "cutting the search index: {error}"),
        }
    }
}

impl std::error::Error for BuildError {}

impl From<tantivy::TantivyError> for BuildError {
    fn from(error: tantivy::TantivyError) -> Self {
        BuildError::Index(error)
    }
}

impl From<std::io::Error> for BuildError {
    fn from(error: std::io::Error) -> Self {
        BuildError::Io(error)
    }
}

/// The small file that names the others; the only one whose content changes under its name.
pub(crate) const MANIFEST: &str = "manifest.json";

/// Length of a piece of texts before compression; a block is never divided.
const TEXT_PIECE: usize = 16 * 1024;

/// tantivy only sizes its first table of terms by this.
const MEMORY: usize = 64 << 20;

/// Writes the index of all entries, with the reader for browsers.
///
/// # Errors
///
/// [`BuildError::DuplicateUrl`] and [`BuildError::BadDate`] for entries that contradict their contract; the others
/// are faults of the libraries below.
pub fn build(entries: &[Entry]) -> Result<Pack, BuildError> {
    let items = in_order(entries)?;
    let placed: Vec<Vec<Placed<'_>>> = items.iter().map(|entry| place(&entry.blocks)).collect();
    let directory = RamDirectory::create();
    let index = write_index(&directory, &items, &placed)?;
    let Cut { meta, files, mut pieces } = cut_index(&index, &directory)?;
    let (texts, text_starts) = cut_texts(&items, &placed);
    pieces.extend(texts.into_iter().map(|text| (Content::Texts, text)));
    let described =
        |(content, bytes): &(Content, Vec<u8>)| Piece { content: *content, len: bytes.len(), hash: hash(bytes) };
    let opening = Opening {
        items: items.len() as u32,
        meta,
        files,
        pieces: pieces.iter().map(described).collect(),
        text_starts,
        days: days(&items),
        lapsed: lapsed(&items),
    };
    publish(&opening, pieces)
}

fn in_order(entries: &[Entry]) -> Result<Vec<&Entry>, BuildError> {
    let mut urls = BTreeSet::new();
    for entry in entries {
        if !urls.insert(&entry.url) {
            return Err(BuildError::DuplicateUrl(entry.url.clone()));
        }
        if let Some(date) = entry.date.as_ref().filter(|date| day_number(date).is_none()) {
            return Err(BuildError::BadDate(entry.url.clone(), date.clone()));
        }
    }
    let mut items: Vec<&Entry> = entries.iter().collect();
    items.sort_by(|one, other| one.date.cmp(&other.date).then_with(|| other.url.cmp(&one.url)));
    Ok(items)
}

fn write_index(directory: &RamDirectory, items: &[&Entry], placed: &[Vec<Placed<'_>>]) -> Result<Index, BuildError> {
    let (schema, fields) = schema();
    let tokenizers = TokenizerManager::new();
    tokenizers.register(PAIRS, TextAnalyzer::builder(Pairs).build());
    tokenizers.register(SINGLES, TextAnalyzer::builder(Singles).build());
    tokenizers.register(LABELS, TextAnalyzer::builder(Labels).build());
    let builder = Index::builder().schema(schema).tokenizers(tokenizers);
    let mut writer: SingleSegmentIndexWriter = builder.single_segment_index_writer(directory.clone(), MEMORY)?;
    for (entry, placed) in items.iter().zip(placed) {
        let text = line(placed);
        let mut document = TantivyDocument::default();
        document.add_text(fields.pairs, &text);
        document.add_text(fields.singles, &text);
        for label in labels(entry) {
            document.add_text(fields.labels, label);
        }
        writer.add_document(document)?;
    }
    Ok(writer.finalize()?)
}

/// Cuts the texts of all items, in their order, into pieces, and tells where each begins.
fn cut_texts(items: &[&Entry], placed: &[Vec<Placed<'_>>]) -> (Vec<Vec<u8>>, Vec<(u32, u32)>) {
    let (mut pieces, mut starts) = (Vec::new(), Vec::new());
    let mut piece: Vec<u8> = Vec::new();
    for (item, (entry, placed)) in items.iter().zip(placed).enumerate() {
        let item = item as u32;
        let mut section = Section { item, head: head(entry), blocks: Vec::new() };
        let (mut size, mut start) = (0, 0);
        for placed in placed {
            let long = piece.len() + size + placed.block.text.len() > TEXT_PIECE;
            if long && !section.blocks.is_empty() {
                finish(&mut piece, &mut starts, &section, start);
                pieces.push(std::mem::take(&mut piece));
                (section.blocks, size, start) = (Vec::new(), 0, placed.start);
            } else if long && !piece.is_empty() {
                pieces.push(std::mem::take(&mut piece));
            }
            size += placed.block.text.len() + placed.block.anchor.len() + 8;
            section.blocks.push(stored(placed));
        }
        finish(&mut piece, &mut starts, &section, start);
    }
    if !piece.is_empty() {
        pieces.push(piece);
    }
    (pieces, starts)
}

fn finish(piece: &mut Vec<u8>, starts: &mut Vec<(u32, u32)>, section: &Section, start: u32) {
    if piece.is_empty() {
        starts.push((section.item, start));
    }
    put_section(piece, section);
}

fn head(entry: &Entry) -> Head {
    Head {
        url: entry.url.clone(),
        kind: entry.kind,
        title: entry.title.clone(),
        doc_number: entry.doc_number.clone(),
        issuer: entry.issuer.clone(),
        date: entry.date.clone(),
        validity: entry.validity.clone(),
    }
}

fn stored(placed: &Placed<'_>) -> StoredBlock {
    let block = placed.block;
    StoredBlock { start: placed.start, role: block.role, anchor: block.anchor.clone(), text: block.text.clone() }
}

fn days(items: &[&Entry]) -> Vec<(u32, u32)> {
    let dated = items.iter().enumerate();
    let mut days: Vec<(u32, u32)> =
        dated.filter_map(|(item, entry)| Some((day_number(entry.date.as_deref()?)?, item as u32))).collect();
    days.dedup_by_key(|(day, _)| *day);
    days
}

fn lapsed(items: &[&Entry]) -> Vec<u32> {
    let lapsed = |entry: &Entry| matches!(entry.validity.as_deref(), Some("失效" | "废止" | "已失效" | "已废止"));
    items.iter().enumerate().filter(|(_, entry)| lapsed(entry)).map(|(item, _)| item as u32).collect()
}

/// Compresses and names the files. Pieces with the same content are one file.
fn publish(opening: &Opening, pieces: Vec<(Content, Vec<u8>)>) -> Result<Pack, BuildError> {
    let bytes = opening.encode();
    let opening_name = opening_name(&bytes);
    let reader_name = format!("reader-{}.wasm", &hex(hash(crate::READER_WASM))[..8]);
    let manifest = format!("{{\"format\":{},\"opening\":\"{opening_name}\",\"reader\":\"{reader_name}\"}}\n", FORMAT);
    let mut files = compress_all(&opening.pieces, pieces)?;
    files.push((opening_name, compress(&bytes)?));
    files.push((reader_name, crate::READER_WASM.to_vec()));
    files.push((MANIFEST.to_owned(), manifest.into_bytes()));
    files.sort();
    files.dedup();
    Ok(Pack { files })
}

/// Compresses what is to be compressed, on all processors; the order stays.
fn compress_all(named: &[Piece], pieces: Vec<(Content, Vec<u8>)>) -> std::io::Result<Vec<File>> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let share = pieces.len().div_ceil(threads).max(1);
    let one = |(piece, (content, bytes)): (&Piece, &(Content, Vec<u8>))| {
        Ok((piece.name(), if content.is_compressed() { compress(bytes)? } else { bytes.clone() }))
    };
    std::thread::scope(|scope| {
        let work = pieces.chunks(share).zip(named.chunks(share));
        let run = |(pieces, named): (&'_ [_], &'_ [Piece])| named.iter().zip(pieces).map(one).collect();
        let running: Vec<_> = work.map(|part| scope.spawn(move || run(part))).collect();
        let parts = running.into_iter().map(|thread| -> std::io::Result<Vec<File>> {
            thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        });
        Ok(parts.collect::<std::io::Result<Vec<_>>>()?.concat())
    })
}

fn compress(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::new(7));
    encoder.write_all(bytes)?;
    encoder.finish()
}
