//! Pages that serve: site map, search, the page for addresses that are not there, redirects, items taken down.

use std::sync::Arc;

use serde::Serialize;

use super::{
    compose::{Composer, Day, Link, ValidityView, validity_view},
    disclosure,
    frame::{Draft, Head, depth},
    register::Register,
};
use crate::{
    artifact::UrlPath,
    model::{Document, DocumentKind, Validity},
    render::{
        alternate::{list::Items, table::Tables},
        json_ld, meta,
        theme::Labels,
    },
    site::{Column, Item, Site},
};

/// The site map as its template sees it.
#[derive(Debug, Serialize)]
struct SiteMapView {
    columns: Vec<Branch>,
    registers: Vec<Branch>,
    /// Standing pages, which no list shows by day.
    pages: Vec<Link>,
}

/// A link with those below it.
#[derive(Debug, Serialize)]
struct Branch {
    link: Link,
    below: Vec<Branch>,
}

pub(super) fn site_map(composer: &mut Composer<'_>) -> Draft {
    let site = composer.site;
    let view = SiteMapView {
        columns: branches(composer, &UrlPath::new("")),
        registers: Register::present(site).map(|register| register_branch(composer, register)).collect(),
        pages: standing(site)
            .map(|(_, page)| Link { text: page.value.title.clone(), url: composer.to(&page.url) })
            .collect(),
    };
    let (title, description) = (composer.labels.text("site_map"), composer.labels.text("site_map_description"));
    let head = Head {
        title: title.to_owned(),
        meta: meta::list(site, title, description),
        structured: Some(json_ld::list(site, title, &composer.url)),
        ..Head::default()
    };
    Draft::new(head, "site_map", view)
}

/// The site map in other forms: columns, registers and standing pages.
pub(super) fn site_map_tables<'a>(site: &'a Site, labels: &'a Labels) -> Tables<'a> {
    let columns = site.records.columns.iter().filter(|column| depth(&column.url) > 0);
    let columns = columns.map(|column| (column.url.encoded(), column.title.as_str()));
    let registers = Register::present(site).map(|register| (register.url().encoded(), labels.text(register.label())));
    let pages: Vec<usize> = standing(site).map(|(index, _)| index).collect();
    let pages = Items { documents: &pages, ..Items::default() };
    Tables::new(labels.text("site_map"))
        .with_links(("columns", "columns"), columns)
        .with_links(("registers", "registers"), registers)
        .with_items(site, ("pages", "kind_page"), &pages)
}

/// The standing pages, with their places in the records.
fn standing(site: &Site) -> impl Iterator<Item = (usize, &Item<Document>)> {
    let documents = site.records.documents.iter().enumerate();
    documents.filter(|(_, document)| document.value.kind == DocumentKind::Page)
}

fn branches(composer: &Composer<'_>, above: &UrlPath) -> Vec<Branch> {
    let is_next =
        |column: &&Column| depth(&column.url) == depth(above) + 1 && super::compose::is_below(&column.url, above);
    let columns = composer.site.records.columns.iter().filter(is_next);
    columns
        .map(|column| Branch {
            link: Link { text: column.title.clone(), url: composer.to(&column.url) },
            below: branches(composer, &column.url),
        })
        .collect()
}

fn register_branch(composer: &Composer<'_>, register: Register) -> Branch {
    let leaf = |name: &str, url: &UrlPath| Branch {
        link: Link { text: name.to_owned(), url: composer.to(url) },
        below: Vec::new(),
    };
    let below = match register {
        Register::Units => composer.site.units.iter().map(|unit| leaf(&unit.name, &unit.url)).collect(),
        _ => register.terms(composer.site).iter().map(|term| leaf(&term.name, &term.url)).collect(),
    };
    Branch { link: register.link(composer), below }
}

/// What the search page knows before it asks the index.
#[derive(Debug, Serialize)]
struct SearchView {
    /// The manifest of the index, JSON; without it the page's script fetches `manifest.json`.
    manifest: Option<String>,
    /// The columns as the index names them, with their titles.
    columns: Vec<ColumnName>,
    validities: [ValidityView; 5],
    /// Where to apply for what is not published.
    request: Option<Link>,
}

#[derive(Debug, Serialize)]
struct ColumnName {
    key: String,
    title: String,
}

pub(super) fn search(composer: &mut Composer<'_>, manifest: Option<&str>) -> Draft {
    let columns = composer.site.records.columns.iter().filter(|column| depth(&column.url) > 0);
    let view = SearchView {
        manifest: manifest.map(str::to_owned),
        columns: columns
            .map(|column| ColumnName {
                key: column.url.as_str().trim_matches('/').to_owned(),
                title: way_to(composer, column),
            })
            .collect(),
        validities: [Validity::InForce, Validity::Amended, Validity::Lapsed, Validity::Repealed, Validity::NotYet]
            .map(validity_view),
        request: disclosure::request(composer),
    };
    let (title, description) = (composer.labels.text("search"), composer.labels.text("search_description"));
    let head = Head {
        title: title.to_owned(),
        meta: meta::list(composer.site, title, description),
        is_search: true,
        ..Head::default()
    };
    Draft::new(head, "search", view)
}

/// A column's title behind those of the columns above it: by itself `2024年` is no place.
fn way_to(composer: &Composer<'_>, column: &Column) -> String {
    let columns = meta::lineage(composer.site, &column.url).into_iter().rev();
    columns.map(|column| column.title.as_str()).collect::<Vec<_>>().join(composer.labels.text("dot"))
}

/// What the page for addresses that are not there offers instead.
#[derive(Debug, Serialize)]
struct NotFoundView {}

pub(super) fn not_found(composer: &mut Composer<'_>) -> Draft {
    let title = composer.labels.text("not_found").to_owned();
    let head = Head { title, meta: meta::home(composer.site), is_hidden: true, ..Head::default() };
    Draft::new(head, "not_found", NotFoundView {})
}

/// A former address.
#[derive(Debug, Serialize)]
struct RedirectView {
    url: String,
    address: String,
}

pub(super) fn redirect(composer: &mut Composer<'_>, to: &UrlPath, source: &Arc<str>) -> Draft {
    composer.source(source);
    let view = RedirectView { url: composer.to(to), address: meta::absolute(composer.site, to) };
    let head = Head { title: composer.labels.text("moved").to_owned(), is_hidden: true, ..Head::default() };
    Draft::new(head, "redirect", view)
}

/// What remains of an item that was taken down.
#[derive(Debug, Serialize)]
struct WithdrawnView {
    on: Day,
    reason: String,
}

pub(super) fn withdrawn(composer: &mut Composer<'_>, index: usize) -> Draft {
    let withdrawn = &composer.site.withdrawn[index];
    composer.source(&withdrawn.path);
    let view = WithdrawnView { on: composer.day(withdrawn.withdrawal.on), reason: withdrawn.withdrawal.reason.clone() };
    let title = composer.labels.text("withdrawn").to_owned();
    let head = Head { title, meta: meta::home(composer.site), is_hidden: true, ..Head::default() };
    Draft::new(head, "withdrawn", view)
}
