//! The home page.

use serde::Serialize;

use super::{
    compose::{CarrierEntry, Composer, DocumentEntry, Html, Link, ProjectEntry},
    document::body,
    frame::{Draft, Head, top_columns},
    project::all_projects,
};
use crate::{
    model::{DocumentKind, Money, Status},
    render::{json_ld, meta},
    site::{Site, StageTotal},
};

/// How many of the newest items of a kind the home page shows.
const NEWEST: usize = 6;

/// The home page as its template sees it.
#[derive(Debug, Serialize)]
struct HomeView {
    title: String,
    intro: Option<Html>,
    /// The newest of documents and plans.
    documents: Vec<DocumentEntry>,
    updates: Vec<DocumentEntry>,
    stages: Vec<StageView>,
    all_projects: Option<Link>,
    /// Projects on offer.
    offers: Vec<ProjectEntry>,
    carriers: Vec<CarrierEntry>,
    columns: Vec<ColumnView>,
}

/// A column with what it publishes.
#[derive(Debug, Serialize)]
struct ColumnView {
    title: String,
    url: String,
    description: Option<String>,
}

/// The totals of a stage as a table row; sums of amounts 约 and 以上 stand apart from exact ones.
#[derive(Debug, Serialize)]
pub(super) struct StageView {
    stage: String,
    count: usize,
    public: usize,
    sums: Vec<String>,
    /// How many of them state no amount.
    unstated: usize,
}

impl StageView {
    /// The stages in which there are projects.
    pub(super) fn all(site: &Site) -> Vec<Self> {
        site.stage_totals.iter().filter(|total| total.count > 0).map(Self::of).collect()
    }

    fn of(total: &StageTotal) -> Self {
        let sums = &total.sums;
        Self {
            stage: total.stage.clone(),
            count: total.count,
            public: total.public,
            sums: [&sums.exact, &sums.about, &sums.at_least].into_iter().flatten().map(Money::to_string).collect(),
            unstated: sums.unstated,
        }
    }
}

pub(super) fn draft(composer: &mut Composer<'_>) -> Draft {
    let site = composer.site;
    let column = site.records.columns.iter().find(|column| column.url.as_str() == "/");
    if let Some(path) = column.and_then(|column| column.path.as_ref()) {
        composer.source(path);
    }
    let is_policy = |kind| matches!(kind, DocumentKind::Document | DocumentKind::Plan);
    let view = HomeView {
        title: site.config.site.title.clone(),
        intro: column.and_then(|column| body::column(composer, column)),
        documents: newest(composer, is_policy),
        updates: newest(composer, |kind| kind == DocumentKind::Update),
        stages: StageView::all(site),
        all_projects: all_projects(composer, site),
        offers: offers(composer),
        carriers: (0..site.records.carriers.len()).take(NEWEST).map(|index| composer.carrier(index)).collect(),
        columns: columns(composer),
    };
    let head = Head {
        title: site.config.site.title.clone(),
        meta: meta::home(site),
        structured: Some(json_ld::home(site)),
        has_feed: true,
        ..Head::default()
    };
    Draft::new(head, "home", &view)
}

fn newest(composer: &mut Composer<'_>, is_of: impl Fn(DocumentKind) -> bool) -> Vec<DocumentEntry> {
    let documents = &composer.site.records.documents;
    let indices: Vec<usize> =
        (0..documents.len()).filter(|index| is_of(documents[*index].value.kind)).take(NEWEST).collect();
    composer.documents(&indices)
}

/// Projects that say what they seek and are not held up.
fn offers(composer: &mut Composer<'_>) -> Vec<ProjectEntry> {
    let projects = composer.site.records.projects.iter().enumerate();
    let open = projects.filter(|(_, item)| {
        let project = &item.value;
        project.stage.value == "推介" && project.seeking.is_some() && project.status == Status::Normal
    });
    let indices: Vec<usize> = open.map(|(index, _)| index).take(NEWEST).collect();
    composer.projects(&indices)
}

fn columns(composer: &Composer<'_>) -> Vec<ColumnView> {
    top_columns(composer.site)
        .map(|column| ColumnView {
            title: column.title.clone(),
            url: composer.to(&column.url),
            description: column.description.clone(),
        })
        .collect()
}
