//! `units.toml` and `topics.toml`.

use std::sync::Arc;

use super::{Parsed, field::Fields, key, syntax::Toml};
use crate::model::{Group, Topic, Unit};

/// Reads `units.toml`: units and groups of units.
#[must_use]
pub fn parse_units(text: &str, path: &Arc<str>) -> Parsed<(Vec<Unit>, Vec<Group>)> {
    let toml = Toml::new(text, path, 0);
    let (table, mut context) = toml.parse();
    let fields = Fields::new(table.get_ref(), 0..text.len(), key::UNITS, &mut context);
    let context_ref = &mut context;
    let mut units = Vec::new();
    for entry in fields.tables("unit", key::UNIT, context_ref) {
        let id = entry.required("id", context_ref);
        let name = entry.required("name", context_ref);
        let unit = Unit {
            id: id.clone().unwrap_or_default(),
            name: name.as_ref().map(|name| name.value.clone()).unwrap_or_default(),
            short: entry.word("short", context_ref),
            aliases: entry.words("aliases", context_ref),
            kind: entry.word("kind", context_ref),
            parent: entry.text("parent", context_ref),
            office_at: entry.text("office_at", context_ref),
            landline: entry.word("landline", context_ref),
            successors: entry.texts("successors", context_ref),
        };
        if id.is_some() && name.is_some() {
            units.push(unit);
        }
    }
    let mut groups = Vec::new();
    for entry in fields.tables("group", key::GROUP, context_ref) {
        let name = entry.required("name", context_ref);
        let aliases = entry.words("aliases", context_ref);
        let members = entry.texts("units", context_ref);
        if let Some(name) = name {
            groups.push(Group { name: name.value, aliases, units: members });
        }
    }
    Parsed { value: Some((units, groups)), diagnostics: context.diagnostics }
}

/// Reads `topics.toml`.
#[must_use]
pub fn parse_topics(text: &str, path: &Arc<str>) -> Parsed<Vec<Topic>> {
    let toml = Toml::new(text, path, 0);
    let (table, mut context) = toml.parse();
    let fields = Fields::new(table.get_ref(), 0..text.len(), key::TOPICS, &mut context);
    let mut topics = Vec::new();
    for entry in fields.tables("topic", key::TOPIC, &mut context) {
        let id = entry.required("id", &mut context);
        let name = entry.required("name", &mut context);
        let aliases = entry.words("aliases", &mut context);
        if let (Some(id), Some(name)) = (id, name) {
            topics.push(Topic { id, name: name.value, aliases });
        }
    }
    Parsed { value: Some(topics), diagnostics: context.diagnostics }
}
