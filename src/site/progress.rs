//! What a period brought: projects that came in, stages reached, milestones met, plans changed, sums then and before.
//!
//! It is reckoned from public records alone: of a record that is not public no change could be told without giving it
//! away by subtraction.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::{Dimension, Site, Sums, figures};
use crate::model::{Date, Money, Period, Project};

/// A project that reached a stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageChange {
    /// Index into `records.projects`.
    pub project: usize,
    /// The stage before; `None` if it was not listed before.
    pub from: Option<String>,
    /// The stage reached.
    pub to: String,
    /// The day.
    pub on: Date,
}

/// Projects counted and their cost at the end of a period, and at the end of the one before.
#[derive(Debug, Clone, PartialEq)]
pub struct Shift {
    /// What they share: a stage, an industry, a unit; `None` for projects that state none.
    pub name: Option<String>,
    /// How many at the end.
    pub count: usize,
    /// What they cost.
    pub sums: Sums,
    /// How many at the end of the period before.
    pub count_before: usize,
    /// What those cost.
    pub sums_before: Sums,
}

/// What a period brought. Lists stand in the order of days, then of projects.
#[derive(Debug, Clone, PartialEq)]
pub struct Progress {
    /// The week, month or year.
    pub period: Period,
    /// Projects that came into a public stage for the first time.
    pub entered: Vec<StageChange>,
    /// Projects that went from one public stage to another.
    pub moved: Vec<StageChange>,
    /// Milestones reached: project and index into its milestones.
    pub reached: Vec<(usize, usize)>,
    /// Plans changed: project, milestone, index of the new plan.
    pub replanned: Vec<(usize, usize, usize)>,
    /// Projects with updates: project and indices into its updates.
    pub updates: Vec<(usize, Vec<usize>)>,
    /// By stage, in the order of the configured stages; stages that are not public are left out.
    pub stages: Vec<Shift>,
    /// By industry, the dearest first.
    pub industries: Vec<Shift>,
    /// By leading unit, in the site's order.
    pub units: Vec<Shift>,
    /// All of them.
    pub total: Shift,
    /// What was invested by the end, of the projects that say so.
    pub invested: Shift,
    /// Listed projects whose record does not say when they reached a stage: they are in no figure of a period.
    pub undated: usize,
}

/// The stages a project reached, in order of time; only those that readers are shown.
#[must_use]
pub fn stage_changes(site: &Site, index: usize) -> Vec<StageChange> {
    let project = &site.records.projects[index].value;
    let is_shown = |name: &str| {
        name == project.stage.value || site.config.stages.iter().any(|stage| stage.public && stage.name == name)
    };
    let mut changes: Vec<StageChange> = Vec::new();
    for update in &project.updates {
        let Some(stage) = update.stage.as_ref().filter(|stage| is_shown(&stage.value)) else { continue };
        let from = changes.last().map(|change| change.to.clone());
        if from.as_ref() != Some(&stage.value) {
            changes.push(StageChange { project: index, from, to: stage.value.clone(), on: update.date });
        }
    }
    changes
}

/// The months in which any public project made progress, from the first to the last that has begun on the as-of day.
#[must_use]
pub fn months(site: &Site) -> Vec<Period> {
    let mut months = BTreeSet::new();
    for item in &site.records.projects {
        let updates = item.value.updates.iter().map(|update| update.date);
        let reached = item.value.milestones.iter().filter_map(|milestone| milestone.actual);
        months.extend(updates.chain(reached).filter(|day| *day <= site.as_of).filter_map(Period::month_of));
    }
    months.into_iter().collect()
}

/// The changes of every project, gathered once for all periods.
#[derive(Debug)]
pub struct History<'a> {
    site: &'a Site,
    changes: Vec<Vec<StageChange>>,
}

impl<'a> History<'a> {
    /// The history of the public projects of `site`.
    #[must_use]
    pub fn new(site: &'a Site) -> Self {
        let changes = (0..site.records.projects.len()).map(|index| stage_changes(site, index)).collect();
        Self { site, changes }
    }

    /// The stage a project stood in at the end of `day`.
    fn stage_on(&self, project: usize, day: Date) -> Option<&str> {
        let reached = self.changes[project].iter().rev().find(|change| change.on <= day);
        reached.map(|change| change.to.as_str())
    }

    /// The changes of stage in a period, by day, then by project.
    #[must_use]
    pub fn changes_in(&self, period: Period) -> Vec<&StageChange> {
        let mut changes: Vec<&StageChange> = self.changes.iter().flatten().collect();
        changes.retain(|change| period.contains(change.on) && change.on <= self.site.as_of);
        changes.sort_by_key(|change| (change.on, change.project));
        changes
    }

    /// What a period brought.
    #[must_use]
    pub fn progress(&self, period: Period) -> Progress {
        let site = self.site;
        let end = period.last().min(site.as_of);
        let before = period.first().plus_days(-1);
        let (entered, moved) = self.changes_in(period).into_iter().cloned().partition(|change| change.from.is_none());
        let listed = |day: Option<Date>| -> Vec<usize> {
            let is_listed = |index: &usize| day.is_some_and(|day| self.stage_on(*index, day).is_some());
            (0..site.records.projects.len()).filter(is_listed).collect()
        };
        let (now, then) = (listed(Some(end)), listed(before));
        Progress {
            period,
            entered,
            moved,
            reached: self.reached(period),
            replanned: self.replanned(period),
            updates: self.updates(period),
            stages: self.stages((&now, end), (&then, before)),
            industries: shifts(site, &now, &then, Dimension::Industry),
            units: shifts(site, &now, &then, Dimension::LeadUnit),
            total: Shift::new(None, site, &now, &then),
            invested: self.invested((&now, end), (&then, before)),
            undated: self.changes.iter().filter(|changes| changes.is_empty()).count(),
        }
    }

    fn stages(&self, now: (&[usize], Date), then: (&[usize], Option<Date>)) -> Vec<Shift> {
        let of = |stage: &str, projects: &[usize], day: Option<Date>| -> Vec<usize> {
            let stands = |index: &&usize| day.is_some_and(|day| self.stage_on(**index, day) == Some(stage));
            projects.iter().filter(stands).copied().collect()
        };
        let stages = self.site.config.stages.iter().filter(|stage| stage.public);
        stages
            .map(|stage| {
                let (now, then) = (of(&stage.name, now.0, Some(now.1)), of(&stage.name, then.0, then.1));
                Shift::new(Some(stage.name.clone()), self.site, &now, &then)
            })
            .filter(|shift| shift.count + shift.count_before > 0)
            .collect()
    }

    fn invested(&self, now: (&[usize], Date), then: (&[usize], Option<Date>)) -> Shift {
        let of = |projects: &[usize], day: Option<Date>| {
            let amounts =
                projects.iter().filter_map(|index| invested_by(&self.site.records.projects[*index].value, day?));
            let mut sums = Sums::default();
            let count = amounts.map(|amount| sums.add(Some(amount))).count();
            (count, sums)
        };
        let ((count, sums), (count_before, sums_before)) = (of(now.0, Some(now.1)), of(then.0, then.1));
        Shift { name: None, count, sums, count_before, sums_before }
    }

    fn reached(&self, period: Period) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        for (project, item) in self.site.records.projects.iter().enumerate() {
            for (position, milestone) in item.value.milestones.iter().enumerate() {
                if let Some(day) = milestone.actual.filter(|day| period.contains(*day) && *day <= self.site.as_of) {
                    found.push((day, project, position));
                }
            }
        }
        found.sort_unstable();
        found.into_iter().map(|(_, project, position)| (project, position)).collect()
    }

    fn replanned(&self, period: Period) -> Vec<(usize, usize, usize)> {
        let mut found = Vec::new();
        for (project, item) in self.site.records.projects.iter().enumerate() {
            for (position, milestone) in item.value.milestones.iter().enumerate() {
                for (plan, planned) in milestone.planned.iter().enumerate().skip(1) {
                    if let Some(day) = planned.on.filter(|day| period.contains(*day) && *day <= self.site.as_of) {
                        found.push((day, project, position, plan));
                    }
                }
            }
        }
        found.sort_unstable();
        found.into_iter().map(|(_, project, position, plan)| (project, position, plan)).collect()
    }

    fn updates(&self, period: Period) -> Vec<(usize, Vec<usize>)> {
        let projects = self.site.records.projects.iter().enumerate();
        let updates = projects.map(|(project, item)| {
            let updates = item.value.updates.iter().enumerate();
            let within = updates.filter(|(_, update)| period.contains(update.date) && update.date <= self.site.as_of);
            (project, within.map(|(position, _)| position).collect::<Vec<_>>())
        });
        updates.filter(|(_, updates)| !updates.is_empty()).collect()
    }
}

/// What was invested in a project by the end of `day`, as its updates say.
#[must_use]
pub fn invested_by(project: &Project, day: Date) -> Option<&Money> {
    let updates = project.updates.iter().rev().filter(|update| update.date <= day);
    updates.filter_map(|update| update.invested.as_ref()).next()
}

impl Shift {
    fn new(name: Option<String>, site: &Site, now: &[usize], then: &[usize]) -> Self {
        let sums = |projects: &[usize]| Sums::of(projects.iter().map(|index| &*site.records.projects[*index].value));
        Self { name, count: now.len(), sums: sums(now), count_before: then.len(), sums_before: sums(then) }
    }
}

/// Groups at the end of a period beside the same groups at the end of the one before.
fn shifts(site: &Site, now: &[usize], then: &[usize], dimension: Dimension) -> Vec<Shift> {
    let before = figures::group(site, then, dimension);
    let groups = figures::group(site, now, dimension).into_iter();
    groups
        .map(|group| {
            let former = before.iter().find(|other| other.name == group.name);
            Shift {
                name: group.name,
                count: group.projects.len(),
                sums: group.sums,
                count_before: former.map_or(0, |former| former.projects.len()),
                sums_before: former.map(|former| former.sums.clone()).unwrap_or_default(),
            }
        })
        .collect()
}

impl Shift {
    /// The change of each sum in yuan: exact, 约 and 以上 apart; `None` where neither period has such amounts.
    #[must_use]
    pub fn sum_changes(&self) -> [Option<Decimal>; 3] {
        let kinds = |sums: &Sums| [sums.exact, sums.about, sums.at_least].map(|sum| sum.map(|sum| sum.yuan()));
        let (now, before) = (kinds(&self.sums), kinds(&self.sums_before));
        std::array::from_fn(|kind| match (now[kind], before[kind]) {
            (None, None) => None,
            (now, before) => Some(now.unwrap_or_default() - before.unwrap_or_default()),
        })
    }
}

/// A change in yuan with its sign, in 亿元 from a hundred million on, else in 万元: `+1.18亿元`; `None` for no change.
#[must_use]
pub fn signed(yuan: Decimal) -> Option<String> {
    const YI: i64 = 100_000_000;
    const WAN: i64 = 10_000;
    if yuan.is_zero() {
        return None;
    }
    let (unit, name) = if yuan.abs() >= YI.into() { (YI, "亿元") } else { (WAN, "万元") };
    let sign = if yuan.is_sign_negative() { '−' } else { '+' };
    Some(format!("{sign}{}{name}", (yuan.abs() / Decimal::from(unit)).normalize()))
}
