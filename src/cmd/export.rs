//! `gongkai export`.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::ArgMatches;

use super::{Session, build::lies_in_sources};
use crate::{
    bilingual,
    cli::exit,
    diag::{Bilingual, Severity},
    import,
    output::{Written, replace},
    pipeline::{self, Checked, Failure, Options},
    quickwit::INDEX_CONFIG,
    source::FROZEN,
};

pub(super) fn run(session: Session, matches: &ArgMatches) -> ExitCode {
    let done = match matches.subcommand() {
        Some(("quickwit", matches)) => export(session, matches, &QUICKWIT),
        Some(("public-source", matches)) => export(session, matches, &PUBLIC_SOURCE),
        Some(("article", matches)) => article(session, matches),
        Some((kind, matches)) => workbook(session, kind, matches),
        None => Err(ExitCode::from(exit::USAGE)),
    };
    match done {
        Ok(()) => ExitCode::from(exit::DONE),
        Err(code) => code,
    }
}

/// A kind of export into a directory.
struct Kind {
    /// The file that every such export holds.
    mark: &'static str,
    /// Whether it needs what pages need.
    pages: bool,
    write: fn(&mut Checked, &Path) -> Result<Written, Failure>,
}

const QUICKWIT: Kind = Kind { mark: INDEX_CONFIG, pages: false, write: pipeline::export_quickwit };
const PUBLIC_SOURCE: Kind = Kind { mark: FROZEN, pages: true, write: pipeline::export_public_source };

fn export(session: Session, matches: &ArgMatches, kind: &Kind) -> Result<(), ExitCode> {
    let options = Options { pages: kind.pages, ..session.options(matches)? };
    let directory = matches.get_one::<PathBuf>("directory").cloned().unwrap_or_default();
    if lies_in_sources(&directory, &options.site) {
        return Err(session.fail(
            exit::USAGE,
            "usage",
            &bilingual!(
                "不能导出到 content/ 或 themes/ 里面：导出的文件会被当作内容",
                "the export cannot lie in content/ or themes/: it would be read as content"
            ),
        ));
    }
    refuse_other_files(session, &directory, kind.mark)?;
    let mut checked = pipeline::check(&options).map_err(|failure| session.failed(&failure))?;
    // Warnings are for builds and checks; here only what stands in the way is told.
    checked.diagnostics.retain(|diagnostic| diagnostic.severity == Severity::Error);
    let outcome = (kind.write)(&mut checked, &directory);
    session.show(&checked);
    let written = outcome.map_err(|failure| session.failed(&failure))?;
    if !session.quiet {
        let items = checked.public.as_ref().map_or(0, pipeline::items);
        eprintln!("{}", summary(session, items, written, &directory));
    }
    Ok(())
}

/// One public text on standard output.
fn article(session: Session, matches: &ArgMatches) -> Result<(), ExitCode> {
    let options = session.options(matches)?;
    let path = matches.get_one::<String>("path").cloned().unwrap_or_default();
    let mut checked = pipeline::check(&options).map_err(|failure| session.failed(&failure))?;
    checked.diagnostics.retain(|diagnostic| diagnostic.severity == Severity::Error);
    let made = pipeline::article(&mut checked, &path);
    if made.is_err() {
        session.show(&checked);
    }
    let refused = || {
        bilingual!(
            "没有这份已公开的文稿。写文稿的文件或者网址，例如 documents/2024/43",
            "there is no such public text. Name its file or address, such as documents/2024/43"
        )
    };
    let bytes = made.map_err(|failure| session.failed(&failure))?;
    let bytes = bytes.ok_or_else(|| session.fail(exit::USAGE, "usage", &refused()))?;
    io::stdout().write_all(&bytes).map_err(|error| session.fail(exit::IO, "io", &bilingual!("{error}", "{error}")))
}

/// The office's own workbook, with what is not public.
fn workbook(session: Session, kind: &str, matches: &ArgMatches) -> Result<(), ExitCode> {
    let options = session.options(matches)?;
    let file = matches.get_one::<PathBuf>("file").cloned().unwrap_or_default();
    let refuse = |message: &Bilingual| Err(session.fail(exit::USAGE, "usage", message));
    if file.extension().is_none_or(|ending| !ending.eq_ignore_ascii_case("xlsx")) {
        return refuse(&bilingual!("台账导出为 .xlsx 文件", "the ledger is exported as an .xlsx file"));
    }
    if lies_in_sources(&file, &options.site) || lies_in_output(&file, &options.site) {
        return refuse(&bilingual!(
            "台账含有不公开的内容，不能写到 content/、themes/ 或者生成的网站里面",
            "the ledger holds what is not public: it cannot lie in content/, themes/ or a site that was built"
        ));
    }
    let mut checked = pipeline::check(&options).map_err(|failure| session.failed(&failure))?;
    checked.diagnostics.retain(|diagnostic| diagnostic.severity == Severity::Error);
    session.show(&checked);
    // A record that cannot be read would be missing without a word.
    let Some(site) = checked.whole().filter(|_| checked.diagnostics.is_empty()) else {
        return Err(ExitCode::from(exit::CONTENT));
    };
    let bytes = match kind {
        "rosters" => import::workbook::rosters(site),
        "tasks" => import::workbook::tasks(site),
        "indicators" => import::workbook::indicators(site),
        _ => import::workbook::projects(site),
    };
    let shown = file.display();
    replace(&file, &bytes)
        .map_err(|error| session.fail(exit::IO, "io", &bilingual!("{shown}：{error}", "{shown}: {error}")))?;
    if !session.quiet {
        let done = bilingual!(
            "导出完毕：{shown}。其中有不公开的内容，不要放到网站上",
            "Exported: {shown}. It holds what is not public: do not put it on the site"
        );
        eprintln!("{}", done.get(session.language));
    }
    Ok(())
}

/// Whether a file would lie in a site that was built: the default place, or below any manifest.
fn lies_in_output(file: &Path, site: &Path) -> bool {
    let (Ok(file), Ok(site)) = (std::path::absolute(file), std::path::absolute(site)) else { return false };
    file.starts_with(site.join("public")) || file.ancestors().skip(1).any(|above| above.join("manifest.json").exists())
}

/// Refuses a directory whose files would be lost: one that holds anything but an earlier export.
fn refuse_other_files(session: Session, directory: &Path, mark: &str) -> Result<(), ExitCode> {
    let shown = directory.display();
    let is_empty = match fs::read_dir(directory) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => true,
        Err(error) => return Err(session.fail(exit::IO, "io", &bilingual!("{shown}：{error}", "{shown}: {error}"))),
    };
    if is_empty || directory.join(mark).exists() {
        return Ok(());
    }
    Err(session.fail(
        exit::IO,
        "not_an_export",
        &bilingual!(
            "{shown} 里有别的文件，没有 {mark}，不像是以前的导出，不敢覆盖。请换一个空目录，或先清空它",
            "{shown} holds other files and no {mark}: it is no earlier export and would be lost. Name an empty directory, or empty it first"
        ),
    ))
}

fn summary(session: Session, items: usize, written: Written, directory: &Path) -> String {
    let (files, megabytes) = (written.files, written.bytes as f64 / 1e6);
    let shown = directory.display();
    bilingual!(
        "导出完毕：公开内容 {items} 项，文件 {files} 个，{megabytes:.1} MB，在 {shown}",
        "Exported: {items} items, {files} files, {megabytes:.1} MB, in {shown}"
    )
    .get(session.language)
    .to_owned()
}
