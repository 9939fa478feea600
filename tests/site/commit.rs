//! The same commit, the same bytes: from git's objects, from a clean work tree, on any machine.

use std::{collections::BTreeMap, fs, path::Path};

use crate::support::{Fixture, document, files, git, gongkai, program};

const PUBLIC: &str = "title = \"关于养老服务的通知\"\ndisclosure = \"主动公开\"";

fn site() -> Fixture {
    Fixture::new()
        .with(
            "content/documents/2024/1.md",
            document(
                &format!("{PUBLIC}\nattachments = [{{ file = \"附表.csv\" }}, {{ file = \"附件.pdf\" }}]"),
                "正文甲。",
            ),
        )
        .with("content/documents/2024/附表.csv", "\u{feff}名称,数量\n甲,1\n")
        .with("content/documents/2024/附件.pdf", b"%PDF-1.4\n\x00\xff\r\n")
        .with("content/documents/2024/2.md", document("title = \"内部\"\ndisclosure = \"不予公开\"", "不公开的正文。"))
        .with("content/projects/1.toml", "name = \"甲项目\"\ndisclosure = \"主动公开\"\nstage = \"投产\"\n")
}

/// Builds into a new directory beside nothing else, and reads what came out.
fn built(directory: &Path, arguments: &[&str]) -> BTreeMap<String, Vec<u8>> {
    let output = tempfile::tempdir().unwrap();
    let target = output.path().join("site");
    let run = gongkai(directory, &[&["build", "--output", target.to_str().unwrap()], arguments].concat());
    assert_eq!(run.status.code(), Some(0), "{}", String::from_utf8_lossy(&run.stderr));
    files(&target)
}

fn manifest(site: &BTreeMap<String, Vec<u8>>) -> serde_json::Value {
    serde_json::from_slice(&site["manifest.json"]).unwrap()
}

#[test]
fn a_clean_work_tree_and_its_commit_give_the_same_bytes() {
    let fixture = site().committed();
    let commit = git(fixture.root(), &["rev-parse", "HEAD"]);
    let expected = built(fixture.root(), &[]);
    let stated = manifest(&expected);
    assert_eq!(stated["commit"], commit.as_str());
    assert_eq!(stated["dirty"], false);
    assert_eq!(stated["as_of"], "2024-06-01", "the committer's day in UTC+8");
    for rev in ["HEAD", "main", &commit[..8], "main^{commit}"] {
        assert!(built(fixture.root(), &["--commit", rev]) == expected, "{rev}");
    }
    assert!(built(fixture.root(), &["--commit", "HEAD", "--threads", "1"]) == expected);
    // Uncommitted work is another site, and does not touch the commit's.
    fs::write(fixture.root().join("content/documents/2024/1.md"), document(PUBLIC, "正文乙。")).unwrap();
    fs::write(fixture.root().join("content/documents/2024/3.md"), "没有文首").unwrap();
    fs::remove_file(fixture.root().join("content/documents/2024/2.md")).unwrap();
    assert!(built(fixture.root(), &["--commit", "HEAD"]) == expected);
    fs::remove_file(fixture.root().join("content/documents/2024/3.md")).unwrap();
    let dirty = fixture.run(&["build"]);
    assert_eq!(dirty.status.code(), Some(1), "an attachment is named by nothing any more");
}

#[test]
fn another_machine_gives_the_same_bytes() {
    let fixture = site().committed();
    let expected = built(fixture.root(), &[]);
    let elsewhere = tempfile::tempdir().unwrap();
    let clone = elsewhere.path().join("另一处/深 目录");
    fs::create_dir_all(clone.parent().unwrap()).unwrap();
    let from = fixture.root().to_str().unwrap();
    git(elsewhere.path(), &["clone", "--quiet", "--config", "core.autocrlf=true", from, clone.to_str().unwrap()]);
    let checked_out = fs::read_to_string(clone.join("content/documents/2024/1.md")).unwrap();
    assert!(checked_out.contains("\r\n"), "the clone has the line ends of Windows");
    assert!(fs::read_to_string(clone.join("content/documents/2024/附表.csv")).unwrap().contains("\r\n"));
    for (zone, locale, umask, threads) in
        [("Asia/Shanghai", "zh_CN.UTF-8", "077", "1"), ("America/Anchorage", "tr_TR.UTF-8", "002", "2")]
    {
        for commit in [&[][..], &["--commit", "HEAD"]] {
            let target = elsewhere.path().join("输出");
            let script = format!("umask {umask}; exec \"$0\" \"$@\"");
            let run = std::process::Command::new("sh")
                .args(["-c", &script, env!("CARGO_BIN_EXE_gongkai"), "build", "--threads", threads, "--output"])
                .arg(&target)
                .args(commit)
                .current_dir(&clone)
                .envs([("TZ", zone), ("LC_ALL", locale)])
                .env_remove("GIT_DIR")
                .output()
                .unwrap();
            assert_eq!(run.status.code(), Some(0));
            assert!(files(&target) == expected, "{zone} {commit:?}");
            fs::remove_dir_all(&target).unwrap();
        }
    }
}

#[test]
fn what_gitattributes_do_to_a_work_tree_does_not_reach_the_site() {
    let fixture = site().with(".gitattributes", "*.md text eol=crlf\n*.csv text eol=crlf\n*.pdf binary\n").committed();
    let expected = built(fixture.root(), &["--commit", "HEAD"]);
    git(fixture.root(), &["rm", "--quiet", "-r", "--cached", "."]);
    git(fixture.root(), &["reset", "--quiet", "--hard"]);
    assert!(fs::read_to_string(fixture.root().join("content/documents/2024/1.md")).unwrap().contains("\r\n"));
    assert!(built(fixture.root(), &[]) == expected);
}

#[test]
fn a_bare_repository_a_directory_in_it_and_the_repository_of_a_hook() {
    let fixture = site().committed();
    let expected = built(fixture.root(), &[]);
    let bare = tempfile::tempdir().unwrap();
    git(bare.path(), &["clone", "--quiet", "--bare", fixture.root().to_str().unwrap(), "仓库.git"]);
    let repository = bare.path().join("仓库.git");
    assert!(built(&repository, &["--commit", "main"]) == expected);
    assert!(built(bare.path(), &["--site", "仓库.git", "--commit", "main"]) == expected);
    for arguments in [&["build", "--commit", "main"][..], &["build", "--site", ".git", "--commit", "main"]] {
        let at = if arguments.len() == 3 { &repository } else { fixture.root() };
        let run = gongkai(at, arguments);
        assert_eq!(run.status.code(), Some(2), "{}", String::from_utf8_lossy(&run.stderr));
        assert!(String::from_utf8_lossy(&run.stderr).contains("--output"));
    }
    // A hook runs elsewhere and is told the repository.
    let target = bare.path().join("out");
    let elsewhere = tempfile::tempdir().unwrap();
    let mut hook = program(elsewhere.path());
    hook.args(["build", "--commit", "main", "--output"]).arg(&target).env("GIT_DIR", &repository);
    assert_eq!(hook.output().unwrap().status.code(), Some(0));
    assert!(files(&target) == expected);
    for (command, code) in [("check", 0), ("search", 0)] {
        let mut arguments = vec![command, "--site", "仓库.git", "--commit", "main"];
        arguments.extend((command == "search").then_some("养老服务"));
        let run = gongkai(bare.path(), &arguments);
        assert_eq!(run.status.code(), Some(code), "{}", String::from_utf8_lossy(&run.stderr));
    }
}

#[test]
fn a_site_below_the_root_is_named_by_its_directory() {
    let fixture = Fixture::new();
    let root = fixture.root().join("政务/site");
    for (path, bytes) in files(site().root()) {
        let target = root.join(path);
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::write(target, bytes).unwrap();
    }
    let fixture = fixture.with("说明.txt", "一").committed();
    let expected = built(&root, &[]);
    assert_eq!(manifest(&expected)["dirty"], false);
    assert!(built(fixture.root(), &["--commit", "HEAD:政务/site"]) == expected);
    assert!(built(&root, &["--commit", "HEAD"]) == expected, "--site names the directory");
    // What is beside the site is no part of it.
    let fixture = fixture.with("说明.txt", "二");
    assert!(built(&root, &[]) == expected);
    for (rev, code) in [("HEAD:没有", "no_such_directory"), ("没有", "no_such_commit"), (":x", "no_such_commit")] {
        let run = fixture.run(&["check", "--commit", rev]);
        assert_eq!(run.status.code(), Some(3));
        let said = String::from_utf8(run.stderr).unwrap();
        assert!(said.contains(&format!("错误[{code}]")) && said.contains("办法: "), "{said}");
    }
    let outside = site().run(&["check", "--commit", "HEAD", "--lang", "en"]);
    assert!(String::from_utf8_lossy(&outside.stderr).contains("error[not_a_repository]"));
}

/// The codes and paths of the errors that a check finds.
fn errors(directory: &Path, arguments: &[&str]) -> Vec<(String, String)> {
    let run = gongkai(directory, &[&["check", "--json"], arguments].concat());
    let found = String::from_utf8(run.stdout).unwrap();
    let found = found.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let errors = found.filter(|found| found["severity"] == "error");
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    errors.map(|found| (text(&found["code"]), text(&found["path"]))).collect()
}

#[test]
fn what_a_commit_does_not_hold_is_an_error_in_both() {
    let other = site().committed();
    let fixture = site()
        .with("content/documents/2024/大.md", "version https://git-lfs.github.com/spec/v1\noid sha256:ab\nsize 9\n")
        .with("content/documents/2024/大.pdf", "version https://git-lfs.github.com/spec/v1\noid sha256:ab\nsize 9\n");
    let link = |to: &str, name: &str| {
        std::os::unix::fs::symlink(to, fixture.root().join("content/documents/2024").join(name)).unwrap();
    };
    link("../../../../出去.md", "外.md");
    link("没有.md", "空.md");
    link("1.md", "内.md");
    let fixture = fixture.initialized();
    let from = other.root().to_str().unwrap();
    git(fixture.root(), &["submodule", "--quiet", "add", from, "content/documents/别处"]);
    let fixture = fixture.recommitted("2024-05-31T23:30:00Z");
    let expected = [
        ("link_leaves_tree", "content/documents/2024/外.md"),
        ("lfs_pointer", "content/documents/2024/大.md"),
        ("lfs_pointer", "content/documents/2024/大.pdf"),
        ("link_leaves_tree", "content/documents/2024/空.md"),
        ("submodule", "content/documents/别处"),
    ]
    .map(|(code, path)| (code.to_owned(), path.to_owned()));
    assert_eq!(errors(fixture.root(), &[]), expected);
    assert_eq!(errors(fixture.root(), &["--commit", "HEAD"]), expected);
}

#[test]
fn what_a_filter_put_in_the_place_of_a_pointer_is_an_error_in_both() {
    let fixture = site().with(".gitattributes", "大.* filter=lfs\n").initialized();
    // As Git LFS does: the commit gets a pointer, the work tree has the file.
    let pointer = "printf 'version https://git-lfs.github.com/spec/v1\\noid sha256:ab\\nsize 9\\n'";
    git(fixture.root(), &["config", "filter.lfs.clean", pointer]);
    let head = "title = \"大\"\ndisclosure = \"主动公开\"\nattachments = [{ file = \"大.pdf\" }]";
    let fixture = fixture
        .with("content/documents/2024/大.md", document(head, "正文。"))
        .with("content/documents/2024/大.pdf", "%PDF-1.7")
        .recommitted("2024-05-31T23:30:00Z");
    assert_eq!(git(fixture.root(), &["status", "--porcelain"]), "");
    let expected = ["content/documents/2024/大.md", "content/documents/2024/大.pdf"];
    for arguments in [&[][..], &["--commit", "HEAD"]] {
        let found = errors(fixture.root(), arguments);
        let pointers: Vec<&str> =
            found.iter().filter(|(code, _)| code == "lfs_pointer").map(|(_, path)| path.as_str()).collect();
        assert_eq!(pointers, expected, "{arguments:?}: {found:?}");
    }
}

#[test]
fn links_inside_the_site_are_followed_in_both() {
    let fixture = site().with("资料/说明.md", document("title = \"说明\"\ndisclosure = \"主动公开\"", "共用的正文。"));
    let link = |to: &str, at: &str| std::os::unix::fs::symlink(to, fixture.root().join(at)).unwrap();
    link("../../../资料/说明.md", "content/documents/2024/说明.md");
    link("documents", "content/plans");
    fs::remove_file(fixture.root().join("content/documents/2024/1.md")).unwrap();
    fs::remove_file(fixture.root().join("content/documents/2024/附表.csv")).unwrap();
    fs::remove_file(fixture.root().join("content/documents/2024/附件.pdf")).unwrap();
    let fixture = fixture.committed();
    let expected = built(fixture.root(), &["--commit", "HEAD"]);
    assert!(expected.contains_key("plans/2024/说明/index.html"));
    assert!(built(fixture.root(), &[]) == expected);
    // A link whose end differs from the commit makes the work tree differ.
    let changed = fixture.with("资料/说明.md", document("title = \"说明\"\ndisclosure = \"主动公开\"", "改过的正文。"));
    assert_eq!(manifest(&built(changed.root(), &[]))["dirty"], true);
}
