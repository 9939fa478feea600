//! The opening file: all that a reader must hold before its first question.

use crate::key::{CHAR_BITS, Key};
use crate::piece::{HASH_LEN, Hash, Label, Section};
use crate::wire::Wire;
#[cfg(feature = "native")]
use crate::wire::{put_bytes, put_number};

/// Number of the format; a reader refuses any other.
pub(crate) const FORMAT: u64 = 5;

/// The pieces of one section.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Table {
    pub(crate) labels: Vec<Label>,
    /// The key with which each piece begins, in sections sorted by key; else empty.
    pub(crate) keys: Vec<Key>,
}

/// The opening file, decoded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Opening {
    /// Number of items; items are numbered by date, oldest first, then address, last first.
    pub(crate) items: u32,
    /// The first item of the tail.
    pub(crate) tail: u32,
    /// Number of pairs in all items.
    pub(crate) tokens: u64,
    /// The pieces, by [`Section::ALL`].
    pub(crate) tables: Vec<Table>,
    /// Terms that are common, ascending, each with the number of its positions, as [`length_code`] rounds it.
    pub(crate) common: Vec<(Key, u8)>,
    /// The place in the text at which each piece of texts begins: item and position.
    pub(crate) text_starts: Vec<(u32, u32)>,
    /// The length of each item, as [`length_code`] rounds it.
    pub(crate) lengths: Vec<u8>,
    /// Items that are repealed or have lapsed, ascending.
    pub(crate) lapsed: Vec<u32>,
    /// The characters that stand in at least 2 to the power of [`LEAST_ORDER`] items, ascending, each with the order of
    /// magnitude of their number.
    pub(crate) characters: Vec<(u32, u8)>,
}

/// The order of magnitude, to the base of two, from which the opening file tells how common a character is.
#[cfg(feature = "native")]
pub(crate) const LEAST_ORDER: u8 = 4;

/// Rounds a number of pairs to a third of a binary order of magnitude.
#[cfg(feature = "native")]
pub(crate) fn length_code(len: usize) -> u8 {
    libm::round(3.0 * libm::log2(len.max(1) as f64)) as u8
}

/// Returns the number of pairs that a code of [`length_code`] stands for.
pub(crate) fn length(code: u8) -> f64 {
    /// The third roots of 1, 2 and 4.
    const ROOTS: [f64; 3] = [1.0, 1.259_921_049_894_873_2, 1.587_401_051_968_199_5];
    libm::ldexp(ROOTS[usize::from(code % 3)], i32::from(code / 3))
}

#[cfg(feature = "native")]
impl Opening {
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        [FORMAT, self.items.into(), self.tail.into(), self.tokens].into_iter().for_each(|n| put_number(&mut out, n));
        self.tables.iter().for_each(|table| put_labels(&mut out, &table.labels));
        self.tables.iter().for_each(|table| put_keys(&mut out, &table.keys, reversed));
        put_number(&mut out, self.common.len() as u64);
        put_keys(&mut out, &self.common.iter().map(|(key, _)| *key).collect::<Vec<_>>(), plain);
        out.extend(self.common.iter().map(|(_, places)| *places));
        put_ascending(&mut out, self.text_starts.iter().map(|start| start.0.into()));
        self.text_starts.iter().for_each(|start| put_number(&mut out, start.1.into()));
        put_bytes(&mut out, &self.lengths);
        put_number(&mut out, self.lapsed.len() as u64);
        put_ascending(&mut out, self.lapsed.iter().map(|item| (*item).into()));
        put_number(&mut out, self.characters.len() as u64);
        put_ascending(&mut out, self.characters.iter().map(|(char, _)| (*char).into()));
        out.extend(self.characters.iter().map(|(_, order)| *order));
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
        let (items, tail, tokens) = (wire.index()?, wire.index()?, wire.number()?);
        let labels = Section::ALL.map(|section| take_labels(&mut wire, section));
        let mut tables = Vec::new();
        for (section, labels) in Section::ALL.into_iter().zip(labels) {
            let labels = labels?;
            let keys = if section.is_keyed() { labels.len() } else { 0 };
            tables.push(Table { keys: take_keys(&mut wire, keys, reversed)?, labels });
        }
        let common = wire.count()?;
        let keys = take_keys(&mut wire, common, plain)?;
        let common = keys.into_iter().zip(wire.take(common)?.iter().copied()).collect();
        let texts = tables[Section::Texts as usize].labels.len();
        let starts = take_ascending(&mut wire, texts)?;
        let starts = starts.into_iter().map(|item| Some((u32::try_from(item).ok()?, wire.index()?)));
        let text_starts = starts.collect::<Option<Vec<_>>>()?;
        let lengths = wire.bytes()?.to_vec();
        let lapsed = wire.count()?;
        let lapsed = take_ascending(&mut wire, lapsed)?;
        let lapsed = lapsed.into_iter().map(|item| u32::try_from(item).ok()).collect::<Option<Vec<u32>>>()?;
        let characters = wire.count()?;
        let codes = take_ascending(&mut wire, characters)?;
        let orders = wire.take(characters)?;
        let characters = codes.into_iter().zip(orders).map(|(code, order)| Some((u32::try_from(code).ok()?, *order)));
        let characters = characters.collect::<Option<Vec<_>>>()?;
        let opening = Opening { items, tail, tokens, tables, common, text_starts, lengths, lapsed, characters };
        (wire.is_empty() && opening.is_sound()).then_some(opening)
    }

    /// The number of positions of a term that is common, roughly.
    pub(crate) fn places_of_common(&self, key: Key) -> Option<usize> {
        let found = self.common.binary_search_by_key(&key, |(key, _)| *key).ok()?;
        Some(length(self.common[found].1) as usize)
    }

    /// The order of magnitude of the number of items in which a character stands.
    pub(crate) fn order_of(&self, char: u32) -> u8 {
        let found = self.characters.binary_search_by_key(&char, |(char, _)| *char);
        found.map_or(0, |at| self.characters[at].1)
    }

    /// Tells whether the tables agree with each other, so that no reader need ask again.
    fn is_sound(&self) -> bool {
        let ascends = |table: &Table| table.keys.windows(2).all(|pair| pair[0] < pair[1]);
        let single = [Section::Facets, Section::Names].map(|section| self.tables[section as usize].labels.len());
        self.lengths.len() == self.items as usize
            && single == [1, 1]
            && self.tables.iter().all(ascends)
            && self.tail <= self.items
            && self.lapsed.iter().chain(self.text_starts.iter().map(|start| &start.0)).all(|item| *item < self.items)
            && self.text_starts.first().is_none_or(|start| *start == (0, 0))
            && self.text_starts.is_empty() == (self.items == 0)
    }
}

fn take_labels(wire: &mut Wire<'_>, section: Section) -> Option<Vec<Label>> {
    let mut labels = Vec::new();
    for _ in 0..wire.count()? {
        let mut hash = Hash::default();
        hash.copy_from_slice(wire.take(HASH_LEN)?);
        match section {
            Section::Texts => labels.extend((0..*wire.take(1)?.first()?).map(|number| Label::Grouped(hash, number))),
            _ => labels.push(Label::Own(hash)),
        }
    }
    Some(labels)
}

/// Writes hashes, each of a group with the number of its pieces.
#[cfg(feature = "native")]
fn put_labels(out: &mut Vec<u8>, labels: &[Label]) {
    let is_begun = |label: &Label| matches!(label, Label::Grouped(_, 1..));
    let groups = labels.chunk_by(|_, label| is_begun(label));
    put_number(out, groups.clone().count() as u64);
    for group in groups {
        match group[0] {
            Label::Own(hash) => out.extend_from_slice(&hash),
            Label::Grouped(hash, _) => {
                out.extend_from_slice(&hash);
                out.push(group.len() as u8);
            }
        }
    }
}

/// Writes ascending keys as two columns, which are compressed better than one: all but the last character of each, then
/// the last characters as `last` writes them.
#[cfg(feature = "native")]
fn put_keys(out: &mut Vec<u8>, keys: &[Key], last: impl Fn(u64) -> u64) {
    put_ascending(out, keys.iter().map(|key| key >> CHAR_BITS));
    keys.iter().for_each(|key| put_number(out, last(key & LAST)));
}

/// Reads what [`put_keys`] wrote; `last` is its own inverse.
fn take_keys(wire: &mut Wire<'_>, count: usize, last: impl Fn(u64) -> u64) -> Option<Vec<Key>> {
    let mut keys = take_ascending(wire, count)?;
    for key in &mut keys {
        let char = wire.number().filter(|char| *char <= LAST)?;
        if *key > Key::MAX >> CHAR_BITS {
            return None;
        }
        *key = *key << CHAR_BITS | last(char);
    }
    Some(keys)
}

/// The bits of a key's last character.
const LAST: u64 = (1 << CHAR_BITS) - 1;

/// The last character of a key with which a piece begins ends in zeros, which at the beginning take no room.
fn reversed(char: u64) -> u64 {
    char.reverse_bits() >> (u64::BITS - CHAR_BITS)
}

fn plain(char: u64) -> u64 {
    char
}

#[cfg(feature = "native")]
fn put_ascending(out: &mut Vec<u8>, numbers: impl Iterator<Item = u64>) {
    let mut previous = 0;
    for number in numbers {
        put_number(out, number - previous);
        previous = number;
    }
}

fn take_ascending(wire: &mut Wire<'_>, count: usize) -> Option<Vec<u64>> {
    let mut previous = 0u64;
    let mut numbers = Vec::with_capacity(count);
    for _ in 0..count {
        previous = previous.checked_add(wire.number()?)?;
        numbers.push(previous);
    }
    Some(numbers)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lengths_are_rounded_to_a_quarter() {
        for len in [1usize, 10, 137, 5_500, 1_000_000] {
            let read = length(length_code(len));
            assert!((0.88..1.13).contains(&(read / len as f64)), "{len} is read as {read}");
        }
    }

    proptest! {
        #[test]
        fn keys_are_read_as_they_were_written(mut keys in proptest::collection::vec(any::<Key>(), 0..50)) {
            keys.sort_unstable();
            for last in [reversed, plain] {
                let mut bytes = Vec::new();
                put_keys(&mut bytes, &keys, last);
                let mut wire = Wire::new(&bytes);
                prop_assert_eq!(take_keys(&mut wire, keys.len(), last), Some(keys.clone()));
                prop_assert!(wire.is_empty());
            }
        }

        #[test]
        fn damaged_files_are_refused(bytes in any::<Vec<u8>>()) {
            Opening::decode(&bytes);
        }
    }
}
