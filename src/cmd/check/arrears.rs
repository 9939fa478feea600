//! What is behind, for the office: overdue milestones and tasks, silent projects, units by how much of it is theirs.

use std::fmt::Write;

use crate::{
    diag::Language,
    site::{Item, Publishable, Site, arrears, is_published},
};

/// The report as plain text. A record that is not public is named by its file alone: a report is passed on.
pub(super) fn report(site: &Site, language: Language) -> String {
    let found = arrears(site);
    let words = |zh: &'static str, en: &'static str| if language == Language::Chinese { zh } else { en };
    let days = words("天", " days");
    let mut out = String::new();
    let _ = writeln!(out, "{}{}", words("督办情况，截至", "Behind schedule on "), site.as_of);
    let mut section = |title: &str, lines: Vec<String>| {
        let _ = writeln!(out, "\n{title}（{}）", lines.len());
        for line in lines {
            let _ = writeln!(out, "  {line}");
        }
    };
    let project = |index: usize| named(&site.records.projects[index], |project| &project.name, site);
    let milestones = found.milestones.iter().map(|(index, milestone, late)| {
        let name = &site.records.projects[*index].value.milestones[*milestone].name;
        format!("{late}{days}  {}  {}", project(*index), shown(&site.records.projects[*index], name, site))
    });
    section(words("超期节点", "Overdue milestones"), milestones.collect());
    let tasks = found.tasks.iter().map(|(index, task, late)| {
        let item = &site.records.documents[*index];
        let title = &item.value.tasks[*task].title;
        format!("{late}{days}  {}  {}", named(item, |document| &document.title, site), shown(item, title, site))
    });
    section(words("超期任务", "Overdue tasks"), tasks.collect());
    let stalled = found.stalled.iter().map(|(index, silent)| format!("{silent}{days}  {}", project(*index)));
    section(words("未按期报送的项目", "Projects without a report in the cycle"), stalled.collect());
    let units = found.units.iter().map(|(unit, [milestones, tasks, stalled])| {
        let name = &site.units[*unit].name;
        format!(
            "{name}  {} {milestones}  {} {tasks}  {} {stalled}",
            words("超期节点", "milestones"),
            words("超期任务", "tasks"),
            words("未按期报送", "silent")
        )
    });
    section(words("各牵头单位", "Leading units"), units.collect());
    out
}

/// The name of an item, or its file where it is not public.
fn named<T: Publishable>(item: &Item<T>, name: impl Fn(&T) -> &String, site: &Site) -> String {
    if is_published(&*item.value, site.as_of) { name(&item.value).clone() } else { item.path.to_string() }
}

/// A detail of an item, nothing of it where it is not public.
fn shown<'a, T: Publishable>(item: &Item<T>, detail: &'a str, site: &Site) -> &'a str {
    if is_published(&*item.value, site.as_of) { detail } else { "" }
}
