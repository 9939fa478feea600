//! Notations of responsibility in running text: `（责任单位：A、B）`, `[牵头单位:A，配合单位:B]`, `（A牵头，B配合）`.

use std::ops::Range;

use super::{
    assignment::{Assignment, Reading, read, squeeze},
    bracket::{Bracket, LONGEST_OPEN, brackets, split_outside, unopened_close},
    label::{Slot, label_slot},
    line::has_words,
    unit_name::{is_certain_unit, is_department, is_unit},
};

/// Bytes beyond which a bracket without a label is running text.
const LONGEST_BARE: usize = 1500;

/// A notation and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Notation {
    /// Byte range in the words searched, brackets included.
    pub range: Range<usize>,
    /// What it says.
    pub assignment: Assignment,
}

/// All notations of one line, in order, none inside another.
pub(super) fn find(words: &str) -> Vec<Notation> {
    let mut found = Vec::new();
    let mut end = 0;
    for bracket in brackets(words) {
        if bracket.range.start >= end
            && let Some(assignment) = read_bracket(words, &bracket)
        {
            end = bracket.range.end;
            found.push(Notation { range: bracket.range, assignment });
        }
    }
    let bracketed = found.len();
    find_labels(words, &mut found);
    if found.len() == bracketed {
        found.extend(closing_sentence(words, end));
    }
    found.sort_by_key(|notation| notation.range.start);
    found
}

/// Whether `words` break off inside a labelled notation that `next` goes on with.
pub(super) fn is_cut(words: &str, next: &str) -> bool {
    let tail = &words[words.floor_char_boundary(words.len().saturating_sub(LONGEST_OPEN))..];
    let Some(close) = unopened_close(next) else { return false };
    brackets(tail).into_iter().filter(|bracket| !bracket.closed).any(|open| {
        let joined = format!("{}{}", &tail[open.inner], &next[..close]);
        label_slot(&squeeze(&joined)).is_some() && read(&joined).is_some_and(|reading| reading.labelled)
    })
}

fn read_bracket(words: &str, bracket: &Bracket) -> Option<Assignment> {
    let inner = &words[bracket.inner.clone()];
    if label_slot(inner).is_none() && (!bracket.closed || inner.len() > LONGEST_BARE) {
        return None;
    }
    let reading = read(inner)?;
    let accepted =
        reading.labelled || (reading.understood && (reading.verbs || stands_alone(words, bracket, &reading)));
    accepted.then_some(reading.assignment)
}

/// Whether a bracket that holds only units assigns the clause it closes: `……规模化经营。（区住建局、区商务局）`.
///
/// After a full stop any units do; inside a sentence only departments, and not right after a unit, whose other name
/// the bracket then holds.
fn stands_alone(words: &str, bracket: &Bracket, reading: &Reading) -> bool {
    if has_words(&words[bracket.range.end..]) {
        return false;
    }
    let before = words[..bracket.range.start].trim_end();
    let units = &reading.assignment.implementer;
    if before.is_empty() || before.ends_with(['。', '；', ';', '！', '”']) {
        return units.iter().all(|unit| is_certain_unit(unit));
    }
    let tail: String = before.chars().rev().take(4).collect::<Vec<_>>().into_iter().rev().collect();
    units.iter().all(|unit| is_department(unit)) && !is_unit(&tail)
}

/// Finds labels that stand outside brackets, at the start of a sentence: `牵头单位：区民政局；配合单位：区财政局`.
fn find_labels(words: &str, found: &mut Vec<Notation>) {
    let bracketed = found.len();
    let pieces = split_outside(words, |c| matches!(c, '。' | '；' | ';') || c.is_whitespace());
    let mut index = 0;
    while let Some(&(start, piece)) = pieces.get(index) {
        index += 1;
        let after = found[..bracketed].partition_point(|other| other.range.start < start);
        let inside = after > 0 && found[after - 1].range.end > start;
        if inside || !matches!(label_slot(piece), Some(Slot::Role(_))) {
            continue;
        }
        let mut end = start + piece.len();
        while let Some(&(next, piece)) = pieces.get(index) {
            if !piece.is_empty() && words[end..next].contains(['。', '\n']) && label_slot(piece).is_none() {
                break;
            }
            end = next + piece.len();
            index += 1;
        }
        // A bracket that is a notation of its own ends the one outside brackets.
        let end = found[..bracketed].get(after).map_or(end, |other| end.min(other.range.start));
        if let Some(reading) = read(&words[start..end])
            && !reading.assignment.is_unassigned()
        {
            found.push(Notation { range: start..end, assignment: reading.assignment });
        }
    }
}

/// Reads the end of the last sentence after `from` where it does nothing but assign: `由区民政局牵头，区财政局配合。`
fn closing_sentence(words: &str, from: usize) -> Option<Notation> {
    let text = words.trim_end_matches(|c: char| c.is_whitespace() || c == '。');
    let after = |at: usize| at + text[at..].chars().next().map_or(0, char::len_utf8);
    let start = text.rfind(['。', '；', ';', '！', '？', '\n']).map_or(0, after);
    let sentence = text.get(start.max(from)..).filter(|sentence| sentence.len() <= LONGEST_BARE)?;
    let start = text.len() - sentence.len();
    let clause = ["，由", ",由"].iter().filter_map(|mark| sentence.rfind(mark)).max().map(|at| after(start + at));
    let whole = sentence.contains("牵头") || sentence.trim_start().starts_with('由');
    let candidates = [whole.then_some(start), clause.filter(|&at| text[at..].contains("牵头"))];
    candidates.into_iter().flatten().find_map(|at| {
        let reading = read(&text[at..]).filter(|reading| reading.understood && reading.verbs)?;
        Some(Notation { range: at..text.len(), assignment: reading.assignment })
    })
}
