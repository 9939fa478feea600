//! Which items contain a string: the lists of its pairs of characters, joined by where they stand.

use crate::list::{Positions, Term};

/// Chooses pairs that together cover every character of a string, so that those read least. Returns their offsets.
///
/// The first and the last pair must be there and no two neighbours may be left out; of all such choices the one with
/// the smallest sum of `costs` is taken.
pub(crate) fn cover(costs: &[usize]) -> Vec<usize> {
    let mut sums: Vec<(usize, Option<usize>)> = Vec::with_capacity(costs.len());
    for (at, cost) in costs.iter().enumerate() {
        let before = [at.checked_sub(1), at.checked_sub(2)].into_iter().flatten().min_by_key(|before| sums[*before].0);
        sums.push((cost.saturating_add(before.map_or(0, |before| sums[before].0)), before));
    }
    let mut chosen = Vec::new();
    let mut next = costs.len().checked_sub(1);
    while let Some(at) = next {
        chosen.push(at);
        next = sums[at].1;
    }
    chosen.reverse();
    chosen
}

/// Chooses at most `most` pairs of a string by which its items are told best, from the offset of each pair and how
/// common it seems: the rarest, but of two neighbours, which share a character and mostly stand in the same items, the
/// other only where there is nothing else. Returns their offsets.
pub(crate) fn telling(mut pairs: Vec<(usize, u32)>, most: usize) -> Vec<usize> {
    pairs.sort_by_key(|(offset, seeming)| (*seeming, *offset));
    let mut chosen: Vec<usize> = Vec::new();
    for apart in [2, 1] {
        for (offset, _) in &pairs {
            if chosen.len() < most && chosen.iter().all(|other| offset.abs_diff(*other) >= apart) {
                chosen.push(*offset);
            }
        }
    }
    chosen
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
        assert_eq!(cover(&[]), Vec::<usize>::new());
        assert_eq!(cover(&[5]), [0]);
        assert_eq!(cover(&[5, 90, 5]), [0, 2]);
        assert_eq!(cover(&[5, 5, 90, 5, 5]), [0, 1, 3, 4]);
    }

    #[test]
    fn the_rarest_pairs_tell_and_neighbours_only_where_nothing_else_does() {
        assert_eq!(telling(vec![], 2), Vec::<usize>::new());
        assert_eq!(telling(vec![(0, 3), (1, 1), (2, 2), (5, 9)], 2), [1, 5]);
        assert_eq!(telling(vec![(0, 3), (1, 1), (2, 2)], 2), [1, 2]);
        assert_eq!(telling(vec![(3, 4), (4, 4)], 5), [3, 4]);
    }

    proptest! {
        #[test]
        fn a_cover_covers(costs in proptest::collection::vec(0usize..100, 1..40)) {
            let chosen = cover(&costs);
            prop_assert_eq!(chosen.first(), Some(&0));
            prop_assert_eq!(chosen.last(), Some(&(costs.len() - 1)));
            prop_assert!(chosen.windows(2).all(|pair| pair[1] - pair[0] <= 2));
        }
    }
}
