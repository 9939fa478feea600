//! Quantities as plans promise them (指标值), and how figures are written.

use std::{fmt, io};

use borsh::{BorshDeserialize, BorshSerialize};
use rust_decimal::Decimal;

use super::ValueError;

/// A target or a measured value, kept as the plan wrote it and read as far as it is a number.
///
/// A target in words (全覆盖) is a quantity without numbers.
///
/// ```
/// use gongkai::model::{Comparator, Quantity};
///
/// let target = Quantity::parse("90-95%以上")?;
/// assert_eq!(target.comparator, Comparator::AtLeast);
/// assert_eq!((target.low, target.high), (Some(90.into()), Some(95.into())));
/// assert_eq!(target.unit, "%");
/// assert_eq!(target.to_string(), "90-95%以上");
/// # Ok::<(), gongkai::model::ValueError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Quantity {
    /// What was written, without the white space around it.
    pub text: String,
    /// The word for a change that the number measures (下降, 增长), empty if the number is the level itself.
    pub change: &'static str,
    /// How the number binds.
    pub comparator: Comparator,
    /// The word that says how it binds (突破, 以上), empty if none; of two, as in 控制在…以内, the one after the number.
    pub word: &'static str,
    /// The number, or the lower end of the range; `None` if the target is in words.
    pub low: Option<Decimal>,
    /// The upper end of the range; `None` if there is one number or none.
    pub high: Option<Decimal>,
    /// The unit as written (亿元, 家, %, 万人次), empty if none.
    pub unit: String,
}

impl BorshSerialize for Quantity {
    fn serialize<W: io::Write>(&self, writer: &mut W) -> io::Result<()> {
        self.text.serialize(writer)
    }
}

impl BorshDeserialize for Quantity {
    fn deserialize_reader<R: io::Read>(reader: &mut R) -> io::Result<Self> {
        let text = String::deserialize_reader(reader)?;
        // Everything else follows from the text.
        Self::parse(&text).map_err(|_| io::ErrorKind::InvalidData.into())
    }
}

/// How a number binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Comparator {
    /// That number: no word, or 稳定在.
    Exactly,
    /// More than that: 突破, 超过.
    MoreThan,
    /// That or more: 以上, 不低于.
    AtLeast,
    /// Less than that: 低于.
    LessThan,
    /// That or less: 以下, 不超过, 控制在…以内.
    AtMost,
    /// About that: 左右, 约.
    About,
    /// To arrive at that: 达到, 提高到. The words leave open whether more is meant.
    Reach,
    /// To be striven for: 力争, without a word that says how the number binds.
    Strive,
}

/// A word with the way it binds.
type Bound = (&'static str, Comparator);

/// Words before the number; one that begins another stands after it.
const BEFORE: [(Comparator, &[&str]); 7] = [
    (Comparator::MoreThan, &["突破", "超过", "超", "高于", "大于", ">"]),
    (Comparator::AtLeast, &["不低于", "不少于", "不小于", "至少", "≥"]),
    (Comparator::LessThan, &["低于", "少于", "小于", "<"]),
    (Comparator::AtMost, &["不超过", "不高于", "不多于", "不大于", "控制在", "降至", "降到", "下降到", "降低到", "≤"]),
    (Comparator::About, &["大约", "约"]),
    (Comparator::Exactly, &["稳定在", "保持在"]),
    (Comparator::Reach, &["达到", "达", "提高到", "提升到", "增加到"]),
];
/// Words after the unit.
const AFTER: [(Comparator, &[&str]); 3] =
    [(Comparator::AtLeast, &["以上"]), (Comparator::AtMost, &["以下", "以内"]), (Comparator::About, &["左右"])];
const STRIVE: [(Comparator, &[&str]); 1] = [(Comparator::Strive, &["力争", "争取"])];
const CHANGE: [&str; 8] = ["增长", "提高", "提升", "增加", "下降", "降低", "减少", "压减"];
const LONGEST_UNIT: usize = 6;

const EMPTY: ValueError = ValueError {
    what: ["指标值是空的", "the value is empty"],
    help: [
        "照原文填写，如“15%以上”“1-2家”；没有的，删去这一项",
        "write it as the plan does, such as 15%以上 or 1-2家, or leave the field out",
    ],
};
const MASKED: ValueError = ValueError {
    what: ["指标值还是占位符，没有填写", "the value is still a placeholder"],
    help: [
        "换成实际数值，如“15%以上”；尚未确定的，删去这一项",
        "write the actual value, such as 15%以上, or leave the field out while it is not known",
    ],
};
const REVERSED: ValueError = ValueError {
    what: ["区间的下限大于上限", "the lower end of the range is above the upper"],
    help: ["较小的数写在前，如“90-95%”", "write the smaller number first, such as 90-95%"],
};

impl Quantity {
    /// Reads a quantity: `[力争] [下降] [突破] number [- number] [unit] [以上]`, in any width, with thousands separators
    /// and any dash, tilde or 至 in a range. Whatever is not of this shape is a target in words, never a wrong number.
    ///
    /// # Errors
    /// An empty text, a placeholder (`xx%`), a range whose ends are reversed.
    pub fn parse(written: &str) -> Result<Self, ValueError> {
        let text = written.trim();
        let plain = compact(text);
        if plain.is_empty() {
            return Err(EMPTY);
        }
        if is_masked(&plain) {
            return Err(MASKED);
        }
        let mut quantity = read(&plain).unwrap_or_else(in_words);
        if quantity.low.zip(quantity.high).is_some_and(|(low, high)| low > high) {
            return Err(REVERSED);
        }
        text.clone_into(&mut quantity.text);
        Ok(quantity)
    }
}

/// Shows what was written.
impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

fn in_words() -> Quantity {
    Quantity {
        text: String::new(),
        change: "",
        comparator: Comparator::Exactly,
        word: "",
        low: None,
        high: None,
        unit: String::new(),
    }
}

/// Reads compact text as a number with what stands around it; the caller fills in the text.
fn read(plain: &str) -> Option<Quantity> {
    let (strive, rest) = split_before(&STRIVE, plain);
    // 提高到85% is a level, 提高5% a change: the longer word is tried first.
    let (change, rest) = match split_before(&BEFORE, rest) {
        (Some(_), _) => ("", rest),
        (None, _) => CHANGE.iter().find_map(|word| Some((*word, rest.strip_prefix(word)?))).unwrap_or(("", rest)),
    };
    let (before, rest) = split_before(&BEFORE, rest);
    let after = find_word(&AFTER, |word| rest.ends_with(word));
    let body = after.and_then(|(word, _)| rest.strip_suffix(word)).unwrap_or(rest);
    let (low, high, unit) = read_numbers(body)?;
    let (word, comparator) = after.or(before).or(strive).unwrap_or(("", Comparator::Exactly));
    Some(Quantity { change, comparator, word, low: Some(low), high, unit: unit.to_owned(), ..in_words() })
}

fn find_word(table: &[(Comparator, &[&'static str])], fits: impl Fn(&str) -> bool) -> Option<Bound> {
    let find = |(comparator, words): &(Comparator, &[&'static str])| {
        words.iter().find(|word| fits(word)).map(|word| (*word, *comparator))
    };
    table.iter().find_map(find)
}

fn split_before<'a>(table: &[(Comparator, &[&'static str])], text: &'a str) -> (Option<Bound>, &'a str) {
    let found = find_word(table, |word| text.starts_with(word));
    (found, found.and_then(|(word, _)| text.strip_prefix(word)).unwrap_or(text))
}

fn read_numbers(body: &str) -> Option<(Decimal, Option<Decimal>, &str)> {
    let (low, rest) = match body.strip_prefix('-') {
        Some(body) => leading_number(body).map(|(number, rest)| (-number, rest))?,
        None => leading_number(body)?,
    };
    // A unit may stand after both ends (90%-95%), but then it must be the same.
    let (high, unit) = match rest.split_once(is_range_mark) {
        Some((first, rest)) => {
            let (high, unit) = leading_number(rest.trim_start_matches(is_range_mark))?;
            if !first.is_empty() && first != unit {
                return None;
            }
            (Some(high), unit)
        }
        None => (None, rest),
    };
    is_unit(unit).then_some((low, high, unit))
}

/// Whether `unit` is one, and not the rest of a sentence (2024年底完成, 100%覆盖).
fn is_unit(unit: &str) -> bool {
    let allowed = |c: char| !c.is_numeric() && !c.is_whitespace() && !"，。；、：:;!?".contains(c);
    let length = unit.chars().count();
    let whole = length == 1 || !unit.starts_with(['%', '‰', '年', '月', '日']);
    unit.chars().all(allowed) && length <= LONGEST_UNIT && whole
}

fn is_range_mark(c: char) -> bool {
    matches!(c, '-' | '–' | '—' | '~' | '至')
}

/// A run of two placeholders, or one where a percentage should be; a single letter may be a word's (X光机).
fn is_masked(plain: &str) -> bool {
    plain
        .char_indices()
        .any(|(at, c)| is_mask(c) && plain[at + c.len_utf8()..].starts_with(|next| is_mask(next) || next == '%'))
}

/// Whether `c` is written in place of a figure that is not to be known (20xx, ××).
pub(super) fn is_mask(c: char) -> bool {
    matches!(c, 'x' | 'X' | '×' | 'ｘ' | 'Ｘ' | '*' | '＊' | '□' | '○')
}

/// Maps a full-width character to the half-width one, character by character.
pub(super) fn narrow(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '−' => '-',
        '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

/// Writes `text` in half width and without white space, save between two digits, where dropping it would make one
/// number of two.
pub(super) fn compact(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars().map(narrow) {
        if c.is_whitespace() {
            gap = true;
            continue;
        }
        if gap && c.is_ascii_digit() && out.ends_with(|before: char| before.is_ascii_digit()) {
            out.push(' ');
        }
        gap = false;
        out.push(c);
    }
    out
}

/// Splits off the exact decimal that compact `text` begins with; commas must group by three.
pub(super) fn leading_number(text: &str) -> Option<(Decimal, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',').unwrap_or(text.len());
    let (figures, rest) = text.split_at(end);
    let (whole, fraction) = figures.split_once('.').map_or((figures, None), |(whole, part)| (whole, Some(part)));
    let mut groups = whole.split(',');
    let first = groups.next().filter(|first| !first.is_empty())?;
    let grouped = whole.contains(',');
    if grouped && (first.len() > 3 || groups.any(|group| group.len() != 3)) {
        return None;
    }
    if fraction.is_some_and(|part| part.is_empty() || part.contains([',', '.'])) {
        return None;
    }
    Decimal::from_str_exact(&figures.replace(',', "")).ok().map(|number| (number, rest))
}

#[cfg(test)]
mod tests;
