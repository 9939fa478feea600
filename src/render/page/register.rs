//! Registers: the page that lists all units, topics, industries, locations or named lists.

use std::{collections::BTreeSet, sync::Arc};

use serde::Serialize;

use super::{
    compose::{Composer, Link},
    frame::{Draft, Head},
};
use crate::{
    artifact::UrlPath,
    render::{
        alternate::table::{Known, Table, Tables},
        json_ld, meta,
        theme::Labels,
    },
    site::{Site, Term, UnitRole},
    table::Cell,
};

/// Where registered units come from.
pub(super) const UNITS: &str = "content/units.toml";
/// Where registered topics come from.
const TOPICS: &str = "content/topics.toml";

/// What a register says of an entry, in other forms.
const COLUMNS: &[Known] = &[
    ("url", "column_url"),
    ("name", "register_name"),
    ("kind", "group"),
    ("tasks", "register_tasks"),
    ("documents", "register_documents"),
    ("projects", "project_count"),
    ("carriers", "register_carriers"),
];

/// What a register lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Register {
    Units,
    Topics,
    Industries,
    Locations,
    Lists,
}

impl Register {
    const ALL: [Self; 5] = [Self::Units, Self::Topics, Self::Industries, Self::Locations, Self::Lists];

    /// The registers that list anything.
    pub(super) fn present(site: &Site) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(|register| match register {
            Self::Units => !site.units.is_empty(),
            _ => !register.terms(site).is_empty(),
        })
    }

    /// The terms it lists; units are no terms.
    pub(super) fn terms(self, site: &Site) -> &[Term] {
        match self {
            Self::Units => &[],
            Self::Topics => &site.topics,
            Self::Industries => &site.industries,
            Self::Locations => &site.locations,
            Self::Lists => &site.lists,
        }
    }

    /// The key of its label, which is also its directory.
    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Units => "units",
            Self::Topics => "topics",
            Self::Industries => "industries",
            Self::Locations => "locations",
            Self::Lists => "lists",
        }
    }

    /// The file that registers what it lists, if there is one.
    fn file(self, site: &Site) -> Option<Arc<str>> {
        match self {
            Self::Units if !site.records.units.is_empty() => Some(UNITS.into()),
            Self::Topics if !site.records.topics.is_empty() => Some(TOPICS.into()),
            _ => None,
        }
    }

    pub(super) fn url(self) -> UrlPath {
        UrlPath::new(self.label())
    }

    pub(super) fn link(self, composer: &Composer<'_>) -> Link {
        Link { text: composer.labels.text(self.label()).to_owned(), url: composer.to(&self.url()) }
    }
}

/// A register as its template sees it.
#[derive(Debug, Serialize)]
struct RegisterView {
    title: String,
    groups: Vec<Group>,
}

/// Entries of one kind.
#[derive(Debug, Serialize)]
struct Group {
    /// The kind of unit; `None` where entries have none.
    title: Option<String>,
    entries: Vec<Entry>,
}

/// An entry with how much is filed under it.
#[derive(Debug, Serialize)]
struct Entry {
    name: String,
    url: String,
    documents: usize,
    projects: usize,
    carriers: usize,
    tasks: usize,
}

pub(super) fn draft(composer: &mut Composer<'_>, register: Register) -> Draft {
    let site = composer.site;
    let title = composer.labels.text(register.label()).to_owned();
    let groups = groups(composer, register);
    register.file(site).iter().for_each(|file| composer.source(file));
    let description = composer.labels.fill("register_description", &[("title", &title)]);
    let head = Head {
        meta: meta::list(site, &title, &description),
        structured: Some(json_ld::list(site, &title, &register.url())),
        title: title.clone(),
        ..Head::default()
    };
    Draft::new(head, "register", RegisterView { title, groups })
}

/// What is filed under a name.
struct Filed<'a> {
    name: &'a str,
    url: &'a UrlPath,
    /// The kind of unit.
    kind: Option<&'a str>,
    documents: usize,
    projects: usize,
    carriers: usize,
    tasks: usize,
}

/// All that a register lists, in the site's order.
fn filed(site: &Site, register: Register) -> Vec<Filed<'_>> {
    let terms = register.terms(site).iter().map(|term| Filed {
        name: &term.name,
        url: &term.url,
        kind: None,
        documents: term.documents.len(),
        projects: term.projects.len(),
        carriers: term.carriers.len(),
        tasks: 0,
    });
    let units = site.units.iter().filter(|_| register == Register::Units).map(|unit| Filed {
        name: &unit.name,
        url: &unit.url,
        kind: unit.registered.and_then(|index| site.records.units[index].kind.as_deref()),
        documents: unit.issued.len(),
        projects: distinct(&unit.projects),
        carriers: unit.carriers.len(),
        tasks: distinct(&unit.tasks),
    });
    terms.chain(units).collect()
}

/// How many things a unit has, however many roles it has in each.
fn distinct<T: Ord>(held: &[(UnitRole, T)]) -> usize {
    held.iter().map(|(_, thing)| thing).collect::<BTreeSet<_>>().len()
}

/// Entries by kind, in the order in which the kinds first appear; those without one last.
fn groups(composer: &Composer<'_>, register: Register) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for filed in filed(composer.site, register) {
        let entry = Entry {
            name: filed.name.to_owned(),
            url: composer.to(filed.url),
            documents: filed.documents,
            projects: filed.projects,
            carriers: filed.carriers,
            tasks: filed.tasks,
        };
        match groups.iter_mut().find(|group| group.title.as_deref() == filed.kind) {
            Some(group) => group.entries.push(entry),
            None => groups.push(Group { title: filed.kind.map(str::to_owned), entries: vec![entry] }),
        }
    }
    let others = composer.labels.text("other_units");
    groups.sort_by_key(|group| group.title.is_none());
    if groups.len() > 1 {
        for group in groups.iter_mut().filter(|group| group.title.is_none()) {
            group.title = Some(others.to_owned());
        }
    }
    groups
}

/// The register in other forms.
pub(super) fn tables<'a>(site: &'a Site, labels: &Labels, register: Register) -> Tables<'a> {
    let row = |filed: Filed<'a>| {
        let counts = [filed.tasks, filed.documents, filed.projects, filed.carriers];
        let texts = [Cell::text(filed.url.encoded()), Cell::text(filed.name), Cell::of(filed.kind, Cell::text)];
        texts.into_iter().chain(counts.map(Cell::count)).collect()
    };
    let rows = filed(site, register).into_iter().map(row).collect();
    let table = Table::new("entries", register.label(), COLUMNS, rows);
    Tables::new(labels.text(register.label())).made_from(register.file(site)).with(table)
}
