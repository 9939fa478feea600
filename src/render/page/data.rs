//! The pages of `/data/`: what the site gives away, and what each column of it means.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{
    compose::{Composer, Day, Link},
    file_size::file_size,
    frame::{Draft, Head},
};
use crate::{
    render::{
        alternate::table::{Known, Table, Tables},
        data::{self, Dataset},
        json_ld, meta,
        theme::Labels,
    },
    site::Site,
    table::{Cell, Kind},
};

/// What the directory says of a dataset, in other forms.
const DATASETS: &[Known] = &[
    ("url", "column_url"),
    ("title", "data_dataset"),
    ("holds", "data_holds"),
    ("count", "data_count"),
    ("files", "data_download"),
];
/// What the page of a dataset says of a column, in other forms.
const COLUMNS: &[Known] =
    &[("label", "data_column"), ("key", "data_key"), ("kind", "data_kind"), ("meaning", "data_meaning")];

/// The data directory, or one dataset, as its template sees it; what it is not is empty.
#[derive(Debug, Default, Serialize)]
struct DataView {
    title: String,
    description: String,
    as_of: Option<Day>,
    /// On the page of the directory: every dataset.
    datasets: Vec<Entry>,
    /// On the page of the directory: the catalogue.
    catalog: Option<DataFile>,
    /// On the page of a dataset: the dataset itself.
    entry: Option<Entry>,
    columns: Vec<ColumnView>,
    /// The keys of what is said of single formats.
    notes: Vec<&'static str>,
}

#[derive(Debug, Serialize)]
struct Entry {
    title: String,
    description: String,
    url: String,
    count: usize,
    files: Vec<DataFile>,
}

#[derive(Debug, Serialize)]
struct DataFile {
    url: String,
    /// What its format is called: `CSV`.
    format: &'static str,
    /// Its size, where it has been made.
    size: Option<String>,
}

#[derive(Debug, Serialize)]
struct ColumnView {
    label: String,
    key: &'static str,
    /// The key of the name of what it holds.
    kind: &'static str,
    meaning: String,
}

/// The page of dataset number `index`, or that of the directory; `sizes` are those of the files, by path.
pub(super) fn draft(composer: &mut Composer<'_>, index: Option<usize>, sizes: &BTreeMap<String, u64>) -> Draft {
    let site = composer.site;
    let labels = composer.labels;
    let mut view = DataView { as_of: Some(composer.day(site.as_of)), ..DataView::default() };
    let mut above = Vec::new();
    match index.and_then(|index| data::datasets().nth(index)) {
        None => {
            view.title = labels.text("data").to_owned();
            view.description = labels.text("data_lead").to_owned();
            view.datasets = data::datasets().map(|dataset| entry(composer, dataset, sizes)).collect();
            view.catalog = Some(file(composer, data::CATALOG, "JSON-LD", sizes));
        }
        Some(dataset) => {
            let entry = entry(composer, dataset, sizes);
            view.title = entry.title.clone();
            view.description = entry.description.clone();
            view.columns = dataset
                .columns
                .iter()
                .map(|column| ColumnView {
                    label: column.label(labels),
                    key: column.key,
                    kind: kind(column.kind),
                    meaning: column.meaning(labels),
                })
                .collect();
            let notes = [("OC4IDS", "data_oc4ids"), ("Popolo", "data_popolo")];
            let has = |name: &str| entry.files.iter().any(|file| file.format == name);
            view.notes = notes.into_iter().filter(|(name, _)| has(name)).map(|(_, note)| note).collect();
            view.entry = Some(entry);
            above.push(Link { text: labels.text("data").to_owned(), url: composer.to(&data::directory()) });
        }
    }
    let head = Head {
        title: view.title.clone(),
        meta: meta::list(site, &view.title, &view.description),
        structured: Some(json_ld::list(site, &view.title, &composer.url)),
        above,
        ..Head::default()
    };
    Draft::new(head, "data", view)
}

/// The page in other forms: the datasets with the addresses of their files, or the columns of one.
pub(super) fn tables<'a>(site: &'a Site, labels: &'a Labels, index: Option<usize>) -> Tables<'a> {
    let Some(dataset) = index.and_then(|index| data::datasets().nth(index)) else {
        let row = |dataset: &Dataset| {
            let address = |format| format!("{}{}", data::directory().encoded(), dataset.file(format));
            vec![
                Cell::text(dataset.url().encoded()),
                Cell::text(dataset.title(labels)),
                Cell::text(labels.text(&means(dataset)).to_owned()),
                Cell::count((dataset.count)(site)),
                Cell::list(dataset.formats(site).map(address)),
            ]
        };
        let table = Table::new("datasets", "data_datasets", DATASETS, data::datasets().map(row).collect());
        return Tables::new(labels.text("data")).with(table);
    };
    let row = |column: &data::Column| {
        let kind = labels.text(kind(column.kind));
        vec![
            Cell::text(column.label(labels)),
            Cell::text(column.key),
            Cell::text(kind),
            Cell::text(column.meaning(labels)),
        ]
    };
    let table = Table::new("columns", "data_columns", COLUMNS, dataset.columns.iter().map(row).collect());
    Tables::new(dataset.title(labels)).with(table)
}

/// The key of what a dataset holds.
fn means(dataset: &Dataset) -> String {
    format!("data_{}_means", dataset.name)
}

fn entry(composer: &Composer<'_>, dataset: &Dataset, sizes: &BTreeMap<String, u64>) -> Entry {
    let (site, labels) = (composer.site, composer.labels);
    Entry {
        title: dataset.title(labels),
        description: labels.text(&means(dataset)).to_owned(),
        url: composer.to(&dataset.url()),
        count: (dataset.count)(site),
        files: dataset.formats(site).map(|format| file(composer, &dataset.file(format), format.name, sizes)).collect(),
    }
}

fn file(composer: &Composer<'_>, name: &str, format: &'static str, sizes: &BTreeMap<String, u64>) -> DataFile {
    let directory = data::directory();
    let size = sizes.get(&format!("{}{name}", &directory.as_str()[1..]));
    DataFile { url: format!("{}{name}", composer.to(&directory)), format, size: size.copied().map(file_size) }
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Text | Kind::Prose => "kind_text",
        Kind::List => "kind_list",
        Kind::Whole => "kind_whole",
        Kind::Number => "kind_number",
        Kind::Day => "kind_day",
        Kind::Moment => "kind_moment",
    }
}
