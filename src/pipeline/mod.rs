//! The whole build as one readable function.

mod as_of;
mod disclosed;
mod inspector;

use std::{
    collections::BTreeMap,
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use rayon::prelude::*;

use self::inspector::Inspector;
use crate::{
    artifact::Artifact,
    bilingual,
    check::{self, CheckedSite},
    diag::{self, Bilingual, Diagnostic, Quotable, Severity},
    model::Date,
    output::{Changes, ENGINE, OutputError, Place, Provenance, Written},
    parse::{self, Parse},
    quickwit,
    render::{self, Renderer, feed, theme::Theme},
    search_index,
    site::Site,
    source::{Content, WorkTree},
    timing::{Timings, Work},
};

/// What is asked of a build.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The site directory.
    pub site: PathBuf,
    /// The day that decides what is published; else the commit's, else the newest of the content.
    pub as_of: Option<Date>,
    /// The address the site is published at, in the place of the configured one.
    pub base_url: Option<String>,
    /// Whether a warning stops the build as an error does.
    pub deny_warnings: bool,
    /// Where the time of each phase is noted.
    pub timings: Arc<Timings>,
}

/// A site that was read and checked.
#[derive(Debug)]
pub struct Checked {
    tree: WorkTree,
    whole: Option<Site>,
    theme: Option<Theme>,
    timings: Arc<Timings>,
    /// The public half, if no error was found.
    pub public: Option<CheckedSite>,
    /// Every finding, sorted.
    pub diagnostics: Vec<Diagnostic>,
    /// The files that findings point into.
    pub sources: BTreeMap<Arc<str>, Quotable>,
}

/// What a finished build did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Public items.
    pub items: usize,
    /// HTML pages.
    pub pages: usize,
    /// Files and bytes.
    pub written: Written,
    /// What is not as it was.
    pub changes: Changes,
}

/// Why a build did not finish.
#[derive(Debug)]
pub enum Failure {
    /// The content has errors; they are among the findings.
    Content,
    /// An input could not be read or the output not written.
    Io(PathBuf, io::Error),
    /// The output directory holds what is no published site.
    NotASite(PathBuf),
    /// A fault of ours.
    Internal(String),
}

impl From<OutputError> for Failure {
    fn from(error: OutputError) -> Self {
        match error {
            OutputError::Io(path, error) => Self::Io(path, error),
            OutputError::NotASite(path) => Self::NotASite(path),
            OutputError::Twice(path) => Self::Internal(format!("two artifacts at {path}")),
        }
    }
}

/// A stretch of the build that takes time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Reading and checking.
    Check,
    /// Making and writing pages.
    Render,
    /// Making the search index.
    Index,
}

/// Is told how the build gets on. Called from several threads.
pub trait Progress: Sync {
    /// A phase of `total` steps begins.
    fn begin(&self, phase: Phase, total: usize);
    /// One step is done.
    fn step(&self);
    /// Another build of the same site is under way, and its end is waited for.
    fn wait(&self);
}

/// Reads and checks a site.
///
/// # Errors
///
/// When the site directory cannot be read. What is wrong with its files is among the findings.
pub fn check(options: &Options) -> Result<Checked, Failure> {
    let read = |error| Failure::Io(options.site.clone(), error);
    let timings = &options.timings;
    let reading = timings.span(Work::Read);
    let (tree, mut diagnostics) = WorkTree::load(&options.site).map_err(read)?;
    reading.add(tree.files.len(), tree.text_bytes());
    drop(reading);
    let parsing = timings.span(Work::Parse);
    let parse = parse::parse_files(&tree.files, &check::rule_names());
    parsing.add(tree.files.len(), tree.text_bytes());
    drop(parsing);
    diagnostics.extend(parse.diagnostics.iter().cloned());
    let Parse { config, records, .. } = parse;
    let as_of = options.as_of.or(tree.revision.as_ref().map(|revision| revision.day));
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
        let site = Site::assemble(config, as_of, records);
        drop(assembling);
        let _checking = timings.span(Work::Check);
        diagnostics.extend(check::check(&site));
        whole = Some(site);
    }
    if options.deny_warnings {
        deny(&mut diagnostics);
    }
    diag::sort(&mut diagnostics);
    let admitting = timings.span(Work::Assemble);
    let public = whole.as_ref().and_then(|site| check::admit(site, &diagnostics));
    drop(admitting);
    Ok(Checked { tree, whole, theme, timings: Arc::clone(timings), public, diagnostics, sources })
}

/// Builds a checked site into `output`; findings of the last gate join the others.
///
/// # Errors
///
/// See [`Failure`]. Whatever fails, the published site stands as it was.
pub fn build(checked: &mut Checked, output: &Path, progress: &dyn Progress) -> Result<Outcome, Failure> {
    let (Some(site), Some(whole), Some(theme)) = (&checked.public, &checked.whole, &checked.theme) else {
        return Err(Failure::Content);
    };
    let name = &site.config.site.theme;
    let mut renderer = match Renderer::new(site, theme) {
        Ok(renderer) => renderer,
        Err(error) => {
            checked.diagnostics.push(error.diagnostic(name));
            return Err(Failure::Content);
        }
    };
    let staging = Place::lock(output, || progress.wait())?.stage()?;
    let timings = &*checked.timings;
    let inspector = Inspector::new(whole, site, checked, &staging);

    // The search page names the index, so the index is made first.
    progress.begin(Phase::Index, 1);
    let index = search_index::build(site, timings).map_err(|error| Failure::Internal(error.to_string()))?;
    renderer.search_manifest = Some(index.manifest.clone());
    search_index::artifacts(index).into_par_iter().for_each(|artifact| inspector.admit(artifact));
    progress.step();

    let pages = render::plan(site);
    progress.begin(Phase::Render, pages.len());
    pages.par_iter().for_each(|page| {
        let rendering = timings.span(Work::Render);
        let rendered = page.render(&renderer);
        rendering.add(1, rendered.as_ref().map_or(0, |artifact| artifact.bytes.len()));
        drop(rendering);
        match rendered {
            Ok(artifact) => inspector.admit(artifact),
            Err(error) => inspector.note(error.diagnostic(name)),
        }
        if let Some(feed) = page.feed(&renderer) {
            inspector.admit(feed::atom(site, &feed));
        }
        progress.step();
    });
    renderer.static_files().for_each(|artifact| inspector.admit(artifact));
    let mut whole_site = feed::sitemap(site, &renderer.addresses(&pages));
    whole_site.extend([feed::robots(site), feed::opensearch(site)]);
    whole_site.into_iter().for_each(|artifact| inspector.admit(artifact));
    copy_files(site, &checked.tree, &inspector);

    inspector.finish(&mut checked.diagnostics)?;
    let _publishing = timings.span(Work::Publish);
    let (written, changes) = staging.publish(provenance(site, &checked.tree))?;
    Ok(Outcome { items: items(site), pages: pages.len(), written, changes })
}

/// Writes the public site as a Quickwit index into `directory`, with a manifest as a site has; findings of the last gate
/// join the others. Answers with what was written.
///
/// # Errors
///
/// See [`Failure`]. Whatever fails, an earlier export stands as it was.
pub fn export_quickwit(checked: &mut Checked, directory: &Path) -> Result<Written, Failure> {
    let (Some(site), Some(whole)) = (&checked.public, &checked.whole) else { return Err(Failure::Content) };
    let staging = Place::lock(directory, || ())?.stage()?;
    let inspector = Inspector::new(whole, site, checked, &staging);
    quickwit::artifacts(site).for_each(|artifact| inspector.admit(artifact));
    inspector.finish(&mut checked.diagnostics)?;
    Ok(staging.publish(provenance(site, &checked.tree))?.0)
}

fn copy_files(site: &CheckedSite, tree: &WorkTree, inspector: &Inspector<'_>) {
    for file in site.published_files() {
        match tree.read(&file.source) {
            Ok(bytes) => {
                let mut sources = vec![file.named_by, Arc::clone(&file.source)];
                sources.sort();
                inspector.admit(Artifact { path: file.output, bytes, sources });
            }
            Err(error) => inspector.fail(Failure::Io(PathBuf::from(&*file.source), error)),
        }
    }
}

fn deny(diagnostics: &mut [Diagnostic]) {
    for diagnostic in diagnostics.iter_mut().filter(|diagnostic| diagnostic.severity == Severity::Warning) {
        diagnostic.severity = Severity::Error;
    }
}

fn load_theme(tree: &WorkTree, name: &str, diagnostics: &mut Vec<Diagnostic>) -> Option<Theme> {
    let prefix = format!("themes/{name}/");
    let mut overrides = Vec::new();
    for file in &tree.files {
        let Some(path) = file.path.strip_prefix(&prefix) else { continue };
        let bytes = match &file.content {
            Content::Text(text) => Ok(text.as_bytes().to_vec()),
            Content::Other => tree.read(&file.path),
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

fn provenance(site: &CheckedSite, tree: &WorkTree) -> Provenance {
    Provenance {
        engine: ENGINE.to_owned(),
        commit: tree.revision.as_ref().map(|revision| revision.commit.clone()),
        dirty: tree.revision.as_ref().is_some_and(|revision| revision.dirty),
        as_of: site.as_of.iso(),
        base_url: site.config.site.base_url.clone(),
    }
}

/// How many public items a site has.
#[must_use]
pub fn items(site: &CheckedSite) -> usize {
    let records = &site.records;
    records.documents.len() + records.projects.len() + records.carriers.len() + records.rosters.len()
}
