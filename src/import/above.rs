//! The lines above a table: its title, who filled it in, when, and in what unit of money.

use super::heading::money_unit;
use crate::model::Date;

/// Who filled a sheet in and when, from the lines above its table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Above {
    /// The title: the first line that labels nothing.
    pub title: Option<String>,
    /// 填报单位.
    pub reporter: Option<String>,
    /// 填报时间.
    pub reported: Option<Reported>,
    /// The unit of money that holds for the whole table.
    pub unit: Option<&'static str>,
}

/// A day that may have been written as a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reported {
    /// The day; of a month its last.
    pub day: Date,
    /// Whether only the month was written.
    pub is_month: bool,
}

const REPORTER: [&str; 4] = ["填报单位", "报送单位", "上报单位", "填表单位"];
const TIME: [&str; 8] = ["填报时间", "填报日期", "报送时间", "报送日期", "上报时间", "填表时间", "时间", "日期"];

impl Above {
    /// Takes in the texts of the lines above a table, in reading order.
    pub fn read<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
        let mut above = Self::default();
        let mut pending = None;
        for text in texts {
            for piece in pieces(text) {
                match (pending.take(), label(&piece)) {
                    // The value of a label stands in the next cell.
                    (Some(kind), None) => above.take(kind, &piece),
                    (_, Some((kind, ""))) => pending = Some(kind),
                    (_, Some((kind, value))) => above.take(kind, value),
                    (None, None) => above.untitled(&piece),
                }
            }
        }
        above
    }

    fn take(&mut self, kind: Kind, value: &str) {
        match kind {
            Kind::Reporter => self.reporter = Some(value.to_owned()),
            Kind::Time => self.reported = self.reported.or_else(|| reported(value)),
            Kind::Unit => self.unit = self.unit.or_else(|| money_unit(value)),
            Kind::Other => {}
        }
    }

    /// A line that labels nothing: a title, or a time by itself.
    fn untitled(&mut self, piece: &str) {
        if let Some(reported) = reported(piece.trim_start_matches("截至").trim_end_matches('底')) {
            self.reported.get_or_insert(reported);
        } else if self.title.is_none() {
            self.title = Some(piece.to_owned());
        }
    }
}

enum Kind {
    Reporter,
    Time,
    Unit,
    Other,
}

/// The pieces of a line in which several labels stand with spaces between them.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let is_labelled = word.contains(['：', ':']);
        match pieces.last_mut() {
            Some(last) if !is_labelled => last.push_str(word),
            _ => pieces.push(word.to_owned()),
        }
    }
    pieces
}

fn label(piece: &str) -> Option<(Kind, &str)> {
    let piece = piece.trim_matches(['（', '）', '(', ')']);
    let Some((name, value)) = piece.split_once(['：', ':']) else {
        let kind = if REPORTER.contains(&piece) { Kind::Reporter } else { Kind::Time };
        return (REPORTER.contains(&piece) || TIME.contains(&piece)).then_some((kind, ""));
    };
    let value = value.trim_matches(['（', '）', '(', ')']);
    let kind = match name {
        name if REPORTER.contains(&name) => Kind::Reporter,
        // 单位：万元 is a unit of money, 单位：区商务局 the office.
        "单位" if money_unit(value).is_none() => Kind::Reporter,
        "单位" | "金额单位" => Kind::Unit,
        name if TIME.contains(&name) => Kind::Time,
        _ => Kind::Other,
    };
    Some((kind, value))
}

/// A day or a month: `2024年5月`, `2024-05`, `2024.5`.
#[must_use]
pub fn reported(written: &str) -> Option<Reported> {
    let written = written.trim();
    if let Ok(day) = Date::parse(written) {
        return Some(Reported { day, is_month: false });
    }
    let (year, month) = written.split_once(['年', '-', '.', '/', '－', '．'])?;
    let month = month.trim_end_matches(['底', '份', '末']).trim_end_matches('月');
    let (year, month) = (year.trim().parse::<i16>().ok()?, month.trim().parse::<i8>().ok()?);
    (1..=31).rev().find_map(|last| Date::new(year, month, last)).map(|day| Reported { day, is_month: true })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_stands_above_the_table() {
        let day = |iso: &str| Date::parse(iso).unwrap();
        let above = Above::read(
            ["云溪区重点项目台账", "填报单位：区商务局   填报人：张三  时间：2024年5月", "（单位：万元）"].into_iter(),
        );
        assert_eq!(above.title.as_deref(), Some("云溪区重点项目台账"));
        assert_eq!(above.reporter.as_deref(), Some("区商务局"));
        assert_eq!(above.reported, Some(Reported { day: day("2024-05-31"), is_month: true }));
        assert_eq!(above.unit, Some("万元"));
        let above = Above::read(["填报单位", "区 发改局", "填报时间：", "2024-05-30"].into_iter());
        assert_eq!(above.reporter.as_deref(), Some("区发改局"));
        assert_eq!(above.reported, Some(Reported { day: day("2024-05-30"), is_month: false }));
    }
}
