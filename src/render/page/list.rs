//! Lists: of a column, a year, a term; documents in pages, newest first, the rest whole on the first page.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{
    compose::{CarrierEntry, Composer, DocumentEntry, Html, Link, ProjectEntry, RosterEntry, is_below},
    disclosure::{COLUMN, DisclosureView},
    document::body,
    frame::{Draft, Head, depth},
    has_years,
    register::Register,
};
use crate::{
    artifact::UrlPath,
    render::{alternate::list::Items, json_ld, meta, theme::Labels},
    site::{Column, Site, ordering},
};

/// How many documents stand on a page of a list.
const PAGE_SIZE: usize = 20;
/// How many projects stand on a page of a list: a table of them is sorted and filtered as a whole as long as it can be.
const PROJECTS_ON_PAGE: usize = 300;
/// The column of projects.
pub(super) const PROJECTS: &str = "/projects/";
/// How many pages before and after the current one a list links to, beside the first and the last.
const PAGER_REACH: usize = 2;

/// What a list is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Subject {
    /// A column: index into the site's columns.
    Column(usize),
    /// A year of a column.
    Year { column: usize, year: i16 },
    /// A term of a register.
    Term(Register, usize),
    /// A stage of projects: index into the configured ones.
    Stage(usize),
    /// A unit, which also has a page of its own before its list goes on.
    Unit(usize),
}

/// What a list holds: indices into the site's records.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Listing {
    pub(super) documents: Vec<usize>,
    pub(super) projects: Vec<usize>,
    pub(super) carriers: Vec<usize>,
    pub(super) rosters: Vec<usize>,
}

impl Listing {
    /// How many pages it takes: an empty list takes one, which says so.
    pub(super) fn pages(&self) -> usize {
        self.documents.len().div_ceil(PAGE_SIZE).max(self.projects.len().div_ceil(PROJECTS_ON_PAGE)).max(1)
    }

    /// All that it holds.
    pub(super) fn items(&self) -> Items<'_> {
        let Self { documents, projects, carriers, rosters } = self;
        Items { documents, projects, carriers, rosters }
    }

    /// The projects on a page, counted from 1.
    pub(super) fn project_page(&self, number: usize) -> &[usize] {
        self.projects.chunks(PROJECTS_ON_PAGE).nth(number - 1).unwrap_or_default()
    }

    /// The documents on a page, counted from 1.
    pub(super) fn page(&self, number: usize) -> &[usize] {
        self.documents.chunks(PAGE_SIZE).nth(number - 1).unwrap_or_default()
    }
}

impl Subject {
    /// The list's title.
    pub(super) fn title(self, site: &Site, labels: &Labels) -> String {
        match self {
            Self::Column(index) => site.records.columns[index].title.clone(),
            Self::Year { column, year } => {
                labels.fill("year_title", &[("title", &site.records.columns[column].title), ("year", &year)])
            }
            Self::Term(register, index) => register.terms(site)[index].name.clone(),
            Self::Stage(index) => labels.fill("stage_title", &[("stage", &site.config.stages[index].name)]),
            Self::Unit(index) => site.units[index].name.clone(),
        }
    }

    /// Whether it is a list of projects before all else.
    pub(super) fn is_of_projects(self, site: &Site) -> bool {
        match self {
            Self::Column(index) => site.records.columns[index].url.as_str() == PROJECTS,
            Self::Stage(_) => true,
            Self::Term(register, _) => register != Register::Topics,
            Self::Year { .. } | Self::Unit(_) => false,
        }
    }

    pub(super) fn url(self, site: &Site) -> UrlPath {
        match self {
            Self::Column(index) => site.records.columns[index].url.clone(),
            Self::Year { column, year } => year_url(&site.records.columns[column].url, year),
            Self::Term(register, index) => register.terms(site)[index].url.clone(),
            Self::Stage(index) => super::projects::stage_url(site, index),
            Self::Unit(index) => site.units[index].url.clone(),
        }
    }

    pub(super) fn column(self, site: &Site) -> Option<&Column> {
        match self {
            Self::Column(index) => Some(&site.records.columns[index]),
            _ => None,
        }
    }
}

/// The address of a page of a list.
pub(super) fn page_url(list: &UrlPath, number: usize) -> UrlPath {
    if number == 1 { list.clone() } else { list.join(&format!("page/{number}")) }
}

/// The address of a year of a column.
pub(super) fn year_url(column: &UrlPath, year: i16) -> UrlPath {
    column.join(&format!("year/{year}"))
}

/// The documents of a column right below the home page by year, if they are of a kind that has years.
pub(super) fn years(site: &Site, column: &UrlPath, listing: &Listing) -> BTreeMap<i16, Vec<usize>> {
    let mut years: BTreeMap<i16, Vec<usize>> = BTreeMap::new();
    if depth(column) == 1 {
        for index in &listing.documents {
            let document = &site.records.documents[*index].value;
            if let Some(day) = ordering(document).filter(|_| has_years(document.kind)) {
                years.entry(day.year()).or_default().push(*index);
            }
        }
    }
    years
}

/// A list as its template sees it.
#[derive(Debug, Serialize)]
struct ListView {
    title: String,
    description: Option<String>,
    /// The column's own words.
    intro: Option<Html>,
    columns: Vec<Link>,
    years: Vec<Link>,
    documents: Vec<DocumentEntry>,
    /// How many documents the list holds on all its pages.
    total: usize,
    projects: Vec<ProjectEntry>,
    carriers: Vec<CarrierEntry>,
    rosters: Vec<RosterEntry>,
    /// The fixed parts of a 政府信息公开 column.
    disclosure: Option<DisclosureView>,
    pager: Option<Pager>,
}

/// The links between the pages of a list.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Pager {
    number: usize,
    pages: usize,
    previous: Option<String>,
    next: Option<String>,
    links: Vec<PagerLink>,
}

/// A link to a page, or a gap between pages.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct PagerLink {
    number: Option<usize>,
    url: String,
}

impl Pager {
    /// The links on page `number`; none where there is one page only.
    pub(super) fn new(composer: &Composer<'_>, list: &UrlPath, number: usize, pages: usize) -> Option<Self> {
        if pages < 2 {
            return None;
        }
        let url = |number: usize| composer.to(&page_url(list, number));
        let near = number.saturating_sub(PAGER_REACH)..=number + PAGER_REACH;
        let mut links: Vec<PagerLink> = Vec::new();
        for page in (1..=pages).filter(|page| near.contains(page) || *page == 1 || *page == pages) {
            if links.last().and_then(|last| last.number).is_some_and(|last| last + 1 < page) {
                links.push(PagerLink { number: None, url: String::new() });
            }
            links.push(PagerLink { number: Some(page), url: url(page) });
        }
        Some(Self {
            number,
            pages,
            previous: (number > 1).then(|| url(number - 1)),
            next: (number < pages).then(|| url(number + 1)),
            links,
        })
    }
}

pub(super) fn draft(composer: &mut Composer<'_>, subject: &Subject, listing: &Listing, number: usize) -> Draft {
    let site = composer.site;
    let (title, url) = (subject.title(site, composer.labels), subject.url(site));
    let column = subject.column(site);
    if let Some(path) = column.and_then(|column| column.path.as_ref()) {
        composer.source(path);
    }
    let mut view = ListView {
        title: title.clone(),
        description: column.and_then(|column| column.description.clone()),
        intro: None,
        columns: Vec::new(),
        years: Vec::new(),
        documents: composer.documents(listing.page(number)),
        total: listing.documents.len(),
        projects: composer.projects(listing.project_page(number)),
        carriers: Vec::new(),
        rosters: Vec::new(),
        disclosure: None,
        pager: Pager::new(composer, &url, number, listing.pages()),
    };
    if number == 1 {
        first_page(composer, *subject, listing, &mut view);
    }
    let head = head(composer, *subject, &title, number);
    Draft::new(head, "list", view)
}

/// What stands on the first page only.
fn first_page(composer: &mut Composer<'_>, subject: Subject, listing: &Listing, view: &mut ListView) {
    let site = composer.site;
    if let Some(column) = subject.column(site) {
        view.intro = body::column(composer, column);
        view.columns = columns_in(composer, &column.url);
        view.years = years(site, &column.url, listing)
            .into_keys()
            .rev()
            .map(|year| Link { text: year.to_string(), url: composer.to(&year_url(&column.url, year)) })
            .collect();
        view.disclosure = (column.url.as_str() == COLUMN).then(|| DisclosureView::of(composer));
    }
    view.carriers = listing.carriers.iter().map(|index| composer.carrier(*index)).collect();
    view.rosters = listing.rosters.iter().map(|index| composer.roster(*index)).collect();
    view.rosters.sort_by_key(|roster| roster.is_former);
}

/// The columns one step below a column; directories that are columns only so that their address answers are left out.
fn columns_in(composer: &Composer<'_>, above: &UrlPath) -> Vec<Link> {
    composer
        .site
        .records
        .columns
        .iter()
        .filter(|column| column.path.is_some() && depth(&column.url) == depth(above) + 1)
        .filter(|column| is_below(&column.url, above))
        .map(|column| Link { text: column.title.clone(), url: composer.to(&column.url) })
        .collect()
}

pub(super) fn head(composer: &Composer<'_>, subject: Subject, title: &str, number: usize) -> Head {
    let site = composer.site;
    let (meta, structured) = match subject.column(site) {
        Some(column) => (meta::column(site, column), json_ld::column(site, column)),
        None => {
            let description = composer.labels.fill("list_description", &[("title", &title)]);
            (meta::list(site, title, &description), json_ld::list(site, title, &subject.url(site)))
        }
    };
    let link = |text: &str, url: &UrlPath| Link { text: text.to_owned(), url: composer.to(url) };
    let above = match subject {
        Subject::Term(register, _) => vec![link(composer.labels.text(register.label()), &register.url())],
        Subject::Unit(_) => vec![link(composer.labels.text(Register::Units.label()), &Register::Units.url())],
        Subject::Column(_) | Subject::Year { .. } | Subject::Stage(_) => Vec::new(),
    };
    let title = page_title(composer, title, number);
    Head { title, meta, structured: Some(structured), above, has_feed: number == 1, ..Head::default() }
}

/// The title of a page of a list, counted from 1.
pub(super) fn page_title(composer: &Composer<'_>, title: &str, number: usize) -> String {
    match number {
        1 => title.to_owned(),
        _ => composer.labels.fill("title_of_page", &[("title", &title), ("number", &number)]),
    }
}
