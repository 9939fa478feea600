//! TOML text into a table, and its faults into words an editor understands.

use std::{borrow::Cow, ops::Range, sync::Arc};

use toml::{Spanned, de::DeTable};

use super::field::Context;
use crate::diag::Diagnostic;

/// What stands in the place of TOML's own signs when a text was typed with a Chinese input method.
const FULL_WIDTH: [(&str, &str, [&str; 2]); 4] = [
    ("“”‘’＂＇", "\"", ["引号要用英文半角的 \" \"", "use ASCII quotes \" \""]),
    ("＝", "=", ["等号要用英文半角的 =", "use an ASCII equals sign ="]),
    ("，、；", ",", ["列表各项之间要用英文半角的逗号 ,", "use an ASCII comma , between the items of a list"]),
    ("［］【】｛｝：", "[][]{}=", ["方括号、花括号要用英文半角的 [ ] { }", "use ASCII brackets [ ] { }"]),
];

/// TOML text whose full-width signs, if they broke it, have been replaced, so that the rest can be read all the same.
#[derive(Debug)]
pub struct Toml<'t> {
    text: Cow<'t, str>,
    path: Arc<str>,
    offset: usize,
    signs: Vec<Diagnostic>,
}

impl<'t> Toml<'t> {
    /// Looks at `text`, which stands at byte `offset` of the file at `path`.
    #[must_use]
    pub fn new(text: &'t str, path: &Arc<str>, offset: usize) -> Self {
        let mut toml = Self { text: Cow::Borrowed(text), path: Arc::clone(path), offset, signs: Vec::new() };
        let signs = full_width(text);
        // Where TOML itself has no complaint, the signs stand in a text and are meant.
        if !signs.is_empty() && DeTable::parse(text).is_err() {
            toml.replace(&signs);
        }
        toml
    }

    /// Reads the table; faults are noted, what can be read in spite of them is given.
    #[must_use]
    pub fn parse(&self) -> (Spanned<DeTable<'_>>, Context) {
        let (table, errors) = DeTable::parse_recoverable(&self.text);
        let mut context = Context {
            path: Arc::clone(&self.path),
            diagnostics: self.signs.clone(),
            offset: self.offset,
            damaged: !errors.is_empty() || !self.signs.is_empty(),
        };
        let mut lines = Vec::new();
        for error in errors {
            let span = error.span().unwrap_or(0..0);
            let line = line_around(&self.text, span.start);
            // One slip often breaks a line in several ways; the first says it.
            if !lines.contains(&line) {
                let bare = bare_key(&self.text[line.clone()]);
                let diagnostic = match bare {
                    Some(key) => bare_chinese_key(line.start + key.start..line.start + key.end, &context),
                    None => explain(span, error.message(), &context),
                };
                lines.push(line);
                context.diagnostics.push(diagnostic);
            }
        }
        (table, context)
    }

    /// Puts an ASCII sign in the place of each full-width one, padded so that every other byte keeps its place.
    fn replace(&mut self, signs: &[Sign]) {
        let mut text = self.text.clone().into_owned();
        let mut line = usize::MAX;
        for sign in signs {
            text.replace_range(sign.at.clone(), &format!("{:width$}", sign.ascii, width = sign.at.len()));
            let begins = line_around(&self.text, sign.at.start).start;
            // The first sign of a line stands for all of them.
            if begins != line {
                line = begins;
                self.signs.push(
                    Diagnostic::error(
                        "full_width_punctuation",
                        &self.path,
                        ["这里用了中文全角符号", "a full-width sign stands where TOML needs an ASCII one"],
                    )
                    .at(sign.at.start + self.offset..sign.at.end + self.offset)
                    .help(sign.help),
                );
            }
        }
        self.text = Cow::Owned(text);
    }
}

/// The key of a line that begins with a Chinese word without quotes.
fn bare_key(line: &str) -> Option<Range<usize>> {
    let key = line.split('=').next()?.trim_end();
    let start = key.len() - key.trim_start().len();
    let is_bare = key.trim_start().chars().next().is_some_and(|first| first.is_alphabetic() && !first.is_ascii());
    (is_bare && line.contains('=')).then_some(start..key.len())
}

fn bare_chinese_key(key: Range<usize>, context: &Context) -> Diagnostic {
    Diagnostic::error("invalid_toml", &context.path, ["中文的项名没有加引号", "a Chinese key is not quoted"])
        .at(context.in_file(key))
        .help([
            "给项名加英文双引号，例如 \"标题\" = \"…\"，或写英文项名 title",
            "quote the key, as in \"标题\" = \"…\", or write the English one",
        ])
}

fn line_around(text: &str, at: usize) -> Range<usize> {
    let at = text.floor_char_boundary(at.min(text.len()));
    // A fault at the very end of a line belongs to that line.
    let at = if text[..at].ends_with('\n') && at == text.len() { at - 1 } else { at };
    let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[at..].find('\n').map_or(text.len(), |newline| at + newline);
    start..end
}

fn explain(span: Range<usize>, message: &str, context: &Context) -> Diagnostic {
    let (what, help) = if message.contains("duplicate key") {
        (["同一项写了两遍", "the same key stands twice"], ["删去多余的一行", "remove one of the two lines"])
    } else if message.contains("string") || message.contains("quote") {
        (
            ["引号没有配成对，或文字没有加引号", "a text is not quoted, or its quotes do not match"],
            [
                "文字前后各加一个英文半角双引号，例如 title = \"…\"",
                "put the text between ASCII double quotes, as in title = \"…\"",
            ],
        )
    } else if message.contains("array") || message.contains("table") || message.contains("bracket") {
        (
            ["括号没有配成对", "brackets do not match"],
            [
                "检查 [ ] 和 { } 是否成对，各项之间有没有英文逗号",
                "check that [ ] and { } match and that items are separated by commas",
            ],
        )
    } else if message.contains("date") || message.contains("time") {
        (["这个日期不成立", "this is no date"], ["写成 2024-04-29", "write 2024-04-29"])
    } else {
        (
            ["这一行不合 TOML 的写法", "this line is not valid TOML"],
            [
                "每行写成“键 = 值”，文字加英文双引号，例如 title = \"…\"；日期不加引号，例如 2024-04-29",
                "write `key = value`; quote text as in title = \"…\"; leave dates bare, as in 2024-04-29",
            ],
        )
    };
    Diagnostic::error("invalid_toml", &context.path, what).at(context.in_file(span)).help(help)
}

/// A full-width sign and what TOML has in its place.
#[derive(Debug)]
struct Sign {
    at: Range<usize>,
    ascii: char,
    help: [&'static str; 2],
}

/// The full-width signs that stand outside ASCII quotes and comments; those inside full-width quotes belong to the text.
fn full_width(text: &str) -> Vec<Sign> {
    let mut signs = Vec::new();
    let mut at = 0;
    while let Some(character) = text[at..].chars().next() {
        let rest = &text[at..];
        at += match character {
            '#' => rest.find('\n').unwrap_or(rest.len()),
            '"' | '\'' => quoted(rest, character),
            _ => match sign(at, character) {
                None => character.len_utf8(),
                Some(open) => {
                    let closes = opens(character).then(|| closing(rest)).flatten();
                    let length = closes.as_ref().map_or(open.at.len(), |close| close.end);
                    let close =
                        closes.map(|close| Sign { at: at + close.start..at + close.end, ascii: '"', help: open.help });
                    signs.push(open);
                    signs.extend(close);
                    length
                }
            },
        };
    }
    signs
}

fn sign(at: usize, character: char) -> Option<Sign> {
    FULL_WIDTH.iter().find_map(|(written, ascii, help)| {
        let index = written.chars().position(|one| one == character)?;
        let ascii = ascii.chars().nth(index).or(ascii.chars().last())?;
        Some(Sign { at: at..at + character.len_utf8(), ascii, help: *help })
    })
}

fn opens(character: char) -> bool {
    matches!(character, '“' | '”' | '‘' | '’' | '＂' | '＇')
}

/// The closing full-width quote on the same line, relative to the opening one.
fn closing(rest: &str) -> Option<Range<usize>> {
    let line = rest.lines().next().unwrap_or(rest);
    line.char_indices().skip(1).find(|(_, character)| opens(*character)).map(|(at, close)| at..at + close.len_utf8())
}

/// The length of the quoted text that `rest` begins with; one left open ends with its line.
fn quoted(rest: &str, quote: char) -> usize {
    let triple: String = [quote; 3].iter().collect();
    if let Some(body) = rest.strip_prefix(&triple) {
        return body.find(&triple).map_or(rest.len(), |end| end + 6);
    }
    let mut escaped = false;
    for (at, character) in rest.char_indices().skip(1) {
        match character {
            '\n' => return at,
            _ if escaped => escaped = false,
            '\\' if quote == '"' => escaped = true,
            _ if character == quote => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(text: &str) -> Vec<(&'static str, usize)> {
        let toml = Toml::new(text, &"a.toml".into(), 0);
        let (_, context) = toml.parse();
        context.diagnostics.iter().map(|found| (found.code, found.span.as_ref().unwrap().start)).collect()
    }

    #[test]
    fn names_full_width_signs() {
        assert_eq!(codes("name = “甲”\n"), [("full_width_punctuation", 7)]);
        assert_eq!(codes("name ＝ \"甲\"\n"), [("full_width_punctuation", 5)]);
        assert_eq!(codes("a = [\"甲\"，\"乙\"]\n"), [("full_width_punctuation", 10)]);
        assert_eq!(codes("a = \"甲，乙“丙”\"\n"), []);
    }

    #[test]
    fn reports_every_faulty_line_once() {
        let found = codes("a = “x”\nb = 1\nc ＝ 2\nd = \"y\n");
        assert_eq!(
            found.iter().map(|(code, _)| *code).collect::<Vec<_>>(),
            ["full_width_punctuation", "full_width_punctuation", "invalid_toml"]
        );
    }

    #[test]
    fn tells_who_wrote_a_chinese_key_to_quote_it() {
        let toml = Toml::new("标题 = \"甲\"\n", &"a.toml".into(), 0);
        let (_, context) = toml.parse();
        assert_eq!(context.diagnostics.len(), 1);
        assert_eq!(context.diagnostics[0].message.zh, "中文的项名没有加引号");
    }

    #[test]
    fn keeps_what_can_be_read() {
        let toml = Toml::new("a = “x，y”\nb = 1\n", &"a.toml".into(), 0);
        let (table, context) = toml.parse();
        assert!(context.damaged);
        assert_eq!(table.get_ref().get("a").and_then(|value| value.get_ref().as_str()), Some("  x，y"));
        assert!(table.get_ref().contains_key("b"));
    }
}
