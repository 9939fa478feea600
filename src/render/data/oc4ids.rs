//! Projects in the Open Contracting for Infrastructure Data Standard, project level.
//!
//! The standard is made for public works. Of a privately funded project it carries what both know: who answers for it,
//! what it costs, how far it is, which milestones it met. What a record does not state is left out, and no code of the
//! standard is guessed from words.

use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::value::RawValue;

use crate::{
    artifact::UrlPath,
    model::{Date, Milestone, Project, Status, Update},
    render::meta::{absolute, full_name},
    site::{Item, Site},
};

/// The version of the standard, as packages state it.
const VERSION: &str = "0.9";
const CURRENCY: &str = "CNY";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Package<'a> {
    uri: String,
    published_date: String,
    version: &'static str,
    publisher: Publisher<'a>,
    projects: Vec<ProjectView<'a>>,
}

#[derive(Serialize)]
struct Publisher<'a> {
    name: &'a str,
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ProjectView<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    updated: Option<String>,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'static str>,
    language: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    additional_classifications: Vec<Classification<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    locations: Vec<Location<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    budget: Option<Budget>,
    #[serde(skip_serializing_if = "Option::is_none")]
    public_authority: Option<Organization<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parties: Vec<Party<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    milestones: Vec<MilestoneView<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    metrics: Vec<Metric>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    documents: Vec<Document<'a>>,
}

#[derive(Serialize)]
struct Classification<'a> {
    scheme: &'static str,
    id: &'a str,
    description: &'a str,
}

#[derive(Serialize)]
struct Location<'a> {
    id: &'static str,
    description: &'a str,
}

#[derive(Serialize)]
struct Budget {
    amount: Value,
}

#[derive(Serialize)]
struct Value {
    /// The digits themselves: a floating-point number would lose some.
    amount: Box<RawValue>,
    currency: &'static str,
}

#[derive(Serialize)]
struct Organization<'a> {
    id: String,
    name: &'a str,
}

#[derive(Serialize)]
struct Party<'a> {
    #[serde(flatten)]
    organization: Organization<'a>,
    roles: Vec<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct MilestoneView<'a> {
    id: String,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    due_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_met: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'static str>,
}

#[derive(Serialize)]
struct Metric {
    id: &'static str,
    title: &'static str,
    observations: Vec<Observation>,
}

#[derive(Serialize)]
struct Observation {
    id: String,
    period: Period,
    value: Value,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Period {
    end_date: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<'a> {
    id: String,
    title: &'a str,
    url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_published: Option<String>,
}

/// The projects as one package.
pub(super) fn package(site: &Site) -> Vec<u8> {
    let config = &site.config.site;
    let package = Package {
        uri: format!("{}projects.oc4ids.json", absolute(site, &super::directory())),
        published_date: midnight(site.as_of),
        version: VERSION,
        publisher: Publisher {
            name: config.organization.as_deref().unwrap_or(&config.title),
            uri: absolute(site, &UrlPath::new("")),
        },
        projects: site.records.projects.iter().map(|item| view(site, item)).collect(),
    };
    let mut bytes = serde_json::to_vec_pretty(&package).expect("invariant: texts and numbers serialise");
    bytes.push(b'\n');
    bytes
}

fn view<'a>(site: &'a Site, item: &'a Item<Project>) -> ProjectView<'a> {
    let project = &item.value;
    let financial: Vec<Observation> = project.updates.iter().enumerate().filter_map(observation).collect();
    ProjectView {
        id: &project.code.value,
        updated: project.updates.last().map(|update| midnight(update.date)),
        title: &project.name,
        description: project.summary.as_deref().or(project.seeking.as_deref()),
        status: status(project),
        language: "zh",
        additional_classifications: project
            .industry
            .iter()
            .map(|industry| Classification { scheme: "所属产业", id: industry, description: industry })
            .collect(),
        locations: project.location.iter().map(|place| Location { id: "1", description: place }).collect(),
        budget: project.investment.as_ref().and_then(|amount| Some(Budget { amount: value(amount.yuan())? })),
        public_authority: project.lead_unit.first().map(|name| organization(site, &name.value)),
        parties: parties(site, project),
        milestones: (1..).zip(&project.milestones).map(|(id, milestone)| milestone_view(site, id, milestone)).collect(),
        metrics: if financial.is_empty() {
            Vec::new()
        } else {
            vec![Metric { id: "financialProgress", title: "累计完成投资", observations: financial }]
        },
        documents: documents(site, project),
    }
}

/// The standard's status for a stage of the default list; a stage of the site's own has none.
fn status(project: &Project) -> Option<&'static str> {
    if project.status == Status::Terminated {
        return Some("cancelled");
    }
    match project.stage.value.as_str() {
        "推介" | "线索" | "在谈" => Some("identification"),
        "签约" => Some("preparation"),
        "开工" => Some("implementation"),
        "投产" => Some("completion"),
        _ => None,
    }
}

fn organization<'a>(site: &'a Site, written: &'a str) -> Organization<'a> {
    let name = full_name(site, written);
    Organization { id: super::unit_id(site, written), name }
}

/// Every organisation once, with all the roles it has.
fn parties<'a>(site: &'a Site, project: &'a Project) -> Vec<Party<'a>> {
    let mut parties: Vec<Party<'a>> = Vec::new();
    let mut add = |name: &'a str, role| {
        let organization = organization(site, name);
        match parties.iter_mut().find(|party| party.organization.id == organization.id) {
            Some(party) if party.roles.contains(&role) => {}
            Some(party) => party.roles.push(role),
            None => parties.push(Party { organization, roles: vec![role] }),
        }
    };
    project.lead_unit.iter().for_each(|unit| add(&unit.value, "publicAuthority"));
    project.investor.iter().for_each(|investor| add(investor, "funder"));
    project.units.iter().chain(&project.introduced_by).for_each(|unit| add(&unit.value, "interestedParty"));
    parties
}

fn milestone_view<'a>(site: &Site, id: usize, milestone: &'a Milestone) -> MilestoneView<'a> {
    let plan = milestone.planned.last();
    let status = match (milestone.actual, plan) {
        (Some(_), _) => Some("met"),
        (None, Some(plan)) if plan.date < site.as_of => Some("notMet"),
        (None, Some(_)) => Some("scheduled"),
        (None, None) => None,
    };
    MilestoneView {
        id: id.to_string(),
        title: &milestone.name,
        description: plan.and_then(|plan| plan.reason.clone()),
        due_date: plan.map(|plan| midnight(plan.date)),
        date_met: milestone.actual.map(midnight),
        status,
    }
}

fn observation((position, update): (usize, &Update)) -> Option<Observation> {
    Some(Observation {
        id: (position + 1).to_string(),
        period: Period { end_date: midnight(update.date) },
        value: value(update.invested.as_ref()?.yuan())?,
    })
}

fn documents<'a>(site: &'a Site, project: &Project) -> Vec<Document<'a>> {
    let known = project.documents.iter().filter_map(|number| Some((number, *site.numbers.get(&number.value)?)));
    let mut documents: Vec<Document<'a>> = Vec::new();
    for (number, index) in known {
        let item = &site.records.documents[index];
        let document = Document {
            id: number.value.to_string(),
            title: &item.value.title,
            url: absolute(site, &item.url),
            date_published: item.value.published.map(|moment| moment.rfc3339()),
        };
        if !documents.iter().any(|known| known.id == document.id) {
            documents.push(document);
        }
    }
    documents
}

fn value(yuan: Decimal) -> Option<Value> {
    let amount = RawValue::from_string(yuan.to_string()).ok()?;
    Some(Value { amount, currency: CURRENCY })
}

fn midnight(day: Date) -> String {
    format!("{}T00:00:00+08:00", day.iso())
}
