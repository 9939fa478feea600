//! `gongkai import`.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::ArgMatches;

use super::Session;
use crate::{
    bilingual,
    cli::exit,
    diag::{Bilingual, Severity},
    import::{self, Import, Input, Memory, Outcome, clause::Kind},
    output::replace,
    pipeline::{self, Checked},
};

/// Where the values given by earlier imports are remembered, in the site directory.
const MEMORY: &str = ".gongkai/import.json";

pub(super) fn run(session: Session, matches: &ArgMatches) -> ExitCode {
    let Some((kind, matches)) = matches.subcommand() else { return ExitCode::from(exit::USAGE) };
    match import(session, kind, matches) {
        Ok(code) | Err(code) => code,
    }
}

fn import(session: Session, kind: &str, matches: &ArgMatches) -> Result<ExitCode, ExitCode> {
    let options = session.options(matches)?;
    let inputs = matches.get_many::<PathBuf>("files").unwrap_or_default();
    let inputs = inputs.map(|path| read(session, path)).collect::<Result<Vec<Input>, ExitCode>>()?;
    let checked = pipeline::check(&options).map_err(|failure| session.failed(&failure))?;
    let site = sound(session, &checked, kind)?;
    let memory_file = options.site.join(MEMORY);
    let import = Import { site, texts: &checked.sources, memory: recall(&memory_file) };
    let outcome = match kind {
        "document" => import::document::documents(inputs, &import),
        "rosters" => import::roster::rosters(inputs, &import),
        "tasks" => import::clause::clauses(Kind::Tasks, inputs, &import),
        "indicators" => import::clause::clauses(Kind::Indicators, inputs, &import),
        _ => import::project::projects(inputs, &import),
    };
    let is_dry = matches.get_flag("dry-run");
    if session.json {
        print!("{}", outcome.report.json(session.language));
    } else {
        print!("{}", outcome.report.text(session.language, is_dry));
    }
    if !is_dry {
        write(&options.site, &memory_file, &outcome).map_err(|(path, error)| {
            let path = path.display();
            session.fail(exit::IO, "io", &bilingual!("{path}：{error}", "{path}: {error}"))
        })?;
    }
    let is_clean = outcome.report.refused.is_empty();
    Ok(ExitCode::from(if is_clean { exit::DONE } else { exit::CONTENT }))
}

fn read(session: Session, path: &Path) -> Result<Input, ExitCode> {
    let shown = path.display();
    let bytes = fs::read(path)
        .map_err(|error| session.fail(exit::IO, "io", &bilingual!("{shown}：{error}", "{shown}: {error}")))?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(Input { name, bytes })
}

/// The records of the site. A record that could not be read would be taken for one that is not there.
fn sound<'a>(session: Session, checked: &'a Checked, kind: &str) -> Result<&'a crate::site::Site, ExitCode> {
    let directory = match kind {
        "projects" => "content/projects/",
        "rosters" => "content/rosters/",
        _ => "content/",
    };
    let unread: Vec<&str> = checked
        .diagnostics
        .iter()
        .filter(|found| found.severity == Severity::Error && found.path.starts_with(directory))
        .map(|found| &*found.path)
        .filter(|path| !checked.has_record(path))
        .collect();
    let refuse = |message: &Bilingual| Err(session.fail(exit::CONTENT, "unsound_site", message));
    match (checked.whole(), unread.first()) {
        (Some(site), None) => Ok(site),
        (_, Some(path)) => refuse(&bilingual!(
            "{path} 有错误，读不出来，无法核对是否已有这条记录。先用 gongkai check 查看并改正",
            "{path} cannot be read, so nobody can tell whether a record is there already. See gongkai check and mend it first"
        )),
        (None, None) => refuse(&bilingual!(
            "网站目录里没有可用的 gongkai.toml。先用 gongkai check 查看并改正",
            "there is no sound gongkai.toml. See gongkai check and mend it first"
        )),
    }
}

/// What earlier imports gave; a file that is lost or damaged is as none: then hand-made edits are kept.
fn recall(path: &Path) -> Memory {
    fs::read(path).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
}

fn write(site: &Path, memory_file: &Path, outcome: &Outcome) -> Result<(), (PathBuf, std::io::Error)> {
    for (path, text) in &outcome.files {
        let path = site.join(path);
        replace(&path, text.as_bytes()).map_err(|error| (path, error))?;
    }
    if outcome.memory.is_empty() {
        return Ok(());
    }
    let memory = serde_json::to_vec_pretty(&outcome.memory).expect("invariant: texts serialise");
    replace(memory_file, &memory).map_err(|error| (memory_file.to_path_buf(), error))
}
