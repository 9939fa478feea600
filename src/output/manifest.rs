//! `manifest.json`: every file of the site, what it holds and what it was made from.

use std::{fs, io, path::Path, sync::Arc};

use serde::{Deserialize, Serialize};

use super::digest::Digest;

/// The manifest's path in the site; it does not list itself.
pub(super) const MANIFEST: &str = "manifest.json";

/// What a manifest says of the build as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// Name and version of the program.
    pub engine: String,
    /// The commit, in hexadecimal; `None` outside version control.
    pub commit: Option<String>,
    /// Whether the work tree differed from the commit.
    pub dirty: bool,
    /// The as-of day, ISO 8601.
    pub as_of: String,
    /// The address the site is published at.
    pub base_url: String,
}

/// A file of the site.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ManifestFile {
    /// Its path below the output directory, with `/` between the parts.
    pub path: String,
    /// What it holds.
    pub sha256: Digest,
    /// How many bytes.
    pub size: u64,
    /// The public source files it was made from, sorted.
    pub sources: Vec<Arc<str>>,
}

/// All that `manifest.json` says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Of the build as a whole.
    #[serde(flatten)]
    pub provenance: Provenance,
    /// Every file but the manifest, sorted by path.
    pub files: Vec<ManifestFile>,
}

impl Manifest {
    /// Reads the manifest of the site in `directory`; `None` if there is none, or it is no manifest of ours.
    ///
    /// # Errors
    ///
    /// When it is there and cannot be read.
    pub fn load(directory: &Path) -> io::Result<Option<Self>> {
        match fs::read(directory.join(MANIFEST)) {
            Ok(bytes) => Ok(serde_json::from_slice(&bytes).ok()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The manifest as it is published.
    pub(super) fn to_text(&self) -> Vec<u8> {
        // It is large: to let it grow would take twice the memory.
        let length =
            |file: &ManifestFile| 192 + file.path.len() + file.sources.iter().map(|it| 16 + it.len()).sum::<usize>();
        let mut text = Vec::with_capacity(1024 + self.files.iter().map(length).sum::<usize>());
        serde_json::to_writer_pretty(&mut text, self).expect("invariant: strings and numbers serialise");
        text.push(b'\n');
        text
    }
}
