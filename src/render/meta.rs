//! The meta tags that government sites carry on every page (《政府网站发展指引》, 国办发〔2017〕47号).
//!
//! A page's facts go in, names and contents of tags come out. A tag without a value is left out: inspections count an
//! empty one as an error, and no value is made up to fill it.

mod excerpt;
#[cfg(test)]
pub(super) mod sample;

use serde::Serialize;

pub use self::excerpt::{excerpt, one_line};
use crate::{
    artifact::UrlPath,
    model::{Document, Moment},
    site::{Column, Site},
};

/// A tag: `<meta name="…" content="…">`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Meta {
    /// Its name, in the spelling of the standard.
    pub name: &'static str,
    /// Its value on one line, never empty; not escaped.
    pub content: String,
}

/// 栏目类别 of lists that belong to no column, and of columns whose directory says nothing.
const GENERAL_TYPE: &str = "信息公开";

/// The tags of the home page: those that name the site.
#[must_use]
pub fn home(site: &Site) -> Vec<Meta> {
    Tags::of(site).0
}

/// The tags of a column's pages.
///
/// What a column without an `_index.md` does not say of itself is said by the nearest column above it.
#[must_use]
pub fn column(site: &Site, column: &Column) -> Vec<Meta> {
    let mut tags = Tags::of(site);
    tags.column(&lineage(site, &column.url));
    tags.0
}

/// The tags of a list that is no column: the items of a unit, a topic, an industry, a location or a named list.
#[must_use]
pub fn list(site: &Site, title: &str, description: &str) -> Vec<Meta> {
    let mut tags = Tags::of(site);
    tags.push("ColumnName", title);
    tags.push("ColumnDescription", description);
    tags.push("ColumnKeywords", title);
    tags.push("ColumnType", GENERAL_TYPE);
    tags.0
}

/// The tags of a document's page; `index` into `records.documents`.
#[must_use]
pub fn document(site: &Site, index: usize) -> Vec<Meta> {
    let item = &site.records.documents[index];
    let document = &item.value;
    let issuer = document.issuer.first().map(|issuer| full_name(site, &issuer.value));
    let number = document.doc_number.as_ref().map(|number| number.value.to_string());
    let topics = document.topics.iter().map(|topic| topic.value.clone());
    let description = description(document);
    let article = Article {
        title: &document.title,
        published: document.published,
        source: document.source.as_deref().or(issuer),
        keywords: topics.chain(number).chain(document.genre.clone()).collect(),
        author: document.author.as_deref(),
        description: description.as_deref(),
    };
    Tags::of(site).article(site, &item.url, article)
}

/// The tags of a project's page; `index` into `records.projects`.
#[must_use]
pub fn project(site: &Site, index: usize) -> Vec<Meta> {
    let item = &site.records.projects[index];
    let project = &item.value;
    let filed = [&project.industry, &project.location].into_iter().flatten().cloned();
    let article = Article {
        title: &project.name,
        keywords: filed.chain([project.stage.value.clone()]).chain(project.lists.iter().cloned()).collect(),
        description: project.summary.as_deref().or(project.seeking.as_deref()),
        ..Article::default()
    };
    Tags::of(site).article(site, &item.url, article)
}

/// The tags of a carrier's page; `index` into `records.carriers`.
#[must_use]
pub fn carrier(site: &Site, index: usize) -> Vec<Meta> {
    let item = &site.records.carriers[index];
    let carrier = &item.value;
    let article = Article {
        title: &carrier.name,
        keywords: carrier.industries.iter().chain(&carrier.location).cloned().collect(),
        description: carrier.summary.as_deref(),
        ..Article::default()
    };
    Tags::of(site).article(site, &item.url, article)
}

/// The tags of a roster's page; `index` into `records.rosters`.
#[must_use]
pub fn roster(site: &Site, index: usize) -> Vec<Meta> {
    let item = &site.records.rosters[index];
    let roster = &item.value;
    let number = roster.established_by.as_ref().map(|number| number.value.to_string());
    let article = Article {
        title: &roster.name,
        keywords: std::iter::once(full_name(site, &roster.body.value).to_owned()).chain(number).collect(),
        ..Article::default()
    };
    Tags::of(site).article(site, &item.url, article)
}

/// The absolute address of a page, percent-encoded.
#[must_use]
pub fn absolute(site: &Site, url: &UrlPath) -> String {
    format!("{}{}", site.config.site.base_url.trim_end_matches('/'), url.encoded())
}

/// What a document is about, on one line: its 内容概述, else the beginning of its text.
#[must_use]
pub fn description(document: &Document) -> Option<String> {
    let summary = document.summary.as_deref().map(one_line).filter(|summary| !summary.is_empty());
    summary.or_else(|| excerpt(&document.text))
}

/// The full name of the unit that a written name stands for; the written name itself where that is not one unit.
#[must_use]
pub fn full_name<'a>(site: &'a Site, written: &'a str) -> &'a str {
    match site.units_named(written) {
        [unit] => &site.units[*unit].name,
        _ => written,
    }
}

/// The columns at and above `url`, nearest first, without the home page.
#[must_use]
pub fn lineage<'a>(site: &'a Site, url: &UrlPath) -> Vec<&'a Column> {
    let above = |column: &&Column| column.url.as_str() != "/" && url.as_str().starts_with(column.url.as_str());
    let mut columns: Vec<&Column> = site.records.columns.iter().filter(above).collect();
    columns.sort_by_key(|column| std::cmp::Reverse(column.url.as_str().len()));
    columns
}

/// What the article tags say.
#[derive(Default)]
struct Article<'a> {
    title: &'a str,
    published: Option<Moment>,
    source: Option<&'a str>,
    keywords: Vec<String>,
    author: Option<&'a str>,
    description: Option<&'a str>,
}

struct Tags(Vec<Meta>);

impl Tags {
    /// The tags that name the site.
    fn of(site: &Site) -> Self {
        let mut tags = Self(Vec::new());
        let config = &site.config.site;
        tags.push("SiteName", &config.title);
        tags.push("SiteDomain", host(&config.base_url));
        tags.push("SiteIDCode", config.id_code.as_deref().unwrap_or_default());
        tags
    }

    fn push(&mut self, name: &'static str, content: &str) {
        let content = one_line(content);
        if !content.is_empty() {
            self.0.push(Meta { name, content });
        }
    }

    /// The tags of the first column of `lineage`.
    fn column(&mut self, lineage: &[&Column]) {
        let Some(column) = lineage.first() else { return };
        let own_words = || excerpt(&column.text);
        let above = || lineage.iter().find_map(|column| column.description.clone());
        let description = column.description.clone().or_else(own_words).or_else(above);
        let keywords = lineage.iter().map(|column| &column.keywords).find(|keywords| !keywords.is_empty());
        let column_type = lineage.iter().find_map(|column| column.column_type.as_deref());
        self.push("ColumnName", &column.title);
        self.push("ColumnDescription", description.as_deref().unwrap_or_default());
        self.push("ColumnKeywords", &keywords.map_or_else(|| column.title.clone(), |keywords| keywords.join(",")));
        self.push("ColumnType", column_type.unwrap_or_else(|| default_type(&column.url)));
    }

    fn article(mut self, site: &Site, url: &UrlPath, article: Article<'_>) -> Vec<Meta> {
        let lineage = lineage(site, url);
        // A year's directory orders a column and is none: the article belongs to the column that somebody described.
        let described = lineage.iter().position(|column| column.path.is_some());
        self.column(&lineage[described.unwrap_or(lineage.len().saturating_sub(1))..]);
        let mut keywords: Vec<String> = Vec::new();
        for keyword in article.keywords {
            if !keywords.contains(&keyword) {
                keywords.push(keyword);
            }
        }
        let source = article.source.or(site.config.site.organization.as_deref());
        self.push("ArticleTitle", article.title);
        self.push("PubDate", &article.published.map(Moment::meta).unwrap_or_default());
        self.push("ContentSource", source.unwrap_or_default());
        self.push("Keywords", &keywords.join(","));
        self.push("Author", article.author.unwrap_or_default());
        self.push("Description", article.description.unwrap_or_default());
        self.push("Url", &absolute(site, url));
        self.0
    }
}

/// 栏目类别 where no `_index.md` gives one: by the directory under `content/`.
fn default_type(url: &UrlPath) -> &'static str {
    match url.as_str().split('/').nth(1) {
        Some("documents") => "政策文件",
        Some("plans") => "规划信息",
        Some("projects") => "重大建设项目",
        Some("carriers") => "招商引资",
        Some("rosters") => "机构信息",
        Some("updates") => "工作动态",
        _ => GENERAL_TYPE,
    }
}

/// The bare host of an absolute address, without scheme, user, port and path.
fn host(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    match host.find(']') {
        Some(end) => &host[..=end],
        None => host.split(':').next().unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content<'a>(tags: &'a [Meta], name: &str) -> Option<&'a str> {
        let mut found = tags.iter().filter(|tag| tag.name == name).map(|tag| tag.content.as_str());
        let first = found.next();
        assert_eq!(found.next(), None, "{name} stands twice");
        first
    }

    fn names(tags: &[Meta]) -> Vec<&'static str> {
        tags.iter().map(|tag| tag.name).collect()
    }

    #[test]
    fn home_names_the_site_only() {
        let tags = home(&sample::site("https://www.yunxi.example:8443/gk/"));
        assert_eq!(names(&tags), ["SiteName", "SiteDomain", "SiteIDCode"]);
        assert_eq!(content(&tags, "SiteDomain"), Some("www.yunxi.example"));
    }

    #[test]
    fn a_document_carries_the_ten_required_tags_and_the_recommended_ones() {
        let site = sample::site("https://www.yunxi.example/gk/");
        let tags = document(&site, sample::index(&site, "/documents/2024/43/"));
        for (name, expected) in [
            ("SiteName", "云溪区政务公开"),
            ("SiteIDCode", "3599010001"),
            ("ColumnName", "政策文件"),
            ("ColumnDescription", "区政府及其部门主动公开的文件"),
            ("ColumnKeywords", "政策文件,通知"),
            ("ColumnType", "政策文件"),
            ("ArticleTitle", "关于印发《招商工作方案》的\"通知\"</script><b>"),
            ("PubDate", "2024-05-06 09:30"),
            ("ContentSource", "云溪区卫生健康局"),
            ("Keywords", "卫生健康,招商引资,云卫健〔2024〕43号,通知"),
            ("Author", "林绍康"),
            ("Description", "现将《招商工作方案》印发给你们，请认真组织实施。"),
            ("Url", "https://www.yunxi.example/gk/documents/2024/43/"),
        ] {
            assert_eq!(content(&tags, name), Some(expected), "{name}");
        }
    }

    #[test]
    fn a_day_without_a_time_stays_a_day() {
        let site = sample::site("https://www.yunxi.example/");
        let tags = document(&site, sample::index(&site, "/updates/2024/周报 1/"));
        assert_eq!(content(&tags, "PubDate"), Some("2024-06-03"));
        assert_eq!(content(&tags, "ContentSource"), Some("云溪日报"));
        assert_eq!(content(&tags, "ColumnName"), Some("工作动态"));
        assert_eq!(content(&tags, "ColumnType"), Some("工作动态"));
        assert_eq!(content(&tags, "Url"), Some("https://www.yunxi.example/updates/2024/%E5%91%A8%E6%8A%A5%201/"));
    }

    #[test]
    fn what_is_not_known_has_no_tag() {
        let mut site = sample::site("https://www.yunxi.example/");
        site.config.site.id_code = Some(" ".into());
        site.config.site.organization = None;
        let tags = document(&site, sample::index(&site, "/pages/about/"));
        assert_eq!(
            names(&tags),
            ["SiteName", "SiteDomain", "ColumnName", "ColumnKeywords", "ColumnType", "ArticleTitle", "Url"]
        );
        assert!(tags.iter().all(|tag| !tag.content.trim().is_empty()));
    }

    #[test]
    fn a_day_of_signing_is_never_a_day_of_publication() {
        let site = sample::site("https://www.yunxi.example/");
        let tags = document(&site, sample::index(&site, "/plans/2022/"));
        assert_eq!(content(&tags, "PubDate"), None);
        assert_eq!(content(&tags, "ColumnType"), Some("规划信息"));
    }

    #[test]
    fn records_carry_the_tags_of_articles() {
        let site = sample::site("https://www.yunxi.example/");
        let tags = project(&site, 0);
        assert_eq!(content(&tags, "ColumnType"), Some("重大建设项目"));
        assert_eq!(content(&tags, "Keywords"), Some("生物医药,云溪高新区,签约,2024年度重点项目"));
        assert_eq!(content(&tags, "Description"), Some("建设脂质材料合成平台。"));
        assert_eq!(content(&tags, "ContentSource"), Some("云溪区人民政府办公室"));
        assert_eq!(content(&tags, "PubDate"), None);
        assert_eq!(content(&carrier(&site, 0), "ColumnType"), Some("招商引资"));
        let tags = roster(&site, 0);
        assert_eq!(content(&tags, "ColumnType"), Some("机构信息"));
        assert_eq!(content(&tags, "Keywords"), Some("云溪区大健康产业发展小组,云招〔2023〕5号"));
    }

    #[test]
    fn a_year_says_what_its_column_says() {
        let site = sample::site("https://www.yunxi.example/");
        let year = site.records.columns.iter().find(|column| column.url.as_str() == "/documents/2024/").unwrap();
        let tags = column(&site, year);
        assert_eq!(content(&tags, "ColumnName"), Some("2024年"));
        assert_eq!(content(&tags, "ColumnDescription"), Some("区政府及其部门主动公开的文件"));
        assert_eq!(content(&tags, "ColumnKeywords"), Some("政策文件,通知"));
        assert_eq!(content(&tags, "ArticleTitle"), None);
    }

    #[test]
    fn a_list_is_a_column_of_its_own() {
        let tags = list(&sample::site("https://www.yunxi.example/"), "养老服务", "");
        assert_eq!(
            names(&tags),
            ["SiteName", "SiteDomain", "SiteIDCode", "ColumnName", "ColumnKeywords", "ColumnType"]
        );
        assert_eq!(content(&tags, "ColumnType"), Some("信息公开"));
    }

    #[test]
    fn finds_the_bare_host() {
        for (address, expected) in [
            ("https://www.yunxi.example/gk/", "www.yunxi.example"),
            ("http://127.0.0.1:1111/", "127.0.0.1"),
            ("http://[::1]:1111/", "[::1]"),
            ("https://user@www.yunxi.example:8443", "www.yunxi.example"),
            ("", ""),
        ] {
            assert_eq!(host(address), expected);
        }
    }
}
