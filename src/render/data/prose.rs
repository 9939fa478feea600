//! Documents, and what is read from them: tasks and indicators.

use super::{Dataset, Rows, address, column, paths, units};
use crate::{
    model::{Document, DocumentKind, Indicator, RelationKind, Task},
    render::meta::full_name,
    site::{Item, Site},
    table::{Cell, Row},
};

pub(super) const DOCUMENTS: Dataset = Dataset {
    name: "documents",
    columns: column::DOCUMENT,
    rows: documents,
    sources: |site| listed(site).map(|(_, item)| item.path.clone()).collect(),
    count: |site| listed(site).count(),
};

pub(super) const TASKS: Dataset = Dataset {
    name: "tasks",
    columns: column::TASK,
    rows: |site| {
        Box::new(
            site.records
                .documents
                .iter()
                .flat_map(move |item| item.value.tasks.iter().map(move |task| task_row(site, item, task))),
        )
    },
    sources: |site| paths_with(site, |document| !document.tasks.is_empty()).collect(),
    count: |site| site.records.documents.iter().map(|item| item.value.tasks.len()).sum(),
};

pub(super) const INDICATORS: Dataset = Dataset {
    name: "indicators",
    columns: column::INDICATOR,
    rows: |site| {
        Box::new(
            site.records
                .documents
                .iter()
                .flat_map(|item| item.value.indicators.iter().map(move |indicator| indicator_row(item, indicator))),
        )
    },
    sources: |site| paths_with(site, |document| !document.indicators.is_empty()).collect(),
    count: |site| site.records.documents.iter().map(|item| item.value.indicators.len()).sum(),
};

/// Documents, plans and standing pages; news and bulletins are in the dataset of progress.
fn listed(site: &Site) -> impl Iterator<Item = (usize, &Item<Document>)> {
    site.records.documents.iter().enumerate().filter(|(_, item)| item.value.kind != DocumentKind::Update)
}

fn documents(site: &Site) -> Rows<'_> {
    Box::new(listed(site).map(move |(index, item)| document_row(site, index, item)))
}

fn document_row<'a>(site: &'a Site, index: usize, item: &'a Item<Document>) -> Row<'a> {
    let document = &item.value;
    let related = |kind| {
        let numbers = document.relations.iter().filter(move |relation| relation.kind == kind);
        Cell::list(numbers.map(|relation| relation.number.value.to_string()))
    };
    vec![
        address(&item.url),
        Cell::text(kind(document.kind)),
        Cell::text(&document.title),
        number(document),
        units(site, &document.issuer),
        Cell::from(&document.genre),
        Cell::list(document.topics.iter().map(|topic| topic.value.as_str())),
        document.dated.into(),
        document.printed.into(),
        document.signed.into(),
        document.registered.into(),
        document.dispatched.into(),
        Cell::of(document.published, Cell::Moment),
        Cell::of(document.index_number.as_ref(), |number| Cell::text(&number.value)),
        Cell::of(document.registration_number.as_ref(), |number| Cell::text(&number.value)),
        Cell::of(site.links[index].validity, |validity| Cell::text(validity.label())),
        document.effective.into(),
        document.expires.into(),
        Cell::from(&document.responsible),
        Cell::from(&document.scope),
        Cell::from(&document.term),
        Cell::from(&document.source),
        Cell::from(&document.author),
        related(RelationKind::Replaces),
        related(RelationKind::Amends),
        related(RelationKind::Repeals),
        related(RelationKind::Implements),
        related(RelationKind::Interprets),
        Cell::from(&document.summary),
    ]
}

/// What is said of one document, whatever its kind.
pub(super) fn document(site: &Site, index: usize) -> Row<'_> {
    document_row(site, index, &site.records.documents[index])
}

/// A document's kind in the field's own word.
pub(in crate::render) fn kind(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::Document => "政策文件",
        DocumentKind::Plan => "规划计划",
        DocumentKind::Update => "工作动态",
        DocumentKind::Page => "信息公开",
    }
}

fn number(document: &Document) -> Cell<'_> {
    Cell::of(document.doc_number.as_ref(), |number| Cell::text(number.value.to_string()))
}

fn task_row<'a>(site: &'a Site, item: &'a Item<Document>, task: &'a Task) -> Row<'a> {
    let names = |names: &'a [String]| Cell::list(names.iter().map(|name| full_name(site, name)));
    let anchor = task.anchor.as_ref().map_or_else(String::new, |anchor| format!("#{anchor}"));
    vec![
        Cell::text(format!("{}{anchor}", item.url.encoded())),
        Cell::text(&item.value.title),
        number(&item.value),
        Cell::text(&task.chapter),
        Cell::text(&task.number),
        Cell::text(&task.title),
        names(&task.lead),
        names(&task.with),
        names(&task.implementer),
        task.due.into(),
        Cell::from(&task.each),
        Cell::from(&task.status),
    ]
}

fn indicator_row<'a>(item: &'a Item<Document>, indicator: &'a Indicator) -> Row<'a> {
    let latest = indicator.actual.last();
    vec![
        address(&item.url),
        Cell::text(&item.value.title),
        number(&item.value),
        Cell::text(&indicator.name),
        Cell::text(&indicator.target.text),
        Cell::of(indicator.target.low, Cell::Number),
        Cell::of(indicator.target.high, Cell::Number),
        Cell::text(&indicator.target.unit),
        Cell::of(indicator.by, |year| Cell::Whole(year.into())),
        Cell::from(&indicator.each),
        Cell::of(indicator.baseline.as_ref(), |baseline| Cell::text(&baseline.text)),
        Cell::of(latest, |latest| Cell::text(&latest.value.text)),
        latest.map(|latest| latest.on).into(),
    ]
}

fn paths_with(site: &Site, has: fn(&Document) -> bool) -> impl Iterator<Item = std::sync::Arc<str>> {
    paths(&site.records.documents)
        .zip(&site.records.documents)
        .filter(move |(_, item)| has(&item.value))
        .map(|(path, _)| path)
}
