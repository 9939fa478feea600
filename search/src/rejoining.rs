//! Joins shards after a change: only the pieces in which terms have other lists than before are made again.
//!
//! The pieces are those that joining everything gives. Of a changed shard the earlier lists are there too; comparing
//! tells which terms changed. A piece without one is as it was if it begins where it did; from one with such a term on,
//! pieces are cut again until one ends where a piece ended before.

use std::collections::BTreeSet;
use std::io;
use std::ops::Range;

use rayon::prelude::*;

use crate::earlier::Earlier;
use crate::file::Made;
use crate::joining::{Joined, Joining, Part, Piece, Span, cut, listed, start_between, target, write_all};
use crate::key::{Key, single};
use crate::piece::Section;
use crate::shard::Shard;
use crate::wire::{Wire, put_number};

/// What shards were joined to.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Record {
    /// The key of each shard and the number of its first item; the number of items.
    pub(crate) shards: Vec<(u64, u32)>,
    pub(crate) items: u32,
    /// The bytes of all lists.
    pub(crate) size: u64,
    /// The pieces of the keyed sections, with their digests.
    pub(crate) sections: Vec<Vec<(Span, u64)>>,
    pub(crate) common: Vec<(Key, u8)>,
    pub(crate) characters: Vec<(u32, u8)>,
}

impl Record {
    pub(crate) fn write(&self) -> Vec<u8> {
        let mut out = Vec::new();
        let mut put = |numbers: &[u64]| numbers.iter().for_each(|number| put_number(&mut out, *number));
        put(&[u64::from(self.items), self.size, self.shards.len() as u64]);
        self.shards.iter().for_each(|(key, first)| put(&[*key, u64::from(*first)]));
        for pieces in &self.sections {
            put(&[pieces.len() as u64]);
            pieces.iter().for_each(|(span, digest)| put(&[span.start, span.first, span.last, *digest]));
        }
        put(&[self.common.len() as u64]);
        self.common.iter().for_each(|(key, code)| put(&[*key, u64::from(*code)]));
        put(&[self.characters.len() as u64]);
        self.characters.iter().for_each(|(code, order)| put(&[u64::from(*code), u64::from(*order)]));
        out
    }

    /// Reads a record that was written; `None` if it is none.
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        let mut wire = Wire::new(bytes);
        let (items, size) = (wire.index()?, wire.number()?);
        let shards = wire.count()?;
        let shards = (0..shards).map(|_| Some((wire.number()?, wire.index()?))).collect::<Option<_>>()?;
        let mut sections = Vec::new();
        for _ in Section::keyed() {
            let pieces = wire.count()?;
            let mut piece = || {
                let span = Span { start: wire.number()?, first: wire.number()?, last: wire.number()? };
                Some((span, wire.number()?))
            };
            sections.push((0..pieces).map(|_| piece()).collect::<Option<_>>()?);
        }
        let common = wire.count()?;
        let common = (0..common).map(|_| Some((wire.number()?, wire.number()? as u8))).collect::<Option<_>>()?;
        let characters = wire.count()?;
        let characters = (0..characters).map(|_| Some((wire.index()?, wire.number()? as u8))).collect::<Option<_>>()?;
        wire.is_empty().then_some(Self { shards, items, size, sections, common, characters })
    }
}

/// What is there of an earlier build.
pub(crate) struct Before<'a> {
    pub(crate) record: &'a Record,
    /// Its shards by their keys.
    pub(crate) shard: &'a dyn Fn(u64) -> Option<Shard>,
    pub(crate) earlier: &'a dyn Earlier,
}

/// Joins shards, each with its key, as [`join`](crate::joining::join) does; `None` where too much is other than before.
///
/// # Errors
///
/// When a piece could not be compressed.
pub(crate) fn rejoin(
    before: &Before<'_>,
    shards: &[(u64, &Shard)],
    first_items: &[u32],
    items: usize,
) -> io::Result<Option<Joined>> {
    let record = before.record;
    let Some(olds) = olds(before, shards, first_items, items) else { return Ok(None) };
    let changed = changed(&olds, shards);
    // With more, nearly all pieces would be made again, one by one.
    if changed.len() > record.sections.iter().map(Vec::len).sum::<usize>() / 2 {
        return Ok(None);
    }
    let joining = Joining::new(shards.iter().map(|(_, shard)| *shard).collect(), first_items, items);
    let parts: Vec<Part> = changed.iter().map(|key| joining.part(*key..key + 1)).collect();
    let old = olds.iter().zip(shards).map(|(old, (_, shard))| old.as_ref().unwrap_or(shard)).collect();
    let old = Joining::new(old, first_items, items);
    let gone: Vec<Part> = changed.iter().map(|key| old.part(*key..key + 1)).collect();
    let size = |parts: &[Part]| parts.iter().map(Part::size).sum::<u64>();
    let size = record.size - size(&gone) + size(&parts);
    if Section::keyed().any(|section| target(section, size) != target(section, record.size)) {
        return Ok(None);
    }
    let again = |section: Section| {
        let differs = |new: &Part, old: &Part| new.runs[section as usize] != old.runs[section as usize];
        let changed = changed.iter().zip(parts.iter().zip(&gone)).filter(|(_, (new, old))| differs(new, old));
        let changed = changed.map(|(key, _)| *key).collect();
        Again { joining: &joining, section, changed, target: target(section, size), earlier: before.earlier }
    };
    let sections: Vec<_> = Section::keyed().map(again).zip(&record.sections).collect();
    let sections = sections.into_par_iter().map(|(again, pieces)| again.pieces(pieces));
    let is_kept = |key: Key| changed.binary_search(&key).is_err();
    let common = record.common.iter().filter(|(key, _)| is_kept(*key));
    let is_kept_char = |code: u32| char::from_u32(code).is_some_and(|char| is_kept(single(char)));
    let characters = record.characters.iter().filter(|(code, _)| is_kept_char(*code));
    Ok(Some(Joined {
        sections: sections.collect::<io::Result<_>>()?,
        size,
        common: merged(common, parts.iter().flat_map(|part| &part.common)),
        characters: merged(characters, parts.iter().flat_map(|part| &part.characters)),
    }))
}

/// Returns the earlier versions of the shards that changed; `None` if one is gone, or items had other numbers.
fn olds(
    before: &Before<'_>,
    shards: &[(u64, &Shard)],
    first_items: &[u32],
    items: usize,
) -> Option<Vec<Option<Shard>>> {
    let record = before.record;
    if record.items as usize != items || !record.shards.iter().map(|(_, first)| first).eq(first_items) {
        return None;
    }
    let pairs = record.shards.iter().zip(shards);
    // With more changed shards than that, too many terms are other ones.
    if pairs.clone().filter(|((old, _), (new, _))| old != new).count() > 1 + shards.len() / 8 {
        return None;
    }
    pairs.map(|((old, _), (new, _))| if old == new { Some(None) } else { (before.shard)(*old).map(Some) }).collect()
}

/// Returns the terms whose lists differ, ascending.
fn changed(olds: &[Option<Shard>], shards: &[(u64, &Shard)]) -> Vec<Key> {
    let mut changed = BTreeSet::new();
    for (old, new) in olds.iter().zip(shards).filter_map(|(old, (_, new))| Some((old.as_ref()?, *new))) {
        let (mut one, mut other) = (old.terms().peekable(), new.terms().peekable());
        while let Some(key) = one.peek().into_iter().chain(other.peek()).map(|(key, _)| *key).min() {
            if one.next_if(|(next, _)| *next == key) != other.next_if(|(next, _)| *next == key) {
                changed.insert(key);
            }
        }
    }
    changed.into_iter().collect()
}

fn merged<'a, T: Copy + Ord + 'a>(kept: impl Iterator<Item = &'a T>, new: impl Iterator<Item = &'a T>) -> Vec<T> {
    let mut all: Vec<T> = kept.chain(new).copied().collect();
    all.sort_unstable();
    all
}

/// A section whose pieces are made again.
struct Again<'a> {
    joining: &'a Joining<'a>,
    section: Section,
    /// The terms whose lists in the section changed.
    changed: Vec<Key>,
    target: usize,
    earlier: &'a dyn Earlier,
}

impl Again<'_> {
    /// Makes the pieces from those that there were.
    fn pieces(&self, olds: &[(Span, u64)]) -> io::Result<Vec<Piece>> {
        let mut pieces: Vec<Piece> = Vec::new();
        let ends: Vec<Key> = olds.iter().skip(1).map(|(span, _)| span.first).chain([Key::MAX]).collect();
        let (mut number, mut from) = (0, 0);
        while number < ends.len() {
            let last = pieces.last().map_or(0, |piece| piece.span.last);
            let is_same = |(span, _): &&(Span, u64)| {
                !self.is_changed(from..ends[number]) && start_between(last, span.first) == span.start
            };
            let kept = |(span, digest): &(Span, u64)| {
                Some(Piece { span: *span, made: Made::kept(self.section, *digest, self.earlier)? })
            };
            if let Some(piece) = olds.get(number).filter(is_same).and_then(kept) {
                pieces.push(piece);
                (number, from) = (number + 1, ends[number]);
                continue;
            }
            let mut runs = Vec::new();
            loop {
                runs.push(self.joining.part(from..ends[number]).runs.swap_remove(self.section as usize));
                (number, from) = (number + 1, ends[number]);
                let entries = listed(&runs);
                let (mut cuts, rest) = cut(&entries, self.target);
                if rest.is_empty() || number == ends.len() {
                    cuts.extend(Some(rest).filter(|rest| !rest.is_empty()));
                    pieces.extend(write_all(self.section, last, &cuts, self.earlier)?);
                    break;
                }
            }
        }
        Ok(pieces)
    }

    fn is_changed(&self, keys: Range<Key>) -> bool {
        let next = self.changed.partition_point(|key| *key < keys.start);
        self.changed.get(next).is_some_and(|key| *key < keys.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::earlier::Nothing;
    use crate::entry::{Block, Entry, Role};
    use crate::inversion::invert;
    use crate::joining::join;
    use crate::layout::place;

    /// Items in each shard.
    const ITEMS: usize = 40;

    fn random(state: &mut u64) -> usize {
        *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (*state >> 33) as usize
    }

    /// A text in which few characters are frequent and many are rare, as in any.
    fn text(state: &mut u64, len: usize) -> String {
        const OFFICIAL: [&str; 4] = ["应当", "人民", "2026", "。"];
        let mut word = || match random(state) % 1000 {
            number @ 0..120 => OFFICIAL[number % 4].to_owned(),
            number => {
                let code = 0x4E00 + (random(state) % (number + 1)) as u32;
                char::from_u32(code).expect("a Han character").to_string()
            }
        };
        (0..len).map(|_| word()).collect()
    }

    /// A shard of items, each of which has these lines.
    fn shard(items: &[Vec<String>]) -> Shard {
        let block = |text: &String| Block { anchor: "".into(), text: text.clone().into(), role: Role::Body };
        let entry = |lines: &Vec<String>| Entry::of_blocks("", lines.iter().map(block).collect());
        let entries: Vec<Entry<'_>> = items.iter().map(entry).collect();
        let placed: Vec<_> = items.iter().map(|lines| place(lines.iter().map(String::as_str)).collect()).collect();
        invert(&entries, &placed)
    }

    /// Whether pieces are there: all but those whose digest this divides.
    struct There(Option<u64>);

    impl Earlier for There {
        fn shard(&self, _: u64) -> Option<Vec<u8>> {
            None
        }

        fn keep(&self, _: u64, _: &[u8]) {}

        fn has(&self, _: &str, digest: u64) -> bool {
            self.0.is_none_or(|gone| !digest.is_multiple_of(gone))
        }
    }

    fn record(joined: &Joined, shards: &[(u64, u32)]) -> Record {
        let pieces = |pieces: &Vec<Piece>| pieces.iter().map(|piece| (piece.span, piece.made.digest)).collect();
        Record {
            shards: shards.to_vec(),
            items: (ITEMS * shards.len()) as u32,
            size: joined.size,
            sections: joined.sections.iter().map(pieces).collect(),
            common: joined.common.clone(),
            characters: joined.characters.clone(),
        }
    }

    #[test]
    fn what_is_joined_again_is_what_joining_everything_gives() {
        let mut state = 20_261_122;
        let mut item = || (0..60).map(|_| text(&mut state, 40)).collect();
        let mut items: Vec<Vec<String>> = (0..4 * ITEMS).map(|_| item()).collect();
        let firsts: Vec<u32> = (0..4).map(|number| number * ITEMS as u32).collect();
        let numbered = |keys: [u64; 4]| keys.into_iter().zip(firsts.iter().copied()).collect::<Vec<_>>();
        let mut keys = [1, 2, 3, 4];
        let mut shards: Vec<Shard> = items.chunks(ITEMS).map(shard).collect();
        let mut before = record(&join(shards.clone(), &firsts, items.len(), &Nothing).expect("lists"), &numbered(keys));
        assert!(before.sections[0].len() > 20 && before.sections[1].len() > 2, "few pieces");
        for turn in 0..12 {
            let item = random(&mut state) % items.len();
            let lines = &mut items[item];
            let some = text(&mut state, 1 + turn / 2);
            // The last line: another would move those behind it.
            match (turn % 3, lines.last_mut()) {
                (0, Some(line)) => line.replace_range(.., &line.chars().rev().collect::<String>()),
                (1, _) => drop(lines.pop()),
                _ => lines.push(some),
            }
            let (olds, earlier) = (shards.clone(), keys);
            let changed = item / ITEMS;
            shards[changed] = shard(&items[changed * ITEMS..][..ITEMS]);
            keys[changed] = 10 + turn as u64;
            let shard = |key| earlier.iter().position(|other| *other == key).map(|number| olds[number].clone());
            // A piece that is not published any more is made again.
            let earlier = There((turn % 4 == 3).then_some(7));
            let read = Record::read(&before.write()).expect("a record");
            assert_eq!(read, before);
            let keyed: Vec<(u64, &Shard)> = keys.into_iter().zip(&shards).collect();
            let again =
                rejoin(&Before { record: &read, shard: &shard, earlier: &earlier }, &keyed, &firsts, items.len());
            let again = again.expect("lists").expect("little changed");
            before = record(&join(shards.clone(), &firsts, items.len(), &Nothing).expect("lists"), &numbered(keys));
            assert_eq!(record(&again, &numbered(keys)), before, "turn {turn}");
        }
    }

    #[test]
    fn another_number_of_items_joins_everything() {
        let shards = ["甲乙", "甲丙"].map(|text| shard(&[vec![text.to_owned()]]));
        let before = record(&join(shards.to_vec(), &[0, 1], 2, &Nothing).expect("lists"), &[(1, 0), (2, 1)]);
        let keyed: Vec<(u64, &Shard)> = [1, 2].into_iter().zip(&shards).collect();
        let before = Before { record: &Record { items: 2, ..before }, shard: &|_| None, earlier: &There(None) };
        let is_some = |firsts: &[u32], items| rejoin(&before, &keyed, firsts, items).expect("lists").is_some();
        assert!(is_some(&[0, 1], 2) && !is_some(&[0, 1], 3) && !is_some(&[0, 2], 2));
        let keyed: Vec<(u64, &Shard)> = [1, 3].into_iter().zip(&shards).collect();
        assert!(rejoin(&before, &keyed, &[0, 1], 2).expect("lists").is_none(), "an earlier shard is gone");
    }
}
