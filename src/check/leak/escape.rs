//! Undoes what markup and JSON do to characters.

use memchr::{memchr, memchr2};

use super::fold::BARRIER;

/// Appends `text` to `out` with its character references resolved.
///
/// Named references to letters do not occur in Chinese texts; every other name but those of the table is a sign that
/// means nothing to the gate, and becomes a space.
pub(super) fn unescape_entities(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = memchr(b'&', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        let (sign, length) = reference(&rest[at..]).unwrap_or(('&', 1));
        out.push(sign);
        rest = &rest[at + length..];
    }
    out.push_str(rest);
}

/// The character reference that `text` begins with, and its length.
fn reference(text: &str) -> Option<(char, usize)> {
    const LONGEST: usize = 32;
    let end = memchr(b';', &text.as_bytes()[..text.len().min(LONGEST)])?;
    let name = &text[1..end];
    let sign = match name.strip_prefix('#') {
        Some(number) => {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)?
        }
        None if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric()) => return None,
        None => match name {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            "hyphen" | "dash" | "ndash" | "mdash" | "minus" => '-',
            "shy" | "zwnj" | "zwj" | "ZeroWidthSpace" | "NoBreak" => '\u{200B}',
            _ => ' ',
        },
    };
    Some((sign, end + 1))
}

/// The strings of a JSON text without their escapes (RFC 8259 §7); quotation marks become [`BARRIER`].
pub(super) fn unescape_json(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let mut rest = json;
    while let Some(at) = memchr2(b'"', b'\\', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        let (sign, length) = if rest[at..].starts_with('"') { (BARRIER, 1) } else { escape(&rest[at + 1..]) };
        out.push(sign);
        rest = &rest[at + length..];
    }
    out.push_str(rest);
    out
}

/// The character for which the backslash before `text` and the first of `text` stand, and how long they are together.
fn escape(text: &str) -> (char, usize) {
    match text.chars().next() {
        Some('n' | 'r') => ('\n', 2),
        Some('t') => ('\t', 2),
        Some('b' | 'f') => (' ', 2),
        Some('u') => utf16(text).unwrap_or((' ', 2)),
        Some(sign) => (sign, 1 + sign.len_utf8()),
        None => (' ', 1),
    }
}

/// The character of one `uXXXX`, or of two with a backslash between them, and their length with the backslash before.
fn utf16(escape: &str) -> Option<(char, usize)> {
    let unit = |at: usize| u16::from_str_radix(escape.get(at..at + 4)?, 16).ok();
    let first = unit(1)?;
    let second = (escape.get(5..7) == Some("\\u")).then(|| unit(7)).flatten();
    let sign = char::decode_utf16([first, second.unwrap_or_default()]).next()?.ok()?;
    Some((sign, if sign.len_utf16() == 2 { 12 } else { 6 }))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn entities(text: &str) -> String {
        let mut out = String::new();
        unescape_entities(text, &mut out);
        out
    }

    fn json(text: &str) -> String {
        unescape_json(text).replace(BARRIER, "|")
    }

    #[test]
    fn resolves_character_references() {
        assert_eq!(entities("保&#23494;&#x6807;&amp;lt;&nbsp;&ldquo;"), "保密标&lt;  ");
        assert_eq!(entities("138&shy;1&zwj;"), "138\u{200b}1\u{200b}");
        assert_eq!(entities("a & b; &; &#; &#xD800; &保;"), "a & b; &; &#; &#xD800; &保;");
    }

    #[test]
    fn resolves_json_escapes() {
        assert_eq!(json(r#"{"a":"保\u5bc6\n\"b\" \ud83d\ude00"}"#), "{|a|:|保密\n\"b\" 😀|}");
        assert_eq!(json(r"\u12 \ud800x \"), " 12  d800x  ");
    }

    proptest! {
        #[test]
        fn reads_any_text(text in "(\\PC|&|#|x|;|\"|\\\\|u|[0-9a-f]{4}){0,40}") {
            unescape_entities(&text, &mut String::new());
            unescape_json(&text);
        }

        #[test]
        fn undoes_what_a_json_writer_did(text in "\\PC{0,40}") {
            let written = serde_json::to_string(&text).unwrap();
            let inner = &written[1..written.len() - 1];
            prop_assert_eq!(unescape_json(inner), text);
        }
    }
}
