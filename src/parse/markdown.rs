//! Markdown in, the text of a document out.
//!
//! CommonMark with tables, footnotes and strikethrough is parsed by pulldown-cmark and turned into the model's blocks,
//! each with its byte range in the file. What CommonMark leaves to chance in Chinese is set right:
//!
//! - **Emphasis** beside Chinese punctuation works (`emphasis.rs`). The parser itself is untouched: before it runs, a
//!   noncharacter goes in where a letter is wanted, and comes out of everything the parser returns. A parser of our own
//!   or a fork would have to be kept up; rewriting `**` to tags beforehand would have to know what is code. Text
//!   without East Asian characters reaches the parser as it is.
//! - **Line breaks** in the source are no spaces beside Chinese (`inline.rs`).
//! - **First-line indents** open a paragraph, whether two ideographic spaces or four plain ones (`source.rs`): never a
//!   code block, and never the middle of the paragraph above.
//! - **List numbers** are text (`list.rs`), and so are the numbers that an author types.
//! - **Raw HTML** passes a list of harmless tags (`html.rs`); anything else between angle brackets is text.
//!
//! Nothing is lost in silence: words that Markdown would swallow (comments, unused link definitions, surplus cells) and
//! whatever is unsafe come back as [`Refusal`]s.

mod anchor;
mod block;
mod character;
mod comment;
mod container;
mod context;
mod emphasis;
mod html;
mod inline;
mod leaf;
mod link;
mod list;
mod numbering;
mod scan;
mod source;
mod table;
#[cfg(test)]
mod tests;

use std::ops::Range;

use pulldown_cmark::Parser;

pub use self::{
    comment::without_comments,
    scan::{html_words, map_html_targets},
};

use self::block::Builder;
use self::context::Context;
use self::emphasis::LETTER;
use self::source::{OPTIONS, Prepared};
use crate::model::Text;

/// What a Markdown text says.
#[derive(Debug, Clone, PartialEq)]
pub struct Markdown {
    /// The text itself.
    pub text: Text,
    /// What is wrong with it, in the order of the file.
    pub refusals: Vec<Refusal>,
}

/// A fault and its place.
///
/// Both texts are Chinese first, then English, and quote nothing: the file may not be public.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Byte range in the source file.
    pub span: Range<usize>,
    /// Whether the text can be published all the same.
    pub warning: bool,
    /// What is wrong.
    pub what: [&'static str; 2],
    /// What to write instead.
    pub help: [&'static str; 2],
}

/// A kind of fault.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Fault {
    warning: bool,
    what: [&'static str; 2],
    help: [&'static str; 2],
}

impl Fault {
    fn at(&self, span: Range<usize>) -> Refusal {
        Refusal { span, warning: self.warning, what: self.what, help: self.help }
    }
}

const NONCHARACTER: Fault = Fault {
    warning: false,
    what: ["有不是文字的代码 U+FDD0", "there is the noncharacter U+FDD0"],
    help: ["删去这个看不见的代码", "delete the invisible code"],
};

/// Reads `source`, the Markdown that begins `offset` bytes into its file.
#[must_use]
pub fn parse_markdown(source: &str, offset: usize) -> Markdown {
    let prepared = Prepared::new(source);
    let mut events = Parser::new_ext(prepared.text(), OPTIONS).into_offset_iter();
    let mut builder = Builder::new(Context::new(&prepared, offset));
    for (event, range) in events.by_ref() {
        builder.push(event, range);
        if builder.is_halted() {
            break;
        }
    }
    let mut markdown = builder.finish(events.reference_definitions());
    let noncharacters = source.match_indices(LETTER).map(|(at, text)| offset + at..offset + at + text.len());
    markdown.refusals.extend(noncharacters.map(|span| NONCHARACTER.at(span)));
    markdown
}
