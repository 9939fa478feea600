//! What is on offer: projects that seek partners (推介) and sites with room (招商载体).

use serde::Serialize;

use super::{
    compose::{CarrierEntry, Composer, Html, Link, Name, contact},
    frame::{Draft, Head},
    list::{self, PROJECTS, Pager},
};
use crate::{
    artifact::UrlPath,
    model::{Money, Status},
    render::{json_ld, meta},
    site::Site,
};

/// The stage of projects on offer.
const ON_OFFER: &str = "推介";

/// How many projects stand on a page.
const ON_PAGE: usize = 100;

/// The page as its template sees it.
#[derive(Debug, Serialize)]
struct OffersView {
    title: String,
    /// How many projects are on offer, on all pages.
    total: usize,
    offers: Vec<Offer>,
    /// The sites with room, on the first page.
    carriers: Vec<CarrierEntry>,
    pager: Option<Pager>,
    address: String,
}

/// A project on offer.
#[derive(Debug, Serialize)]
struct Offer {
    name: String,
    url: String,
    industry: Option<Name>,
    location: Option<Name>,
    investment: Option<String>,
    seeking: Option<String>,
    service: Option<Html>,
}

pub(super) fn url() -> UrlPath {
    UrlPath::new(PROJECTS).join("offers")
}

/// The page of all that is on offer.
pub(super) fn link(composer: &Composer<'_>) -> Link {
    Link { text: composer.labels.text("offers_title").to_owned(), url: composer.to(&url()) }
}

/// The projects on offer that are not held up.
pub(super) fn projects(site: &Site) -> impl Iterator<Item = usize> {
    let projects = site.records.projects.iter().enumerate();
    let open = projects.filter(|(_, item)| item.value.stage.value == ON_OFFER && item.value.status == Status::Normal);
    open.map(|(index, _)| index)
}

/// Whether anything is on offer.
pub(super) fn has_any(site: &Site) -> bool {
    projects(site).next().is_some() || !site.records.carriers.is_empty()
}

/// How many pages the list takes.
pub(super) fn pages(site: &Site) -> usize {
    projects(site).count().div_ceil(ON_PAGE).max(1)
}

pub(super) fn draft(composer: &mut Composer<'_>, number: usize) -> Draft {
    let site = composer.site;
    let title = composer.labels.text("offers_title").to_owned();
    let carriers = if number == 1 { site.records.carriers.len() } else { 0 };
    let offered: Vec<usize> = projects(site).collect();
    let view = OffersView {
        title: title.clone(),
        total: offered.len(),
        offers: offered
            .chunks(ON_PAGE)
            .nth(number - 1)
            .unwrap_or_default()
            .iter()
            .map(|index| offer(composer, *index))
            .collect(),
        carriers: (0..carriers).map(|index| composer.carrier(index)).collect(),
        pager: Pager::new(composer, &url(), number, pages(site)),
        address: meta::absolute(site, &url()),
    };
    let description = composer.labels.text("offers_description");
    let head = Head {
        meta: meta::list(site, &title, description),
        structured: Some(json_ld::list(site, &title, &url())),
        title: list::page_title(composer, &title, number),
        ..Head::default()
    };
    Draft::new(head, "offers", view)
}

fn offer(composer: &mut Composer<'_>, index: usize) -> Offer {
    let site = composer.site;
    let item = &site.records.projects[index];
    composer.source(&item.path);
    let project = &item.value;
    Offer {
        name: project.name.clone(),
        url: composer.to(&item.url),
        industry: project.industry.as_ref().map(|name| composer.term(&site.industries, name)),
        location: project.location.as_ref().map(|name| composer.term(&site.locations, name)),
        investment: project.investment.as_ref().map(Money::to_string),
        seeking: project.seeking.clone(),
        service: project.service.as_deref().map(contact),
    }
}
