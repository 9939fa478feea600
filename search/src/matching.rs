//! Which items contain a string, and where: posting lists joined by the positions of neighbouring characters.

use std::io;

use tantivy::postings::{Postings, SegmentPostings, TermInfo};
use tantivy::{DocSet, TERMINATED};

/// The position of a match whose place in the item is not known.
pub(crate) const ANYWHERE: u32 = u32::MAX;

/// An item that contains a string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Match {
    pub(crate) item: u32,
    /// The position of its first occurrence, or [`ANYWHERE`].
    pub(crate) position: u32,
}

/// Returns the pairs of neighbouring characters of a string, in order.
pub(crate) fn pairs(string: &str) -> Vec<String> {
    let chars: Vec<char> = string.chars().collect();
    chars.windows(2).map(|pair| pair.iter().collect()).collect()
}

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

/// The bytes to fetch for a term with its positions.
pub(crate) fn cost(info: &TermInfo) -> usize {
    info.postings_range.len() + info.positions_range.len()
}

/// Finds the items in which all terms stand at their offsets from one common position.
///
/// `terms` are offsets and lists with positions, at least one.
pub(crate) fn phrase(mut terms: Vec<(u32, SegmentPostings)>) -> io::Result<Vec<Match>> {
    terms.sort_by_key(|(_, list)| list.size_hint());
    let mut found = Vec::new();
    let (mut starts, mut positions) = (Vec::new(), Vec::new());
    let Some(((first_offset, first), others)) = terms.split_first_mut() else { return Ok(found) };
    let mut item = first.doc();
    while item != TERMINATED {
        if others.iter_mut().all(|(_, list)| stands_at(list, item)) {
            first.positions(&mut starts);
            starts.retain_mut(|start| match start.checked_sub(*first_offset) {
                Some(base) => {
                    *start = base;
                    true
                }
                None => false,
            });
            for (offset, list) in others.iter_mut() {
                if starts.is_empty() {
                    break;
                }
                list.positions(&mut positions);
                starts.retain(|start| positions.binary_search(&(start + *offset)).is_ok());
            }
            found.extend(starts.first().map(|position| Match { item, position: *position }));
        }
        item = first.advance();
    }
    Ok(found)
}

/// Moves a list on to an item, and tells whether the item is in it. Items must be asked for in ascending order.
pub(crate) fn stands_at(list: &mut SegmentPostings, item: u32) -> bool {
    if list.doc() < item {
        list.seek(item);
    }
    list.doc() == item
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
