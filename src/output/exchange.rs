//! One site in the place of another, in one step where the system can.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use rayon::prelude::*;

/// Up to so many files are brought to the disk one by one; more are, with all that waits, by the file system as a whole.
const SINGLY: usize = 1000;

/// Puts the finished `tree`, in which `written` are new, in the place of `output`; the site that stood there becomes the
/// tree.
///
/// Linux exchanges two names at once (renameat2 with `RENAME_EXCHANGE`). Elsewhere, and on file systems that cannot,
/// there is a moment without `output`; a build that dies in it is mended by [`recover`].
pub(super) fn put(tree: &Path, output: &Path, home: &Path, written: &[PathBuf]) -> io::Result<()> {
    open_to_readers(tree)?;
    if !output.exists() {
        return fs::rename(tree, output);
    }
    // A power failure must not leave names without contents in a place where there was a site.
    if written.len() > SINGLY {
        sync(tree)?;
    } else {
        written.par_iter().try_for_each(|path| fs::File::open(path)?.sync_all())?;
    }
    if swap(tree, output).is_ok() {
        return Ok(());
    }
    let previous = home.join("previous");
    fs::rename(output, &previous)?;
    if let Err(error) = fs::rename(tree, output) {
        fs::rename(&previous, output)?;
        return Err(error);
    }
    fs::rename(&previous, tree)
}

/// Puts back the site that a build was about to replace when it died.
pub(super) fn recover(output: &Path, home: &Path) -> io::Result<()> {
    let previous = home.join("previous");
    if !previous.exists() {
        return Ok(());
    }
    if output.exists() { fs::remove_dir_all(&previous) } else { fs::rename(&previous, output) }
}

fn open_to_readers(directory: &Path) -> io::Result<()> {
    #[cfg(unix)]
    fs::set_permissions(directory, std::os::unix::fs::PermissionsExt::from_mode(0o755))?;
    let _ = directory;
    Ok(())
}

#[cfg(target_os = "linux")]
fn swap(a: &Path, b: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE).map_err(io::Error::from)
}

#[cfg(not(target_os = "linux"))]
fn swap(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(target_os = "linux")]
fn sync(tree: &Path) -> io::Result<()> {
    rustix::fs::syncfs(fs::File::open(tree)?).map_err(io::Error::from)
}

#[cfg(not(target_os = "linux"))]
fn sync(_: &Path) -> io::Result<()> {
    Ok(())
}
