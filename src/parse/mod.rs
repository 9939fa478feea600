//! Bytes into records: each file on its own, every fault of every file noted at its place.

mod config;
mod document;
mod field;
mod front_matter;
mod key;
pub mod markdown;
mod marking;
mod plan;
mod project;
mod record;
mod registry;
mod roster;
mod shared;
mod syntax;
pub mod task;

use std::sync::Arc;

use rayon::prelude::*;

pub use self::{
    config::is_base_url,
    field::Key,
    front_matter::split_front_matter,
    key::{
        CARRIER, CONFIG, DOCUMENT, INDICATOR, MEASUREMENT, MEMBER, MILESTONE, PROJECT, REVIEW_NAMES, ROSTER, SITE,
        TASK, UNIT, UPDATE,
    },
    marking::{Note, disclosure_notes, secrecy_marks},
    record::{Column, Item, Records},
};
use crate::{
    artifact::UrlPath,
    cache::{self, Keying, Store},
    config::Config,
    diag::Diagnostic,
    model::{Document, DocumentKind},
    parallel::AT_ONCE,
    source::{Content, SourceFile},
};

/// What reading one file gave.
#[derive(Debug, Clone)]
pub struct Parsed<T> {
    /// The value; `None` where a fault left too little of it.
    pub value: Option<T>,
    /// Everything wrong with it.
    pub diagnostics: Vec<Diagnostic>,
}

/// What reading all files gave.
#[derive(Debug, Default)]
pub struct Parse {
    /// The configuration, if `gongkai.toml` could be read.
    pub config: Option<Config>,
    /// The records.
    pub records: Records,
    /// Everything wrong with any file.
    pub diagnostics: Vec<Diagnostic>,
}

/// What a file is by its place.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Role {
    Config,
    Units,
    Topics,
    Column(UrlPath),
    Document(DocumentKind, UrlPath),
    Project(UrlPath),
    Carrier(UrlPath),
    Roster(UrlPath),
    Loose,
    Theme,
    Misplaced,
}

/// Reads every file. `rules` are the codes whose weight `[checks]` may set; files that `known` has the records of, and
/// nothing was wrong with, are not read again.
#[must_use]
pub fn parse_files(files: &[SourceFile], rules: &[&str], known: &Store<'_>) -> Parse {
    let pieces: Vec<Piece> = files.par_iter().with_max_len(AT_ONCE).map(|file| recall(file, rules, known)).collect();
    let mut parse = Parse::default();
    for piece in pieces {
        piece.join(&mut parse);
    }
    if !files.iter().any(|file| &*file.path == "gongkai.toml") {
        parse.diagnostics.push(
            Diagnostic::error(
                "missing_config",
                &"gongkai.toml".into(),
                ["网站目录里没有 gongkai.toml", "there is no gongkai.toml in the site directory"],
            )
            .help([
                "在网站目录里运行，或用 --site 指明目录；新建网站用 gongkai new 目录",
                "run in the site directory or name it by --site; `gongkai new DIR` makes a new site",
            ]),
        );
    }
    parse
}

/// Reads one text of the four columns of prose, as [`parse_files`] does; the rest of what a file may be is not asked for.
#[must_use]
pub fn parse_text(file: &SourceFile) -> Parsed<Item<Document>> {
    let mut parse = Parse::default();
    parse_file(file, &[]).join(&mut parse);
    Parsed { value: parse.records.documents.pop(), diagnostics: parse.diagnostics }
}

enum Value {
    Config(Box<Config>),
    Records(Box<Records>),
    Loose(Arc<str>, u64),
    Nothing,
}

struct Piece {
    value: Value,
    diagnostics: Vec<Diagnostic>,
}

impl Piece {
    fn join(self, parse: &mut Parse) {
        parse.diagnostics.extend(self.diagnostics);
        match self.value {
            Value::Config(config) => parse.config = Some(*config),
            Value::Loose(path, size) => {
                parse.records.files.insert(path, size);
            }
            Value::Nothing => {}
            Value::Records(records) => {
                parse.records.columns.extend(records.columns);
                parse.records.documents.extend(records.documents);
                parse.records.projects.extend(records.projects);
                parse.records.carriers.extend(records.carriers);
                parse.records.rosters.extend(records.rosters);
                parse.records.units.extend(records.units);
                parse.records.groups.extend(records.groups);
                parse.records.topics.extend(records.topics);
            }
        }
    }
}

/// Parses a file, or takes over what an earlier build had of it.
fn recall(file: &SourceFile, rules: &[&str], known: &Store<'_>) -> Piece {
    let Content::Text(text) = &file.content else { return parse_file(file, rules) };
    let Origin { key, .. } = Origin::of(&file.path, text);
    if let Some(records) = known.get(key).and_then(|bytes| borsh::from_slice(&bytes).ok()) {
        return Piece { value: Value::Records(records), diagnostics: Vec::new() };
    }
    let piece = parse_file(file, rules);
    if let (Value::Records(records), true) = (&piece.value, piece.diagnostics.is_empty())
        && let Ok(bytes) = borsh::to_vec(records)
    {
        known.put(key, &bytes);
    }
    piece
}

fn parse_file(file: &SourceFile, rules: &[&str]) -> Piece {
    let role = role(&file.path);
    let Content::Text(text) = &file.content else {
        return match role {
            Role::Theme => Piece { value: Value::Nothing, diagnostics: Vec::new() },
            _ => Piece { value: Value::Loose(Arc::clone(&file.path), file.content.size()), diagnostics: Vec::new() },
        };
    };
    let path = &file.path;
    let origin = Origin::of(path, text);
    let mut piece = match role {
        Role::Config => {
            let parsed = config::parse_config(text, path, rules);
            Piece {
                value: parsed.value.map_or(Value::Nothing, |config| Value::Config(Box::new(config))),
                diagnostics: parsed.diagnostics,
            }
        }
        Role::Units => gathered(registry::parse_units(text, path), |(units, groups), records| {
            (records.units, records.groups) = (units, groups);
        }),
        Role::Topics => gathered(registry::parse_topics(text, path), |topics, records| records.topics = topics),
        Role::Column(url) => {
            gathered(document::parse_column(text, path, url), |column, records| records.columns.push(column))
        }
        Role::Document(kind, url) => {
            item(document::parse_document(text, path, kind), origin, url, |records| &mut records.documents)
        }
        Role::Project(url) => {
            let stem = url.as_str().trim_matches('/').rsplit('/').next().unwrap_or_default().to_owned();
            item(project::parse_project(text, path, &stem), origin, url, |records| &mut records.projects)
        }
        Role::Carrier(url) => item(project::parse_carrier(text, path), origin, url, |records| &mut records.carriers),
        Role::Roster(url) => item(roster::parse_roster(text, path), origin, url, |records| &mut records.rosters),
        Role::Loose => Piece { value: Value::Loose(Arc::clone(path), file.content.size()), diagnostics: Vec::new() },
        Role::Theme => Piece { value: Value::Nothing, diagnostics: Vec::new() },
        Role::Misplaced => Piece { value: Value::Nothing, diagnostics: vec![misplaced(path)] },
    };
    for range in secrecy_marks(text) {
        piece.diagnostics.push(
            Diagnostic::error("secrecy_mark", path, ["文中标有密级或内部标志", "the text bears a mark of secrecy"])
                .at(range)
                .why([
                    "涉密和内部材料不得进入公开网站的版本库，无论公开属性怎样填写",
                    "such a text must not be in this repository at all, whatever its disclosure says",
                ])
                .help([
                    "立即移出版本库并按保密规定处理；如系误标，删去该行",
                    "remove it from the repository and its history; if the mark is a mistake, delete the line",
                ]),
        );
    }
    piece
}

fn gathered<T>(parsed: Parsed<T>, put: impl FnOnce(T, &mut Records)) -> Piece {
    let mut records = Records::default();
    if let Some(value) = parsed.value {
        put(value, &mut records);
    }
    Piece { value: Value::Records(Box::new(records)), diagnostics: parsed.diagnostics }
}

fn item<T>(
    parsed: Parsed<T>,
    origin: Origin<'_>,
    url: UrlPath,
    list: impl FnOnce(&mut Records) -> &mut Vec<Item<T>>,
) -> Piece {
    gathered(parsed, |value, records| list(records).push(origin.item(url, value)))
}

/// Where an item comes from.
#[derive(Clone, Copy)]
struct Origin<'a> {
    path: &'a Arc<str>,
    key: cache::Key,
    front: cache::Key,
}

impl<'a> Origin<'a> {
    fn of(path: &'a Arc<str>, text: &str) -> Self {
        let before_body = split_front_matter(text, path).map_or(text.len(), |split| split.body.start);
        let key = |text: &str| Keying::default().text(path).text(text).finish();
        Self { path, key: key(text), front: key(&text[..before_body]) }
    }

    fn item<T>(self, url: UrlPath, value: T) -> Item<T> {
        Item { path: Arc::clone(self.path), url, key: self.key, front: self.front, value: Arc::new(value) }
    }
}

fn role(path: &str) -> Role {
    if path == "gongkai.toml" {
        return Role::Config;
    }
    let Some(inside) = path.strip_prefix("content/") else { return Role::Theme };
    match inside {
        "units.toml" => return Role::Units,
        "topics.toml" => return Role::Topics,
        "_index.md" => return Role::Column(UrlPath::new("")),
        _ => {}
    }
    let (top, below) = inside.split_once('/').unwrap_or(("", inside));
    let known = ["documents", "plans", "updates", "pages", "projects", "carriers", "rosters"].contains(&top);
    if let Some(directory) = inside.strip_suffix("/_index.md").filter(|_| known) {
        return Role::Column(UrlPath::new(directory));
    }
    if let Some(stem) = below.strip_suffix(".md") {
        let kind = match top {
            "documents" => DocumentKind::Document,
            "plans" => DocumentKind::Plan,
            "updates" => DocumentKind::Update,
            "pages" => DocumentKind::Page,
            _ => return Role::Misplaced,
        };
        return Role::Document(kind, UrlPath::new(&format!("{top}/{}", stem.strip_suffix("/index").unwrap_or(stem))));
    }
    if let Some(stem) = below.strip_suffix(".toml") {
        let url = UrlPath::new(&format!("{top}/{stem}"));
        match top {
            "projects" => return Role::Project(url),
            "carriers" => return Role::Carrier(url),
            "rosters" => return Role::Roster(url),
            _ => {}
        }
    }
    Role::Loose
}

fn misplaced(path: &Arc<str>) -> Diagnostic {
    Diagnostic::error("misplaced_file", path, ["这个位置不放文稿", "no text belongs here"])
        .why(["文件所在目录决定它是什么", "what a file is follows from its directory"])
        .help([
            "文件放在 documents/、plans/、updates/ 或 pages/，栏目说明写在 _index.md",
            "put texts into documents/, plans/, updates/ or pages/, a column's own words into _index.md",
        ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_its_place_says() {
        let url = UrlPath::new("documents/2024/43");
        assert_eq!(role("content/documents/2024/43.md"), Role::Document(DocumentKind::Document, url.clone()));
        assert_eq!(role("content/documents/2024/43/index.md"), Role::Document(DocumentKind::Document, url));
        assert_eq!(role("content/documents/_index.md"), Role::Column(UrlPath::new("documents")));
        assert_eq!(role("content/projects/2022-018.toml"), Role::Project(UrlPath::new("projects/2022-018")));
        assert_eq!(role("content/documents/2024/43/表.xlsx"), Role::Loose);
        assert_eq!(role("content/readme.md"), Role::Misplaced);
        assert_eq!(role("content/documents/a.toml"), Role::Loose);
    }

    #[test]
    fn records_are_recalled_as_they_were_read() {
        let origin = crate::source::Origin::WorkTree(env!("CARGO_MANIFEST_DIR").into());
        let (tree, _) = crate::source::Tree::load(&origin).unwrap();
        let mut recalled = 0;
        for file in &tree.files {
            if let Value::Records(records) = parse_file(file, &[]).value {
                let written = borsh::to_vec(&records).unwrap();
                assert_eq!(borsh::from_slice::<Records>(&written).unwrap(), *records, "{}", file.path);
                recalled += 1;
            }
        }
        assert!(recalled > 50, "{recalled}");
    }
}
