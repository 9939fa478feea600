//! Pages that are lists or figures, as the tables that stand beside them in other forms.

use super::{Page, PageKind, list::Listing, offer, progress};
use crate::render::{Renderer, alternate::list::Tables};

impl Page {
    /// Whether lists or figures stand beside it in other forms: on the first of its pages.
    pub(super) fn is_tabled(&self) -> bool {
        matches!(
            self.kind,
            PageKind::List { number: 1, .. } | PageKind::Progress(_, 1) | PageKind::Offers(1) | PageKind::Figures
        )
    }

    /// What it lists or sums up, where other forms are asked for.
    pub(super) fn tables<'a>(&self, renderer: &Renderer<'a>) -> Option<Tables<'a>> {
        let (site, labels) = (renderer.site, renderer.labels);
        if site.config.output.formats.is_empty() || !self.is_tabled() {
            return None;
        }
        match &self.kind {
            PageKind::List { subject, listing, .. } => {
                Some(Tables::of_items(site, subject.title(site, labels), &listing.items()))
            }
            PageKind::Offers(_) => {
                let projects: Vec<usize> = offer::projects(site).collect();
                let carriers: Vec<usize> = (0..site.records.carriers.len()).collect();
                let listing = Listing { projects, carriers, ..Listing::default() };
                Some(Tables::of_items(site, labels.text("offers_title").to_owned(), &listing.items()))
            }
            PageKind::Figures => Some(Tables::of_figures(site, labels.text("figures_title").to_owned())),
            PageKind::Progress(found, _) => {
                Some(Tables::of_progress(site, progress::title(labels, found.period), found))
            }
            _ => None,
        }
    }
}
