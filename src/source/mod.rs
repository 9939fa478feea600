//! The project's files: the only room that reads them. A work tree goes in, sorted files come out.

mod revision;

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use walkdir::{DirEntry, WalkDir};

pub use self::revision::Revision;
use crate::{
    bilingual,
    diag::{Diagnostic, Severity},
};

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
    /// Anything else, read when it is asked for: attachments can be large.
    Other,
}

/// The files of a site as they stand in its directory.
#[derive(Debug)]
pub struct WorkTree {
    root: PathBuf,
    /// Every file of `content/` and `themes/`, and `gongkai.toml`, sorted by path.
    pub files: Vec<SourceFile>,
    /// The commit the work tree stands on, if it is under version control.
    pub revision: Option<Revision>,
}

/// Files that are text by their ending and have to be UTF-8.
const TEXT: [&str; 10] = ["md", "toml", "txt", "csv", "html", "css", "js", "svg", "json", "xml"];

impl WorkTree {
    /// Reads the site in directory `root`. Findings are about single files; the rest is read all the same.
    ///
    /// # Errors
    ///
    /// When `root` is no directory.
    pub fn load(root: &Path) -> io::Result<(Self, Vec<Diagnostic>)> {
        if !fs::metadata(root)?.is_dir() {
            return Err(io::Error::new(io::ErrorKind::NotADirectory, root.display().to_string()));
        }
        let root = fs::canonicalize(root)?;
        let mut tree = Self { root, files: Vec::new(), revision: None };
        let mut diagnostics = Vec::new();
        tree.walk("gongkai.toml", &mut diagnostics);
        tree.walk("content", &mut diagnostics);
        tree.walk("themes", &mut diagnostics);
        tree.files.sort_by(|a, b| a.path.cmp(&b.path));
        tree.revision = revision::of(&tree.root, &tree.files);
        Ok((tree, diagnostics))
    }

    /// The bytes of a file that was listed.
    ///
    /// # Errors
    ///
    /// When the file cannot be read any more.
    pub fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        fs::read(self.root.join(path))
    }

    /// How many bytes of text there are.
    #[must_use]
    pub fn text_bytes(&self) -> usize {
        let texts = self.files.iter().filter_map(|file| match &file.content {
            Content::Text(text) => Some(text.len()),
            Content::Other => None,
        });
        texts.sum()
    }

    fn walk(&mut self, top: &str, diagnostics: &mut Vec<Diagnostic>) {
        let start = self.root.join(top);
        if !start.exists() {
            return;
        }
        let root = self.root.clone();
        let mut left = Vec::new();
        let mut ignored = Vec::new();
        let entries = WalkDir::new(start).follow_links(true).sort_by_file_name().into_iter().filter_entry(|entry| {
            let leaves = leaves_tree(entry, &root);
            if leaves {
                left.push(entry.path().to_path_buf());
            } else if is_ignored(entry) {
                ignored.push(entry.path().to_path_buf());
            }
            !leaves && !is_ignored(entry)
        });
        for entry in entries {
            match entry {
                Ok(entry) if entry.file_type().is_file() => match self.file(entry.path()) {
                    Ok(file) => self.files.push(file),
                    Err(diagnostic) => diagnostics.push(*diagnostic),
                },
                Ok(_) => {}
                Err(error) => {
                    let path = self.relative(error.path().unwrap_or(&self.root));
                    diagnostics.push(unreadable(&path, &error.to_string()));
                }
            }
        }
        diagnostics.extend(self.ignored(&ignored));
        for path in left {
            diagnostics.push(
                Diagnostic::error(
                    "link_leaves_tree",
                    &self.relative(&path),
                    ["这个符号链接指到网站目录之外", "this symbolic link leads out of the site directory"],
                )
                .why([
                    "目录之外的内容不在版本库里，别人无法核对",
                    "what lies outside is not in the repository and nobody can check it",
                ])
                .help(["把文件本身放进来", "put the file itself here"]),
            );
        }
    }

    fn ignored(&self, paths: &[PathBuf]) -> impl Iterator<Item = Diagnostic> {
        paths.iter().map(|path| {
            let what = ["没有读取这个文件", "this file was not read"];
            let why = [
                "以 . 或 ~$ 开头的文件和 Thumbs.db 是系统或编辑软件留下的",
                "files that begin with . or ~$, and Thumbs.db, are left behind by systems and editors",
            ];
            let note = Diagnostic::warning("ignored_file", &self.relative(path), what).why(why);
            Diagnostic { severity: Severity::Note, ..note }
        })
    }

    fn relative(&self, path: &Path) -> Arc<str> {
        let relative = path.strip_prefix(&self.root).unwrap_or(path);
        let parts: Vec<_> = relative.components().map(|part| part.as_os_str().to_string_lossy()).collect();
        parts.join("/").into()
    }

    fn file(&self, path: &Path) -> Result<SourceFile, Box<Diagnostic>> {
        let name = self.relative(path);
        if path.strip_prefix(&self.root).is_ok_and(|relative| relative.to_str().is_none()) {
            return Err(Box::new(
                Diagnostic::error("name_not_utf8", &name, ["文件名不是 UTF-8", "the file's name is not UTF-8"])
                    .help(["改一个文件名", "rename the file"]),
            ));
        }
        let is_text = path.extension().and_then(|ending| ending.to_str()).is_some_and(|ending| TEXT.contains(&ending));
        if !is_text {
            return match fs::File::open(path) {
                Ok(_) => Ok(SourceFile { path: name, content: Content::Other }),
                Err(error) => Err(Box::new(unreadable(&name, &error.to_string()))),
            };
        }
        let bytes = fs::read(path).map_err(|error| Box::new(unreadable(&name, &error.to_string())))?;
        match text(bytes) {
            Ok(text) => Ok(SourceFile { path: name, content: Content::Text(text.into()) }),
            // A table for Excel is often in GBK; it is published as it is, not understood.
            Err(_) if !matches!(name.rsplit('.').next(), Some("md" | "toml")) => {
                Ok(SourceFile { path: name, content: Content::Other })
            }
            Err(line) => Err(Box::new(
                Diagnostic::error(
                    "not_utf8",
                    &name,
                    bilingual!("第 {line} 行起不是 UTF-8 文字", "from line {line} on this is not UTF-8"),
                )
                .why(["编码不明的文字会读成乱码", "text in another encoding would be misread"])
                .help(["用编辑器另存为 UTF-8 编码", "save the file as UTF-8"]),
            )),
        }
    }
}

/// Decodes text: a byte order mark is dropped, CRLF is read as LF.
///
/// # Errors
///
/// The line on which the first byte stands that is not UTF-8.
fn text(bytes: Vec<u8>) -> Result<String, usize> {
    let text = String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        error.as_bytes()[..valid].iter().filter(|byte| **byte == b'\n').count() + 1
    })?;
    let text = text.strip_prefix('\u{feff}').map_or(text.clone(), str::to_owned);
    Ok(if text.contains('\r') { text.replace("\r\n", "\n") } else { text })
}

fn unreadable(path: &Arc<str>, reason: &str) -> Diagnostic {
    Diagnostic::error("unreadable", path, bilingual!("读不了：{reason}", "cannot be read: {reason}"))
        .why(["读不到的文件不能当作没有", "a file that cannot be read must not count as absent"])
        .help(["检查文件权限，或把它移出网站目录", "check its permissions, or move it out of the site directory"])
}

fn leaves_tree(entry: &DirEntry, root: &Path) -> bool {
    entry.path_is_symlink() && !fs::canonicalize(entry.path()).is_ok_and(|target| target.starts_with(root))
}

/// Files that editors and operating systems leave behind.
fn is_ignored(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    entry.depth() > 0 && (name.starts_with('.') || name.starts_with("~$") || name == "Thumbs.db")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_text_as_lf_without_mark() {
        assert_eq!(text("\u{feff}甲\r\n乙\r\n".into()).as_deref(), Ok("甲\n乙\n"));
        assert_eq!(text(vec![b'a', b'\n', 0xff]), Err(2));
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
        std::os::unix::fs::symlink(outside.path().join("secret.md"), content.join("c.md")).unwrap();
        std::os::unix::fs::symlink(content.join("b.md"), content.join("d.md")).unwrap();
        let (tree, found) = WorkTree::load(directory.path()).unwrap();
        assert_eq!(tree.files.iter().map(|file| &*file.path).collect::<Vec<_>>(), ["content/b.md", "content/d.md"]);
        let mut codes: Vec<_> = found.iter().map(|found| (found.code, &*found.path)).collect();
        codes.sort_unstable();
        assert_eq!(
            codes,
            [("ignored_file", "content/.hidden"), ("link_leaves_tree", "content/c.md"), ("not_utf8", "content/a.md"),]
        );
    }
}
