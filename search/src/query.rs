//! What is asked and what is answered, and how a line typed by a reader is understood.

use serde::{Deserialize, Serialize};

use crate::analyzer::fold;
use crate::entry::Kind;
use crate::key::number_key;

/// A question to the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// What the reader typed.
    pub query: String,
    /// Which items may answer.
    pub filter: Filter,
    /// How many hits to show.
    pub limit: usize,
    /// How many hits to pass over.
    pub offset: usize,
    /// What orders the hits.
    pub sort: Order,
}

/// What orders the hits within the exact group and after it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Order {
    /// How well they answer.
    #[default]
    Relevance,
    /// Their dates, newest first; without a date last.
    Date,
}

impl Request {
    /// Asks for the first `limit` hits among all items.
    pub fn new(query: &str, limit: usize) -> Request {
        Request { query: query.to_owned(), filter: Filter::default(), limit, offset: 0, sort: Order::default() }
    }

    /// Adds one `key=value`: `query`, `limit`, `offset`, `sort` (`relevance` or `date`), or what [`Filter::add`] takes.
    /// Answers false where that makes no sense.
    pub fn add(&mut self, key: &str, value: &str) -> bool {
        match (key, value) {
            ("query", _) => value.clone_into(&mut self.query),
            ("limit" | "offset", _) => {
                let Ok(number) = value.parse() else { return false };
                *(if key == "limit" { &mut self.limit } else { &mut self.offset }) = number;
            }
            ("sort", "relevance") => self.sort = Order::Relevance,
            ("sort", "date") => self.sort = Order::Date,
            _ => return self.filter.add(key, value),
        }
        true
    }
}

/// Narrows the items that may answer: an item must fit one value of every key that has any.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Kinds, by [`Kind::as_str`].
    pub kind: Vec<String>,
    /// Columns; each takes in the columns below it.
    pub column: Vec<String>,
    /// Units, by the names the entries gave.
    pub unit: Vec<String>,
    /// Topics.
    pub topic: Vec<String>,
    /// Years of the items' dates, four digits.
    pub year: Vec<String>,
    /// Stages of projects.
    pub stage: Vec<String>,
    /// Validities, as shown.
    pub validity: Vec<String>,
    /// First day, `YYYY-MM-DD`; items without a date are left out.
    pub from: Option<String>,
    /// Last day, `YYYY-MM-DD`; items without a date are left out.
    pub to: Option<String>,
}

impl Filter {
    /// The keys [`Filter::add`] takes.
    pub const KEYS: [&'static str; 9] = ["kind", "column", "unit", "topic", "year", "stage", "validity", "from", "to"];

    /// Adds one `key=value`. Answers false where the key is unknown, or a day is not written `YYYY-MM-DD`.
    pub fn add(&mut self, key: &str, value: &str) -> bool {
        let list = match key {
            "kind" => &mut self.kind,
            "column" => &mut self.column,
            "unit" => &mut self.unit,
            "topic" => &mut self.topic,
            "year" => &mut self.year,
            "stage" => &mut self.stage,
            "validity" => &mut self.validity,
            "from" | "to" => {
                let day = if key == "from" { &mut self.from } else { &mut self.to };
                *day = Some(value.to_owned());
                return day_number(value).is_some();
            }
            _ => return false,
        };
        list.push(value.to_owned());
        true
    }

    /// Tells whether every item may answer.
    pub fn is_empty(&self) -> bool {
        *self == Filter::default()
    }
}

/// Reads a day `YYYY-MM-DD` as the number `YYYYMMDD`.
pub(crate) fn day_number(day: &str) -> Option<u32> {
    let bytes = day.as_bytes();
    let shaped = bytes.len() == 10
        && bytes
            .iter()
            .enumerate()
            .all(|(at, byte)| if at == 4 || at == 7 { *byte == b'-' } else { byte.is_ascii_digit() });
    shaped.then(|| day.replace('-', "").parse().ok()).flatten()
}

/// The answer to a [`Request`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// The question as it was asked.
    pub query: String,
    /// Number of all hits.
    pub total: usize,
    /// Number of hits in the exact group: the items that contain what was asked. They come first.
    pub exact: usize,
    /// The hits asked for, best first.
    pub hits: Vec<Hit>,
}

/// One item that answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Hit {
    /// The address from the site's root.
    pub url: String,
    /// The id of the element that holds the passage, without `#`; empty for the top of the page.
    pub anchor: String,
    /// The title of the item.
    pub title: String,
    /// The places of the title to mark, start and end in characters.
    pub title_marks: Vec<[usize; 2]>,
    /// The kind of the item.
    pub kind: Kind,
    /// The document number.
    pub doc_number: Option<String>,
    /// The issuing office.
    pub issuer: Option<String>,
    /// The day, `YYYY-MM-DD`.
    pub date: Option<String>,
    /// The validity, as shown.
    pub validity: Option<String>,
    /// What orders the hits, in thousandths; the same on every machine.
    pub score: i64,
    /// The passage, plain text.
    pub snippet: String,
    /// The places of the passage to mark, start and end in characters (Unicode scalar values).
    pub marks: Vec<[usize; 2]>,
}

/// A query line, understood. All strings are folded and none is empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Parsed {
    /// Each of these must stand in one block of the item.
    pub(crate) wanted: Vec<String>,
    /// None of these may stand in any.
    pub(crate) unwanted: Vec<String>,
    /// The line read as a document number, as [`number_key`] gives it.
    pub(crate) number: Option<String>,
}

/// Understands a query line: words between white space, `"…"` for a string with white space, `-word` after another
/// word for what must not occur.
///
/// A quotation mark or hyphen that cannot mean that is searched for as it stands.
pub(crate) fn parse(line: &str) -> Parsed {
    let mut parsed = Parsed { number: number_key(line), ..Parsed::default() };
    let mut rest = line.trim_start();
    while !rest.is_empty() {
        let (body, unwanted) = match rest.strip_prefix('-') {
            Some(body) if !parsed.wanted.is_empty() && !body.is_empty() && !body.starts_with(char::is_whitespace) => {
                (body, true)
            }
            _ => (rest, false),
        };
        let (word, after) =
            quoted(body).unwrap_or_else(|| body.split_at(body.find(char::is_whitespace).unwrap_or(body.len())));
        let folded = fold(word);
        let list = if unwanted { &mut parsed.unwanted } else { &mut parsed.wanted };
        if !folded.is_empty() && !list.contains(&folded) {
            list.push(folded);
        }
        rest = after.trim_start();
    }
    parsed
}

/// Splits off a string in straight quotation marks that white space or the end follows.
fn quoted(text: &str) -> Option<(&str, &str)> {
    let (word, after) = text.strip_prefix('"')?.split_once('"')?;
    (!word.trim().is_empty() && (after.is_empty() || after.starts_with(char::is_whitespace))).then_some((word, after))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parts(line: &str) -> (Vec<String>, Vec<String>) {
        let parsed = parse(line);
        (parsed.wanted, parsed.unwanted)
    }

    fn strings(list: &[&str]) -> Vec<String> {
        list.iter().map(|item| (*item).to_owned()).collect()
    }

    #[test]
    fn words_quotes_and_exclusions() {
        assert_eq!(parts("养老　服務 -机构"), (strings(&["养老", "服务"]), strings(&["机构"])));
        assert_eq!(parts("\"GB/T 9704\" 格式"), (strings(&["gb/t 9704", "格式"]), vec![]));
        assert_eq!(parts("养老 -\"机构 养老\""), (strings(&["养老"]), strings(&["机构养老"])));
    }

    #[test]
    fn signs_that_mean_nothing_are_searched_for() {
        assert_eq!(parts("-3%"), (strings(&["-3%"]), vec![]));
        assert_eq!(parts("\"十四五\"规划"), (strings(&["\"十四五\"规划"]), vec![]));
        assert_eq!(parts("5 - 3"), (strings(&["5", "-", "3"]), vec![]));
        assert_eq!(parts("\"\""), (strings(&["\"\""]), vec![]));
    }

    #[test]
    fn a_document_number_is_known_in_any_spelling() {
        let expected = Some("云政办发 2017 56".to_owned());
        assert_eq!(parse("云政办发〔2017〕56号").number, expected);
        assert_eq!(parse("云政办发 [２０１７] 056 号").number, expected);
    }

    #[test]
    fn filters_are_checked_as_they_are_added() {
        let mut filter = Filter::default();
        assert!(filter.add("kind", "plan") && filter.add("kind", "document") && filter.add("from", "2024-01-01"));
        assert!(!filter.add("size", "1") && !filter.add("to", "2024年"));
        assert!(!filter.is_empty());
    }

    proptest! {
        #[test]
        fn any_line_is_understood(line in any::<String>()) {
            let parsed = parse(&line);
            prop_assert!(parsed.wanted.iter().chain(&parsed.unwanted).all(|word| !word.is_empty()));
        }
    }
}
