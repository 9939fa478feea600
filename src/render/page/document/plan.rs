//! What a plan promises beside its tasks: indicators against what was measured, pools against what is recorded.

use serde::Serialize;

use super::figures;
use crate::{
    model::{Indicator, Measurement, Pool, Quantity},
    render::page::{
        compose::{Composer, Day, Link},
        list::PROJECTS,
    },
    site::{
        figures::in_pool,
        indicator::{self, Standing},
    },
};

/// An indicator as a table row.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct IndicatorView {
    name: String,
    baseline: Option<String>,
    target: String,
    /// The year or the cycle.
    by: Option<String>,
    latest: Option<String>,
    latest_on: Option<Day>,
    /// The change since the value before, with its sign and unit.
    trend: Option<String>,
    /// The key of how it stands, which is also its class.
    standing: &'static str,
    /// All values, oldest first, where there is more than one.
    history: Vec<MeasurementView>,
    shares: Vec<ShareView>,
    /// What the parts add up to, where that is not the target.
    gap: Option<String>,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
struct MeasurementView {
    day: Day,
    value: String,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
struct ShareView {
    place: String,
    target: String,
}

pub(super) fn indicator(composer: &Composer<'_>, entry: &Indicator) -> IndicatorView {
    let as_of = composer.site.as_of;
    let year = entry.by.map(|year| composer.labels.fill("year", &[("year", &year)]));
    let latest = indicator::latest(entry, as_of);
    let known: Vec<_> = entry.actual.iter().filter(|measurement| measurement.on <= as_of).collect();
    let unit = &entry.target.unit;
    IndicatorView {
        name: entry.name.clone(),
        baseline: entry.baseline.as_ref().map(Quantity::to_string),
        target: entry.target.to_string(),
        by: year.or_else(|| entry.each.clone()),
        latest: latest.map(|measurement| measurement.value.to_string()),
        latest_on: latest.map(|measurement| composer.day(measurement.on)),
        trend: indicator::trend(entry, as_of).map(|trend| signed(trend.change, change_unit(composer, latest))),
        standing: standing_key(indicator::standing(entry, as_of)),
        history: if known.len() > 1 {
            let view = |on, value: &Quantity| MeasurementView { day: composer.day(on), value: value.to_string() };
            known.iter().map(|measurement| view(measurement.on, &measurement.value)).collect()
        } else {
            Vec::new()
        },
        shares: entry
            .shares
            .iter()
            .map(|share| ShareView { place: share.place.clone(), target: share.target.to_string() })
            .collect(),
        gap: indicator::share_gap(entry).map(|(sum, _)| format!("{sum}{unit}")),
    }
}

/// The unit of a change: shares of a hundred differ by percentage points.
fn change_unit<'a>(composer: &Composer<'a>, latest: Option<&'a Measurement>) -> &'a str {
    match latest.map_or("", |measurement| measurement.value.unit.as_str()) {
        "%" => composer.labels.text("percentage_points"),
        unit => unit,
    }
}

fn signed(change: rust_decimal::Decimal, unit: &str) -> String {
    let sign = match change {
        change if change.is_zero() => "",
        change if change.is_sign_negative() => "−",
        _ => "+",
    };
    format!("{sign}{}{unit}", change.abs())
}

fn standing_key(standing: Standing) -> &'static str {
    match standing {
        Standing::Reached => "standing_reached",
        Standing::Underway => "standing_underway",
        Standing::Missed => "standing_missed",
        Standing::Awaited => "standing_awaited",
        Standing::Unmeasured => "standing_unmeasured",
        Standing::Incomparable => "standing_incomparable",
    }
}

/// A pool as a table row: what is promised beside what the ledger records.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct PoolView {
    category: String,
    count: Option<u32>,
    investment: Option<String>,
    years: Option<String>,
    /// Public projects of the category, and what they cost.
    recorded: usize,
    recorded_sums: Vec<String>,
}

/// The pools of a document.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct PoolTable {
    rows: Vec<PoolView>,
    /// Whether the ledger records projects of any category.
    has_recorded: bool,
    projects: Option<Link>,
}

impl PoolTable {
    pub(super) fn of(composer: &Composer<'_>, document: usize) -> Self {
        let site = composer.site;
        let pools = &site.records.documents[document].value.pools;
        let rows: Vec<PoolView> = pools.iter().map(|pool| pool_view(composer, document, pool)).collect();
        let column = site.records.columns.iter().find(|column| column.url.as_str() == PROJECTS);
        Self {
            has_recorded: rows.iter().any(|row| row.recorded > 0),
            projects: column.map(|column| Link { text: column.title.clone(), url: composer.to(&column.url) }),
            rows,
        }
    }
}

fn pool_view(composer: &Composer<'_>, document: usize, pool: &Pool) -> PoolView {
    let group = in_pool(composer.site, document, pool);
    PoolView {
        category: pool.category.clone(),
        count: pool.count,
        investment: pool.investment.as_ref().map(ToString::to_string),
        years: pool.years.clone(),
        recorded: group.projects.len(),
        recorded_sums: figures::sums(&group.sums),
    }
}
