//! Whole texts in, whole models out.

mod property;

use super::{Markdown, parse_markdown};
use crate::model::{Alignment, Block, BlockKind, Heading, Inline, Part, Text};

fn parse(source: &str) -> Markdown {
    parse_markdown(source, 0)
}

/// The text of a source with nothing wrong in it, in a notation that fits on a line.
fn shown(source: &str) -> String {
    let markdown = parse(source);
    assert_eq!(markdown.refusals, [], "{source}");
    show(&markdown.text)
}

/// The text of a source and the Chinese of what is wrong with it.
fn refused(source: &str) -> (String, Vec<&'static str>) {
    let Markdown { text, refusals } = parse(source);
    (show(&text), refusals.iter().map(|refusal| refusal.what[0]).collect())
}

fn show(text: &Text) -> String {
    let parts = text.parts.iter().map(|Part { title, blocks }| {
        let title = title.as_ref().map(|title| format!("# {} ", heading(title))).unwrap_or_default();
        format!("{title}{}", show_blocks(blocks))
    });
    let notes = text.footnotes.iter().map(|note| format!("{}:{}", note.anchor, show_blocks(&note.blocks)));
    parts.chain(notes).collect::<Vec<_>>().join(" / ")
}

fn heading(heading: &Heading) -> String {
    format!("{}#{}", show_inlines(&heading.content), heading.anchor)
}

fn show_blocks(blocks: &[Block]) -> String {
    let shown = blocks.iter().map(|block| match &block.kind {
        BlockKind::Heading(inner) => format!("h{} {}", inner.level, heading(inner)),
        BlockKind::Paragraph { anchor, content } if anchor.is_empty() => show_inlines(content),
        BlockKind::Paragraph { anchor, content } => format!("{anchor}:{}", show_inlines(content)),
        BlockKind::List { ordered, items } => {
            let items =
                items.iter().map(|item| format!("{}{} {}", item.anchor, item.number, show_blocks(&item.blocks)));
            format!("{}({})", if *ordered { "ol" } else { "ul" }, items.collect::<Vec<_>>().join("; "))
        }
        BlockKind::Table { header, rows, .. } => {
            let cells =
                |cells: &[Vec<Inline>]| cells.iter().map(|cell| show_inlines(cell)).collect::<Vec<_>>().join("|");
            let rows = rows.iter().map(|row| format!("; {} {}", row.anchor, cells(&row.cells)));
            format!("table({}{})", cells(header), rows.collect::<String>())
        }
        BlockKind::Quote(inner) => format!("quote({})", show_blocks(inner)),
        BlockKind::Box { anchor, title, blocks } => {
            format!("box({anchor} {}: {})", show_inlines(title), show_blocks(blocks))
        }
        BlockKind::Code { language, text } => format!("code({language} {text:?})"),
        BlockKind::Html { markup, words } => format!("html({markup:?} {words:?})"),
        BlockKind::Rule => "rule".to_owned(),
    });
    shown.collect::<Vec<_>>().join(", ")
}

fn show_inlines(content: &[Inline]) -> String {
    let mut was_text = false;
    let shown = content.iter().map(|inline| {
        assert!(!(was_text && matches!(inline, Inline::Text(_))), "adjacent texts are one: {content:?}");
        was_text = matches!(inline, Inline::Text(_));
        match inline {
            Inline::Text(text) | Inline::Html(text) => text.clone(),
            Inline::Strong(inner) => format!("[b {}]", show_inlines(inner)),
            Inline::Emphasis(inner) => format!("[i {}]", show_inlines(inner)),
            Inline::Strike(inner) => format!("[s {}]", show_inlines(inner)),
            Inline::Code(code) => format!("[code {code}]"),
            Inline::Link { target, content } => format!("[{target} {}]", show_inlines(content)),
            Inline::Image { target, alt } => format!("[!{target} {alt}]"),
            Inline::Footnote(index) => format!("[^{index}]"),
            Inline::Break => "⏎".to_owned(),
        }
    });
    shown.collect()
}

#[test]
fn chinese_emphasis_works_beside_punctuation() {
    for (source, expected) in [
        ("依据**《条例》**制定", "依据[b 《条例》]制定"),
        ("**（一）**总体要求", "[b （一）]总体要求"),
        ("**注意：**正文", "[b 注意：]正文"),
        ("**真，**她", "[b 真，]她"),
        ("*真，*她", "[i 真，]她"),
        ("***真，***她", "[i [b 真，]]她"),
        ("推进**“一网通办”**改革", "推进[b “一网通办”]改革"),
        ("**甲：**乙，**丙：**丁", "[b 甲：]乙，[b 丙：]丁"),
        ("甲**《乙》**、**《丙》**丁", "甲[b 《乙》]、[b 《丙》]丁"),
        ("~~第一条：~~本办法", "[s 第一条：]本办法"),
        ("甲**`乙`**丙", "甲[b [code 乙]]丙"),
        ("甲**[《乙》](b.md)**丙", "甲[b [b.md 《乙》]]丙"),
        ("[**甲：**乙](**丙：**丁.md)", "[**丙：**丁.md [b 甲：]乙]"),
    ] {
        assert_eq!(shown(source), format!("p1:{expected}"), "{source}");
    }
    assert_eq!(shown("**第一条：**本办法"), "第一条:[b 第一条：]本办法");
    assert_eq!(shown("|**甲：**乙|\n|-|\n|丙**（丁）**|"), "table([b 甲：]乙; r1 丙[b （丁）])");
    assert_eq!(shown("## **甲：**乙"), "h2 [b 甲：]乙#甲-乙");
}

#[test]
fn code_and_escapes_keep_their_asterisks() {
    for (source, expected) in [
        ("`**甲：**乙`", "p1:[code **甲：**乙]"),
        ("``甲`**：**`乙``", "p1:[code 甲`**：**`乙]"),
        (r"\*\*甲：\*\*乙", "p1:**甲：**乙"),
        (r"\**甲：*乙", "p1:*[i 甲：]乙"),
        ("```\n**甲：**乙\n```", r#"code( "**甲：**乙\n")"#),
        ("```text,**甲：**乙\n丙\n```", r#"code(text "丙\n")"#),
        ("5*3*2=30", "p1:5[i 3]2=30"),
    ] {
        assert_eq!(shown(source), expected, "{source}");
    }
}

#[test]
fn line_breaks_are_spaces_between_latin_words_only() {
    for (source, expected) in [
        ("第一行\n第二行", "第一行第二行"),
        ("第一行，\n第二行", "第一行，第二行"),
        ("one\ntwo", "one two"),
        ("增加值\nGDP", "增加值GDP"),
        ("GDP\n增加值", "GDP增加值"),
        ("甲”\n“乙", "甲”“乙"),
        ("he said “a”\n“b”", "he said “a” “b”"),
        ("**one\ntwo**\n*three*", "[b one two] [i three]"),
        ("[one\n](a)two", "[a one] two"),
        ("`code`\nword", "[code code] word"),
        ("甲  \n乙", "甲⏎乙"),
        ("one\\\ntwo", "one⏎two"),
        ("甲<br>\ntwo", "甲⏎two"),
        ("one  two", "one  two"),
    ] {
        assert_eq!(shown(source), format!("p1:{expected}"), "{source}");
    }
}

#[test]
fn first_line_indents_open_paragraphs() {
    for (source, expected) in [
        ("　　甲\n　　乙\n丙", "p1:甲, p2:乙丙"),
        ("    甲\n    乙\n\n丙", "p1:甲, p2:乙, p3:丙"),
        ("    **第一条** 甲\n乙\n    **第二条** 丙", "第一条:[b 第一条] 甲乙, 第二条:[b 第二条] 丙"),
        ("\t甲", "p1:甲"),
        ("甲\n      乙", "p1:甲, p2:乙"),
        ("- 甲\n\n      乙", "ul(i1 甲, p1:乙)"),
        ("- 甲\n      乙", "ul(i1 甲乙)"),
        (">     甲\n> 　　乙", "quote(p1:甲, p2:乙)"),
        ("## 　甲　", "h2 甲#甲"),
        ("    let x = 1;", r#"code( "let x = 1;")"#),
        ("one\n    two", "p1:one two"),
        ("甲[^1]\n\n[^1]:     乙\n    丙", "p1:甲[^0] / fn1:乙丙"),
    ] {
        assert_eq!(shown(source), expected, "{source}");
    }
}

#[test]
fn numbered_lines_that_run_on_are_reported_once() {
    const RUN_ON: &str = "以编号开头的这一行没有另起一段";
    assert_eq!(refused("甲\n（一）乙\n**（二）**丙"), ("p1:甲（一）乙[b （二）]丙".to_owned(), vec![RUN_ON]));
    assert_eq!(refused("增长\n12.5%"), ("p1:增长12.5%".to_owned(), vec![]));
}

#[test]
fn level_one_headings_open_parts() {
    assert_eq!(shown(""), "");
    assert_eq!(parse("").text.parts, [Part::default()]);
    assert_eq!(
        shown("甲\n\n# 附件1 方案\n\n乙\n\n## 一、总则"),
        "p1:甲 / # 附件1 方案#附件1-方案 p2:乙, h2 一、总则#一-总则"
    );
    assert_eq!(shown("# 甲\n\n# 甲"), "# 甲#甲  / # 甲#甲-2 ");
    assert_eq!(shown("> # 甲"), "quote(h2 甲#甲)");
    assert_eq!(parse("<!-- 甲 -->\n# 乙").text.parts.len(), 1);
}

#[test]
fn headings_made_by_accident_are_reported() {
    let (text, faults) = refused("甲\n---\n\n乙\n\n---");
    assert_eq!(text, "h2 甲#甲, p1:乙, rule");
    assert_eq!(faults, ["这段文字因下一行是 --- 或 === 而成为标题"]);
    assert_eq!(refused("#\n\n甲"), ("p1:甲".to_owned(), vec!["标题没有文字，已略去"]));
}

#[test]
fn list_numbers_are_text() {
    for (source, expected) in [
        ("1. 甲\n2. 乙", "ol(i11. 甲; i22. 乙)"),
        ("1. 甲\n1. 乙\n1. 丙", "ol(i11. 甲; i22. 乙; i33. 丙)"),
        ("3) 甲\n5) 乙", "ol(i13) 甲; i25) 乙)"),
        ("> 7. 甲\n> 9. 乙", "quote(ol(i17. 甲; i29. 乙))"),
        ("1. 甲\n\n   乙\n   - 丙\n2. 丁", "ol(i11. 甲, p1:乙, ul(i2 丙); i32. 丁)"),
        ("- 甲\n- 乙", "ul(i1 甲; i2 乙)"),
        ("1.甲", "p1:1.甲"),
        ("一、甲\n\n（一）乙", "p1:一、甲, p2:（一）乙"),
    ] {
        assert_eq!(shown(source), expected, "{source}");
    }
}

#[test]
fn boxes_have_titles() {
    for (source, expected) in [
        ("> 专栏1 重点工程\n> 乙", "box(b1 专栏1 重点工程: p1:乙)"),
        ("> **专栏1　重点工程**\n>\n> 1. 乙", "box(b1 [b 专栏1　重点工程]: ol(i11. 乙))"),
        ("> ## 专栏1\n> 乙", "box(b1 专栏1: p1:乙)"),
        ("> 专栏A  \n> word", "box(b1 专栏A: p1:word)"),
        ("> 专栏\n> | 甲 |\n> |---|\n> | 乙 |", "box(b1 专栏: table(甲; r1 乙))"),
        ("> 甲\n> 乙", "quote(p1:甲乙)"),
        ("> one\n> two", "quote(p1:one two)"),
        ("> 甲\n>\n> 专栏", "quote(p1:甲, p2:专栏)"),
    ] {
        assert_eq!(shown(source), expected, "{source}");
    }
}

#[test]
fn tables_keep_cells_and_alignment() {
    let source = "| 序号 | 姓名 |\n|:-:|--:|\n| 1 | 张三 |\n| 2 |\n注：甲\n";
    assert_eq!(shown(source), "table(序号|姓名; r1 1|张三; r2 2|; r3 注：甲|)");
    let text = parse(source).text;
    assert!(matches!(&text.parts[0].blocks[0].kind, BlockKind::Table { alignments, .. }
        if *alignments == [Alignment::Center, Alignment::Right]));
    let (_, faults) = refused("|甲|\n|-|\n|乙|丙|");
    assert_eq!(faults, ["这一行的格数多于表头，多出的格不会显示"]);
}

#[test]
fn footnotes_are_numbered_by_first_mention() {
    let source = "[^b]: 乙\n\n甲[^a]丙[^b]丁[^a]\n\n[^a]: 甲\n\n    再\n";
    assert_eq!(shown(source), "p1:甲[^0]丙[^1]丁[^0] / fn1:甲, p2:再 / fn2:乙");
    let (text, faults) = refused("甲[^1]乙\\[^2]`[^3]`");
    assert_eq!(text, "p1:甲[^1]乙[^2][code [^3]]");
    assert_eq!(faults, ["提到的脚注没有内容"]);
    assert_eq!(refused("甲\n\n[^1]: 乙"), ("p1:甲 / fn1:乙".to_owned(), vec!["正文没有提到这条脚注"]));
    assert_eq!(refused("甲[^1]\n\n[^1]: 乙\n[^1]: 丙").1, ["两条脚注的标号相同"]);
}

#[test]
fn forbidden_targets_leave_the_words() {
    const FORBIDDEN: &str = "链接或图片的地址类型不允许使用";
    for (source, expected) in [
        ("[甲](javascript:alert)", "甲"),
        ("[甲](&#106;avascript:alert)", "甲"),
        ("[甲](java&#9;script:alert)", "甲"),
        ("[甲](<  data:text/html,x>)", "甲"),
        ("![甲](file:///x)", "甲"),
        ("[甲][乙]\n\n[乙]: vbscript:x", "甲"),
        ("<javascript:alert>", "<javascript:alert>"),
        ("输入<host:port>后", "输入<host:port>后"),
        ("<a href=\"javascript:alert\">甲</a>", "甲"),
        ("<a href=\"&#x6A;avascript:alert\">甲</a>", "甲"),
        ("乙<img src=data:x alt=甲>", "乙甲"),
    ] {
        let (text, faults) = refused(source);
        assert_eq!(text.strip_prefix("p1:").unwrap_or_default(), expected, "{source}");
        assert_eq!(faults, [FORBIDDEN], "{source}");
        assert!(!parse(source).refusals[0].warning);
    }
    assert_eq!(
        shown("[甲](附件:1.docx)<a@example.gov.cn>"),
        "p1:[附件:1.docx 甲][mailto:a@example.gov.cn a@example.gov.cn]"
    );
}

#[test]
fn words_that_would_vanish_are_reported() {
    assert_eq!(refused("[责任单位]: 区发改局\n\n甲").1, ["此行被当作链接定义，不会显示，但没有链接用到它"]);
    assert_eq!(refused("[甲](b \"提示\")").1, ["链接或图片的提示文字不会显示"]);
    assert_eq!(shown("[甲]\n\n[甲]: b.md"), "p1:[b.md 甲]");
    assert_eq!(refused("甲\u{FDD0}乙"), ("p1:甲乙".to_owned(), vec!["有不是文字的代码 U+FDD0"]));
}

#[test]
fn comments_never_come_out() {
    const COMMENT: &str = "HTML 注释不会公布，已删去";
    for source in ["<!-- 密 -->\n\n甲", "甲<!-- 密 -->", "<!-- 密\n\n密 -->甲", "<div><!-- 密 -->甲</div>", "<!-->甲"]
    {
        let (text, faults) = refused(source);
        assert!(text.contains('甲') && !text.contains('密') && !text.contains("--"), "{text}");
        assert_eq!(faults, [COMMENT]);
        assert!(parse(source).refusals[0].warning);
    }
    for source in ["<!-- 密\n\n甲", "甲 <!-- 密\n\n--> 乙"] {
        let Markdown { refusals, .. } = parse(source);
        assert_eq!(refusals[0].what[0], "HTML 注释没有结束，其后的内容无法判断是否公开");
        assert!(!refusals[0].warning, "{source}");
    }
}

#[test]
fn unknown_tags_are_shown_as_text() {
    const UNKNOWN: &str = "不采用的 HTML 标签，已按原文显示";
    assert_eq!(shown("输入<姓名>后"), "p1:输入<姓名>后");
    assert_eq!(refused("输入<name>后"), ("p1:输入<name>后".to_owned(), vec![UNKNOWN]));
    assert_eq!(refused("<foo a=\"1\">\n甲&lt;\n</foo>"), ("p1:<foo a=\"1\">⏎甲<⏎</foo>".to_owned(), vec![UNKNOWN]));
    let (text, faults) = refused("<script>\nalert(1)\n</script>");
    assert_eq!((text.as_str(), faults), ("p1:<script>⏎alert(1)⏎</script>", vec![UNKNOWN]));
    let (text, _) = refused("<div><iframe src=x></iframe></div>");
    assert_eq!(text, r#"html("<div>&lt;iframe src=x&gt;&lt;/iframe&gt;</div>" "<iframe src=x></iframe>")"#);
}

#[test]
fn inline_tags_are_balanced_within_their_element() {
    const MISPLACED: &str = "HTML 标签没有成对，或者不能用在此处";
    assert_eq!(shown("H<sub>2</sub>O <u>甲**乙**</u>"), "p1:H<sub>2</sub>O <u>甲[b 乙]</u>");
    assert_eq!(shown("甲<BR/>乙<a href='b.md'>丙</a><img src=c.png alt='丁'>"), "p1:甲⏎乙[b.md 丙][!c.png 丁]");
    for (source, expected) in [
        ("甲<u>乙", "甲<u>乙</u>"),
        ("甲</u>乙", "甲</u>乙"),
        ("**甲<u>乙**丙", "[b 甲<u>乙</u>]丙"),
        ("甲<div>乙", "甲<div>乙"),
    ] {
        assert_eq!(refused(source), (format!("p1:{expected}"), vec![MISPLACED]), "{source}");
    }
    assert_eq!(
        refused("<u style='x'>甲</u>"),
        ("p1:<u>甲</u>".to_owned(), vec!["HTML 标签的样式等属性不予采用，已删去"])
    );
    let on_click = parse("<u onclick='x'>甲</u>");
    assert_eq!(show(&on_click.text), "p1:<u>甲</u>");
    assert!(!on_click.refusals[0].warning);
    assert_eq!(refused("[甲<a href='b'>乙</a>](c)").1, [MISPLACED, MISPLACED]);
    assert_eq!(refused("<a href='b'>[乙](c)</a>"), ("p1:[b 乙]".to_owned(), vec!["链接里面又有链接"]));
}

#[test]
fn blocks_of_html_are_sanitised() {
    let table = "<TABLE>\n<tr><td colspan=2 style='x'>甲 &amp; 乙<td>丙</tr>\n\n<tr><td>丁</td></tr>\n</TABLE>";
    let (text, faults) = refused(table);
    let markup = "<table>\n<tbody><tr><td colspan=\"2\">甲 &amp; 乙</td><td>丙</td></tr>\n<tr><td>丁</td></tr>\n</tbody></table>";
    assert_eq!(text, format!("html({markup:?} {:?})", "甲 & 乙\n丙\n丁"));
    assert_eq!(faults, ["HTML 标签的样式等属性不予采用，已删去"]);
    assert_eq!(
        shown("<details>\n<summary>甲</summary>\n\n**乙**\n\n</details>"),
        r#"html("<details>\n<summary>甲</summary>\n" "甲"), p1:[b 乙], html("</details>\n" "")"#
            .replace("</details>\\n", "</details>")
    );
    let (text, faults) = refused("> <div>\n> 甲\n\n乙");
    assert_eq!(text, r#"quote(html("<div>\n甲\n</div>" "甲")), p1:乙"#);
    assert_eq!(faults, ["HTML 标签没有成对，或者不能用在此处"]);
}

#[test]
fn nesting_has_a_limit() {
    for source in [
        ">".repeat(10_000),
        "[".repeat(10_000),
        "![".repeat(10_000),
        "**a ".repeat(10_000),
        "<u>".repeat(10_000),
        "- ".repeat(10_000),
        (0..2_000).map(|depth| format!("{}- 甲\n", " ".repeat(2 * depth))).collect(),
        "<div>\n\n".repeat(10_000),
        "> 1. ".repeat(5_000) + "甲",
        "*甲_乙".repeat(10_000),
    ] {
        let markdown = parse(&source);
        assert!(!markdown.text.parts.is_empty());
    }
    assert_eq!(refused(&(">".repeat(40) + "甲")).1, ["嵌套超过 32 层，其后的内容没有读取"]);
    assert_eq!(refused(&("<u>".repeat(40) + "甲")).1[0], "嵌套超过 32 层，其后的内容没有读取");
    assert_eq!(shown(&(">".repeat(32) + "甲")), "quote(".repeat(32) + "p1:甲" + &")".repeat(32));
}

#[test]
fn spans_are_those_of_the_file() {
    let source = "依据**《条例》**制定。\n\n    第一条 甲\n    第二条 乙\n\n> 丙[丁](data:x)\n";
    let markdown = parse_markdown(source, 100);
    let words = |span: &std::ops::Range<usize>| &source[span.start - 100..span.end - 100];
    let spans: Vec<_> = markdown.text.parts[0].blocks.iter().map(|block| words(&block.span).trim_start()).collect();
    assert_eq!(spans, ["依据**《条例》**制定。", "第一条 甲", "第二条 乙", "> 丙[丁](data:x)"]);
    assert_eq!(words(&markdown.refusals[0].span), "[丁](data:x)");
}
