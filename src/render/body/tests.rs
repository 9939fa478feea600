use std::ops::Range;

use proptest::prelude::*;

use super::{ContentsEntry, Links, RenderedText, contents, push_escaped, render_text};
use crate::parse::markdown::parse_markdown;

/// A site that has the document 《条例》 and publishes files elsewhere.
struct Site;

impl Links for Site {
    fn document_reference(&self, text: &str) -> Vec<(Range<usize>, String)> {
        text.match_indices("《条例》").map(|(at, found)| (at..at + found.len(), "../1/?a&b".to_owned())).collect()
    }

    fn target(&self, written: &str) -> Option<String> {
        written.ends_with(".md").then(|| format!("../{}/", written.trim_end_matches(".md")))
    }
}

fn rendered(source: &str) -> RenderedText {
    render_text(&parse_markdown(source, 0).text, &Site)
}

/// What stands in the only part.
fn html(source: &str) -> String {
    let RenderedText { parts, footnotes } = rendered(source);
    assert_eq!((parts.len(), footnotes.as_str()), (1, ""));
    let inner = parts[0].strip_prefix("<section class=\"part\">\n").and_then(|html| html.strip_suffix("</section>\n"));
    inner.expect("the part has no title").to_owned()
}

#[test]
fn blocks_have_ids() {
    for (source, expected) in [
        ("第三条 **甲**", "<p id=\"第三条\">第三条 <strong>甲</strong></p>\n"),
        ("## 一、甲\n\n### 乙", "<h3 id=\"一-甲\">一、甲</h3>\n<h4 id=\"乙\">乙</h4>\n"),
        ("###### 甲", "<h6 id=\"甲\">甲</h6>\n"),
        (
            "1. 甲\n   1) 乙\n2. 丙",
            "<ol class=\"numbered\">\n<li id=\"i1\"><span class=\"number\">1.</span> 甲<ol class=\"numbered\">\n<li id=\"i2\"><span class=\"number\">1)</span> 乙</li>\n</ol>\n</li>\n<li id=\"i3\"><span class=\"number\">2.</span> 丙</li>\n</ol>\n",
        ),
        ("- 甲\n\n  乙", "<ul>\n<li id=\"i1\">甲<p id=\"p1\">乙</p>\n</li>\n</ul>\n"),
        (
            "> 专栏1 甲\n> 乙",
            "<aside class=\"box\" id=\"b1\"><p class=\"title\">专栏1 甲</p>\n<p id=\"p1\">乙</p>\n</aside>\n",
        ),
        ("> 甲", "<blockquote>\n<p id=\"p1\">甲</p>\n</blockquote>\n"),
        ("---", "<hr>\n"),
        ("甲  \n~~乙~~ *丙* `<丁>`", "<p id=\"p1\">甲<br>\n<s>乙</s> <em>丙</em> <code>&lt;丁&gt;</code></p>\n"),
    ] {
        assert_eq!(html(source), expected, "{source}");
    }
}

#[test]
fn tables_can_be_scrolled_and_are_aligned_by_class() {
    assert_eq!(
        html("| 序号 | 姓名 |\n|:-:|--:|\n| 1 | 张三 |"),
        concat!(
            "<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"序号、姓名\"><table>\n",
            "<thead><tr><th scope=\"col\" class=\"align-center\">序号</th><th scope=\"col\" class=\"align-right\">姓名</th></tr></thead>\n",
            "<tbody>\n<tr id=\"r1\"><td class=\"align-center\">1</td><td class=\"align-right\">张三</td></tr>\n</tbody></table></div>\n",
        )
    );
    assert_eq!(
        html("<table><tr><td>甲</table>"),
        "<div class=\"table\" tabindex=\"0\"><table><tbody><tr><td>甲</td></tr></tbody></table></div>\n"
    );
    assert!(!html("| | |\n|-|-|\n|甲|乙|").contains("thead"));
}

#[test]
fn names_above_a_day_are_a_signature() {
    let signed = html("请贯彻执行。\n\n云溪区民政局\n\n云溪区财政局\n\n2024年4月9日\n\n（此件主动公开）");
    assert!(signed.contains("<div class=\"signature\">\n<p id=\"p2\">云溪区民政局</p>\n<p id=\"p3\">云溪区财政局</p>\n<p id=\"p4\">2024年4月9日</p>\n</div>\n<p id=\"p5\">（此"), "{signed}");
    for plain in
        ["2024年4月9日", "会议于召开。\n\n2024年4月9日", "1.报名表\n\n2024年4月9日", "云溪区民政局\n\n2024年4月"]
    {
        assert!(!html(plain).contains("signature"), "{plain}");
    }
}

#[test]
fn cells_that_repeat_the_one_above_are_one_with_it() {
    let rows = |source: &str| {
        let html = html(source);
        html[html.find("<tbody>\n").unwrap() + 8..].replace("</tbody></table></div>\n", "")
    };
    assert_eq!(
        rows("|类别|结果|件数|\n|-|-|-|\n|甲|一|3|\n|甲|一|3|\n|甲|二|3|\n|乙|二|3|"),
        concat!(
            "<tr id=\"r1\"><td rowspan=\"3\">甲</td><td rowspan=\"2\">一</td><td>3</td></tr>\n",
            "<tr id=\"r2\"><td>3</td></tr>\n",
            "<tr id=\"r3\"><td>二</td><td>3</td></tr>\n",
            "<tr id=\"r4\"><td>乙</td><td>二</td><td>3</td></tr>\n",
        )
    );
    // Numbers, empty cells and the last column stay as they are.
    assert!(!html("|数|名|\n|-:|-|\n|3|甲|\n|3|甲|").contains("rowspan"));
    assert!(!html("|名|数|\n|-|-|\n||甲|\n||甲|").contains("rowspan"));
}

#[test]
fn words_lead_to_documents_but_not_within_links() {
    assert_eq!(
        html("依据**《条例》**和《条例》<"),
        "<p id=\"p1\">依据<strong><a href=\"../1/?a&amp;b\">《条例》</a></strong>和<a href=\"../1/?a&amp;b\">《条例》</a>&lt;</p>\n"
    );
    assert_eq!(html("[《条例》](a.md)"), "<p id=\"p1\"><a href=\"../a/\">《条例》</a></p>\n");
    assert_eq!(
        html("[甲](b.pdf?x&y)![图\"](c.md)"),
        "<p id=\"p1\"><a href=\"b.pdf?x&amp;y\">甲</a><img src=\"../c/\" alt=\"图&quot;\"></p>\n"
    );
    assert_eq!(html("<div><a href=\"a.md\">甲</a></div>"), "<div><a href=\"../a/\">甲</a></div>\n");
}

#[test]
fn parts_have_titles_and_contents() {
    let text = parse_markdown("甲\n\n# 附件 方案\n\n## 一、**乙**\n\n### （一）丙\n", 0).text;
    let RenderedText { parts, .. } = render_text(&text, &Site);
    assert_eq!(parts[0], "<section class=\"part\">\n<p id=\"p1\">甲</p>\n</section>\n");
    assert!(
        parts[1].starts_with(
            "<section class=\"part\" aria-labelledby=\"附件-方案\">\n<h2 id=\"附件-方案\">附件 方案</h2>\n"
        )
    );
    let entry = |level, anchor: &str, words: &str| ContentsEntry { level, anchor: anchor.into(), words: words.into() };
    assert_eq!(contents(&text.parts[1]), [entry(2, "一-乙", "一、乙"), entry(3, "一-丙", "（一）丙")]);
}

#[test]
fn footnotes_lead_there_and_back() {
    let RenderedText { parts, footnotes } = rendered("甲[^a]乙[^a]\n\n[^a]: 丙\n");
    assert!(
        parts[0]
            .contains("甲<sup><a id=\"fn1_1\" href=\"#fn1\" role=\"doc-noteref\">[1]</a></sup>乙<sup><a id=\"fn1_2\"")
    );
    assert_eq!(
        footnotes,
        concat!(
            "<section class=\"footnotes\" role=\"doc-endnotes\">\n<ol class=\"numbered\">\n",
            "<li id=\"fn1\"><span class=\"number\">[1]</span> 丙",
            " <a class=\"back\" href=\"#fn1_1\" role=\"doc-backlink\">↩</a>",
            " <a class=\"back\" href=\"#fn1_2\" role=\"doc-backlink\">↩</a></li>\n</ol>\n</section>\n",
        )
    );
}

#[test]
fn code_is_marked_by_classes() {
    let json = html("```json\n{\"甲\": \"<乙>\"}\n```");
    assert!(json.starts_with("<pre class=\"code\" tabindex=\"0\"><code><span class=\"code-"), "{json}");
    assert!(json.contains("&lt;乙&gt;") && !json.contains("style="), "{json}");
    assert_eq!(html("```无此语言\n<甲>\n```"), "<pre class=\"code\" tabindex=\"0\"><code>&lt;甲&gt;\n</code></pre>\n");
}

#[test]
fn escapes_what_html_would_read() {
    let mut out = String::new();
    push_escaped("甲<乙>&\"'丙", &mut out);
    assert_eq!(out, "甲&lt;乙&gt;&amp;&quot;'丙");
}

/// Pieces that might break out of what they are put into.
fn hostile() -> impl Strategy<Value = String> {
    let pieces = [
        "<",
        ">",
        "\"",
        "'",
        "&",
        "<script>",
        "</script>",
        "<img src=x onerror=y>",
        "<a href=\"",
        "javascript:",
        "\">",
        "](",
        "[甲",
        ")",
        "<div>",
        "</div>",
        "<table>",
        "<td>",
        "</section>",
        "<u>",
        "</u>",
        "`",
        "```\n",
        "\n\n",
        "\n",
        "**",
        "|",
        "\n|-|-|\n",
        "style=",
        "<style>",
        "<svg/onload=",
        "&#60;",
        "&lt;",
        "<!--",
        "-->",
        "> ",
        "- ",
        "甲",
        "<p ",
        "<td colspan=",
        "<details open>",
        "<abbr title=\"",
        "<plaintext>",
        "<math>",
        "<textarea>",
        "<xmp>",
        "[^1]",
        "\n[^1]: ",
        "《条例》",
    ];
    proptest::collection::vec(proptest::sample::select(pieces.to_vec()), 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Every tag in the output is one that we write or let through, and no attribute can carry a script or a style.
    #[test]
    fn nothing_unsafe_comes_out(source in hostile()) {
        let RenderedText { parts, footnotes } = rendered(&source);
        let page = parts.concat() + &footnotes;
        let attributes = ["id", "class", "href", "src", "alt", "title", "role", "tabindex", "scope", "colspan", "rowspan",
            "span", "start", "open", "aria-label", "aria-labelledby"];
        let allowed = ammonia::Builder::default()
            .add_tags(["section"])
            .add_generic_attributes(attributes)
            .link_rel(None)
            .url_schemes(["http", "https", "mailto", "tel"].into())
            .clean(&page)
            .to_string();
        let parsed = ammonia::Builder::default()
            .add_tags(["section", "script", "style", "iframe", "svg", "math", "textarea", "xmp", "plaintext"])
            .rm_clean_content_tags(["script", "style"])
            .add_generic_attributes(attributes)
            .add_generic_attributes(["style", "onerror", "onload"])
            .link_rel(None)
            .url_schemes(["http", "https", "mailto", "tel", "javascript"].into())
            .clean(&page)
            .to_string();
        prop_assert_eq!(allowed, parsed, "{}", page);
    }
}
