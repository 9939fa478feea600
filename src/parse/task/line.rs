//! The lines of a text: its headings, paragraphs and list items, one after another, numbers and titles told apart.

use std::ops::Range;

use crate::model::{Block, BlockKind, Inline, ListItem, Text, push_plain};

use super::{bracket::split_outside, notation};

/// Longest words, in characters, that a numbered paragraph may have and still be a heading.
const LONGEST_HEADING: usize = 60;
/// How far a list is below what it stands under; more than any depth inside it.
const LIST_STEP: usize = 20;

/// What a line is in the markup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A heading of this level, 1 for the title of a part.
    Heading(u8),
    /// A paragraph.
    Paragraph,
    /// The first paragraph of a list item.
    Item,
}

/// A heading, a paragraph or the opening of a list item.
#[derive(Debug, Clone)]
pub struct Line<'a> {
    /// The part of the document it belongs to, counted from 0.
    pub part: usize,
    /// What it is.
    pub place: Place,
    /// How many lists it is inside of.
    pub nesting: usize,
    /// Its number as written, empty if none.
    pub number: String,
    /// The whole line with its number; a hard break is a line feed.
    pub full: String,
    /// Where the words after the number begin in `full`.
    body: usize,
    /// Where the bold words it begins with end in `full`; 0 if it begins with none.
    bold: usize,
    /// The element id.
    pub anchor: &'a str,
    /// Byte range in the source file.
    pub span: Range<usize>,
}

impl Line<'_> {
    /// The words after the number.
    pub(super) fn words(&self) -> &str {
        &self.full[self.body..]
    }

    /// How deep it stands: headings by level, numbered paragraphs by the style of their number, lists below both.
    pub(super) fn depth(&self) -> usize {
        let own = match self.place {
            Place::Heading(level) => return usize::from(level),
            Place::Item => 0,
            Place::Paragraph if !self.number.is_empty() => 6 + rank(&self.number),
            Place::Paragraph if self.bold > 0 => 18,
            Place::Paragraph => 19,
        };
        self.nesting * LIST_STEP + own
    }

    /// The depth below which every list this line stands outside of is.
    pub(super) fn outside_depth(&self) -> usize {
        (self.nesting + 1) * LIST_STEP
    }

    /// Whether a clause begins with it: a heading, a list item, a paragraph with a number or with bold words ahead.
    pub(super) fn opens_clause(&self) -> bool {
        self.place != Place::Paragraph || !self.number.is_empty() || self.bold > 0
    }

    /// Whether other clauses stand under it: a heading, or a paragraph that is set as one.
    pub(super) fn is_heading(&self) -> bool {
        let words = self.words().trim();
        let set_as_heading = !self.number.is_empty()
            && words.chars().count() <= LONGEST_HEADING
            && !words.contains(['。', '；', ';', '！', '？', '\n']);
        match self.place {
            Place::Heading(_) => true,
            Place::Paragraph => set_as_heading || (self.bold > 0 && self.bold >= self.full.trim_end().len()),
            Place::Item => false,
        }
    }

    /// The title and where in [`Line::words`] it ends: the bold words ahead, or all up to the first full stop; never
    /// beyond `limit`, where the first notation stands.
    pub(super) fn title(&self, limit: usize) -> (&str, usize) {
        let words = &self.words()[..limit];
        let ahead = self.bold.saturating_sub(self.body).min(limit);
        let ahead = if has_words(&words[..ahead]) { &words[..ahead] } else { words };
        let title = if matches!(self.place, Place::Heading(_)) { ahead } else { first_sentence(ahead) };
        (bare(title), title.len())
    }
}

/// The lines of `text` in reading order; notations that a page break cut in two are whole again.
#[must_use]
pub fn lines(text: &Text) -> Vec<Line<'_>> {
    let mut out = Vec::new();
    for (part, content) in text.parts.iter().enumerate() {
        if let Some(title) = &content.title {
            let start = content.blocks.first().map_or(0, |block| block.span.start);
            let inside = Inside { part, nesting: 0, item: None };
            push(&mut out, &inside, Place::Heading(1), (&title.anchor, &title.content, start..start));
        }
        walk(&content.blocks, &mut Inside { part, nesting: 0, item: None }, &mut out);
    }
    mend(out)
}

/// What encloses a block.
struct Inside<'a> {
    part: usize,
    nesting: usize,
    /// The list item and whether its opening has been passed.
    item: Option<(&'a ListItem, bool)>,
}

fn walk<'a>(blocks: &'a [Block], inside: &mut Inside<'a>, out: &mut Vec<Line<'a>>) {
    for block in blocks {
        match &block.kind {
            BlockKind::Heading(heading) => {
                let level = Place::Heading(heading.level.clamp(2, 6));
                push(out, inside, level, (&heading.anchor, &heading.content, block.span.clone()));
            }
            BlockKind::Paragraph { anchor, content } => {
                let place = if matches!(inside.item, Some((_, false))) { Place::Item } else { Place::Paragraph };
                push(out, inside, place, (anchor, content, block.span.clone()));
            }
            BlockKind::List { items, .. } => {
                for item in items {
                    let nesting = inside.nesting + 1;
                    walk(&item.blocks, &mut Inside { part: inside.part, nesting, item: Some((item, false)) }, out);
                }
            }
            BlockKind::Quote(blocks) | BlockKind::Box { blocks, .. } => walk(blocks, inside, out),
            _ => {}
        }
        if let Some((_, opened)) = &mut inside.item {
            *opened = true;
        }
    }
}

type Content<'a> = (&'a str, &'a [Inline], Range<usize>);

fn push<'a>(out: &mut Vec<Line<'a>>, inside: &Inside<'a>, place: Place, (anchor, content, span): Content<'a>) {
    let full = broken_plain(content);
    let (number, rest) = split_number(&full);
    let body = full.len() - rest.len();
    let (number, anchor) = match inside.item {
        Some((item, _)) if place == Place::Item => {
            (if item.number.is_empty() { number } else { &item.number }, item.anchor.as_str())
        }
        Some((item, _)) if anchor.is_empty() => (number, item.anchor.as_str()),
        _ => (number, anchor),
    };
    let (number, bold) = (number.to_owned(), bold_end(content, body));
    out.push(Line { part: inside.part, place, nesting: inside.nesting, number, body, bold, anchor, span, full });
}

/// The words of `content`, with a line feed for each hard break.
fn broken_plain(content: &[Inline]) -> String {
    let mut out = String::new();
    for inline in content {
        match inline {
            Inline::Break => out.push('\n'),
            _ => push_plain(std::slice::from_ref(inline), &mut out),
        }
    }
    out
}

/// Where bold words end that stand first or right after the number, which ends at `body`.
fn bold_end(content: &[Inline], body: usize) -> usize {
    let mut words = String::new();
    for inline in content.iter().take(2) {
        let starts_within_number = words.len() <= body;
        push_plain(std::slice::from_ref(inline), &mut words);
        if matches!(inline, Inline::Strong(_)) && starts_within_number && words.len() > body {
            return words.len();
        }
    }
    0
}

/// Joins a paragraph that ends inside a notation with the one that goes on with it: a page break in the printed
/// document leaves `（责` and `任单位：…）` in two.
fn mend(lines: Vec<Line<'_>>) -> Vec<Line<'_>> {
    let mut out: Vec<Line<'_>> = Vec::with_capacity(lines.len());
    for line in lines {
        if let Some(last) = out.last_mut()
            && last.part == line.part
            && !line.opens_clause()
            && notation::is_cut(last.words(), line.words())
        {
            last.full.push_str(&line.full);
            last.span.end = line.span.end;
            continue;
        }
        out.push(line);
    }
    out
}

/// Parts the number a line begins with from its words: `一、`, `（三）`, `12.`, `2.1`, `①`, `第三条`.
pub(super) fn split_number(text: &str) -> (&str, &str) {
    let text = text.trim_start();
    let end = number_end(text).unwrap_or(0);
    (&text[..end], text[end..].trim_start())
}

fn number_end(text: &str) -> Option<usize> {
    let first = text.chars().next()?;
    let after_first = &text[first.len_utf8()..];
    match first {
        '第' => {
            let length = run(after_first, |c| is_han_digit(c) || c.is_ascii_digit());
            let unit = after_first[length..].chars().next().filter(|c| "章节条编".contains(*c))?;
            (length > 0).then_some(first.len_utf8() + length + unit.len_utf8())
        }
        '（' | '(' => {
            let length = run(after_first, |c| is_han_digit(c) || c.is_ascii_digit());
            let close = after_first[length..].chars().next().filter(|c| matches!(c, '）' | ')'))?;
            (length > 0 && length <= 12).then_some(first.len_utf8() + length + close.len_utf8())
        }
        '①'..='⑳' => Some(first.len_utf8()),
        c if is_han_digit(c) => {
            let length = run(text, is_han_digit);
            text[length..].chars().next().filter(|c| matches!(c, '、' | '．' | '.')).map(|c| length + c.len_utf8())
        }
        '0'..='9' => arabic_end(text),
        _ => None,
    }
}

/// The end of `12.`, `3、`, `2)` or `2.1`; a year, an amount or a share is no number of a line.
fn arabic_end(text: &str) -> Option<usize> {
    let mut end = run(text, |c| c.is_ascii_digit());
    if end > 3 {
        return None;
    }
    let mut inner = false;
    while let Some(rest) = text[end..].strip_prefix(['.', '．']) {
        let dot = text.len() - end - rest.len();
        let length = run(rest, |c| c.is_ascii_digit());
        match length {
            0 => return Some(end + dot),
            1 | 2 => end += dot + length,
            _ => return None,
        }
        inner = true;
    }
    match text[end..].chars().next()? {
        c @ ('、' | ')' | '）') => Some(end + c.len_utf8()),
        c if inner && c.is_whitespace() => Some(end),
        _ => None,
    }
}

fn run(text: &str, accepts: impl Fn(char) -> bool) -> usize {
    text.char_indices().find(|(_, c)| !accepts(*c)).map_or(text.len(), |(at, _)| at)
}

fn is_han_digit(character: char) -> bool {
    "一二三四五六七八九十百零〇".contains(character)
}

/// The place of a number's style in the order of official documents: 章, 节, 一、, （一）, 1., （1）, ①.
fn rank(number: &str) -> usize {
    let inner = number.trim_matches(|c: char| !c.is_alphanumeric());
    let bracketed = number.starts_with(['（', '(']);
    let han = inner.starts_with(is_han_digit);
    match number.chars().next() {
        Some('第') if number.ends_with(['章', '编']) => 1,
        Some('第') if number.ends_with('节') => 2,
        Some('①'..='⑳') => 10,
        _ if han && !bracketed => 3,
        _ if han => 4,
        _ if bracketed || number.ends_with([')', '）']) => 9,
        _ => 5 + inner.matches(['.', '．']).count().min(3),
    }
}

/// The first sentence of `text`, without its stop.
pub(super) fn first_sentence(text: &str) -> &str {
    split_outside(text, |c| matches!(c, '。' | '！' | '？' | '\n')).first().map_or(text, |(_, sentence)| sentence)
}

/// `text` without the punctuation and space around it.
pub(super) fn bare(text: &str) -> &str {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || "，,；;。：:、.．）)】]".contains(c));
    text.trim_end_matches(|c: char| c.is_whitespace() || "，,；;。：:、".contains(c))
}

/// Whether `text` holds more than punctuation.
pub(super) fn has_words(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}
