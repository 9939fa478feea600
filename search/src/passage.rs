//! The items as they are shown: heads and blocks, cut into pieces, and the passage chosen from them for a hit.
//!
//! The text of all items, in their order, is one long sequence of blocks. A piece is a run of blocks; it repeats the
//! head of the item it begins in, so that one piece suffices to show a hit. Which items and positions a piece begins
//! with, the opening file says; so a piece stays the same wherever its items stand among the others.

use crate::analyzer::{FoldedChar, Folding};
use crate::entry::{Kind, Role};
use crate::script::decode;
#[cfg(feature = "native")]
use crate::script::encode;
use crate::wire::Wire;
#[cfg(feature = "native")]
use crate::wire::{put_bytes, put_number};

/// What the list of results shows of an item besides the passage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) url: String,
    pub(crate) kind: Kind,
    pub(crate) title: String,
    pub(crate) doc_number: Option<String>,
    pub(crate) issuer: Option<String>,
    pub(crate) date: Option<String>,
    pub(crate) validity: Option<String>,
}

/// A block in a piece of texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StoredBlock {
    pub(crate) role: Role,
    pub(crate) anchor: String,
    pub(crate) text: String,
}

/// The part of one item that stands in one piece of texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Section {
    pub(crate) head: Head,
    pub(crate) blocks: Vec<StoredBlock>,
}

/// Appends a section to a piece of texts.
#[cfg(feature = "native")]
pub(crate) fn put_section(out: &mut Vec<u8>, section: &Section) {
    let head = &section.head;
    out.push(head.kind.code());
    put_bytes(out, head.url.as_bytes());
    let texts = [Some(&head.title), head.doc_number.as_ref(), head.issuer.as_ref(), head.date.as_ref()];
    for text in texts.into_iter().chain([head.validity.as_ref()]) {
        put_bytes(out, &encode(text.map(String::as_str).unwrap_or_default()));
    }
    put_number(out, section.blocks.len() as u64);
    for block in &section.blocks {
        out.push(block.role.code());
        put_bytes(out, block.anchor.as_bytes());
        put_bytes(out, &encode(&block.text));
    }
}

/// Reads the `number`-th section of a piece of texts; `None` where it is not there or the piece is damaged.
pub(crate) fn find_section(piece: &[u8], number: usize) -> Option<Section> {
    let mut wire = Wire::new(piece);
    for _ in 0..number {
        take_section(&mut wire)?;
    }
    take_section(&mut wire)
}

/// Reads all words of a piece of texts: heads and blocks, a line each; `None` where it is no such piece.
#[cfg(feature = "native")]
pub(crate) fn words(piece: &[u8]) -> Option<String> {
    let mut wire = Wire::new(piece);
    let mut words = String::new();
    while !wire.is_empty() {
        let Section { head, blocks } = take_section(&mut wire)?;
        let facts = [head.doc_number, head.issuer, head.date, head.validity].into_iter().flatten();
        for text in [head.title].into_iter().chain(facts).chain(blocks.into_iter().map(|block| block.text)) {
            words.push_str(&text);
            words.push('\n');
        }
    }
    Some(words)
}

fn take_section(wire: &mut Wire<'_>) -> Option<Section> {
    let kind = Kind::from_code(*wire.take(1)?.first()?)?;
    let url = wire.text()?.to_owned();
    let title = decode(wire.bytes()?)?;
    let mut optional = || decode(wire.bytes()?).map(|text| (!text.is_empty()).then_some(text));
    let (doc_number, issuer, date, validity) = (optional()?, optional()?, optional()?, optional()?);
    let head = Head { url, kind, title, doc_number, issuer, date, validity };
    let blocks = (0..wire.count()?).map(|_| take_block(wire)).collect::<Option<Vec<_>>>()?;
    Some(Section { head, blocks })
}

fn take_block(wire: &mut Wire<'_>) -> Option<StoredBlock> {
    let role = Role::from_code(*wire.take(1)?.first()?)?;
    Some(StoredBlock { role, anchor: wire.text()?.to_owned(), text: decode(wire.bytes()?)? })
}

/// A part of a text with the places to mark in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Marked {
    pub(crate) text: String,
    /// Start and end of each marked place, counted in Unicode scalar values.
    pub(crate) marks: Vec<[usize; 2]>,
}

/// What is sought in a hit: whole strings for the exact group, pairs of characters for the others.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sought<'a> {
    /// Folded strings, none of them empty.
    pub(crate) strings: &'a [String],
}

/// Characters of text before the first mark, and in all.
const LEAD: usize = 24;
const LENGTH: usize = 120;

impl Sought<'_> {
    /// Finds all places in a text where one of the strings stands; touching and overlapping places become one.
    pub(crate) fn marks(&self, text: &str) -> Vec<[usize; 2]> {
        let folded: Vec<FoldedChar> = Folding::new(text).collect();
        let mut covered = vec![false; folded.len()];
        for string in self.strings {
            let string: Vec<char> = string.chars().collect();
            for (start, window) in folded.windows(string.len()).enumerate() {
                if window.iter().map(|folded| folded.char).eq(string.iter().copied()) {
                    covered[start..start + string.len()].fill(true);
                }
            }
        }
        let mut marks: Vec<[usize; 2]> = Vec::new();
        let mut open = false;
        for (folded, covered) in folded.iter().zip(covered) {
            match marks.last_mut().filter(|_| open) {
                Some(mark) if covered => mark[1] = folded.origin + 1,
                _ if covered => marks.push([folded.origin, folded.origin + 1]),
                _ => {}
            }
            open = covered;
        }
        marks
    }

    /// Cuts the passage around the first mark out of a text.
    pub(crate) fn passage(&self, text: &str) -> Marked {
        let chars: Vec<char> = text.chars().map(|char| if char.is_whitespace() { ' ' } else { char }).collect();
        let marks = self.marks(text);
        let first = marks.first().copied().unwrap_or_default();
        let mut start = first[0].saturating_sub(LEAD);
        let mut end = (start + LENGTH).max(first[1]).min(chars.len());
        start = start.min(end.saturating_sub(LENGTH));
        let begin = if marks.is_empty() { end } else { first[0] };
        while start < begin && chars.get(start) == Some(&' ') {
            start += 1;
        }
        while end > first[1].max(start) && chars[end - 1] == ' ' {
            end -= 1;
        }
        let inside = marks.iter().filter(|mark| mark[0] < end).map(|mark| [mark[0] - start, mark[1].min(end) - start]);
        Marked { marks: inside.collect(), text: chars[start..end].iter().collect() }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn passage(strings: &[&str], text: &str) -> Marked {
        let strings: Vec<String> = strings.iter().map(|string| (*string).to_owned()).collect();
        Sought { strings: &strings }.passage(text)
    }

    #[test]
    fn marks_are_counted_in_characters_of_the_text_as_written() {
        let marked = passage(&["养老服务"], "发展 養老\n服務，养老服务。");
        assert_eq!(marked.text, "发展 養老 服務，养老服务。");
        assert_eq!(marked.marks, [[3, 8], [9, 13]]);
    }

    #[test]
    fn a_passage_of_a_long_block_begins_shortly_before_the_match() {
        let text = format!("{}要点{}", "前".repeat(300), "后".repeat(300));
        let marked = passage(&["要点"], &text);
        assert_eq!(marked.marks, [[LEAD, LEAD + 2]]);
        assert_eq!(marked.text.chars().count(), LENGTH);
    }

    #[test]
    fn without_a_match_the_passage_is_the_beginning() {
        assert_eq!(passage(&["甲乙"], " 短文 "), Marked { text: "短文".into(), marks: vec![] });
    }

    proptest! {
        #[test]
        fn marks_lie_within_the_passage(text in "[甲乙 a]{0,300}", string in "[甲乙]{1,3}") {
            let marked = passage(&[&string], &text);
            let len = marked.text.chars().count();
            prop_assert!(marked.marks.iter().all(|mark| mark[0] < mark[1] && mark[1] <= len));
        }

        #[test]
        fn damaged_pieces_never_panic(bytes in any::<Vec<u8>>()) {
            find_section(&bytes, 1);
        }
    }
}
