//! Charts as SVG, drawn while the site is built: no script, no style, the same bytes for the same numbers.
//!
//! Every chart is drawn three times, for a wide column, for a telephone and for large type on one, so that its letters
//! keep their size; the style sheet shows one of them. Its title and description say in words what it shows; the page
//! puts a table beneath. Places are reckoned in whole units from decimals: no float is ever rounded in two ways.

mod bar;
mod column;

use std::fmt::Write;

use rust_decimal::{Decimal, prelude::ToPrimitive};

pub use self::{
    bar::{Bar, BarChart},
    column::{Column, ColumnChart},
};
use super::body::push_escaped;

/// The width of a chart beside nothing, and of its twins on a telephone: shown there in its full width, the last has
/// letters half as large again.
const SIZES: [(u32, &str); 3] = [(720, "wide"), (343, "narrow"), (240, "large")];
/// The width of a chart in a file, which is shown on a telephone as well and read there.
const ALONE: u32 = 480;
/// The side of a Chinese character in a label.
const EM: u32 = 14;

/// What is said of a chart in words.
#[derive(Debug, Clone, Copy)]
pub struct Caption<'a> {
    /// The id of the figure, unique in its page, of ASCII letters and hyphens.
    pub id: &'a str,
    /// What it shows.
    pub title: &'a str,
    /// Extremes and trend, for whoever cannot see it.
    pub description: &'a str,
}

/// A drawing that grows downwards.
struct Drawing {
    out: String,
    width: u32,
}

impl Drawing {
    /// All sizes of a chart.
    fn sizes(caption: Caption<'_>, draw: impl Fn(&mut Self) -> u32) -> String {
        SIZES.map(|size| Self::whole(caption, size, &draw)).concat()
    }

    /// The chart with its colours written into it: no style sheet reaches a file of its own.
    fn file(caption: Caption<'_>, draw: impl Fn(&mut Self) -> u32) -> String {
        const COLOURS: [(&str, &str); 5] = [
            (" class=\"first\"", " fill=\"#0b4a8f\""),
            (" class=\"label\"", " font-size=\"14\" font-family=\"sans-serif\" fill=\"#1b1f24\""),
            (" class=\"value\"", " font-size=\"14\" font-family=\"sans-serif\" fill=\"#1b1f24\""),
            (" class=\"tint\"", " fill=\"#fff\""),
            (" class=\"line\"", " fill=\"#c07f3a\""),
        ];
        let drawn = Self::whole(caption, (ALONE, "alone"), &draw);
        COLOURS.into_iter().fold(drawn, |drawn, (class, colour)| drawn.replace(class, colour)) + "\n"
    }

    fn whole(caption: Caption<'_>, (width, name): (u32, &str), draw: impl Fn(&mut Self) -> u32) -> String {
        let mut inside = Self { out: String::new(), width };
        let height = draw(&mut inside);
        let id = format!("{}-{name}", caption.id);
        let mut out = format!(
            "<svg class=\"chart {name}\" role=\"img\" aria-labelledby=\"{id}-t {id}-d\" viewBox=\"0 0 {width} {height}\" \
             width=\"{width}\" height=\"{height}\" xmlns=\"http://www.w3.org/2000/svg\"><title id=\"{id}-t\">"
        );
        push_escaped(caption.title, &mut out);
        let _ = write!(out, "</title><desc id=\"{id}-d\">");
        push_escaped(caption.description, &mut out);
        let _ = write!(
            out,
            "</desc><defs><pattern id=\"{id}-p\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" \
             patternTransform=\"rotate(45)\"><rect class=\"tint\" width=\"6\" height=\"6\"/><rect class=\"line\" width=\"2\" \
             height=\"6\"/></pattern></defs>"
        );
        // The pattern is named by the drawing it stands in: sizes share no ids.
        out.push_str(&inside.out.replace("url(#p)", &format!("url(#{id}-p)")));
        out.push_str("</svg>");
        out
    }

    fn text(&mut self, class: &str, (x, y): (u32, u32), words: &str) {
        let _ = write!(self.out, "<text class=\"{class}\" x=\"{x}\" y=\"{y}\">");
        push_escaped(words, &mut self.out);
        self.out.push_str("</text>");
    }

    fn bar(&mut self, kind: Fill, (x, y): (u32, u32), (width, height): (u32, u32)) {
        let fill = if kind == Fill::Second { " fill=\"url(#p)\"" } else { "" };
        let class = kind.class();
        let _ = write!(
            self.out,
            "<rect class=\"{class}\"{fill} x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"/>"
        );
    }

    fn line(&mut self, class: &str, y: u32, (from, to): (u32, u32)) {
        let _ = write!(self.out, "<path class=\"{class}\" d=\"M{from} {y}H{to}\"/>");
    }

    /// Swatches with their names in one row from `(0, y)`.
    fn legend(&mut self, names: &[(Fill, &str)], y: u32) {
        let mut x = 0;
        for (fill, name) in names {
            self.bar(*fill, (x, y), (EM, EM));
            self.text("label", (x + EM + 6, y + EM - 2), name);
            x += EM + 6 + breadth(name) + 2 * EM;
        }
    }
}

/// How a bar is filled; shapes differ without colour too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fill {
    First,
    Second,
    Third,
}

impl Fill {
    const ALL: [Self; 3] = [Self::First, Self::Second, Self::Third];

    fn class(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Second => "second",
            Self::Third => "third",
        }
    }
}

/// `part` of `whole`, on a length; zero of nothing is nothing, and something is seen.
fn length(part: Decimal, whole: Decimal, length: u32) -> u32 {
    if part.is_zero() || whole.is_zero() {
        return 0;
    }
    (part * Decimal::from(length) / whole).round().to_u32().unwrap_or(0).clamp(1, length)
}

/// About how wide a text is drawn.
fn breadth(text: &str) -> u32 {
    text.chars().map(|character| if character.is_ascii() { 8 } else { EM }).sum()
}

/// The text, cut with … where it is wider than `limit`.
fn cut(text: &str, limit: u32) -> String {
    if breadth(text) <= limit {
        return text.to_owned();
    }
    let mut out = String::new();
    for character in text.chars() {
        if breadth(&out) + breadth(character.encode_utf8(&mut [0; 4])) + EM > limit {
            break;
        }
        out.push(character);
    }
    out + "…"
}

#[cfg(test)]
mod tests;
