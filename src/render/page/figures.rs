//! The figures of all projects: tables that add up, each with its chart.

use rust_decimal::Decimal;
use serde::Serialize;

use super::{
    compose::{Composer, Html, Link, Name},
    frame::{Draft, Head},
    home::StageView,
    list::PROJECTS,
    progress,
};
use crate::{
    artifact::UrlPath,
    model::{Money, Period},
    render::{
        chart::{Bar, BarChart, Caption, Column, ColumnChart},
        json_ld, meta,
    },
    site::{Dimension, Group, Site, Sums, Term, figures, progress::History},
};

/// How many months the chart of stages reached goes back.
const MONTHS: usize = 12;

/// The page as its template sees it.
#[derive(Debug, Serialize)]
struct FiguresView {
    title: String,
    total: GroupRow,
    stages: Vec<StageView>,
    pipeline: Option<Html>,
    industries: GroupTable,
    investment: Option<Html>,
    locations: GroupTable,
    units: GroupTable,
    lists: GroupTable,
    months: Option<MonthFigures>,
    years: Vec<Link>,
    all_months: Vec<progress::Year>,
}

/// Projects that share a value, as a table row.
#[derive(Debug, Serialize)]
pub(super) struct GroupRow {
    /// The value; its text is empty for projects that state none.
    name: Name,
    count: usize,
    /// Exact, 约 and 以上 apart.
    sums: Vec<String>,
    /// By which the row is sorted.
    yuan: String,
    unstated: usize,
    /// How many stand in each stage that has a column.
    stages: Vec<usize>,
}

/// Groups with the stages that any of them fills.
#[derive(Debug, Serialize)]
pub(super) struct GroupTable {
    stages: Vec<String>,
    rows: Vec<GroupRow>,
    /// Their sum, where each project is in one row.
    total: Option<GroupRow>,
}

/// Stages reached month by month, as a chart and a table.
#[derive(Debug, Serialize)]
struct MonthFigures {
    chart: Html,
    series: Vec<String>,
    rows: Vec<MonthRow>,
}

#[derive(Debug, Serialize)]
struct MonthRow {
    month: Name,
    counts: Vec<usize>,
}

pub(super) fn url() -> UrlPath {
    UrlPath::new(PROJECTS).join("figures")
}

pub(super) fn draft(composer: &mut Composer<'_>) -> Draft {
    let site = composer.site;
    for item in &site.records.projects {
        composer.source(&item.path);
    }
    let all: Vec<usize> = (0..site.records.projects.len()).collect();
    let title = composer.labels.text("figures_title").to_owned();
    let industries = figures::group(site, &all, Dimension::Industry);
    let view = FiguresView {
        title: title.clone(),
        total: row(composer, &figures::total(site, &all), None, &[]),
        stages: StageView::all(composer),
        pipeline: pipeline(composer),
        investment: investment(composer, &industries),
        industries: table(composer, &industries, Some(&site.industries), &all),
        locations: table(composer, &figures::group(site, &all, Dimension::Location), Some(&site.locations), &all),
        units: table(composer, &figures::group(site, &all, Dimension::LeadUnit), None, &[]),
        lists: table(composer, &figures::group(site, &all, Dimension::List), Some(&site.lists), &[]),
        months: months(composer),
        years: progress::years(composer),
        all_months: progress::months(composer),
    };
    let description = composer.labels.text("figures_description");
    let head = Head {
        meta: meta::list(site, &title, description),
        structured: Some(json_ld::list(site, &title, &url())),
        title,
        ..Head::default()
    };
    Draft::new(head, "figures", view)
}

/// A table of groups; `whole` are the projects that its rows add up to, empty where a project may stand in several.
pub(super) fn table(composer: &Composer<'_>, groups: &[Group], terms: Option<&[Term]>, whole: &[usize]) -> GroupTable {
    let stages = &composer.site.config.stages;
    let columns: Vec<usize> =
        (0..stages.len()).filter(|stage| groups.iter().any(|group| group.by_stage[*stage] > 0)).collect();
    let total = (!whole.is_empty() && groups.len() > 1).then(|| figures::total(composer.site, whole));
    GroupTable {
        stages: columns.iter().map(|stage| stages[*stage].name.clone()).collect(),
        rows: groups.iter().map(|group| row(composer, group, terms, &columns)).collect(),
        total: total.map(|total| row(composer, &total, None, &columns)),
    }
}

pub(super) fn row(composer: &Composer<'_>, group: &Group, terms: Option<&[Term]>, columns: &[usize]) -> GroupRow {
    let name = match (&group.name, terms) {
        (None, _) => Name { text: String::new(), url: None },
        (Some(name), Some(terms)) => composer.term(terms, name),
        (Some(name), None) => composer.unit(name),
    };
    GroupRow {
        name,
        count: group.projects.len(),
        sums: sums(&group.sums),
        yuan: group.sums.yuan().to_string(),
        unstated: group.sums.unstated,
        stages: columns.iter().map(|stage| group.by_stage[*stage]).collect(),
    }
}

/// The sums that are there, in words.
pub(super) fn sums(sums: &Sums) -> Vec<String> {
    sums.parts().map(Money::to_string).collect()
}

/// The number of projects in each stage.
pub(super) fn pipeline(composer: &Composer<'_>) -> Option<Html> {
    let (site, labels) = (composer.site, composer.labels);
    let totals: Vec<_> = site.stage_totals.iter().filter(|total| total.count > 0).collect();
    let most = totals.iter().max_by_key(|total| total.count)?;
    let description = labels.fill("pipeline_description", &[("stage", &most.stage), ("count", &most.count)]);
    let bars = totals.iter().map(|total| Bar {
        label: total.stage.clone(),
        parts: vec![Decimal::from(total.count)],
        words: labels.fill("count_projects_short", &[("count", &total.count)]),
    });
    let caption = Caption { id: "pipeline", title: labels.text("pipeline_title"), description: &description };
    Some(Html(BarChart { caption, parts: Vec::new(), bars: bars.collect() }.svg()))
}

/// What the projects of each industry are to cost.
fn investment(composer: &Composer<'_>, groups: &[Group]) -> Option<Html> {
    let labels = composer.labels;
    let costly: Vec<&Group> = groups.iter().filter(|group| !group.sums.yuan().is_zero()).collect();
    let dearest = costly.first()?;
    let name = |group: &Group| group.name.clone().unwrap_or_else(|| labels.text("not_stated").to_owned());
    let words = |group: &Group| sums(&group.sums).join(labels.text("plus"));
    let description = labels.fill("by_industry_description", &[("industry", &name(dearest)), ("sum", &words(dearest))]);
    let yuan = |sum: &Option<Money>| sum.as_ref().map(Money::yuan).unwrap_or_default();
    let bars = costly.iter().map(|group| Bar {
        label: name(group),
        parts: vec![yuan(&group.sums.exact), yuan(&group.sums.about), yuan(&group.sums.at_least)],
        words: words(group),
    });
    let is_exact = costly.iter().all(|group| group.sums.about.is_none() && group.sums.at_least.is_none());
    let parts = if is_exact {
        Vec::new()
    } else {
        ["part_exact", "part_about", "part_at_least"].map(|key| labels.text(key).to_owned()).into()
    };
    let caption = Caption { id: "by-industry", title: labels.text("by_industry_title"), description: &description };
    Some(Html(BarChart { caption, parts, bars: bars.collect() }.svg()))
}

/// How many projects reached the last two public stages (开工, 投产) in each of the last months.
fn months(composer: &Composer<'_>) -> Option<MonthFigures> {
    let (site, labels) = (composer.site, composer.labels);
    let public = site.config.stages.iter().filter(|stage| stage.public).map(|stage| stage.name.clone());
    let series: Vec<String> = public.collect::<Vec<_>>().into_iter().rev().take(2).rev().collect();
    let history = History::new(site);
    let mut columns = Vec::new();
    let mut rows = Vec::new();
    let mut year = None;
    for month in last_months(site) {
        let changes = history.changes_in(month);
        let counts: Vec<usize> =
            series.iter().map(|stage| changes.iter().filter(|change| change.to == *stage).count()).collect();
        let first = month.first();
        columns.push(Column {
            label: labels.fill("month_short", &[("month", &first.month())]),
            year: (year.replace(first.year()) != Some(first.year()))
                .then(|| labels.fill("year", &[("year", &first.year())])),
            counts: counts.clone(),
        });
        rows.push(MonthRow { month: progress::link(composer, month), counts });
    }
    if series.is_empty() || columns.iter().all(|column| column.counts.iter().all(|count| *count == 0)) {
        return None;
    }
    let total = |place: usize| rows.iter().map(|row: &MonthRow| row.counts[place]).sum::<usize>();
    let named = series.iter().enumerate().map(|(place, stage)| format!("{stage}{}", total(place)));
    let named = named.collect::<Vec<_>>().join(labels.text("comma"));
    let description = labels.fill("months_description", &[("totals", &named)]);
    let title = labels.fill("months_title", &[("stages", &series.join(labels.text("separator")))]);
    let caption = Caption { id: "by-month", title: &title, description: &description };
    let chart = Html(ColumnChart { caption, series: series.clone(), columns }.svg());
    Some(MonthFigures { chart, series, rows })
}

/// The months up to the one of the as-of day.
fn last_months(site: &Site) -> Vec<Period> {
    let mut months: Vec<Period> =
        std::iter::successors(Period::month_of(site.as_of), |month| month.previous()).take(MONTHS).collect();
    months.reverse();
    months
}
