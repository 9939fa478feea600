//! Between the makers of files and the staging directory.

use std::{
    collections::BTreeSet,
    fs,
    sync::{Arc, Mutex, PoisonError},
};

use super::{Checked, Failure, disclosed, memo::Memo};
use crate::{
    artifact::Artifact,
    cache::Key,
    check::{CheckedSite, leak::Gate},
    diag::{self, Diagnostic, Severity},
    output::{Digest, ManifestFile, Staging},
    site::Site,
    timing::{Timings, Work},
};

/// Nothing is written that the last gate did not let pass, now or, the same file past the same gate, in the last build.
pub(super) struct Inspector<'a> {
    gate: Gate,
    key: Key,
    staging: &'a Staging,
    /// The files about which the same gate had something to say in the last build; `None` if it was another.
    noted_before: Option<BTreeSet<String>>,
    noted: Mutex<BTreeSet<String>>,
    found: Mutex<Vec<Diagnostic>>,
    failure: Mutex<Option<Failure>>,
    timings: Arc<Timings>,
}

impl<'a> Inspector<'a> {
    pub(super) fn new(whole: &Site, site: &CheckedSite, checked: &Checked, staging: &'a Staging, memo: &Memo) -> Self {
        let timings = Arc::clone(&checked.timings);
        let preparing = timings.span(Work::Gate);
        let gate = disclosed::gate(whole, site, &checked.sources);
        drop(preparing);
        let key = gate.key();
        Self {
            gate,
            key,
            staging,
            noted_before: memo.noted_by(key).cloned(),
            noted: Mutex::default(),
            found: Mutex::default(),
            failure: Mutex::default(),
            timings,
        }
    }

    /// What measures the time.
    pub(super) fn timings(&self) -> &Timings {
        &self.timings
    }

    /// The file at `path` of the published site, if it holds what its manifest says.
    pub(super) fn published(&self, path: &str) -> Option<&ManifestFile> {
        self.staging.published(path)
    }

    /// Lets a file pass into the site, or notes why not.
    pub(super) fn admit(&self, artifact: Artifact) {
        let _ = self.pass(artifact);
    }

    /// Lets a file pass into the site and answers with its digest, or notes why not.
    pub(super) fn pass(&self, artifact: Artifact) -> Option<Digest> {
        let inspecting = self.timings.span(Work::Inspect);
        let digest = Digest::of(&artifact.bytes);
        if !self.has_passed(&artifact.path, digest) {
            inspecting.add(1, artifact.bytes.len());
            let found = self.gate.inspect(&artifact);
            let stopped = found.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
            if !found.is_empty() {
                self.noted.lock().unwrap_or_else(PoisonError::into_inner).insert(artifact.path.clone());
            }
            found.into_iter().for_each(|diagnostic| self.note(diagnostic));
            if stopped {
                return None;
            }
        }
        drop(inspecting);
        let writing = self.timings.span(Work::Write);
        writing.add(1, artifact.bytes.len());
        match self.staging.put(artifact, digest) {
            Ok(()) => Some(digest),
            Err(error) => {
                self.fail(error.into());
                None
            }
        }
    }

    /// Takes a file over from the published site.
    pub(super) fn keep(&self, entry: ManifestFile) {
        if !self.has_passed(&entry.path, entry.sha256) {
            let path = self.staging.place().path(&entry.path);
            match fs::read(&path) {
                Ok(bytes) => self.admit(Artifact { path: entry.path, bytes, sources: entry.sources }),
                Err(error) => self.fail(Failure::Io(path, error)),
            }
            return;
        }
        let writing = self.timings.span(Work::Write);
        writing.add(1, 0);
        if let Err(error) = self.staging.keep(entry) {
            self.fail(error.into());
        }
    }

    /// Whether the same file passed the same gate, which had nothing to say of it.
    fn has_passed(&self, path: &str, digest: Digest) -> bool {
        let published = || self.published(path).is_some_and(|entry| entry.sha256 == digest);
        self.noted_before.as_ref().is_some_and(|noted| !noted.contains(path)) && published()
    }

    pub(super) fn note(&self, diagnostic: Diagnostic) {
        self.found.lock().unwrap_or_else(PoisonError::into_inner).push(diagnostic);
    }

    pub(super) fn fail(&self, failure: Failure) {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(failure);
    }

    /// Adds what was found to `diagnostics`, and fails if nothing may be published. Answers with the gate's key and the
    /// files about which it had something to say.
    pub(super) fn finish(self, diagnostics: &mut Vec<Diagnostic>) -> Result<(Key, BTreeSet<String>), Failure> {
        diagnostics.extend(self.found.into_inner().unwrap_or_else(PoisonError::into_inner));
        diag::sort(diagnostics);
        if let Some(failure) = self.failure.into_inner().unwrap_or_else(PoisonError::into_inner) {
            return Err(failure);
        }
        if diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error) {
            return Err(Failure::Content);
        }
        Ok((self.key, self.noted.into_inner().unwrap_or_else(PoisonError::into_inner)))
    }
}
