//! What a notation says: who leads, who helps, who carries out, and by when.

use crate::model::Date;

use super::{
    bracket::split_outside,
    due::{self, When},
    label::{Role, Slot, label_slot, peel_verbs, slot_of, split_label},
    line::has_words,
    unit_list::{Level, split},
    unit_name::{is_certain_unit, is_labelled_unit, is_unit},
};

/// Words for the place of the unit that leads: 排第一的, but not 第一人民医院.
const FIRST: &[&str] = &["排第一", "列第一", "第一的", "第一位", "第一个", "第一单位", "首位", "首个", "最前"];

/// Who is to do something and by when.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Assignment {
    /// Units in the lead.
    pub lead: Vec<String>,
    /// Cooperating units.
    pub with: Vec<String>,
    /// Implementing units.
    pub implementer: Vec<String>,
    /// The day it is due.
    pub due: Option<Date>,
    /// A cycle, or a time that is no day.
    pub each: Option<String>,
    /// Whether the first implementing unit leads (排第一的为牵头单位).
    pub first_leads: bool,
    /// Whether that holds for the notations after it (下同).
    pub onward: bool,
}

impl Assignment {
    /// Whether it names no unit.
    pub(super) fn is_unassigned(&self) -> bool {
        self.lead.is_empty() && self.with.is_empty() && self.implementer.is_empty()
    }

    fn list(&mut self, role: Role) -> &mut Vec<String> {
        match role {
            Role::Lead => &mut self.lead,
            Role::With => &mut self.with,
            Role::Implementer => &mut self.implementer,
        }
    }

    /// Adds units in a role, each once.
    pub(super) fn add(&mut self, role: Role, units: Vec<String>) {
        let list = self.list(role);
        for unit in units {
            if !list.contains(&unit) {
                list.push(unit);
            }
        }
    }

    /// Takes in what another notation of the same task says.
    pub(super) fn merge(&mut self, other: Self) {
        self.add(Role::Lead, other.lead);
        self.add(Role::With, other.with);
        self.add(Role::Implementer, other.implementer);
        self.due = self.due.or(other.due);
        self.each = self.each.take().or(other.each);
    }
}

/// What the inside of a bracket says, and how surely it is a notation.
#[derive(Debug, Default)]
pub(super) struct Reading {
    /// Who and when.
    pub assignment: Assignment,
    /// Whether a label names units or a time.
    pub labelled: bool,
    /// Whether a verb gives a unit its role.
    pub verbs: bool,
    /// Whether nothing else stands in it.
    pub understood: bool,
}

/// Reads a notation piece by piece; `None` if it assigns nothing.
pub(super) fn read(inner: &str) -> Option<Reading> {
    let text = squeeze(inner);
    let mut reader = Reader { out: Reading { understood: true, ..Reading::default() }, ..Reader::default() };
    for (_, piece) in split_outside(&text, |c| matches!(c, '，' | ',' | '；' | ';' | '。')) {
        if has_words(piece) {
            reader.piece(piece.trim());
        }
    }
    let mut reading = reader.finish();
    let assignment = &reading.assignment;
    let empty = assignment.is_unassigned() && assignment.due.is_none() && assignment.each.is_none();
    reading.labelled &= !empty;
    (!empty || assignment.first_leads).then_some(reading)
}

#[derive(Default)]
struct Reader {
    out: Reading,
    /// What the last label announced.
    slot: Option<Slot>,
    level: Level,
    /// Units still without a role: a verb after them may give it.
    waiting: Vec<String>,
}

impl Reader {
    fn piece(&mut self, piece: &str) {
        let (value, own_label) = match split_label(piece) {
            Some((label, value)) => {
                self.slot = Some(slot_of(label).unwrap_or(Slot::Other));
                self.out.labelled |= slot_of(label).is_some_and(|slot| slot != Slot::Other);
                (value, true)
            }
            None => (piece, false),
        };
        if self.rule(value) || (!own_label && self.time(due::read(value))) {
            return;
        }
        match self.slot {
            Some(Slot::When) => drop(self.time(due::read_labelled(value))),
            Some(Slot::Other) => self.out.understood = false,
            Some(Slot::Role(role)) => self.units(value, Some(role), own_label),
            None => self.units(value, None, false),
        }
    }

    /// Takes a rule on the order of units: 排第一的为牵头单位, 下同.
    fn rule(&mut self, piece: &str) -> bool {
        let onward = matches!(piece.trim_start_matches('以'), "下同" | "下均同");
        let first = piece.contains("为牵头") && FIRST.iter().any(|word| piece.contains(word));
        self.out.assignment.onward |= onward || (first && piece.contains("下同"));
        self.out.assignment.first_leads |= first;
        onward || first
    }

    fn time(&mut self, when: Option<When>) -> bool {
        match when {
            Some(When::Due(date)) => self.out.assignment.due = self.out.assignment.due.or(Some(date)),
            Some(When::Each(text)) => drop(self.out.assignment.each.get_or_insert(text)),
            None => return false,
        }
        true
    }

    /// Takes units; beside their label any name is one, elsewhere it must look like one.
    fn units(&mut self, value: &str, labelled: Option<Role>, own_label: bool) {
        if let Some((units, role)) = as_role(value) {
            let units = self.complete(&units);
            for other in [Role::Lead, Role::With, Role::Implementer] {
                self.out.assignment.list(other).retain(|unit| !units.contains(unit));
            }
            return self.out.assignment.add(role, units);
        }
        let (list, verb) = peel_verbs(value);
        let (main, helpers) = list.split_once("会同").unwrap_or((list, ""));
        let (mut main, mut helpers) = (split(main), split(helpers));
        let is_sure = if verb.is_some() { is_certain_unit } else { is_unit };
        if own_label {
            main.retain(|name| is_labelled_unit(name));
            helpers.retain(|name| is_labelled_unit(name));
        }
        if main.is_empty() || !(own_label || main.iter().chain(&helpers).all(|name| is_sure(name))) {
            self.out.understood = false;
            return;
        }
        self.out.verbs |= verb.is_some() || !helpers.is_empty();
        let role = verb.or(labelled);
        let (main, helpers) = (self.complete(&main), self.complete(&helpers));
        let together = !helpers.is_empty() && role != Some(Role::With);
        self.waiting.extend(main);
        if let Some(role) = if together { Some(Role::Lead) } else { role } {
            let units = std::mem::take(&mut self.waiting);
            self.out.assignment.add(role, units);
        }
        self.out.assignment.add(Role::With, helpers);
    }

    fn complete(&mut self, names: &[&str]) -> Vec<String> {
        names.iter().map(|name| self.level.complete(name)).collect()
    }

    /// Gives units that no verb followed their role: beside a leading unit they cooperate.
    fn finish(mut self) -> Reading {
        let role = if self.out.assignment.lead.is_empty() { Role::Implementer } else { Role::With };
        let waiting = std::mem::take(&mut self.waiting);
        self.out.assignment.add(role, waiting);
        let Assignment { lead, with, .. } = &mut self.out.assignment;
        with.retain(|unit| !lead.contains(unit));
        self.out
    }
}

/// Reads `其中A为项目实施主体单位`, which takes a unit named before into a role of its own.
fn as_role(piece: &str) -> Option<(Vec<&str>, Role)> {
    let piece = piece.strip_prefix("其中").unwrap_or(piece);
    let at = piece.rfind('为')?;
    let (units, role) = (piece[..at].strip_suffix('作').unwrap_or(&piece[..at]), &piece[at + '为'.len_utf8()..]);
    let role = match role {
        role if !["单位", "部门", "主体"].iter().any(|ending| role.ends_with(ending)) => return None,
        role if role.contains("牵头") => Role::Lead,
        role if role.contains("配合") || role.contains("协") => Role::With,
        role if ["实施", "责任", "落实", "主体"].iter().any(|word| role.contains(word)) => Role::Implementer,
        _ => return None,
    };
    let units = split(units);
    (!units.is_empty() && units.iter().all(|unit| is_unit(unit))).then_some((units, role))
}

/// Takes out white space: between two whole units it parts them, before a label it ends the list, elsewhere it came
/// from a line break and means nothing.
pub(super) fn squeeze(inner: &str) -> String {
    let mut out = String::with_capacity(inner.len());
    for chunk in inner.split_whitespace() {
        let stop = |c: char| "、，,；;：:。".contains(c);
        let last = out.rsplit(stop).next().unwrap_or_default();
        if !out.is_empty() && label_slot(chunk).is_some() {
            out.push('；');
        } else if is_unit(last) && is_certain_unit(chunk.split(stop).next().unwrap_or_default()) {
            out.push('、');
        }
        out.push_str(chunk);
    }
    out
}
