//! Where each character of an item stands: one long line of positions, block after block.

use crate::analyzer::fold;

/// Returns the position of the first character of the block that follows one of `len` folded characters at `start`.
///
/// A block takes up a multiple of a step that grows with it, and at least one position more than it has characters: no
/// searched string runs from one block into the next, and a small change of a block does not move those after it.
pub(crate) fn next_start(start: u32, len: u32) -> u32 {
    let step = (len / 4).next_power_of_two().max(8);
    start + (len + 1).div_ceil(step) * step
}

/// Folds blocks of text one by one and tells where each stands.
pub(crate) fn place<'a>(texts: impl Iterator<Item = &'a str>, mut start: u32) -> impl Iterator<Item = (u32, String)> {
    texts.map(move |text| {
        let folded = fold(text);
        let here = start;
        start = next_start(start, folded.chars().count() as u32);
        (here, folded)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_block_is_followed_by_a_gap() {
        let placed: Vec<(u32, String)> = place(["标题", " ", "正文。"].into_iter(), 0).collect();
        assert_eq!(placed, [(0, "标题".to_owned()), (8, String::new()), (16, "正文。".to_owned())]);
        assert!((0..2000).all(|len| next_start(0, len) > len));
    }

    #[test]
    fn a_small_change_moves_nothing() {
        assert_eq!(next_start(0, 100), next_start(0, 120));
    }
}
