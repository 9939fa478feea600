//! A source file without the notes that editors keep in it.

use std::{io, path::PathBuf, sync::Arc};

use toml_edit::DocumentMut;
use toml_parser::{Source, lexer::TokenKind};

use super::Unwritten;
use crate::parse::{REVIEW_NAMES, markdown::without_comments, split_front_matter};

/// The file's text without comments and without `review`; a build makes the same of it.
///
/// # Errors
///
/// When it is no text that a build could read.
pub(super) fn redact(path: &Arc<str>, text: &str) -> Result<String, Unwritten> {
    let unread = |why: String| (PathBuf::from(&**path), io::Error::other(why));
    if !path.ends_with(".md") {
        return record(text).map_err(|error| unread(error.to_string()));
    }
    let split = split_front_matter(text, path).map_err(|fault| unread(fault.message.en))?;
    let head = record(&text[split.toml.clone()]).map_err(|error| unread(error.to_string()))?;
    let (before, between) = (&text[..split.toml.start], &text[split.toml.end..split.body.start]);
    Ok(format!("{before}{head}{between}{}", without_comments(&text[split.body])))
}

fn record(toml: &str) -> Result<String, toml_edit::TomlError> {
    let mut document: DocumentMut = toml.parse()?;
    for name in REVIEW_NAMES {
        document.remove(name);
    }
    Ok(without_toml_comments(&document.to_string()))
}

/// The text without comments, and without the lines that held nothing else.
fn without_toml_comments(toml: &str) -> String {
    let mut plain = String::with_capacity(toml.len());
    let mut from = 0;
    for token in Source::new(toml).lex().filter(|token| token.kind() == TokenKind::Comment) {
        let (start, mut end) = (token.span().start(), token.span().end());
        let before = toml[from..start].trim_end_matches([' ', '\t']);
        plain.push_str(before);
        let is_whole_line = plain.is_empty() || plain.ends_with('\n');
        if is_whole_line && toml[end..].starts_with('\n') {
            end += 1;
        }
        from = end;
    }
    plain.push_str(&toml[from..]);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_go_and_values_stay() {
        let path: Arc<str> = "content/documents/1.md".into();
        let text = "+++\n# 领导口头意见\ntitle = \"a # b\" # 待核\nsummary = '''\n# 不是注释\n'''\n\"审核\" = { by = \"李\", on = 2024-01-01 }\ntopics = [\n  \"甲\", # 第一\n  # 第二\n  \"乙\",\n]\n\n[review]\nby = \"王\"\n\n[[task]]\ntitle = \"一\"\n+++\n正文<!-- 内部 -->。\n";
        let plain = redact(&path, text).unwrap();
        assert_eq!(
            plain,
            "+++\ntitle = \"a # b\"\nsummary = '''\n# 不是注释\n'''\ntopics = [\n  \"甲\",\n  \"乙\",\n]\n\n[[task]]\ntitle = \"一\"\n+++\n正文<!---->。\n"
        );
    }
}
