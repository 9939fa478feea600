//! The commands: each asks the pipeline and tells a person, or a program, what came of it.

mod build;
mod changes;
mod check;
mod draft;
mod export;
mod import;
mod new;
mod report;
mod search;
mod serve;
mod timings;
mod verify;

use std::process::ExitCode;

use clap::ArgMatches;

use crate::{
    cli::{self, exit},
    diag::{Bilingual, Language},
    pipeline::Options,
    timing::Timings,
};

/// What every command is told.
#[derive(Debug, Clone, Copy)]
struct Session {
    language: Language,
    json: bool,
    quiet: bool,
    deny_warnings: bool,
}

/// Runs the command line and answers with its exit code.
#[must_use]
pub fn run(arguments: Vec<String>) -> ExitCode {
    let language = cli::language(&arguments, |name| std::env::var(name).ok());
    let matches = match cli::command(language).try_get_matches_from(arguments) {
        Ok(matches) => matches,
        Err(error) => return refuse(&error, language),
    };
    let session = Session {
        language,
        json: cli::is_set(&matches, "json"),
        quiet: cli::is_set(&matches, "quiet"),
        deny_warnings: cli::is_set(&matches, "deny-warnings"),
    };
    if let Some(threads) = matches.get_one::<usize>("threads").filter(|threads| **threads > 0)
        && let Err(error) = rayon::ThreadPoolBuilder::new().num_threads(*threads).build_global()
    {
        return session.fail(
            exit::INTERNAL,
            "internal",
            &crate::bilingual!("线程启动不了：{error}", "no threads: {error}"),
        );
    }
    let Some((name, matches)) = matches.subcommand() else { return ExitCode::from(exit::USAGE) };
    match name {
        "build" => build::run(session, matches),
        "check" => check::run(session, matches),
        "draft" => draft::run(session, matches),
        "export" => export::run(session, matches),
        "import" => import::run(session, matches),
        "search" => search::run(session, matches),
        "serve" => serve::run(session, matches),
        "verify" => verify::run(session, matches),
        _ => new::run(session, matches),
    }
}

fn refuse(error: &clap::Error, language: Language) -> ExitCode {
    let is_help = !error.use_stderr();
    if is_help || language == Language::English {
        // Nothing can be told to someone who closed the terminal.
        let _ = error.print();
    } else if error.kind() == clap::error::ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        eprint!("{error}");
    } else {
        eprint!("{}", cli::explain(error));
    }
    ExitCode::from(if is_help { exit::DONE } else { exit::USAGE })
}

impl Session {
    fn text<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        match self.language {
            Language::Chinese => zh,
            Language::English => en,
        }
    }

    /// Says why the command cannot be done.
    fn fail(&self, code: u8, name: &str, message: &Bilingual) -> ExitCode {
        eprintln!("{}[{name}]: {}", self.text("错误", "error"), message.get(self.language));
        ExitCode::from(code)
    }

    /// The options that commands which read a site have in common.
    fn options(&self, matches: &ArgMatches) -> Result<Options, ExitCode> {
        let usage = |message: Bilingual| self.fail(exit::USAGE, "usage", &message);
        let as_of =
            match matches.try_get_one::<String>("as-of").ok().flatten().map(|text| crate::model::Date::parse(text)) {
                Some(Err(error)) => {
                    let [zh, en] = error.help;
                    return Err(usage(crate::bilingual!("--as-of 不是日期：{zh}", "--as-of is no date: {en}")));
                }
                Some(Ok(date)) => Some(date),
                None => None,
            };
        let base_url = matches.try_get_one::<String>("base-url").ok().flatten().cloned();
        if base_url.as_ref().is_some_and(|address| !crate::parse::is_base_url(address)) {
            return Err(usage(crate::bilingual!(
                "--base-url 不是网址，例如 https://www.example.gov.cn/gk/",
                "--base-url is no base address such as https://www.example.gov.cn/gk/"
            )));
        }
        let site = matches.get_one::<std::path::PathBuf>("site").cloned().unwrap_or_default();
        let commit = matches.try_get_one::<String>("commit").ok().flatten().cloned();
        let asked = matches.try_get_one::<bool>("timings").ok().flatten().copied().unwrap_or_default();
        let timings = if asked { Timings::running() } else { Timings::default() };
        let deny_warnings = self.deny_warnings;
        Ok(Options { site, commit, as_of, base_url, deny_warnings, pages: true, fresh: false, timings: timings.into() })
    }
}
