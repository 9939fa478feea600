mod fixture;

use std::collections::BTreeMap;

use self::fixture::{day, records};
use super::*;
use crate::{
    config::{Config, SiteConfig},
    render::theme::Theme,
    site::Records,
};

/// Every page of a site by its path.
fn pages(records: Records) -> BTreeMap<String, String> {
    pages_in("zh-CN", records)
}

fn pages_in(language: &str, records: Records) -> BTreeMap<String, String> {
    let config = Config {
        site: SiteConfig {
            title: "云溪区政务公开".into(),
            base_url: "https://www.yunxi.example/gk/".into(),
            organization: Some("云溪区人民政府办公室".into()),
            id_code: Some("3599010001".into()),
            language: language.into(),
            ..Config::default().site
        },
        ..Config::default()
    };
    let site = Site::assemble(config, day("2024-06-10"), records).public();
    let theme = Theme::load(&[]).unwrap();
    let renderer = Renderer::new(&site, &theme).unwrap();
    let made = plan(&site)
        .into_iter()
        .map(|page| page.prepare(&renderer).render(&renderer).unwrap_or_else(|error| panic!("{error:?}")));
    made.map(|file| (file.path, String::from_utf8(file.bytes).unwrap())).collect()
}

/// The text of a page without markup, white space drawn together.
fn words(html: &str) -> String {
    let mut out = String::new();
    let mut is_tag = false;
    for character in html.chars() {
        match character {
            '<' => is_tag = true,
            '>' => {
                is_tag = false;
                out.push(' ');
            }
            other if !is_tag => out.push(other),
            _ => {}
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

const LABELS: [&str; 21] = [
    "索引号",
    "文号",
    "统一登记号",
    "公开方式",
    "公开范围",
    "信息时效期",
    "签署日期",
    "登记日期",
    "所属机构",
    "所属主题",
    "发文日期",
    "公开责任部门",
    "成文日期",
    "印发日期",
    "印发机关",
    "发布日期",
    "施行日期",
    "失效日期",
    "有效性",
    "体裁",
    "来源",
];

#[test]
fn metadata_shows_every_field_that_is_set_and_none_that_is_empty() {
    let pages = pages(records());
    let block = |path: &str| {
        let (_, block) = pages[path].split_once("id=\"metadata\"").unwrap();
        block.split_once("</section>").unwrap().0.to_owned()
    };
    let full = block("documents/2017/56/index.html");
    for label in LABELS {
        assert!(full.contains(&format!("<dt>{label}</dt>")), "{label}");
    }
    assert!(full.contains("<time datetime=\"2017-12-13T09:30:00+08:00\">2017年12月13日 09:30</time>"), "{full}");
    let bare = block("updates/2023/01/index.html");
    let shown: Vec<&str> = LABELS.into_iter().filter(|label| bare.contains(&format!("<dt>{label}</dt>"))).collect();
    assert_eq!(shown, ["公开方式", "成文日期"]);
}

#[test]
fn a_document_shows_parts_tables_files_and_relations() {
    let pages = pages(records());
    let page = &pages["documents/2017/56/index.html"];
    let text = words(page);
    for expected in [
        "云溪区人民政府办公室文件",
        "现将《实施方案》印发给你们。",
        "二、重点任务",
        "健康产业增加值年均增长率 — 15%以上 2020年 — — 尚无数据",
        "健康服务类 — 18 78.92亿元",
        "组长 何敬文",
        "填报单位： 联系人： 时间：",
        "替代 关于健康产业的通知",
        "依据 示政办发〔2016〕32号",
        "采样管项目",
    ] {
        assert!(text.contains(expected), "{expected}: {text}");
    }
    for link in [
        "href=\"./%E6%AD%A3%E5%BC%8F%20%E6%96%87%E4%BB%B6.docx\"",
        "href=\"./%E9%99%84%E4%BB%B6%3A3.xlsx\"",
        "href=\"#p2\"",
        "<li class=\"level-2\"><a href=\"#二、重点任务\">二、重点任务</a></li>",
        "href=\"../../../rosters/now/\"",
        "href=\"../../../units/weijian/\"",
        "href=\"../../../projects/a/\"",
        "<link rel=\"canonical\" href=\"https://www.yunxi.example/gk/documents/2017/56/\">",
    ] {
        assert!(page.contains(link), "{link}");
    }
    assert!(text.find("正式文件").unwrap() < text.find("任务分解表").unwrap());
}

#[test]
fn a_repealed_document_says_so_and_names_its_successor() {
    let pages = pages(records());
    let page = &pages["documents/2012/8/index.html"];
    let text = words(page);
    assert!(text.contains("本文件已废止 由 云溪区人民政府办公室印发《健康产业实施方案》的通知"), "{text}");
    assert!(text.contains("替代，自 2018年1月1日 起"), "{text}");
    assert!(page.contains("class=\"mark repealed\">废止<"));
}

#[test]
fn texts_are_escaped_and_nothing_runs_or_styles_inline() {
    for (path, page) in pages(records()) {
        assert!(!page.contains("<script>"), "{path}");
        assert!(!page.contains(" style="), "{path}");
        assert!(!page.contains("javascript:"), "{path}");
        assert!(page.contains("default-src &#39;none&#39;") || page.contains("default-src 'none'"), "{path}");
        assert_eq!(page.contains("wasm-unsafe-eval"), path == "search/index.html", "{path}");
        assert_eq!(page.matches("<h1").count(), 1, "{path}");
        assert!(page.contains("<html lang=\"zh-CN\">"), "{path}");
        for attribute in ["href=\"/", "src=\"/", "action=\"/"] {
            assert!(!page.contains(attribute), "{path}: {attribute}");
        }
    }
    let title = "关于健康产业的通知 &lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;旧&quot;";
    assert!(pages(records())["documents/2012/8/index.html"].contains(title));
}

#[test]
fn links_lead_to_pages_that_are_there() {
    let pages = pages(records());
    for (path, page) in pages.iter().filter(|(path, _)| *path != "404.html") {
        for link in page.split("href=\"").skip(1).filter_map(|after| after.split('"').next()) {
            let skipped = link.starts_with("https:") || link.starts_with('#') || link.contains("static/");
            // Files of data are no pages; the tests on whole sites see that they are there.
            let is_file = [".xml", ".csv", ".xlsx", ".json", ".jsonld"].iter().any(|ending| link.ends_with(ending));
            if skipped || is_file || link.starts_with("./%") {
                continue;
            }
            let target = percent_encoding::percent_decode_str(link).decode_utf8().unwrap().into_owned();
            let target = resolve(path, target.split(['#', '?']).next().unwrap());
            assert!(pages.contains_key(&target), "{path}: {link} → {target}");
        }
    }
}

fn resolve(from: &str, link: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in link.split('/') {
        match part {
            ".." => assert!(parts.pop().is_some(), "{from}: {link}"),
            "." | "" => {}
            other => parts.push(other),
        }
    }
    parts.push("index.html");
    parts.join("/")
}

#[test]
fn only_the_page_for_missing_addresses_links_absolutely() {
    let pages = pages(records());
    assert!(pages["404.html"].contains("href=\"https://www.yunxi.example/gk/search/\""));
    assert!(!pages["index.html"].contains("href=\"https://www.yunxi.example/gk/search/\""));
}

#[test]
fn lists_go_on_in_pages_of_twenty() {
    let pages = pages(records());
    let entries = |path: &str| pages[path].matches("class=\"entry-title\"").count();
    assert_eq!(entries("updates/index.html"), 20);
    assert_eq!(entries("updates/page/2/index.html"), 20);
    assert_eq!(entries("updates/page/3/index.html"), 5);
    assert!(!pages.contains_key("updates/page/4/index.html"));
    assert!(pages["updates/page/2/index.html"].contains("<a rel=\"prev\" href=\"../../../updates/\">上一页</a>"));
    assert!(pages["updates/index.html"].contains("href=\"feed.xml\""));
    assert!(pages["updates/index.html"].contains("href=\"../updates/year/2023/\">2023年</a>"));
    assert_eq!(entries("updates/year/2023/page/3/index.html"), 5);
    assert!(!pages.contains_key("pages/year/2023/index.html"));
}

#[test]
fn a_roster_sets_a_role_once_over_those_that_hold_it() {
    let pages = pages(records());
    let page = &pages["rosters/now/index.html"];
    assert!(page.contains("<th scope=\"rowgroup\">组长</th>"), "{page}");
    assert!(page.contains("<th scope=\"rowgroup\" rowspan=\"2\">成员</th>"), "{page}");
    assert_eq!(page.matches(">成员</th>").count(), 1);
    let text = words(page);
    let expected = "周廷恺 新增 — 成员（局长） 林绍康 新增 — 成员（局长） 陈望舒 不再列入 成员（局长） —";
    assert!(text.contains(expected), "{text}");
    let old = &pages["rosters/old/index.html"];
    assert!(old.contains("<meta name=\"robots\" content=\"noindex\">") && old.contains("本名单已调整"));
}

#[test]
fn a_project_shows_its_steps_and_every_change_of_plan() {
    let pages = pages(records());
    let text = words(&pages["projects/a/index.html"]);
    assert!(text.contains("签约 2021年3月1日 开工 2022年1月5日 当前阶段 投产 未到"), "{text}");
    assert!(text.contains("2022年5月31日 2022年4月1日调整：雨季延长 2022年6月30日 2022年6月15日"), "{text}");
    assert!(text.find("开工。").unwrap() < text.find("签约。").unwrap(), "newest first");
    let bare = words(&pages["projects/b/index.html"]);
    assert!(bare.contains("签约 已完成 开工 已完成 投产 停工"), "{bare}");
    assert!(!bare.contains("节点") && !bare.contains("推介"), "{bare}");
}

#[test]
fn what_was_taken_down_leaves_the_day_and_the_reason_and_what_moved_leads_on() {
    let pages = pages(records());
    let text = words(&pages["documents/2020/1/index.html"]);
    assert!(text.contains("已撤下 撤下日期 2024年5月1日 撤下原因 内容有误。"), "{text}");
    assert!(pages.values().all(|page| !page.contains("不应再出现的标题")));
    let moved = &pages["old/56/index.html"];
    assert!(moved.contains("content=\"0; url=../../documents/2017/56/\""), "{moved}");
}

#[test]
fn a_unit_shows_what_it_has_to_do() {
    let pages = pages(records());
    let page = &pages["units/weijian/index.html"];
    let text = words(page);
    assert!(text.contains("1 项牵头任务"), "{text}");
    assert!(page.contains("href=\"../../documents/2017/56/#p2\""));
    assert!(text.contains("何敬文 局长 组长 组成人员"), "{text}");
}

#[test]
fn the_interface_speaks_english_where_the_site_says_so() {
    for (path, page) in pages_in("en", records()) {
        assert!(page.contains("<html lang=\"en\">"), "{path}");
        let text = words(&page);
        assert!(!text.contains("搜索") && !text.contains("网站地图"), "{path}");
    }
}

#[test]
fn a_page_names_its_sources_and_a_template_error_its_page_and_line() {
    let site = Site::assemble(Config::default(), day("2024-06-10"), records()).public();
    let theme = Theme::load(&[]).unwrap();
    let renderer = Renderer::new(&site, &theme).unwrap();
    let page = plan(&site).into_iter().find(|page| page.url().as_str() == "/documents/2012/8/").unwrap();
    let sources = page.prepare(&renderer).render(&renderer).unwrap().sources;
    let sources: Vec<&str> = sources.iter().map(|source| &**source).collect();
    assert_eq!(sources, ["content/documents/2012/8.md", "content/documents/2017/56.md"]);

    let own = [("templates/document.html".to_owned(), b"<p>\n{{ document.nosuch }}</p>".to_vec())];
    let theme = Theme::load(&own).unwrap();
    let renderer = Renderer::new(&site, &theme).unwrap();
    let error = page.prepare(&renderer).render(&renderer).unwrap_err();
    assert_eq!((error.error.path.as_str(), error.error.place.as_ref().unwrap().line), ("templates/document.html", 2));
    assert!(error.message().zh.contains("/documents/2012/8/"), "{}", error.message().zh);
}
