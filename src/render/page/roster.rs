//! The page of a roster: who sits on a body, in what rank, since when, and what changed.

use serde::Serialize;

use super::{
    compose::{Composer, Day, Name, Reference, RosterEntry},
    frame::{Draft, Head},
};
use crate::{
    model::Roster,
    render::{json_ld, meta},
    site::roster::{self, Person},
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
    /// Whether another one holds now.
    is_former: bool,
    members: Vec<MemberRow>,
    /// People who hold more than one seat, each with all roles.
    doubled: Vec<Doubled>,
    /// The office that keeps the body's papers, where it is a unit.
    office_at: Option<Name>,
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

/// A person in several roles.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Doubled {
    name: String,
    roles: Vec<String>,
}

/// What a roster changed against the one before it.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Change {
    from: RosterEntry,
    joined: Vec<Seats>,
    left: Vec<Seats>,
    moved: Vec<Moved>,
}

/// A person with all seats they hold on one roster.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Seats {
    name: String,
    seats: Vec<Seat>,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
struct Seat {
    role: String,
    post: Option<String>,
}

/// A person whose seat is another now.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Moved {
    name: String,
    before: Vec<Seat>,
    now: Vec<Seat>,
}

pub(super) fn draft(composer: &mut Composer<'_>, index: usize) -> Draft {
    let site = composer.site;
    let item = &site.records.rosters[index];
    let roster = &item.value;
    composer.source(&item.path);
    let same_body = site.rosters_of_body(index);
    let others: Vec<usize> = same_body.iter().copied().filter(|other| *other != index).collect();
    let before = same_body.iter().skip_while(|other| **other != index).nth(1).copied();
    let view = RosterView {
        name: roster.name.clone(),
        body: composer.unit(&roster.body.value),
        established_by: roster.established_by.as_ref().map(|number| composer.reference(&number.value)),
        effective: roster.effective.map(|date| composer.day(date)),
        ended: roster.ended.map(|date| composer.day(date)),
        office: roster.office.clone(),
        is_former: site.is_former(index),
        members: member_rows(composer, roster),
        doubled: doubled(roster),
        office_at: roster.office.as_ref().map(|office| composer.unit(office)).filter(|office| office.url.is_some()),
        change: before.and_then(|before| Change::between(composer, before, roster)),
        others: others.into_iter().map(|other| composer.roster(other)).collect(),
        address: meta::absolute(site, &item.url),
    };
    let head = Head {
        title: roster.name.clone(),
        meta: meta::roster(site, index),
        structured: Some(json_ld::roster(site, index)),
        is_hidden: site.is_former(index),
        ..Head::default()
    };
    Draft::new(head, "roster", view)
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

/// The people who hold more than one seat.
fn doubled(roster: &Roster) -> Vec<Doubled> {
    let people = roster::people(roster).into_iter().filter(|person| person.seats.len() > 1);
    people
        .map(|person| Doubled {
            roles: person.seats.iter().map(|seat| roster.members[*seat].role.clone()).collect(),
            name: person.name,
        })
        .collect()
}

impl Change {
    /// Who joined, who left, who has another seat; `None` if nothing changed.
    fn between(composer: &mut Composer<'_>, before: usize, roster: &Roster) -> Option<Self> {
        let former = &composer.site.records.rosters[before].value;
        let change = roster::difference(former, roster)?;
        let moved = change.moved.iter().map(|(then, now)| Moved {
            name: now.name.clone(),
            before: seats(former, then),
            now: seats(roster, now),
        });
        let people = |people: &[Person], roster: &Roster| {
            people.iter().map(|person| Seats { name: person.name.clone(), seats: seats(roster, person) }).collect()
        };
        Some(Self {
            from: composer.roster(before),
            joined: people(&change.joined, roster),
            left: people(&change.left, former),
            moved: moved.collect(),
        })
    }
}

fn seats(roster: &Roster, person: &Person) -> Vec<Seat> {
    let members = person.seats.iter().map(|seat| &roster.members[*seat]);
    members.map(|member| Seat { role: member.role.clone(), post: member.post.clone() }).collect()
}
