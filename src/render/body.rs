//! The text of a document as HTML: semantic elements, an id wherever a passage can be cited, classes and no styles.
//!
//! The page has a heading of its own, so a part's title is `h2`, a level-2 heading `h3`, and so on down to `h6`. Numbers
//! of lists and footnotes are text, so that they can be found and copied. Whoever builds the page says, through
//! [`Links`], which words mention another document and where a file named in the text is published.

mod code;
mod signature;
mod table;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt::{self, Write};
use std::ops::Range;

use self::code::push_code;
use crate::model::{Block, BlockKind, Footnote, Heading, Inline, ListItem, Part, Text, plain};
use crate::parse::markdown::map_html_targets;

/// What a text may lead to.
pub trait Links {
    /// The mentions of documents that the site has in `text`: byte ranges, ascending and apart, and addresses.
    fn document_reference(&self, text: &str) -> Vec<(Range<usize>, String)>;

    /// The address to publish for the target of a link or image; `None` to keep the target as written.
    fn target(&self, written: &str) -> Option<String>;

    /// Whether a target leads to nothing the reader may see: its words are then shown without a link.
    fn leads_nowhere(&self, _written: &str) -> bool {
        false
    }
}

/// A text as HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenderedText {
    /// The parts in order, each a `section` with its title.
    pub parts: Vec<String>,
    /// The footnotes with links back to their mentions; empty if there are none.
    pub footnotes: String,
}

/// An entry of a table of contents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentsEntry {
    /// The heading's level as written, 2 to 6.
    pub level: u8,
    /// The heading's element id.
    pub anchor: String,
    /// The heading's words.
    pub words: String,
}

/// Turns `text` into HTML. Equal texts and links give equal bytes.
#[must_use]
pub fn render_text(text: &Text, links: &dyn Links) -> RenderedText {
    let footnotes = &text.footnotes;
    let mut body = Body {
        links,
        footnotes,
        out: String::new(),
        mentions: vec![0; footnotes.len()],
        tables: BTreeMap::new(),
        is_in_link: false,
    };
    let parts = text.parts.iter().map(|part| {
        body.part(part);
        std::mem::take(&mut body.out)
    });
    let parts = parts.collect();
    if !footnotes.is_empty() {
        body.footnotes();
    }
    RenderedText { parts, footnotes: body.out }
}

/// The headings of `part` below its title.
#[must_use]
pub fn contents(part: &Part) -> Vec<ContentsEntry> {
    let headings = part.blocks.iter().filter_map(|block| match &block.kind {
        BlockKind::Heading(Heading { level, anchor, content }) => {
            Some(ContentsEntry { level: *level, anchor: anchor.clone(), words: plain(content).into_owned() })
        }
        _ => None,
    });
    headings.collect()
}

/// HTML in the making.
struct Body<'a> {
    links: &'a dyn Links,
    footnotes: &'a [Footnote],
    out: String,
    /// How often each footnote has been mentioned.
    mentions: Vec<usize>,
    /// How many tables have had each name.
    tables: BTreeMap<String, usize>,
    is_in_link: bool,
}

impl Body<'_> {
    fn part(&mut self, part: &Part) {
        match &part.title {
            Some(title) => {
                self.attribute("<section class=\"part\" aria-labelledby", &title.anchor);
                self.out.push_str(">\n");
                self.heading(title);
            }
            None => self.out.push_str("<section class=\"part\">\n"),
        }
        self.blocks(&part.blocks);
        self.out.push_str("</section>\n");
    }

    fn blocks(&mut self, mut blocks: &[Block]) {
        while let Some((first, rest)) = blocks.split_first() {
            let signature = signature::length(blocks);
            if signature == 0 {
                self.block(&first.kind);
                blocks = rest;
                continue;
            }
            self.out.push_str("<div class=\"signature\">\n");
            blocks[..signature].iter().for_each(|block| self.block(&block.kind));
            self.out.push_str("</div>\n");
            blocks = &blocks[signature..];
        }
    }

    fn block(&mut self, kind: &BlockKind) {
        match kind {
            BlockKind::Heading(heading) => self.heading(heading),
            BlockKind::Paragraph { anchor, content } => {
                self.open("<p", anchor);
                self.inlines(content);
                self.out.push_str("</p>\n");
            }
            BlockKind::List { ordered, items } => {
                self.out.push_str(if *ordered { "<ol class=\"numbered\">\n" } else { "<ul>\n" });
                items.iter().for_each(|item| self.item(item));
                self.out.push_str(if *ordered { "</ol>\n" } else { "</ul>\n" });
            }
            BlockKind::Table { alignments, header, rows } => self.table(alignments, header, rows),
            BlockKind::Quote(blocks) => {
                self.out.push_str("<blockquote>\n");
                self.blocks(blocks);
                self.out.push_str("</blockquote>\n");
            }
            BlockKind::Box { anchor, title, blocks } => {
                self.open("<aside class=\"box\"", anchor);
                self.out.push_str("<p class=\"title\">");
                self.inlines(title);
                self.out.push_str("</p>\n");
                self.blocks(blocks);
                self.out.push_str("</aside>\n");
            }
            BlockKind::Code { language, text } => push_code(language, text, &mut self.out),
            BlockKind::Html { markup, .. } => self.html(markup),
            BlockKind::Rule => self.out.push_str("<hr>\n"),
        }
    }

    fn heading(&mut self, heading: &Heading) {
        let level = (heading.level + 1).min(6);
        self.open(&format!("<h{level}"), &heading.anchor);
        self.inlines(&heading.content);
        self.write(format_args!("</h{level}>\n"));
    }

    fn item(&mut self, item: &ListItem) {
        self.open("<li", &item.anchor);
        self.numbered(&item.number, &item.blocks);
        self.out.push_str("</li>\n");
    }

    /// Blocks after their number, on the same line as the first words.
    fn numbered(&mut self, number: &str, blocks: &[Block]) {
        if !number.is_empty() {
            self.out.push_str("<span class=\"number\">");
            push_escaped(number, &mut self.out);
            self.out.push_str("</span> ");
        }
        let rest = match blocks {
            [Block { kind: BlockKind::Paragraph { anchor, content }, .. }, rest @ ..] if anchor.is_empty() => {
                self.inlines(content);
                rest
            }
            blocks => blocks,
        };
        self.blocks(rest);
    }

    fn html(&mut self, markup: &str) {
        let is_table = markup.starts_with("<table") && markup.trim_end().ends_with("</table>");
        self.out.push_str(if is_table { "<div class=\"table\" tabindex=\"0\">" } else { "" });
        self.out.push_str(&map_html_targets(markup, |written| self.links.target(written)));
        self.out.push_str(if is_table { "</div>\n" } else { "\n" });
    }

    fn inlines(&mut self, content: &[Inline]) {
        content.iter().for_each(|inline| self.inline(inline));
    }

    fn inline(&mut self, inline: &Inline) {
        match inline {
            Inline::Text(text) => self.text(text),
            Inline::Strong(inner) => self.element("strong", inner),
            Inline::Emphasis(inner) => self.element("em", inner),
            Inline::Strike(inner) => self.element("s", inner),
            Inline::Code(code) => {
                self.out.push_str("<code>");
                push_escaped(code, &mut self.out);
                self.out.push_str("</code>");
            }
            Inline::Link { target, content } if self.links.leads_nowhere(target) => self.inlines(content),
            Inline::Link { target, content } => {
                let address = self.links.target(target);
                self.start_link(address.as_deref().unwrap_or(target));
                let was_in_link = std::mem::replace(&mut self.is_in_link, true);
                self.inlines(content);
                self.is_in_link = was_in_link;
                self.out.push_str("</a>");
            }
            Inline::Image { target, alt } if self.links.leads_nowhere(target) => {
                self.inlines(&[Inline::Text(alt.clone())]);
            }
            Inline::Image { target, alt } => {
                let address = self.links.target(target);
                self.attribute("<img src", address.as_deref().unwrap_or(target));
                self.attribute(" alt", alt);
                self.out.push('>');
            }
            Inline::Footnote(index) => self.mention(*index),
            Inline::Break => self.out.push_str("<br>\n"),
            Inline::Html(html) => self.out.push_str(html),
        }
    }

    fn element(&mut self, name: &str, content: &[Inline]) {
        self.write(format_args!("<{name}>"));
        self.inlines(content);
        self.write(format_args!("</{name}>"));
    }

    /// Words, with a link on each mention of a document that the site has.
    fn text(&mut self, text: &str) {
        let mut from = 0;
        if !self.is_in_link {
            for (range, address) in self.links.document_reference(text) {
                push_escaped(&text[from..range.start], &mut self.out);
                self.start_link(&address);
                push_escaped(&text[range.clone()], &mut self.out);
                self.out.push_str("</a>");
                from = range.end;
            }
        }
        push_escaped(&text[from..], &mut self.out);
    }

    fn mention(&mut self, index: usize) {
        let (Some(footnote), Some(count)) = (self.footnotes.get(index), self.mentions.get_mut(index)) else { return };
        let (anchor, number) = (&footnote.anchor, index + 1);
        if self.is_in_link {
            return self.write(format_args!("<sup>[{number}]</sup>"));
        }
        *count += 1;
        let id = mention_id(anchor, *count);
        self.write(format_args!("<sup><a id=\"{id}\" href=\"#{anchor}\" role=\"doc-noteref\">[{number}]</a></sup>"));
    }

    fn footnotes(&mut self) {
        self.out.push_str("<section class=\"footnotes\" role=\"doc-endnotes\">\n<ol class=\"numbered\">\n");
        for (index, Footnote { anchor, blocks, .. }) in self.footnotes.iter().enumerate() {
            self.open("<li", anchor);
            self.numbered(&format!("[{}]", index + 1), blocks);
            for count in 1..=self.mentions[index] {
                let id = mention_id(anchor, count);
                self.write(format_args!(" <a class=\"back\" href=\"#{id}\" role=\"doc-backlink\">↩</a>"));
            }
            self.out.push_str("</li>\n");
        }
        self.out.push_str("</ol>\n</section>\n");
    }

    /// Writes `start`, the beginning of a start tag, with an id unless that is empty.
    fn open(&mut self, start: &str, id: &str) {
        self.out.push_str(start);
        if !id.is_empty() {
            self.attribute(" id", id);
        }
        self.out.push('>');
    }

    fn start_link(&mut self, address: &str) {
        self.attribute("<a href", address);
        self.out.push('>');
    }

    /// Writes an attribute: what stands before the equals sign, then its value.
    fn attribute(&mut self, name: &str, value: &str) {
        self.out.push_str(name);
        self.out.push_str("=\"");
        push_escaped(value, &mut self.out);
        self.out.push('"');
    }

    fn write(&mut self, arguments: fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        let _ = self.out.write_fmt(arguments);
    }
}

/// The id of a footnote's mention. No heading's id has an underscore.
fn mention_id(anchor: &str, count: usize) -> String {
    format!("{anchor}_{count}")
}

/// Appends `text` so that it reads the same in HTML, between tags and in double quotes.
pub(super) fn push_escaped(text: &str, out: &mut String) {
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        let escape = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => continue,
        };
        out.push_str(&text[from..at]);
        out.push_str(escape);
        from = at + 1;
    }
    out.push_str(&text[from..]);
}
