//! Which items contain a string: the lists of its pairs of characters, joined by where they stand.

use std::ops::Range;

use crate::key::Key;
use crate::list::{Positions, Term};

/// Chooses terms that together cover every character of a string, so that those read least: of all such choices the one
/// with the smallest sum of costs. Takes what characters each covers, ascending, and its cost; returns their numbers.
pub(crate) fn cover(terms: &[(Range<usize>, usize)]) -> Vec<usize> {
    let mut sums: Vec<(usize, Option<usize>)> = Vec::with_capacity(terms.len());
    let cheapest = |sums: &[(usize, Option<usize>)], from: usize| {
        let reaches = |at: &usize| terms[*at].0.end >= from;
        (0..sums.len()).filter(reaches).min_by_key(|at| sums[*at].0)
    };
    for (covered, cost) in terms {
        let before = if covered.start == 0 { None } else { cheapest(&sums, covered.start) };
        sums.push((cost.saturating_add(before.map_or(0, |before| sums[before].0)), before));
    }
    let mut chosen = Vec::new();
    let mut next = cheapest(&sums, terms.iter().map(|(covered, _)| covered.end).max().unwrap_or_default());
    while let Some(at) = next {
        chosen.push(at);
        next = sums[at].1;
    }
    chosen.reverse();
    chosen
}

/// Chooses at most `most` terms of a string by which its items are told best, from how common each seems, and its
/// offset: the rarest, but of two neighbours, which share a character and mostly stand in the same items, the other only
/// where there is nothing else.
pub(crate) fn telling(mut terms: Vec<(u32, usize, Key)>, most: usize) -> Vec<Key> {
    terms.sort_unstable();
    let mut chosen: Vec<(usize, Key)> = Vec::new();
    for apart in [2, 1] {
        for (_, offset, key) in &terms {
            if chosen.len() < most && chosen.iter().all(|(other, _)| offset.abs_diff(*other) >= apart) {
                chosen.push((*offset, *key));
            }
        }
    }
    chosen.into_iter().map(|(_, key)| key).collect()
}

/// Tells whether one term's lists have an item, and where in them it is.
fn number_of(term: &Term, item: u32) -> Option<usize> {
    term.items.binary_search(&item).ok()
}

/// A part of a string: how many characters it begins after the string does, and where it stands.
pub(crate) struct Part<'a> {
    pub(crate) offset: u32,
    pub(crate) term: &'a Term,
    pub(crate) positions: &'a Positions,
}

/// Finds the first position at which all parts stand at their offsets in an item.
pub(crate) fn phrase(parts: &[Part<'_>], item: u32) -> Option<u32> {
    let mut placed = Vec::with_capacity(parts.len());
    for part in parts {
        placed.push((part.offset, part.positions.of(number_of(part.term, item)?)));
    }
    placed.sort_by_key(|(_, positions)| positions.len());
    let ((first_offset, first), others) = placed.split_first()?;
    let mut starts = first.iter().filter_map(|position| position.checked_sub(*first_offset));
    starts.find(|start| others.iter().all(|(offset, positions)| positions.binary_search(&(start + offset)).is_ok()))
}

/// Returns the numbers that stand in all lists; each list ascends.
pub(crate) fn intersection(mut lists: Vec<&[u32]>) -> Vec<u32> {
    lists.sort_by_key(|list| list.len());
    let Some((first, others)) = lists.split_first() else { return Vec::new() };
    first.iter().copied().filter(|number| others.iter().all(|list| list.binary_search(number).is_ok())).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_cover_leaves_out_the_long_lists() {
        let pairs = |costs: &[usize]| -> Vec<_> {
            costs.iter().enumerate().map(|(offset, cost)| (offset..offset + 2, *cost)).collect()
        };
        assert_eq!(cover(&[]), Vec::<usize>::new());
        assert_eq!(cover(&pairs(&[5])), [0]);
        assert_eq!(cover(&pairs(&[5, 90, 5])), [0, 2]);
        assert_eq!(cover(&pairs(&[5, 5, 90, 5, 5])), [0, 1, 3, 4]);
        assert_eq!(cover(&[(0..2, 5), (0..3, 4), (1..3, 5), (2..4, 90), (2..5, 3), (3..5, 9)]), [1, 4]);
    }

    #[test]
    fn the_rarest_pairs_tell_and_neighbours_only_where_nothing_else_does() {
        assert_eq!(telling(vec![], 2), Vec::<Key>::new());
        assert_eq!(telling(vec![(3, 0, 10), (1, 1, 11), (2, 2, 12), (9, 5, 15)], 2), [11, 15]);
        assert_eq!(telling(vec![(3, 0, 10), (1, 1, 11), (2, 2, 12)], 2), [11, 12]);
        assert_eq!(telling(vec![(4, 3, 13), (4, 4, 14)], 5), [13, 14]);
    }

    proptest! {
        #[test]
        fn a_cover_covers(costs in proptest::collection::vec((0usize..100, 2usize..4), 1..40)) {
            let terms: Vec<_> = costs.iter().enumerate().map(|(at, (cost, len))| (at..at + len, *cost)).collect();
            let end = terms.iter().map(|(covered, _)| covered.end).max();
            let chosen: Vec<&Range<usize>> = cover(&terms).into_iter().map(|at| &terms[at].0).collect();
            prop_assert_eq!(chosen.first().map(|covered| covered.start), Some(0));
            prop_assert_eq!(chosen.iter().map(|covered| covered.end).max(), end);
            prop_assert!(chosen.windows(2).all(|pair| pair[1].start <= pair[0].end));
        }
    }
}
