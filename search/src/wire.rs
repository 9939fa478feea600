//! The encoding of our own files: varints and length-prefixed bytes, read without ever trusting a length.

/// Appends `value`, seven bits a byte, lowest first.
#[cfg(feature = "native")]
#[inline]
pub(crate) fn put_number(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Appends the length of `bytes`, then the bytes.
#[cfg(feature = "native")]
pub(crate) fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    put_number(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

/// Reads what the functions above wrote. Every method answers `None` where the bytes end early or make no sense.
pub(crate) struct Wire<'a> {
    rest: &'a [u8],
}

impl<'a> Wire<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Wire { rest: bytes }
    }

    /// The number of bytes not yet read.
    pub(crate) fn len(&self) -> usize {
        self.rest.len()
    }

    /// The bytes not yet read.
    #[cfg(feature = "native")]
    pub(crate) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    pub(crate) fn number(&mut self) -> Option<u64> {
        let mut value = 0u64;
        for shift in (0..64).step_by(7) {
            let (byte, rest) = self.rest.split_first()?;
            self.rest = rest;
            value |= u64::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    pub(crate) fn size(&mut self) -> Option<usize> {
        usize::try_from(self.number()?).ok()
    }

    pub(crate) fn index(&mut self) -> Option<u32> {
        u32::try_from(self.number()?).ok()
    }

    /// Reads a count of items that take at least one byte each, so that a wrong count cannot reserve memory.
    pub(crate) fn count(&mut self) -> Option<usize> {
        self.size().filter(|count| *count <= self.rest.len())
    }

    pub(crate) fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(len)?;
        self.rest = rest;
        Some(taken)
    }

    /// Passes over `count` numbers, and returns the bytes they take up.
    pub(crate) fn skip(&mut self, count: usize) -> Option<&'a [u8]> {
        let mut left = count;
        let ends = |byte: &u8| {
            left -= usize::from(byte & 0x80 == 0);
            left == 0
        };
        let len = if count == 0 { 0 } else { self.rest.iter().position(ends)? + 1 };
        self.take(len)
    }

    pub(crate) fn bytes(&mut self) -> Option<&'a [u8]> {
        let len = self.size()?;
        self.take(len)
    }

    pub(crate) fn text(&mut self) -> Option<&'a str> {
        std::str::from_utf8(self.bytes()?).ok()
    }
}
