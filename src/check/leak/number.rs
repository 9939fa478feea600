//! Finds the numbers that belong to a person: identity cards, mobile telephones, bank cards.
//!
//! A text is read as chains of digit groups: what stands between two groups of a chain (a space, a hyphen, a line
//! break) may be inside one number. Groups are tried together only in the shapes in which people write such numbers;
//! what they mean is decided in [`rule`].

mod chain;
mod rule;

use chain::{Chain, Joint};

/// What a number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum NumberKind {
    /// 公民身份号码 (GB 11643), also in its old form of fifteen digits.
    IdCard,
    /// 手机号码.
    Mobile,
    /// 银行卡号.
    BankCard,
}

/// A number that belongs to a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Number {
    /// What it is.
    pub(super) kind: NumberKind,
    /// Its digits without separators and +86, and the final X of an identity card.
    pub(super) digits: String,
}

/// No such number is longer: a bank card has nineteen digits at most.
const LONGEST: usize = 19;
/// No such number is shorter: a mobile number has eleven digits.
const SHORTEST: usize = 11;

/// Finds the numbers in `text`, in their order.
pub(super) fn numbers(text: &str) -> Vec<Number> {
    let mut found = Vec::new();
    let mut chain = Chain::default();
    let mut at = 0;
    while let Some(start) = chain::next_digit(text, at) {
        at = chain.read(text, start);
        if chain.digits.len() >= SHORTEST {
            search(&Chained { text, chain: &chain }, &mut found);
        }
    }
    found
}

/// A chain and the text around it.
#[derive(Debug, Clone, Copy)]
struct Chained<'a> {
    text: &'a str,
    chain: &'a Chain,
}

/// Groups of a chain that may be one number.
#[derive(Debug)]
struct Candidate<'a> {
    digits: &'a str,
    /// How many digits each group has.
    lengths: Vec<usize>,
    /// What stands between the groups.
    joints: Vec<Joint>,
    /// Whether X follows, the check character of an identity card.
    has_x: bool,
    /// Whether the groups are the digits after a decimal point.
    is_fraction: bool,
    /// The text before the first group, no more of it than a label takes.
    before: &'a str,
}

/// How many bytes before a number may hold the words that say what it is.
const CONTEXT: usize = 72;

fn search(chained: &Chained<'_>, found: &mut Vec<Number>) {
    let groups = chained.chain.groups.len();
    let mut first = 0;
    while first < groups {
        if let Some(length) = chained.code_at(first) {
            first += length;
            continue;
        }
        let number = (first + 1..=groups).rev().find_map(|end| {
            let candidate = chained.candidate(first, end)?;
            rule::judge(&candidate).map(|kind| (end, kind, candidate))
        });
        match number {
            Some((end, kind, candidate)) => {
                let digits = match kind {
                    NumberKind::IdCard if candidate.has_x => format!("{}X", candidate.digits),
                    NumberKind::Mobile => candidate.digits[candidate.digits.len() - SHORTEST..].to_owned(),
                    NumberKind::IdCard | NumberKind::BankCard => candidate.digits.to_owned(),
                };
                found.push(Number { kind, digits });
                first = end;
            }
            None => first += 1,
        }
    }
}

impl<'a> Chained<'a> {
    /// How many groups from `first` on are a code of another kind.
    fn code_at(&self, first: usize) -> Option<usize> {
        // 投资项目代码: 2509-320193-89-01-544060.
        const PROJECT_CODE: [usize; 5] = [4, 6, 2, 2, 6];
        let groups = &self.chain.groups[first..];
        let is_project = groups.len() >= PROJECT_CODE.len()
            && groups.iter().zip(PROJECT_CODE).all(|(group, length)| group.digits.len() == length)
            && groups[1..PROJECT_CODE.len()].iter().all(|group| group.joint == Joint::Hyphen);
        if is_project {
            return Some(PROJECT_CODE.len());
        }
        // 索引号: the organ's code, `/`, the year, `-`, a serial number.
        let is_organ = groups.len() <= 2 && chain::is_year_and_serial(self.text.get(self.chain.end..)?);
        is_organ.then_some(groups.len())
    }

    fn candidate(&self, first: usize, end: usize) -> Option<Candidate<'a>> {
        let chain = self.chain;
        let groups = &chain.groups[first..end];
        let range = groups[0].digits.start..groups[groups.len() - 1].digits.end;
        let joints: Vec<Joint> = groups[1..].iter().map(|group| group.joint).collect();
        let breaks = joints.iter().filter(|joint| **joint == Joint::Break).count();
        let is_last = end == chain.groups.len();
        if !(SHORTEST..=LONGEST).contains(&range.len())
            // A second line break would make one number of three lines of a table.
            || breaks > 1
            // Letters before or after make it a part of a word: a digest, a form number.
            || (first == 0 && chain.letter_before)
            || (is_last && chain.letter_after)
        {
            return None;
        }
        let start = groups[0].start;
        Some(Candidate {
            digits: &chain.digits[range],
            lengths: groups.iter().map(|group| group.digits.len()).collect(),
            joints,
            has_x: is_last && chain.has_x,
            is_fraction: first > 0 && groups[0].joint == Joint::Dot,
            before: &self.text[self.text.floor_char_boundary(start.saturating_sub(CONTEXT))..start],
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(text: &str) -> Vec<(NumberKind, String)> {
        let text = crate::check::leak::fold::percent_decode(text);
        numbers(&text).into_iter().map(|number| (number.kind, number.digits)).collect()
    }

    fn assert_found(kind: NumberKind, digits: &str, texts: &[&str]) {
        for text in texts {
            assert_eq!(found(text), [(kind, digits.to_owned())], "{text}");
        }
    }

    fn assert_clean(texts: &[&str]) {
        for text in texts {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn finds_mobile_numbers_in_every_writing() {
        let texts = [
            "13812345678",
            "联系电话：13812345678。",
            "王某某13812345678转",
            "138 1234 5678",
            "138-1234-5678",
            "138.1234.5678",
            "138—1234—5678",
            "138\u{a0}12345678",
            "1381234 5678",
            "1381-234-5678",
            "１３８１２３４５６７８",
            "１３８－１２３４－５６７８",
            "138\u{200b}1234\u{feff}5678",
            "138123\n45678",
            "138-1234-\r\n  5678",
            "1 3 8 1 2 3 4 5 6 7 8",
            "8613812345678",
            "+86 138 1234 5678",
            "+86-13812345678",
            "0086 13812345678",
            "86138 1234 5678",
            "(+86)138 1234 5678",
            "Tel13812345678",
            "mobile:13812345678",
            "13812345678/0599-5550123",
            "0599-5550123 13812345678",
            "2024 13812345678",
            "13812345678.2.报名方式",
            "附件/联系人_13812345678.xlsx",
            "50%2013812345678",
        ];
        assert_found(NumberKind::Mobile, "13812345678", &texts);
        assert_found(NumberKind::Mobile, "13800000000", &["电话：13800000000"]);
        assert_eq!(found("13812345678、15912345678").len(), 2);
    }

    #[test]
    fn passes_what_is_not_a_mobile_number() {
        assert_clean(&[
            "0599-5550123",
            "010-12345678",
            "400-812-3456",
            "12812345678",
            "138123456789",
            "1381234567",
            "138****1234",
            "1.13812345678",
            "总投资15000000000元",
            "\"amount\":13800000000",
            "a13812345678",
            "13812345678f",
            "sha256:9f13812345678e",
            "138,1234,5678",
            "138\u{1f}1234\u{1f}5678",
            "138\t1234\t5678",
            "138\n1234\n5678",
            "2017-11-30 09:30:00",
            "20171130093000",
            "138 12 345678",
        ]);
    }

    #[test]
    fn finds_identity_cards() {
        let texts = [
            "11010519491231002X",
            "身份证号：11010519491231002x，",
            "１１０１０５１９４９１２３１００２Ｘ",
            "110105 19491231 002X",
            "110105-1949-1231-002X",
            "1101051949\n1231002X",
            "110105\u{200d}19491231002X",
            "11010519491231002Ｘ",
            "（11010519491231002X）",
            "第3项 11010519491231002X",
        ];
        assert_found(NumberKind::IdCard, "11010519491231002X", &texts);
        assert_found(NumberKind::IdCard, "350582199003071000", &["350582199003071000", "附件350582199003071000.pdf"]);
        assert_found(NumberKind::IdCard, "110105491231002", &["身份证号码：110105491231002"]);
    }

    #[test]
    fn passes_what_is_not_an_identity_card() {
        assert_clean(&[
            "110105194912310021",
            "11010519491331002X",
            "11010519490230002X",
            "35*************123",
            "110105********002X",
            "流水号110105491231002",
            "身份证号码：110105491331002",
            "x11010519491231002X",
            "11010519491231002XA",
            "0.11010519491231002X",
            "91350100M000100Y43",
            "1137078555222300XQ/2015-00020",
            "100001/2017-1197206",
            "000014349/2017-00110",
            "0142768-8/2022-00185",
            "350582199003071000/2017-00110",
            "2509-320193-89-01-544060",
        ]);
    }

    #[test]
    fn believes_a_credit_code_that_says_it_is_one() {
        // Valid by GB 32100 and by GB 11643 at once.
        let both = rule::tests::credit_code_that_looks_like_a_card();
        assert_eq!(found(&both).len(), 1);
        assert_clean(&[&format!("统一社会信用代码：{both}")]);
    }

    #[test]
    fn finds_bank_cards() {
        let texts = [
            "6222021234567890128",
            "6222 0212 3456 7890 128",
            "6222-0212-3456-7890-128",
            "622202 1234567890128",
            "62220212345\n67890128",
            "开户行某银行，账号6222021234567890128",
        ];
        assert_found(NumberKind::BankCard, "6222021234567890128", &texts);
        assert_found(
            NumberKind::BankCard,
            "4111111111111111",
            &["银行卡号：4111111111111111", "信用卡 4111 1111 1111 1111"],
        );
    }

    #[test]
    fn passes_what_is_not_a_bank_card() {
        assert_clean(&[
            "6222021234567890129",
            "4111111111111111",
            "卡号：4111111111111112",
            "0.6222021234567890128",
            "6222021234567890128a",
            "deadbeef6222021234567890128",
            "2509-622021-23-45-678901",
            "62220212345678901280000",
            "1700000000000",
        ]);
    }

    proptest! {
        #[test]
        fn reads_any_text(text in "\\PC{0,60}") {
            numbers(&text);
        }

        #[test]
        fn reads_any_digits(text in "[0-9Xx０-９ .\\-/\n\u{200b}a]{0,120}") {
            numbers(&text);
        }

        #[test]
        fn finds_a_mobile_number_among_words(before in "[一-龥，。 ]{0,9}", number in "1[3-9][0-9]{8}[1-9]", after in "[一-龥，。 ]{0,9}") {
            prop_assert_eq!(found(&format!("{before}{number}{after}")), [(NumberKind::Mobile, number)]);
        }
    }
}
