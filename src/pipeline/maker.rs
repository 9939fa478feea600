//! Files made where what they follow from has changed, and taken over from the published site where not.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use serde::{Deserialize, Serialize};

use super::inspector::Inspector;
use crate::{
    artifact::Artifact,
    cache::Key,
    output::{Digest, ManifestFile},
    render::{self, Inputs, Renderer},
    timing::Work,
};

/// What is remembered of the files that were made, by path.
pub(super) type Made = BTreeMap<String, Known>;

/// What a file was made from, and what was made.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Known {
    /// The key of its inputs.
    inputs: Key,
    /// The key of all that was gathered from them, of a page that was gathered.
    gathered: Option<Key>,
    digest: Digest,
}

/// Makes files, or takes them over.
pub(super) struct Maker<'a> {
    inspector: &'a Inspector<'a>,
    inputs: Inputs,
    before: Made,
    made: Mutex<Made>,
}

impl<'a> Maker<'a> {
    /// A maker of pages that follow from `inputs`, which knows of the published files what is in `before`.
    pub(super) fn new(inspector: &'a Inspector<'a>, inputs: Inputs, before: Made) -> Self {
        Self { inspector, inputs, before, made: Mutex::default() }
    }

    /// What there is to remember of the files made and taken over.
    pub(super) fn into_made(self) -> Made {
        self.made.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes a page.
    pub(super) fn page(&self, renderer: &Renderer<'_>, page: &render::Page) {
        let rendering = self.inspector.timings().span(Work::Render);
        let (path, inputs) = (page.path(), page.inputs(renderer, &self.inputs));
        let is_known = |known: &&Known| known.inputs == inputs;
        if let Some((known, entry)) = self.published(&path, is_known) {
            // Every test that builds again proves the keys by this.
            let again = || page.prepare(renderer).render(renderer).ok().map(|made| Digest::of(&made.bytes));
            debug_assert_eq!(again(), Some(known.digest), "{path} does not follow from its inputs");
            drop(rendering);
            self.keep(known, entry.clone());
            return;
        }
        let prepared = page.prepare(renderer);
        let gathered = page.is_composed(renderer).then(|| prepared.key(renderer));
        let is_known = |known: &&Known| gathered.is_some() && known.gathered == gathered;
        if let Some((known, entry)) = self.published(&path, is_known) {
            drop(rendering);
            let entry = ManifestFile { sources: prepared.sources().to_vec(), ..entry.clone() };
            self.keep(Known { inputs, ..known }, entry);
            return;
        }
        let rendered = prepared.render(renderer);
        rendering.add(1, rendered.as_ref().map_or(0, |artifact| artifact.bytes.len()));
        drop(rendering);
        match rendered {
            Ok(artifact) => self.pass(artifact, inputs, gathered),
            Err(error) => self.inspector.note(error.diagnostic(renderer.theme_name())),
        }
    }

    /// Makes a file that is no page; answers with its size in bytes.
    pub(super) fn file(&self, file: render::File<'_>) -> u64 {
        let is_known = |known: &&Known| known.inputs == file.inputs;
        if let Some((known, entry)) = self.published(&file.path, is_known) {
            debug_assert_eq!(
                Digest::of(&(file.make)().bytes),
                known.digest,
                "{} does not follow from its inputs",
                file.path
            );
            self.keep(known, entry.clone());
            return entry.size;
        }
        let making = self.inspector.timings().span(Work::Data);
        let artifact = (file.make)();
        let size = artifact.bytes.len();
        making.add(1, size);
        drop(making);
        self.pass(artifact, file.inputs, None);
        size as u64
    }

    /// The published file at `path`, if it is the one that was made then, and `is_known` says that it would be now.
    fn published(&self, path: &str, is_known: impl Fn(&&Known) -> bool) -> Option<(Known, &ManifestFile)> {
        let known = self.before.get(path).filter(is_known)?;
        let entry = self.inspector.published(path).filter(|entry| entry.sha256 == known.digest)?;
        Some((*known, entry))
    }

    fn keep(&self, known: Known, entry: ManifestFile) {
        self.remember(entry.path.clone(), known);
        self.inspector.keep(entry);
    }

    fn pass(&self, artifact: Artifact, inputs: Key, gathered: Option<Key>) {
        let path = artifact.path.clone();
        if let Some(digest) = self.inspector.pass(artifact) {
            self.remember(path, Known { inputs, gathered, digest });
        }
    }

    fn remember(&self, path: String, known: Known) {
        self.made.lock().unwrap_or_else(PoisonError::into_inner).insert(path, known);
    }
}
