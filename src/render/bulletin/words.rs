//! Days, periods, sums and changes as the prose of a 通报 writes them.

use std::cmp::Ordering;

use crate::{
    model::{Cycle, Date, Money, Period},
    site::{Sums, progress::Shift},
};

/// What stands in a cell that has nothing to say.
pub(super) const NONE: &str = "—";
const UNCHANGED: &str = "持平";

/// The period as a title names it.
pub(super) fn name(period: Period) -> String {
    let first = period.first();
    match period.cycle() {
        Cycle::Month => format!("{}年{}月", first.year(), first.month()),
        Cycle::Year => format!("{}年", first.year()),
        Cycle::Week => {
            let (year, week) = first.week();
            format!("{year}年第{week}周")
        }
    }
}

/// The period as its own text calls it.
pub(super) fn this(period: Period) -> &'static str {
    match period.cycle() {
        Cycle::Month => "本月",
        Cycle::Year => "本年",
        Cycle::Week => "本周",
    }
}

/// What its figures are held against: the end of the period before.
pub(super) fn before(period: Period) -> &'static str {
    match period.cycle() {
        Cycle::Month => "较上月末",
        Cycle::Year => "较上年末",
        Cycle::Week => "较上周",
    }
}

pub(super) fn day(date: Date) -> String {
    date.to_string()
}

/// A day of the period, whose year its title tells.
pub(super) fn short_day(date: Date) -> String {
    format!("{}月{}日", date.month(), date.day())
}

/// Exact, 约 and 以上 apart, never added up; `None` if nothing states an amount.
pub(super) fn stated(sums: &Sums) -> Option<String> {
    listed(sums.parts().map(Money::to_string))
}

/// Amounts of several kinds in one phrase.
fn listed(mut amounts: impl Iterator<Item = String>) -> Option<String> {
    let first = amounts.next()?;
    let others = amounts.collect::<Vec<_>>().join("、");
    Some(if others.is_empty() { first } else { format!("{first}，另有{others}") })
}

/// The same in a cell.
pub(super) fn sums(sums: &Sums) -> String {
    stated(sums).unwrap_or_else(|| NONE.to_owned())
}

/// 计划总投资 with those that state none; empty if there is nothing to count.
pub(super) fn cost(sums: &Sums) -> String {
    match (stated(sums), sums.unstated) {
        (Some(money), 0) => format!("计划总投资{money}"),
        (Some(money), unstated) => format!("计划总投资{money}（{unstated}个未列投资额）"),
        (None, 0) => String::new(),
        (None, _) => "均未列投资额".to_owned(),
    }
}

pub(super) fn count_change(shift: &Shift) -> String {
    match shift.count.cmp(&shift.count_before) {
        Ordering::Equal => UNCHANGED.to_owned(),
        Ordering::Greater => format!("增加{}个", shift.count - shift.count_before),
        Ordering::Less => format!("减少{}个", shift.count_before - shift.count),
    }
}

pub(super) fn sum_change(shift: &Shift) -> String {
    let (grown, shrunk): (Vec<_>, Vec<_>) = changes(shift).partition(|(_, grows)| *grows);
    let worded = [("增加", grown), ("减少", shrunk)].into_iter().filter_map(|(verb, changes)| {
        let amounts = changes.into_iter().map(|(amount, _)| amount);
        Some(format!("{verb}{}", listed(amounts)?))
    });
    joined(worded.collect(), "，")
}

pub(super) fn short_count(shift: &Shift) -> String {
    match shift.count.cmp(&shift.count_before) {
        Ordering::Equal => UNCHANGED.to_owned(),
        Ordering::Greater => format!("+{}", shift.count - shift.count_before),
        Ordering::Less => format!("−{}", shift.count_before - shift.count),
    }
}

pub(super) fn short_sum(shift: &Shift) -> String {
    let signed = changes(shift).map(|(amount, grows)| format!("{}{amount}", if grows { '+' } else { '−' }));
    joined(signed.collect(), "，")
}

fn joined(changes: Vec<String>, separator: &str) -> String {
    if changes.is_empty() { UNCHANGED.to_owned() } else { changes.join(separator) }
}

/// By how much each kind of sum changed, and whether it grew; 约 and 以上 stay what they are.
fn changes(shift: &Shift) -> impl Iterator<Item = (String, bool)> {
    let written = shift.sum_changes().into_iter().zip([["", ""], ["约", ""], ["", "以上"]]);
    written.filter_map(|(yuan, [ahead, behind])| {
        let signed = crate::site::progress::signed(yuan?)?;
        let amount = signed.trim_start_matches(['+', '−']);
        Some((format!("{ahead}{amount}{behind}"), signed.starts_with('+')))
    })
}

/// The text as a sentence of its own.
pub(super) fn sentence(text: &str) -> String {
    if text.ends_with(['。', '！', '？', '；']) { text.to_owned() } else { format!("{text}。") }
}

/// The text with the marks of Markdown made plain.
pub(super) fn plain(text: &str) -> String {
    let special = |character: char| "\\`*_[]<>|#~&".contains(character);
    let escaped = text.chars().flat_map(|character| special(character).then_some('\\').into_iter().chain([character]));
    escaped.collect::<String>().replace('\n', " ")
}
