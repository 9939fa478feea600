//! The keys of the index: every term is a number, so that looking it up compares no texts.

use xxhash_rust::xxh64::xxh64;

use crate::analyzer::fold;

/// A term. Keys ascend with their characters; a character by itself stands before the pairs that it begins.
pub(crate) type Key = u64;

/// The bits of a key that stand for one character.
pub(crate) const CHAR_BITS: u32 = 21;
const SOUND: Key = 1 << 61;
const NUMBER: Key = 1 << 62;
const TRIPLE: Key = 1 << 63;

/// Returns the key of two neighbouring folded characters.
pub(crate) fn pair(first: char, second: char) -> Key {
    Key::from(first as u32) << CHAR_BITS | Key::from(second as u32)
}

/// Returns the key of a folded character by itself. No folded character is U+0000, so no pair has this key.
pub(crate) fn single(char: char) -> Key {
    pair(char, '\0')
}

/// Returns the key of three neighbouring folded characters.
pub(crate) fn triple(first: char, second: char, third: char) -> Key {
    TRIPLE | Key::from(first as u32) << (2 * CHAR_BITS) | pair(second, third)
}

/// Returns the key of a document number, of which [`number_key`] gives the text.
pub(crate) fn number(text: &str) -> Key {
    NUMBER | xxh64(text.as_bytes(), 0) >> 24
}

/// What a key stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Single,
    Pair,
    Triple,
    Number,
    Sound,
}

/// Returns what a key stands for.
pub(crate) fn form(key: Key) -> Form {
    if key & TRIPLE != 0 {
        Form::Triple
    } else if key & NUMBER != 0 {
        Form::Number
    } else if key & SOUND != 0 {
        Form::Sound
    } else if characters(key)[2] == 0 {
        Form::Single
    } else {
        Form::Pair
    }
}

/// Returns the codes of the three characters of a triple; of a pair, or a single character and 0, after another 0.
pub(crate) fn characters(key: Key) -> [u32; 3] {
    let mask = (1 << CHAR_BITS) - 1;
    [(key & !TRIPLE) >> (2 * CHAR_BITS), key >> CHAR_BITS & mask, key & mask].map(|code| code as u32)
}

/// Returns the key of two neighbouring letters of a name's pinyin: small letters for its syllables written out, capitals
/// for their initials.
pub(crate) fn sound(first: char, second: char) -> Key {
    SOUND | pair(first, second)
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
        let keys = [
            single('乙'),
            pair('乙', '丙'),
            pair('y', 'a'),
            triple('乙', '丙', 'a'),
            number("云政办发 2017 56"),
            sound('y', 'a'),
        ];
        assert!(keys.iter().enumerate().all(|(at, key)| !keys[..at].contains(key)));
        let forms = [Form::Single, Form::Pair, Form::Pair, Form::Triple, Form::Number, Form::Sound];
        assert_eq!(keys.map(form), forms);
        assert!(
            single('乙') < pair('乙', '丁') && pair('乙', '丁') < pair('乙', '丙') && pair('乙', '丙') < single('二')
        );
        assert_eq!(characters(keys[1]), [0, '乙' as u32, '丙' as u32]);
        assert_eq!(characters(keys[3]), ['乙', '丙', 'a'].map(u32::from));
    }
}
