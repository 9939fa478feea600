//! The day that decides what is published, where neither the command nor a commit says it.

use crate::{
    model::Date,
    site::{Item, Publishable, Records, ordering},
};

/// The as-of of a site in which no day is stated: the first day a Chinese government document can bear.
pub(super) fn earliest() -> Date {
    Date::new(1949, 10, 1).expect("invariant: the day exists")
}

/// The newest day that a public record states of itself.
pub(super) fn newest(records: &Records) -> Option<Date> {
    let documents = shown(&records.documents).filter_map(|document| {
        let others = [document.dated, document.printed, document.signed, document.registered, document.dispatched];
        others.into_iter().flatten().chain(ordering(document)).max()
    });
    let projects = shown(&records.projects).flat_map(|project| {
        let reached = project.milestones.iter().filter_map(|milestone| milestone.actual);
        project.updates.iter().map(|update| update.date).chain(reached)
    });
    let carriers = shown(&records.carriers).filter_map(|carrier| carrier.as_of);
    let rosters = shown(&records.rosters).filter_map(|roster| roster.effective);
    documents.chain(projects).chain(carriers).chain(rosters).max()
}

fn shown<T: Publishable>(items: &[Item<T>]) -> impl Iterator<Item = &T> {
    items.iter().map(|item| &*item.value).filter(|value| value.disclosure().is_public() && value.withdrawal().is_none())
}
