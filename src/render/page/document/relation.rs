//! How a document bears on others and they on it.

use serde::Serialize;

use crate::{
    model::{Document, RelationKind, Validity},
    render::page::compose::{Composer, Day, Reference, ValidityView, validity_view},
    site::DocumentLinks,
};

/// Why the document does not, or not as it stands, bind; shown above the text.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Notice {
    validity: ValidityView,
    /// The key of the sentence that says so.
    message: &'static str,
    /// The day that decides it: 施行日期 or 失效日期.
    day: Option<Day>,
    /// The documents that take its place, repeal or change it, by the key of their label.
    by: Vec<Relation>,
}

impl Notice {
    pub(super) fn of(composer: &mut Composer<'_>, document: &Document, links: &DocumentLinks) -> Option<Self> {
        let validity = links.validity?;
        let (message, date, by): (_, _, &[(&'static str, &[usize])]) = match validity {
            Validity::InForce => return None,
            Validity::Repealed => (
                "notice_repealed",
                None,
                &[("notice_replaced_by", &links.replaced_by), ("notice_repealed_by", &links.repealed_by)],
            ),
            Validity::Lapsed => ("notice_lapsed", document.expires, &[("notice_replaced_by", &links.replaced_by)]),
            Validity::Amended => ("notice_amended", None, &[("notice_amended_by", &links.amended_by)]),
            Validity::NotYet => ("notice_not_yet", document.effective, &[]),
        };
        let by = by.iter().filter_map(|(label, indices)| Relation::to(composer, label, indices)).collect();
        Some(Self { validity: validity_view(validity), message, day: date.map(|date| composer.day(date)), by })
    }
}

/// The documents that stand in one relation to this one.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Relation {
    /// The key of its label.
    label: &'static str,
    documents: Vec<Reference>,
}

impl Relation {
    fn to(composer: &mut Composer<'_>, label: &'static str, indices: &[usize]) -> Option<Self> {
        if indices.is_empty() {
            return None;
        }
        Some(Self { label, documents: indices.iter().map(|index| composer.document_reference(*index)).collect() })
    }
}

/// The relations a document states, those that others state to it, then what it merely cites and is cited by.
pub(super) fn all(composer: &mut Composer<'_>, document: &Document, links: &DocumentLinks) -> Vec<Relation> {
    let stated = [
        (RelationKind::Implements, "implements"),
        (RelationKind::Interprets, "interprets"),
        (RelationKind::Replaces, "replaces"),
        (RelationKind::Repeals, "repeals"),
        (RelationKind::Amends, "amends"),
    ];
    let mut relations = Vec::new();
    for (kind, label) in stated {
        let numbers = document.relations.iter().filter(|relation| relation.kind == kind);
        let documents: Vec<Reference> = numbers.map(|relation| composer.reference(&relation.number.value)).collect();
        if !documents.is_empty() {
            relations.push(Relation { label, documents });
        }
    }
    let by_others = [
        ("interpreted_by", &links.interpreted_by),
        ("implemented_by", &links.implemented_by),
        ("replaced_by", &links.replaced_by),
        ("repealed_by", &links.repealed_by),
        ("amended_by", &links.amended_by),
    ];
    relations.extend(by_others.iter().filter_map(|(label, indices)| Relation::to(composer, label, indices)));
    // A mention says less than a relation: it is listed only where no relation is.
    let stated: Vec<usize> = document
        .relations
        .iter()
        .filter_map(|relation| composer.site.numbers.get(&relation.number.value).copied())
        .collect();
    let only = |mentions: &[usize], related: &dyn Fn(&usize) -> bool| -> Vec<usize> {
        mentions.iter().copied().filter(|index| !related(index)).collect()
    };
    let cites = only(&links.cites, &|index| stated.contains(index));
    let cited_by = only(&links.cited_by, &|index| by_others.iter().any(|(_, indices)| indices.contains(index)));
    relations.extend(Relation::to(composer, "cites", &cites));
    relations.extend(Relation::to(composer, "cited_by", &cited_by));
    relations
}
