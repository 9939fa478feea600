//! The texts that a source file holds, as a page or an export would show them.

use std::path::Path;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::markup::{Dialect, Said, strip};

/// A text of a source file that is shown as one.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Excerpt {
    /// The text, without marks of Markdown or TOML.
    pub(super) text: String,
    /// The line of the file on which it begins, from 1.
    pub(super) line: usize,
    /// Whether it names the item and no other: its title, its number, its code.
    pub(super) identifies: bool,
}

/// Reads the texts of the file `text`, Markdown or TOML by the ending of `path`; any other file is lines.
///
/// Nothing is refused: what cannot be read as it should is left to the parsers, which have said so already.
pub(super) fn excerpts(path: &str, text: &str) -> Vec<Excerpt> {
    let mut reader = Reader { lines: line_starts(text), excerpts: Vec::new() };
    match Path::new(path).extension().and_then(|extension| extension.to_str()) {
        Some("toml") => reader.toml(text, 0),
        Some("md") => {
            let body = front_matter(text);
            reader.toml(text.get(4..body.saturating_sub(4)).unwrap_or_default(), 4);
            reader.markdown(&text[body..], body);
        }
        _ => {
            for (number, line) in text.lines().enumerate() {
                reader.excerpts.push(Excerpt { text: line.to_owned(), line: number + 1, identifies: false });
            }
        }
    }
    reader.excerpts
}

/// Where the body begins after the line `+++` that closes the front matter; 0 where there is none.
fn front_matter(text: &str) -> usize {
    let mut at = 0;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        at += line.len();
        match (number, line.trim_end() == "+++") {
            (0, false) => return 0,
            (0, true) | (_, false) => {}
            (_, true) => return at,
        }
    }
    0
}

fn line_starts(text: &str) -> Vec<usize> {
    std::iter::once(0).chain(memchr::memchr_iter(b'\n', text.as_bytes()).map(|newline| newline + 1)).collect()
}

struct Reader {
    lines: Vec<usize>,
    excerpts: Vec<Excerpt>,
}

impl Reader {
    fn push(&mut self, text: String, at: usize, identifies: bool) {
        let line = self.lines.partition_point(|start| *start <= at);
        self.excerpts.push(Excerpt { text, line, identifies });
    }

    fn toml(&mut self, text: &str, offset: usize) {
        let (table, _) = DeTable::parse_recoverable(text);
        for (key, value) in table.get_ref() {
            self.value(value, offset, IDENTIFYING.contains(&key.get_ref().as_ref()));
        }
    }

    fn value(&mut self, value: &Spanned<DeValue<'_>>, offset: usize, identifies: bool) {
        match value.get_ref() {
            DeValue::String(text) => self.push(text.to_string(), offset + value.span().start, identifies),
            DeValue::Array(values) => values.iter().for_each(|value| self.value(value, offset, identifies)),
            DeValue::Table(table) => table.iter().for_each(|(_, value)| self.value(value, offset, false)),
            _ => {}
        }
    }

    fn markdown(&mut self, text: &str, offset: usize) {
        let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
        let (mut block, mut html) = (String::new(), String::new());
        for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
            let at = offset + range.start;
            match event {
                Event::Text(words) | Event::Code(words) => block.push_str(&words),
                Event::Html(markup) | Event::InlineHtml(markup) => {
                    // What the tags hold between them are events of their own, unless the whole block is HTML.
                    html.push_str(&markup);
                }
                Event::SoftBreak | Event::HardBreak => block.push(' '),
                // The page has the note's number here, a character that the source has not.
                Event::FootnoteReference(_) => block.push('\n'),
                Event::Start(Tag::Link { dest_url, title, .. } | Tag::Image { dest_url, title, .. }) => {
                    self.push(dest_url.into_string(), at, false);
                    self.push(title.into_string(), at, false);
                }
                Event::Start(tag) if is_block(&tag.to_end()) => self.end_block(&mut block, &mut html, at),
                Event::End(tag) if is_block(&tag) => self.end_block(&mut block, &mut html, at),
                _ => {}
            }
        }
        self.end_block(&mut block, &mut html, offset + text.len());
    }

    fn end_block(&mut self, block: &mut String, html: &mut String, at: usize) {
        if !block.is_empty() {
            self.push(std::mem::take(block), at, false);
        }
        if !html.is_empty() {
            let mut said = Said::default();
            strip(html, Dialect::Html, &mut said);
            for text in [said.text, said.labels, said.silent] {
                self.push(text, at, false);
            }
            html.clear();
        }
    }
}

fn is_block(tag: &TagEnd) -> bool {
    !matches!(tag, TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image)
}

/// The keys whose values name an item and no other, as they stand at the head of a record.
const IDENTIFYING: &[&str] = &[
    "title",
    "标题",
    "name",
    "项目名称",
    "载体名称",
    "名称",
    "code",
    "项目编号",
    "编号",
    "doc_number",
    "文号",
    "发文字号",
    "index_number",
    "索引号",
    "registration_number",
    "统一登记号",
];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn texts(path: &str, text: &str) -> Vec<(String, usize, bool)> {
        excerpts(path, text).into_iter().map(|it| (it.text, it.line, it.identifies)).collect()
    }

    fn plain(text: &str, line: usize) -> (String, usize, bool) {
        (text.to_owned(), line, false)
    }

    #[test]
    fn reads_strings_of_toml() {
        let toml = "code = \"2023-017\"\nlists = [\"甲\",\n \"乙\"]\n[[update]]\nname = \"丙\"\ndate = 2024-01-01\n";
        let expected = [("2023-017".to_owned(), 1, true), plain("甲", 2), plain("乙", 3), plain("丙", 5)];
        assert_eq!(texts("a.toml", toml), expected);
    }

    #[test]
    fn reads_markdown_as_its_page_shows_it() {
        let text = "+++\ntitle = \"甲\"\n+++\n# 标**题**\n\n第一\n行[名](b.pdf)\n\n| 丙 | 丁 |\n|--|--|\n| 戊[^1] | <b title=己>庚</b> |\n\n[^1]: 壬\n\n<!-- 辛 -->\n";
        let found = texts("a.md", text);
        assert_eq!(found[0], ("甲".to_owned(), 2, true));
        for expected in ["标题", "第一 行名", "b.pdf", "丙", "丁", "戊\n", "庚", "壬"] {
            assert!(found.iter().any(|(text, _, _)| text == expected), "{expected}: {found:?}");
        }
        for expected in ["己", " 辛 "] {
            assert!(found.iter().any(|(text, _, _)| text.contains(expected)), "{expected}: {found:?}");
        }
    }

    #[test]
    fn reads_other_files_as_lines() {
        assert_eq!(texts("a.csv", "甲,乙\n丙"), [plain("甲,乙", 1), plain("丙", 2)]);
        assert_eq!(texts("a.md", "没有文首"), [plain("没有文首", 1)]);
    }

    proptest! {
        #[test]
        fn reads_any_text(text in "(\\+\\+\\+\n|\n|a = |\"|\\PC|\\[|\\]|\\||<b>|\\*){0,60}") {
            excerpts("a.md", &text);
            excerpts("a.toml", &text);
        }
    }
}
