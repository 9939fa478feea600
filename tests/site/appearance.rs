//! A site makes the pages its own: by configuration, by single files of the theme, by a kind of page it adds.

use std::collections::BTreeSet;

use crate::support::{Fixture, asset, document};

const SITE: &str = "[site]\ntitle = \"测试站\"\nbase_url = \"https://www.example.gov.cn/gk/\"\n";

/// A site with one document, one page and a configuration that goes on with `more`.
fn site(more: &str) -> Fixture {
    let notice = "title = \"关于办理登记的通知\"\ndisclosure = \"主动公开\"\npublished = 2024-05-06";
    let questions = "title = \"常见问题\"\ndisclosure = \"主动公开\"\ntemplate = \"questions\"";
    Fixture::new()
        .with("gongkai.toml", format!("{SITE}{more}"))
        .with("content/documents/1.md", document(notice, "各单位：\n\n请按时办理登记。"))
        .with("content/pages/questions.md", document(questions, "## 在哪里办理\n\n在政务服务大厅办理。"))
        .with("themes/default/templates/questions.html", QUESTIONS)
}

/// A kind of page that the default theme does not have.
const QUESTIONS: &str = r#"{% extends "base.html" %}
{% block content %}
<h1>{{ document.title }}</h1>
<ol class="questions">{% for entry in document.body.contents %}<li><a href="{{ entry.url }}">{{ entry.text }}</a></li>{% endfor %}</ol>
<div class="text">{% for part in document.body.parts %}{{ part }}{% endfor %}</div>
{% endblock content %}
"#;

#[test]
fn colours_logo_marks_and_blocks_are_configuration() {
    let more = concat!(
        "find_error = { url = \"https://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code=3599010001\" }\n",
        "party_mark = { url = \"https://bszs.conac.cn/sitename\", image = \"mark.svg\" }\n",
        "[appearance]\nmain = \"#7A1F1F\"\nlogo = \"logo.svg\"\n[home]\nblocks = [\"columns\", \"newest\"]\n"
    );
    let picture = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\"/>";
    let site =
        site(more).with("themes/default/static/logo.svg", picture).with("themes/default/static/mark.svg", picture);
    let files = site.built();
    let palette = String::from_utf8_lossy(&files[&asset(&files, "palette.css")]).into_owned();
    assert!(palette.contains("--main:#7a1f1f;") && !palette.contains("--main:#0b4a8f;"), "{palette}");
    let home = site.page("");
    let (logo, mark) = (asset(&files, "logo.svg"), asset(&files, "mark.svg"));
    assert!(home.contains(&format!("<img class=\"logo\" src=\"./{logo}\" alt=\"\">")), "{home}");
    assert!(home.contains(&format!(
        "<a href=\"https://bszs.conac.cn/sitename\"><img src=\"./{mark}\" alt=\"党政机关网站标识\"></a>"
    )));
    assert!(home.contains(">我为政府网站找错</a>"));
    let at = |id: &str| home.find(&format!("id=\"{id}\"")).unwrap_or_else(|| panic!("{id}: {home}"));
    assert!(at("columns") < at("newest"));
    assert!(!home.contains("id=\"disclosure\""));
}

#[test]
fn a_topic_site_under_a_portal_may_leave_header_and_footer_to_it() {
    let portal = "portal = { title = \"示范市人民政府\", url = \"https://www.example.gov.cn/\" }\n";
    let whole = site(portal);
    whole.built();
    let page = whole.page("documents/1");
    assert!(page.contains("<a href=\"https://www.example.gov.cn/\">示范市人民政府</a>"));
    assert!(page.contains("class=\"site-header\"") && page.contains("<footer"));
    let bare = site(&format!("{portal}[appearance]\nheader = false\nfooter = false\n"));
    bare.built();
    let page = bare.page("documents/1");
    assert!(!page.contains("class=\"site-header\"") && !page.contains("<footer"), "{page}");
    assert!(page.contains("<link rel=\"canonical\" href=\"https://www.example.gov.cn/gk/documents/1/\">"));
    assert!(page.contains("class=\"breadcrumb") && page.contains("class=\"skip\""));
}

#[test]
fn one_template_takes_the_place_of_the_theme_s() {
    let own = "{% extends \"base.html\" %}{% block content %}<h1>{{ t.not_found }}</h1><p class=\"own\"></p>{% endblock content %}";
    let site = site("").with("themes/default/templates/not_found.html", own);
    let files = site.built();
    assert!(String::from_utf8_lossy(&files["404.html"]).contains("<p class=\"own\">"));
    assert!(site.page("documents/1").contains("class=\"text official\""));
}

#[test]
fn a_changed_static_file_has_another_address_on_every_page() {
    fn addresses(page: &str) -> BTreeSet<String> {
        let named = page.split("static/").skip(1).filter_map(|after| after.split(['/', '"']).next());
        named.map(str::to_owned).collect()
    }
    let site = site("[appearance]\nlogo = \"logo.svg\"\n").with("themes/default/static/logo.svg", "<svg/>");
    let before = site.built();
    assert!(site.built() == before, "the same files have the same addresses");
    let site = site.with("themes/default/static/logo.svg", "<svg></svg>");
    let after = site.built();
    let pages = after.keys().filter(|path| path.ends_with(".html"));
    for path in pages {
        let [old, new] = [&before, &after].map(|files| addresses(&String::from_utf8_lossy(&files[path])));
        assert!(old.len() == 1 && new.len() == 1 && old != new, "{path}: {old:?}, {new:?}");
    }
    let directories: BTreeSet<&str> =
        after.keys().filter_map(|path| path.strip_prefix("static/")?.split('/').next()).collect();
    assert_eq!(directories.len(), 1, "nothing of the former ones is left: {directories:?}");
    let site = site.with("gongkai.toml", format!("{SITE}[appearance]\nlogo = \"logo.svg\"\nmain = \"#7A1F1F\"\n"));
    assert_ne!(asset(&site.built(), "palette.css"), asset(&after, "palette.css"), "made stylesheets count too");
}

#[test]
fn a_page_of_a_kind_of_its_own_has_its_own_template() {
    let site = site("");
    site.built();
    let page = site.page("pages/questions");
    assert!(page.contains("<ol class=\"questions\">") && page.contains("在政务服务大厅办理。"), "{page}");
    assert!(!site.page("documents/1").contains("class=\"questions\""));
}

#[test]
fn a_template_that_is_not_there_is_named_with_the_page_that_asks_for_it() {
    let site = site("").with(
        "content/pages/hall.md",
        document("title = \"大厅\"\ndisclosure = \"主动公开\"\ntemplate = \"hall\"", "正文。"),
    );
    let output = site.run(&["build"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("content/pages/hall.md") && said.contains("hall.html"), "{said}");
}

#[test]
fn a_fault_in_a_template_names_the_template_the_line_and_the_page() {
    let faulty = QUESTIONS.replace("{{ document.title }}", "{{ document.title.missing.part }}");
    let site = site("").with("themes/default/templates/questions.html", faulty);
    let output = site.run(&["build"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    for expected in ["/pages/questions/", "themes/default/templates/questions.html:3", "questions.html:3:"] {
        assert!(said.contains(expected), "{expected}: {said}");
    }
}

#[test]
fn pictures_and_colours_that_cannot_be_shown_are_errors() {
    for (more, expected) in [
        ("[appearance]\nlogo = \"missing.svg\"\n", "missing.svg"),
        ("[appearance]\nmain = \"#FFD43B\"\n", "gongkai.toml:5:8"),
        ("[home]\nblocks = [\"slideshow\"]\n", "gongkai.toml:5:11"),
    ] {
        let output = site(more).run(&["build"]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains(expected), "{expected}: {said}");
    }
    let site = site("").with("themes/default/theme.toml", "[dark]\nmuted = \"#333333\"\n");
    let said = String::from_utf8_lossy(&site.run(&["build"]).stderr).into_owned();
    assert!(said.contains("themes/default/theme.toml") && said.contains("[dark]"), "{said}");
}

#[test]
fn the_day_of_publication_is_stated_only_as_it_was_given() {
    let undated = "title = \"未注明发布日期的通知\"\ndisclosure = \"主动公开\"\ndated = 2024-05-01";
    let timed = "title = \"注明时间的通知\"\ndisclosure = \"主动公开\"\npublished = 2024-05-06T09:20:00";
    let site = site("")
        .with("content/documents/2.md", document(undated, "正文。"))
        .with("content/documents/3.md", document(timed, "正文。"));
    site.built();
    assert!(site.page("documents/1").contains("<meta name=\"PubDate\" content=\"2024-05-06\">"));
    assert!(!site.page("documents/2").contains("PubDate"));
    assert!(site.page("documents/3").contains("<meta name=\"PubDate\" content=\"2024-05-06 09:20\">"));
}

#[test]
fn an_annual_report_whose_figures_do_not_agree_is_refused() {
    let head = "title = \"2023年政府信息公开工作年度报告\"\ndisclosure = \"主动公开\"";
    let table = "| 类别 | 结果维持 | 结果纠正 | 总计 |\n| --- | --- | --- | --- |\n| 行政复议 | 4 | 1 | 6 |\n";
    let site = site("").with("content/pages/report.md", document(head, table));
    let output = site.run(&["build"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("annual_report_sum") && said.contains("总计写的是 6"), "{said}");
}
