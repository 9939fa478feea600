//! `gongkai serve`: the site at a local address, made again whenever its sources change.
//!
//! It serves a staged tree of its own under `.gongkai/` and never touches the published directory. A build that fails
//! leaves the last good one in place.

mod follow;
mod page;

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::{Arc, mpsc},
};

use clap::ArgMatches;
use notify::{RecursiveMode, Watcher};
use tokio::sync::watch;

use self::{
    follow::{Event, Follower},
    page::Shown,
};
use super::Session;
use crate::{
    bilingual,
    cli::exit,
    pipeline::{self, Checked, Failure, Options, Preview, Silent},
};

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
    let built = rebuild(session, &options, &tree).map_err(|failure| session.failed(&failure))?;
    if is_commit && built.is_err() {
        return Err(ExitCode::from(exit::CONTENT));
    }
    let (shown, seen) = watch::channel(Shown::first(built.as_ref().err()));
    let _watcher = if is_commit { None } else { Some(follow(session, options, tree.clone(), (built.ok(), shown))?) };
    eprintln!("{}http://{address}/", session.text("预览地址（按 Ctrl+C 结束）：", "Serving (Ctrl+C ends): "));
    let router = page::router(Arc::new(tree), seen);
    runtime
        .block_on(async {
            tokio::select! {
                served = axum::serve(listener, router) => served,
                _ = tokio::signal::ctrl_c() => Ok(()),
            }
        })
        .map_err(io)
}

/// Shows what becomes of the site on every change until the returned watcher is dropped.
fn follow(
    session: Session,
    options: Options,
    tree: PathBuf,
    (checked, shown): (Option<Checked>, watch::Sender<Shown>),
) -> Result<notify::RecommendedWatcher, ExitCode> {
    let watching = |error: notify::Error| {
        session.fail(exit::IO, "io", &bilingual!("无法监视文件变动：{error}", "cannot watch files: {error}"))
    };
    let (events, happening) = mpsc::channel();
    let root = options.site.canonicalize().unwrap_or_else(|_| options.site.clone());
    let (noticed, site) = (events.clone(), root.clone());
    let mut watcher = notify::recommended_watcher(move |notice: notify::Result<notify::Event>| {
        // The receiver ends with the program.
        let _ = Event::of(notice, &site).map(|event| noticed.send(event));
    })
    .map_err(watching)?;
    watcher.watch(&root, RecursiveMode::NonRecursive).map_err(watching)?;
    for directory in ["content", "themes"].map(|name| root.join(name)) {
        if directory.is_dir() {
            watcher.watch(&directory, RecursiveMode::Recursive).map_err(watching)?;
        }
    }
    std::thread::spawn(move || {
        let preview = checked.and_then(|checked| {
            // Where nothing had changed since the last preview, the site was not read to the end.
            Preview::of(checked, &options).or_else(|| Preview::load(&options, &tree).ok().flatten())
        });
        let preview = preview.map(Box::new);
        Follower { session, options, tree, shown, events, preview }.run(&happening);
    });
    Ok(watcher)
}

/// Builds again; answers with the site, or with the findings, as a person reads them, if the content has errors.
fn rebuild(session: Session, options: &Options, tree: &Path) -> Result<Result<Checked, String>, Failure> {
    let (checked, built) = pipeline::build(options, tree, &Silent)?;
    session.show(&checked);
    if !session.quiet && matches!(built, Ok(_) | Err(Failure::Content)) {
        eprintln!("{}", session.count(&checked));
    }
    match built {
        Ok(outcome) => {
            if !session.quiet {
                eprintln!("{}", super::changes::count(session, &outcome.changes));
            }
            Ok(Ok(checked))
        }
        Err(Failure::Content) => {
            let kept = session
                .text("内容有错误，仍显示上一次的网站。", "The content has errors; the last good site is still shown.");
            eprintln!("{kept}");
            Ok(Err(format!("{kept}\n\n{}", session.errors(&checked))))
        }
        Err(failure) => Err(failure),
    }
}

/// A failure in the course of a preview: told, and tried again at the next change.
fn told(session: Session, failure: &Failure) -> String {
    session.failed(failure);
    format!("{failure:?}")
}
