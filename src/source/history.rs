//! When each file was last changed, in one walk through history.

use std::{
    collections::{BTreeMap, BTreeSet, BinaryHeap},
    sync::Arc,
};

use gix::{
    ObjectId, Repository,
    bstr::{BString, ByteSlice},
    diff::tree::{Recorder, State, recorder::Change},
    objs::TreeRefIter,
};
use serde::{Deserialize, Serialize};

use super::{
    finding,
    repository::joined,
    revision::{Standing, committed_on},
};
use crate::{diag::Diagnostic, model::Date};

/// The day each file was last changed, by path.
pub type Days = BTreeMap<Arc<str>, Date>;

/// The files whose last change is looked for at a commit: by their path there, the indices of the files they became.
type Sought = BTreeMap<BString, Vec<usize>>;

/// The days that an earlier walk found, from which the next one need not go on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownChanges {
    /// The commit at which it began, in hexadecimal.
    commit: String,
    /// The day by the path from the top of the repository, ISO 8601.
    days: BTreeMap<String, String>,
}

/// The day each of `paths` was last changed; see [`super::Tree::last_changes`].
///
/// Of a merge the parent is followed that has the file as it is; if none has, the merge changed it. Commits are
/// taken newest first, and the walk ends when every file has its day.
pub(super) fn last_changes(
    standing: &Standing,
    paths: &[Arc<str>],
    known: &KnownChanges,
) -> Result<(Days, KnownChanges), Box<Diagnostic>> {
    let mut repository = standing.repository.to_thread_local();
    repository.object_cache_size(CACHE);
    let mut sought = Sought::new();
    for (index, path) in paths.iter().enumerate().filter(|(_, path)| !standing.changed.contains(&***path)) {
        sought.entry(joined(&standing.prefix, path).into()).or_default().push(index);
    }
    let mut walk = Walk::new(&repository, known);
    walk.seek(standing.commit, sought);
    // What cannot be read any more ends the walk: these files have no day.
    while walk.step().is_some() {}
    let missing: BTreeSet<&Arc<str>> = walk.missing.iter().map(|index| &paths[*index]).collect();
    if let Some(first) = missing.first() {
        return Err(Box::new(finding::shallow(first, missing.len() - 1)));
    }
    let found = walk.found.into_iter().map(|(index, day)| (Arc::clone(&paths[index]), day));
    let found: Days = found.collect();
    let days = found.iter().map(|(path, day)| (joined(&standing.prefix, path), day.iso()));
    let known = KnownChanges { commit: standing.commit.to_string(), days: days.collect() };
    Ok((found, known))
}

/// Bytes of objects kept: each tree is read twice, as a commit's own and as that of its child's parent.
const CACHE: usize = 32 << 20;

struct Walk<'r> {
    repository: &'r Repository,
    known: &'r KnownChanges,
    /// The commit at which the earlier walk began.
    begun: Option<ObjectId>,
    /// Commits at which the history that is here ends.
    boundary: BTreeSet<ObjectId>,
    queue: BinaryHeap<(i64, ObjectId)>,
    sought: BTreeMap<ObjectId, Sought>,
    found: BTreeMap<usize, Date>,
    missing: BTreeSet<usize>,
    state: State,
}

impl<'r> Walk<'r> {
    fn new(repository: &'r Repository, known: &'r KnownChanges) -> Self {
        let boundary = repository.shallow_commits().ok().flatten();
        Self {
            repository,
            known,
            begun: ObjectId::from_hex(known.commit.as_bytes()).ok(),
            boundary: boundary.map(|commits| commits.iter().copied().collect()).unwrap_or_default(),
            queue: BinaryHeap::new(),
            sought: BTreeMap::new(),
            found: BTreeMap::new(),
            missing: BTreeSet::new(),
            state: State::default(),
        }
    }

    /// Looks for files at `commit` and before it.
    fn seek(&mut self, commit: ObjectId, sought: Sought) {
        if sought.is_empty() {
            return;
        }
        match self.sought.get_mut(&commit) {
            Some(already) => {
                sought.into_iter().for_each(|(path, files)| already.entry(path).or_default().extend(files))
            }
            None => {
                let seconds = self.repository.find_commit(commit).ok().and_then(|commit| commit.time().ok());
                self.queue.push((seconds.map_or(0, |time| time.seconds), commit));
                self.sought.insert(commit, sought);
            }
        }
    }

    /// Dates the files that the newest commit changed, and hands the others to its parents; `None` at the end.
    fn step(&mut self) -> Option<()> {
        let (_, id) = self.queue.pop()?;
        let mut sought = self.sought.remove(&id)?;
        if self.begun == Some(id) {
            sought.retain(|path, files| !self.recall(path, files));
        }
        if sought.is_empty() {
            return Some(());
        }
        if self.boundary.contains(&id) {
            self.missing.extend(sought.into_values().flatten());
            return Some(());
        }
        let commit = self.repository.find_commit(id).ok()?;
        for parent in commit.parent_ids() {
            if sought.is_empty() {
                break;
            }
            let (unchanged, changed) = self.part(parent.detach(), commit.tree_id().ok()?.detach(), sought)?;
            self.seek(parent.detach(), unchanged);
            sought = changed;
        }
        let day = committed_on(&commit)?;
        self.found.extend(sought.into_values().flatten().map(|file| (file, day)));
        Some(())
    }

    /// Dates files as the earlier walk did, if it knew them.
    fn recall(&mut self, path: &BString, files: &[usize]) -> bool {
        let day = path.to_str().ok().and_then(|path| self.known.days.get(path));
        let Some(day) = day.and_then(|day| Date::parse(day).ok()) else { return false };
        self.found.extend(files.iter().map(|file| (*file, day)));
        true
    }

    /// Parts the files into those `parent` has as they are, under their path there, and the others.
    fn part(&mut self, parent: ObjectId, tree: ObjectId, sought: Sought) -> Option<(Sought, Sought)> {
        let before = self.repository.find_commit(parent).ok()?.tree_id().ok()?.detach();
        if before == tree {
            return Some((sought, Sought::new()));
        }
        let changes = self.changes(before, tree)?;
        let mut unchanged = sought;
        let mut changed = Sought::new();
        for change in &changes {
            let (path, added) = match change {
                Change::Addition { path, oid, .. } => (path, Some(oid)),
                Change::Modification { path, .. } => (path, None),
                Change::Deletion { .. } => continue,
            };
            let Some(files) = unchanged.remove(path) else { continue };
            match added.and_then(|id| former(&changes, path, id)) {
                Some(former) => unchanged.entry(former).or_default().extend(files),
                None => drop(changed.insert(path.clone(), files)),
            }
        }
        Some((unchanged, changed))
    }

    fn changes(&mut self, before: ObjectId, after: ObjectId) -> Option<Vec<Change>> {
        let before = self.repository.find_tree(before).ok()?;
        let after = self.repository.find_tree(after).ok()?;
        let mut recorder = Recorder::default();
        gix::diff::tree(
            TreeRefIter::from_bytes(&before.data, before.id.kind()),
            TreeRefIter::from_bytes(&after.data, after.id.kind()),
            &mut self.state,
            &self.repository.objects,
            &mut recorder,
        )
        .ok()?;
        Some(recorder.records)
    }
}

/// The path under which a file that appears at `path` stood before: one that went away with the same bytes, of the same
/// name if there is such a one.
fn former(changes: &[Change], path: &BString, id: &ObjectId) -> Option<BString> {
    let name = |path: &BString| path.rfind_byte(b'/').map_or(path.to_vec(), |slash| path[slash + 1..].to_vec());
    let gone = changes.iter().filter_map(|change| match change {
        Change::Deletion { path, oid, .. } if oid == id => Some(path),
        _ => None,
    });
    gone.min_by_key(|gone| (name(gone) != name(path), (*gone).clone())).cloned()
}
