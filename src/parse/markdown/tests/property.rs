//! What holds for every text.

use proptest::prelude::*;

use super::parse;
use crate::model::{Block, BlockKind, Inline, Text, push_plain};
use crate::parse::markdown::{character::is_han, emphasis::LETTER, source::Prepared};

/// Pieces of Chinese and of Markdown, to be put together in any way.
#[expect(clippy::too_many_lines, reason = "one long list")]
fn fragment() -> impl Strategy<Value = String> {
    let marks = [
        "*",
        "**",
        "***",
        "_",
        "~~",
        "`",
        "```",
        "\n",
        "\n\n",
        "  \n",
        "\\",
        "> ",
        ">",
        "- ",
        "1. ",
        "2) ",
        "# ",
        "## ",
        "|",
        "\n|-|-|\n",
        "\n---\n",
        "[",
        "](",
        ")",
        "]",
        "![",
        "[^1]",
        "\n[^1]: ",
        "]: ",
        "<",
        ">",
        "<u>",
        "</u>",
        "<div>",
        "</div>",
        "<td>",
        "<table>",
        "<a href=\"",
        "\">",
        "<!--",
        "-->",
        "<?",
        "<![CDATA[",
        "&lt;",
        "&#106;",
        "    ",
        "\t",
        "　　",
        "\r\n",
        "\u{FDD0}",
        "http://",
        "javascript:",
        "<br>",
        "<p>",
        "</p>",
        "<script>",
        "<foo",
    ];
    let words =
        ["甲", "第一条", "：", "《条例》", "（一）", "，", "“", "”", "专栏", "word", "12", " ", "é", "𠀀", "。"];
    prop_oneof![
        3 => proptest::sample::select(marks.to_vec()).prop_map(str::to_owned),
        3 => proptest::sample::select(words.to_vec()).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ]
}

fn source() -> impl Strategy<Value = String> {
    proptest::collection::vec(fragment(), 0..60).prop_map(|fragments| fragments.concat())
}

/// Words without markup, as an official text has them.
fn sentence() -> impl Strategy<Value = String> {
    let words =
        ["为加强", "《管理条例》", "（试行）", "第三条", "，", "：", "“十四五”", "GDP", "15%", "、", "区卫健局", "；"];
    proptest::collection::vec(proptest::sample::select(words.to_vec()), 1..8)
        .prop_map(|words| format!("甲{}。", words.concat()))
}

fn marked_sentence() -> impl Strategy<Value = String> {
    (sentence(), sentence(), 0..6).prop_map(|(a, b, mark)| match mark {
        0 => format!("**{a}**{b}"),
        1 => format!("{a}**{b}**{a}"),
        2 => format!("{a}[{b}](b.md)"),
        3 => format!("{a}\n{b}"),
        4 => format!("{a}<u>{b}</u>"),
        _ => format!("{a}*{b}*"),
    })
}

fn block() -> impl Strategy<Value = String> {
    prop_oneof![
        marked_sentence(),
        marked_sentence().prop_map(|text| format!("    {text}")),
        marked_sentence().prop_map(|text| format!("　　{text}")),
        sentence().prop_map(|text| format!("## {text}")),
        proptest::collection::vec(marked_sentence(), 1..4)
            .prop_map(|items| { items.iter().map(|item| format!("1. {}\n", item.replace('\n', "\n   "))).collect() }),
        proptest::collection::vec((sentence(), sentence()), 1..4).prop_map(|rows| {
            let rows: String = rows.iter().map(|(a, b)| format!("| {a} | {b} |\n")).collect();
            format!("| 甲 | 乙 |\n|---|---|\n{rows}")
        }),
        marked_sentence().prop_map(|text| format!("> {}", text.replace('\n', "\n> "))),
        (sentence(), sentence()).prop_map(|(title, text)| format!("> 专栏{title}\n> {text}")),
        sentence().prop_map(|text| format!("<div>{text}</div>")),
        sentence().prop_map(|text| format!("```\n{text}\n```")),
    ]
}

/// The words of a text with all that a reader sees.
fn words(text: &Text) -> String {
    let mut out = String::new();
    for part in &text.parts {
        part.title.iter().for_each(|title| push_plain(&title.content, &mut out));
        push_words(&part.blocks, &mut out);
    }
    text.footnotes.iter().for_each(|note| push_words(&note.blocks, &mut out));
    out
}

fn push_words(blocks: &[Block], out: &mut String) {
    for block in blocks {
        match &block.kind {
            BlockKind::Heading(heading) => push_plain(&heading.content, out),
            BlockKind::Paragraph { content, .. } => push_plain(content, out),
            BlockKind::List { items, .. } => items.iter().for_each(|item| push_words(&item.blocks, out)),
            BlockKind::Table { header, rows, .. } => {
                header.iter().chain(rows.iter().flat_map(|row| &row.cells)).for_each(|cell| push_plain(cell, out));
            }
            BlockKind::Quote(blocks) => push_words(blocks, out),
            BlockKind::Box { title, blocks, .. } => {
                push_plain(title, out);
                push_words(blocks, out);
            }
            BlockKind::Code { text, .. } => out.push_str(text),
            BlockKind::Html { words, .. } => out.push_str(words),
            BlockKind::Rule => {}
        }
    }
}

fn anchors<'a>(blocks: &'a [Block], out: &mut Vec<&'a str>) {
    for block in blocks {
        match &block.kind {
            BlockKind::Heading(heading) => out.push(&heading.anchor),
            BlockKind::Paragraph { anchor, .. } => out.push(anchor),
            BlockKind::List { items, .. } => items.iter().for_each(|item| {
                out.push(&item.anchor);
                anchors(&item.blocks, out);
            }),
            BlockKind::Table { rows, .. } => out.extend(rows.iter().map(|row| row.anchor.as_str())),
            BlockKind::Quote(blocks) => anchors(blocks, out),
            BlockKind::Box { anchor, blocks, .. } => {
                out.push(anchor);
                anchors(blocks, out);
            }
            BlockKind::Code { .. } | BlockKind::Html { .. } | BlockKind::Rule => {}
        }
    }
}

fn texts_are_merged(content: &[Inline]) -> bool {
    let is_text = |inline: &Inline| matches!(inline, Inline::Text(_));
    content.windows(2).all(|pair| !(is_text(&pair[0]) && is_text(&pair[1])))
        && content.iter().all(|inline| match inline {
            Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Strike(inner) => texts_are_merged(inner),
            Inline::Link { content, .. } => texts_are_merged(content),
            _ => true,
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_without_panic(source in source()) {
        let markdown = parse(&source);
        prop_assert!(!markdown.text.parts.is_empty());
        let mut ids = Vec::new();
        for part in &markdown.text.parts {
            ids.extend(part.title.iter().map(|title| title.anchor.as_str()));
            anchors(&part.blocks, &mut ids);
            for block in &part.blocks {
                prop_assert!(source.get(block.span.clone()).is_some(), "{:?}", block.span);
                if let BlockKind::Paragraph { content, .. } = &block.kind {
                    prop_assert!(texts_are_merged(content), "{:?}", content);
                }
            }
        }
        for note in &markdown.text.footnotes {
            ids.push(&note.anchor);
            anchors(&note.blocks, &mut ids);
        }
        ids.retain(|id| !id.is_empty());
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        prop_assert_eq!(ids.len(), count, "ids are unique");
        for refusal in &markdown.refusals {
            prop_assert!(source.get(refusal.span.clone()).is_some(), "{:?}", refusal.span);
        }
        let shown = words(&markdown.text);
        prop_assert!(!shown.contains(LETTER), "{}", shown);
    }

    #[test]
    fn text_without_chinese_reaches_the_parser_as_it_is(source in "[ -~\néß“”—…\t*_`~]{0,80}") {
        let prepared = Prepared::new(&source);
        prop_assert_eq!(prepared.text(), &source);
    }

    #[test]
    fn no_han_character_is_lost(blocks in proptest::collection::vec(block(), 1..8)) {
        let source = blocks.join("\n\n");
        let markdown = parse(&source);
        let han = |text: &str| text.chars().filter(|&c| is_han(c)).collect::<String>();
        prop_assert_eq!(han(&words(&markdown.text)), han(&source), "{}", source);
        prop_assert!(markdown.refusals.is_empty(), "{:?}", markdown.refusals);
        prop_assert!(!words(&markdown.text).replace("```", "").contains("**"), "{}", source);
    }
}
