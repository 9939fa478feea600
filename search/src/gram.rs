//! Which runs of characters are terms: pairs of neighbours, and triples where a pair is frequent.
//!
//! A pair such as 应当 stands nearly everywhere: to read where would take longer than all else. So of frequent pairs the
//! index has only in which items they stand; where they stand it has together with the character before, and with the
//! one after.

use std::sync::LazyLock;

use crate::key::{Form, Key, characters, form, pair, single, triple};

/// The most frequent pairs of Chinese official texts, folded, one after the other.
const FREQUENT: &str = "应当的,人民或者部门规定管理行政有关政府单位,应民政第二其他机构工作国家第十主管可以人员依法第三定的二十以上按照,并管部安全法院建设机关进行组织企业民法保护,由";

/// The keys of these pairs, ascending, and which characters, by code, begin one.
static PAIRS: LazyLock<(Vec<Key>, Vec<bool>)> = LazyLock::new(|| {
    let chars: Vec<char> = FREQUENT.chars().collect();
    let mut keys: Vec<Key> = chars.chunks_exact(2).map(|chars| pair(chars[0], chars[1])).collect();
    keys.sort_unstable();
    let mut begins = Vec::new();
    for first in keys.iter().map(|key| characters(*key)[1] as usize) {
        begins.resize(first, false);
        begins.push(true);
    }
    (keys, begins)
});

/// Tells whether a pair of folded characters is frequent: one of those listed, or of Latin letters, digits and spaces,
/// of which there are few.
pub(crate) fn is_frequent(first: char, second: char) -> bool {
    let (keys, begins) = &*PAIRS;
    let may_be = || begins.get(first as usize) == Some(&true);
    is_latin(first) && is_latin(second) || may_be() && keys.binary_search(&pair(first, second)).is_ok()
}

fn is_latin(char: char) -> bool {
    char.is_ascii_alphanumeric() || char == ' '
}

/// Tells whether three neighbours are a term: where a pair of them is frequent.
pub(crate) fn is_tripled(first: char, second: char, third: char) -> bool {
    is_frequent(first, second) || is_frequent(second, third)
}

/// Tells whether the index has where a term stands, and not only in which items and how often.
pub(crate) fn has_positions(key: Key) -> bool {
    match form(key) {
        Form::Pair => {
            let [_, first, second] = characters(key).map(char::from_u32);
            !first.zip(second).is_some_and(|(first, second)| is_frequent(first, second))
        }
        Form::Triple | Form::Sound => true,
        Form::Single | Form::Number => false,
    }
}

/// Returns the terms by which a string is found, with their offsets, ascending. Together they cover it; where one covers
/// it, that is the only one.
pub(crate) fn grams(string: &str) -> Vec<(usize, Key)> {
    let chars: Vec<char> = string.chars().collect();
    match *chars.as_slice() {
        [only] => return vec![(0, single(only))],
        [first, second] => return vec![(0, pair(first, second))],
        [first, second, third] if is_tripled(first, second, third) => return vec![(0, triple(first, second, third))],
        _ => {}
    }
    let mut grams = Vec::new();
    for (offset, two) in chars.windows(2).enumerate() {
        if let Some(&third) = chars.get(offset + 2).filter(|third| is_tripled(two[0], two[1], **third)) {
            grams.push((offset, triple(two[0], two[1], third)));
        }
        if !is_frequent(two[0], two[1]) {
            grams.push((offset, pair(two[0], two[1])));
        }
    }
    grams
}

/// The number of characters of a term of a string.
pub(crate) fn length(key: Key) -> usize {
    match form(key) {
        Form::Triple => 3,
        Form::Pair => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_frequent_pair_is_sought_with_its_neighbours() {
        let frequent = pair('应', '当');
        assert!(is_frequent('应', '当') && is_frequent('2', 'a') && !is_frequent('养', '老'));
        assert!(!has_positions(frequent) && has_positions(pair('养', '老')) && !has_positions(single('养')));
        assert_eq!(grams("养老服"), [(0, pair('养', '老')), (1, pair('老', '服'))]);
        assert_eq!(grams("应当"), [(0, frequent)]);
        assert_eq!(grams("应当养"), [(0, triple('应', '当', '养'))]);
        let (before, after) = (triple('老', '应', '当'), triple('应', '当', '养'));
        assert_eq!(
            grams("养老应当养"),
            [(0, pair('养', '老')), (1, before), (1, pair('老', '应')), (2, after), (3, pair('当', '养'))]
        );
    }

    #[test]
    fn frequent_pairs_are_folded_and_differ() {
        assert_eq!(crate::analyzer::fold(FREQUENT), FREQUENT);
        assert_eq!(PAIRS.0.len() * 2, FREQUENT.chars().count());
        assert!(PAIRS.0.windows(2).all(|keys| keys[0] < keys[1]));
    }

    proptest! {
        #[test]
        fn terms_cover_the_string(string in "[甲应当规定a1 ]{1,12}") {
            let mut end = 0;
            for (offset, key) in grams(&string) {
                prop_assert!(offset <= end);
                end = end.max(offset + length(key));
            }
            prop_assert_eq!(end, string.chars().count());
        }
    }
}
