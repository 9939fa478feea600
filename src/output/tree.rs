//! A site as it stands on the disk, and which of its files are what its manifest says.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    fs, io,
    path::Path,
};

use rayon::prelude::*;

use super::{
    digest::Digest,
    manifest::{MANIFEST, Manifest, ManifestFile},
    stamp::{Held, Seal, Stamp, Stamps},
};

/// A file that is there.
#[derive(Debug)]
struct Standing {
    stamp: Stamp,
    /// If it holds what the manifest says: its digest, and its place in the manifest.
    whole: Option<(Digest, usize)>,
}

/// A site on the disk.
#[derive(Debug, Default)]
pub(super) struct Tree {
    /// The digest of the manifest's bytes, if it has one.
    pub(super) identity: Option<Digest>,
    /// Every file that is there, the manifest included.
    files: HashMap<String, Standing>,
    /// How many files the manifest lists.
    listed: usize,
    /// Every directory below the root, with the seal it had when it was listed last.
    pub(super) directories: BTreeMap<String, Option<Seal>>,
    /// Whether something is there that no build leaves: a name that is no UTF-8, a link, a device.
    pub(super) has_strangers: bool,
}

impl Tree {
    /// Looks at the site in `root`; an absent one is empty.
    ///
    /// A file with the stamp it had in `stamps(identity)` is believed to hold what the manifest says; any other is read.
    /// A directory with the seal it had there is believed to hold the same files; any other is listed. The manifest is
    /// understood only where there are no stamps: it is large.
    ///
    /// # Errors
    ///
    /// When a directory or the manifest cannot be read.
    pub(super) fn load(root: &Path, stamps: impl FnOnce(Digest) -> Stamps) -> io::Result<Self> {
        let bytes = match fs::read(root.join(MANIFEST)) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(error),
        };
        let identity = Digest::of(&bytes);
        let stamps = stamps(identity);
        let Found { files, directories, has_strangers } = look(root, &stamps)?;
        let listed: Vec<Listed> = if stamps.files.is_empty() {
            let Ok(manifest) = serde_json::from_slice::<Manifest>(&bytes) else { return Ok(Self::default()) };
            manifest.files.into_iter().map(Listed::of_manifest).collect()
        } else {
            stamps.files.into_iter().map(Listed::of_stamps).collect()
        };
        drop(bytes);
        let directories = directories.into_iter().collect();
        let mut files: HashMap<String, Standing> =
            files.into_iter().map(|(path, stamp)| (path, Standing { stamp, whole: None })).collect();
        let is_whole = |file: &&Listed| files.get(&file.path).is_some_and(|standing| file.is_as(standing.stamp, root));
        let whole: Vec<bool> = listed.par_iter().map(|file| is_whole(&file)).collect();
        for ((number, file), _) in listed.iter().enumerate().zip(whole).filter(|(_, whole)| *whole) {
            if let Some(standing) = files.get_mut(&file.path) {
                standing.whole = Some((file.sha256, number));
            }
        }
        Ok(Self { identity: Some(identity), files, listed: listed.len(), directories, has_strangers })
    }

    /// Whether every file the manifest lists is there as it says, and no other.
    pub(super) fn is_intact(&self) -> bool {
        let whole = self.files.values().filter(|standing| standing.whole.is_some()).count();
        self.identity.is_some() && whole == self.listed && self.files.len() == self.listed + 1
    }

    /// The paths of all files that are there, the manifest's among them.
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// Whether there is a file at `path`.
    pub(super) fn has(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// How the file at `path` stands, if it holds bytes that have this digest.
    pub(super) fn stamp_of(&self, path: &str, sha256: Digest) -> Option<Stamp> {
        let Standing { stamp, whole } = self.files.get(path)?;
        whole.is_some_and(|(digest, _)| digest == sha256).then_some(*stamp)
    }

    /// What the manifest says of the file at `path`, if that is what it holds.
    pub(super) fn entry<'m>(&self, manifest: &'m Manifest, path: &str) -> Option<&'m ManifestFile> {
        let (sha256, number) = self.files.get(path)?.whole?;
        manifest.files.get(number).filter(|entry| entry.path == path && entry.sha256 == sha256)
    }
}

/// A file as the site's manifest lists it.
struct Listed {
    path: String,
    sha256: Digest,
    size: u64,
    /// How it stood, where that is known.
    stamp: Option<Stamp>,
}

impl Listed {
    fn of_manifest(ManifestFile { path, sha256, size, .. }: ManifestFile) -> Self {
        Self { path, sha256, size, stamp: None }
    }

    fn of_stamps((path, Held { sha256, size, stamp }): (String, Held)) -> Self {
        Self { path, sha256, size, stamp: Some(stamp) }
    }

    /// Whether a file below `root` that stands so holds what it should.
    fn is_as(&self, stamp: Stamp, root: &Path) -> bool {
        let holds = || fs::read(root.join(&self.path)).is_ok_and(|bytes| Digest::of(&bytes) == self.sha256);
        stamp.size == self.size && (self.stamp == Some(stamp) || holds())
    }
}

#[derive(Default)]
struct Found {
    files: Vec<(String, Stamp)>,
    directories: Vec<(String, Option<Seal>)>,
    has_strangers: bool,
}

impl Found {
    fn take(&mut self, more: Vec<Self>) {
        for more in more {
            self.files.extend(more.files);
            self.directories.extend(more.directories);
            self.has_strangers |= more.has_strangers;
        }
    }
}

/// Everything below `root`. A directory of `stamps` is listed only where its seal is broken; side by side, since a site
/// has as many directories as pages.
fn look(root: &Path, stamps: &Stamps) -> io::Result<Found> {
    let mut children: HashMap<&str, Vec<&str>> = HashMap::new();
    for path in stamps.files.keys() {
        children.entry(above(path).next().unwrap_or_default()).or_default().push(path);
    }
    let sealed = |directory: &str, seal: Seal| {
        let files = children.get(directory).into_iter().flatten();
        let stamp = |path: &&str| match Stamp::at(&root.join(path)) {
            Ok(stamp) => Some(Ok(((*path).to_owned(), stamp))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => Some(Err(error)),
        };
        let files = files.filter_map(stamp).collect::<io::Result<_>>()?;
        Ok(Found { files, directories: vec![(directory.to_owned(), Some(seal))], has_strangers: false })
    };
    let known = |(directory, now): (&str, Seal)| match stamps.directories[directory] {
        Some(before) if before == now => sealed(directory, now),
        _ => list(root, directory, &stamps.directories),
    };
    let mut found = list(root, "", &stamps.directories)?;
    found.take(present(root, stamps)?.into_par_iter().map(known).collect::<io::Result<_>>()?);
    Ok(found)
}

/// The directories of `stamps` that are there, with their seals. What lies behind a link is not there.
fn present<'s>(root: &Path, stamps: &'s Stamps) -> io::Result<Vec<(&'s str, Seal)>> {
    use io::ErrorKind::{NotADirectory, NotFound};
    let seal = |directory: &'s String| (directory.as_str(), Seal::at(&root.join(directory)));
    let seals: Vec<_> = stamps.directories.par_iter().map(|(directory, _)| seal(directory)).collect();
    let mut present = Vec::with_capacity(seals.len());
    let mut are_there = HashSet::from([""]);
    // A directory stands behind those above it.
    for (directory, seal) in seals {
        if !are_there.contains(above(directory).next().unwrap_or_default()) {
            continue;
        }
        match seal {
            Ok(Some(seal)) => {
                are_there.insert(directory);
                present.push((directory, seal));
            }
            Ok(None) => {}
            Err(error) if matches!(error.kind(), NotFound | NotADirectory) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(present)
}

/// The directories above `path`, the nearest first; the root is not among them.
pub(super) fn above(path: &str) -> impl Iterator<Item = &str> {
    path.rmatch_indices('/').map(|(end, _)| &path[..end])
}

/// Everything below `root/below`, itself included, but what lies in directories that are `known`.
fn list(root: &Path, below: &str, known: &BTreeMap<String, Option<Seal>>) -> io::Result<Found> {
    let path = root.join(below);
    // What is put into it while it is listed breaks the seal.
    let seal = Seal::at(&path)?;
    let mut found = Found::default();
    let mut more = Vec::new();
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        let name = entry.file_name();
        let kind = entry.file_type()?;
        found.has_strangers |= name.to_str().is_none() || !(kind.is_file() || kind.is_dir());
        let name = name.to_string_lossy();
        let path = if below.is_empty() { name.into_owned() } else { format!("{below}/{name}") };
        if !kind.is_dir() {
            found.files.push((path, Stamp::of(&entry.metadata()?)));
        } else if !known.contains_key(&path) {
            more.push(path);
        }
    }
    if !below.is_empty() {
        found.directories.push((below.to_owned(), seal));
    }
    found.take(more.par_iter().map(|directory| list(root, directory, known)).collect::<io::Result<_>>()?);
    Ok(found)
}
