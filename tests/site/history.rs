//! The day a page was last changed, as history tells it.

use std::fs;

use crate::support::{Fixture, document, git, git_on, gongkai};

fn text(title: &str, body: &str) -> String {
    document(&format!("title = \"{title}\"\ndisclosure = \"主动公开\"\npublished = 2019-12-01"), body)
}

/// What the page of a document says of its last change.
fn modified(fixture: &Fixture, address: &str) -> Option<String> {
    let page = fixture.page(address);
    let (_, row) = page.split_once("<dt>页面最后修改</dt>")?;
    let (_, day) = row.split_once("datetime=\"")?;
    Some(day[..10].to_owned())
}

/// A site whose files were added, changed, moved, changed on a branch, and changed and set back.
fn aged() -> Fixture {
    let fixture = Fixture::new()
        .with("content/documents/1.md", text("一", "甲。"))
        .with("content/documents/2.md", text("二", "乙。"))
        .with("content/documents/4.md", text("四", "丁。"))
        .initialized()
        .recommitted("2020-01-01T00:00:00Z")
        .with("content/documents/1.md", text("一", "甲甲。"))
        .recommitted("2021-01-01T16:00:00Z");
    fs::create_dir(fixture.root().join("content/documents/新")).unwrap();
    git(fixture.root(), &["mv", "content/documents/2.md", "content/documents/新/3.md"]);
    let fixture = fixture.recommitted("2022-01-01T00:00:00Z");
    git(fixture.root(), &["switch", "--quiet", "--create", "另一支"]);
    let fixture = fixture.with("content/documents/4.md", text("四", "丁丁。")).recommitted("2023-01-01T00:00:00Z");
    git(fixture.root(), &["switch", "--quiet", "main"]);
    let fixture = fixture.with("说明.txt", "x").recommitted("2023-03-01T00:00:00Z");
    git_on("2023-06-01T00:00:00Z", fixture.root(), &["merge", "--quiet", "--no-ff", "--message", "合并", "另一支"]);
    fixture
        .with("content/documents/5.md", text("五", "戊。"))
        .recommitted("2023-07-01T00:00:00Z")
        .with("content/documents/5.md", text("五", "戊戊。"))
        .recommitted("2023-08-01T00:00:00Z")
        .with("content/documents/5.md", text("五", "戊。"))
        .recommitted("2023-09-01T00:00:00Z")
}

const DAYS: [(&str, &str); 4] = [
    ("documents/1", "2021-01-02"),
    ("documents/新/3", "2020-01-01"),
    ("documents/4", "2023-01-01"),
    ("documents/5", "2023-09-01"),
];

#[test]
fn a_page_tells_the_day_of_the_newest_commit_that_changed_its_text() {
    let fixture = aged();
    for arguments in [&["build"][..], &["build", "--commit", "HEAD"]] {
        assert_eq!(fixture.run(arguments).status.code(), Some(0));
        for (address, day) in DAYS {
            assert_eq!(modified(&fixture, address).as_deref(), Some(day), "{address}");
        }
    }
    // It stands in for no other day.
    let page = fixture.page("documents/1");
    assert!(page.contains("<meta name=\"PubDate\" content=\"2019-12-01"), "{page}");
    assert!(!fs::read_to_string(fixture.public().join("feed.xml")).unwrap().contains("2021-01-02"));
    let sitemap = fs::read_to_string(fixture.public().join("sitemap.xml")).unwrap();
    assert!(sitemap.contains("/documents/1/</loc><lastmod>2021-01-02</lastmod>"), "{sitemap}");
}

#[test]
fn what_an_earlier_build_knew_changes_no_day() {
    let fixture = aged();
    fixture.built();
    git(fixture.root(), &["mv", "content/documents/1.md", "content/documents/新/7.md"]);
    let fixture = fixture.recommitted("2024-01-01T00:00:00Z");
    let fixture = fixture.with("content/documents/4.md", text("四", "丁三。")).recommitted("2024-02-01T00:00:00Z");
    let again = fixture.built();
    let moved = ["documents/新/7", "documents/新/3", "documents/4", "documents/5"];
    let days = moved.map(|address| modified(&fixture, address).unwrap());
    assert_eq!(days, ["2021-01-02", "2020-01-01", "2024-02-01", "2023-09-01"]);
    fs::remove_dir_all(fixture.root().join(".gongkai")).unwrap();
    assert!(fixture.built() == again, "as a build that knows nothing");
}

#[test]
fn what_is_not_committed_has_no_day() {
    let fixture =
        aged().with("content/documents/1.md", text("一", "改。")).with("content/documents/6.md", text("六", "己。"));
    fixture.built();
    assert_eq!(modified(&fixture, "documents/1"), None);
    assert_eq!(modified(&fixture, "documents/6"), None);
    assert_eq!(modified(&fixture, "documents/4").as_deref(), Some("2023-01-01"));
    let outside = Fixture::new().with("content/documents/1.md", text("一", "甲。"));
    outside.built();
    assert_eq!(modified(&outside, "documents/1"), None);
}

#[test]
fn a_shallow_clone_is_refused_only_where_a_page_needs_more() {
    let fixture = aged();
    let elsewhere = tempfile::tempdir().unwrap();
    let url = format!("file://{}", fixture.root().display());
    git(elsewhere.path(), &["clone", "--quiet", "--depth", "2", &url, "浅"]);
    let clone = elsewhere.path().join("浅");
    let run = gongkai(&clone, &["build"]);
    let said = String::from_utf8(run.stderr).unwrap();
    assert_eq!(run.status.code(), Some(1), "{said}");
    assert!(said.contains("错误[shallow_clone]") && said.contains("另有 2 个"), "{said}");
    assert!(said.contains("git fetch --unshallow"), "{said}");
    assert_eq!(gongkai(&clone, &["search", "戊"]).status.code(), Some(0), "an answer tells no day");
    // Files that were changed since need no more of the past, and neither do those that are not published.
    for path in ["1.md", "4.md", "新/3.md"] {
        fs::remove_file(clone.join("content/documents").join(path)).unwrap();
    }
    let hidden = document("title = \"内部\"\ndisclosure = \"不予公开\"", "内。");
    fs::write(clone.join("content/documents/1.md"), hidden).unwrap();
    git(&clone, &["commit", "--quiet", "--all", "--message", "删"]);
    let run = gongkai(&clone, &["build", "--commit", "HEAD"]);
    assert_eq!(run.status.code(), Some(0), "{}", String::from_utf8_lossy(&run.stderr));
    git(&clone, &["reset", "--quiet", "--hard", "HEAD~1"]);
    git(&clone, &["fetch", "--quiet", "--unshallow"]);
    assert_eq!(gongkai(&clone, &["build"]).status.code(), Some(0));
}
