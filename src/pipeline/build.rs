//! A site into the place where it is published.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use gongkai_search::pack::Pack;
use rayon::prelude::*;

use super::{
    Checked, Failure, Options, Outcome, Phase, Progress,
    check::{check_tree, read},
    inspector::Inspector,
    items,
    maker::Maker,
    memo::{self, Memo},
};
use crate::{
    artifact::Artifact,
    cache::{Cache, Key},
    check::CheckedSite,
    frozen::Frozen,
    output::{ENGINE, Former, Lock, Place, Provenance, Published},
    parallel::AT_ONCE,
    render::{self, Renderer, feed},
    search_index,
    source::Tree,
    timing::{Timings, Work},
};

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
    let lock = Lock::acquire(output, || progress.wait())?;
    let look = || {
        let _looking = options.timings.span(Work::Look);
        lock.look()
    };
    // What is read before the lock is held may be older than what the build before published.
    let (place, read) = rayon::join(look, || read(options));
    let (place, (tree, diagnostics)) = (place?, read?);
    let cache = if options.fresh { Cache::none() } else { Cache::open(&options.site, output) };
    let memo = cache.load::<Memo>("memo").of(place.identity());
    let inputs = memo::inputs(options, &tree);
    if place.is_intact() && inputs.is_some_and(|inputs| memo.knows(inputs)) {
        return Ok((Checked::again(&memo, tree, options), Ok(memo.outcome())));
    }
    let (former, mut checked) = rayon::join(|| place.former(), || check_tree(options, tree, diagnostics, &cache));
    let known = Known { cache, memo, inputs };
    let outcome = build_checked(&mut checked, (place, former?), &known, progress);
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

fn build_checked(
    checked: &mut Checked,
    (place, former): (Place, Former),
    known: &Known,
    progress: &dyn Progress,
) -> Result<Outcome, Failure> {
    let (Some(site), Some(whole), Some(theme)) = (&checked.public, &checked.whole, &checked.theme) else {
        return Err(Failure::Content);
    };
    let preparing = checked.timings.span(Work::Prepare);
    let mut renderer = match Renderer::new(site, theme) {
        Ok(renderer) => renderer,
        Err(error) => {
            checked.diagnostics.push(error.diagnostic(&site.config.site.theme));
            return Err(Failure::Content);
        }
    };
    let inputs = renderer.inputs();
    drop(preparing);
    let staging = place.stage(former, &site.config.output.precompress)?;
    let timings = &*checked.timings;
    let inspector = Inspector::new(whole, site, checked, &staging, &known.memo);

    // Pages name the index, and tell how large the files of data are, so these are made first.
    progress.begin(Phase::Index, 1);
    let (pack, (made, pages)) = rayon::join(
        || index(site, &inspector, &known.cache, timings),
        || rayon::join(|| known.cache.load("made"), || render::plan(site)),
    );
    let pack = pack?;
    renderer.search_manifest = Some(pack.manifest.clone());
    progress.step();
    let maker = Maker::new(&inspector, inputs, made);
    // Thousands of files in one directory: two threads that make them only wait for each other.
    let write_index = || search_index::artifacts(pack).for_each(|artifact| inspector.admit(artifact));
    let make_others = || {
        let data =
            renderer.data(&inputs).into_par_iter().with_max_len(1).map(|file| (file.path.clone(), maker.file(file)));
        renderer.data_sizes = data.collect();
        let renderer = &renderer;
        progress.begin(Phase::Render, pages.len());
        let make_pages = || {
            pages.par_iter().with_max_len(AT_ONCE).for_each(|page| {
                maker.page(renderer, page);
                page.alternates(renderer).into_iter().for_each(|artifact| inspector.admit(artifact));
                renderer.feed(page, &inputs).into_iter().for_each(|feed| _ = maker.file(feed));
                progress.step();
            });
        };
        rayon::join(make_pages, || {
            about_whole_site(site, renderer, &pages, &inspector);
            copy_files(site, &checked.tree, &inspector);
        });
    };
    rayon::join(write_index, make_others);
    let made = maker.into_made();

    let gate = inspector.finish(&mut checked.diagnostics)?;
    let publishing = timings.span(Work::Publish);
    let Published { identity, written, changes } = staging.publish(provenance(site, checked))?;
    drop(publishing);
    let base_url = site.config.site.base_url.clone();
    let outcome = Outcome { items: items(site), pages: pages.len(), written, changes, base_url };
    let remember = |inputs| {
        let findings = (&checked.diagnostics[..], &checked.sources);
        known.cache.save("memo", &Memo::new(identity, inputs, gate, &outcome, findings));
    };
    rayon::join(|| known.cache.save("made", &made), || known.inputs.map(remember));
    Ok(outcome)
}

/// Makes the search index; what the published site has of it is taken over.
fn index(site: &CheckedSite, inspector: &Inspector<'_>, cache: &Cache, timings: &Timings) -> Result<Pack, Failure> {
    let published = |name: &str| inspector.published(&format!("search/{name}")).is_some();
    let shards = cache.shards(&published);
    let mut pack = search_index::build(site, &shards, timings).map_err(|error| Failure::Internal(error.to_string()))?;
    shards.finish();
    std::mem::take(&mut pack.kept).into_par_iter().for_each(|name| {
        if let Some(entry) = inspector.published(&format!("search/{name}")) {
            inspector.keep(entry.clone());
        }
    });
    Ok(pack)
}

/// The files that no single page needs.
fn about_whole_site(site: &CheckedSite, renderer: &Renderer<'_>, pages: &[render::Page], inspector: &Inspector<'_>) {
    renderer.static_files().for_each(|artifact| inspector.admit(artifact));
    let mut files = feed::sitemap(site, &renderer.addresses(pages));
    files.extend([feed::robots(site), feed::opensearch(site)]);
    files.into_iter().for_each(|artifact| inspector.admit(artifact));
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

pub(super) fn provenance(site: &CheckedSite, checked: &Checked) -> Provenance {
    let Frozen { commit, dirty, as_of, .. } = taken(site, checked);
    let base_url = site.config.site.base_url.clone();
    Provenance { engine: ENGINE.to_owned(), commit, dirty, as_of: as_of.iso(), base_url }
}

/// What the build takes from elsewhere than the public sources.
pub(super) fn taken(site: &CheckedSite, checked: &Checked) -> Frozen {
    let mut taken = Frozen::of(site, &checked.tree);
    if let Some(frozen) = &checked.frozen {
        (taken.commit, taken.dirty) = (frozen.commit.clone(), frozen.dirty);
    }
    taken
}
