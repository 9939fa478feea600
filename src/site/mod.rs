//! All values of a site in one immutable graph: who cites whom, who leads what, how much stands in each stage.
//!
//! Records go in, a [`Site`] comes out; nothing here knows a template, writes a file or reports a finding.

mod arrears;
mod assemble;
mod date;
pub mod figures;
mod file;
pub mod indicator;
mod matrix;
pub mod milestone;
pub mod progress;
mod publish;
mod reference;
pub mod roster;
mod statistics;
mod taxonomy;
mod unit;
mod wording;

use std::{collections::BTreeMap, ops::Range, sync::Arc};

pub use crate::parse::{Column, Item, Records};

use self::file::Addresses;
pub use self::{
    arrears::{Arrears, arrears, is_done, task_overdue},
    date::ordering,
    figures::{Dimension, Group},
    file::{PublishedFile, Target, named_files},
    matrix::Matrix,
    publish::{Publicity, Publishable, Withdrawn, is_published},
    statistics::{Counted, StageTotal, Sums},
    taxonomy::Term,
    unit::{TaskReference, UnitNode, UnitRole},
};
use crate::{
    artifact::UrlPath,
    config::Config,
    model::{BulletinPlace, Date, DocumentNumber, Period, Validity},
};

/// The whole site. Documents stand newest first, then by address; projects, carriers and rosters by address.
#[derive(Debug, Clone)]
pub struct Site {
    /// The configuration.
    pub config: Config,
    /// The day that decides what is published, expired, overdue.
    pub as_of: Date,
    /// The records, sorted, with the columns that make themselves added; columns by weight, then address.
    pub records: Records,
    /// Documents by number; the first by address where a number stands twice.
    pub numbers: BTreeMap<DocumentNumber, usize>,
    /// What ties each document to others, in the order of `records.documents`.
    pub links: Vec<DocumentLinks>,
    /// The newest signed bulletin of each period that has one: the document, and where it stands to the automatic page.
    pub bulletins: BTreeMap<Period, (usize, BulletinPlace)>,
    /// Every unit that is registered or named, registered ones first in their file's order, then by name.
    pub units: Vec<UnitNode>,
    /// Units by every name they go by; a group's name leads to several.
    pub unit_names: BTreeMap<String, Vec<usize>>,
    /// Topics: registered ones in their file's order, then by name.
    pub topics: Vec<Term>,
    /// Industries of projects and carriers, by name.
    pub industries: Vec<Term>,
    /// Locations of projects and carriers, by name.
    pub locations: Vec<Term>,
    /// Named lists of projects, by name.
    pub lists: Vec<Term>,
    /// The pages of the sources.
    addresses: Arc<Addresses>,
    /// Counts and sums by stage, in the order of the configured stages.
    pub stage_totals: Vec<StageTotal>,
    /// What records that are not public add to those totals, by stage.
    pub counted: BTreeMap<String, Counted>,
    /// Items that were taken down, by address.
    pub withdrawn: Vec<Withdrawn>,
    /// 页面最后修改: the day the file of a public document was last changed, from history, by path. It orders nothing and
    /// stands in for no field of a record.
    pub modified: BTreeMap<Arc<str>, Date>,
}

/// What ties a document to others; each list holds indices into `records.documents`, or of projects where it says so.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DocumentLinks {
    /// Its validity on the as-of day: as entered, else as its dates and other documents decide; `None` if nothing says.
    pub validity: Option<Validity>,
    /// Documents its text or fields mention.
    pub cites: Vec<usize>,
    /// Documents that mention it.
    pub cited_by: Vec<usize>,
    /// Documents that take its place.
    pub replaced_by: Vec<usize>,
    /// Documents that change it.
    pub amended_by: Vec<usize>,
    /// Documents that repeal it.
    pub repealed_by: Vec<usize>,
    /// Documents that carry it out.
    pub implemented_by: Vec<usize>,
    /// Documents that explain it.
    pub interpreted_by: Vec<usize>,
    /// Projects that rest on it.
    pub projects: Vec<usize>,
}

impl Site {
    /// The documents that `text` mentions by number, in order: the byte range covers `《…》（文号）`, else the number alone.
    #[must_use]
    pub fn references(&self, text: &str) -> Vec<(Range<usize>, usize)> {
        reference::find(text, &self.numbers)
    }

    /// The units a written name stands for: one, or those of a group; empty if the name is unknown.
    #[must_use]
    pub fn units_named(&self, name: &str) -> &[usize] {
        self.unit_names.get(unit::normalize(name).as_ref()).map_or(&[], Vec::as_slice)
    }

    /// The column that `url` stands in: the nearest one above it.
    #[must_use]
    pub fn column_of(&self, url: &UrlPath) -> Option<&Column> {
        self.records
            .columns
            .iter()
            .filter(|column| column.url != *url && url.as_str().starts_with(column.url.as_str()))
            .max_by_key(|column| column.url.as_str().len())
    }

    /// The roster at a path under `content/` without ending, such as `rosters/dajiankang`.
    #[must_use]
    pub fn roster_at(&self, path: &str) -> Option<usize> {
        let url = UrlPath::new(path);
        self.records.rosters.iter().position(|roster| roster.url == url)
    }

    /// The carrier at a path under `content/` without ending.
    #[must_use]
    pub fn carrier_at(&self, path: &str) -> Option<usize> {
        let url = UrlPath::new(path);
        self.records.carriers.iter().position(|carrier| carrier.url == url)
    }
}
