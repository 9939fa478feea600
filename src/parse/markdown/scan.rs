//! The pieces of raw HTML: text, comments and tags. And, for HTML that is already clean, its words and addresses.

use std::ops::Range;

use std::borrow::Cow;

use super::html::{Place, element};

/// A piece of HTML.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// Text, entities not decoded; a `<` that begins nothing is text.
    Text(&'a str),
    /// A comment.
    Comment {
        /// Whether it ends.
        closed: bool,
    },
    /// A start or end tag.
    Tag(Tag<'a>),
}

/// A tag as written.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    /// All of it.
    pub(super) raw: &'a str,
    /// Its name in the case it was written in.
    pub(super) name: &'a str,
    /// Whether it is an end tag.
    pub(super) is_closing: bool,
    /// Names and values, entities not decoded.
    pub(super) attributes: Vec<(&'a str, Option<&'a str>)>,
}

/// Cuts `html` into pieces, which together are all of it.
pub(super) fn pieces(html: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = html;
    std::iter::from_fn(move || {
        let (piece, length) = next_piece(rest)?;
        rest = &rest[length..];
        Some(piece)
    })
}

/// Where the comments of `html` stand that end.
pub(super) fn comments(html: &str) -> Vec<Range<usize>> {
    let mut comments = Vec::new();
    let mut at = 0;
    while let Some((piece, length)) = next_piece(&html[at..]) {
        if matches!(piece, Piece::Comment { closed: true }) {
            comments.push(at..at + length);
        }
        at += length;
    }
    comments
}

fn next_piece(html: &str) -> Option<(Piece<'_>, usize)> {
    if html.is_empty() {
        return None;
    }
    if html.starts_with("<!--") {
        // `<!-->` is a whole comment.
        let end = html[2..].find("-->").map(|end| 2 + end + 3);
        return Some((Piece::Comment { closed: end.is_some() }, end.unwrap_or(html.len())));
    }
    if let Some(tag) = tag(html) {
        let length = tag.raw.len();
        return Some((Piece::Tag(tag), length));
    }
    let first = html.chars().next().map_or(0, char::len_utf8);
    let end = html[first..].find('<').map_or(html.len(), |end| first + end);
    Some((Piece::Text(&html[..end]), end))
}

/// The tag that `html` begins with.
pub(super) fn tag(html: &str) -> Option<Tag<'_>> {
    let after = html.strip_prefix('<')?;
    let is_closing = after.starts_with('/');
    let after = after.strip_prefix('/').unwrap_or(after);
    let name = &after[..prefix(after, |c| c.is_ascii_alphanumeric() || c == '-')];
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let mut rest = &after[name.len()..];
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        if let Some(end) = rest.strip_prefix('>') {
            let raw = &html[..html.len() - end.len()];
            return Some(Tag { raw, name, is_closing, attributes });
        }
        let (attribute, after) = attribute(rest)?;
        attributes.push(attribute);
        rest = after;
    }
}

type Attribute<'a> = (&'a str, Option<&'a str>);

/// The attribute that `text` begins with and what follows it.
fn attribute(text: &str) -> Option<(Attribute<'_>, &str)> {
    let length = prefix(text, |c| !c.is_ascii_whitespace() && !matches!(c, '"' | '\'' | '<' | '>' | '/' | '='));
    if length == 0 {
        return None;
    }
    let (name, rest) = text.split_at(length);
    let Some(value) = rest.trim_start().strip_prefix('=') else { return Some(((name, None), rest)) };
    let value = value.trim_start();
    if let Some(quote) = value.chars().next().filter(|c| matches!(c, '"' | '\'')) {
        let (value, rest) = value[1..].split_once(quote)?;
        return Some(((name, Some(value)), rest));
    }
    let length = prefix(value, |c| !c.is_ascii_whitespace() && !matches!(c, '"' | '\'' | '<' | '>' | '=' | '`'));
    let (value, rest) = value.split_at(length);
    Some(((name, Some(value)), rest))
}

/// How many bytes at the start of `text` hold nothing but `accepted` characters.
fn prefix(text: &str, accepted: impl Fn(char) -> bool) -> usize {
    text.find(|c| !accepted(c)).unwrap_or(text.len())
}

/// The words of sanitised HTML: one line for each cell, item or paragraph, marks left out.
#[must_use]
pub fn html_words(html: &str) -> String {
    let mut words = String::new();
    for piece in pieces(html) {
        match piece {
            Piece::Text(text) => words.push_str(&decode(&text.replace(['\n', '\r', '\t'], " "))),
            Piece::Tag(tag) => {
                let breaks = tag.name == "br" || element(tag.name).is_some_and(|known| known.place != Place::Phrase);
                words.push_str(if breaks { "\n" } else { "" });
            }
            Piece::Comment { .. } => {}
        }
    }
    words.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// Sanitised HTML with every address of a link or image replaced by what `target` makes of it; `None` keeps it.
#[must_use]
pub fn map_html_targets(html: &str, mut target: impl FnMut(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(html.len());
    for piece in pieces(html) {
        match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Tag(tag) if tag.attributes.iter().any(|(name, _)| is_target(name)) => {
                out.push('<');
                out.push_str(tag.name);
                for (name, value) in tag.attributes {
                    let value = value.unwrap_or_default();
                    let new = if is_target(name) { target(&decode(value)) } else { None };
                    let value = new.map_or(Cow::Borrowed(value), |new| Cow::Owned(encode(&new)));
                    out.push_str(&format!(" {name}=\"{value}\""));
                }
                out.push('>');
            }
            Piece::Tag(tag) => out.push_str(tag.raw),
            Piece::Comment { .. } => {}
        }
    }
    out
}

fn is_target(attribute: &str) -> bool {
    matches!(attribute, "href" | "src")
}

/// The value of `name` in a sanitised tag.
pub(super) fn attribute_value(sanitised: &str, name: &str) -> Option<String> {
    let tag = tag(sanitised)?;
    tag.attributes.iter().find(|(candidate, _)| *candidate == name).map(|(_, value)| decode(value.unwrap_or_default()))
}

/// Decodes the five references that sanitised HTML holds.
pub(super) fn decode(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&nbsp;", "\u{A0}")
        .replace("&amp;", "&")
}

fn encode(value: &str) -> String {
    value.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_html_into_pieces() {
        let html = "甲<b a=\"x>\" c='y' d=z e>乙</b ><!-- > -->1 < 2<姓名><a";
        let shown: Vec<_> = pieces(html)
            .map(|piece| match piece {
                Piece::Text(text) => text.to_owned(),
                Piece::Comment { closed } => format!("comment {closed}"),
                Piece::Tag(tag) => {
                    format!("{}{} {:?}", if tag.is_closing { "/" } else { "" }, tag.name, tag.attributes)
                }
            })
            .collect();
        let attributes = r#"b [("a", Some("x>")), ("c", Some("y")), ("d", Some("z")), ("e", None)]"#;
        assert_eq!(shown, ["甲", attributes, "乙", "/b []", "comment true", "1 ", "< 2", "<姓名>", "<a"]);
        assert_eq!(pieces("<!-- 甲").collect::<Vec<_>>(), [Piece::Comment { closed: false }]);
    }

    #[test]
    fn words_are_those_a_reader_sees() {
        let html =
            "<table><tbody><tr><td>甲<b>乙</b></td><td>a &amp;lt; b</td></tr></tbody></table>\n<p>丙<br>丁\n戊</p>";
        assert_eq!(html_words(html), "甲乙\na &lt; b\n丙\n丁 戊");
    }

    #[test]
    fn addresses_are_replaced_where_they_stand() {
        let html = r#"<p>href="甲.md" <a href="甲.md?a=1&amp;b">乙</a><img src="丙.png" alt="&lt;"></p>"#;
        let mut seen = Vec::new();
        let mapped = map_html_targets(html, |target| {
            seen.push(target.to_owned());
            target.starts_with('甲').then(|| "../1/?a&\"".to_owned())
        });
        assert_eq!(seen, ["甲.md?a=1&b", "丙.png"]);
        let expected = r#"<p>href="甲.md" <a href="../1/?a&amp;&quot;">乙</a><img src="丙.png" alt="&lt;"></p>"#;
        assert_eq!(mapped, expected);
        assert_eq!(map_html_targets(html, |_| None), html);
    }
}
