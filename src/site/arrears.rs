//! What is behind: milestones and tasks past their day, projects silent for longer than the reporting cycle.
//!
//! The office asks for it; pages show it only where `[progress] show` says so.

use std::collections::BTreeMap;

use super::{Site, milestone};
use crate::model::{Project, Status, Task};

/// Everything that is behind on the as-of day; every list has the longest delay first, then the site's order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Arrears {
    /// Milestones past the plan that holds: project, milestone, days.
    pub milestones: Vec<(usize, usize, i32)>,
    /// Tasks past their day and not done: document, task, days.
    pub tasks: Vec<(usize, usize, i32)>,
    /// Projects under way without an update within the reporting cycle: project, days since the last one.
    pub stalled: Vec<(usize, i32)>,
    /// Delays by leading unit, the most first: unit, overdue milestones, overdue tasks, stalled projects.
    pub units: Vec<(usize, [usize; 3])>,
}

/// What is behind on the as-of day among the records that `site` holds.
#[must_use]
pub fn arrears(site: &Site) -> Arrears {
    let mut found = Arrears::default();
    let mut units: BTreeMap<usize, [usize; 3]> = BTreeMap::new();
    let last_stage = site.config.stages.last().map(|stage| stage.name.as_str());
    for (index, item) in site.records.projects.iter().enumerate() {
        let project = &item.value;
        if project.withdrawn.is_some() || project.status != Status::Normal {
            continue;
        }
        let led = || project.lead_unit.iter().flat_map(|name| site.units_named(&name.value)).copied();
        for (position, entry) in project.milestones.iter().enumerate() {
            if let Some(days) = milestone::overdue(entry, site.as_of) {
                found.milestones.push((index, position, days));
                led().for_each(|unit| units.entry(unit).or_default()[0] += 1);
            }
        }
        let silent = silence(project, site).filter(|days| *days > site.config.progress.cycle_days);
        if let Some(days) = silent.filter(|_| Some(project.stage.value.as_str()) != last_stage) {
            found.stalled.push((index, days));
            led().for_each(|unit| units.entry(unit).or_default()[2] += 1);
        }
    }
    for (index, item) in site.records.documents.iter().enumerate() {
        for (position, task) in item.value.tasks.iter().enumerate() {
            let Some(days) = task_overdue(task, site) else { continue };
            found.tasks.push((index, position, days));
            let led = task.lead.iter().flat_map(|name| site.units_named(name));
            led.for_each(|unit| units.entry(*unit).or_default()[1] += 1);
        }
    }
    found.milestones.sort_by_key(|(project, position, days)| (-days, *project, *position));
    found.tasks.sort_by_key(|(document, position, days)| (-days, *document, *position));
    found.stalled.sort_by_key(|(project, days)| (-days, *project));
    found.units = units.into_iter().collect();
    found.units.sort_by_key(|(unit, counts)| (std::cmp::Reverse(counts.iter().sum::<usize>()), *unit));
    found
}

/// The days since the last update; `None` where none is known.
fn silence(project: &Project, site: &Site) -> Option<i32> {
    Some(project.updates.last()?.date.days_until(site.as_of))
}

/// The days by which a task is past its day; `None` if it is not, has none or is done.
#[must_use]
pub fn task_overdue(task: &Task, site: &Site) -> Option<i32> {
    let due = task.due.filter(|_| !is_done(task))?;
    Some(due.days_until(site.as_of)).filter(|days| *days > 0)
}

/// Whether the status says that a task is done.
#[must_use]
pub fn is_done(task: &Task) -> bool {
    const DONE: [&str; 6] = ["已完成", "完成", "全部完成", "办结", "已办结", "销号"];
    task.status.as_deref().is_some_and(|status| DONE.contains(&status.trim()))
}
