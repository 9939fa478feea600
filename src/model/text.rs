//! The text of a document: parts, blocks and inline content, free of any markup language.

use std::{borrow::Cow, ops::Range};

use borsh::{BorshDeserialize, BorshSerialize};

/// The body of a document, in reading order.
#[derive(Debug, Clone, Default, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Text {
    /// The document itself, then each part that a level-1 heading opens. Never empty.
    pub parts: Vec<Part>,
    /// Footnotes in the order of their first mention.
    pub footnotes: Vec<Footnote>,
}

/// A self-contained piece of a document, such as the plan that a notice issues.
#[derive(Debug, Clone, Default, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Part {
    /// The level-1 heading that opens the part; `None` for the first part of a text that begins without one.
    pub title: Option<Heading>,
    /// The blocks of the part.
    pub blocks: Vec<Block>,
}

/// A heading with its address in the page.
#[derive(Debug, Clone, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Heading {
    /// Level 1 to 6 as written.
    pub level: u8,
    /// The element id, unique in the document and readable in Chinese.
    pub anchor: String,
    /// The heading's words.
    pub content: Vec<Inline>,
}

/// A footnote.
#[derive(Debug, Clone, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Footnote {
    /// The label as written in the source.
    pub label: String,
    /// The element id, unique in the document.
    pub anchor: String,
    /// What the footnote says.
    pub blocks: Vec<Block>,
}

/// A block with its place in the source.
#[derive(Debug, Clone, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Block {
    /// Byte range in the source file.
    pub span: Range<usize>,
    /// What the block is.
    pub kind: BlockKind,
}

/// The kinds of block.
#[derive(Debug, Clone, PartialEq, BorshSerialize, BorshDeserialize)]
pub enum BlockKind {
    /// A heading of level 2 to 6; level 1 opens a [`Part`].
    Heading(Heading),
    /// A paragraph.
    Paragraph {
        /// The element id, unique in the document: `第三条` where the paragraph is an article, else `p12`.
        anchor: String,
        /// The paragraph's words.
        content: Vec<Inline>,
    },
    /// A list.
    List {
        /// Whether the items carry numbers.
        ordered: bool,
        /// The items.
        items: Vec<ListItem>,
    },
    /// A table.
    Table {
        /// One per column.
        alignments: Vec<Alignment>,
        /// The header row's cells.
        header: Vec<Vec<Inline>>,
        /// The body rows.
        rows: Vec<Row>,
    },
    /// A block quotation.
    Quote(Vec<Block>),
    /// A titled box: a block quotation whose first line begins 专栏.
    Box {
        /// The element id.
        anchor: String,
        /// The first line.
        title: Vec<Inline>,
        /// What follows it.
        blocks: Vec<Block>,
    },
    /// Preformatted text.
    Code {
        /// The language named on the fence; empty if none.
        language: String,
        /// The text, line breaks kept.
        text: String,
    },
    /// Raw HTML.
    Html {
        /// The markup, already sanitised.
        markup: String,
        /// The words a reader sees in it.
        words: String,
    },
    /// A thematic break.
    Rule,
}

/// One item of a list.
#[derive(Debug, Clone, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct ListItem {
    /// The element id.
    pub anchor: String,
    /// The number with its delimiter as the source writes it (`1.`, `2)`); empty in an unordered list.
    pub number: String,
    /// The item's blocks; a tight item holds one paragraph.
    pub blocks: Vec<Block>,
}

/// One body row of a table.
#[derive(Debug, Clone, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Row {
    /// The element id.
    pub anchor: String,
    /// The cells.
    pub cells: Vec<Vec<Inline>>,
}

/// How a column is aligned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum Alignment {
    /// As the theme has it.
    Default,
    /// To the left.
    Left,
    /// Centred.
    Center,
    /// To the right.
    Right,
}

/// Inline content.
#[derive(Debug, Clone, PartialEq, BorshSerialize, BorshDeserialize)]
pub enum Inline {
    /// Words.
    Text(String),
    /// Strong emphasis.
    Strong(Vec<Inline>),
    /// Emphasis.
    Emphasis(Vec<Inline>),
    /// Text struck out.
    Strike(Vec<Inline>),
    /// A code span.
    Code(String),
    /// A link.
    Link {
        /// The target as written, of an allowed scheme.
        target: String,
        /// The link's words.
        content: Vec<Inline>,
    },
    /// An image.
    Image {
        /// The target as written, of an allowed scheme.
        target: String,
        /// The text in its place.
        alt: String,
    },
    /// A mention of a footnote: index into [`Text::footnotes`].
    Footnote(usize),
    /// A hard line break.
    Break,
    /// Inline raw HTML, already sanitised (`<sup>`, `</sup>`).
    Html(String),
}

/// Appends the words of `content` to `out`: marks vanish, a hard break is a space.
pub fn push_plain(content: &[Inline], out: &mut String) {
    for inline in content {
        match inline {
            Inline::Text(text) | Inline::Code(text) | Inline::Image { alt: text, .. } => out.push_str(text),
            Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Strike(inner) => push_plain(inner, out),
            Inline::Link { content, .. } => push_plain(content, out),
            Inline::Break => out.push(' '),
            Inline::Footnote(_) | Inline::Html(_) => {}
        }
    }
}

/// The words of `content`.
#[must_use]
pub fn plain(content: &[Inline]) -> Cow<'_, str> {
    if let [Inline::Text(text)] = content {
        return Cow::Borrowed(text);
    }
    let mut out = String::new();
    push_plain(content, &mut out);
    Cow::Owned(out)
}
