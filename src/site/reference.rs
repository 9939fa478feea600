//! Mentions of documents in running text.

use std::{collections::BTreeMap, ops::Range};

use crate::model::DocumentNumber;

/// Finds the known document numbers in `text`; the range covers `《…》（文号）` where the number stands so, else itself.
pub(super) fn find(text: &str, known: &BTreeMap<DocumentNumber, usize>) -> Vec<(Range<usize>, usize)> {
    if known.is_empty() {
        return Vec::new();
    }
    DocumentNumber::find_all(text)
        .into_iter()
        .filter_map(|(range, number)| {
            let (skipped, document) = self::known(&number, known)?;
            Some((with_title(text, range.start + skipped..range.end), document))
        })
        .collect()
}

/// The document that `mention` means, and how many bytes of it come before the number: the longest run before the
/// bracket may begin with a verb (根据云政办发…), so shorter agencies are tried too.
pub(super) fn known(mention: &DocumentNumber, known: &BTreeMap<DocumentNumber, usize>) -> Option<(usize, usize)> {
    mention.suffixes().find_map(|(skipped, candidate)| Some((skipped, *known.get(&candidate)?)))
}

fn with_title(text: &str, number: Range<usize>) -> Range<usize> {
    let opening =
        text[..number.start].strip_suffix(['（', '(', '〔', '[']).and_then(|before| before.strip_suffix('》'));
    let closing = text[number.end..].chars().next().filter(|next| matches!(next, '）' | ')' | '〕' | ']'));
    match (opening.and_then(title_start), closing) {
        (Some(start), Some(bracket)) => start..number.end + bracket.len_utf8(),
        _ => number,
    }
}

/// The byte at which the title that ends at the end of `before` opens; titles nest.
fn title_start(before: &str) -> Option<usize> {
    let mut depth = 1_usize;
    for (at, character) in before.char_indices().rev() {
        match character {
            '》' => depth += 1,
            '《' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}
