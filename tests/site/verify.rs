//! A published site is built again and compared.

use std::fs;

use crate::support::{Fixture, document, files, git, gongkai};

fn site() -> Fixture {
    let head = "title = \"关于养老服务的通知\"\ndisclosure = \"主动公开\"\npublished = 2024-05-01";
    Fixture::new().with("content/documents/2024/1.md", document(head, "正文甲。")).committed()
}

/// The exit code of `gongkai verify`, and the codes and paths of what it names.
fn verified(fixture: &Fixture, arguments: &[&str]) -> (Option<i32>, Vec<(String, String)>) {
    let run = fixture.run(&[&["verify", "--json", "public"], arguments].concat());
    let said = String::from_utf8(run.stdout).unwrap();
    let found = said.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    (run.status.code(), found.map(|found| (text(&found["code"]), text(&found["path"]))).collect())
}

#[test]
fn every_file_that_is_not_the_same_is_named() {
    let fixture = site();
    fixture.built();
    assert_eq!(verified(&fixture, &[]), (Some(0), vec![]));
    let page = fixture.public().join("documents/2024/1/index.html");
    let mut bytes = fs::read(&page).unwrap();
    let at = bytes.len() / 2;
    bytes[at] ^= 1;
    // The published files may be linked to those of the site before.
    fs::remove_file(&page).unwrap();
    fs::write(&page, bytes).unwrap();
    fs::remove_file(fixture.public().join("robots.txt")).unwrap();
    fs::write(fixture.public().join("后门.html"), "x").unwrap();
    let expected =
        [("file_differs", "documents/2024/1/index.html"), ("file_missing", "robots.txt"), ("file_extra", "后门.html")]
            .map(|(code, path)| (code.to_owned(), path.to_owned()));
    assert_eq!(verified(&fixture, &[]), (Some(1), expected.to_vec()));
    let said = String::from_utf8(fixture.run(&["verify", "public"]).stderr).unwrap();
    assert!(said.contains("--> documents/2024/1/index.html") && said.contains("核对不符：3 个文件不同"), "{said}");
    let said = String::from_utf8(fixture.run(&["verify", "public", "--lang", "en"]).stderr).unwrap();
    assert!(said.contains("error[file_extra]") && said.contains("Not verified: 3 files"), "{said}");
}

#[test]
fn the_day_the_address_and_the_commit_are_those_of_the_manifest() {
    let fixture = site();
    let arguments = ["build", "--as-of", "2024-04-30", "--base-url", "https://www.example.gov.cn/other"];
    assert_eq!(fixture.run(&arguments).status.code(), Some(0));
    assert!(!fixture.public().join("documents/2024/1/index.html").exists(), "not yet published on that day");
    let fixture = fixture.with("content/documents/2024/2.md", "没有文首");
    assert_eq!(verified(&fixture, &[]), (Some(0), vec![]), "uncommitted work does not count");
    let second = "title = \"二\"\ndisclosure = \"主动公开\"";
    let fixture =
        fixture.with("content/documents/2024/2.md", document(second, "乙。")).recommitted("2024-07-01T00:00:00Z");
    assert_eq!(verified(&fixture, &[]), (Some(0), vec![]), "neither do later commits");
    let (code, found) = verified(&fixture, &["--commit", "HEAD"]);
    assert_eq!(code, Some(1));
    assert!(found.contains(&("file_missing".to_owned(), "documents/2024/2/index.html".to_owned())), "{found:?}");
    assert!(found.contains(&("file_differs".to_owned(), "manifest.json".to_owned())), "{found:?}");
    // From a bare repository elsewhere.
    let elsewhere = tempfile::tempdir().unwrap();
    git(elsewhere.path(), &["clone", "--quiet", "--bare", fixture.root().to_str().unwrap(), "r.git"]);
    let run = gongkai(elsewhere.path(), &["verify", "--site", "r.git", fixture.public().to_str().unwrap()]);
    assert_eq!(run.status.code(), Some(0), "{}", String::from_utf8_lossy(&run.stderr));
    assert_eq!(files(elsewhere.path()).keys().filter(|path| !path.starts_with("r.git/")).count(), 0);
}

#[test]
fn files_as_they_stood_are_built_from_the_files_again() {
    let fixture =
        site().with("content/documents/2024/1.md", document("title = \"改\"\ndisclosure = \"主动公开\"", "乙。"));
    fixture.built();
    assert_eq!(verified(&fixture, &[]), (Some(0), vec![]));
    assert_eq!(verified(&fixture, &["--commit", "HEAD"]).0, Some(1));
}

#[test]
fn another_version_and_what_is_no_site_are_refused() {
    let fixture = site();
    fixture.built();
    let manifest = fixture.public().join("manifest.json");
    let text = fs::read_to_string(&manifest).unwrap();
    fs::write(&manifest, text.replacen("gongkai 0.", "gongkai 9.", 1)).unwrap();
    let run = fixture.run(&["verify", "public"]);
    let said = String::from_utf8(run.stderr).unwrap();
    assert_eq!(run.status.code(), Some(3));
    assert!(said.contains("错误[other_engine]") && said.contains("gongkai 9."), "{said}");
    fs::write(&manifest, "{}").unwrap();
    let run = fixture.run(&["verify", "public", "--lang", "en"]);
    assert_eq!(run.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&run.stderr).contains("error[no_manifest]"));
    assert_eq!(fixture.run(&["verify", "没有"]).status.code(), Some(3));
}
