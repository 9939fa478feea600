//! The rules whose weight `[checks]` may set.

use crate::diag::Severity;

/// Each rule with the weight it has by itself; `None` is off.
///
/// The disclosure gate is not among them: what it finds always stops the build.
pub const RULES: &[(&str, Option<Severity>)] = &[
    ("annual_report_sum", Some(Severity::Error)),
    ("duplicate_code", Some(Severity::Error)),
    ("duplicate_doc_number", Some(Severity::Error)),
    ("duplicate_index_number", Some(Severity::Error)),
    ("duplicate_id", Some(Severity::Error)),
    ("duplicate_name", Some(Severity::Warning)),
    ("dangling_carrier", Some(Severity::Error)),
    ("dangling_form", Some(Severity::Error)),
    ("dangling_link", Some(Severity::Error)),
    ("dangling_roster", Some(Severity::Error)),
    ("dangling_unit", Some(Severity::Error)),
    ("index_number_form", Some(Severity::Warning)),
    ("masked_date", Some(Severity::Warning)),
    ("missing_attachment", Some(Severity::Error)),
    ("missing_doc_number", None),
    ("published_before_dated", Some(Severity::Warning)),
    ("shares_disagree", Some(Severity::Warning)),
    ("stray_file", Some(Severity::Error)),
    ("unknown_reference", Some(Severity::Warning)),
    ("unknown_stage", Some(Severity::Error)),
    ("unknown_topic", Some(Severity::Warning)),
    ("unknown_unit", Some(Severity::Warning)),
    ("validity_disagrees", Some(Severity::Warning)),
];

/// The names of all rules, sorted.
#[must_use]
pub fn rule_names() -> Vec<&'static str> {
    let mut names: Vec<_> = RULES.iter().map(|(name, _)| *name).collect();
    names.sort_unstable();
    names
}
