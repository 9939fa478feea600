//! The sitemap (sitemaps.org, protocol 0.9).

use std::{collections::BTreeMap, sync::Arc};

use quick_xml::escape::escape;

use super::CONFIGURATION;
use crate::{
    artifact::{Artifact, UrlPath},
    model::Date,
    render::meta::absolute,
    site::{Item, Site},
};

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
const NAMESPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

/// What one file may hold.
struct Limits {
    addresses: usize,
    bytes: usize,
}

/// The protocol's own limits, less what stands around the addresses.
const LIMITS: Limits = Limits { addresses: 50_000, bytes: 50 * 1024 * 1024 - 1024 };

/// The addresses of a file, as XML, and what is known of them.
#[derive(Default)]
struct Part {
    xml: String,
    addresses: usize,
    newest: Option<Date>,
    sources: Vec<Arc<str>>,
}

/// `sitemap.xml` with every address of `urls` in its order; past the protocol's limits an index of `sitemap-1.xml` and on.
///
/// The date is that of the page's last change as its record or history states it; without one none is given.
#[must_use]
pub fn sitemap(site: &Site, urls: &[(UrlPath, Option<Date>)]) -> Vec<Artifact> {
    let mut parts = divide(site, urls, &LIMITS);
    if parts.len() == 1 {
        return parts.pop().map(|part| part.artifact("sitemap.xml".into())).into_iter().collect();
    }
    let mut index = Part { sources: vec![CONFIGURATION.into()], ..Part::default() };
    let mut files = Vec::with_capacity(parts.len() + 1);
    for (number, part) in (1..).zip(parts) {
        let path = format!("sitemap-{number}.xml");
        index.xml.push_str(&located("sitemap", &format!("{}{path}", absolute(site, &UrlPath::new(""))), part.newest));
        files.push(part.artifact(path));
    }
    let Part { xml, sources, .. } = index;
    let text = format!("{DECLARATION}<sitemapindex xmlns=\"{NAMESPACE}\">\n{xml}</sitemapindex>\n");
    files.push(Artifact::text("sitemap.xml", text, sources));
    files
}

/// The addresses in as few parts as hold them, at least one.
fn divide(site: &Site, urls: &[(UrlPath, Option<Date>)], limits: &Limits) -> Vec<Part> {
    let paths = source_paths(site);
    let mut full = Vec::new();
    let mut part = Part::default();
    for (url, date) in urls {
        let xml = located("url", &absolute(site, url), *date);
        if part.addresses == limits.addresses || part.xml.len() + xml.len() > limits.bytes {
            full.push(std::mem::take(&mut part));
        }
        part.xml.push_str(&xml);
        part.addresses += 1;
        part.newest = part.newest.max(*date);
        part.sources.extend(paths.get(url).map(|path| Arc::clone(path)));
    }
    full.push(part);
    full
}

impl Part {
    fn artifact(self, path: String) -> Artifact {
        let Self { xml, mut sources, .. } = self;
        sources.push(CONFIGURATION.into());
        sources.sort();
        sources.dedup();
        Artifact::text(path, format!("{DECLARATION}<urlset xmlns=\"{NAMESPACE}\">\n{xml}</urlset>\n"), sources)
    }
}

fn located(element: &str, address: &str, date: Option<Date>) -> String {
    let date = date.map(|date| format!("<lastmod>{}</lastmod>", date.iso())).unwrap_or_default();
    format!("<{element}><loc>{}</loc>{date}</{element}>\n", escape(address))
}

/// The source file of each page that has one of its own.
fn source_paths(site: &Site) -> BTreeMap<&UrlPath, &Arc<str>> {
    let records = &site.records;
    let columns = records.columns.iter().filter_map(|column| Some((&column.url, column.path.as_ref()?)));
    let mut paths: BTreeMap<_, _> = columns.collect();
    paths.extend(records.documents.iter().map(place));
    paths.extend(records.projects.iter().map(place));
    paths.extend(records.carriers.iter().map(place));
    paths.extend(records.rosters.iter().map(place));
    paths
}

fn place<T>(item: &Item<T>) -> (&UrlPath, &Arc<str>) {
    (&item.url, &item.path)
}

#[cfg(test)]
pub(super) mod tests {
    use quick_xml::{Reader, events::Event};

    use super::*;
    use crate::render::meta::sample;

    /// The texts of the leaf elements of `xml` with their names, if it is well-formed.
    pub fn well_formed(xml: &str) -> Vec<(String, String)> {
        let mut reader = Reader::from_str(xml);
        let (mut leaves, mut name, mut text) = (Vec::new(), String::new(), String::new());
        loop {
            match reader.read_event().unwrap() {
                Event::Start(element) => {
                    element.attributes().for_each(|attribute| drop(attribute.unwrap()));
                    (name, text) = (element.name().as_ref().to_owned(), String::new());
                }
                Event::Text(words) => text.push_str(&words),
                Event::GeneralRef(entity) => text.push_str(match &*entity {
                    "amp" => "&",
                    "lt" => "<",
                    "gt" => ">",
                    "quot" => "\"",
                    "apos" => "'",
                    other => panic!("&{other};"),
                }),
                Event::End(element) if element.name().as_ref() == name => {
                    leaves.push((std::mem::take(&mut name), std::mem::take(&mut text)));
                }
                Event::Eof => return leaves,
                _ => {}
            }
        }
    }

    fn text(artifact: &Artifact) -> &str {
        std::str::from_utf8(&artifact.bytes).unwrap()
    }

    #[test]
    fn gives_a_date_only_where_there_is_one() {
        let site = sample::site("https://www.yunxi.example/gk/");
        let urls = [
            (UrlPath::new("documents/2024/43"), Date::new(2024, 5, 6)),
            (UrlPath::new("topics/医养&'结合'"), None),
            (UrlPath::new(""), None),
        ];
        let files = sitemap(&site, &urls);
        let [file] = files.as_slice() else { panic!("{} files", files.len()) };
        assert_eq!(file.path, "sitemap.xml");
        let topic = "https://www.yunxi.example/gk/topics/%E5%8C%BB%E5%85%BB&'%E7%BB%93%E5%90%88'/";
        let expected = [
            ("loc", "https://www.yunxi.example/gk/documents/2024/43/"),
            ("lastmod", "2024-05-06"),
            ("loc", topic),
            ("loc", "https://www.yunxi.example/gk/"),
        ];
        assert_eq!(well_formed(text(file)), expected.map(|(name, text)| (name.to_owned(), text.to_owned())));
        assert_eq!(*file.sources, ["content/documents/2024/43.md".into(), Arc::from("gongkai.toml")]);
    }

    #[test]
    fn a_site_without_pages_has_a_sitemap() {
        let files = sitemap(&sample::site("https://www.yunxi.example/"), &[]);
        assert_eq!(files.len(), 1);
        assert!(well_formed(text(&files[0])).iter().all(|(name, _)| name == "urlset"));
    }

    #[test]
    fn past_the_limit_an_index_leads_to_the_parts() {
        let site = sample::site("https://www.yunxi.example/gk/");
        let urls: Vec<_> = (0..50_001).map(|serial| (UrlPath::new(&format!("pages/{serial}")), None)).collect();
        let files = sitemap(&site, &urls);
        let paths: Vec<&str> = files.iter().map(|file| file.path.as_str()).collect();
        assert_eq!(paths, ["sitemap-1.xml", "sitemap-2.xml", "sitemap.xml"]);
        let index: Vec<String> = well_formed(text(&files[2])).into_iter().map(|(_, text)| text).collect();
        let expected = ["https://www.yunxi.example/gk/sitemap-1.xml", "https://www.yunxi.example/gk/sitemap-2.xml"];
        assert_eq!(index, expected);
        assert_eq!(well_formed(text(&files[0])).len(), 50_000);
        assert_eq!(well_formed(text(&files[1])).len(), 1);
    }

    #[test]
    fn a_part_is_full_when_its_bytes_are() {
        let site = sample::site("https://www.yunxi.example/");
        let urls: Vec<_> =
            (1..=5).map(|day| (UrlPath::new(&format!("pages/{day}")), Date::new(2024, 5, day))).collect();
        let one = located("url", "https://www.yunxi.example/pages/1/", Date::new(2024, 5, 1)).len();
        let parts = divide(&site, &urls, &Limits { addresses: 100, bytes: 2 * one });
        assert_eq!(parts.iter().map(|part| part.addresses).collect::<Vec<_>>(), [2, 2, 1]);
        assert_eq!(parts[1].newest, Date::new(2024, 5, 4));
    }
}
