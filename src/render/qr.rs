//! An address as a QR code, drawn when the site is built.

use qrcode::{
    Color, EcLevel, bits,
    canvas::{Canvas, MaskPattern},
    ec,
};
use serde::Serialize;

/// The free modules around the code that readers need (ISO/IEC 18004 §9.1).
const QUIET_ZONE: usize = 4;

/// Bytes enough for the path of most addresses.
const LENGTH: usize = 4 << 10;

/// A code as a template draws it: strokes of one module's height.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct QrView {
    /// Modules on a side, with the free ones around.
    size: usize,
    /// The path of an SVG element: one stroke for each row of dark modules.
    path: String,
}

impl QrView {
    /// The code of `text`; `None` for a text longer than any code holds.
    pub(super) fn of(text: &str) -> Option<Self> {
        let (width, colours) = modules(text)?;
        let mut path = String::with_capacity(LENGTH);
        for (row, modules) in colours.chunks(width).enumerate() {
            strokes(modules, row + QUIET_ZONE, &mut path);
        }
        Some(Self { size: width + 2 * QUIET_ZONE, path })
    }
}

/// The modules of a text's code, row by row, and how many a row has.
fn modules(text: &str) -> Option<(usize, Vec<Color>)> {
    let bits = bits::encode_auto(text.as_bytes(), EcLevel::M).ok()?;
    let (version, data) = (bits.version(), bits.into_bytes());
    let (data, correction) = ec::construct_codewords(&data, version, EcLevel::M).ok()?;
    let mut canvas = Canvas::new(version, EcLevel::M);
    canvas.draw_all_functional_patterns();
    canvas.draw_data(&data, &correction);
    // Every code says which mask it has. To try all eight for the fairest would take longer than the page around it.
    canvas.apply_mask(MaskPattern::DiagonalLines);
    Some((usize::from(version.width().unsigned_abs()), canvas.into_colors()))
}

/// The dark runs of a row: an absolute start, then lengths and gaps by turns.
fn strokes(modules: &[Color], row: usize, path: &mut String) {
    let mut number = itoa::Buffer::new();
    let mut put = |before: &str, value: usize| {
        path.push_str(before);
        path.push_str(number.format(value));
    };
    let mut end = None;
    let mut at = 0;
    for run in modules.chunk_by(|one, next| one == next) {
        if run[0] == Color::Dark {
            match end {
                None => {
                    put("M", at + QUIET_ZONE);
                    put(" ", row);
                    put(".5h", run.len());
                }
                Some(end) => {
                    put("m", at - end);
                    put(" 0h", run.len());
                }
            }
            end = Some(at + run.len());
        }
        at += run.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The modules a path darkens, by row and column.
    fn dark(view: &QrView) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        for row in view.path.split('M').skip(1) {
            let (start, runs) = row.split_once(".5").unwrap();
            let (column, row) = start.split_once(' ').unwrap();
            let mut at: usize = column.parse().unwrap();
            for run in runs.split('h').skip(1) {
                let (length, gap) = run.split_once('m').unwrap_or((run, "0 0"));
                let length: usize = length.parse().unwrap();
                found.extend((at..at + length).map(|column| (row.parse().unwrap(), column)));
                at += length + gap.split_once(' ').unwrap().0.parse::<usize>().unwrap();
            }
        }
        found
    }

    #[test]
    fn draws_every_dark_module_and_no_other() {
        let address = "https://www.yunxi.example/gk/documents/2024/43/";
        let (width, colours) = modules(address).unwrap();
        let mut expected = Vec::new();
        for (at, colour) in colours.into_iter().enumerate() {
            if colour == Color::Dark {
                expected.push((at / width + QUIET_ZONE, at % width + QUIET_ZONE));
            }
        }
        let view = QrView::of(address).unwrap();
        assert_eq!(dark(&view), expected);
        assert_eq!(view.size, width + 8);
    }

    #[test]
    fn differs_from_the_fairest_code_by_its_mask_alone() {
        use qrcode::{QrCode, canvas::is_functional};
        let address = "https://www.yunxi.example/gk/documents/2024/43/";
        let code = QrCode::with_error_correction_level(address, EcLevel::M).unwrap();
        let (width, colours) = modules(address).unwrap();
        assert_eq!(width, code.width());
        let fairest = code.to_colors();
        let is_data =
            |at: &usize| !is_functional(code.version(), width as i16, (at % width) as i16, (at / width) as i16);
        // Of one data under two of the eight masks (ISO/IEC 18004 §7.8.2), what differs is the same for every module.
        let masks: [fn(usize, usize) -> bool; 8] = [
            |x, y| (x + y) % 2 == 0,
            |_, y| y % 2 == 0,
            |x, _| x % 3 == 0,
            |x, y| (x + y) % 3 == 0,
            |x, y| (x / 3 + y / 2) % 2 == 0,
            |x, y| (x * y) % 2 + (x * y) % 3 == 0,
            |x, y| ((x * y) % 2 + (x * y) % 3) % 2 == 0,
            |x, y| ((x + y) % 2 + (x * y) % 3) % 2 == 0,
        ];
        let agrees = |mask: &fn(usize, usize) -> bool| {
            (0..width * width).filter(is_data).all(|at| {
                let (x, y) = (at % width, at / width);
                (colours[at] != fairest[at]) == (mask(x, y) != ((x + y) % 3 == 0))
            })
        };
        assert!(masks.iter().any(agrees));
    }

    #[test]
    fn a_text_longer_than_any_code_has_none() {
        assert_eq!(QrView::of(&"字".repeat(3000)), None);
    }
}
