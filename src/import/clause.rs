//! Tables of tasks and of indicators into the front matter of the documents they belong to.

use std::collections::BTreeMap;

use toml_edit::{InlineTable, Item, Table, Value};

use super::{
    Import, Input, Outcome, faults,
    heading::{Field, INDICATOR as INDICATOR_HEADINGS, TASK as TASK_HEADINGS},
    plain_name,
    record::{Entry, Fields, Given, Outcome as Made, Record, decide, sense_of},
    report::{Fate, Line, Place, Remark, Report},
    sheet::{self, Cell, Row, Sheet},
    value,
};
use crate::{
    bilingual,
    check::leak::has_personal_number,
    diag::Severity,
    model::{Document, DocumentNumber, Quantity, Task, ValueError},
    parse::{self, DOCUMENT, Key},
    site::Item as SiteItem,
    table::grids,
};

/// What stands in the front matter under `[[…]]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// 重点任务.
    Tasks,
    /// 目标指标.
    Indicators,
}

impl Kind {
    fn headings(self) -> &'static [Field] {
        if self == Self::Tasks { TASK_HEADINGS } else { INDICATOR_HEADINGS }
    }

    fn key(self) -> &'static str {
        if self == Self::Tasks { "task" } else { "indicator" }
    }

    fn keys(self) -> &'static [Key] {
        if self == Self::Tasks { parse::TASK } else { parse::INDICATOR }
    }

    /// The key whose value tells one entry from another.
    fn id(self) -> &'static str {
        if self == Self::Tasks { "title" } else { "name" }
    }
}

/// A document being changed.
struct Work<'a> {
    item: &'a SiteItem<Document>,
    record: Record,
    given: Given,
    gives: Given,
    changed: usize,
    added: usize,
    /// Rows, and how many of them say more than the text of the document.
    rows: usize,
    news: usize,
    place: Place,
}

/// Reads workbooks and merges their rows with the documents; nothing is written.
#[must_use]
pub fn clauses(kind: Kind, inputs: Vec<Input>, import: &Import<'_>) -> Outcome {
    let mut report = Report::default();
    let mut works: BTreeMap<String, Work<'_>> = BTreeMap::new();
    for input in inputs {
        let grids = match grids(&input.name, input.bytes) {
            Ok(grids) => grids,
            Err(error) => {
                let reason = error.reason;
                report.refuse(
                    &Place::sheet(&input.name, ""),
                    bilingual!("整个文件读不了：{reason}", "the file cannot be read: {reason}"),
                );
                continue;
            }
        };
        report.read[0] += 1;
        for grid in grids.iter().filter(|grid| grid.height() > 0) {
            match sheet::read(&input.name, grid, kind.headings(), &[kind.id()], &mut report) {
                Some(sheet) if !grid.is_hidden => rows(kind, &sheet, import, &mut works, &mut report),
                _ => report.unused.push(Remark {
                    place: Place::sheet(&input.name, &grid.name),
                    message: bilingual!("没有找到表头，整张表没有读", "no head of a table: the sheet was not read"),
                }),
            }
        }
    }
    let mut outcome = Outcome { report, files: Vec::new(), memory: import.memory.clone() };
    for (path, work) in works {
        finish(path, work, import, &mut outcome);
    }
    outcome.report.finish();
    outcome
}

fn rows<'a>(
    kind: Kind,
    sheet: &Sheet,
    import: &Import<'a>,
    works: &mut BTreeMap<String, Work<'a>>,
    report: &mut Report,
) {
    report.read[1] += 1;
    for row in &sheet.rows {
        report.read[2] += 1;
        let Some(item) = document(sheet, row, import) else {
            report.refuse(
                &row.place,
                bilingual!(
                    "不知道是哪份文件的；加一列“文号”，或在表的上方写文件标题",
                    "of which document? add a column 文号, or write its title above the table"
                ),
            );
            continue;
        };
        if row.cells.values().any(|cell| has_personal_number(&cell.value.words())) {
            report.refuse(
                &row.place,
                bilingual!("含有手机号、身份证号或银行卡号", "holds a number that belongs to a person"),
            );
            continue;
        }
        if !works.contains_key(&*item.path) {
            let Some(work) = open(item, import, &row.place) else { continue };
            works.insert(item.path.to_string(), work);
        }
        if let Some(work) = works.get_mut(&*item.path) {
            match entries(kind, row) {
                Ok(entries) => entry(kind, row, &entries, work, report),
                Err(remark) => report.refuse(&remark.place, remark.message),
            }
        }
    }
}

/// The document of a row: by its number, else by the title above the table.
fn document<'a>(sheet: &Sheet, row: &Row, import: &Import<'a>) -> Option<&'a SiteItem<Document>> {
    let site = import.site;
    let written = row.text("doc_number").or_else(|| {
        let title = sheet.above.title.as_deref()?;
        DocumentNumber::find_all(title).first().map(|(range, _)| title[range.clone()].to_owned())
    });
    if let Some(written) = written {
        let number = DocumentNumber::parse(&written).ok()?;
        let known = number.suffixes().find_map(|(_, candidate)| site.numbers.get(&candidate).copied());
        return known.map(|index| &site.records.documents[index]);
    }
    let title = plain_name(sheet.above.title.as_deref()?);
    site.records.documents.iter().find(|item| {
        let own = plain_name(&item.value.title);
        title.contains(&own) || own.contains(&title)
    })
}

fn open<'a>(item: &'a SiteItem<Document>, import: &Import<'a>, place: &Place) -> Option<Work<'a>> {
    let text = import.texts.get(&item.path)?.text.as_ref();
    let record = Record::read(&text[parse::split_front_matter(text, &item.path).ok()?.toml], DOCUMENT)?;
    let given = import.memory.get(&*item.path).cloned().unwrap_or_default();
    Some(Work {
        item,
        record,
        given,
        gives: Given::new(),
        changed: 0,
        added: 0,
        rows: 0,
        news: 0,
        place: place.clone(),
    })
}

type Entries = Vec<(&'static str, Entry)>;

fn entries(kind: Kind, row: &Row) -> Result<Entries, Box<Remark>> {
    let mut entries = Vec::new();
    for (key, cell) in &row.cells {
        let words = value::one_line(&cell.value.words());
        let entry = match (kind, *key) {
            (_, "doc_number" | "value" | "on") => continue,
            (Kind::Tasks, "lead" | "with" | "implementer") => Entry::List(value::list(&cell.value.words())),
            (Kind::Tasks, "due") => match value::day(&cell.value) {
                Ok(day) => Entry::Day(day.day),
                // 每月30日前, 长期坚持: a cycle.
                Err(_) if words.starts_with(['每', '长']) => {
                    entries.push(("each", Entry::Text(words)));
                    continue;
                }
                Err(message) => return Err(Box::new(Remark { place: cell.place.clone(), message })),
            },
            (Kind::Indicators, "target" | "baseline") => {
                Quantity::parse(&words).map_err(|error| fault(cell, error))?;
                Entry::Text(words)
            }
            (Kind::Indicators, "by") => match words.trim_end_matches('年').parse() {
                Ok(year) => Entry::Whole(year),
                Err(_) => {
                    let message = bilingual!("目标年份应为四位数字", "a year has four digits");
                    return Err(Box::new(Remark { place: cell.place.clone(), message }));
                }
            },
            _ => Entry::Text(words),
        };
        entries.push((*key, entry));
    }
    Ok(entries)
}

fn fault(cell: &Cell, error: ValueError) -> Box<Remark> {
    Box::new(Remark { place: cell.place.clone(), message: error.what.into() })
}

/// Merges one row with the entry of its title or name.
fn entry(kind: Kind, row: &Row, entries: &Entries, work: &mut Work<'_>, report: &mut Report) {
    let Some(id) = row.text(kind.id()).map(|id| value::one_line(&id)) else { return };
    work.rows += 1;
    let read = work.item.value.tasks.iter().find(|task| plain_name(&task.title) == plain_name(&id));
    if kind == Kind::Indicators || !read.is_some_and(|task| is_said(task, entries)) {
        work.news += 1;
    }
    let Some(tables) = work.record.tables(kind.key()) else { return };
    let id_labels = kind.keys().iter().find(|(key, _)| *key == kind.id()).map_or(&[][..], |(_, labels)| labels);
    let named = |table: &Table| {
        let item = std::iter::once(kind.id()).chain(id_labels.iter().copied()).find_map(|key| table.get(key));
        item.is_some_and(|item| plain_name(&sense_of("", item)) == plain_name(&id))
    };
    let found = tables.iter().position(named);
    let is_new = found.is_none();
    let position = found.unwrap_or_else(|| {
        tables.push(Table::new());
        tables.len() - 1
    });
    let Some(table) = tables.get_mut(position) else { return };
    let mut fields = Fields { table, keys: kind.keys() };
    let mut is_changed = is_new;
    let (mut kept, mut gives) = (false, Vec::new());
    let ordered = kind.keys().iter().filter_map(|(key, _)| entries.iter().find(|(known, _)| known == key));
    for (key, entry) in ordered {
        let memory = format!("{} {id} {key}", kind.key());
        let made = if is_new { Made::Written } else { decided(&fields, key, entry, work.given.get(&memory)) };
        match made {
            Made::Written => {
                fields.put(key, entry);
                is_changed = true;
            }
            Made::Kept => kept = true,
            Made::Same => {}
        }
        gives.push((memory, entry.sense()));
    }
    is_changed |= kind == Kind::Indicators && measured(row, &mut fields, report);
    work.gives.extend(gives);
    match (is_new, is_changed) {
        (true, _) => work.added += 1,
        (false, true) => work.changed += 1,
        (false, false) => {}
    }
    if kept {
        report.keep(
            &row.place,
            bilingual!("与文件中登记的不同；要改请直接改文件", "differs from the document; change it there"),
        );
    }
}

/// What is to be done with a value of an entry that is there.
fn decided(fields: &Fields<'_>, key: &'static str, entry: &Entry, given: Option<&String>) -> Made {
    decide(fields.sense(key).as_deref(), &entry.sense(), given.map(String::as_str))
}

/// Whether a task says all that a row says of it.
fn is_said(task: &Task, entries: &Entries) -> bool {
    entries.iter().all(|(key, entry)| match (*key, entry) {
        ("lead", Entry::List(names)) => *names == task.lead,
        ("with", Entry::List(names)) => *names == task.with,
        ("implementer", Entry::List(names)) => *names == task.implementer,
        ("due", Entry::Day(day)) => task.due == Some(*day),
        ("each", Entry::Text(each)) => task.each.as_ref() == Some(each),
        ("status", Entry::Text(status)) => task.status.as_ref() == Some(status),
        _ => true,
    })
}

/// Adds a measured value, unless the day has one.
fn measured(row: &Row, fields: &mut Fields<'_>, report: &mut Report) -> bool {
    let Some(cell) = row.cells.get("value") else { return false };
    let Some(Ok(day)) = row.cells.get("on").map(|cell| value::day(&cell.value)) else {
        report.refuse(
            &cell.place,
            bilingual!(
                "完成值没有日期，没有写入；加一列“完成值日期”",
                "a value without a day was not written: add a column 完成值日期"
            ),
        );
        return false;
    };
    let words = value::one_line(&cell.value.words());
    if let Err(error) = Quantity::parse(&words) {
        report.refuse(&cell.place, error.what);
        return false;
    }
    let item = fields.table.entry("actual").or_insert_with(|| Item::Value(Value::Array(toml_edit::Array::new())));
    let Some(array) = item.as_array_mut() else { return false };
    let on = |value: &Value| {
        value.as_inline_table().and_then(|table| table.get("on")).map(|on| on.to_string().trim().to_owned())
    };
    if array.iter().any(|known| on(known).as_deref() == Some(day.day.iso().as_str())) {
        return false;
    }
    let mut table = InlineTable::new();
    table.insert("on", day.day.iso().parse::<toml_edit::Datetime>().map_or_else(|_| day.day.iso().into(), Value::from));
    table.insert("value", words.into());
    array.push(Value::InlineTable(table));
    true
}

fn finish(path: String, work: Work<'_>, import: &Import<'_>, outcome: &mut Outcome) {
    let Some(source) = import.texts.get(path.as_str()) else { return };
    let Ok(split) = parse::split_front_matter(&source.text, &work.item.path) else { return };
    let new = format!("{}{}{}", &source.text[..split.toml.start], work.record.text(), &source.text[split.toml.end..]);
    let title = &work.item.value.title;
    let (added, changed) = (work.added, work.changed);
    let read_before = work.item.value.tasks.iter().filter(|task| task.anchor.is_some()).count();
    let (rows, news) = (work.rows, work.news);
    // What is entered takes the place of what is read from the text.
    let takes_over = read_before > 0 && new.contains("[[task]]") && !source.text.contains("[[task]]");
    if takes_over && news > 0 && rows < read_before {
        outcome.report.refuse(&work.place, bilingual!("“{title}”正文里有任务{read_before}项，这里只有{rows}项；一经登记，其余的就不再列出。请用 gongkai export tasks 导出的表填写", "{title} has {read_before} tasks in its text and {rows} rows here; once entered, the others would no longer be listed. Fill in what gongkai export tasks gives"));
        return;
    }
    if work.added + work.changed > 0 && !(takes_over && news == 0) {
        let found = faults(import, &path, &new);
        let errors: Vec<_> = found.into_iter().filter(|fault| fault.severity == Severity::Error).collect();
        if !errors.is_empty() {
            errors.into_iter().for_each(|fault| outcome.report.refuse(&work.place, fault.message));
            return;
        }
        if takes_over {
            outcome.report.take(
                &work.place,
                bilingual!(
                    "“{title}”原有从正文读出的任务{read_before}项，今后以表中登记的为准",
                    "{read_before} tasks were read from the text of {title}; from now on the entered ones stand"
                ),
            );
        }
        let words = format!("{title}：新增{added}项，更新{changed}项");
        outcome.report.lines.push(Line { fate: Fate::Changed, path: path.clone(), words });
        outcome.files.push((path.clone(), new));
    } else {
        outcome.report.lines.push(Line { fate: Fate::Unchanged, path: path.clone(), words: title.clone() });
    }
    // What the text alone says was given to nothing.
    if !(takes_over && news == 0) {
        let mut remembered = work.given;
        remembered.extend(work.gives);
        outcome.memory.insert(path, remembered);
    }
}
