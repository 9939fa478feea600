//! What people write in cells, as values.

use crate::{
    bilingual,
    diag::Bilingual,
    import::above::{Reported, reported},
    model::{Money, ValueError},
    table::Value,
};

/// A text on one line: what was broken to fit a cell is joined.
#[must_use]
pub fn one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        // Between Chinese characters a space or a line break means nothing, between words it does.
        let is_latin = |character: Option<char>| character.is_some_and(|character| character.is_ascii_alphanumeric());
        if is_latin(out.chars().next_back()) && is_latin(word.chars().next()) {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// A longer text: its lines stay, without the white space around each.
#[must_use]
pub fn paragraphs(text: &str) -> String {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// The names in a cell: parted by 、 or other punctuation or line breaks, but not within brackets.
#[must_use]
pub fn list(text: &str) -> Vec<String> {
    let mut names = vec![String::new()];
    let mut depth = 0_usize;
    for character in text.chars() {
        match character {
            '（' | '(' | '〔' | '[' => depth += 1,
            '）' | ')' | '〕' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        match (character, names.last_mut()) {
            ('、' | '，' | ',' | ';' | '；' | '\n' | '\r', _) if depth == 0 => names.push(String::new()),
            (character, Some(name)) => name.push(character),
            _ => {}
        }
    }
    names.iter().map(|name| one_line(name)).filter(|name| !name.is_empty()).collect()
}

/// Whether a code can be the name of a file and a part of an address.
#[must_use]
pub fn is_code(code: &str) -> bool {
    let is_plain = |character: char| character.is_alphanumeric() || matches!(character, '-' | '_' | '〔' | '〕');
    !code.is_empty() && code.chars().all(is_plain)
}

/// An amount; a bare number is one in `unit`.
///
/// # Errors
/// There is no unit, or it is no amount.
pub fn money(value: &Value, unit: Option<&str>) -> Result<Money, ValueError> {
    let words: String = value.words().split_whitespace().collect();
    let plain = Money::parse(&words);
    let Some(unit) = unit.filter(|_| plain.is_err()) else { return plain };
    // 约1200, 1200以上: the unit belongs behind the number.
    for after in ["以上", "左右"] {
        if let Some(number) = words.strip_suffix(after) {
            return Money::parse(&format!("{number}{unit}{after}"));
        }
    }
    Money::parse(&format!("{words}{unit}"))
}

/// A day, or a month as its last day.
///
/// # Errors
/// It is neither; or it is a number that a month lost a digit of, as 2024.10 becomes 2024.1.
pub fn day(value: &Value) -> Result<Reported, Bilingual> {
    let unclear = || {
        bilingual!(
            "这不是日期；写成 2024-05-31，只知道月份的写成“2024年5月”",
            "this is no date: write 2024-05-31, or 2024年5月 where only the month is known"
        )
    };
    match value {
        Value::Day(day) => Ok(Reported { day: *day, is_month: false }),
        Value::Number(number) => {
            let words = number.to_string();
            match words.split_once('.') {
                Some((_, "1")) => Err(bilingual!(
                    "{words} 可能是1月，也可能是10月；写成“2024年10月”这样",
                    "{words} may be January or October: write it as 2024年10月"
                )),
                Some(_) => reported(&words).ok_or_else(unclear),
                None if words.len() == 8 => {
                    reported(&format!("{}-{}-{}", &words[..4], &words[4..6], &words[6..])).ok_or_else(unclear)
                }
                None => Err(unclear()),
            }
        }
        Value::Text(text) => reported(&one_line(text)).ok_or_else(unclear),
        Value::Empty | Value::Fault => Err(unclear()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_amounts_with_the_unit_of_their_heading() {
        let text = |words: &str| Value::Text(words.into());
        for (value, unit, shown) in [
            (Value::Number("1200.5".parse().unwrap()), Some("万元"), "1200.5万元"),
            (text("约 1,200"), Some("万元"), "约1200万元"),
            (text("1200以上"), Some("万元"), "1200万元以上"),
            (text("1.2亿元"), Some("万元"), "1.2亿元"),
        ] {
            assert_eq!(money(&value, unit).unwrap().to_string(), shown);
        }
        assert!(money(&Value::Number(1200.into()), None).is_err());
        assert!(money(&text("待定"), Some("万元")).is_err());
    }

    #[test]
    fn reads_days_and_months() {
        let read = |value| day(&value).map(|read| (read.day.iso(), read.is_month));
        assert_eq!(read(Value::Text("2024年5月".into())), Ok(("2024-05-31".into(), true)));
        assert_eq!(read(Value::Text("2024.2".into())), Ok(("2024-02-29".into(), true)));
        assert_eq!(read(Value::Number("2024.6".parse().unwrap())), Ok(("2024-06-30".into(), true)));
        assert_eq!(read(Value::Number(20_240_601.into())), Ok(("2024-06-01".into(), false)));
        assert!(read(Value::Number("2024.1".parse().unwrap())).is_err());
        assert!(read(Value::Text("年底前".into())).is_err());
    }

    #[test]
    fn parts_names_but_not_within_brackets() {
        assert_eq!(
            list("区发改局、区府办（区金融办、区数据局）\n区 商 务 局"),
            ["区发改局", "区府办（区金融办、区数据局）", "区商务局"]
        );
        assert_eq!(one_line("某某 项目\n（二期） Phase 2"), "某某项目（二期）Phase 2");
    }
}
