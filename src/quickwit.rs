//! The public site as an index of Quickwit: the configuration of the index, and the documents to be ingested.
//!
//! Quickwit's tokenizers either keep no positions or part Chinese into single characters. The texts are therefore given
//! as tokens already, which its tokenizer `whitespace` leaves as they are: all overlapping pairs of folded characters,
//! as in the index of the site itself. A phrase of the pairs of a string then finds what contains the string.
//!
//! The forms are those of Quickwit's documentation: `docs/configuration/index-config.md` for the configuration,
//! `docs/ingest-data/ingest-api.md` for one JSON object a line and the size of a request, and
//! `docs/reference/es_compatible_api.md` for the questions that the search page asks of these fields.

use std::collections::BTreeSet;

use gongkai_search::{
    analyzer::fold,
    entry::{Block, Entry, Role},
    key::number_key,
};
use serde::Serialize;

use crate::{artifact::Artifact, check::CheckedSite, search_index};

/// The name of the file that configures the index, which an export always holds.
pub const INDEX_CONFIG: &str = "index-config.yaml";

/// The bytes of a part at most: what one request to the ingest API may hold.
const PART: usize = 10_000_000;

/// Stands for a space in a token; the tokenizer would split there.
const SPACE: char = '␣';

/// A token before each block, so that no phrase runs from one block into the next. No pair equals it: it is one character.
const BLOCK_START: &str = "␞";

/// The files of the export: [`INDEX_CONFIG`], and `documents-000.ndjson` and those after it with one public item a line,
/// by date and address as in the index of the site.
///
/// A part holds no more than 10 MB unless a single item does.
pub fn artifacts(site: &CheckedSite) -> impl Iterator<Item = Artifact> {
    let mut entries = search_index::entries(site);
    entries.sort_by(|a, b| (&a.date, &a.url).cmp(&(&b.date, &b.url)));
    let config = Artifact::text(INDEX_CONFIG, include_str!("quickwit/index-config.yaml").to_owned(), Vec::new());
    std::iter::once(config).chain(parts(entries.into_iter().map(|entry| line(&entry)), PART))
}

/// Gathers lines into files of at most `limit` bytes.
fn parts(lines: impl Iterator<Item = String>, limit: usize) -> impl Iterator<Item = Artifact> {
    let mut lines = lines.peekable();
    let texts = std::iter::from_fn(move || {
        let mut text = lines.next()?;
        while let Some(line) = lines.next_if(|line| text.len() + line.len() <= limit) {
            text.push_str(&line);
        }
        Some(text)
    });
    texts.enumerate().map(|(number, text)| Artifact::text(format!("documents-{number:03}.ndjson"), text, Vec::new()))
}

/// An item as Quickwit ingests it: the fields of `index-config.yaml`. Empty ones are left out.
#[derive(Debug, Serialize)]
struct Document<'a> {
    url: &'a str,
    kind: &'static str,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    doc_number: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    number_key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    issuer: Option<&'a str>,
    /// RFC 3339, at midnight.
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    year: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    validity: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stage: Option<&'a str>,
    /// The column and those above it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    column: Vec<&'a str>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    units: &'a [String],
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    topics: &'a [String],
    blocks: Vec<StoredBlock<'a>>,
    title_pairs: String,
    pairs: String,
    /// Every folded character of the text, for questions of one character.
    characters: String,
}

/// A block as the search page cuts its passages from it.
#[derive(Debug, Serialize)]
struct StoredBlock<'a> {
    anchor: &'a str,
    role: &'static str,
    text: &'a str,
}

/// One line of JSON for an item.
fn line(entry: &Entry<'_>) -> String {
    let column = entry.column.as_str();
    let above = column.match_indices('/').map(|(end, _)| &column[..end]);
    let titles = entry.blocks.iter().filter(|block| block.role == Role::Title);
    let document = Document {
        url: &entry.url,
        kind: entry.kind.as_str(),
        title: &entry.title,
        doc_number: entry.doc_number.as_deref(),
        number_key: entry.doc_number.as_deref().and_then(number_key),
        issuer: entry.issuer.as_deref(),
        date: entry.date.as_ref().map(|date| format!("{date}T00:00:00Z")),
        year: entry.date.as_deref().and_then(|date| date.get(..4)),
        validity: entry.validity.as_deref(),
        stage: entry.stage.as_deref(),
        column: above.chain([column]).filter(|column| !column.is_empty()).collect(),
        units: &entry.units,
        topics: &entry.topics,
        blocks: entry.blocks.iter().map(stored).collect(),
        title_pairs: block_pairs(titles),
        pairs: block_pairs(entry.blocks.iter()),
        characters: characters(&entry.blocks),
    };
    let mut line = serde_json::to_string(&document).expect("invariant: strings and lists serialise");
    line.push('\n');
    line
}

fn stored<'a>(block: &'a Block<'_>) -> StoredBlock<'a> {
    let role = match block.role {
        Role::Title => "title",
        Role::Field => "field",
        Role::Heading => "heading",
        Role::Body => "body",
    };
    StoredBlock { anchor: &block.anchor, role, text: &block.text }
}

/// The tokens of blocks, with white space between them.
fn block_pairs<'a>(blocks: impl Iterator<Item = &'a Block<'a>>) -> String {
    let mut tokens = String::new();
    for block in blocks {
        if !tokens.is_empty() {
            tokens.push(' ');
        }
        tokens.push_str(BLOCK_START);
        let mut previous = None;
        for char in fold(&block.text).chars() {
            let char = if char == ' ' { SPACE } else { char };
            if let Some(previous) = previous.replace(char) {
                tokens.extend([' ', previous, char]);
            }
        }
    }
    tokens
}

fn characters(blocks: &[Block<'_>]) -> String {
    let all: BTreeSet<char> = blocks.iter().flat_map(|block| fold(&block.text).chars().collect::<Vec<_>>()).collect();
    let tokens: Vec<String> = all.into_iter().filter(|char| *char != ' ').map(String::from).collect();
    tokens.join(" ")
}

#[cfg(test)]
mod tests {
    use gongkai_search::entry::Kind;
    use proptest::prelude::*;

    use super::*;

    fn block(role: Role, text: &str) -> Block<'static> {
        Block { anchor: "".into(), text: text.to_owned().into(), role }
    }

    fn entry() -> Entry<'static> {
        Entry {
            url: "/documents/2017/56/".into(),
            kind: Kind::Document,
            title: "关于养老服务的通知".into(),
            doc_number: Some("云政办发〔2017〕56号".into()),
            issuer: None,
            date: Some("2017-11-30".into()),
            validity: Some("有效".into()),
            stage: None,
            column: "documents/2017".into(),
            units: vec!["区民政局".into()],
            topics: vec![],
            names: vec![],
            blocks: vec![block(Role::Title, "养老服务"), block(Role::Body, "GB/T 9704　格式"), block(Role::Body, "是")],
        }
    }

    #[test]
    fn a_document_is_one_line_of_the_mapped_fields() {
        let line = line(&entry());
        assert_eq!(line.find('\n'), Some(line.len() - 1));
        let value: serde_json::Value = serde_json::from_str(&line).unwrap();
        assert_eq!(value["pairs"], "␞ 养老 老服 服务 ␞ gb b/ /t t␣ ␣9 97 70 04 4␣ ␣格 格式 ␞");
        assert_eq!(value["title_pairs"], "␞ 养老 老服 服务");
        assert_eq!(value["characters"], "/ 0 4 7 9 b g t 养 务 式 是 服 格 老");
        assert_eq!(value["column"], serde_json::json!(["documents", "documents/2017"]));
        assert_eq!((&value["date"], &value["year"]), (&"2017-11-30T00:00:00Z".into(), &"2017".into()));
        assert_eq!(value["number_key"], "云政办发 2017 56");
        assert_eq!(value.get("issuer"), None);
        let config = include_str!("quickwit/index-config.yaml");
        for key in value.as_object().unwrap().keys() {
            assert!(config.contains(&format!("- name: {key}\n")), "{key} is not mapped");
        }
    }

    #[test]
    fn parts_stay_below_the_limit_and_lose_no_line() {
        let lines: Vec<String> = (0..50).map(|number| format!("{}\n", "x".repeat(number * 7 % 40))).collect();
        let parts: Vec<Artifact> = parts(lines.clone().into_iter(), 41).collect();
        assert!(parts.len() > 10 && parts.iter().all(|part| part.bytes.len() <= 41));
        assert_eq!(parts[11].path, "documents-011.ndjson");
        let together: Vec<u8> = parts.into_iter().flat_map(|part| part.bytes).collect();
        assert_eq!(together, lines.concat().into_bytes());
    }

    /// Whether the tokens of a string stand in a row among those of the blocks: what a phrase query answers.
    fn has_phrase(blocks: &[Block<'_>], string: &str) -> bool {
        let tokens = block_pairs(blocks.iter());
        let tokens: Vec<&str> = tokens.split(' ').collect();
        let phrase = block_pairs([block(Role::Body, string)].iter());
        let phrase: Vec<&str> = phrase.split(' ').skip(1).collect();
        tokens.windows(phrase.len()).any(|window| window == phrase)
    }

    proptest! {
        #[test]
        fn a_phrase_of_pairs_is_a_substring(
            texts in proptest::collection::vec("[甲乙丙 a。〔養]{0,12}", 1..4),
            string in "[甲乙丙 a。〔養]{2,5}",
        ) {
            let blocks: Vec<Block<'_>> = texts.iter().map(|text| block(Role::Body, text)).collect();
            let folded = fold(&string);
            prop_assume!(folded.chars().count() > 1);
            let contained = texts.iter().any(|text| fold(text).contains(&folded));
            prop_assert_eq!(has_phrase(&blocks, &string), contained);
        }
    }
}
