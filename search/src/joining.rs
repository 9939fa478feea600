//! Joins the shards' lists into those of the whole, and cuts these into pieces.
//!
//! Items are numbered through; each term's lists are written anew in tantivy's encoding. Pieces end at keys that are
//! chosen by themselves, so that a change in one piece does not move the ends of the others.

use std::io;

use rayon::prelude::*;
use xxhash_rust::xxh64::xxh64;

use crate::codec::Encoder;
use crate::key::{Key, has_positions};
use crate::list::{TermLists, put_entry, put_term};
use crate::piece::Section;
use crate::reader::keeps_positions;
use crate::shard::{Lists, Shard};
use crate::wire::{Wire, put_number};

/// The pieces of one section, each with its first key.
pub(crate) type Pieces = Vec<(Key, Vec<u8>)>;

/// All shards together.
pub(crate) struct Joined {
    /// The pieces of the keyed sections, in the order of [`Section::ALL`].
    pub(crate) sections: Vec<Pieces>,
    /// The terms that are common.
    pub(crate) common: Vec<Key>,
}

/// Terms found in more than this part of the items are common ...
const COMMON: usize = 10;
/// ... but in a small index no term is.
const FEW: usize = 64;

/// Number of parts in which the terms are joined side by side.
const PARTS: usize = 64;

/// Where a term's list is: the shard and the number of the term there.
type Source = (Key, u32, u32);

/// An entry of a section: the body of a term's lists, or its positions, of which there are `places`, as varints.
#[derive(Clone)]
struct Entry {
    key: Key,
    places: usize,
    body: Vec<u8>,
}

/// The lists of one term in the trunk or in the tail.
#[derive(Default)]
struct Gathered {
    items: Vec<u32>,
    counts: Vec<u32>,
    titles: Vec<u32>,
    /// The distances between positions, as a shard has them written down.
    positions: Vec<u8>,
    places: usize,
    last: u32,
    last_title: u32,
}

impl Gathered {
    fn clear(&mut self) {
        [&mut self.items, &mut self.counts, &mut self.titles].into_iter().for_each(Vec::clear);
        self.positions.clear();
        (self.places, self.last, self.last_title) = (0, 0, 0);
    }

    /// Adds the lists that a shard whose items are numbered from `base` has of a term.
    fn add(&mut self, lists: &[u8], base: u32, placed: bool) {
        let mut lists = Lists::new(lists);
        let mut item = base;
        while let Some(posting) = lists.next(placed, &mut self.positions) {
            item += posting.distance;
            self.items.push(item - self.last);
            self.counts.push(posting.count);
            self.places += posting.count as usize;
            self.last = item;
            if posting.in_title {
                self.titles.push(item - self.last_title);
                self.last_title = item;
            }
        }
    }
}

/// Joins shards; `first_items` are the numbers of their first items. The last shard is the tail.
///
/// # Errors
///
/// None in practice: everything is written to memory.
pub(crate) fn join(shards: &[Shard], first_items: &[u32], items: usize) -> io::Result<Joined> {
    let mut sources: Vec<Source> = Vec::with_capacity(shards.iter().map(|shard| shard.terms.len()).sum());
    for (number, shard) in shards.iter().enumerate() {
        sources.extend(shard.terms.iter().zip(0..).map(|((key, _), term)| (*key, number as u32, term)));
    }
    sources.par_sort_unstable();
    let share = sources.len().div_ceil(PARTS).max(1);
    let mut parts: Vec<&[Source]> = Vec::new();
    let mut rest = sources.as_slice();
    while !rest.is_empty() {
        let last = rest[share.min(rest.len()) - 1].0;
        let (part, after) = rest.split_at(rest.partition_point(|source| source.0 <= last));
        parts.push(part);
        rest = after;
    }
    let joining = Joining { shards, first_items, common_from: FEW.max(items / COMMON) };
    let joined = parts.into_par_iter().map(|part| joining.part(part)).collect::<io::Result<Vec<_>>>()?;
    let mut entries: Vec<Vec<Entry>> = no_entries();
    let mut common = Vec::new();
    for (part, part_common) in joined {
        entries.iter_mut().zip(part).for_each(|(entries, part)| entries.extend(part));
        common.extend(part_common);
    }
    let sizes: usize = entries.iter().flatten().map(|entry| entry.body.len()).sum();
    let mut sections = Vec::new();
    for (entries, section) in entries.into_iter().zip(Section::ALL) {
        let pieces = cut(&entries, target(section, sizes));
        let pieces = pieces.into_par_iter().map(|piece| Ok((piece[0].key, write(piece)?)));
        sections.push(pieces.collect::<io::Result<Pieces>>()?);
    }
    Ok(Joined { sections, common })
}

/// A list of entries for each section that is sorted by key.
fn no_entries() -> Vec<Vec<Entry>> {
    Section::ALL.into_iter().filter(|section| section.is_keyed()).map(|_| Vec::new()).collect()
}

/// What the terms are joined from.
struct Joining<'a> {
    shards: &'a [Shard],
    first_items: &'a [u32],
    common_from: usize,
}

/// Where the lists of a term, in the trunk or in the tail, were encoded.
struct Encoded {
    key: Key,
    /// The sections of its lists and of its positions.
    sections: [Section; 2],
    /// Number of items, and of items in whose titles the term stands.
    numbers: [usize; 2],
    /// Where items, counts and titles end; each begins where the one before ends.
    ends: [usize; 3],
    /// Its positions, if any are kept.
    positions: Option<Entry>,
}

impl Joining<'_> {
    /// Joins some terms; returns the entries by section, and the terms among them that are common.
    fn part(&self, sources: &[Source]) -> io::Result<(Vec<Vec<Entry>>, Vec<Key>)> {
        let (mut bytes, mut encoded, mut common) = (Vec::new(), Vec::new(), Vec::new());
        let mut encoder = Encoder::new(&mut bytes);
        let (mut trunk, mut tail) = (Gathered::default(), Gathered::default());
        for sources in sources.chunk_by(|one, other| one.0 == other.0) {
            let key = sources[0].0;
            self.gather(sources, &mut trunk, &mut tail);
            let all = trunk.items.len() + tail.items.len();
            let of_trunk = if all > self.common_from {
                common.push(key);
                [Section::CommonTerms, Section::CommonPositions]
            } else {
                [Section::Terms, Section::Positions]
            };
            let of_tail = [Section::TailTerms, Section::TailPositions];
            let placed = has_positions(key) && keeps_positions(key, all);
            for (gathered, sections) in [(&trunk, of_trunk), (&tail, of_tail)] {
                if !gathered.items.is_empty() {
                    let numbers = [gathered.items.len(), gathered.titles.len()];
                    let ends = encode(&mut encoder, gathered)?;
                    let positions =
                        placed.then(|| Entry { key, places: gathered.places, body: gathered.positions.clone() });
                    encoded.push(Encoded { key, sections, numbers, ends, positions });
                }
            }
        }
        drop(encoder);
        let mut entries = no_entries();
        let mut start = 0;
        for Encoded { key, sections, numbers, ends, positions } in encoded {
            let mut body = Vec::with_capacity(ends[2] - start + 8);
            put_term(
                &mut body,
                &TermLists {
                    items: (numbers[0], &bytes[start..ends[0]]),
                    counts: &bytes[ends[0]..ends[1]],
                    titles: (numbers[1], &bytes[ends[1]..ends[2]]),
                },
            );
            entries[sections[0] as usize].push(Entry { key, places: 0, body });
            entries[sections[1] as usize].extend(positions);
            start = ends[2];
        }
        Ok((entries, common))
    }

    /// Gathers the lists that the shards have of one term.
    fn gather(&self, sources: &[Source], trunk: &mut Gathered, tail: &mut Gathered) {
        trunk.clear();
        tail.clear();
        for (key, number, term) in sources {
            let number = *number as usize;
            let lists = self.shards[number].lists(*term as usize);
            if number + 1 == self.shards.len() {
                tail.add(lists, 0, has_positions(*key));
            } else {
                trunk.add(lists, self.first_items[number], has_positions(*key));
            }
        }
    }
}

/// Writes the lists of a term; returns where each ends.
fn encode(encoder: &mut Encoder<'_>, gathered: &Gathered) -> io::Result<[usize; 3]> {
    let once = gathered.counts.iter().all(|count| *count == 1);
    Ok([
        encoder.put(&gathered.items)?,
        encoder.put(if once { &[] } else { &gathered.counts })?,
        encoder.put(&gathered.titles)?,
    ])
}

/// The length that pieces of a section have before compression, on average, for lists of `size` bytes in all.
///
/// With the pieces of texts, lists of up to 64 MB come to fewer than 5,000; with each doubling beyond, pieces double.
fn target(section: Section, size: usize) -> usize {
    let base = match section {
        Section::Terms => 12 << 10,
        Section::CommonTerms => 18 << 10,
        Section::TailTerms => 3 << 10,
        Section::Positions => 24 << 10,
        Section::CommonPositions => 20 << 10,
        _ => 4 << 10,
    };
    base * (size >> 25).next_power_of_two()
}

/// Cuts entries into runs of about `target` bytes.
fn cut(entries: &[Entry], target: usize) -> Vec<&[Entry]> {
    let mut runs = Vec::new();
    let (mut start, mut size) = (0, 0);
    for (number, entry) in entries.iter().enumerate() {
        let weight = entry.body.len() + 4;
        size += weight;
        // Between two thirds and four thirds of the target a piece ends with a key whose hash says so.
        let ends = xxh64(&entry.key.to_le_bytes(), 0) % (target as u64 / 3) < weight as u64;
        if size >= target * 4 / 3 || (size >= target * 2 / 3 && ends) {
            runs.push(&entries[start..=number]);
            (start, size) = (number + 1, 0);
        }
    }
    runs.extend((start < entries.len()).then(|| &entries[start..]));
    runs
}

/// Writes a run of entries as a piece.
fn write(entries: &[Entry]) -> io::Result<Vec<u8>> {
    let mut piece = Vec::new();
    let mut previous = entries[0].key;
    let places: usize = entries.iter().map(|entry| entry.places).sum();
    if places == 0 {
        for entry in entries {
            put_entry(&mut piece, entry.key - previous, &entry.body);
            previous = entry.key;
        }
        return Ok(piece);
    }
    let mut numbers = Vec::with_capacity(places);
    put_number(&mut piece, entries.len() as u64);
    for entry in entries {
        put_number(&mut piece, entry.key - previous);
        put_number(&mut piece, entry.places as u64);
        previous = entry.key;
        let mut wire = Wire::new(&entry.body);
        numbers.extend((0..entry.places).filter_map(|_| wire.index()));
    }
    Encoder::new(&mut piece).put(&numbers)?;
    Ok(piece)
}
