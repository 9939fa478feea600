//! The day by which a document is ordered.

use crate::model::{Date, Document};

/// The day that orders lists: published, else dated, else printed or another day its record states.
///
/// It orders and nothing else: no field is ever filled from another.
#[must_use]
pub fn ordering(document: &Document) -> Option<Date> {
    document
        .published
        .as_ref()
        .map(|moment| moment.date())
        .or(document.dated)
        .or(document.printed)
        .or(document.signed)
        .or(document.dispatched)
        .or(document.registered)
}
