//! The columns of every dataset, in the order of its rows' cells.

use super::Column;
use crate::table::Kind;

/// A table of columns, each written `key: Kind`, or `key = label: Kind` where its label is named otherwise.
macro_rules! columns {
    ($($key:ident $(= $label:ident)?: $kind:ident),+ $(,)?) => {
        &[$(columns!(@one $key $($label)?, $kind)),+]
    };
    (@one $key:ident, $kind:ident) => {
        columns!(@one $key $key, $kind)
    };
    (@one $key:ident $label:ident, $kind:ident) => {
        Column { key: stringify!($key), label: stringify!($label), kind: Kind::$kind }
    };
}

/// Documents, plans and standing pages.
pub(super) const DOCUMENT: &[Column] = columns![
    url: Text, kind: Text, title: Prose, doc_number: Text, issuer: List, genre: Text, topics: List,
    dated: Day, printed: Day, signed: Day, registered: Day, dispatched: Day, published: Moment,
    index_number: Text, registration_number: Text, validity: Text, effective: Day, expires: Day,
    responsible: Text, scope: Text, term: Text, source: Text, author: Text, replaces: List, amends: List,
    repeals: List, implements: List, interprets: List, summary = document_summary: Prose,
];

/// Tasks of documents.
pub(super) const TASK: &[Column] = columns![
    url = task_url: Text, document = of_document: Prose, doc_number: Text, chapter: Text,
    number = task_number: Text, title = task_title: Prose, lead: List, with: List, implementer: List,
    due: Day, each: Text, status = task_status: Text,
];

/// Indicators of documents.
pub(super) const INDICATOR: &[Column] = columns![
    url: Text, document = of_document: Prose, doc_number: Text, name = indicator_name: Text, target: Text,
    target_low: Number, target_high: Number, unit = measure: Text, by: Whole, each: Text, baseline: Text,
    latest: Text, latest_on: Day,
];

/// Projects.
pub(super) const PROJECT: &[Column] = columns![
    url: Text, code: Text, name = project_name: Text, stage: Text, status: Text, investment: Text,
    investment_yuan: Number, invested: Text, invested_yuan: Number, invested_on: Day, industry: Text,
    location: Text, territory: Text, carrier = in_carrier: Text, lead_unit: List, units = with_units: List,
    introduced_by: List, investor: Text, service: Text, lists: List, category = pool_category: Text,
    seeking: Prose, summary = project_summary: Prose, documents = rests_on: List, milestones: Prose,
    updated: Day,
];

/// Carriers.
pub(super) const CARRIER: &[Column] = columns![
    url: Text, name = carrier_name: Text, location = carrier_location: Text,
    operator = carrier_operator: Text, industries: List, area_total: Text, area_free: Text,
    as_of = areas_as_of: Day, policies: List, contact = carrier_contact: Text,
    summary = carrier_summary: Prose,
];

/// Bulletins, news and steps of projects.
pub(super) const UPDATE: &[Column] = columns![
    url: Text, date = update_date: Day, kind = update_kind: Text, title = update_title: Text,
    code = update_code: Text, stage = update_stage: Text, invested: Text, invested_yuan: Number,
    text = update_text: Prose,
];

/// Seats on rosters; the first ones, up to the ended day, tell of the roster as a whole.
pub(super) const MEMBER: &[Column] = columns![
    url: Text, roster = roster_name: Text, body: Text, established_by: Text,
    effective = roster_effective: Day, ended = roster_ended: Day, rank: Whole, role = member_role: Text,
    name = member_name: Text, post = member_post: Text, unit = member_unit: Text,
];
