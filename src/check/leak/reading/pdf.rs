//! PDF files: the text as its glyphs are drawn, and every string beside it.

use std::{
    borrow::Cow,
    panic::{AssertUnwindSafe, catch_unwind},
};

use encoding_rs::{UTF_16BE, UTF_16LE};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, SoftMask,
    font::{Glyph, GlyphRun},
    hayro_cmap::{BfString, WritingMode},
    hayro_syntax::{
        DecryptionError, LoadPdfError, Pdf,
        object::{Array, Dict, MaybeRef, Name, Object, dict::keys},
    },
    interpret_page,
    kurbo::{Affine, BezPath, Point, Rect, Vec2},
};

use super::{Obstacle, Reading, lossy};
use crate::check::leak::{fold::BARRIER, markup::Dialect};

impl Reading<'_> {
    /// Takes in the pages, with what is invisible or covered on them, and outlines, notes, form fields, properties and
    /// embedded files.
    pub(super) fn pdf(&mut self, bytes: &[u8]) {
        // A file made to be read by people must not bring down the build, whatever a library makes of its faults.
        let read = catch_unwind(AssertUnwindSafe(|| {
            let pdf = Pdf::new(bytes.to_vec()).map_err(|error| match error {
                LoadPdfError::Decryption(DecryptionError::PasswordProtected) => Obstacle::Locked,
                _ => Obstacle::Damaged,
            })?;
            self.pages(&pdf);
            self.objects(&pdf);
            Ok(())
        }));
        if let Err(obstacle) = read.unwrap_or(Err(Obstacle::Damaged)) {
            self.obstacles.insert(obstacle);
        }
    }

    fn pages(&mut self, pdf: &Pdf) {
        let cache = InterpreterCache::new();
        for page in pdf.pages().iter() {
            let mut lines = Lines::default();
            let space = Rect::new(0.0, 0.0, 1.0, 1.0);
            let settings = InterpreterSettings::default();
            let mut context = Context::new(Affine::IDENTITY, space, &cache, pdf.xref(), settings);
            interpret_page(page, &mut context, &mut lines);
            if lines.is_picture() {
                self.obstacles.insert(Obstacle::Pictures);
            }
            self.spoken.push(Cow::Owned(lines.text));
        }
        if hides_layers(pdf) {
            self.obstacles.insert(Obstacle::HiddenLayers);
        }
    }

    fn objects(&mut self, pdf: &Pdf) {
        let mut strings = String::new();
        for object in pdf.objects() {
            collect_strings(&object, &mut strings);
            let Object::Stream(stream) = &object else { continue };
            let kind = stream.dict().get::<Name<'_>>(keys::TYPE);
            match kind.as_deref() {
                Some(b"EmbeddedFile") => match stream.decoded() {
                    Ok(file) => self.take("", Cow::Owned(file.into_owned())),
                    Err(_) => drop(self.obstacles.insert(Obstacle::Damaged)),
                },
                Some(b"Metadata") => {
                    if let Ok(metadata) = stream.decoded() {
                        self.markup(&lossy(metadata), Dialect::Xml);
                    }
                }
                _ => {}
            }
        }
        self.spoken.push(Cow::Owned(strings));
    }
}

/// Whether a layer (ISO 32000-1 §8.11.4.3) is off when the file is opened; its text is then not drawn.
fn hides_layers(pdf: &Pdf) -> bool {
    let catalog = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id());
    let configuration = catalog
        .and_then(|catalog| catalog.get::<Dict<'_>>(keys::OCPROPERTIES))
        .and_then(|properties| properties.get::<Dict<'_>>(keys::D));
    configuration.is_some_and(|configuration| {
        let state = configuration.get::<Name<'_>>(keys::BASE_STATE);
        let off = configuration.get::<Array<'_>>(keys::OFF).is_some_and(|off| off.raw_iter().next().is_some());
        off || state.as_deref() == Some(b"OFF")
    })
}

/// Appends the strings of `object` itself, not of those it refers to: each is an object of its own.
fn collect_strings(object: &Object<'_>, out: &mut String) {
    match object {
        Object::String(string) => {
            let text = match string.as_bytes() {
                [0xFE, 0xFF, text @ ..] => UTF_16BE.decode_without_bom_handling(text).0,
                [0xFF, 0xFE, text @ ..] => UTF_16LE.decode_without_bom_handling(text).0,
                text => String::from_utf8_lossy(text),
            };
            out.push(BARRIER);
            out.push_str(&text);
        }
        Object::Array(array) => {
            array.raw_iter().for_each(|item| collect_direct(item, out));
        }
        Object::Dict(dict) => collect_values(dict, out),
        Object::Stream(stream) => collect_values(stream.dict(), out),
        _ => {}
    }
}

fn collect_values(dict: &Dict<'_>, out: &mut String) {
    dict.entries().for_each(|(_, value)| collect_direct(value, out));
}

fn collect_direct(value: MaybeRef<Object<'_>>, out: &mut String) {
    if let MaybeRef::NotRef(object) = value {
        collect_strings(&object, out);
    }
}

/// The text of a page in the order in which it is drawn.
#[derive(Default)]
struct Lines {
    text: String,
    /// Where the last glyph ended.
    end: Option<Point>,
    /// How many glyphs say which characters they are, and how many do not.
    known: usize,
    unknown: usize,
    /// Whether anything but glyphs is drawn.
    is_drawn: bool,
}

impl Lines {
    /// Whether text may stand on the page that is not in `text`.
    fn is_picture(&self) -> bool {
        // Of a scan the program that made it may have numbered the pages.
        const PAGE_NUMBER: usize = 20;
        // One glyph in ten may be an ornament.
        self.unknown * 10 > self.known || (self.is_drawn && self.known < PAGE_NUMBER)
    }

    /// Writes what the distance from the last glyph to the next is to a reader: nothing, a space, a line, a column.
    fn advance(&mut self, place: Affine) {
        // All in ems: letters of a word stand closer than the first, words of a line closer than the second, and what
        // is further off the line than the third is on another.
        const WORD: f64 = 0.3;
        const COLUMN: f64 = 1.5;
        const LINE: f64 = 0.3;
        let Some(end) = self.end else { return };
        let along = direction(place);
        let em = along.hypot();
        if em == 0.0 {
            return;
        }
        let step = place * Point::ZERO - end;
        let (on, off) = (step.dot(along) / (em * em), step.cross(along) / (em * em));
        match on {
            _ if off.abs() > LINE || on < -1.0 => self.text.push('\n'),
            _ if on > COLUMN => self.text.push(BARRIER),
            _ if on > WORD => self.text.push(' '),
            _ => {}
        }
    }
}

/// One em along the line of a glyph; glyphs are drawn a thousand units to the em.
fn direction(place: Affine) -> Vec2 {
    place * Point::new(1000.0, 0.0) - place * Point::ZERO
}

impl Device<'_> for Lines {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, '_>, props: DrawProps<'_>, _: &DrawMode) {
        for glyph in run.glyphs() {
            let place = props.transform * glyph.transform();
            if run.writing_mode() == WritingMode::Horizontal {
                self.advance(place);
            }
            let sign = glyph.as_unicode();
            *(if sign.is_some() { &mut self.known } else { &mut self.unknown }) += 1;
            match sign {
                Some(BfString::Char(sign)) => self.text.push(sign),
                Some(BfString::String(signs)) => self.text.push_str(&signs),
                None => self.text.push(' '),
            }
            let width = match &**glyph {
                Glyph::Outline(outline) => outline.advance_width(),
                Glyph::Type3(type3) => type3.advance_width(),
            };
            self.end = Some(place * Point::new(f64::from(width.unwrap_or_default()), 0.0));
        }
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'_>, _: &DrawMode) {
        self.is_drawn = true;
    }

    fn draw_image(&mut self, _: Image<'_, '_>, _: ImageDrawProps<'_>) {
        self.is_drawn = true;
    }

    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'_>>, _: BlendMode) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}
