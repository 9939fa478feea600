//! Workbooks of several offices into the ledger of projects, one record each.

mod draft;
mod history;
mod ledger;
mod work;

use std::collections::{BTreeMap, BTreeSet};

use self::{
    draft::{Draft, Terms},
    ledger::Ledger,
};
use super::{
    Import, Input, Outcome,
    heading::{MILESTONE, PROJECT, UPDATE},
    record::Entry,
    report::{Place, Report},
    sheet::{self, Sheet},
};
use crate::{bilingual, site::Site, table::grids};

/// The stage that a sheet without a column for it reports: that of the clue form (线索上报表).
const CLUE: &str = "线索";

/// Reads workbooks and merges them with the ledger; nothing is written.
#[must_use]
pub fn projects(inputs: Vec<Input>, import: &Import<'_>) -> Outcome {
    let mut report = Report::default();
    let mut gathering = Gathering { import, drafts: Vec::new(), reporters: BTreeSet::new() };
    for input in inputs {
        gathering.read(input, &mut report);
    }
    let Gathering { drafts, reporters, .. } = gathering;
    let leads = drafts.iter().filter_map(|draft| match draft.entry("lead_unit") {
        Some(Entry::List(units)) => Some(units.clone()),
        _ => None,
    });
    let heard = if reporters.is_empty() { leads.flatten().collect() } else { reporters };
    report.silent = silent(import.site, &heard);
    let mut ledger = Ledger::new(import);
    for draft in drafts {
        ledger.take(draft, &mut report);
    }
    ledger.finish(report)
}

/// Units in the lead of a project that none of those heard is, by the names the ledger gives them.
fn silent(site: &Site, heard: &BTreeSet<String>) -> Vec<String> {
    let nodes: BTreeSet<&usize> = heard.iter().flat_map(|name| site.units_named(name)).collect();
    let mut silent = Vec::new();
    for unit in site.records.projects.iter().flat_map(|item| &item.value.lead_unit) {
        let is_heard =
            heard.contains(&unit.value) || site.units_named(&unit.value).iter().any(|node| nodes.contains(node));
        if !is_heard && !silent.contains(&unit.value) {
            silent.push(unit.value.clone());
        }
    }
    silent
}

/// The rows of all workbooks, those of one project joined.
struct Gathering<'a> {
    import: &'a Import<'a>,
    drafts: Vec<Draft>,
    /// The units that filled in a sheet.
    reporters: BTreeSet<String>,
}

impl Gathering<'_> {
    fn read(&mut self, input: Input, report: &mut Report) {
        let whole = Place::sheet(&input.name, "");
        let grids = match grids(&input.name, input.bytes) {
            Ok(grids) => grids,
            Err(error) => {
                let reason = error.reason;
                report.refuse(&whole, bilingual!("整个文件读不了：{reason}", "the file cannot be read: {reason}"));
                return;
            }
        };
        report.read[0] += 1;
        let first = self.drafts.len();
        let (mut goals, mut steps) = (Vec::new(), Vec::new());
        for grid in &grids {
            let place = Place::sheet(&input.name, &grid.name);
            if grid.is_hidden {
                report.unused.push(super::report::Remark {
                    place,
                    message: bilingual!("隐藏的工作表没有读", "a hidden sheet was not read"),
                });
            } else if let Some(sheet) = sheet::read(&input.name, grid, MILESTONE, &["code", "milestone"], report) {
                goals.extend(sheet.rows);
            } else if let Some(sheet) = sheet::read(&input.name, grid, UPDATE, &["code", "date", "stage"], report) {
                steps.extend(sheet.rows);
            } else if let Some(sheet) = sheet::read(&input.name, grid, PROJECT, &["name"], report) {
                self.sheet(&sheet, &place, report);
            } else if grid.height() > 0 {
                report.unused.push(super::report::Remark {
                    place,
                    message: bilingual!(
                        "没有找到表头（至少要有“项目名称”一列），整张表没有读",
                        "no head of a table (a column 项目名称 at least): the sheet was not read"
                    ),
                });
            }
        }
        history::attach(&mut self.drafts[first..], goals, steps, report);
    }

    fn sheet(&mut self, sheet: &Sheet, place: &Place, report: &mut Report) {
        report.read[1] += 1;
        let terms = Terms { stages: &self.import.site.config.stages, as_of: self.import.site.as_of };
        self.reporters.extend(sheet.above.reporter.clone());
        let mut is_noted = [false; 2];
        let month = sheet.above.reported.filter(|reported| reported.is_month);
        for row in &sheet.rows {
            report.read[2] += 1;
            let Some(mut draft) = draft::read(sheet, row, terms, report) else { continue };
            if let (Some(month), false, false) = (month, draft.steps.is_empty(), is_noted[0]) {
                is_noted[0] = true;
                let iso = month.day.iso();
                report.take(
                    place,
                    bilingual!(
                        "填报时间只写到月，进展记为月末{iso}",
                        "reported in a month, taken as its last day {iso}"
                    ),
                );
            }
            if !sheet.keys.contains(&"stage") && terms.stages.iter().any(|stage| stage.name == CLUE) {
                draft.entries.push(("stage", Entry::Text(CLUE.to_owned()), row.place.clone()));
                draft.is_stage_taken = true;
                if !std::mem::replace(&mut is_noted[1], true) {
                    report.take(
                        place,
                        bilingual!(
                            "没有“阶段”列，新项目按“{CLUE}”记",
                            "no column for the stage: new projects are {CLUE}"
                        ),
                    );
                }
            }
            if let (Some(reporter), None) = (&sheet.above.reporter, draft.entry("lead_unit")) {
                draft.reporter = Some(reporter.clone());
            }
            self.join(draft, report);
        }
    }

    /// Joins what two rows say of one project; the later one is refused where they disagree.
    fn join(&mut self, draft: Draft, report: &mut Report) {
        let same = self.drafts.iter_mut().find(|known| match (&known.code, &draft.code) {
            (Some(known), Some(code)) => known == code,
            _ => super::plain_name(&known.name) == super::plain_name(&draft.name),
        });
        let Some(known) = same else {
            self.drafts.push(draft);
            return;
        };
        let first = known.place.words();
        let conflict = draft.entries.iter().find(|(key, entry, _)| {
            *key != "lead_unit" && known.entry(key).is_some_and(|known| known.sense() != entry.sense())
        });
        if let Some((_, _, place)) = conflict {
            let (zh, en) = (&first.zh, &first.en);
            report.refuse(
                place,
                bilingual!(
                    "与{zh}是同一个项目，这一项却不同，请核对后留一处",
                    "the same project as {en}, which says otherwise here: keep one"
                ),
            );
            return;
        }
        let (zh, en) = (&first.zh, &first.en);
        report.take(&draft.place, bilingual!("与{zh}是同一个项目，已合并", "the same project as {en}: joined"));
        known.absorb(draft);
    }
}

impl Draft {
    /// Adds what another row says of the same project; units in the lead are joined.
    fn absorb(&mut self, other: Self) {
        for (key, entry, place) in other.entries {
            let held = self.entries.iter_mut().find(|(known, ..)| *known == key);
            match (held, entry) {
                (Some((_, Entry::List(units), _)), Entry::List(more)) => {
                    let new: Vec<String> = more.into_iter().filter(|unit| !units.contains(unit)).collect();
                    units.extend(new);
                }
                (Some(_), _) => {}
                (None, entry) => self.entries.push((key, entry, place)),
            }
        }
        self.code = self.code.take().or(other.code);
        self.day = self.day.max(other.day);
        self.goals.extend(
            other
                .goals
                .into_iter()
                .filter(|goal| self.goals.iter().all(|known| known.name != goal.name))
                .collect::<Vec<_>>(),
        );
        let new: Vec<_> = other
            .steps
            .into_iter()
            .filter(|step| self.steps.iter().all(|known| (known.date, known.sense()) != (step.date, step.sense())))
            .collect();
        self.steps.extend(new);
    }
}

/// The codes of a year that are taken: `YYYY-NNN`.
fn serials<'a>(codes: impl Iterator<Item = &'a str>) -> BTreeMap<i16, u32> {
    let mut last: BTreeMap<i16, u32> = BTreeMap::new();
    for code in codes {
        let Some((year, serial)) = code.split_once('-') else { continue };
        if let (4, Ok(year), Ok(serial)) = (year.len(), year.parse::<i16>(), serial.parse::<u32>()) {
            let held = last.entry(year).or_default();
            *held = serial.max(*held);
        }
    }
    last
}
