//! Finished files into a staged tree, and the staged tree into the place of the published one, in one step.
//!
//! The only room that writes the site. Beside the output `public/` stands `.public.gongkai/`, closed to others:
//!
//! ```text
//! lock            held by the build that is under way
//! tree/           the site before the published one; brought up to date, it becomes the next one
//! stamps-…        how the files and directories of a site stood when it was put together, named by its manifest
//! ```
//!
//! Two sites share the files that are the same in both, so that a file keeps its inode and time for as long as it does
//! not change. A tree that has no manifest was not finished, and is thrown away by the next build.

mod digest;
mod encoded;
mod exchange;
mod manifest;
mod place;
mod staging;
mod stamp;
mod tree;

use std::{
    ffi::OsString,
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

pub use self::{
    digest::Digest,
    manifest::{Manifest, ManifestFile, Provenance},
    place::{Lock, Place},
    staging::{Former, Staging},
};

/// The name and version of this program as manifests state it.
pub const ENGINE: &str = concat!("gongkai ", env!("CARGO_PKG_VERSION"));

/// How much was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// Files, the manifest included.
    pub files: usize,
    /// Bytes in them.
    pub bytes: u64,
}

/// What sets the new site apart from the one before it, by path; the manifest is not counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// Files that were not there before.
    pub added: Vec<String>,
    /// Files that hold something else now.
    pub changed: Vec<String>,
    /// Files that are not there any more, and those that somebody else had put there.
    pub removed: Vec<String>,
    /// Files that somebody else had changed or taken away, and that are again what they were.
    pub repaired: Vec<String>,
}

impl Changes {
    /// Whether nothing is different.
    #[must_use]
    pub fn is_none(&self) -> bool {
        [&self.added, &self.changed, &self.removed, &self.repaired].into_iter().all(Vec::is_empty)
    }
}

/// A site that has been put in its place.
#[derive(Debug)]
pub struct Published {
    /// The digest of its manifest.
    pub identity: Digest,
    /// How much it is.
    pub written: Written,
    /// What sets it apart from the one before it.
    pub changes: Changes,
}

/// Why the site could not be written.
#[derive(Debug)]
pub enum OutputError {
    /// The operating system refused something at this path.
    Io(PathBuf, io::Error),
    /// The output directory holds something that is no published site and would be lost.
    NotASite(PathBuf),
    /// Two artifacts claim one path.
    Twice(String),
}

/// Writes a new file outside any site, for a person to edit.
///
/// # Errors
///
/// When the file is there already or cannot be written.
pub fn write_new(path: &Path, text: &str) -> io::Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::File::create_new(path)?.write_all(text.as_bytes())
}

/// Writes a file of the office's own, in the place of the one that is there: whole or not at all.
///
/// # Errors
///
/// When it cannot be written; what was there is then as it was.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(parent)?;
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(".new");
    let staged = path.with_file_name(name);
    fs::write(&staged, bytes)?;
    fs::rename(&staged, path).inspect_err(|_| {
        // What stands in the way of the one stands in the way of the other.
        let _ = fs::remove_file(&staged);
    })
}

fn refused(path: &Path) -> impl FnOnce(io::Error) -> OutputError {
    let path = path.to_path_buf();
    move |error| OutputError::Io(path, error)
}

#[cfg(test)]
mod tests;
