//! The page of a topic: how many documents it has and how they stand, what they ask of whom, what rests on them.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{
    compose::{Composer, DocumentEntry, Link, Name, ProjectEntry},
    document::task::{TaskView, task},
    figures::{self, GroupRow},
    frame::Draft,
    list::{self, Listing, Pager, Subject},
    register::Register,
};
use crate::{
    model::{DocumentKind, Validity},
    site::{
        Site,
        figures::total,
        indicator::{Standing, standing},
        is_done,
    },
};

/// A topic as its template sees it.
#[derive(Debug, Serialize)]
struct TopicView {
    title: String,
    counts: Counts,
    /// Who issued its documents, those of most documents first.
    issuers: Vec<Issuer>,
    /// Tasks with a day or a cycle that are not done, the earliest first.
    due: Vec<TopicTask>,
    documents: Vec<DocumentEntry>,
    /// Projects that rest on its documents, with their sums.
    projects: Vec<ProjectEntry>,
    total: GroupRow,
    pager: Option<Pager>,
}

/// How much there is of what.
#[derive(Debug, Default, Serialize)]
struct Counts {
    documents: usize,
    plans: usize,
    in_force: usize,
    tasks: usize,
    tasks_done: usize,
    indicators: usize,
    indicators_reached: usize,
}

#[derive(Debug, Serialize)]
struct Issuer {
    unit: Name,
    documents: usize,
}

/// A task with the document that sets it.
#[derive(Debug, Serialize)]
struct TopicTask {
    task: TaskView,
    document: Link,
}

/// How many tasks the page lists.
const TASKS: usize = 20;

pub(super) fn draft(composer: &mut Composer<'_>, topic: usize, listing: &Listing) -> Draft {
    let site = composer.site;
    let subject = Subject::Term(Register::Topics, topic);
    let term = &site.topics[topic];
    for index in &term.documents {
        composer.source(&site.records.documents[*index].path);
    }
    let projects: Vec<usize> = resting(site, &term.documents);
    let view = TopicView {
        title: term.name.clone(),
        counts: counts(site, &term.documents),
        issuers: issuers(composer, &term.documents),
        due: due(composer, &term.documents),
        documents: composer.documents(listing.page(1)),
        total: figures::row(composer, &total(site, &projects), None, &[]),
        projects: composer.projects(&projects),
        pager: Pager::new(composer, &term.url, 1, listing.pages()),
    };
    Draft::new(list::head(composer, subject, &term.name, 1), "topic", view)
}

/// The projects that rest on any of these documents.
fn resting(site: &Site, documents: &[usize]) -> Vec<usize> {
    let projects: BTreeSet<usize> = documents.iter().flat_map(|index| &site.links[*index].projects).copied().collect();
    projects.into_iter().collect()
}

fn counts(site: &Site, documents: &[usize]) -> Counts {
    let mut counts = Counts { documents: documents.len(), ..Counts::default() };
    for index in documents {
        let document = &site.records.documents[*index].value;
        counts.plans += usize::from(document.kind == DocumentKind::Plan);
        counts.in_force += usize::from(matches!(site.links[*index].validity, Some(Validity::InForce)));
        counts.tasks += document.tasks.len();
        counts.tasks_done += document.tasks.iter().filter(|task| is_done(task)).count();
        counts.indicators += document.indicators.len();
        let reached = |indicator| standing(indicator, site.as_of) == Standing::Reached;
        counts.indicators_reached += document.indicators.iter().filter(|indicator| reached(indicator)).count();
    }
    counts
}

fn issuers(composer: &Composer<'_>, documents: &[usize]) -> Vec<Issuer> {
    let mut issuers: Vec<Issuer> = Vec::new();
    for index in documents {
        for name in composer.units(&composer.site.records.documents[*index].value.issuer) {
            match issuers.iter_mut().find(|issuer| issuer.unit == name) {
                Some(issuer) => issuer.documents += 1,
                None => issuers.push(Issuer { unit: name, documents: 1 }),
            }
        }
    }
    issuers.sort_by_key(|issuer| std::cmp::Reverse(issuer.documents));
    issuers
}

fn due(composer: &Composer<'_>, documents: &[usize]) -> Vec<TopicTask> {
    let site = composer.site;
    let tasks = documents.iter().flat_map(|index| {
        let item = &site.records.documents[*index];
        item.value.tasks.iter().map(move |task| (item, task))
    });
    let mut open: Vec<_> = tasks.filter(|(_, task)| task.due.is_some() && !is_done(task)).collect();
    open.sort_by_key(|(_, task)| task.due);
    open.truncate(TASKS);
    open.into_iter()
        .map(|(item, entry)| {
            let document = Link { text: item.value.title.clone(), url: composer.to(&item.url) };
            TopicTask { task: task(composer, entry, &document.url), document }
        })
        .collect()
}
