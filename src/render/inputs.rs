//! What finished files follow from, as keys that are made from the inputs alone: where such a key is as it was, the file
//! need not be gathered to tell that it is the same.
//!
//! Most changes are to the body of one text. A text that carries nothing but words shows on its own page, and elsewhere
//! by what its front matter says, its excerpt, and what it is tied to; so all other files have one key in common, which
//! such a change leaves alone.

use rayon::prelude::*;

use super::meta::description;
use crate::{
    cache::{Key, Keying},
    model::{Document, DocumentKind},
    site::{DocumentLinks, Item, Site},
};

/// The keys of what is shown by more than one page.
#[derive(Debug, Clone, Copy)]
pub struct Inputs {
    /// Of what the pages of all texts have in common: configuration, names, columns.
    names: Key,
    /// Of everything but the bodies of plain texts.
    records: Key,
}

impl Inputs {
    /// The keys for a site that is shown with a theme that has the key `theme`.
    pub(super) fn of(site: &Site, theme: Key) -> Self {
        let names = names(site, theme);
        Self { names, records: records(site, names) }
    }

    /// The key of a file that is about no single document.
    pub(super) fn records(&self) -> Key {
        self.records
    }

    /// The key of the page of the document at `index`.
    pub(super) fn document(&self, site: &Site, index: usize) -> Key {
        let item = &site.records.documents[index];
        let modified = site.modified.get(&item.path).map(|day| day.iso());
        let keying = Keying::default().key(item.key).debug(&modified);
        if !stands_alone(site, index) {
            return keying.key(self.records).finish();
        }
        let other = |keying: Keying, index: &usize| {
            keying.key(site.records.documents[*index].key).debug(&site.links[*index].validity)
        };
        let lists = lists(&site.links[index]);
        let keying = keying.key(self.names).debug(&site.links[index].validity);
        lists.iter().fold(keying, |keying, list| list.iter().fold(keying.text(""), other)).finish()
    }
}

fn names(site: &Site, theme: Key) -> Key {
    let mut keying = Keying::default().key(theme).debug(&site.config).debug(&site.as_of).debug(&site.records.columns);
    for (name, units) in &site.unit_names {
        keying = keying.text("").text(name);
        for unit in units.iter().map(|unit| &site.units[*unit]) {
            keying = keying.text(&unit.name).text(unit.url.as_str());
        }
    }
    keying = keying.text("");
    for topic in &site.topics {
        keying = keying.text(&topic.name).text(topic.url.as_str());
    }
    keying.finish()
}

fn records(site: &Site, names: Key) -> Key {
    fn all<T>(keying: Keying, items: &[Item<T>]) -> Keying {
        items.iter().fold(keying.text(""), |keying, item| keying.key(item.key))
    }
    let records = &site.records;
    let mut keying = Keying::default().key(names).debug(&site.counted).debug(&site.withdrawn).debug(&records.files);
    keying = keying.debug(&records.units).debug(&records.groups).debug(&records.topics);
    keying = all(all(all(keying, &records.projects), &records.carriers), &records.rosters);
    let documents = records.documents.par_iter().zip(&site.links).map(|(item, links)| shown_elsewhere(item, links));
    documents.collect::<Vec<_>>().into_iter().fold(keying, Keying::key).finish()
}

/// The key of what other files than its own page show of a document.
fn shown_elsewhere(item: &Item<Document>, links: &DocumentLinks) -> Key {
    let document = &item.value;
    let keying = match is_plain(document) {
        true => Keying::default().key(item.front).text(description(document).as_deref().unwrap_or_default()),
        false => Keying::default().key(item.key),
    };
    let indices = |list: &Vec<usize>| list.iter().flat_map(|index| index.to_le_bytes()).collect::<Vec<u8>>();
    let keying = keying.debug(&links.validity);
    lists(links).iter().fold(keying, |keying, list| keying.bytes(&indices(list))).finish()
}

/// Whether the page of the document at `index` shows its own words and what other documents are called, and nothing else.
pub(super) fn stands_alone(site: &Site, index: usize) -> bool {
    is_plain(&site.records.documents[index].value) && site.links[index].projects.is_empty()
}

/// The documents that one is tied to.
fn lists(links: &DocumentLinks) -> [&Vec<usize>; 7] {
    let DocumentLinks { cites, cited_by, replaced_by, amended_by, repealed_by, implemented_by, interpreted_by, .. } =
        links;
    [cites, cited_by, replaced_by, amended_by, repealed_by, implemented_by, interpreted_by]
}

/// Whether a text shows nothing that lies in other records or files, and its body nowhere but on its own page.
fn is_plain(document: &Document) -> bool {
    let mut has_pointers = false;
    document.text.for_each_pointer(&mut |_| has_pointers = true);
    let has_records = !(document.indicators.is_empty()
        && document.tasks.is_empty()
        && document.duties.is_empty()
        && document.pools.is_empty());
    let has_files = !document.attachments.is_empty() || document.original.is_some();
    let is_shown_elsewhere = document.bulletin.is_some() || document.kind != DocumentKind::Document;
    !has_pointers && !has_records && !has_files && !is_shown_elsewhere
}
