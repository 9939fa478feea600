//! Lists of projects: all of them, those of a stage, an industry, a place, a named list.

use serde::Serialize;

use super::{
    compose::{CarrierEntry, Composer, DocumentEntry, Html, Link, ProjectEntry},
    document::body,
    figures::{self, GroupRow, GroupTable},
    frame::Draft,
    home::StageView,
    list::{self, Listing, PROJECTS, Pager, Subject},
    offer, progress,
    register::Register,
};
use crate::{
    artifact::UrlPath,
    site::{Dimension, Site, Term, figures::group, figures::total},
};

/// A list of projects as its template sees it.
#[derive(Debug, Serialize)]
struct ProjectsView {
    title: String,
    description: Option<String>,
    intro: Option<Html>,
    /// All projects of the list, on all its pages.
    total: GroupRow,
    /// The totals by stage with the records that are only counted, on the list of all projects.
    stages: Vec<StageView>,
    pipeline: Option<Html>,
    /// The projects of a list by stage or by industry.
    groups: Option<GroupTable>,
    narrowing: Vec<Narrowing>,
    figures: Option<String>,
    offers: Option<String>,
    /// The latest month that has a page.
    month: Option<Link>,
    projects: Vec<ProjectEntry>,
    carriers: Vec<CarrierEntry>,
    documents: Vec<DocumentEntry>,
    pager: Option<Pager>,
}

/// Lists that are part of this one.
#[derive(Debug, Serialize)]
struct Narrowing {
    /// The key of what they are narrowed by.
    label: &'static str,
    links: Vec<Link>,
}

/// The address of a stage's list.
pub(super) fn stage_url(site: &Site, stage: usize) -> UrlPath {
    let name = site.config.stages[stage].name.replace('/', "／");
    UrlPath::new(PROJECTS).join("stage").join(&name)
}

pub(super) fn draft(composer: &mut Composer<'_>, subject: Subject, listing: &Listing, number: usize) -> Draft {
    let site = composer.site;
    let (title, url) = (subject.title(site, composer.labels), subject.url(site));
    let column = subject.column(site);
    if let Some(path) = column.and_then(|column| column.path.as_ref()) {
        composer.source(path);
    }
    let is_first = number == 1;
    let is_whole = matches!(subject, Subject::Column(_));
    let view = ProjectsView {
        title: title.clone(),
        description: column.and_then(|column| column.description.clone()),
        intro: column.filter(|_| is_first).and_then(|column| body::column(composer, column)),
        total: figures::row(composer, &total(site, &listing.projects), None, &[]),
        stages: if is_whole && is_first { StageView::all(composer) } else { Vec::new() },
        pipeline: figures::pipeline(composer).filter(|_| is_whole && is_first),
        groups: groups(composer, subject, listing).filter(|_| is_first),
        narrowing: if is_whole && is_first { narrowing(composer) } else { Vec::new() },
        figures: is_whole.then(|| composer.to(&figures::url())),
        offers: offer::has_any(site).then(|| composer.to(&offer::url())),
        month: progress::latest(composer).into_iter().next().filter(|_| is_whole),
        projects: composer.projects(listing.project_page(number)),
        carriers: if is_first {
            listing.carriers.iter().map(|index| composer.carrier(*index)).collect()
        } else {
            Vec::new()
        },
        documents: composer.documents(listing.page(number)),
        pager: Pager::new(composer, &url, number, listing.pages()),
    };
    let head = list::head(composer, subject, &title, number);
    Draft::new(head, "projects", view)
}

/// The projects of a stage by industry, those of an industry, a place or a list by location or industry.
fn groups(composer: &Composer<'_>, subject: Subject, listing: &Listing) -> Option<GroupTable> {
    let site = composer.site;
    let (dimension, terms) = match subject {
        Subject::Term(Register::Industries, _) => (Dimension::Location, &site.locations),
        Subject::Stage(_) | Subject::Term(..) => (Dimension::Industry, &site.industries),
        _ => return None,
    };
    let groups = group(site, &listing.projects, dimension);
    (listing.projects.len() > 1).then(|| figures::table(composer, &groups, Some(terms), &listing.projects))
}

fn narrowing(composer: &Composer<'_>) -> Vec<Narrowing> {
    let site = composer.site;
    let terms = |terms: &[Term]| -> Vec<Link> {
        let filled = terms.iter().filter(|term| !term.projects.is_empty());
        filled.map(|term| Link { text: term.name.clone(), url: composer.to(&term.url) }).collect()
    };
    let stages = site
        .config
        .stages
        .iter()
        .enumerate()
        .filter(|(_, stage)| site.records.projects.iter().any(|project| project.value.stage.value == stage.name));
    let stages =
        stages.map(|(index, stage)| Link { text: stage.name.clone(), url: composer.to(&stage_url(site, index)) });
    let all = [
        ("stage", stages.collect()),
        ("industry", terms(&site.industries)),
        ("location", terms(&site.locations)),
        ("lists", terms(&site.lists)),
        ("by_month", progress::latest(composer)),
        ("by_year_short", progress::years(composer)),
    ];
    let all = all.into_iter().filter(|(_, links): &(_, Vec<Link>)| links.len() > 1);
    all.map(|(label, links)| Narrowing { label, links }).collect()
}
