//! Code with its syntax marked by classes; the theme's style sheet has the colours.

use std::sync::LazyLock;

use syntect::html::{ClassStyle, ClassedHTMLGenerator};
use syntect::parsing::SyntaxSet;
use syntect::util::LinesWithEndings;

use super::push_escaped;

/// Keeps the classes of code apart from the theme's own.
const CLASS_STYLE: ClassStyle = ClassStyle::SpacedPrefixed { prefix: "code-" };

/// Loaded when the first code block names a language: few texts have any.
static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(SyntaxSet::load_defaults_newlines);

/// Appends a code block; the syntax of a language that is not known stays unmarked.
pub(super) fn push_code(language: &str, text: &str, out: &mut String) {
    out.push_str("<pre class=\"code\" tabindex=\"0\"><code>");
    match highlighted(language, text) {
        Some(html) => out.push_str(&html),
        None => push_escaped(text, out),
    }
    out.push_str("</code></pre>\n");
}

fn highlighted(language: &str, text: &str) -> Option<String> {
    if language.is_empty() {
        return None;
    }
    let syntax = SYNTAXES.find_syntax_by_token(language)?;
    let mut generator = ClassedHTMLGenerator::new_with_class_style(syntax, &SYNTAXES, CLASS_STYLE);
    for line in LinesWithEndings::from(text) {
        generator.parse_html_for_line_which_includes_newline(line).ok()?;
    }
    Some(generator.finalize())
}
