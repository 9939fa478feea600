//! `gongkai new`: a small site that builds, each key with its Chinese label in a comment.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::ArgMatches;
use include_dir::{Dir, DirEntry, include_dir};

use super::Session;
use crate::{bilingual, cli::exit, output::write_new};

static SCAFFOLD: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/cmd/scaffold");

pub(super) fn run(session: Session, matches: &ArgMatches) -> ExitCode {
    let directory = matches.get_one::<PathBuf>("directory").cloned().unwrap_or_default();
    let shown = directory.display();
    if std::fs::read_dir(&directory).is_ok_and(|mut entries| entries.next().is_some()) {
        return session.fail(
            exit::USAGE,
            "usage",
            &bilingual!("{shown} 里已有文件，请换一个新目录", "{shown} is not empty; name a new directory"),
        );
    }
    if let Err(error) = write(&SCAFFOLD, &directory) {
        return session.fail(exit::IO, "io", &bilingual!("{shown}：{error}", "{shown}: {error}"));
    }
    if !session.quiet {
        eprintln!("{}", bilingual!(
            "已新建 {shown}。接下来：\n  cd {shown}\n  gongkai serve      预览\n  gongkai build      生成到 public/",
            "Made {shown}. Next:\n  cd {shown}\n  gongkai serve      to see it\n  gongkai build      to build it into public/"
        ).get(session.language));
    }
    ExitCode::from(exit::DONE)
}

fn write(directory: &Dir<'_>, target: &Path) -> std::io::Result<()> {
    for entry in directory.entries() {
        match entry {
            DirEntry::Dir(inner) => write(inner, target)?,
            DirEntry::File(file) => write_new(&target.join(file.path()), file.contents_utf8().unwrap_or_default())?,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse;

    fn all(directory: &Dir<'_>, text: &mut String) {
        for file in directory.files() {
            text.push_str(file.contents_utf8().unwrap());
        }
        directory.dirs().for_each(|inner| all(inner, text));
    }

    #[test]
    fn every_key_stands_with_its_label() {
        let mut text = String::new();
        all(&SCAFFOLD, &mut text);
        for keys in [parse::SITE, parse::DOCUMENT, parse::PROJECT, parse::CARRIER, parse::ROSTER, parse::UNIT] {
            for (key, labels) in keys {
                let line = text.lines().find(|line| {
                    let line = line.trim_start_matches("# ");
                    line.starts_with(&format!("{key} =")) || line.starts_with(&format!("[[{key}]]"))
                });
                let line = line.unwrap_or_else(|| panic!("{key} is not in the scaffold"));
                let commented = line.trim_start_matches("# ").split_once('#').map_or("", |(_, comment)| comment);
                let labelled =
                    labels.iter().any(|label| text.lines().any(|line| line.contains(key) && line.contains(label)));
                assert!(labelled, "{key}: {commented} names none of {labels:?}");
            }
        }
    }
}
