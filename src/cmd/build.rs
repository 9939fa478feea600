//! `gongkai build`.

use std::{
    io::IsTerminal,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Mutex,
    time::Instant,
};

use clap::ArgMatches;
use indicatif::{ProgressBar, ProgressStyle};

use super::Session;
use crate::{
    bilingual,
    cli::exit,
    pipeline::{self, Failure, Outcome, Phase, Progress},
    source::lies_in_git_directory,
};

pub(super) fn run(session: Session, matches: &ArgMatches) -> ExitCode {
    let options = match session.options(matches) {
        Ok(options) => options,
        Err(code) => return code,
    };
    let named = matches.get_one::<PathBuf>("output").cloned();
    if named.is_none() && options.commit.is_some() && lies_in_git_directory(&options.site) {
        return session.fail(
            exit::USAGE,
            "usage",
            &bilingual!(
                "裸版本库里没有网站目录，请用 --output 指明生成到哪里",
                "a bare repository has no site directory: name by --output where the site is written"
            ),
        );
    }
    let output = named.unwrap_or_else(|| options.site.join("public"));
    if lies_in_sources(&output, &options.site) {
        return session.fail(
            exit::USAGE,
            "usage",
            &bilingual!(
                "--output 不能在 content/ 或 themes/ 里面：生成的网页会被当作内容",
                "--output cannot lie in content/ or themes/: what is built would be read as content"
            ),
        );
    }
    let begun = Instant::now();
    let bars = Bars::new(session);
    let built = pipeline::build(&options, &output, &bars);
    bars.clear();
    let (checked, outcome) = match built {
        Ok(built) => built,
        Err(failure) => return session.failed(&failure),
    };
    session.show(&checked);
    // The process ends here; to give back one by one what it holds would keep people waiting.
    let checked = std::mem::ManuallyDrop::new(checked);
    if let Err(error) = super::timings::show(session, &options) {
        return session.failed(&error);
    }
    match outcome {
        Ok(outcome) => {
            if !session.quiet {
                eprintln!("{}", summary(session, &outcome, begun));
                eprintln!("{}", super::changes::count(session, &outcome.changes));
            }
            match super::changes::list(&options, &outcome) {
                Ok(()) => ExitCode::from(exit::DONE),
                Err(failure) => session.failed(&failure),
            }
        }
        Err(failure) => {
            if !session.quiet {
                let nothing = session
                    .text("没有生成，已发布的网站未动。", "Nothing was built; the published site is as it was. ");
                // Of another failure than one of the content, findings tell nothing.
                let count = matches!(failure, Failure::Content).then(|| session.count(&checked)).unwrap_or_default();
                eprintln!("{nothing}{count}");
            }
            session.failed(&failure)
        }
    }
}

/// Whether what is written to `output` would be read as content of the site.
pub(super) fn lies_in_sources(output: &Path, site: &Path) -> bool {
    let (Ok(output), Ok(site)) = (std::path::absolute(output), std::path::absolute(site)) else { return false };
    ["content", "themes"].iter().any(|top| output.starts_with(site.join(top)))
}

/// What was built, in how much time. The clock is for the person at the terminal and reaches no file.
fn summary(session: Session, outcome: &Outcome, begun: Instant) -> String {
    let seconds = begun.elapsed().as_secs_f64();
    let (items, pages, files) = (outcome.items, outcome.pages, outcome.written.files);
    let megabytes = outcome.written.bytes as f64 / 1e6;
    bilingual!(
        "生成完毕：公开内容 {items} 项，网页 {pages} 页，文件 {files} 个，{megabytes:.1} MB，用时 {seconds:.2} 秒",
        "Built: {items} items, {pages} pages, {files} files, {megabytes:.1} MB, {seconds:.2} s"
    )
    .get(session.language)
    .to_owned()
}

/// Progress bars on a terminal; elsewhere nothing.
struct Bars {
    session: Session,
    bar: Mutex<ProgressBar>,
}

impl Bars {
    fn new(session: Session) -> Self {
        Self { session, bar: Mutex::new(ProgressBar::hidden()) }
    }

    fn with(&self, act: impl FnOnce(&mut ProgressBar)) {
        act(&mut self.bar.lock().unwrap_or_else(std::sync::PoisonError::into_inner));
    }

    fn clear(&self) {
        self.with(|bar| bar.finish_and_clear());
    }
}

impl Progress for Bars {
    fn begin(&self, phase: Phase, total: usize) {
        if self.session.quiet || self.session.json || !std::io::stderr().is_terminal() {
            return;
        }
        let name = match phase {
            Phase::Check => self.session.text("检查", "Checking"),
            Phase::Render => self.session.text("生成网页", "Pages"),
            Phase::Index => self.session.text("编制检索", "Search index"),
        };
        self.with(|bar| {
            bar.finish_and_clear();
            *bar = ProgressBar::new(total as u64).with_message(name);
            if let Ok(style) = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len}") {
                bar.set_style(style);
            }
        });
    }

    fn step(&self) {
        self.with(|bar| bar.inc(1));
    }

    fn wait(&self) {
        if !self.session.quiet {
            let waiting = self.session.text(
                "另一次生成正在进行，等它结束……",
                "Another build of this site is under way; waiting for its end …",
            );
            eprintln!("{waiting}");
        }
    }
}
