//! What is wrong with a theme, and where.

use std::{collections::BTreeMap, ops::Range, sync::Arc};

use tera::ErrorKind;

use crate::{
    bilingual,
    diag::{Bilingual, Diagnostic, position},
};

/// What is wrong with a theme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThemeError {
    /// The file, below the theme's directory, such as `templates/document.html`.
    pub path: String,
    /// The place in the file; `None` for the file as a whole.
    pub place: Option<Place>,
    /// What is wrong.
    pub message: Bilingual,
}

/// A place in a file of the theme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Byte range in the file.
    pub span: Range<usize>,
}

impl ThemeError {
    /// The finding as it is reported, for the theme `name`.
    #[must_use]
    pub fn diagnostic(&self, name: &str) -> Diagnostic {
        let path: Arc<str> = format!("themes/{name}/{}", self.path).into();
        let diagnostic = Diagnostic::error("theme", &path, self.message.clone());
        match &self.place {
            Some(place) => diagnostic.at(place.span.clone()),
            None => diagnostic,
        }
    }

    /// A fault the template engine found in, or while running, the template `name`.
    pub(in crate::render) fn from_tera(name: &str, error: &tera::Error) -> Self {
        let (name, place, what) = match error.kind() {
            ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
                let span = report.span();
                let place = Place { line: span.start_line, column: span.start_col + 1, span: span.range.clone() };
                (report.filename(), Some(place), brief(report.message()))
            }
            _ => (name, None, error.to_string()),
        };
        let at = place.as_ref().map_or_else(String::new, |place| format!(":{}:{}", place.line, place.column));
        Self {
            path: format!("templates/{name}"),
            message: bilingual!("模板 {name}{at} 有错：{what}", "template {name}{at} is faulty: {what}"),
            place,
        }
    }

    /// The faults that the engine found when it put `templates` together, each at its place if the engine names one.
    pub(super) fn all_from_tera(error: &tera::Error, templates: &BTreeMap<String, String>) -> Vec<Self> {
        if let ErrorKind::MissingParent { current, parent } = error.kind() {
            let source = templates.get(current).map(String::as_str).unwrap_or_default();
            let written = format!("\"{parent}\"");
            let start = source.find(&written).unwrap_or_default();
            let message = bilingual!(
                "模板 {current} 以 {parent} 为底，主题里没有 {parent}",
                "template {current} extends {parent}, and the theme has no {parent}"
            );
            return vec![Self::at(&format!("templates/{current}"), source, start..start + written.len(), message)];
        }
        // All faults come as one text: `error: WHAT`, and below it ` --> TEMPLATE:LINE:COLUMN`.
        let text = error.to_string();
        let mut what = "";
        let mut found = Vec::new();
        for line in text.lines().map(str::trim) {
            what = line.strip_prefix("error: ").unwrap_or(what);
            let Some((name, line, column)) = line.strip_prefix("--> ").and_then(place) else { continue };
            let Some(source) = templates.get(name) else { continue };
            let message = bilingual!(
                "模板 {name}:{line}:{column} 有错：{what}",
                "template {name}:{line}:{column} is faulty: {what}"
            );
            let start = offset(source, line, column);
            found.push(Self::at(&format!("templates/{name}"), source, start..start, message));
        }
        if found.is_empty() {
            let message = bilingual!("模板有错：\n{text}", "the templates are faulty:\n{text}");
            found.push(Self::whole("templates", message));
        }
        found
    }

    pub(super) fn whole(path: &str, message: impl Into<Bilingual>) -> Self {
        Self { path: path.to_owned(), place: None, message: message.into() }
    }

    /// A fault at `span` of the file at `path`, whose text is `source`.
    pub(super) fn at(path: &str, source: &str, span: Range<usize>, message: Bilingual) -> Self {
        let start = position(source, span.start);
        Self { path: path.to_owned(), place: Some(Place { line: start.line, column: start.column, span }), message }
    }
}

/// A place as the engine writes it, `TEMPLATE:LINE:COLUMN`.
fn place(written: &str) -> Option<(&str, usize, usize)> {
    let (rest, column) = written.rsplit_once(':')?;
    let (name, line) = rest.rsplit_once(':')?;
    Some((name, line.parse().ok()?, column.parse().ok()?))
}

/// The byte at a line and a column, both from 1; the end of the text if it has no such line.
fn offset(source: &str, line: usize, column: usize) -> usize {
    let start: usize = source.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let words = &source[start..];
    start + words.char_indices().nth(column.saturating_sub(1)).map_or(words.len(), |(at, _)| at)
}

/// What the engine says, without a list of hundreds of names where a handful comes near to what was written.
fn brief(what: &str) -> String {
    const MOST: usize = 40;
    const NEAR: usize = 5;
    let Some((fault, names)) = what.split_once(" Available fields: ") else { return what.to_owned() };
    let mut names: Vec<&str> = names.split(", ").collect();
    if names.len() <= MOST {
        return what.to_owned();
    }
    let asked = fault.split('`').nth(1).unwrap_or_default();
    let likeness = |name: &str| strsim::jaro_winkler(asked, name);
    names.sort_by(|a, b| likeness(b).total_cmp(&likeness(a)).then_with(|| a.cmp(b)));
    format!("{fault} Nearest: {}", names[..NEAR].join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_names_only_the_nearest_are_listed() {
        let names: Vec<String> = (0..50).map(|n| format!("other_{n}")).chain(["search".to_owned()]).collect();
        let what = format!("Field `serach` is not defined. Available fields: {}", names.join(", "));
        assert!(brief(&what).starts_with("Field `serach` is not defined. Nearest: search, other_"), "{}", brief(&what));
        let few = "Field `titel` is not defined. Available fields: title, url";
        assert_eq!(brief(few), few);
    }

    #[test]
    fn a_place_is_found_in_the_text() {
        assert_eq!(place("a.html:3:25"), Some(("a.html", 3, 25)));
        assert_eq!(offset("一\n二三\n", 2, 2), "一\n二".len());
        assert_eq!(offset("一", 7, 1), "一".len());
    }
}
