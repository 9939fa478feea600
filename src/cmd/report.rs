//! Findings and failures, to a person or to a program.

use std::{
    collections::BTreeMap,
    io::{IsTerminal, Write},
    process::ExitCode,
    sync::Arc,
};

use super::Session;
use crate::{
    bilingual,
    cli::exit,
    diag::{Diagnostic, Quotable, Report, Severity},
    pipeline::{Checked, Failure},
    source::Refusal,
};

impl Session {
    /// Shows every finding: to a person on standard error, to a program on standard output.
    pub(super) fn show(&self, checked: &Checked) {
        self.show_all(&checked.diagnostics, &checked.sources);
    }

    /// Shows findings in files that may be among `sources`.
    pub(super) fn show_all(&self, diagnostics: &[Diagnostic], sources: &BTreeMap<Arc<str>, Quotable>) {
        let report = Report { language: self.language, sources };
        // A reader who has seen enough closes the pipe; that is no fault.
        if self.json {
            let mut out = std::io::stdout().lock();
            for diagnostic in diagnostics {
                let _ = writeln!(out, "{}", report.json(diagnostic));
            }
            return;
        }
        let mut err = std::io::stderr().lock();
        let color = err.is_terminal();
        for diagnostic in diagnostics {
            let _ = writeln!(err, "{}", report.block(diagnostic, color));
        }
    }

    /// Every error as a person reads it, without colours.
    pub(super) fn errors(&self, checked: &Checked) -> String {
        let report = Report { language: self.language, sources: &checked.sources };
        let errors = checked.diagnostics.iter().filter(|found| found.severity == Severity::Error);
        errors.map(|found| report.block(found, false)).collect::<Vec<_>>().join("\n\n")
    }

    /// Counts the findings in one line.
    pub(super) fn count(&self, checked: &Checked) -> String {
        let count = |severity| checked.diagnostics.iter().filter(|found| found.severity == severity).count();
        let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
        bilingual!("错误 {errors} 处，警告 {warnings} 处", "{errors} errors, {warnings} warnings")
            .get(self.language)
            .to_owned()
    }

    /// Says why a commit cannot be read, and what to do.
    fn refuse(&self, code: u8, refusal: &Refusal) -> ExitCode {
        let code = self.fail(code, refusal.code, &refusal.message);
        eprintln!("  {}: {}", self.text("办法", "help"), refusal.help.get(self.language));
        code
    }

    /// Says why nothing was built, and answers with the exit code.
    pub(super) fn failed(&self, failure: &Failure) -> ExitCode {
        match failure {
            Failure::Content => ExitCode::from(exit::CONTENT),
            Failure::Io(path, error) => {
                let path = path.display();
                self.fail(exit::IO, "io", &bilingual!("{path}：{error}", "{path}: {error}"))
            }
            Failure::Refused(refusal) => self.refuse(exit::IO, refusal),
            Failure::NotASite(path) => {
                let path = path.display();
                self.fail(exit::IO, "not_a_site", &bilingual!(
                    "{path} 里有别的文件，没有 manifest.json，不像是以前生成的网站，不敢覆盖。请换一个空目录，或先清空它",
                    "{path} holds other files and no manifest.json: it is no site built before and would be lost. Name an empty directory, or empty it first"
                ))
            }
            Failure::Internal(what) => self.fail(
                exit::INTERNAL,
                "internal",
                &bilingual!(
                    "程序自身的故障，请把这一行告诉开发者：{what}",
                    "a fault of this program, please report this line: {what}"
                ),
            ),
        }
    }
}
