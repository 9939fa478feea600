//! Rosters in Popolo: persons, organisations, memberships and posts.
//!
//! Of a person nothing is given but name, role, post, unit and where that is stated. Two seats are taken for one person
//! only if name and unit are the same: a name alone does not tell.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{
    model::{Date, Member, Roster},
    render::meta::{absolute, full_name},
    site::{Item, Site},
};

#[derive(Serialize)]
struct Document<'a> {
    persons: Vec<Person<'a>>,
    organizations: Vec<Organization<'a>>,
    posts: Vec<Post<'a>>,
    memberships: Vec<Membership<'a>>,
}

#[derive(Clone, Serialize)]
struct Link {
    url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

#[derive(Serialize)]
struct Person<'a> {
    id: String,
    name: &'a str,
    sources: Vec<Link>,
}

#[derive(Serialize)]
struct Organization<'a> {
    id: String,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    classification: Option<&'a str>,
}

#[derive(Serialize)]
struct Post<'a> {
    id: String,
    label: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    organization_id: Option<String>,
}

#[derive(Serialize)]
struct Membership<'a> {
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'a str>,
    role: &'a str,
    person_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    organization_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    post_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    on_behalf_of_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_date: Option<String>,
    sources: Vec<Link>,
}

/// All rosters as one document.
pub(super) fn document(site: &Site) -> Vec<u8> {
    let mut gathering = Gathering::new(site);
    for item in &site.records.rosters {
        gathering.roster(item);
    }
    let document = Document {
        persons: gathering.persons.into_values().collect(),
        organizations: gathering.organizations.into_values().collect(),
        posts: gathering.posts.into_values().collect(),
        memberships: gathering.memberships.into_values().collect(),
    };
    let mut bytes = serde_json::to_vec_pretty(&document).expect("invariant: texts serialise");
    bytes.push(b'\n');
    bytes
}

/// Everything once, by its id.
struct Gathering<'a> {
    site: &'a Site,
    persons: BTreeMap<String, Person<'a>>,
    organizations: BTreeMap<String, Organization<'a>>,
    posts: BTreeMap<String, Post<'a>>,
    memberships: BTreeMap<String, Membership<'a>>,
}

impl<'a> Gathering<'a> {
    fn new(site: &'a Site) -> Self {
        Self {
            site,
            persons: BTreeMap::new(),
            organizations: BTreeMap::new(),
            posts: BTreeMap::new(),
            memberships: BTreeMap::new(),
        }
    }

    fn roster(&mut self, item: &'a Item<Roster>) {
        let roster = &item.value;
        let body = self.organization(&roster.body.value);
        let source = Link {
            url: absolute(self.site, &item.url),
            note: roster.established_by.as_ref().map(|number| number.value.to_string()),
        };
        for (rank, member) in roster.members.iter().enumerate() {
            let unit = member.unit.as_ref().map(|unit| self.organization(&unit.value));
            let person = self.person(member, unit.as_deref(), &source);
            self.post(member, unit.as_deref(), &person, &source);
            let id = format!("{}#{}", item.url.as_str().trim_matches('/'), rank + 1);
            let membership = Membership {
                id: id.clone(),
                label: Some(&roster.name),
                role: &member.role,
                person_id: person,
                organization_id: Some(body.clone()),
                post_id: None,
                on_behalf_of_id: unit,
                start_date: roster.effective.map(Date::iso),
                end_date: roster.ended.map(Date::iso),
                sources: vec![source.clone()],
            };
            self.memberships.insert(id, membership);
        }
    }

    fn organization(&mut self, written: &'a str) -> String {
        let id = super::unit_id(self.site, written);
        let classification = match self.site.units_named(written) {
            [unit] => {
                self.site.units[*unit].registered.and_then(|index| self.site.records.units[index].kind.as_deref())
            }
            _ => None,
        };
        let name = full_name(self.site, written);
        let organization = || Organization { id: id.clone(), name, classification };
        self.organizations.entry(id.clone()).or_insert_with(organization);
        id
    }

    fn person(&mut self, member: &'a Member, unit: Option<&str>, source: &Link) -> String {
        let id = format!("person/{}/{}", unit.unwrap_or_default().trim_start_matches("unit/"), member.name);
        let person = || Person { id: id.clone(), name: &member.name, sources: Vec::new() };
        let person = self.persons.entry(id.clone()).or_insert_with(person);
        if person.sources.iter().all(|known| known.url != source.url) {
            person.sources.push(source.clone());
        }
        id
    }

    /// The post at home, as a membership of its own.
    fn post(&mut self, member: &'a Member, unit: Option<&str>, person: &str, source: &Link) {
        let Some(label) = member.post.as_deref() else { return };
        let id = format!("post/{}/{label}", unit.unwrap_or_default().trim_start_matches("unit/"));
        let unit = unit.map(str::to_owned);
        let post = || Post { id: id.clone(), label, organization_id: unit.clone() };
        self.posts.entry(id.clone()).or_insert_with(post);
        let membership = Membership {
            id: format!("{person}#{label}"),
            label: None,
            role: label,
            person_id: person.to_owned(),
            organization_id: unit,
            post_id: Some(id),
            on_behalf_of_id: None,
            start_date: None,
            end_date: None,
            sources: Vec::new(),
        };
        let held = self.memberships.entry(membership.id.clone()).or_insert(membership);
        if held.sources.iter().all(|known| known.url != source.url) {
            held.sources.push(source.clone());
        }
    }
}
