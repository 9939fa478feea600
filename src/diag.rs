//! Diagnostics: what is wrong with an input, where, why, and what to write instead, in Chinese and English.
//!
//! A message never repeats a value of its file. The value is seen in the quoted source line, which [`Report`] shows only
//! where the file is public, so that nothing withheld reaches a log.

use std::{collections::BTreeMap, ops::Range, sync::Arc};

use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};
use serde::Serialize;

/// A text in the two languages of the interface.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bilingual {
    /// Chinese, for editors.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Bilingual {
    /// The text in `language`.
    #[must_use]
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::Chinese => &self.zh,
            Language::English => &self.en,
        }
    }
}

impl From<[&str; 2]> for Bilingual {
    fn from([zh, en]: [&str; 2]) -> Self {
        Self { zh: zh.to_owned(), en: en.to_owned() }
    }
}

/// Formats a [`Bilingual`]: the Chinese template, then the English one, both with the variables in scope.
#[macro_export]
macro_rules! bilingual {
    ($zh:literal, $en:literal $(,)?) => {
        $crate::diag::Bilingual { zh: format!($zh), en: format!($en) }
    };
}

/// The language in which the program speaks to whoever runs it. It never changes a byte of the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// 中文.
    Chinese,
    /// English.
    English,
}

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The build stops.
    Error,
    /// The build goes on.
    Warning,
    /// For information.
    Note,
}

impl Severity {
    fn name(self, language: Language) -> &'static str {
        match (self, language) {
            (Self::Error, Language::Chinese) => "错误",
            (Self::Error, Language::English) => "error",
            (Self::Warning, Language::Chinese) => "警告",
            (Self::Warning, Language::English) => "warning",
            (Self::Note, Language::Chinese) => "提示",
            (Self::Note, Language::English) => "note",
        }
    }

    /// The word used in machine-readable output.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.name(Language::English)
    }
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The rule's name, stable, such as `missing_disclosure`.
    pub code: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// The file, relative to the site directory, with `/` between its parts.
    pub path: Arc<str>,
    /// Byte range in the file; `None` for the file as a whole.
    pub span: Option<Range<usize>>,
    /// What is wrong, without any value of the file.
    pub message: Bilingual,
    /// Other places of which the same is true.
    pub also: Vec<(Arc<str>, Range<usize>)>,
    /// Why it is wrong.
    pub why: Option<Bilingual>,
    /// What to write instead.
    pub help: Option<Bilingual>,
}

impl Diagnostic {
    /// An error about the file as a whole.
    pub fn error(code: &'static str, path: &Arc<str>, message: impl Into<Bilingual>) -> Self {
        Self {
            code,
            severity: Severity::Error,
            path: Arc::clone(path),
            span: None,
            message: message.into(),
            also: Vec::new(),
            why: None,
            help: None,
        }
    }

    /// A warning about the file as a whole.
    pub fn warning(code: &'static str, path: &Arc<str>, message: impl Into<Bilingual>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, path, message) }
    }

    /// The same finding at a place in the file.
    #[must_use]
    pub fn at(mut self, span: Range<usize>) -> Self {
        self.span = Some(span);
        self
    }

    /// The same finding, true of another place as well.
    #[must_use]
    pub fn also(mut self, path: &Arc<str>, span: Range<usize>) -> Self {
        self.also.push((Arc::clone(path), span));
        self
    }

    /// The same finding with its reason.
    #[must_use]
    pub fn why(mut self, why: impl Into<Bilingual>) -> Self {
        self.why = Some(why.into());
        self
    }

    /// The same finding with its remedy.
    #[must_use]
    pub fn help(mut self, help: impl Into<Bilingual>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// Sorts findings into the order in which they are shown: by file, place and rule; repeated ones fall away.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    let place = |diagnostic: &Diagnostic| diagnostic.span.as_ref().map_or((0, 0), |span| (span.start, span.end));
    diagnostics.sort_by(|a, b| {
        (&a.path, place(a), a.severity, a.code, &a.message.zh).cmp(&(
            &b.path,
            place(b),
            b.severity,
            b.code,
            &b.message.zh,
        ))
    });
    diagnostics.dedup();
}

/// A place as people count it: from 1, in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// Line.
    pub line: usize,
    /// Column in characters (Unicode scalar values).
    pub column: usize,
}

/// The position of byte `offset` in `source`; an offset past the end or inside a character counts as the nearest before.
#[must_use]
pub fn position(source: &str, offset: usize) -> Position {
    let before = &source[..source.floor_char_boundary(offset.min(source.len()))];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    Position {
        line: before.bytes().filter(|byte| *byte == b'\n').count() + 1,
        column: before[line_start..].chars().count() + 1,
    }
}

/// A source file as diagnostics may show it.
#[derive(Debug, Clone)]
pub struct Quotable {
    /// The whole text, for counting lines.
    pub text: Arc<str>,
    /// Whether its lines may be shown: only those of files that are public.
    pub public: bool,
}

/// Shows diagnostics to a person or to a program.
#[derive(Debug)]
pub struct Report<'a> {
    /// The language of the texts.
    pub language: Language,
    /// The files that findings may point into, by path.
    pub sources: &'a BTreeMap<Arc<str>, Quotable>,
}

#[derive(Serialize)]
struct JsonDiagnostic<'a> {
    severity: &'static str,
    code: &'static str,
    message: &'a str,
    path: &'a str,
    line: usize,
    column: usize,
    help: Option<&'a str>,
}

impl Report<'_> {
    /// One finding as a block of text, ending in a line break.
    #[must_use]
    pub fn block(&self, diagnostic: &Diagnostic, color: bool) -> String {
        let name = diagnostic.severity.name(self.language);
        let level = match diagnostic.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Note => Level::NOTE,
        };
        let title = level.with_name(name).primary_title(self.message(diagnostic)).id(diagnostic.code);
        let quotable = self.sources.get(&diagnostic.path);
        let position = self.position(&diagnostic.path, diagnostic.span.as_ref());
        let span = diagnostic.span.clone().filter(|_| quotable.is_some_and(|source| source.public));
        let mut group = match (quotable, span) {
            (Some(source), Some(span)) => {
                let span = first_line(&source.text, span);
                title.element(
                    Snippet::source(&*source.text)
                        .path(&*diagnostic.path)
                        .fold(true)
                        .annotation(AnnotationKind::Primary.span(span)),
                )
            }
            _ => title.element(Origin::path(&*diagnostic.path).line(position.line).char_column(position.column)),
        };
        let (why, help) = match self.language {
            Language::Chinese => ("原因", "办法"),
            Language::English => ("why", "help"),
        };
        if let Some(text) = &diagnostic.why {
            group = group.element(Level::NOTE.with_name(why).message(text.get(self.language)));
        }
        if let Some(text) = &diagnostic.help {
            group = group.element(Level::HELP.with_name(help).message(text.get(self.language)));
        }
        let renderer = if color { Renderer::styled() } else { Renderer::plain() };
        let mut block = renderer.render(&[group]);
        block.push('\n');
        block
    }

    /// One finding as a line of JSON without its line break.
    #[must_use]
    pub fn json(&self, diagnostic: &Diagnostic) -> String {
        let position = self.position(&diagnostic.path, diagnostic.span.as_ref());
        let object = JsonDiagnostic {
            severity: diagnostic.severity.code(),
            code: diagnostic.code,
            message: &self.message(diagnostic),
            path: &diagnostic.path,
            line: position.line,
            column: position.column,
            help: diagnostic.help.as_ref().map(|help| help.get(self.language)),
        };
        serde_json::to_string(&object).expect("invariant: strings and numbers serialise")
    }

    /// What is wrong, with the other places of which it is true.
    fn message(&self, diagnostic: &Diagnostic) -> String {
        let also = diagnostic.also.iter().map(|(path, span)| {
            let Position { line, column } = self.position(path, Some(span));
            format!("{path}:{line}:{column}")
        });
        let also: Vec<String> = also.collect();
        let message = diagnostic.message.get(self.language);
        match (also.is_empty(), self.language) {
            (true, _) => message.to_owned(),
            (_, Language::Chinese) => format!("{message}，又见 {}", also.join("、")),
            (_, Language::English) => format!("{message}, also at {}", also.join(", ")),
        }
    }

    fn position(&self, path: &str, span: Option<&Range<usize>>) -> Position {
        match (self.sources.get(path), span) {
            (Some(source), Some(span)) => position(&source.text, span.start),
            _ => Position { line: 1, column: 1 },
        }
    }
}

/// Cuts a range to whole characters of its first line, so that a caret line is never longer than what it points at.
fn first_line(text: &str, span: Range<usize>) -> Range<usize> {
    let start = text.floor_char_boundary(span.start.min(text.len()));
    let end = text.ceil_char_boundary(span.end.clamp(start, text.len()));
    let line_end = text[start..end].find('\n').map_or(end, |newline| start + newline);
    start..line_end.max(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(public: bool) -> (BTreeMap<Arc<str>, Quotable>, Diagnostic) {
        let path: Arc<str> = "content/a.toml".into();
        let text = "name = \"甲\"\n阶段 = \"错\"\n";
        let start = text.find("\"错").unwrap();
        let diagnostic = Diagnostic::error("unknown_stage", &path, ["阶段不在名单中", "no such stage"])
            .at(start..start + 5)
            .help(["改为名单中的阶段", "use a stage of the list"]);
        (BTreeMap::from([(path, Quotable { text: text.into(), public })]), diagnostic)
    }

    #[test]
    fn shows_file_line_column_reason_and_remedy() {
        let (sources, diagnostic) = report(true);
        let block = Report { language: Language::Chinese, sources: &sources }.block(&diagnostic, false);
        assert!(block.starts_with("错误[unknown_stage]: 阶段不在名单中\n"), "{block}");
        assert!(block.contains("--> content/a.toml:2:6\n"), "{block}");
        assert!(block.contains("阶段 = \"错\""), "{block}");
        assert!(block.contains("办法: 改为名单中的阶段"), "{block}");
    }

    #[test]
    fn never_quotes_a_file_that_is_not_public() {
        let (sources, diagnostic) = report(false);
        let block = Report { language: Language::English, sources: &sources }.block(&diagnostic, false);
        assert!(block.starts_with("error[unknown_stage]: no such stage\n"), "{block}");
        assert!(block.contains("--> content/a.toml:2:6\n"), "{block}");
        assert!(!block.contains('错'), "{block}");
    }

    #[test]
    fn names_other_places_as_they_are_counted() {
        let (sources, diagnostic) = report(false);
        let path = Arc::clone(&diagnostic.path);
        let diagnostic = diagnostic.also(&path, 0..4);
        let report = Report { language: Language::Chinese, sources: &sources };
        assert!(
            report
                .block(&diagnostic, false)
                .starts_with("错误[unknown_stage]: 阶段不在名单中，又见 content/a.toml:1:1\n")
        );
        assert!(report.json(&diagnostic).contains("，又见 content/a.toml:1:1\""));
    }

    #[test]
    fn counts_columns_in_characters() {
        assert_eq!(position("一二\n三四五", 10), Position { line: 2, column: 2 });
        assert_eq!(position("", 5), Position { line: 1, column: 1 });
    }
}
