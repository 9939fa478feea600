//! Days and moments of the Chinese civil calendar, without a time zone of their own: all of them are Beijing time.

use std::{fmt, io};

use borsh::{BorshDeserialize, BorshSerialize};
use jiff::civil;

use super::ValueError;
use super::quantity::{is_mask, narrow};

/// A day.
///
/// ```
/// use gongkai::model::Date;
///
/// let date = Date::parse("2024年4月29日")?;
/// assert_eq!(date.iso(), "2024-04-29");
/// assert_eq!(Date::parse("2024.04.29")?.to_string(), "2024年4月29日");
/// # Ok::<(), gongkai::model::ValueError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(civil::Date);

impl BorshSerialize for Date {
    fn serialize<W: io::Write>(&self, writer: &mut W) -> io::Result<()> {
        (self.0.year(), self.0.month(), self.0.day()).serialize(writer)
    }
}

impl BorshDeserialize for Date {
    fn deserialize_reader<R: io::Read>(reader: &mut R) -> io::Result<Self> {
        let (year, month, day) = BorshDeserialize::deserialize_reader(reader)?;
        Self::new(year, month, day).ok_or_else(|| io::ErrorKind::InvalidData.into())
    }
}

/// A day, with the time of day where one was given, in Beijing time (UTC+8).
///
/// A moment without a time sorts before every time of the same day.
///
/// ```
/// use gongkai::model::Moment;
///
/// let moment = Moment::parse("2022/6/1 6:45:28")?;
/// assert_eq!(moment.meta(), "2022-06-01 06:45");
/// assert_eq!(moment.rfc3339(), "2022-06-01T06:45:28+08:00");
/// # Ok::<(), gongkai::model::ValueError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, BorshSerialize, BorshDeserialize)]
pub struct Moment {
    date: Date,
    time: Option<Time>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, BorshSerialize, BorshDeserialize)]
struct Time {
    hour: u8,
    minute: u8,
    second: Option<u8>,
}

const NOT_A_DATE: ValueError = ValueError {
    what: ["这不是一个完整的日期", "this is not a complete date"],
    help: [
        "年、月、日写全，年份四位，如 2024-04-29 或“2024年4月29日”",
        "give year, month and day, the year in four digits, such as 2024-04-29 or 2024年4月29日",
    ],
};
const MASKED: ValueError = ValueError {
    what: ["日期还是占位符，没有填写", "the date is still a placeholder"],
    help: [
        "换成实际的年、月、日，如 2024-04-29；尚未确定的，删去这一项",
        "write the actual date, such as 2024-04-29, or leave the field out while it is not known",
    ],
};
const IMPOSSIBLE: ValueError = ValueError {
    what: ["历法上没有这一天", "there is no such day in the calendar"],
    help: ["核对月份和日数", "check the month and the day"],
};
const NOT_A_TIME: ValueError = ValueError {
    what: ["日期后面的不是北京时间的钟点", "what follows the date is not a time of day in Beijing time"],
    help: [
        "按24小时制写时、分，秒可省，如 2017-12-13T09:30:00 或“2017-12-13 09:30”",
        "write hours and minutes of the 24-hour clock, such as 2017-12-13T09:30:00 or 2017-12-13 09:30",
    ],
};

impl Date {
    /// The day with these numbers, `None` if there is none; years have four digits.
    #[must_use]
    pub fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        if year < 1000 {
            return None;
        }
        civil::Date::new(year, month, day).ok().map(Self)
    }

    /// Reads a day written `2024-04-29`, `2024/4/29`, `2024.4.29` or `2024年4月29日`, in any width, with or without
    /// leading zeros and spaces.
    ///
    /// # Errors
    /// Whatever is not one whole date and nothing else; a placeholder (`20xx年`) and a day that does not exist have
    /// errors of their own.
    pub fn parse(written: &str) -> Result<Self, ValueError> {
        let text: String = written.chars().map(narrow).collect();
        match read_date(&text)? {
            (date, rest) if rest.trim().is_empty() => Ok(date),
            _ => Err(NOT_A_DATE),
        }
    }

    /// The year.
    #[must_use]
    pub fn year(self) -> i16 {
        self.0.year()
    }

    /// The month, 1 to 12.
    #[must_use]
    pub fn month(self) -> i8 {
        self.0.month()
    }

    /// The day of the month, 1 to 31.
    #[must_use]
    pub fn day(self) -> i8 {
        self.0.day()
    }

    /// The days from this one to `other`; below zero if `other` comes first.
    #[must_use]
    pub fn days_until(self, other: Self) -> i32 {
        const DAY: i64 = 24 * 60 * 60;
        // Between two days of the calendar lie whole days, of which four digits of year hold far fewer than an i32.
        i32::try_from(self.0.duration_until(other.0).as_secs() / DAY).unwrap_or(i32::MAX)
    }

    /// The day `days` later, earlier if below zero; `None` beyond the calendar.
    #[must_use]
    pub fn plus_days(self, days: i32) -> Option<Self> {
        self.0.checked_add(jiff::Span::new().days(days)).ok().map(Self).filter(|day| day.year() >= 1000)
    }

    /// The Monday of a week as GB/T 7408 (ISO 8601) counts them; `None` if the year has no such week.
    #[must_use]
    pub fn of_week(year: i16, week: i8) -> Option<Self> {
        let monday = civil::ISOWeekDate::new(year, week, civil::Weekday::Monday).ok()?;
        Some(Self(monday.date())).filter(|day| day.year() >= 1000)
    }

    /// The year and the number of the week that the day lies in, as [`Date::of_week`] takes them.
    #[must_use]
    pub fn week(self) -> (i16, i8) {
        let week = self.0.iso_week_date();
        (week.year(), week.week())
    }

    /// The form for data: `2024-04-29`.
    #[must_use]
    pub fn iso(self) -> String {
        format!("{:04}-{:02}-{:02}", self.year(), self.month(), self.day())
    }
}

/// Shows the form of official documents, without leading zeros (GB/T 9704): `2024年4月29日`.
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}年{}月{}日", self.year(), self.month(), self.day())
    }
}

impl Moment {
    /// Reads a day as [`Date::parse`] does, then, if one follows, a time of the 24-hour clock after `T` or spaces:
    /// `2022/6/1 6:45:28`, `2017-12-13T09:30:00`. The offset `+08:00` may stand at its end; no other may.
    ///
    /// # Errors
    /// Those of [`Date::parse`], and one for a time that is none.
    pub fn parse(written: &str) -> Result<Self, ValueError> {
        let text: String = written.chars().map(narrow).collect();
        let (date, rest) = read_date(&text)?;
        let rest = rest.trim();
        let time = if rest.is_empty() { None } else { Some(read_time(rest).ok_or(NOT_A_TIME)?) };
        Ok(Self { date, time })
    }

    /// The day.
    #[must_use]
    pub fn date(self) -> Date {
        self.date
    }

    /// Hour and minute, if a time was given.
    #[must_use]
    pub fn time(self) -> Option<(u8, u8)> {
        self.time.map(|time| (time.hour, time.minute))
    }

    /// The form of the tag PubDate in 《政府网站发展指引》: `2017-12-13 09:30`, or the day alone where no time was given.
    #[must_use]
    pub fn meta(self) -> String {
        match self.time() {
            Some((hour, minute)) => format!("{} {hour:02}:{minute:02}", self.date.iso()),
            None => self.date.iso(),
        }
    }

    /// The form of feeds and structured data: `2017-12-13T09:30:00+08:00`; a day without a time begins at midnight.
    #[must_use]
    pub fn rfc3339(self) -> String {
        let (hour, minute) = self.time().unwrap_or_default();
        let second = self.time.and_then(|time| time.second).unwrap_or_default();
        format!("{}T{hour:02}:{minute:02}:{second:02}+08:00", self.date.iso())
    }
}

/// Shows the Chinese day and the time as far as it was given: `2022年6月1日 06:45:28`.
impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.date.fmt(f)?;
        if let Some(Time { hour, minute, second }) = self.time {
            write!(f, " {hour:02}:{minute:02}")?;
            if let Some(second) = second {
                write!(f, ":{second:02}")?;
            }
        }
        Ok(())
    }
}

/// Reads the date that half-width `text` begins with and returns what follows it.
fn read_date(text: &str) -> Result<(Date, &str), ValueError> {
    let Some((year, month, day, rest)) = read_figures(text) else {
        return Err(if text.contains(is_mask) { MASKED } else { NOT_A_DATE });
    };
    Date::new(year, month, day).map(|date| (date, rest)).ok_or(IMPOSSIBLE)
}

fn read_figures(text: &str) -> Option<(i16, i8, i8, &str)> {
    let (year, rest) = figure(text, 4..=4)?;
    let mark = rest.trim_start().chars().next().filter(|mark| ['-', '/', '.', '年'].contains(mark))?;
    let in_words = mark == '年';
    let (month, rest) = figure(after(rest, mark)?, 1..=2)?;
    let (day, rest) = figure(after(rest, if in_words { '月' } else { mark })?, 1..=2)?;
    let rest = if in_words { after(rest, '日')? } else { rest };
    Some((year.parse().ok()?, month.parse().ok()?, day.parse().ok()?, rest))
}

fn read_time(text: &str) -> Option<Time> {
    let text = text.strip_prefix('T').unwrap_or(text);
    let text = text.strip_suffix("+08:00").unwrap_or(text);
    let (hour, rest) = clock_figure(text, 23)?;
    let (minute, rest) = clock_figure(after(rest, ':')?, 59)?;
    let (second, rest) = match after(rest, ':') {
        Some(rest) => clock_figure(rest, 59).map(|(second, rest)| (Some(second), rest))?,
        None => (None, rest),
    };
    rest.is_empty().then_some(Time { hour, minute, second })
}

fn clock_figure(text: &str, most: u8) -> Option<(u8, &str)> {
    let (digits, rest) = figure(text, 1..=2)?;
    digits.parse().ok().filter(|value| *value <= most).map(|value| (value, rest))
}

/// Splits off the digits that `text` begins with, if their count is within `lengths`.
fn figure(text: &str, lengths: std::ops::RangeInclusive<usize>) -> Option<(&str, &str)> {
    let text = text.trim_start();
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    lengths.contains(&end).then(|| text.split_at(end))
}

fn after(text: &str, mark: char) -> Option<&str> {
    text.trim_start().strip_prefix(mark)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_every_way_of_writing_a_day() {
        let day = Date::new(2024, 4, 9).expect("a day");
        for written in [
            "2024-04-09",
            "2024-4-9",
            "2024/4/9",
            "2024.4.9",
            "2024年4月9日",
            " 2024 年 04 月 09 日 ",
            "２０２４年４月９日",
            "２０２４－０４－０９",
            "2024／4／9",
        ] {
            assert_eq!(Date::parse(written), Ok(day), "{written}");
        }
        assert_eq!(day.iso(), "2024-04-09");
        assert_eq!(day.to_string(), "2024年4月9日");
        assert_eq!((day.year(), day.month(), day.day()), (2024, 4, 9));
    }

    #[test]
    fn tells_a_placeholder_from_a_wrong_date() {
        for written in ["20xx年4月9日", "xxxx-xx-xx", "2024年X月X日", "20××年1月1日", "２０ＸＸ年1月1日"]
        {
            assert_eq!(Date::parse(written), Err(MASKED), "{written}");
        }
        for written in ["2023-02-29", "2024-13-01", "2024年4月31日", "2024.0.1", "0024-04-29"] {
            assert_eq!(Date::parse(written), Err(IMPOSSIBLE), "{written}");
        }
        for written in ["", "2024年4月", "24-4-9", "2024-4/9", "2024年4月9", "20240409", "2024-04-09 9:30", "四月"]
        {
            assert_eq!(Date::parse(written), Err(NOT_A_DATE), "{written}");
        }
    }

    #[test]
    fn days_sort_by_time() {
        let read = |written| Date::parse(written).expect("a day");
        assert!(read("2023-12-31") < read("2024-01-01"));
        assert!(read("2024/2/1") > read("2024/1/31"));
    }

    #[test]
    fn reads_and_shows_a_moment() {
        for (written, meta, feed, shown) in [
            ("2022/6/1 6:45:28", "2022-06-01 06:45", "2022-06-01T06:45:28+08:00", "2022年6月1日 06:45:28"),
            ("2017-12-13T09:30:00", "2017-12-13 09:30", "2017-12-13T09:30:00+08:00", "2017年12月13日 09:30:00"),
            ("2017-12-13 09:30", "2017-12-13 09:30", "2017-12-13T09:30:00+08:00", "2017年12月13日 09:30"),
            ("2017年12月13日9：30", "2017-12-13 09:30", "2017-12-13T09:30:00+08:00", "2017年12月13日 09:30"),
            ("2017-12-13T23:59:59+08:00", "2017-12-13 23:59", "2017-12-13T23:59:59+08:00", "2017年12月13日 23:59:59"),
            ("2017年12月13日", "2017-12-13", "2017-12-13T00:00:00+08:00", "2017年12月13日"),
        ] {
            let moment = Moment::parse(written).expect(written);
            assert_eq!(moment.meta(), meta);
            assert_eq!(moment.rfc3339(), feed);
            assert_eq!(moment.to_string(), shown);
        }
    }

    #[test]
    fn rejects_a_time_that_is_none() {
        for written in ["2017-12-13T24:00", "2017-12-13 9:60", "2017-12-13 9", "2017-12-13 9:30:00Z", "2017-12-13 上午"]
        {
            assert_eq!(Moment::parse(written), Err(NOT_A_TIME), "{written}");
        }
        assert_eq!(Moment::parse("20xx-12-13 9:30"), Err(MASKED));
        assert_eq!(Moment::parse("2017-02-30 9:30"), Err(IMPOSSIBLE));
    }

    proptest! {
        #[test]
        fn never_panics(written in any::<String>(), marks in "[0-9０-９xT年月日:：/.+ -]{0,24}") {
            for text in [written, marks] {
                let _ = Date::parse(&text);
                let _ = Moment::parse(&text);
            }
        }

        #[test]
        fn what_is_shown_reads_back(
            (year, month, day) in (1000i16..=9999, 1i8..=12, 1i8..=28),
            (hour, minute, second) in (0u8..24, 0u8..60, proptest::option::of(0u8..60)),
            timed: bool,
        ) {
            let date = Date::new(year, month, day).expect("a day");
            prop_assert_eq!(Date::parse(&date.to_string()), Ok(date));
            prop_assert_eq!(Date::parse(&date.iso()), Ok(date));
            let moment = Moment { date, time: timed.then_some(Time { hour, minute, second }) };
            prop_assert_eq!(Moment::parse(&moment.to_string()), Ok(moment));
            prop_assert_eq!(Moment::parse(&moment.rfc3339()).map(Moment::meta).map(|meta| meta.len()), Ok(16));
        }
    }
}
