//! Splits a Markdown file into its front matter and its body.

use std::{ops::Range, sync::Arc};

use crate::diag::Diagnostic;

/// A Markdown file, split; both ranges are of bytes in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// The TOML text between the `+++` lines.
    pub toml: Range<usize>,
    /// The Markdown text after them.
    pub body: Range<usize>,
}

/// Finds the front matter between two lines `+++`.
///
/// # Errors
///
/// Says which of the two lines is missing.
pub fn split_front_matter(text: &str, path: &Arc<str>) -> Result<Split, Box<Diagnostic>> {
    let missing = |span: Range<usize>, what: [&str; 2]| {
        Box::new(
            Diagnostic::error("missing_front_matter", path, what)
                .at(span)
                .why([
                    "文首两行 +++ 之间写标题、公开属性等项",
                    "title, disclosure and the rest stand between two lines +++ at the top of the file",
                ])
                .help([
                    "文首写：\n+++\ntitle = \"…\"\ndisclosure = \"主动公开\"\n+++",
                    "begin the file with:\n+++\ntitle = \"…\"\ndisclosure = \"主动公开\"\n+++",
                ]),
        )
    };
    let mut lines = text.split_inclusive('\n');
    let first = lines.next().unwrap_or_default();
    if first.trim_end() != "+++" {
        let end = first.trim_end().len();
        if first.trim_end() == "---" {
            let what = ["文首用了 ---，应当用 +++", "the file begins with ---, where +++ is needed"];
            let help = [
                "两行 --- 都改成 +++，各项写成 title = \"…\" 的样子",
                "change both lines --- to +++ and write the fields as title = \"…\"",
            ];
            return Err(Box::new(missing(0..end, what).help(help)));
        }
        return Err(missing(0..end, ["文首没有 +++ 行", "the file does not begin with a line +++"]));
    }
    let mut at = first.len();
    for line in lines {
        if line.trim_end() == "+++" {
            return Ok(Split { toml: first.len()..at, body: at + line.len()..text.len() });
        }
        at += line.len();
    }
    Err(missing(0..3, ["文首的 +++ 没有第二行与之相配", "the first line +++ has no second one to match it"]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_and_reports() {
        let path: Arc<str> = "a.md".into();
        let text = "+++\ntitle = \"甲\"\n+++\n正文\n";
        let split = split_front_matter(text, &path).unwrap();
        assert_eq!((&text[split.toml], &text[split.body]), ("title = \"甲\"\n", "正文\n"));
        assert_eq!(split_front_matter("+++\n+++", &path).unwrap().body, 7..7);
        assert!(split_front_matter("正文", &path).is_err());
        assert!(split_front_matter("+++\ntitle = 1\n", &path).is_err());
        assert!(split_front_matter("", &path).is_err());
        let yaml = split_front_matter("---\ntitle: 甲\n---\n", &path).unwrap_err();
        assert_eq!(yaml.message.zh, "文首用了 ---，应当用 +++");
    }
}
