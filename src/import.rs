//! Word, Excel and CSV files of offices into files for a person to review, and records back into the workbook.
//!
//! Nothing here writes: an import says which files it would write and what it did with every row.

pub mod above;
pub mod clause;
pub mod document;
pub mod heading;
pub mod project;
pub mod record;
pub mod report;
pub mod roster;
pub mod sheet;
pub mod value;
pub mod workbook;

use std::{collections::BTreeMap, sync::Arc};

use self::{record::Given, report::Report};
use crate::{
    bilingual,
    cache::Cache,
    diag::{Diagnostic, Quotable, Severity},
    model::Date,
    parse,
    site::Site,
    source::{Content, SourceFile},
};

/// A file to be imported.
#[derive(Debug)]
pub struct Input {
    /// Its name, without directories.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// The values that earlier imports gave, by the file they were written to.
pub type Memory = BTreeMap<String, Given>;

/// What an import is merged with.
#[derive(Debug)]
pub struct Import<'a> {
    /// All records of the site, public or not.
    pub site: &'a Site,
    /// The texts of its files, by path.
    pub texts: &'a BTreeMap<Arc<str>, Quotable>,
    /// What earlier imports gave.
    pub memory: Memory,
}

/// What an import would do.
#[derive(Debug)]
pub struct Outcome {
    /// What it says.
    pub report: Report,
    /// The files to be written, relative to the site directory, with their texts; sorted.
    pub files: Vec<(String, String)>,
    /// What is to be remembered for the next import.
    pub memory: Memory,
}

/// A name for comparison: without white space, in full-width brackets.
fn plain_name(name: &str) -> String {
    name.chars()
        .filter(|character| !character.is_whitespace())
        .map(|character| match character {
            '(' => '（',
            ')' => '）',
            other => other,
        })
        .collect()
}

/// What reading a file, and the rules on stages and clearance, find wrong with its text.
fn faults(import: &Import<'_>, path: &str, text: &str) -> Vec<Diagnostic> {
    let path: Arc<str> = path.into();
    let file = SourceFile { path: Arc::clone(&path), content: Content::Text(text.into()) };
    let cache = Cache::none();
    let parsed = parse::parse_files(&[file], &[], &cache.store("parsed"));
    let mut faults: Vec<Diagnostic> = parsed
        .diagnostics
        .into_iter()
        .filter(|found| found.path == path && found.severity == Severity::Error)
        .collect();
    for item in &parsed.records.projects {
        let project = &item.value;
        let withheld = |name: &str| import.site.config.stages.iter().any(|stage| stage.name == name && !stage.public);
        let is_cleared = |day: Date| day <= import.site.as_of;
        if project.disclosure.is_public() && withheld(&project.stage.value) && !project.cleared.is_some_and(is_cleared)
        {
            let stage = &project.stage.value;
            faults.push(Diagnostic::error(
                "uncleared_stage",
                &path,
                bilingual!(
                    "“{stage}”阶段的项目写了主动公开，但没有准予公开日期",
                    "a project in the stage {stage} is marked public without clearance"
                ),
            ));
        }
    }
    faults
}
