//! The public sources of a site, with which anyone can build it again without seeing what is not public.
//!
//! They are the files of items shown on the as-of day, registries, columns, configuration, what the theme overrides and
//! the attachments that are published; beside them, in one file, what the build took from elsewhere. Notes for editors
//! stay behind: comments, and `review`.

mod redact;

use std::{collections::BTreeSet, io, path::PathBuf, sync::Arc};

use crate::{
    artifact::Artifact,
    check::CheckedSite,
    frozen::Frozen,
    site::Item,
    source::{Content, FROZEN, Tree},
};

/// A file that could not be read, or whose notes could not be taken out.
pub type Unwritten = (PathBuf, io::Error);

/// Every file of the export, by path. `frozen` is what the build of `site` took from elsewhere than these files.
pub fn artifacts<'a>(
    site: &'a CheckedSite,
    tree: &'a Tree,
    frozen: &Frozen,
) -> impl Iterator<Item = Result<Artifact, Unwritten>> + 'a {
    let records = &site.records;
    let mut written: BTreeSet<&Arc<str>> = records.columns.iter().filter_map(|column| column.path.as_ref()).collect();
    written.extend(paths(&records.documents));
    written.extend(paths(&records.projects));
    written.extend(paths(&records.carriers));
    written.extend(paths(&records.rosters));
    let attached: BTreeSet<Arc<str>> = site.published_files().into_iter().map(|file| file.source).collect();
    let theme = format!("themes/{}/", site.config.site.theme);
    let states_nothing = ["gongkai.toml", "content/units.toml", "content/topics.toml"];
    let files = tree.files.iter().filter_map(move |file| {
        let path = &file.path;
        if written.contains(path) || states_nothing.contains(&&**path) {
            let Content::Text(text) = &file.content else { return None };
            return Some(redact::redact(path, text).map(String::into_bytes).map(|bytes| (path, bytes)));
        }
        let is_wanted = attached.contains(path) || path.starts_with(&theme);
        is_wanted.then(|| tree.read(path).map_err(|error| (PathBuf::from(&**path), error)).map(|bytes| (path, bytes)))
    });
    let files = files.map(|read| {
        read.map(|(path, bytes)| Artifact { path: path.to_string(), bytes, sources: vec![Arc::clone(path)] })
    });
    files.chain(std::iter::once(Ok(Artifact::text(FROZEN, frozen.to_text(), Vec::new()))))
}

fn paths<T>(items: &[Item<T>]) -> impl Iterator<Item = &Arc<str>> {
    items.iter().map(|item| &item.path)
}
