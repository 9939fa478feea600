//! The pinyin of names, by which a reader who types Latin letters finds them.

use pinyin::ToPinyin;

/// Characters that are often read in a second way in names of places, offices and trades.
const OTHERWISE: [(char, &str); 8] = [
    ('行', "hang"),
    ('重', "chong"),
    ('长', "chang"),
    ('乐', "yue"),
    ('会', "kuai"),
    ('厦', "xia"),
    ('调', "tiao"),
    ('参', "shen"),
];

/// Returns the pinyin of a name without tones: written out in small letters, and its initials in capitals; then both
/// with the second readings of the characters that have one. Other characters than Han and Latin letters are left out.
pub(crate) fn spellings(name: &str) -> Vec<String> {
    let mut found = spell(name, false);
    found.extend(spell(name, true));
    let mut unique = Vec::new();
    for spelling in found {
        if spelling.len() > 1 && !unique.contains(&spelling) {
            unique.push(spelling);
        }
    }
    unique
}

fn spell(name: &str, otherwise: bool) -> Vec<String> {
    let (mut full, mut initials) = (String::new(), String::new());
    for char in name.chars() {
        let second = OTHERWISE.iter().find(|(known, _)| otherwise && *known == char).map(|(_, reading)| *reading);
        let syllable = second.or_else(|| char.to_pinyin().map(|pinyin| pinyin.plain()));
        match syllable {
            Some(syllable) => {
                full.push_str(&syllable.replace('ü', "v"));
                initials.extend(syllable.chars().next().map(|first| first.to_ascii_uppercase()));
            }
            None if char.is_ascii_alphabetic() => {
                full.push(char.to_ascii_lowercase());
                initials.push(char.to_ascii_uppercase());
            }
            None => {}
        }
    }
    vec![full, initials]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_and_initials() {
        assert_eq!(spellings("养老服务"), ["yanglaofuwu", "YLFW"]);
        assert_eq!(spellings("云溪区（GB）"), ["yunxiqugb", "YXQGB"]);
        assert_eq!(spellings("银行"), ["yinxing", "YX", "yinhang", "YH"]);
        assert_eq!(spellings("女"), ["nv"]);
        assert!(spellings("《》").is_empty());
    }
}
