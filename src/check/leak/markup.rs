//! What a file of tags says: its text without the tags, and what its attributes, comments and scripts hold.

use memchr::{memchr, memchr_iter, memmem};

use super::{
    escape::{unescape_entities, unescape_json},
    fold::BARRIER,
};

/// How tags part the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    /// HTML: inline tags join, all others part.
    Html,
    /// Any XML: all tags part but the inline ones of HTML and SVG.
    Xml,
    /// The XML of Office Open XML, OpenDocument and OFD: all tags join but those of paragraphs and cells.
    Office,
}

/// What was found between the tags and in them.
#[derive(Debug, Default)]
pub(super) struct Said {
    /// Text for readers. Things that do not read on are parted by [`BARRIER`].
    pub(super) text: String,
    /// Text for readers that stands in attributes: `alt`, `title`, `tel:` and their like.
    pub(super) labels: String,
    /// What only programs read: other attributes, comments, scripts, styles.
    pub(super) silent: String,
    /// Whether `silent` is left empty.
    pub(super) is_spoken_only: bool,
}

impl Said {
    fn silent(&mut self, text: &str) {
        if !self.is_spoken_only {
            self.silent.push(BARRIER);
            self.silent.push_str(text);
        }
    }
}

/// Appends what `markup` says. Malformed markup is text.
pub(super) fn strip(markup: &str, dialect: Dialect, said: &mut Said) {
    let mut stripper = Stripper { markup, dialect, said };
    let mut at = 0;
    while let Some(offset) = memchr(b'<', &markup.as_bytes()[at..]) {
        unescape_entities(&markup[at..at + offset], &mut stripper.said.text);
        at = stripper.tag(at + offset);
    }
    unescape_entities(&markup[at..], &mut stripper.said.text);
}

/// Whether an element of HTML or SVG stands inside a line of text. A raised or lowered sign does not: a note's number is
/// no part of the telephone number before it.
fn is_inline(name: &str) -> bool {
    matches!(
        lower(name, &mut [0; LONGEST_NAME]),
        b"a" | b"b"
            | b"i"
            | b"u"
            | b"s"
            | b"q"
            | b"em"
            | b"tt"
            | b"rb"
            | b"br"
            | b"bdi"
            | b"bdo"
            | b"big"
            | b"del"
            | b"dfn"
            | b"ins"
            | b"kbd"
            | b"var"
            | b"wbr"
            | b"abbr"
            | b"cite"
            | b"code"
            | b"data"
            | b"font"
            | b"mark"
            | b"ruby"
            | b"samp"
            | b"span"
            | b"time"
            | b"label"
            | b"small"
            | b"tspan"
            | b"strike"
            | b"strong"
    )
}

/// The elements of office files that end a paragraph, a cell or a string, or hold what is not a part of the text about
/// them.
const OFFICE_PARTS: &[&str] = &[
    "p",
    "h",
    "tc",
    "tr",
    "tbl",
    "si",
    "c",
    "row",
    "cell",
    "table-cell",
    "table-row",
    "comment",
    "author",
    "definedName",
    "oddHeader",
    "oddFooter",
    "instrText",
    "annotation",
    "f",
    "v",
    "formula1",
    "formula2",
    "posOffset",
    "drawing",
    "pict",
    "pctWidth",
    "pctHeight",
];

/// Whether an attribute says something to a reader.
fn is_label(name: &str) -> bool {
    matches!(
        lower(name, &mut [0; LONGEST_NAME]),
        b"alt"
            | b"title"
            | b"content"
            | b"label"
            | b"placeholder"
            | b"value"
            | b"summary"
            | b"name"
            | b"descr"
            | b"tooltip"
            | b"author"
            | b"initials"
            // A cell as a pivot table keeps it.
            | b"v"
    )
}

/// No name that means something here has more bytes.
const LONGEST_NAME: usize = 12;

/// A name in lower case; nothing for one that is longer than all that are known.
fn lower<'b>(name: &str, buffer: &'b mut [u8; LONGEST_NAME]) -> &'b [u8] {
    let Some(lower) = buffer.get_mut(..name.len()) else { return &[] };
    lower.copy_from_slice(name.as_bytes());
    lower.make_ascii_lowercase();
    lower
}

struct Stripper<'a> {
    markup: &'a str,
    dialect: Dialect,
    said: &'a mut Said,
}

impl<'a> Stripper<'a> {
    /// Takes in what begins with `<` at `start`, and says where it ends.
    fn tag(&mut self, start: usize) -> usize {
        let rest = &self.markup[start..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            let end = start + 4 + length_until(comment, "-->");
            self.said.silent(&self.markup[start + 4..end]);
            return end;
        }
        if let Some(data) = rest.strip_prefix("<![CDATA[") {
            let text = &data[..length_until(data, "]]>")];
            self.said.text.push_str(text.strip_suffix("]]>").unwrap_or(text));
            return start + 9 + text.len();
        }
        match rest.as_bytes() {
            [_, b'!' | b'?', ..] => start + length_until(rest, ">"),
            [_, b'/' | b'a'..=b'z' | b'A'..=b'Z' | b'_' | 0x80.., ..] => self.element(start),
            _ => {
                self.said.text.push('<');
                start + 1
            }
        }
    }

    fn element(&mut self, start: usize) -> usize {
        let is_end = self.markup[start + 1..].starts_with('/');
        let name_start = start + 1 + usize::from(is_end);
        let name =
            until(&self.markup[name_start..], |byte| matches!(byte, b'>' | b'/' | b'<') || byte.is_ascii_whitespace());
        self.joint(name);
        let end = self.attributes(name_start + name.len());
        match (self.dialect, is_end) {
            (Dialect::Html, false) if name.eq_ignore_ascii_case("script") => self.script(start, end),
            (Dialect::Html, false) if name.eq_ignore_ascii_case("style") => end + self.raw(end, "</style").len(),
            _ => end,
        }
    }

    /// Writes what the tag `name` puts between the text before and after it.
    fn joint(&mut self, name: &str) {
        let local = local_name(name);
        let parts = match self.dialect {
            Dialect::Office => OFFICE_PARTS.contains(&local),
            Dialect::Html | Dialect::Xml => !is_inline(local),
        };
        match (local, self.dialect) {
            ("br", _) | ("cr" | "line-break" | "TextCode", Dialect::Office) => self.said.text.push('\n'),
            ("s", Dialect::Office) => self.said.text.push(' '),
            ("tab", Dialect::Office) => self.said.text.push('\t'),
            ("noBreakHyphen", Dialect::Office) => self.said.text.push('-'),
            _ if parts => self.said.text.push(BARRIER),
            _ => {}
        }
    }

    /// Takes in the attributes from `at` on, and says where the tag ends.
    fn attributes(&mut self, at: usize) -> usize {
        let mut at = at;
        while let Some(byte) = self.markup.as_bytes().get(at) {
            match byte {
                b'>' => return at + 1,
                b'<' => return at,
                b'/' | b'=' | b'"' | b'\'' => at += 1,
                _ if byte.is_ascii_whitespace() => at += 1,
                _ => {
                    let ends_name = |byte: &u8| matches!(byte, b'=' | b'>' | b'/') || byte.is_ascii_whitespace();
                    let name = until(&self.markup[at..], ends_name);
                    let (value, length) = value(&self.markup[at + name.len()..]);
                    self.attribute(name, value);
                    at += name.len() + length;
                }
            }
        }
        at
    }

    fn attribute(&mut self, name: &str, value: &str) {
        if value.is_empty() {
            return;
        }
        let is_number = value.starts_with("tel:") || value.starts_with("sms:") || value.starts_with("smsto:");
        let is_data = || name.starts_with("data-") || name.starts_with("aria-");
        let is_digest = || ["hash", "digest", "sha"].iter().any(|word| name.contains(word));
        let out = match is_number || is_label(local_name(name)) || (is_data() && !is_digest()) {
            true => &mut self.said.labels,
            false if self.said.is_spoken_only => return,
            false => &mut self.said.silent,
        };
        out.push(BARRIER);
        unescape_entities(value, out);
    }

    /// Takes in a script, which is data that says what the page says, or a program.
    fn script(&mut self, start: usize, at: usize) -> usize {
        let content = self.raw(at, "</script");
        if self.markup[start..at].contains("json") {
            self.said.labels.push(BARRIER);
            self.said.labels.push_str(&unescape_json(content));
        }
        at + content.len()
    }

    /// Takes in the content of an element that holds no tags.
    fn raw(&mut self, at: usize, end_tag: &str) -> &'a str {
        let rest = &self.markup[at..];
        let is_end = |start: &usize| {
            rest.get(*start..*start + end_tag.len()).is_some_and(|tag| tag.eq_ignore_ascii_case(end_tag))
        };
        let end = memchr_iter(b'<', rest.as_bytes()).find(is_end).unwrap_or(rest.len());
        self.said.silent(&rest[..end]);
        &rest[..end]
    }
}

fn local_name(name: &str) -> &str {
    name.as_bytes().iter().rposition(|byte| *byte == b':').map_or(name, |colon| &name[colon + 1..])
}

/// The start of `text` up to the first byte that `ends` it, an ASCII character.
fn until(text: &str, ends: impl FnMut(&u8) -> bool) -> &str {
    &text[..text.as_bytes().iter().position(ends).unwrap_or(text.len())]
}

/// How long `text` is up to the end of `sign`.
fn length_until(text: &str, sign: &str) -> usize {
    memmem::find(text.as_bytes(), sign.as_bytes()).map_or(text.len(), |at| at + sign.len())
}

/// The value that stands after an attribute's name, and how long it is with its sign and marks.
fn value(text: &str) -> (&str, usize) {
    let Some(value) = text.trim_ascii_start().strip_prefix('=').map(str::trim_ascii_start) else { return ("", 0) };
    let before = text.len() - value.len();
    for quote in ['"', '\''] {
        if let Some(quoted) = value.strip_prefix(quote) {
            let value = &quoted[..memchr(quote as u8, quoted.as_bytes()).unwrap_or(quoted.len())];
            return (value, (before + value.len() + 2).min(text.len()));
        }
    }
    let value = until(value, |byte| *byte == b'>' || byte.is_ascii_whitespace());
    (value, before + value.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn said(markup: &str, dialect: Dialect) -> [String; 3] {
        let mut said = Said::default();
        strip(markup, dialect, &mut said);
        [said.text, said.labels, said.silent].map(|text| text.replace(BARRIER, "|"))
    }

    #[test]
    fn joins_inline_and_parts_blocks() {
        let html = "<p>保<strong>密</strong>标<a href='/x/'>记</a></p><td>1<td>2<br>3<sup>4</sup>&#x4fdd;&amp;1<2";
        let [text, labels, silent] = said(html, Dialect::Html);
        assert_eq!(text, "|保密标记||1|2\n3|4|保&1<2");
        assert_eq!((labels.as_str(), silent.as_str()), ("", "|/x/"));
    }

    #[test]
    fn reads_attributes_comments_and_scripts() {
        let html = r#"<img alt="甲>乙" src=a.png data-title='丙' data-hash="1"><a href="tel:1">x</a><!-- 丁 --><style>戊</style>
<script type="application/ld+json">{"a":"\u5df1"}</script><SCRIPT>庚</SCRIPT><meta name=d content=辛>"#;
        let [text, labels, silent] = said(html, Dialect::Html);
        assert_eq!(text, "|x||\n|||||");
        assert_eq!(labels, "|甲>乙|丙|tel:1|{|a|:|己|}|d|辛");
        assert_eq!(silent, "|a.png|1| 丁 -->|戊|application/ld+json|{\"a\":\"\\u5df1\"}|庚");
    }

    #[test]
    fn reads_office_xml_across_runs() {
        let xml = r#"<?xml version="1.0"?><w:p><w:r><w:t>保</w:t></w:r><w:r><w:t>密</w:t><w:br/></w:r></w:p><c r="A1"><v>1</v></c>"#;
        assert_eq!(said(xml, Dialect::Office)[0], "|保密\n|||1||");
        let cell = r#"<c r="A1"><f>A1+B1</f><v>13</v></c><n v="14"/>"#;
        assert_eq!(said(cell, Dialect::Office)[..2], ["||A1+B1||13||", "|14"]);
        assert_eq!(said("<a>1</a><![CDATA[<b>]]>", Dialect::Xml)[0], "1<b>");
        assert_eq!(said("<loc>1</loc><loc>2</loc>", Dialect::Xml)[0], "|1||2|");
    }

    #[test]
    fn takes_unfinished_markup_for_what_it_can() {
        assert_eq!(said("甲<", Dialect::Html)[0], "甲<");
        assert_eq!(said("甲<p a=\"乙", Dialect::Html), ["甲|", "", "|乙"]);
        assert_eq!(said("甲<!--乙", Dialect::Html), ["甲", "", "|乙"]);
        assert_eq!(said("<p a", Dialect::Html)[0], "|");
    }

    proptest! {
        #[test]
        fn strips_any_tags(text in "(<|>|/|=|\"|'| |!--|-->|<!\\[CDATA\\[|\\]\\]>|script|style|p|a|&amp;|&#|;|密|\\PC){0,40}") {
            for dialect in [Dialect::Html, Dialect::Xml, Dialect::Office] {
                strip(&text, dialect, &mut Said::default());
            }
        }
    }
}
