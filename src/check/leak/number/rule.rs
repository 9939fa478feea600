//! Decides what a candidate is.

use jiff::civil::Date;

use super::{Candidate, Joint, NumberKind};

const PHONE_WORDS: &[&str] = &[
    "电话", "手机", "联系", "热线", "微信", "短信", "手提", "tel", "Tel", "TEL", "phone", "Phone", "mobile", "Mobile",
];
const CARD_WORDS: &[&str] = &["卡号", "银行卡", "储蓄卡", "借记卡", "信用卡", "工资卡", "存折"];
const ID_WORDS: &[&str] = &["身份证", "身份号码", "证件号"];
const CREDIT_CODE_WORDS: &[&str] = &["信用代码", "机构代码", "识别号"];

/// What the candidate is, if it is a number that belongs to a person.
pub(super) fn judge(candidate: &Candidate<'_>) -> Option<NumberKind> {
    if candidate.is_id_card() {
        return Some(NumberKind::IdCard);
    }
    if candidate.is_bank_card() {
        return Some(NumberKind::BankCard);
    }
    candidate.is_mobile().then_some(NumberKind::Mobile)
}

impl Candidate<'_> {
    fn is_labelled(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.before.contains(word))
    }

    fn has_joint(&self, joint: Joint) -> bool {
        self.joints.contains(&joint)
    }

    /// Whether one number was broken in two by the end of a line, wherever that fell.
    fn is_broken(&self) -> bool {
        self.joints == [Joint::Break]
    }

    fn is_spaced(&self) -> bool {
        self.lengths.iter().all(|length| *length == 1)
    }

    /// Eleven digits, 1 and 3 to 9 first, in the groups of standards.md §7 and those seen besides; +86 may stand before.
    fn is_mobile(&self) -> bool {
        const SHAPES: [&[usize]; 5] = [&[11], &[3, 4, 4], &[3, 8], &[7, 4], &[4, 3, 4]];
        let code = self.digits.len().saturating_sub(11);
        let mut lengths = self.lengths.clone();
        lengths[0] = lengths[0].saturating_sub(code);
        let is_dotted = self.has_joint(Joint::Dot) && lengths != SHAPES[1];
        let (country, number) = self.digits.split_at(code);
        let is_numbered = matches!(number.as_bytes(), [b'1', b'3'..=b'9', ..]);
        // What stands in round units of money has as many digits from ten thousand million on.
        let is_round = number.ends_with("0000") || self.is_fraction;
        is_numbered
            && ["", "86", "0086"].contains(&country)
            && !is_dotted
            && (SHAPES.contains(&lengths.as_slice()) || self.is_broken() || self.is_spaced())
            && (!is_round || self.is_labelled(PHONE_WORDS))
    }

    /// GB 11643: eighteen characters, a day of birth in the seventh to fourteenth, the last a check character.
    ///
    /// The old form of fifteen digits has no check; it is believed only where the text says that it is one.
    fn is_id_card(&self) -> bool {
        const MOST_GROUPS: usize = 6;
        if self.is_fraction || self.has_joint(Joint::Dot) || (self.lengths.len() > MOST_GROUPS && !self.is_spaced()) {
            return false;
        }
        match (self.digits.len(), self.has_x) {
            (17, true) | (18, false) => {
                is_day(&self.digits[6..10], &self.digits[10..14])
                    && matches!(&self.digits[6..8], "18" | "19" | "20")
                    && !self.digits.starts_with('0')
                    && check_character(self.digits) == self.digits.as_bytes().get(17).copied().unwrap_or(b'X')
                    && !(is_credit_code(self.digits) && self.is_labelled(CREDIT_CODE_WORDS))
            }
            (15, false) => {
                let year = format!("19{}", &self.digits[6..8]);
                self.lengths.len() == 1
                    && is_day(&year, &self.digits[8..12])
                    && matches!(self.digits.as_bytes()[0], b'1'..=b'8')
                    && self.is_labelled(ID_WORDS)
            }
            _ => false,
        }
    }

    /// Thirteen to nineteen digits that pass Luhn's check; without 62 first (UnionPay) only where the text names a card.
    fn is_bank_card(&self) -> bool {
        let is_embossed = match self.lengths.split_last() {
            Some((last, before)) => !before.is_empty() && *last <= 4 && before.iter().all(|length| *length == 4),
            None => false,
        };
        let is_shaped =
            self.lengths.len() == 1 || self.lengths == [6, 13] || self.is_broken() || is_embossed || self.is_spaced();
        let is_union_pay = self.digits.starts_with("62") && (16..=19).contains(&self.digits.len());
        let is_long = (13..=19).contains(&self.digits.len());
        is_shaped
            && is_long
            && !self.has_x
            && !self.is_fraction
            && !self.has_joint(Joint::Dot)
            && passes_luhn(self.digits)
            && (is_union_pay || self.is_labelled(CARD_WORDS))
    }
}

/// Whether the four digits of a year and the four of month and day are a day of the calendar.
fn is_day(year: &str, day: &str) -> bool {
    match (year.parse(), day[..2].parse(), day[2..].parse()) {
        (Ok(year), Ok(month), Ok(day)) => Date::new(year, month, day).is_ok(),
        _ => false,
    }
}

/// The check character of GB 11643 for the first seventeen digits.
fn check_character(digits: &str) -> u8 {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = digits.bytes().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    b"10X98765432"[(sum % 11) as usize]
}

/// Whether eighteen digits pass the check of GB 32100.
fn is_credit_code(digits: &str) -> bool {
    let (number, check) = digits.split_at(17);
    let weights = std::iter::successors(Some(1), |weight| Some(weight * 3 % 31));
    let sum: u32 = number.bytes().zip(weights).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    check.parse() == Ok((31 - sum % 31) % 31)
}

fn passes_luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, digit)| match (place % 2, u32::from(digit - b'0')) {
            (0, digit) => digit,
            (_, digit) => digit * 2 / 10 + digit * 2 % 10,
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A code valid by GB 32100 whose digits are also a valid identity card.
    pub(in crate::check::leak::number) fn credit_code_that_looks_like_a_card() -> String {
        (0..1000)
            .map(|serial| format!("11350519900307{serial:03}"))
            .flat_map(|stem| (0..10).map(move |check| format!("{stem}{check}")))
            .find(|code| is_credit_code(code) && check_character(code) == code.as_bytes()[17])
            .unwrap()
    }

    #[test]
    fn checks_the_published_vectors() {
        assert_eq!(check_character("11010519491231002"), b'X');
        assert!(passes_luhn("4111111111111111") && !passes_luhn("4111111111111112"));
        assert!(is_day("1949", "1231") && is_day("2000", "0229") && !is_day("1900", "0229") && !is_day("1949", "1331"));
    }
}
