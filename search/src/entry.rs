//! What a site says of its public items: the input of the index, in plain strings.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// The kind of a public item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A document of the office (公文).
    Document,
    /// A plan with its tasks and indicators (规划、行动计划).
    Plan,
    /// A project of the ledger (项目).
    Project,
    /// A site on offer (招商载体).
    Carrier,
    /// A roster (名单).
    Roster,
    /// A bulletin or a piece of news (动态).
    Update,
    /// A page of the office itself: guide, institution, annual report.
    Page,
}

impl Kind {
    /// Every kind, in the order in which they are listed to a reader.
    pub const ALL: [Kind; 7] =
        [Kind::Document, Kind::Plan, Kind::Project, Kind::Carrier, Kind::Roster, Kind::Update, Kind::Page];

    /// Returns the name used in addresses, filters and answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Document => "document",
            Kind::Plan => "plan",
            Kind::Project => "project",
            Kind::Carrier => "carrier",
            Kind::Roster => "roster",
            Kind::Update => "update",
            Kind::Page => "page",
        }
    }

    #[cfg(feature = "native")]
    pub(crate) fn code(self) -> u8 {
        self as u8
    }

    pub(crate) fn from_code(code: u8) -> Option<Kind> {
        Kind::ALL.get(usize::from(code)).copied()
    }
}

/// What a block is to its item; an earlier role weighs more in ranking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// The title of the item, or of one of its parts.
    Title,
    /// The value of a metadata field: number, issuer, date, a project's field.
    Field,
    /// A heading within the text.
    Heading,
    /// Running text: a paragraph, a list item, a table cell, a roster row.
    Body,
}

impl Role {
    pub(crate) const ALL: [Role; 4] = [Role::Title, Role::Field, Role::Heading, Role::Body];

    #[cfg(feature = "native")]
    pub(crate) fn code(self) -> u8 {
        self as u8
    }

    pub(crate) fn from_code(code: u8) -> Option<Role> {
        Role::ALL.get(usize::from(code)).copied()
    }
}

/// One block of an item's text. A searched string is found within one block, never across two.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Block<'a> {
    /// The id of the element that shows the block, without `#`; empty for the top of the page.
    pub anchor: Cow<'a, str>,
    /// The text as it is shown, without markup.
    pub text: Cow<'a, str>,
    /// What the block is to its item.
    pub role: Role,
}

/// One public item as the index sees it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Entry<'a> {
    /// The address from the site's root, `/documents/2024/43/`; unique.
    pub url: String,
    /// The kind of the item.
    pub kind: Kind,
    /// The title, for the list of results. Only `blocks` are searched.
    pub title: String,
    /// The document number (文号) in its standard spelling.
    pub doc_number: Option<String>,
    /// The issuing office, for display.
    pub issuer: Option<String>,
    /// The day that orders and filters the item, `YYYY-MM-DD`.
    pub date: Option<String>,
    /// The validity as shown: 有效, 已修改, 失效, 废止, 尚未生效.
    pub validity: Option<String>,
    /// The stage of a project.
    pub stage: Option<String>,
    /// The column under `content/`, with `/` between levels; a filter for a column takes in those below it.
    pub column: String,
    /// The units the item names.
    pub units: Vec<String>,
    /// The topics of the item.
    pub topics: Vec<String>,
    /// Names besides the title that are found by their pinyin: people.
    pub names: Vec<String>,
    /// The searchable text.
    pub blocks: Vec<Block<'a>>,
}

#[cfg(test)]
impl<'a> Entry<'a> {
    /// A document at this address with these blocks and nothing else.
    pub(crate) fn of_blocks(url: &str, blocks: Vec<Block<'a>>) -> Self {
        Entry {
            url: url.to_owned(),
            kind: Kind::Document,
            title: String::new(),
            doc_number: None,
            issuer: None,
            date: None,
            validity: None,
            stage: None,
            column: String::new(),
            units: vec![],
            topics: vec![],
            names: vec![],
            blocks,
        }
    }
}
