//! Finished files into a staged directory, and the staged directory into the place of the published one, in one step.
//!
//! The only room that writes the site. Until the exchange the published directory is not touched; what was begun and not
//! finished is removed.

use std::{
    ffi::OsString,
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::artifact::Artifact;

/// The name and version of this program as manifests state it.
pub const ENGINE: &str = concat!("gongkai ", env!("CARGO_PKG_VERSION"));

const MANIFEST: &str = "manifest.json";

/// What a manifest says of the build as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Provenance {
    /// Name and version of the program.
    pub engine: &'static str,
    /// The commit, in hexadecimal; `None` outside version control.
    pub commit: Option<String>,
    /// Whether the work tree differed from the commit.
    pub dirty: bool,
    /// The as-of day, ISO 8601.
    pub as_of: String,
    /// The address the site is published at.
    pub base_url: String,
}

#[derive(Debug, Serialize)]
struct Manifest<'a> {
    #[serde(flatten)]
    provenance: &'a Provenance,
    files: &'a [ManifestFile],
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct ManifestFile {
    path: String,
    sha256: String,
    size: u64,
    sources: Vec<Arc<str>>,
}

/// How much was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// Files, the manifest included.
    pub files: usize,
    /// Bytes in them.
    pub bytes: u64,
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

/// A directory beside the output, in which the next site is put together.
#[derive(Debug)]
pub struct Staging {
    output: PathBuf,
    directory: PathBuf,
    files: Mutex<Vec<ManifestFile>>,
}

impl Staging {
    /// Opens an empty staging directory beside `output`, readable by its owner alone.
    ///
    /// # Errors
    ///
    /// When it cannot be made, or `output` holds what is no published site.
    pub fn begin(output: &Path) -> Result<Self, OutputError> {
        let parent = output.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        fs::create_dir_all(parent).map_err(refused(parent))?;
        if output.exists() && !output.join(MANIFEST).exists() {
            let mut entries = fs::read_dir(output).map_err(refused(output))?;
            if entries.next().is_some() {
                return Err(OutputError::NotASite(output.to_path_buf()));
            }
        }
        let directory = beside(output, "next");
        remove(&directory).map_err(refused(&directory))?;
        create_private(&directory).map_err(refused(&directory))?;
        Ok(Self { output: output.to_path_buf(), directory, files: Mutex::new(Vec::new()) })
    }

    /// Writes one file. May be called from several threads.
    ///
    /// # Errors
    ///
    /// When the file cannot be written, or another artifact has its path.
    pub fn write(&self, artifact: Artifact) -> Result<(), OutputError> {
        let path = self.directory.join(&artifact.path);
        let failed = |error| OutputError::Io(path.clone(), error);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(failed)?;
        }
        let mut file = match fs::File::create_new(&path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                return Err(OutputError::Twice(artifact.path));
            }
            opened => opened.map_err(failed)?,
        };
        file.write_all(&artifact.bytes).map_err(failed)?;
        let entry = ManifestFile {
            sha256: hex(&Sha256::digest(&artifact.bytes)),
            size: artifact.bytes.len() as u64,
            path: artifact.path,
            sources: artifact.sources,
        };
        self.files.lock().unwrap_or_else(PoisonError::into_inner).push(entry);
        Ok(())
    }

    /// Writes the manifest and puts the staged site in the place of the published one.
    ///
    /// # Errors
    ///
    /// When either fails; the published site then stands as it was.
    pub fn publish(self, provenance: &Provenance) -> Result<Written, OutputError> {
        let mut files = std::mem::take(&mut *self.files.lock().unwrap_or_else(PoisonError::into_inner));
        files.sort();
        let manifest = Manifest { provenance, files: &files };
        let mut text = serde_json::to_string_pretty(&manifest).expect("invariant: strings and numbers serialise");
        text.push('\n');
        let path = self.directory.join(MANIFEST);
        fs::write(&path, &text).map_err(|error| OutputError::Io(path, error))?;
        let written = Written {
            files: files.len() + 1,
            bytes: files.iter().map(|file| file.size).sum::<u64>() + text.len() as u64,
        };
        self.exchange().map_err(|error| OutputError::Io(self.output.clone(), error))?;
        Ok(written)
    }

    fn exchange(&self) -> io::Result<()> {
        open_to_readers(&self.directory)?;
        if !self.output.exists() {
            return fs::rename(&self.directory, &self.output);
        }
        if swap(&self.directory, &self.output).is_err() {
            // Not every file system can exchange two names at once: there is then a moment without the directory.
            let previous = beside(&self.output, "previous");
            remove(&previous)?;
            fs::rename(&self.output, &previous)?;
            if let Err(error) = fs::rename(&self.directory, &self.output) {
                fs::rename(&previous, &self.output)?;
                return Err(error);
            }
            fs::rename(&previous, &self.directory)?;
        }
        Ok(())
    }
}

impl Drop for Staging {
    /// After an exchange the directory holds the former site, before it the unfinished one: neither is wanted any more.
    fn drop(&mut self) {
        if let Err(error) = remove(&self.directory) {
            eprintln!("{}: {error}", self.directory.display());
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

fn refused(path: &Path) -> impl FnOnce(io::Error) -> OutputError {
    let path = path.to_path_buf();
    move |error| OutputError::Io(path, error)
}

fn beside(output: &Path, what: &str) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(output.file_name().unwrap_or_default());
    name.push(".gongkai-");
    name.push(what);
    output.with_file_name(name)
}

fn remove(directory: &Path) -> io::Result<()> {
    match fs::remove_dir_all(directory) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        done => done,
    }
}

fn create_private(directory: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(directory)
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

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn provenance() -> Provenance {
        Provenance {
            engine: ENGINE,
            commit: None,
            dirty: false,
            as_of: "2024-06-01".into(),
            base_url: "https://www.example.gov.cn/".into(),
        }
    }

    #[test]
    fn replaces_a_site_and_leaves_nothing_beside_it() {
        let directory = tempfile::tempdir().unwrap();
        let output = directory.path().join("public");
        for text in ["old", "new"] {
            let staging = Staging::begin(&output).unwrap();
            staging.write(Artifact::text("a/index.html", text.into(), vec![])).unwrap();
            staging.publish(&provenance()).unwrap();
        }
        assert_eq!(fs::read_to_string(output.join("a/index.html")).unwrap(), "new");
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
        let manifest = fs::read_to_string(output.join("manifest.json")).unwrap();
        let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
        assert_eq!(manifest["files"][0]["path"], "a/index.html");
        assert_eq!(manifest["files"].as_array().unwrap().len(), 1);
    }

    #[test]
    fn an_unfinished_build_leaves_the_old_site() {
        let directory = tempfile::tempdir().unwrap();
        let output = directory.path().join("public");
        let staging = Staging::begin(&output).unwrap();
        staging.write(Artifact::text("a.html", "old".into(), vec![])).unwrap();
        staging.publish(&provenance()).unwrap();
        let staging = Staging::begin(&output).unwrap();
        staging.write(Artifact::text("a.html", "half".into(), vec![])).unwrap();
        drop(staging);
        assert_eq!(fs::read_to_string(output.join("a.html")).unwrap(), "old");
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
    }

    #[test]
    fn never_replaces_a_directory_of_other_files() {
        let directory = tempfile::tempdir().unwrap();
        fs::write(directory.path().join("thesis.doc"), "x").unwrap();
        assert!(matches!(Staging::begin(directory.path()), Err(OutputError::NotASite(_))));
        assert!(directory.path().join("thesis.doc").exists());
    }

    #[test]
    fn two_artifacts_cannot_share_a_path() {
        let directory = tempfile::tempdir().unwrap();
        let staging = Staging::begin(&directory.path().join("public")).unwrap();
        staging.write(Artifact::text("a.html", "1".into(), vec![])).unwrap();
        let second = staging.write(Artifact::text("a.html", "2".into(), vec![]));
        assert!(matches!(second, Err(OutputError::Twice(path)) if path == "a.html"));
    }
}
