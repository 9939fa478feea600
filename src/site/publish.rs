//! What of a site is public on a day: the half of the disclosure gate that looks at intentions.

use std::{collections::BTreeMap, sync::Arc};

use super::{Item, Records};
use crate::{
    artifact::UrlPath,
    model::{Carrier, Cited, Date, Disclosure, Document, Moment, Project, Roster, Withdrawal},
};

/// An item that was taken down: its address, the day and the reason, and nothing else of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Withdrawn {
    /// The file it came from.
    pub path: Arc<str>,
    /// The address that now says 已撤下.
    pub url: UrlPath,
    /// The day and the reason.
    pub withdrawal: Withdrawal,
}

/// What decides whether an item leaves the build.
pub trait Publishable {
    /// 公开属性.
    fn disclosure(&self) -> Disclosure;
    /// Set when it was taken down.
    fn withdrawal(&self) -> Option<&Withdrawal>;
    /// 发布日期, for items that have one.
    fn published(&self) -> Option<&Moment> {
        None
    }
    /// Former addresses that lead to it.
    fn aliases(&self) -> &[Cited<String>];
}

macro_rules! publishable {
    ($($kind:ty),*) => {$(
        impl Publishable for $kind {
            fn disclosure(&self) -> Disclosure {
                self.disclosure
            }
            fn withdrawal(&self) -> Option<&Withdrawal> {
                self.withdrawn.as_ref()
            }
            fn aliases(&self) -> &[Cited<String>] {
                &self.aliases
            }
        }
    )*};
}
publishable!(Project, Carrier, Roster);

impl Publishable for Document {
    fn disclosure(&self) -> Disclosure {
        self.disclosure
    }
    fn withdrawal(&self) -> Option<&Withdrawal> {
        self.withdrawn.as_ref()
    }
    fn published(&self) -> Option<&Moment> {
        self.published.as_ref()
    }
    fn aliases(&self) -> &[Cited<String>] {
        &self.aliases
    }
}

/// Whether an item is shown on the as-of day: 主动公开, not taken down, and its 发布日期 not still to come.
#[must_use]
pub fn is_published(item: &impl Publishable, as_of: Date) -> bool {
    item.disclosure().is_public()
        && item.withdrawal().is_none()
        && item.published().is_none_or(|moment| moment.date() <= as_of)
}

/// What becomes of a file's content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Publicity {
    /// It is published.
    Shown,
    /// It is 主动公开, but taken down or not yet published.
    NotShown,
    /// It is not 主动公开.
    Withheld,
}

impl Records {
    /// What becomes of each item's file on `as_of`.
    #[must_use]
    pub fn publicity(&self, as_of: Date) -> BTreeMap<Arc<str>, Publicity> {
        let mut publicity = BTreeMap::new();
        note(&self.documents, as_of, &mut publicity);
        note(&self.projects, as_of, &mut publicity);
        note(&self.carriers, as_of, &mut publicity);
        note(&self.rosters, as_of, &mut publicity);
        publicity
    }

    /// The records that are public on `as_of`, and the bare remains of those taken down.
    #[must_use]
    pub fn public(&self, as_of: Date) -> (Self, Vec<Withdrawn>) {
        let mut withdrawn = Vec::new();
        let records = Self {
            // Those without a file of their own are made again for what is public: else their names would tell of more.
            columns: self.columns.iter().filter(|column| column.path.is_some()).cloned().collect(),
            documents: keep(&self.documents, as_of, &mut withdrawn),
            projects: keep(&self.projects, as_of, &mut withdrawn),
            carriers: keep(&self.carriers, as_of, &mut withdrawn),
            rosters: keep(&self.rosters, as_of, &mut withdrawn),
            units: self.units.clone(),
            groups: self.groups.clone(),
            topics: self.topics.clone(),
            files: self.files.clone(),
        };
        (records, withdrawn)
    }
}

fn note<T: Publishable>(items: &[Item<T>], as_of: Date, publicity: &mut BTreeMap<Arc<str>, Publicity>) {
    for item in items {
        let state = match (item.value.disclosure().is_public(), is_published(&*item.value, as_of)) {
            (_, true) => Publicity::Shown,
            (true, false) => Publicity::NotShown,
            (false, false) => Publicity::Withheld,
        };
        publicity.insert(Arc::clone(&item.path), state);
    }
}

fn keep<T: Publishable + Clone>(items: &[Item<T>], as_of: Date, withdrawn: &mut Vec<Withdrawn>) -> Vec<Item<T>> {
    for item in items.iter().filter(|item| item.value.disclosure().is_public()) {
        let was_published = item.value.published().is_none_or(|moment| moment.date() <= as_of);
        if let Some(withdrawal) = item.value.withdrawal().filter(|_| was_published) {
            withdrawn.push(Withdrawn {
                path: Arc::clone(&item.path),
                url: item.url.clone(),
                withdrawal: withdrawal.clone(),
            });
        }
    }
    items.iter().filter(|item| is_published(&*item.value, as_of)).cloned().collect()
}
