//! Every record of a site as it was read, before anything is decided about it.

use std::{collections::BTreeMap, sync::Arc};

use borsh::{BorshDeserialize, BorshSerialize};

use crate::{
    artifact::UrlPath,
    cache::Key,
    model::{Carrier, Document, Group, Project, Roster, Text, Topic, Unit},
};

/// A value with the file it came from and the address it is published at.
#[derive(Debug, Clone, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Item<T> {
    /// The file, relative to the site directory.
    pub path: Arc<str>,
    /// The address of its page.
    pub url: UrlPath,
    /// The key of the file's path and text.
    pub key: Key,
    /// The key of the path and of what stands before the body: of the whole file where it has none.
    pub front: Key,
    /// The value; the whole site and its public half share it.
    #[borsh(bound(deserialize = "T: BorshDeserialize + Clone"))]
    pub value: Arc<T>,
}

/// A column of the site: a directory under `content/`, with or without an `_index.md`.
#[derive(Debug, Clone, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Column {
    /// The `_index.md`; `None` where the directory has none and the column makes itself.
    pub path: Option<Arc<str>>,
    /// The address of its list; `/` is the home page.
    pub url: UrlPath,
    /// 栏目名称.
    pub title: String,
    /// What the column publishes (`ColumnDescription`).
    pub description: Option<String>,
    /// `ColumnKeywords`.
    pub keywords: Vec<String>,
    /// 栏目类别 (`ColumnType`).
    pub column_type: Option<String>,
    /// Columns are ordered by weight, then address.
    pub weight: i64,
    /// The column's own words, above its list.
    pub text: Text,
}

/// Every record of a site as it was read, before anything is decided about it.
#[derive(Debug, Clone, Default, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Records {
    /// Columns that have an `_index.md`, the home page among them.
    pub columns: Vec<Column>,
    /// Documents, plans, updates and pages.
    pub documents: Vec<Item<Document>>,
    /// Projects.
    pub projects: Vec<Item<Project>>,
    /// Carriers.
    pub carriers: Vec<Item<Carrier>>,
    /// Rosters.
    pub rosters: Vec<Item<Roster>>,
    /// `units.toml`.
    pub units: Vec<Unit>,
    /// Groups of `units.toml`.
    pub groups: Vec<Group>,
    /// `topics.toml`.
    pub topics: Vec<Topic>,
    /// Every other file of `content/`, with its size in bytes: what documents may attach or show.
    pub files: BTreeMap<Arc<str>, u64>,
}
