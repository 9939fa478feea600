//! Records back into the workbook they can be imported from: the office's own, with what is not public.

use super::{
    heading::{Field, INDICATOR, MEMBER, MILESTONE, PROJECT, TASK, UPDATE},
    record::canonical,
};
use crate::{
    model::{Approximation, Cited, Document, Milestone, Money, Project, Update},
    site::Site,
    table::{Cell, Kind, Row, Sheet, Workbook},
};

/// The fields of a project that have a column of their own; milestones and steps have sheets.
const PROJECT_KEYS: [&str; 22] = [
    "code",
    "name",
    "disclosure",
    "counted",
    "cleared",
    "stage",
    "status",
    "investment",
    "industry",
    "location",
    "carrier",
    "territory",
    "introduced_by",
    "lead_unit",
    "units",
    "investor",
    "service",
    "lists",
    "category",
    "seeking",
    "summary",
    "documents",
];
const MILESTONE_KEYS: [&str; 7] = ["code", "name", "milestone", "planned", "on", "reason", "actual"];
const UPDATE_KEYS: [&str; 6] = ["code", "name", "date", "stage", "invested", "text"];

/// The ledger of projects: a sheet of projects, one of milestones with every plan made for them, one of steps.
#[must_use]
pub fn projects(site: &Site) -> Vec<u8> {
    let projects = || site.records.projects.iter().map(|item| &*item.value);
    let mut book = Workbook::new("项目台账", site.as_of);
    add(&mut book, "项目", &columns(PROJECT, &PROJECT_KEYS), projects().map(project_row));
    let goals = projects()
        .flat_map(|project| project.milestones.iter().flat_map(move |milestone| milestone_rows(project, milestone)));
    add(&mut book, "节点", &columns(MILESTONE, &MILESTONE_KEYS), goals);
    let steps = projects().flat_map(|project| project.updates.iter().map(move |update| update_row(project, update)));
    add(&mut book, "进展", &columns(UPDATE, &UPDATE_KEYS), steps);
    book.into_bytes()
}

/// All rosters on one sheet, a seat a row.
#[must_use]
pub fn rosters(site: &Site) -> Vec<u8> {
    const KEYS: [&str; 11] = [
        "roster",
        "body",
        "disclosure",
        "established_by",
        "effective",
        "ended",
        "office",
        "role",
        "name",
        "post",
        "unit",
    ];
    let rows = site.records.rosters.iter().map(|item| &*item.value).flat_map(|roster| {
        roster.members.iter().map(move |member| {
            vec![
                Cell::text(&roster.name),
                Cell::text(&roster.body.value),
                Cell::text(roster.disclosure.label()),
                Cell::of(roster.established_by.as_ref(), |number| Cell::text(number.value.to_string())),
                roster.effective.into(),
                roster.ended.into(),
                Cell::from(&roster.office),
                Cell::text(&member.role),
                Cell::text(&member.name),
                Cell::from(&member.post),
                Cell::of(member.unit.as_ref(), |unit| Cell::text(&unit.value)),
            ]
        })
    });
    single(site, "机构名单", &columns(MEMBER, &KEYS), rows)
}

/// The tasks of documents that have a number, entered or read from the text.
#[must_use]
pub fn tasks(site: &Site) -> Vec<u8> {
    const KEYS: [&str; 8] = ["doc_number", "title", "lead", "with", "implementer", "due", "each", "status"];
    let rows = numbered(site).flat_map(|(document, number)| {
        document.tasks.iter().map(move |task| {
            let names = |names: &'_ [String]| Cell::text(names.join("、"));
            vec![
                Cell::text(number.clone()),
                Cell::text(&task.title),
                names(&task.lead),
                names(&task.with),
                names(&task.implementer),
                task.due.into(),
                Cell::from(&task.each),
                Cell::from(&task.status),
            ]
        })
    });
    single(site, "重点任务", &columns(TASK, &KEYS), rows)
}

/// The indicators of documents that have a number, a measured value a row.
#[must_use]
pub fn indicators(site: &Site) -> Vec<u8> {
    const KEYS: [&str; 8] = ["doc_number", "name", "target", "baseline", "by", "each", "value", "on"];
    let rows = numbered(site).flat_map(|(document, number)| {
        document.indicators.iter().flat_map(move |indicator| {
            let number = number.clone();
            let last = indicator.actual.len().max(1);
            (0..last).map(move |position| {
                let measured = indicator.actual.get(position);
                vec![
                    Cell::text(number.clone()),
                    Cell::text(&indicator.name),
                    Cell::text(&indicator.target.text),
                    Cell::of(indicator.baseline.as_ref(), |baseline| Cell::text(&baseline.text)),
                    Cell::of(indicator.by, |year| Cell::Whole(year.into())),
                    Cell::from(&indicator.each),
                    Cell::of(measured, |measured| Cell::text(&measured.value.text)),
                    measured.map(|measured| measured.on).into(),
                ]
            })
        })
    });
    single(site, "目标指标", &columns(INDICATOR, &KEYS), rows)
}

fn numbered(site: &Site) -> impl Iterator<Item = (&Document, String)> {
    let documents = site.records.documents.iter().map(|item| &*item.value);
    documents.filter_map(|document| Some((document, document.doc_number.as_ref()?.value.to_string())))
}

fn single<'a>(site: &Site, title: &str, columns: &[(String, Kind)], rows: impl Iterator<Item = Row<'a>>) -> Vec<u8> {
    let mut book = Workbook::new(title, site.as_of);
    add(&mut book, title, columns, rows);
    book.into_bytes()
}

/// Adds a sheet whose columns are `columns`.
fn add<'a>(book: &mut Workbook, name: &str, columns: &[(String, Kind)], rows: impl Iterator<Item = Row<'a>>) {
    let columns: Vec<(&str, Kind)> = columns.iter().map(|(label, kind)| (label.as_str(), *kind)).collect();
    book.add(&Sheet { name, title: None, lines: &[], columns: &columns, is_form: false }, rows);
}

/// The headings of fields, those of amounts with their unit.
fn columns(fields: &[Field], keys: &[&str]) -> Vec<(String, Kind)> {
    let heading = |key: &&str| {
        let label = fields.iter().find(|field| field.key == *key).map_or(*key, |field| field.headings[0]);
        match *key {
            "investment" | "invested" => (format!("{label}（万元）"), Kind::Number),
            "summary" | "seeking" | "text" | "reason" => (label.to_owned(), Kind::Prose),
            "title" | "target" => (label.to_owned(), Kind::Prose),
            "effective" | "ended" | "due" => (label.to_owned(), Kind::Day),
            "cleared" | "planned" | "on" | "actual" | "date" => (label.to_owned(), Kind::Day),
            _ => (label.to_owned(), Kind::Text),
        }
    };
    keys.iter().map(heading).collect()
}

fn project_row(project: &Project) -> Row<'_> {
    vec![
        Cell::text(&project.code.value),
        Cell::text(&project.name),
        Cell::text(project.disclosure.label()),
        if project.counted { Cell::text("是") } else { Cell::Empty },
        project.cleared.into(),
        Cell::text(&project.stage.value),
        Cell::text(project.status.label()),
        amount(project.investment.as_ref()),
        Cell::from(&project.industry),
        Cell::from(&project.location),
        Cell::of(project.carrier.as_ref(), |carrier| Cell::text(&carrier.value)),
        Cell::from(&project.territory),
        names(&project.introduced_by),
        names(&project.lead_unit),
        names(&project.units),
        Cell::from(&project.investor),
        Cell::from(&project.service),
        Cell::list(project.lists.iter().map(String::as_str)),
        Cell::from(&project.category),
        Cell::from(&project.seeking),
        Cell::from(&project.summary),
        Cell::list(project.documents.iter().map(|number| number.value.to_string())),
    ]
}

fn milestone_rows<'a>(project: &'a Project, milestone: &'a Milestone) -> Vec<Row<'a>> {
    let last = milestone.planned.len().saturating_sub(1);
    let row = |position: usize| {
        let plan = milestone.planned.get(position);
        vec![
            Cell::text(&project.code.value),
            Cell::text(&project.name),
            Cell::text(&milestone.name),
            plan.map(|plan| plan.date).into(),
            plan.and_then(|plan| plan.on).into(),
            Cell::of(plan.and_then(|plan| plan.reason.as_deref()), Cell::text),
            milestone.actual.filter(|_| position == last).into(),
        ]
    };
    (0..=last).map(row).collect()
}

fn update_row<'a>(project: &'a Project, update: &'a Update) -> Row<'a> {
    vec![
        Cell::text(&project.code.value),
        Cell::text(&project.name),
        Cell::Day(update.date),
        Cell::of(update.stage.as_ref(), |stage| Cell::text(&stage.value)),
        amount(update.invested.as_ref()),
        Cell::text(&update.text),
    ]
}

/// An amount in 万元, or in words where it is not exact.
fn amount(amount: Option<&Money>) -> Cell<'static> {
    Cell::of(amount, |amount| match amount.approximation() {
        Approximation::Exact => Cell::Number(amount.in_wan()),
        Approximation::About | Approximation::AtLeast => Cell::text(canonical(amount)),
    })
}

fn names(names: &[Cited<String>]) -> Cell<'_> {
    Cell::list(names.iter().map(|name| name.value.as_str()))
}
