//! The numbers of list items, which are text: a reader cites them, so they are kept as written.

/// The number and delimiter that the source of an ordered item begins with, such as `12.` or `3)`.
pub(super) fn marker(item: &str) -> &str {
    let item = item.trim_start();
    let digits = item.bytes().take_while(u8::is_ascii_digit).count();
    let delimiter = usize::from(matches!(item.as_bytes().get(digits), Some(b'.' | b')')));
    &item[..digits + delimiter]
}

/// The numbers that the reader sees for the `written` markers of a list.
///
/// Authors of Markdown who leave the counting to the program write `1.` before every item: equal markers count up.
/// Any others are what the author meant.
pub(super) fn numbers(written: Vec<String>) -> Vec<String> {
    let [first, second, ..] = written.as_slice() else { return written };
    let delimiter = first.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_counted = first == second && written.iter().all(|marker| marker == first);
    match first[..first.len() - delimiter.len()].parse::<u64>() {
        Ok(start) if is_counted => (start..).take(written.len()).map(|number| format!("{number}{delimiter}")).collect(),
        _ => written,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strings(markers: &[&str]) -> Vec<String> {
        markers.iter().map(|&marker| marker.to_owned()).collect()
    }

    #[test]
    fn reads_markers() {
        for (item, expected) in [("1. 甲", "1."), ("  12) 乙", "12)"), ("01. 丙", "01."), ("3.\n   丁", "3.")] {
            assert_eq!(marker(item), expected);
        }
    }

    #[test]
    fn equal_markers_count_up_and_others_stay() {
        assert_eq!(numbers(strings(&["1.", "1.", "1."])), ["1.", "2.", "3."]);
        assert_eq!(numbers(strings(&["5)", "5)"])), ["5)", "6)"]);
        assert_eq!(numbers(strings(&["1.", "2.", "2."])), ["1.", "2.", "2."]);
        assert_eq!(numbers(strings(&["1.", "3.", "7."])), ["1.", "3.", "7."]);
        assert_eq!(numbers(strings(&["4."])), ["4."]);
    }
}
