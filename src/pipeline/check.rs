//! Sources into a checked site.

use std::{collections::BTreeMap, sync::Arc};

use super::{Failure, Options, as_of, disclosed};
use crate::{
    bilingual,
    cache::Cache,
    check::{self, CheckedSite},
    diag::{self, Bilingual, Diagnostic, Quotable, Severity},
    frozen::Frozen,
    parse::{self, Parse},
    render::theme::Theme,
    site::{Site, is_published},
    source::{Content, KnownChanges, Tree},
    timing::{Timings, Work},
};

/// A site that was read and checked.
#[derive(Debug)]
pub struct Checked {
    pub(super) tree: Tree,
    pub(super) frozen: Option<Frozen>,
    pub(super) whole: Option<Site>,
    pub(super) theme: Option<Theme>,
    pub(super) timings: Arc<Timings>,
    /// The public half, if no error was found.
    pub public: Option<CheckedSite>,
    /// Every finding, sorted.
    pub diagnostics: Vec<Diagnostic>,
    /// The files that findings point into.
    pub sources: BTreeMap<Arc<str>, Quotable>,
}

impl Checked {
    /// The whole site, with records that are not public: for the office that keeps them, and for nothing that is published.
    #[must_use]
    pub fn whole(&self) -> Option<&Site> {
        self.whole.as_ref()
    }

    /// Whether the file at `path` could be read as the record it should be.
    #[must_use]
    pub fn has_record(&self, path: &str) -> bool {
        self.whole.as_ref().is_some_and(|site| site.records.publicity(site.as_of).contains_key(path))
    }
}

/// Reads and checks a site.
///
/// # Errors
///
/// When the site directory cannot be read. What is wrong with its files is among the findings.
pub fn check(options: &Options) -> Result<Checked, Failure> {
    let (tree, diagnostics) = read(options)?;
    Ok(check_tree(options, tree, diagnostics, &Cache::none()))
}

pub(super) fn read(options: &Options) -> Result<(Tree, Vec<Diagnostic>), Failure> {
    let reading = options.timings.span(Work::Read);
    let read = Tree::load(&options.origin())?;
    reading.add(read.0.files.len(), read.0.text_bytes());
    Ok(read)
}

pub(super) fn check_tree(options: &Options, tree: Tree, mut diagnostics: Vec<Diagnostic>, cache: &Cache) -> Checked {
    let timings = &options.timings;
    let parsing = timings.span(Work::Parse);
    let known = cache.store("parsed");
    let parse = parse::parse_files(&tree.files, &check::rule_names(), &known);
    known.finish();
    parsing.add(tree.files.len(), tree.text_bytes());
    drop(parsing);
    diagnostics.extend(parse.diagnostics.iter().cloned());
    let Parse { config, records, .. } = parse;
    let frozen = Frozen::read(&tree).unwrap_or_else(|damaged| {
        diagnostics.push(*damaged);
        None
    });
    let as_of = options.as_of.or(frozen.as_ref().map(|frozen| frozen.as_of));
    let as_of = as_of.or(tree.revision.as_ref().map(|revision| revision.day));
    let as_of = as_of.or_else(|| as_of::newest(&records)).unwrap_or_else(as_of::earliest);
    let sources = disclosed::quotable(&tree, &records.publicity(as_of), &diagnostics);
    let mut whole = None;
    let mut theme = None;
    if let Some(mut config) = config {
        if let Some(base_url) = &options.base_url {
            config.site.base_url = format!("{}/", base_url.trim_end_matches('/'));
        }
        theme = load_theme(&tree, &config.site.theme, &mut diagnostics);
        let assembling = timings.span(Work::Assemble);
        let mut site = Site::assemble(config, as_of, records);
        drop(assembling);
        match &frozen {
            Some(frozen) => frozen.complete(&mut site),
            None if options.pages => date(&mut site, &tree, cache, &mut diagnostics),
            None => {}
        }
        let _checking = timings.span(Work::Check);
        // Public sources may lead to what is not among them any more, or not yet.
        let found =
            check::check(&site).into_iter().filter(|found| frozen.is_none() || !found.code.starts_with("dangling"));
        diagnostics.extend(found);
        whole = Some(site);
    }
    if options.deny_warnings {
        deny(&mut diagnostics);
    }
    diag::sort(&mut diagnostics);
    let admitting = timings.span(Work::Assemble);
    let public = whole.as_ref().and_then(|site| check::admit(site, &diagnostics));
    drop(admitting);
    Checked { tree, frozen, whole, theme, timings: Arc::clone(timings), public, diagnostics, sources }
}

/// Looks up when the public documents were last changed.
fn date(site: &mut Site, tree: &Tree, cache: &Cache, diagnostics: &mut Vec<Diagnostic>) {
    let shown = site.records.documents.iter().filter(|item| is_published(&*item.value, site.as_of));
    let paths: Vec<Arc<str>> = shown.map(|item| Arc::clone(&item.path)).collect();
    match tree.last_changes(&paths, &cache.load::<KnownChanges>("history")) {
        Ok((days, known)) => {
            site.modified = days;
            cache.save("history", &known);
        }
        Err(diagnostic) => diagnostics.push(*diagnostic),
    }
}

pub(super) fn deny(diagnostics: &mut [Diagnostic]) {
    for diagnostic in diagnostics.iter_mut().filter(|diagnostic| diagnostic.severity == Severity::Warning) {
        diagnostic.severity = Severity::Error;
    }
}

fn load_theme(tree: &Tree, name: &str, diagnostics: &mut Vec<Diagnostic>) -> Option<Theme> {
    let prefix = format!("themes/{name}/");
    let mut overrides = Vec::new();
    for file in &tree.files {
        let Some(path) = file.path.strip_prefix(&prefix) else { continue };
        let bytes = match &file.content {
            Content::Text(text) => Ok(text.as_bytes().to_vec()),
            Content::Other(_) => tree.read(&file.path),
        };
        match bytes {
            Ok(bytes) => overrides.push((path.to_owned(), bytes)),
            Err(error) => diagnostics.push(Diagnostic::error(
                "unreadable",
                &file.path,
                bilingual!("读不了：{error}", "cannot be read: {error}"),
            )),
        }
    }
    if name != "default" && overrides.is_empty() {
        let message: Bilingual = bilingual!("没有主题 themes/{name}/", "there is no theme themes/{name}/");
        diagnostics.push(Diagnostic::error("missing_theme", &"gongkai.toml".into(), message).help([
            "写 themes/ 下的目录名，或删去 theme 一行",
            "name a directory under themes/, or remove the line `theme`",
        ]));
    }
    match Theme::load(&overrides) {
        Ok(theme) => Some(theme),
        Err(errors) => {
            diagnostics.extend(errors.iter().map(|error| error.diagnostic(name)));
            None
        }
    }
}
