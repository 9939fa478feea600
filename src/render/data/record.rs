//! Projects, carriers, rosters, and what has happened: steps of projects, bulletins and news.

use std::collections::BTreeSet;

use super::{Column, Dataset, Rows, address, column, paths, prose::kind, units};
use crate::{
    model::{Carrier, Document, DocumentKind, Member, Milestone, Money, Project, Roster, Update},
    render::meta::{description, full_name},
    site::{Item, Site, ordering},
    table::{Cell, Row},
};

pub(super) const PROJECTS: Dataset = Dataset {
    name: "projects",
    columns: column::PROJECT,
    rows: |site| Box::new(site.records.projects.iter().map(|item| project_row(site, item))),
    sources: |site| paths(&site.records.projects).collect(),
    count: |site| site.records.projects.len(),
};

pub(super) const CARRIERS: Dataset = Dataset {
    name: "carriers",
    columns: column::CARRIER,
    rows: |site| Box::new(site.records.carriers.iter().map(|item| carrier_row(site, item))),
    sources: |site| paths(&site.records.carriers).collect(),
    count: |site| site.records.carriers.len(),
};

pub(super) const UPDATES: Dataset = Dataset {
    name: "updates",
    columns: column::UPDATE,
    rows: updates,
    sources: |site| {
        let mut sources: BTreeSet<_> = news(site).map(|item| item.path.clone()).collect();
        let reported = site.records.projects.iter().filter(|item| !item.value.updates.is_empty());
        sources.extend(reported.map(|item| item.path.clone()));
        sources
    },
    count: |site| news(site).count() + site.records.projects.iter().map(|item| item.value.updates.len()).sum::<usize>(),
};

pub(super) const ROSTERS: Dataset = Dataset {
    name: "rosters",
    columns: column::MEMBER,
    rows: |site| {
        Box::new(site.records.rosters.iter().flat_map(move |item| {
            item.value.members.iter().enumerate().map(move |(rank, member)| member_row(site, item, rank, member))
        }))
    },
    sources: |site| paths(&site.records.rosters).collect(),
    count: |site| site.records.rosters.iter().map(|item| item.value.members.len()).sum(),
};

/// What a step of a project is called beside bulletins and news.
const STEP: &str = "项目进展";

fn project_row<'a>(site: &'a Site, item: &'a Item<Project>) -> Row<'a> {
    let project = &item.value;
    let paid = project.updates.iter().rev().find_map(|update| update.invested.as_ref().map(|sum| (sum, update.date)));
    let carrier = project.carrier.as_ref().and_then(|carrier| site.carrier_at(&carrier.value));
    vec![
        address(&item.url),
        Cell::text(&project.code.value),
        Cell::text(&project.name),
        Cell::text(&project.stage.value),
        Cell::text(project.status.label()),
        amount(project.investment.as_ref()),
        yuan(project.investment.as_ref()),
        amount(paid.map(|(sum, _)| sum)),
        yuan(paid.map(|(sum, _)| sum)),
        paid.map(|(_, day)| day).into(),
        Cell::from(&project.industry),
        Cell::from(&project.location),
        Cell::from(&project.territory),
        Cell::of(carrier, |carrier| Cell::text(&site.records.carriers[carrier].value.name)),
        units(site, &project.lead_unit),
        units(site, &project.units),
        units(site, &project.introduced_by),
        Cell::from(&project.investor),
        Cell::from(&project.service),
        Cell::list(project.lists.iter().map(String::as_str)),
        Cell::from(&project.category),
        Cell::from(&project.seeking),
        Cell::from(&project.summary),
        Cell::list(project.documents.iter().map(|number| number.value.to_string())),
        Cell::text(project.milestones.iter().map(milestone).collect::<Vec<_>>().join("；")),
        project.updates.last().map(|update| update.date).into(),
    ]
}

/// What is said of one project.
pub(super) fn project(site: &Site, index: usize) -> Row<'_> {
    project_row(site, &site.records.projects[index])
}

/// What is said of one carrier.
pub(super) fn carrier(site: &Site, index: usize) -> Row<'_> {
    carrier_row(site, &site.records.carriers[index])
}

/// What is said of one roster as a whole: the columns before those of a seat.
pub(super) fn roster(site: &Site, index: usize) -> (&'static [Column], Row<'_>) {
    const WHOLE: usize = 6;
    (&column::MEMBER[..WHOLE], body_row(site, &site.records.rosters[index]))
}

fn amount(amount: Option<&Money>) -> Cell<'static> {
    Cell::of(amount, |amount| Cell::text(amount.to_string()))
}

fn yuan(amount: Option<&Money>) -> Cell<'static> {
    Cell::of(amount, |amount| Cell::Number(amount.yuan()))
}

fn milestone(milestone: &Milestone) -> String {
    let planned = milestone.planned.last().map(|plan| format!("计划{}", plan.date.iso()));
    let actual = milestone.actual.map(|day| format!("实际{}", day.iso()));
    let days: Vec<String> = planned.into_iter().chain(actual).collect();
    if days.is_empty() { milestone.name.clone() } else { format!("{}（{}）", milestone.name, days.join("，")) }
}

fn carrier_row<'a>(site: &'a Site, item: &'a Item<Carrier>) -> Row<'a> {
    let carrier = &item.value;
    vec![
        address(&item.url),
        Cell::text(&carrier.name),
        Cell::from(&carrier.location),
        Cell::of(carrier.operator.as_ref(), |operator| Cell::text(full_name(site, &operator.value))),
        Cell::list(carrier.industries.iter().map(String::as_str)),
        Cell::from(&carrier.area_total),
        Cell::from(&carrier.area_free),
        carrier.as_of.into(),
        Cell::list(carrier.policies.iter().map(String::as_str)),
        Cell::from(&carrier.contact),
        Cell::from(&carrier.summary),
    ]
}

fn news(site: &Site) -> impl Iterator<Item = &Item<Document>> {
    site.records.documents.iter().filter(|item| item.value.kind == DocumentKind::Update)
}

/// Bulletins and news newest first, then the steps of each project, oldest first.
fn updates(site: &Site) -> Rows<'_> {
    let steps =
        site.records.projects.iter().flat_map(|item| item.value.updates.iter().map(|update| step_row(item, update)));
    Box::new(news(site).map(news_row).chain(steps))
}

fn news_row(item: &Item<Document>) -> Row<'_> {
    vec![
        address(&item.url),
        ordering(&item.value).into(),
        Cell::text(kind(item.value.kind)),
        Cell::text(&item.value.title),
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
        Cell::of(description(&item.value), Cell::text),
    ]
}

fn step_row<'a>(item: &'a Item<Project>, update: &'a Update) -> Row<'a> {
    vec![
        address(&item.url),
        Cell::Day(update.date),
        Cell::text(STEP),
        Cell::text(&item.value.name),
        Cell::text(&item.value.code.value),
        Cell::of(update.stage.as_ref(), |stage| Cell::text(&stage.value)),
        amount(update.invested.as_ref()),
        yuan(update.invested.as_ref()),
        Cell::text(&update.text),
    ]
}

fn member_row<'a>(site: &'a Site, item: &'a Item<Roster>, rank: usize, member: &'a Member) -> Row<'a> {
    let mut row = body_row(site, item);
    row.extend([
        Cell::count(rank + 1),
        Cell::text(&member.role),
        Cell::text(&member.name),
        Cell::from(&member.post),
        Cell::of(member.unit.as_ref(), |unit| Cell::text(full_name(site, &unit.value))),
    ]);
    row
}

fn body_row<'a>(site: &'a Site, item: &'a Item<Roster>) -> Row<'a> {
    let roster = &item.value;
    vec![
        address(&item.url),
        Cell::text(&roster.name),
        Cell::text(full_name(site, &roster.body.value)),
        Cell::of(roster.established_by.as_ref(), |number| Cell::text(number.value.to_string())),
        roster.effective.into(),
        roster.ended.into(),
    ]
}
