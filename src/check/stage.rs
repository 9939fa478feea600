//! Stages of projects, and what of a stage may be public.

use crate::{
    diag::Diagnostic,
    model::Project,
    site::{Item, Site},
};

/// Finds stages that are not configured, and public projects in stages that are not.
pub(super) fn check(site: &Site, found: &mut Vec<Diagnostic>) {
    let names = site.config.stages.iter().map(|stage| stage.name.as_str()).collect::<Vec<_>>().join("、");
    for item in &site.records.projects {
        let stages = item.value.updates.iter().filter_map(|update| update.stage.as_ref());
        for stage in std::iter::once(&item.value.stage).chain(stages) {
            if !site.config.stages.iter().any(|known| known.name == stage.value) {
                found.push(
                    Diagnostic::error("unknown_stage", &item.path, ["没有这个阶段", "there is no such stage"])
                        .at(stage.span.clone())
                        .help(crate::bilingual!("可用的有：{names}", "known stages: {names}")),
                );
            }
        }
        clearance(site, item, found);
    }
}

fn clearance(site: &Site, item: &Item<Project>, found: &mut Vec<Diagnostic>) {
    let project = &item.value;
    let withheld = site.config.stages.iter().any(|stage| stage.name == project.stage.value && !stage.public);
    if !withheld || !project.disclosure.is_public() {
        return;
    }
    if project.cleared.is_none_or(|day| day > site.as_of) {
        found.push(
            Diagnostic::error("uncleared_stage", &item.path, [
                "处于不公开阶段的项目写了主动公开，但没有准予公开的日期",
                "a project in a stage that is not public is marked public without clearance",
            ])
            .at(project.stage.span.clone())
            .why([
                "线索、在谈等阶段属过程性信息，可能涉及商业秘密（政府信息公开条例第十五条、第十六条）",
                "such stages are information in process and may hold trade secrets (政府信息公开条例 articles 15 and 16)",
            ])
            .help([
                "改为 disclosure = \"不予公开\"；确经批准公开的，加一行 cleared = 批准日期",
                "set disclosure = \"不予公开\"; if publication was approved, add a line cleared = DATE",
            ]),
        );
    }
}
