//! What a build published, changed and withdrew: counted for the person, listed for the cache in front of the site.

use std::{fs, path::PathBuf};

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use super::Session;
use crate::{
    bilingual,
    output::Changes,
    pipeline::{Failure, Options, Outcome},
};

/// What the path of an address may not hold as it is (RFC 3986 §3.3).
const PATH: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'%').add(b'<').add(b'>').add(b'?').add(b'`').add(b'{').add(b'}');

/// So many files are named one by one.
const MOST_NAMED: usize = 20;

/// The pages of each kind of change, in one line.
pub(super) fn count(session: Session, changes: &Changes) -> String {
    let pages = |paths: &[String]| paths.iter().filter(|path| path.ends_with(".html")).count();
    let [added, changed, removed] = [&changes.added, &changes.changed, &changes.removed].map(|paths| pages(paths));
    if changes.is_none() {
        return session
            .text("与已发布的网站相同，没有改动。", "The published site is the same; nothing was changed.")
            .into();
    }
    let counted = bilingual!(
        "新增网页 {added} 页，更改 {changed} 页，撤下 {removed} 页",
        "{added} pages added, {changed} changed, {removed} removed"
    );
    format!("{}{}", counted.get(session.language), repaired(session, &changes.repaired))
}

/// What somebody else had done to the published site, which no build explains, one file a line.
fn repaired(session: Session, files: &[String]) -> String {
    let count = files.len();
    let told = bilingual!(
        "\n已发布的文件有 {count} 个被改动或丢失，现已复原：",
        "\n{count} published files had been changed or lost and are as they were:"
    );
    let head = if files.is_empty() { "" } else { told.get(session.language) };
    let shown = files.iter().take(MOST_NAMED).map(|file| format!("\n  {file}"));
    let rest = if count > MOST_NAMED { "\n  ……" } else { "" };
    format!("{head}{}{rest}", shown.collect::<String>())
}

/// Writes the absolute address of every file that is not as it was into `.gongkai/changed-urls.txt`, one a line, sorted:
/// what a CDN has to be told to fetch anew.
///
/// # Errors
///
/// When the file cannot be written.
pub(super) fn list(options: &Options, outcome: &Outcome) -> Result<(), Failure> {
    let directory = options.site.join(".gongkai");
    let path: PathBuf = directory.join("changed-urls.txt");
    let changes = &outcome.changes;
    let mut urls: Vec<String> = [&changes.added, &changes.changed, &changes.removed, &changes.repaired]
        .into_iter()
        .flatten()
        .map(|file| address(&outcome.base_url, file))
        .collect();
    urls.sort();
    let text: String = urls.iter().map(|url| format!("{url}\n")).collect();
    let write = || {
        fs::create_dir_all(&directory)?;
        fs::write(&path, text)
    };
    write().map_err(|error| Failure::Io(path.clone(), error))
}

fn address(base_url: &str, file: &str) -> String {
    let path = file.strip_suffix("index.html").filter(|path| path.is_empty() || path.ends_with('/')).unwrap_or(file);
    format!("{base_url}{}", utf8_percent_encode(path, PATH))
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn an_address_is_that_of_the_page() {
        let address = |file| address("https://www.example.gov.cn/gk/", file);
        assert_eq!(address("index.html"), "https://www.example.gov.cn/gk/");
        assert_eq!(
            address("units/区民政局/index.html"),
            "https://www.example.gov.cn/gk/units/%E5%8C%BA%E6%B0%91%E6%94%BF%E5%B1%80/"
        );
        assert_eq!(address("404.html"), "https://www.example.gov.cn/gk/404.html");
        assert_eq!(address("old-index.html"), "https://www.example.gov.cn/gk/old-index.html");
    }
}
