//! Targets that are divided among places and do not add up.

use crate::{
    bilingual,
    diag::Diagnostic,
    site::{Site, indicator::share_gap},
};

/// Finds indicators whose parts are not the whole.
pub(super) fn check(site: &Site, found: &mut Vec<Diagnostic>) {
    for item in &site.records.documents {
        for indicator in &item.value.indicators {
            let Some((sum, whole)) = share_gap(indicator) else { continue };
            let (name, unit) = (&indicator.name, &indicator.target.unit);
            found.push(
                Diagnostic::error(
                    "shares_disagree",
                    &item.path,
                    bilingual!(
                        "指标“{name}”分解到各处的合计是{sum}{unit}，目标值是{whole}{unit}",
                        "the parts of the indicator {name} add up to {sum}{unit}, its target is {whole}{unit}"
                    ),
                )
                .why(["分解数应当等于目标值", "the parts of a target make the whole"])
                .help(["核对 shares 中的各项和 target", "compare the entries of `shares` with `target`"]),
            );
        }
    }
}
