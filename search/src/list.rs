//! The lists of a term: in which items it stands, how often, in which titles, and where.
//!
//! A piece of lists holds entries sorted by key; each is the key's distance from the one before (from the first key of
//! the piece, which the opening file names), the length of its body, and the body. A piece of positions holds such
//! distances with the number of positions of each key, and then all positions as one list.

use tantivy::directory::OwnedBytes;

use crate::codec::{decode, decode_part};
use crate::key::Key;
use crate::wire::Wire;
#[cfg(feature = "native")]
use crate::wire::{put_bytes, put_number};

/// A term: the items in which it stands, ascending.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Term {
    pub(crate) items: Vec<u32>,
    /// How often it stands in each item.
    pub(crate) counts: Vec<u32>,
    /// The items in whose titles it stands.
    pub(crate) titles: Vec<u32>,
}

impl Term {
    /// Adds the items of a later part.
    pub(crate) fn append(&mut self, later: Term) {
        self.items.extend(later.items);
        self.counts.extend(later.counts);
        self.titles.extend(later.titles);
    }

    /// Tells whether the term stands in the title of an item.
    pub(crate) fn in_title(&self, item: u32) -> bool {
        self.titles.binary_search(&item).is_ok()
    }
}

/// Appends an entry to a piece.
#[cfg(feature = "native")]
pub(crate) fn put_entry(piece: &mut Vec<u8>, key_distance: Key, body: &[u8]) {
    put_number(piece, key_distance);
    put_bytes(piece, body);
}

/// Finds the body of a key's entry in a piece.
pub(crate) fn find_entry(piece: &OwnedBytes, first_key: Key, key: Key) -> Option<OwnedBytes> {
    let mut wire = Wire::new(piece);
    let mut at = first_key;
    while !wire.is_empty() {
        at = at.checked_add(wire.number()?)?;
        let body = wire.bytes()?;
        if at >= key {
            let end = piece.len() - wire.len();
            return (at == key).then(|| piece.slice(end - body.len()..end));
        }
    }
    None
}

/// The lists of a term as they are encoded one by one; an empty list of counts stands for once each.
#[cfg(feature = "native")]
pub(crate) struct TermLists<'a> {
    pub(crate) items: (usize, &'a [u8]),
    pub(crate) counts: &'a [u8],
    pub(crate) titles: (usize, &'a [u8]),
}

/// Makes the body of a term's entry.
#[cfg(feature = "native")]
pub(crate) fn put_term(body: &mut Vec<u8>, lists: &TermLists<'_>) {
    put_number(body, lists.items.0 as u64);
    put_number(body, lists.titles.0 as u64);
    put_bytes(body, lists.items.1);
    put_bytes(body, lists.counts);
    body.extend_from_slice(lists.titles.1);
}

/// Reads the body of a term's entry, whose items are numbered from `base`.
pub(crate) fn take_term(body: &OwnedBytes, base: u32) -> Option<Term> {
    let mut wire = Wire::new(body);
    let (count, title_count) = (wire.size()?, wire.size()?);
    let items = take_list(body, &mut wire)?;
    let counts = take_list(body, &mut wire)?;
    let titles = body.slice(body.len() - wire.len()..body.len());
    let items = ascending(decode(items, count)?, base)?;
    Some(Term {
        counts: if counts.is_empty() { vec![1; count] } else { decode(counts, count)? },
        items,
        titles: ascending(decode(titles, title_count)?, base)?,
    })
}

fn take_list(body: &OwnedBytes, wire: &mut Wire<'_>) -> Option<OwnedBytes> {
    let len = wire.bytes()?.len();
    let end = body.len() - wire.len();
    Some(body.slice(end - len..end))
}

/// Adds up the distances between numbers.
fn ascending(mut numbers: Vec<u32>, base: u32) -> Option<Vec<u32>> {
    let mut at = base;
    for number in &mut numbers {
        at = at.checked_add(*number)?;
        *number = at;
    }
    Some(numbers)
}

/// The positions of a term, item after item.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Positions {
    /// Where the positions of each item end.
    ends: Vec<usize>,
    positions: Vec<u32>,
}

impl Positions {
    /// Finds the positions of a key in a piece, for items in which the term stands `counts` times.
    pub(crate) fn find(piece: &OwnedBytes, first_key: Key, key: Key, counts: &[u32]) -> Option<Positions> {
        let mut end = 0usize;
        let mut ends = Vec::with_capacity(counts.len());
        for count in counts {
            end = end.checked_add(*count as usize)?;
            ends.push(end);
        }
        let mut wire = Wire::new(piece);
        let (mut at, mut before, mut found) = (first_key, 0usize, None);
        for _ in 0..wire.count()? {
            at = at.checked_add(wire.number()?)?;
            let places = wire.size()?;
            if at == key {
                found = (places == end).then_some(before);
            }
            before = before.checked_add(places)?;
        }
        let mut positions = decode_part(piece.slice(piece.len() - wire.len()..piece.len()), found?, end)?;
        let mut start = 0;
        for end in &ends {
            let mut at = 0u32;
            for position in &mut positions[start..*end] {
                at = at.checked_add(*position)?;
                *position = at;
            }
            start = *end;
        }
        Some(Positions { ends, positions })
    }

    /// Adds the positions of later items.
    pub(crate) fn append(&mut self, later: Positions) {
        let before = self.positions.len();
        self.ends.extend(later.ends.into_iter().map(|end| before + end));
        self.positions.extend(later.positions);
    }

    /// Returns the positions in the `number`-th item of the term, ascending.
    pub(crate) fn of(&self, number: usize) -> &[u32] {
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.positions[start..self.ends[number]]
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn damaged_pieces_never_panic(bytes in any::<Vec<u8>>(), key in 0u64..300) {
            find_entry(&OwnedBytes::new(bytes), 0, key);
        }
    }
}
