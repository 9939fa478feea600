//! The public site as data: each dataset as CSV, JSON and a workbook, projects as OC4IDS, rosters as Popolo, and a
//! catalogue of them all (DCAT).
//!
//! A dataset is a table whose rows are made from the records one by one; each of its files is one pass over the site.

mod catalog;
mod column;
mod oc4ids;
mod popolo;
mod prose;
mod record;

use std::{collections::BTreeSet, sync::Arc};

use serde::Serialize;

pub(super) use self::prose::kind;
use super::{File, Inputs, Renderer, alternate::Subject, meta::full_name, theme::Labels};
use crate::{
    artifact::{Artifact, UrlPath},
    model::Cited,
    site::{Item, Site},
    table::{self, Cell, Kind, Row, Sheet, Workbook},
};

/// The rows of a dataset.
type Rows<'a> = Box<dyn Iterator<Item = Row<'a>> + 'a>;

/// What the site gives away as a table.
#[derive(Debug)]
pub(super) struct Dataset {
    /// Its name in addresses, and the key of its title.
    pub(super) name: &'static str,
    pub(super) columns: &'static [Column],
    rows: for<'a> fn(&'a Site) -> Rows<'a>,
    /// The files its rows are made from.
    sources: fn(&Site) -> BTreeSet<Arc<str>>,
    /// How many rows it has.
    pub(super) count: fn(&Site) -> usize,
}

/// A column of a dataset.
#[derive(Debug)]
pub(super) struct Column {
    /// Its key in JSON.
    pub(super) key: &'static str,
    /// What the keys of its label and of its meaning have in common.
    label: &'static str,
    pub(super) kind: Kind,
}

static DATASETS: [Dataset; 7] = [
    prose::DOCUMENTS,
    record::PROJECTS,
    record::CARRIERS,
    record::UPDATES,
    prose::TASKS,
    prose::INDICATORS,
    record::ROSTERS,
];

/// The name of the catalogue in the data directory.
pub(super) const CATALOG: &str = "catalog.jsonld";

/// A file of a dataset.
#[derive(Debug, Clone, Copy)]
pub(super) struct Format {
    /// What follows the dataset's name.
    pub(super) ending: &'static str,
    /// What it is called.
    pub(super) name: &'static str,
    pub(super) media_type: &'static str,
    /// The standard it follows.
    pub(super) conforms_to: Option<&'static str>,
    make: for<'a> fn(&Dataset, &Renderer<'a>) -> Vec<u8>,
}

const TABLES: [Format; 3] = [
    Format { ending: "csv", name: "CSV", media_type: "text/csv", conforms_to: None, make: csv },
    Format {
        ending: "xlsx",
        name: "XLSX",
        media_type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        conforms_to: None,
        make: xlsx,
    },
    Format { ending: "json", name: "JSON", media_type: "application/json", conforms_to: None, make: json },
];
const OC4IDS: Format = Format {
    ending: "oc4ids.json",
    name: "OC4IDS",
    media_type: "application/json",
    conforms_to: Some("https://standard.open-contracting.org/infrastructure/"),
    make: |_, renderer| oc4ids::package(renderer.site),
};
const POPOLO: Format = Format {
    ending: "popolo.json",
    name: "Popolo",
    media_type: "application/json",
    conforms_to: Some("http://www.popoloproject.com/specs/"),
    make: |_, renderer| popolo::document(renderer.site),
};

impl Dataset {
    /// The files it is given away in; a standard's own file only where there is anything to put into it.
    pub(super) fn formats(&self, site: &Site) -> impl Iterator<Item = Format> {
        let own = match self.name {
            "projects" => Some(OC4IDS),
            "rosters" => Some(POPOLO),
            _ => None,
        };
        TABLES.into_iter().chain(own.filter(|_| (self.count)(site) > 0))
    }

    /// The address of the page that explains it.
    pub(super) fn url(&self) -> UrlPath {
        directory().join(self.name)
    }

    /// The name of one of its files in the data directory.
    pub(super) fn file(&self, format: Format) -> String {
        format!("{}.{}", self.name, format.ending)
    }

    pub(super) fn title(&self, labels: &Labels) -> String {
        labels.text(&format!("data_{}", self.name)).to_owned()
    }

    fn keys(&self) -> Vec<&'static str> {
        self.columns.iter().map(|column| column.key).collect()
    }
}

impl Column {
    pub(super) fn label(&self, labels: &Labels) -> String {
        labels.text(&format!("column_{}", self.label)).to_owned()
    }

    pub(super) fn meaning(&self, labels: &Labels) -> String {
        labels.text(&format!("column_{}_means", self.label)).to_owned()
    }
}

/// What the datasets say of one item: of a roster what they say of its body, not of those who sit on it.
pub(super) fn facts(site: &Site, subject: Subject) -> (&'static [Column], Row<'_>) {
    match subject {
        Subject::Document(index) => (prose::DOCUMENTS.columns, prose::document(site, index)),
        Subject::Project(index) => (record::PROJECTS.columns, record::project(site, index)),
        Subject::Carrier(index) => (record::CARRIERS.columns, record::carrier(site, index)),
        Subject::Roster(index) => record::roster(site, index),
    }
}

/// The address of the page that lists all datasets; their files stand beside it.
pub(super) fn directory() -> UrlPath {
    UrlPath::new("data")
}

/// Where the file `name` of the data directory is published.
fn path(name: &str) -> String {
    format!("{}{name}", &directory().as_str()[1..])
}

impl Renderer<'_> {
    /// Every file of `/data/` but its pages.
    pub fn data(&self, inputs: &Inputs) -> Vec<File<'_>> {
        let (site, inputs) = (self.site, inputs.records());
        let file = |dataset: &'static Dataset, format: Format| {
            let path = path(&dataset.file(format));
            let make = {
                let path = path.clone();
                move || Artifact {
                    path: path.clone(),
                    bytes: (format.make)(dataset, self),
                    sources: (dataset.sources)(site).into_iter().collect(),
                }
            };
            File { path, inputs, make: Box::new(make) }
        };
        let files = datasets().flat_map(|dataset| dataset.formats(site).map(move |format| (dataset, format)));
        let catalog = File { path: path(CATALOG), inputs, make: Box::new(|| catalog::artifact(self)) };
        files.map(|(dataset, format)| file(dataset, format)).chain([catalog]).collect()
    }
}

/// Every dataset, in the order of the catalogue.
pub(super) fn datasets() -> impl Iterator<Item = &'static Dataset> {
    DATASETS.iter()
}

fn csv(dataset: &Dataset, renderer: &Renderer<'_>) -> Vec<u8> {
    let labels: Vec<String> = dataset.columns.iter().map(|column| column.label(renderer.labels)).collect();
    let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
    table::csv(&labels, (dataset.rows)(renderer.site))
}

/// What a dataset's JSON says of itself before its records.
#[derive(Serialize)]
struct Head<'a> {
    dataset: &'static str,
    title: &'a str,
    site: &'a str,
    as_of: String,
}

fn json(dataset: &Dataset, renderer: &Renderer<'_>) -> Vec<u8> {
    let site = renderer.site;
    let head = Head {
        dataset: dataset.name,
        title: &dataset.title(renderer.labels),
        site: &site.config.site.title,
        as_of: site.as_of.iso(),
    };
    table::json(&head, &dataset.keys(), (dataset.rows)(site))
}

fn xlsx(dataset: &Dataset, renderer: &Renderer<'_>) -> Vec<u8> {
    let labels: Vec<String> = dataset.columns.iter().map(|column| column.label(renderer.labels)).collect();
    let columns: Vec<(&str, Kind)> =
        labels.iter().zip(dataset.columns).map(|(label, column)| (label.as_str(), column.kind)).collect();
    let title = dataset.title(renderer.labels);
    let mut book = Workbook::new(&title, renderer.site.as_of);
    let sheet = Sheet { name: &title, title: None, lines: &[], columns: &columns, is_form: false };
    book.add(&sheet, (dataset.rows)(renderer.site));
    book.into_bytes()
}

/// The address of a page, as it stands in data: below the site's root, without the site's own address.
fn address(url: &UrlPath) -> Cell<'static> {
    Cell::text(url.encoded())
}

/// Units by their full names.
fn units<'a>(site: &'a Site, names: &'a [Cited<String>]) -> Cell<'a> {
    Cell::list(names.iter().map(|name| full_name(site, &name.value)))
}

/// What a unit is called in data that refers to it: its id, else its name.
fn unit_id(site: &Site, written: &str) -> String {
    match site.units_named(written) {
        [unit] => site.units[*unit].url.as_str().trim_matches('/').replacen("units/", "unit/", 1),
        _ => format!("unit/{written}"),
    }
}

fn paths<T>(items: &[Item<T>]) -> impl Iterator<Item = Arc<str>> {
    items.iter().map(|item| Arc::clone(&item.path))
}
