//! The pages of a site: which there are, and how each is made.

mod beside;
mod carrier;
mod compose;
mod data;
mod disclosure;
mod document;
mod figures;
mod file_size;
pub(super) mod frame;
mod home;
mod list;
mod matrix;
mod offer;
mod plan;
mod prepared;
mod progress;
mod project;
mod projects;
mod register;
mod roster;
mod service;
mod topic;
mod unit;

use std::sync::Arc;

pub(super) use self::project::update_anchor;
use self::{
    compose::Composer,
    frame::Draft,
    list::{Listing, Subject},
    register::Register,
};
pub use self::{plan::plan, prepared::Prepared};
use super::{Inputs, RenderError, Renderer, feed::Feed, inputs};
use crate::{
    artifact::{Artifact, UrlPath},
    cache::{Key, Keying},
    model::{Date, DocumentKind},
    site::{Site, ordering, progress::Progress},
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
    /// What is on offer: a page of its list, counted from 1.
    Offers(usize),
    /// What a month or a year brought, and which page of it, counted from 1.
    Progress(Arc<Progress>, usize),
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

impl Page {
    /// The page of the public document at `index`.
    #[must_use]
    pub fn of_document(site: &Site, index: usize) -> Self {
        Self { url: site.records.documents[index].url.clone(), kind: PageKind::Document(index) }
    }

    /// Its address; that of the page for addresses that are not there is `/404/`, which nothing links to.
    #[must_use]
    pub fn url(&self) -> &UrlPath {
        &self.url
    }

    /// The file that answers at its address.
    #[must_use]
    pub fn path(&self) -> String {
        match self.kind {
            PageKind::NotFound => "404.html".to_owned(),
            PageKind::Redirect { .. } => self.url.file_itself().map_or(self.url.file(), |(file, _)| file),
            _ => self.url.file(),
        }
    }

    /// The key of all that the page follows from, `shared` among it: with the same inputs it is the same to the byte, and
    /// has the same sources. With others it may still be.
    #[must_use]
    pub fn inputs(&self, renderer: &Renderer<'_>, shared: &Inputs) -> Key {
        match self.kind {
            PageKind::Document(index) => shared.document(renderer.site, index),
            PageKind::Search => Keying::default()
                .key(shared.records())
                .text(renderer.search_manifest.as_deref().unwrap_or_default())
                .finish(),
            _ => shared.records(),
        }
    }

    /// Whether it is put together from many records, so that it often stays the same where one of them changes.
    #[must_use]
    pub fn is_composed(&self, renderer: &Renderer<'_>) -> bool {
        match self.kind {
            PageKind::Document(index) => !inputs::stands_alone(renderer.site, index),
            _ => true,
        }
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
        let mut draft = self.draft(&mut composer, renderer);
        draft.head.has_alternates = self.has_alternates();
        Prepared::new(composer, draft, self.path())
    }

    fn draft(&self, composer: &mut Composer<'_>, renderer: &Renderer<'_>) -> Draft {
        match &self.kind {
            PageKind::Home(_) => home::draft(composer),
            PageKind::List { subject: Subject::Unit(unit), listing, number: 1 } => {
                unit::draft(composer, *unit, listing)
            }
            PageKind::List { subject: Subject::Term(Register::Topics, topic), listing, number: 1 } => {
                topic::draft(composer, *topic, listing)
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
            PageKind::Offers(number) => offer::draft(composer, *number),
            PageKind::Progress(found, number) => progress::draft(composer, found, *number),
            PageKind::Matrix(document) => matrix::draft(composer, *document),
            PageKind::Data(dataset) => data::draft(composer, *dataset, &renderer.data_sizes),
            PageKind::SiteMap => service::site_map(composer),
            PageKind::Search => service::search(composer, renderer.search_manifest.as_deref()),
            PageKind::NotFound => service::not_found(composer),
            PageKind::Redirect { to, source } => service::redirect(composer, to, source),
            PageKind::Withdrawn(index) => service::withdrawn(composer, *index),
        }
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
        let prepared = Prepared::new(composer, draft, "article.html".to_owned()).with_template("article.html");
        Some(prepared.render(renderer))
    }

    /// The feed that stands beside the page, if it is the home page or the first of a list.
    #[must_use]
    pub(super) fn feed<'a>(&'a self, renderer: &Renderer<'_>) -> Option<Feed<'a>> {
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
            PageKind::Progress(found, _) => Some(found.period.last().min(site.as_of)),
            PageKind::Matrix(index) => ordering(&records.documents[*index].value),
            PageKind::List { listing, number, .. } => {
                listing.page(*number).first().and_then(|index| ordering(&records.documents[*index].value))
            }
            _ => None,
        }
    }
}

/// Whether texts of this kind are listed by year: standing pages have none.
fn has_years(kind: DocumentKind) -> bool {
    kind != DocumentKind::Page
}

#[cfg(test)]
mod tests;
