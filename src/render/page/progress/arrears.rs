//! What is behind, where `[progress] show` lets pages say so.

use serde::Serialize;

use crate::{
    render::page::compose::{Composer, Day, Link, Name},
    site::arrears,
};

/// Delays on the as-of day.
#[derive(Debug, Serialize)]
pub(super) struct ArrearsView {
    as_of: Day,
    milestones: Vec<Delay>,
    tasks: Vec<Delay>,
    stalled: Vec<Delay>,
    units: Vec<UnitDelays>,
}

#[derive(Debug, Serialize)]
struct Delay {
    item: Link,
    what: Option<String>,
    days: i32,
}

#[derive(Debug, Serialize)]
struct UnitDelays {
    unit: Name,
    counts: [usize; 3],
}

impl ArrearsView {
    pub(super) fn of(composer: &mut Composer<'_>) -> Self {
        let site = composer.site;
        let found = arrears(site);
        let project = |index: usize| {
            let item = &site.records.projects[index];
            Link { text: item.value.name.clone(), url: composer.to(&item.url) }
        };
        let milestones = found.milestones.iter().map(|(index, milestone, days)| Delay {
            item: project(*index),
            what: Some(site.records.projects[*index].value.milestones[*milestone].name.clone()),
            days: *days,
        });
        let stalled =
            found.stalled.iter().map(|(index, days)| Delay { item: project(*index), what: None, days: *days });
        let tasks = found.tasks.iter().map(|(document, task, days)| {
            let item = &site.records.documents[*document];
            Delay {
                item: Link { text: item.value.title.clone(), url: composer.to(&item.url) },
                what: Some(item.value.tasks[*task].title.clone()),
                days: *days,
            }
        });
        let units = found.units.iter().map(|(unit, counts)| {
            let node = &site.units[*unit];
            UnitDelays { unit: Name { text: node.name.clone(), url: Some(composer.to(&node.url)) }, counts: *counts }
        });
        Self {
            as_of: composer.day(site.as_of),
            milestones: milestones.collect(),
            tasks: tasks.collect(),
            stalled: stalled.collect(),
            units: units.collect(),
        }
    }
}
