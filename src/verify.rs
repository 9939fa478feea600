//! A published site beside the same site built again: which files are not the same.

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use rayon::prelude::*;
use walkdir::WalkDir;

use crate::{
    bilingual,
    diag::{Bilingual, Diagnostic},
    model::Date,
    output::{ENGINE, Manifest},
    parse::is_base_url,
    pipeline::Options,
    source::FROZEN,
};

/// Why a site cannot be verified.
#[derive(Debug)]
pub enum VerifyError {
    /// The directory holds no manifest that can be read.
    NoManifest(PathBuf),
    /// Another version of the program built it: its name and version.
    OtherEngine(String),
    /// The operating system refused something at this path.
    Io(PathBuf, io::Error),
}

impl VerifyError {
    /// The name of the failure, stable.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoManifest(_) => "no_manifest",
            Self::OtherEngine(_) => "other_engine",
            Self::Io(..) => "io",
        }
    }

    /// What is wrong, and what to do.
    #[must_use]
    pub fn message(&self) -> Bilingual {
        match self {
            Self::NoManifest(directory) => {
                let directory = directory.display();
                bilingual!(
                    "{directory} 里没有可读的 manifest.json，不是生成的网站。请写网站文件所在的目录",
                    "{directory} holds no manifest.json that can be read: it is no built site. Name the directory of its files"
                )
            }
            Self::OtherEngine(engine) => bilingual!(
                "网站由 {engine} 生成，本程序是 {ENGINE}，版本不同，字节不可比。请用同一版本的程序核对",
                "the site was built by {engine} and this is {ENGINE}: bytes of two versions cannot be compared. Verify it by the same version"
            ),
            Self::Io(path, error) => {
                let path = path.display();
                bilingual!("{path}：{error}", "{path}: {error}")
            }
        }
    }
}

/// Fills in what the manifest of the site in `directory` says of its build: its day, its address, and its commit unless
/// `options` names one.
///
/// A site that was built from files as they stood, and public sources that keep their commit beside them, are built from
/// the files again.
///
/// # Errors
///
/// When there is no manifest, or another version of the program wrote it.
pub fn options(directory: &Path, options: Options) -> Result<Options, VerifyError> {
    let manifest = Manifest::load(directory).map_err(|error| VerifyError::Io(directory.into(), error))?;
    let stated = manifest.map(|manifest| manifest.provenance);
    let stated = stated.ok_or_else(|| VerifyError::NoManifest(directory.into()))?;
    if stated.engine != ENGINE {
        return Err(VerifyError::OtherEngine(stated.engine));
    }
    let as_of = Date::parse(&stated.as_of).ok().filter(|_| is_base_url(&stated.base_url));
    let as_of = as_of.ok_or_else(|| VerifyError::NoManifest(directory.into()))?;
    let is_frozen = options.site.join(FROZEN).exists();
    let commit = options.commit.or(stated.commit.filter(|_| !stated.dirty && !is_frozen));
    Ok(Options { commit, as_of: Some(as_of), base_url: Some(stated.base_url), ..options })
}

/// Compares every file of `published` with that of `rebuilt`, and names those that differ, are missing or are extra, by
/// path.
///
/// # Errors
///
/// When a directory or a file cannot be read.
pub fn compare(published: &Path, rebuilt: &Path) -> Result<Vec<Diagnostic>, VerifyError> {
    let (stands, expected) = (paths(published)?, paths(rebuilt)?);
    let missing = expected.difference(&stands).map(missing);
    let extra = stands.difference(&expected).map(extra);
    let mut found: Vec<Diagnostic> = missing.chain(extra).collect();
    let both: Vec<&Arc<str>> = stands.intersection(&expected).collect();
    let differing = both.into_par_iter().map(|path| {
        let (published, rebuilt) = (published.join(&**path), rebuilt.join(&**path));
        // What a site serves is files: a link would lead elsewhere on another machine.
        let is_same = !published.is_symlink() && read(&published)? == read(&rebuilt)?;
        Ok((!is_same).then(|| differs(path)))
    });
    let differing: Vec<Option<Diagnostic>> = differing.collect::<Result<_, VerifyError>>()?;
    found.extend(differing.into_iter().flatten());
    found.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

fn paths(directory: &Path) -> Result<BTreeSet<Arc<str>>, VerifyError> {
    let mut paths = BTreeSet::new();
    for entry in WalkDir::new(directory) {
        let entry = entry.map_err(|error| {
            let path = error.path().unwrap_or(directory).to_path_buf();
            VerifyError::Io(path, error.into())
        })?;
        if entry.file_type().is_dir() {
            continue;
        }
        let relative = entry.path().strip_prefix(directory).unwrap_or(entry.path());
        let parts: Vec<_> = relative.components().map(|part| part.as_os_str().to_string_lossy()).collect();
        paths.insert(parts.join("/").into());
    }
    Ok(paths)
}

fn read(path: &Path) -> Result<Vec<u8>, VerifyError> {
    fs::read(path).map_err(|error| VerifyError::Io(path.into(), error))
}

fn differs(path: &Arc<str>) -> Diagnostic {
    Diagnostic::error(
        "file_differs",
        path,
        ["文件与重新生成的不同", "the file differs from the one that its sources give"],
    )
    .why([
        "网站上的文件被改过，或者源文件不是生成它的那一份",
        "the published file was changed, or these are not the sources it was built from",
    ])
    .help([
        "先核对 --site 和 --commit；无误的，重新生成并发布",
        "check --site and --commit; if they are right, build and publish again",
    ])
}

fn missing(path: &Arc<str>) -> Diagnostic {
    Diagnostic::error("file_missing", path, ["网站上缺这个文件", "the published site lacks this file"])
        .why(["按源文件应当有它", "its sources give this file"])
        .help(["核对发布是否完整，重新发布", "see whether all files were published, and publish again"])
}

fn extra(path: &Arc<str>) -> Diagnostic {
    Diagnostic::error("file_extra", path, ["网站上多出这个文件", "the published site has a file too many"])
        .why(["按源文件不应当有它", "its sources give no such file"])
        .help(["查明来历，不应有的删去", "find out where it comes from, and remove it"])
}
