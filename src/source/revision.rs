//! The commit that a work tree stands on.

use std::path::Path;

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
pub(super) fn of(root: &Path) -> Option<Revision> {
    let repository = gix::discover(root).ok()?;
    let commit = repository.head_commit().ok()?;
    let seconds = commit.time().ok()?.seconds;
    let utc8 = jiff::tz::Offset::constant(8);
    let day = utc8.to_datetime(jiff::Timestamp::from_second(seconds).ok()?).date();
    let dirty = repository.is_dirty().unwrap_or(true);
    Some(Revision { commit: commit.id.to_string(), day: Date::new(day.year(), day.month(), day.day())?, dirty })
}
