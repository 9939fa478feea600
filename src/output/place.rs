//! Where a site is published, held by one build at a time.

use std::{
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
};

use super::{Digest, OutputError, exchange, manifest::MANIFEST, refused, stamp::Stamps, tree::Tree};

/// The place of a published site, which this build alone may change and has not looked at.
#[derive(Debug)]
pub struct Lock {
    output: PathBuf,
    home: PathBuf,
    held: fs::File,
}

/// The place of a published site, which this build alone may change.
#[derive(Debug)]
pub struct Place {
    pub(super) output: PathBuf,
    pub(super) home: PathBuf,
    pub(super) tree: Tree,
    _lock: fs::File,
}

impl Lock {
    /// Locks the place of the site `output` and clears away what a killed build left. Where another build is under way,
    /// `wait` is called, and that build's end is waited for.
    ///
    /// # Errors
    ///
    /// When something cannot be read or made, or `output` holds what is no published site.
    pub fn acquire(output: &Path, wait: impl FnOnce()) -> Result<Self, OutputError> {
        let parent = output.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        fs::create_dir_all(parent).map_err(refused(parent))?;
        let home = home(output);
        create_private(&home).map_err(refused(&home))?;
        let path = home.join("lock");
        let held = fs::File::create(&path).map_err(refused(&path))?;
        if held.try_lock().is_err() {
            wait();
            held.lock().map_err(refused(&path))?;
        }
        exchange::recover(output, &home).map_err(refused(output))?;
        if output.exists() && !output.join(MANIFEST).exists() {
            let mut entries = fs::read_dir(output).map_err(refused(output))?;
            if entries.next().is_some() {
                return Err(OutputError::NotASite(output.to_path_buf()));
            }
        }
        Ok(Self { output: output.to_path_buf(), home, held })
    }

    /// Looks at the site that is published there.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    pub fn look(self) -> Result<Place, OutputError> {
        let Self { output, home, held } = self;
        let tree = Tree::load(&output, |identity| stamps(&home, identity)).map_err(refused(&output))?;
        Ok(Place { output, home, tree, _lock: held })
    }
}

impl Place {
    /// Locks the place of the site `output`, as [`Lock::acquire`] does, and looks at it.
    ///
    /// # Errors
    ///
    /// When something cannot be read or made, or `output` holds what is no published site.
    pub fn lock(output: &Path, wait: impl FnOnce()) -> Result<Self, OutputError> {
        Lock::acquire(output, wait)?.look()
    }

    /// Whether every file of the published site is as its manifest says, and there is no other.
    #[must_use]
    pub fn is_intact(&self) -> bool {
        self.tree.is_intact()
    }

    /// The digest of the published site's manifest; of everything it lists, therefore.
    #[must_use]
    pub fn identity(&self) -> Option<Digest> {
        self.tree.identity
    }

    /// Where the file at `path` of the published site is.
    #[must_use]
    pub fn path(&self, path: &str) -> PathBuf {
        self.output.join(path)
    }
}

/// Where the site `output` is put together.
pub(super) fn home(output: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(output.file_name().unwrap_or_default());
    name.push(".gongkai");
    output.with_file_name(name)
}

/// How the names of files of stamps begin.
pub(super) const STAMPS: &str = "stamps-";

pub(super) fn stamps_path(home: &Path, identity: Digest) -> PathBuf {
    home.join(format!("{STAMPS}{identity}"))
}

/// The stamps of the site whose manifest has the digest `identity`; none if they are lost or damaged.
pub(super) fn stamps(home: &Path, identity: Digest) -> Stamps {
    fs::read(stamps_path(home, identity)).ok().and_then(|bytes| Stamps::read(&bytes)).unwrap_or_default()
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
