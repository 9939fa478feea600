//! The page that the preview shows before the build is the one that the build makes, or there is none.

use std::{fs, path::Path};

use gongkai::pipeline::{self, Edit, Options, Preview, Silent};

use crate::support::{Fixture, MOBILE, UNITS, document, files};

/// Builds the site; answers with what can be previewed of it.
fn built(options: &Options) -> Result<Preview, String> {
    let output = options.site.join("public");
    let (checked, outcome) = pipeline::build(options, &output, &Silent).unwrap();
    outcome.map_err(|failure| format!("{failure:?}: {:?}", checked.diagnostics))?;
    Ok(Preview::of(checked, options).or_else(|| Preview::load(options, &output).unwrap()).unwrap())
}

fn options(root: &Path) -> Options {
    Options { site: root.to_path_buf(), pages: true, ..Options::default() }
}

/// Whether the page of the file at `path` was foretold; if so, it is the one that the build then made.
fn foretold(preview: &Preview, options: &Options, path: &str) -> bool {
    let edit = preview.edit(path);
    let outcome = built(options);
    let Edit::Page(page) = edit else { return false };
    outcome.unwrap();
    assert_eq!(fs::read(options.site.join("public").join(&page.path)).unwrap(), page.bytes, "{path}");
    true
}

#[test]
fn a_text_in_other_words_has_the_page_that_the_build_makes() {
    let site = crate::incremental::Edited::new();
    let options = options(site.root());
    let preview = built(&options).unwrap();
    let mut pages = Vec::new();
    let mut others = Vec::new();
    for (path, bytes) in files(&site.root().join("content")) {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let Some(body) = text.strip_prefix("+++\n").and_then(|rest| rest.find("\n+++\n")) else { continue };
        let at = body + "+++\n\n+++\n".len();
        let path = format!("content/{path}");
        let edited = format!("{}\n\n首段之前增加一段。\n{}\n\n末尾增加一段。\n", &text[..at], &text[at..]);
        fs::write(site.root().join(&path), edited).unwrap();
        match preview.edit(&path) {
            Edit::Page(page) => pages.push(page),
            Edit::None => panic!("{path} is another"),
            Edit::Other => others.push(path),
        }
    }
    built(&options).unwrap();
    for page in &pages {
        assert_eq!(fs::read(site.root().join("public").join(&page.path)).unwrap(), page.bytes, "{}", page.path);
    }
    assert!(pages.len() > 3 * others.len(), "{others:#?}");
}

const PATH: &str = "content/documents/2024/9.md";
const HEAD: &str =
    "title = \"关于报送线索的通知\"\ndisclosure = \"主动公开\"\ndated = 2024-03-01\nissuer = \"区商务局\"";
const BODY: &str = "现就有关事项通知如下。\n\n## 一、要求\n\n1.摸排线索。（牵头单位：区商务局；配合单位：区工信局）\n\n见[另一份文件](./43.md)和[要求](#一-要求)。\n\n拟在高新区选址建设养老服务中心。";

fn site() -> Fixture {
    let withheld = "title = \"关于某某的请示\"\ndisclosure = \"不予公开\"";
    Fixture::new()
        .with("content/units.toml", UNITS)
        .with(PATH, document(HEAD, BODY))
        .with("content/documents/2024/43.md", document("title = \"另一份文件\"\ndisclosure = \"主动公开\"", "正文。"))
        .with(
            "content/documents/2024/7.md",
            document(withheld, "拟在高新区选址建设养老服务中心。\n\n投资方要求预留土地二百亩。"),
        )
}

#[test]
fn more_than_words_is_left_to_the_build() {
    let cases = [
        ("words", HEAD, BODY.replace("有关事项", "报送事项"), true),
        ("a new first paragraph", HEAD, format!("各有关单位：\n\n{BODY}"), true),
        ("a date to be filled in", HEAD, format!("{BODY}\n\n到20xx年完成。"), true),
        ("the title", &HEAD.replace("线索", "信息"), BODY.into(), false),
        ("the date", &HEAD.replace("03-01", "03-02"), BODY.into(), false),
        ("the disclosure", &HEAD.replace("主动公开", "依申请公开"), BODY.into(), false),
        (
            "a withdrawal",
            &format!("{HEAD}\nwithdrawn = {{ on = 2024-04-01, reason = \"内容有误\" }}"),
            BODY.into(),
            false,
        ),
        ("a front matter that does not parse", &HEAD.replace('=', ":"), BODY.into(), false),
        ("a link", HEAD, BODY.replace("./43.md", "/documents/"), false),
        ("a new link", HEAD, format!("{BODY}\n\n见[首页](/)。"), false),
        ("a heading that a link leads to", HEAD, BODY.replace("## 一、要求", "## 一、任务"), false),
        ("a task", HEAD, format!("{BODY}\n\n2.建立台账。（牵头单位：区商务局）"), false),
        ("a unit of a task", HEAD, BODY.replace("区工信局", "区民政局"), false),
        ("the number of a document", HEAD, format!("{BODY}\n\n根据云政发〔2024〕3号制定。"), false),
        ("a note that says otherwise", HEAD, format!("{BODY}\n\n（此件不予公开）"), false),
        ("a mark of secrecy", HEAD, format!("{BODY}\n\n内部资料 注意保存\n"), false),
        ("a mobile number", HEAD, format!("{BODY}\n\n联系电话：{MOBILE}。"), false),
        ("words that are withheld", HEAD, format!("{BODY}\n\n投资方要求预留土地二百亩。"), false),
        ("words that were public by this text alone", HEAD, BODY.replace("选址建设", "选择地址，"), false),
        ("nothing at all", "", String::new(), false),
    ];
    for (what, head, body, is_foretold) in cases {
        let site = site();
        let options = options(site.root());
        let preview = built(&options).unwrap();
        let text = if head.is_empty() { String::new() } else { document(head, &body) };
        fs::write(site.root().join(PATH), text).unwrap();
        assert_eq!(foretold(&preview, &options, PATH), is_foretold, "{what}");
    }
}

#[test]
fn other_files_are_left_to_the_build() {
    let site = site();
    let options = options(site.root());
    let preview = built(&options).unwrap();
    let is_other = |path: &str| matches!(preview.edit(path), Edit::Other);
    let is_none = |path: &str| matches!(preview.edit(path), Edit::None);
    assert!(is_none(PATH) && is_none("content/documents/2024/.9.md.swp") && is_none("content/documents/2024/8.md"));
    fs::write(site.root().join("content/documents/2024/8.md"), document(HEAD, BODY)).unwrap();
    assert!(is_other("content/documents/2024/8.md"), "a new file");
    fs::rename(site.root().join(PATH), site.root().join("content/documents/2024/10.md")).unwrap();
    assert!(is_other(PATH) && is_other("content/documents/2024/10.md"), "a moved file");
    fs::write(site.root().join("content/documents/2024/7.md"), document(HEAD, "请速办理。")).unwrap();
    assert!(is_other("content/documents/2024/7.md"), "a text that was not public");
    fs::write(site.root().join("content/units.toml"), UNITS.replace("商务局", "商贸局")).unwrap();
    assert!(is_other("content/units.toml") && is_other("content/documents/2024"));
}

#[test]
fn warnings_that_stop_the_build_stop_the_page() {
    let head = format!("{HEAD}\ndoc_number = \"云政办发〔2024〕9号\"");
    let site = Fixture::new().with("content/units.toml", UNITS).with(PATH, document(&head, "正文。"));
    let options = Options { deny_warnings: true, ..options(site.root()) };
    let preview = built(&options).unwrap();
    fs::write(site.root().join(PATH), document(&head, "到20xx年完成。")).unwrap();
    assert!(!foretold(&preview, &options, PATH));
    fs::write(site.root().join(PATH), document(&head, "到2025年完成。")).unwrap();
    assert!(foretold(&preview, &options, PATH));
}

#[test]
fn the_day_of_the_last_change_is_that_of_the_build() {
    let site = site().committed();
    let options = options(site.root());
    let write = |words: &str| fs::write(site.root().join(PATH), document(HEAD, &format!("{BODY}\n\n{words}"))).unwrap();
    let preview = built(&options).unwrap();
    write("甲。");
    assert!(foretold(&preview, &options, PATH), "the page loses its day");
    let preview = built(&options).unwrap();
    write("乙。");
    assert!(foretold(&preview, &options, PATH), "it has none");
    let preview = built(&options).unwrap();
    fs::write(site.root().join(PATH), document(HEAD, BODY)).unwrap();
    assert!(!foretold(&preview, &options, PATH), "it has one again");
    let preview = built(&options).unwrap();
    let site = site.recommitted("2024-06-30T08:00:00Z");
    fs::write(site.root().join(PATH), document(HEAD, &format!("{BODY}\n\n丙。"))).unwrap();
    assert!(!foretold(&preview, &options, PATH), "the commit is another");
}
