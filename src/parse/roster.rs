//! TOML records into rosters.

use std::sync::Arc;

use super::{
    Parsed,
    field::{Context, Fields},
    key, shared,
    syntax::Toml,
};
use crate::{
    diag::Diagnostic,
    model::{Member, Roster},
};

/// Reads a roster.
#[must_use]
pub fn parse_roster(text: &str, path: &Arc<str>) -> Parsed<Roster> {
    let toml = Toml::new(text, path, 0);
    let (table, mut context) = toml.parse();
    let fields = Fields::new(table.get_ref(), 0..text.len(), key::ROSTER, &mut context);
    let roster = read_roster(&fields, &mut context);
    Parsed { value: roster, diagnostics: context.diagnostics }
}

fn read_roster(fields: &Fields<'_, '_>, context: &mut Context) -> Option<Roster> {
    let name = fields.required("name", context);
    let disclosure = shared::disclosure(fields, context);
    let body = fields.required("body", context);
    let established_by = fields.cited("established_by", context);
    let effective = fields.value("effective", context);
    let ended = fields.value("ended", context);
    let office = fields.word("office", context);
    let members = members(fields, context);
    let withdrawn = shared::withdrawal(fields, context);
    let aliases = shared::aliases(fields, context);
    Some(Roster {
        name: name?.value,
        disclosure: disclosure?,
        body: body?,
        established_by,
        effective,
        ended,
        office,
        members,
        withdrawn,
        aliases,
    })
}

fn members(fields: &Fields<'_, '_>, context: &mut Context) -> Vec<Member> {
    let mut members: Vec<Member> = Vec::new();
    for entry in fields.tables("member", key::MEMBER, context) {
        let role = entry.word("role", context).or_else(|| members.last().map(|above| above.role.clone()));
        let name = entry.required("name", context);
        let post = entry.word("post", context);
        let unit = entry.text("unit", context);
        if role.is_none() {
            let span = entry.span("role", context);
            context.diagnostics.push(
                Diagnostic::error(
                    "missing_role",
                    &context.path,
                    ["第一名成员没有写角色", "the first member has no role"],
                )
                .at(span)
                .why(["以下各行未写角色的，都随上一行", "a member without a role has the role of the one above"])
                .help(["加一行：role = \"组长\"", "add a line: role = \"组长\""]),
            );
        }
        if let Some(name) = name {
            members.push(Member { role: role.unwrap_or_default(), name: unpadded(&name.value), post, unit });
        }
    }
    members
}

/// A name without the spaces that pad two characters to the width of three.
fn unpadded(name: &str) -> String {
    let han_only =
        name.chars().all(|character| character.is_whitespace() || ('\u{3400}'..='\u{9fff}').contains(&character));
    if han_only {
        name.chars().filter(|character| !character.is_whitespace()).collect()
    } else {
        name.trim().to_owned()
    }
}
