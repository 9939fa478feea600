//! Who signs a text and when (发文机关署名 and 成文日期): names of organs, each a paragraph, and a day below them.

use std::borrow::Cow;

use crate::model::{Block, BlockKind, plain};

/// How many organs sign together at most.
const MOST: usize = 8;
/// The longest name, in characters.
const LONGEST: usize = 30;

/// How many of the first blocks are a signature with its day; 0 where the text goes on.
pub(super) fn length(blocks: &[Block]) -> usize {
    let names = blocks.iter().take(MOST).take_while(|block| words(block).is_some_and(|words| is_name(&words))).count();
    let is_signed = names > 0 && blocks.get(names).and_then(words).is_some_and(|words| is_day(&words));
    if is_signed { names + 1 } else { 0 }
}

fn words(block: &Block) -> Option<Cow<'_, str>> {
    let BlockKind::Paragraph { content, .. } = &block.kind else { return None };
    Some(match plain(content) {
        Cow::Borrowed(words) => Cow::Borrowed(words.trim()),
        Cow::Owned(words) => Cow::Owned(words.trim().to_owned()),
    })
}

/// Whether a paragraph may be an organ's name: no sentence, no item of a list, no note.
fn is_name(words: &str) -> bool {
    // Most paragraphs are longer than any name is in bytes.
    words.len() <= LONGEST * 4
        && (2..=LONGEST).contains(&words.chars().count())
        && !words.starts_with(['（', '(', '一', '二', '三', '—'])
        && !words.starts_with("特此")
        && !words.contains(|c: char| c.is_ascii_digit() || "。，；：？！.,;:".contains(c))
}

/// Whether a paragraph is a day alone: `2024年4月29日`.
fn is_day(words: &str) -> bool {
    let mut rest = words;
    for (unit, digits) in [('年', 4..=4), ('月', 1..=2), ('日', 1..=2)] {
        let Some((number, after)) = rest.split_once(unit) else { return false };
        if !digits.contains(&number.len()) || !number.bytes().all(|byte| byte.is_ascii_digit()) {
            return false;
        }
        rest = after;
    }
    rest.is_empty()
}
