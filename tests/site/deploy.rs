//! The samples in `deploy/` do what they say.

use std::{fs, path::PathBuf, process::Command};

use crate::support::{Fixture, document, files, git};

fn sample(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("deploy").join(path)
}

fn site() -> Fixture {
    let head = "title = \"关于养老服务的通知\"\ndisclosure = \"主动公开\"";
    Fixture::new().with("content/documents/2024/1.md", document(head, "正文甲。")).committed()
}

/// Pushes a branch, and answers with what the hook said.
fn push(fixture: &Fixture, branch: &str) -> String {
    let push = Command::new("git")
        .args(["push", "--quiet", "origin", branch])
        .current_dir(fixture.root())
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("LC_ALL", "C")
        .env_remove("GIT_DIR")
        .output()
        .unwrap();
    let said = String::from_utf8(push.stderr).unwrap();
    assert!(push.status.success(), "{said}");
    said
}

#[test]
fn a_push_builds_the_site_and_tells_whoever_pushed() {
    let fixture = site();
    let server = tempfile::tempdir().unwrap();
    let repository = server.path().join("仓库.git");
    git(server.path(), &["init", "--quiet", "--bare", "--initial-branch=main", repository.to_str().unwrap()]);
    fs::copy(sample("hooks/post-receive"), repository.join("hooks/post-receive")).unwrap();
    git(fixture.root(), &["remote", "add", "origin", repository.to_str().unwrap()]);
    git(fixture.root(), &["branch", "另一支"]);
    assert!(push(&fixture, "另一支").contains("gongkai.output"), "the hook asks for what it lacks");
    let published = server.path().join("www/gk");
    git(&repository, &["config", "gongkai.output", published.to_str().unwrap()]);
    git(&repository, &["config", "gongkai.program", env!("CARGO_BIN_EXE_gongkai")]);

    git(fixture.root(), &["push", "--quiet", "origin", ":另一支"]);
    assert_eq!(push(&fixture, "另一支"), "");
    assert!(!published.exists(), "only the branch that is published is built");

    let said = push(&fixture, "main");
    assert!(said.contains("remote: 生成完毕：公开内容 1 项"), "{said}");
    let first = files(&published);
    assert!(first == fixture.built(), "the site is that of the commit");
    assert_eq!(
        fs::read_dir(&repository).unwrap().filter(|entry| entry.as_ref().unwrap().file_name() == "content").count(),
        0
    );

    let fixture = fixture.with("content/documents/2024/2.md", "没有文首").recommitted("2024-06-02T00:00:00Z");
    let said = push(&fixture, "main");
    assert!(said.contains("remote: 错误[missing_front_matter]") && said.contains("已发布的网站未动"), "{said}");
    assert!(files(&published) == first, "a faulty push leaves the site as it was");

    let second = document("title = \"二\"\ndisclosure = \"主动公开\"", "乙。");
    let fixture = fixture.with("content/documents/2024/2.md", second).recommitted("2024-06-03T00:00:00Z");
    assert!(push(&fixture, "main").contains("公开内容 2 项"));
    assert!(files(&published) == fixture.built());
}

#[test]
fn a_site_below_the_root_is_built_by_the_hook() {
    let fixture = Fixture::new();
    let root = fixture.root().join("site");
    for (path, bytes) in files(site().root()).into_iter().filter(|(path, _)| !path.starts_with(".git/")) {
        fs::create_dir_all(root.join(&path).parent().unwrap()).unwrap();
        fs::write(root.join(path), bytes).unwrap();
    }
    let fixture = fixture.committed();
    let server = tempfile::tempdir().unwrap();
    let repository = server.path().join("r.git");
    git(server.path(), &["init", "--quiet", "--bare", "--initial-branch=main", "r.git"]);
    fs::copy(sample("hooks/post-receive"), repository.join("hooks/post-receive")).unwrap();
    let published = server.path().join("gk");
    for (key, value) in
        [("output", published.to_str().unwrap()), ("program", env!("CARGO_BIN_EXE_gongkai")), ("site", "site")]
    {
        git(&repository, &["config", &format!("gongkai.{key}"), value]);
    }
    git(fixture.root(), &["remote", "add", "origin", repository.to_str().unwrap()]);
    assert!(push(&fixture, "main").contains("生成完毕"));
    assert!(published.join("documents/2024/1/index.html").exists());
}

#[test]
fn samples_of_headers_state_the_policy_of_the_pages() {
    let site = site().built();
    let policy = |page: &str| {
        let html = String::from_utf8(site[page].clone()).unwrap();
        let (_, after) = html.split_once("http-equiv=\"Content-Security-Policy\" content=\"").unwrap();
        after.split_once('"').unwrap().0.replace("&#x27;", "'").replace("&#39;", "'")
    };
    let (page, search) = (policy("documents/2024/1/index.html"), policy("search/index.html"));
    assert_ne!(page, search);
    assert!(!page.contains("unsafe") && search.contains("'wasm-unsafe-eval'"));
    let lasting = "public, max-age=31536000, immutable";
    for path in ["nginx.conf", "_headers", "object-storage.md"] {
        let sample = fs::read_to_string(sample(path)).unwrap();
        for policy in [&page, &search] {
            let count = sample.matches(&format!("{policy}; frame-ancestors 'self'")).count();
            assert_eq!(count, 1, "{path}: {policy}");
        }
        assert_eq!(sample.matches("default-src").count(), 2, "{path} states another policy");
        assert!(sample.contains("/static/"), "{path}: static files are named from their content");
        let headers = ["nosniff", "strict-origin-when-cross-origin", "no-cache", lasting, "max-age=31536000"];
        for value in headers {
            assert!(sample.contains(value), "{path}: {value}");
        }
    }
}
