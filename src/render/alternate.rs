//! Alternate forms beside pages, as `[output] formats` asks: JSON for programs, Markdown and text for whoever copies.
//! They are made from the records, not from the page.

mod figure;
pub(super) mod list;
mod markdown;
pub(super) mod table;
mod text;

use std::sync::Arc;

use serde::Serialize;

use super::{Renderer, data, theme::Labels};
use crate::{
    artifact::{Artifact, UrlPath},
    config::AlternateFormat,
    model::{Attachment, CLUE_ABOVE, CLUE_HEADINGS, Document, Member, Text, Update},
    site::{Item, Site},
    table::{Cell, Kind, Row, Sheet, Workbook, json_object},
};

/// An item with what its alternate forms say.
struct Entry<'a> {
    url: &'a UrlPath,
    source: &'a Arc<str>,
    title: &'a str,
    columns: &'static [data::Column],
    row: Row<'a>,
    body: Body<'a>,
}

/// What stands below the facts of an item.
enum Body<'a> {
    Text(&'a Text),
    History(&'a [Update]),
    Members(&'a [Member]),
    Nothing,
}

/// The blank form that a document attaches for records of a kind, beside the page.
pub(super) const FORM: &str = "projects-form.xlsx";

/// How many rows a blank form has.
const BLANK_ROWS: usize = 10;

/// The blank form that stands beside the page of a document that attaches one.
pub(super) fn form(site: &Site, labels: &Labels, item: &Item<Document>) -> Option<Artifact> {
    let mut forms = item.value.attachments.iter().filter_map(|attachment| match attachment {
        Attachment::Form { title, .. } => Some(title.as_deref()),
        _ => None,
    });
    let title = forms.next()?.unwrap_or_else(|| labels.text("form_projects"));
    let above = CLUE_ABOVE.map(|label| format!("{label}：")).join("　　　　　　　　");
    let columns = CLUE_HEADINGS.map(|heading| (heading, Kind::Text));
    let sheet = Sheet { name: "上报表", title: Some(title), lines: &[&above], columns: &columns, is_form: true };
    let mut book = Workbook::new(title, site.as_of);
    let blank = || CLUE_HEADINGS.map(|_| Cell::Empty).to_vec();
    book.add(&sheet, std::iter::repeat_with(blank).take(BLANK_ROWS));
    let path = format!("{}{FORM}", &item.url.as_str()[1..]);
    Some(Artifact { path, bytes: book.into_bytes(), sources: vec![Arc::clone(&item.path)] })
}

/// What kind of item a page is about, and which.
#[derive(Debug, Clone, Copy)]
pub(super) enum Subject {
    Document(usize),
    Project(usize),
    Carrier(usize),
    Roster(usize),
}

/// The files beside the page of an item, one for each format asked for.
pub(super) fn artifacts(renderer: &Renderer<'_>, subject: Subject) -> Vec<Artifact> {
    let formats = &renderer.site.config.output.formats;
    if formats.is_empty() {
        return Vec::new();
    }
    let entry = entry(renderer, subject);
    let file = |format: &AlternateFormat| {
        let bytes = match format {
            AlternateFormat::Json => json(&entry),
            AlternateFormat::Markdown => markdown(renderer, &entry).into_bytes(),
            AlternateFormat::Text => plain(renderer, &entry).into_bytes(),
        };
        let path = format!("{}{}", &entry.url.as_str()[1..], format.file());
        Artifact { path, bytes, sources: vec![Arc::clone(entry.source)] }
    };
    formats.iter().map(file).collect()
}

fn entry<'a>(renderer: &Renderer<'a>, subject: Subject) -> Entry<'a> {
    let records = &renderer.site.records;
    let (columns, row) = data::facts(renderer.site, subject);
    match subject {
        Subject::Document(index) => {
            let item: &Item<Document> = &records.documents[index];
            of(item, &item.value.title, columns, row, Body::Text(&item.value.text))
        }
        Subject::Project(index) => {
            let item = &records.projects[index];
            let history = Body::History(&item.value.updates);
            of(item, &item.value.name, columns, row, history)
        }
        Subject::Carrier(index) => {
            let item = &records.carriers[index];
            of(item, &item.value.name, columns, row, Body::Nothing)
        }
        Subject::Roster(index) => {
            let item = &records.rosters[index];
            of(item, &item.value.name, columns, row, Body::Members(&item.value.members))
        }
    }
}

fn of<'a, T>(
    item: &'a Item<T>,
    title: &'a str,
    columns: &'static [data::Column],
    row: Row<'a>,
    body: Body<'a>,
) -> Entry<'a> {
    Entry { url: &item.url, source: &item.path, title, columns, row, body }
}

/// What a program gets below the facts.
#[derive(Serialize)]
struct Head<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    updates: Vec<Step<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    members: Vec<Seat<'a>>,
}

#[derive(Serialize)]
struct Step<'a> {
    date: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    stage: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    invested: Option<String>,
    text: &'a str,
}

#[derive(Serialize)]
struct Seat<'a> {
    role: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    post: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<&'a str>,
}

fn json(entry: &Entry<'_>) -> Vec<u8> {
    let head = Head {
        text: match entry.body {
            Body::Text(text) => Some(text::plain(text)),
            _ => None,
        },
        updates: match entry.body {
            Body::History(updates) => updates.iter().map(step).collect(),
            _ => Vec::new(),
        },
        members: match entry.body {
            Body::Members(members) => members.iter().map(seat).collect(),
            _ => Vec::new(),
        },
    };
    let keys: Vec<&str> = entry.columns.iter().map(|column| column.key).collect();
    json_object(&keys, &entry.row, &head)
}

fn step(update: &Update) -> Step<'_> {
    Step {
        date: update.date.iso(),
        stage: update.stage.as_ref().map(|stage| stage.value.as_str()),
        invested: update.invested.as_ref().map(ToString::to_string),
        text: &update.text,
    }
}

fn seat(member: &Member) -> Seat<'_> {
    Seat {
        role: &member.role,
        name: &member.name,
        post: member.post.as_deref(),
        unit: member.unit.as_ref().map(|unit| unit.value.as_str()),
    }
}

/// The facts that are stated, each with its label; the title stands above them.
fn facts(renderer: &Renderer<'_>, entry: &Entry<'_>) -> Vec<(String, String)> {
    let stated = entry.columns.iter().zip(&entry.row).filter(|(_, cell)| !matches!(cell, Cell::Empty));
    let labelled = stated.map(|(column, cell)| (column.label(renderer.labels), cell.words().replace('\n', " ")));
    labelled.filter(|(_, words)| !words.is_empty() && words != entry.title).collect()
}

fn markdown(renderer: &Renderer<'_>, entry: &Entry<'_>) -> String {
    let colon = renderer.labels.text("colon");
    let mut out = format!("# {}\n\n", markdown::escaped(entry.title));
    for (label, words) in facts(renderer, entry) {
        out.push_str(&format!("- {label}{colon}{}\n", markdown::escaped(&words)));
    }
    match entry.body {
        Body::Text(text) => {
            out.push('\n');
            markdown::push(text, &mut out);
        }
        _ => lines(entry).iter().for_each(|line| out.push_str(&format!("\n{}\n", markdown::escaped(line)))),
    }
    out
}

fn plain(renderer: &Renderer<'_>, entry: &Entry<'_>) -> String {
    let colon = renderer.labels.text("colon");
    let mut out = format!("{}\n\n", entry.title);
    for (label, words) in facts(renderer, entry) {
        out.push_str(&format!("{label}{colon}{words}\n"));
    }
    match entry.body {
        Body::Text(text) => {
            out.push('\n');
            out.push_str(&text::plain(text));
        }
        _ => lines(entry).iter().for_each(|line| out.push_str(&format!("\n{line}\n"))),
    }
    out
}

/// Steps and seats, a line each.
fn lines(entry: &Entry<'_>) -> Vec<String> {
    let joined = |parts: &[&str]| parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join("　");
    match entry.body {
        Body::History(updates) => updates
            .iter()
            .rev()
            .map(step)
            .map(|step| {
                joined(&[
                    &step.date,
                    step.stage.unwrap_or_default(),
                    step.invested.as_deref().unwrap_or_default(),
                    step.text,
                ])
            })
            .collect(),
        Body::Members(members) => members
            .iter()
            .map(seat)
            .map(|seat| joined(&[seat.role, seat.name, seat.post.unwrap_or_default(), seat.unit.unwrap_or_default()]))
            .collect(),
        Body::Text(_) | Body::Nothing => Vec::new(),
    }
}
