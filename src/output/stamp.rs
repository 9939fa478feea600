//! What tells that a file or a directory was not touched since it was seen last.

use std::{collections::BTreeMap, fs, io, path::Path};

use borsh::{BorshDeserialize, BorshSerialize};

use super::digest::Digest;

/// How a file stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(super) struct Stamp {
    pub(super) size: u64,
    modified: (i64, i64),
    inode: u64,
}

impl Stamp {
    /// The stamp of the file at `path`.
    pub(super) fn at(path: &Path) -> io::Result<Self> {
        Ok(Self::of(&fs::symlink_metadata(path)?))
    }

    #[cfg(unix)]
    pub(super) fn of(metadata: &fs::Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;
        Self { size: metadata.size(), modified: (metadata.mtime(), metadata.mtime_nsec()), inode: metadata.ino() }
    }

    #[cfg(not(unix))]
    pub(super) fn of(metadata: &fs::Metadata) -> Self {
        let since = metadata.modified().ok().and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
        let modified = since.map_or((0, 0), |since| (since.as_secs() as i64, i64::from(since.subsec_nanos())));
        Self { size: metadata.len(), modified, inode: 0 }
    }

    /// Whether both are one file with two names.
    pub(super) fn is_same_file(&self, other: &Self) -> bool {
        self.inode == other.inode && self.inode != 0
    }
}

/// How a directory stood: as long as it does, nothing was put into it and nothing taken out.
///
/// The time of change, unlike that of modification, cannot be set by a program (POSIX.1-2024, `utimensat`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(super) struct Seal {
    changed: (i64, i64),
    inode: u64,
}

/// Some file systems count in whole seconds or two: what happens within the same is not told apart.
#[cfg(unix)]
const COARSEST: i64 = 2;

impl Seal {
    /// The seal of the directory at `path`; `None` if it is none.
    #[cfg(unix)]
    pub(super) fn at(path: &Path) -> io::Result<Option<Self>> {
        use std::os::unix::fs::MetadataExt;
        let metadata = fs::symlink_metadata(path)?;
        let seal = Self { changed: (metadata.ctime(), metadata.ctime_nsec()), inode: metadata.ino() };
        Ok(metadata.is_dir().then_some(seal))
    }

    #[cfg(not(unix))]
    pub(super) fn at(path: &Path) -> io::Result<Option<Self>> {
        Ok(fs::symlink_metadata(path)?.is_dir().then_some(Self { changed: (0, 0), inode: 0 }))
    }

    /// Whether a change after `last`, the stamp of the file that was written last, would break it.
    #[cfg(unix)]
    pub(super) fn holds_from(&self, last: Stamp) -> bool {
        self.changed.0 + COARSEST < last.modified.0
    }

    #[cfg(not(unix))]
    pub(super) fn holds_from(&self, _: Stamp) -> bool {
        false
    }
}

/// What a file held when its site was put together, and how it stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(super) struct Held {
    pub(super) sha256: Digest,
    pub(super) size: u64,
    pub(super) stamp: Stamp,
}

/// A site as it was when it was put together.
#[derive(Debug, Default, BorshSerialize, BorshDeserialize)]
pub(super) struct Stamps {
    /// The files that its manifest lists, by path.
    pub(super) files: BTreeMap<String, Held>,
    /// Its directories below the root, by path; `None` for those that may have been changed since without a trace.
    pub(super) directories: BTreeMap<String, Option<Seal>>,
}

impl Stamps {
    /// The stamps as they are kept: their digest stands before them.
    pub(super) fn write(&self) -> io::Result<Vec<u8>> {
        let stamps = borsh::to_vec(self)?;
        borsh::to_vec(&(Digest::of(&stamps), stamps))
    }

    /// What [`Stamps::write`] wrote; `None` if it is damaged.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let (digest, stamps): (Digest, Vec<u8>) = borsh::from_slice(bytes).ok()?;
        (Digest::of(&stamps) == digest).then(|| borsh::from_slice(&stamps).ok())?
    }
}
