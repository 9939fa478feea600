//! `gongkai verify`: builds a site again, and names every file that is not the same.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::ArgMatches;

use super::Session;
use crate::{
    bilingual,
    cli::exit,
    diag::Severity,
    pipeline::{self, Options, Silent},
    verify::{self, VerifyError},
};

pub(super) fn run(session: Session, matches: &ArgMatches) -> ExitCode {
    match verify(session, matches) {
        Ok(code) | Err(code) => code,
    }
}

fn verify(session: Session, matches: &ArgMatches) -> Result<ExitCode, ExitCode> {
    let failed = |error: VerifyError| session.fail(exit::IO, error.code(), &error.message());
    let published = matches.get_one::<PathBuf>("directory").cloned().unwrap_or_default();
    let options = Options { fresh: true, ..session.options(matches)? };
    let options = verify::options(&published, options).map_err(failed)?;
    let scratch = tempfile::tempdir().map_err(|error| failed(VerifyError::Io(std::env::temp_dir(), error)))?;
    let rebuilt = scratch.path().join("site");
    build(session, &options, &rebuilt)?;
    let found = verify::compare(&published, &rebuilt).map_err(failed)?;
    session.show_all(&found, &BTreeMap::new());
    if !session.quiet {
        let shown = published.display();
        let commit = options.commit.map(|commit| format!(" {commit}")).unwrap_or_default();
        let count = found.len();
        let said = if found.is_empty() {
            bilingual!(
                "核对无误：{shown} 与{commit} 重新生成的完全相同",
                "Verified:{commit} gives {shown} byte for byte"
            )
        } else {
            bilingual!("核对不符：{count} 个文件不同", "Not verified: {count} files are not the same")
        };
        eprintln!("{}", said.get(session.language));
    }
    Ok(ExitCode::from(if found.is_empty() { exit::DONE } else { exit::CONTENT }))
}

fn build(session: Session, options: &Options, target: &Path) -> Result<(), ExitCode> {
    let (mut checked, built) = pipeline::build(options, target, &Silent).map_err(|failure| session.failed(&failure))?;
    // Warnings are for builds and checks; here only what stands in the way is told.
    checked.diagnostics.retain(|diagnostic| diagnostic.severity == Severity::Error);
    session.show(&checked);
    built.map(drop).map_err(|failure| session.failed(&failure))
}
