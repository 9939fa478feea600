//! Fields that every record has.

use super::{
    field::{Context, Fields},
    key,
};
use crate::model::{Cited, Disclosure, Withdrawal};

/// 公开属性, without which nothing is built.
pub fn disclosure(fields: &Fields<'_, '_>, context: &mut Context) -> Option<Disclosure> {
    // Who reviewed it is checked for its form and goes no further.
    if let Some(review) = fields.table("review", key::REVIEW, context) {
        review.word("by", context);
        review.value::<crate::model::Date>("on", context);
    }
    fields.required("disclosure", context)?;
    fields.value("disclosure", context)
}

/// The day and the reason an item was taken down.
pub fn withdrawal(fields: &Fields<'_, '_>, context: &mut Context) -> Option<Withdrawal> {
    let entry = fields.table("withdrawn", key::WITHDRAWAL, context)?;
    if !entry.has("on") {
        entry.missing("on", context);
    }
    let on = entry.value("on", context);
    let reason = entry.required("reason", context);
    Some(Withdrawal { on: on?, reason: reason?.value })
}

/// Former addresses: each begins with `/` and names a page.
pub fn aliases(fields: &Fields<'_, '_>, context: &mut Context) -> Vec<Cited<String>> {
    let (well_formed, faulty): (Vec<_>, Vec<_>) = fields.texts("aliases", context).into_iter().partition(|alias| {
        let address = &alias.value;
        address.starts_with('/')
            && !address.contains(['?', '#', '\\', ':'])
            && !address.split('/').any(|part| part == ".." || part == ".")
    });
    for alias in faulty {
        let span = alias.span.start - context.offset..alias.span.end - context.offset;
        context.error("invalid_alias", span, ["旧地址的写法不对", "this is no address of the site"]).help =
            Some(["以 / 开头，例如 \"/zwgk/2019/43.html\"", "begin with /, as in \"/zwgk/2019/43.html\""].into());
    }
    well_formed
}
