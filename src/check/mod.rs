//! Rules on the whole site. The only maker of a [`CheckedSite`], without which nothing is rendered.

mod address;
mod annual_report;
mod duplicate;
pub mod leak;
mod plan;
mod reference;
mod rule;
mod stage;
mod text;
mod unit;

use std::ops::Deref;

use rayon::prelude::*;

pub use self::rule::{RULES, rule_names};
use crate::{
    diag::{Diagnostic, Severity},
    model::Document,
    site::{Item, Site},
};

/// A site that holds public records only and in which no error was found.
///
/// Everything that leaves the build is made from one of these, so that what is not public cannot be reached at all.
#[derive(Debug)]
pub struct CheckedSite {
    site: Site,
}

impl Deref for CheckedSite {
    type Target = Site;

    fn deref(&self) -> &Site {
        &self.site
    }
}

/// Applies every rule to the whole site, public or not.
#[must_use]
pub fn check(site: &Site) -> Vec<Diagnostic> {
    const CHECKS: [fn(&Site, &mut Vec<Diagnostic>); 8] = [
        duplicate::check,
        address::check,
        annual_report::check,
        reference::check,
        plan::check,
        stage::check,
        text::check,
        unit::check,
    ];
    let found = CHECKS.par_iter().with_max_len(1).flat_map_iter(|check| {
        let mut found = Vec::new();
        check(site, &mut found);
        found
    });
    let mut found: Vec<Diagnostic> = found.collect();
    found.retain_mut(|diagnostic| weigh(diagnostic, site));
    found
}

/// Applies those rules to one text that the words of it may break: `site` has it, or the same in other words.
#[must_use]
pub fn check_words(site: &Site, item: &Item<Document>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    annual_report::text(item, &mut found);
    reference::text(site, item, &mut found);
    text::text(item, &mut found);
    found.retain_mut(|diagnostic| weigh(diagnostic, site));
    found
}

/// Gives a finding the weight that `[checks]` or else the rule itself gives it; false if the rule is off.
fn weigh(diagnostic: &mut Diagnostic, site: &Site) -> bool {
    let Some((name, default)) = RULES.iter().find(|(name, _)| *name == diagnostic.code) else { return true };
    let weight = site.config.checks.get(*name).copied().unwrap_or(*default);
    if let Some(severity) = weight {
        diagnostic.severity = severity;
    }
    weight.is_some()
}

/// The public half of a site in which `found` holds no error; else nothing.
#[must_use]
pub fn admit(site: &Site, found: &[Diagnostic]) -> Option<CheckedSite> {
    is_clean(found).then(|| CheckedSite { site: site.public() })
}

/// The same site with `item` in the place of the text that says the same in other words, in which `found` holds no error;
/// else nothing.
#[must_use]
pub fn readmit(site: &CheckedSite, item: Item<Document>, found: &[Diagnostic]) -> Option<CheckedSite> {
    let site = is_clean(found).then(|| site.reworded(item))??;
    Some(CheckedSite { site })
}

fn is_clean(found: &[Diagnostic]) -> bool {
    found.iter().all(|diagnostic| diagnostic.severity != Severity::Error)
}
