//! Writes the index: entries into shards, these joined, cut into pieces that are named after their content.
//!
//! The same entries give the same bytes, in whatever order they come and on however many threads: items are numbered by
//! date and address, shards are cut by what is in them, and what is computed side by side is joined in order.

use std::collections::BTreeSet;
use std::hash::{Hash, Hasher};
use std::ops::Range;

use rayon::prelude::*;
use xxhash_rust::xxh64::{Xxh64, xxh64};

use crate::earlier::Earlier;
use crate::entry::Entry;
use crate::facet::put_columns;
use crate::file::{Made, labels};
use crate::inversion::{Placed, invert};
use crate::joining::{Joined, join};
use crate::layout::place;
use crate::opening::{FORMAT, Opening, Table, length_code};
use crate::outline::Outline;
use crate::passage::{self, Head, Section as Stored, StoredBlock, put_section};
use crate::piece::{HEAD, Section};
use crate::query::day_number;
use crate::rejoining::{Before, Record, rejoin};
use crate::shard::{self, Shard};
use crate::suggestion::{Name, put_names};
use crate::wire::{Wire, put_number};

/// A file's name, relative to `/search/`, and its content.
pub type File = (String, Vec<u8>);

/// The files of a search index, as they are published under `/search/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pack {
    /// Sorted by name, names unique.
    pub files: Vec<File>,
    /// The names of those that the earlier build has, sorted; they are not among `files`.
    pub kept: Vec<String>,
    /// The content of the manifest, for a page that need not fetch it.
    pub manifest: String,
}

/// Why an index could not be written.
#[derive(Debug)]
pub enum BuildError {
    /// Two entries have this address.
    DuplicateUrl(String),
    /// An entry's date is not `YYYY-MM-DD`: the address, the date.
    BadDate(String, String),
    /// Two pieces with different content have this name.
    SameName(String),
    /// A file could not be compressed or cut.
    Io(std::io::Error),
}

impl std::fmt::Display for BuildError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            BuildError::DuplicateUrl(url) => write!(formatter, "two search entries have the address {url}"),
            BuildError::BadDate(url, date) => write!(formatter, "the search entry {url} has the date {date:?}"),
            BuildError::SameName(name) => write!(formatter, "two pieces of the search index are named {name}"),
            BuildError::Io(error) => write!(formatter, "cutting the search index: {error}"),
        }
    }
}

impl std::error::Error for BuildError {}

impl From<std::io::Error> for BuildError {
    fn from(error: std::io::Error) -> Self {
        BuildError::Io(error)
    }
}

/// The small file that names the others; the only one whose content changes under its name.
pub(crate) const MANIFEST: &str = "manifest.json";

/// Lengths between which a piece of texts ends, in bytes of UTF-8; a block is never divided.
const TEXT_LEAST: usize = 23 << 9;
const TEXT_MOST: usize = 46 << 9;
/// Between them it ends at one item in so many that it becomes so much longer on average.
const TEXT_EXTRA: usize = 7 << 10;

/// What a site is searched by.
#[derive(Debug, Clone, Default)]
pub struct Input<'a> {
    /// The public items.
    pub entries: Vec<Entry<'a>>,
    /// Names to suggest besides titles.
    pub names: Vec<Name>,
}

/// Writes the index, with the reader for browsers; takes over what `earlier` has of it.
///
/// # Errors
///
/// [`BuildError::DuplicateUrl`] and [`BuildError::BadDate`] for entries that contradict their contract; the others
/// are faults of the libraries below.
pub fn build(Input { mut entries, names }: Input<'_>, earlier: &dyn Earlier) -> Result<Pack, BuildError> {
    put_in_order(&mut entries)?;
    let ranges = shard::cut(&entries);
    let size: usize = entries.iter().flat_map(|entry| &entry.blocks).map(|block| block.text.len()).sum();
    // Up to 128 MB of text the pieces are as they are; with each doubling beyond, they double.
    let scale = (size >> 26).next_power_of_two();
    // One at a time, so that no thread is left with several while another has none.
    let made = split(&mut entries, &ranges).into_par_iter().with_max_len(1).map(|items| {
        let part = Part::make(items, scale, earlier);
        // Texts and lists together are most of what is in memory at once: they go as soon as they can.
        items.iter_mut().for_each(|entry| entry.blocks = Vec::new());
        part
    });
    let (shards, texts): (Vec<(u64, Shard)>, Vec<Texts>) =
        made.collect::<Result<Vec<_>, _>>()?.into_iter().map(|(key, part)| ((key, part.shard), part.texts)).unzip();
    let first_items: Vec<u32> = ranges.iter().map(|range| range.start as u32).collect();
    let lengths: Vec<u32> = shards.iter().flat_map(|(_, shard)| &shard.lengths).copied().collect();
    let items = entries.len();
    let mut record = Record { items: items as u32, ..Record::default() };
    record.shards = shards.iter().map(|(key, _)| *key).zip(first_items.iter().copied()).collect();
    let join = || join_all(shards, &first_items, items, earlier);
    let (joined, columns) = rayon::join(join, || [put_columns(&entries), put_names(&names)]);
    let joined = joined?;
    (record.size, record.common, record.characters) = (joined.size, joined.common.clone(), joined.characters.clone());
    let mut opening = Opening {
        items: items as u32,
        tail: first_items.last().copied().unwrap_or_default(),
        tokens: lengths.iter().map(|length| u64::from(*length)).sum(),
        tables: Vec::new(),
        common: joined.common,
        text_starts: text_starts(&texts, &first_items),
        lengths: lengths.iter().map(|length| length_code(*length as usize)).collect(),
        lapsed: lapsed(&entries),
        characters: joined.characters,
    };
    let mut files = Vec::new();
    for (section, pieces) in Section::keyed().zip(joined.sections) {
        let starts = pieces.iter().map(|piece| piece.span.start).collect();
        record.sections.push(pieces.iter().map(|piece| (piece.span, piece.made.digest)).collect());
        let made: Vec<Made> = pieces.into_iter().map(|piece| piece.made).collect();
        opening.tables.push(Table { labels: labels(section, &made), keys: starts });
        files.extend(made);
    }
    earlier.keep(RECORD, &record.write());
    let text_labels = texts.iter().flat_map(|texts| labels(Section::Texts, &texts.pieces)).collect();
    opening.tables.push(Table { labels: text_labels, keys: Vec::new() });
    files.extend(texts.into_iter().flat_map(|texts| texts.pieces));
    for (section, content) in [Section::Facets, Section::Names].into_iter().zip(columns) {
        let made = [Made::new(section.prefix(), &content, earlier)?];
        opening.tables.push(Table { labels: labels(section, &made), keys: Vec::new() });
        files.extend(made);
    }
    publish(&opening, files, earlier)
}

/// Returns the entries of each range; these follow each other.
fn split<'a, 'e>(mut entries: &'a mut [Entry<'e>], ranges: &[Range<usize>]) -> Vec<&'a mut [Entry<'e>]> {
    let mut parts = Vec::new();
    for range in ranges {
        let (part, rest) = entries.split_at_mut(range.len());
        parts.push(part);
        entries = rest;
    }
    parts
}

/// The key under which is kept what shards were joined to.
const RECORD: u64 = 0;

/// Joins shards, each with its key: only what changed, where little did.
fn join_all(
    shards: Vec<(u64, Shard)>,
    first_items: &[u32],
    items: usize,
    earlier: &dyn Earlier,
) -> std::io::Result<Joined> {
    if let Some(record) = earlier.shard(RECORD).and_then(|bytes| Record::read(&bytes)) {
        let shard = |key| Part::read_shard(earlier.shard(key)?).map(|(shard, _)| shard);
        let before = Before { record: &record, shard: &shard, earlier };
        let keyed: Vec<(u64, &Shard)> = shards.iter().map(|(key, shard)| (*key, shard)).collect();
        if let Some(joined) = rejoin(&before, &keyed, first_items, items)? {
            return Ok(joined);
        }
    }
    join(shards.into_iter().map(|(_, shard)| shard).collect(), first_items, items, earlier)
}

fn text_starts(texts: &[Texts], first_items: &[u32]) -> Vec<(u32, u32)> {
    let starts = texts
        .iter()
        .zip(first_items)
        .flat_map(|(texts, first)| texts.starts.iter().map(move |(item, position)| (first + item, *position)));
    starts.collect()
}

/// The item, counted in the shard, and position with which a piece of texts begins, and the piece's digest.
type Start = (u32, u32, u64);

/// A shard with the texts of its items.
struct Part {
    shard: Shard,
    texts: Texts,
}

impl Part {
    /// Makes the part of some items, or takes it over; returns it with its key.
    fn make(items: &[Entry<'_>], scale: usize, earlier: &dyn Earlier) -> Result<(u64, Self), BuildError> {
        let key = Self::key(items, scale);
        if let Some(part) = earlier.shard(key).and_then(|bytes| Self::read(bytes, earlier)) {
            return Ok((key, part));
        }
        let blocks = |entry: &Entry<'_>| place(entry.blocks.iter().map(|block| &*block.text)).collect();
        let placed: Vec<Placed> = items.iter().map(blocks).collect();
        let part = Self { shard: invert(items, &placed), texts: cut_texts(items, &placed, scale, earlier)? };
        earlier.keep(key, &part.write());
        Ok((key, part))
    }

    /// What the part follows from.
    fn key(items: &[Entry<'_>], scale: usize) -> u64 {
        let mut hasher = Xxh64::new(FORMAT);
        (scale, items).hash(&mut hasher);
        hasher.finish()
    }

    fn write(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.shard.outline.write(&mut out);
        put_number(&mut out, self.shard.lengths.len() as u64);
        self.shard.lengths.iter().for_each(|length| put_number(&mut out, u64::from(*length)));
        put_number(&mut out, self.texts.starts.len() as u64);
        for ((item, position), made) in self.texts.starts.iter().zip(&self.texts.pieces) {
            let numbers = [u64::from(*item), u64::from(*position), made.digest];
            numbers.into_iter().for_each(|number| put_number(&mut out, number));
        }
        out.extend_from_slice(self.shard.lists());
        out
    }

    /// Reads a part that was written, if the pieces of its texts are there.
    fn read(bytes: Vec<u8>, earlier: &dyn Earlier) -> Option<Self> {
        let (shard, starts) = Self::read_shard(bytes)?;
        let digests: Vec<u64> = starts.iter().map(|(.., digest)| *digest).collect();
        let pieces = Made::kept_texts(&digests, earlier)?;
        let starts = starts.into_iter().map(|(item, position, _)| (item, position)).collect();
        Some(Self { shard, texts: Texts { pieces, starts } })
    }

    /// Reads the shard of a part, and what is known of the pieces of its texts; `None` if it is none.
    fn read_shard(bytes: Vec<u8>) -> Option<(Shard, Vec<Start>)> {
        let mut wire = Wire::new(&bytes);
        let outline = Outline::read(&mut wire)?;
        let items = wire.count()?;
        let lengths = (0..items).map(|_| wire.index()).collect::<Option<_>>()?;
        let pieces = wire.count()?;
        let starts = (0..pieces).map(|_| Some((wire.index()?, wire.index()?, wire.number()?)));
        let starts = starts.collect::<Option<_>>()?;
        let start = bytes.len() - wire.len();
        Some((Shard::new(outline, lengths, bytes, start)?, starts))
    }
}

/// Reads the words of a piece of the index, uncompressed, that holds texts; `None` for any other piece. Texts are not
/// written in UTF-8 there, so whoever inspects finished files reads them by this.
pub fn words(piece: &[u8]) -> Option<String> {
    passage::words(piece.get(HEAD..)?)
}

fn put_in_order(entries: &mut [Entry<'_>]) -> Result<(), BuildError> {
    let mut urls = BTreeSet::new();
    for entry in entries.iter() {
        if !urls.insert(&entry.url) {
            return Err(BuildError::DuplicateUrl(entry.url.clone()));
        }
        if let Some(date) = entry.date.as_ref().filter(|date| day_number(date).is_none()) {
            return Err(BuildError::BadDate(entry.url.clone(), date.clone()));
        }
    }
    entries.sort_by(|one, other| one.date.cmp(&other.date).then_with(|| other.url.cmp(&one.url)));
    Ok(())
}

/// The texts of a shard's items, cut into pieces, and the item, counted in the shard, and position with which each piece
/// begins.
struct Texts {
    pieces: Vec<Made>,
    starts: Vec<(u32, u32)>,
}

fn cut_texts(items: &[Entry<'_>], placed: &[Placed], scale: usize, earlier: &dyn Earlier) -> std::io::Result<Texts> {
    let [least, most, extra] = [TEXT_LEAST, TEXT_MOST, TEXT_EXTRA].map(|length| length * scale);
    let (mut pieces, mut starts) = (Vec::new(), Vec::new());
    let (mut piece, mut size) = (Vec::new(), 0);
    for (item, (entry, placed)) in (0..).zip(items.iter().zip(placed)) {
        let length: usize = entry.blocks.iter().map(|block| block.text.len()).sum();
        // A piece ends before an item whose address says so: a change in one does not move the ends of the others.
        let begins = size >= least && xxh64(entry.url.as_bytes(), 0) % (extra as u64) < length as u64;
        if size > 0 && (begins || (size + length > most && length <= most)) {
            pieces.push(std::mem::take(&mut piece));
            size = 0;
        }
        let mut stored = Stored { head: head(entry), blocks: Vec::new() };
        let mut begun = 0;
        for (block, (start, _)) in entry.blocks.iter().zip(placed) {
            if !stored.blocks.is_empty() && size + block.text.len() > most {
                finish(&mut piece, &mut starts, &stored, (item, begun));
                pieces.push(std::mem::take(&mut piece));
                (stored.blocks, size, begun) = (Vec::new(), 0, *start);
            }
            size += block.text.len() + block.anchor.len();
            stored.blocks.push(StoredBlock {
                role: block.role,
                anchor: block.anchor.to_string(),
                text: block.text.to_string(),
            });
        }
        size += entry.title.len() + entry.url.len();
        finish(&mut piece, &mut starts, &stored, (item, begun));
    }
    pieces.extend(Some(piece).filter(|piece| !piece.is_empty()));
    Ok(Texts { pieces: Made::texts(&pieces, earlier)?, starts })
}

fn finish(piece: &mut Vec<u8>, starts: &mut Vec<(u32, u32)>, stored: &Stored, start: (u32, u32)) {
    if piece.is_empty() {
        starts.push(start);
    }
    put_section(piece, stored);
}

fn head(entry: &Entry<'_>) -> Head {
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

fn lapsed(items: &[Entry<'_>]) -> Vec<u32> {
    let lapsed = |entry: &Entry<'_>| matches!(entry.validity.as_deref(), Some("失效" | "废止"));
    items.iter().enumerate().filter(|(_, entry)| lapsed(entry)).map(|(item, _)| item as u32).collect()
}

/// Adds the files that lead to the pieces. Pieces with the same content are one file.
fn publish(opening: &Opening, mut all: Vec<Made>, earlier: &dyn Earlier) -> Result<Pack, BuildError> {
    let opening = Made::new("opening", &opening.encode(), earlier)?;
    let reader = Made::new("reader", crate::READER_WASM, earlier)?;
    let manifest = format!("{{\"format\":{FORMAT},\"opening\":\"{}\",\"reader\":\"{}\"}}", opening.name, reader.name);
    all.extend([opening, reader]);
    all.sort_by(|one, other| (&one.name, one.digest).cmp(&(&other.name, other.digest)));
    all.dedup_by(|one, other| one.name == other.name && one.digest == other.digest);
    if let Some(pair) = all.windows(2).find(|pair| pair[0].name == pair[1].name) {
        return Err(BuildError::SameName(pair[0].name.clone()));
    }
    let (mut files, mut kept) = (Vec::new(), Vec::new());
    for Made { name, content, .. } in all {
        match content {
            Some(bytes) => files.push((name, bytes)),
            None => kept.push(name),
        }
    }
    files.push((MANIFEST.to_owned(), manifest.clone().into_bytes()));
    files.sort();
    Ok(Pack { files, kept, manifest })
}
