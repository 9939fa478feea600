//! The opening file: all that a reader must hold before its first question.
//!
//! It has the parts of the tantivy files that are read when an index is opened, where every other part lies (which
//! piece, how long, under what name), and three small tables of our own: the days that order the items, the items no
//! longer in force, and the place at which each piece of text begins.

use sha2::{Digest, Sha256};

use crate::schema::FORMAT;
use crate::wire::Wire;
#[cfg(feature = "native")]
use crate::wire::{put_bytes, put_number};

/// The first bytes of the SHA-256 of a piece as it is before compression; its name and its check.
pub(crate) type Hash = [u8; HASH_LEN];

const HASH_LEN: usize = 5;

/// Returns the name-giving hash of some bytes.
pub(crate) fn hash(bytes: &[u8]) -> Hash {
    let digest = Sha256::digest(bytes);
    let mut hash = Hash::default();
    hash.copy_from_slice(&digest[..HASH_LEN]);
    hash
}

/// Writes a hash as ten hexadecimal digits.
pub(crate) fn hex(hash: Hash) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Returns the name of an opening file with this content.
pub(crate) fn opening_name(opening: &[u8]) -> String {
    format!("opening-{}.bin", hex(hash(opening)))
}

/// What a piece holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Content {
    /// Dictionary blocks.
    Terms,
    /// Posting lists.
    Postings,
    /// Positions.
    Positions,
    /// The items as they are shown.
    Texts,
}

impl Content {
    /// Every content, in the order in which pieces are numbered.
    pub(crate) const ALL: [Content; 4] = [Content::Terms, Content::Postings, Content::Positions, Content::Texts];

    /// The ending of the tantivy file that the pieces make up; `None` for our own texts.
    pub(crate) fn extension(self) -> Option<&'static str> {
        match self {
            Content::Terms => Some("term"),
            Content::Postings => Some("idx"),
            Content::Positions => Some("pos"),
            Content::Texts => None,
        }
    }

    fn prefix(self) -> &'static str {
        match self {
            Content::Terms => "t",
            Content::Postings => "p",
            Content::Positions => "q",
            Content::Texts => "s",
        }
    }

    /// Tells whether the pieces are compressed (zlib); bit-packed lists would not shrink.
    pub(crate) fn is_compressed(self) -> bool {
        matches!(self, Content::Terms | Content::Texts)
    }
}

/// One separately fetched part of the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) content: Content,
    /// Length before compression.
    pub(crate) len: usize,
    pub(crate) hash: Hash,
}

impl Piece {
    /// The file's name, relative to `/search/`.
    pub(crate) fn name(&self) -> String {
        format!("{}-{}.bin", self.content.prefix(), hex(self.hash))
    }
}

/// A tantivy file: its length, and the parts of it that stand in the opening file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FileImage {
    pub(crate) extension: String,
    pub(crate) len: usize,
    /// Start and bytes, sorted, not overlapping.
    pub(crate) ranges: Vec<(usize, Vec<u8>)>,
}

/// The opening file, decoded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Opening {
    /// Number of items; items are numbered by date, oldest first, then address, last first.
    pub(crate) items: u32,
    /// tantivy's `meta.json`.
    pub(crate) meta: Vec<u8>,
    pub(crate) files: Vec<FileImage>,
    /// All pieces, by content, in the order of what they hold.
    pub(crate) pieces: Vec<Piece>,
    /// The place in the text at which each piece of texts begins: item and position.
    pub(crate) text_starts: Vec<(u32, u32)>,
    /// For each day on which items are dated, as `YYYYMMDD`, the first of its items; items without a date come before.
    pub(crate) days: Vec<(u32, u32)>,
    /// Items that are repealed or have lapsed, ascending.
    pub(crate) lapsed: Vec<u32>,
}

#[cfg(feature = "native")]
impl Opening {
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        put_number(&mut out, FORMAT);
        put_number(&mut out, self.items.into());
        put_bytes(&mut out, &self.meta);
        put_number(&mut out, self.files.len() as u64);
        for file in &self.files {
            put_bytes(&mut out, file.extension.as_bytes());
            put_number(&mut out, file.len as u64);
            put_number(&mut out, file.ranges.len() as u64);
            for (start, bytes) in &file.ranges {
                put_number(&mut out, *start as u64);
                put_bytes(&mut out, bytes);
            }
        }
        for content in Content::ALL {
            let pieces: Vec<&Piece> = self.pieces.iter().filter(|piece| piece.content == content).collect();
            put_number(&mut out, pieces.len() as u64);
            pieces.iter().for_each(|piece| put_number(&mut out, piece.len as u64));
            pieces.iter().for_each(|piece| out.extend_from_slice(&piece.hash));
        }
        put_pairs(&mut out, &self.text_starts);
        put_pairs(&mut out, &self.days);
        put_number(&mut out, self.lapsed.len() as u64);
        put_ascending(&mut out, self.lapsed.iter().copied());
        out
    }
}

impl Opening {
    /// Decodes an opening file; `None` where it is damaged or of another format.
    pub(crate) fn decode(bytes: &[u8]) -> Option<Opening> {
        let mut wire = Wire::new(bytes);
        if wire.number()? != FORMAT {
            return None;
        }
        let items = wire.index()?;
        let meta = wire.bytes()?.to_vec();
        let files = (0..wire.count()?).map(|_| take_file(&mut wire)).collect::<Option<Vec<_>>>()?;
        let mut pieces = Vec::new();
        for content in Content::ALL {
            let lens = (0..wire.count()?).map(|_| wire.size()).collect::<Option<Vec<_>>>()?;
            for len in lens {
                let mut hash = Hash::default();
                hash.copy_from_slice(wire.take(HASH_LEN)?);
                pieces.push(Piece { content, len, hash });
            }
        }
        let text_starts = take_pairs(&mut wire)?;
        let days = take_pairs(&mut wire)?;
        let lapsed = wire.count()?;
        let lapsed = take_ascending(&mut wire, lapsed)?;
        let opening = Opening { items, meta, files, pieces, text_starts, days, lapsed };
        (wire.is_empty() && opening.is_sound()).then_some(opening)
    }
}

impl Opening {
    /// Tells whether the tables agree with each other, so that no reader need ask again.
    fn is_sound(&self) -> bool {
        let total = |content: Content| {
            let own = self.pieces.iter().filter(|piece| piece.content == content);
            own.fold(0usize, |sum, piece| sum.saturating_add(piece.len))
        };
        let covered = Content::ALL.into_iter().filter_map(|content| Some((content.extension()?, total(content))));
        let lens = |extension| self.files.iter().filter(move |file| file.extension == extension).map(|file| file.len);
        let texts = self.pieces.iter().filter(|piece| piece.content == Content::Texts).count();
        covered.into_iter().all(|(extension, len)| lens(extension).eq([len]))
            && texts == self.text_starts.len()
            && self.days.iter().all(|(_, first)| *first < self.items)
            && self.lapsed.iter().all(|item| *item < self.items)
    }
}

fn take_file(wire: &mut Wire<'_>) -> Option<FileImage> {
    let extension = wire.text()?.to_owned();
    let len = wire.size()?;
    let mut ranges = Vec::new();
    let mut free = 0;
    for _ in 0..wire.count()? {
        let (start, bytes) = (wire.size()?, wire.bytes()?.to_vec());
        let end = start.checked_add(bytes.len())?;
        if start < free || end > len {
            return None;
        }
        free = end;
        ranges.push((start, bytes));
    }
    Some(FileImage { extension, len, ranges })
}

/// Writes pairs whose first numbers ascend.
#[cfg(feature = "native")]
fn put_pairs(out: &mut Vec<u8>, pairs: &[(u32, u32)]) {
    put_number(out, pairs.len() as u64);
    put_ascending(out, pairs.iter().map(|pair| pair.0));
    pairs.iter().for_each(|pair| put_number(out, pair.1.into()));
}

fn take_pairs(wire: &mut Wire<'_>) -> Option<Vec<(u32, u32)>> {
    let count = wire.count()?;
    let firsts = take_ascending(wire, count)?;
    firsts.into_iter().map(|first| Some((first, wire.index()?))).collect()
}

#[cfg(feature = "native")]
fn put_ascending(out: &mut Vec<u8>, numbers: impl Iterator<Item = u32>) {
    let mut previous = 0;
    for number in numbers {
        put_number(out, (number - previous).into());
        previous = number;
    }
}

fn take_ascending(wire: &mut Wire<'_>, count: usize) -> Option<Vec<u32>> {
    let mut previous = 0u32;
    let mut numbers = Vec::with_capacity(count);
    for _ in 0..count {
        previous = previous.checked_add(wire.index()?)?;
        numbers.push(previous);
    }
    Some(numbers)
}
