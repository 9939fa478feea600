//! Lists and figures in other forms: a list as an array of its items, figures as one array for each table.

use std::sync::Arc;

use super::markdown::escaped;
use crate::{
    artifact::{Artifact, UrlPath},
    config::AlternateFormat,
    model::{Money, Update},
    render::{Renderer, data},
    site::{
        Dimension, Group, Item, Site, Sums, figures, ordering,
        progress::{Progress, Shift, StageChange},
    },
    table::{self, Cell, Row},
};

/// Tables that say in rows what a page shows.
pub(in crate::render) struct Tables<'a> {
    title: String,
    tables: Vec<Table<'a>>,
    sources: Vec<Arc<str>>,
}

struct Table<'a> {
    /// Its key in JSON.
    key: &'static str,
    /// The key of its title.
    title: &'static str,
    /// The key of each column with that of its label.
    columns: &'static [(&'static str, &'static str)],
    rows: Vec<Row<'a>>,
}

const ITEMS: &[(&str, &str)] =
    &[("url", "column_url"), ("title", "column_title"), ("date", "column_update_date"), ("kind", "column_kind")];
const GROUPS: &[(&str, &str)] = &[
    ("name", "group"),
    ("count", "project_count"),
    ("exact_yuan", "sum_exact"),
    ("about_yuan", "sum_about"),
    ("at_least_yuan", "sum_at_least"),
    ("unstated", "sum_unstated"),
];
const SHIFTS: &[(&str, &str)] = &[
    ("name", "group"),
    ("count", "project_count"),
    ("count_before", "count_before"),
    ("exact_yuan", "sum_exact"),
    ("about_yuan", "sum_about"),
    ("at_least_yuan", "sum_at_least"),
    ("unstated", "sum_unstated"),
];
const CHANGES: &[(&str, &str)] = &[
    ("url", "column_url"),
    ("title", "project_name"),
    ("from", "stage_before"),
    ("to", "stage"),
    ("date", "progress_day"),
];

/// What a list holds, by the indices of its items.
pub(in crate::render) struct Items<'i> {
    pub(in crate::render) documents: &'i [usize],
    pub(in crate::render) projects: &'i [usize],
    pub(in crate::render) carriers: &'i [usize],
    pub(in crate::render) rosters: &'i [usize],
}

impl<'a> Tables<'a> {
    /// A list with the address, title, day and kind of each of its items.
    pub(in crate::render) fn of_items(site: &'a Site, title: String, items: &Items<'_>) -> Self {
        let records = &site.records;
        let mut tables = Self { title, tables: Vec::new(), sources: Vec::new() };
        let mut rows: Vec<Row<'a>> = Vec::new();
        for index in items.documents {
            let item = &records.documents[*index];
            let kind = data::kind(item.value.kind);
            rows.push(tables.item(item, &item.value.title, ordering(&item.value).into(), kind));
        }
        for index in items.projects {
            let item = &records.projects[*index];
            let day = item.value.updates.last().map(|update: &Update| update.date);
            rows.push(tables.item(item, &item.value.name, day.into(), "重点项目"));
        }
        for index in items.carriers {
            let item = &records.carriers[*index];
            rows.push(tables.item(item, &item.value.name, item.value.as_of.into(), "招商载体"));
        }
        for index in items.rosters {
            let item = &records.rosters[*index];
            rows.push(tables.item(item, &item.value.name, item.value.effective.into(), "机构名单"));
        }
        tables.tables.push(Table { key: "items", title: "column_title", columns: ITEMS, rows });
        tables
    }

    fn item<T>(&mut self, item: &'a Item<T>, title: &'a str, day: Cell<'a>, kind: &'static str) -> Row<'a> {
        self.sources.push(Arc::clone(&item.path));
        vec![Cell::text(item.url.encoded()), Cell::text(title), day, Cell::text(kind)]
    }

    /// Counts and sums of all projects by industry, location, leading unit and list, with the totals by stage.
    pub(in crate::render) fn of_figures(site: &'a Site, title: String) -> Self {
        let all: Vec<usize> = (0..site.records.projects.len()).collect();
        let stages = site.stage_totals.iter().filter(|total| total.count > 0);
        let stages = stages.map(|total| group_row(Some(total.stage.clone()), total.count, &total.sums)).collect();
        let by = |key, title, dimension| {
            let groups = figures::group(site, &all, dimension).into_iter();
            let row = |group: Group| group_row(group.name, group.projects.len(), &group.sums);
            Table { key, title, columns: GROUPS, rows: groups.map(row).collect() }
        };
        let tables = vec![
            Table { key: "stages", title: "stage_totals", columns: GROUPS, rows: stages },
            by("industries", "by_industry_table", Dimension::Industry),
            by("locations", "by_location_table", Dimension::Location),
            by("units", "by_unit_table", Dimension::LeadUnit),
            by("lists", "by_list_table", Dimension::List),
        ];
        Self { title, tables, sources: sources(site) }
    }

    /// What a period brought.
    pub(in crate::render) fn of_progress(site: &'a Site, title: String, found: &Progress) -> Self {
        let changes = found.entered.iter().chain(&found.moved);
        let changes = changes.map(|change| change_row(site, change)).collect();
        let shifts = |key, title, shifts: &[Shift]| Table {
            key,
            title,
            columns: SHIFTS,
            rows: shifts.iter().map(shift_row).collect(),
        };
        let tables = vec![
            Table { key: "changes", title: "progress_changes", columns: CHANGES, rows: changes },
            shifts("stages", "progress_stages", &found.stages),
            shifts("industries", "progress_by_industry", &found.industries),
            shifts("units", "progress_by_unit", &found.units),
        ];
        Self { title, tables, sources: sources(site) }
    }
}

fn sources(site: &Site) -> Vec<Arc<str>> {
    site.records.projects.iter().map(|item| Arc::clone(&item.path)).collect()
}

fn group_row(name: Option<String>, count: usize, sums: &Sums) -> Row<'static> {
    let mut row = vec![Cell::of(name, Cell::text), whole(count)];
    push_sums(sums, &mut row);
    row
}

fn shift_row(shift: &Shift) -> Row<'static> {
    let mut row = vec![Cell::of(shift.name.clone(), Cell::text), whole(shift.count), whole(shift.count_before)];
    push_sums(&shift.sums, &mut row);
    row
}

fn push_sums(sums: &Sums, row: &mut Row<'static>) {
    let amounts = [sums.exact, sums.about, sums.at_least];
    row.extend(amounts.map(|sum| Cell::of(sum, |sum: Money| Cell::Number(sum.yuan()))));
    row.push(whole(sums.unstated));
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

fn whole(count: usize) -> Cell<'static> {
    Cell::Whole(i64::try_from(count).unwrap_or(i64::MAX))
}

/// The files beside the page at `url`, one for each format asked for.
pub(in crate::render) fn artifacts(renderer: &Renderer<'_>, url: &UrlPath, tables: &Tables<'_>) -> Vec<Artifact> {
    let file = |format: &AlternateFormat| {
        let bytes = match format {
            AlternateFormat::Json => json(tables),
            AlternateFormat::Markdown => markdown(renderer, tables).into_bytes(),
            AlternateFormat::Text => plain(renderer, tables).into_bytes(),
        };
        let path = format!("{}{}", &url.as_str()[1..], format.file());
        Artifact { path, bytes, sources: tables.sources.clone() }
    };
    renderer.site.config.output.formats.iter().map(file).collect()
}

/// One table as an array, several as an object of arrays.
fn json(tables: &Tables<'_>) -> Vec<u8> {
    let array = |table: &Table<'_>| {
        let keys: Vec<&str> = table.columns.iter().map(|(key, _)| *key).collect();
        table::json_array(&keys, &table.rows)
    };
    let mut out = match &tables.tables[..] {
        [table] => array(table),
        several => {
            let title = serde_json::Value::from(tables.title.as_str());
            let members = several.iter().map(|table| format!(",\n\"{}\":{}", table.key, array(table)));
            format!("{{\"title\":{title}{}}}", members.collect::<String>())
        }
    };
    out.push('\n');
    out.into_bytes()
}

/// A list as links, figures as tables.
fn markdown(renderer: &Renderer<'_>, tables: &Tables<'_>) -> String {
    let labels = renderer.labels;
    let mut out = format!("# {}\n", escaped(&tables.title));
    for table in &tables.tables {
        if table.columns == ITEMS {
            out.push('\n');
            for row in &table.rows {
                let base = renderer.site.config.site.base_url.trim_end_matches('/');
                let [url, title, day, ..] = &row[..] else { continue };
                let day = Some(day.words()).filter(|day| !day.is_empty());
                let day = day.map_or_else(String::new, |day| format!(" {day}"));
                out.push_str(&format!("- [{}]({base}{}){day}\n", escaped(&title.words()), url.words()));
            }
            continue;
        }
        let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
        let heads: Vec<String> = table.columns.iter().map(|(_, label)| labels.text(label).to_owned()).collect();
        out.push_str(&format!("\n## {}\n\n{}", labels.text(table.title), line(&heads)));
        out.push_str(&line(&vec!["---".to_owned(); heads.len()]));
        for row in &table.rows {
            out.push_str(&line(&row.iter().map(|cell| escaped(&cell.words())).collect::<Vec<_>>()));
        }
    }
    out
}

/// A row a line, cells with tabs between them.
fn plain(renderer: &Renderer<'_>, tables: &Tables<'_>) -> String {
    let labels = renderer.labels;
    let mut out = format!("{}\n", tables.title);
    for table in &tables.tables {
        if table.columns != ITEMS {
            out.push_str(&format!("\n{}\n", labels.text(table.title)));
        }
        let heads: Vec<&str> = table.columns.iter().map(|(_, label)| labels.text(label)).collect();
        out.push_str(&format!("\n{}\n", heads.join("\t")));
        for row in &table.rows {
            let cells: Vec<String> = row.iter().map(|cell| cell.words().replace(['\t', '\n'], " ")).collect();
            out.push_str(&format!("{}\n", cells.join("\t")));
        }
    }
    out
}
