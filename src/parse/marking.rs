//! What a text says of its own disclosure: marks of secrecy and the 附注.

use std::ops::Range;

use crate::model::Disclosure;

/// The lines of `text` that stand as a mark of secrecy: `机密★一年`, `内部资料 注意保存`.
///
/// A mark is a line of its own (GB/T 9704-2012 clause 7.2.2); the same words inside a sentence, as in a law, are none.
#[must_use]
pub fn secrecy_marks(text: &str) -> Vec<Range<usize>> {
    // Few texts hold any of these words, so most are told by one look for each.
    if !["密", "内部"].iter().any(|word| text.contains(word)) {
        return Vec::new();
    }
    // A mark in a table cell is a mark.
    lines(text).filter(|range| text[range.clone()].split('|').any(is_secrecy_mark)).collect()
}

fn is_secrecy_mark(line: &str) -> bool {
    let line: String = quoted(line).chars().filter(|character| !is_ornament(*character)).collect();
    let line = line.trim_start_matches("密级").trim_start_matches(['：', ':']);
    for level in ["绝密", "机密", "秘密"] {
        if let Some(rest) = line.strip_prefix(level) {
            return rest.is_empty() || rest.starts_with(['★', '☆', '*', '＊']) || is_term(rest);
        }
    }
    const INTERNAL: [&str; 4] = ["内部资料", "内部文件", "内部材料", "内部使用"];
    const WARNINGS: [&str; 8] =
        ["", "注意保存", "妥善保管", "不得外传", "请勿外传", "严禁外传", "不得公开", "仅供内部使用"];
    INTERNAL.iter().any(|word| {
        line.strip_prefix(word).is_some_and(|rest| WARNINGS.contains(&rest.trim_start_matches(['，', ',', '、', '！'])))
    })
}

/// A term of secrecy on its own, such as `10年` or `长期`.
fn is_term(rest: &str) -> bool {
    rest == "长期"
        || rest.strip_suffix('年').is_some_and(|years| {
            let years = years.trim_end_matches('个');
            !years.is_empty()
                && years
                    .chars()
                    .all(|character| "0123456789０１２３４５６７８９一二三四五六七八九十".contains(character))
        })
}

/// White space, emphasis and brackets around a mark do not make it less of one.
fn is_ornament(character: char) -> bool {
    character.is_whitespace() || "*_#>【】[]［］（）()〔〕《》。".contains(character)
}

/// The quoted value of a TOML line, else the whole line.
fn quoted(line: &str) -> &str {
    match (line.find('"'), line.rfind('"')) {
        (Some(open), Some(close)) if open < close && line[..open].contains('=') => &line[open + 1..close],
        _ => line,
    }
}

/// The 附注 that state a disclosure, such as `（此件主动公开）`: the line, and the disclosure it states.
#[must_use]
pub fn disclosure_notes(text: &str) -> Vec<(Range<usize>, Note)> {
    if !text.contains("此件") {
        return Vec::new();
    }
    lines(text)
        .filter_map(|range| {
            let line: String = text[range.clone()].chars().filter(|character| !is_ornament(*character)).collect();
            let rest = line.strip_prefix("此件")?;
            Note::read(rest).map(|note| (range, note))
        })
        .collect()
}

/// A longer line that begins 此件 is a sentence of the text.
const LONGEST_NOTE: usize = 30;

/// What a 附注 says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Note {
    /// 此件主动公开, 此件公开发布.
    States(Disclosure),
    /// 此件删减后公开.
    Redacted,
    /// Something about disclosure that is none of the known notes.
    Unclear,
}

impl Note {
    fn read(words: &str) -> Option<Self> {
        match words {
            "主动公开" | "公开发布" | "公开" => Some(Self::States(Disclosure::Public)),
            "依申请公开" => Some(Self::States(Disclosure::OnRequest)),
            "不予公开" | "不公开" => Some(Self::States(Disclosure::Withheld)),
            "删减后公开" | "删减后主动公开" => Some(Self::Redacted),
            _ if words.contains("公开") && words.chars().count() <= LONGEST_NOTE => Some(Self::Unclear),
            _ => None,
        }
    }
}

fn lines(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    text.split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        let trimmed = line.trim();
        let start = start + (line.len() - line.trim_start().len()).min(line.len());
        start..start + trimmed.len()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_marks_from_words() {
        for mark in [
            "机密★一年",
            "秘密",
            "**绝密★10年**",
            "内部资料 注意保存",
            "内部资料，请勿外传",
            "summary = \"机密★长期\"",
            "密级：秘密",
            "机密 5年",
            "| 机密★1年 | 说明 |",
        ] {
            assert_eq!(secrecy_marks(&format!("前文\n{mark}\n后文")).len(), 1, "{mark}");
        }
        for words in [
            "国家秘密分为绝密、机密、秘密三级。",
            "秘密级国家秘密泄露后会使国家安全和利益遭受损害。",
            "内部资料性出版物管理办法",
            "机密级文件由专人保管",
            "title = \"保守国家秘密法\"",
        ] {
            assert!(secrecy_marks(words).is_empty(), "{words}");
        }
    }

    #[test]
    fn reads_the_note_in_either_bracket() {
        let text = "正文\n\n(此件主动公开)\n\n（此件依申请公开）\n（此件删减后公开）\n此件要办理\n（此件依申请公开，不得转发）\n";
        let notes: Vec<Note> = disclosure_notes(text).into_iter().map(|(_, note)| note).collect();
        assert_eq!(
            notes,
            [Note::States(Disclosure::Public), Note::States(Disclosure::OnRequest), Note::Redacted, Note::Unclear]
        );
    }
}
