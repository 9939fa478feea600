//! What the site gives to a search engine of its own.

use std::fs;

use serde_json::Value;

use crate::support::{Fixture, document, files, notice};

const SECRET: &str = "密语甲乙丙丁戊己庚辛";

fn site() -> Fixture {
    let public = "disclosure = \"主动公开\"\npublished = 2024-03-01";
    let hidden = format!("title = \"{SECRET}标题\"\ndisclosure = \"不予公开\"");
    Fixture::new()
        .with(
            "content/documents/2024/1.md",
            document(
                &format!("title = \"关于养老服务的通知\"\n{public}\ndoc_number = \"云政发〔2024〕1号\""),
                "第一段，办公电话 0558-8888888。\n\n推动社区醫療与养老融合发展，按 GB/T 9704 执行。\n\n说“好”。",
            ),
        )
        .with("content/pages/about.md", document("title = \"关于本站\"\ndisclosure = \"主动公开\"", "无日期。"))
        .with("content/documents/2024/2.md", document(&hidden, &format!("{SECRET}正文。")))
        .with(
            "content/projects/1.toml",
            format!("name = \"{SECRET}项目\"\ncode = \"2024-001\"\ndisclosure = \"不予公开\"\nstage = \"线索\"\n"),
        )
}

fn exported(fixture: &Fixture) -> Vec<Value> {
    let output = fixture.run(&["export", "quickwit", "导出"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let text = fs::read_to_string(fixture.root().join("导出/documents-000.ndjson")).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn every_public_item_is_a_line_and_nothing_else_is() {
    let fixture = site();
    let documents = exported(&fixture);
    let urls: Vec<&str> = documents.iter().map(|document| document["url"].as_str().unwrap()).collect();
    assert_eq!(urls, ["/pages/about/", "/documents/2024/1/"]);
    assert_eq!(documents[1]["kind"], "document");
    assert_eq!(documents[1]["doc_number"], "云政发〔2024〕1号");
    assert_eq!(documents[1]["date"], "2024-03-01T00:00:00Z");
    assert!(documents[0].get("date").is_none());
    let files = files(&fixture.root().join("导出"));
    assert_eq!(files.keys().collect::<Vec<_>>(), ["documents-000.ndjson", "index-config.yaml", "manifest.json"]);
    for (path, bytes) in &files {
        assert!(!String::from_utf8_lossy(bytes).contains("密语"), "{path}");
        assert!(!String::from_utf8_lossy(bytes).contains("密语 语甲"), "{path}");
    }
}

#[test]
fn the_same_site_gives_the_same_bytes() {
    let fixture = site();
    exported(&fixture);
    let first = files(&fixture.root().join("导出"));
    let again = fixture.run(&["export", "quickwit", "再导出", "--threads", "1"]);
    assert_eq!(again.status.code(), Some(0));
    assert_eq!(files(&fixture.root().join("再导出")), first);
}

/// Whether the pairs of a string stand in a row in the field `pairs`, as a phrase query asks.
fn has_phrase(document: &Value, string: &str) -> bool {
    let characters: Vec<char> = string.chars().map(|sign| if sign == ' ' { '␣' } else { sign }).collect();
    let phrase: Vec<String> = characters.windows(2).map(|pair| pair.iter().collect()).collect();
    let tokens: Vec<&str> = document["pairs"].as_str().unwrap().split(' ').collect();
    tokens.windows(phrase.len()).any(|window| window == phrase)
}

#[test]
fn a_phrase_of_pairs_finds_what_contains_the_string() {
    let documents = exported(&site());
    for string in ["推动社区医疗与养老融合发展", "gb/t 9704", "养老服务", "(2024)1号", "。", "8888888。", "说“好”"]
    {
        let is_one = string.chars().count() == 1;
        assert!(is_one || has_phrase(&documents[1], string), "{string}");
    }
    // The last of one block and the first of the next, and characters that stand apart.
    for string in ["。推动", "通知云政", "养老发展", "社区养老"] {
        assert!(!has_phrase(&documents[1], string), "{string}");
    }
    let characters = documents[1]["characters"].as_str().unwrap();
    assert!(characters.split(' ').any(|character| character == "疗"), "{characters}");
}

#[test]
fn only_an_earlier_export_is_replaced() {
    let fixture = site().with("别的/论文.doc", "x").with("导出/documents-007.ndjson", "{}\n");
    fixture.built();
    for directory in ["别的", "导出", "public"] {
        let before = files(&fixture.root().join(directory));
        let output = fixture.run(&["export", "quickwit", directory]);
        assert_eq!(output.status.code(), Some(3), "{}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(files(&fixture.root().join(directory)), before, "{directory}");
    }
    assert_eq!(fixture.run(&["export", "quickwit", "content/导出"]).status.code(), Some(2));
    fs::remove_dir_all(fixture.root().join("导出")).unwrap();
    exported(&fixture);
    let fixture = fixture.with("导出/documents-007.ndjson", "{}\n");
    exported(&fixture);
    assert!(!fixture.root().join("导出/documents-007.ndjson").exists());
}

#[test]
fn what_may_not_be_published_is_not_exported() {
    let fixture = site();
    exported(&fixture);
    let before = files(&fixture.root().join("导出"));
    let personal = document("title = \"名单\"\ndisclosure = \"主动公开\"", "联系人手机：13800138000。");
    let fixture = fixture.with("content/documents/2024/3.md", personal);
    let output = fixture.run(&["export", "quickwit", "导出"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("personal_mobile"));
    assert_eq!(files(&fixture.root().join("导出")), before);
    assert_eq!(
        fixture.with("content/documents/2024/4.md", "没有文首").run(&["export", "quickwit", "新"]).status.code(),
        Some(1)
    );
}

#[test]
fn the_search_page_may_ask_the_endpoint_and_no_other_page_may() {
    let endpoint = "https://search.example.gov.cn/api/v1/_elastic/gongkai/_search";
    let fixture = site().with(
        "gongkai.toml",
        format!(
            "[site]\ntitle = \"测试站\"\nbase_url = \"https://www.example.gov.cn/gk/\"\n[search]\nendpoint = \"{endpoint}\"\n"
        ),
    );
    fixture.built();
    let search = fixture.page("search");
    assert!(search.contains(&format!(" data-endpoint=\"{endpoint}\"")), "{search}");
    assert!(search.contains("connect-src &#39;self&#39; https://search.example.gov.cn;"), "{search}");
    assert!(!fixture.page("documents/2024/1").contains("search.example.gov.cn"));
    assert!(fixture.public().join("search/manifest.json").exists(), "the site answers where the endpoint does not");
}

#[test]
fn the_script_knows_the_characters_that_the_index_knows() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let table = fs::read_to_string(root.join("search/src/traditional.txt")).unwrap();
    let script = fs::read_to_string(root.join("themes/default/static/traditional.js")).unwrap();
    assert!(script.contains(&format!("\"{}\"", table.lines().collect::<String>())));
}

#[test]
fn an_article_is_for_another_portal_and_public() {
    let hidden = document("title = \"内部\"\ndisclosure = \"不予公开\"", "不公开的内容。");
    let fixture = notice().with("content/documents/2024/10.md", hidden);
    for path in ["documents/2024/9", "content/documents/2024/9.md", "/documents/2024/9/"] {
        let output = fixture.run(&["export", "article", path]);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        let html = String::from_utf8(output.stdout).unwrap();
        assert!(html.contains("<meta name=\"ArticleTitle\" content=\"关于报送线索的通知\">"), "{html}");
        assert!(html.contains("href=\"https://www.example.gov.cn/gk/documents/2024/43/\""), "{html}");
        assert!(!html.contains("<script") && !html.contains("site.css") && !html.contains("<nav"), "{html}");
    }
    assert_eq!(fixture.run(&["export", "article", "documents/2024/10"]).status.code(), Some(2));
}
