//! Figures as tables: counts and sums of projects, what a period brought.

use std::sync::Arc;

use super::table::{Known, Table, Tables};
use crate::{
    model::Money,
    site::{
        Dimension, Group, Site, Sums, figures,
        progress::{Progress, Shift, StageChange},
    },
    table::{Cell, Row},
};

const GROUPS: &[Known] = &[
    ("name", "group"),
    ("count", "project_count"),
    ("exact_yuan", "sum_exact"),
    ("about_yuan", "sum_about"),
    ("at_least_yuan", "sum_at_least"),
    ("unstated", "sum_unstated"),
];
const SHIFTS: &[Known] = &[
    ("name", "group"),
    ("count", "project_count"),
    ("count_before", "count_before"),
    ("exact_yuan", "sum_exact"),
    ("about_yuan", "sum_about"),
    ("at_least_yuan", "sum_at_least"),
    ("unstated", "sum_unstated"),
];
const CHANGES: &[Known] = &[
    ("url", "column_url"),
    ("title", "project_name"),
    ("from", "stage_before"),
    ("to", "stage"),
    ("date", "progress_day"),
];

impl<'a> Tables<'a> {
    /// The same with counts and sums of all projects by stage.
    #[must_use]
    pub(in crate::render) fn with_stages(self, site: &'a Site) -> Self {
        let stages = site.stage_totals.iter().filter(|total| total.count > 0);
        let rows = stages.map(|total| group_row(Some(total.stage.clone()), total.count, &total.sums)).collect();
        self.made_from(sources(site)).with(Table::new("stages", "stage_totals", GROUPS, rows))
    }

    /// Counts and sums of all projects by stage, industry, location, leading unit and list.
    pub(in crate::render) fn of_figures(site: &'a Site, title: String) -> Self {
        let all: Vec<usize> = (0..site.records.projects.len()).collect();
        let by = |key, title, dimension| {
            let groups = figures::group(site, &all, dimension).into_iter();
            let row = |group: Group| group_row(group.name, group.projects.len(), &group.sums);
            Table::new(key, title, GROUPS, groups.map(row).collect())
        };
        Self::new(title)
            .with_stages(site)
            .with(by("industries", "by_industry_table", Dimension::Industry))
            .with(by("locations", "by_location_table", Dimension::Location))
            .with(by("units", "by_unit_table", Dimension::LeadUnit))
            .with(by("lists", "by_list_table", Dimension::List))
    }

    /// What a period brought.
    pub(in crate::render) fn of_progress(site: &'a Site, title: String, found: &Progress) -> Self {
        let changes = found.entered.iter().chain(&found.moved);
        let changes = changes.map(|change| change_row(site, change)).collect();
        let by = |key, title, shifts: &[Shift]| Table::new(key, title, SHIFTS, shifts.iter().map(shift_row).collect());
        Self::new(title)
            .made_from(sources(site))
            .with(Table::new("changes", "progress_changes", CHANGES, changes))
            .with(by("stages", "progress_stages", &found.stages))
            .with(by("industries", "progress_by_industry", &found.industries))
            .with(by("units", "progress_by_unit", &found.units))
    }
}

fn sources(site: &Site) -> Vec<Arc<str>> {
    site.records.projects.iter().map(|item| Arc::clone(&item.path)).collect()
}

fn group_row(name: Option<String>, count: usize, sums: &Sums) -> Row<'static> {
    let mut row = vec![Cell::of(name, Cell::text), Cell::count(count)];
    push_sums(sums, &mut row);
    row
}

fn shift_row(shift: &Shift) -> Row<'static> {
    let mut row =
        vec![Cell::of(shift.name.clone(), Cell::text), Cell::count(shift.count), Cell::count(shift.count_before)];
    push_sums(&shift.sums, &mut row);
    row
}

fn push_sums(sums: &Sums, row: &mut Row<'static>) {
    let amounts = [sums.exact, sums.about, sums.at_least];
    row.extend(amounts.map(|sum| Cell::of(sum, |sum: Money| Cell::Number(sum.yuan()))));
    row.push(Cell::count(sums.unstated));
}

fn change_row<'a>(site: &'a Site, change: &StageChange) -> Row<'a> {
    let item = &site.records.projects[change.project];
    vec![
        Cell::text(item.url.encoded()),
        Cell::text(&item.value.name),
        Cell::of(change.from.clone(), Cell::text),
        Cell::text(change.to.clone()),
        Cell::Day(change.on),
    ]
}
