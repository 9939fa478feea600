//! In which order the found items are shown.
//!
//! Items that contain what was asked come first: those whose number it is, those whose title has its telling parts, the
//! others; each group by score. Items that contain only parts of it follow by score. The score is BM25 over pairs of
//! characters, a pair in the title counting once more; it is a little lower for older items, lower for those no longer
//! in force, and is rounded to thousandths. What is equal is ordered by date, newer first, then by address. Logarithms
//! come from one library, so every machine computes the same.

use std::cmp::Reverse;

use crate::list::Term;
use crate::opening::{Opening, length};

const K1: f64 = 1.2;
const B: f64 = 0.75;

/// What a pair in the title adds, as a part of what it would at most give in the text.
const TITLE_PART: f64 = 0.5;

/// What the score loses between the newest item and the oldest, and for an item no longer in force.
const AGE: f64 = 0.1;
const LAPSED: f64 = 0.8;

/// An item outside the exact group is shown if its score is at least this part of the best score.
const RELATED: f64 = 0.2;

/// The steps by which groups stand above each other in the score, in thousandths; no sum over a question reaches one.
pub(crate) const STEP: i64 = 1_000_000_000;

/// The groups, from the last to the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Group {
    /// Has parts of what was asked.
    Related,
    /// Has a name whose pinyin was asked for.
    Sound,
    /// Has the number that was asked for, spelled otherwise.
    RelatedNumber,
    /// Contains what was asked.
    Exact,
    /// Contains it, and has all its telling parts in the title.
    Title,
    /// Contains it as its own number.
    Number,
}

/// A hit in its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) item: u32,
    /// In thousandths.
    pub(crate) score: i64,
    /// Where the first string stands, if that is known.
    pub(crate) position: Option<u32>,
}

/// All hits, best first.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ranked {
    pub(crate) hits: Vec<Place>,
    /// How many of them contain what was asked.
    pub(crate) exact: usize,
}

/// The score of every item.
pub(crate) struct Scores<'a> {
    opening: &'a Opening,
    sums: Vec<f64>,
    lengths: Vec<f64>,
}

impl<'a> Scores<'a> {
    pub(crate) fn new(opening: &'a Opening) -> Self {
        let average = (opening.tokens as f64 / f64::from(opening.items.max(1))).max(1.0);
        let lengths = opening.lengths.iter().map(|code| length(*code) / average).collect();
        Scores { opening, sums: vec![0.0; opening.items as usize], lengths }
    }

    /// Adds what one term gives to each item.
    pub(crate) fn add(&mut self, term: &Term) {
        let (all, having) = (self.sums.len() as f64, term.items.len() as f64);
        let rarity = libm::log(1.0 + (all - having + 0.5) / (having + 0.5));
        for (item, count) in term.items.iter().zip(&term.counts) {
            let count = f64::from(*count);
            let length = self.lengths[*item as usize];
            self.sums[*item as usize] += rarity * (K1 + 1.0) * count / (count + K1 * (1.0 - B + B * length));
        }
        for item in &term.titles {
            self.sums[*item as usize] += rarity * (K1 + 1.0) * TITLE_PART;
        }
    }

    /// Puts the items in order: `exact` those that contain what was asked, by item, `named` those that are led to by
    /// their number or a name. Items that are not `allowed` are left out.
    pub(crate) fn rank(mut self, exact: &[(Place, Group)], named: &[(u32, Group)], allowed: &[bool]) -> Ranked {
        self.sums.iter_mut().zip(allowed).for_each(|(sum, allowed)| *sum = if *allowed { *sum } else { 0.0 });
        self.weigh();
        let best = self.sums.iter().copied().fold(0.0, f64::max);
        let mut groups: Vec<Option<Group>> =
            self.sums.iter().map(|sum| (*sum > 0.0 && *sum >= best * RELATED).then_some(Group::Related)).collect();
        let allowed_item = |item: &u32| allowed[*item as usize];
        for (item, group) in named.iter().filter(|(item, _)| allowed_item(item)) {
            groups[*item as usize] = groups[*item as usize].max(Some(*group));
        }
        let mut positions = vec![None; groups.len()];
        for (place, group) in exact.iter().filter(|(place, _)| allowed_item(&place.item)) {
            let item = place.item as usize;
            let numbered = groups[item] == Some(Group::RelatedNumber);
            groups[item] = Some(if numbered { Group::Number } else { *group });
            positions[item] = place.position;
        }
        let mut hits = Vec::new();
        for (item, group) in groups.iter().enumerate().filter_map(|(item, group)| Some((item, (*group)?))) {
            let within = ((self.sums[item] * 1000.0).round() as i64).min(STEP - 1);
            hits.push(Place { item: item as u32, score: group as i64 * STEP + within, position: positions[item] });
        }
        // Items are numbered by date and address, so the higher number comes first among equals.
        hits.sort_by_key(|place| (Reverse(place.score), Reverse(place.item)));
        let exact = hits.partition_point(|place| place.score >= Group::Exact as i64 * STEP);
        Ranked { hits, exact }
    }

    /// Lowers the scores of what is older, and of what is no longer in force.
    fn weigh(&mut self) {
        let items = f64::from(self.opening.items);
        for (item, sum) in self.sums.iter_mut().enumerate() {
            *sum *= 1.0 - AGE + AGE * (item + 1) as f64 / items;
        }
        for item in &self.opening.lapsed {
            self.sums[*item as usize] *= LAPSED;
        }
    }
}

impl Ranked {
    /// Orders each part by date, newest first, in the place of score.
    pub(crate) fn sort_by_date(&mut self) {
        let (exact, related) = self.hits.split_at_mut(self.exact);
        exact.sort_by_key(|place| Reverse(place.item));
        related.sort_by_key(|place| Reverse(place.item));
    }
}
