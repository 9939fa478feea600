//! Which addresses a text may point to.

/// The schemes an address may have. Anything else could run a script or reach into the reader's own machine.
pub(super) const SCHEMES: [&str; 4] = ["http", "https", "mailto", "tel"];

/// Whether `target` is relative, a fragment, or of one of [`SCHEMES`].
///
/// Reads `target`, entities already decoded, as a browser does (WHATWG URL, basic parser): blanks and control
/// characters before the scheme and tabs and line breaks inside it do not count.
pub(super) fn is_allowed(target: &str) -> bool {
    let Some((before, _)) = target.split_once(':') else { return true };
    let scheme: String = before.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect();
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    !is_scheme || SCHEMES.iter().any(|allowed| scheme.eq_ignore_ascii_case(allowed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn allows_relative_addresses_and_the_four_schemes() {
        for target in [
            "",
            "#第三条",
            "附件1.docx",
            "../43/",
            "/gk/",
            "?q=a:b",
            "附件:1.docx",
            "./a:b",
            "//www.example.gov.cn/",
            "http://www.example.gov.cn/",
            "HTTPS://www.example.gov.cn/",
            "mailto:a@example.gov.cn",
            "tel:0599-5550123",
        ] {
            assert!(is_allowed(target), "{target}");
        }
    }

    #[test]
    fn refuses_every_other_scheme_however_written() {
        for target in [
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            "  javascript:alert(1)",
            "java\tscript:alert(1)",
            "java\nscript:alert(1)",
            "\u{1}javascript:alert(1)",
            "javascript\n:alert(1)",
            "vbscript:x",
            "data:text/html,x",
            "file:///etc/passwd",
            "ftp://a",
            "blob:x",
            "weixin://x",
        ] {
            assert!(!is_allowed(target), "{target}");
        }
    }
}
