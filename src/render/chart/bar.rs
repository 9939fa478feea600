//! Lying bars: one row a value, the words for it right of its bar.

use rust_decimal::Decimal;

use super::{Caption, Drawing, EM, Fill, breadth, cut, length};

/// Rows of bars on one scale that begins at zero.
#[derive(Debug, Clone)]
pub struct BarChart<'a> {
    /// What is said of it.
    pub caption: Caption<'a>,
    /// The names of the parts of a bar, if there is more than one: at most three.
    pub parts: Vec<String>,
    /// The rows.
    pub bars: Vec<Bar>,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    /// What it stands for.
    pub label: String,
    /// The lengths of its parts, none below zero.
    pub parts: Vec<Decimal>,
    /// The value in words.
    pub words: String,
}

const ROW: u32 = 34;
const THICK: u32 = 18;
const LONGEST_LABEL: u32 = 14 * EM;

impl BarChart<'_> {
    /// The drawing, in all sizes.
    #[must_use]
    pub fn svg(&self) -> String {
        Drawing::sizes(self.caption, |drawing| self.draw(drawing))
    }

    /// The drawing as a file of its own, which names its colours itself.
    #[must_use]
    pub fn file(&self) -> String {
        Drawing::file(self.caption, |drawing| self.draw(drawing))
    }

    fn draw(&self, drawing: &mut Drawing) -> u32 {
        let widest = |of: fn(&Bar) -> u32| self.bars.iter().map(of).max().unwrap_or(0);
        let words = widest(|bar| breadth(&bar.words)) + 8;
        let is_narrow = drawing.width < 500;
        // On a telephone the label stands above its bar, and words that would take more than half the line below it.
        let label = if is_narrow { 0 } else { widest(|bar| breadth(&bar.label)).min(LONGEST_LABEL) + EM };
        let is_below = is_narrow && words > drawing.width / 2;
        let room = if is_below { drawing.width } else { drawing.width.saturating_sub(label + words).max(80) };
        let whole = self.bars.iter().map(|bar| bar.parts.iter().sum()).max().unwrap_or(Decimal::ZERO);
        let mut y = 0;
        if self.parts.len() > 1 {
            let names: Vec<(Fill, &str)> = Fill::ALL.into_iter().zip(self.parts.iter().map(String::as_str)).collect();
            drawing.legend(&names, y);
            y += ROW;
        }
        for bar in &self.bars {
            if is_narrow {
                drawing.text("label", (0, y + EM), &cut(&bar.label, drawing.width));
                y += EM + 6;
            } else {
                drawing.text("label", (0, y + EM), &cut(&bar.label, LONGEST_LABEL));
            }
            let mut x = label;
            for (fill, part) in Fill::ALL.into_iter().zip(&bar.parts) {
                let wide = length(*part, whole, room);
                if wide > 0 {
                    drawing.bar(fill, (x, y), (wide, THICK));
                    x += wide;
                }
            }
            if is_below {
                y += THICK + 4;
                drawing.text("value", (0, y + EM), &bar.words);
            } else {
                drawing.text("value", (x + 6, y + EM), &bar.words);
            }
            y += ROW;
        }
        y
    }
}
