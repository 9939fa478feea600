//! The files of the index: named after what is in them, and compressed, unless the earlier build has them.

use std::io;

use libdeflater::{CompressionLvl, Compressor};

use crate::earlier::Earlier;
use crate::piece::{self, Section};

/// A file of the index; without content where the earlier build has it.
pub(crate) struct Made {
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
        let name = piece::name(prefix, piece::of_digest(digest), "bin");
        let content = if earlier.has(&name, digest) { None } else { Some(compress(bytes, level(prefix))?) };
        Ok(Self { digest, name, content })
    }

    /// The piece with this digest, which the earlier build has; `None` if it has not.
    pub(crate) fn kept(section: Section, digest: u64, earlier: &dyn Earlier) -> Option<Self> {
        let name = piece::name(section.prefix(), piece::of_digest(digest), "bin");
        earlier.has(&name, digest).then_some(Self { digest, name, content: None })
    }
}

/// Returns the hashes by which the opening file names pieces.
pub(crate) fn hashes(made: &[Made]) -> Vec<piece::Hash> {
    made.iter().map(|made| piece::of_digest(made.digest)).collect()
}

/// How hard files are compressed: those that every visitor loads as hard as can be; positions, of which little can be
/// saved, less than all else.
fn level(prefix: &str) -> i32 {
    match prefix {
        "opening" | "reader" => 12,
        "p" | "pc" | "pt" => 4,
        _ => 6,
    }
}

fn compress(bytes: &[u8], level: i32) -> io::Result<Vec<u8>> {
    let mut compressor = Compressor::new(CompressionLvl::new(level).unwrap_or_default());
    let mut compressed = vec![0; compressor.zlib_compress_bound(bytes.len())];
    let len = compressor.zlib_compress(bytes, &mut compressed).map_err(io::Error::other)?;
    compressed.truncate(len);
    compressed.shrink_to_fit();
    Ok(compressed)
}
