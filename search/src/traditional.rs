//! Traditional characters and their simplified forms.

/// One line each: the traditional character, then the simplified one, ascending; derived from the Unicode Character
/// Database by `traditional.py`.
const TABLE: &[u8] = include_bytes!("traditional.txt");

/// Bytes of a line: two characters of three, and its end.
const LINE: usize = 7;
const PAIRS: usize = TABLE.len() / LINE;

/// Where the distances begin.
const ORIGIN: u16 = 0x4E00;

/// The table as the reader holds it, which every visitor loads: the distance of each traditional character from the one
/// before; then the high bytes of the simplified ones' distances, then the low bytes. Compressed that is less than half
/// as much.
static PACKED: [u8; 3 * PAIRS] = {
    let mut packed = [0; 3 * PAIRS];
    let (mut pair, mut before) = (0, [ORIGIN; 2]);
    while pair < PAIRS {
        let here = [code(pair * LINE), code(pair * LINE + 3)];
        let simplified = here[1].wrapping_sub(before[1]);
        assert!(here[0] - before[0] < 256);
        packed[pair] = (here[0] - before[0]) as u8;
        packed[PAIRS + pair] = (simplified >> 8) as u8;
        packed[2 * PAIRS + pair] = simplified as u8;
        (pair, before) = (pair + 1, here);
    }
    packed
};

/// The code of the character of three bytes at this place of the table.
const fn code(at: usize) -> u16 {
    assert!(TABLE[at] & 0xF0 == 0xE0);
    (TABLE[at] as u16 & 0xF) << 12 | (TABLE[at + 1] as u16 & 0x3F) << 6 | (TABLE[at + 2] as u16 & 0x3F)
}

/// The pairs: traditional, simplified.
pub(crate) fn pairs() -> impl Iterator<Item = (char, char)> {
    let (gaps, simplified) = PACKED.split_at(PAIRS);
    let (high, low) = simplified.split_at(PAIRS);
    let mut at = [ORIGIN; 2];
    gaps.iter().zip(high).zip(low).filter_map(move |((gap, high), low)| {
        at[0] = at[0].wrapping_add(u16::from(*gap));
        at[1] = at[1].wrapping_add(u16::from_be_bytes([*high, *low]));
        Some((char::from_u32(at[0].into())?, char::from_u32(at[1].into())?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_packed_table_says_what_the_table_says() {
        let lines: String = pairs().map(|(traditional, simplified)| format!("{traditional}{simplified}\n")).collect();
        assert_eq!(lines.as_bytes(), TABLE);
        assert_eq!(PAIRS, 2358);
    }
}
