//! Markdown without its comments, which are never published and may say what is not public.

use pulldown_cmark::{Event, Parser, Tag};

use super::{
    scan,
    source::{OPTIONS, Prepared},
};

/// The same Markdown with every HTML comment emptied; what it says to a reader stays the same.
///
/// What only looks like a comment, in code, stays.
#[must_use]
pub fn without_comments(source: &str) -> String {
    let prepared = Prepared::new(source);
    let mut plain = String::with_capacity(source.len());
    let mut from = 0;
    for (event, range) in Parser::new_ext(prepared.text(), OPTIONS).into_offset_iter() {
        if !matches!(event, Event::Start(Tag::HtmlBlock) | Event::InlineHtml(_)) {
            continue;
        }
        let html = prepared.original(&range);
        for comment in scan::comments(&source[html.clone()]) {
            let (start, end) = (html.start + comment.start, html.start + comment.end);
            if start >= from {
                plain.push_str(&source[from..start]);
                plain.push_str("<!---->");
                from = end;
            }
        }
    }
    plain.push_str(&source[from..]);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::markdown::parse_markdown;

    #[test]
    fn comments_go_and_nothing_else() {
        let source = "甲<!-- 一\n二 -->乙`<!-- 码 -->`。\n\n<!--\n\n三\n-->\n\n> <!-- 四\n> 五 -->\n\n<div>\n六<!-- 七 -->\n</div>\n\n```\n<!-- 码 -->\n```\n";
        let plain = without_comments(source);
        assert_eq!(
            plain,
            "甲<!---->乙`<!-- 码 -->`。\n\n<!---->\n\n> <!---->\n\n<div>\n六<!---->\n</div>\n\n```\n<!-- 码 -->\n```\n"
        );
        let passages = |source: &str| {
            let mut words = Vec::new();
            parse_markdown(source, 0).text.for_each_passage(&mut |passage| words.push(passage.words.to_string()));
            words
        };
        assert_eq!(passages(&plain), passages(source));
        assert_eq!(without_comments("没有注释。\n"), "没有注释。\n");
    }
}
