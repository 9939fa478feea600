//! Between the makers of files and the staging directory.

use std::sync::{Arc, Mutex, PoisonError};

use super::{Checked, Failure, disclosed};
use crate::{
    artifact::Artifact,
    check::{CheckedSite, leak::Gate},
    diag::{self, Diagnostic, Severity},
    output::{Digest, Staging},
    site::Site,
    timing::{Timings, Work},
};

/// Nothing is written that the last gate did not let pass.
pub(super) struct Inspector<'a> {
    gate: Gate,
    staging: &'a Staging,
    found: Mutex<Vec<Diagnostic>>,
    failure: Mutex<Option<Failure>>,
    timings: Arc<Timings>,
}

impl<'a> Inspector<'a> {
    pub(super) fn new(whole: &Site, site: &CheckedSite, checked: &Checked, staging: &'a Staging) -> Self {
        let timings = Arc::clone(&checked.timings);
        let _preparing = timings.span(Work::Gate);
        let gate = disclosed::gate(whole, site, &checked.sources);
        Self { gate, staging, found: Mutex::default(), failure: Mutex::default(), timings: Arc::clone(&timings) }
    }

    pub(super) fn admit(&self, artifact: Artifact) {
        let inspecting = self.timings.span(Work::Inspect);
        inspecting.add(1, artifact.bytes.len());
        let digest = Digest::of(&artifact.bytes);
        let found = self.gate.inspect(&artifact);
        drop(inspecting);
        let stopped = found.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
        found.into_iter().for_each(|diagnostic| self.note(diagnostic));
        if stopped {
            return;
        }
        let writing = self.timings.span(Work::Write);
        writing.add(1, artifact.bytes.len());
        if let Err(error) = self.staging.put(artifact, digest) {
            self.fail(error.into());
        }
    }

    pub(super) fn note(&self, diagnostic: Diagnostic) {
        self.found.lock().unwrap_or_else(PoisonError::into_inner).push(diagnostic);
    }

    pub(super) fn fail(&self, failure: Failure) {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(failure);
    }

    /// Adds what was found to `diagnostics`, and fails if nothing may be published.
    pub(super) fn finish(self, diagnostics: &mut Vec<Diagnostic>) -> Result<(), Failure> {
        diagnostics.extend(self.found.into_inner().unwrap_or_else(PoisonError::into_inner));
        diag::sort(diagnostics);
        if let Some(failure) = self.failure.into_inner().unwrap_or_else(PoisonError::into_inner) {
            return Err(failure);
        }
        if diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error) {
            return Err(Failure::Content);
        }
        Ok(())
    }
}
