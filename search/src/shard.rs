//! Shards: runs of items that are indexed by themselves, so that a change makes only its own run to be indexed again.
//!
//! Where a shard ends follows from the items in it alone, never from their number or from threads. `inversion` makes its
//! lists, which are then joined with those of the others.

use std::ops::Range;

use xxhash_rust::xxh64::xxh64;

use crate::entry::Entry;
use crate::key::Key;
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
pub(crate) fn cut(items: &[&Entry]) -> Vec<Range<usize>> {
    let mut shards = runs(items, &SHARD);
    if let Some(last) = shards.pop() {
        let tail = runs(&items[last.clone()], &TAIL).last().map_or(last.start, |run| last.start + run.start);
        shards.extend([last.start..tail, tail..last.end].into_iter().filter(|shard| !shard.is_empty()));
    }
    shards
}

fn runs(items: &[&Entry], ends: &Ends) -> Vec<Range<usize>> {
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
    /// The terms, ascending, and where in `data` the lists of each end.
    pub(crate) terms: Vec<(Key, u32)>,
    /// For each item in which a term stands: the distance from the item before, how often it stands there and (lowest
    /// bit) whether in the title; for terms with places, the distances between these.
    data: Vec<u8>,
    /// Where the lists begin in `data`, which may be a whole file that was read.
    start: usize,
    /// The number of pairs in each item.
    pub(crate) lengths: Vec<u32>,
}

impl Shard {
    /// A shard whose lists begin in `data` at `start` and end with it; `None` where the terms say otherwise.
    pub(crate) fn new(Outline { terms, lengths }: Outline, data: Vec<u8>, start: usize) -> Option<Self> {
        let end = terms.last().map_or(0, |(_, end)| *end as usize);
        (start + end == data.len()).then_some(Self { terms, data, start, lengths })
    }

    /// The lists of the `number`-th term.
    pub(crate) fn lists(&self, number: usize) -> &[u8] {
        let start = number.checked_sub(1).map_or(0, |before| self.terms[before].1);
        &self.all_lists()[start as usize..self.terms[number].1 as usize]
    }

    /// Appends all but the lists, for a later build to [`Outline::read`].
    pub(crate) fn write_outline(&self, out: &mut Vec<u8>) {
        put_number(out, self.terms.len() as u64);
        let (mut previous, mut end) = (0, 0);
        for (key, next) in &self.terms {
            put_number(out, key - previous);
            put_number(out, u64::from(next - end));
            (previous, end) = (*key, *next);
        }
        put_number(out, self.lengths.len() as u64);
        self.lengths.iter().for_each(|length| put_number(out, u64::from(*length)));
    }

    /// All lists, one after the other.
    pub(crate) fn all_lists(&self) -> &[u8] {
        &self.data[self.start..]
    }
}

/// What a shard is beside its lists.
#[derive(Debug)]
pub(crate) struct Outline {
    pub(crate) terms: Vec<(Key, u32)>,
    pub(crate) lengths: Vec<u32>,
}

impl Outline {
    /// Reads an outline that was written; `None` if it is not one.
    pub(crate) fn read(wire: &mut Wire<'_>) -> Option<Self> {
        let count = wire.count()?;
        let mut terms = Vec::with_capacity(count);
        let (mut key, mut end): (Key, u32) = (0, 0);
        for _ in 0..count {
            key = key.checked_add(wire.number()?)?;
            end = end.checked_add(wire.index()?)?;
            terms.push((key, end));
        }
        let count = wire.count()?;
        let lengths = (0..count).map(|_| wire.index()).collect::<Option<_>>()?;
        Some(Self { terms, lengths })
    }
}

/// An item that holds a term.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Posting {
    /// The distance from the item before.
    pub(crate) distance: u32,
    pub(crate) count: u32,
    pub(crate) in_title: bool,
}

/// Reads the lists of one term.
pub(crate) struct Lists<'a> {
    wire: Wire<'a>,
}

impl<'a> Lists<'a> {
    pub(crate) fn new(lists: &'a [u8]) -> Self {
        Lists { wire: Wire::new(lists) }
    }

    /// Returns the next item, and appends its positions, as they are written down, where the term has any.
    pub(crate) fn next(&mut self, placed: bool, positions: &mut Vec<u8>) -> Option<Posting> {
        if self.wire.is_empty() {
            return None;
        }
        let (distance, count) = (self.wire.index()?, self.wire.index()?);
        let posting = Posting { distance, count: count >> 1, in_title: count & 1 == 1 };
        if placed {
            positions.extend_from_slice(self.wire.skip(posting.count as usize)?);
        }
        Some(posting)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::{Block, Role};

    fn entry(url: &str, size: usize) -> Entry {
        let block = Block { anchor: String::new(), text: "甲".repeat(size / 3), role: Role::Body };
        Entry::of_blocks(url, vec![block])
    }

    #[test]
    fn a_new_item_at_the_end_moves_no_earlier_cut() {
        let entries: Vec<Entry> = (0..600).map(|number| entry(&format!("/{number}/"), 20_000)).collect();
        let items: Vec<&Entry> = entries.iter().collect();
        let all = cut(&items);
        assert!(all.len() > 5, "{all:?}");
        assert!(all[..all.len() - 2].iter().all(|shard| (26..=106).contains(&shard.len())), "{all:?}");
        assert!(all[all.len() - 1].len() < 14, "the tail is short");
        let fewer = cut(&items[..599]);
        assert_eq!(fewer[..fewer.len() - 1], all[..fewer.len() - 1]);
    }

    #[test]
    fn what_is_written_is_read_and_nothing_shorter() {
        let terms = vec![(crate::key::single('甲'), 2), (crate::key::pair('甲', '乙'), 5)];
        let shard = Shard::new(Outline { terms, lengths: vec![4, 1] }, vec![0, 2, 0, 2, 7], 0).expect("a shard");
        let mut written = Vec::new();
        shard.write_outline(&mut written);
        for end in 0..written.len() {
            assert!(Outline::read(&mut Wire::new(&written[..end])).is_none());
        }
        let read = |data| Shard::new(Outline::read(&mut Wire::new(&written)).expect("an outline"), data, 1);
        let again = read(vec![9, 0, 2, 0, 2, 7]).expect("a shard");
        assert_eq!(
            (&again.terms, &again.lengths, again.all_lists()),
            (&shard.terms, &shard.lengths, shard.all_lists())
        );
        assert_eq!(read(vec![9, 0, 2, 0, 2]), None);
        assert_eq!([shard.lists(0), shard.lists(1)], [&[0, 2][..], &[0, 2, 7]]);
    }
}
