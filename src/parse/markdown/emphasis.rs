//! Where CommonMark fails to see Chinese emphasis.
//!
//! CommonMark lets a run of asterisks open or close emphasis only where white space or punctuation shows which way it
//! faces. Chinese has no spaces, so a run between a mark of punctuation and a word (`**第一条：**本办法`) faces the
//! wrong way and stays in the text as asterisks. The amendment known as "CJK-friendly emphasis" mends this: East Asian
//! punctuation counts as a letter, and an East Asian neighbour as punctuation does. Worked out, it says: **a run with
//! no white space on either side and an East Asian character on at least one may both open and close.** The parser
//! then pairs runs as it always does.
//!
//! A run may both open and close exactly when both its neighbours look like letters. So the remedy is to put a letter
//! that no text contains beside the run wherever a neighbour is not one, and to take it out again afterwards.

use super::character::is_cjk;

/// A Unicode noncharacter, which the parser takes for a letter.
///
/// Noncharacters are for use inside a program and never for interchange, so a text that contains one is at fault.
pub(super) const LETTER: char = '\u{FDD0}';

/// The byte positions of `source`, ascending, where a [`LETTER`] makes East Asian emphasis work.
///
/// Text without East Asian characters has none. `~~` runs fail likewise and are treated alike.
pub(super) fn letter_positions(source: &str) -> Vec<usize> {
    let bytes = source.as_bytes();
    let mut positions = Vec::new();
    let mut from = 0;
    while let Some(found) = bytes[from..].iter().position(|byte| matches!(byte, b'*' | b'~')) {
        let start = from + found;
        let marker = bytes[start];
        let end = start + bytes[start..].iter().take_while(|&&byte| byte == marker).count();
        from = end;
        if (marker == b'~' && end - start != 2) || is_escaped(bytes, start) || opens_line(bytes, start) {
            continue;
        }
        let (Some(before), Some(after)) = (source[..start].chars().next_back(), source[end..].chars().next()) else {
            continue;
        };
        // A cell border is the edge of the text, as the end of a line is.
        let is_edge = |c: char| c.is_whitespace() || c == '|';
        if is_edge(before) || is_edge(after) || !(is_cjk(before) || is_cjk(after)) {
            continue;
        }
        if !before.is_alphanumeric() {
            positions.push(start);
        }
        if !after.is_alphanumeric() {
            positions.push(end);
        }
    }
    positions
}

/// Whether an odd number of backslashes precedes `at`.
fn is_escaped(bytes: &[u8], at: usize) -> bool {
    bytes[..at].iter().rev().take_while(|&&byte| byte == b'\\').count() % 2 == 1
}

/// Whether only block quotation markers precede `at` on its line.
fn opens_line(bytes: &[u8], at: usize) -> bool {
    match bytes[..at].iter().rev().find(|&&byte| !matches!(byte, b'>' | b' ' | b'\t')) {
        None | Some(b'\n' | b'\r') => true,
        Some(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(source: &str) -> String {
        let mut out = source.to_owned();
        for &position in letter_positions(source).iter().rev() {
            out.insert(position, '·');
        }
        out
    }

    #[test]
    fn puts_a_letter_where_punctuation_touches_a_run() {
        for (source, expected) in [
            ("**第一条：**本办法", "**第一条：·**本办法"),
            ("依据**《条例》**制定", "依据**·《条例》·**制定"),
            ("依据~~《条例》~~制定", "依据~~·《条例》·~~制定"),
            (">**甲：**乙", ">**甲：·**乙"),
            ("甲**`a`**乙", "甲**·`a`·**乙"),
            (r"甲\\**：乙", r"甲\\·**·：乙"),
        ] {
            assert_eq!(marked(source), expected);
        }
    }

    #[test]
    fn leaves_alone_what_works_already() {
        for source in [
            "**bold:**text",
            "a **b** c",
            "甲 **乙：** 丙",
            "甲**乙**丙",
            r"甲\*：乙",
            r"甲\**：乙",
            "|**（甲）**|",
            "* 甲\n* 乙",
            "甲~：~乙",
            "~~~\n甲\n~~~",
        ] {
            assert_eq!(marked(source), source);
        }
    }
}
