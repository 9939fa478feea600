//! Counts and sums of public projects by whatever they are listed by; they never hold a record that is not public.

use std::collections::BTreeMap;

use super::{Site, Sums};
use crate::model::{Pool, Project};

/// What projects are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dimension {
    /// 所属产业.
    Industry,
    /// 建设地点.
    Location,
    /// 牵头单位: a project led by several counts for each.
    LeadUnit,
    /// Named lists: a project on several counts for each.
    List,
}

/// The projects that share a value.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// The value; `None` for projects that state none, so that a table of single values adds up to the whole.
    pub name: Option<String>,
    /// Indices into `records.projects`.
    pub projects: Vec<usize>,
    /// What they cost.
    pub sums: Sums,
    /// How many stand in each configured stage, in that order.
    pub by_stage: Vec<usize>,
}

impl Group {
    fn new(site: &Site, name: Option<String>, projects: Vec<usize>) -> Self {
        let values = || projects.iter().map(|index| &*site.records.projects[*index].value);
        let sums = Sums::of(values());
        let stages = site.config.stages.iter();
        let by_stage =
            stages.map(|stage| values().filter(|project| project.stage.value == stage.name).count()).collect();
        Self { name, projects, sums, by_stage }
    }
}

impl Sums {
    /// What `projects` cost.
    #[must_use]
    pub fn of<'a>(projects: impl Iterator<Item = &'a Project>) -> Self {
        let mut sums = Self::default();
        projects.for_each(|project| sums.add(project.investment.as_ref()));
        sums
    }
}

/// All of `projects` as one group.
#[must_use]
pub fn total(site: &Site, projects: &[usize]) -> Group {
    Group::new(site, None, projects.to_vec())
}

/// `projects` by what they share: single values by what they cost, the dearest first; units and lists in the site's
/// order, for that of their sums would be a ranking. Projects without a value stand last.
#[must_use]
pub fn group(site: &Site, projects: &[usize], dimension: Dimension) -> Vec<Group> {
    let mut found: BTreeMap<(usize, String), Vec<usize>> = BTreeMap::new();
    let mut none = Vec::new();
    for index in projects {
        let keys = keys(site, &site.records.projects[*index].value, dimension);
        if keys.is_empty() {
            none.push(*index);
        }
        for key in keys {
            let held = found.entry(key).or_default();
            if held.last() != Some(index) {
                held.push(*index);
            }
        }
    }
    let mut groups: Vec<Group> =
        found.into_iter().map(|((_, name), projects)| Group::new(site, Some(name), projects)).collect();
    if matches!(dimension, Dimension::Industry | Dimension::Location) {
        groups.sort_by(|a, b| {
            let size = |group: &Group| (group.sums.yuan(), group.projects.len());
            size(b).cmp(&size(a)).then_with(|| a.name.cmp(&b.name))
        });
    }
    if !none.is_empty() {
        groups.push(Group::new(site, None, none));
    }
    groups
}

/// The values of one project, each with its place in the site's order.
fn keys(site: &Site, project: &Project, dimension: Dimension) -> Vec<(usize, String)> {
    let one = |value: &Option<String>| value.iter().map(|name| (0, name.clone())).collect();
    match dimension {
        Dimension::Industry => one(&project.industry),
        Dimension::Location => one(&project.location),
        Dimension::List => project.lists.iter().map(|name| (0, name.clone())).collect(),
        Dimension::LeadUnit => {
            let units = project.lead_unit.iter().flat_map(|name| site.units_named(&name.value));
            units.map(|unit| (*unit, site.units[*unit].name.clone())).collect()
        }
    }
}

/// The public projects of a plan's pool: those of its category that rest on the plan, or on no plan with such a pool.
#[must_use]
pub fn in_pool(site: &Site, document: usize, pool: &Pool) -> Group {
    let plans = |project: &Project| -> Vec<usize> {
        let named = project.documents.iter().filter_map(|number| site.numbers.get(&number.value).copied());
        let promises = |plan: &usize| {
            site.records.documents[*plan].value.pools.iter().any(|other| other.category == pool.category)
        };
        named.filter(promises).collect()
    };
    let belongs = |index: &usize| {
        let project = &site.records.projects[*index].value;
        let plans = plans(project);
        project.category.as_ref() == Some(&pool.category) && (plans.is_empty() || plans.contains(&document))
    };
    total(site, &(0..site.records.projects.len()).filter(belongs).collect::<Vec<_>>())
}
