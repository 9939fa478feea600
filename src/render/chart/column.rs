//! Standing columns: what happened in each of a row of periods.

use rust_decimal::Decimal;

use super::{Caption, Drawing, EM, Fill, breadth, length};

/// Columns on one scale that begins at zero.
#[derive(Debug, Clone)]
pub struct ColumnChart<'a> {
    /// What is said of it.
    pub caption: Caption<'a>,
    /// The names of the series, at most three.
    pub series: Vec<String>,
    /// The periods, in order of time.
    pub columns: Vec<Column>,
}

/// A period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name beneath the axis.
    pub label: String,
    /// Its year, beneath the first period of each.
    pub year: Option<String>,
    /// The count of each series.
    pub counts: Vec<usize>,
}

/// The height of the highest column.
const HIGH: u32 = 150;
const LEGEND: u32 = 30;

impl ColumnChart<'_> {
    /// The drawing, in all sizes.
    #[must_use]
    pub fn svg(&self) -> String {
        Drawing::sizes(self.caption, |drawing| self.draw(drawing))
    }

    fn draw(&self, drawing: &mut Drawing) -> u32 {
        let names: Vec<(Fill, &str)> = Fill::ALL.into_iter().zip(self.series.iter().map(String::as_str)).collect();
        drawing.legend(&names, 0);
        let highest = self.columns.iter().flat_map(|column| &column.counts).max().copied().unwrap_or(0);
        let ground = LEGEND + EM + HIGH;
        drawing.line("axis", ground, (0, drawing.width));
        let slots = u32::try_from(self.columns.len().max(1)).unwrap_or(u32::MAX);
        let slot = drawing.width / slots;
        let series = u32::try_from(self.series.len().max(1)).unwrap_or(1);
        let thick = ((slot.saturating_sub(4)) / series).clamp(3, 24);
        for (position, column) in (0u32..).zip(&self.columns) {
            let left = position * slot + (slot - (thick * series).min(slot)) / 2;
            for ((place, count), fill) in (0u32..).zip(&column.counts).zip(Fill::ALL) {
                let high = length(Decimal::from(*count), Decimal::from(highest), HIGH);
                if high == 0 {
                    continue;
                }
                let (x, y) = (left + place * thick, ground - high);
                drawing.bar(fill, (x, y), (thick.saturating_sub(2).max(2), high));
                drawing.text("value middle", (x + thick / 2 - 1, y - 4), &count.to_string());
            }
            let middle = position * slot + slot / 2;
            // Where months stand close, every second name is enough.
            if slot >= breadth(&column.label) || position % 2 == 0 {
                drawing.text("label middle", (middle, ground + EM + 4), &column.label);
            }
            if let Some(year) = &column.year {
                drawing.text("label muted", (position * slot, ground + 2 * EM + 8), year);
            }
        }
        ground + 2 * EM + 14
    }
}
