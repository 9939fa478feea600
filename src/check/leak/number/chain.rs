//! Reads chains of digit groups.

use std::ops::Range;

use crate::check::leak::fold::{half_width, is_hyphen, is_ignorable};

/// What stands between two groups of a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Joint {
    /// Before the first group.
    Start,
    /// White space within a line.
    Blank,
    /// A line break, with or without a hyphen before it.
    Break,
    /// One hyphen or dash.
    Hyphen,
    /// One full stop or middle dot.
    Dot,
}

/// Digits that follow each other.
#[derive(Debug, Clone)]
pub(super) struct Group {
    /// What stands before it.
    pub(super) joint: Joint,
    /// Where it begins in the text.
    pub(super) start: usize,
    /// Its digits, as a range of the chain's.
    pub(super) digits: Range<usize>,
}

/// Groups of digits with nothing but a [`Joint`] between each and the next.
#[derive(Debug, Default)]
pub(super) struct Chain {
    /// All digits, half-width.
    pub(super) digits: String,
    /// The groups in their order.
    pub(super) groups: Vec<Group>,
    /// Where the chain ends in the text.
    pub(super) end: usize,
    /// Whether a letter stands right before it, other than a word for a telephone.
    pub(super) letter_before: bool,
    /// Whether a letter stands right after it, other than the X of `has_x`.
    pub(super) letter_after: bool,
    /// Whether it ends in X.
    pub(super) has_x: bool,
}

enum Sign {
    Digit(char),
    Letter(char),
    Blank,
    Break,
    Hyphen,
    Dot,
    Nothing,
    Other,
}

/// The character at the start of `text`, by what it is in a number, and its length in bytes.
fn sign(text: &str) -> Option<(Sign, usize)> {
    let character = text.chars().next()?;
    let sign = match half_width(character).unwrap_or(character) {
        digit @ '0'..='9' => Sign::Digit(digit),
        letter @ ('a'..='z' | 'A'..='Z') => Sign::Letter(letter),
        '\n' | '\r' | '\u{2028}' | '\u{2029}' => Sign::Break,
        '.' | '·' | '•' => Sign::Dot,
        other if is_hyphen(other) => Sign::Hyphen,
        other if is_ignorable(other) => Sign::Nothing,
        // A tab and what marks a barrier stand between cells.
        other if other.is_whitespace() && !other.is_control() => Sign::Blank,
        _ => Sign::Other,
    };
    Some((sign, character.len_utf8()))
}

/// Where the next digit at or after `at` begins.
pub(super) fn next_digit(text: &str, at: usize) -> Option<usize> {
    // The full-width digits U+FF10–U+FF19 begin with this byte, as do the full-width marks.
    const WIDE: u8 = 0xEF;
    let bytes = text.as_bytes();
    let mut at = at;
    loop {
        at += bytes.get(at..)?.iter().position(|byte| matches!(byte, b'0'..=b'9' | &WIDE))?;
        if matches!(bytes[at..], [b'0'..=b'9', ..] | [WIDE, 0xBC, 0x90..=0x99, ..]) {
            return Some(at);
        }
        at += 1;
    }
}

impl Chain {
    /// Reads the chain whose first digit begins at `start`, and says where to go on.
    pub(super) fn read(&mut self, text: &str, start: usize) -> usize {
        self.digits.clear();
        self.groups.clear();
        self.letter_before = follows_word(&text[..start]);
        (self.has_x, self.letter_after) = (false, false);
        let (mut joint, mut at) = (Joint::Start, start);
        loop {
            let from = self.digits.len();
            self.end = self.read_digits(text, at);
            self.groups.push(Group { joint, start: at, digits: from..self.digits.len() });
            match joint_at(&text[self.end..]) {
                Some((next, length)) => (joint, at) = (next, self.end + length),
                None => break,
            }
        }
        self.read_letters(&text[self.end..]);
        self.end
    }

    fn read_digits(&mut self, text: &str, start: usize) -> usize {
        let (mut at, mut end) = (start, start);
        while let Some((sign, length)) = sign(&text[at..]) {
            at += length;
            match sign {
                Sign::Digit(digit) => {
                    self.digits.push(digit);
                    end = at;
                }
                Sign::Nothing => {}
                _ => break,
            }
        }
        end
    }

    fn read_letters(&mut self, after: &str) {
        let Some((Sign::Letter(letter), length)) = visible(after) else { return };
        let ends = !matches!(visible(&after[length..]), Some((Sign::Letter(_) | Sign::Digit(_), _)));
        self.has_x = ends && letter.eq_ignore_ascii_case(&'x');
        self.letter_after = !self.has_x;
    }
}

/// The first sign that shows, and where it ends.
fn visible(text: &str) -> Option<(Sign, usize)> {
    let mut at = 0;
    while let Some((sign, length)) = sign(&text[at..]) {
        at += length;
        if !matches!(sign, Sign::Nothing) {
            return Some((sign, at));
        }
    }
    None
}

/// What joins the digits before `text` with digits further on, and how many bytes it takes.
fn joint_at(text: &str) -> Option<(Joint, usize)> {
    // More blanks than this align columns.
    const BLANKS: usize = 3;
    let (mut at, mut blanks, mut broken, mut mark) = (0, 0, false, None);
    while let Some((sign, length)) = sign(&text[at..]) {
        match sign {
            Sign::Digit(_) => {
                let joint = match mark {
                    _ if broken => Joint::Break,
                    Some(mark) => mark,
                    None => Joint::Blank,
                };
                return (broken || blanks <= BLANKS).then_some((joint, at));
            }
            Sign::Blank => blanks += 1,
            Sign::Break => broken = true,
            Sign::Hyphen if mark.is_none() => mark = Some(Joint::Hyphen),
            Sign::Dot if mark.is_none() && blanks == 0 && !broken => mark = Some(Joint::Dot),
            Sign::Nothing => {}
            _ => return None,
        }
        at += length;
    }
    None
}

/// Whether `before` ends in letters of a word that is no label of a telephone number.
fn follows_word(before: &str) -> bool {
    const LABELS: [&str; 9] = ["tel", "mobile", "mob", "phone", "telephone", "cell", "sms", "wechat", "wx"];
    let letter = |sign: &char| half_width(*sign).unwrap_or(*sign).is_ascii_alphanumeric();
    let length: usize = before.chars().rev().take_while(letter).map(char::len_utf8).sum();
    let word = &before[before.len() - length..];
    !word.is_empty() && !LABELS.iter().any(|label| word.eq_ignore_ascii_case(label))
}

/// Whether `text` begins with `/`, a year, `-` and a serial number, the second half of an index number.
pub(super) fn is_year_and_serial(text: &str) -> bool {
    match text.as_bytes() {
        [b'/', b'1' | b'2', b'0' | b'9', b'0'..=b'9', b'0'..=b'9', b'-', serial @ ..] => {
            (5..=7).contains(&serial.iter().take_while(|byte| byte.is_ascii_digit()).count())
        }
        _ => false,
    }
}
