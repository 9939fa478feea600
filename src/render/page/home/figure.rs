//! Figures that matter: a number, what it counts, and the page where it can be checked.

use serde::Serialize;

use crate::{
    model::{Approximation, DocumentKind, Money},
    render::page::compose::Composer,
    site::Column,
};

/// What 进展 says of a task that is done.
const DONE: [&str; 4] = ["已完成", "完成", "已办结", "办结"];

/// A figure as its template sees it.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Figure {
    /// The key of the label that says what it counts.
    label: &'static str,
    value: String,
    /// The unit where the value brings its own; else the key of the label says it.
    unit: Option<String>,
    url: String,
}

/// At most four: documents, projects, what they are to cost, tasks done.
pub(super) fn all(composer: &Composer<'_>) -> Vec<Figure> {
    [documents(composer), projects(composer), investment(composer), tasks(composer)].into_iter().flatten().collect()
}

fn column<'a>(composer: &Composer<'a>, url: &str) -> Option<&'a Column> {
    composer.site.records.columns.iter().find(|column| column.url.as_str() == url)
}

fn documents(composer: &Composer<'_>) -> Option<Figure> {
    let documents = composer.site.records.documents.iter();
    let count = documents.filter(|item| item.value.kind == DocumentKind::Document).count();
    let url = composer.to(&column(composer, "/documents/").filter(|_| count > 0)?.url);
    Some(Figure { label: "figure_documents", value: count.to_string(), unit: None, url })
}

fn projects(composer: &Composer<'_>) -> Option<Figure> {
    let count = composer.site.records.projects.len();
    let url = composer.to(&column(composer, "/projects/").filter(|_| count > 0)?.url);
    Some(Figure { label: "figure_projects", value: count.to_string(), unit: None, url })
}

/// The sum of the exact amounts of public projects; what is 约 or 以上 stays out of it.
fn investment(composer: &Composer<'_>) -> Option<Figure> {
    let amounts = composer.site.records.projects.iter().filter_map(|item| item.value.investment.as_ref());
    let exact: Vec<&Money> = amounts.filter(|amount| amount.approximation() == Approximation::Exact).collect();
    let url = composer.to(&column(composer, "/projects/").filter(|_| !exact.is_empty())?.url);
    let sum = Money::sum(exact);
    // A figure is read at a glance: nobody counts the digits of 4925.159528亿元.
    let written = sum.rounded().to_string();
    let (value, unit) = written.split_at(written.find(['亿', '万', '元']).unwrap_or(written.len()));
    Some(Figure { label: "figure_investment", value: value.to_owned(), unit: Some(unit.to_owned()), url })
}

/// Tasks done among those whose progress is stated.
fn tasks(composer: &Composer<'_>) -> Option<Figure> {
    let tasks = composer.site.records.documents.iter().flat_map(|item| &item.value.tasks);
    let stated: Vec<&str> = tasks.filter_map(|task| task.status.as_deref()).collect();
    let done = stated.iter().filter(|status| DONE.contains(status)).count();
    let plans = column(composer, "/plans/").or_else(|| column(composer, "/documents/"));
    let url = composer.to(&plans.filter(|_| !stated.is_empty())?.url);
    let unit = Some(composer.labels.fill("figure_tasks_of", &[("count", &stated.len())]));
    Some(Figure { label: "figure_tasks", value: done.to_string(), unit, url })
}
