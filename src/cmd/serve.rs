//! `gongkai serve`: the site at a local address, made again whenever its sources change.
//!
//! It serves a staged tree of its own under `.gongkai/` and never touches the published directory. A build that fails
//! leaves the last good one in place.

mod page;

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::{Arc, mpsc},
    time::Duration,
};

use clap::ArgMatches;
use notify::{RecursiveMode, Watcher};
use tokio::sync::watch;

use self::page::Built;
use super::Session;
use crate::{
    bilingual,
    cli::exit,
    pipeline::{self, Failure, Options, Silent},
};

/// Editors write a file in several steps; a build waits until they have been quiet for so long.
const QUIET: Duration = Duration::from_millis(80);

pub(super) fn run(session: Session, matches: &ArgMatches) -> ExitCode {
    match serve(session, matches) {
        Ok(()) => ExitCode::from(exit::DONE),
        Err(code) => code,
    }
}

fn serve(session: Session, matches: &ArgMatches) -> Result<(), ExitCode> {
    let mut options = session.options(matches)?;
    let bind = matches.get_one::<String>("bind").map(String::as_str).unwrap_or_default();
    let address: SocketAddr = bind.parse().map_err(|_| {
        session.fail(
            exit::USAGE,
            "usage",
            &bilingual!("--bind 写作 地址:端口，例如 127.0.0.1:1111", "--bind is ADDRESS:PORT, such as 127.0.0.1:1111"),
        )
    })?;
    let io = |error: std::io::Error| session.fail(exit::IO, "io", &bilingual!("{bind}：{error}", "{bind}: {error}"));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(io)?;
    let listener = runtime.block_on(tokio::net::TcpListener::bind(address)).map_err(io)?;
    let address = listener.local_addr().map_err(io)?;
    // Absolute links lead to the preview and not to the published site.
    options.base_url = Some(format!("http://{address}/"));
    // A commit may have no site directory to stage it in, and it never changes: what fails now is never mended.
    let is_commit = options.commit.is_some();
    let scratch = is_commit.then(tempfile::tempdir).transpose().map_err(io)?;
    let tree = scratch.as_ref().map_or(options.site.join(".gongkai"), |scratch| scratch.path().into()).join("serve");
    let findings = rebuild(session, &options, &tree).map_err(|failure| session.failed(&failure))?;
    if is_commit && !findings.is_empty() {
        return Err(ExitCode::from(exit::CONTENT));
    }
    let (built, builds) = watch::channel(Built { build: 1, findings: findings.into() });
    let _watcher = if is_commit { None } else { Some(follow(session, options, tree.clone(), built)?) };
    eprintln!("{}http://{address}/", session.text("预览地址（按 Ctrl+C 结束）：", "Serving (Ctrl+C ends): "));
    let router = page::router(Arc::new(tree), builds);
    runtime
        .block_on(async {
            tokio::select! {
                served = axum::serve(listener, router) => served,
                _ = tokio::signal::ctrl_c() => Ok(()),
            }
        })
        .map_err(io)
}

/// Builds again on every change until the returned watcher is dropped.
fn follow(
    session: Session,
    options: Options,
    tree: PathBuf,
    built: watch::Sender<Built>,
) -> Result<notify::RecommendedWatcher, ExitCode> {
    let watching = |error: notify::Error| {
        session.fail(exit::IO, "io", &bilingual!("无法监视文件变动：{error}", "cannot watch files: {error}"))
    };
    let (changed, changes) = mpsc::channel();
    let ignored = options.site.canonicalize().unwrap_or_else(|_| options.site.clone());
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        let of_sources = event.is_ok_and(|event| {
            !event.kind.is_access()
                && event.paths.iter().any(|path| is_source(path.strip_prefix(&ignored).unwrap_or(path)))
        });
        // The receiver ends with the program.
        if of_sources {
            let _ = changed.send(());
        }
    })
    .map_err(watching)?;
    let root = options.site.canonicalize().unwrap_or_else(|_| options.site.clone());
    watcher.watch(&root, RecursiveMode::NonRecursive).map_err(watching)?;
    for directory in ["content", "themes"].map(|name| root.join(name)) {
        if directory.is_dir() {
            watcher.watch(&directory, RecursiveMode::Recursive).map_err(watching)?;
        }
    }
    std::thread::spawn(move || {
        while changes.recv().is_ok() {
            while changes.recv_timeout(QUIET).is_ok() {}
            let findings = rebuild(session, &options, &tree).unwrap_or_else(|failure| told(session, &failure));
            built.send_modify(|built| *built = Built { build: built.build + 1, findings: findings.into() });
        }
    });
    Ok(watcher)
}

fn is_source(path: &Path) -> bool {
    ["gongkai.toml", "content", "themes"].iter().any(|top| path.starts_with(top))
}

/// Builds again; answers with the findings, as a person reads them, if the content has errors, else with nothing.
fn rebuild(session: Session, options: &Options, tree: &Path) -> Result<String, Failure> {
    let (checked, built) = pipeline::build(options, tree, &Silent)?;
    session.show(&checked);
    if !session.quiet {
        eprintln!("{}", session.count(&checked));
    }
    match built {
        Ok(outcome) => {
            if !session.quiet {
                eprintln!("{}", super::changes::count(session, &outcome.changes));
            }
            Ok(String::new())
        }
        Err(Failure::Content) => {
            let kept = session
                .text("内容有错误，仍显示上一次的网站。", "The content has errors; the last good site is still shown.");
            eprintln!("{kept}");
            Ok(format!("{kept}\n\n{}", session.errors(&checked)))
        }
        Err(failure) => Err(failure),
    }
}

/// A failure in the course of a preview: told, and tried again at the next change.
fn told(session: Session, failure: &Failure) -> String {
    session.failed(failure);
    format!("{failure:?}")
}
