//! Shards: runs of items that are indexed by themselves, so that a change makes only its own run to be indexed again.
//!
//! Where a shard ends follows from the items in it alone, never from their number or from threads. `inversion` makes its
//! lists, which are then joined with those of the others.

use std::ops::Range;

use xxhash_rust::xxh64::xxh64;

use crate::entry::Entry;
use crate::key::Key;
use crate::outline::Outline;
use crate::wire::{Wire, put_number};

/// Where a run of items may end.
struct Ends {
    /// Bytes of text from which it may end, and after which it ends.
    least: usize,
    most: usize,
    /// Between them it ends at one item in so many that it becomes so much longer on average.
    extra: usize,
}

const SHARD: Ends = Ends { least: 512 << 10, most: 2 << 20, extra: 512 << 10 };

/// The newest items are a shard by themselves, with lists of their own, which every question reads: so it is short.
const TAIL: Ends = Ends { least: 48 << 10, most: 256 << 10, extra: 96 << 10 };

/// Cuts items, in their order, into shards; the last is the tail.
pub(crate) fn cut(items: &[Entry<'_>]) -> Vec<Range<usize>> {
    let mut shards = runs(items, &SHARD);
    if let Some(last) = shards.pop() {
        let tail = runs(&items[last.clone()], &TAIL).last().map_or(last.start, |run| last.start + run.start);
        shards.extend([last.start..tail, tail..last.end].into_iter().filter(|shard| !shard.is_empty()));
    }
    shards
}

fn runs(items: &[Entry<'_>], ends: &Ends) -> Vec<Range<usize>> {
    let mut shards = Vec::new();
    let (mut start, mut size) = (0, 0);
    for (number, entry) in items.iter().enumerate() {
        let weight = entry.blocks.iter().map(|block| block.text.len()).sum::<usize>() + 1;
        size += weight;
        let may_end = xxh64(entry.url.as_bytes(), 0) % (ends.extra as u64) < weight as u64;
        if size >= ends.most || (size >= ends.least && may_end) {
            shards.push(start..number + 1);
            (start, size) = (number + 1, 0);
        }
    }
    if start < items.len() {
        shards.push(start..items.len());
    }
    shards
}

/// The index of one shard: for each term its lists, items numbered within the shard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shard {
    /// The terms, and where the [`Lists`] of each are among all.
    pub(crate) outline: Outline,
    data: Vec<u8>,
    /// Where the lists begin in `data`, which may be a whole file that was read.
    start: usize,
    /// The number of pairs in each item.
    pub(crate) lengths: Vec<u32>,
}

impl Shard {
    /// A shard whose lists begin in `data` at `start` and end with it; `None` where the outline says otherwise.
    pub(crate) fn new(outline: Outline, lengths: Vec<u32>, data: Vec<u8>, start: usize) -> Option<Self> {
        (start + outline.end() == data.len()).then_some(Self { outline, data, start, lengths })
    }

    /// All lists, one after the other.
    pub(crate) fn lists(&self) -> &[u8] {
        &self.data[self.start..]
    }

    /// All terms with their lists.
    pub(crate) fn terms(&self) -> impl Iterator<Item = (Key, &[u8])> {
        self.outline.terms_from(0).map(|(key, lists)| (key, &self.lists()[lists]))
    }
}

/// The lists of one term in a shard, column by column, so that joining copies them whole. Each column is varints.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Lists<C> {
    /// Number of items, and the first and the last of them.
    pub(crate) items: u32,
    pub(crate) first: u32,
    pub(crate) last: u32,
    /// How often the term stands in all of them.
    pub(crate) places: u32,
    /// Number of items in whose titles it stands, and the places among the items of the first and the last of these.
    pub(crate) titles: u32,
    pub(crate) first_title: u32,
    pub(crate) last_title: u32,
    /// The distances between items, how often the term stands in each, the distances between the places of titles.
    pub(crate) distances: C,
    pub(crate) counts: C,
    pub(crate) title_distances: C,
    /// The distances between positions, in each item from 0 on; empty for a term without positions.
    pub(crate) positions: C,
}

impl Lists<Vec<u8>> {
    /// Starts anew.
    pub(crate) fn clear(&mut self) {
        let Lists { mut distances, mut counts, mut title_distances, mut positions, .. } = std::mem::take(self);
        [&mut distances, &mut counts, &mut title_distances, &mut positions].into_iter().for_each(Vec::clear);
        *self = Lists { distances, counts, title_distances, positions, ..Lists::default() };
    }

    /// Adds a later item.
    pub(crate) fn add(&mut self, item: u32, count: u32, in_title: bool) {
        if self.items == 0 {
            self.first = item;
        } else {
            put_number(&mut self.distances, u64::from(item - self.last));
        }
        put_number(&mut self.counts, u64::from(count));
        if in_title && self.titles == 0 {
            self.first_title = self.items;
        } else if in_title {
            put_number(&mut self.title_distances, u64::from(self.items - self.last_title));
        }
        if in_title {
            self.last_title = self.items;
            self.titles += 1;
        }
        self.last = item;
        self.places += count;
        self.items += 1;
    }

    /// Adds the lists of the same term in a later shard, whose items are numbered from `base`.
    pub(crate) fn append(&mut self, later: &Lists<&[u8]>, base: u32) {
        let first = base + later.first;
        if self.items == 0 {
            self.first = first;
        } else {
            put_number(&mut self.distances, u64::from(first - self.last));
        }
        if later.titles > 0 {
            let first_title = self.items + later.first_title;
            if self.titles == 0 {
                self.first_title = first_title;
            } else {
                put_number(&mut self.title_distances, u64::from(first_title - self.last_title));
            }
            self.last_title = self.items + later.last_title;
        }
        self.distances.extend_from_slice(later.distances);
        self.counts.extend_from_slice(later.counts);
        self.title_distances.extend_from_slice(later.title_distances);
        self.positions.extend_from_slice(later.positions);
        self.last = base + later.last;
        self.items += later.items;
        self.titles += later.titles;
        self.places += later.places;
    }

    /// Writes the lists of a term down that stands in more than one item; see [`put_one`].
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        let mut put = |number: usize| put_number(out, number as u64);
        put(self.items as usize * 2 + usize::from(self.titles > 0));
        put(self.first as usize);
        put((self.last - self.first) as usize);
        put(self.places as usize);
        put(self.distances.len());
        put(self.counts.len());
        if self.titles > 0 {
            put(self.titles as usize);
            put(self.first_title as usize);
            put((self.last_title - self.first_title) as usize);
            put(self.title_distances.len());
        }
        for column in [&self.distances, &self.counts, &self.title_distances, &self.positions] {
            out.extend_from_slice(column);
        }
    }
}

/// Writes down the lists of a term that stands in one item, as most do: without what follows from that. Its positions
/// come next.
pub(crate) fn put_one(out: &mut Vec<u8>, item: u32, count: u32, in_title: bool) {
    [2 + u32::from(in_title), item, count].into_iter().for_each(|number| put_number(out, u64::from(number)));
}

impl<'a> Lists<&'a [u8]> {
    /// Reads lists that were written; `None` if they are none.
    pub(crate) fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut wire = Wire::new(bytes);
        let mut lists = Lists::default();
        let head = wire.index()?;
        lists.items = head / 2;
        lists.first = wire.index()?;
        lists.last = lists.first;
        if lists.items == 1 {
            lists.titles = head % 2;
            let before = wire.rest();
            lists.places = wire.index()?;
            lists.counts = &before[..before.len() - wire.len()];
            lists.positions = wire.rest();
            return Some(lists);
        }
        lists.last = lists.first.checked_add(wire.index()?)?;
        lists.places = wire.index()?;
        let (distances, counts) = (wire.size()?, wire.size()?);
        let mut titles = 0;
        if head % 2 == 1 {
            lists.titles = wire.index()?;
            lists.first_title = wire.index()?;
            lists.last_title = lists.first_title.checked_add(wire.index()?)?;
            titles = wire.size()?;
        }
        lists.distances = wire.take(distances)?;
        lists.counts = wire.take(counts)?;
        lists.title_distances = wire.take(titles)?;
        lists.positions = wire.rest();
        Some(lists)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::{Block, Role};

    fn entry(url: &str, size: usize) -> Entry<'static> {
        let block = Block { anchor: "".into(), text: "甲".repeat(size / 3).into(), role: Role::Body };
        Entry::of_blocks(url, vec![block])
    }

    #[test]
    fn a_new_item_at_the_end_moves_no_earlier_cut() {
        let entries: Vec<Entry<'_>> = (0..600).map(|number| entry(&format!("/{number}/"), 20_000)).collect();
        let all = cut(&entries);
        assert!(all.len() > 5, "{all:?}");
        assert!(all[..all.len() - 2].iter().all(|shard| (26..=106).contains(&shard.len())), "{all:?}");
        assert!(all[all.len() - 1].len() < 14, "the tail is short");
        let fewer = cut(&entries[..599]);
        assert_eq!(fewer[..fewer.len() - 1], all[..fewer.len() - 1]);
    }
}
