//! Element ids: unique in a document, readable in Chinese, the same whenever the text is the same.

use std::collections::HashMap;

use super::numbering::after_article;
use crate::model::{Inline, plain};

/// The longest readable anchor, in characters.
const LONGEST: usize = 40;

/// Hands out the ids of one document.
///
/// Ids are of two kinds that cannot meet: a series and a count (`p12`, `r3`), or words (`第三条`, `一-总体要求`). Words
/// that came before get `-2`, `-3` and so on.
#[derive(Debug, Default)]
pub(super) struct Anchors {
    words: HashMap<String, usize>,
    counts: [usize; SERIES.len()],
}

/// What ids of a series stand for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Series {
    Heading,
    Paragraph,
    Item,
    Row,
    Box,
    Footnote,
}

const SERIES: [&str; 6] = ["h", "p", "i", "r", "b", "fn"];

impl Anchors {
    /// The next id of `series`: `p1`, `p2`, …
    pub(super) fn next(&mut self, series: Series) -> String {
        let count = &mut self.counts[series as usize];
        *count += 1;
        format!("{}{count}", SERIES[series as usize])
    }

    /// The id of a heading: its Han characters, letters and digits, with `-` for whatever stands between them.
    pub(super) fn heading(&mut self, content: &[Inline]) -> String {
        let words = words(&plain(content));
        if words.is_empty() {
            return self.next(Series::Heading);
        }
        self.unique(words)
    }

    /// The id of a paragraph: the number of the article that begins there, else its place in the document.
    pub(super) fn paragraph(&mut self, content: &[Inline]) -> String {
        let counted = self.next(Series::Paragraph);
        article(content).map_or(counted, |number| self.unique(number))
    }

    fn unique(&mut self, words: String) -> String {
        if let Some(seen) = self.words.get_mut(&words) {
            *seen += 1;
            let next = format!("{words}-{seen}");
            return self.unique(next);
        }
        self.words.insert(words.clone(), 1);
        words
    }
}

/// The readable part of `text`, empty if it has none.
fn words(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_alphanumeric() {
            words.push(c);
        } else if !words.is_empty() && !words.ends_with('-') {
            words.push('-');
        }
    }
    if let Some((end, _)) = words.char_indices().nth(LONGEST) {
        words.truncate(end);
    }
    words.truncate(words.trim_end_matches('-').len());
    // Words that look like a series and a count would meet the ids of that series.
    if SERIES.contains(&words.trim_end_matches(|c: char| c.is_ascii_digit())) {
        words.insert_str(0, "h-");
    }
    words
}

/// The number of the article that begins with `content`.
fn article(content: &[Inline]) -> Option<String> {
    if !begins_with_ordinal(content) {
        return None;
    }
    let mut text = String::new();
    leading_text(content, &mut text);
    let rest = after_article(&text)?;
    Some(text[..text.len() - rest.len()].to_owned())
}

fn begins_with_ordinal(content: &[Inline]) -> bool {
    match content.first() {
        Some(Inline::Text(text)) => text.starts_with('第'),
        Some(Inline::Strong(inner) | Inline::Emphasis(inner)) => begins_with_ordinal(inner),
        _ => false,
    }
}

/// Appends the first words of `content` to `out`, enough for an article's number and what follows it.
fn leading_text(content: &[Inline], out: &mut String) {
    for inline in content {
        match inline {
            Inline::Text(text) => out.extend(text.chars().take(LONGEST)),
            Inline::Strong(inner) | Inline::Emphasis(inner) => leading_text(inner, out),
            _ => return,
        }
        if out.chars().nth(LONGEST).is_some() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Vec<Inline> {
        vec![Inline::Text(text.to_owned())]
    }

    #[test]
    fn headings_keep_their_words() {
        let mut anchors = Anchors::default();
        for (heading, expected) in [
            ("一、总体要求", "一-总体要求"),
            ("（一）指导思想。", "一-指导思想"),
            ("一、总体要求", "一-总体要求-2"),
            ("《条例》与 GDP 2024", "条例-与-GDP-2024"),
            ("一-总体要求-2", "一-总体要求-2-2"),
            ("——", "h1"),
            ("p1", "h-p1"),
            ("fn", "h-fn"),
        ] {
            assert_eq!(anchors.heading(&text(heading)), expected, "{heading}");
        }
        assert_eq!(anchors.heading(&text(&"长".repeat(100))).chars().count(), LONGEST);
    }

    #[test]
    fn articles_are_named_and_other_paragraphs_counted() {
        let mut anchors = Anchors::default();
        for (paragraph, expected) in [
            ("第三条 为了", "第三条"),
            ("正文", "p2"),
            ("第三条　再次", "第三条-2"),
            ("第一百三十三条之一 在道路上", "第一百三十三条之一"),
            ("第12条", "第12条"),
            ("第三条第二款所称", "p6"),
        ] {
            assert_eq!(anchors.paragraph(&text(paragraph)), expected, "{paragraph}");
        }
        let bold = vec![Inline::Strong(text("第四条")), Inline::Text("　甲".to_owned())];
        assert_eq!(anchors.paragraph(&bold), "第四条");
        let bold_citation = vec![Inline::Strong(text("第四条")), Inline::Text("的规定".to_owned())];
        assert_eq!(anchors.paragraph(&bold_citation), "p8");
    }
}
