//! Which pages there are.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use rayon::prelude::*;

use super::{
    Page, PageKind, figures,
    list::{self, Listing, Subject},
    matrix, offer, progress, projects,
    register::Register,
};
use crate::{
    artifact::UrlPath,
    model::{BulletinPlace, Cited, Period},
    render::data,
    site::{
        Item, Publishable, Site,
        progress::{History, Progress},
    },
};

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
            for number in 1..=offer::pages(site) {
                self.push(list::page_url(&offer::url(), number), PageKind::Offers(number));
            }
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
        let history = History::new(site);
        let instead = |period: &Period| match site.bulletins.get(period) {
            Some((document, BulletinPlace::Instead)) => Some(&site.records.documents[*document]),
            _ => None,
        };
        let progress = |period: &Period| instead(period).is_none().then(|| Arc::new(history.progress(*period)));
        let periods = progress::periods(site);
        let reckoned: Vec<Option<Arc<Progress>>> = periods.par_iter().map(progress).collect();
        for (period, progress) in periods.iter().zip(reckoned) {
            let url = progress::own_url(*period);
            if let Some(item) = instead(period) {
                self.push(url.clone(), PageKind::Redirect { to: item.url.clone(), source: Arc::clone(&item.path) });
            }
            let Some(progress) = progress else { continue };
            for number in 1..=progress::pages(&progress) {
                self.push(list::page_url(&url, number), PageKind::Progress(Arc::clone(&progress), number));
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
        self.push(data::directory(), PageKind::Data(None));
        for (index, dataset) in data::datasets().enumerate() {
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
