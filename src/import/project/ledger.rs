//! The ledger as it stands, and what becomes of it.

use std::collections::BTreeMap;

use super::{
    draft::Draft,
    serials,
    work::{Work, is_default},
};
use crate::{
    bilingual,
    diag::Severity,
    import::{
        Import, Memory, Outcome, faults, plain_name,
        record::{self, Entry, Given, Record},
        report::{Fate, Line, Place, Report},
    },
    model::Disclosure,
    parse::PROJECT,
};

/// The records of the site by code and by name, and what is to be written.
pub struct Ledger<'a> {
    import: &'a Import<'a>,
    by_code: BTreeMap<&'a str, usize>,
    by_name: BTreeMap<String, Vec<usize>>,
    serials: BTreeMap<i16, u32>,
    files: Vec<(String, String)>,
    memory: Memory,
}

impl<'a> Ledger<'a> {
    pub fn new(import: &'a Import<'a>) -> Self {
        let projects = &import.site.records.projects;
        let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, item) in projects.iter().enumerate() {
            by_name.entry(plain_name(&item.value.name)).or_default().push(index);
        }
        let stems = projects.iter().filter_map(|item| item.url.as_str().trim_matches('/').rsplit('/').next());
        Self {
            import,
            by_code: projects.iter().enumerate().map(|(index, item)| (item.value.code.value.as_str(), index)).collect(),
            by_name,
            serials: serials(projects.iter().map(|item| item.value.code.value.as_str()).chain(stems)),
            files: Vec::new(),
            memory: import.memory.clone(),
        }
    }

    /// Merges a project with its record, or makes a new one.
    pub fn take(&mut self, draft: Draft, report: &mut Report) {
        let named = self.by_name.get(&plain_name(&draft.name)).map_or(&[][..], Vec::as_slice);
        let known = match (draft.code.as_ref().map(|code| self.by_code.get(code.as_str())), named) {
            (Some(Some(index)), _) => Some(*index),
            (Some(None), [other, ..]) => {
                let code = &self.import.site.records.projects[*other].value.code.value;
                report.refuse(
                    &draft.place,
                    bilingual!(
                        "台账里同名项目的编号是{code}，与这里写的不同",
                        "the ledger has a project of that name with the code {code}"
                    ),
                );
                return;
            }
            (None, [_, _, ..]) => {
                report.refuse(
                    &draft.place,
                    bilingual!(
                        "台账里有几个同名项目，请填写项目编号",
                        "several projects of the ledger have that name: give the code"
                    ),
                );
                return;
            }
            (None, [index]) => Some(*index),
            (Some(None) | None, []) => None,
        };
        match known {
            Some(index) if self.is_renamed(index, &draft.name) => {
                let item = &self.import.site.records.projects[index].value;
                let (code, name) = (&item.code.value, &item.name);
                report.refuse(
                    &draft.place,
                    bilingual!(
                        "台账里编号{code}的项目是“{name}”，名称不同；如已改名，先改台账",
                        "the project {code} of the ledger is {name}; if it was renamed, change the record first"
                    ),
                );
            }
            Some(index) => self.change(index, draft, report),
            None => self.add(draft, report),
        }
    }

    /// Whether the record has another name than the row, and not because somebody gave it another since.
    fn is_renamed(&self, index: usize, name: &str) -> bool {
        let item = &self.import.site.records.projects[index];
        let given = self.import.memory.get(&*item.path).and_then(|given| given.get("name"));
        plain_name(&item.value.name) != plain_name(name)
            && given.is_none_or(|given| plain_name(given) != plain_name(name))
    }

    fn add(&mut self, mut draft: Draft, report: &mut Report) {
        if draft.stage().is_none() {
            report.refuse(&draft.place, bilingual!("新项目没有写阶段", "a new project without a stage"));
            return;
        }
        let code = draft.code.clone().unwrap_or_else(|| {
            let year = draft.day.unwrap_or(self.import.site.as_of).year();
            let serial = self.serials.get(&year).copied().unwrap_or_default() + 1;
            format!("{year}-{serial:03}")
        });
        let path = format!("content/projects/{code}.toml");
        let reporter = draft.reporter.take().filter(|_| draft.entry("lead_unit").is_none());
        if let Some(reporter) = reporter.clone() {
            draft.entries.push(("lead_unit", Entry::List(vec![reporter]), draft.place.clone()));
        }
        if draft.entry("disclosure").is_none() {
            let withheld = Entry::Text(Disclosure::Withheld.label().to_owned());
            draft.entries.push(("disclosure", withheld, draft.place.clone()));
        }
        draft.entries.push(("name", Entry::Text(draft.name.clone()), draft.place.clone()));
        draft.entries.push(("code", Entry::Text(code.clone()), draft.place.clone()));
        let Some(record) = Record::read("", PROJECT) else { return };
        let mut work = Work { record, given: Given::new(), gives: Given::new(), changed: Vec::new(), report };
        // A new record has its keys in the order of the field.
        for (key, _) in PROJECT {
            if let Some(entry) = draft.entry(key).filter(|entry| !is_default(key, entry)) {
                work.record.put(key, entry);
                work.gives.insert((*key).to_owned(), entry.sense());
            }
        }
        draft.goals.iter().for_each(|goal| work.goal(goal, draft.day));
        draft.steps.sort_by_key(|step| step.date);
        draft.steps.iter().for_each(|step| work.step(step));
        let (text, gives) = (work.record.text(), work.gives);
        if refused(self.import, &path, &text, &draft.place, report) {
            return;
        }
        if let Some(reporter) = reporter {
            let sheet = Place::sheet(&draft.place.file, &draft.place.sheet);
            report.take(
                &sheet,
                bilingual!(
                    "没有写责任单位的新项目，按填报单位“{reporter}”记",
                    "new projects without a lead unit are given {reporter}, who reported them"
                ),
            );
        }
        if let Some((year, serial)) = serials(std::iter::once(code.as_str())).into_iter().next() {
            let held = self.serials.entry(year).or_default();
            *held = serial.max(*held);
        }
        let stage = draft.stage().unwrap_or_default();
        let amount = match draft.entry("investment") {
            Some(Entry::Amount(amount)) => format!("，{}", record::canonical(amount)),
            _ => String::new(),
        };
        let words = format!("{}（{stage}{amount}）", draft.name);
        report.lines.push(Line { fate: Fate::Added, path: path.clone(), words });
        self.memory.insert(path.clone(), gives);
        self.files.push((path, text));
    }

    fn change(&mut self, index: usize, mut draft: Draft, report: &mut Report) {
        let item = &self.import.site.records.projects[index];
        let path = item.path.to_string();
        let text = self.import.texts.get(&item.path).map(|source| source.text.as_ref()).unwrap_or_default();
        let Some(record) = Record::read(text, PROJECT) else { return };
        let given = self.import.memory.get(&path).cloned().unwrap_or_default();
        let newest = item.value.updates.iter().map(|update| update.date).max();
        let mut work = Work { record, given, gives: Given::new(), changed: Vec::new(), report };
        if draft.is_stage_taken {
            draft.entries.retain(|(key, ..)| *key != "stage");
        }
        work.stage(&mut draft, newest);
        for (key, entry, place) in &draft.entries {
            if *key != "stage" {
                work.entry(key, entry, place);
            }
        }
        draft.goals.iter().for_each(|goal| work.goal(goal, draft.day));
        draft.steps.sort_by_key(|step| step.date);
        let latest = item.value.updates.last();
        for step in &draft.steps {
            let is_as_before = step.is_current
                && latest.is_some_and(|latest| {
                    latest.date < step.date
                        && step.text.as_ref().is_none_or(|text| *text == latest.text)
                        && step
                            .invested
                            .is_none_or(|amount| latest.invested.is_some_and(|held| held.yuan() == amount.yuan()))
                        && step.stage.as_ref().is_none_or(|stage| *stage == item.value.stage.value)
                });
            if !is_as_before {
                work.step(step);
            }
        }
        let Work { record, gives, changed, given, .. } = work;
        let new = record.text();
        if changed.is_empty() {
            report.lines.push(Line { fate: Fate::Unchanged, path: path.clone(), words: draft.name.clone() });
        } else if refused(self.import, &path, &new, &draft.place, report) {
            return;
        } else {
            let words = format!("{}：{}", item.value.name, changed.join("、"));
            report.lines.push(Line { fate: Fate::Changed, path: path.clone(), words });
            self.files.push((path.clone(), new));
        }
        let mut remembered = given;
        remembered.extend(gives);
        self.memory.insert(path, remembered);
    }

    /// What is to be written, and the report.
    pub fn finish(self, mut report: Report) -> Outcome {
        report.finish();
        let mut files = self.files;
        files.sort();
        Outcome { report, files, memory: self.memory }
    }
}

/// Whether a record would not pass the reading and the checks that a build applies; the reasons are in the report.
fn refused(import: &Import<'_>, path: &str, text: &str, place: &Place, report: &mut Report) -> bool {
    let faults = faults(import, path, text);
    for fault in &faults {
        let (zh, en) = (&fault.message.zh, &fault.message.en);
        let (zh_help, en_help) = fault.help.as_ref().map_or(("", ""), |help| (help.zh.as_str(), help.en.as_str()));
        let colon = if zh_help.is_empty() { "" } else { "；" };
        report.refuse(place, bilingual!("{zh}{colon}{zh_help}", "{en}. {en_help}"));
    }
    faults.iter().any(|fault| fault.severity == Severity::Error)
}
