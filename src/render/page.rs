//! The pages of a site: which there are, and how each is made.

mod carrier;
mod compose;
mod data;
mod disclosure;
mod document;
mod figures;
pub(super) mod frame;
mod home;
mod list;
mod matrix;
mod offer;
mod progress;
mod project;
mod projects;
mod register;
mod roster;
mod service;
mod unit;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

pub(super) use self::project::update_anchor;
use self::{
    compose::Composer,
    frame::{Draft, Frame},
    list::{Listing, Subject},
    register::Register,
};
use super::{RenderError, Renderer, alternate, feed::Feed};
use crate::{
    artifact::{Artifact, UrlPath},
    cache::{Key, Keying},
    model::{BulletinPlace, Cited, Date, DocumentKind, Period},
    site::{Item, Publishable, Site, ordering},
};

/// A page to be made: its address, and what it is about, by position in the site it was planned for.
#[derive(Debug, Clone)]
pub struct Page {
    url: UrlPath,
    kind: PageKind,
}

#[derive(Debug, Clone)]
enum PageKind {
    Home(Arc<Listing>),
    List {
        subject: Subject,
        listing: Arc<Listing>,
        number: usize,
    },
    Document(usize),
    Project(usize),
    Carrier(usize),
    Roster(usize),
    Register(Register),
    Figures,
    Offers,
    /// What a month or a year brought.
    Progress(Period),
    /// The responsibility matrix of a document.
    Matrix(usize),
    /// A dataset by its place in the catalogue; `None` lists them all.
    Data(Option<usize>),
    SiteMap,
    Search,
    NotFound,
    Redirect {
        to: UrlPath,
        source: Arc<str>,
    },
    Withdrawn(usize),
}

/// Every page of the public site, in a fixed order.
#[must_use]
pub fn plan(site: &Site) -> Vec<Page> {
    let mut plan = Plan { site, pages: Vec::new() };
    plan.home();
    plan.columns();
    plan.items();
    plan.ledger();
    plan.registers();
    plan.data();
    plan.push(UrlPath::new("sitemap"), PageKind::SiteMap);
    plan.push(UrlPath::new("search"), PageKind::Search);
    plan.push(UrlPath::new("404"), PageKind::NotFound);
    plan.remains();
    plan.pages
}

impl Page {
    /// Its address; that of the page for addresses that are not there is `/404/`, which nothing links to.
    #[must_use]
    pub fn url(&self) -> &UrlPath {
        &self.url
    }

    /// Gathers all that the page is made of.
    #[must_use]
    pub fn prepare(&self, renderer: &Renderer<'_>) -> Prepared {
        let site = renderer.site;
        let root = match self.kind {
            // It answers at any depth, so its links begin at the site's own address.
            PageKind::NotFound => site.config.site.base_url.clone(),
            PageKind::Redirect { .. } => self.url.file_itself().map_or(self.url.to_root(), |(_, root)| root),
            _ => self.url.to_root(),
        };
        let mut composer = Composer::new(site, renderer.labels, &self.url, root);
        let mut draft = self.draft(&mut composer, renderer.search_manifest.as_deref());
        draft.head.has_alternates = self.subject().is_some();
        let frame = Frame::new(&composer, draft.head);
        let path = match self.kind {
            PageKind::NotFound => "404.html".to_owned(),
            PageKind::Redirect { .. } => self.url.file_itself().map_or(self.url.file(), |(file, _)| file),
            _ => self.url.file(),
        };
        let template = format!("{}.html", draft.template.as_deref().unwrap_or(draft.name));
        Prepared {
            url: self.url.clone(),
            path,
            key: Keying::default().key(renderer.key).text(&template).value(&frame).key(draft.key).finish(),
            template,
            values: [("page", tera::Value::from_serializable(&frame)), (draft.name, draft.view)],
            sources: composer.into_sources(),
        }
    }

    fn draft(&self, composer: &mut Composer<'_>, search_manifest: Option<&str>) -> Draft {
        match &self.kind {
            PageKind::Home(_) => home::draft(composer),
            PageKind::List { subject: Subject::Unit(unit), listing, number: 1 } => {
                unit::draft(composer, *unit, listing)
            }
            PageKind::List { subject, listing, number } if subject.is_of_projects(composer.site) => {
                projects::draft(composer, *subject, listing, *number)
            }
            PageKind::List { subject, listing, number } => list::draft(composer, subject, listing, *number),
            PageKind::Document(index) => document::draft(composer, *index),
            PageKind::Project(index) => project::draft(composer, *index),
            PageKind::Carrier(index) => carrier::draft(composer, *index),
            PageKind::Roster(index) => roster::draft(composer, *index),
            PageKind::Register(register) => register::draft(composer, *register),
            PageKind::Figures => figures::draft(composer),
            PageKind::Offers => offer::draft(composer),
            PageKind::Progress(period) => progress::draft(composer, *period),
            PageKind::Matrix(document) => matrix::draft(composer, *document),
            PageKind::Data(dataset) => data::draft(composer, *dataset),
            PageKind::SiteMap => service::site_map(composer),
            PageKind::Search => service::search(composer, search_manifest),
            PageKind::NotFound => service::not_found(composer),
            PageKind::Redirect { to, source } => service::redirect(composer, to, source),
            PageKind::Withdrawn(index) => service::withdrawn(composer, *index),
        }
    }

    /// What stands beside the page: the item as `[output] formats` asks for it, and the blank form it attaches.
    #[must_use]
    pub fn alternates(&self, renderer: &Renderer<'_>) -> Vec<Artifact> {
        let Some(subject) = self.subject() else { return Vec::new() };
        let mut files = alternate::artifacts(renderer, subject);
        files.extend(alternate::form(renderer, subject));
        files
    }

    /// The document on this page for another portal's own pages: its metadata and its text, without what surrounds
    /// pages of this site, links to pages absolute; `None` for pages that are about no document.
    ///
    /// # Errors
    /// The template of the theme fails.
    #[must_use]
    pub fn article(&self, renderer: &Renderer<'_>) -> Option<Result<Artifact, RenderError>> {
        let PageKind::Document(index) = self.kind else { return None };
        let site = renderer.site;
        let mut composer = Composer::new(site, renderer.labels, &self.url, site.config.site.base_url.clone());
        let draft = document::draft(&mut composer, index);
        let frame = Frame::new(&composer, draft.head);
        let prepared = Prepared {
            url: self.url.clone(),
            path: "article.html".to_owned(),
            key: Keying::default().key(renderer.key).text("article").value(&frame).key(draft.key).finish(),
            template: "article.html".to_owned(),
            values: [("page", tera::Value::from_serializable(&frame)), (draft.name, draft.view)],
            sources: composer.into_sources(),
        };
        Some(prepared.render(renderer))
    }

    /// The item the page is about.
    fn subject(&self) -> Option<alternate::Subject> {
        match self.kind {
            PageKind::Document(index) => Some(alternate::Subject::Document(index)),
            PageKind::Project(index) => Some(alternate::Subject::Project(index)),
            PageKind::Carrier(index) => Some(alternate::Subject::Carrier(index)),
            PageKind::Roster(index) => Some(alternate::Subject::Roster(index)),
            _ => None,
        }
    }

    /// The feed that stands beside the page, if it is the home page or the first of a list.
    #[must_use]
    pub fn feed<'a>(&'a self, renderer: &Renderer<'_>) -> Option<Feed<'a>> {
        let site = renderer.site;
        if let PageKind::Project(index) = self.kind {
            let project = &site.records.projects[index].value;
            let title = project.name.clone();
            return (!project.updates.is_empty()).then(|| Feed {
                url: self.url.clone(),
                title,
                documents: &[],
                projects: &[],
                progress: Some(index),
            });
        }
        let (title, listing) = match &self.kind {
            PageKind::Home(listing) => (site.config.site.title.clone(), listing),
            PageKind::List { subject, listing, number: 1 } => (subject.title(site, renderer.labels), listing),
            _ => return None,
        };
        let (documents, projects) = (&listing.documents, &listing.projects);
        Some(Feed { url: self.url.clone(), title, documents, projects, progress: None })
    }

    /// Whether robots and the site map may find it.
    pub(super) fn is_indexed(&self, site: &Site) -> bool {
        match &self.kind {
            PageKind::NotFound | PageKind::Search | PageKind::Redirect { .. } | PageKind::Withdrawn(_) => false,
            PageKind::Roster(index) => !site.is_former(*index),
            _ => true,
        }
    }

    /// The day that what it shows is from, where the records or history say.
    pub(super) fn changed(&self, site: &Site) -> Option<Date> {
        let records = &site.records;
        match &self.kind {
            PageKind::Document(index) => {
                let document = &records.documents[*index];
                // A page cannot have changed before there was one.
                ordering(&document.value).max(site.modified.get(&document.path).copied())
            }
            PageKind::Project(index) => records.projects[*index].value.updates.last().map(|update| update.date),
            PageKind::Carrier(index) => records.carriers[*index].value.as_of,
            PageKind::Roster(index) => records.rosters[*index].value.effective,
            PageKind::Progress(period) => Some(period.last().min(site.as_of)),
            PageKind::Matrix(index) => ordering(&records.documents[*index].value),
            PageKind::List { listing, number, .. } => {
                listing.page(*number).first().and_then(|index| ordering(&records.documents[*index].value))
            }
            _ => None,
        }
    }
}

/// A page with all that it is made of, before its template is run.
#[derive(Debug)]
pub struct Prepared {
    url: UrlPath,
    /// The file that answers at its address.
    pub path: String,
    /// The key of all that the page follows from: two pages with the same key are the same to the byte.
    pub key: Key,
    template: String,
    values: [(&'static str, tera::Value); 2],
    /// The public source files it is made from, sorted.
    pub sources: Vec<Arc<str>>,
}

impl Prepared {
    /// Runs the template.
    ///
    /// # Errors
    /// A template of the theme fails; those of the default theme do not.
    pub fn render(self, renderer: &Renderer<'_>) -> Result<Artifact, RenderError> {
        let text = renderer.run(&self.url, &self.template, self.values)?;
        Ok(Artifact::text(self.path, text, self.sources))
    }
}

struct Plan<'a> {
    site: &'a Site,
    pages: Vec<Page>,
}

impl Plan<'_> {
    fn push(&mut self, url: UrlPath, kind: PageKind) {
        self.pages.push(Page { url, kind });
    }

    fn home(&mut self) {
        let records = &self.site.records;
        let listing = Listing {
            documents: (0..records.documents.len()).collect(),
            projects: (0..records.projects.len()).collect(),
            ..Listing::default()
        };
        self.push(UrlPath::new(""), PageKind::Home(Arc::new(listing)));
    }

    /// A list in pages: the first at its own address, the others at `page/2/` and so on.
    fn list(&mut self, url: &UrlPath, subject: Subject, listing: Listing) {
        let listing = Arc::new(listing);
        for number in 1..=listing.pages() {
            let kind = PageKind::List { subject, listing: Arc::clone(&listing), number };
            self.push(list::page_url(url, number), kind);
        }
    }

    /// The list of every column, and of every year in a column of dated texts.
    fn columns(&mut self) {
        let mut contents = column_contents(self.site);
        for (index, column) in self.site.records.columns.iter().enumerate() {
            if column.url.as_str() == "/" {
                continue;
            }
            let listing = contents.remove(column.url.as_str()).unwrap_or_default();
            let years = list::years(self.site, &column.url, &listing);
            self.list(&column.url, Subject::Column(index), listing);
            for (year, documents) in years {
                let listing = Listing { documents, ..Listing::default() };
                self.list(&list::year_url(&column.url, year), Subject::Year { column: index, year }, listing);
            }
        }
    }

    fn items(&mut self) {
        let records = &self.site.records;
        self.each(&records.documents, PageKind::Document);
        self.each(&records.projects, PageKind::Project);
        self.each(&records.carriers, PageKind::Carrier);
        self.each(&records.rosters, PageKind::Roster);
    }

    /// What is reckoned from the projects as a whole, and from the tasks of each document.
    fn ledger(&mut self) {
        let site = self.site;
        for index in 0..site.records.documents.len() {
            if site.matrix(index).is_some() {
                self.push(matrix::url(site, index), PageKind::Matrix(index));
            }
        }
        if offer::has_any(site) {
            self.push(offer::url(), PageKind::Offers);
        }
        if site.records.projects.is_empty() {
            return;
        }
        self.push(figures::url(), PageKind::Figures);
        for (index, stage) in site.config.stages.iter().enumerate() {
            let stands = |project: &usize| site.records.projects[*project].value.stage.value == stage.name;
            let projects: Vec<usize> = (0..site.records.projects.len()).filter(stands).collect();
            if !projects.is_empty() {
                let listing = Listing { projects, ..Listing::default() };
                self.list(&projects::stage_url(site, index), Subject::Stage(index), listing);
            }
        }
        for period in progress::periods(site) {
            let url = progress::own_url(period);
            match site.bulletin_of(period) {
                Some((document, BulletinPlace::Instead)) => {
                    let item = &site.records.documents[document];
                    self.push(url, PageKind::Redirect { to: item.url.clone(), source: Arc::clone(&item.path) });
                }
                _ => self.push(url, PageKind::Progress(period)),
            }
        }
    }

    fn each<T>(&mut self, items: &[Item<T>], kind: fn(usize) -> PageKind) {
        for (index, item) in items.iter().enumerate() {
            self.push(item.url.clone(), kind(index));
        }
    }

    /// Units and terms: the page that lists them, and the page of each.
    fn registers(&mut self) {
        for register in Register::present(self.site) {
            self.push(register.url(), PageKind::Register(register));
            for index in 0..register.terms(self.site).len() {
                let term = &register.terms(self.site)[index];
                let listing = Listing {
                    documents: term.documents.clone(),
                    projects: term.projects.clone(),
                    carriers: term.carriers.clone(),
                    rosters: Vec::new(),
                };
                self.list(&term.url, Subject::Term(register, index), listing);
            }
        }
        for (index, unit) in self.site.units.iter().enumerate() {
            let projects: BTreeSet<usize> = unit.projects.iter().map(|(_, project)| *project).collect();
            let listing = Listing {
                documents: unit.issued.clone(),
                projects: projects.into_iter().collect(),
                carriers: unit.carriers.clone(),
                rosters: unit.rosters.clone(),
            };
            self.list(&unit.url, Subject::Unit(index), listing);
        }
    }

    /// The page that lists what the site gives away as data, and one for each dataset.
    fn data(&mut self) {
        self.push(super::data::directory(), PageKind::Data(None));
        for (index, dataset) in super::data::datasets().enumerate() {
            self.push(dataset.url(), PageKind::Data(Some(index)));
        }
    }

    /// What is left of items that moved or were taken down.
    fn remains(&mut self) {
        let records = &self.site.records;
        self.aliases(&records.documents);
        self.aliases(&records.projects);
        self.aliases(&records.carriers);
        self.aliases(&records.rosters);
        for (index, withdrawn) in self.site.withdrawn.iter().enumerate() {
            self.push(withdrawn.url.clone(), PageKind::Withdrawn(index));
        }
    }

    fn aliases<T: Publishable>(&mut self, items: &[Item<T>]) {
        for item in items {
            for Cited { value: alias, .. } in item.value.aliases() {
                let kind = PageKind::Redirect { to: item.url.clone(), source: Arc::clone(&item.path) };
                self.push(UrlPath::new(alias), kind);
            }
        }
    }
}

/// What lies below each column, in the site's order.
fn column_contents(site: &Site) -> BTreeMap<String, Listing> {
    let mut contents: BTreeMap<String, Listing> = BTreeMap::new();
    for column in &site.records.columns {
        contents.insert(column.url.as_str().to_owned(), Listing::default());
    }
    let records = &site.records;
    file(&records.documents, &mut contents, |listing| &mut listing.documents);
    file(&records.projects, &mut contents, |listing| &mut listing.projects);
    file(&records.carriers, &mut contents, |listing| &mut listing.carriers);
    file(&records.rosters, &mut contents, |listing| &mut listing.rosters);
    contents
}

fn file<T>(items: &[Item<T>], contents: &mut BTreeMap<String, Listing>, list: fn(&mut Listing) -> &mut Vec<usize>) {
    for (index, item) in items.iter().enumerate() {
        let mut above = item.url.as_str();
        while let Some(slash) = above.trim_end_matches('/').rfind('/') {
            above = &above[..=slash];
            if let Some(listing) = contents.get_mut(above) {
                list(listing).push(index);
            }
        }
    }
}

/// Whether texts of this kind are listed by year: standing pages have none.
fn has_years(kind: DocumentKind) -> bool {
    kind != DocumentKind::Page
}

#[cfg(test)]
mod tests;
