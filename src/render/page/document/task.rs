//! What a plan promises, as tables: indicators, tasks, pools.

use serde::Serialize;

use crate::{
    model::{Document, Indicator, Money, Pool, Quantity, Task},
    render::page::compose::{Composer, Day, Name},
};

/// An indicator as a table row.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct IndicatorView {
    name: String,
    baseline: Option<String>,
    target: String,
    /// The year or the cycle.
    by: Option<String>,
    latest: Option<String>,
    latest_on: Option<Day>,
}

pub(super) fn indicator(composer: &Composer<'_>, indicator: &Indicator) -> IndicatorView {
    let year = indicator.by.map(|year| composer.labels.fill("year", &[("year", &year)]));
    let latest = indicator.actual.last();
    IndicatorView {
        name: indicator.name.clone(),
        baseline: indicator.baseline.as_ref().map(Quantity::to_string),
        target: indicator.target.to_string(),
        by: year.or_else(|| indicator.each.clone()),
        latest: latest.map(|measurement| measurement.value.to_string()),
        latest_on: latest.map(|measurement| composer.day(measurement.on)),
    }
}

/// A pool as a table row.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct PoolView {
    category: String,
    count: Option<u32>,
    investment: Option<String>,
    years: Option<String>,
}

pub(super) fn pool(pool: &Pool) -> PoolView {
    PoolView {
        category: pool.category.clone(),
        count: pool.count,
        investment: pool.investment.as_ref().map(Money::to_string),
        years: pool.years.clone(),
    }
}

/// A task as a table row.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(in crate::render::page) struct TaskView {
    number: String,
    title: String,
    /// Its paragraph, for a task read from the text.
    url: Option<String>,
    lead: Vec<Name>,
    with: Vec<Name>,
    implementer: Vec<Name>,
    due: Option<Day>,
    each: Option<String>,
    status: Option<String>,
}

impl TaskView {
    pub(in crate::render::page) fn has_due(&self) -> bool {
        self.due.is_some() || self.each.is_some()
    }

    pub(in crate::render::page) fn has_status(&self) -> bool {
        self.status.is_some()
    }
}

/// A task of the document at `url`; an empty address is that of the page itself.
pub(in crate::render::page) fn task(composer: &Composer<'_>, task: &Task, url: &str) -> TaskView {
    TaskView {
        number: task.number.clone(),
        title: task.title.clone(),
        url: match &task.anchor {
            Some(anchor) => Some(format!("{url}#{anchor}")),
            None => Some(url.to_owned()).filter(|url| !url.is_empty()),
        },
        lead: composer.names(&task.lead),
        with: composer.names(&task.with),
        implementer: composer.names(&task.implementer),
        due: task.due.map(|date| composer.day(date)),
        each: task.each.clone(),
        status: task.status.clone(),
    }
}

/// The tasks of a document with the columns that any of them fills.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub(in crate::render::page) struct TaskTable {
    rows: Vec<TaskView>,
    has_lead: bool,
    has_with: bool,
    has_implementer: bool,
    has_due: bool,
    has_status: bool,
}

impl TaskTable {
    pub(super) fn of(composer: &Composer<'_>, document: &Document) -> Self {
        Self::new(document.tasks.iter().map(|entry| task(composer, entry, "")).collect())
    }

    fn new(rows: Vec<TaskView>) -> Self {
        let any = |has: fn(&TaskView) -> bool| rows.iter().any(has);
        Self {
            has_lead: any(|task| !task.lead.is_empty()),
            has_with: any(|task| !task.with.is_empty()),
            has_implementer: any(|task| !task.implementer.is_empty()),
            has_due: any(TaskView::has_due),
            has_status: any(TaskView::has_status),
            rows,
        }
    }
}
