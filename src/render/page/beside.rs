//! What stands beside a page in other forms: an item with all that is recorded of it, or tables of what it lists.

use super::{Page, PageKind, data, home, list::Listing, matrix, offer, progress, register, service};
use crate::{
    artifact::Artifact,
    render::{
        Renderer,
        alternate::{self, Subject, table},
    },
};

/// What the other forms of a page are made from.
enum Beside {
    Item(Subject),
    Tables,
    /// It is a further page of a list whose first has them all, or holds nothing of its own.
    Nothing,
}

impl Page {
    fn beside(&self) -> Beside {
        match self.kind {
            PageKind::Document(index) => Beside::Item(Subject::Document(index)),
            PageKind::Project(index) => Beside::Item(Subject::Project(index)),
            PageKind::Carrier(index) => Beside::Item(Subject::Carrier(index)),
            PageKind::Roster(index) => Beside::Item(Subject::Roster(index)),
            PageKind::Home(_)
            | PageKind::List { number: 1, .. }
            | PageKind::Register(_)
            | PageKind::Figures
            | PageKind::Offers(1)
            | PageKind::Progress(_, 1)
            | PageKind::Matrix(_)
            | PageKind::Data(_)
            | PageKind::SiteMap => Beside::Tables,
            PageKind::List { .. } | PageKind::Offers(_) | PageKind::Progress(..) => Beside::Nothing,
            PageKind::Search | PageKind::NotFound | PageKind::Redirect { .. } | PageKind::Withdrawn(_) => {
                Beside::Nothing
            }
        }
    }

    /// Whether it stands in other forms beside the page, if the site makes any.
    pub(super) fn has_alternates(&self) -> bool {
        !matches!(self.beside(), Beside::Nothing)
    }

    /// What stands beside the page: the item, list or figures as `[output] formats` asks for them, and the blank form that
    /// a document attaches.
    #[must_use]
    pub fn alternates(&self, renderer: &Renderer<'_>) -> Vec<Artifact> {
        let is_asked = !renderer.site.config.output.formats.is_empty();
        match self.beside() {
            Beside::Item(subject) => {
                let mut files = alternate::artifacts(renderer, subject);
                if let Subject::Document(index) = subject {
                    let document = &renderer.site.records.documents[index];
                    files.extend(alternate::form(renderer.site, renderer.labels, document));
                }
                files
            }
            Beside::Tables if is_asked => table::artifacts(renderer, &self.url, &self.tables(renderer)),
            Beside::Tables | Beside::Nothing => Vec::new(),
        }
    }

    /// What a page that is no item lists or sums up.
    fn tables<'a>(&self, renderer: &Renderer<'a>) -> table::Tables<'a> {
        let (site, labels) = (renderer.site, renderer.labels);
        let items = |title: String, listing: &Listing| {
            table::Tables::new(title).with_items(site, ("items", "column_title"), &listing.items())
        };
        match &self.kind {
            PageKind::Home(_) => home::tables(site),
            PageKind::List { subject, listing, .. } => items(subject.title(site, labels), listing),
            PageKind::Offers(_) => {
                let projects: Vec<usize> = offer::projects(site).collect();
                let carriers: Vec<usize> = (0..site.records.carriers.len()).collect();
                items(labels.text("offers_title").to_owned(), &Listing { projects, carriers, ..Listing::default() })
            }
            PageKind::Figures => table::Tables::of_figures(site, labels.text("figures_title").to_owned()),
            PageKind::Progress(found, _) => {
                table::Tables::of_progress(site, progress::title(labels, found.period), found)
            }
            PageKind::Register(register) => register::tables(site, labels, *register),
            PageKind::Matrix(document) => matrix::tables(site, labels, *document),
            PageKind::Data(dataset) => data::tables(site, labels, *dataset),
            _ => service::site_map_tables(site, labels),
        }
    }
}
