//! The page of a project.

mod investment;

use serde::Serialize;

use self::investment::InvestmentView;

use super::{
    compose::{CarrierEntry, Composer, Day, Html, Link, Name, Reference, StatusView, contact, status_view},
    frame::{Draft, Head},
};
use crate::{
    model::{Milestone, Money, Project, Update},
    render::{json_ld, meta},
    site::{Site, milestone},
};

/// A project as its template sees it.
#[derive(Debug, Serialize)]
struct ProjectView {
    name: String,
    code: String,
    stage: String,
    status: Option<StatusView>,
    steps: Vec<Step>,
    investment: InvestmentView,
    industry: Option<Name>,
    location: Option<Name>,
    territory: Option<String>,
    /// 飞地: the territory it counts for is another place than the one it stands at.
    is_exclave: bool,
    carrier: Option<CarrierEntry>,
    lead: Vec<Name>,
    units: Vec<Name>,
    introduced_by: Vec<Name>,
    investor: Option<String>,
    service: Option<Html>,
    lists: Vec<Name>,
    category: Option<String>,
    seeking: Option<String>,
    summary: Option<String>,
    milestones: Vec<MilestoneView>,
    updates: Vec<UpdateView>,
    documents: Vec<Reference>,
    address: String,
}

/// A stage in the row of stages.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Step {
    name: String,
    /// `done`, `current` or `ahead`.
    state: &'static str,
    day: Option<Day>,
}

/// A milestone as a table row.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct MilestoneView {
    name: String,
    /// The plan that holds.
    planned: Option<Day>,
    actual: Option<Day>,
    /// How early or late it was reached, or by how much it is overdue where pages may say so.
    timing: Vec<TimingView>,
    /// The plans before it, oldest first, each with the change that ended it.
    former: Vec<FormerPlan>,
}

/// A distance in days, in words.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct TimingView {
    /// `early`, `on-time`, `late` or `overdue`.
    tone: &'static str,
    words: String,
}

/// A plan that was changed.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct FormerPlan {
    planned: Day,
    changed_on: Option<Day>,
    reason: Option<String>,
}

/// A reported step of the project.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct UpdateView {
    /// The id that the feed points to.
    anchor: String,
    day: Day,
    stage: Option<String>,
    invested: Option<String>,
    text: String,
}

pub(super) fn draft(composer: &mut Composer<'_>, index: usize) -> Draft {
    let site = composer.site;
    let item = &site.records.projects[index];
    composer.source(&item.path);
    let view = view(composer, index);
    let head = Head {
        title: item.value.name.clone(),
        meta: meta::project(site, index),
        structured: Some(json_ld::project(site, index)),
        has_feed: !item.value.updates.is_empty(),
        ..Head::default()
    };
    Draft::new(head, "project", view)
}

fn view(composer: &mut Composer<'_>, index: usize) -> ProjectView {
    let site = composer.site;
    let item = &site.records.projects[index];
    let project = &item.value;
    let carrier = project.carrier.as_ref().and_then(|carrier| site.carrier_at(&carrier.value));
    ProjectView {
        name: project.name.clone(),
        code: project.code.value.clone(),
        stage: project.stage.value.clone(),
        status: status_view(project.status),
        steps: steps(composer, project),
        investment: InvestmentView::of(composer, project),
        industry: project.industry.as_ref().map(|name| composer.term(&site.industries, name)),
        location: project.location.as_ref().map(|name| composer.term(&site.locations, name)),
        territory: project.territory.clone(),
        is_exclave: project.territory.is_some() && project.location.is_some() && project.territory != project.location,
        carrier: carrier.map(|carrier| composer.carrier(carrier)),
        lead: composer.units(&project.lead_unit),
        units: composer.units(&project.units),
        introduced_by: composer.units(&project.introduced_by),
        investor: project.investor.clone(),
        service: project.service.as_deref().map(contact),
        lists: project.lists.iter().map(|name| composer.term(&site.lists, name)).collect(),
        category: project.category.clone(),
        seeking: project.seeking.clone(),
        summary: project.summary.clone(),
        milestones: project.milestones.iter().map(|milestone| milestone_view(composer, milestone)).collect(),
        updates: updates(composer, project),
        documents: project.documents.iter().map(|number| composer.reference(&number.value)).collect(),
        address: meta::absolute(site, &item.url),
    }
}

/// The stages as a reader needs them: those behind, the one reached, those ahead.
///
/// A project need not have passed every stage. Behind it stand those an update dates, and those next before its own as
/// far back as stages are public; ahead, the public ones.
fn steps(composer: &Composer<'_>, project: &Project) -> Vec<Step> {
    let stages = &composer.site.config.stages;
    let Some(current) = stages.iter().position(|stage| stage.name == project.stage.value) else {
        return Vec::new();
    };
    let unbroken = stages[..current].iter().rposition(|stage| !stage.public).map_or(0, |withheld| withheld + 1);
    let mut steps = Vec::new();
    for (position, stage) in stages.iter().enumerate() {
        let day = reached(project, &stage.name).map(|date| composer.day(date));
        let (state, is_shown) = match position.cmp(&current) {
            std::cmp::Ordering::Less => ("done", day.is_some() || position >= unbroken),
            std::cmp::Ordering::Equal => ("current", true),
            std::cmp::Ordering::Greater => ("ahead", stage.public),
        };
        if is_shown {
            let day = day.filter(|_| state != "ahead");
            steps.push(Step { name: stage.name.clone(), state, day });
        }
    }
    steps
}

/// The day a stage was reached: that of the first update that says so.
fn reached(project: &Project, stage: &str) -> Option<crate::model::Date> {
    let says_so = |update: &&Update| update.stage.as_ref().is_some_and(|reached| reached.value == stage);
    project.updates.iter().find(says_so).map(|update| update.date)
}

fn milestone_view(composer: &Composer<'_>, milestone: &Milestone) -> MilestoneView {
    let changes = milestone.planned.iter().zip(milestone.planned.iter().skip(1));
    MilestoneView {
        name: milestone.name.clone(),
        planned: milestone.planned.last().map(|plan| composer.day(plan.date)),
        actual: milestone.actual.map(|date| composer.day(date)),
        timing: timings(composer, milestone),
        former: changes
            .map(|(plan, next)| FormerPlan {
                planned: composer.day(plan.date),
                changed_on: next.on.map(|date| composer.day(date)),
                reason: next.reason.clone(),
            })
            .collect(),
    }
}

/// The days between plan and fact: against the plan that holds, then against the first one if it was changed.
fn timings(composer: &Composer<'_>, entry: &Milestone) -> Vec<TimingView> {
    let labels = composer.labels;
    if let Some(timing) = milestone::timing(entry) {
        let view = |days: i32, keys: [&str; 3]| {
            let (tone, key) = match days {
                ..0 => ("early", keys[0]),
                0 => ("on-time", keys[1]),
                1.. => ("late", keys[2]),
            };
            TimingView { tone, words: labels.fill(key, &[("days", &days.abs())]) }
        };
        let holding = match timing.late_at_first {
            None => ["days_early", "days_none", "days_late"],
            Some(_) => ["days_early_changed", "days_none_changed", "days_late_changed"],
        };
        let first =
            timing.late_at_first.map(|days| view(days, ["days_early_first", "days_none_first", "days_late_first"]));
        return std::iter::once(view(timing.late, holding)).chain(first).collect();
    }
    let site = composer.site;
    let overdue = milestone::overdue(entry, site.as_of).filter(|_| site.config.progress.show);
    let words =
        overdue.map(|days| labels.fill("days_overdue", &[("days", &days), ("day", &composer.day(site.as_of).text)]));
    words.map(|words| TimingView { tone: "overdue", words }).into_iter().collect()
}

/// The updates, newest first.
fn updates(composer: &Composer<'_>, project: &Project) -> Vec<UpdateView> {
    let views = project.updates.iter().enumerate().rev();
    views
        .map(|(index, update)| UpdateView {
            anchor: update_anchor(project, index),
            day: composer.day(update.date),
            stage: update.stage.as_ref().map(|stage| stage.value.clone()),
            invested: update.invested.as_ref().map(Money::to_string),
            text: update.text.clone(),
        })
        .collect()
}

/// The id of an update: its day, and a number where others stand on the same one.
pub(in crate::render) fn update_anchor(project: &Project, index: usize) -> String {
    let day = project.updates[index].date;
    let before = project.updates[..index].iter().filter(|update| update.date == day).count();
    match before {
        0 => day.iso(),
        _ => format!("{}-{}", day.iso(), before + 1),
    }
}

/// The list page of all projects, where the site has one.
pub(super) fn all_projects(composer: &Composer<'_>, site: &Site) -> Option<Link> {
    let column = site.records.columns.iter().find(|column| column.url.as_str() == "/projects/")?;
    Some(Link { text: column.title.clone(), url: composer.to(&column.url) })
}
