//! The ledger as it stands, and what becomes of it.

use std::collections::BTreeMap;

use toml_edit::Table;

use super::{
    draft::{Draft, Goal, Step},
    serials,
};
use crate::{
    bilingual,
    diag::Severity,
    import::{
        Import, Memory, Outcome, faults, plain_name,
        record::{self, Entry, Fields, Given, Outcome as Made, Record, decide},
        report::{Fate, Line, Place, Report},
    },
    model::{Date, Disclosure, Status},
    parse::{MILESTONE, PROJECT, UPDATE},
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

/// A record on its way to being written.
struct Work<'w> {
    record: Record,
    /// What the last import gave.
    given: Given,
    /// What this one gives.
    gives: Given,
    changed: Vec<String>,
    report: &'w mut Report,
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

impl Work<'_> {
    /// A value that replaces another, unless a person has put in one of their own.
    fn entry(&mut self, key: &'static str, entry: &Entry, place: &Place) {
        if is_default(key, entry) && self.record.sense(key).is_none() {
            return;
        }
        match self.record.merge(key, entry, self.given.get(key)) {
            Made::Written => self.changed.push(label(key)),
            Made::Same => {}
            Made::Kept => self.keep(place),
        }
        self.gives.insert(key.to_owned(), entry.sense());
    }

    fn keep(&mut self, place: &Place) {
        self.report.keep(
            place,
            bilingual!(
                "与台账中的不同；要改请直接改台账",
                "differs from the ledger; change the record itself if it is to change"
            ),
        );
    }

    /// The stage. One reported after the newest step is news, and not another opinion.
    fn stage(&mut self, draft: &mut Draft, newest: Option<Date>) {
        let Some((_, entry, place)) = draft.entries.iter().find(|(key, ..)| *key == "stage").cloned() else { return };
        let own = self.record.sense("stage");
        let is_news = draft.day.is_some_and(|day| newest.is_none_or(|newest| newest < day));
        let given = self.given.get("stage").map(String::as_str);
        let made = match decide(own.as_deref(), &entry.sense(), given) {
            Made::Kept if is_news => Made::Written,
            Made::Written if !is_news && newest.is_some() => Made::Kept,
            made => made,
        };
        self.gives.insert("stage".to_owned(), entry.sense());
        if made == Made::Written {
            self.record.put("stage", &entry);
            self.changed.push(label("stage"));
            let has_step = draft.steps.iter().any(|step| step.stage.as_deref() == draft.stage());
            if let (Some(date), false) = (draft.day, has_step) {
                let stage = draft.stage().map(str::to_owned);
                draft.steps.push(Step { date, stage, invested: None, text: None, is_current: false, place });
            }
        } else {
            if made == Made::Kept {
                self.keep(&place);
            }
            let own = own.unwrap_or_default();
            draft.steps.iter_mut().filter(|step| step.is_current).for_each(|step| step.stage = Some(own.clone()));
        }
    }

    fn goal(&mut self, goal: &Goal, today: Option<Date>) {
        let (planned_key, actual_key) =
            (format!("milestone {} planned", goal.name), format!("milestone {} actual", goal.name));
        let (given_plan, given_actual) = (self.given.get(&planned_key).cloned(), self.given.get(&actual_key).cloned());
        let mut plans = goal.plans.clone();
        let sense = plans.last().map(|plan| plan.date.iso());
        let Some(tables) = self.record.tables("milestone") else { return };
        let found = tables.iter().position(|table| name_of(table).as_deref() == Some(goal.name.as_str()));
        let is_new = found.is_none();
        let position = found.unwrap_or_else(|| {
            tables.push(Table::new());
            tables.len() - 1
        });
        let Some(table) = tables.get_mut(position) else { return };
        let mut fields = Fields { table, keys: MILESTONE };
        let mut is_changed = is_new;
        let mut is_kept = false;
        if is_new {
            fields.put("name", &Entry::Text(goal.name.clone()));
            record::add_plans(&mut fields, &plans);
        } else if let Some(new) = &sense {
            let own = record::planned(&fields);
            if goal.is_history
                && own.len() < plans.len()
                && plans.iter().zip(&own).all(|(plan, own)| plan.date.iso() == *own)
            {
                record::add_plans(&mut fields, &plans[own.len()..]);
                is_changed = true;
            } else if own.last() != Some(new) && given_plan.as_ref() != Some(new) {
                is_kept = goal.is_history;
                if !goal.is_history {
                    // The plan was changed; when, the day of the report tells.
                    if let Some(plan) = plans.last_mut().filter(|_| !own.is_empty()) {
                        plan.on = today;
                    }
                    record::add_plans(&mut fields, &plans);
                    is_changed = true;
                }
            }
        }
        if let Some(actual) = goal.actual.map(Entry::Day) {
            match decide(fields.sense("actual").as_deref(), &actual.sense(), given_actual.as_deref()) {
                Made::Written => {
                    fields.put("actual", &actual);
                    is_changed = true;
                }
                Made::Kept => is_kept = true,
                Made::Same => {}
            }
            self.gives.insert(actual_key, actual.sense());
        }
        self.gives.extend(sense.map(|sense| (planned_key, sense)));
        if is_changed {
            self.changed.push(format!("节点“{}”", goal.name));
        }
        if is_kept {
            self.keep(&goal.place);
        }
    }

    fn step(&mut self, step: &Step) {
        let key = format!("update {}", step.date.iso());
        let given = self.given.get(&key).cloned();
        let sense = step.sense();
        let Some(tables) = self.record.tables("update") else { return };
        let on_day: Vec<usize> = tables
            .iter()
            .enumerate()
            .filter(|(_, table)| date_of(table).as_deref() == Some(step.date.iso().as_str()))
            .map(|(position, _)| position)
            .collect();
        let own: Vec<String> = on_day.iter().filter_map(|position| tables.get(*position)).map(step_sense).collect();
        let first = own.first().map(String::as_str);
        // The steps of one day may be several; a workbook of ours lists each of them.
        let made = if own.contains(&sense) {
            Made::Same
        } else if !step.is_current && given.is_none() {
            Made::Written
        } else {
            decide(first, &sense, given.as_deref())
        };
        match made {
            Made::Written => {
                let replaced = on_day.first().filter(|_| step.is_current || given.is_some());
                let position = replaced.copied().unwrap_or_else(|| {
                    tables.push(Table::new());
                    tables.len() - 1
                });
                if let Some(table) = tables.get_mut(position) {
                    fill(&mut Fields { table, keys: UPDATE }, step);
                }
                self.changed.push(format!("进展{}", step.date.iso()));
            }
            Made::Kept => self.keep(&step.place),
            Made::Same => {}
        }
        if step.is_current {
            self.gives.insert(key, sense);
        }
    }
}

/// Whether a value is what a record that leaves the key out says.
fn is_default(key: &str, entry: &Entry) -> bool {
    key == "status" && entry.sense() == Status::default().label()
}

fn fill(fields: &mut Fields<'_>, step: &Step) {
    fields.put("date", &Entry::Day(step.date));
    if let Some(stage) = &step.stage {
        fields.put("stage", &Entry::Text(stage.clone()));
    }
    if let Some(amount) = step.invested {
        fields.put("invested", &Entry::Amount(amount));
    }
    if let Some(text) = &step.text {
        fields.put("text", &Entry::Text(text.clone()));
    }
}

fn name_of(table: &Table) -> Option<String> {
    ["name", "节点名称"].iter().find_map(|key| table.get(key)).and_then(|item| item.as_str()).map(str::to_owned)
}

fn date_of(table: &Table) -> Option<String> {
    let item = ["date", "日期"].iter().find_map(|key| table.get(key))?;
    let written = item.as_str().map(str::to_owned).or_else(|| item.as_datetime().map(ToString::to_string))?;
    Date::parse(&written).ok().map(Date::iso)
}

fn step_sense(table: &Table) -> String {
    let value = |keys: [&str; 2], key: &str| {
        keys.iter().find_map(|key| table.get(key)).map(|item| record::sense_of(key, item)).unwrap_or_default()
    };
    [
        value(["stage", "阶段"], "stage"),
        value(["invested", "累计完成投资"], "invested"),
        value(["text", "进展情况"], "text"),
    ]
    .join("\u{1f}")
}

/// What a key is called in the report.
fn label(key: &str) -> String {
    PROJECT
        .iter()
        .find(|(name, _)| *name == key)
        .and_then(|(_, labels)| labels.first())
        .map_or_else(|| key.to_owned(), |label| (*label).to_owned())
}
