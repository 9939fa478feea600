//! A site as it stands on the disk, and which of its files are what its manifest says.

use std::{
    collections::{BTreeMap, HashMap},
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
    /// Every directory below the root, with its seal where that is unbroken.
    pub(super) directories: BTreeMap<String, Option<Seal>>,
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
        let Found { files, directories } = look(root, &stamps)?;
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
        Ok(Self { identity: Some(identity), files, listed: listed.len(), directories })
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
}

impl Found {
    fn take(&mut self, more: Vec<Self>) {
        for more in more {
            self.files.extend(more.files);
            self.directories.extend(more.directories);
        }
    }
}

/// Everything below `root`. What a directory of `stamps` holds is looked up only where its seal is broken; side by side,
/// since a site has as many directories as pages.
fn look(root: &Path, stamps: &Stamps) -> io::Result<Found> {
    use io::ErrorKind::{NotADirectory, NotFound};
    let mut children: HashMap<&str, Vec<&str>> = HashMap::new();
    for path in stamps.files.keys() {
        children.entry(path.rsplit_once('/').map_or("", |(above, _)| above)).or_default().push(path);
    }
    let known = |(directory, seal): (&String, &Option<Seal>)| -> io::Result<Found> {
        match Seal::at(&root.join(directory)) {
            Ok(Some(now)) if *seal == Some(now) => {
                let files = children.get(directory.as_str()).into_iter().flatten();
                let stamp = |path: &&str| Some(((*path).to_owned(), Stamp::at(&root.join(path)).ok()?));
                Ok(Found { files: files.filter_map(stamp).collect(), directories: vec![(directory.clone(), *seal)] })
            }
            Ok(Some(_)) => {
                let mut found = list(root, directory, &stamps.directories)?;
                found.directories.push((directory.clone(), None));
                Ok(found)
            }
            Ok(None) => Ok(Found::default()),
            Err(error) if matches!(error.kind(), NotFound | NotADirectory) => Ok(Found::default()),
            Err(error) => Err(error),
        }
    };
    let mut found = list(root, "", &stamps.directories)?;
    found.take(stamps.directories.par_iter().map(known).collect::<io::Result<_>>()?);
    Ok(found)
}

/// Everything below `root/below` but what lies in directories that are `known`.
fn list(root: &Path, below: &str, known: &BTreeMap<String, Option<Seal>>) -> io::Result<Found> {
    let mut found = Found::default();
    for entry in fs::read_dir(root.join(below))? {
        let entry = entry?;
        let name = entry.file_name();
        // What is no UTF-8 is none of ours; replaced characters make it a stranger all the same.
        let name = name.to_string_lossy();
        let path = if below.is_empty() { name.into_owned() } else { format!("{below}/{name}") };
        if !entry.file_type()?.is_dir() {
            found.files.push((path, Stamp::of(&entry.metadata()?)));
        } else if !known.contains_key(&path) {
            found.directories.push((path, None));
        }
    }
    let below = found.directories.par_iter().map(|(directory, _)| list(root, directory, known));
    let below: Vec<Found> = below.collect::<io::Result<_>>()?;
    found.take(below);
    Ok(found)
}
