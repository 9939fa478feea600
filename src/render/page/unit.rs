//! The page of a unit: what it leads, helps with and carries out, what it issued, its duties and its people.

use serde::Serialize;

use super::{
    compose::{CarrierEntry, Composer, DocumentEntry, Html, Link, Name, ProjectEntry, RosterEntry, contact},
    document::task::{TaskView, task},
    figures::{self, GroupRow},
    frame::{Draft, Head},
    list::{Listing, Pager},
    register::{Register, UNITS},
    roster::{MemberRow, member_rows},
};
use crate::{
    model::{Cited, Unit},
    render::{json_ld, meta},
    site::{TaskReference, UnitNode, UnitRole, figures::total, is_done},
};

/// A unit as its template sees it.
#[derive(Debug, Serialize)]
struct UnitView {
    name: String,
    short: Option<String>,
    kind: Option<String>,
    landline: Option<Html>,
    parent: Option<Name>,
    office_at: Option<Name>,
    successors: Vec<Name>,
    predecessors: Vec<Name>,
    subordinates: Vec<Name>,
    /// What it leads or carries out by a day or in a cycle and has not done, the earliest first.
    due: Vec<UnitTask>,
    tasks: Vec<RoleTasks>,
    duties: Vec<DutyView>,
    projects: Vec<RoleProjects>,
    /// Counts and sums of the projects it leads.
    led: Option<GroupRow>,
    carriers: Vec<CarrierEntry>,
    rosters: Vec<RosterEntry>,
    /// The roster that holds now, of a body.
    present: Option<Present>,
    people: Vec<Person>,
    documents: Vec<DocumentEntry>,
    /// How many documents it issued.
    issued: usize,
    pager: Option<Pager>,
}

/// A roster in place.
#[derive(Debug, Serialize)]
struct Present {
    roster: Link,
    members: Vec<MemberRow>,
}

/// The tasks it has in one role.
#[derive(Debug, Serialize)]
struct RoleTasks {
    /// The key of the role's label.
    role: &'static str,
    tasks: Vec<UnitTask>,
    has_due: bool,
    has_status: bool,
}

/// A task with the document that sets it.
#[derive(Debug, Serialize)]
struct UnitTask {
    task: TaskView,
    document: Link,
}

/// A duty with its place in the document that says so.
#[derive(Debug, Serialize)]
struct DutyView {
    text: String,
    document: Link,
}

/// The projects it has in one role.
#[derive(Debug, Serialize)]
struct RoleProjects {
    /// The key of the role's label.
    role: &'static str,
    projects: Vec<ProjectEntry>,
}

/// A person of the unit on a roster.
#[derive(Debug, Serialize)]
struct Person {
    name: String,
    post: Option<String>,
    role: String,
    roster: Link,
}

const ROLES: [(UnitRole, &str); 4] = [
    (UnitRole::Lead, "role_lead"),
    (UnitRole::Implementer, "role_implementer"),
    (UnitRole::With, "role_with"),
    (UnitRole::Introducer, "role_introducer"),
];

pub(super) fn draft(composer: &mut Composer<'_>, index: usize, listing: &Listing) -> Draft {
    let site = composer.site;
    let unit = &site.units[index];
    let entry = unit.registered.map(|entry| &site.records.units[entry]);
    if entry.is_some() {
        composer.source(&UNITS.into());
    }
    let by_id = |id: &Cited<String>| unit_by_id(composer, &id.value);
    let view = UnitView {
        name: unit.name.clone(),
        short: entry.and_then(|entry| entry.short.clone()),
        kind: entry.and_then(|entry| entry.kind.clone()),
        landline: entry.and_then(|entry| entry.landline.as_deref().map(contact)),
        parent: entry.and_then(|entry| by_id(entry.parent.as_ref()?)),
        office_at: entry.and_then(|entry| by_id(entry.office_at.as_ref()?)),
        successors: entry.map_or_else(Vec::new, |entry| entry.successors.iter().filter_map(by_id).collect()),
        predecessors: units_where(composer, entry, |other, id| other.successors.iter().any(|next| next.value == *id)),
        subordinates: units_where(composer, entry, |other, id| {
            other.parent.as_ref().is_some_and(|parent| parent.value == *id)
        }),
        due: due(composer, unit),
        tasks: tasks(composer, unit),
        duties: unit.duties.iter().map(|(document, duty)| duty_view(composer, *document, *duty)).collect(),
        projects: projects(composer, unit, listing),
        led: led(composer, unit),
        carriers: unit.carriers.iter().map(|carrier| composer.carrier(*carrier)).collect(),
        rosters: unit.rosters.iter().map(|roster| composer.roster(*roster)).collect(),
        present: present(composer, unit),
        people: people(composer, unit),
        documents: composer.documents(listing.page(1)),
        issued: listing.documents.len(),
        pager: Pager::new(composer, &unit.url, 1, listing.pages()),
    };
    let description = composer.labels.fill("unit_description", &[("name", &unit.name)]);
    let head = Head {
        title: unit.name.clone(),
        meta: meta::list(site, &unit.name, &description),
        structured: Some(json_ld::list(site, &unit.name, &unit.url)),
        above: vec![Register::Units.link(composer)],
        has_feed: true,
        ..Head::default()
    };
    Draft::new(head, "unit", view)
}

fn unit_by_id(composer: &Composer<'_>, id: &str) -> Option<Name> {
    let site = composer.site;
    let index = site.records.units.iter().position(|unit| unit.id.value == id)?;
    Some(name_of(composer, &site.units[index]))
}

fn name_of(composer: &Composer<'_>, unit: &UnitNode) -> Name {
    Name { text: unit.name.clone(), url: Some(composer.to(&unit.url)) }
}

/// The registered units that stand to this one as `related` says, in their file's order.
fn units_where(composer: &Composer<'_>, entry: Option<&Unit>, related: impl Fn(&Unit, &String) -> bool) -> Vec<Name> {
    let site = composer.site;
    let Some(entry) = entry else { return Vec::new() };
    let units = site.records.units.iter().zip(&site.units);
    units.filter(|(other, _)| related(other, &entry.id.value)).map(|(_, node)| name_of(composer, node)).collect()
}

fn tasks(composer: &mut Composer<'_>, unit: &UnitNode) -> Vec<RoleTasks> {
    let mut all = Vec::new();
    for (role, label) in ROLES {
        let mut tasks = Vec::new();
        for (_, reference) in unit.tasks.iter().filter(|(held, _)| *held == role) {
            let document = document_link(composer, reference.document);
            let entry = &composer.site.records.documents[reference.document].value.tasks[reference.task];
            tasks.push(UnitTask { task: task(composer, entry, &document.url), document });
        }
        if !tasks.is_empty() {
            let has_due = tasks.iter().any(|entry| entry.task.has_due());
            let has_status = tasks.iter().any(|entry| entry.task.has_status());
            all.push(RoleTasks { role: label, tasks, has_due, has_status });
        }
    }
    all
}

/// The tasks that it owes: those that recur stand last.
fn due(composer: &mut Composer<'_>, unit: &UnitNode) -> Vec<UnitTask> {
    let site = composer.site;
    let entry = |reference: &TaskReference| &site.records.documents[reference.document].value.tasks[reference.task];
    let mut owed: Vec<TaskReference> = unit
        .tasks
        .iter()
        .filter(|(role, _)| matches!(role, UnitRole::Lead | UnitRole::Implementer))
        .map(|(_, reference)| *reference)
        .filter(|reference| {
            (entry(reference).due.is_some() || entry(reference).each.is_some()) && !is_done(entry(reference))
        })
        .collect();
    owed.sort_by_key(|reference| (entry(reference).due.is_none(), entry(reference).due, *reference));
    owed.dedup();
    owed.iter()
        .map(|reference| {
            let document = document_link(composer, reference.document);
            UnitTask { task: task(composer, entry(reference), &document.url), document }
        })
        .collect()
}

/// What the projects it leads come to, if there is more than one.
fn led(composer: &Composer<'_>, unit: &UnitNode) -> Option<GroupRow> {
    let led = unit.projects.iter().filter(|(role, _)| *role == UnitRole::Lead).map(|(_, project)| *project);
    let led: Vec<usize> = led.collect();
    (led.len() > 1).then(|| figures::row(composer, &total(composer.site, &led), None, &[]))
}

/// The roster of this body that holds now.
fn present(composer: &mut Composer<'_>, unit: &UnitNode) -> Option<Present> {
    let site = composer.site;
    let index = *unit.rosters.iter().find(|roster| !site.is_former(**roster))?;
    let item = &site.records.rosters[index];
    composer.source(&item.path);
    let roster = Link { text: item.value.name.clone(), url: composer.to(&item.url) };
    Some(Present { roster, members: member_rows(composer, &item.value) })
}

/// Its people on rosters that hold now.
fn people(composer: &mut Composer<'_>, unit: &UnitNode) -> Vec<Person> {
    let site = composer.site;
    let seats = unit.members.iter().filter(|(roster, _)| !site.is_former(*roster));
    seats.map(|(roster, member)| person(composer, *roster, *member)).collect()
}

/// The projects in each role, as far as they stand on the first page of its list.
fn projects(composer: &mut Composer<'_>, unit: &UnitNode, listing: &Listing) -> Vec<RoleProjects> {
    let mut all = Vec::new();
    for (role, label) in ROLES {
        let first_page = listing.project_page(1);
        let held = unit.projects.iter().filter(|(held, project)| *held == role && first_page.contains(project));
        let projects: Vec<ProjectEntry> = held.map(|(_, project)| composer.project(*project)).collect();
        if !projects.is_empty() {
            all.push(RoleProjects { role: label, projects });
        }
    }
    all
}

fn document_link(composer: &mut Composer<'_>, index: usize) -> Link {
    let item = &composer.site.records.documents[index];
    composer.source(&item.path);
    Link { text: item.value.title.clone(), url: composer.to(&item.url) }
}

fn duty_view(composer: &mut Composer<'_>, document: usize, duty: usize) -> DutyView {
    let mut link = document_link(composer, document);
    let duty = &composer.site.records.documents[document].value.duties[duty];
    link.url = format!("{}#{}", link.url, duty.anchor);
    DutyView { text: duty.text.clone(), document: link }
}

fn person(composer: &mut Composer<'_>, roster: usize, member: usize) -> Person {
    let item = &composer.site.records.rosters[roster];
    composer.source(&item.path);
    let member = &item.value.members[member];
    Person {
        name: member.name.clone(),
        post: member.post.clone(),
        role: member.role.clone(),
        roster: Link { text: item.value.name.clone(), url: composer.to(&item.url) },
    }
}
