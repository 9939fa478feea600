//! The files of the index: named after what is in them, and compressed, unless the earlier build has them.

use std::{cell::RefCell, collections::BTreeMap, io};

use libdeflater::{CompressionLvl, Compressor};

use crate::earlier::Earlier;
use crate::piece::{self, GROUP, Label, Section};

/// A file of the index; without content where the earlier build has it.
pub(crate) struct Made {
    /// The digest of what it holds, without the head of its label.
    pub(crate) digest: u64,
    pub(crate) name: String,
    pub(crate) content: Option<Vec<u8>>,
}

impl Made {
    /// Makes a file of some bytes; `prefix` begins its name.
    ///
    /// # Errors
    ///
    /// When the bytes could not be compressed.
    pub(crate) fn new(prefix: &str, bytes: &[u8], earlier: &dyn Earlier) -> io::Result<Self> {
        let digest = piece::digest(bytes);
        let name = piece::name(prefix, piece::of_digest(digest));
        let content = if earlier.has(&name, digest) { None } else { Some(compress(bytes, level(prefix))?) };
        Ok(Self { digest, name, content })
    }

    /// The piece with this digest, which the earlier build has; `None` if it has not.
    pub(crate) fn kept(section: Section, digest: u64, earlier: &dyn Earlier) -> Option<Self> {
        Self::labelled(section, Label::Own(piece::of_digest(digest)), digest, earlier)
    }

    fn labelled(section: Section, label: Label, digest: u64, earlier: &dyn Earlier) -> Option<Self> {
        let name = label.name(section);
        earlier.has(&name, digest).then_some(Self { digest, name, content: None })
    }

    /// Makes the pieces of texts of a shard.
    ///
    /// # Errors
    ///
    /// When they could not be compressed.
    pub(crate) fn texts(pieces: &[Vec<u8>], earlier: &dyn Earlier) -> io::Result<Vec<Self>> {
        let digests: Vec<u64> = pieces.iter().map(|piece| piece::digest(piece)).collect();
        let make = |((piece, digest), label): ((&Vec<u8>, &u64), Label)| {
            if let Some(kept) = Self::labelled(Section::Texts, label, *digest, earlier) {
                return Ok(kept);
            }
            let name = label.name(Section::Texts);
            let content = compress(&[&label.head(), &piece[..]].concat(), level(Section::Texts.prefix()))?;
            Ok(Self { digest: *digest, name, content: Some(content) })
        };
        pieces.iter().zip(&digests).zip(text_labels(&digests)).map(make).collect()
    }

    /// The pieces of texts of a shard with these digests, if the earlier build has them all.
    pub(crate) fn kept_texts(digests: &[u64], earlier: &dyn Earlier) -> Option<Vec<Self>> {
        let labels = text_labels(digests);
        digests
            .iter()
            .zip(labels)
            .map(|(digest, label)| Self::labelled(Section::Texts, label, *digest, earlier))
            .collect()
    }
}

/// Returns the labels of the pieces of texts of a shard.
fn text_labels(digests: &[u64]) -> Vec<Label> {
    digests.chunks(GROUP).flat_map(piece::labels).collect()
}

/// Returns the labels by which the opening file names pieces: of texts, those of a shard.
pub(crate) fn labels(section: Section, made: &[Made]) -> Vec<Label> {
    let digests: Vec<u64> = made.iter().map(|made| made.digest).collect();
    match section {
        Section::Texts => text_labels(&digests),
        _ => digests.into_iter().map(|digest| Label::Own(piece::of_digest(digest))).collect(),
    }
}

/// The level that compresses most; its compressor is many times as large as any other, and is not kept.
const HARDEST: i32 = 12;

/// How hard files are compressed: those that every visitor loads as hard as can be; positions, of which little can be
/// saved, less than all else.
fn level(prefix: &str) -> i32 {
    match prefix {
        "opening" | "reader" => HARDEST,
        "p" | "pc" | "pt" => 4,
        _ => 6,
    }
}

thread_local! {
    /// Compressors by level: as good for one file as for the next, and large.
    static COMPRESSORS: RefCell<BTreeMap<i32, Compressor>> = const { RefCell::new(BTreeMap::new()) };
}

fn compress(bytes: &[u8], level: i32) -> io::Result<Vec<u8>> {
    let new = || Compressor::new(CompressionLvl::new(level).unwrap_or_default());
    if level == HARDEST {
        return compress_with(&mut new(), bytes);
    }
    COMPRESSORS.with_borrow_mut(|known| compress_with(known.entry(level).or_insert_with(new), bytes))
}

fn compress_with(compressor: &mut Compressor, bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut compressed = vec![0; compressor.zlib_compress_bound(bytes.len())];
    let len = compressor.zlib_compress(bytes, &mut compressed).map_err(io::Error::other)?;
    compressed.truncate(len);
    compressed.shrink_to_fit();
    Ok(compressed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::earlier::Nothing;

    #[test]
    fn a_changed_text_renames_its_group_alone() {
        let names = |pieces: &[Vec<u8>]| -> Vec<String> {
            let made = Made::texts(pieces, &Nothing).expect("memory");
            made.into_iter().map(|made| made.name).collect()
        };
        let mut pieces: Vec<Vec<u8>> = (0..20).map(|number| vec![number; 50]).collect();
        let before = names(&pieces);
        pieces[9][3] = 0;
        let after = names(&pieces);
        let changed: Vec<usize> = (0..20).filter(|number| before[*number] != after[*number]).collect();
        assert_eq!(changed, (GROUP..2 * GROUP).collect::<Vec<_>>());
        assert!((1..20).all(|number| !after[..number].contains(&after[number])));
    }

    #[test]
    fn a_piece_of_texts_is_taken_for_no_other() {
        let digests: Vec<u64> = (0..20).collect();
        let labels = text_labels(&digests);
        for (number, label) in labels.iter().enumerate() {
            let content = [&label.head(), &b"text"[..]].concat();
            let takers: Vec<usize> = (0..labels.len()).filter(|other| labels[*other].is_of(&content)).collect();
            assert_eq!(takers, [number]);
        }
        assert!(!labels[0].is_of(b""));
    }
}
