//! The whole way from sources to a published site, which [`build()`] goes from end to end.

mod article;
mod as_of;
mod build;
mod check;
mod disclosed;
mod export;
mod inspector;
mod maker;
mod memo;
mod preview;

use std::{io, path::PathBuf, sync::Arc};

pub use self::{
    article::article,
    build::build,
    check::{Checked, check},
    export::{export_public_source, export_quickwit},
    preview::{Edit, Preview},
};
use crate::{
    check::CheckedSite,
    model::Date,
    output::{Changes, OutputError, Written},
    source::{LoadError, Origin, Refusal},
    timing::Timings,
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

/// How many public items a site has.
#[must_use]
pub fn items(site: &CheckedSite) -> usize {
    let records = &site.records;
    records.documents.len() + records.projects.len() + records.carriers.len() + records.rosters.len()
}
