//! Words for places that hold one line: tags, feeds, structured data.

use crate::model::{PassageKind, Text};

/// The most characters an excerpt takes from a text.
const LONGEST: usize = 100;
/// A sentence that ends earlier than this says too little to stand alone.
const SHORTEST_SENTENCE: usize = 20;
/// A paragraph without a full stop is prose only from this length on; shorter ones are salutations, dates and names.
const SHORTEST_PROSE: usize = 30;

/// The words of `text` on one line, without the characters that HTML and XML forbid.
#[must_use]
pub fn one_line(text: &str) -> String {
    let forbidden = |character: &char| {
        let control = character.is_control() && !character.is_whitespace();
        control || matches!(character, '\u{FFFE}' | '\u{FFFF}')
    };
    // Most texts are one line already.
    if !text.chars().any(|character| character.is_whitespace() || forbidden(&character)) {
        return text.to_owned();
    }
    let allowed: String = text.chars().filter(|character| !forbidden(character)).collect();
    allowed.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The beginning of the first paragraph of prose, cut at the end of a sentence; `None` if the text has none.
///
/// The organs addressed (主送机关), lead-ins that end in a colon, lists of annexes and notes are not prose.
#[must_use]
pub fn excerpt(text: &Text) -> Option<String> {
    let mut found = None;
    text.for_each_passage(&mut |passage| {
        if found.is_none() && passage.kind == PassageKind::Paragraph {
            let words = one_line(&passage.words);
            found = is_prose(&words).then(|| cut(&words));
        }
    });
    found
}

fn is_prose(words: &str) -> bool {
    if sentence_ends(words).next().is_some() {
        return true;
    }
    !words.ends_with(['：', ':']) && !words.starts_with("附件") && words.chars().nth(SHORTEST_PROSE - 1).is_some()
}

/// The bytes behind each sentence of `words`, closing quotation marks and brackets included.
fn sentence_ends(words: &str) -> impl Iterator<Item = usize> {
    words.char_indices().filter_map(|(at, character)| {
        let after = &words[at + character.len_utf8()..];
        let ends = match character {
            '。' | '！' | '？' => true,
            '.' | '!' | '?' => after.is_empty() || after.starts_with(' '),
            _ => false,
        };
        let closing = after.len() - after.trim_start_matches(['”', '’', '》', '）', '」', '』']).len();
        ends.then(|| at + character.len_utf8() + closing)
    })
}

fn cut(words: &str) -> String {
    let byte = |characters: usize| words.char_indices().nth(characters).map_or(words.len(), |(at, _)| at);
    let limit = byte(LONGEST);
    if limit == words.len() {
        return words.to_owned();
    }
    if let Some(end) = sentence_ends(words).take_while(|end| *end <= limit).last()
        && end >= byte(SHORTEST_SENTENCE)
    {
        return words[..end].to_owned();
    }
    let clause = words[..limit].rfind(['，', '；', '、', ',', ';']).filter(|end| *end >= byte(LONGEST / 2));
    format!("{}……", words[..clause.unwrap_or(limit)].trim_end())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::{Block, BlockKind, Inline, Part};

    fn text(paragraphs: &[&str]) -> Text {
        let block = |words: &&str| Block {
            span: 0..0,
            kind: BlockKind::Paragraph { anchor: String::new(), content: vec![Inline::Text((*words).to_owned())] },
        };
        Text {
            parts: vec![Part { title: None, blocks: paragraphs.iter().map(block).collect() }],
            footnotes: Vec::new(),
        }
    }

    #[test]
    fn passes_over_salutation_lead_in_annexes_and_note() {
        let text = text(&[
            "各街道办事处，区政府各部门，区直有关单位，驻区各单位，区属各企业，各人民团体：",
            "经区政府同意，现将有关事项通知如下，请结合各自工作实际认真抓好贯彻落实：",
            "附件：1.云溪区养老服务设施建设任务分解表 2.云溪区养老服务设施布点情况一览表",
            "（此件主动公开）",
            "自2024年起，区卫健局按月公布进展。",
        ]);
        assert_eq!(excerpt(&text).as_deref(), Some("自2024年起，区卫健局按月公布进展。"));
        assert_eq!(excerpt(&Text::default()), None);
    }

    #[test]
    fn cuts_at_the_last_sentence_that_fits() {
        let sentence = "全区新增养老床位四百二十张，其中护理型床位不少于六成，由区民政局牵头落实。";
        let long = sentence.repeat(4);
        assert_eq!(excerpt(&text(&[&long])), Some(sentence.repeat(2)));
    }

    #[test]
    fn keeps_the_mark_that_closes_a_quoted_sentence() {
        let long = format!("{}“{}。”{}。", "甲".repeat(30), "乙".repeat(30), "丙".repeat(90));
        let expected = format!("{}“{}。”", "甲".repeat(30), "乙".repeat(30));
        assert_eq!(excerpt(&text(&[&long])), Some(expected));
    }

    #[test]
    fn cuts_a_sentence_that_is_too_long_at_a_clause_and_says_so() {
        let long = format!("{}，{}。", "甲".repeat(70), "乙".repeat(70));
        assert_eq!(excerpt(&text(&[&long])), Some(format!("{}……", "甲".repeat(70))));
        let unbroken = "甲".repeat(140);
        assert_eq!(excerpt(&text(&[&unbroken])), Some(format!("{}……", "甲".repeat(100))));
    }

    #[test]
    fn does_not_end_a_sentence_at_a_decimal_point() {
        let long = format!("总投资12.5亿元，{}。", "甲".repeat(120));
        assert_eq!(excerpt(&text(&[&long])).map(|words| words.chars().count()), Some(102));
    }

    #[test]
    fn drops_forbidden_characters_and_joins_lines() {
        assert_eq!(one_line("云\u{8}溪\u{0}区\n 政务\u{3000}公开\u{FFFF}\u{1b}"), "云溪区 政务 公开");
    }

    proptest! {
        #[test]
        fn an_excerpt_is_short_and_clean(words in "\\PC{0,300}") {
            if let Some(excerpt) = excerpt(&text(&[&words])) {
                // The limit, the ellipsis, and closing marks behind the last sentence.
                prop_assert!(excerpt.chars().count() <= LONGEST + 2);
                prop_assert_eq!(one_line(&excerpt), excerpt);
            }
        }
    }
}
