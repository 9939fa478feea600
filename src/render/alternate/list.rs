//! Lists as tables: what each item is called, where it stands, of which day and kind it is.

use std::sync::Arc;

use super::table::{Known, Table, Tables};
use crate::{
    model::Update,
    render::data,
    site::{Item, Site, ordering},
    table::{Cell, Row},
};

/// Items with day and kind.
pub(in crate::render) const ITEMS: &[Known] =
    &[("url", "column_url"), ("title", "column_title"), ("date", "column_update_date"), ("kind", "column_kind")];
/// Pages that are no items.
pub(in crate::render) const LINKS: &[Known] = &[("url", "column_url"), ("title", "column_title")];

/// What a list holds, by the indices of its items.
#[derive(Default)]
pub(in crate::render) struct Items<'i> {
    pub(in crate::render) documents: &'i [usize],
    pub(in crate::render) projects: &'i [usize],
    pub(in crate::render) carriers: &'i [usize],
    pub(in crate::render) rosters: &'i [usize],
}

impl<'a> Tables<'a> {
    /// The same with a list: address, title, day and kind of each of its items.
    #[must_use]
    pub(in crate::render) fn with_items(self, site: &'a Site, (key, title): Known, items: &Items<'_>) -> Self {
        let records = &site.records;
        let mut files = Vec::new();
        let mut rows: Vec<Row<'a>> = Vec::new();
        for index in items.documents {
            let item = &records.documents[*index];
            let kind = data::kind(item.value.kind);
            rows.push(row(&mut files, item, &item.value.title, [ordering(&item.value).into(), Cell::text(kind)]));
        }
        for index in items.projects {
            let item = &records.projects[*index];
            let day = item.value.updates.last().map(|update: &Update| update.date);
            rows.push(row(&mut files, item, &item.value.name, [day.into(), Cell::text("重点项目")]));
        }
        for index in items.carriers {
            let item = &records.carriers[*index];
            let cells = [item.value.as_of.into(), Cell::text("招商载体")];
            rows.push(row(&mut files, item, &item.value.name, cells));
        }
        for index in items.rosters {
            let item = &records.rosters[*index];
            let cells = [item.value.effective.into(), Cell::text("机构名单")];
            rows.push(row(&mut files, item, &item.value.name, cells));
        }
        self.made_from(files).with(Table::new(key, title, ITEMS, rows))
    }

    /// The same with a list of pages that are no items: address and title of each.
    #[must_use]
    pub(in crate::render) fn with_links(
        self,
        (key, title): Known,
        links: impl IntoIterator<Item = (String, &'a str)>,
    ) -> Self {
        let rows = links.into_iter().map(|(url, text)| vec![Cell::text(url), Cell::text(text)]).collect();
        self.with(Table::new(key, title, LINKS, rows))
    }
}

fn row<'a, T>(files: &mut Vec<Arc<str>>, item: &'a Item<T>, title: &'a str, more: [Cell<'a>; 2]) -> Row<'a> {
    files.push(Arc::clone(&item.path));
    [Cell::text(item.url.encoded()), Cell::text(title)].into_iter().chain(more).collect()
}
