//! `gongkai draft`.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::ArgMatches;

use super::Session;
use crate::{
    bilingual,
    cli::exit,
    diag::Severity,
    model::Period,
    pipeline,
    render::bulletin::{self, Draft},
};

pub(super) fn run(session: Session, matches: &ArgMatches) -> ExitCode {
    let done = match matches.subcommand() {
        Some((_, matches)) => bulletin(session, matches),
        None => Err(ExitCode::from(exit::USAGE)),
    };
    match done {
        Ok(()) => ExitCode::from(exit::DONE),
        Err(code) => code,
    }
}

fn bulletin(session: Session, matches: &ArgMatches) -> Result<(), ExitCode> {
    let written = matches.get_one::<String>("period").map(String::as_str).unwrap_or_default();
    let period = Period::parse(written).map_err(|error| {
        let ([what, what_en], [help, help_en]) = (error.what, error.help);
        session.fail(exit::USAGE, "usage", &bilingual!("{what}：{help}", "{what_en}: {help_en}"))
    })?;
    let options = session.options(matches)?;
    let mut checked = pipeline::check(&options).map_err(|failure| session.failed(&failure))?;
    checked.diagnostics.retain(|diagnostic| diagnostic.severity == Severity::Error);
    session.show(&checked);
    let Some(site) = &checked.public else { return Err(ExitCode::from(exit::CONTENT)) };
    let Some(draft) = bulletin::draft(site, period) else {
        return Err(session.fail(
            exit::CONTENT,
            "nothing_to_report",
            &bilingual!(
                "{period} 公开项目没有进展记录，没有可通报的内容。请核对时段，或先登记进展",
                "no public project has a record of progress in {period}: check the period, or enter the progress first"
            ),
        ));
    };
    // Outside content/: a draft repeats what pages say, and the last gate would take that for a leak of the draft.
    let path = write(&options.site.join("drafts"), &draft).map_err(|(path, error)| {
        let shown = path.display();
        match error.kind() {
            io::ErrorKind::AlreadyExists => session.fail(
                exit::IO,
                "draft_exists",
                &bilingual!(
                    "{shown} 已经存在，没有改动。要重新起草，先改名或删去它",
                    "{shown} is there already and was left as it is: rename or remove it to draft anew"
                ),
            ),
            _ => session.fail(exit::IO, "io", &bilingual!("{shown}：{error}", "{shown}: {error}")),
        }
    })?;
    if !session.quiet {
        let shown = path.display();
        let done = bilingual!(
            "起草完毕：{shown}。核对签发后，填写署名、日期和公开属性，连同图表移到 content/updates/ 下",
            "Drafted: {shown}. Sign it, state its disclosure and move it with its chart to content/updates/"
        );
        eprintln!("{}", done.get(session.language));
    }
    Ok(())
}

/// Writes the draft and its chart; a file that is there already is never touched.
fn write(directory: &Path, draft: &Draft) -> Result<PathBuf, (PathBuf, io::Error)> {
    fs::create_dir_all(directory).map_err(|error| (directory.to_owned(), error))?;
    let text = directory.join(format!("{}.md", draft.stem));
    let files =
        [(text.clone(), Some(&draft.markdown)), (directory.join(format!("{}.svg", draft.stem)), draft.chart.as_ref())];
    if let Some((path, _)) = files.iter().find(|(path, content)| content.is_some() && path.exists()) {
        return Err((path.clone(), io::ErrorKind::AlreadyExists.into()));
    }
    for (path, content) in files {
        if let Some(content) = content {
            fs::write(&path, content).map_err(|error| (path, error))?;
        }
    }
    Ok(text)
}
