//! What may be told of the sources: to whoever reads the findings, and to the last gate.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use crate::{
    check::leak::{Gate, SourceText},
    diag::{Diagnostic, Quotable},
    render::theme,
    site::{Publicity, Site, named_files},
    source::{Content, Tree},
};

/// Which files may be quoted: those of items shown on the as-of day, registries, columns, configuration and themes.
///
/// A file that could not be understood is quoted only if it says itself, in so many words, that it is public.
pub(super) fn quotable(
    tree: &Tree,
    publicity: &BTreeMap<Arc<str>, Publicity>,
    found: &[Diagnostic],
) -> BTreeMap<Arc<str>, Quotable> {
    let marked: BTreeSet<&str> =
        found.iter().filter(|found| found.code == "secrecy_mark").map(|found| &*found.path).collect();
    let texts = tree.files.iter().filter_map(|file| match &file.content {
        Content::Text(text) => Some((&file.path, text)),
        Content::Other(_) => None,
    });
    texts
        .map(|(path, text)| {
            let public = match publicity.get(path) {
                Some(publicity) => *publicity == Publicity::Shown,
                None => states_nothing(path) || says_public(text),
            };
            let public = public && !marked.contains(&**path);
            (Arc::clone(path), Quotable { text: Arc::clone(text), public })
        })
        .collect()
}

/// Whether a file is of a kind that is public and states no disclosure.
fn states_nothing(path: &str) -> bool {
    !path.starts_with("content/")
        || path.ends_with("/_index.md")
        || matches!(path, "content/units.toml" | "content/topics.toml")
}

fn says_public(text: &str) -> bool {
    let mut stated = text.lines().filter_map(|line| {
        let (key, value) = line.split_once(['=', '＝'])?;
        let key = key.trim().trim_matches(['"', '“', '”']);
        let value = value.trim().trim_matches(['"', '“', '”']);
        ["disclosure", "公开属性", "公开方式"].contains(&key).then_some(value)
    });
    stated.next() == Some("主动公开") && stated.next().is_none()
}

/// The last gate for the public half of a site.
pub(super) fn gate(whole: &Site, public: &Site, sources: &BTreeMap<Arc<str>, Quotable>) -> Gate {
    judged(whole, public, sources, |texts, names| Gate::new(texts, names, &whole.config.exceptions))
}

/// The same as long as no public source says anything: what is not looked for because one does, it knows.
pub(super) fn bare_gate(whole: &Site, public: &Site, sources: &BTreeMap<Arc<str>, Quotable>) -> Gate {
    judged(whole, public, sources, |texts, names| {
        let withheld: Vec<SourceText<'_>> = texts.iter().filter(|text| !text.public).copied().collect();
        Gate::new(&withheld, names, &[])
    })
}

/// Calls `make` with every source text and whether it is public, and the names of files that are not.
fn judged(
    whole: &Site,
    public: &Site,
    sources: &BTreeMap<Arc<str>, Quotable>,
    make: impl FnOnce(&[SourceText<'_>], &[String]) -> Gate,
) -> Gate {
    let publicity = whole.records.publicity(whole.as_of);
    let is_shown = |path: &Arc<str>| publicity.get(path) == Some(&Publicity::Shown);
    let attached: BTreeSet<Arc<str>> = public.published_files().into_iter().map(|file| file.source).collect();
    let hidden = whole.records.documents.iter().filter(|item| !is_shown(&item.path));
    let withheld_names: Vec<String> = hidden.flat_map(|item| named_files(&item.value)).map(str::to_owned).collect();
    let built_in: Vec<(Arc<str>, &str)> = theme::built_in_texts().map(|(path, text)| (path.into(), text)).collect();
    let mut texts: Vec<SourceText<'_>> =
        built_in.iter().map(|(path, text)| SourceText { path, text, public: true }).collect();
    for (path, source) in sources.iter().filter(|(path, _)| !path.starts_with("themes/")) {
        let public = is_shown(path) || states_nothing(path) || attached.contains(path);
        texts.push(SourceText { path, text: &source.text, public });
    }
    // Of what was taken down the address still answers, with the reason.
    let (_, withdrawn) = whole.records.public(whole.as_of);
    texts.extend(withdrawn.iter().map(|item| SourceText {
        path: &item.path,
        text: &item.withdrawal.reason,
        public: true,
    }));
    make(&texts, &withheld_names)
}
