//! The page of a roster: who sits on a body, in what rank, since when, and what changed.

use serde::Serialize;

use super::{
    compose::{Composer, Day, Name, Reference, RosterEntry},
    frame::{Draft, Head},
};
use crate::{
    model::Roster,
    render::{json_ld, meta},
};

/// A roster as its template sees it.
#[derive(Debug, Serialize)]
struct RosterView {
    name: String,
    body: Name,
    established_by: Option<Reference>,
    effective: Option<Day>,
    ended: Option<Day>,
    office: Option<String>,
    members: Vec<MemberRow>,
    change: Option<Change>,
    /// The body's other rosters, newest first.
    others: Vec<RosterEntry>,
    address: String,
}

/// A seat as a table row.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct MemberRow {
    /// The role, on the first row of those that hold it.
    role: Option<String>,
    /// How many rows hold it; 0 but on the first.
    span: usize,
    name: String,
    post: Option<String>,
    unit: Option<Name>,
}

/// What a roster changed against the one before it.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Change {
    from: RosterEntry,
    joined: Vec<String>,
    left: Vec<String>,
}

pub(super) fn draft(composer: &mut Composer<'_>, index: usize) -> Draft {
    let site = composer.site;
    let item = &site.records.rosters[index];
    let roster = &item.value;
    composer.source(&item.path);
    let same_body = rosters_of_body(composer, index);
    let others: Vec<usize> = same_body.iter().copied().filter(|other| *other != index).collect();
    let before = same_body.iter().skip_while(|other| **other != index).nth(1).copied();
    let view = RosterView {
        name: roster.name.clone(),
        body: composer.unit(&roster.body.value),
        established_by: roster.established_by.as_ref().map(|number| composer.reference(&number.value)),
        effective: roster.effective.map(|date| composer.day(date)),
        ended: roster.ended.map(|date| composer.day(date)),
        office: roster.office.clone(),
        members: member_rows(composer, roster),
        change: before.and_then(|before| Change::between(composer, before, roster)),
        others: others.into_iter().map(|other| composer.roster(other)).collect(),
        address: meta::absolute(site, &item.url),
    };
    let head = Head {
        title: roster.name.clone(),
        meta: meta::roster(site, index),
        structured: Some(json_ld::roster(site, index)),
        is_hidden: roster.ended.is_some(),
        ..Head::default()
    };
    Draft::new(head, "roster", &view)
}

/// The rosters of the same body, newest first; those without a first day last.
fn rosters_of_body(composer: &Composer<'_>, index: usize) -> Vec<usize> {
    let site = composer.site;
    let body = &site.records.rosters[index].value.body.value;
    let mut rosters = match site.units_named(body) {
        [unit] => site.units[*unit].rosters.clone(),
        _ => vec![index],
    };
    rosters.sort_by_key(|other| std::cmp::Reverse((site.records.rosters[*other].value.effective, *other)));
    rosters
}

/// The members in rank order, each run of one role under one heading.
pub(super) fn member_rows(composer: &Composer<'_>, roster: &Roster) -> Vec<MemberRow> {
    let runs = roster.members.chunk_by(|a, b| a.role == b.role);
    runs.flat_map(|run| {
        run.iter().enumerate().map(|(position, member)| MemberRow {
            role: (position == 0).then(|| member.role.clone()),
            span: if position == 0 { run.len() } else { 0 },
            name: member.name.clone(),
            post: member.post.clone(),
            unit: member.unit.as_ref().map(|unit| composer.unit(&unit.value)),
        })
    })
    .collect()
}

impl Change {
    /// Who joined and who left, by name; `None` if nobody did.
    fn between(composer: &mut Composer<'_>, before: usize, roster: &Roster) -> Option<Self> {
        let former = &composer.site.records.rosters[before].value;
        let joined = missing(roster, former);
        let left = missing(former, roster);
        if joined.is_empty() && left.is_empty() {
            return None;
        }
        Some(Self { from: composer.roster(before), joined, left })
    }
}

/// The names on `roster` that `other` does not have, each once, in rank order.
fn missing(roster: &Roster, other: &Roster) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for member in &roster.members {
        let is_there = other.members.iter().any(|known| known.name == member.name);
        if !is_there && !names.contains(&member.name) {
            names.push(member.name.clone());
        }
    }
    names
}
