//! Terms that items are filed under: topics, industries, locations, named lists.

use std::collections::BTreeMap;

use super::Records;
use crate::artifact::UrlPath;

/// A term with the items filed under it.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// The name shown.
    pub name: String,
    /// The address of its page.
    pub url: UrlPath,
    /// Indices into `records.documents`.
    pub documents: Vec<usize>,
    /// Indices into `records.projects`.
    pub projects: Vec<usize>,
    /// Indices into `records.carriers`.
    pub carriers: Vec<usize>,
}

impl Term {
    fn new(name: &str, url: UrlPath) -> Self {
        Self { name: name.to_owned(), url, documents: Vec::new(), projects: Vec::new(), carriers: Vec::new() }
    }
}

/// A name as one part of an address: a slash would cut it in two, a leading dot would hide it.
pub(super) fn address_part(name: &str) -> String {
    let name = name.replace('/', "／").replace('\\', "＼");
    if name.starts_with('.') { format!("_{name}") } else { name }
}

/// Topics: the registered ones in their file's order, then those named without being registered.
pub(super) fn topics(records: &Records) -> Vec<Term> {
    let mut terms: Vec<Term> = Vec::new();
    let mut by_name: BTreeMap<&str, usize> = BTreeMap::new();
    for topic in &records.topics {
        for name in std::iter::once(&topic.name).chain(&topic.aliases) {
            by_name.entry(name).or_insert(terms.len());
        }
        terms.push(Term::new(&topic.name, UrlPath::new(&format!("topics/{}", topic.id.value))));
    }
    let registered = terms.len();
    for (index, document) in records.documents.iter().enumerate() {
        for topic in &document.value.topics {
            let term = *by_name.entry(&topic.value).or_insert_with(|| {
                terms.push(Term::new(&topic.value, UrlPath::new("topics").join(&address_part(&topic.value))));
                terms.len() - 1
            });
            if terms[term].documents.last() != Some(&index) {
                terms[term].documents.push(index);
            }
        }
    }
    terms[registered..].sort_by(|a, b| a.name.cmp(&b.name));
    terms
}

/// Industries, locations and named lists of projects and carriers, each by name.
pub(super) fn project_terms(records: &Records) -> [Vec<Term>; 3] {
    let mut kinds = [("industries", BTreeMap::new()), ("locations", BTreeMap::new()), ("lists", BTreeMap::new())];
    for (index, project) in records.projects.iter().enumerate() {
        let project = &project.value;
        if let Some(name) = &project.industry {
            term(&mut kinds[0], name).projects.push(index);
        }
        if let Some(name) = &project.location {
            term(&mut kinds[1], name).projects.push(index);
        }
        for name in &project.lists {
            term(&mut kinds[2], name).projects.push(index);
        }
    }
    for (index, carrier) in records.carriers.iter().enumerate() {
        for name in &carrier.value.industries {
            term(&mut kinds[0], name).carriers.push(index);
        }
        if let Some(name) = &carrier.value.location {
            term(&mut kinds[1], name).carriers.push(index);
        }
    }
    kinds.map(|(_, terms)| terms.into_values().collect())
}

fn term<'a>(kind: &'a mut (&str, BTreeMap<String, Term>), name: &str) -> &'a mut Term {
    let url = || UrlPath::new(kind.0).join(&address_part(name));
    kind.1.entry(name.to_owned()).or_insert_with(|| Term::new(name, url()))
}
