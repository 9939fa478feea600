//! Finished files into a staged tree, and the staged tree into the place of the published one, in one step.
//!
//! The only room that writes the site. Beside the output `public/` stands `.public.gongkai/`, closed to others:
//!
//! ```text
//! lock            held by the build that is under way
//! tree/           the site before the published one; brought up to date, it becomes the next one
//! stamps-….json   what the files of a site looked like when it was put together, named by its manifest
//! ```
//!
//! Two sites share the files that are the same in both, so that a file keeps its inode and time for as long as it does
//! not change. A tree that has no manifest was not finished, and is thrown away by the next build.

mod digest;
mod encoded;
mod exchange;
mod manifest;
mod tree;

use std::{
    collections::{BTreeMap, BTreeSet},
    ffi::OsString,
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

pub use self::{
    digest::Digest,
    encoded::{encode, is_compressible},
    manifest::{Manifest, ManifestFile, Provenance},
};
use self::{
    manifest::MANIFEST,
    tree::{Stamps, Tree},
};
use crate::artifact::Artifact;

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
    /// Files that are not there any more.
    pub removed: Vec<String>,
}

impl Changes {
    /// Whether nothing is different.
    #[must_use]
    pub fn is_none(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.removed.is_empty()
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

/// The place of a published site, which this build alone may change.
#[derive(Debug)]
pub struct Place {
    output: PathBuf,
    home: PathBuf,
    published: Tree,
    _lock: fs::File,
}

impl Place {
    /// Locks the place of the site `output` and clears away what a killed build left. Where another build is under way,
    /// `wait` is called, and that build's end is waited for.
    ///
    /// # Errors
    ///
    /// When something cannot be read or made, or `output` holds what is no published site.
    pub fn lock(output: &Path, wait: impl FnOnce()) -> Result<Self, OutputError> {
        let parent = output.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        fs::create_dir_all(parent).map_err(refused(parent))?;
        let home = home(output);
        create_private(&home).map_err(refused(&home))?;
        let path = home.join("lock");
        let lock = fs::File::create(&path).map_err(refused(&path))?;
        if lock.try_lock().is_err() {
            wait();
            lock.lock().map_err(refused(&path))?;
        }
        exchange::recover(output, &home).map_err(refused(output))?;
        if output.exists() && !output.join(MANIFEST).exists() {
            let mut entries = fs::read_dir(output).map_err(refused(output))?;
            if entries.next().is_some() {
                return Err(OutputError::NotASite(output.to_path_buf()));
            }
        }
        let published = Tree::load(output, |identity| stamps(&home, identity)).map_err(refused(output))?;
        Ok(Self { output: output.to_path_buf(), home, published, _lock: lock })
    }

    /// The manifest of the published site, if every file is as it says, and there is no other.
    #[must_use]
    pub fn intact(&self) -> Option<&Manifest> {
        self.published.manifest.as_ref().filter(|_| self.published.is_intact())
    }

    /// The digest of the published site's manifest; of everything it lists, therefore.
    #[must_use]
    pub fn identity(&self) -> Option<Digest> {
        self.published.identity
    }

    /// Where the file at `path` of the published site is.
    #[must_use]
    pub fn path(&self, path: &str) -> PathBuf {
        self.output.join(path)
    }

    /// What is known of the file at `path` of the published site, if it holds what its manifest says.
    #[must_use]
    pub fn published(&self, path: &str) -> Option<&ManifestFile> {
        self.published.whole.get(path).map(|whole| &whole.entry)
    }

    /// Begins the next site.
    ///
    /// # Errors
    ///
    /// When the tree it is put together in cannot be made ready.
    pub fn stage(self) -> Result<Staging, OutputError> {
        let tree = self.home.join("tree");
        let former = Tree::load(&tree, |identity| stamps(&self.home, identity)).map_err(refused(&tree))?;
        if former.manifest.is_some() {
            let path = tree.join(MANIFEST);
            fs::remove_file(&path).map_err(refused(&path))?;
        } else {
            remove(&tree).map_err(refused(&tree))?;
            fs::create_dir(&tree).map_err(refused(&tree))?;
        }
        Ok(Staging {
            place: self,
            tree,
            former,
            files: Mutex::default(),
            stamps: Mutex::default(),
            written: Mutex::default(),
            is_finished: false,
        })
    }
}

/// The next site, as it is put together.
#[derive(Debug)]
pub struct Staging {
    place: Place,
    tree: PathBuf,
    /// The tree as it was found.
    former: Tree,
    files: Mutex<BTreeMap<String, ManifestFile>>,
    stamps: Mutex<Stamps>,
    /// The files that hold bytes no site before has.
    written: Mutex<Vec<PathBuf>>,
    is_finished: bool,
}

impl Staging {
    /// The place it is made for.
    #[must_use]
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// Puts a file whose bytes have `digest` into the site. May be called from several threads.
    ///
    /// # Errors
    ///
    /// When the file cannot be written, or another has its path.
    pub fn put(&self, artifact: Artifact, digest: Digest) -> Result<(), OutputError> {
        let Artifact { path, bytes, sources } = artifact;
        self.enter(ManifestFile { path: path.clone(), sha256: digest, size: bytes.len() as u64, sources })?;
        self.lay(&path, digest, &bytes)
    }

    /// Takes a file over from the published site, of which [`Place::published`] gave the entry.
    ///
    /// # Errors
    ///
    /// When it cannot be linked, or another file has its path.
    pub fn keep(&self, entry: ManifestFile) -> Result<(), OutputError> {
        let (path, digest) = (entry.path.clone(), entry.sha256);
        self.enter(entry)?;
        self.lay(&path, digest, &[])
    }

    fn enter(&self, entry: ManifestFile) -> Result<(), OutputError> {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        if files.contains_key(&entry.path) {
            return Err(OutputError::Twice(entry.path));
        }
        files.insert(entry.path.clone(), entry);
        Ok(())
    }

    /// Sees to it that the tree has a file with this digest at `path`.
    fn lay(&self, path: &str, digest: Digest, bytes: &[u8]) -> Result<(), OutputError> {
        let same = |tree: &Tree| tree.whole.get(path).filter(|whole| whole.entry.sha256 == digest).map(|it| it.stamp);
        let target = self.tree.join(path);
        let stamp = match (same(&self.place.published), same(&self.former)) {
            (Some(published), Some(former)) if published.is_same_file(&former) => former,
            (None, Some(former)) => former,
            (published, _) => {
                let source = published.map(|_| self.place.output.join(path));
                let laid = || -> io::Result<tree::Stamp> {
                    // The file that is there may be the published one too: it is replaced, never written to.
                    if self.former.files.contains(path) {
                        fs::remove_file(&target)?;
                    }
                    make_way(&target, &self.tree, || match &source {
                        Some(source) => link(source, &target),
                        None => fs::File::create_new(&target)?.write_all(bytes),
                    })?;
                    tree::stamp(&target)
                };
                let stamp = laid().map_err(refused(&target))?;
                if source.is_none() {
                    self.written.lock().unwrap_or_else(PoisonError::into_inner).push(target);
                }
                stamp
            }
        };
        self.stamps.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned(), stamp);
        Ok(())
    }

    /// Writes the manifest and puts the staged site in the place of the published one.
    ///
    /// # Errors
    ///
    /// When either fails; the published site then stands as it was.
    pub fn publish(mut self, provenance: Provenance) -> Result<Published, OutputError> {
        let files = std::mem::take(&mut *self.files.lock().unwrap_or_else(PoisonError::into_inner));
        self.clear(&files).map_err(refused(&self.tree))?;
        let changes = self.changes(&files);
        let manifest = Manifest { provenance, files: files.into_values().collect() };
        let text = manifest.to_text();
        let path = self.tree.join(MANIFEST);
        fs::write(&path, &text).map_err(refused(&path))?;
        let identity = Digest::of(text.as_bytes());
        self.write_stamps(identity).map_err(refused(&self.place.home))?;
        let mut written = std::mem::take(&mut *self.written.lock().unwrap_or_else(PoisonError::into_inner));
        written.push(path);
        exchange::put(&self.tree, &self.place.output, &self.place.home, &written)
            .map_err(refused(&self.place.output))?;
        self.is_finished = true;
        let bytes = manifest.files.iter().map(|file| file.size).sum::<u64>() + text.len() as u64;
        Ok(Published { identity, written: Written { files: manifest.files.len() + 1, bytes }, changes })
    }

    /// Removes from the tree what the next site has not.
    fn clear(&self, files: &BTreeMap<String, ManifestFile>) -> io::Result<()> {
        let mut strays = self.former.files.iter().filter(|path| *path != MANIFEST && !files.contains_key(*path));
        strays.try_for_each(|path| gone(fs::remove_file(self.tree.join(path))))?;
        let mut needed: BTreeSet<&str> = BTreeSet::new();
        for path in files.keys() {
            let mut above = path.as_str();
            while let Some((directory, _)) = above.rsplit_once('/') {
                if !needed.insert(directory) {
                    break;
                }
                above = directory;
            }
        }
        let mut empty = self.former.directories.iter().rev().filter(|directory| !needed.contains(directory.as_str()));
        empty.try_for_each(|directory| gone(fs::remove_dir(self.tree.join(directory))))
    }

    fn changes(&self, files: &BTreeMap<String, ManifestFile>) -> Changes {
        let listed = self.place.published.manifest.iter().flat_map(|manifest| &manifest.files);
        let before: BTreeMap<&str, Digest> = listed.map(|file| (file.path.as_str(), file.sha256)).collect();
        let mut changes = Changes::default();
        for file in files.values() {
            match before.get(file.path.as_str()) {
                None => changes.added.push(file.path.clone()),
                Some(digest) if *digest != file.sha256 => changes.changed.push(file.path.clone()),
                Some(_) => {}
            }
        }
        let removed = before.keys().filter(|path| !files.contains_key(**path));
        changes.removed = removed.map(|path| (*path).to_owned()).collect();
        changes
    }

    /// Notes the stamps of the next site, and forgets those of all but the published one.
    fn write_stamps(&self, identity: Digest) -> io::Result<()> {
        let stamps = self.stamps.lock().unwrap_or_else(PoisonError::into_inner);
        let next = stamps_path(&self.place.home, identity);
        fs::write(&next, serde_json::to_vec(&*stamps)?)?;
        let published = self.place.published.identity.map(|identity| stamps_path(&self.place.home, identity));
        for entry in fs::read_dir(&self.place.home)? {
            let path = entry?.path();
            let is_stamps = path.extension().is_some_and(|ending| ending == "json");
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

/// Where the site `output` is put together.
fn home(output: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(output.file_name().unwrap_or_default());
    name.push(".gongkai");
    output.with_file_name(name)
}

fn stamps_path(home: &Path, identity: Digest) -> PathBuf {
    home.join(format!("stamps-{identity}.json"))
}

/// The stamps of the site whose manifest has the digest `identity`; none if they are lost or damaged.
fn stamps(home: &Path, identity: Digest) -> Stamps {
    fs::read(stamps_path(home, identity)).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
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
    use io::ErrorKind::{PermissionDenied, TooManyLinks, Unsupported};
    match fs::hard_link(source, target) {
        Err(error) if matches!(error.kind(), PermissionDenied | TooManyLinks | Unsupported) => {
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

fn create_private(directory: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(directory)?;
    #[cfg(unix)]
    fs::set_permissions(directory, std::os::unix::fs::PermissionsExt::from_mode(0o700))?;
    Ok(())
}

#[cfg(test)]
mod tests;
