//! Between the makers of files and the staging directory.

use std::{
    borrow::Cow,
    collections::BTreeSet,
    fs, io,
    sync::{Arc, Mutex, PoisonError},
};

use super::{Checked, Failure, disclosed, memo::Memo};
use crate::{
    artifact::Artifact,
    cache::Key,
    check::{CheckedSite, leak::Gate},
    config::Encoding,
    diag::{self, Diagnostic, Severity},
    output::{Digest, ManifestFile, OutputError, Staging, encode, is_compressible},
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
    encodings: &'a [Encoding],
    timings: Arc<Timings>,
}

impl<'a> Inspector<'a> {
    pub(super) fn new(
        whole: &Site,
        site: &'a CheckedSite,
        checked: &Checked,
        staging: &'a Staging,
        memo: &Memo,
    ) -> Self {
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
            encodings: &site.config.output.precompress,
            timings,
        }
    }

    /// What measures the time.
    pub(super) fn timings(&self) -> &Timings {
        &self.timings
    }

    /// The file at `path` of the published site, if it holds what its manifest says.
    pub(super) fn published(&self, path: &str) -> Option<&ManifestFile> {
        self.staging.place().published(path)
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
        self.copy(&artifact.path, digest, &artifact.sources, || Ok(Cow::Borrowed(&artifact.bytes)));
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
        let path = self.staging.place().path(&entry.path);
        self.copy(&entry.path, entry.sha256, &entry.sources, || fs::read(&path).map(Cow::Owned));
        let writing = self.timings.span(Work::Write);
        writing.add(1, 0);
        if let Err(error) = self.staging.keep(entry) {
            self.fail(error.into());
        }
    }

    /// Puts the compressed copies of a file beside it, as far as the site asks for them; those of a file that was let
    /// pass before are there already. What is in a copy was inspected in the file.
    fn copy<'b>(
        &self,
        path: &str,
        digest: Digest,
        sources: &[Arc<str>],
        bytes: impl Fn() -> io::Result<Cow<'b, [u8]>>,
    ) {
        for encoding in self.encodings.iter().filter(|_| is_compressible(path)) {
            let copy = format!("{path}.{}", encoding.name());
            let made = match self.published(&copy).filter(|_| self.has_passed(path, digest)) {
                Some(entry) => self.staging.keep(ManifestFile { sources: sources.to_vec(), ..entry.clone() }),
                None => bytes().map_err(|error| OutputError::Io(copy.clone().into(), error)).and_then(|bytes| {
                    let bytes = encode(&bytes, *encoding);
                    let digest = Digest::of(&bytes);
                    self.staging.put(Artifact { path: copy, bytes, sources: sources.to_vec() }, digest)
                }),
            };
            if let Err(error) = made {
                self.fail(error.into());
            }
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
