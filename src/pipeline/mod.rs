//! The whole build as one readable function.

mod article;
mod as_of;
mod disclosed;
mod export;
mod inspector;
mod memo;

use std::{
    collections::BTreeMap,
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use rayon::prelude::*;

pub use self::article::article;
pub use self::export::{export_public_source, export_quickwit};
use self::{inspector::Inspector, memo::Memo};
use crate::{
    artifact::Artifact,
    bilingual,
    cache::{Cache, Key},
    check::{self, CheckedSite},
    diag::{self, Bilingual, Diagnostic, Quotable, Severity},
    frozen::Frozen,
    model::Date,
    output::{Changes, Digest, ENGINE, ManifestFile, OutputError, Place, Provenance, Published, Written},
    parse::{self, Parse},
    render::{self, Renderer, feed, theme::Theme},
    search_index,
    site::{Site, is_published},
    source::{Content, KnownChanges, LoadError, Origin, Refusal, Tree},
    timing::{Timings, Work},
};

/// What is asked of a build.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The site directory.
    pub site: PathBuf,
    /// The commit that is read in the place of the directory's files, as [`Origin::Commit`] names it.
    pub commit: Option<String>,
    /// The day that decides what is published; else the commit's, else the newest of the content.
    pub as_of: Option<Date>,
    /// The address the site is published at, in the place of the configured one.
    pub base_url: Option<String>,
    /// Whether a warning stops the build as an error does.
    pub deny_warnings: bool,
    /// Whether pages are wanted, which tell the day their text was last changed; it is looked up in history.
    pub pages: bool,
    /// Whether everything is made anew, whatever earlier builds left.
    pub fresh: bool,
    /// Where the time of each phase is noted.
    pub timings: Arc<Timings>,
}

impl Options {
    /// Where the site is read from.
    fn origin(&self) -> Origin {
        let directory = self.site.clone();
        match &self.commit {
            Some(rev) => Origin::Commit { directory, rev: rev.clone() },
            None => Origin::WorkTree(directory),
        }
    }
}

/// A site that was read and checked.
#[derive(Debug)]
pub struct Checked {
    tree: Tree,
    frozen: Option<Frozen>,
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
    /// The address the site is published at, with a slash at its end.
    pub base_url: String,
}

/// Why a build did not finish.
#[derive(Debug)]
pub enum Failure {
    /// The content has errors; they are among the findings.
    Content,
    /// An input could not be read or the output not written.
    Io(PathBuf, io::Error),
    /// The commit that was named is not to be had.
    Refused(Refusal),
    /// The output directory holds what is no published site.
    NotASite(PathBuf),
    /// A fault of ours.
    Internal(String),
}

impl From<LoadError> for Failure {
    fn from(error: LoadError) -> Self {
        match error {
            LoadError::Io(path, error) => Self::Io(path, error),
            LoadError::Refused(refusal) => Self::Refused(refusal),
        }
    }
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

/// Shows nothing of how the build gets on.
#[derive(Debug, Clone, Copy)]
pub struct Silent;

impl Progress for Silent {
    fn begin(&self, _: Phase, _: usize) {}
    fn step(&self) {}
    fn wait(&self) {}
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

fn read(options: &Options) -> Result<(Tree, Vec<Diagnostic>), Failure> {
    let reading = options.timings.span(Work::Read);
    let read = Tree::load(&options.origin())?;
    reading.add(read.0.files.len(), read.0.text_bytes());
    Ok(read)
}

fn check_tree(options: &Options, tree: Tree, mut diagnostics: Vec<Diagnostic>, cache: &Cache) -> Checked {
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

/// Reads, checks and builds a site into `output`; answers with the findings, those of the last gate among them, and with
/// what came of it. Where nothing has changed since the last build, nothing is done.
///
/// # Errors
///
/// When the sources or the place cannot be read, before anything was found. Whatever fails, the published site stands as
/// it was.
pub fn build(
    options: &Options,
    output: &Path,
    progress: &dyn Progress,
) -> Result<(Checked, Result<Outcome, Failure>), Failure> {
    progress.begin(Phase::Check, 1);
    let place = Place::lock(output, || progress.wait())?;
    let cache = if options.fresh { Cache::none() } else { Cache::open(&options.site, output) };
    let (tree, diagnostics) = read(options)?;
    let memo = cache.load::<Memo>("memo").of(place.identity());
    let inputs = memo::inputs(options, &tree);
    if place.intact().is_some() && inputs.is_some_and(|inputs| memo.knows(inputs)) {
        return Ok((Checked::again(&memo, tree, options), Ok(memo.outcome())));
    }
    let mut checked = check_tree(options, tree, diagnostics, &cache);
    let known = Known { cache, memo, inputs };
    let outcome = build_checked(&mut checked, place, &known, progress);
    Ok((checked, outcome))
}

impl Checked {
    /// What the last build found, from the same inputs.
    fn again(memo: &Memo, tree: Tree, options: &Options) -> Self {
        let (diagnostics, sources) = (memo.diagnostics(), memo.sources(&tree));
        let timings = Arc::clone(&options.timings);
        Self { tree, frozen: None, whole: None, theme: None, timings, public: None, diagnostics, sources }
    }
}

/// What is known from earlier builds.
struct Known {
    cache: Cache,
    memo: Memo,
    inputs: Option<Key>,
}

/// The key of each page, and what was made from it, by path.
type Pages = BTreeMap<String, (Key, Digest)>;

fn build_checked(
    checked: &mut Checked,
    place: Place,
    known: &Known,
    progress: &dyn Progress,
) -> Result<Outcome, Failure> {
    let (Some(site), Some(whole), Some(theme)) = (&checked.public, &checked.whole, &checked.theme) else {
        return Err(Failure::Content);
    };
    let mut renderer = match Renderer::new(site, theme) {
        Ok(renderer) => renderer,
        Err(error) => {
            checked.diagnostics.push(error.diagnostic(&site.config.site.theme));
            return Err(Failure::Content);
        }
    };
    let staging = place.stage()?;
    let timings = &*checked.timings;
    let inspector = Inspector::new(whole, site, checked, &staging, &known.memo);

    // The search page names the index, so the index is made first.
    progress.begin(Phase::Index, 1);
    renderer.search_manifest = Some(index(site, &inspector, &known.cache, timings)?);
    progress.step();

    let pages = render::plan(site);
    progress.begin(Phase::Render, pages.len());
    let before: Pages = known.cache.load("pages");
    let made = pages.par_iter().filter_map(|page| {
        let made = make(page, &renderer, &before, &inspector);
        page.alternates(&renderer).into_iter().for_each(|artifact| inspector.admit(artifact));
        if let Some(feed) = page.feed(&renderer) {
            inspector.admit(feed::atom(site, &feed));
        }
        progress.step();
        made
    });
    let made: Pages = made.collect::<Vec<_>>().into_iter().collect();
    renderer.data().for_each(|artifact| inspector.admit(artifact));
    renderer.static_files().for_each(|artifact| inspector.admit(artifact));
    let mut whole_site = feed::sitemap(site, &renderer.addresses(&pages));
    whole_site.extend([feed::robots(site), feed::opensearch(site)]);
    whole_site.into_iter().for_each(|artifact| inspector.admit(artifact));
    copy_files(site, &checked.tree, &inspector);

    let gate = inspector.finish(&mut checked.diagnostics)?;
    let publishing = timings.span(Work::Publish);
    let Published { identity, written, changes } = staging.publish(provenance(site, checked))?;
    drop(publishing);
    let base_url = site.config.site.base_url.clone();
    let outcome = Outcome { items: items(site), pages: pages.len(), written, changes, base_url };
    known.cache.save("pages", &made);
    if let Some(inputs) = known.inputs {
        let findings = (&checked.diagnostics[..], &checked.sources);
        known.cache.save("memo", &Memo::new(identity, inputs, gate, &outcome, findings));
    }
    Ok(outcome)
}

/// Makes the search index; answers with its manifest.
fn index(site: &CheckedSite, inspector: &Inspector<'_>, cache: &Cache, timings: &Timings) -> Result<String, Failure> {
    let published = |name: &str| inspector.published(&format!("search/{name}")).is_some();
    let shards = cache.shards(&published);
    let mut pack = search_index::build(site, &shards, timings).map_err(|error| Failure::Internal(error.to_string()))?;
    shards.finish();
    let manifest = std::mem::take(&mut pack.manifest);
    for name in std::mem::take(&mut pack.kept) {
        if let Some(entry) = inspector.published(&format!("search/{name}")) {
            inspector.keep(entry.clone());
        }
    }
    search_index::artifacts(pack).into_par_iter().for_each(|artifact| inspector.admit(artifact));
    Ok(manifest)
}

/// Makes a page, or takes it over where all that it follows from is as it was; answers with its path, key and digest.
fn make(
    page: &render::Page,
    renderer: &Renderer<'_>,
    before: &Pages,
    inspector: &Inspector<'_>,
) -> Option<(String, (Key, Digest))> {
    let rendering = inspector.timings().span(Work::Render);
    let prepared = page.prepare(renderer);
    let (key, path) = (prepared.key, prepared.path.clone());
    let known = before.get(&path).filter(|known| known.0 == key);
    let kept = known.and_then(|known| inspector.published(&path).filter(|entry| entry.sha256 == known.1));
    if let Some(entry) = kept {
        drop(rendering);
        let digest = entry.sha256;
        inspector.keep(ManifestFile { sources: prepared.sources, ..entry.clone() });
        return Some((path, (key, digest)));
    }
    let rendered = prepared.render(renderer);
    rendering.add(1, rendered.as_ref().map_or(0, |artifact| artifact.bytes.len()));
    drop(rendering);
    match rendered {
        Ok(artifact) => inspector.pass(artifact).map(|digest| (path, (key, digest))),
        Err(error) => {
            inspector.note(error.diagnostic(renderer.theme_name()));
            None
        }
    }
}

fn copy_files(site: &CheckedSite, tree: &Tree, inspector: &Inspector<'_>) {
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

/// Looks up when the public documents were last changed.
fn date(site: &mut Site, tree: &Tree, cache: &Cache, diagnostics: &mut Vec<Diagnostic>) {
    let shown = site.records.documents.iter().filter(|item| is_published(&item.value, site.as_of));
    let paths: Vec<Arc<str>> = shown.map(|item| Arc::clone(&item.path)).collect();
    match tree.last_changes(&paths, &cache.load::<KnownChanges>("history")) {
        Ok((days, known)) => {
            site.modified = days;
            cache.save("history", &known);
        }
        Err(diagnostic) => diagnostics.push(*diagnostic),
    }
}

fn deny(diagnostics: &mut [Diagnostic]) {
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

fn provenance(site: &CheckedSite, checked: &Checked) -> Provenance {
    let Frozen { commit, dirty, as_of, .. } = taken(site, checked);
    let base_url = site.config.site.base_url.clone();
    Provenance { engine: ENGINE.to_owned(), commit, dirty, as_of: as_of.iso(), base_url }
}

/// What the build takes from elsewhere than the public sources.
fn taken(site: &CheckedSite, checked: &Checked) -> Frozen {
    let mut taken = Frozen::of(site, &checked.tree);
    if let Some(frozen) = &checked.frozen {
        (taken.commit, taken.dirty) = (frozen.commit.clone(), frozen.dirty);
    }
    taken
}

/// How many public items a site has.
#[must_use]
pub fn items(site: &CheckedSite) -> usize {
    let records = &site.records;
    records.documents.len() + records.projects.len() + records.carriers.len() + records.rosters.len()
}
