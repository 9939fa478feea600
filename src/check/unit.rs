//! Names of units and topics that the registries do not know.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
    sync::Arc,
};

use crate::{
    bilingual,
    diag::Diagnostic,
    site::{Site, is_published},
};

/// How many places a finding names beside the first.
const OTHER_PLACES: usize = 2;

struct Mention<'a> {
    path: &'a Arc<str>,
    span: &'a Range<usize>,
    public: bool,
}

type Mentions<'a> = BTreeMap<&'a str, Vec<Mention<'a>>>;

/// Finds names that are in no registry; a site without a registry has nothing to be missing from.
pub(super) fn check(site: &Site, found: &mut Vec<Diagnostic>) {
    if !site.records.units.is_empty() {
        let mut mentions = Mentions::new();
        units(site, &mut mentions);
        mentions.retain(|name, _| {
            let known = site.units_named(name);
            known.is_empty() || known.iter().all(|unit| site.units[*unit].registered.is_none())
        });
        report("unknown_unit", "units.toml", mentions, found);
    }
    if !site.records.topics.is_empty() {
        let known: BTreeSet<&str> = site
            .records
            .topics
            .iter()
            .flat_map(|topic| std::iter::once(&topic.name).chain(&topic.aliases))
            .map(String::as_str)
            .collect();
        let mut mentions = Mentions::new();
        for item in &site.records.documents {
            for topic in item.value.topics.iter().filter(|topic| !known.contains(topic.value.as_str())) {
                let mention =
                    Mention { path: &item.path, span: &topic.span, public: is_published(&*item.value, site.as_of) };
                mentions.entry(&topic.value).or_default().push(mention);
            }
        }
        report("unknown_topic", "topics.toml", mentions, found);
    }
}

fn units<'a>(site: &'a Site, mentions: &mut Mentions<'a>) {
    for item in &site.records.documents {
        let public = is_published(&*item.value, site.as_of);
        for issuer in &item.value.issuer {
            let mention = Mention { path: &item.path, span: &issuer.span, public };
            mentions.entry(&issuer.value).or_default().push(mention);
        }
        for task in &item.value.tasks {
            for name in task.lead.iter().chain(&task.with).chain(&task.implementer) {
                let mention = Mention { path: &item.path, span: &task.span, public };
                mentions.entry(name).or_default().push(mention);
            }
        }
    }
    for item in &site.records.projects {
        let public = is_published(&*item.value, site.as_of);
        for name in item.value.lead_unit.iter().chain(&item.value.units).chain(&item.value.introduced_by) {
            let mention = Mention { path: &item.path, span: &name.span, public };
            mentions.entry(&name.value).or_default().push(mention);
        }
    }
    for item in &site.records.carriers {
        if let Some(operator) = &item.value.operator {
            let mention =
                Mention { path: &item.path, span: &operator.span, public: is_published(&*item.value, site.as_of) };
            mentions.entry(&operator.value).or_default().push(mention);
        }
    }
    for item in &site.records.rosters {
        let public = is_published(&*item.value, site.as_of);
        let members = item.value.members.iter().filter_map(|member| member.unit.as_ref());
        for name in std::iter::once(&item.value.body).chain(members) {
            let mention = Mention { path: &item.path, span: &name.span, public };
            mentions.entry(&name.value).or_default().push(mention);
        }
    }
}

fn report(code: &'static str, registry: &str, mentions: Mentions<'_>, found: &mut Vec<Diagnostic>) {
    for (name, mut places) in mentions {
        places.sort_by_key(|place| (place.path, place.span.start));
        let count = places.len();
        let Some(first) = places.first() else { continue };
        // A name that only files not shown mention is not repeated.
        let shown = if places.iter().any(|place| place.public) { name } else { "…" };
        let message = bilingual!(
            "{registry} 中没有“{shown}”，共 {count} 处",
            "{shown} is not in {registry}; it stands in {count} places"
        );
        let finding = Diagnostic::warning(code, first.path, message).at(first.span.clone()).help(bilingual!(
            "在 {registry} 中补上，或作为已有条目的别称",
            "add it to {registry}, or as an alias of an entry"
        ));
        let others = places.iter().skip(1).take(OTHER_PLACES);
        found.push(others.fold(finding, |finding, place| finding.also(place.path, place.span.clone())));
    }
}
