//! The responsibility matrix of a document: tasks against units, on a page of its own that prints lying.

use std::sync::Arc;

use serde::Serialize;

use super::{
    compose::{Composer, Link, Name},
    document::task::{TaskView, task},
    frame::{Draft, Head},
};
use crate::{
    artifact::UrlPath,
    render::{
        alternate::table::{Known, Table, Tables},
        json_ld, meta,
        theme::Labels,
    },
    site::{Matrix, Site, UnitRole},
    table::Cell,
};

/// What stands before the roles of a task, in other forms.
const COLUMNS: &[Known] =
    &[("chapter", "column_chapter"), ("number", "column_task_number"), ("title", "column_task_title")];

/// The matrix as its template sees it.
#[derive(Debug, Serialize)]
struct MatrixView {
    title: String,
    document: Link,
    units: Vec<UnitColumn>,
    /// The tasks under their chapters.
    chapters: Vec<Chapter>,
    tasks: usize,
    address: String,
}

/// A unit with how many tasks it has in each role.
#[derive(Debug, Serialize)]
struct UnitColumn {
    unit: Name,
    lead: usize,
    implementer: usize,
    with: usize,
}

/// The tasks that stand under one heading.
#[derive(Debug, Serialize)]
struct Chapter {
    title: String,
    rows: Vec<MatrixRow>,
}

#[derive(Debug, Serialize)]
struct MatrixRow {
    task: TaskView,
    /// The role of each unit: the key of its label, which is also its class; `None` where it has none.
    roles: Vec<Option<&'static str>>,
}

pub(super) fn url(site: &Site, document: usize) -> UrlPath {
    site.records.documents[document].url.join("matrix")
}

pub(super) fn title(site: &Site, labels: &Labels, document: usize) -> String {
    labels.fill("matrix_title", &[("title", &site.records.documents[document].value.title)])
}

/// The matrix in other forms: a row for each task, a column for each unit, the role where they meet.
pub(super) fn tables<'a>(site: &'a Site, labels: &'a Labels, document: usize) -> Tables<'a> {
    let item = &site.records.documents[document];
    let matrix = matrix(site, document);
    let role = |role: &Option<UnitRole>| Cell::of(*role, |role| Cell::text(labels.text(key(role))));
    let rows = item.value.tasks.iter().zip(&matrix.rows).map(|(task, roles)| {
        let known = [&task.chapter, &task.number, &task.title].map(|text| Cell::text(text.as_str()));
        known.into_iter().chain(roles.iter().map(role)).collect()
    });
    let named = matrix.units.iter().map(|unit| site.units[*unit].name.clone()).collect();
    let table = Table { named, ..Table::new("tasks", "matrix", COLUMNS, rows.collect()) };
    Tables::new(title(site, labels, document)).made_from([Arc::clone(&item.path)]).with(table)
}

/// A page is planned only for a document that has one.
fn matrix(site: &Site, document: usize) -> Matrix {
    site.matrix(document).unwrap_or_else(|| Matrix { units: Vec::new(), rows: Vec::new() })
}

pub(super) fn draft(composer: &mut Composer<'_>, index: usize) -> Draft {
    let site = composer.site;
    let item = &site.records.documents[index];
    composer.source(&item.path);
    let address = composer.to(&item.url);
    let matrix = matrix(site, index);
    let mut chapters: Vec<Chapter> = Vec::new();
    for (entry, roles) in item.value.tasks.iter().zip(&matrix.rows) {
        let row = MatrixRow {
            task: task(composer, entry, &address),
            roles: roles.iter().map(|role| role.map(key)).collect(),
        };
        match chapters.last_mut().filter(|chapter| chapter.title == entry.chapter) {
            Some(chapter) => chapter.rows.push(row),
            None => chapters.push(Chapter { title: entry.chapter.clone(), rows: vec![row] }),
        }
    }
    let units = matrix.units.iter().enumerate().map(|(column, unit)| {
        let count = |role: UnitRole| matrix.rows.iter().filter(|row| row[column] == Some(role)).count();
        UnitColumn {
            unit: name(composer, *unit),
            lead: count(UnitRole::Lead),
            implementer: count(UnitRole::Implementer),
            with: count(UnitRole::With),
        }
    });
    let title = title(site, composer.labels, index);
    let view = MatrixView {
        title: title.clone(),
        document: Link { text: item.value.title.clone(), url: address },
        units: units.collect(),
        tasks: item.value.tasks.len(),
        chapters,
        address: meta::absolute(site, &url(site, index)),
    };
    let description = composer.labels.fill("matrix_description", &[("title", &item.value.title)]);
    let head = Head {
        meta: meta::list(site, &title, &description),
        structured: Some(json_ld::list(site, &title, &url(site, index))),
        above: vec![view.document.clone()],
        title,
        ..Head::default()
    };
    Draft::new(head, "matrix", view)
}

/// A unit by the shortest name it has, for a narrow column.
fn name(composer: &Composer<'_>, unit: usize) -> Name {
    let site = composer.site;
    let node = &site.units[unit];
    let short = node.registered.and_then(|index| site.records.units[index].short.clone());
    Name { text: short.unwrap_or_else(|| node.name.clone()), url: Some(composer.to(&node.url)) }
}

/// The key of a role's label.
fn key(role: UnitRole) -> &'static str {
    match role {
        UnitRole::Lead => "role_lead",
        UnitRole::With => "role_with",
        UnitRole::Implementer => "role_implementer",
        UnitRole::Introducer => "role_introducer",
    }
}
