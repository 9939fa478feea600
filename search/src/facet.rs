//! By what items can be filtered: one value or several for each item and key, and the counts of hits by value.

#[cfg(feature = "native")]
use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use tantivy::directory::OwnedBytes;

#[cfg(feature = "native")]
use crate::entry::Entry;
use crate::entry::Kind;
use crate::keyed::distinct;
use crate::piece::Section;
use crate::query::{Filter, Request, day_number};
use crate::ranking::Ranked;
use crate::reader::{Error, Reader, damaged};
use crate::wire::Wire;
#[cfg(feature = "native")]
use crate::wire::{put_bytes, put_number};

/// The keys whose values are listed in the index; kind and year follow from numbers.
const LISTED: usize = 5;

/// A value and the number of hits that have it.
pub type Count = (String, usize);

/// How many hits there are by each value of each key: the most frequent value first, years newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facets {
    /// Kinds, by [`Kind::as_str`].
    pub kind: Vec<Count>,
    /// Columns; those above the items' own count as well.
    pub column: Vec<Count>,
    /// Units.
    pub unit: Vec<Count>,
    /// Topics.
    pub topic: Vec<Count>,
    /// Years.
    pub year: Vec<Count>,
    /// Stages of projects.
    pub stage: Vec<Count>,
    /// Validities.
    pub validity: Vec<Count>,
}

/// The values of all items.
#[derive(Debug, Default)]
pub(crate) struct Columns {
    kinds: Vec<u8>,
    /// Days as `YYYYMMDD`; 0 without a date.
    days: Vec<u32>,
    lists: [List; LISTED],
}

/// The values of one key: their names, and for each item the numbers of its names.
#[derive(Debug, Default)]
struct List {
    names: Vec<String>,
    numbers: Vec<Vec<u32>>,
}

const COLUMN: usize = 0;
const UNIT: usize = 1;
const TOPIC: usize = 2;
const STAGE: usize = 3;
const VALIDITY: usize = 4;

impl Columns {
    fn decode(bytes: &OwnedBytes, items: usize) -> Option<Columns> {
        let mut wire = Wire::new(bytes);
        let kinds = wire.take(items)?.to_vec();
        let mut day = 0u32;
        let mut next = || {
            day = day.checked_add(wire.index()?)?;
            Some(day)
        };
        let days = (0..items).map(|_| next()).collect::<Option<Vec<u32>>>()?;
        let mut lists = <[List; LISTED]>::default();
        for list in &mut lists {
            list.names = (0..wire.count()?).map(|_| Some(wire.text()?.to_owned())).collect::<Option<_>>()?;
            for _ in 0..items {
                let numbers = (0..wire.count()?).map(|_| wire.index()).collect::<Option<Vec<u32>>>()?;
                if numbers.iter().any(|number| *number as usize >= list.names.len()) {
                    return None;
                }
                list.numbers.push(numbers);
            }
        }
        wire.is_empty().then_some(Columns { kinds, days, lists })
    }

    /// Tells for each item whether it fits a filter.
    pub(crate) fn allowed(&self, filter: &Filter) -> Vec<bool> {
        let mut allowed = vec![true; self.kinds.len()];
        let mut keep = |fits: &dyn Fn(usize) -> bool| {
            allowed.iter_mut().enumerate().for_each(|(item, allowed)| *allowed &= fits(item));
        };
        if !filter.kind.is_empty() {
            keep(&|item| filter.kind.iter().any(|kind| Some(kind.as_str()) == self.kind(item)));
        }
        let listed = [&filter.column, &filter.unit, &filter.topic, &filter.stage, &filter.validity];
        for (list, wanted) in self.lists.iter().zip(listed).filter(|(_, wanted)| !wanted.is_empty()) {
            let fits: Vec<bool> = list.names.iter().map(|name| wanted.contains(name)).collect();
            keep(&|item| list.numbers[item].iter().any(|number| fits[*number as usize]));
        }
        if !filter.year.is_empty() {
            keep(&|item| self.days[item] > 0 && filter.year.contains(&self.year(item)));
        }
        if filter.from.is_some() || filter.to.is_some() {
            // A day that is none lets nothing pass.
            let from = filter.from.as_deref().map_or(1, |day| day_number(day).unwrap_or(u32::MAX).max(1));
            let to = filter.to.as_deref().map_or(u32::MAX, |day| day_number(day).unwrap_or(0));
            keep(&|item| (from..=to).contains(&self.days[item]));
        }
        allowed
    }

    fn kind(&self, item: usize) -> Option<&'static str> {
        Kind::from_code(self.kinds[item]).map(Kind::as_str)
    }

    fn year(&self, item: usize) -> String {
        (self.days[item] / 10_000).to_string()
    }

    /// Counts hits by their values, those of the exact group or all.
    fn count(&self, Ranked { hits, exact }: &Ranked, only_exact: bool) -> Facets {
        let counted = if only_exact { *exact } else { hits.len() };
        let items: Vec<usize> = hits[..counted].iter().map(|place| place.item as usize).collect();
        let named = |values: &mut dyn Iterator<Item = String>| {
            let mut values: Vec<String> = values.collect();
            values.sort_unstable();
            let same = values.chunk_by(|one, other| one == other);
            same.map(|values| (values[0].clone(), values.len())).collect::<Vec<Count>>()
        };
        let listed = |list: usize| {
            let list = &self.lists[list];
            let mut counts = vec![0; list.names.len()];
            items.iter().flat_map(|item| &list.numbers[*item]).for_each(|number| counts[*number as usize] += 1);
            let counts = list.names.iter().cloned().zip(counts).filter(|(_, count)| *count > 0);
            most_first(counts.collect())
        };
        let dated = items.iter().filter(|item| self.days[**item] > 0);
        let mut years = named(&mut dated.map(|item| self.year(*item)));
        years.reverse();
        Facets {
            kind: most_first(named(&mut items.iter().filter_map(|item| self.kind(*item)).map(str::to_owned))),
            column: listed(COLUMN),
            unit: listed(UNIT),
            topic: listed(TOPIC),
            year: years,
            stage: listed(STAGE),
            validity: listed(VALIDITY),
        }
    }
}

fn most_first(mut counts: Vec<Count>) -> Vec<Count> {
    counts.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    counts
}

impl Reader {
    /// The values of all items, if a request filters by them; where they are missing, that is noted.
    pub(crate) fn columns_for(&self, request: &Request) -> Result<Option<Columns>, Error> {
        if request.filter.is_empty() {
            return Ok(None);
        }
        self.columns()
    }

    fn columns(&self) -> Result<Option<Columns>, Error> {
        let Some(piece) = self.store.piece(Section::Facets, 0) else { return Ok(None) };
        Columns::decode(&piece, self.opening.items as usize).map(Some).ok_or_else(|| damaged("facets"))
    }

    /// Counts the hits of a request by their values: those that contain what was asked, if any do, else all. The counts
    /// of a key are made as if the request did not filter by it, for they tell what another choice would give.
    ///
    /// # Errors
    ///
    /// As [`Reader::search`].
    pub fn facets(&self, request: &Request) -> Result<Facets, Error> {
        let columns = self.columns()?;
        let found = self.find(request).map(|(ranked, ..)| ranked);
        let filter = &request.filter;
        let other = |filter: Filter| self.find(&Request { filter, ..request.clone() }).map(|(ranked, ..)| ranked);
        // All are looked for before any failure counts, so that all that is missing is fetched at once.
        let others = [
            (!filter.kind.is_empty()).then(|| other(Filter { kind: Vec::new(), ..filter.clone() })),
            (!filter.column.is_empty()).then(|| other(Filter { column: Vec::new(), ..filter.clone() })),
            (!filter.unit.is_empty()).then(|| other(Filter { unit: Vec::new(), ..filter.clone() })),
            (!filter.topic.is_empty()).then(|| other(Filter { topic: Vec::new(), ..filter.clone() })),
            (!filter.year.is_empty()).then(|| other(Filter { year: Vec::new(), ..filter.clone() })),
            (!filter.stage.is_empty()).then(|| other(Filter { stage: Vec::new(), ..filter.clone() })),
            (!filter.validity.is_empty()).then(|| other(Filter { validity: Vec::new(), ..filter.clone() })),
        ];
        let missing = distinct(others.iter().flatten().chain([&found]).filter_map(missing).flatten().copied());
        if !missing.is_empty() {
            return Err(Error::Missing(missing));
        }
        self.all_present()?;
        let found = found?;
        let columns = columns.unwrap_or_default();
        let mut facets = columns.count(&found, found.exact > 0);
        let counted = |ranked: Option<Result<Ranked, Error>>| {
            ranked.transpose().map(|ranked| ranked.map(|ranked| columns.count(&ranked, found.exact > 0)))
        };
        let [kind, column, unit, topic, year, stage, validity] = others.map(counted);
        facets.kind = kind?.map_or(facets.kind, |other| other.kind);
        facets.column = column?.map_or(facets.column, |other| other.column);
        facets.unit = unit?.map_or(facets.unit, |other| other.unit);
        facets.topic = topic?.map_or(facets.topic, |other| other.topic);
        facets.year = year?.map_or(facets.year, |other| other.year);
        facets.stage = stage?.map_or(facets.stage, |other| other.stage);
        facets.validity = validity?.map_or(facets.validity, |other| other.validity);
        Ok(facets)
    }
}

/// The pieces that an attempt has asked for in vain.
fn missing(attempt: &Result<Ranked, Error>) -> Option<&Vec<usize>> {
    match attempt {
        Err(Error::Missing(missing)) => Some(missing),
        _ => None,
    }
}

/// Writes the values of all items.
#[cfg(feature = "native")]
pub(crate) fn put_columns(items: &[Entry<'_>]) -> Vec<u8> {
    let mut out: Vec<u8> = items.iter().map(|entry| entry.kind.code()).collect();
    // Items are numbered by date, so a day is written as its distance from the one before.
    let mut before = 0;
    for entry in items {
        let day = entry.date.as_deref().and_then(day_number).unwrap_or_default();
        put_number(&mut out, u64::from(day - before));
        before = day;
    }
    put_list(&mut out, items, &|entry| {
        let above = entry.column.match_indices('/').map(|(end, _)| &entry.column[..end]);
        above.chain([entry.column.as_str()]).collect()
    });
    put_list(&mut out, items, &|entry| entry.units.iter().map(String::as_str).collect());
    put_list(&mut out, items, &|entry| entry.topics.iter().map(String::as_str).collect());
    put_list(&mut out, items, &|entry| entry.stage.as_deref().into_iter().collect());
    put_list(&mut out, items, &|entry| entry.validity.as_deref().into_iter().collect());
    out
}

#[cfg(feature = "native")]
fn put_list<'a>(out: &mut Vec<u8>, items: &'a [Entry<'_>], values: &dyn Fn(&'a Entry<'_>) -> Vec<&'a str>) {
    let of_items: Vec<BTreeSet<&str>> =
        items.iter().map(|entry| values(entry).into_iter().filter(|value| !value.is_empty()).collect()).collect();
    let names: BTreeSet<&str> = of_items.iter().flatten().copied().collect();
    let numbers: std::collections::BTreeMap<&str, u64> = names.iter().copied().zip(0..).collect();
    put_number(out, names.len() as u64);
    names.iter().for_each(|name| put_bytes(out, name.as_bytes()));
    for values in &of_items {
        put_number(out, values.len() as u64);
        values.iter().for_each(|value| put_number(out, numbers[value]));
    }
}
