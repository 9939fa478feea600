//! What is wrong with a theme, and where.

use std::{ops::Range, sync::Arc};

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
                (report.filename(), Some(place), report.message().to_owned())
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

    pub(super) fn whole(path: &str, message: impl Into<Bilingual>) -> Self {
        Self { path: path.to_owned(), place: None, message: message.into() }
    }

    /// A fault at `span` of the file at `path`, whose text is `source`.
    pub(super) fn at(path: &str, source: &str, span: Range<usize>, message: Bilingual) -> Self {
        let start = position(source, span.start);
        Self { path: path.to_owned(), place: Some(Place { line: start.line, column: start.column, span }), message }
    }
}
