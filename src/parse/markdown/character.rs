//! Which characters set Chinese text.

/// Whether `c` is a Han character.
pub(super) fn is_han(c: char) -> bool {
    matches!(u32::from(c),
        0x3007 | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x2_0000..=0x3_FFFD)
}

/// Whether `c` belongs to East Asian text: ideographs, kana, hangul, and their punctuation and full-width forms.
///
/// Quotation marks, dashes and ellipses (“ ” — …) are shared with Latin text and do not count: see [`is_shared`].
pub(super) fn is_cjk(c: char) -> bool {
    let code = u32::from(c);
    code >= 0x1100
        && matches!(code,
            0x1100..=0x11FF
            | 0x2E80..=0xA4CF
            | 0xA960..=0xA97F
            | 0xAC00..=0xD7FF
            | 0xF900..=0xFAFF
            | 0xFE10..=0xFE1F
            | 0xFE30..=0xFE6F
            | 0xFF00..=0xFFEF
            | 0x1_AFF0..=0x1_B2FF
            | 0x2_0000..=0x3_FFFD)
}

/// Whether `c` is punctuation that Chinese and Latin text share, so that only its neighbours tell which it sets.
pub(super) fn is_shared(c: char) -> bool {
    matches!(c, '“' | '”' | '‘' | '’' | '—' | '–' | '…' | '·')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_scripts_apart() {
        assert!("第〇鿿㐀豈𠀀".chars().all(is_han));
        assert!(!"，。a1（".chars().any(is_han));
        assert!("条，。、《》（）：！？　ａかカ한〔〕〇".chars().all(is_cjk));
        assert!(!"aé1 ,.“”—…§①".chars().any(is_cjk));
    }
}
