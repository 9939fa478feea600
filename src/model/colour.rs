//! Colours, as the interface is painted with them.

use std::fmt;

use super::ValueError;

/// An opaque colour in sRGB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour([u8; 3]);

impl Colour {
    /// White.
    pub const WHITE: Self = Self([255; 3]);
    /// Black.
    pub const BLACK: Self = Self([0; 3]);

    /// Reads `#0B4A8F`.
    ///
    /// # Errors
    ///
    /// The text is no such colour.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii());
        let channel = |from: usize| digits.and_then(|digits| u8::from_str_radix(&digits[from..from + 2], 16).ok());
        match (channel(0), channel(2), channel(4)) {
            (Some(red), Some(green), Some(blue)) => Ok(Self([red, green, blue])),
            _ => Err(ValueError {
                what: ["这不是颜色", "this is no colour"],
                help: [
                    "写 # 和六位十六进制数字，例如 \"#0B4A8F\"",
                    "write # and six hexadecimal digits, as in \"#0B4A8F\"",
                ],
            }),
        }
    }

    /// The contrast with another colour, from 1 to 21 (WCAG 2.2, contrast ratio).
    #[must_use]
    pub fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// The colour with `share` hundredths of another mixed in.
    #[must_use]
    pub fn mix(self, other: Self, share: u8) -> Self {
        let mixed = |from: u8, to: u8| {
            let (from, to, share) = (u32::from(from), u32::from(to), u32::from(share.min(100)));
            u8::try_from((from * (100 - share) + to * share + 50) / 100).unwrap_or(u8::MAX)
        };
        Self([0, 1, 2].map(|channel| mixed(self.0[channel], other.0[channel])))
    }

    /// Relative luminance (WCAG 2.2).
    fn luminance(self) -> f64 {
        let [red, green, blue] = self.0.map(|channel| {
            let value = f64::from(channel) / 255.0;
            if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_six_hexadecimal_digits() {
        assert_eq!(Colour::parse("#0B4A8F").unwrap().to_string(), "#0b4a8f");
        for wrong in ["0B4A8F", "#fff", "#0B4A8G", "#12345六", "red"] {
            assert!(Colour::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn measures_contrast_as_the_guidelines_do() {
        assert!((Colour::WHITE.contrast(Colour::BLACK) - 21.0).abs() < 0.001);
        let blue = Colour::parse("#0B4A8F").unwrap();
        assert!((blue.contrast(Colour::WHITE) - 8.79).abs() < 0.01);
        assert_eq!(blue.mix(Colour::WHITE, 100), Colour::WHITE);
        assert_eq!(blue.mix(Colour::WHITE, 0), blue);
    }
}
