//! The metadata block: what a disclosure page says of a document, empty fields left out.

use serde::Serialize;

use crate::{
    model::Date,
    render::page::compose::{Composer, Link, Name, Number, number_view},
};

/// A row of the block: its label and its value, of whichever kind.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Row {
    /// The key of its label.
    label: &'static str,
    text: Option<String>,
    day: Option<super::Day>,
    number: Option<Number>,
    names: Vec<Name>,
}

/// Collects rows in order.
struct Rows<'c, 'a> {
    composer: &'c Composer<'a>,
    rows: Vec<Row>,
}

impl Rows<'_, '_> {
    fn text(&mut self, label: &'static str, text: Option<impl ToString>) {
        let text = text.map(|text| text.to_string()).filter(|text| !text.trim().is_empty());
        if text.is_some() {
            self.rows.push(Row { label, text, ..Row::default() });
        }
    }

    fn day(&mut self, label: &'static str, date: Option<Date>) {
        if let Some(date) = date {
            self.rows.push(Row { label, day: Some(self.composer.day(date)), ..Row::default() });
        }
    }

    fn names(&mut self, label: &'static str, names: Vec<Name>) {
        if !names.is_empty() {
            self.rows.push(Row { label, names, ..Row::default() });
        }
    }
}

/// The rows of a document in the order of the field: numbers, disclosure, days, who answers, what it is.
pub(super) fn rows(composer: &Composer<'_>, index: usize) -> Vec<Row> {
    let item = &composer.site.records.documents[index];
    let document = &item.value;
    let mut rows = Rows { composer, rows: Vec::new() };
    rows.text("index_number", document.index_number.as_ref().map(|number| &number.value));
    if let Some(number) = &document.doc_number {
        let number = Some(number_view(&number.value));
        rows.rows.push(Row { label: "doc_number", number, ..Row::default() });
    }
    rows.text("registration_number", document.registration_number.as_ref().map(|number| &number.value));
    let disclosure = if document.redacted { "disclosure_redacted" } else { "disclosure_whole" };
    rows.text("disclosure", Some(composer.labels.fill(disclosure, &[("disclosure", &document.disclosure)])));
    rows.text("scope", document.scope.as_ref());
    rows.text("term", document.term.as_ref());
    rows.day("signed", document.signed);
    rows.day("registered", document.registered);
    rows.names("issuer", composer.units(&document.issuer));
    let topics = super::topics(composer, index);
    rows.names("document_topics", topics.into_iter().map(|Link { text, url }| Name { text, url: Some(url) }).collect());
    rows.day("dispatched", document.dispatched);
    rows.text("responsible", document.responsible.as_ref());
    rows.day("dated", document.dated);
    rows.day("printed", document.printed);
    rows.names("printed_by", document.printed_by.iter().map(|name| composer.unit(name)).collect());
    if let Some(moment) = document.published {
        rows.rows.push(Row { label: "published", day: Some(composer.moment(moment)), ..Row::default() });
    }
    rows.day("effective", document.effective);
    rows.day("expires", document.expires);
    rows.text("validity", composer.site.links[index].validity);
    rows.text("genre", document.genre.as_ref());
    rows.text("series", document.series.as_ref());
    rows.text("source", document.source.as_ref());
    rows.text("author", document.author.as_ref());
    rows.day("modified", composer.site.modified.get(&item.path).copied());
    rows.rows
}
