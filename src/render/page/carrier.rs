//! The page of a carrier (招商载体).

use serde::Serialize;

use super::{
    compose::{CarrierEntry, Composer, Html, Name, ProjectEntry, contact},
    frame::{Draft, Head},
};
use crate::{
    render::{json_ld, meta},
    site::Site,
};

/// A carrier as its template sees it.
#[derive(Debug, Serialize)]
struct CarrierView {
    entry: CarrierEntry,
    operator: Option<Name>,
    summary: Option<String>,
    policies: Vec<Vec<Name>>,
    contact: Option<Html>,
    projects: Vec<ProjectEntry>,
    address: String,
}

pub(super) fn draft(composer: &mut Composer<'_>, index: usize) -> Draft {
    let site = composer.site;
    let item = &site.records.carriers[index];
    let carrier = &item.value;
    let projects = projects_in(site, index);
    let view = CarrierView {
        entry: composer.carrier(index),
        operator: carrier.operator.as_ref().map(|operator| composer.unit(&operator.value)),
        summary: carrier.summary.clone(),
        policies: carrier.policies.iter().map(|policy| linked(composer, policy)).collect(),
        contact: carrier.contact.as_deref().map(contact),
        projects: composer.projects(&projects),
        address: meta::absolute(site, &item.url),
    };
    let head = Head {
        title: carrier.name.clone(),
        meta: meta::carrier(site, index),
        structured: Some(json_ld::carrier(site, index)),
        ..Head::default()
    };
    Draft::new(head, "carrier", view)
}

fn projects_in(site: &Site, carrier: usize) -> Vec<usize> {
    let stands_here = |index: &usize| {
        let named = site.records.projects[*index].value.carrier.as_ref();
        named.is_some_and(|named| site.carrier_at(&named.value) == Some(carrier))
    };
    (0..site.records.projects.len()).filter(stands_here).collect()
}

/// A policy in words, with the documents it names as links; one that is a bare number also gives the title.
fn linked(composer: &mut Composer<'_>, words: &str) -> Vec<Name> {
    let mut pieces = Vec::new();
    let mut end = 0;
    for (range, document) in composer.site.references(words) {
        let item = &composer.site.records.documents[document];
        composer.source(&item.path);
        pieces.push(Name { text: words[end..range.start].to_owned(), url: None });
        let mention = &words[range.clone()];
        let text = if mention == words {
            let title = &item.value.title;
            composer.labels.fill("titled_number", &[("title", title), ("number", &mention)])
        } else {
            mention.to_owned()
        };
        pieces.push(Name { text, url: Some(composer.to(&item.url)) });
        end = range.end;
    }
    pieces.push(Name { text: words[end..].to_owned(), url: None });
    pieces.retain(|piece| !piece.text.is_empty());
    pieces
}
