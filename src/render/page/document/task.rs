//! The tasks of a document as a table, under the part and the heading they stand under.

use serde::Serialize;

use crate::{
    model::{Document, Task, plain},
    render::page::compose::{Composer, Day, Name},
    site::{is_done, task_overdue},
};

/// A task as a table row.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(in crate::render::page) struct TaskView {
    number: String,
    title: String,
    /// Its paragraph, for a task read from the text.
    url: Option<String>,
    lead: Vec<Name>,
    with: Vec<Name>,
    implementer: Vec<Name>,
    pub(in crate::render::page) due: Option<Day>,
    each: Option<String>,
    status: Option<String>,
    is_done: bool,
    /// The days it is overdue, where pages may say so.
    overdue: Option<i32>,
}

impl TaskView {
    pub(in crate::render::page) fn has_due(&self) -> bool {
        self.due.is_some() || self.each.is_some()
    }

    pub(in crate::render::page) fn has_status(&self) -> bool {
        self.status.is_some()
    }
}

/// A task of the document at `url`; an empty address is that of the page itself.
pub(in crate::render::page) fn task(composer: &Composer<'_>, task: &Task, url: &str) -> TaskView {
    TaskView {
        number: task.number.clone(),
        title: task.title.clone(),
        url: match &task.anchor {
            Some(anchor) => Some(format!("{url}#{anchor}")),
            None => Some(url.to_owned()).filter(|url| !url.is_empty()),
        },
        lead: composer.names(&task.lead),
        with: composer.names(&task.with),
        implementer: composer.names(&task.implementer),
        due: task.due.map(|date| composer.day(date)),
        each: task.each.clone(),
        status: task.status.clone(),
        is_done: is_done(task),
        overdue: task_overdue(task, composer.site).filter(|_| composer.site.config.progress.show),
    }
}

/// The tasks of a document with the columns that any of them fills.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub(in crate::render::page) struct TaskTable {
    groups: Vec<TaskGroup>,
    /// How many there are, are done, are overdue where pages may say so.
    count: usize,
    done: usize,
    overdue: usize,
    /// How many columns are filled, that of the tasks among them.
    columns: usize,
    has_lead: bool,
    has_with: bool,
    has_implementer: bool,
    has_due: bool,
    has_status: bool,
}

/// The tasks under one heading.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
struct TaskGroup {
    /// The part they stand in, where the document has several.
    part: String,
    chapter: String,
    rows: Vec<TaskView>,
}

impl TaskTable {
    pub(super) fn of(composer: &Composer<'_>, document: &Document) -> Self {
        let mut table = Self::default();
        for entry in &document.tasks {
            let (part, view) = (part_of(document, entry), task(composer, entry, ""));
            table.add(&view);
            match table.groups.last_mut().filter(|group| group.part == part && group.chapter == entry.chapter) {
                Some(group) => group.rows.push(view),
                None => table.groups.push(TaskGroup { part, chapter: entry.chapter.clone(), rows: vec![view] }),
            }
        }
        let filled = [table.has_lead, table.has_with, table.has_implementer, table.has_due, table.has_status];
        table.columns = 1 + filled.into_iter().filter(|is_filled| *is_filled).count();
        table
    }

    fn add(&mut self, task: &TaskView) {
        self.count += 1;
        self.done += usize::from(task.is_done);
        self.overdue += usize::from(task.overdue.is_some());
        self.has_lead |= !task.lead.is_empty();
        self.has_with |= !task.with.is_empty();
        self.has_implementer |= !task.implementer.is_empty();
        self.has_due |= task.has_due();
        self.has_status |= task.has_status();
    }
}

/// The title of the part that a task read from the text stands in; empty in a document of one part.
fn part_of(document: &Document, task: &Task) -> String {
    let parts = &document.text.parts;
    if parts.len() < 2 || task.anchor.is_none() {
        return String::new();
    }
    let begins = |start: usize| start <= task.span.start;
    let found = parts.iter().rev().find(|part| part.blocks.first().is_some_and(|block| begins(block.span.start)));
    found.and_then(|part| part.title.as_ref()).map(|title| plain(&title.content).into_owned()).unwrap_or_default()
}
