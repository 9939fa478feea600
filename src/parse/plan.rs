//! What a plan promises, as its front matter states it: indicators, tasks, pools.

use super::{
    field::{Context, Fields},
    key,
};
use crate::model::{Indicator, Measurement, Pool, Share, Task};

/// Target indicators with what was measured of them.
pub(super) fn indicators(fields: &Fields<'_, '_>, context: &mut Context) -> Vec<Indicator> {
    let mut indicators = Vec::new();
    for entry in fields.tables("indicator", key::INDICATOR, context) {
        let name = entry.required("name", context);
        if !entry.has("target") {
            entry.missing("target", context);
        }
        let target = entry.value("target", context);
        let baseline = entry.value("baseline", context);
        let by = entry.integer("by", context);
        let each = entry.word("each", context);
        let mut actual: Vec<Measurement> = entry
            .tables("actual", key::MEASUREMENT, context)
            .iter()
            .filter_map(|row| {
                let on = row.value("on", context);
                let value = row.value("value", context);
                for key in ["on", "value"] {
                    if !row.has(key) {
                        row.missing(key, context);
                    }
                }
                Some(Measurement { on: on?, value: value? })
            })
            .collect();
        actual.sort_by_key(|measurement| measurement.on);
        let shares = shares(&entry, context);
        if let (Some(name), Some(target)) = (name, target) {
            indicators.push(Indicator { name: name.value, target, baseline, by, each, actual, shares });
        }
    }
    indicators
}

fn shares(indicator: &Fields<'_, '_>, context: &mut Context) -> Vec<Share> {
    let mut shares = Vec::new();
    for entry in indicator.tables("shares", key::SHARE, context) {
        let place = entry.required("place", context);
        if !entry.has("target") {
            entry.missing("target", context);
        }
        if let (Some(place), Some(target)) = (place, entry.value("target", context)) {
            shares.push(Share { place: place.value, target });
        }
    }
    shares
}

/// Tasks as entered.
pub(super) fn tasks(fields: &Fields<'_, '_>, context: &mut Context) -> Vec<Task> {
    let mut tasks = Vec::new();
    for entry in fields.tables("task", key::TASK, context) {
        let title = entry.required("title", context);
        let task = Task {
            title: title.map(|title| title.value).unwrap_or_default(),
            lead: entry.words("lead", context),
            with: entry.words("with", context),
            implementer: entry.words("implementer", context),
            due: entry.value("due", context),
            each: entry.word("each", context),
            status: entry.word("status", context),
            span: entry.span("title", context),
            ..Task::default()
        };
        if !task.title.is_empty() {
            tasks.push(task);
        }
    }
    tasks
}

/// Pools of projects.
pub(super) fn pools(fields: &Fields<'_, '_>, context: &mut Context) -> Vec<Pool> {
    let mut pools = Vec::new();
    for entry in fields.tables("pool", key::POOL, context) {
        let category = entry.required("category", context);
        let pool = Pool {
            category: category.map(|category| category.value).unwrap_or_default(),
            count: entry.integer("count", context),
            investment: entry.value("investment", context),
            years: entry.word("years", context),
        };
        if !pool.category.is_empty() {
            pools.push(pool);
        }
    }
    pools
}
