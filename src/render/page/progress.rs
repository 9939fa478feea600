//! 项目进展: what a month or a year brought, summed up from the records by itself.

use serde::Serialize;

use super::{
    compose::{Composer, Day, Html, Link, Name},
    document::body,
    figures,
    frame::{Draft, Head},
    list::{self, PROJECTS, Pager},
};
use crate::{
    artifact::UrlPath,
    model::{BulletinPlace, Cycle, Period},
    render::{json_ld, meta, theme::Labels},
    site::{
        Site, milestone,
        progress::{self, Progress, Shift, StageChange},
    },
};

mod arrears;

use self::arrears::ArrearsView;

/// How many months the list of projects leads to.
const LATEST: usize = 12;
/// How many rows of each table stand on a page.
const ROWS: usize = 150;

/// The page as its template sees it.
#[derive(Debug, Serialize)]
struct ProgressView {
    title: String,
    first: Day,
    last: Day,
    /// The as-of day, where the period is not over.
    until: Option<Day>,
    is_year: bool,
    previous: Option<Link>,
    next: Option<Link>,
    /// What stands on the first page alone.
    summary: Option<Summary>,
    entered: Vec<ChangeRow>,
    moved: Vec<ChangeRow>,
    reached: Vec<ReachedRow>,
    replanned: Vec<ReplannedRow>,
    updates: Vec<UpdatesRow>,
    pager: Option<Pager>,
    address: String,
}

/// The figures of a period.
#[derive(Debug, Serialize)]
struct Summary {
    signed: Option<Signed>,
    entered: usize,
    moved: usize,
    stages: Vec<ShiftRow>,
    industries: Vec<ShiftRow>,
    units: Vec<ShiftRow>,
    total: ShiftRow,
    invested: ShiftRow,
    undated: usize,
    arrears: Option<ArrearsView>,
}

/// A signed bulletin that stands before the figures.
#[derive(Debug, Serialize)]
struct Signed {
    link: Link,
    issuer: Vec<Name>,
    dated: Option<Day>,
    parts: Vec<Html>,
}

#[derive(Debug, Serialize)]
struct ChangeRow {
    project: Link,
    industry: Option<String>,
    investment: Option<String>,
    from: Option<String>,
    to: String,
    day: Day,
}

/// A count and its sums beside those of the period before.
#[derive(Debug, Serialize)]
struct ShiftRow {
    name: Option<Name>,
    count: usize,
    /// With its sign; `None` for no change.
    change: Option<String>,
    sums: Vec<String>,
    sum_changes: Vec<String>,
}

#[derive(Debug, Serialize)]
struct ReachedRow {
    project: Link,
    milestone: String,
    planned: Option<Day>,
    actual: Option<Day>,
    /// Days late, below zero early.
    late: Option<i32>,
    /// The same without its sign.
    days: u32,
}

#[derive(Debug, Serialize)]
struct ReplannedRow {
    project: Link,
    milestone: String,
    before: Day,
    planned: Day,
    reason: Option<String>,
}

#[derive(Debug, Serialize)]
struct UpdatesRow {
    project: Link,
    texts: Vec<UpdateText>,
}

#[derive(Debug, Serialize)]
struct UpdateText {
    day: Day,
    text: String,
}

/// A year with its months.
#[derive(Debug, Serialize)]
pub(super) struct Year {
    year: Link,
    months: Vec<Link>,
}

/// The months and years that have a page, in order of time, years behind months.
pub(super) fn periods(site: &Site) -> Vec<Period> {
    let months = progress::months(site);
    let mut years: Vec<Period> = months.iter().filter_map(|month| Period::year_of(month.first())).collect();
    years.dedup();
    months.into_iter().chain(years).collect()
}

/// The address of the automatic page.
pub(super) fn own_url(period: Period) -> UrlPath {
    let directory = if period.cycle() == Cycle::Year { "year" } else { "month" };
    UrlPath::new(PROJECTS).join(directory).join(&period.to_string())
}

/// The page that tells of a period: the signed bulletin where it stands in the place of the automatic page.
fn url(site: &Site, period: Period) -> UrlPath {
    match site.bulletins.get(&period) {
        Some((document, BulletinPlace::Instead)) => site.records.documents[*document].url.clone(),
        _ => own_url(period),
    }
}

/// A period, linked where it has a page.
pub(super) fn link(composer: &Composer<'_>, period: Period) -> Name {
    let has_page = periods(composer.site).contains(&period);
    Name { text: name(composer, period), url: has_page.then(|| composer.to(&url(composer.site, period))) }
}

fn page_link(composer: &Composer<'_>, period: Period) -> Link {
    Link { text: name(composer, period), url: composer.to(&url(composer.site, period)) }
}

fn name(composer: &Composer<'_>, period: Period) -> String {
    name_in(composer.labels, period)
}

fn name_in(labels: &Labels, period: Period) -> String {
    let first = period.first();
    let key = if period.cycle() == Cycle::Year { "year" } else { "month" };
    labels.fill(key, &[("year", &first.year()), ("month", &first.month())])
}

/// The title of a period's page.
pub(super) fn title(labels: &Labels, period: Period) -> String {
    let key = if period.cycle() == Cycle::Year { "progress_year" } else { "progress_month" };
    labels.fill(key, &[("period", &name_in(labels, period))])
}

/// The years that have a page, the newest first.
pub(super) fn years(composer: &Composer<'_>) -> Vec<Link> {
    let years = periods(composer.site).into_iter().filter(|period| period.cycle() == Cycle::Year);
    years.rev().map(|year| page_link(composer, year)).collect()
}

/// The latest months that have a page, the newest first.
pub(super) fn latest(composer: &Composer<'_>) -> Vec<Link> {
    progress::months(composer.site).into_iter().rev().take(LATEST).map(|month| page_link(composer, month)).collect()
}

/// All months that have a page under their years, the newest first.
pub(super) fn months(composer: &Composer<'_>) -> Vec<Year> {
    let months = progress::months(composer.site);
    let years = periods(composer.site).into_iter().filter(|period| period.cycle() == Cycle::Year).rev();
    years
        .map(|year| Year {
            year: page_link(composer, year),
            months: months
                .iter()
                .rev()
                .filter(|month| year.contains(month.first()))
                .map(|month| page_link(composer, *month))
                .collect(),
        })
        .collect()
}

/// The rows that stand on a page, counted from 1.
fn on_page<T>(rows: &[T], number: usize) -> &[T] {
    rows.chunks(ROWS).nth(number - 1).unwrap_or_default()
}

/// How many pages a period takes: every table of it goes on from page to page.
pub(super) fn pages(found: &Progress) -> usize {
    let updates = if found.period.cycle() == Cycle::Year { 0 } else { found.updates.len() };
    let rows = [found.entered.len(), found.moved.len(), found.reached.len(), found.replanned.len(), updates];
    rows.into_iter().max().unwrap_or_default().div_ceil(ROWS).max(1)
}

pub(super) fn draft(composer: &mut Composer<'_>, found: &Progress, number: usize) -> Draft {
    let site = composer.site;
    let period = found.period;
    if number == 1 {
        for item in &site.records.projects {
            composer.source(&item.path);
        }
    }
    let title = title(composer.labels, period);
    let view = view(composer, found, title.clone(), number);
    let description = composer.labels.fill("progress_description", &[("period", &name(composer, period))]);
    let head = Head {
        meta: meta::list(site, &title, &description),
        structured: Some(json_ld::list(site, &title, &own_url(period))),
        above: vec![Link { text: composer.labels.text("figures_title").to_owned(), url: composer.to(&figures::url()) }],
        title: list::page_title(composer, &title, number),
        ..Head::default()
    };
    Draft::new(head, "progress", view)
}

fn view(composer: &mut Composer<'_>, found: &Progress, title: String, number: usize) -> ProgressView {
    let site = composer.site;
    let period = found.period;
    let known = periods(site);
    let near = |period: Option<Period>| period.filter(|period| known.contains(period));
    let (previous, next) = (near(period.previous()), near(period.next()));
    let is_over = period.last() <= site.as_of;
    let is_year = period.cycle() == Cycle::Year;
    let updates = if is_year { &[][..] } else { on_page(&found.updates, number) };
    ProgressView {
        title,
        first: composer.day(period.first()),
        last: composer.day(period.last()),
        until: (!is_over).then(|| composer.day(site.as_of)),
        is_year,
        previous: previous.map(|period| page_link(composer, period)),
        next: next.map(|period| page_link(composer, period)),
        summary: (number == 1).then(|| Summary::of(composer, found)),
        entered: on_page(&found.entered, number).iter().map(|change| change_row(composer, change)).collect(),
        moved: on_page(&found.moved, number).iter().map(|change| change_row(composer, change)).collect(),
        reached: on_page(&found.reached, number)
            .iter()
            .map(|(project, index)| reached_row(composer, *project, *index))
            .collect(),
        replanned: on_page(&found.replanned, number).iter().map(|place| replanned_row(composer, *place)).collect(),
        updates: updates.iter().map(|(project, updates)| updates_row(composer, *project, updates)).collect(),
        pager: Pager::new(composer, &own_url(period), number, pages(found)),
        address: meta::absolute(site, &own_url(period)),
    }
}

impl Summary {
    fn of(composer: &mut Composer<'_>, found: &Progress) -> Self {
        let site = composer.site;
        let show = site.config.progress.show && found.period.contains(site.as_of);
        let shifts = |shifts: &[Shift], name: fn(&Composer<'_>, &str) -> Name| -> Vec<ShiftRow> {
            shifts.iter().map(|shift| ShiftRow::of(composer, shift, name)).collect()
        };
        let (stages, units) =
            (shifts(&found.stages, plain), shifts(&found.units, |composer, name| composer.unit(name)));
        let industries = shifts(&found.industries, |composer, name| composer.term(&composer.site.industries, name));
        Self {
            entered: found.entered.len(),
            moved: found.moved.len(),
            stages,
            industries,
            units,
            total: ShiftRow::of(composer, &found.total, plain),
            invested: ShiftRow::of(composer, &found.invested, plain),
            undated: found.undated,
            arrears: show.then(|| ArrearsView::of(composer)),
            signed: signed(composer, found.period),
        }
    }
}

fn signed(composer: &mut Composer<'_>, period: Period) -> Option<Signed> {
    let site = composer.site;
    let (index, _) = *site.bulletins.get(&period)?;
    let item = &site.records.documents[index];
    composer.source(&item.path);
    Some(Signed {
        link: Link { text: item.value.title.clone(), url: composer.to(&item.url) },
        issuer: composer.units(&item.value.issuer),
        dated: item.value.dated.map(|date| composer.day(date)),
        parts: body::parts(composer, index),
    })
}

fn project_link(composer: &mut Composer<'_>, project: usize) -> Link {
    let item = &composer.site.records.projects[project];
    composer.source(&item.path);
    Link { text: item.value.name.clone(), url: composer.to(&item.url) }
}

fn change_row(composer: &mut Composer<'_>, change: &StageChange) -> ChangeRow {
    let project = &composer.site.records.projects[change.project].value;
    ChangeRow {
        project: project_link(composer, change.project),
        industry: project.industry.clone(),
        investment: project.investment.as_ref().map(ToString::to_string),
        from: change.from.clone(),
        to: change.to.clone(),
        day: composer.day(change.on),
    }
}

fn reached_row(composer: &mut Composer<'_>, project: usize, index: usize) -> ReachedRow {
    let entry = &composer.site.records.projects[project].value.milestones[index];
    let late = milestone::timing(entry).map(|timing| timing.late);
    ReachedRow {
        project: project_link(composer, project),
        milestone: entry.name.clone(),
        planned: entry.planned.last().map(|plan| composer.day(plan.date)),
        actual: entry.actual.map(|day| composer.day(day)),
        late,
        days: late.unwrap_or(0).unsigned_abs(),
    }
}

fn replanned_row(composer: &mut Composer<'_>, (project, index, plan): (usize, usize, usize)) -> ReplannedRow {
    let entry = &composer.site.records.projects[project].value.milestones[index];
    ReplannedRow {
        project: project_link(composer, project),
        milestone: entry.name.clone(),
        before: composer.day(entry.planned[plan - 1].date),
        planned: composer.day(entry.planned[plan].date),
        reason: entry.planned[plan].reason.clone(),
    }
}

fn updates_row(composer: &mut Composer<'_>, project: usize, updates: &[usize]) -> UpdatesRow {
    let link = project_link(composer, project);
    let all = &composer.site.records.projects[project].value.updates;
    let texts =
        updates.iter().map(|index| UpdateText { day: composer.day(all[*index].date), text: all[*index].text.clone() });
    UpdatesRow { project: link, texts: texts.collect() }
}

fn plain(_: &Composer<'_>, name: &str) -> Name {
    Name { text: name.to_owned(), url: None }
}

impl ShiftRow {
    fn of(composer: &Composer<'_>, shift: &Shift, name: impl Fn(&Composer<'_>, &str) -> Name) -> Self {
        let changes = shift.sum_changes().into_iter().zip([None, Some("mark_about"), Some("mark_at_least")]);
        let marked = |change: String, mark: Option<&str>| match mark {
            Some(mark) => composer.labels.fill(mark, &[("change", &change)]),
            None => change,
        };
        let change = i64::try_from(shift.count).unwrap_or(0) - i64::try_from(shift.count_before).unwrap_or(0);
        Self {
            name: shift.name.as_ref().map(|written| name(composer, written)),
            count: shift.count,
            change: (change != 0).then(|| format!("{}{}", if change < 0 { '−' } else { '+' }, change.unsigned_abs())),
            sums: figures::sums(&shift.sums),
            sum_changes: changes.filter_map(|(yuan, mark)| Some(marked(progress::signed(yuan?)?, mark))).collect(),
        }
    }
}
