//! Pages that follow from few inputs, and the keys of those: where these are known, the page need not be gathered to tell
//! that it is as it was.
//!
//! Such is the page of a text that carries nothing but itself. What it shows is in its own file, in the files of the
//! documents it is tied to, in the names of units and topics, the columns and the configuration.

use crate::{
    cache::{Key, Keying},
    model::Document,
    render::Renderer,
    site::{DocumentLinks, Site},
};

/// The key of what the pages of all documents have in common.
pub(in crate::render) fn common(site: &Site) -> Key {
    let mut keying = Keying::default().debug(&site.config).text(&site.as_of.iso()).debug(&site.records.columns);
    for (name, units) in &site.unit_names {
        keying = keying.text(name);
        for unit in units.iter().map(|unit| &site.units[*unit]) {
            keying = keying.text(&unit.name).text(unit.url.as_str());
        }
    }
    for topic in &site.topics {
        keying = keying.text(&topic.name).text(topic.url.as_str());
    }
    keying.finish()
}

/// The key of all that the page of the document at `index` follows from; `None` where it follows from more.
pub(super) fn document(renderer: &Renderer<'_>, index: usize) -> Option<Key> {
    let site = renderer.site;
    let (item, links) = (&site.records.documents[index], &site.links[index]);
    if !is_plain(&item.value, links) {
        return None;
    }
    let modified = site.modified.get(&item.path).map(|day| day.iso());
    let keying = Keying::default().key(renderer.key).key(renderer.common).key(item.key).debug(&modified);
    let DocumentLinks {
        validity,
        cites,
        cited_by,
        replaced_by,
        amended_by,
        repealed_by,
        implemented_by,
        interpreted_by,
        projects: _,
    } = links;
    let lists = [cites, cited_by, replaced_by, amended_by, repealed_by, implemented_by, interpreted_by];
    let others = |list: &Vec<usize>| {
        let other = |index: &usize| (site.records.documents[*index].key, site.links[*index].validity);
        list.iter().map(other).collect::<Vec<_>>()
    };
    Some(keying.debug(validity).debug(&lists.map(others)).finish())
}

/// Whether a document has nothing to show that lies in other records or files.
fn is_plain(document: &Document, links: &DocumentLinks) -> bool {
    let mut has_pointers = false;
    document.text.for_each_pointer(&mut |_| has_pointers = true);
    let has_records = !(document.indicators.is_empty()
        && document.tasks.is_empty()
        && document.duties.is_empty()
        && document.pools.is_empty()
        && links.projects.is_empty());
    let has_files = !document.attachments.is_empty() || document.original.is_some();
    !has_pointers && !has_records && !has_files && document.bulletin.is_none()
}
