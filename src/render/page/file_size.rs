//! Sizes of files as readers see them beside a link.

/// A size as file managers show it: whole KB, never 0, from 1024 of them on MB with a decimal.
pub(super) fn file_size(bytes: u64) -> String {
    const KIBIBYTE: u64 = 1024;
    match bytes.div_ceil(KIBIBYTE) {
        kibibytes if kibibytes < KIBIBYTE => format!("{} KB", kibibytes.max(1)),
        kibibytes => {
            let tenths = (kibibytes * 10).div_ceil(KIBIBYTE);
            format!("{}.{} MB", tenths / 10, tenths % 10)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::file_size;

    #[test]
    fn sizes_are_rounded_up_and_never_nothing() {
        let sizes = [0, 1, 1024, 1025, 1_047_552, 1_047_553, 1_048_577, 26_214_400].map(file_size);
        assert_eq!(sizes, ["1 KB", "1 KB", "1 KB", "2 KB", "1023 KB", "1.0 MB", "1.1 MB", "25.0 MB"]);
    }
}
