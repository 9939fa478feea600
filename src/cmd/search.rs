//! `gongkai search`.

use std::{
    collections::BTreeSet,
    io::{BufRead, IsTerminal, Write},
    process::ExitCode,
};

use clap::ArgMatches;
use gongkai_search::{
    earlier::Nothing,
    entry::{Entry, Kind},
    query::{Answer, Filter, Hit, Request},
    searcher::Searcher,
};

use super::Session;
use crate::{
    bilingual,
    cli::exit,
    diag::Severity,
    pipeline::{self, Options},
    search_index,
};

pub(super) fn run(session: Session, matches: &ArgMatches) -> ExitCode {
    match answer_all(session, matches) {
        Ok(()) => ExitCode::from(exit::DONE),
        Err(code) => code,
    }
}

fn answer_all(session: Session, matches: &ArgMatches) -> Result<(), ExitCode> {
    let options = Options { pages: false, ..session.options(matches)? };
    let filter = filter(session, matches)?;
    let limit = matches.get_one::<usize>("limit").copied().unwrap_or(10);
    let mut checked = pipeline::check(&options).map_err(|failure| session.failed(&failure))?;
    // Warnings are for builds and checks; here only what stands in the way of an answer is told.
    checked.diagnostics.retain(|diagnostic| diagnostic.severity == Severity::Error);
    let Some(site) = &checked.public else {
        session.show(&checked);
        return Err(ExitCode::from(exit::CONTENT));
    };
    if !filter.is_empty() {
        known_values(session, &search_index::entries(site), &filter)?;
    }
    let internal = |error: &dyn std::fmt::Display| {
        session.fail(exit::INTERNAL, "internal", &bilingual!("检索失败：{error}", "the search failed: {error}"))
    };
    let pack = search_index::build(site, &Nothing, &options.timings).map_err(|error| internal(&error))?;
    let searcher = Searcher::of_pack(&pack).map_err(|error| internal(&error))?;
    let words: Vec<String> = matches.get_many::<String>("query").into_iter().flatten().cloned().collect();
    let ask = |query: &str| {
        let request = Request { filter: filter.clone(), ..Request::new(query, limit) };
        searcher.search(&request).map_err(|error| internal(&error)).map(|answer| show(session, &answer))
    };
    if words == ["-"] {
        for line in std::io::stdin().lock().lines() {
            let line = line.map_err(|error| {
                session.fail(exit::IO, "io", &bilingual!("标准输入：{error}", "standard input: {error}"))
            })?;
            ask(&line)?;
        }
        return Ok(());
    }
    ask(&words.join(" "))
}

fn filter(session: Session, matches: &ArgMatches) -> Result<Filter, ExitCode> {
    let mut filter = Filter::default();
    for pair in matches.get_many::<String>("filter").into_iter().flatten() {
        let known = pair.split_once('=').is_some_and(|(key, value)| filter.add(key, value));
        if !known {
            let keys = Filter::KEYS.join("、");
            return Err(session.fail(
                exit::USAGE,
                "usage",
                &bilingual!(
                    "--filter 写作 键=值，键有 {keys}，日期写作 2024-04-29",
                    "--filter is KEY=VALUE with a key of {keys}; dates are written 2024-04-29"
                ),
            ));
        }
    }
    Ok(filter)
}

/// How many of the values that there are a message names.
const NAMED: usize = 30;

/// Refuses a value that no item has: whoever mistypes a name would take the empty answer for the truth.
fn known_values(session: Session, entries: &[Entry], filter: &Filter) -> Result<(), ExitCode> {
    let of = |values: &dyn Fn(&Entry) -> Vec<String>| entries.iter().flat_map(values).collect::<BTreeSet<String>>();
    let asked: [(&str, &[String], BTreeSet<String>); 7] = [
        ("kind", &filter.kind, Kind::ALL.iter().map(|kind| kind.as_str().to_owned()).collect()),
        ("column", &filter.column, of(&|entry| columns(&entry.column))),
        ("unit", &filter.unit, of(&|entry| entry.units.clone())),
        ("topic", &filter.topic, of(&|entry| entry.topics.clone())),
        (
            "year",
            &filter.year,
            of(&|entry| entry.date.iter().filter_map(|date| date.get(..4)).map(str::to_owned).collect()),
        ),
        ("stage", &filter.stage, of(&|entry| entry.stage.iter().cloned().collect())),
        ("validity", &filter.validity, of(&|entry| entry.validity.iter().cloned().collect())),
    ];
    for (key, wanted, known) in asked {
        if let Some(value) = wanted.iter().find(|value| !known.contains(*value)) {
            let more = if known.len() > NAMED { "……" } else { "" };
            let known = known.into_iter().take(NAMED).collect::<Vec<_>>().join("、");
            return Err(session.fail(
                exit::USAGE,
                "usage",
                &bilingual!(
                    "没有一件公开内容的 {key} 是“{value}”；有 {known}{more}",
                    "no public item has the {key} “{value}”; there are {known}{more}"
                ),
            ));
        }
    }
    Ok(())
}

/// A column with those above it.
fn columns(column: &str) -> Vec<String> {
    let above = column.match_indices('/').map(|(end, _)| column[..end].to_owned());
    above.chain((!column.is_empty()).then(|| column.to_owned())).collect()
}

fn show(session: Session, answer: &Answer) {
    let mut out = std::io::stdout().lock();
    // A reader who has seen enough closes the pipe; that is no fault.
    if session.json {
        let line = serde_json::to_string(answer).expect("invariant: strings and numbers serialise");
        let _ = writeln!(out, "{line}");
        return;
    }
    let (query, exact, related) = (&answer.query, answer.exact, answer.total - answer.exact);
    let counts = bilingual!(
        "全文含“{query}”的 {exact} 件；相关 {related} 件",
        "{exact} items contain “{query}”; {related} are related"
    );
    let _ = writeln!(out, "{}", counts.get(session.language));
    let color = out.is_terminal();
    for hit in &answer.hits {
        let _ = writeln!(out, "\n{}", lines(hit, color));
    }
}

fn lines(hit: &Hit, color: bool) -> String {
    let facts: Vec<&str> =
        [&hit.doc_number, &hit.issuer, &hit.date, &hit.validity].into_iter().flatten().map(String::as_str).collect();
    let place = if hit.anchor.is_empty() { String::new() } else { format!("#{}", hit.anchor) };
    let title = if color { format!("\u{1b}[1m{}\u{1b}[0m", hit.title) } else { hit.title.clone() };
    let mut lines = format!("{title}\n  {}{place}", hit.url);
    if !facts.is_empty() {
        lines.push_str(&format!("\n  {}", facts.join(" · ")));
    }
    if !hit.snippet.is_empty() {
        lines.push_str(&format!("\n  {}", marked(&hit.snippet, &hit.marks, color)));
    }
    lines
}

/// The passage with its marks: in colour on a terminal, elsewhere in 【】.
fn marked(snippet: &str, marks: &[[usize; 2]], color: bool) -> String {
    let (open, close) = if color { ("\u{1b}[1;33m", "\u{1b}[0m") } else { ("【", "】") };
    let mut text = String::with_capacity(snippet.len() + marks.len() * 8);
    for (index, character) in snippet.chars().enumerate() {
        for [start, end] in marks {
            if *end == index {
                text.push_str(close);
            }
            if *start == index {
                text.push_str(open);
            }
        }
        text.push(character);
    }
    if marks.iter().any(|[_, end]| *end == snippet.chars().count()) {
        text.push_str(close);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{columns, marked};

    #[test]
    fn a_column_lies_in_those_above_it() {
        assert_eq!(columns("documents/2024"), ["documents", "documents/2024"]);
        assert!(columns("").is_empty());
    }

    #[test]
    fn marks_the_match() {
        assert_eq!(marked("发展养老服务", &[[2, 6]], false), "发展【养老服务】");
        assert_eq!(marked("甲乙丙", &[[0, 1], [1, 2]], false), "【甲】【乙】丙");
    }
}
