//! Joins the shards' lists into those of the whole, and cuts these into pieces.
//!
//! Items are numbered through; each term's lists are written anew in tantivy's encoding. Pieces end at keys that are
//! chosen by themselves, so that a change in one piece does not move the ends of the others.

use std::io;

use rayon::prelude::*;
use xxhash_rust::xxh64::xxh64;

use crate::key::{Key, has_positions, single_character};
use crate::list::{TermLists, put_positions, put_terms};
use crate::opening::{LEAST_ORDER, length_code};
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
    /// The terms that are common, each with the number of its positions as [`length_code`] rounds it.
    pub(crate) common: Vec<(Key, u8)>,
    /// How common the characters are, for [`Opening`](crate::opening::Opening).
    pub(crate) characters: Vec<(u32, u8)>,
}

/// Terms found in more than this part of the items are common ...
const COMMON: usize = 10;
/// ... but in a small index no term is.
const FEW: usize = 64;

/// Number of parts in which the terms are joined side by side.
const PARTS: usize = 64;

/// Where a term's list is: the shard and the number of the term there.
type Source = (Key, u32, u32);

/// The lists of one term in a section, or its positions there, as varints.
struct Entry {
    key: Key,
    /// Number of items, or of positions; and of items in whose titles the term stands.
    len: usize,
    titles: usize,
    /// Distances between items, counts, and distances between titles; or distances between positions.
    body: Vec<u8>,
    /// Where the first and the second of these end.
    ends: [usize; 2],
}

impl Entry {
    fn lists(&self) -> TermLists<'_> {
        TermLists {
            key: self.key,
            items: self.len,
            titles: self.titles,
            distances: &self.body[..self.ends[0]],
            counts: &self.body[self.ends[0]..self.ends[1]],
            title_distances: &self.body[self.ends[1]..],
        }
    }
}

/// The lists of one term in the trunk or in the tail.
#[derive(Default)]
struct Gathered {
    items: usize,
    titles: usize,
    places: usize,
    /// The distances between items, as varints.
    distances: Vec<u8>,
    counts: Vec<u8>,
    /// The distances, in places of the list of items, between those with the term in the title.
    title_distances: Vec<u8>,
    /// The distances between positions, as a shard has them written down.
    positions: Vec<u8>,
    last: u32,
    last_title: usize,
}

impl Gathered {
    fn clear(&mut self) {
        let lists = [&mut self.distances, &mut self.counts, &mut self.title_distances, &mut self.positions];
        lists.into_iter().for_each(Vec::clear);
        (self.items, self.titles, self.places, self.last, self.last_title) = (0, 0, 0, 0, 0);
    }

    /// Adds the lists that a shard whose items are numbered from `base` has of a term.
    fn add(&mut self, lists: &[u8], base: u32, placed: bool) {
        let mut lists = Lists::new(lists);
        let mut item = base;
        while let Some(posting) = lists.next(placed, &mut self.positions) {
            item += posting.distance;
            put_number(&mut self.distances, u64::from(item - self.last));
            put_number(&mut self.counts, u64::from(posting.count));
            self.places += posting.count as usize;
            self.last = item;
            if posting.in_title {
                put_number(&mut self.title_distances, (self.items - self.last_title) as u64);
                self.titles += 1;
                self.last_title = self.items;
            }
            self.items += 1;
        }
    }

    fn lists(&self, key: Key) -> Entry {
        let ends = [self.distances.len(), self.distances.len() + self.counts.len()];
        let body = [self.distances.as_slice(), &self.counts, &self.title_distances].concat();
        Entry { key, len: self.items, titles: self.titles, body, ends }
    }

    fn placed(&self, key: Key) -> Entry {
        Entry { key, len: self.places, titles: 0, body: self.positions.clone(), ends: [0, 0] }
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
    let joined = parts.into_par_iter().map(|part| joining.part(part)).collect::<Vec<_>>();
    let mut entries: Vec<Vec<Entry>> = no_entries();
    let (mut common, mut characters) = (Vec::new(), Vec::new());
    for part in joined {
        entries.iter_mut().zip(part.entries).for_each(|(entries, part)| entries.extend(part));
        common.extend(part.common);
        characters.extend(part.characters);
    }
    let sizes: usize = entries.iter().flatten().map(|entry| entry.body.len()).sum();
    let mut sections = Vec::new();
    for (entries, section) in entries.into_iter().zip(Section::ALL) {
        let pieces = cut(&entries, target(section, sizes));
        let pieces = pieces.into_par_iter().map(|piece| Ok((piece[0].key, write(section, piece)?)));
        sections.push(pieces.collect::<io::Result<Pieces>>()?);
    }
    Ok(Joined { sections, common, characters })
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

/// What some of the terms were joined to.
struct JoinedPart {
    /// The entries by section.
    entries: Vec<Vec<Entry>>,
    common: Vec<(Key, u8)>,
    characters: Vec<(u32, u8)>,
}

impl Joining<'_> {
    /// Joins some terms.
    fn part(&self, sources: &[Source]) -> JoinedPart {
        let mut part = JoinedPart { entries: no_entries(), common: Vec::new(), characters: Vec::new() };
        let (mut trunk, mut tail) = (Gathered::default(), Gathered::default());
        for sources in sources.chunk_by(|one, other| one.0 == other.0) {
            let key = sources[0].0;
            self.gather(sources, &mut trunk, &mut tail);
            let all = trunk.items + tail.items;
            let order = all.ilog2() as u8;
            part.characters.extend(single_character(key).filter(|_| order >= LEAST_ORDER).map(|char| (char, order)));
            let of_trunk = if all > self.common_from {
                part.common.push((key, length_code(trunk.places + tail.places)));
                [Section::CommonTerms, Section::CommonPositions]
            } else {
                [Section::Terms, Section::Positions]
            };
            let of_tail = [Section::TailTerms, Section::TailPositions];
            let placed = has_positions(key) && keeps_positions(key, all);
            for (gathered, [lists, positions]) in [(&trunk, of_trunk), (&tail, of_tail)] {
                if gathered.items > 0 {
                    part.entries[lists as usize].push(gathered.lists(key));
                    part.entries[positions as usize].extend(placed.then(|| gathered.placed(key)));
                }
            }
        }
        part
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

/// The length that pieces of a section have before compression, on average, for lists of `size` bytes in all.
///
/// With the pieces of texts, lists of up to 64 MB come to fewer than 5,000; with each doubling beyond, pieces double.
fn target(section: Section, size: usize) -> usize {
    let base = match section {
        Section::Terms => 14 << 10,
        Section::CommonTerms => 36 << 10,
        Section::TailTerms => 3 << 9,
        Section::Positions => 19 << 10,
        Section::CommonPositions => 16 << 10,
        _ => 2 << 10,
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
fn write(section: Section, entries: &[Entry]) -> io::Result<Vec<u8>> {
    if section < Section::Positions {
        return Ok(put_terms(&entries.iter().map(Entry::lists).collect::<Vec<_>>()));
    }
    let terms: Vec<(Key, usize)> = entries.iter().map(|entry| (entry.key, entry.len)).collect();
    let mut positions = Vec::with_capacity(terms.iter().map(|(_, places)| places).sum());
    for entry in entries {
        let mut wire = Wire::new(&entry.body);
        positions.extend((0..entry.len).filter_map(|_| wire.index()));
    }
    put_positions(&terms, &positions)
}
