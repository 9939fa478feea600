//! The colours of a theme: `theme.toml`, with what a site's `[appearance]` puts in the place of its own.
//!
//! A tone is named by its office. Of a colour that a site chooses, the tones that go with it are found by mixing until
//! they can be read.

use std::{collections::BTreeMap, ops::Range};

use serde::Serialize;
use toml::de::DeTable;

use crate::{
    bilingual,
    config::Appearance,
    diag::Bilingual,
    model::{Colour, ValueError},
};

/// What a text and its ground need (WCAG 2.2, 1.4.3).
const LEGIBLE: f64 = 4.5;
/// What a chosen colour is given on dark paper.
const CLEAR: f64 = 7.0;

/// Texts and the grounds they stand on.
const TEXTS: [(&str, &str); 17] = [
    ("on-band", "band"),
    ("ink", "paper"),
    ("ink", "ground"),
    ("muted", "paper"),
    ("muted", "ground"),
    ("link", "paper"),
    ("link", "ground"),
    ("hover", "paper"),
    ("visited", "paper"),
    ("on-main", "main"),
    ("on-main", "main-hover"),
    ("main", "paper"),
    ("main", "main-tint"),
    ("red", "paper"),
    ("red", "red-tint"),
    ("gold", "paper"),
    ("gold", "gold-tint"),
];

/// The colours by office in each mode. A mode that leaves one out has that of the light one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Palette {
    modes: BTreeMap<Mode, BTreeMap<String, Colour>>,
}

/// A way of showing pages; `theme.toml` has a table for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Mode {
    Light,
    Dark,
    Contrast,
}

impl Mode {
    const ALL: [(&'static str, Self); 3] = [("light", Self::Light), ("dark", Self::Dark), ("contrast", Self::Contrast)];
}

/// What is wrong at a place of `theme.toml`.
pub(super) struct PaletteError {
    pub(super) span: Range<usize>,
    pub(super) message: Bilingual,
}

/// The colours as the template of the stylesheet sees them, each mode in the order of its names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct PaletteView {
    light: Vec<Tone>,
    dark: Vec<Tone>,
    contrast: Vec<Tone>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Tone {
    name: String,
    colour: String,
}

impl Palette {
    /// Puts the colours of a `theme.toml` in the place of those that were there.
    pub(super) fn read(&mut self, source: &str) -> Vec<PaletteError> {
        let table = match DeTable::parse(source) {
            Ok(table) => table,
            Err(error) => {
                let what = error.message();
                let message = bilingual!("不合 TOML 的写法：{what}", "not valid TOML: {what}");
                return vec![PaletteError { span: error.span().unwrap_or(0..0), message }];
            }
        };
        let mut errors = Vec::new();
        let mut error = |span, message: [&str; 2]| errors.push(PaletteError { span, message: message.into() });
        for (name, tones) in table.get_ref() {
            let mode = Mode::ALL.iter().find(|(known, _)| name.get_ref() == known).map(|(_, mode)| *mode);
            let (Some(mode), Some(tones)) = (mode, tones.get_ref().as_table()) else {
                error(
                    name.span(),
                    [
                        "这里只有 [light]、[dark]、[contrast] 三节",
                        "only the sections [light], [dark] and [contrast] stand here",
                    ],
                );
                continue;
            };
            for (name, colour) in tones {
                let is_name = name.get_ref().bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
                match colour.get_ref().as_str().map(Colour::parse) {
                    Some(Ok(colour)) if is_name => {
                        self.modes.entry(mode).or_default().insert(name.get_ref().to_string(), colour);
                    }
                    Some(Err(ValueError { what, .. })) => error(colour.span(), what),
                    _ => error(
                        colour.span(),
                        ["这里要写颜色，例如 main = \"#0b4a8f\"", "a colour stands here, as in main = \"#0b4a8f\""],
                    ),
                }
            }
        }
        errors
    }

    /// The texts that cannot be read on their ground.
    pub(super) fn faint(&self) -> Vec<Bilingual> {
        let mut found = Vec::new();
        for (name, mode) in Mode::ALL {
            for (text, ground) in TEXTS {
                let (Some(on), Some(under)) = (self.tone(mode, text), self.tone(mode, ground)) else { continue };
                let contrast = on.contrast(under);
                if contrast < LEGIBLE {
                    found.push(bilingual!(
                        "[{name}] 的 {text} 在 {ground} 上看不清：对比度是 {contrast:.2}，至少要 {LEGIBLE}",
                        "in [{name}], {text} on {ground} is too faint: the contrast is {contrast:.2}, and {LEGIBLE} is the least"
                    ));
                }
            }
        }
        found
    }

    /// The colours with those that a site chose, and with the tones that go with them.
    pub(super) fn with(mut self, appearance: &Appearance) -> Self {
        for (name, colour) in [("main", appearance.main), ("red", appearance.red), ("gold", appearance.gold)] {
            if let Some(colour) = colour {
                self.choose(name, colour);
            }
        }
        self
    }

    fn choose(&mut self, name: &str, colour: Colour) {
        let dark_paper = self.tone(Mode::Dark, "paper").unwrap_or(Colour::BLACK);
        // The least share of white with which it can be read on dark paper.
        let dark = (0..=100).map(|share| colour.mix(Colour::WHITE, share));
        let dark = dark.into_iter().find(|tone| tone.contrast(dark_paper) >= CLEAR).unwrap_or(Colour::WHITE);
        self.set(Mode::Light, name, colour);
        self.set(Mode::Light, &format!("{name}-tint"), tint(colour, Colour::WHITE));
        self.set(Mode::Dark, name, dark);
        self.set(Mode::Dark, &format!("{name}-tint"), tint(dark, dark_paper));
        if name == "main" {
            self.set(Mode::Light, "main-hover", colour.mix(Colour::BLACK, 25));
            self.set(Mode::Light, "on-main", Colour::WHITE);
            self.set(Mode::Light, "band", colour);
            self.set(Mode::Light, "on-band", Colour::WHITE);
            self.set(Mode::Light, "chart-1", colour);
            self.set(Mode::Dark, "main-hover", dark.mix(Colour::WHITE, 40));
            self.set(Mode::Dark, "on-main", dark_paper);
            self.set(Mode::Dark, "band", colour.mix(Colour::BLACK, 45));
            self.set(Mode::Dark, "chart-1", dark);
        }
    }

    fn tone(&self, mode: Mode, name: &str) -> Option<Colour> {
        let of = |mode| self.modes.get(&mode).and_then(|tones| tones.get(name)).copied();
        of(mode).or_else(|| of(Mode::Light))
    }

    fn set(&mut self, mode: Mode, name: &str, colour: Colour) {
        self.modes.entry(mode).or_default().insert(name.to_owned(), colour);
    }

    /// The colours for the stylesheet.
    pub(super) fn view(&self) -> PaletteView {
        let tones = |mode| {
            let tones = self.modes.get(&mode).into_iter().flatten();
            tones.map(|(name, colour)| Tone { name: name.clone(), colour: colour.to_string() }).collect()
        };
        PaletteView { light: tones(Mode::Light), dark: tones(Mode::Dark), contrast: tones(Mode::Contrast) }
    }
}

/// A ground of a colour's own kind on which it can be read.
fn tint(colour: Colour, paper: Colour) -> Colour {
    (88..=100).map(|share| colour.mix(paper, share)).find(|tint| colour.contrast(*tint) >= LEGIBLE).unwrap_or(paper)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn default() -> Palette {
        let mut palette = Palette::default();
        assert!(palette.read(include_str!("../../themes/default/theme.toml")).is_empty());
        palette
    }

    #[test]
    fn the_default_theme_can_be_read() {
        assert_eq!(default().faint(), []);
    }

    #[test]
    fn a_faint_colour_is_named_with_its_ground() {
        let mut palette = default();
        assert!(palette.read("[dark]\nmuted = \"#333333\"\n").is_empty());
        assert!(palette.faint()[0].zh.contains("[dark] 的 muted 在 paper 上看不清"), "{:?}", palette.faint());
    }

    #[test]
    fn refuses_other_sections_and_other_values() {
        let starts = |source: &str| default().read(source).iter().map(|error| error.span.start).collect::<Vec<_>>();
        assert_eq!(starts("[night]\nink = \"#ffffff\"\n").len(), 1);
        assert_eq!(starts("[light]\nink = \"white\"\n"), [14]);
        assert_eq!(starts("[light]\nink = 3\n"), [14]);
        assert_eq!(starts("[light\n").len(), 1);
    }

    proptest! {
        /// Whatever legible colours a site chooses, every text can be read in every mode.
        #[test]
        fn tones_of_a_chosen_colour_can_be_read(channels in prop::array::uniform3(0_u8..=255)) {
            let [red, green, blue] = channels;
            let colour = Colour::parse(&format!("#{red:02x}{green:02x}{blue:02x}")).unwrap();
            prop_assume!(colour.contrast(Colour::WHITE) >= LEGIBLE);
            let chosen = Appearance { main: Some(colour), red: Some(colour), gold: Some(colour), ..Appearance::default() };
            prop_assert_eq!(default().with(&chosen).faint(), vec![]);
        }
    }
}
