//! Compressed copies of finished files, for servers that send them as they lie.

use std::io::{Read, Write};

use flate2::{Compression, GzBuilder};

use crate::config::Encoding;

/// How hard Brotli tries: beyond this it takes ten times as long for a twentieth less.
const QUALITY: u32 = 9;
/// Brotli's window of 4 MiB, which every browser takes.
const WINDOW: u32 = 22;
/// How much Brotli reads at a time.
const BUFFER: usize = 1 << 16;

/// The bytes compressed: the same bytes always give the same.
pub(super) fn encode(bytes: &[u8], encoding: Encoding) -> Vec<u8> {
    let mut encoded = Vec::with_capacity(bytes.len() / 3);
    let written = match encoding {
        Encoding::Gzip => {
            // No name and no time: they would differ between builds.
            let mut encoder = GzBuilder::new().write(&mut encoded, Compression::best());
            encoder.write_all(bytes).and_then(|()| encoder.finish().map(drop))
        }
        Encoding::Brotli => {
            brotli::CompressorReader::new(bytes, BUFFER, QUALITY, WINDOW).read_to_end(&mut encoded).map(drop)
        }
    };
    written.expect("invariant: nothing that lies in memory refuses to be read or written");
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_unpack_to_the_file_and_are_always_the_same() {
        let text = "云溪区人民政府办公室关于印发《实施方案》的通知\n".repeat(500);
        let unpacked = |mut reader: Box<dyn Read + '_>| {
            let mut text = String::new();
            reader.read_to_string(&mut text).unwrap();
            text
        };
        let [gzip, brotli] = Encoding::ALL.map(|encoding| encode(text.as_bytes(), encoding));
        assert_eq!(unpacked(Box::new(flate2::read::GzDecoder::new(&gzip[..]))), text);
        assert_eq!(unpacked(Box::new(brotli_decompressor::Decompressor::new(&brotli[..], 4096))), text);
        assert!(brotli.len() < text.len() / 20 && gzip.len() < text.len() / 20, "{} {}", brotli.len(), gzip.len());
        assert_eq!(gzip[4..8], [0; 4], "a time");
        assert_eq!(encode(text.as_bytes(), Encoding::Gzip), gzip);
    }
}
