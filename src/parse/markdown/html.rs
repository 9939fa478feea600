//! Raw HTML in Markdown: what is let through, and how.
//!
//! A tag on the list ([`ELEMENTS`]) is kept with the attributes the list gives it; any other tag is shown as the text it
//! was typed as, so that `输入<姓名>` loses nothing; a comment is removed, because it may say what is not public. Every
//! change is reported. What is kept is written anew tag by tag, and every attribute and every self-contained block
//! passes through the ammonia sanitiser besides.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::Builder;

use super::Fault;
use super::context::MAX_DEPTH;
use super::link::SCHEMES;
use super::scan::{Piece, Tag, pieces};

/// Where an element may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// In a paragraph and in a block.
    Phrase,
    /// In a block only.
    Flow,
    /// In a block only, and its end tag may be left out.
    FlowWithoutEnd,
}

/// An element that is let through.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Element {
    pub(super) name: &'static str,
    pub(super) place: Place,
    attributes: &'static [&'static str],
}

impl Element {
    /// Whether the element has no end tag.
    pub(super) fn is_void(&self) -> bool {
        matches!(self.name, "br" | "hr" | "img" | "col")
    }
}

const fn phrase(name: &'static str) -> Element {
    Element { name, place: Place::Phrase, attributes: &[] }
}

const fn flow(name: &'static str) -> Element {
    Element { name, place: Place::Flow, attributes: &[] }
}

const fn open_ended(name: &'static str) -> Element {
    Element { name, place: Place::FlowWithoutEnd, attributes: &[] }
}

const fn with(element: Element, attributes: &'static [&'static str]) -> Element {
    Element { name: element.name, place: element.place, attributes }
}

/// Everything that is let through.
const ELEMENTS: [Element; 51] = [
    with(phrase("a"), &["href"]),
    with(phrase("abbr"), &["title"]),
    phrase("b"),
    phrase("br"),
    phrase("del"),
    phrase("em"),
    phrase("i"),
    with(phrase("img"), &["src", "alt"]),
    phrase("ins"),
    phrase("kbd"),
    phrase("mark"),
    phrase("rp"),
    phrase("rt"),
    phrase("ruby"),
    phrase("s"),
    phrase("small"),
    phrase("span"),
    phrase("strong"),
    phrase("sub"),
    phrase("sup"),
    phrase("u"),
    flow("blockquote"),
    flow("caption"),
    with(flow("col"), &["span"]),
    with(flow("colgroup"), &["span"]),
    open_ended("dd"),
    with(flow("details"), &["open"]),
    flow("div"),
    flow("dl"),
    open_ended("dt"),
    flow("figcaption"),
    flow("figure"),
    flow("h2"),
    flow("h3"),
    flow("h4"),
    flow("h5"),
    flow("h6"),
    flow("hr"),
    open_ended("li"),
    with(flow("ol"), &["start"]),
    open_ended("p"),
    flow("pre"),
    flow("summary"),
    flow("table"),
    open_ended("tbody"),
    with(open_ended("td"), &["colspan", "rowspan"]),
    open_ended("tfoot"),
    with(open_ended("th"), &["colspan", "rowspan", "scope"]),
    open_ended("thead"),
    open_ended("tr"),
    flow("ul"),
];

/// The element that `name` names, in any case.
pub(super) fn element(name: &str) -> Option<&'static Element> {
    static BY_NAME: &[Element] = &ELEMENTS;
    BY_NAME.iter().find(|element| element.name.eq_ignore_ascii_case(name))
}

pub(super) const COMMENT: Fault = Fault {
    warning: true,
    what: ["HTML 注释不会公布，已删去", "an HTML comment is never published and was removed"],
    help: ["不公开的内容不要写进正文", "keep what is not public out of the text"],
};

pub(super) const OPEN_COMMENT: Fault = Fault {
    warning: false,
    what: [
        "HTML 注释没有结束，其后的内容无法判断是否公开",
        "an HTML comment does not end: what follows may not be public",
    ],
    help: ["在同一段内用 --> 结束注释，或者删去注释", "end the comment with --> in the same paragraph, or delete it"],
};

pub(super) const UNKNOWN_TAG: Fault = Fault {
    warning: true,
    what: ["不采用的 HTML 标签，已按原文显示", "an HTML tag that is not let through is shown as text"],
    help: ["删去标签；确要显示尖括号的，写作 \\<", "delete the tag; to show an angle bracket, write \\<"],
};

pub(super) const MISPLACED_TAG: Fault = Fault {
    warning: true,
    what: ["HTML 标签没有成对，或者不能用在此处", "an HTML tag has no counterpart or cannot stand here"],
    help: [
        "起止标签须在同一段或者同一格内成对；表格、分区等标签须另起一段",
        "open and close it in the same paragraph or cell; tags of tables and sections start a block of their own",
    ],
};

const DROPPED_ATTRIBUTE: Fault = Fault {
    warning: true,
    what: ["HTML 标签的样式等属性不予采用，已删去", "styles and other attributes of HTML tags are removed"],
    help: ["删去属性；版式由网站统一确定", "delete the attribute: the site's theme sets the style"],
};

const SCRIPT_ATTRIBUTE: Fault = Fault {
    warning: false,
    what: ["HTML 标签带有脚本", "an HTML tag carries a script"],
    help: ["删去以 on 开头的属性", "delete the attributes whose names begin with on"],
};

pub(super) const FORBIDDEN_TARGET: Fault = Fault {
    warning: false,
    what: ["链接或图片的地址类型不允许使用", "the address of a link or image has a scheme that is not allowed"],
    help: [
        "改用相对地址，或者 http、https、mailto、tel 开头的地址",
        "use a relative address, or one of http, https, mailto, tel",
    ],
};

/// The sanitiser, with the same list.
static SANITISER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let attributes = ELEMENTS.iter().map(|element| (element.name, element.attributes.iter().copied().collect()));
    let mut builder = Builder::empty();
    builder
        .tags(ELEMENTS.iter().map(|element| element.name).collect())
        .tag_attributes(attributes.collect::<HashMap<_, HashSet<_>>>())
        .url_schemes(HashSet::from(SCHEMES))
        .link_rel(None);
    builder
});

/// The sanitiser's own rendering of a whole piece of HTML.
pub(super) fn sanitise(html: &str) -> String {
    SANITISER.clean(html).to_string()
}

/// The HTML block `source`, safe to publish, and what was wrong with it.
///
/// `open` holds the elements that earlier blocks opened and left open, and is brought up to date: Markdown may stand
/// between a start tag and its end tag. With `open` empty before and after, the result is self-contained.
pub(super) fn clean_block(source: &str, open: &mut Vec<&'static Element>) -> (String, Vec<&'static Fault>) {
    let mut html = String::with_capacity(source.len());
    let mut faults = Vec::new();
    for piece in pieces(source) {
        match piece {
            Piece::Text(text) => push_text(text, &mut html),
            Piece::Comment { closed } => faults.push(if closed { &COMMENT } else { &OPEN_COMMENT }),
            Piece::Tag(tag) => match element(tag.name) {
                None => {
                    faults.push(&UNKNOWN_TAG);
                    push_escaped(tag.raw, &mut html);
                }
                Some(element) if tag.is_closing => {
                    if close(element, open) {
                        html.push_str("</");
                        html.push_str(element.name);
                        html.push('>');
                    } else {
                        faults.push(&MISPLACED_TAG);
                        push_escaped(tag.raw, &mut html);
                    }
                }
                Some(element) if element.is_void() => html.push_str(&start_tag(&tag, element, &mut faults)),
                Some(element) => {
                    if element.place == Place::FlowWithoutEnd {
                        // A cell ends where the next one begins, and so for items, rows and paragraphs.
                        close(element, open);
                    }
                    if open.len() < MAX_DEPTH {
                        html.push_str(&start_tag(&tag, element, &mut faults));
                        open.push(element);
                    } else {
                        faults.push(&MISPLACED_TAG);
                        push_escaped(tag.raw, &mut html);
                    }
                }
            },
        }
    }
    // Left open without anything around them, they end with the block.
    if open.iter().all(|element| element.place == Place::FlowWithoutEnd) {
        open.clear();
    }
    (html, faults)
}

/// Takes `element` off `open` with the elements in it whose end tags may be left out; `false` if it is not open.
fn close(element: &Element, open: &mut Vec<&'static Element>) -> bool {
    let end = open.iter().rposition(|candidate| candidate.place != Place::FlowWithoutEnd || *candidate == element);
    match end {
        Some(end) if open[end] == element => {
            open.truncate(end);
            true
        }
        _ => false,
    }
}

/// The start tag as it may be published, with the attributes that are let through.
pub(super) fn start_tag(tag: &Tag<'_>, element: &Element, faults: &mut Vec<&'static Fault>) -> String {
    let mut attributes = String::new();
    for (name, value) in &tag.attributes {
        let name = name.to_ascii_lowercase();
        let value = value.unwrap_or_default();
        if name.starts_with("on") {
            faults.push(&SCRIPT_ATTRIBUTE);
        } else if !element.attributes.contains(&name.as_str()) || !is_valid(&name, value) {
            faults.push(&DROPPED_ATTRIBUTE);
        } else {
            // Entities stay as they are: the sanitiser decodes them once, as a browser would.
            let value = value.replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;");
            attributes.push_str(&format!(" {name}=\"{value}\""));
        }
    }
    let written = format!("<{}{attributes}>", element.name);
    // Parts of a table vanish in a sanitiser that does not see the table; their attributes are of fixed form.
    if attributes.is_empty() || matches!(element.name, "td" | "th" | "col" | "colgroup") {
        return written;
    }
    let sanitised = sanitise(&written);
    let sanitised = sanitised.strip_suffix(&format!("</{}>", element.name)).unwrap_or(&sanitised).to_owned();
    if ["href=", "src="].iter().any(|address| attributes.contains(address) && !sanitised.contains(address)) {
        faults.push(&FORBIDDEN_TARGET);
    }
    sanitised
}

/// Whether the attribute's value has the form that HTML gives it.
fn is_valid(name: &str, value: &str) -> bool {
    match name {
        "colspan" | "rowspan" | "span" | "start" => {
            (1..=3).contains(&value.len()) && value.bytes().all(|byte| byte.is_ascii_digit())
        }
        "scope" => matches!(value, "col" | "row" | "colgroup" | "rowgroup"),
        _ => true,
    }
}

/// Appends text that may hold entities: decoded and escaped anew.
fn push_text(text: &str, html: &mut String) {
    if text.contains('&') {
        html.push_str(&sanitise(&text.replace('<', "&lt;").replace('>', "&gt;")));
    } else {
        push_escaped(text, html);
    }
}

/// Appends `text` so that a browser shows it as it is.
fn push_escaped(text: &str, html: &mut String) {
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            c => html.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cleaned(source: &str) -> (String, Vec<&'static str>, usize) {
        let mut open = Vec::new();
        let (html, faults) = clean_block(source, &mut open);
        (html, faults.iter().map(|fault| fault.what[1]).collect(), open.len())
    }

    #[test]
    fn keeps_what_is_on_the_list() {
        for html in [
            "<table><tr><th colspan=\"2\" scope=\"col\">甲</th></tr></table>",
            "<details open=\"\"><summary>甲</summary>乙</details>",
            "<figure><img src=\"a.png\" alt=\"甲\"><figcaption>乙</figcaption></figure>",
            "<ol start=\"3\"><li>甲</li></ol>",
            "<p>a &lt; b &amp;&amp; c<br>丙</p>",
        ] {
            assert_eq!(cleaned(html), (html.to_owned(), vec![], 0));
        }
    }

    #[test]
    fn takes_away_or_shows_everything_else() {
        for (source, html, fault) in [
            ("<p style=\"x\">甲</p>", "<p>甲</p>", DROPPED_ATTRIBUTE.what[1]),
            ("<td colspan=\"99999\">甲</td>", "<td>甲</td>", DROPPED_ATTRIBUTE.what[1]),
            ("<p onclick=x>甲</p>", "<p>甲</p>", SCRIPT_ATTRIBUTE.what[1]),
            ("<a href=\"java\tscript:x\">甲</a>", "<a>甲</a>", FORBIDDEN_TARGET.what[1]),
            ("<img src=\"data:x\">", "<img>", FORBIDDEN_TARGET.what[1]),
            ("<svg/onload=x>", "&lt;svg/onload=x&gt;", UNKNOWN_TAG.what[1]),
            ("<!-- 密 --><p>甲</p>", "<p>甲</p>", COMMENT.what[1]),
            ("甲<!-- 密", "甲", OPEN_COMMENT.what[1]),
            ("甲</div>", "甲&lt;/div&gt;", MISPLACED_TAG.what[1]),
        ] {
            assert_eq!(cleaned(source), (html.to_owned(), vec![fault], 0));
        }
        assert_eq!(cleaned("<![CDATA[<甲&copy;]]>").0, "&lt;![CDATA[&lt;甲©]]&gt;");
    }

    #[test]
    fn end_tags_may_be_left_out_where_html_allows_it() {
        assert_eq!(cleaned("<ul><li>甲<li>乙</ul>").2, 0);
        assert_eq!(cleaned("<table><tr><td>甲<td>乙<tr><td>丙</table>").2, 0);
        assert_eq!(cleaned("<p>甲<p>乙").2, 0);
        assert_eq!(cleaned("<div><p>甲").2, 2);
    }
}
