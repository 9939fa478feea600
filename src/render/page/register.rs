//! Registers: the page that lists all units, topics, industries, locations or named lists.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{
    compose::{Composer, Link},
    frame::{Draft, Head},
};
use crate::{
    artifact::UrlPath,
    render::{json_ld, meta},
    site::{Site, Term, UnitRole},
};

/// Where registered units come from.
pub(super) const UNITS: &str = "content/units.toml";
/// Where registered topics come from.
const TOPICS: &str = "content/topics.toml";

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
    let groups = match register {
        Register::Units => unit_groups(composer),
        _ => vec![Group { title: None, entries: term_entries(composer, register) }],
    };
    match register {
        Register::Units if !site.records.units.is_empty() => composer.source(&UNITS.into()),
        Register::Topics if !site.records.topics.is_empty() => composer.source(&TOPICS.into()),
        _ => {}
    }
    let description = composer.labels.fill("register_description", &[("title", &title)]);
    let head = Head {
        meta: meta::list(site, &title, &description),
        structured: Some(json_ld::list(site, &title, &register.url())),
        title: title.clone(),
        ..Head::default()
    };
    Draft::new(head, "register", RegisterView { title, groups })
}

fn term_entries(composer: &Composer<'_>, register: Register) -> Vec<Entry> {
    let terms = register.terms(composer.site).iter();
    terms
        .map(|term| Entry {
            name: term.name.clone(),
            url: composer.to(&term.url),
            documents: term.documents.len(),
            projects: term.projects.len(),
            carriers: term.carriers.len(),
            tasks: 0,
        })
        .collect()
}

/// Units by kind, in the order in which the kinds first appear; those without one last.
fn unit_groups(composer: &Composer<'_>) -> Vec<Group> {
    let site = composer.site;
    let mut groups: Vec<Group> = Vec::new();
    for unit in &site.units {
        let kind = unit.registered.and_then(|index| site.records.units[index].kind.clone());
        let entry = Entry {
            name: unit.name.clone(),
            url: composer.to(&unit.url),
            documents: unit.issued.len(),
            projects: distinct(&unit.projects),
            carriers: unit.carriers.len(),
            tasks: distinct(&unit.tasks),
        };
        match groups.iter_mut().find(|group| group.title == kind) {
            Some(group) => group.entries.push(entry),
            None => groups.push(Group { title: kind, entries: vec![entry] }),
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

/// How many things a unit has, however many roles it has in each.
fn distinct<T: Ord>(held: &[(UnitRole, T)]) -> usize {
    held.iter().map(|(_, thing)| thing).collect::<BTreeSet<_>>().len()
}
