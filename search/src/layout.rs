//! Where each character of an item stands in the index, and by which labels the item is found.

use crate::analyzer::fold;
use crate::entry::{Block, Entry, Role};
use crate::schema::{BANDS, label, number_key};

/// A block with the position of its first folded character.
#[derive(Debug)]
pub(crate) struct Placed<'a> {
    pub(crate) block: &'a Block,
    pub(crate) folded: String,
    pub(crate) start: u32,
}

/// Lays out the blocks of an item: by role, in the order of the text within a role, one free position after each so
/// that no searched string runs from one into the next.
pub(crate) fn place(blocks: &[Block]) -> Vec<Placed<'_>> {
    let mut placed = Vec::with_capacity(blocks.len());
    let mut next = 0;
    for role in Role::ALL {
        next = BANDS[usize::from(role.code())].max(next);
        for block in blocks.iter().filter(|block| block.role == role) {
            let folded = fold(&block.text);
            let len = folded.chars().count() as u32;
            if len > 0 {
                placed.push(Placed { block, folded, start: next });
                next += len + 1;
            }
        }
    }
    placed
}

/// Returns the labels of an item: one `key=value` for each value it can be filtered by, and its document number.
pub(crate) fn labels(entry: &Entry) -> Vec<String> {
    let mut labels = vec![label("kind", entry.kind.as_str())];
    labels.extend(entry.column.match_indices('/').map(|(end, _)| label("column", &entry.column[..end])));
    labels.push(label("column", &entry.column));
    labels.extend(entry.units.iter().map(|unit| label("unit", unit)));
    labels.extend(entry.topics.iter().map(|topic| label("topic", topic)));
    labels.extend(entry.date.iter().filter_map(|date| date.get(..4)).map(|year| label("year", year)));
    labels.extend(entry.stage.iter().map(|stage| label("stage", stage)));
    labels.extend(entry.validity.iter().map(|validity| label("validity", validity)));
    labels.extend(entry.doc_number.iter().filter_map(|number| number_key(number)).map(|key| label("number", &key)));
    labels.retain(|label| !label.ends_with('='));
    labels.sort();
    labels.dedup();
    labels
}

/// Stands between two blocks of an item; no folded character equals it.
pub(crate) const BLOCK_END: char = '\n';

/// Writes all blocks on one line, each character at its position; block ends fill the gaps.
pub(crate) fn line(placed: &[Placed<'_>]) -> String {
    let mut line = String::new();
    let mut next = 0;
    for placed in placed {
        line.extend((next..placed.start).map(|_| BLOCK_END));
        line.push_str(&placed.folded);
        next = placed.start + placed.folded.chars().count() as u32;
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::Kind;
    use crate::schema::role_at;

    fn block(text: &str, role: Role) -> Block {
        Block { anchor: String::new(), text: text.to_owned(), role }
    }

    #[test]
    fn titles_come_first_and_every_block_is_followed_by_a_gap() {
        let blocks = [
            block("正文。", Role::Body),
            block("标题", Role::Title),
            block("副题", Role::Title),
            block(" ", Role::Body),
        ];
        let placed = place(&blocks);
        let layout: Vec<(&str, u32)> = placed.iter().map(|placed| (placed.folded.as_str(), placed.start)).collect();
        assert_eq!(layout, [("标题", 0), ("副题", 3), ("正文。", 1024)]);
        assert_eq!((role_at(255), role_at(256), role_at(1024)), (Role::Title, Role::Heading, Role::Body));
    }

    #[test]
    fn a_column_is_labelled_with_those_above_it() {
        let entry = Entry {
            url: "/documents/a/".into(),
            kind: Kind::Document,
            title: String::new(),
            doc_number: Some("云政办发〔2017〕56号".into()),
            issuer: None,
            date: Some("2017-11-30".into()),
            validity: None,
            stage: Some(String::new()),
            column: "documents/2017".into(),
            units: vec!["区卫健局".into(), "区卫健局".into()],
            topics: vec![],
            blocks: vec![],
        };
        let expected = [
            "column=documents",
            "column=documents/2017",
            "kind=document",
            "number=云政办发 2017 56",
            "unit=区卫健局",
            "year=2017",
        ];
        assert_eq!(labels(&entry), expected);
    }
}
