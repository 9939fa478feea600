//! TOML records into projects and carriers.

use std::sync::Arc;

use super::{
    Parsed,
    field::{Context, Fields},
    key, shared,
    syntax::Toml,
};
use crate::{
    bilingual,
    diag::Diagnostic,
    model::{Carrier, Cited, Milestone, Planned, Project, Status, Update},
};

/// Reads a project; `stem` is its file's name without ending, its code where the record states none.
#[must_use]
pub fn parse_project(text: &str, path: &Arc<str>, stem: &str) -> Parsed<Project> {
    let toml = Toml::new(text, path, 0);
    let (table, mut context) = toml.parse();
    let fields = Fields::new(table.get_ref(), 0..text.len(), key::PROJECT, &mut context);
    let project = read_project(&fields, stem, &mut context);
    Parsed { value: project, diagnostics: context.diagnostics }
}

fn read_project(fields: &Fields<'_, '_>, stem: &str, context: &mut Context) -> Option<Project> {
    let name = fields.required("name", context);
    let disclosure = shared::disclosure(fields, context);
    let stage = fields.required("stage", context);
    let code = fields.text("code", context).unwrap_or_else(|| Cited { value: stem.to_owned(), span: 0..0 });
    let project = Project {
        name: name.as_ref().map(|name| name.value.clone()).unwrap_or_default(),
        code,
        disclosure: disclosure.unwrap_or(crate::model::Disclosure::Withheld),
        counted: fields.flag("counted", context).unwrap_or(false),
        cleared: fields.value("cleared", context),
        stage: stage.clone().unwrap_or_default(),
        status: status(fields, context),
        investment: fields.value("investment", context),
        industry: fields.word("industry", context),
        location: fields.word("location", context),
        carrier: fields.text("carrier", context),
        territory: fields.word("territory", context),
        introduced_by: fields.texts("introduced_by", context),
        lead_unit: fields.texts("lead_unit", context),
        units: fields.texts("units", context),
        investor: fields.word("investor", context),
        service: fields.word("service", context),
        lists: fields.words("lists", context),
        category: fields.word("category", context),
        seeking: fields.word("seeking", context),
        summary: fields.word("summary", context),
        documents: fields.cited_list("documents", context),
        milestones: milestones(fields, context),
        updates: updates(fields, context),
        withdrawn: shared::withdrawal(fields, context),
        aliases: shared::aliases(fields, context),
    };
    check_newest_stage(&project, context);
    (name.is_some() && disclosure.is_some() && stage.is_some()).then_some(project)
}

fn status(fields: &Fields<'_, '_>, context: &mut Context) -> Status {
    let Some(written) = fields.text("status", context) else { return Status::default() };
    let known = Status::ALL.into_iter().find(|status| status.label() == written.value);
    if known.is_none() {
        context.diagnostics.push(
            Diagnostic::error("invalid_status", &context.path, ["没有这种状态", "there is no such status"])
                .at(written.span)
                .help(["可用的有：正常、缓建、停工、终止", "write 正常, 缓建, 停工 or 终止"]),
        );
    }
    known.unwrap_or_default()
}

fn milestones(fields: &Fields<'_, '_>, context: &mut Context) -> Vec<Milestone> {
    let mut milestones = Vec::new();
    for entry in fields.tables("milestone", key::MILESTONE, context) {
        let name = entry.required("name", context);
        let planned = entry
            .tables("planned", key::PLANNED, context)
            .iter()
            .filter_map(|plan| {
                if !plan.has("date") {
                    plan.missing("date", context);
                }
                let date = plan.value("date", context);
                let on = plan.value("on", context);
                let reason = plan.word("reason", context);
                Some(Planned { date: date?, on, reason })
            })
            .collect();
        let actual = entry.value("actual", context);
        if let Some(name) = name {
            milestones.push(Milestone { name: name.value, planned, actual });
        }
    }
    milestones
}

fn updates(fields: &Fields<'_, '_>, context: &mut Context) -> Vec<Update> {
    let mut updates = Vec::new();
    for entry in fields.tables("update", key::UPDATE, context) {
        if !entry.has("date") {
            entry.missing("date", context);
        }
        let date = entry.value("date", context);
        let stage = entry.text("stage", context);
        let invested = entry.value("invested", context);
        let text = entry.word("text", context).unwrap_or_default();
        if let Some(date) = date {
            updates.push(Update { date, stage, invested, text });
        }
    }
    updates.sort_by_key(|update: &Update| update.date);
    updates
}

/// The newest update that names a stage decides it; a record that says otherwise was changed in one place only.
fn check_newest_stage(project: &Project, context: &mut Context) {
    let newest = project.updates.iter().rev().find_map(|update| update.stage.as_ref());
    if project.stage.value.is_empty() || newest.is_none_or(|newest| newest.value == project.stage.value) {
        return;
    }
    context.diagnostics.push(
        Diagnostic::error(
            "stage_disagrees",
            &context.path,
            ["阶段与最近一条进展的阶段不一致", "the stage is not the one of the newest update"],
        )
        .at(project.stage.span.clone())
        .why(bilingual!(
            "最近一条写明阶段的进展决定项目所处阶段",
            "the newest update that names a stage decides the stage of the project"
        ))
        .help([
            "改 stage，或在最近一条 [[update]] 中改 stage",
            "change `stage`, or the stage of the newest [[update]]",
        ]),
    );
}

/// Reads a carrier.
#[must_use]
pub fn parse_carrier(text: &str, path: &Arc<str>) -> Parsed<Carrier> {
    let toml = Toml::new(text, path, 0);
    let (table, mut context) = toml.parse();
    let fields = Fields::new(table.get_ref(), 0..text.len(), key::CARRIER, &mut context);
    let name = fields.required("name", &mut context);
    let disclosure = shared::disclosure(&fields, &mut context);
    let context_ref = &mut context;
    let rest = Carrier {
        name: name.as_ref().map(|name| name.value.clone()).unwrap_or_default(),
        disclosure: disclosure.unwrap_or(crate::model::Disclosure::Withheld),
        location: fields.word("location", context_ref),
        operator: fields.text("operator", context_ref),
        industries: fields.words("industries", context_ref),
        area_total: fields.word("area_total", context_ref),
        area_free: fields.word("area_free", context_ref),
        as_of: fields.value("as_of", context_ref),
        policies: fields.words("policies", context_ref),
        contact: fields.word("contact", context_ref),
        summary: fields.word("summary", context_ref),
        withdrawn: shared::withdrawal(&fields, context_ref),
        aliases: shared::aliases(&fields, context_ref),
    };
    let carrier = (name.is_some() && disclosure.is_some()).then_some(rest);
    Parsed { value: carrier, diagnostics: context.diagnostics }
}
