//! The lists of a term: in which items it stands, how often, in which titles, and where.
//!
//! A piece holds terms sorted by key, column after column: the distances between keys (from the key with which the piece
//! begins, which the opening file names), how many items each term has, in how many titles it stands, then the numbers
//! themselves, term after term; the compression of the piece finds more in numbers of one kind than in a mixture. A piece
//! of positions holds keys, how many positions each has, and the positions: their low bits, which nothing shortens, as
//! one list packed to the bit, then what is above them.

use tantivy::directory::OwnedBytes;

#[cfg(feature = "native")]
use crate::codec::Encoder;
use crate::codec::decode_part;
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

/// The lists of a term as they are written, each number for itself.
#[cfg(feature = "native")]
pub(crate) struct TermLists<'a> {
    pub(crate) key: Key,
    /// Number of items, and of items in whose titles the term stands.
    pub(crate) items: usize,
    pub(crate) titles: usize,
    /// The distance of each item from the one before.
    pub(crate) distances: &'a [u8],
    pub(crate) counts: &'a [u8],
    /// The place among the items of each that has the term in its title, as the distance from the one before.
    pub(crate) title_distances: &'a [u8],
}

/// Makes a piece of lists.
#[cfg(feature = "native")]
pub(crate) fn put_terms(start: Key, terms: &[TermLists<'_>]) -> Vec<u8> {
    let mut piece = Vec::new();
    put_keys(&mut piece, start, terms.iter().map(|term| term.key));
    terms.iter().for_each(|term| put_number(&mut piece, term.items as u64));
    terms.iter().for_each(|term| put_number(&mut piece, term.titles as u64));
    terms.iter().for_each(|term| piece.extend_from_slice(term.distances));
    terms.iter().for_each(|term| piece.extend_from_slice(term.counts));
    terms.iter().for_each(|term| piece.extend_from_slice(term.title_distances));
    piece
}

/// Writes how many keys there are, and the distances between them.
#[cfg(feature = "native")]
fn put_keys(piece: &mut Vec<u8>, start: Key, keys: impl ExactSizeIterator<Item = Key>) {
    put_number(piece, keys.len() as u64);
    let mut before = start;
    for key in keys {
        put_number(piece, key - before);
        before = key;
    }
}

/// Reads the keys of a piece; returns how many there are, and which one is sought, if it is there.
fn take_keys(wire: &mut Wire<'_>, start: Key, key: Key) -> Option<(usize, Option<usize>)> {
    let (mut at, mut found) = (start, None);
    let count = wire.count()?;
    for number in 0..count {
        at = at.checked_add(wire.number()?)?;
        found = found.or((at == key).then_some(number));
    }
    Some((count, found))
}

/// Where the numbers of one term stand in a column: how many there are before, of it, and in all.
#[derive(Debug, Clone, Copy, Default)]
struct Span {
    before: usize,
    len: usize,
    all: usize,
}

/// Reads how many numbers each of `count` terms has in a column.
fn take_span(wire: &mut Wire<'_>, count: usize, term: usize) -> Option<Span> {
    let mut span = Span::default();
    for number in 0..count {
        let len = wire.size()?;
        if number == term {
            (span.before, span.len) = (span.all, len);
        }
        span.all = span.all.checked_add(len)?;
    }
    Some(span)
}

/// Reads the numbers of one term in a column.
fn take_column(wire: &mut Wire<'_>, span: Span) -> Option<Vec<u32>> {
    wire.skip(span.before)?;
    let numbers = (0..span.len).map(|_| wire.index()).collect::<Option<Vec<u32>>>()?;
    wire.skip(span.all - span.before - span.len)?;
    Some(numbers)
}

/// Finds the lists of a key in a piece, whose items are numbered from `base`: `None` in it where the term stands nowhere,
/// and instead of it where the piece is damaged.
pub(crate) fn find_term(piece: &[u8], start: Key, key: Key, base: u32) -> Option<Option<Term>> {
    let mut wire = Wire::new(piece);
    let (count, Some(term)) = take_keys(&mut wire, start, key)? else { return Some(None) };
    let items = take_span(&mut wire, count, term)?;
    let titles = take_span(&mut wire, count, term)?;
    let distances = take_column(&mut wire, items)?;
    let counts = take_column(&mut wire, items)?;
    let items = ascending(distances, base)?;
    let titles = ascending(take_column(&mut wire, titles)?, 0)?;
    let titles = titles.into_iter().map(|place| items.get(place as usize).copied()).collect::<Option<Vec<u32>>>()?;
    Some(Some(Term { items, counts, titles }))
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
    pub(crate) fn find(piece: &OwnedBytes, start: Key, key: Key, counts: &[u32]) -> Option<Positions> {
        let mut end = 0usize;
        let mut ends = Vec::with_capacity(counts.len());
        for count in counts {
            end = end.checked_add(*count as usize)?;
            ends.push(end);
        }
        let mut wire = Wire::new(piece);
        let (count, term) = take_keys(&mut wire, start, key)?;
        let places = take_span(&mut wire, count, term?)?;
        let mut positions = (places.len == end).then(|| take_positions(piece, &mut wire, places)).flatten()?;
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

/// The bits of a position that stand in the list, all of them packed to the bit.
const LOW_BITS: u32 = 7;

/// Makes a piece of positions of terms, each with the number of its positions; a position is written as its distance
/// from the one before.
#[cfg(feature = "native")]
pub(crate) fn put_positions(start: Key, terms: &[(Key, usize)], positions: &[u32]) -> std::io::Result<Vec<u8>> {
    let mut piece = Vec::new();
    put_keys(&mut piece, start, terms.iter().map(|(key, _)| *key));
    terms.iter().for_each(|(_, places)| put_number(&mut piece, *places as u64));
    let low: Vec<u32> = positions.iter().map(|position| position & ((1 << LOW_BITS) - 1)).collect();
    let mut list = Vec::new();
    Encoder::new(&mut list).put(&low)?;
    put_bytes(&mut piece, &list);
    positions.iter().for_each(|position| put_number(&mut piece, u64::from(position >> LOW_BITS)));
    Ok(piece)
}

/// Reads the positions of one term.
fn take_positions(piece: &OwnedBytes, wire: &mut Wire<'_>, places: Span) -> Option<Vec<u32>> {
    let len = wire.bytes()?.len();
    let end = piece.len() - wire.len();
    let mut positions = decode_part(piece.slice(end - len..end), places.before, places.len)?;
    for (position, high) in positions.iter_mut().zip(take_column(wire, places)?) {
        *position |= high.checked_mul(1 << LOW_BITS)?;
    }
    Some(positions)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::key::pair;

    fn numbers(numbers: &[u32]) -> Vec<u8> {
        let mut bytes = Vec::new();
        numbers.iter().for_each(|number| put_number(&mut bytes, u64::from(*number)));
        bytes
    }

    #[test]
    fn terms_are_found_among_others() {
        let keys = [pair('甲', '乙'), pair('甲', '丙'), pair('丁', '乙')];
        let (items, counts, titles) = (numbers(&[3, 200]), numbers(&[1, 2]), numbers(&[1]));
        let lists =
            |key| TermLists { key, items: 2, titles: 1, distances: &items, counts: &counts, title_distances: &titles };
        let mut sorted = keys;
        sorted.sort_unstable();
        let piece = put_terms(7, &sorted.map(lists));
        let expected = Term { items: vec![13, 213], counts: vec![1, 2], titles: vec![213] };
        for key in keys {
            assert_eq!(find_term(&piece, 7, key, 10), Some(Some(expected.clone())));
        }
        assert_eq!(find_term(&piece, 7, pair('乙', '乙'), 10), Some(None));
    }

    proptest! {
        #[test]
        fn damaged_pieces_never_panic(bytes in any::<Vec<u8>>(), key in 0u64..300) {
            find_term(&bytes, 0, key, 7);
        }

        #[test]
        fn positions_are_read_as_written(lists in proptest::collection::vec(proptest::collection::vec(any::<u32>(), 1..300), 1..5)) {
            let terms: Vec<(Key, usize)> = (5..).zip(&lists).map(|(key, list)| (key, list.len())).collect();
            let piece = OwnedBytes::new(put_positions(2, &terms, &lists.concat()).expect("memory"));
            for ((key, _), list) in terms.iter().zip(&lists) {
                let mut wire = Wire::new(&piece);
                let (count, term) = take_keys(&mut wire, 2, *key).expect("a sound piece");
                let places = take_span(&mut wire, count, term.expect("a term")).expect("a sound piece");
                let read = take_positions(&piece, &mut wire, places);
                prop_assert_eq!(read.as_ref(), Some(list));
            }
        }
    }
}
