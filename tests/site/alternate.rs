//! `[output] formats`: JSON, Markdown and text beside every page.

use serde_json::Value;

use crate::support::{Fixture, document, notice};

const PROJECT: &str = "name = \"颐养中心项目\"\ncode = \"2024-004\"\ndisclosure = \"主动公开\"\nstage = \"开工\"\nlead_unit = \"区民政局\"\nindustry = \"健康养老\"\nlocation = \"南湖街道\"\nlists = [\"2024年度重点项目\"]\n[[update]]\ndate = 2024-05-06\nstage = \"开工\"\ntext = \"主体施工。\"\n";
const OFFER: &str = "name = \"研学基地项目\"\ncode = \"2024-005\"\ndisclosure = \"主动公开\"\nstage = \"推介\"\nseeking = \"寻求运营单位。\"\n";
const CARRIER: &str = "name = \"南湖产业园\"\ndisclosure = \"主动公开\"\nlocation = \"南湖街道\"\n";

/// A site with a page of every kind.
fn whole() -> Fixture {
    let moved = "title = \"旧通知\"\ndisclosure = \"主动公开\"\ndated = 2023-01-01\ntopics = [\"招商引资\"]\naliases = [\"/old/\"]";
    let gone =
        "title = \"撤下的通知\"\ndisclosure = \"主动公开\"\nwithdrawn = { on = 2024-01-01, reason = \"内容有误\" }";
    notice()
        .with("content/_index.md", "+++\ntitle = \"首页\"\n+++\n")
        .with("content/projects/2024-004.toml", PROJECT)
        .with("content/projects/2024-005.toml", OFFER)
        .with("content/carriers/nanhu.toml", CARRIER)
        .with("content/documents/2023/1.md", document(moved, "正文。"))
        .with("content/documents/2023/2.md", document(gone, "正文。"))
        .with("content/pages/about.md", document("title = \"关于本站\"\ndisclosure = \"主动公开\"", "正文。"))
}

/// The address of a page of each kind that holds anything of its own.
const KINDS: [&str; 20] = [
    "",
    "documents/",
    "documents/year/2023/",
    "documents/2024/9/",
    "documents/2024/9/matrix/",
    "projects/",
    "projects/2024-004/",
    "projects/figures/",
    "projects/offers/",
    "projects/month/2024-05/",
    "projects/year/2024/",
    "carriers/nanhu/",
    "rosters/zhuanban/",
    "units/",
    "units/shangwu/",
    "topics/",
    "industries/",
    "data/",
    "data/projects/",
    "sitemap/",
];
/// Those that hold nothing: search, a former address, what was taken down.
const BARE: [&str; 3] = ["search/", "old/", "documents/2023/2/"];

#[test]
fn every_kind_of_page_has_its_other_forms() {
    let fixture = whole();
    let built = fixture.built();
    for address in KINDS {
        assert!(built.contains_key(&format!("{address}index.html")), "no page at {address:?}");
    }
    for page in built.keys().filter(|path| path.ends_with("index.html")) {
        let address = page.trim_end_matches("index.html");
        let html = String::from_utf8(built[page].clone()).unwrap();
        for file in ["index.json", "index.md", "index.txt"] {
            let other = built.get(&format!("{address}{file}"));
            let is_linked = html.contains("rel=\"alternate\"") && html.contains(&format!("href=\"{file}\""));
            assert_eq!(
                (other.is_some(), is_linked),
                (!BARE.contains(&address), !BARE.contains(&address)),
                "{address}{file}"
            );
            let Some(bytes) = other else { continue };
            let text = String::from_utf8(bytes.clone()).unwrap();
            match file {
                "index.json" => assert!(serde_json::from_str::<Value>(&text).is_ok(), "{address}: {text}"),
                "index.md" => assert!(text.starts_with("# ") && !text.contains("[]("), "{address}: {text}"),
                _ => assert!(text.lines().count() > 1, "{address}: {text}"),
            }
        }
    }
    let json = |path: &str| serde_json::from_slice::<Value>(&built[path]).unwrap();
    assert_eq!(json("index.json")["offers"][0]["title"], "研学基地项目");
    assert_eq!(json("units/index.json")[0]["name"], "云溪区商务局");
    assert_eq!(json("documents/2024/9/matrix/index.json")[0]["云溪区工业和信息化局"], "配合");
    assert_eq!(json("data/index.json")[1]["count"], 2);
    assert_eq!(json("data/projects/index.json")[0]["key"], "url");
    let hidden = Fixture::new().with("content/projects/2024-004.toml", PROJECT).built();
    assert!(!hidden.contains_key("projects/2024-004/index.json"), "nobody asked for other forms");
}

#[test]
fn an_item_stands_beside_its_page_in_other_forms() {
    let fixture = notice();
    let built = fixture.built();
    let value: Value = serde_json::from_slice(&built["documents/2024/9/index.json"]).unwrap();
    assert_eq!(value["doc_number"], "云政办发〔2024〕9号");
    assert!(value["text"].as_str().unwrap().contains("1.摸排线索。"));
    let text = |path: &str| String::from_utf8(built[path].clone()).unwrap();
    assert!(text("documents/2024/9/index.md").starts_with("# 关于报送线索的通知\n"));
    assert!(text("documents/2024/9/index.txt").contains("文号：云政办发〔2024〕9号"));
    assert!(text("rosters/zhuanban/index.txt").contains("组长　林某某"));
    assert!(fixture.page("rosters/zhuanban").contains("href=\"index.md\""));
    // A list is an array of its items, figures are an array for each table.
    let list: Value = serde_json::from_slice(&built["documents/index.json"]).unwrap();
    let known = list.as_array().unwrap().iter().find(|item| item["title"] == "关于报送线索的通知").unwrap();
    assert_eq!((&known["url"], &known["kind"]), (&"/documents/2024/9/".into(), &"政策文件".into()));
    assert!(
        text("documents/index.md").contains("- [关于报送线索的通知](https://www.example.gov.cn/gk/documents/2024/9/)")
    );
    assert!(text("rosters/index.txt").contains("/rosters/zhuanban/\t"));
    assert!(fixture.page("documents").contains("href=\"index.json\""));
    let with_projects = notice().with("content/projects/2024-004.toml", PROJECT);
    let built = with_projects.built();
    let figures: Value = serde_json::from_slice(&built["projects/figures/index.json"]).unwrap();
    assert_eq!(figures["units"][0]["count"], 1, "{figures}");
    assert!(String::from_utf8(built["projects/figures/index.md"].clone()).unwrap().contains("## 按牵头单位统计"));
    let wrong = notice()
        .with("gongkai.toml", "[site]\ntitle = \"测\"\nbase_url = \"https://a.cn/\"\n[output]\nformats = [\"pdf\"]\n");
    assert_eq!(wrong.run(&["build"]).status.code(), Some(1));
}
