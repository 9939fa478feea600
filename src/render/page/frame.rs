//! What surrounds every page: head, header, breadcrumb, footer.

use std::borrow::Cow;

use serde::Serialize;
use tera::Value;

use super::{
    compose::{Composer, Html, Link, is_below},
    register::Register,
};
use crate::{
    artifact::UrlPath,
    cache::Keying,
    config::Badge,
    render::{
        meta::{Meta, absolute, lineage},
        theme::Labels,
    },
    site::{Column, Item, Site},
};

/// What a page may load: files of its own site and nothing else; no inline script, no style attribute.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; connect-src 'self'; \
                      font-src 'self'; form-action 'self'; base-uri 'none'";
/// The search page also runs WebAssembly of its own site, in a worker.
const SEARCH_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self' \
                             'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; font-src 'self'; \
                             form-action 'self'; base-uri 'none'";

/// The address of the page that explains the site, for the footer.
const HELP: &str = "/pages/help/";
/// The address of the page that says who makes the site and how to reach them, for the footer.
const ABOUT: &str = "/pages/about/";

/// The site as every page shows it. Addresses stand without a slash at their beginning: pages put their own root there.
#[derive(Debug, Serialize)]
pub(in crate::render) struct SiteView<'a> {
    title: &'a str,
    language: &'a str,
    description: Option<&'a str>,
    organization: Option<&'a str>,
    operator: Option<&'a str>,
    contact: Option<&'a str>,
    id_code: Option<&'a str>,
    icp: Option<&'a str>,
    police_record: Option<&'a str>,
    portal: Option<Link>,
    logo: Option<&'a str>,
    has_header: bool,
    has_footer: bool,
    party_mark: Option<Mark>,
    find_error: Option<Mark>,
    /// What 公安机关备案 leads to: the number's digits.
    police_code: Option<String>,
    columns: Vec<Link>,
    registers: Vec<Link>,
    help: Option<String>,
    about: Option<String>,
    /// Who answers the search page, where it is not the site's own index.
    search_endpoint: Option<&'a str>,
    /// The directory of the static files.
    r#static: &'a str,
}

/// A mark in the footer as templates see it.
#[derive(Debug, Serialize)]
struct Mark {
    url: String,
    image: Option<String>,
}

impl Mark {
    fn of(badge: &Badge) -> Self {
        Self { url: badge.url.clone(), image: badge.image.clone() }
    }
}

impl<'a> SiteView<'a> {
    /// The view of a site whose static files lie in `directory`.
    pub(in crate::render) fn new(site: &'a Site, labels: &Labels, directory: &'a str) -> Self {
        let config = &site.config.site;
        let standing = |address: &str| {
            let mut documents = site.records.documents.iter();
            documents.find(|document| document.url.as_str() == address).map(|document| path(&document.url))
        };
        Self {
            title: &config.title,
            language: &config.language,
            description: config.description.as_deref(),
            organization: config.organization.as_deref(),
            operator: config.operator.as_deref(),
            contact: config.contact.as_deref(),
            id_code: config.id_code.as_deref(),
            icp: config.icp.as_deref(),
            police_record: config.police_record.as_deref(),
            portal: config.portal.as_ref().map(|portal| Link { text: portal.title.clone(), url: portal.url.clone() }),
            logo: site.config.appearance.logo.as_deref(),
            has_header: site.config.appearance.header,
            has_footer: site.config.appearance.footer,
            party_mark: config.party_mark.as_ref().map(Mark::of),
            find_error: config.find_error.as_ref().map(Mark::of),
            police_code: config
                .police_record
                .as_ref()
                .map(|record| record.chars().filter(char::is_ascii_digit).collect()),
            columns: top_columns(site)
                .map(|column| Link { text: column.title.clone(), url: path(&column.url) })
                .collect(),
            registers: Register::present(site)
                .map(|register| Link { text: labels.text(register.label()).to_owned(), url: path(&register.url()) })
                .collect(),
            help: standing(HELP),
            about: standing(ABOUT),
            search_endpoint: site.config.search.endpoint.as_deref(),
            r#static: directory,
        }
    }
}

fn path(url: &UrlPath) -> String {
    url.encoded()[1..].to_owned()
}

/// The columns right below the home page that have anything to show.
pub(super) fn top_columns(site: &Site) -> impl Iterator<Item = &Column> {
    site.records.columns.iter().filter(|column| depth(&column.url) == 1 && has_content(site, column))
}

fn has_content(site: &Site, column: &Column) -> bool {
    fn any<T>(items: &[Item<T>], column: &Column) -> bool {
        items.iter().any(|item| is_below(&item.url, &column.url))
    }
    let records = &site.records;
    column.text.parts.iter().any(|part| !part.blocks.is_empty())
        || any(&records.documents, column)
        || any(&records.projects, column)
        || any(&records.carriers, column)
        || any(&records.rosters, column)
}

pub(super) fn depth(url: &UrlPath) -> usize {
    url.as_str().matches('/').count() - 1
}

/// A page before it is put into its frame.
pub(super) struct Draft {
    pub(super) head: Head,
    /// The template's name without its ending, by which the template also knows its view.
    pub(super) name: &'static str,
    /// The template in its place, for a kind of page that the site added.
    pub(super) template: Option<String>,
    pub(super) view: Box<dyn View>,
}

/// What a template sees of a page. Views are structs of texts, numbers and lists, which always are template values.
pub(super) trait View {
    /// The view as a template sees it.
    fn value(&self) -> Value;
    /// Takes the view into a key: its fields have an order, which a template value's have not.
    fn keyed(&self, keying: Keying) -> Keying;
}

impl<T: Serialize> View for T {
    fn value(&self) -> Value {
        Value::from_serializable(self)
    }

    fn keyed(&self, keying: Keying) -> Keying {
        keying.value(self)
    }
}

impl Draft {
    pub(super) fn new(head: Head, name: &'static str, view: impl Serialize + 'static) -> Self {
        Self { head, name, template: None, view: Box::new(view) }
    }
}

/// What a page says of itself to its frame.
#[derive(Default)]
pub(super) struct Head {
    /// The title of the window, without the site's name.
    pub(super) title: String,
    pub(super) meta: Vec<Meta>,
    /// JSON-LD, safe within a script element.
    pub(super) structured: Option<String>,
    /// What stands above the page beside the columns it lies in.
    pub(super) above: Vec<Link>,
    pub(super) has_feed: bool,
    /// Whether the item stands beside the page in other forms, if the site makes any.
    pub(super) has_alternates: bool,
    /// Whether the page runs the search reader.
    pub(super) is_search: bool,
    /// Whether robots are asked to leave it out.
    pub(super) is_hidden: bool,
}

/// The frame as templates see it, under the name `page`.
#[derive(Debug, Serialize)]
pub(super) struct Frame {
    root: String,
    title: String,
    canonical: String,
    policy: Cow<'static, str>,
    meta: Vec<Meta>,
    /// What the page is about, where no tag of the standard says it to search engines.
    description: Option<String>,
    structured: Option<Html>,
    breadcrumb: Vec<Link>,
    /// The column the page lies in, as `site.columns` names it.
    section: String,
    has_feed: bool,
    alternates: Vec<Alternate>,
    is_hidden: bool,
}

/// Another form of the page.
#[derive(Debug, Serialize)]
struct Alternate {
    file: String,
    /// What it is called: `JSON`.
    format: String,
    media_type: &'static str,
}

impl Frame {
    pub(super) fn new(composer: &Composer<'_>, head: Head) -> Self {
        let site = composer.site;
        let config = &site.config.site;
        let title = if head.title.is_empty() || head.title == config.title {
            config.title.clone()
        } else {
            composer.labels.fill("window_title", &[("title", &head.title), ("site", &config.title)])
        };
        let mut breadcrumb = columns_above(composer);
        breadcrumb.extend(head.above);
        Self {
            root: composer.root().to_owned(),
            title,
            canonical: absolute(site, &composer.url),
            policy: policy(head.is_search, site.config.search.foreign_origin()),
            description: description(&head.meta, config.description.as_deref()),
            meta: head.meta,
            structured: head.structured.map(Html),
            breadcrumb,
            section: path(&composer.url).split_inclusive('/').next().unwrap_or_default().to_owned(),
            has_feed: head.has_feed,
            alternates: (site.config.output.formats.iter().filter(|_| head.has_alternates))
                .map(|format| Alternate {
                    file: format.file(),
                    format: format.name().to_uppercase(),
                    media_type: format.media_type(),
                })
                .collect(),
            is_hidden: head.is_hidden,
        }
    }
}

/// What a page without `Description` is about: what its column publishes, else what the site does.
fn description(meta: &[Meta], of_site: Option<&str>) -> Option<String> {
    let tag = |name: &str| meta.iter().find(|tag| tag.name == name).map(|tag| tag.content.clone());
    match tag("Description") {
        Some(_) => None,
        None => tag("ColumnDescription").or_else(|| of_site.map(str::to_owned)),
    }
}

/// What a page may load; the search page may also ask the endpoint that the configuration names.
fn policy(is_search: bool, endpoint: Option<&str>) -> Cow<'static, str> {
    match endpoint.filter(|_| is_search) {
        Some(origin) => SEARCH_POLICY.replace("connect-src 'self'", &format!("connect-src 'self' {origin}")).into(),
        None if is_search => SEARCH_POLICY.into(),
        None => POLICY.into(),
    }
}

/// The way from the home page down to the page: the columns it lies in.
fn columns_above(composer: &Composer<'_>) -> Vec<Link> {
    if composer.url.as_str() == "/" {
        return Vec::new();
    }
    let home = Link { text: composer.labels.text("home").to_owned(), url: composer.to(&UrlPath::new("")) };
    let columns = lineage(composer.site, &composer.url).into_iter().rev().filter(|column| column.url != composer.url);
    let columns = columns.map(|column| Link { text: column.title.clone(), url: composer.to(&column.url) });
    std::iter::once(home).chain(columns).collect()
}
