//! Numbers that official texts put before their paragraphs.

use super::character::is_cjk;

/// What follows the number of an article (第三条, 第十二条之一) at the beginning of `text`.
///
/// `第三条第二款规定的…` cites an article and begins none.
pub(super) fn after_article(text: &str) -> Option<&str> {
    let rest = after_numeral(text.strip_prefix('第')?)?.strip_prefix('条')?;
    let rest = rest.strip_prefix('之').and_then(after_numeral).unwrap_or(rest);
    let cites = rest.starts_with(['第', '、', '，', '。', '；', '和', '至', '到', '或', '及', '与', '的', '所', '规']);
    (!cites).then_some(rest)
}

/// Whether `line` begins with a number: `一、`, `（一）`, `1.`, `1、`, `第一条`.
pub(super) fn is_numbered(line: &str) -> bool {
    if let Some(inner) = line.strip_prefix(['（', '(']) {
        return after_numeral(inner).is_some_and(|rest| rest.starts_with(['）', ')']));
    }
    let followed = |rest: &str| rest.strip_prefix(['、', '.', '．']).is_some_and(|words| words.starts_with(is_cjk));
    after_numeral(line).is_some_and(followed) || after_article(line).is_some()
}

/// What follows the numeral that `text` begins with.
fn after_numeral(text: &str) -> Option<&str> {
    let rest = text.trim_start_matches(|c: char| {
        matches!(c, '0'..='9' | '０'..='９') || "零〇一二三四五六七八九十百千两".contains(c)
    });
    (rest.len() < text.len()).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_articles_and_no_citations() {
        for (text, rest) in [
            ("第三条 为了", Some(" 为了")),
            ("第一百三十三条之一 在", Some(" 在")),
            ("第12条", Some("")),
            ("第一条为规范", Some("为规范")),
            ("第三条第二款", None),
            ("第三条、第四条", None),
            ("第三条规定的", None),
            ("第三方", None),
            ("第条", None),
        ] {
            assert_eq!(after_article(text), rest, "{text}");
        }
    }

    #[test]
    fn finds_the_numbers_of_official_texts() {
        for line in ["一、总则", "（一）总则", "(十二)总则", "1.甲", "12、甲", "（3）甲", "第三条 甲", "３．甲"]
        {
            assert!(is_numbered(line), "{line}");
        }
        for line in ["一是甲", "12.5%", "2024年", "（甲）", "第三条的", "总则", "1. word", ""] {
            assert!(!is_numbered(line), "{line}");
        }
    }
}
