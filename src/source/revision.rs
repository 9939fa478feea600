//! The commit that the files of a site are from, and how a work tree differs from it.

use std::{collections::BTreeSet, path::Path};

use gix::{ObjectId, ThreadSafeRepository, bstr::ByteSlice, index::entry, status};

use super::{
    LARGEST_POINTER, TOPS, finding, is_lfs_pointer,
    repository::{Place, joined},
    work_tree::Walked,
};
use crate::{diag::Diagnostic, model::Date};

/// A commit of the repository that holds the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// The commit's id in hexadecimal.
    pub commit: String,
    /// The committer's day in UTC+8.
    pub day: Date,
    /// Whether the work tree differs from the commit in what is read of the site.
    pub dirty: bool,
}

/// Where the files of a site stand in history.
#[derive(Debug)]
pub(super) struct Standing {
    /// The repository.
    pub(super) repository: ThreadSafeRepository,
    /// The site directory from the top of the repository.
    pub(super) prefix: String,
    /// The commit.
    pub(super) commit: ObjectId,
    /// Files that are not as the commit has them, relative to the site directory.
    pub(super) changed: BTreeSet<String>,
}

impl Standing {
    pub(super) fn revision(&self) -> Option<Revision> {
        let repository = self.repository.to_thread_local();
        let commit = repository.find_commit(self.commit).ok()?;
        let day = committed_on(&commit)?;
        Some(Revision { commit: self.commit.to_string(), day, dirty: !self.changed.is_empty() })
    }
}

/// The committer's day in UTC+8.
pub(super) fn committed_on(commit: &gix::Commit<'_>) -> Option<Date> {
    let seconds = commit.time().ok()?.seconds;
    let utc8 = jiff::tz::Offset::constant(8);
    let day = utc8.to_datetime(jiff::Timestamp::from_second(seconds).ok()?).date();
    Date::new(day.year(), day.month(), day.day())
}

/// The commit the work tree at `root` stands on; `None` outside a repository and before the first commit.
///
/// What a commit would not hold as it stands here, files kept by Git LFS and submodules, is found.
pub(super) fn of_work_tree(root: &Path, walked: &Walked, diagnostics: &mut Vec<Diagnostic>) -> Option<Standing> {
    let Place { repository, prefix } = Place::around(root)?;
    let local = repository.to_thread_local();
    let commit = local.head_commit().ok()?.id;
    let index = local.index_or_empty().ok()?;
    let reads = |path: &str| is_read(path) || walked.targets.iter().any(|target| is_below(path, target));
    let inside = |path: &[u8]| below(&prefix, path).filter(|path| reads(path)).map(str::to_owned);
    // What cannot be compared counts as changed.
    let mut changed =
        changes(&local, inside).unwrap_or_else(|| walked.files.iter().map(|file| file.path.to_string()).collect());
    for entry in index.entries() {
        let Some(path) = inside(entry.path(&index)) else { continue };
        if entry.mode == entry::Mode::COMMIT {
            diagnostics.push(finding::submodule(&path.as_str().into()));
        }
        if entry.flags.contains(entry::Flags::SKIP_WORKTREE) {
            changed.insert(path);
        }
    }
    let files = walked.files.iter().map(|file| &*file.path);
    for path in files.chain(walked.targets.iter().map(String::as_str)) {
        let is_tracked = |path: &str| {
            let full = joined(&prefix, path);
            index.entry_by_path(full.as_str().into()).is_some()
                || index.prefixed_entries(format!("{full}/").as_str().into()).is_some()
        };
        // Below a directory that is a symbolic link, files are tracked under another name.
        if !is_tracked(path) && (walked.targets.is_empty() || !real(root, path).is_some_and(|path| is_tracked(&path))) {
            changed.insert(path.to_owned());
        }
    }
    // What is large is kept there; a text is, where somebody wants it so and has set it up here.
    let has_lfs =
        local.common_dir().join("lfs").is_dir() || local.config_snapshot().string("filter.lfs.clean").is_some();
    for file in walked.files.iter().filter(|file| has_lfs || file.is_other()) {
        let entry = index.entry_by_path(joined(&prefix, &file.path).as_str().into());
        if entry.is_some_and(|entry| is_pointer(&local, entry.id)) {
            diagnostics.push(finding::lfs_pointer(&file.path));
        }
    }
    drop(index);
    Some(Standing { repository, prefix, commit, changed })
}

/// Whether the work tree at `root` still stands where it stood, and the file at `path` with this text is not as the commit
/// has it.
pub(super) fn is_uncommitted(root: &Path, standing: Option<&Standing>, path: &str, text: &str) -> bool {
    let Some(standing) = standing else {
        return Place::around(root).is_none_or(|place| place.repository.to_thread_local().head_commit().is_err());
    };
    let repository = standing.repository.to_thread_local();
    let committed = || -> Option<bool> {
        let tree = repository.find_commit(standing.commit).ok()?.tree().ok()?;
        let Some(entry) = tree.lookup_entry_by_path(joined(&standing.prefix, path)).ok()? else { return Some(false) };
        let object = entry.object().ok()?;
        Some(super::text(&object.data).as_deref() == Ok(text))
    };
    repository.head_id().is_ok_and(|head| head == standing.commit) && committed() == Some(false)
}

/// Where a file stands that links lead to, relative to `root`.
fn real(root: &Path, path: &str) -> Option<String> {
    let file = std::fs::canonicalize(root.join(path)).ok()?;
    Some(file.strip_prefix(root).ok()?.to_str()?.to_owned())
}

/// Whether a path relative to the site directory is among what is read of it.
fn is_read(path: &str) -> bool {
    TOPS.iter().any(|top| is_below(path, top))
}

fn is_below(path: &str, directory: &str) -> bool {
    path.strip_prefix(directory).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The path relative to the site directory of one from the top of the repository, if it lies there and is text.
fn below<'p>(prefix: &str, path: &'p [u8]) -> Option<&'p str> {
    let path = path.to_str().ok()?;
    if prefix.is_empty() { Some(path) } else { path.strip_prefix(prefix)?.strip_prefix('/') }
}

/// The tracked files that differ between the commit, the index and the work tree; `None` if they cannot be compared.
fn changes(repository: &gix::Repository, inside: impl Fn(&[u8]) -> Option<String>) -> Option<BTreeSet<String>> {
    let status = repository
        .status(gix::progress::Discard)
        .ok()?
        .untracked_files(status::UntrackedFiles::None)
        .index_worktree_rewrites(None)
        .tree_index_track_renames(status::tree_index::TrackRenames::Disabled)
        .into_iter(None)
        .ok()?;
    let mut changed = BTreeSet::new();
    for item in status {
        changed.extend(inside(item.ok()?.location()));
    }
    Some(changed)
}

fn is_pointer(repository: &gix::Repository, id: ObjectId) -> bool {
    let is_small = repository.find_header(id).is_ok_and(|header| header.size() < LARGEST_POINTER);
    is_small && repository.find_object(id).is_ok_and(|object| is_lfs_pointer(&object.data))
}
