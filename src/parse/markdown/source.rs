//! The text that the parser is given in place of the source, with the way back to the source.
//!
//! Two things are changed beforehand, both where CommonMark was made for Latin text: letters beside runs of asterisks
//! ([`super::emphasis`]), and first-line indents. CommonMark reads a line indented by four columns as code, but in a
//! Chinese text such an indent opens a paragraph. An indented code block that contains Han characters is therefore no
//! code: the indent of each of its lines becomes two ideographic spaces, which mean the same and are no markup.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use super::character::is_han;
use super::emphasis::{LETTER, letter_positions};

/// The extensions that are on. Smart punctuation stays off: an official text is reproduced as its author typed it.
pub(super) const OPTIONS: Options =
    Options::ENABLE_TABLES.union(Options::ENABLE_FOOTNOTES).union(Options::ENABLE_STRIKETHROUGH);

/// A Chinese first-line indent.
pub(super) const INDENT: &str = "\u{3000}\u{3000}";

/// The source made ready for the parser.
#[derive(Debug)]
pub(super) struct Prepared<'a> {
    text: Cow<'a, str>,
    edits: Vec<Edit>,
    has_letters: bool,
}

/// One replacement: `prepared` stands in the prepared text where `original` stood in the source.
#[derive(Debug)]
struct Edit {
    prepared: Range<usize>,
    original: Range<usize>,
}

impl<'a> Prepared<'a> {
    /// Makes `source` ready.
    pub(super) fn new(source: &'a str) -> Self {
        let letters = letter_positions(source);
        let has_letters = !letters.is_empty() || source.contains("\u{FDD0}");
        let letters = letters.into_iter().map(|position| (position..position, LETTER_TEXT));
        let mut replacements: Vec<_> =
            indents(source).into_iter().map(|range| (range, INDENT)).chain(letters).collect();
        replacements.sort_by_key(|(range, _)| range.start);
        let (text, edits) = replace(source, replacements);
        Self { text, edits, has_letters }
    }

    /// The text to parse.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// `text`, a piece of what the parser gave back, without the letters that were put in.
    pub(super) fn restore<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.has_letters && text.contains(LETTER_TEXT) {
            Cow::Owned(text.replace(LETTER, ""))
        } else {
            Cow::Borrowed(text)
        }
    }

    /// The place in the source of a range of the prepared text.
    pub(super) fn original(&self, range: &Range<usize>) -> Range<usize> {
        self.original_position(range.start)..self.original_position(range.end)
    }

    fn original_position(&self, position: usize) -> usize {
        let preceding = self.edits.partition_point(|edit| edit.prepared.start < position);
        match self.edits[..preceding].last() {
            None => position,
            Some(edit) if position < edit.prepared.end => edit.original.start,
            Some(edit) => edit.original.end + (position - edit.prepared.end),
        }
    }
}

const LETTER_TEXT: &str = "\u{FDD0}";

/// Applies `replacements`, which are sorted and do not overlap.
fn replace<'a>(source: &'a str, replacements: Vec<(Range<usize>, &str)>) -> (Cow<'a, str>, Vec<Edit>) {
    if replacements.is_empty() {
        return (Cow::Borrowed(source), Vec::new());
    }
    let mut text = String::with_capacity(source.len() + 3 * replacements.len());
    let mut edits = Vec::with_capacity(replacements.len());
    let mut from = 0;
    for (original, replacement) in replacements {
        text.push_str(&source[from..original.start]);
        let start = text.len();
        text.push_str(replacement);
        from = original.end;
        edits.push(Edit { prepared: start..text.len(), original });
    }
    text.push_str(&source[from..]);
    (Cow::Owned(text), edits)
}

/// The ranges of blanks that make code of Chinese paragraphs.
fn indents(source: &str) -> Vec<Range<usize>> {
    let mut indents = Vec::new();
    if !source.split('\n').any(may_be_indented_code) {
        return indents;
    }
    let mut block: Option<(bool, Vec<Range<usize>>)> = None;
    for (event, range) in Parser::new_ext(source, OPTIONS).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => block = Some((false, Vec::new())),
            Event::Text(_) => {
                let line = &source[range.clone()];
                let words = line.trim_start_matches([' ', '\t']);
                if let Some((has_han, lines)) = &mut block
                    && !words.trim().is_empty()
                {
                    *has_han |= words.chars().any(is_han);
                    lines.push(indent_start(source, range.start)..range.end - words.len());
                }
            }
            Event::End(TagEnd::CodeBlock) => {
                indents.extend(block.take().filter(|(has_han, _)| *has_han).into_iter().flat_map(|(_, lines)| lines));
            }
            _ => {}
        }
    }
    indents
}

/// Whether `line` has, after nothing but blanks and markers of lists and quotations, blanks wide enough for code.
///
/// A cheap test that spares most texts a second parse.
fn may_be_indented_code(line: &str) -> bool {
    let is_prefix = |c: char| matches!(c, ' ' | '\t' | '>' | '-' | '+' | '*' | '.' | ')' | '0'..='9');
    let words = line.trim_start_matches(is_prefix);
    let prefix = &line[..line.len() - words.len()];
    words.chars().next().is_some_and(|c| !c.is_ascii_whitespace()) && (prefix.contains("    ") || prefix.contains('\t'))
}

/// Where the blanks begin that turned the text at `at` into code: four spaces or one tab before it.
fn indent_start(source: &str, at: usize) -> usize {
    let before = &source.as_bytes()[..at];
    if before.ends_with(b"\t") {
        return at - 1;
    }
    at - before.iter().rev().take(4).take_while(|&&byte| byte == b' ').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_positions_back_to_the_source() {
        let source = "依据**《条例》**制定，\n\n    第一条 甲\n";
        let prepared = Prepared::new(source);
        assert_eq!(prepared.text(), "依据**\u{FDD0}《条例》\u{FDD0}**制定，\n\n\u{3000}\u{3000}第一条 甲\n");
        for word in ["依据", "《条例》", "制定", "第一条 甲"] {
            let start = prepared.text().find(word).expect("the word stands in the text");
            let original = prepared.original(&(start..start + word.len()));
            assert!(source[original.clone()].contains(word), "{word} → {:?}", &source[original]);
        }
        assert_eq!(prepared.original(&(0..prepared.text().len())), 0..source.len());
    }

    #[test]
    fn turns_indents_of_han_text_into_ideographic_spaces() {
        for (source, expected) in [
            ("    甲\n     乙\n", "　　甲\n　　乙\n"),
            ("\t甲\n", "　　甲\n"),
            ("- 甲\n\n      乙\n", "- 甲\n\n  　　乙\n"),
            ("1.     甲\n", "1. 　　甲\n"),
            (">     甲\n", "> 　　甲\n"),
        ] {
            assert_eq!(Prepared::new(source).text(), expected);
        }
    }

    #[test]
    fn leaves_real_code_alone() {
        for source in ["    let x = 1;\n", "```\n    甲\n```\n", "- 甲\n\n    乙\n", "甲\n    乙\n"] {
            assert_eq!(Prepared::new(source).text(), source);
        }
    }
}
