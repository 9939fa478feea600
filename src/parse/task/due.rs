//! When a task is due: `2024年12月底前`, `每月30日前`, `长期坚持`.

use crate::model::Date;

/// What a document says of when a task is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum When {
    /// By a day.
    Due(Date),
    /// Again and again, always, or at a time that is no day; in the document's words.
    Each(String),
}

/// Words that a time of its own consists of.
const STANDING: &[&str] = &[
    "长期坚持",
    "长期推进",
    "长期实施",
    "长期开展",
    "长期",
    "持续推进",
    "持续开展",
    "持续实施",
    "持续",
    "常态化推进",
    "常态化开展",
    "全年",
];

/// Reads what follows a label such as 完成时限; anything that is no day is kept as written.
pub(super) fn read_labelled(text: &str) -> Option<When> {
    let text = trimmed(text);
    (!text.is_empty()).then(|| read_day(text).map_or_else(|| When::Each(text.to_owned()), When::Due))
}

/// Reads a time that stands among units without a label; `None` if `text` is not certainly one.
pub(super) fn read(text: &str) -> Option<When> {
    let text = trimmed(text);
    let dated = text.chars().take(4).filter(char::is_ascii_digit).count() == 4 && text.chars().count() <= 20;
    let cycle = text.starts_with('每')
        && ["前", "次", "完成", "底", "日", "度", "年", "月"].iter().any(|end| text.ends_with(end));
    if let Some(day) = read_day(text) {
        return Some(When::Due(day));
    }
    (STANDING.contains(&text) || cycle || (dated && text.contains('年'))).then(|| When::Each(text.to_owned()))
}

fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || "。.，,；;、：:".contains(c))
}

/// The day that a deadline names: a whole date, or the end of a month, a quarter, a half year or a year.
///
/// `2024年6月前` names none: some mean the first of June by it, some the last.
fn read_day(text: &str) -> Option<Date> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).map(narrow).collect();
    let text = ["截至", "力争", "于", "到", "在"].iter().find_map(|word| text.strip_prefix(word)).unwrap_or(&text);
    let text = ["完成", "止"].iter().find_map(|word| text.strip_suffix(word)).unwrap_or(text);
    let before = ["之前", "以前", "前"].iter().find_map(|word| text.strip_suffix(word));
    let text = before.unwrap_or(text);
    if let Ok(day) = Date::parse(text) {
        return Some(day);
    }
    let (year, period) = text.split_once('年')?;
    let ended = period.strip_suffix(['底', '末']);
    if year.len() != 4 || (before.is_some() && ended.is_none()) {
        return None;
    }
    last_day(year.parse().ok()?, last_month(ended.unwrap_or(period))?)
}

/// A full-width digit as its ASCII counterpart.
fn narrow(character: char) -> char {
    match character {
        '０'..='９' => char::from_u32(u32::from(character) - u32::from('０') + u32::from('0')).unwrap_or(character),
        _ => character,
    }
}

/// The last month of a part of a year: 6 of 上半年, 9 of 第三季度, 4 of 4月.
fn last_month(period: &str) -> Option<i8> {
    if let Some(quarter) = period.strip_suffix("季度") {
        let quarter = quarter.trim_start_matches('第');
        let number = ["一", "二", "三", "四"].iter().position(|word| *word == quarter);
        return number
            .or_else(|| ["1", "2", "3", "4"].iter().position(|word| *word == quarter))
            .map(|n| [3, 6, 9, 12][n]);
    }
    match period {
        "" | "年" | "内" | "全年" | "下半年" => Some(12),
        "上半年" => Some(6),
        _ => period.strip_suffix('份').unwrap_or(period).strip_suffix('月')?.parse().ok(),
    }
}

fn last_day(year: i16, month: i8) -> Option<Date> {
    (28..=31).rev().find_map(|day| Date::new(year, month, day))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Option<String> {
        match read_labelled(text) {
            Some(When::Due(date)) => Some(date.iso()),
            _ => None,
        }
    }

    #[test]
    fn reads_days_and_ends_of_periods() {
        for (text, expected) in [
            ("2024年12月31日前", "2024-12-31"),
            ("2024年2月底", "2024-02-29"),
            ("２０２４年４月底前完成", "2024-04-30"),
            ("2024年6月", "2024-06-30"),
            ("2024年底", "2024-12-31"),
            ("2025年底前", "2025-12-31"),
            ("2024年", "2024-12-31"),
            ("2024年上半年", "2024-06-30"),
            ("2024年第三季度末", "2024-09-30"),
            ("2024-09-01", "2024-09-01"),
            ("于2024年9月1日前完成。", "2024-09-01"),
        ] {
            assert_eq!(day(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn keeps_what_is_no_day_in_its_own_words() {
        for text in ["长期坚持", "每月30日前", "2024年6月前", "2024年13月", "20xx年底", "2024—2026年", "12月底前"]
        {
            assert_eq!(read_labelled(text), Some(When::Each(text.to_owned())), "{text}");
        }
        assert_eq!(read_labelled(" 。"), None);
    }

    #[test]
    fn tells_a_time_from_a_unit_without_a_label() {
        assert_eq!(read("2024年6月前完成"), Some(When::Each("2024年6月前完成".to_owned())));
        assert_eq!(read("持续推进"), Some(When::Each("持续推进".to_owned())));
        assert!(read("区民政局").is_none() && read("每个街道").is_none() && read("2024").is_none());
    }
}
