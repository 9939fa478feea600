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
        data::{self, Dataset},
        json_ld, meta,
    },
    table::Kind,
};

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

fn entry(composer: &Composer<'_>, dataset: &Dataset, sizes: &BTreeMap<String, u64>) -> Entry {
    let (site, labels) = (composer.site, composer.labels);
    Entry {
        title: dataset.title(labels),
        description: labels.text(&format!("data_{}_means", dataset.name)).to_owned(),
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
