//! The files as they stand in the site directory.

use std::{fs, io::Read, path::Path, sync::Arc};

use rayon::prelude::*;
use walkdir::WalkDir;

use super::{Content, LARGEST_POINTER, SourceFile, TOPS, content, finding, is_ignored, is_lfs_pointer, is_text};
use crate::{diag::Diagnostic, parallel::AT_ONCE};

/// What a walk through the site directory found.
#[derive(Debug, Default)]
pub(super) struct Walked {
    /// The files.
    pub(super) files: Vec<SourceFile>,
    /// Where symbolic links lead, relative to the site directory.
    pub(super) targets: Vec<String>,
}

/// Reads the files below `root`, which is canonical.
pub(super) fn walk(root: &Path, diagnostics: &mut Vec<Diagnostic>) -> Walked {
    let mut walk = Walk { root, walked: Walked::default(), diagnostics };
    TOPS.iter().for_each(|top| walk.top(top));
    walk.walked
}

struct Walk<'a> {
    root: &'a Path,
    walked: Walked,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Walk<'_> {
    fn top(&mut self, top: &str) {
        let start = self.root.join(top);
        if fs::symlink_metadata(&start).is_err() {
            return;
        }
        let root = self.root;
        let mut turned_away = Vec::new();
        let mut targets = Vec::new();
        let entries = WalkDir::new(start).follow_links(true).sort_by_file_name().into_iter().filter_entry(|entry| {
            if entry.path_is_symlink() {
                match target(root, entry.path()) {
                    Some(target) => targets.push(target),
                    None => {
                        turned_away.push((entry.path().to_path_buf(), Reason::Leaves));
                        return false;
                    }
                }
            }
            if entry.depth() > 0 && is_ignored(&entry.file_name().to_string_lossy()) {
                turned_away.push((entry.path().to_path_buf(), Reason::Ignored));
                return false;
            }
            // A directory with a `.git` of its own is another repository.
            if entry.file_type().is_dir() && entry.path().join(".git").exists() {
                turned_away.push((entry.path().to_path_buf(), Reason::Submodule));
                return false;
            }
            true
        });
        let mut paths = Vec::new();
        for entry in entries {
            match entry {
                Ok(entry) if entry.file_type().is_file() => paths.push(entry.into_path()),
                Ok(_) => {}
                Err(error) if error.path().is_some_and(|path| is_broken_link(root, path)) => {
                    let path = relative(root, error.path().unwrap_or(root));
                    self.diagnostics.push(finding::link_leaves_tree(&path));
                }
                Err(error) => {
                    let path = relative(root, error.path().unwrap_or(root));
                    self.diagnostics.push(finding::unreadable(&path, &error.to_string()));
                }
            }
        }
        let read: Vec<_> = paths.par_iter().with_max_len(AT_ONCE).map(|path| read(root, path)).collect();
        for file in read {
            match file {
                Ok(file) => self.walked.files.push(file),
                Err(diagnostic) => self.diagnostics.push(*diagnostic),
            }
        }
        self.walked.targets.append(&mut targets);
        for (path, reason) in turned_away {
            let path = relative(root, &path);
            self.diagnostics.push(match reason {
                Reason::Leaves => finding::link_leaves_tree(&path),
                Reason::Ignored => finding::ignored_file(&path),
                Reason::Submodule => finding::submodule(&path),
            });
        }
    }
}

/// Reads the file at `path`, below `root`.
pub(super) fn read(root: &Path, path: &Path) -> Result<SourceFile, Box<Diagnostic>> {
    let name = relative(root, path);
    if path.strip_prefix(root).is_ok_and(|relative| relative.to_str().is_none()) {
        return Err(Box::new(finding::name_not_utf8(&name)));
    }
    let unreadable = |error: std::io::Error| Box::new(finding::unreadable(&name, &error.to_string()));
    let mut file = fs::File::open(path).map_err(unreadable)?;
    let size = file.metadata().map_err(unreadable)?.len();
    // Of an attachment no more is read here than tells a pointer from a file.
    let most = if is_text(&name) { u64::MAX } else { LARGEST_POINTER };
    let mut bytes = Vec::new();
    bytes
        .try_reserve_exact(usize::try_from(size.min(most)).unwrap_or(usize::MAX))
        .map_err(|error| unreadable(error.into()))?;
    file.by_ref().take(most).read_to_end(&mut bytes).map_err(unreadable)?;
    if is_lfs_pointer(&bytes) {
        return Err(Box::new(finding::lfs_pointer(&name)));
    }
    Ok(SourceFile { content: content(&name, &bytes, size)?, path: name })
}

fn relative(root: &Path, path: &Path) -> Arc<str> {
    let relative = path.strip_prefix(root).unwrap_or(path);
    let parts: Vec<_> = relative.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/").into()
}

enum Reason {
    Leaves,
    Ignored,
    Submodule,
}

/// Where a symbolic link leads, relative to `root`; `None` where it leads to nothing that is part of the site, or says
/// so by an absolute path, which is another on other machines.
fn target(root: &Path, link: &Path) -> Option<String> {
    if fs::read_link(link).ok()?.is_absolute() {
        return None;
    }
    let target = fs::canonicalize(link).ok()?;
    let relative = target.strip_prefix(root).ok()?;
    let parts: Vec<_> = relative.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    (!parts.iter().any(|part| is_ignored(part))).then(|| parts.join("/"))
}

fn is_broken_link(root: &Path, path: &Path) -> bool {
    path.is_symlink() && target(root, path).is_none()
}

impl SourceFile {
    /// Whether its bytes are read only when asked for.
    pub(super) fn is_other(&self) -> bool {
        matches!(self.content, Content::Other(_))
    }
}
