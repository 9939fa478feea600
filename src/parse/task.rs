//! Reads what the words of a text ask of whom: its tasks (重点任务) and the standing duties of units (职责).
//!
//! A text is taken line by line. A line with a number, a heading or a list item opens a clause; paragraphs without a
//! number go on with it. A notation (`（责任单位：A、B）`, `（A牵头，B配合）` and their kin) makes a task of the clause it
//! closes. A clause with one notation is one task under the clause's own title; each further notation with words of
//! its own is a task under those words.

use std::{collections::HashSet, ops::Range};

use crate::model::Task;

mod assignment;
mod bracket;
mod due;
mod duty;
mod label;
mod line;
mod notation;
mod unit_list;
mod unit_name;

#[cfg(test)]
mod tests;

pub use duty::read_duties;
pub use line::{Line, lines};

use assignment::Assignment;
use line::{bare, first_sentence, has_words};
use notation::Notation;

/// Reads the tasks of a text that nobody entered, in reading order.
///
/// Every notation of responsibility is read that official documents use, in full and half width. A rule that the first
/// unit of a list leads (排第一的为牵头单位) holds, where the text adds 下同, to the end of the part; other lists of
/// 责任单位 name implementing units and no leading one. Where chapters begin anew with 一、, another text begins, to
/// which neither the rule nor a reference reaches. 以上各责任单位 stands for the units named before it in its
/// chapter, or in its part if the chapter has named none. Levels that a list leaves out after its first unit are filled
/// in (`市卫生健康委、民政局`).
#[must_use]
pub fn read_tasks(lines: &[Line<'_>]) -> Vec<Task> {
    let notations: Vec<Vec<Notation>> = lines.iter().map(|line| notation::find(line.words())).collect();
    // Most texts ask nothing of anybody.
    if notations.iter().all(Vec::is_empty) {
        return Vec::new();
    }
    let mut reader = Reader::default();
    for (line, notations) in lines.iter().zip(notations) {
        reader.read(line, notations);
    }
    reader.into_tasks()
}

/// The number of a text's first chapter.
const FIRST_CHAPTER: &str = "一、";

/// A heading, a numbered paragraph or a list item with what belongs to it.
struct Clause {
    depth: usize,
    parent: Option<usize>,
    /// The line as a heading for what stands under it; `None` if it is no heading.
    heading: Option<String>,
    number: String,
    title: String,
    anchor: String,
    span: Range<usize>,
    /// How many clauses stand right under it, and whether a notation closes any of them.
    children: usize,
    children_assigned: bool,
    entries: Vec<Entry>,
    /// The words since the last notation.
    pending: Option<Passage>,
}

/// Words that a notation closes.
struct Passage {
    title: String,
    anchor: String,
    span: Range<usize>,
}

/// One task of a clause.
struct Entry {
    /// The words of its own that the notation closes; `None` right after the clause's title.
    passage: Option<Passage>,
    end: usize,
    assignment: Assignment,
}

/// Units in the order they were first named.
#[derive(Default)]
struct Named {
    order: Vec<String>,
    seen: HashSet<String>,
}

impl Named {
    fn add(&mut self, unit: &str) {
        if self.seen.insert(unit.to_owned()) {
            self.order.push(unit.to_owned());
        }
    }
}

#[derive(Default)]
struct Reader {
    clauses: Vec<Clause>,
    /// The clauses that enclose the line being read, outermost first.
    open: Vec<usize>,
    part: usize,
    /// Whether chapters have begun to be numbered: where they begin anew, another text begins.
    is_numbered: bool,
    /// Whether the first unit of every list leads from here on.
    first_leads: bool,
    named_in_part: Named,
    /// The chapter, as the clause that encloses, and the units named in it.
    named_in_chapter: (Option<usize>, Named),
}

impl Reader {
    fn read(&mut self, line: &Line<'_>, notations: Vec<Notation>) {
        if line.part != self.part {
            let clauses = std::mem::take(&mut self.clauses);
            *self = Self { clauses, part: line.part, ..Self::default() };
        }
        let words = line.words();
        let first = notations.first().map_or(words.len(), |notation| notation.range.start);
        let mut from = 0;
        let clause = if !notations.is_empty() && is_bare(words, &notations) {
            self.clause_above()
        } else {
            if line.opens_clause() || !self.continues(line) {
                from = self.open_clause(line, first);
            }
            self.open.last().copied()
        };
        let Some(clause) = clause else { return };
        for notation in notations {
            self.note(clause, &words[from..notation.range.start], line);
            self.assign(clause, notation.assignment, line);
            from = notation.range.end;
        }
        self.note(clause, &words[from..], line);
    }

    /// Leaves the lists that `line` stands outside of; whether a clause is left that it can go on with.
    fn continues(&mut self, line: &Line<'_>) -> bool {
        self.close(line.outside_depth());
        self.open.last().is_some_and(|&clause| self.clauses[clause].depth > 1)
    }

    fn close(&mut self, depth: usize) {
        while self.open.last().is_some_and(|&clause| self.clauses[clause].depth >= depth) {
            self.open.pop();
        }
    }

    /// Opens a clause with the words of `line` before `limit`; returns where its title ends.
    fn open_clause(&mut self, line: &Line<'_>, limit: usize) -> usize {
        let depth = line.depth();
        self.close(depth);
        let parent = self.open.last().copied();
        if line.number == FIRST_CHAPTER && parent.is_none_or(|parent| self.clauses[parent].depth <= 1) {
            self.begin_text();
        }
        if let Some(parent) = parent {
            self.clauses[parent].children += 1;
        }
        let (title, end) = line.title(limit);
        let heading = (line.is_heading() && has_words(title))
            .then(|| line.full[..line.full.len() - line.words().len() + end].trim().to_owned());
        self.open.push(self.clauses.len());
        self.clauses.push(Clause {
            depth,
            parent,
            heading,
            number: line.number.clone(),
            title: title.to_owned(),
            anchor: line.anchor.to_owned(),
            span: line.span.clone(),
            children: 0,
            children_assigned: false,
            entries: Vec::new(),
            pending: None,
        });
        end
    }

    /// Forgets the units and the rule of a text that ends where the next one begins with its first chapter.
    fn begin_text(&mut self) {
        if std::mem::replace(&mut self.is_numbered, true) {
            self.first_leads = false;
            self.named_in_part = Named::default();
            self.named_in_chapter = (None, Named::default());
        }
    }

    /// The clause that a notation on a line of its own closes.
    ///
    /// It is the last one, unless that is one of several points of which none is assigned: then all of them are. Right
    /// under the title of a part there is none: `责任部门：……` is then said of the document.
    fn clause_above(&self) -> Option<usize> {
        let open = self.open.last().copied()?;
        let last = self.clauses.len() - 1;
        let clause = &self.clauses[last];
        if clause.depth <= 1 {
            return None;
        }
        if !clause.entries.is_empty() {
            return if clause.pending.is_none() { Some(last) } else { Some(open) };
        }
        let is_point = clause.pending.as_ref().is_none_or(|passage| passage.anchor == clause.anchor);
        let whole = clause.parent.filter(|&parent| {
            let parent = &self.clauses[parent];
            is_point
                && parent.children > 1
                && !parent.children_assigned
                && parent.entries.is_empty()
                && parent.depth > 1
        });
        whole.or(Some(last))
    }

    /// Keeps the first words since the last notation: what the next one closes.
    fn note(&mut self, clause: usize, words: &str, line: &Line<'_>) {
        let pending = &mut self.clauses[clause].pending;
        if pending.is_none() && has_words(words) {
            let title = bare(first_sentence(bare(words))).to_owned();
            *pending = Some(Passage { title, anchor: line.anchor.to_owned(), span: line.span.clone() });
        }
    }

    fn assign(&mut self, clause: usize, assignment: Assignment, line: &Line<'_>) {
        let assignment = self.resolve(clause, assignment);
        let mut above = self.clauses[clause].parent;
        while let Some(parent) = above.filter(|&parent| !self.clauses[parent].children_assigned) {
            self.clauses[parent].children_assigned = true;
            above = self.clauses[parent].parent;
        }
        let Clause { entries, pending, .. } = &mut self.clauses[clause];
        let completes = assignment.lead.is_empty() && !assignment.with.is_empty();
        if completes && !entries.is_empty() {
            // Cooperating units named last help with every point right before them that has none of its own.
            let lone = entries.iter().rev().take_while(|entry| entry.assignment.with.is_empty()).count();
            let from = entries.len() - lone.max(1);
            for entry in &mut entries[from..] {
                entry.assignment.merge(assignment.clone());
                entry.end = line.span.end;
            }
            *pending = None;
            return;
        }
        match entries.last_mut() {
            Some(last) if pending.is_none() => {
                last.assignment.merge(assignment);
                last.end = line.span.end;
            }
            _ => entries.push(Entry { passage: pending.take(), end: line.span.end, assignment }),
        }
    }

    /// Puts the units meant for those named by reference, and the first in the lead where the rule says so.
    fn resolve(&mut self, clause: usize, mut assignment: Assignment) -> Assignment {
        self.first_leads |= assignment.first_leads && (assignment.onward || assignment.is_unassigned());
        let ranked = (assignment.first_leads || self.first_leads)
            && assignment.lead.is_empty()
            && assignment.with.is_empty()
            && assignment.implementer.first().is_some_and(|first| !unit_name::is_back_reference(first));
        let chapter = self.clauses[clause].parent;
        if self.named_in_chapter.0 != chapter {
            self.named_in_chapter = (chapter, Named::default());
        }
        for list in [&mut assignment.lead, &mut assignment.with, &mut assignment.implementer] {
            *list = self.expand(std::mem::take(list));
        }
        for unit in assignment.lead.iter().chain(&assignment.with).chain(&assignment.implementer) {
            self.named_in_part.add(unit);
            self.named_in_chapter.1.add(unit);
        }
        if ranked {
            let mut units = std::mem::take(&mut assignment.implementer).into_iter();
            assignment.lead.extend(units.next());
            assignment.with = units.collect();
        }
        assignment
    }

    fn expand(&self, list: Vec<String>) -> Vec<String> {
        if !list.iter().any(|unit| unit_name::is_back_reference(unit)) {
            return list;
        }
        let chapter = &self.named_in_chapter.1.order;
        let named = if chapter.is_empty() { &self.named_in_part.order } else { chapter };
        let mut whole = Named::default();
        for unit in &list {
            let refers = unit_name::is_back_reference(unit) && !named.is_empty();
            let units = if refers { named.as_slice() } else { std::slice::from_ref(unit) };
            units.iter().for_each(|unit| whole.add(unit));
        }
        whole.order
    }

    fn into_tasks(self) -> Vec<Task> {
        let assigned = |clause: usize| !self.clauses[clause].entries.is_empty();
        let chapters: Vec<Option<String>> =
            (0..self.clauses.len()).map(|clause| assigned(clause).then(|| self.chapter(clause))).collect();
        let mut tasks = Vec::new();
        for (clause, chapter) in self.clauses.into_iter().zip(chapters) {
            let Some(chapter) = chapter else { continue };
            let assigned: Vec<Entry> =
                clause.entries.into_iter().filter(|entry| !entry.assignment.is_unassigned()).collect();
            let several = assigned.len() > 1;
            let opens = |entry: &Entry| entry.passage.as_ref().is_none_or(|passage| passage.anchor == clause.anchor);
            let alone = assigned.iter().filter(|entry| opens(entry)).count() == 1;
            for entry in assigned {
                let own_words = several && !(alone && opens(&entry));
                let Assignment { lead, with, implementer, due, each, .. } = entry.assignment;
                let (title, anchor, start) = match entry.passage {
                    Some(passage) if own_words || !has_words(&clause.title) => {
                        (passage.title, passage.anchor, passage.span.start)
                    }
                    _ => (clause.title.clone(), clause.anchor.clone(), clause.span.start),
                };
                tasks.push(Task {
                    title,
                    number: clause.number.clone(),
                    chapter: chapter.clone(),
                    lead,
                    with,
                    implementer,
                    due,
                    each,
                    status: None,
                    anchor: Some(anchor).filter(|anchor| !anchor.is_empty()),
                    span: start..entry.end.max(start),
                });
            }
        }
        tasks
    }

    /// The heading nearest above a clause.
    fn chapter(&self, clause: usize) -> String {
        let mut above = self.clauses[clause].parent;
        while let Some(parent) = above {
            if let Some(heading) = &self.clauses[parent].heading {
                return heading.clone();
            }
            above = self.clauses[parent].parent;
        }
        String::new()
    }
}

/// Whether a line holds notations and nothing else.
fn is_bare(words: &str, notations: &[Notation]) -> bool {
    let mut from = 0;
    let bare = notations.iter().all(|notation| {
        let before = &words[from..notation.range.start];
        from = notation.range.end;
        !has_words(before)
    });
    bare && !has_words(&words[from..])
}
