//! Where each character of an item stands: one long line of positions, block after block.

use xxhash_rust::xxh64::xxh64;

use crate::analyzer::fold;

/// Returns the position of the first character of the block that follows one of `len` folded characters at `start`.
///
/// A block takes up a multiple of a step that grows with it, and at least one position more than it has characters: no
/// searched string runs from one block into the next, and a small change of a block does not move those after it.
pub(crate) fn next_start(start: u32, len: u32) -> u32 {
    let step = (len / 4).next_power_of_two().max(8);
    start + (len + 1).div_ceil(step) * step
}

/// After one block in so many, chosen by its text, the next begins at a multiple of [`ROUND`]: what is put into a text
/// moves the blocks behind it no further than to there.
const CHOSEN: u64 = 4;
const ROUND: u32 = 256;

/// Folds blocks of text one by one and tells where each stands.
pub(crate) fn place<'a>(texts: impl Iterator<Item = &'a str>) -> impl Iterator<Item = (u32, String)> {
    let mut start = 0;
    texts.map(move |text| {
        let folded = fold(text);
        let here = start;
        start = next_start(start, folded.chars().count() as u32);
        if xxh64(folded.as_bytes(), 0).is_multiple_of(CHOSEN) {
            start = start.next_multiple_of(ROUND);
        }
        (here, folded)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_block_is_followed_by_a_gap() {
        let placed: Vec<(u32, String)> = place(["题名", " ", "正文。", "附件"].into_iter()).collect();
        assert_eq!(
            placed.iter().map(|(_, folded)| folded.as_str()).collect::<Vec<_>>(),
            ["题名", "", "正文。", "附件"]
        );
        let end = |(start, folded): &(u32, String)| start + folded.chars().count() as u32;
        assert!(placed[0].0 == 0 && placed.windows(2).all(|pair| pair[1].0 > end(&pair[0])), "{placed:?}");
        assert!((0..2000).all(|len| next_start(0, len) > len));
    }

    #[test]
    fn what_is_put_in_moves_little() {
        let blocks: Vec<String> = (0..60).map(|number| format!("第{number}项")).collect();
        let mut more = blocks.clone();
        more.insert(20, "另有规定的除外。".to_owned());
        let starts = |blocks: &[String]| -> Vec<u32> {
            place(blocks.iter().map(String::as_str)).map(|(start, _)| start).collect()
        };
        let (before, after) = (starts(&blocks), starts(&more));
        assert_eq!(before[..21], after[..21]);
        assert_eq!(before[40..], after[41..]);
    }

    #[test]
    fn a_small_change_moves_nothing() {
        assert_eq!(next_start(0, 100), next_start(0, 120));
    }
}
