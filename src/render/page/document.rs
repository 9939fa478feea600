//! The page of a document, a plan, an update or a standing page: one text with all that is known about it.

mod attachment;
pub(super) mod body;
mod metadata;
mod plan;
mod relation;
pub(super) mod task;

use serde::Serialize;

use self::{
    attachment::AttachmentView,
    body::BodyView,
    metadata::Row,
    plan::{IndicatorView, PoolTable},
    relation::{Notice, Relation},
    task::TaskTable,
};
use super::{
    compose::{
        Composer, Day, Html, Link, Name, Number, ProjectEntry, ValidityView, kind_key, number_view, title_markup,
        validity_view,
    },
    figures,
    frame::{Draft, Head},
    matrix,
};
use crate::{
    model::{Document, DocumentKind, Moment},
    render::{json_ld, meta, qr::QrView},
    site::DocumentLinks,
};

/// A document as its template sees it.
#[derive(Debug, Serialize)]
struct DocumentView {
    /// The label of its kind.
    kind: &'static str,
    is_official: bool,
    genre: Option<String>,
    title: Html,
    plain_title: String,
    number: Option<Number>,
    issuer: Vec<Name>,
    dated: Option<Day>,
    published: Option<Day>,
    source: Option<String>,
    author: Option<String>,
    validity: Option<ValidityView>,
    notice: Option<Notice>,
    summary: Option<String>,
    /// 发文机关标志.
    mark: Option<String>,
    body: BodyView,
    indicators: Vec<IndicatorView>,
    tasks: TaskTable,
    pools: PoolTable,
    /// The day that decides how its indicators and tasks stand.
    as_of: Day,
    /// Whether it shows tables of records: indicators, tasks, pools, rosters, forms, projects.
    has_records: bool,
    /// The page of its responsibility matrix.
    matrix: Option<String>,
    original: Option<AttachmentView>,
    attachments: Vec<AttachmentView>,
    metadata: Vec<Row>,
    relations: Vec<Relation>,
    projects: Vec<ProjectEntry>,
    topics: Vec<Link>,
    /// 印发机关 and 印发日期, for the last lines of the sheet (版记).
    colophon: Option<Colophon>,
    /// What to write where the document is cited: title, number, organ, day, address.
    citation: String,
    /// The address to be printed.
    address: String,
    /// The same for cameras.
    code: Option<QrView>,
}

/// 版记.
#[derive(Debug, Serialize)]
struct Colophon {
    printed_by: Option<String>,
    printed: Option<Day>,
}

pub(super) fn draft(composer: &mut Composer<'_>, index: usize) -> Draft {
    let site = composer.site;
    let item = &site.records.documents[index];
    composer.source(&item.path);
    let view = view(composer, index);
    let head = Head {
        title: item.value.title.clone(),
        meta: meta::document(site, index),
        structured: Some(json_ld::document(site, index)),
        ..Head::default()
    };
    let template = item.value.template.as_ref().map(|template| template.value.clone());
    Draft { template, ..Draft::new(head, "document", view) }
}

fn view(composer: &mut Composer<'_>, index: usize) -> DocumentView {
    let site = composer.site;
    let item = &site.records.documents[index];
    let (document, links) = (&item.value, &site.links[index]);
    DocumentView {
        kind: kind_key(document.kind),
        is_official: is_official(document),
        genre: document.genre.clone(),
        title: title_markup(&document.title),
        plain_title: document.title.clone(),
        number: document.doc_number.as_ref().map(|number| number_view(&number.value)),
        issuer: composer.units(&document.issuer),
        dated: document.dated.map(|date| composer.day(date)),
        published: document.published.map(|moment| composer.moment(moment)),
        source: document.source.clone(),
        author: document.author.clone(),
        validity: links.validity.map(validity_view),
        notice: Notice::of(composer, document, links),
        summary: document.summary.clone(),
        mark: document.mark.clone(),
        body: body::document(composer, index),
        indicators: document.indicators.iter().map(|indicator| plan::indicator(composer, indicator)).collect(),
        tasks: TaskTable::of(composer, document),
        pools: PoolTable::of(composer, index),
        as_of: composer.day(site.as_of),
        has_records: has_records(document, links),
        matrix: site.matrix(index).map(|_| composer.to(&matrix::url(site, index))),
        original: document.original.as_ref().map(|file| AttachmentView::original(composer, &item.path, &file.value)),
        attachments: attachment::all(composer, item),
        metadata: metadata::rows(composer, index),
        relations: relation::all(composer, document, links),
        projects: composer.projects(&links.projects),
        topics: topics(composer, index),
        colophon: colophon(composer, document),
        citation: citation(composer, index),
        address: meta::absolute(site, &item.url),
        code: QrView::of(&meta::absolute(site, &item.url)),
    }
}

fn colophon(composer: &Composer<'_>, document: &Document) -> Option<Colophon> {
    let printed_by = document.printed_by.as_deref().map(|name| meta::full_name(composer.site, name).to_owned());
    let printed = document.printed.map(|date| composer.day(date));
    (printed_by.is_some() || printed.is_some()).then_some(Colophon { printed_by, printed })
}

fn citation(composer: &Composer<'_>, index: usize) -> String {
    let item = &composer.site.records.documents[index];
    let document = &item.value;
    let title = match &document.doc_number {
        Some(number) => {
            composer.labels.fill("titled_number", &[("title", &document.title), ("number", &number.value.to_string())])
        }
        None => document.title.clone(),
    };
    let issuers = document.issuer.iter().map(|issuer| meta::full_name(composer.site, &issuer.value).to_owned());
    let issuers = issuers.collect::<Vec<_>>().join(composer.labels.text("separator"));
    let day = document.dated.or(document.published.map(Moment::date)).map(|date| composer.day(date).text);
    let address = meta::absolute(composer.site, &item.url);
    let parts = [Some(title), Some(issuers), day, Some(address)].into_iter().flatten().filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(composer.labels.text("comma"))
}

fn has_records(document: &Document, links: &DocumentLinks) -> bool {
    let promises = !document.indicators.is_empty() || !document.tasks.is_empty() || !document.pools.is_empty();
    promises || !document.attachments.is_empty() || !links.projects.is_empty()
}

/// Whether the text is set as official documents are, with indented paragraphs.
fn is_official(document: &Document) -> bool {
    matches!(document.kind, DocumentKind::Document | DocumentKind::Plan)
}

/// The topics a document is filed under, by their own names.
pub(super) fn topics(composer: &Composer<'_>, index: usize) -> Vec<Link> {
    let filed = |term: &&crate::site::Term| term.documents.binary_search(&index).is_ok();
    let terms = composer.site.topics.iter().filter(filed);
    terms.map(|term| Link { text: term.name.clone(), url: composer.to(&term.url) }).collect()
}
