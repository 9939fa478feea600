//! What a text's links lead to, and the files that are published beside a document.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use percent_encoding::percent_decode_str;
use rayon::prelude::*;

use super::{Item, Records, Site};
use crate::{
    artifact::UrlPath,
    model::{Attachment, Document, Text},
    parallel::AT_ONCE,
};

/// A file that is published with the document or column that names it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PublishedFile {
    /// Where it is published, below the output directory.
    pub output: String,
    /// Where it stands, relative to the site directory.
    pub source: Arc<str>,
    /// The document or column that names it: its file, relative to the site directory.
    pub named_by: Arc<str>,
}

/// The pages of the site's sources, to be looked up: a text may link to each.
#[derive(Debug, Default)]
pub(super) struct Addresses {
    of_sources: HashMap<Arc<str>, UrlPath>,
    all: HashSet<UrlPath>,
}

impl Addresses {
    pub(super) fn of(records: &Records) -> Self {
        let mut addresses = Self::default();
        addresses.add(&records.documents);
        addresses.add(&records.projects);
        addresses.add(&records.carriers);
        addresses.add(&records.rosters);
        for column in &records.columns {
            addresses.put(column.path.as_ref(), &column.url);
        }
        addresses
    }

    fn add<T>(&mut self, items: &[Item<T>]) {
        items.iter().for_each(|item| self.put(Some(&item.path), &item.url));
    }

    fn put(&mut self, source: Option<&Arc<str>>, url: &UrlPath) {
        self.of_sources.extend(source.map(|source| (Arc::clone(source), url.clone())));
        self.all.insert(url.clone());
    }
}

/// What a link written in a text leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// Another page of the site, and the place in it (`#…`, or empty).
    Page(UrlPath, String),
    /// A file published beside the document: its name.
    File(Arc<str>, String),
    /// Something outside the site, or a place in the same page: as written.
    Elsewhere,
    /// Nothing: the site has no such page or file.
    Nowhere,
}

impl Site {
    /// The files that the site's documents and columns attach or show, by address.
    #[must_use]
    pub fn published_files(&self) -> Vec<PublishedFile> {
        let publish = |url: &UrlPath, source: Arc<str>, named_by: &Arc<str>| {
            let output = format!("{}{}", &url.as_str()[1..], name_of(&source));
            PublishedFile { output, source, named_by: Arc::clone(named_by) }
        };
        let of_documents =
            self.records.documents.par_iter().with_max_len(AT_ONCE).flat_map_iter(|item| {
                self.files_of(item).into_iter().map(|source| publish(&item.url, source, &item.path))
            });
        let mut files: Vec<PublishedFile> = of_documents.collect();
        for column in &self.records.columns {
            let Some(path) = &column.path else { continue };
            let shown = self.files_shown(path, &column.text);
            files.extend(shown.into_iter().map(|source| publish(&column.url, source, path)));
        }
        files.sort();
        files.dedup();
        files
    }

    /// The files one document attaches or shows, as far as they are there.
    #[must_use]
    pub fn files_of(&self, item: &Item<Document>) -> Vec<Arc<str>> {
        let mut files: Vec<Arc<str>> =
            named_files(&item.value).filter_map(|written| self.file_at(&item.path, written)).collect();
        files.extend(self.files_shown(&item.path, &item.value.text));
        files.sort();
        files.dedup();
        files
    }

    /// The files that a text links to or shows.
    fn files_shown(&self, path: &str, text: &Text) -> Vec<Arc<str>> {
        let mut files = Vec::new();
        text.for_each_pointer(&mut |pointer| {
            if let Target::File(source, _) = self.target(path, text, pointer.target) {
                files.push(source);
            }
        });
        files.sort();
        files.dedup();
        files
    }

    /// The file of `content/` that `written` means in the file at `path`.
    #[must_use]
    pub fn file_at(&self, path: &str, written: &str) -> Option<Arc<str>> {
        self.records.files.get_key_value(resolve(path, written)?.as_str()).map(|(file, _)| Arc::clone(file))
    }

    /// The size in bytes of the file that `written` means in the file at `path`.
    #[must_use]
    pub fn file_size(&self, path: &str, written: &str) -> Option<u64> {
        self.records.files.get(resolve(path, written)?.as_str()).copied()
    }

    /// What `written` leads to when it stands in the text of the file at `path`.
    #[must_use]
    pub fn target(&self, path: &str, text: &Text, written: &str) -> Target {
        let is_absolute = written.split_once(':').is_some_and(|(scheme, _)| !scheme.contains(['/', '#', '?']));
        if is_absolute || written.starts_with("//") || written.is_empty() {
            return Target::Elsewhere;
        }
        let (address, place) = written.find('#').map_or((written, ""), |hash| written.split_at(hash));
        if address.is_empty() {
            let found = place.len() == 1 || text.has_anchor(&decode(&place[1..]));
            return if found { Target::Elsewhere } else { Target::Nowhere };
        }
        let address = decode(address);
        if let Some(source) = self.file_at(path, &address) {
            let name = name_of(&source).to_owned();
            return Target::File(source, name);
        }
        self.page_at(path, &address).map_or(Target::Nowhere, |url| Target::Page(url, place.to_owned()))
    }

    /// The page meant by a path to a source file (`../43.md`) or by an address of the site (`/documents/2024/43/`).
    fn page_at(&self, path: &str, address: &str) -> Option<UrlPath> {
        let resolved = match address.strip_prefix('/') {
            Some(below) => format!("content/{below}"),
            None => resolve(path, address)?,
        };
        if let Some(url) = self.addresses.of_sources.get(resolved.as_str()) {
            return Some(url.clone());
        }
        let url = UrlPath::new(resolved.strip_prefix("content/")?);
        (self.addresses.all.contains(&url) || self.has_generated(&url)).then_some(url)
    }

    fn has_generated(&self, url: &UrlPath) -> bool {
        let fixed =
            ["/", "/data/", "/search/", "/sitemap/", "/units/", "/topics/", "/industries/", "/locations/", "/lists/"];
        fixed.contains(&url.as_str())
            || self.units.iter().any(|unit| unit.url == *url)
            || [&self.topics, &self.industries, &self.locations, &self.lists]
                .into_iter()
                .flatten()
                .any(|term| term.url == *url)
    }
}

/// The files a document's record names.
pub fn named_files(document: &Document) -> impl Iterator<Item = &str> {
    let attached = document.attachments.iter().filter_map(|attachment| match attachment {
        Attachment::File { file, .. } => Some(file.value.as_str()),
        Attachment::Roster { .. } | Attachment::Form { .. } => None,
    });
    document.original.iter().map(|original| original.value.as_str()).chain(attached)
}

fn decode(written: &str) -> String {
    percent_decode_str(written).decode_utf8().map_or_else(|_| written.to_owned(), Into::into)
}

fn name_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The path that `written` means beside the file at `path`; `None` where it leads out of `content/`.
fn resolve(path: &str, written: &str) -> Option<String> {
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    for part in written.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    (parts.first() == Some(&"content")).then(|| parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::resolve;

    #[test]
    fn resolves_beside_the_file_and_never_outside() {
        let resolved = |written| resolve("content/documents/2024/43.md", written);
        assert_eq!(resolved("附件1.xlsx").as_deref(), Some("content/documents/2024/附件1.xlsx"));
        assert_eq!(resolved("./../2023/5.md").as_deref(), Some("content/documents/2023/5.md"));
        assert_eq!(resolved("../../../gongkai.toml"), None);
        assert_eq!(resolved("../../../../../etc/passwd"), None);
    }
}
