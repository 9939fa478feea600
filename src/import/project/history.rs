//! The sheets of milestones and steps that stand beside the projects in a workbook of ours.

use std::collections::BTreeSet;

use super::draft::{Draft, Goal, Step};
use crate::{
    bilingual,
    import::{
        above::Reported,
        record::Plan,
        report::Report,
        sheet::{Cell, Row},
        value,
    },
    model::Date,
};

/// Gives each row to the project of its code.
pub fn attach(drafts: &mut [Draft], goals: Vec<Row>, steps: Vec<Row>, report: &mut Report) {
    let mut strangers = BTreeSet::new();
    for (row, is_goal) in goals.into_iter().map(|row| (row, true)).chain(steps.into_iter().map(|row| (row, false))) {
        report.read[2] += 1;
        let code = row.text("code").map(|code| value::one_line(&code));
        let draft = drafts.iter_mut().find(|draft| draft.code.is_some() && draft.code == code);
        let Some(draft) = draft else {
            if strangers.insert(code) {
                report.refuse(
                    &row.place,
                    bilingual!(
                        "同一文件的项目表里没有这个编号，或那一行已退回",
                        "no such code among the projects of the file, or its row was refused"
                    ),
                );
            }
            continue;
        };
        if is_goal {
            goal(draft, &row, report);
        } else {
            step(draft, &row, report);
        }
    }
}

fn day(cell: Option<&Cell>, report: &mut Report) -> Option<Date> {
    let cell = cell?;
    match value::day(&cell.value) {
        Ok(Reported { day, .. }) => Some(day),
        Err(message) => {
            report.refuse(&cell.place, message);
            None
        }
    }
}

fn goal(draft: &mut Draft, row: &Row, report: &mut Report) {
    let Some(name) = row.text("milestone") else { return };
    let known = draft.goals.iter().position(|goal| goal.name == name);
    let position = known.unwrap_or_else(|| {
        draft.goals.push(Goal { is_history: true, ..Goal::new(&name, &row.place) });
        draft.goals.len() - 1
    });
    let planned = day(row.cells.get("planned"), report);
    let on = day(row.cells.get("on"), report);
    let actual = day(row.cells.get("actual"), report);
    let goal = &mut draft.goals[position];
    if let Some(date) = planned {
        goal.plans.push(Plan { date, on, reason: row.text("reason") });
    }
    goal.actual = goal.actual.or(actual);
}

fn step(draft: &mut Draft, row: &Row, report: &mut Report) {
    let Some(date) = day(row.cells.get("date"), report) else { return };
    let invested = match row.cells.get("invested").map(|cell| (cell, value::money(&cell.value, cell.unit))) {
        Some((cell, Err(error))) => {
            let [zh, en] = error.what;
            report.refuse(&cell.place, bilingual!("{zh}", "{en}"));
            return;
        }
        Some((_, Ok(amount))) => Some(amount),
        None => None,
    };
    let text = row.text("text").map(|text| value::paragraphs(&text));
    if text.as_deref().is_some_and(crate::check::leak::has_personal_number) {
        report.drop_cell(&row.place);
        return;
    }
    let stage = row.text("stage");
    draft.steps.push(Step { date, stage, invested, text, is_current: false, place: row.place.clone() });
}
