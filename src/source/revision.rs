//! The commit that a work tree stands on.

use std::path::Path;

use super::SourceFile;
use crate::model::Date;

/// A commit of the repository that holds the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// The commit's id in hexadecimal.
    pub commit: String,
    /// The committer's day in UTC+8.
    pub day: Date,
    /// Whether the work tree differs from the commit.
    pub dirty: bool,
}

/// The commit `root` stands on; `None` outside a repository and before the first commit.
///
/// The work tree counts as different from it also when it holds one of `files` that is not under version control.
pub(super) fn of(root: &Path, files: &[SourceFile]) -> Option<Revision> {
    let repository = gix::discover(root).ok()?;
    let commit = repository.head_commit().ok()?;
    let seconds = commit.time().ok()?.seconds;
    let utc8 = jiff::tz::Offset::constant(8);
    let day = utc8.to_datetime(jiff::Timestamp::from_second(seconds).ok()?).date();
    let dirty = repository.is_dirty().unwrap_or(true) || !are_tracked(&repository, root, files).unwrap_or(false);
    Some(Revision { commit: commit.id.to_string(), day: Date::new(day.year(), day.month(), day.day())?, dirty })
}

fn are_tracked(repository: &gix::Repository, root: &Path, files: &[SourceFile]) -> Option<bool> {
    let top = std::fs::canonicalize(repository.workdir()?).ok()?;
    let below = root.strip_prefix(top).ok()?.to_str()?;
    let index = repository.index_or_empty().ok()?;
    let is_tracked = |file: &SourceFile| {
        let path = if below.is_empty() { file.path.to_string() } else { format!("{below}/{}", file.path) };
        index.entry_by_path(path.as_str().into()).is_some()
    };
    Some(files.iter().all(is_tracked))
}
