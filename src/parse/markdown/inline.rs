//! The words of one paragraph, heading or cell: parser events in, [`Inline`] content out.
//!
//! A line break in the source is no space where Chinese stands on either side of it: Chinese is set without spaces,
//! and between Han and Latin the reader's browser sets the gap (W3C clreq). Between Latin words it is one space.

use std::ops::Range;

use pulldown_cmark::{LinkType, Tag};

use super::character::{is_cjk, is_shared};
use super::context::{Context, MAX_DEPTH};
use super::html::{self, COMMENT, Element, FORBIDDEN_TARGET, MISPLACED_TAG, Place, UNKNOWN_TAG, element};
use super::scan::{attribute_value, tag};
use super::{Fault, link};
use crate::model::{Inline, plain};

const NESTED_LINK: Fault = Fault {
    warning: false,
    what: ["链接里面又有链接", "a link stands inside a link"],
    help: ["只保留一个链接", "keep one of the two"],
};

const LINK_TITLE: Fault = Fault {
    warning: true,
    what: ["链接或图片的提示文字不会显示", "the title of a link or image is not shown"],
    help: ["把引号中的提示文字写进正文", "move the words in quotation marks into the text"],
};

/// Content in the making.
#[derive(Debug, Default)]
pub(super) struct Inlines {
    content: Vec<Inline>,
    /// Elements that have been opened and not closed, outermost first.
    frames: Vec<Frame>,
    /// How many frames were open when a line of the source ended, while nothing has followed it.
    line_end: Option<usize>,
    /// Whether what was last written sets Chinese text.
    is_wide: bool,
    /// Whether the end of the first line is of interest.
    keeps_first_line: bool,
    /// How much content the first line holds, once it has ended.
    first_line: Option<usize>,
}

#[derive(Debug)]
struct Frame {
    mark: Mark,
    content: Vec<Inline>,
}

#[derive(Debug)]
enum Mark {
    Strong,
    Emphasis,
    Strike,
    /// `None` if refused.
    Link(Option<String>),
    /// `None` if refused.
    Image(Option<String>),
    /// What looked like a link between angle brackets and is none.
    Brackets,
    /// A raw tag and its sanitised form.
    Tag(&'static Element, String),
}

impl Inlines {
    /// Content whose first line can be told from the rest afterwards.
    pub(super) fn with_first_line() -> Self {
        Self { keeps_first_line: true, ..Self::default() }
    }

    /// Whether no element is open.
    pub(super) fn is_plain(&self) -> bool {
        self.frames.is_empty()
    }

    /// Whether a line of the source has just ended.
    pub(super) fn is_at_line_end(&self) -> bool {
        self.line_end.is_some()
    }

    /// Takes words.
    pub(super) fn text(&mut self, text: &str) {
        let is_first = self.frames.is_empty() && self.content.is_empty();
        let text = if is_first { text.trim_start() } else { text };
        if !text.is_empty() {
            self.join_lines(text);
            self.push_text(self.frames.len(), text);
        }
    }

    /// Takes a code span.
    pub(super) fn code(&mut self, code: &str) {
        self.join_lines(code);
        self.append(Inline::Code(code.to_owned()));
    }

    /// Takes a mention of a footnote.
    pub(super) fn footnote(&mut self, index: usize) {
        self.append(Inline::Footnote(index));
    }

    /// Takes the end of a line of the source.
    pub(super) fn soft_break(&mut self) {
        self.line_end = Some(self.frames.len());
        self.end_first_line();
    }

    /// Takes a line break that the reader is to see.
    pub(super) fn hard_break(&mut self) {
        self.end_first_line();
        self.append(Inline::Break);
        // What follows begins a line, where no space is wanted.
        self.is_wide = true;
    }

    /// Opens the element of a parser event.
    pub(super) fn start(&mut self, tag: Tag<'_>, range: &Range<usize>, context: &mut Context<'_>) {
        let mark = match tag {
            Tag::Strong => Mark::Strong,
            Tag::Emphasis => Mark::Emphasis,
            Tag::Strikethrough => Mark::Strike,
            Tag::Link { link_type, dest_url, title, id } => {
                context.use_definition(link_type, &id);
                let target = context.restore(&dest_url).into_owned();
                let target = if link_type == LinkType::Email { format!("mailto:{target}") } else { target };
                let is_nested = self.is_in_link();
                if is_nested {
                    context.refuse(range, &NESTED_LINK);
                }
                match checked(target, &title, range, context).filter(|_| !is_nested) {
                    None if link_type == LinkType::Autolink => Mark::Brackets,
                    target => Mark::Link(target),
                }
            }
            Tag::Image { link_type, dest_url, title, id } => {
                context.use_definition(link_type, &id);
                let target = context.restore(&dest_url).into_owned();
                Mark::Image(checked(target, &title, range, context))
            }
            _ => return,
        };
        self.open(mark, range, context);
    }

    /// Closes the innermost element of a parser event, and any raw tag in it that was left open.
    pub(super) fn end(&mut self, range: &Range<usize>, context: &mut Context<'_>) {
        self.close_tags(range, context);
        self.close();
    }

    /// Takes a raw tag or comment.
    pub(super) fn html(&mut self, raw: &str, range: &Range<usize>, context: &mut Context<'_>) {
        if raw.starts_with("<!--") {
            context.refuse(range, &COMMENT);
            return;
        }
        let Some((tag, element)) = tag(raw).and_then(|tag| element(tag.name).map(|element| (tag, element))) else {
            context.refuse(range, &UNKNOWN_TAG);
            return self.text(raw);
        };
        let closes_nothing = tag.is_closing
            && !matches!(self.frames.last(), Some(Frame { mark: Mark::Tag(open, _), .. }) if *open == element);
        let is_nested_link = element.name == "a" && !tag.is_closing && self.is_in_link();
        if element.place != Place::Phrase || closes_nothing || is_nested_link {
            context.refuse(range, &MISPLACED_TAG);
            return self.text(raw);
        }
        if tag.is_closing {
            return self.close();
        }
        let mut faults = Vec::new();
        let written = html::start_tag(&tag, element, &mut faults);
        context.refuse_all(range, faults);
        match element.name {
            "br" => self.hard_break(),
            "img" => {
                let alt = attribute_value(&written, "alt").unwrap_or_default();
                self.join_lines(&alt);
                self.append(match attribute_value(&written, "src") {
                    Some(target) => Inline::Image { target, alt },
                    None => Inline::Text(alt),
                });
            }
            _ => self.open(Mark::Tag(element, written), range, context),
        }
    }

    /// Ends the content: closes what is open and trims its edges.
    ///
    /// The index says where the second line begins, if that was asked for and there is one; text that runs on across
    /// the end of the first line is then two pieces.
    pub(super) fn finish(mut self, range: &Range<usize>, context: &mut Context<'_>) -> (Vec<Inline>, Option<usize>) {
        self.close_tags(range, context);
        while !self.frames.is_empty() {
            self.close();
        }
        let mut content = self.content;
        if let Some(Inline::Text(last)) = content.last_mut() {
            last.truncate(last.trim_end().len());
            if last.is_empty() {
                content.pop();
            }
        }
        let second_line = self.first_line.filter(|&index| index < content.len());
        (content, second_line)
    }

    fn is_in_link(&self) -> bool {
        self.frames.iter().any(|frame| match &frame.mark {
            Mark::Link(_) => true,
            Mark::Tag(element, _) => element.name == "a",
            _ => false,
        })
    }

    fn end_first_line(&mut self) {
        if self.keeps_first_line && self.frames.is_empty() && self.first_line.is_none() {
            self.first_line = Some(self.content.len());
        }
    }

    /// Writes the space that the end of a source line stands for, if any, now that `next` follows it.
    fn join_lines(&mut self, next: &str) {
        if let Some(depth) = self.line_end.take()
            && !self.is_wide
            && !is_wide(next.chars(), false)
        {
            self.push_text(depth, " ");
        }
        self.is_wide = is_wide(next.chars().rev(), self.is_wide);
    }

    /// The content of the element at `depth`; 0 is the leaf itself.
    fn content_at(&mut self, depth: usize) -> &mut Vec<Inline> {
        match depth.checked_sub(1).and_then(|index| self.frames.get_mut(index)) {
            Some(frame) => &mut frame.content,
            None => &mut self.content,
        }
    }

    fn push_text(&mut self, depth: usize, text: &str) {
        let first_line = self.first_line.filter(|_| depth == 0);
        let content = self.content_at(depth);
        let begins_second_line = first_line == Some(content.len());
        match content.last_mut() {
            Some(Inline::Text(last)) if !begins_second_line => last.push_str(text),
            _ => content.push(Inline::Text(text.to_owned())),
        }
    }

    fn append(&mut self, inline: Inline) {
        let depth = self.frames.len();
        match inline {
            Inline::Text(text) => self.push_text(depth, &text),
            inline => self.content_at(depth).push(inline),
        }
    }

    fn append_all(&mut self, content: Vec<Inline>) {
        content.into_iter().for_each(|inline| self.append(inline));
    }

    fn open(&mut self, mark: Mark, range: &Range<usize>, context: &mut Context<'_>) {
        if self.frames.len() == MAX_DEPTH {
            context.halt(range);
        }
        self.frames.push(Frame { mark, content: Vec::new() });
    }

    /// Closes the innermost element into the one around it.
    fn close(&mut self) {
        let Some(Frame { mark, content }) = self.frames.pop() else { return };
        self.line_end = self.line_end.map(|depth| depth.min(self.frames.len()));
        match mark {
            Mark::Strong => self.append(Inline::Strong(content)),
            Mark::Emphasis => self.append(Inline::Emphasis(content)),
            Mark::Strike => self.append(Inline::Strike(content)),
            Mark::Link(Some(target)) => self.append(Inline::Link { target, content }),
            Mark::Link(None) => self.append_all(content),
            Mark::Image(Some(target)) => self.append(Inline::Image { target, alt: plain(&content).into_owned() }),
            Mark::Image(None) => self.append(Inline::Text(plain(&content).into_owned())),
            Mark::Brackets => {
                self.append(Inline::Text("<".to_owned()));
                self.append_all(content);
                self.append(Inline::Text(">".to_owned()));
            }
            Mark::Tag(element, written) if element.name == "a" => match attribute_value(&written, "href") {
                Some(target) => self.append(Inline::Link { target, content }),
                None => self.append_all(content),
            },
            Mark::Tag(element, written) => {
                self.append(Inline::Html(written));
                self.append_all(content);
                self.append(Inline::Html(format!("</{}>", element.name)));
            }
        }
    }

    /// Closes raw tags that were left open in the innermost element of the parser.
    fn close_tags(&mut self, range: &Range<usize>, context: &mut Context<'_>) {
        while matches!(self.frames.last(), Some(Frame { mark: Mark::Tag(..), .. })) {
            context.refuse(range, &MISPLACED_TAG);
            self.close();
        }
    }
}

/// The target, if a text may point there.
fn checked(target: String, title: &str, range: &Range<usize>, context: &mut Context<'_>) -> Option<String> {
    if !title.is_empty() {
        context.refuse(range, &LINK_TITLE);
    }
    let is_allowed = link::is_allowed(&target);
    if !is_allowed {
        context.refuse(range, &FORBIDDEN_TARGET);
    }
    is_allowed.then_some(target)
}

/// Whether the first of `characters` that tells sets Chinese text; `otherwise` if none tells.
fn is_wide(mut characters: impl Iterator<Item = char>, otherwise: bool) -> bool {
    characters.find(|&c| !is_shared(c)).map_or(otherwise, is_cjk)
}
