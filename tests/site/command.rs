//! The commands, as a newcomer runs them.

use crate::support::{Fixture, asset, document, files};

fn notice() -> Fixture {
    Fixture::new().with(
        "content/documents/2024/1.md",
        document(
            "title = \"关于养老服务的通知\"\ndisclosure = \"主动公开\"\ndoc_number = \"云政发[2024]1号\"",
            "第一段。\n\n第二段。\n\n推动社区医疗与养老融合发展。",
        ),
    )
}

#[test]
fn a_failed_build_leaves_the_old_site_untouched() {
    let fixture = notice();
    let before = fixture.built();
    let fixture = fixture.with("content/documents/2024/2.md", "没有文首");
    let output = fixture.run(&["build"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("已发布的网站未动"));
    assert_eq!(files(&fixture.public()), before);
    assert!(!fixture.root().join(".public.gongkai/tree").exists(), "a half-made site was left");
}

#[test]
fn building_twice_gives_the_same_bytes() {
    let fixture = notice();
    let first = fixture.built();
    assert_eq!(fixture.run(&["build", "--threads", "1"]).status.code(), Some(0));
    assert_eq!(files(&fixture.public()), first);
}

#[test]
fn exit_codes_say_what_happened() {
    let fixture = notice();
    assert_eq!(fixture.run(&["check"]).status.code(), Some(0));
    assert_eq!(fixture.run(&["bulid"]).status.code(), Some(2));
    assert_eq!(fixture.run(&["check", "--as-of", "昨天"]).status.code(), Some(2));
    assert_eq!(fixture.run(&["check", "--site", "没有这个目录"]).status.code(), Some(3));
    let fixture = fixture.with("public/论文.doc", "x");
    assert_eq!(fixture.run(&["build"]).status.code(), Some(3));
    assert!(fixture.public().join("论文.doc").exists());
}

#[test]
fn the_closing_summary_counts() {
    let output = notice().run(&["build"]);
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(stderr.contains("生成完毕：公开内容 1 项，网页 "), "{stderr}");
    assert!(output.stdout.is_empty());
    assert!(notice().run(&["build", "--quiet"]).stderr.is_empty());
}

#[test]
fn search_answers_in_the_terminal_and_as_json() {
    let fixture = notice();
    let text = String::from_utf8(fixture.run(&["search", "医疗与养老"]).stdout).unwrap();
    assert!(text.contains("全文含“医疗与养老”的 1 件"), "{text}");
    assert!(text.contains("/documents/2024/1/") && text.contains("【医疗与养老】"), "{text}");
    let json = String::from_utf8(fixture.run(&["search", "--json", "云政发(2024)1号"]).stdout).unwrap();
    let answer: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&answer["exact"], &answer["hits"][0]["url"]), (&1.into(), &"/documents/2024/1/".into()));
    assert_eq!(answer["hits"][0]["kind"], "document");
    assert_eq!(fixture.run(&["search", "--filter", "colour=red", "养老"]).status.code(), Some(2));
    let mistyped = fixture.run(&["search", "--filter", "kind=projects", "养老"]);
    assert_eq!(mistyped.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&mistyped.stderr).contains("document、page、plan、project"), "{mistyped:?}");
    let none =
        String::from_utf8(fixture.run(&["search", "--json", "--filter", "kind=project", "养老"]).stdout).unwrap();
    assert!(none.contains("\"total\":0"), "{none}");
}

#[test]
fn a_new_site_builds() {
    let fixture = Fixture::new();
    assert_eq!(fixture.run(&["new", "网站"]).status.code(), Some(0));
    let ignored = std::fs::read_to_string(fixture.root().join("网站/.gitignore")).unwrap();
    assert_eq!(ignored, "/public\n/.public.gongkai\n/.gongkai\n");
    assert_eq!(fixture.run(&["new", "网站"]).status.code(), Some(2));
    let output = fixture.run(&["build", "--site", "网站", "--deny-warnings"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(fixture.root().join("网站/public/documents/2024/1/index.html").exists());
}

#[test]
fn a_sites_theme_overrides_file_by_file() {
    let fixture = notice().with("themes/default/static/site.css", "body { color: #123456 }");
    let files = fixture.built();
    assert_eq!(files[&asset(&files, "site.css")], b"body { color: #123456 }");
    let broken = notice().with("themes/default/templates/document.html", "{% if %}");
    let output = broken.run(&["build"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("themes/default/templates/document.html"));
}

#[test]
fn mentions_of_documents_are_links_both_ways() {
    let fixture = notice().with(
        "content/documents/2024/2.md",
        document(
            "title = \"关于落实的通知\"\ndisclosure = \"主动公开\"\ndoc_number = \"云政发〔2024〕2号\"",
            "根据《关于养老服务的通知》（云政发〔2024〕1号）和云政发〔2024〕1号要求。",
        ),
    );
    fixture.built();
    let citing = fixture.page("documents/2024/2");
    assert!(citing.matches("href=\"../../../documents/2024/1/\"").count() >= 2, "{citing}");
    assert!(fixture.page("documents/2024/1").contains("../../../documents/2024/2/"));
}

#[test]
fn the_page_has_its_metadata_and_government_tags() {
    let fixture = Fixture::new().with("content/documents/1.md", document(
        "title = \"通知\"\ndisclosure = \"主动公开\"\nindex_number = \"100001/2017-1197206\"\nscope = \"面向社会\"\n\
         registered = 2017-12-13\npublished = 2017-12-13T09:30:00\nresponsible = \"文秘科\"",
        "正文",
    ));
    fixture.built();
    let page = fixture.page("documents/1");
    for text in ["索引号", "100001/2017-1197206", "公开范围", "面向社会", "登记日期", "公开责任部门", "文秘科"]
    {
        assert!(page.contains(text), "{text}");
    }
    for label in ["统一登记号", "信息时效期", "签署日期", "发文日期"] {
        assert!(!page.contains(label), "{label} is empty and stands there");
    }
    assert!(page.contains("<meta name=\"PubDate\" content=\"2017-12-13 09:30\">"), "{page}");
    assert!(page.contains("<meta name=\"ArticleTitle\" content=\"通知\">"));
    assert!(!page.contains(" style=") && !page.contains("onclick"));
}

#[test]
fn files_shown_by_a_column_are_published_with_it() {
    let fixture = notice()
        .with("content/_index.md", "+++\ntitle = \"首页\"\n+++\n\n![图](标志.svg)\n")
        .with("content/标志.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    assert!(fixture.built().contains_key("标志.svg"));
}

#[test]
fn a_former_address_that_names_a_file_is_a_file() {
    let fixture = Fixture::new().with(
        "content/documents/1.md",
        document("title = \"通知\"\ndisclosure = \"主动公开\"\naliases = [\"/zwgk/43.html\", \"/old/\"]", "正文"),
    );
    let files = fixture.built();
    let page = String::from_utf8(files["zwgk/43.html"].clone()).unwrap();
    assert!(page.contains("../documents/1/"), "{page}");
    assert!(files.contains_key("old/index.html"));
}

#[test]
fn addresses_of_the_engine_are_refused_and_not_a_fault_of_ours() {
    for (path, content) in [
        ("content/documents/page/2.md", document("title = \"通知\"\ndisclosure = \"主动公开\"", "正文")),
        ("content/documents/feed.xml.md", document("title = \"通知\"\ndisclosure = \"主动公开\"", "正文")),
        (
            "content/documents/1.md",
            document("title = \"通知\"\ndisclosure = \"主动公开\"\naliases = [\"/search/\"]", "正文"),
        ),
    ] {
        let output = Fixture::new().with(path, content).run(&["build"]);
        assert_eq!(output.status.code(), Some(1), "{path}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn output_never_lands_among_the_sources() {
    assert_eq!(notice().run(&["build", "--output", "content/public"]).status.code(), Some(2));
}
