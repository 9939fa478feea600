//! The public sources alone give the same site, and hold nothing that is not public.

use std::{collections::BTreeMap, fs, path::Path};

use crate::support::{Fixture, document, files, gongkai};

/// Stands in everything that must not be in an export.
const SECRET: &str = "密语";

fn project(name: &str, disclosure: &str, stage: &str, rest: &str) -> String {
    format!("name = \"{name}\"\ndisclosure = \"{disclosure}\"\nstage = \"{stage}\"\n{rest}\n")
}

fn counted(number: usize) -> String {
    let rest = format!("counted = true\ninvestment = \"{number}.25亿元\"\nsummary = \"{SECRET}概况{number}\"");
    project(&format!("{SECRET}甲乙丙项目{number}"), "不予公开", "线索", &rest)
}

/// A site with something of each kind that is public on one day and not on another, or in part, or not at all.
fn site() -> Fixture {
    let public = "disclosure = \"主动公开\"";
    let notes = format!("# {SECRET}注释\nreview = {{ by = \"{SECRET}审核人\", on = 2024-01-02 }} # {SECRET}");
    let first = document(
        &format!(
            "title = \"关于养老服务的通知\"\n{public}\n{notes}\nattachments = [{{ file = \"附表.csv\" }}, {{ file = \"共用.pdf\" }}]\npublished = 2024-01-01"
        ),
        &format!(
            "正文甲<!-- {SECRET}行内 -->，见[下一件](3.md)和[前一件](6.md)。\n\n<!-- {SECRET}\n\n整块 -->\n\n推动社区医疗发展。"
        ),
    );
    let hidden = document(
        &format!(
            "title = \"{SECRET}内部通知\"\ndisclosure = \"不予公开\"\nattachments = [{{ file = \"共用.pdf\" }}, {{ file = \"{SECRET}.xlsx\" }}]"
        ),
        &format!("{SECRET}正文甲乙丙丁。"),
    );
    let withdrawn = document(
        &format!("title = \"{SECRET}撤下的标题\"\n{public}\nwithdrawn = {{ on = 2024-03-01, reason = \"内容有误\" }}"),
        &format!("{SECRET}撤下的正文甲乙丙丁。"),
    );
    Fixture::new()
        .with("gongkai.toml", format!("# {SECRET}\n[site]\ntitle = \"测试站\" # {SECRET}\nbase_url = \"https://www.example.gov.cn/gk/\"\n"))
        .with("content/_index.md", format!("+++\ntitle = \"首页\"\n+++\n\n欢迎。<!-- {SECRET} -->\n"))
        .with("content/units.toml", format!("# {SECRET}\n[[unit]]\nid = \"mz\"\nname = \"区民政局\"\n"))
        .with("content/documents/2024/1.md", first)
        .with("content/documents/2024/附表.csv", "名称,数量\r\n甲,1\r\n")
        .with("content/documents/2024/共用.pdf", b"%PDF-1.4\n%%EOF\n")
        .with("content/documents/2024/2.md", hidden)
        .with(&format!("content/documents/2024/{SECRET}.xlsx"), b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0")
        .with("content/documents/2024/3.md", document(&format!("title = \"{SECRET}下月的通知\"\n{public}\npublished = 2024-07-01"), &format!("{SECRET}下月的正文。")))
        .with(&format!("content/documents/{SECRET}/5.md"), document(&format!("title = \"{SECRET}\"\ndisclosure = \"依申请公开\""), "无。"))
        .with("content/documents/2024/6.md", withdrawn)
        .with("content/rosters/zb.toml", format!("name = \"专班\"\n{public}\nbody = \"区民政局\"\n[[member]]\nrole = \"组长\"\nname = \"张三\"\npost = \"局长\" # {SECRET}\n[review]\nby = \"{SECRET}\"\n"))
        .with("content/projects/1.toml", project("公开项目", "主动公开", "签约", "investment = \"1.5亿元\""))
        .with("content/projects/2.toml", counted(2))
        .with("content/projects/3.toml", counted(3))
        .with("content/projects/4.toml", counted(4))
        .with("content/projects/5.toml", project(&format!("{SECRET}独一项目"), "不予公开", "在谈", "counted = true\ninvestment = \"9亿元\""))
        .with("themes/default/static/own.css", "body { margin: 0 }\n")
        .with("themes/other/static/other.css", "body { margin: 1px }\n")
        .initialized()
        .recommitted("2024-05-01T00:00:00Z")
        .with("content/projects/1.toml", project("公开项目", "主动公开", "签约", "investment = \"1.6亿元\""))
        .recommitted("2024-06-01T00:00:00Z")
}

fn exported(fixture: &Fixture, arguments: &[&str], target: &Path) -> BTreeMap<String, Vec<u8>> {
    let arguments = [&["export", "public-source", target.to_str().unwrap()], arguments].concat();
    let run = fixture.run(&arguments);
    assert_eq!(run.status.code(), Some(0), "{}", String::from_utf8_lossy(&run.stderr));
    files(target)
}

#[test]
fn public_sources_alone_give_the_same_bytes() {
    let fixture = site();
    let expected = fixture.built();
    let home = String::from_utf8(expected["index.html"].clone()).unwrap();
    assert!(home.contains("线索") && home.contains("9.75亿元"), "the counted records are in the totals: {home}");
    assert!(expected.contains_key("documents/2024/6/index.html"), "what was taken down still answers");
    let names = expected.keys().find(|path| path.contains(SECRET));
    assert_eq!(names, None, "a directory that holds nothing public is no column");
    assert!(fixture.page("documents/2024/1").contains("2024-05-01"), "history is asked");
    let elsewhere = tempfile::tempdir().unwrap();
    for (name, arguments) in [("甲", &[][..]), ("乙", &["--commit", "HEAD"])] {
        let target = elsewhere.path().join(name);
        exported(&fixture, arguments, &target);
        let run = gongkai(&target, &["build"]);
        assert_eq!(run.status.code(), Some(0), "{}", String::from_utf8_lossy(&run.stderr));
        assert!(files(&target.join("public")) == expected, "manifest and all");
        let run = gongkai(&target, &["verify", fixture.public().to_str().unwrap()]);
        assert_eq!(run.status.code(), Some(0), "{}", String::from_utf8_lossy(&run.stderr));
        // What an export exports is the same again.
        let again = elsewhere.path().join("再");
        let run = gongkai(&target, &["export", "public-source", again.to_str().unwrap()]);
        assert_eq!(run.status.code(), Some(0), "{}", String::from_utf8_lossy(&run.stderr));
        let first =
            files(&target).into_iter().filter(|(path, _)| !path.starts_with("public/") && !path.starts_with('.'));
        assert!(files(&again) == first.collect());
    }
}

#[test]
fn an_export_holds_nothing_that_is_not_public() {
    let fixture = site();
    let elsewhere = tempfile::tempdir().unwrap();
    let files = exported(&fixture, &[], &elsewhere.path().join("源"));
    let paths: Vec<&str> = files.keys().map(String::as_str).collect();
    assert_eq!(
        paths,
        [
            "content/_index.md",
            "content/documents/2024/1.md",
            "content/documents/2024/共用.pdf",
            "content/documents/2024/附表.csv",
            "content/projects/1.toml",
            "content/rosters/zb.toml",
            "content/units.toml",
            "gongkai.frozen.json",
            "gongkai.toml",
            "manifest.json",
            "themes/default/static/own.css",
        ]
    );
    for (path, bytes) in &files {
        assert!(!String::from_utf8_lossy(bytes).contains(SECRET), "{path}");
    }
    let frozen: serde_json::Value = serde_json::from_slice(&files["gongkai.frozen.json"]).unwrap();
    assert_eq!(frozen["counted"]["线索"]["exact"], "9.75亿元");
    assert_eq!(frozen["counted"].as_object().unwrap().len(), 1, "one record could be told from its total");
    assert_eq!(frozen["modified"].as_object().unwrap().len(), 1);
    assert_eq!(frozen["as_of"], "2024-06-01");
}

#[test]
fn what_the_last_gate_finds_is_not_exported() {
    let personal = document("title = \"名单\"\ndisclosure = \"主动公开\"", "联系人手机：13800138000。");
    let fixture = site().with("content/documents/2024/9.md", personal);
    let elsewhere = tempfile::tempdir().unwrap();
    let target = elsewhere.path().join("源");
    let run = fixture.run(&["export", "public-source", target.to_str().unwrap()]);
    assert_eq!(run.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&run.stderr).contains("personal_mobile"));
    assert!(!target.exists());
    fs::create_dir(&target).unwrap();
    fs::write(target.join("论文.doc"), "x").unwrap();
    assert_eq!(fixture.run(&["export", "public-source", target.to_str().unwrap()]).status.code(), Some(3));
}

#[test]
fn a_damaged_file_beside_them_is_an_error() {
    let fixture = site();
    let elsewhere = tempfile::tempdir().unwrap();
    let target = elsewhere.path().join("源");
    exported(&fixture, &[], &target);
    for text in ["{}", "不是 JSON", "{\"as_of\":\"昨天\"}"] {
        fs::write(target.join("gongkai.frozen.json"), text).unwrap();
        let run = gongkai(&target, &["build"]);
        assert_eq!(run.status.code(), Some(1));
        assert!(String::from_utf8_lossy(&run.stderr).contains("错误[damaged_frozen]"));
    }
}
