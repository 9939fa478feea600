//! Who answers for what: the tasks of a document against the units.

use std::collections::{BTreeMap, BTreeSet};

use super::{Site, UnitRole};

/// A responsibility matrix (责任矩阵): one row a task, one column a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matrix {
    /// The units named, in the site's order: indices into `units`.
    pub units: Vec<usize>,
    /// For each task of the document, the role of each unit.
    pub rows: Vec<Vec<Option<UnitRole>>>,
}

impl Site {
    /// The matrix of a document; `None` unless at least two tasks and two units are in it. The units of a group each
    /// have a column; of several roles in one task the leading one counts.
    #[must_use]
    pub fn matrix(&self, document: usize) -> Option<Matrix> {
        let tasks = &self.records.documents[document].value.tasks;
        let roles: Vec<BTreeMap<usize, UnitRole>> = tasks
            .iter()
            .map(|task| {
                let named = [
                    (&task.with, UnitRole::With),
                    (&task.implementer, UnitRole::Implementer),
                    (&task.lead, UnitRole::Lead),
                ];
                let units = named.into_iter().flat_map(|(names, role)| names.iter().map(move |name| (name, role)));
                units.flat_map(|(name, role)| self.units_named(name).iter().map(move |unit| (*unit, role))).collect()
            })
            .collect();
        let units: BTreeSet<usize> = roles.iter().flat_map(BTreeMap::keys).copied().collect();
        if units.len() < 2 || roles.iter().filter(|task| !task.is_empty()).count() < 2 {
            return None;
        }
        let rows = roles.iter().map(|task| units.iter().map(|unit| task.get(unit).copied()).collect()).collect();
        Some(Matrix { units: units.into_iter().collect(), rows })
    }
}
