//! The page of a project.

use serde::Serialize;

use super::{
    compose::{CarrierEntry, Composer, Day, Link, Name, Reference, StatusView, status_view},
    frame::{Draft, Head},
};
use crate::{
    model::{Milestone, Money, Project, Update},
    render::{json_ld, meta},
    site::Site,
};

/// A project as its template sees it.
#[derive(Debug, Serialize)]
struct ProjectView {
    name: String,
    code: String,
    stage: String,
    status: Option<StatusView>,
    steps: Vec<Step>,
    investment: Option<String>,
    /// What was invested so far, and the day that holds for.
    invested: Option<String>,
    invested_on: Option<Day>,
    industry: Option<Name>,
    location: Option<Name>,
    territory: Option<String>,
    carrier: Option<CarrierEntry>,
    lead: Vec<Name>,
    units: Vec<Name>,
    introduced_by: Vec<Name>,
    investor: Option<String>,
    service: Option<String>,
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
    /// The plans before it, oldest first, each with the change that ended it.
    former: Vec<FormerPlan>,
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
        ..Head::default()
    };
    Draft::new(head, "project", &view)
}

fn view(composer: &mut Composer<'_>, index: usize) -> ProjectView {
    let site = composer.site;
    let item = &site.records.projects[index];
    let project = &item.value;
    let carrier = project.carrier.as_ref().and_then(|carrier| site.carrier_at(&carrier.value));
    let latest = project.updates.iter().rev().find(|update| update.invested.is_some());
    ProjectView {
        name: project.name.clone(),
        code: project.code.value.clone(),
        stage: project.stage.value.clone(),
        status: status_view(project.status),
        steps: steps(composer, project),
        investment: project.investment.as_ref().map(Money::to_string),
        invested: latest.and_then(|update| update.invested.as_ref()).map(Money::to_string),
        invested_on: latest.map(|update| composer.day(update.date)),
        industry: project.industry.as_ref().map(|name| composer.term(&site.industries, name)),
        location: project.location.as_ref().map(|name| composer.term(&site.locations, name)),
        territory: project.territory.clone(),
        carrier: carrier.map(|carrier| composer.carrier(carrier)),
        lead: composer.units(&project.lead_unit),
        units: composer.units(&project.units),
        introduced_by: composer.units(&project.introduced_by),
        investor: project.investor.clone(),
        service: project.service.clone(),
        lists: project.lists.iter().map(|name| composer.term(&site.lists, name)).collect(),
        category: project.category.clone(),
        seeking: project.seeking.clone(),
        summary: project.summary.clone(),
        milestones: project.milestones.iter().map(|milestone| milestone_view(composer, milestone)).collect(),
        updates: project.updates.iter().rev().map(|update| update_view(composer, update)).collect(),
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
        former: changes
            .map(|(plan, next)| FormerPlan {
                planned: composer.day(plan.date),
                changed_on: next.on.map(|date| composer.day(date)),
                reason: next.reason.clone(),
            })
            .collect(),
    }
}

fn update_view(composer: &Composer<'_>, update: &Update) -> UpdateView {
    UpdateView {
        day: composer.day(update.date),
        stage: update.stage.as_ref().map(|stage| stage.value.clone()),
        invested: update.invested.as_ref().map(Money::to_string),
        text: update.text.clone(),
    }
}

/// The list page of all projects, where the site has one.
pub(super) fn all_projects(composer: &Composer<'_>, site: &Site) -> Option<Link> {
    let column = site.records.columns.iter().find(|column| column.url.as_str() == "/projects/")?;
    Some(Link { text: column.title.clone(), url: composer.to(&column.url) })
}
