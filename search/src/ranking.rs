//! In which order the found items are shown.
//!
//! Items that contain what was asked come first: those whose number it is, then by where it stands (title, heading,
//! text), then by score. The others follow by score. The score is BM25 over pairs of characters, a little lower for
//! older items, lower for those no longer in force; it is rounded to thousandths, and what is equal is ordered by date,
//! newer first, then by address. Logarithms come from one library, so every machine computes the same.

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::{DocSet, TERMINATED};

use crate::entry::Role;
use crate::matching::Match;
use crate::schema::role_at;

const K1: f64 = 1.2;
const B: f64 = 0.75;

/// What the score loses between the newest item and the oldest, and for an item no longer in force.
const AGE: f64 = 0.1;
const LAPSED: f64 = 0.8;

/// An item outside the exact group is shown if its score is at least this part of the best score.
const RELATED: f64 = 0.2;

/// The steps by which groups stand above each other in the score, in thousandths.
const STEP: i64 = 1_000_000;

/// What ranking knows of all items.
pub(crate) struct Collection<'a> {
    pub(crate) items: u32,
    pub(crate) norms: &'a FieldNormReader,
    /// Number of pairs in all items.
    pub(crate) tokens: u64,
    pub(crate) lapsed: &'a [u32],
}

/// The sum of BM25 over the terms of a question, for every item.
pub(crate) struct Scores {
    sums: Vec<f64>,
    lengths: Vec<f64>,
}

impl Scores {
    pub(crate) fn new(collection: &Collection<'_>) -> Scores {
        let average = (collection.tokens as f64 / f64::from(collection.items.max(1))).max(1.0);
        let length = |item| f64::from(collection.norms.fieldnorm(item)) / average;
        Scores { sums: vec![0.0; collection.items as usize], lengths: (0..collection.items).map(length).collect() }
    }

    /// Adds what one term gives to each item.
    pub(crate) fn add(&mut self, mut list: SegmentPostings) {
        let (all, having) = (self.sums.len() as f64, f64::from(list.size_hint()));
        let rarity = libm::log(1.0 + (all - having + 0.5) / (having + 0.5));
        while list.doc() != TERMINATED {
            let item = list.doc() as usize;
            let count = f64::from(list.term_freq());
            self.sums[item] += rarity * (K1 + 1.0) * count / (count + K1 * (1.0 - B + B * self.lengths[item]));
            list.advance();
        }
    }
}

/// The items found, not yet in order.
pub(crate) struct Found {
    /// For each item whether it may answer.
    pub(crate) allowed: Vec<bool>,
    /// The items that contain every string, each with the first place of the first string, and the group it earns.
    pub(crate) exact: Vec<(Match, i64)>,
    /// The items whose own number was asked for.
    pub(crate) numbered: Vec<u32>,
    pub(crate) scores: Scores,
}

/// The groups, from the last to the first; those from [`BODY`] on are exact.
const RELATED_GROUP: i64 = 0;
const RELATED_NUMBER: i64 = 1;
const BODY: i64 = 2;
const HEADING: i64 = 3;
const TITLE: i64 = 4;
const TITLE_START: i64 = 5;
const NUMBER: i64 = 6;

/// A hit in its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) item: u32,
    /// In thousandths.
    pub(crate) score: i64,
    /// Where the first string stands, or [`ANYWHERE`](crate::matching::ANYWHERE); 0 outside the exact group.
    pub(crate) position: u32,
}

/// All hits, best first.
pub(crate) struct Ranked {
    pub(crate) hits: Vec<Place>,
    pub(crate) exact: usize,
}

impl Found {
    /// Keeps as exact the items that are in every list.
    pub(crate) fn keep_common(&mut self, lists: &[Vec<Match>]) {
        let Some((first, others)) = lists.split_first() else { return };
        for found in first {
            let same =
                |list: &Vec<Match>| list.binary_search_by_key(&found.item, |found| found.item).map(|at| list[at]);
            if let Ok(matches) = others.iter().map(same).collect::<Result<Vec<Match>, usize>>() {
                let group = matches.iter().chain([found]).map(|found| group_at(found.position)).min();
                self.exact.push((*found, group.unwrap_or(BODY)));
            }
        }
    }

    /// Takes every allowed item as exact, for a question that only filters.
    pub(crate) fn list_all(&mut self, filtered: bool) {
        let items = self.allowed.iter().enumerate().filter(|(_, allowed)| filtered && **allowed);
        self.exact = items.map(|(item, _)| (Match { item: item as u32, position: 0 }, BODY)).collect();
    }

    /// Puts the items in order.
    pub(crate) fn rank(mut self, collection: &Collection<'_>) -> Ranked {
        self.exact.retain(|(found, _)| self.allowed[found.item as usize]);
        let mut sums = self.scores.sums;
        sums.iter_mut().zip(&self.allowed).for_each(|(sum, allowed)| *sum = if *allowed { *sum } else { 0.0 });
        let best = sums.iter().copied().fold(0.0, f64::max);
        for (item, sum) in sums.iter_mut().enumerate() {
            *sum *= 1.0 - AGE + AGE * (item + 1) as f64 / f64::from(collection.items);
        }
        for item in collection.lapsed {
            sums[*item as usize] *= LAPSED;
        }
        let score =
            |item: u32, group: i64| group * STEP + ((sums[item as usize] * 1000.0).round() as i64).min(STEP - 1);
        let numbered = |item: u32| self.numbered.binary_search(&item).is_ok();
        let mut hits: Vec<Place> = Vec::new();
        for (found, group) in &self.exact {
            self.allowed[found.item as usize] = false;
            let group = if numbered(found.item) { NUMBER } else { *group };
            hits.push(Place { item: found.item, score: score(found.item, group), position: found.position });
        }
        let exact = hits.len();
        for item in (0..collection.items).filter(|item| self.allowed[*item as usize]) {
            let group = if numbered(item) { RELATED_NUMBER } else { RELATED_GROUP };
            let sum = sums[item as usize];
            if group == RELATED_NUMBER || (sum > 0.0 && sum >= best * RELATED) {
                hits.push(Place { item, score: score(item, group), position: 0 });
            }
        }
        // Items are numbered by date and address, so the higher number comes first among equals.
        hits.sort_by_key(|place| (std::cmp::Reverse(place.score), std::cmp::Reverse(place.item)));
        Ranked { hits, exact }
    }
}

fn group_at(position: u32) -> i64 {
    match role_at(position) {
        Role::Title if position == 0 => TITLE_START,
        Role::Title => TITLE,
        Role::Field | Role::Heading => HEADING,
        Role::Body => BODY,
    }
}
