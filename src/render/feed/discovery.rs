//! How crawlers and browsers find out what the site offers them.

use quick_xml::escape::escape;

use super::CONFIGURATION;
use crate::{
    artifact::{Artifact, UrlPath},
    render::meta::{absolute, one_line},
    site::Site,
};

/// The most characters of `ShortName` and `Description` (OpenSearch 1.1).
const LONGEST_NAME: usize = 16;
const LONGEST_DESCRIPTION: usize = 1024;

/// `robots.txt`: everything may be read, and where the sitemap is.
///
/// Crawlers read this file at the root of a host only; under a sub-path it is for whoever keeps the host to take over.
#[must_use]
pub fn robots(site: &Site) -> Artifact {
    let sitemap = format!("{}sitemap.xml", absolute(site, &UrlPath::new("")));
    let text = format!("User-agent: *\nAllow: /\n\nSitemap: {sitemap}\n");
    Artifact::text("robots.txt", text, vec![CONFIGURATION.into()])
}

/// `opensearch.xml`: lets a browser search the site from its address bar (OpenSearch 1.1).
#[must_use]
pub fn opensearch(site: &Site) -> Artifact {
    let config = &site.config.site;
    let title = one_line(&config.title);
    let description = config.description.as_deref().map(one_line).filter(|text| !text.is_empty());
    let text = format!(
        concat!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
            "<OpenSearchDescription xmlns=\"http://a9.com/-/spec/opensearch/1.1/\">\n",
            "<ShortName>{name}</ShortName>\n",
            "<Description>{description}</Description>\n",
            "<InputEncoding>UTF-8</InputEncoding>\n",
            "<Language>{language}</Language>\n",
            "<Url type=\"text/html\" template=\"{search}?q={{searchTerms}}\"/>\n",
            "<Url type=\"application/opensearchdescription+xml\" rel=\"self\" template=\"{home}opensearch.xml\"/>\n",
            "</OpenSearchDescription>\n",
        ),
        name = escape(first(&title, LONGEST_NAME)),
        description = escape(first(description.as_deref().unwrap_or(&title), LONGEST_DESCRIPTION)),
        language = escape(config.language.as_str()),
        search = escape(absolute(site, &UrlPath::new("search"))),
        home = escape(absolute(site, &UrlPath::new(""))),
    );
    Artifact::text("opensearch.xml", text, vec![CONFIGURATION.into()])
}

/// The first `count` characters of `text`.
fn first(text: &str, count: usize) -> &str {
    text.char_indices().nth(count).map_or(text, |(end, _)| &text[..end])
}

#[cfg(test)]
mod tests {
    use quick_xml::{Reader, XmlVersion, events::Event};

    use super::*;
    use crate::render::{feed::sitemap::tests::well_formed, meta::sample};

    fn text(artifact: &Artifact) -> &str {
        std::str::from_utf8(&artifact.bytes).unwrap()
    }

    #[test]
    fn robots_names_the_sitemap_absolutely() {
        let expected = "User-agent: *\nAllow: /\n\nSitemap: https://www.yunxi.example/gk/sitemap.xml\n";
        assert_eq!(text(&robots(&sample::site("https://www.yunxi.example/gk/"))), expected);
        assert_eq!(text(&robots(&sample::site("https://www.yunxi.example/gk"))), expected);
    }

    #[test]
    fn the_search_description_keeps_to_its_limits() {
        let mut site = sample::site("https://www.yunxi.example/a&b/");
        site.config.site.title = "示范市云溪区<人民政府>政务公开\u{2}与项目服务平台".into();
        site.config.site.description = Some("公".repeat(2000));
        let artifact = opensearch(&site);
        let leaves = well_formed(text(&artifact));
        let value = |name: &str| leaves.iter().find(|(leaf, _)| leaf == name).map(|(_, text)| text.clone()).unwrap();
        assert_eq!(value("ShortName"), "示范市云溪区<人民政府>政务公开");
        assert_eq!(value("Description").chars().count(), 1024);
        assert_eq!(
            templates(text(&artifact)),
            ["https://www.yunxi.example/a&b/search/?q={searchTerms}", "https://www.yunxi.example/a&b/opensearch.xml",]
        );
    }

    #[test]
    fn the_title_describes_a_site_that_is_not_described() {
        let artifact = opensearch(&sample::site("https://www.yunxi.example/"));
        assert!(well_formed(text(&artifact)).contains(&("Description".into(), "云溪区政务公开".into())));
    }

    fn templates(xml: &str) -> Vec<String> {
        let mut reader = Reader::from_str(xml);
        let mut found = Vec::new();
        loop {
            match reader.read_event().unwrap() {
                Event::Empty(element) => {
                    let template = element.try_get_attribute("template").unwrap().unwrap();
                    found.push(template.normalized_value(XmlVersion::default()).unwrap().into_owned());
                }
                Event::Eof => return found,
                _ => {}
            }
        }
    }
}
