//! Lists of whole numbers in the encoding in which tantivy writes positions: blocks of 128 packed to the bit, what
//! remains byte by byte.

use tantivy::directory::OwnedBytes;
use tantivy::positions::PositionReader;
#[cfg(feature = "native")]
use tantivy::positions::PositionSerializer;

/// Decodes `len` numbers of a list that takes up all of `bytes`, from the number `start` on.
pub(crate) fn decode_part(bytes: OwnedBytes, start: usize, len: usize) -> Option<Vec<u32>> {
    // Each number takes at least a bit of its block's width byte, so a wrong length cannot reserve memory.
    if start.checked_add(len)? > bytes.len().saturating_mul(128) {
        return None;
    }
    let mut numbers = vec![0; len];
    if len > 0 {
        PositionReader::open(bytes).ok()?.read(start as u64, &mut numbers);
    }
    Some(numbers)
}

/// Encodes many lists, one after the other.
#[cfg(feature = "native")]
pub(crate) struct Encoder<'a> {
    serializer: PositionSerializer<&'a mut Vec<u8>>,
}

#[cfg(feature = "native")]
impl<'a> Encoder<'a> {
    /// Begins to write into `out`.
    pub(crate) fn new(out: &'a mut Vec<u8>) -> Self {
        Encoder { serializer: PositionSerializer::new(out) }
    }

    /// Writes a list, and returns where in the output it ends. An empty list takes no bytes.
    pub(crate) fn put(&mut self, numbers: &[u32]) -> std::io::Result<usize> {
        if !numbers.is_empty() {
            self.serializer.write_positions_delta(numbers);
            self.serializer.close_term()?;
        }
        Ok(self.serializer.written_bytes() as usize)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_written_is_read(lists in proptest::collection::vec(proptest::collection::vec(0u32..70_000, 0..400), 0..4)) {
            let mut bytes = Vec::new();
            let mut encoder = Encoder::new(&mut bytes);
            let ends: Vec<usize> = lists.iter().map(|list| encoder.put(list).expect("memory")).collect();
            drop(encoder);
            let mut start = 0;
            for (list, end) in lists.iter().zip(ends) {
                prop_assert_eq!(&decode_part(OwnedBytes::new(bytes[start..end].to_vec()), 0, list.len()), &Some(list.clone()));
                start = end;
            }
        }
    }
}
