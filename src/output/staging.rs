//! The next site, put together beside the published one.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use rayon::prelude::*;

use super::{
    Changes, Digest, ENGINE, Manifest, ManifestFile, OutputError, Place, Provenance, Published, Written,
    encoded::encode,
    exchange,
    manifest::MANIFEST,
    place::{STAMPS, stamps, stamps_path},
    refused,
    stamp::{Held, Seal, Stamp, Stamps},
    tree::{Tree, above},
};
use crate::{artifact::Artifact, config::Encoding};

impl Place {
    /// Looks at the tree the next site is put together in, and at what the published site says of itself.
    ///
    /// # Errors
    ///
    /// When either cannot be read.
    pub fn former(&self) -> Result<Former, OutputError> {
        let tree = self.home.join("tree");
        let load = || Tree::load(&tree, |identity| stamps(&self.home, identity)).map_err(refused(&tree));
        let (tree, published) = rayon::join(load, || self.manifest());
        Ok(Former { tree: tree?, published: published? })
    }

    /// The manifest of the published site, if it is the one it had when it was looked at.
    fn manifest(&self) -> Result<Option<Manifest>, OutputError> {
        let Some(identity) = self.identity() else { return Ok(None) };
        let path = self.path(MANIFEST);
        let bytes = fs::read(&path).map_err(refused(&path))?;
        Ok(if Digest::of(&bytes) == identity { serde_json::from_slice(&bytes).ok() } else { None })
    }

    /// Begins the next site in the tree that was looked at. Beside every file that gains by it stand copies of it in
    /// `encodings`.
    ///
    /// # Errors
    ///
    /// When the tree cannot be made ready.
    pub fn stage(self, former: Former, encodings: &[Encoding]) -> Result<Staging, OutputError> {
        let Former { tree: former, published } = former;
        let tree = self.home.join("tree");
        let is_usable = former.identity.is_some() && !former.has_strangers;
        if is_usable {
            let path = tree.join(MANIFEST);
            fs::remove_file(&path).map_err(refused(&path))?;
        } else {
            remove(&tree).map_err(refused(&tree))?;
            fs::create_dir(&tree).map_err(refused(&tree))?;
        }
        let former = if is_usable { former } else { Tree::default() };
        Ok(Staging {
            place: self,
            tree,
            former,
            published,
            encodings: encodings.to_vec(),
            files: Mutex::default(),
            copies: Mutex::default(),
            stamps: Mutex::default(),
            opened: Mutex::default(),
            written: Mutex::default(),
            is_finished: false,
        })
    }
}

/// What the next site is put together from.
#[derive(Debug)]
pub struct Former {
    /// The tree that it is put together in, as it was found.
    tree: Tree,
    /// The manifest of the published site.
    pub(super) published: Option<Manifest>,
}

/// The next site, as it is put together.
#[derive(Debug)]
pub struct Staging {
    place: Place,
    tree: PathBuf,
    /// The tree as it was found.
    former: Tree,
    /// The manifest of the published site.
    published: Option<Manifest>,
    encodings: Vec<Encoding>,
    files: Mutex<BTreeMap<String, ManifestFile>>,
    /// Those of the files that are compressed copies of others.
    copies: Mutex<BTreeSet<String>>,
    stamps: Mutex<BTreeMap<String, Held>>,
    /// The directories into which this build puts something, or out of which it takes something, and those above them.
    opened: Mutex<BTreeSet<String>>,
    /// The files that hold bytes no site before has.
    written: Mutex<Vec<PathBuf>>,
    pub(super) is_finished: bool,
}

impl Staging {
    /// The place it is made for.
    #[must_use]
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// What is known of the file at `path` of the published site, if it holds what its manifest says.
    #[must_use]
    pub fn published(&self, path: &str) -> Option<&ManifestFile> {
        self.place.tree.entry(self.published.as_ref()?, path)
    }

    /// Whether the published site has this very file, and this program made it.
    fn is_ours(&self, file: &ManifestFile) -> bool {
        self.published(&file.path).is_some_and(|published| published.sha256 == file.sha256)
            && self.published.as_ref().is_some_and(|manifest| manifest.provenance.engine == ENGINE)
    }

    /// Puts a file whose bytes have `digest` into the site. May be called from several threads.
    ///
    /// # Errors
    ///
    /// When the file cannot be written, or another has its path.
    pub fn put(&self, artifact: Artifact, digest: Digest) -> Result<(), OutputError> {
        let Artifact { path, bytes, sources } = artifact;
        let size = bytes.len() as u64;
        let entry = ManifestFile { path: path.clone(), sha256: digest, size, sources };
        self.copy(&entry, || Ok(Cow::Borrowed(&bytes)))?;
        self.enter(entry)?;
        self.lay(&path, (digest, size), &bytes)
    }

    /// Takes a file over from the published site, of which [`Staging::published`] gave the entry.
    ///
    /// # Errors
    ///
    /// When it cannot be linked, or another file has its path.
    pub fn keep(&self, entry: ManifestFile) -> Result<(), OutputError> {
        let (path, held) = (entry.path.clone(), (entry.sha256, entry.size));
        let published = self.place.path(&path);
        self.copy(&entry, || fs::read(&published).map(Cow::Owned).map_err(refused(&published)))?;
        self.enter(entry)?;
        self.lay(&path, held, &[])
    }

    /// Puts the compressed copies of a file beside it; those of a file that the same program published are taken over.
    fn copy<'b>(
        &self,
        file: &ManifestFile,
        bytes: impl Fn() -> Result<Cow<'b, [u8]>, OutputError>,
    ) -> Result<(), OutputError> {
        for encoding in &self.encodings {
            let Some(path) = encoding.copy_of(&file.path) else { continue };
            let known = self.published(&path).filter(|_| self.is_ours(file));
            let (digest, size, bytes) = match known {
                Some(copy) => (copy.sha256, copy.size, Vec::new()),
                None => {
                    let bytes = encode(&bytes()?, *encoding);
                    (Digest::of(&bytes), bytes.len() as u64, bytes)
                }
            };
            self.copies.lock().unwrap_or_else(PoisonError::into_inner).insert(path.clone());
            self.enter(ManifestFile { path: path.clone(), sha256: digest, size, sources: file.sources.clone() })?;
            self.lay(&path, (digest, size), &bytes)?;
        }
        Ok(())
    }

    fn enter(&self, entry: ManifestFile) -> Result<(), OutputError> {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        if files.contains_key(&entry.path) {
            return Err(OutputError::Twice(entry.path));
        }
        files.insert(entry.path.clone(), entry);
        Ok(())
    }

    /// Sees to it that the tree has a file with this digest and size at `path`.
    fn lay(&self, path: &str, (sha256, size): (Digest, u64), bytes: &[u8]) -> Result<(), OutputError> {
        let same = |tree: &Tree| tree.stamp_of(path, sha256);
        let target = self.tree.join(path);
        let stamp = match (same(&self.place.tree), same(&self.former)) {
            (Some(published), Some(former)) if published.is_same_file(&former) => former,
            (None, Some(former)) => former,
            (published, _) => {
                let source = published.map(|_| self.place.output.join(path));
                let laid = || -> io::Result<Stamp> {
                    // The file that is there may be the published one too: it is replaced, never written to.
                    if self.former.has(path) {
                        fs::remove_file(&target)?;
                    }
                    make_way(&target, &self.tree, || match &source {
                        Some(source) => link(source, &target),
                        None => fs::File::create_new(&target)?.write_all(bytes),
                    })?;
                    Stamp::at(&target)
                };
                self.open(path);
                let stamp = laid().map_err(refused(&target))?;
                if source.is_none() {
                    self.written.lock().unwrap_or_else(PoisonError::into_inner).push(target);
                }
                stamp
            }
        };
        self.stamps
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(path.to_owned(), Held { sha256, size, stamp });
        Ok(())
    }

    /// Writes the manifest and puts the staged site in the place of the published one.
    ///
    /// # Errors
    ///
    /// When either fails; the published site then stands as it was.
    pub fn publish(mut self, provenance: Provenance) -> Result<Published, OutputError> {
        let files = std::mem::take(&mut *self.files.lock().unwrap_or_else(PoisonError::into_inner));
        let needed = directories(&files);
        let (cleared, changes) = rayon::join(|| self.clear(&files, &needed), || self.changes(&files));
        cleared.map_err(refused(&self.tree))?;
        let manifest = Manifest { provenance, files: files.into_values().collect() };
        let path = self.tree.join(MANIFEST);
        let text = manifest.to_text();
        let list = || {
            fs::write(&path, &text)?;
            self.seals(needed, Stamp::at(&path)?)
        };
        let (listed, identity) = rayon::join(list, || Digest::of(&text));
        let directories = listed.map_err(refused(&path))?;
        let held = std::mem::take(&mut *self.stamps.lock().unwrap_or_else(PoisonError::into_inner));
        let stamps = Stamps { files: held, directories }.write();
        stamps.and_then(|stamps| self.write_stamps(identity, &stamps)).map_err(refused(&self.place.home))?;
        let mut written = std::mem::take(&mut *self.written.lock().unwrap_or_else(PoisonError::into_inner));
        written.push(path);
        exchange::put(&self.tree, &self.place.output, &self.place.home, &written)
            .map_err(refused(&self.place.output))?;
        self.is_finished = true;
        let bytes = manifest.files.iter().map(|file| file.size).sum::<u64>() + text.len() as u64;
        let written = Written { files: manifest.files.len() + 1, bytes };
        // Nobody waits until all this is given back.
        let spent = (std::mem::take(&mut self.former), self.published.take(), manifest, text);
        rayon::spawn(move || drop(spent));
        Ok(Published { identity, written, changes })
    }

    /// Notes that something is put into the directories above `path`, or taken out of them.
    fn open(&self, path: &str) {
        if !self.former.directories.is_empty() {
            let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
            opened.extend(above(path).map(str::to_owned));
        }
    }

    /// The seals of the directories of the next site, of which `last` is the file that was written last.
    fn seals(&self, directories: BTreeSet<String>, last: Stamp) -> io::Result<BTreeMap<String, Option<Seal>>> {
        let opened = std::mem::take(&mut *self.opened.lock().unwrap_or_else(PoisonError::into_inner));
        let seal = |directory: String| {
            let seal = match self.former.directories.get(&directory).filter(|_| !opened.contains(&directory)) {
                Some(seal) => *seal,
                None => Seal::at(&self.tree.join(&directory))?,
            };
            Ok((directory, seal.filter(|seal| seal.holds_from(last))))
        };
        directories.into_par_iter().map(seal).collect()
    }

    /// Removes from the tree what the next site has not.
    fn clear(&self, files: &BTreeMap<String, ManifestFile>, directories: &BTreeSet<String>) -> io::Result<()> {
        let mut strays = self.former.paths().filter(|path| *path != MANIFEST && !files.contains_key(*path));
        strays.try_for_each(|path| {
            self.open(path);
            gone(fs::remove_file(self.tree.join(path)))
        })?;
        let mut empty = self.former.directories.keys().rev().filter(|directory| !directories.contains(*directory));
        empty.try_for_each(|directory| {
            self.open(directory);
            gone(fs::remove_dir(self.tree.join(directory)))
        })
    }

    fn changes(&self, files: &BTreeMap<String, ManifestFile>) -> Changes {
        let listed = self.published.iter().flat_map(|manifest| &manifest.files);
        let before: BTreeMap<&str, Digest> = listed.map(|file| (file.path.as_str(), file.sha256)).collect();
        let mut changes = Changes::default();
        let copies = self.copies.lock().unwrap_or_else(PoisonError::into_inner);
        for file in files.values().filter(|file| !copies.contains(&file.path)) {
            match before.get(file.path.as_str()) {
                None => changes.added.push(file.path.clone()),
                Some(digest) if *digest != file.sha256 => changes.changed.push(file.path.clone()),
                Some(_) if self.published(&file.path).is_none() => changes.repaired.push(file.path.clone()),
                Some(_) => {}
            }
        }
        let there = before.keys().copied().chain(self.place.tree.paths());
        let removed: BTreeSet<&str> = there.filter(|path| *path != MANIFEST && !files.contains_key(*path)).collect();
        changes.removed = removed.into_iter().map(str::to_owned).collect();
        changes
    }

    /// Notes the stamps of the next site, and forgets those of all but the published one.
    fn write_stamps(&self, identity: Digest, stamps: &[u8]) -> io::Result<()> {
        let next = stamps_path(&self.place.home, identity);
        fs::write(&next, stamps)?;
        let published = self.place.identity().map(|identity| stamps_path(&self.place.home, identity));
        for entry in fs::read_dir(&self.place.home)? {
            let entry = entry?;
            let path = entry.path();
            let is_stamps = entry.file_name().to_string_lossy().starts_with(STAMPS);
            if is_stamps && path != next && Some(&path) != published.as_ref() {
                fs::remove_file(path)?;
            }
        }
        Ok(())
    }
}

impl Drop for Staging {
    /// What was begun and not finished holds disk space, and perhaps what must not be kept.
    fn drop(&mut self) {
        if self.is_finished {
            return;
        }
        if let Err(error) = remove(&self.tree) {
            eprintln!("{}: {error}", self.tree.display());
        }
    }
}

/// The directories that `files` lie in, the root not among them.
fn directories(files: &BTreeMap<String, ManifestFile>) -> BTreeSet<String> {
    let mut directories = BTreeSet::new();
    for path in files.keys() {
        for directory in above(path) {
            if directories.contains(directory) {
                break;
            }
            directories.insert(directory.to_owned());
        }
    }
    directories
}

/// Does `create` for a file at `target`, which may need its directory made, or a former file or directory removed that
/// stands where the other is wanted now.
fn make_way(target: &Path, tree: &Path, create: impl Fn() -> io::Result<()>) -> io::Result<()> {
    use io::ErrorKind::{AlreadyExists, IsADirectory, NotADirectory, NotFound};
    match create() {
        Err(error) if matches!(error.kind(), NotFound | NotADirectory) => {}
        Err(error) if matches!(error.kind(), AlreadyExists | IsADirectory) && target.is_dir() => {
            fs::remove_dir_all(target)?;
            return create();
        }
        done => return done,
    }
    let parent = target.parent().unwrap_or(tree);
    if let Err(error) = fs::create_dir_all(parent) {
        let above = parent.ancestors().take_while(|above| above.starts_with(tree));
        let Some(file) = above.filter(|above| above.is_file()).last() else { return Err(error) };
        fs::remove_file(file)?;
        fs::create_dir_all(parent)?;
    }
    create()
}

/// Gives a file a second name; where the file system knows no such thing, copies it.
fn link(source: &Path, target: &Path) -> io::Result<()> {
    use io::ErrorKind::{CrossesDevices, PermissionDenied, TooManyLinks, Unsupported};
    match fs::hard_link(source, target) {
        Err(error) if matches!(error.kind(), CrossesDevices | PermissionDenied | TooManyLinks | Unsupported) => {
            fs::copy(source, target).map(drop)
        }
        done => done,
    }
}

fn remove(directory: &Path) -> io::Result<()> {
    gone(fs::remove_dir_all(directory))
}

/// What is not there, or has given way to something of another kind, need not be removed.
fn gone(removed: io::Result<()>) -> io::Result<()> {
    use io::ErrorKind::{IsADirectory, NotADirectory, NotFound};
    match removed {
        Err(error) if matches!(error.kind(), NotFound | IsADirectory | NotADirectory) => Ok(()),
        done => done,
    }
}
