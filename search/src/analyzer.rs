//! How text becomes terms: one character at a time, the same for what is written and what is asked.
//!
//! Folding maps each character by itself, never by its neighbours, so that a string contained in a text stays
//! contained when both are folded. White space alone looks left and right: it becomes one space, and none between two
//! Han characters. Which runs of folded characters are terms, `gram` says.

use std::sync::OnceLock;

use crate::traditional::pairs;

/// What folding makes of one character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Folded {
    Char(char),
    Space,
    /// Invisible characters (soft hyphen, zero-width space) stand for nothing.
    Nothing,
}

/// Folds a text for searching.
///
/// Full-width forms become half-width, capitals small, traditional characters simplified, brackets of every kind round
/// ones; white space becomes one space, none between Han characters and none at either end.
///
/// ```
/// use gongkai_search::analyzer::fold;
/// assert_eq!(fold("云政办发〔２０１７〕56号"), "云政办发(2017)56号");
/// assert_eq!(fold("養老　服務，ＡＢ\tc"), "养老服务,ab c");
/// assert_eq!(fold("[一]【二】{三}"), "(一)(二)(三)");
/// ```
pub fn fold(text: &str) -> String {
    Folding::new(text).map(|folded| folded.char).collect()
}

/// A folded character and where it came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FoldedChar {
    /// The character after folding.
    pub(crate) char: char,
    /// The number of the character, counted in Unicode scalar values, in the text as written.
    pub(crate) origin: usize,
}

/// The folded characters of a text, each with its origin.
pub(crate) struct Folding<'a> {
    chars: std::iter::Enumerate<std::str::Chars<'a>>,
    previous: Option<char>,
    /// A character that waits while the space before it goes out.
    waiting: Option<FoldedChar>,
}

impl<'a> Folding<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Folding { chars: text.chars().enumerate(), previous: None, waiting: None }
    }
}

impl Iterator for Folding<'_> {
    type Item = FoldedChar;

    fn next(&mut self) -> Option<FoldedChar> {
        if let Some(waiting) = self.waiting.take() {
            self.previous = Some(waiting.char);
            return Some(waiting);
        }
        let mut space = None;
        loop {
            let (origin, char) = self.chars.next()?;
            match fold_char(char) {
                Folded::Nothing => {}
                Folded::Space => space = space.or(Some(origin)),
                Folded::Char(char) => {
                    let found = FoldedChar { char, origin };
                    let is_joined = || self.previous.is_none_or(|previous| is_han(previous) && is_han(char));
                    if let Some(origin) = space.filter(|_| !is_joined()) {
                        self.waiting = Some(found);
                        return Some(FoldedChar { char: ' ', origin });
                    }
                    self.previous = Some(char);
                    return Some(found);
                }
            }
        }
    }
}

/// Tells whether a character is Han script: an ideograph, or one of 々〇 and the like.
pub fn is_han(char: char) -> bool {
    matches!(char,
        '\u{4E00}'..='\u{9FFF}' | '\u{3400}'..='\u{4DBF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}'
        | '\u{2E80}'..='\u{2FD5}' | '々' | '〇' | '〻' | '\u{3021}'..='\u{3029}' | '\u{3038}'..='\u{303A}')
}

fn fold_char(char: char) -> Folded {
    static TABLE: OnceLock<Vec<Folded>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        let mut table: Vec<Folded> =
            (0..0x1_0000).map(|code| char::from_u32(code).map_or(Folded::Nothing, fold_by_rule)).collect();
        for (traditional, simplified) in pairs() {
            table[traditional as usize] = Folded::Char(simplified);
        }
        table
    });
    table.get(char as usize).copied().unwrap_or_else(|| fold_by_rule(char))
}

fn fold_by_rule(char: char) -> Folded {
    match char {
        '\u{AD}'
        | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2069}'
        | '\u{FEFF}'
        | '\u{FE00}'..='\u{FE0F}'
        | '\u{E0100}'..='\u{E01EF}' => Folded::Nothing,
        _ if char.is_whitespace() || char.is_control() => Folded::Space,
        _ => {
            let narrow = fold_width(char);
            let mut small = narrow.to_lowercase();
            // A capital with two small characters (İ) keeps the first: folding is one to one.
            Folded::Char(fold_bracket(small.next().unwrap_or(narrow)))
        }
    }
}

fn fold_width(char: char) -> char {
    let code = char as u32;
    match char {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(code - 0xFEE0).unwrap_or(char),
        '\u{FFE0}' => '¢',
        '\u{FFE1}' => '£',
        '\u{FFE5}' => '¥',
        '\u{FF61}' => '。',
        '\u{FF62}' => '「',
        '\u{FF63}' => '」',
        '\u{FF64}' => '、',
        '\u{FE50}' => ',',
        '\u{FE51}' => '、',
        '\u{FE52}' => '.',
        '\u{FE54}' => ';',
        '\u{FE55}' => ':',
        '\u{FE56}' => '?',
        '\u{FE35}' => '(',
        '\u{FE36}' => ')',
        '\u{FE57}' => '!',
        _ => char,
    }
}

fn fold_bracket(char: char) -> char {
    match char {
        '[' | '{' | '〔' | '【' | '〖' | '〘' | '〚' | '﹙' | '﹛' | '﹝' | '⟦' | '❲' | '⦅' | '⦗' | '⁅' | '｟'
        | '︷' | '︹' | '︻' => '(',
        ']' | '}' | '〕' | '】' | '〗' | '〙' | '〛' | '﹚' | '﹜' | '﹞' | '⟧' | '❳' | '⦆' | '⦘' | '⁆' | '｠'
        | '︸' | '︺' | '︼' => ')',
        _ => char,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn keeps_one_space_beside_latin_and_none_between_han() {
        assert_eq!(fold("  第 一\n条  GB/T  9704 的 \u{200B} 规定 "), "第一条 gb/t 9704 的规定");
        assert_eq!(fold("。\n本"), "。 本");
    }

    #[test]
    fn reads_traditional_as_simplified_but_leaves_standard_characters() {
        assert_eq!(fold("衛生健康發展臺灣於徵收"), "卫生健康发展台湾于征收");
        assert_eq!(fold("著名的慰藉，乾坤"), "著名的慰藉,乾坤");
    }

    #[test]
    fn keeps_book_title_and_quotation_marks() {
        assert_eq!(fold("《条例》“五大”「融合」"), "《条例》“五大”「融合」");
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in any::<String>()) {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn a_part_of_a_text_folds_to_a_part(text in "[一-三养養A-Cａ ( 〔\u{3000}\n，。]{0,24}", from in 0usize..24, len in 0usize..12) {
            let part: String = text.chars().skip(from).take(len).collect();
            prop_assert!(fold(&text).contains(&fold(&part)));
        }

        #[test]
        fn origins_rise(text in any::<String>()) {
            let origins: Vec<usize> = Folding::new(&text).map(|folded| folded.origin).collect();
            prop_assert!(origins.windows(2).all(|pair| pair[0] < pair[1]));
        }
    }
}
