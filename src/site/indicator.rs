//! Indicators of plans: whether a target is reached, which way the values go, whether the parts make the whole.

use rust_decimal::Decimal;

use crate::model::{Comparator, Date, Indicator, Measurement, Quantity};

/// How an indicator stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The newest value meets the target.
    Reached,
    /// The newest value does not, and there is still time.
    Underway,
    /// The value of the target's year, or of a later one, does not.
    Missed,
    /// The target's year is over and its value is not known; the newest one before it does not meet the target.
    Awaited,
    /// No value is known yet.
    Unmeasured,
    /// Value and target are no numbers of one kind, or the target does not say which way is better.
    Incomparable,
}

/// Which way the values went since the one before, or since the baseline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trend {
    /// The newest value less the one before it.
    pub change: Decimal,
}

/// The newest value that holds on `as_of`.
#[must_use]
pub fn latest(indicator: &Indicator, as_of: Date) -> Option<&Measurement> {
    indicator.actual.iter().rev().find(|measurement| measurement.on <= as_of)
}

/// Whether the target is reached by `as_of`.
#[must_use]
pub fn standing(indicator: &Indicator, as_of: Date) -> Standing {
    let Some(latest) = latest(indicator, as_of) else { return Standing::Unmeasured };
    let is_final = indicator.by.is_some_and(|year| year <= latest.on.year());
    let is_over = indicator.by.is_some_and(|year| year < as_of.year());
    match meets(&latest.value, indicator) {
        Some(true) => Standing::Reached,
        Some(false) if is_final && is_over => Standing::Missed,
        Some(false) if is_over => Standing::Awaited,
        Some(false) => Standing::Underway,
        None => Standing::Incomparable,
    }
}

/// The change of the newest value on `as_of` against the one before it, else against the baseline.
#[must_use]
pub fn trend(indicator: &Indicator, as_of: Date) -> Option<Trend> {
    let mut known = indicator.actual.iter().rev().skip_while(|measurement| measurement.on > as_of);
    let newest = &known.next()?.value;
    let before = known.next().map(|measurement| &measurement.value).or(indicator.baseline.as_ref())?;
    let comparable = newest.unit == before.unit && newest.change == before.change;
    let change = newest.low? - before.low?;
    comparable.then(|| Trend { change: change.normalize() })
}

fn meets(value: &Quantity, indicator: &Indicator) -> Option<bool> {
    let target = &indicator.target;
    let (found, low) = (value.low?, target.low?);
    if value.unit != target.unit || value.change != target.change || value.high.is_some() {
        return None;
    }
    let high = target.high.unwrap_or(low);
    Some(match target.comparator {
        Comparator::MoreThan => found > low,
        Comparator::AtLeast | Comparator::Reach | Comparator::Strive => found >= low,
        Comparator::LessThan => found < high,
        Comparator::AtMost => found <= high,
        Comparator::About => return None,
        // A bare number does not say which way is better; the baseline does.
        Comparator::Exactly => match indicator.baseline.as_ref().and_then(|baseline| baseline.low) {
            Some(start) if start < low => found >= low,
            Some(start) if start > high => found <= high,
            _ if found == low => true,
            _ => return None,
        },
    })
}

/// The sum of the parts of a target and the target itself where the two are numbers of one unit and differ.
#[must_use]
pub fn share_gap(indicator: &Indicator) -> Option<(Decimal, Decimal)> {
    let target = &indicator.target;
    let whole = target.low.filter(|_| target.high.is_none())?;
    // Rates and averages are not sums of their parts.
    if indicator.shares.is_empty()
        || target.unit.contains('%')
        || target.unit.contains('‰')
        || !target.change.is_empty()
    {
        return None;
    }
    let mut sum = Decimal::ZERO;
    for share in &indicator.shares {
        let part = share.target.low.filter(|_| share.target.high.is_none() && share.target.unit == target.unit)?;
        sum += part;
    }
    (sum != whole).then(|| (sum.normalize(), whole.normalize()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Share;

    fn day(written: &str) -> Date {
        Date::parse(written).unwrap()
    }

    fn quantity(written: &str) -> Quantity {
        Quantity::parse(written).unwrap()
    }

    fn indicator(target: &str, baseline: Option<&str>, actual: &[(&str, &str)]) -> Indicator {
        Indicator {
            name: "总规模".into(),
            target: quantity(target),
            baseline: baseline.map(quantity),
            by: Some(2024),
            each: None,
            actual: actual.iter().map(|(on, value)| Measurement { on: day(on), value: quantity(value) }).collect(),
            shares: Vec::new(),
        }
    }

    #[test]
    fn each_comparator_binds_as_it_says() {
        for (target, baseline, value, standing_then) in [
            ("突破200亿元", None, "200亿元", Standing::Underway),
            ("突破200亿元", None, "200.1亿元", Standing::Reached),
            ("15%以上", None, "15%", Standing::Reached),
            ("达到70亿元", None, "57.6亿元", Standing::Underway),
            ("不超过4‰", None, "3.9‰", Standing::Reached),
            ("控制在4‰以内", None, "4.1‰", Standing::Underway),
            ("60家", None, "58家", Standing::Incomparable),
            ("60家", Some("40家"), "61家", Standing::Reached),
            ("30天", Some("45天"), "28天", Standing::Reached),
            ("90-95%", Some("80%"), "91%", Standing::Reached),
            ("约60家", None, "60家", Standing::Incomparable),
            ("60家", Some("40家"), "61个", Standing::Incomparable),
            ("全覆盖", None, "61个", Standing::Incomparable),
        ] {
            let indicator = indicator(target, baseline, &[("2023-12-31", value)]);
            assert_eq!(standing(&indicator, day("2024-06-30")), standing_then, "{target} {value}");
        }
    }

    #[test]
    fn as_of_decides_what_is_known_and_whether_time_is_left() {
        let indicator =
            indicator("突破200亿元", Some("121.5亿元"), &[("2022-12-31", "140.6亿元"), ("2024-12-31", "190亿元")]);
        assert_eq!(standing(&indicator, day("2022-06-30")), Standing::Unmeasured);
        assert_eq!(standing(&indicator, day("2024-12-31")), Standing::Underway);
        assert_eq!(standing(&indicator, day("2025-01-01")), Standing::Missed);
        let early = self::indicator("突破200亿元", None, &[("2023-12-31", "190亿元")]);
        assert_eq!(standing(&early, day("2025-06-01")), Standing::Awaited);
        assert_eq!(trend(&indicator, day("2023-01-01")).unwrap().change.to_string(), "19.1");
        assert_eq!(trend(&indicator, day("2025-01-01")).unwrap().change.to_string(), "49.4");
    }

    #[test]
    fn parts_make_the_whole_or_are_named() {
        let share = |place: &str, target: &str| Share { place: place.into(), target: quantity(target) };
        let mut indicator = indicator("60家", None, &[]);
        assert_eq!(share_gap(&indicator), None);
        indicator.shares = vec![share("东溪街道", "20家"), share("西岭街道", "40家")];
        assert_eq!(share_gap(&indicator), None);
        indicator.shares.push(share("南湖街道", "5家"));
        assert_eq!(share_gap(&indicator), Some((65.into(), 60.into())));
    }
}
