//! The blocks of a document: parser events in, parts and blocks out.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, RefDefs, Tag, TagEnd};

use super::anchor::Series;
use super::character::is_cjk;
use super::container::{Container, Kind};
use super::context::{Context, MAX_DEPTH};
use super::html::OPEN_COMMENT;
use super::inline::Inlines;
use super::leaf::{Leaf, LeafKind, begins_box, joined};
use super::list::{marker, numbers};
use super::source::INDENT;
use super::table::Table;
use super::{Fault, Markdown};
use crate::model::{Block, BlockKind, Heading, Inline, ListItem, Part, Text};

const UNDERLINED_HEADING: Fault = Fault {
    warning: true,
    what: [
        "这段文字因下一行是 --- 或 === 而成为标题",
        "the line of --- or === below makes a heading of this paragraph",
    ],
    help: [
        "要分隔线的，在其上空一行；要标题的，改用 ## 开头",
        "for a rule, leave a blank line above it; for a heading, write ##",
    ],
};

const EMPTY_HEADING: Fault = Fault {
    warning: true,
    what: ["标题没有文字，已略去", "a heading without words was left out"],
    help: ["写出标题，或者删去 # 号", "write the heading, or delete the # signs"],
};

const UNDEFINED_FOOTNOTE: Fault = Fault {
    warning: false,
    what: ["提到的脚注没有内容", "a footnote is mentioned that says nothing"],
    help: [
        "补上 [^…]: 开头的脚注；不是脚注的，把 [ 写作 \\[",
        "add the footnote as [^…]: …; if it is none, write \\[ for [",
    ],
};

/// A document in the making.
#[derive(Debug)]
pub(super) struct Builder<'p> {
    context: Context<'p>,
    parts: Vec<Part>,
    /// The heading that opened the part in the making.
    title: Option<Heading>,
    part: Container,
    /// The containers open in the part, outermost first.
    containers: Vec<Container>,
    leaf: Option<Leaf>,
    table: Option<Table>,
    /// The language and text of the code block in the making.
    code: Option<(String, String)>,
    /// The source of the HTML block in the making.
    html: Option<String>,
}

impl<'p> Builder<'p> {
    /// A document of which nothing has been read.
    pub(super) fn new(context: Context<'p>) -> Self {
        Self {
            context,
            parts: Vec::new(),
            title: None,
            part: Container::new(Kind::Part, 0),
            containers: Vec::new(),
            leaf: None,
            table: None,
            code: None,
            html: None,
        }
    }

    /// Whether the document was given up.
    pub(super) fn is_halted(&self) -> bool {
        self.context.is_halted()
    }

    /// Takes the next event of the parser.
    pub(super) fn push(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::Text(text) => self.text(&text, &range),
            Event::Code(code) => {
                let code = self.context.restore(&code);
                self.inlines(&range).0.code(&code);
            }
            Event::Html(html) => {
                let html = self.context.restore(&html);
                self.html.get_or_insert_default().push_str(&html);
            }
            Event::InlineHtml(html) => {
                let html = self.context.restore(&html);
                let (inlines, context) = self.inlines(&range);
                inlines.html(&html, &range, context);
            }
            Event::FootnoteReference(label) => {
                let label = self.context.restore(&label);
                let (inlines, context) = self.inlines(&range);
                inlines.footnote(context.mention(&label));
            }
            Event::SoftBreak => self.inlines(&range).0.soft_break(),
            Event::HardBreak => self.inlines(&range).0.hard_break(),
            Event::Rule => {
                self.end_leaf(&range);
                self.push_block(BlockKind::Rule, &range);
            }
            // Of extensions that are off.
            Event::InlineMath(_) | Event::DisplayMath(_) | Event::TaskListMarker(_) => {}
        }
    }

    /// Ends the document; `definitions` are its link definitions.
    pub(super) fn finish(mut self, definitions: &RefDefs<'_>) -> Markdown {
        let end = self.context.text().len();
        self.end_leaf(&(end..end));
        while !self.containers.is_empty() {
            self.end_container(&(end..end));
        }
        self.end_part(end);
        if self.parts.is_empty() {
            self.parts.push(Part::default());
        }
        if !self.context.is_halted() {
            self.context.check_definitions(definitions);
        }
        let (footnotes, refusals) = self.context.finish();
        Markdown { text: Text { parts: self.parts, footnotes }, refusals }
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Paragraph => {
                let keeps_first_line = self.container().is_fresh_quote();
                let inlines = if keeps_first_line { Inlines::with_first_line() } else { Inlines::default() };
                self.start_leaf(LeafKind::Paragraph, inlines, &range);
            }
            Tag::Heading { level, .. } => self.start_leaf(LeafKind::Heading(level), Inlines::default(), &range),
            Tag::TableCell => self.start_leaf(LeafKind::Cell, Inlines::default(), &range),
            Tag::BlockQuote(_) => self.start_container(Kind::Quote { title: None }, &range),
            Tag::List(start) => {
                let kind = Kind::List { ordered: start.is_some(), items: Vec::new(), markers: Vec::new() };
                self.start_container(kind, &range);
            }
            Tag::Item => {
                let anchor = self.context.anchors.next(Series::Item);
                let marker = marker(&self.context.text()[range.clone()]).to_owned();
                self.start_container(Kind::Item { anchor, marker }, &range);
            }
            Tag::FootnoteDefinition(label) => {
                let label = self.context.restore(&label).into_owned();
                self.start_container(Kind::Footnote { label }, &range);
            }
            Tag::CodeBlock(kind) => {
                self.end_leaf(&range);
                let information = if let CodeBlockKind::Fenced(information) = kind { information } else { "".into() };
                let information = self.context.restore(&information);
                let language = information.split([' ', '\t', ',']).next().unwrap_or_default();
                self.code = Some((language.to_owned(), String::new()));
            }
            Tag::HtmlBlock => {
                self.end_leaf(&range);
                self.html = Some(String::new());
            }
            Tag::Table(alignments) => {
                self.end_leaf(&range);
                self.table = Some(Table::new(alignments));
            }
            Tag::TableHead | Tag::TableRow => {}
            tag => {
                let (inlines, context) = self.inlines(&range);
                inlines.start(tag, &range, context);
            }
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::TableCell => self.end_leaf(&range),
            TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::Item | TagEnd::FootnoteDefinition => {
                self.end_leaf(&range);
                self.end_container(&range);
            }
            TagEnd::CodeBlock => {
                if let Some((language, text)) = self.code.take() {
                    self.push_block(BlockKind::Code { language, text }, &range);
                }
            }
            TagEnd::HtmlBlock => {
                let html = self.html.take().unwrap_or_default();
                let (container, context) = self.container_and_context();
                container.push_html(&html, &range, context);
            }
            TagEnd::TableHead => self.table.iter_mut().for_each(Table::end_header),
            TagEnd::TableRow => self.table.iter_mut().for_each(|table| table.end_row(&range, &mut self.context)),
            TagEnd::Table => {
                if let Some(table) = self.table.take() {
                    self.push_block(table.finish(), &range);
                }
            }
            _ => {
                let (inlines, context) = self.inlines(&range);
                inlines.end(&range, context);
            }
        }
    }

    fn text(&mut self, text: &str, range: &Range<usize>) {
        let restored = self.context.restore(text);
        if let Some((_, code)) = &mut self.code {
            code.push_str(&restored);
            return;
        }
        let following = &self.context.text()[range.end..];
        if text == "[" && is_mention(following) {
            self.context.refuse(range, &UNDEFINED_FOOTNOTE);
        } else if text == "<" && following.starts_with("!--") {
            self.context.refuse(range, &OPEN_COMMENT);
        }
        self.inlines(range).0.text(&restored);
    }

    /// The words in the making, to which something at `range` is to be added: a new paragraph if there are none, or if
    /// a line with a first-line indent begins at `range`.
    fn inlines(&mut self, range: &Range<usize>) -> (&mut Inlines, &mut Context<'p>) {
        if self.leaf.as_ref().is_some_and(Leaf::is_between_lines) {
            if self.is_indented(range.start) {
                self.end_leaf(range);
            } else if let Some(leaf) = &mut self.leaf {
                leaf.check_line(range, &mut self.context);
            }
        }
        let leaf = self.leaf.get_or_insert_with(|| Leaf::new(LeafKind::Paragraph, Inlines::default(), range.start));
        leaf.range.end = range.end;
        (&mut leaf.inlines, &mut self.context)
    }

    /// Whether the line at `at` has the first-line indent of a Chinese paragraph.
    ///
    /// Four spaces are one too, but in lists and footnotes they show only what the line belongs to.
    fn is_indented(&self, at: usize) -> bool {
        let (before, line) = self.context.text().split_at(at);
        let opens_chinese = || line.chars().find(|&c| c != '*').is_some_and(is_cjk);
        line.starts_with(INDENT)
            || (self.containers.is_empty() && (before.ends_with("    ") || before.ends_with('\t')) && opens_chinese())
    }

    fn start_leaf(&mut self, kind: LeafKind, inlines: Inlines, range: &Range<usize>) {
        self.end_leaf(range);
        self.leaf = Some(Leaf::new(kind, inlines, range.start));
    }

    /// Ends the words in the making, if there are any; `range` is that of the event that ends them.
    fn end_leaf(&mut self, range: &Range<usize>) {
        let Some(leaf) = self.leaf.take() else { return };
        let (content, second_line) = leaf.inlines.finish(&leaf.range, &mut self.context);
        match leaf.kind {
            LeafKind::Paragraph if content.is_empty() => {}
            LeafKind::Paragraph => match second_line {
                _ if begins_box(&content) && self.container().is_fresh_quote() => {
                    self.start_box(content, second_line, &leaf.range);
                }
                Some(second_line) => self.push_paragraph(joined(content, second_line), &leaf.range),
                None => self.push_paragraph(content, &leaf.range),
            },
            LeafKind::Heading(level) => self.push_heading(level, content, range),
            LeafKind::Cell => self.table.iter_mut().for_each(|table| table.push_cell(content.clone(), range)),
        }
    }

    fn push_paragraph(&mut self, content: Vec<Inline>, range: &Range<usize>) {
        let named = self.container().names_first_paragraph();
        let anchor = if named { String::new() } else { self.context.anchors.paragraph(&content) };
        self.push_block(BlockKind::Paragraph { anchor, content }, range);
    }

    /// Makes a box of the quotation that has just begun, with its first line for the title.
    fn start_box(&mut self, mut content: Vec<Inline>, second_line: Option<usize>, range: &Range<usize>) {
        let mut rest = second_line.map(|index| content.split_off(index)).unwrap_or_default();
        let title = (self.context.anchors.next(Series::Box), content);
        self.container().kind = Kind::Quote { title: Some(title) };
        if matches!(rest.first(), Some(Inline::Break)) {
            rest.remove(0);
        }
        if let Some(Inline::Text(first)) = rest.first_mut() {
            *first = first.trim_start().to_owned();
        }
        if !rest.is_empty() {
            self.push_paragraph(rest, range);
        }
    }

    fn push_heading(&mut self, level: HeadingLevel, content: Vec<Inline>, range: &Range<usize>) {
        if content.is_empty() {
            return self.context.refuse(range, &EMPTY_HEADING);
        }
        if !self.context.text()[range.clone()].trim_start().starts_with('#') {
            self.context.refuse(range, &UNDERLINED_HEADING);
        }
        if self.container().is_fresh_quote() && begins_box(&content) {
            return self.start_box(content, None, range);
        }
        let anchor = self.context.anchors.heading(&content);
        let opens_part = level == HeadingLevel::H1 && self.containers.is_empty();
        if opens_part {
            self.end_part(range.start);
            self.title = Some(Heading { level: 1, anchor, content });
        } else {
            // Level 1 is for parts; in a quotation or list it can open none.
            let level = (level as u8).max(2);
            self.push_block(BlockKind::Heading(Heading { level, anchor, content }), range);
        }
    }

    fn end_part(&mut self, end: usize) {
        self.part.close_html(&(end..end), &mut self.context);
        let blocks = std::mem::take(&mut self.part.blocks);
        let title = self.title.take();
        if title.is_some() || !blocks.is_empty() {
            self.parts.push(Part { title, blocks });
        }
    }

    fn start_container(&mut self, kind: Kind, range: &Range<usize>) {
        self.end_leaf(range);
        if self.containers.len() == MAX_DEPTH {
            self.context.halt(range);
        }
        self.containers.push(Container::new(kind, range.start));
    }

    fn end_container(&mut self, range: &Range<usize>) {
        let Some(mut container) = self.containers.pop() else { return };
        container.close_html(range, &mut self.context);
        let Container { kind, start, blocks, .. } = container;
        let range = start..range.end;
        match kind {
            Kind::Part => {}
            Kind::Quote { title: Some((anchor, title)) } => {
                self.push_block(BlockKind::Box { anchor, title, blocks }, &range);
            }
            Kind::Quote { title: None } if blocks.is_empty() => {}
            Kind::Quote { title: None } => self.push_block(BlockKind::Quote(blocks), &range),
            Kind::List { ordered, mut items, markers } => {
                if ordered {
                    items.iter_mut().zip(numbers(markers)).for_each(|(item, number)| item.number = number);
                }
                self.push_block(BlockKind::List { ordered, items }, &range);
            }
            Kind::Item { anchor, marker } => {
                if let Kind::List { items, markers, .. } = &mut self.container().kind {
                    items.push(ListItem { anchor, number: String::new(), blocks });
                    markers.push(marker);
                }
            }
            Kind::Footnote { label } => self.context.define(&label, blocks, range),
        }
    }

    fn push_block(&mut self, kind: BlockKind, range: &Range<usize>) {
        let span = self.context.span(range);
        self.container().blocks.push(Block { span, kind });
    }

    fn container(&mut self) -> &mut Container {
        self.container_and_context().0
    }

    fn container_and_context(&mut self) -> (&mut Container, &mut Context<'p>) {
        (self.containers.last_mut().unwrap_or(&mut self.part), &mut self.context)
    }
}

/// Whether `following`, which stands after a bracket, would make it the mention of a footnote.
fn is_mention(following: &str) -> bool {
    let Some(label) = following.strip_prefix('^') else { return false };
    let end = label.find(|c: char| c.is_whitespace() || matches!(c, '[' | ']'));
    end.is_some_and(|end| end > 0 && label[end..].starts_with(']'))
}
