//! The terms of a shard and where their lists are, as they are written down: as distances, with marks at which reading
//! may begin.
//!
//! All shards are there at once when they are joined, and of most only few terms are read: so they stay as they are.

use std::ops::Range;

use crate::key::Key;
use crate::wire::{Wire, put_bytes, put_number};

/// Terms, ascending, with the lengths of their lists.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Outline {
    /// Of each term the distance from the key before, and the length of its lists.
    bytes: Vec<u8>,
    marks: Vec<Mark>,
    terms: usize,
    /// The last key, and where its lists end.
    last: Key,
    end: u32,
}

/// Where one of so many terms begins.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Mark {
    /// The key before it.
    before: Key,
    at: u32,
    /// Where its lists begin.
    start: u32,
}

/// A mark is set at one of so many terms.
const EVERY: usize = 64;

impl Outline {
    /// Adds a term with a greater key, whose lists have this length.
    pub(crate) fn push(&mut self, key: Key, len: usize) {
        if self.terms.is_multiple_of(EVERY) {
            self.marks.push(Mark { before: self.last, at: self.bytes.len() as u32, start: self.end });
        }
        put_number(&mut self.bytes, key - self.last);
        put_number(&mut self.bytes, len as u64);
        (self.terms, self.last, self.end) = (self.terms + 1, key, self.end + len as u32);
    }

    /// Adds terms with greater keys.
    pub(crate) fn append(&mut self, greater: &Outline) {
        greater.terms_from(0).for_each(|(key, lists)| self.push(key, lists.len()));
    }

    /// Returns the terms with this key and greater ones, each with where its lists are.
    pub(crate) fn terms_from(&self, key: Key) -> impl Iterator<Item = (Key, Range<usize>)> {
        let marks = self.marks.partition_point(|mark| mark.before < key);
        let Mark { before, at, start } = marks.checked_sub(1).map(|mark| self.marks[mark]).unwrap_or_default();
        let mut wire = Wire::new(&self.bytes[at as usize..]);
        let (mut next, mut end) = (before, start as usize);
        let terms = std::iter::from_fn(move || {
            next += wire.number()?;
            let start = end;
            end += wire.size()?;
            Some((next, start..end))
        });
        terms.skip_while(move |(next, _)| *next < key)
    }

    /// Returns some keys, about evenly far apart.
    pub(crate) fn sample(&self) -> impl Iterator<Item = Key> {
        self.marks.iter().map(|mark| mark.before)
    }

    /// The length of all lists.
    pub(crate) fn end(&self) -> usize {
        self.end as usize
    }

    /// Appends the outline, for a later build to [`read`](Self::read).
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        let head = [self.terms as u64, self.last, u64::from(self.end), self.marks.len() as u64];
        head.into_iter().for_each(|number| put_number(out, number));
        let mut last = Mark::default();
        for mark in &self.marks {
            put_number(out, mark.before - last.before);
            put_number(out, u64::from(mark.at - last.at));
            put_number(out, u64::from(mark.start - last.start));
            last = *mark;
        }
        put_bytes(out, &self.bytes);
    }

    /// Reads an outline that was written; `None` if it is not one.
    pub(crate) fn read(wire: &mut Wire<'_>) -> Option<Self> {
        let (terms, last, end) = (wire.size()?, wire.number()?, wire.index()?);
        let mut marks = Vec::with_capacity(wire.count()?);
        let mut mark = Mark::default();
        for _ in 0..marks.capacity() {
            mark.before = mark.before.checked_add(wire.number()?)?;
            mark.at = mark.at.checked_add(wire.index()?)?;
            mark.start = mark.start.checked_add(wire.index()?)?;
            marks.push(mark);
        }
        let bytes = wire.bytes()?.to_vec();
        let is_sound = marks.iter().all(|mark| mark.at as usize <= bytes.len());
        is_sound.then_some(Self { bytes, marks, terms, last, end })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn outline(terms: &[(Key, usize)]) -> Outline {
        let mut outline = Outline::default();
        terms.iter().for_each(|(key, len)| outline.push(*key, *len));
        outline
    }

    proptest! {
        #[test]
        fn reading_begins_at_any_key(
            terms in proptest::collection::btree_map(1u64..2000, 0usize..300, 0..400), key in 0u64..2100
        ) {
            let all: Vec<(Key, usize)> = terms.into_iter().collect();
            let outline = outline(&all);
            let found: Vec<(Key, Range<usize>)> = outline.terms_from(key).collect();
            let mut end = 0;
            let ranges = all.iter().map(|(key, len)| {
                end += len;
                (*key, end - len..end)
            });
            prop_assert_eq!(found, ranges.filter(|(next, _)| *next >= key).collect::<Vec<_>>());
            prop_assert_eq!(outline.end(), end);
        }

        #[test]
        fn what_is_written_is_read_and_nothing_shorter(keys in proptest::collection::btree_set(1u64..1 << 50, 0..200)) {
            let terms: Vec<(Key, usize)> = keys.into_iter().map(|key| (key, (key % 200) as usize)).collect();
            let outline = outline(&terms);
            let mut written = Vec::new();
            outline.write(&mut written);
            prop_assert_eq!(Outline::read(&mut Wire::new(&written)), Some(outline.clone()));
            for end in 0..written.len() {
                prop_assert!(Outline::read(&mut Wire::new(&written[..end])).is_none());
            }
            let mut twice = outline.clone();
            let later: Vec<(Key, usize)> = terms.iter().map(|(key, len)| (key + (1 << 51), *len)).collect();
            twice.append(&self::outline(&later));
            prop_assert_eq!(twice, self::outline(&[terms, later].concat()));
        }
    }
}
