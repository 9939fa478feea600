//! The files of a commit, read from git's objects.

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    path::Path,
    sync::Arc,
};

use gix::{
    ObjectId, ThreadSafeRepository,
    bstr::ByteSlice,
    objs::tree::{EntryKind, EntryMode},
};
use rayon::prelude::*;

use super::{
    Content, LARGEST_POINTER, SourceFile, TOPS, content,
    finding::{self, Refusal},
    is_ignored, is_lfs_pointer, is_text,
    repository::Place,
    revision::Standing,
};
use crate::diag::Diagnostic;

/// The bytes of a commit's files.
#[derive(Debug)]
pub(super) struct Snapshot {
    repository: ThreadSafeRepository,
    blobs: BTreeMap<Arc<str>, ObjectId>,
}

impl Snapshot {
    /// The bytes of a file that was listed.
    pub(super) fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        let id = self.blobs.get(path).ok_or(io::ErrorKind::NotFound)?;
        let repository = self.repository.to_thread_local();
        let mut object = repository.find_object(*id).map_err(|error| io::Error::other(error.to_string()))?;
        Ok(std::mem::take(&mut object.data))
    }
}

/// What a commit holds of a site: its bytes, where it stands in history, its files.
type Loaded = (Snapshot, Standing, Vec<SourceFile>);

/// Reads the site of `rev`, which may be `REV:sub/dir`, in the repository that holds or is `directory`.
pub(super) fn load(directory: &Path, rev: &str, diagnostics: &mut Vec<Diagnostic>) -> Result<Loaded, Refusal> {
    let Place { repository, prefix } = Place::named(directory)?;
    let local = repository.to_thread_local();
    let (name, below) = split(rev);
    let prefix = below.map_or(prefix, |below| below.trim_matches('/').to_owned());
    let commit = commit(&local, name).ok_or_else(|| finding::no_such_commit(name))?;
    let unreadable = |error: gix::Error| finding::unreadable_object(&commit.id.to_string(), &error.to_string());
    let mut tree = commit.tree().map_err(unreadable)?;
    if !prefix.is_empty() {
        let entry = tree.lookup_entry(prefix.split('/').map(str::as_bytes)).map_err(unreadable)?;
        let entry = entry.filter(|entry| entry.mode().is_tree());
        let object = entry.ok_or_else(|| finding::no_such_directory(name, &prefix))?.object().map_err(unreadable)?;
        tree = object.into_tree();
    }
    let mut walk = Walk { repository: &local, site: &tree, blobs: BTreeMap::new(), diagnostics, above: Vec::new() };
    walk.tops()?;
    let blobs = walk.blobs;
    let files = files(&repository, &blobs, diagnostics);
    let standing = Standing { repository: repository.clone(), prefix, commit: commit.id, changed: BTreeSet::new() };
    Ok((Snapshot { repository, blobs }, standing, files))
}

/// The commit that `name` leads to.
fn commit<'r>(repository: &'r gix::Repository, name: &str) -> Option<gix::Commit<'r>> {
    if name.is_empty() {
        return None;
    }
    repository.rev_parse_single(name).ok()?.object().ok()?.peel_to_commit().ok()
}

/// Parts `REV:sub/dir`; a colon inside braces (`HEAD^{/fix: it}`) belongs to the name of the commit.
fn split(rev: &str) -> (&str, Option<&str>) {
    let mut depth = 0_usize;
    let colon = rev.char_indices().find(|(_, sign)| {
        match sign {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        *sign == ':' && depth == 0
    });
    colon.map_or((rev, None), |(at, _)| (&rev[..at], Some(&rev[at + 1..])))
}

/// A walk through the trees of a commit.
struct Walk<'a, 'r> {
    repository: &'r gix::Repository,
    /// The tree of the site directory.
    site: &'a gix::Tree<'r>,
    blobs: BTreeMap<Arc<str>, ObjectId>,
    diagnostics: &'a mut Vec<Diagnostic>,
    /// The trees that are being walked: one that holds itself by a link has no end.
    above: Vec<ObjectId>,
}

impl Walk<'_, '_> {
    fn tops(&mut self) -> Result<(), Refusal> {
        for top in TOPS {
            if let Some((mode, id)) = self.lookup(&[top.to_owned()]) {
                self.entry(top, mode, id)?;
            }
        }
        Ok(())
    }

    fn entry(&mut self, path: &str, mode: EntryMode, id: ObjectId) -> Result<(), Refusal> {
        let name: Arc<str> = path.into();
        match mode.kind() {
            EntryKind::Blob | EntryKind::BlobExecutable => {
                self.blobs.insert(name, id);
            }
            EntryKind::Tree => self.directory(path, id)?,
            EntryKind::Commit => self.diagnostics.push(finding::submodule(&name)),
            EntryKind::Link => match self.follow(path) {
                Some((_, id)) if self.above.contains(&id) => {
                    self.diagnostics.push(finding::link_leaves_tree(&name));
                }
                Some((mode, id)) => self.entry(path, mode, id)?,
                None => self.diagnostics.push(finding::link_leaves_tree(&name)),
            },
        }
        Ok(())
    }

    fn directory(&mut self, path: &str, id: ObjectId) -> Result<(), Refusal> {
        let unreadable = |error: gix::Error| finding::unreadable_object(&id.to_string(), &error.to_string());
        let tree = self.repository.find_tree(id).map_err(unreadable)?;
        self.above.push(id);
        for entry in tree.decode().map_err(unreadable)?.entries {
            let name = entry.filename.to_str_lossy();
            let below = format!("{path}/{name}");
            if is_ignored(&name) {
                self.diagnostics.push(finding::ignored_file(&below.as_str().into()));
            } else if entry.filename.to_str().is_err() {
                self.diagnostics.push(finding::name_not_utf8(&below.as_str().into()));
            } else {
                self.entry(&below, entry.mode, entry.oid.into())?;
            }
        }
        self.above.pop();
        Ok(())
    }

    /// What the symbolic link at `path` leads to inside the site; never a link itself.
    fn follow(&self, path: &str) -> Option<(EntryMode, ObjectId)> {
        const DEEPEST: usize = 40;
        let mut left: Vec<String> = path.rsplit('/').map(str::to_owned).collect();
        let mut reached: Vec<String> = Vec::new();
        let mut links = 0;
        while let Some(part) = left.pop() {
            match part.as_str() {
                "" | "." => continue,
                ".." => {
                    reached.pop()?;
                    continue;
                }
                _ => reached.push(part),
            }
            let (mode, id) = self.lookup(&reached)?;
            if mode.is_link() {
                links += 1;
                let target = self.repository.find_blob(id).ok()?;
                let target = target.data.to_str().ok().filter(|target| links <= DEEPEST && !target.starts_with('/'))?;
                reached.pop();
                left.extend(target.rsplit('/').map(str::to_owned));
            }
        }
        let is_read = !reached.is_empty() && !reached.iter().any(|part| is_ignored(part));
        is_read.then(|| self.lookup(&reached)).flatten()
    }

    fn lookup(&self, parts: &[String]) -> Option<(EntryMode, ObjectId)> {
        let entry = self.site.lookup_entry(parts.iter().map(String::as_bytes)).ok()??;
        Some((entry.mode(), entry.object_id()))
    }
}

/// The files that `blobs` are, texts with their content.
fn files(
    repository: &ThreadSafeRepository,
    blobs: &BTreeMap<Arc<str>, ObjectId>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<SourceFile> {
    let read: Vec<_> = blobs
        .par_iter()
        .map_init(|| repository.to_thread_local(), |local, (path, id)| file(local, path, *id))
        .collect();
    let mut files = Vec::with_capacity(read.len());
    for read in read {
        match read {
            Ok(file) => files.push(file),
            Err(diagnostic) => diagnostics.push(*diagnostic),
        }
    }
    files
}

fn file(repository: &gix::Repository, path: &Arc<str>, id: ObjectId) -> Result<SourceFile, Box<Diagnostic>> {
    let unreadable = |error: gix::Error| {
        let Refusal { message, help, .. } = finding::unreadable_object(&id.to_string(), &error.to_string());
        Box::new(Diagnostic::error("unreadable", path, message).help(help))
    };
    // Of an attachment no more is read here than tells a pointer from a file.
    if !is_text(path) {
        let size = repository.find_header(id).map_err(unreadable)?.size();
        if size >= LARGEST_POINTER {
            return Ok(SourceFile { path: Arc::clone(path), content: Content::Other(size) });
        }
    }
    let mut object = repository.find_object(id).map_err(unreadable)?;
    let bytes = std::mem::take(&mut object.data);
    if is_lfs_pointer(&bytes) {
        return Err(Box::new(finding::lfs_pointer(path)));
    }
    let size = bytes.len() as u64;
    Ok(SourceFile { path: Arc::clone(path), content: content(path, &bytes, size)? })
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn a_directory_follows_the_first_colon_that_is_no_part_of_the_commit() {
        assert_eq!(split("main"), ("main", None));
        assert_eq!(split("main:site/dir"), ("main", Some("site/dir")));
        assert_eq!(split("HEAD^{/fix: it}:site"), ("HEAD^{/fix: it}", Some("site")));
        assert_eq!(split(":site"), ("", Some("site")));
    }
}
