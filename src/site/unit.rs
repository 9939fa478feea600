//! Units by every name they go by, with all that names them.

use std::{borrow::Cow, collections::BTreeMap};

use super::{Records, taxonomy::address_part};
use crate::{artifact::UrlPath, model::Unit};

/// In what role a unit stands to a task or a project.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum UnitRole {
    /// 牵头.
    Lead,
    /// 配合.
    With,
    /// 责任 or 实施.
    Implementer,
    /// 招引.
    Introducer,
}

/// A task of a document, by position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TaskReference {
    /// Index into `records.documents`.
    pub document: usize,
    /// Index into the document's tasks.
    pub task: usize,
}

/// A unit with all that names it; every list holds indices into `records`, in their order.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitNode {
    /// Its entry in `units.toml`: index into `records.units`; `None` for a name that is not registered.
    pub registered: Option<usize>,
    /// The name shown: the full one.
    pub name: String,
    /// The address of its page.
    pub url: UrlPath,
    /// Documents it issued.
    pub issued: Vec<usize>,
    /// Tasks, each with its role.
    pub tasks: Vec<(UnitRole, TaskReference)>,
    /// Duties read from documents: document and index into its duties.
    pub duties: Vec<(usize, usize)>,
    /// Projects, each with its role.
    pub projects: Vec<(UnitRole, usize)>,
    /// Carriers it operates.
    pub carriers: Vec<usize>,
    /// Rosters of this body.
    pub rosters: Vec<usize>,
    /// Its people on rosters: roster and index into its members.
    pub members: Vec<(usize, usize)>,
}

/// A unit's name for comparison: no white space, brackets in full width.
pub(super) fn normalize(name: &str) -> Cow<'_, str> {
    if !name.contains(|character: char| character.is_whitespace() || matches!(character, '(' | ')')) {
        return Cow::Borrowed(name);
    }
    let full_width = name.chars().filter(|character| !character.is_whitespace()).map(|character| match character {
        '(' => '（',
        ')' => '）',
        other => other,
    });
    Cow::Owned(full_width.collect())
}

/// Gathers units while all records are walked once.
struct Gathering {
    nodes: Vec<UnitNode>,
    names: BTreeMap<String, Vec<usize>>,
}

/// All units, registered and named, and the table of their names.
pub(super) fn gather(records: &Records) -> (Vec<UnitNode>, BTreeMap<String, Vec<usize>>) {
    let mut gathering = Gathering::registered(records);
    let registered = gathering.nodes.len();
    gathering.documents(records);
    gathering.projects(records);
    gathering.rosters(records);
    gathering.sorted(registered)
}

impl Gathering {
    fn registered(records: &Records) -> Self {
        let mut gathering = Self { nodes: Vec::new(), names: BTreeMap::new() };
        let mut by_id: BTreeMap<&str, usize> = BTreeMap::new();
        for (index, unit) in records.units.iter().enumerate() {
            let node = UnitNode::new(&unit.name, UrlPath::new(&format!("units/{}", unit.id.value)), Some(index));
            for name in names_of(unit) {
                gathering.names.entry(normalize(name).into_owned()).or_insert_with(|| vec![index]);
            }
            by_id.entry(&unit.id.value).or_insert(index);
            gathering.nodes.push(node);
        }
        for group in &records.groups {
            let units: Vec<usize> = group.units.iter().filter_map(|id| by_id.get(id.value.as_str()).copied()).collect();
            for name in std::iter::once(&group.name).chain(&group.aliases) {
                gathering.names.entry(normalize(name).into_owned()).or_insert_with(|| units.clone());
            }
        }
        gathering
    }

    fn named(&mut self, name: &str, visit: impl Fn(&mut UnitNode)) {
        let key = normalize(name);
        if key.is_empty() {
            return;
        }
        if !self.names.contains_key(key.as_ref()) {
            self.names.insert(key.clone().into_owned(), vec![self.nodes.len()]);
            self.nodes.push(UnitNode::new(&key, UrlPath::new("units").join(&address_part(&key)), None));
        }
        for unit in &self.names[key.as_ref()] {
            visit(&mut self.nodes[*unit]);
        }
    }

    fn documents(&mut self, records: &Records) {
        for (index, document) in records.documents.iter().enumerate() {
            let document = &document.value;
            for issuer in &document.issuer {
                self.named(&issuer.value, |unit| unit.issued.push(index));
            }
            for (position, task) in document.tasks.iter().enumerate() {
                let reference = TaskReference { document: index, task: position };
                let roles = [
                    (UnitRole::Lead, &task.lead),
                    (UnitRole::With, &task.with),
                    (UnitRole::Implementer, &task.implementer),
                ];
                for (role, names) in roles {
                    names.iter().for_each(|name| self.named(name, |unit| unit.tasks.push((role, reference))));
                }
            }
            for (position, duty) in document.duties.iter().enumerate() {
                self.named(&duty.unit, |unit| unit.duties.push((index, position)));
            }
        }
    }

    fn projects(&mut self, records: &Records) {
        for (index, project) in records.projects.iter().enumerate() {
            let project = &project.value;
            let roles = [
                (UnitRole::Lead, &project.lead_unit),
                (UnitRole::With, &project.units),
                (UnitRole::Introducer, &project.introduced_by),
            ];
            for (role, names) in roles {
                names.iter().for_each(|name| self.named(&name.value, |unit| unit.projects.push((role, index))));
            }
        }
        for (index, carrier) in records.carriers.iter().enumerate() {
            if let Some(operator) = &carrier.value.operator {
                self.named(&operator.value, |unit| unit.carriers.push(index));
            }
        }
    }

    fn rosters(&mut self, records: &Records) {
        for (index, roster) in records.rosters.iter().enumerate() {
            self.named(&roster.value.body.value, |unit| unit.rosters.push(index));
            for (position, member) in roster.value.members.iter().enumerate() {
                if let Some(name) = &member.unit {
                    self.named(&name.value, |unit| unit.members.push((index, position)));
                }
            }
        }
    }

    /// Puts the units that are only named behind the registered ones, by name, and renumbers the table of names.
    fn sorted(mut self, registered: usize) -> (Vec<UnitNode>, BTreeMap<String, Vec<usize>>) {
        let mut order: Vec<usize> = (0..self.nodes.len()).collect();
        order[registered..].sort_by(|a, b| self.nodes[*a].name.cmp(&self.nodes[*b].name));
        let mut position = vec![0; order.len()];
        for (new, old) in order.iter().enumerate() {
            position[*old] = new;
        }
        self.nodes[registered..].sort_by(|a, b| a.name.cmp(&b.name));
        for units in self.names.values_mut() {
            units.iter_mut().for_each(|unit| *unit = position[*unit]);
        }
        (self.nodes, self.names)
    }
}

impl UnitNode {
    fn new(name: &str, url: UrlPath, registered: Option<usize>) -> Self {
        Self {
            registered,
            name: name.to_owned(),
            url,
            issued: Vec::new(),
            tasks: Vec::new(),
            duties: Vec::new(),
            projects: Vec::new(),
            carriers: Vec::new(),
            rosters: Vec::new(),
            members: Vec::new(),
        }
    }
}

fn names_of(unit: &Unit) -> impl Iterator<Item = &str> {
    std::iter::once(&unit.name).chain(&unit.short).chain(&unit.aliases).map(String::as_str)
}
