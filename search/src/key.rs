//! The keys of the index: every term is a number, so that looking it up compares no texts.

use xxhash_rust::xxh64::xxh64;

use crate::analyzer::fold;

/// A term. Keys ascend with their characters; a character by itself stands before the pairs that it begins.
pub(crate) type Key = u64;

const CHAR_BITS: u32 = 21;
const NUMBER: Key = 1 << 62;
const SOUND: Key = 1 << 61;

/// Returns the key of two neighbouring folded characters.
pub(crate) fn pair(first: char, second: char) -> Key {
    Key::from(first as u32) << CHAR_BITS | Key::from(second as u32)
}

/// Returns the key of a folded character by itself. No folded character is U+0000, so no pair has this key.
pub(crate) fn single(char: char) -> Key {
    pair(char, '\0')
}

/// Returns the key of a document number, of which [`number_key`] gives the text.
pub(crate) fn number(text: &str) -> Key {
    NUMBER | xxh64(text.as_bytes(), 0) >> 24
}

/// Returns the codes of the two characters of a pair, or that of a single character and 0.
pub(crate) fn characters(key: Key) -> [u32; 2] {
    let mask = (1 << CHAR_BITS) - 1;
    [(key >> CHAR_BITS & mask) as u32, (key & mask) as u32]
}

/// Returns the code of the character, where the key is one of [`single`].
#[cfg(feature = "native")]
pub(crate) fn single_character(key: Key) -> Option<u32> {
    let [char, second] = characters(key);
    (key & (NUMBER | SOUND) == 0 && second == 0).then_some(char)
}

/// Tells whether a key is one of [`sound`].
pub(crate) fn is_sound(key: Key) -> bool {
    key & SOUND != 0
}

/// Returns the key of two neighbouring letters of a name's pinyin: small letters for its syllables written out, capitals
/// for their initials.
pub(crate) fn sound(first: char, second: char) -> Key {
    SOUND | pair(first, second)
}

/// Tells whether positions are kept for a term: pairs have places in a text, the others are only there or not.
pub(crate) fn has_positions(key: Key) -> bool {
    key & NUMBER == 0 && key & ((1 << CHAR_BITS) - 1) != 0
}

/// Returns the keys of a string: its pairs, or that of its only character.
pub(crate) fn keys_of(string: &str) -> Vec<Key> {
    let chars: Vec<char> = string.chars().collect();
    match chars.as_slice() {
        [char] => vec![single(*char)],
        _ => chars.windows(2).map(|chars| pair(chars[0], chars[1])).collect(),
    }
}

/// Reads a text as a document number, whatever its brackets, widths and spaces, and returns what is the same in all
/// spellings: the office's code, the year and the number without leading zeros.
///
/// ```
/// # use gongkai_search::key::number_key;
/// assert_eq!(number_key("云政办发〔2017〕56号").as_deref(), Some("云政办发 2017 56"));
/// assert_eq!(number_key("云政办发 [2017] 第056号").as_deref(), Some("云政办发 2017 56"));
/// assert_eq!(number_key("云政办发2017 56"), None);
/// assert_eq!(number_key("养老服务"), None);
/// ```
pub fn number_key(text: &str) -> Option<String> {
    let folded: String = fold(text).replace(' ', "");
    let (code, rest) = folded.split_once('(')?;
    let (year, rest) = rest.split_once(')')?;
    let number = rest.strip_prefix('第').unwrap_or(rest);
    let number = number.strip_suffix('号').unwrap_or(number).trim_start_matches('0');
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    (!code.is_empty() && year.len() == 4 && digits(year) && digits(number)).then(|| format!("{code} {year} {number}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_different_kinds_differ() {
        let keys = [pair('乙', '丙'), single('乙'), number("云政办发 2017 56"), sound('y', 'a'), pair('y', 'a')];
        assert!(keys.iter().enumerate().all(|(at, key)| !keys[..at].contains(key)));
        assert_eq!(keys.map(has_positions), [true, false, false, true, true]);
        assert!(
            single('乙') < pair('乙', '丁') && pair('乙', '丁') < pair('乙', '丙') && pair('乙', '丙') < single('二')
        );
        assert_eq!(keys.map(single_character), [None, Some('乙' as u32), None, None, None]);
        assert_eq!(characters(keys[0]), ['乙' as u32, '丙' as u32]);
        assert!(is_sound(keys[3]) && !keys.iter().any(|key| is_sound(*key) && *key != keys[3]));
    }

    #[test]
    fn a_string_has_as_many_pairs_as_gaps() {
        assert_eq!(keys_of("甲"), [single('甲')]);
        assert_eq!(keys_of("甲乙丙"), [pair('甲', '乙'), pair('乙', '丙')]);
        assert!(keys_of("").is_empty());
    }
}
