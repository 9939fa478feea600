//! Brackets of every shape and width, and what stands inside and outside of them.

use std::ops::Range;

/// Brackets that open; every one has its partner at the same place in [`CLOSING`].
const OPENING: [char; 7] = ['（', '(', '[', '［', '【', '〔', '《'];
const CLOSING: [char; 7] = ['）', ')', ']', '］', '】', '〕', '》'];

/// Bytes beyond which a bracket that never closes is running text.
pub(super) const LONGEST_OPEN: usize = 3000;

/// Whether `character` opens a bracket.
pub(super) fn opens(character: char) -> bool {
    OPENING.contains(&character)
}

/// Whether `character` closes a bracket.
pub(super) fn closes(character: char) -> bool {
    CLOSING.contains(&character)
}

/// Whether `open` and `close` are a pair, whatever their width: `（A)` is common where two input methods met.
fn pairs(open: char, close: char) -> bool {
    let family = |index: usize| [0, 0, 1, 1, 2, 3, 4][index];
    let opening = OPENING.iter().position(|&other| other == open);
    let closing = CLOSING.iter().position(|&other| other == close);
    matches!((opening, closing), (Some(opening), Some(closing)) if family(opening) == family(closing))
}

/// Cuts `text` at every `separator` that stands outside brackets, with the byte offset of each piece.
///
/// Where a bracket stays open to the end, it hides nothing: the text is cut as if it had none.
pub(super) fn split_outside(text: &str, separator: impl Fn(char) -> bool) -> Vec<(usize, &str)> {
    let balanced = text.chars().try_fold(0, step) == Some(0);
    let (mut pieces, mut start, mut depth) = (Vec::new(), 0, 0_usize);
    for (at, character) in text.char_indices() {
        if balanced {
            depth = step(depth, character).unwrap_or(0);
        }
        if depth == 0 && separator(character) {
            pieces.push((start, &text[start..at]));
            start = at + character.len_utf8();
        }
    }
    pieces.push((start, &text[start..]));
    pieces
}

/// The depth of brackets after `character`; `None` where one closes that was never opened.
pub(super) fn step(depth: usize, character: char) -> Option<usize> {
    match character {
        c if opens(c) => Some(depth + 1),
        c if closes(c) => depth.checked_sub(1),
        _ => Some(depth),
    }
}

/// Where a bracket closes in `words` that was not opened in them.
pub(super) fn unopened_close(words: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, character) in words.char_indices().take(LONGEST_OPEN) {
        if opens(character) {
            depth += 1;
        } else if closes(character) {
            let Some(less) = depth.checked_sub(1) else { return Some(at) };
            depth = less;
        }
    }
    None
}

/// A bracket, or what follows one that never closes.
pub(super) struct Bracket {
    /// Byte range with both brackets.
    pub range: Range<usize>,
    /// Byte range of what stands between them.
    pub inner: Range<usize>,
    /// Whether it closes.
    pub closed: bool,
}

/// The brackets of `words` by where they open, outer before inner; 《》 encloses titles and is none.
pub(super) fn brackets(words: &str) -> Vec<Bracket> {
    let mut open: Vec<(usize, char)> = Vec::new();
    let mut out = Vec::new();
    for (at, character) in words.char_indices() {
        if opens(character) {
            open.push((at, character));
        } else if closes(character)
            && let Some(&(start, opening)) = open.last()
            && pairs(opening, character)
        {
            open.pop();
            if opening != '《' {
                let range = start..at + character.len_utf8();
                out.push(Bracket { range, inner: start + opening.len_utf8()..at, closed: true });
            }
        }
    }
    for (start, opening) in open {
        let inner = start + opening.len_utf8()..words.len();
        if opening != '《' && inner.len() <= LONGEST_OPEN {
            out.push(Bracket { range: start..words.len(), inner, closed: false });
        }
    }
    out.sort_by_key(|bracket| bracket.range.start);
    out
}
