//! The stretches of time that offices report on: a week, a month, a year.

use std::fmt;

use borsh::{BorshDeserialize, BorshSerialize};

use super::{Date, ValueError};

/// A week (Monday to Sunday), a month or a year.
///
/// ```
/// use gongkai::model::Period;
///
/// let month = Period::parse("2024-05")?;
/// assert_eq!((month.first().iso(), month.last().iso()), ("2024-05-01".into(), "2024-05-31".into()));
/// assert_eq!(month.previous().map(|before| before.to_string()), Some("2024-04".into()));
/// # Ok::<(), gongkai::model::ValueError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, BorshSerialize, BorshDeserialize)]
pub struct Period {
    first: Date,
    last: Date,
    cycle: Cycle,
}

/// How long a period is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, BorshSerialize, BorshDeserialize)]
pub enum Cycle {
    /// Seven days from a Monday.
    Week,
    /// A month of the calendar.
    Month,
    /// A year of the calendar.
    Year,
}

const NOT_A_PERIOD: ValueError = ValueError {
    what: ["这不是一个周、月或年", "this is no week, month or year"],
    help: ["月写 2024-05，周写 2024-W20，年写 2024", "write 2024-05 for a month, 2024-W20 for a week, 2024 for a year"],
};

impl Period {
    /// Reads `2024-05`, `2024-W20` or `2024`.
    ///
    /// # Errors
    /// Anything else, a month above 12, and a week that the year does not have.
    pub fn parse(written: &str) -> Result<Self, ValueError> {
        let (year, rest) =
            written.trim().split_once('-').map_or((written.trim(), None), |(year, rest)| (year, Some(rest)));
        let is_year = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
        let year: i16 = year.parse().ok().filter(|_| is_year).ok_or(NOT_A_PERIOD)?;
        let two_digits = |digits: &str| -> Option<i8> {
            let are_digits = digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
            digits.parse().ok().filter(|_| are_digits)
        };
        let period = match rest {
            None => Self::year(year),
            Some(rest) => match rest.strip_prefix('W') {
                Some(week) => two_digits(week).and_then(|week| Self::week(year, week)),
                None => two_digits(rest).and_then(|month| Self::month(year, month)),
            },
        };
        period.ok_or(NOT_A_PERIOD)
    }

    /// The month that a day lies in.
    #[must_use]
    pub fn month_of(day: Date) -> Option<Self> {
        Self::month(day.year(), day.month())
    }

    /// The year that a day lies in.
    #[must_use]
    pub fn year_of(day: Date) -> Option<Self> {
        Self::year(day.year())
    }

    fn week(year: i16, week: i8) -> Option<Self> {
        let first = Date::of_week(year, week)?;
        Some(Self { first, last: first.plus_days(6)?, cycle: Cycle::Week })
    }

    fn month(year: i16, month: i8) -> Option<Self> {
        let first = Date::new(year, month, 1)?;
        let next = if month == 12 { Date::new(year + 1, 1, 1) } else { Date::new(year, month + 1, 1) };
        Some(Self { first, last: next?.plus_days(-1)?, cycle: Cycle::Month })
    }

    fn year(year: i16) -> Option<Self> {
        Some(Self { first: Date::new(year, 1, 1)?, last: Date::new(year, 12, 31)?, cycle: Cycle::Year })
    }

    /// Its first day.
    #[must_use]
    pub fn first(self) -> Date {
        self.first
    }

    /// Its last day.
    #[must_use]
    pub fn last(self) -> Date {
        self.last
    }

    /// How long it is.
    #[must_use]
    pub fn cycle(self) -> Cycle {
        self.cycle
    }

    /// Whether a day lies in it.
    #[must_use]
    pub fn contains(self, day: Date) -> bool {
        self.first <= day && day <= self.last
    }

    /// The period of the same length right before it; `None` at the beginning of the calendar.
    #[must_use]
    pub fn previous(self) -> Option<Self> {
        self.around(self.first.plus_days(-1)?)
    }

    /// The period of the same length right after it; `None` at the end of the calendar.
    #[must_use]
    pub fn next(self) -> Option<Self> {
        self.around(self.last.plus_days(1)?)
    }

    /// The period of the same length that holds `day`.
    fn around(self, day: Date) -> Option<Self> {
        match self.cycle {
            Cycle::Week => {
                let (year, week) = day.week();
                Self::week(year, week)
            }
            Cycle::Month => Self::month_of(day),
            Cycle::Year => Self::year(day.year()),
        }
    }
}

/// Shows the form it is read in: `2024-05`, `2024-W20`, `2024`.
impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let first = self.first;
        match self.cycle {
            Cycle::Week => {
                let (year, week) = first.week();
                write!(f, "{year:04}-W{week:02}")
            }
            Cycle::Month => write!(f, "{:04}-{:02}", first.year(), first.month()),
            Cycle::Year => write!(f, "{:04}", first.year()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(written: &str) -> (String, String) {
        let period = Period::parse(written).unwrap();
        (period.first().iso(), period.last().iso())
    }

    #[test]
    fn knows_its_days_and_its_neighbours() {
        assert_eq!(days("2024-02"), ("2024-02-01".into(), "2024-02-29".into()));
        assert_eq!(days("2024-W20"), ("2024-05-13".into(), "2024-05-19".into()));
        assert_eq!(days("2024"), ("2024-01-01".into(), "2024-12-31".into()));
        for (written, before, after) in
            [("2024-01", "2023-12", "2024-02"), ("2021-W01", "2020-W53", "2021-W02"), ("2024", "2023", "2025")]
        {
            let period = Period::parse(written).unwrap();
            assert_eq!(period.to_string(), written);
            assert_eq!(period.previous().unwrap().to_string(), before);
            assert_eq!(period.next().unwrap().to_string(), after);
        }
    }

    #[test]
    fn reads_nothing_else() {
        for written in
            ["", "2024-13", "2024-00", "2024-5", "2024-W54", "2023-W53", "24-05", "2024年5月", "2024-05-01", "+024"]
        {
            assert_eq!(Period::parse(written), Err(NOT_A_PERIOD), "{written}");
        }
    }
}
