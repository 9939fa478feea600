//! Lists of members into rosters, one record each.

use toml_edit::{ArrayOfTables, Table};

use super::{
    Import, Input, Outcome, faults,
    heading::MEMBER as HEADINGS,
    plain_name,
    record::{Entry, Fields, Given, Outcome as Made, Record, decide},
    report::{Fate, Line, Place, Remark, Report},
    sheet::{self, Row, Sheet},
    value,
};
use crate::{
    bilingual,
    check::leak::has_personal_number,
    diag::Severity,
    model::{Disclosure, DocumentNumber},
    parse::{MEMBER, ROSTER},
    table::grids,
};

/// What ends the title of a list of members.
const ENDINGS: [&str; 6] = ["组成人员名单", "成员名单", "组成人员", "人员名单", "名单", "组成人员及职责"];
const SEPARATOR: &str = "\u{1f}";

/// A roster as a workbook gives it.
struct Draft {
    place: Place,
    name: String,
    entries: Vec<(&'static str, Entry)>,
    members: Vec<[String; 4]>,
}

impl Draft {
    fn sense(&self) -> String {
        self.members.iter().map(|member| member.join(SEPARATOR)).collect::<Vec<_>>().join("\n")
    }

    fn body(&self) -> Option<&str> {
        self.entries.iter().find_map(|(key, entry)| match entry {
            Entry::Text(body) if *key == "body" => Some(body.as_str()),
            _ => None,
        })
    }
}

/// Reads workbooks, a roster a sheet or as a column says; nothing is written.
#[must_use]
pub fn rosters(inputs: Vec<Input>, import: &Import<'_>) -> Outcome {
    let mut report = Report::default();
    let mut drafts: Vec<Draft> = Vec::new();
    for input in inputs {
        match grids(&input.name, input.bytes) {
            Ok(grids) => {
                report.read[0] += 1;
                for grid in grids.iter().filter(|grid| grid.height() > 0) {
                    let place = Place::sheet(&input.name, &grid.name);
                    match sheet::read(&input.name, grid, HEADINGS, &["name"], &mut report) {
                        Some(sheet) if !grid.is_hidden => read(&sheet, &place, &mut drafts, &mut report),
                        _ => report.unused.push(Remark {
                            place,
                            message: bilingual!(
                                "没有找到表头（至少要有“姓名”一列），整张表没有读",
                                "no head of a table (a column 姓名 at least): the sheet was not read"
                            ),
                        }),
                    }
                }
            }
            Err(error) => {
                let reason = error.reason;
                report.refuse(
                    &Place::sheet(&input.name, ""),
                    bilingual!("整个文件读不了：{reason}", "the file cannot be read: {reason}"),
                );
            }
        }
    }
    let mut outcome = Outcome { report, files: Vec::new(), memory: import.memory.clone() };
    for draft in drafts {
        merge(&draft, import, &mut outcome);
    }
    outcome.report.finish();
    outcome.files.sort();
    outcome
}

fn read(sheet: &Sheet, place: &Place, drafts: &mut Vec<Draft>, report: &mut Report) {
    report.read[1] += 1;
    let mut role = String::new();
    let first = drafts.len();
    for row in &sheet.rows {
        report.read[2] += 1;
        let named = row.text("roster").or_else(|| sheet.above.title.clone());
        let Some(named) = named.map(|name| value::one_line(&name)) else {
            report.refuse(
                &row.place,
                bilingual!(
                    "不知道是哪个名单；在表的上方写名单名称，或加一列“名单名称”",
                    "which roster? write its name above the table or in a column 名单名称"
                ),
            );
            continue;
        };
        let Some(position) =
            drafts[first..].iter().position(|draft| draft.name == named).map(|found| found + first).or_else(|| {
                role.clear();
                drafts.push(Draft {
                    place: place.clone(),
                    name: named.clone(),
                    entries: entries(row, &named, report),
                    members: Vec::new(),
                });
                Some(drafts.len() - 1)
            })
        else {
            continue;
        };
        let text = |key: &str| row.text(key).map(|text| value::one_line(&text)).unwrap_or_default();
        let own = text("role");
        if !own.is_empty() {
            role = own;
        }
        let member =
            [role.trim_end_matches(['：', ':']).to_owned(), unpadded(&text("name")), text("post"), text("unit")];
        if role.is_empty() {
            report.refuse(&row.place, bilingual!("第一名成员没有写职责", "the first member has no role"));
        } else if member[1].is_empty() {
            report.refuse(&row.place, bilingual!("没有姓名", "no name"));
        } else if member.iter().any(|text| has_personal_number(text)) {
            report.refuse(
                &row.place,
                bilingual!("含有手机号、身份证号或银行卡号", "holds a number that belongs to a person"),
            );
        } else {
            drafts[position].members.push(member);
        }
    }
}

/// A name without the space that pads two characters to the width of three.
fn unpadded(name: &str) -> String {
    name.chars().filter(|character| !character.is_whitespace()).collect()
}

fn entries(row: &Row, name: &str, report: &mut Report) -> Vec<(&'static str, Entry)> {
    let mut entries = Vec::new();
    let body = row.text("body").map(|body| value::one_line(&body)).unwrap_or_else(|| {
        let ending = ENDINGS.iter().find(|ending| name.ends_with(**ending));
        ending.map_or(name, |ending| name.trim_end_matches(ending)).to_owned()
    });
    entries.push(("body", Entry::Text(body)));
    if let Some(written) = row.text("disclosure") {
        match Disclosure::parse(&written) {
            Ok(disclosure) => entries.push(("disclosure", Entry::Text(disclosure.label().to_owned()))),
            Err(error) => report.refuse(&row.place, [error.what[0], error.what[1]]),
        }
    }
    if let Some(written) = row.text("established_by") {
        match DocumentNumber::parse(&written) {
            Ok(number) => entries.push(("established_by", Entry::Text(number.to_string()))),
            Err(error) => report.refuse(&row.place, [error.what[0], error.what[1]]),
        }
    }
    for key in ["effective", "ended"] {
        match row.cells.get(key).map(|cell| value::day(&cell.value)) {
            Some(Ok(day)) => entries.push((key, Entry::Day(day.day))),
            Some(Err(message)) => report.refuse(&row.place, message),
            None => {}
        }
    }
    entries.extend(row.text("office").map(|office| ("office", Entry::Text(value::one_line(&office)))));
    entries
}

fn merge(draft: &Draft, import: &Import<'_>, outcome: &mut Outcome) {
    let known = import.site.records.rosters.iter().find(|item| plain_name(&item.value.name) == plain_name(&draft.name));
    let path = known.map_or_else(|| new_path(draft, import, outcome), |item| item.path.to_string());
    let text = import.texts.get(path.as_str()).map(|source| source.text.as_ref()).unwrap_or_default();
    let Some(mut record) = Record::read(text, ROSTER) else { return };
    let given = import.memory.get(&path).cloned().unwrap_or_default();
    let mut gives = Given::new();
    let mut changed = Vec::new();
    let is_new = known.is_none();
    if is_new {
        record.put("name", &Entry::Text(draft.name.clone()));
        if draft.entries.iter().all(|(key, _)| *key != "disclosure") {
            record.put("disclosure", &Entry::Text(Disclosure::Withheld.label().to_owned()));
        }
    }
    for (key, entry) in &draft.entries {
        match record.merge(key, entry, given.get(*key)) {
            Made::Written => changed.push((*key).to_owned()),
            Made::Kept => {
                outcome.report.keep(&draft.place, bilingual!("{key} 与台账中的不同", "{key} differs from the record"))
            }
            Made::Same => {}
        }
        gives.insert((*key).to_owned(), entry.sense());
    }
    let own = known.map(|item| {
        let seats = item.value.members.iter().map(|member| {
            let unit = member.unit.as_ref().map(|unit| unit.value.clone());
            [
                member.role.clone(),
                member.name.clone(),
                member.post.clone().unwrap_or_default(),
                unit.unwrap_or_default(),
            ]
            .join(SEPARATOR)
        });
        seats.collect::<Vec<_>>().join("\n")
    });
    match decide(own.as_deref(), &draft.sense(), given.get("members").map(String::as_str)) {
        Made::Written => {
            if let Some(tables) = record.tables("member") {
                fill(tables, &draft.members);
            }
            changed.push("成员".to_owned());
        }
        Made::Kept => outcome.report.keep(
            &draft.place,
            bilingual!(
                "成员与已有的名单不同；成员有变动的，另立一份新名单",
                "the members differ from those of the record; a change of members is a new roster"
            ),
        ),
        Made::Same => {}
    }
    gives.insert("members".to_owned(), draft.sense());
    finish(draft, import, outcome, Work { path, record, given, gives, changed, is_new });
}

struct Work {
    path: String,
    record: Record,
    given: Given,
    gives: Given,
    changed: Vec<String>,
    is_new: bool,
}

fn finish(draft: &Draft, import: &Import<'_>, outcome: &mut Outcome, work: Work) {
    let new = work.record.text();
    let found = faults(import, &work.path, &new);
    for fault in found.iter().filter(|fault| fault.severity == Severity::Error) {
        outcome.report.refuse(&draft.place, fault.message.clone());
    }
    if found.iter().any(|fault| fault.severity == Severity::Error) {
        return;
    }
    let (fate, words) = match (work.is_new, work.changed.is_empty()) {
        (true, _) => (Fate::Added, format!("{}（{}人）", draft.name, draft.members.len())),
        (false, true) => (Fate::Unchanged, draft.name.clone()),
        (false, false) => (Fate::Changed, format!("{}：{}", draft.name, work.changed.join("、"))),
    };
    outcome.report.lines.push(Line { fate, path: work.path.clone(), words });
    if fate != Fate::Unchanged {
        outcome.files.push((work.path.clone(), new));
    }
    let mut remembered = work.given;
    remembered.extend(work.gives);
    outcome.memory.insert(work.path, remembered);
}

fn fill(tables: &mut ArrayOfTables, members: &[[String; 4]]) {
    tables.clear();
    let mut above = "";
    for [role, name, post, unit] in members {
        let mut table = Table::new();
        let mut fields = Fields { table: &mut table, keys: MEMBER };
        // A member without a role has the role of the row above.
        let role_here = if role == above { "" } else { role };
        for (key, text) in [("role", role_here), ("name", name), ("post", post), ("unit", unit)] {
            if !text.is_empty() {
                fields.put(key, &Entry::Text(text.to_owned()));
            }
        }
        above = role;
        tables.push(table);
    }
}

/// A file named after the body's id, else after its name; with a number where that is taken.
fn new_path(draft: &Draft, import: &Import<'_>, outcome: &Outcome) -> String {
    let body = draft.body().unwrap_or(&draft.name);
    let stem = match import.site.units_named(body) {
        [unit] => import.site.units[*unit].url.as_str().trim_matches('/').trim_start_matches("units/").to_owned(),
        _ => body.chars().filter(|character| character.is_alphanumeric()).collect(),
    };
    let is_taken = |path: &str| import.texts.contains_key(path) || outcome.files.iter().any(|(taken, _)| taken == path);
    let numbered = (2..).map(|number| format!("content/rosters/{stem}-{number}.toml"));
    let candidates = std::iter::once(format!("content/rosters/{stem}.toml")).chain(numbered);
    candidates.into_iter().find(|path| !is_taken(path)).unwrap_or_default()
}
