//! Amounts of money in yuan, exact to the fen.

use std::fmt;

use borsh::{BorshDeserialize, BorshSerialize};
use rust_decimal::{Decimal, RoundingStrategy};

use super::ValueError;
use super::quantity::{compact, leading_number};

/// An amount in yuan with the unit it was written in.
///
/// Two amounts are equal if they are written alike: compare [`Money::yuan`] to compare the sums themselves.
///
/// ```
/// use gongkai::model::Money;
///
/// let investment = Money::parse("约３，０００ 万元")?;
/// assert_eq!(investment.yuan(), 30_000_000.into());
/// assert_eq!(investment.to_string(), "约3000万元");
/// assert_eq!(investment.in_yi().to_string(), "0.3");
/// # Ok::<(), gongkai::model::ValueError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, BorshSerialize, BorshDeserialize)]
pub struct Money {
    yuan: Decimal,
    approximation: Approximation,
    unit: Unit,
}

/// How near an amount is to what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, BorshSerialize, BorshDeserialize)]
pub enum Approximation {
    /// That amount.
    Exact,
    /// That or more: 以上.
    AtLeast,
    /// About that: 约.
    About,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, BorshSerialize, BorshDeserialize)]
enum Unit {
    Yuan,
    Wan,
    Yi,
}

/// A longer name stands before the one it ends with.
const UNITS: [(&str, Unit); 3] = [("亿元", Unit::Yi), ("万元", Unit::Wan), ("元", Unit::Yuan)];
const BEFORE: [(&str, Approximation); 5] = [
    ("大约", Approximation::About),
    ("约", Approximation::About),
    ("不低于", Approximation::AtLeast),
    ("不少于", Approximation::AtLeast),
    ("至少", Approximation::AtLeast),
];
const AFTER: [(&str, Approximation); 2] = [("左右", Approximation::About), ("以上", Approximation::AtLeast)];
const FOREIGN: [&str; 18] = [
    "美元",
    "美金",
    "欧元",
    "日元",
    "港元",
    "港币",
    "澳门元",
    "台币",
    "英镑",
    "澳元",
    "加元",
    "韩元",
    "卢布",
    "法郎",
    "$",
    "€",
    "£",
    "USD",
];

/// Most yuan of one amount, 一亿亿元: beyond any budget, and so far below what [`Decimal`] holds that no sum can overflow.
const LIMIT: i64 = 10_000_000_000_000_000;
/// Decimal places of a fen.
const FEN_PLACES: u32 = 2;

const UNIT_MISSING: ValueError = ValueError {
    what: ["金额没有写明单位", "the amount has no unit"],
    help: [
        "在数字后写“万元”或“亿元”（不足万元的写“元”），如“1.2亿元”",
        "write 万元 or 亿元 (元 for small sums) after the number, such as 1.2亿元",
    ],
};
const CURRENCY: ValueError = ValueError {
    what: ["金额不是人民币", "the amount is not in renminbi"],
    help: [
        "折成人民币填写，如“1.2亿元”；原币种写在简介里",
        "give it in renminbi, such as 1.2亿元, and name the original currency in the summary",
    ],
};
const NEGATIVE: ValueError = ValueError {
    what: ["金额是负数", "the amount is negative"],
    help: [
        "投资额不能小于零，去掉负号或改正数字",
        "an amount is never below zero: drop the sign or correct the number",
    ],
};
const NOT_AN_AMOUNT: ValueError = ValueError {
    what: ["这不是一个金额", "this is not an amount of money"],
    help: [
        "写一个十进制数和单位，“约”写在前或“以上”写在后，如“1.2亿元”“约3000万元”“5亿元以上”",
        "write one decimal number and its unit, with 约 before or 以上 after it, such as 1.2亿元, 约3000万元, 5亿元以上",
    ],
};
const OUT_OF_BOUNDS: ValueError = ValueError {
    what: ["金额不足一分的零头或大得不合常理", "the amount has fractions of a fen or is beyond reason"],
    help: ["核对小数点和单位", "check the decimal point and the unit"],
};

impl Money {
    /// Reads an amount: a decimal number in any width, with or without thousands separators, then 元, 万元 or 亿元,
    /// with 约 or 左右, 以上 or 不低于, and 人民币.
    ///
    /// # Errors
    /// A missing unit, another currency, a negative number, fractions of a fen, and whatever is not one plain number
    /// (`1e8元`, `3-5亿元`).
    pub fn parse(written: &str) -> Result<Self, ValueError> {
        let plain = compact(written);
        if FOREIGN.iter().any(|currency| plain.contains(currency)) {
            return Err(CURRENCY);
        }
        let (approximation, amount) = strip_approximation(strip_renminbi(&plain));
        let amount = strip_renminbi(amount);
        let Some((figures, unit)) = UNITS.iter().find_map(|(name, unit)| Some((amount.strip_suffix(name)?, *unit)))
        else {
            let is_number = leading_number(amount).is_some_and(|(_, rest)| matches!(rest, "" | "万" | "亿"));
            return Err(if is_number { UNIT_MISSING } else { NOT_AN_AMOUNT });
        };
        match leading_number(figures) {
            Some((number, "")) => Self::exact(number, unit).map(|money| Self { approximation, ..money }),
            _ if figures.starts_with('-') => Err(NEGATIVE),
            _ => Err(NOT_AN_AMOUNT),
        }
    }

    fn exact(number: Decimal, unit: Unit) -> Result<Self, ValueError> {
        let number = number.normalize();
        if number.scale() > FEN_PLACES + unit.places() {
            return Err(OUT_OF_BOUNDS);
        }
        number
            .checked_mul(Decimal::from(10_i64.pow(unit.places())))
            .filter(|yuan| *yuan <= Decimal::from(LIMIT))
            .map(|yuan| Self { yuan: yuan.normalize(), approximation: Approximation::Exact, unit })
            .ok_or(OUT_OF_BOUNDS)
    }

    /// The amount in yuan, without trailing zeros.
    #[must_use]
    pub fn yuan(&self) -> Decimal {
        self.yuan
    }

    /// The amount in ten thousands of yuan (万元), exact and without trailing zeros.
    #[must_use]
    pub fn in_wan(&self) -> Decimal {
        self.in_unit(Unit::Wan)
    }

    /// The amount in hundred millions of yuan (亿元), exact and without trailing zeros.
    #[must_use]
    pub fn in_yi(&self) -> Decimal {
        self.in_unit(Unit::Yi)
    }

    fn in_unit(&self, unit: Unit) -> Decimal {
        // Moving the point, not dividing: no digit can be lost.
        Decimal::from_i128_with_scale(self.yuan.mantissa(), self.yuan.scale() + unit.places()).normalize()
    }

    /// How near the amount is to what it says.
    #[must_use]
    pub fn approximation(&self) -> Approximation {
        self.approximation
    }

    /// The amount to two decimals of its unit (四舍五入; 以上 only down, so that it stays true); 约 where an exact amount
    /// loses digits by it.
    #[must_use]
    pub fn rounded(&self) -> Self {
        let strategy = match self.approximation {
            Approximation::AtLeast => RoundingStrategy::ToZero,
            Approximation::Exact | Approximation::About => RoundingStrategy::MidpointAwayFromZero,
        };
        let number = self.in_unit(self.unit).round_dp_with_strategy(2, strategy);
        let yuan = (number * Decimal::from(10_i64.pow(self.unit.places()))).normalize();
        let approximation = match self.approximation {
            Approximation::Exact if yuan != self.yuan => Approximation::About,
            as_stated => as_stated,
        };
        Self { yuan, approximation, unit: self.unit }
    }

    /// The sum, in the unit its size asks for: 亿元 from a hundred million on, 万元 from ten thousand on, else 元.
    ///
    /// It is exact only if all of them are: with 以上 among them it is 以上, with 约 it is 约.
    #[must_use]
    pub fn sum<'a>(amounts: impl IntoIterator<Item = &'a Self>) -> Self {
        let zero = Self { yuan: Decimal::ZERO, approximation: Approximation::Exact, unit: Unit::Yuan };
        let sum = amounts.into_iter().fold(zero, |sum, amount| Self {
            yuan: (sum.yuan + amount.yuan).normalize(),
            approximation: sum.approximation.max(amount.approximation),
            unit: Unit::Yuan,
        });
        let fits = |unit: &Unit| sum.yuan >= Decimal::from(10_i64.pow(unit.places()));
        Self { unit: [Unit::Yi, Unit::Wan].into_iter().find(fits).unwrap_or(Unit::Yuan), ..sum }
    }
}

/// Shows the amount in its own unit: `1.2亿元`, `约3000万元`, `5亿元以上`.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = self.in_unit(self.unit);
        let unit = self.unit.name();
        match self.approximation {
            Approximation::Exact => write!(f, "{number}{unit}"),
            Approximation::AtLeast => write!(f, "{number}{unit}以上"),
            Approximation::About => write!(f, "约{number}{unit}"),
        }
    }
}

impl Unit {
    fn places(self) -> u32 {
        match self {
            Self::Yuan => 0,
            Self::Wan => 4,
            Self::Yi => 8,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Yuan => "元",
            Self::Wan => "万元",
            Self::Yi => "亿元",
        }
    }
}

fn strip_renminbi(amount: &str) -> &str {
    let amount = amount.strip_prefix("人民币").unwrap_or(amount);
    amount.strip_suffix("人民币").unwrap_or(amount)
}

fn strip_approximation(amount: &str) -> (Approximation, &str) {
    let before = BEFORE.iter().find_map(|(word, value)| Some((*value, amount.strip_prefix(word)?)));
    let after = || AFTER.iter().find_map(|(word, value)| Some((*value, amount.strip_suffix(word)?)));
    before.or_else(after).unwrap_or((Approximation::Exact, amount))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(written: &str) -> Money {
        Money::parse(written).expect(written)
    }

    #[test]
    fn rounding_keeps_two_decimals_and_says_so() {
        for (written, rounded) in [
            ("2.345678亿元", "约2.35亿元"),
            ("3.5亿元", "3.5亿元"),
            ("1234.565万元", "约1234.57万元"),
            ("约1.234亿元", "约1.23亿元"),
            ("5.678亿元以上", "5.67亿元以上"),
            ("12.34元", "12.34元"),
        ] {
            assert_eq!(read(written).rounded().to_string(), rounded, "{written}");
        }
    }

    #[test]
    fn reads_units_widths_and_separators() {
        for (written, yuan, shown) in [
            ("1.2亿元", "120000000", "1.2亿元"),
            ("60.776亿元", "6077600000", "60.776亿元"),
            ("1.20亿元", "120000000", "1.2亿元"),
            ("3,000万元", "30000000", "3000万元"),
            ("３，０００万元", "30000000", "3000万元"),
            ("1,234,567.89元", "1234567.89", "1234567.89元"),
            ("0.00000001亿元", "1", "0.00000001亿元"),
            (" 1.2 亿元 ", "120000000", "1.2亿元"),
            ("人民币800万元", "8000000", "800万元"),
            ("800万元人民币", "8000000", "800万元"),
            ("0元", "0", "0元"),
            ("100万元", "1000000", "100万元"),
        ] {
            let money = read(written);
            assert_eq!(money.yuan().to_string(), yuan, "{written}");
            assert_eq!(money.to_string(), shown, "{written}");
            assert_eq!(money.approximation(), Approximation::Exact, "{written}");
        }
    }

    #[test]
    fn keeps_how_near_the_amount_is() {
        for (written, approximation, shown) in [
            ("约3000万元", Approximation::About, "约3000万元"),
            ("大约3000万元", Approximation::About, "约3000万元"),
            ("3000万元左右", Approximation::About, "约3000万元"),
            ("约人民币3000万元", Approximation::About, "约3000万元"),
            ("5亿元以上", Approximation::AtLeast, "5亿元以上"),
            ("不低于5亿元", Approximation::AtLeast, "5亿元以上"),
        ] {
            let money = read(written);
            assert_eq!((money.approximation(), money.to_string().as_str()), (approximation, shown), "{written}");
        }
    }

    #[test]
    fn each_fault_has_its_error() {
        for (written, error) in [
            ("1.2", UNIT_MISSING),
            ("1.2亿", UNIT_MISSING),
            ("3000万", UNIT_MISSING),
            ("120000000", UNIT_MISSING),
            ("1000万美元", CURRENCY),
            ("1亿港元", CURRENCY),
            ("$500万", CURRENCY),
            ("-5万元", NEGATIVE),
            ("－5万元", NEGATIVE),
            ("", NOT_AN_AMOUNT),
            ("待定", NOT_AN_AMOUNT),
            ("亿元", NOT_AN_AMOUNT),
            ("1e8元", NOT_AN_AMOUNT),
            ("3-5亿元", NOT_AN_AMOUNT),
            ("3 5亿元", NOT_AN_AMOUNT),
            ("1,20万元", NOT_AN_AMOUNT),
            (",200万元", NOT_AN_AMOUNT),
            ("1.亿元", NOT_AN_AMOUNT),
            ("1.2.3亿元", NOT_AN_AMOUNT),
            ("约5亿元以上", NOT_AN_AMOUNT),
            ("xx亿元", NOT_AN_AMOUNT),
            ("0.001元", OUT_OF_BOUNDS),
            ("99999999999亿元", OUT_OF_BOUNDS),
            ("9999999999999999999999999999亿元", OUT_OF_BOUNDS),
        ] {
            assert_eq!(Money::parse(written), Err(error), "{written}");
        }
    }

    #[test]
    fn sums_stay_exact_and_own_up_to_what_is_not() {
        let stages = [read("9.4亿元"), read("71.12亿元"), read("60.776亿元")];
        assert_eq!(Money::sum(&stages).to_string(), "141.296亿元");
        assert_eq!(Money::sum(&[read("1.2亿元"), read("8000万元"), read("0.5元")]).to_string(), "2.000000005亿元");
        assert_eq!(Money::sum(&[read("1亿元"), read("5亿元以上")]).to_string(), "6亿元以上");
        assert_eq!(Money::sum(&[read("5亿元以上"), read("约1亿元"), read("1亿元")]).to_string(), "约7亿元");
        assert_eq!(Money::sum(&[]).to_string(), "0元");
        assert_eq!(Money::sum(&[read("26000万元")]).to_string(), "2.6亿元");
        assert_eq!(Money::sum(&[read("0.3亿元"), read("约500元")]).to_string(), "约3000.05万元");
    }

    #[test]
    fn converts_between_units_without_loss() {
        let money = read("12345.67元");
        assert_eq!(money.in_wan().to_string(), "1.234567");
        assert_eq!(money.in_yi().to_string(), "0.0001234567");
        assert_eq!(read("2亿元").in_wan().to_string(), "20000");
    }

    proptest! {
        #[test]
        fn never_panics(any in any::<String>(), figures in "[约人民币]{0,2}[-0-9０-９.,，e ]{0,40}[万亿元]{0,2}(以上)?") {
            for text in [any, figures] {
                let _ = Money::parse(&text);
            }
        }

        #[test]
        fn what_is_shown_reads_back(
            fen in 0i64..1_000_000_000_000_000_000,
            approximation in prop::sample::select(
                vec![Approximation::Exact, Approximation::AtLeast, Approximation::About]
            ),
            unit in prop::sample::select(vec![Unit::Yuan, Unit::Wan, Unit::Yi]),
        ) {
            let money = Money { yuan: Decimal::new(fen, 2), approximation, unit };
            prop_assert_eq!(Money::parse(&money.to_string()), Ok(money));
        }
    }
}
