//! Joins the shards' lists into those of the whole, and cuts these into pieces.
//!
//! Items are numbered through; each term's lists are written anew in tantivy's encoding. Pieces end at keys that are
//! chosen by themselves, so that a change in one piece does not move the ends of the others.

use std::io;
use std::ops::Range;

use rayon::prelude::*;
use xxhash_rust::xxh64::xxh64;

use crate::earlier::Earlier;
use crate::file::Made;
use crate::gram::has_positions;
use crate::key::{Form, Key, characters, form};
use crate::list::{TermLists, put_positions, put_terms};
use crate::opening::{LEAST_ORDER, length_code};
use crate::piece::Section;
use crate::reader::keeps_positions;
use crate::shard::{Lists, Shard};
use crate::wire::{Wire, put_number};

/// A piece of a keyed section.
pub(crate) struct Piece {
    pub(crate) span: Span,
    pub(crate) made: Made,
}

/// Which keys a piece has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    /// The key from which its keys are counted.
    pub(crate) start: Key,
    pub(crate) first: Key,
    pub(crate) last: Key,
}

/// All shards together.
pub(crate) struct Joined {
    /// The pieces of the keyed sections, in the order of [`Section::ALL`].
    pub(crate) sections: Vec<Vec<Piece>>,
    /// The bytes of all lists.
    pub(crate) size: u64,
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

/// Where a term's lists are: the shard, and where they begin and end there.
type Source = (Key, u32, u32, u32);

/// The lists of one term in a section, or its positions there, as varints, within the bodies of its part.
#[derive(PartialEq, Eq)]
pub(crate) struct Entry {
    key: Key,
    /// Number of items, or of positions; and of items in whose titles the term stands.
    len: u32,
    titles: u32,
    /// Where the body begins, and where its columns end: distances between items, counts, and distances between titles;
    /// or distances between positions.
    start: u32,
    ends: [u32; 3],
}

impl Entry {
    fn size(&self) -> usize {
        (self.ends[2] - self.start) as usize
    }
}

/// Entries of a section in one part, with their bodies end to end.
#[derive(Default, PartialEq, Eq)]
pub(crate) struct Run {
    entries: Vec<Entry>,
    bodies: Vec<u8>,
}

impl Run {
    /// Adds in which items a term stands: the distances of the first and of each from the one before, and so of titles.
    fn push_lists(&mut self, key: Key, lists: &Lists<Vec<u8>>) {
        let start = self.bodies.len() as u32;
        put_number(&mut self.bodies, u64::from(lists.first));
        let mut ends = [0; 3];
        ends[0] = self.extend(&lists.distances);
        ends[1] = self.extend(&lists.counts);
        if lists.titles > 0 {
            put_number(&mut self.bodies, u64::from(lists.first_title));
        }
        ends[2] = self.extend(&lists.title_distances);
        self.entries.push(Entry { key, len: lists.items, titles: lists.titles, start, ends });
    }

    /// Adds where a term stands.
    fn push_positions(&mut self, key: Key, lists: &Lists<Vec<u8>>) {
        let start = self.bodies.len() as u32;
        let ends = [self.extend(&lists.positions); 3];
        self.entries.push(Entry { key, len: lists.places, titles: 0, start, ends });
    }

    /// Adds a column; returns where it ends.
    fn extend(&mut self, column: &[u8]) -> u32 {
        self.bodies.extend_from_slice(column);
        self.bodies.len() as u32
    }

    fn columns(&self, entry: &Entry) -> [&[u8]; 3] {
        let column = |start: u32, end: u32| &self.bodies[start as usize..end as usize];
        let [first, second, third] = entry.ends;
        [column(entry.start, first), column(first, second), column(second, third)]
    }

    fn lists(&self, entry: &Entry) -> TermLists<'_> {
        let [distances, counts, title_distances] = self.columns(entry);
        let (items, titles) = (entry.len as usize, entry.titles as usize);
        TermLists { key: entry.key, items, titles, distances, counts, title_distances }
    }
}

/// Joins shards; `first_items` are the numbers of their first items. The last shard is the tail.
///
/// # Errors
///
/// When a piece could not be compressed.
pub(crate) fn join(shards: Vec<Shard>, first_items: &[u32], items: usize, earlier: &dyn Earlier) -> io::Result<Joined> {
    let joining = Joining::new(shards.iter().collect(), first_items, items);
    let ends = part_ends(&shards);
    let starts = std::iter::once(0).chain(ends.iter().copied());
    let ranges: Vec<Range<Key>> = starts.zip(ends.iter().copied()).map(|(start, end)| start..end).collect();
    let mut parts: Vec<Part> = ranges.into_par_iter().with_max_len(1).map(|keys| joining.part(keys)).collect();
    drop(shards);
    let size = parts.iter().map(Part::size).sum();
    let mut sections = Vec::new();
    for section in Section::keyed() {
        // The lists go as they are written.
        let runs: Vec<Run> = parts.iter_mut().map(|part| std::mem::take(&mut part.runs[section as usize])).collect();
        let entries = listed(&runs);
        let (mut pieces, rest) = cut(&entries, target(section, size));
        pieces.extend(Some(rest).filter(|rest| !rest.is_empty()));
        sections.push(write_all(section, 0, &pieces, earlier)?);
    }
    let common = parts.iter().flat_map(|part| &part.common).copied().collect();
    let characters = parts.iter().flat_map(|part| &part.characters).copied().collect();
    Ok(Joined { sections, size, common, characters })
}

/// An entry, and the run in which its body is.
pub(crate) type Listed<'a> = (&'a Run, &'a Entry);

/// Returns all entries of runs.
pub(crate) fn listed<'a>(runs: impl IntoIterator<Item = &'a Run>) -> Vec<Listed<'a>> {
    runs.into_iter().flat_map(|run| run.entries.iter().map(move |entry| (run, entry))).collect()
}

/// The keys before which each part ends, so that parts have about as many terms.
fn part_ends(shards: &[Shard]) -> Vec<Key> {
    let mut keys: Vec<Key> = shards.iter().flat_map(|shard| shard.outline.sample()).collect();
    keys.sort_unstable();
    let mut ends: Vec<Key> = keys.iter().copied().step_by(keys.len().div_ceil(PARTS).max(1)).skip(1).collect();
    ends.push(Key::MAX);
    ends.dedup();
    ends
}

/// What the terms are joined from.
pub(crate) struct Joining<'a> {
    shards: Vec<&'a Shard>,
    first_items: &'a [u32],
    common_from: usize,
}

/// What some of the terms were joined to.
pub(crate) struct Part {
    /// The entries by section.
    pub(crate) runs: Vec<Run>,
    pub(crate) common: Vec<(Key, u8)>,
    pub(crate) characters: Vec<(u32, u8)>,
}

impl Part {
    /// The bytes of the lists.
    pub(crate) fn size(&self) -> u64 {
        self.runs.iter().map(|run| run.bodies.len() as u64).sum()
    }
}

impl<'a> Joining<'a> {
    pub(crate) fn new(shards: Vec<&'a Shard>, first_items: &'a [u32], items: usize) -> Self {
        Self { shards, first_items, common_from: FEW.max(items / COMMON) }
    }

    /// Joins the terms with these keys.
    pub(crate) fn part(&self, keys: Range<Key>) -> Part {
        let runs = Section::keyed().map(|_| Run::default()).collect();
        let mut part = Part { runs, common: Vec::new(), characters: Vec::new() };
        let (mut trunk, mut tail) = (Lists::default(), Lists::default());
        for sources in self.sources(keys).chunk_by(|one, other| one.0 == other.0) {
            let key = sources[0].0;
            self.gather(sources, &mut trunk, &mut tail);
            let all = (trunk.items + tail.items) as usize;
            let order = all.ilog2() as u8;
            if form(key) == Form::Single && order >= LEAST_ORDER {
                part.characters.push((characters(key)[1], order));
            }
            let of_trunk = if all > self.common_from {
                part.common.push((key, length_code((trunk.places + tail.places) as usize)));
                [Section::CommonTerms, Section::CommonPositions]
            } else {
                [Section::Terms, Section::Positions]
            };
            let of_tail = [Section::TailTerms, Section::TailPositions];
            let is_placed = has_positions(key) && keeps_positions(key, all);
            for (gathered, [lists, positions]) in [(&trunk, of_trunk), (&tail, of_tail)] {
                if gathered.items > 0 {
                    part.runs[lists as usize].push_lists(key, gathered);
                    if is_placed {
                        part.runs[positions as usize].push_positions(key, gathered);
                    }
                }
            }
        }
        part
    }

    /// Where the lists with these keys are, by key, then by shard.
    fn sources(&self, keys: Range<Key>) -> Vec<Source> {
        let mut sources = Vec::new();
        for (number, shard) in (0..).zip(&self.shards) {
            let terms = shard.outline.terms_from(keys.start).take_while(|(key, _)| *key < keys.end);
            sources.extend(terms.map(|(key, lists)| (key, number, lists.start as u32, lists.end as u32)));
        }
        // What each shard gave is sorted already, which this kind of sorting makes use of.
        sources.sort();
        sources
    }

    /// Gathers the lists that the shards have of one term.
    fn gather(&self, sources: &[Source], trunk: &mut Lists<Vec<u8>>, tail: &mut Lists<Vec<u8>>) {
        trunk.clear();
        tail.clear();
        for (_, number, start, end) in sources {
            let number = *number as usize;
            let lists = Lists::read(&self.shards[number].lists()[*start as usize..*end as usize]);
            let lists = lists.expect("invariant: a shard's lists are those that were written");
            if number + 1 == self.shards.len() {
                tail.append(&lists, 0);
            } else {
                trunk.append(&lists, self.first_items[number]);
            }
        }
    }
}

/// The length that pieces of a section have before compression, on average, for lists of `size` bytes in all.
///
/// With the pieces of texts, lists of up to 64 MB come to fewer than 5,000; with each doubling beyond, pieces double.
pub(crate) fn target(section: Section, size: u64) -> usize {
    let base = match section {
        Section::Terms => 15 << 10,
        Section::CommonTerms => 36 << 10,
        Section::TailTerms => 5 << 9,
        Section::Positions => 24 << 10,
        Section::CommonPositions => 17 << 10,
        _ => 2 << 10,
    };
    base * (size as usize >> 25).next_power_of_two()
}

/// Cuts entries into pieces of about `target` bytes; returns them, and what is left after the last.
pub(crate) fn cut<'e, 'a>(entries: &'e [Listed<'a>], target: usize) -> (Vec<&'e [Listed<'a>]>, &'e [Listed<'a>]) {
    let mut pieces = Vec::new();
    let (mut start, mut size) = (0, 0);
    for (number, (_, entry)) in entries.iter().enumerate() {
        let weight = entry.size() + 4;
        size += weight;
        // Between two thirds and four thirds of the target a piece ends with a key whose hash says so.
        let ends = xxh64(&entry.key.to_le_bytes(), 0) % (target as u64 / 3) < weight as u64;
        if size >= target * 4 / 3 || (size >= target * 2 / 3 && ends) {
            pieces.push(&entries[start..=number]);
            (start, size) = (number + 1, 0);
        }
    }
    (pieces, &entries[start..])
}

/// Returns a number after `last` and not after `first`: of these the one that ends in most zeros, which takes least to
/// write down.
pub(crate) fn start_between(last: Key, first: Key) -> Key {
    let differing = 63 - (last ^ first).max(1).leading_zeros();
    first >> differing << differing
}

/// Writes the pieces into which entries were cut, after one that ends with the key `before`.
pub(crate) fn write_all(
    section: Section,
    before: Key,
    pieces: &[&[Listed<'_>]],
    earlier: &dyn Earlier,
) -> io::Result<Vec<Piece>> {
    let befores = std::iter::once(before).chain(pieces.iter().map(|piece| piece[piece.len() - 1].1.key));
    let pieces: Vec<(Key, &&[Listed<'_>])> = befores.zip(pieces).collect();
    let write = |(before, piece): (Key, &&[Listed<'_>])| {
        let [first, last] = [&piece[0], &piece[piece.len() - 1]].map(|(_, entry)| entry.key);
        let span = Span { start: start_between(before, first), first, last };
        let made = Made::new(section.prefix(), &write(section, span.start, piece)?, earlier)?;
        Ok(Piece { span, made })
    };
    // A few at a time, so that no thread is left with many while another has none.
    pieces.into_par_iter().with_max_len(8).map(write).collect()
}

/// Writes entries as a piece that begins with a key.
fn write(section: Section, start: Key, entries: &[Listed<'_>]) -> io::Result<Vec<u8>> {
    if section < Section::Positions {
        return Ok(put_terms(start, &entries.iter().map(|(run, entry)| run.lists(entry)).collect::<Vec<_>>()));
    }
    let terms: Vec<(Key, usize)> = entries.iter().map(|(_, entry)| (entry.key, entry.len as usize)).collect();
    let mut positions = Vec::with_capacity(terms.iter().map(|(_, places)| places).sum());
    for (run, entry) in entries {
        let mut wire = Wire::new(run.columns(entry)[0]);
        positions.extend((0..entry.len).filter_map(|_| wire.index()));
    }
    put_positions(start, &terms, &positions)
}
