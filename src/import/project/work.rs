//! A record on its way to being written: what a workbook says of it beside what a person put in.

use toml_edit::Table;

use super::draft::{Draft, Goal, Step};
use crate::{
    bilingual,
    import::{
        record::{self, Entry, Fields, Given, Outcome as Made, Record, decide},
        report::{Place, Report},
    },
    model::{Date, Status},
    parse::{MILESTONE, PROJECT, UPDATE},
};

/// A record on its way to being written.
pub(super) struct Work<'w> {
    pub(super) record: Record,
    /// What the last import gave.
    pub(super) given: Given,
    /// What this one gives.
    pub(super) gives: Given,
    pub(super) changed: Vec<String>,
    pub(super) report: &'w mut Report,
}

impl Work<'_> {
    /// A value that replaces another, unless a person has put in one of their own.
    pub(super) fn entry(&mut self, key: &'static str, entry: &Entry, place: &Place) {
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
    pub(super) fn stage(&mut self, draft: &mut Draft, newest: Option<Date>) {
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

    pub(super) fn goal(&mut self, goal: &Goal, today: Option<Date>) {
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

    pub(super) fn step(&mut self, step: &Step) {
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
pub(super) fn is_default(key: &str, entry: &Entry) -> bool {
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
