//! The project's files: the only room that reads them. A work tree or a commit goes in, sorted files come out.
//!
//! Both give the same files for the same sources: text has LF line ends, links are followed inside the site, and what
//! would stand in the one and not in the other is an error in both.

mod commit;
mod finding;
mod history;
mod repository;
mod revision;
mod work_tree;

use std::{
    borrow::Cow,
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use self::{commit::Snapshot, finding::not_utf8, revision::Standing};
pub use self::{
    finding::Refusal,
    history::{Days, KnownChanges},
    repository::lies_in_git_directory,
    revision::Revision,
};
use crate::diag::Diagnostic;

/// Where the files of a site are read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A directory, as it stands.
    WorkTree(PathBuf),
    /// A commit of the repository that holds a directory, read from its objects; nothing is checked out.
    Commit {
        /// The site directory, or a bare repository. `GIT_DIR` names the repository in its place.
        directory: PathBuf,
        /// The commit as git names it; `REV:sub/dir` reads the site below that directory of the commit.
        rev: String,
    },
}

/// A file of the site.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Its path relative to the site directory, with `/` between the parts.
    pub path: Arc<str>,
    /// What it holds.
    pub content: Content,
}

/// What a file holds.
#[derive(Debug, Clone)]
pub enum Content {
    /// Text in UTF-8, line ends as LF, without a byte order mark.
    Text(Arc<str>),
    /// Anything else, of so many bytes, read when it is asked for: attachments can be large.
    Other(u64),
}

impl Content {
    /// How many bytes it has.
    #[must_use]
    pub fn size(&self) -> u64 {
        match self {
            Self::Text(text) => text.len() as u64,
            Self::Other(size) => *size,
        }
    }
}

/// What has become of a file since it was read.
#[derive(Debug)]
pub enum Change {
    /// It has the same text, or is nothing that is read, then or now.
    None,
    /// It has another text, which is not that of the commit; the commit is still the same.
    Text(SourceFile),
    /// Something else, or more than that.
    Other,
}

/// Why a site cannot be read at all.
#[derive(Debug)]
pub enum LoadError {
    /// The operating system refused something at this path.
    Io(PathBuf, io::Error),
    /// The commit that was named is not to be had.
    Refused(Refusal),
}

impl From<Refusal> for LoadError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// The files of a site as they stand in its directory or in a commit.
#[derive(Debug)]
pub struct Tree {
    store: Store,
    standing: Option<Standing>,
    /// Every file of `content/` and `themes/`, `gongkai.toml` and [`FROZEN`], sorted by path.
    pub files: Vec<SourceFile>,
    /// The commit the files are from, if they are under version control.
    pub revision: Option<Revision>,
}

/// Where the bytes of a listed file are.
#[derive(Debug)]
enum Store {
    Directory(PathBuf),
    Commit(Box<Snapshot>),
}

/// What the export of public sources keeps beside them: what a build took from elsewhere.
pub const FROZEN: &str = "gongkai.frozen.json";

/// What is read of a site directory.
const TOPS: [&str; 4] = ["gongkai.toml", FROZEN, "content", "themes"];

/// Files that are text by their ending and have to be UTF-8.
const TEXT: [&str; 10] = ["md", "toml", "txt", "csv", "html", "css", "js", "svg", "json", "xml"];

impl Tree {
    /// Reads a site. Findings are about single files; the rest is read all the same.
    ///
    /// # Errors
    ///
    /// When the directory cannot be read, or there is no such commit.
    pub fn load(origin: &Origin) -> Result<(Self, Vec<Diagnostic>), LoadError> {
        let mut diagnostics = Vec::new();
        let mut tree = match origin {
            Origin::WorkTree(directory) => Self::of_directory(directory, &mut diagnostics)?,
            Origin::Commit { directory, rev } => {
                let (snapshot, standing, files) = commit::load(directory, rev, &mut diagnostics)?;
                let revision = standing.revision();
                Self { store: Store::Commit(Box::new(snapshot)), standing: Some(standing), files, revision }
            }
        };
        tree.files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok((tree, diagnostics))
    }

    fn of_directory(directory: &Path, diagnostics: &mut Vec<Diagnostic>) -> Result<Self, LoadError> {
        let refused = |error| LoadError::Io(directory.to_path_buf(), error);
        if !fs::metadata(directory).map_err(refused)?.is_dir() {
            return Err(refused(io::ErrorKind::NotADirectory.into()));
        }
        let root = fs::canonicalize(directory).map_err(refused)?;
        let walked = work_tree::walk(&root, diagnostics);
        let standing = revision::of_work_tree(&root, &walked, diagnostics);
        let revision = standing.as_ref().and_then(Standing::revision);
        Ok(Self { store: Store::Directory(root), standing, files: walked.files, revision })
    }

    /// What has become of the file at `path` since it was read.
    #[must_use]
    pub fn change(&self, path: &str) -> Change {
        let Store::Directory(root) = &self.store else { return Change::Other };
        let known = self.files.binary_search_by(|file| (*file.path).cmp(path)).ok().map(|index| &self.files[index]);
        let here = root.join(path);
        let is_gone = fs::symlink_metadata(&here).is_err();
        if known.is_none() && (is_gone || path.split('/').any(is_ignored)) {
            return Change::None;
        }
        // What links lead to may be the text of more than one page.
        if is_gone || fs::canonicalize(&here).ok() != Some(here.clone()) {
            return Change::Other;
        }
        let (Some(known), Ok(file)) = (known, work_tree::read(root, &here)) else { return Change::Other };
        match (&known.content, &file.content) {
            (Content::Text(before), Content::Text(text)) if before == text => Change::None,
            (Content::Text(_), Content::Text(text))
                if revision::is_uncommitted(root, self.standing.as_ref(), path, text) =>
            {
                Change::Text(file)
            }
            _ => Change::Other,
        }
    }

    /// The bytes of a file that was listed; line ends as LF where it is text by its ending.
    ///
    /// # Errors
    ///
    /// When the file cannot be read any more.
    pub fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        let bytes = match &self.store {
            Store::Directory(root) => fs::read(root.join(path))?,
            Store::Commit(snapshot) => snapshot.read(path)?,
        };
        Ok(if is_text(path) { with_lf(bytes) } else { bytes })
    }

    /// How many bytes of text there are.
    #[must_use]
    pub fn text_bytes(&self) -> usize {
        let texts = self.files.iter().filter_map(|file| match &file.content {
            Content::Text(text) => Some(text.len()),
            Content::Other(_) => None,
        });
        texts.sum()
    }

    /// The day on which each of `paths` was last changed, from history: the committer's day in UTC+8.
    ///
    /// A file that was only moved has not changed. Files that differ from the commit have no day, and none has outside
    /// version control. `known` is what the last call found, of this or another commit: it makes the walk short, and
    /// changes no day.
    ///
    /// # Errors
    ///
    /// When the history that is here ends before one of the files was last changed.
    pub fn last_changes(
        &self,
        paths: &[Arc<str>],
        known: &KnownChanges,
    ) -> Result<(Days, KnownChanges), Box<Diagnostic>> {
        match &self.standing {
            Some(standing) => history::last_changes(standing, paths, known),
            None => Ok((Days::new(), KnownChanges::default())),
        }
    }
}

/// What a file's bytes are to the program; of one that is no text by its ending, `bytes` may be the beginning, and `size`
/// is that of the whole.
///
/// # Errors
///
/// When it has to be UTF-8 and is not.
fn content(path: &Arc<str>, bytes: &[u8], size: u64) -> Result<Content, Box<Diagnostic>> {
    if !is_text(path) {
        return Ok(Content::Other(size));
    }
    // Line ends count once, as they are published.
    let size = (bytes.len() - memchr::memmem::find_iter(bytes, b"\r\n").count()) as u64;
    match text(bytes) {
        Ok(text) => Ok(Content::Text(text.into())),
        // A table for Excel is often in GBK; it is published as it is, not understood.
        Err(_) if !matches!(ending(path), Some("md" | "toml")) => Ok(Content::Other(size)),
        Err(line) => Err(Box::new(not_utf8(path, line))),
    }
}

fn ending(path: &str) -> Option<&str> {
    let name = path.rsplit('/').next()?;
    name.rsplit_once('.').map(|(_, ending)| ending)
}

fn is_text(path: &str) -> bool {
    ending(path).is_some_and(|ending| TEXT.contains(&ending))
}

/// Decodes text: a byte order mark is dropped, CRLF is read as LF.
///
/// # Errors
///
/// The line on which the first byte stands that is not UTF-8.
fn text(bytes: &[u8]) -> Result<Cow<'_, str>, usize> {
    let text = simdutf8::basic::from_utf8(bytes).map_err(|_| {
        let valid = str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len);
        bytes[..valid].iter().filter(|byte| **byte == b'\n').count() + 1
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    Ok(if text.contains('\r') { Cow::Owned(text.replace("\r\n", "\n")) } else { Cow::Borrowed(text) })
}

/// The same bytes with LF for CRLF, whatever the encoding: in UTF-16 the two never stand side by side.
fn with_lf(bytes: Vec<u8>) -> Vec<u8> {
    if memchr::memmem::find(&bytes, b"\r\n").is_none() {
        return bytes;
    }
    let mut plain = Vec::with_capacity(bytes.len());
    for (index, byte) in bytes.iter().enumerate() {
        if *byte != b'\r' || bytes.get(index + 1) != Some(&b'\n') {
            plain.push(*byte);
        }
    }
    plain
}

/// Whether these are the bytes of a Git LFS pointer, which stands for a file that is kept elsewhere.
fn is_lfs_pointer(bytes: &[u8]) -> bool {
    bytes.starts_with(b"version https://git-lfs.github.com/spec/")
}

/// The most bytes a Git LFS pointer has.
const LARGEST_POINTER: u64 = 1024;

/// Files that editors and operating systems leave behind.
fn is_ignored(name: &str) -> bool {
    name.starts_with('.') || name.starts_with("~$") || name == "Thumbs.db"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_text_as_lf_without_mark() {
        assert_eq!(text("\u{feff}甲\r\n乙\r\n".as_bytes()).as_deref(), Ok("甲\n乙\n"));
        assert_eq!(text(&[b'a', b'\n', 0xff]), Err(2));
        assert_eq!(with_lf(b"a\r\nb\rc\n\r\n".to_vec()), b"a\nb\rc\n\n");
    }

    #[test]
    fn refuses_links_that_leave_and_text_that_is_not_utf8() {
        let directory = tempfile::tempdir().unwrap();
        let outside = tempfile::tempdir().unwrap();
        fs::write(outside.path().join("secret.md"), "x").unwrap();
        let content = directory.path().join("content");
        fs::create_dir(&content).unwrap();
        fs::write(content.join("a.md"), [0xb0, 0xa1]).unwrap();
        fs::write(content.join(".hidden"), "x").unwrap();
        fs::write(content.join("b.md"), "乙").unwrap();
        let link = |to: &Path, name: &str| std::os::unix::fs::symlink(to, content.join(name)).unwrap();
        link(&outside.path().join("secret.md"), "c.md");
        link(Path::new("b.md"), "d.md");
        link(&content.join("b.md"), "e.md");
        link(Path::new(".hidden"), "f.md");
        let (tree, found) = Tree::load(&Origin::WorkTree(directory.path().into())).unwrap();
        assert_eq!(tree.files.iter().map(|file| &*file.path).collect::<Vec<_>>(), ["content/b.md", "content/d.md"]);
        let mut codes: Vec<_> = found.iter().map(|found| (found.code, &*found.path)).collect();
        codes.sort_unstable();
        assert_eq!(
            codes,
            [
                ("ignored_file", "content/.hidden"),
                ("link_leaves_tree", "content/c.md"),
                ("link_leaves_tree", "content/e.md"),
                ("link_leaves_tree", "content/f.md"),
                ("not_utf8", "content/a.md"),
            ]
        );
    }
}
