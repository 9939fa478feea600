//! The repository a site stands in, and where in it.

use std::{fs, path::Path};

use gix::{ThreadSafeRepository, discover::upwards, sec};

use super::finding::{Refusal, not_a_repository};

/// A repository and the directory of the site in it.
#[derive(Debug)]
pub(super) struct Place {
    /// The repository.
    pub(super) repository: ThreadSafeRepository,
    /// The site directory below the top of the work tree, with `/` between its parts; empty at the top, and in a bare
    /// repository.
    pub(super) prefix: String,
}

impl Place {
    /// The repository whose work tree holds `directory`.
    pub(super) fn around(directory: &Path) -> Option<Self> {
        let repository = ThreadSafeRepository::discover(directory).ok()?;
        let prefix = prefix(&repository.to_thread_local(), directory)?;
        Some(Self { repository, prefix })
    }

    /// The repository that `GIT_DIR` names, as it does in a hook; else the one that holds `directory`, or is it.
    ///
    /// # Errors
    ///
    /// When there is none.
    pub(super) fn named(directory: &Path) -> Result<Self, Refusal> {
        let repository = ThreadSafeRepository::discover_with_environment_overrides_opts(
            directory,
            upwards::Options::default(),
            sec::trust::Mapping::default(),
        )
        .map_err(|_| not_a_repository(&directory.display().to_string()))?;
        let prefix = prefix(&repository.to_thread_local(), directory).unwrap_or_default();
        Ok(Self { repository, prefix })
    }
}

/// Whether a site read from a commit has no directory of its own: the repository is bare, or `directory` lies in its
/// `.git`.
#[must_use]
pub fn lies_in_git_directory(directory: &Path) -> bool {
    Place::named(directory).is_ok_and(|place| {
        let repository = place.repository.to_thread_local();
        repository.workdir().is_none() || is_inside(directory, repository.git_dir())
    })
}

fn prefix(repository: &gix::Repository, directory: &Path) -> Option<String> {
    if is_inside(directory, repository.git_dir()) {
        return None;
    }
    let top = fs::canonicalize(repository.workdir()?).ok()?;
    let below = fs::canonicalize(directory).ok()?;
    let parts: Option<Vec<&str>> =
        below.strip_prefix(top).ok()?.components().map(|part| part.as_os_str().to_str()).collect();
    Some(parts?.join("/"))
}

fn is_inside(directory: &Path, git_directory: &Path) -> bool {
    match (fs::canonicalize(directory), fs::canonicalize(git_directory)) {
        (Ok(directory), Ok(git_directory)) => directory.starts_with(git_directory),
        _ => false,
    }
}

/// The path of a file of the site, from the top of the repository.
pub(super) fn joined(prefix: &str, path: &str) -> String {
    if prefix.is_empty() { path.to_owned() } else { format!("{prefix}/{path}") }
}
