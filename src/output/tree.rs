//! A site as it stands on the disk, and which of its files are what its manifest says.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::Path,
};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::{
    digest::Digest,
    manifest::{MANIFEST, Manifest, ManifestFile},
};

/// What tells that a file was not touched since it was seen last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stamp {
    size: u64,
    modified: (i64, i64),
    inode: u64,
}

impl Stamp {
    #[cfg(unix)]
    fn of(metadata: &fs::Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;
        Self { size: metadata.size(), modified: (metadata.mtime(), metadata.mtime_nsec()), inode: metadata.ino() }
    }

    #[cfg(not(unix))]
    fn of(metadata: &fs::Metadata) -> Self {
        let since = metadata.modified().ok().and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
        let modified = since.map_or((0, 0), |since| (since.as_secs() as i64, i64::from(since.subsec_nanos())));
        Self { size: metadata.len(), modified, inode: 0 }
    }

    /// Whether both are one file with two names.
    pub(super) fn is_same_file(&self, other: &Self) -> bool {
        self.inode == other.inode && self.inode != 0
    }
}

/// The stamps of a site's files, as they were when it was put together.
pub(super) type Stamps = BTreeMap<String, Stamp>;

/// A file that holds what the manifest says.
#[derive(Debug)]
pub(super) struct Whole {
    pub(super) entry: ManifestFile,
    pub(super) stamp: Stamp,
}

/// A site on the disk.
#[derive(Debug, Default)]
pub(super) struct Tree {
    /// What its manifest says, if it has one.
    pub(super) manifest: Option<Manifest>,
    /// The digest of the manifest's bytes.
    pub(super) identity: Option<Digest>,
    /// The files that hold what the manifest says, by path.
    pub(super) whole: BTreeMap<String, Whole>,
    /// Every file that is there, the manifest included.
    pub(super) files: BTreeSet<String>,
    /// Every directory below the root, sorted.
    pub(super) directories: Vec<String>,
}

impl Tree {
    /// Looks at the site in `root`; an absent one is empty.
    ///
    /// A file with the stamp it had in `stamps(identity)` is believed to hold what the manifest says; any other is read.
    ///
    /// # Errors
    ///
    /// When a directory or the manifest cannot be read.
    pub(super) fn load(root: &Path, stamps: impl FnOnce(Digest) -> Stamps + Send) -> io::Result<Self> {
        let bytes = match fs::read(root.join(MANIFEST)) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(error),
        };
        let identity = Digest::of(&bytes);
        let Ok(manifest) = serde_json::from_slice::<Manifest>(&bytes) else { return Ok(Self::default()) };
        let (found, stamps) = rayon::join(|| scan(root, ""), || stamps(identity));
        let Found { files, mut directories } = found?;
        directories.sort();
        let files: BTreeMap<String, Stamp> = files.into_iter().collect();
        let is_whole = |entry: &ManifestFile, stamp: &Stamp| {
            stamp.size == entry.size
                && (stamps.get(&entry.path) == Some(stamp)
                    || fs::read(root.join(&entry.path)).is_ok_and(|bytes| Digest::of(&bytes) == entry.sha256))
        };
        let whole = manifest.files.par_iter().filter_map(|entry| {
            let stamp = files.get(&entry.path)?;
            is_whole(entry, stamp).then(|| (entry.path.clone(), Whole { entry: entry.clone(), stamp: *stamp }))
        });
        let whole = whole.collect::<Vec<_>>().into_iter().collect();
        let files = files.into_keys().collect();
        Ok(Self { manifest: Some(manifest), identity: Some(identity), whole, files, directories })
    }

    /// Whether every file the manifest lists is there as it says, and no other.
    pub(super) fn is_intact(&self) -> bool {
        self.manifest.as_ref().is_some_and(|manifest| {
            self.whole.len() == manifest.files.len() && self.files.len() == manifest.files.len() + 1
        })
    }
}

/// The stamp of the file at `path`.
pub(super) fn stamp(path: &Path) -> io::Result<Stamp> {
    Ok(Stamp::of(&fs::symlink_metadata(path)?))
}

#[derive(Default)]
struct Found {
    files: Vec<(String, Stamp)>,
    directories: Vec<String>,
}

/// Everything below `root/below`; side by side, since a site has as many directories as pages.
fn scan(root: &Path, below: &str) -> io::Result<Found> {
    let mut found = Found::default();
    for entry in fs::read_dir(root.join(below))? {
        let entry = entry?;
        let name = entry.file_name();
        // What is no UTF-8 is none of ours; replaced characters make it a stranger all the same.
        let name = name.to_string_lossy();
        let path = if below.is_empty() { name.into_owned() } else { format!("{below}/{name}") };
        if entry.file_type()?.is_dir() {
            found.directories.push(path);
        } else {
            found.files.push((path, Stamp::of(&entry.metadata()?)));
        }
    }
    let below: Vec<Found> =
        found.directories.par_iter().map(|directory| scan(root, directory)).collect::<io::Result<_>>()?;
    for more in below {
        found.files.extend(more.files);
        found.directories.extend(more.directories);
    }
    Ok(found)
}
