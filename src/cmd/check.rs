//! `gongkai check`.

mod arrears;

use std::process::ExitCode;

use clap::ArgMatches;

use super::Session;
use crate::{cli::exit, pipeline};

pub(super) fn run(session: Session, matches: &ArgMatches) -> ExitCode {
    let options = match session.options(matches) {
        Ok(options) => options,
        Err(code) => return code,
    };
    let checked = match pipeline::check(&options) {
        Ok(checked) => checked,
        Err(failure) => return session.failed(&failure),
    };
    session.show(&checked);
    if let Some(site) = checked.whole().filter(|_| matches.get_flag("report")) {
        print!("{}", arrears::report(site, session.language));
    }
    if !session.quiet {
        eprintln!("{}{}", session.text("检查完毕：", "Checked: "), session.count(&checked));
    }
    ExitCode::from(if checked.public.is_some() { exit::DONE } else { exit::CONTENT })
}
