//! The public site into entries of the search index, and the index into files.
//!
//! An item's text is its blocks, as its page shows them: title, each metadata value, heading, paragraph, list item with
//! its number, table cell, roster row, project field, update, footnote. Labels and navigation are no part of it.

use std::{borrow::Cow, collections::BTreeSet};

use gongkai_search::{
    earlier::Earlier,
    entry::{Block, Entry, Kind, Role},
    pack::{self, BuildError, Input, Pack},
    suggestion::Name,
};
use rayon::prelude::*;

use crate::{
    artifact::{Artifact, UrlPath},
    check::CheckedSite,
    model::{Attachment, Carrier, Document, DocumentKind, Money, PassageKind, Project, Roster, Status},
    parallel::AT_ONCE,
    site::{Item, Site, ordering},
    timing::{Timings, Work},
};

/// The file that answers for titles where the index cannot be read.
const TITLES: &str = "titles.json";

/// Makes the search index, taking over what `earlier` has of it, and the list of titles that serves where it cannot be read.
///
/// # Errors
///
/// When the index cannot be written: a fault of ours, not of the content.
pub fn build(site: &CheckedSite, earlier: &dyn Earlier, timings: &Timings) -> Result<Pack, BuildError> {
    let gathering = timings.span(Work::Entries);
    let input = Input { entries: entries(site), names: names(site) };
    gathering.add(input.entries.len(), 0);
    drop(gathering);
    let _indexing = timings.span(Work::Index);
    let titles = titles(&input.entries);
    let mut pack = pack::build(input, earlier)?;
    let place = pack.files.partition_point(|(name, _)| name.as_str() < TITLES);
    pack.files.insert(place, (TITLES.to_owned(), titles.into_bytes()));
    Ok(pack)
}

/// The files of the search index, below `/search/`.
pub fn artifacts(pack: Pack) -> impl Iterator<Item = Artifact> {
    let file = |(name, bytes)| Artifact { path: format!("search/{name}"), bytes, sources: Vec::new() };
    pack.files.into_iter().map(file)
}

/// Address, title, kind and date of every public item, newest first, as JSON.
fn titles(entries: &[Entry<'_>]) -> String {
    let mut entries: Vec<&Entry<'_>> = entries.iter().collect();
    entries.sort_by(|one, other| other.date.cmp(&one.date).then_with(|| one.url.cmp(&other.url)));
    let rows: Vec<_> =
        entries.iter().map(|entry| (&entry.url, &entry.title, entry.kind.as_str(), entry.date.as_deref())).collect();
    serde_json::to_string(&rows).expect("invariant: strings serialise")
}

/// The units and topics that have pages.
fn names(site: &CheckedSite) -> Vec<Name> {
    let units = site.units.iter().map(|node| {
        let unit = node.registered.map(|index| &site.records.units[index]);
        let aliases = unit.map(|unit| unit.short.iter().chain(&unit.aliases).cloned().collect());
        (&node.name, aliases.unwrap_or_default(), &node.url, "unit")
    });
    let topics = site.topics.iter().map(|term| {
        let topic = site.records.topics.iter().find(|topic| topic.name == term.name);
        (&term.name, topic.map(|topic| topic.aliases.clone()).unwrap_or_default(), &term.url, "topic")
    });
    let name = |(text, aliases, url, kind): (&String, Vec<String>, &UrlPath, &str)| Name {
        text: text.clone(),
        aliases,
        url: url.as_str().to_owned(),
        kind: kind.to_owned(),
    };
    units.chain(topics).map(name).collect()
}

/// One entry for every public item.
#[must_use]
pub fn entries(site: &CheckedSite) -> Vec<Entry<'_>> {
    let records = &site.records;
    let units = UnitNames::gather(site);
    let documents = records
        .documents
        .par_iter()
        .with_max_len(AT_ONCE)
        .enumerate()
        .map(|(index, item)| document(site, index, item, &units));
    let mut entries: Vec<Entry<'_>> = documents.collect();
    entries.extend(records.projects.iter().enumerate().map(|(index, item)| project(site, index, item, &units)));
    entries.extend(records.carriers.iter().enumerate().map(|(index, item)| carrier(site, index, item, &units)));
    entries.extend(records.rosters.iter().enumerate().map(|(index, item)| roster(site, index, item, &units)));
    entries
}

/// The full names of the units that each item names, by its index.
struct UnitNames {
    documents: Vec<BTreeSet<String>>,
    projects: Vec<BTreeSet<String>>,
    carriers: Vec<BTreeSet<String>>,
    rosters: Vec<BTreeSet<String>>,
}

impl UnitNames {
    fn gather(site: &Site) -> Self {
        let empty = |count| vec![BTreeSet::new(); count];
        let mut names = Self {
            documents: empty(site.records.documents.len()),
            projects: empty(site.records.projects.len()),
            carriers: empty(site.records.carriers.len()),
            rosters: empty(site.records.rosters.len()),
        };
        for unit in &site.units {
            let tasks = unit.tasks.iter().map(|(_, task)| task.document);
            add(&mut names.documents, unit.issued.iter().copied().chain(tasks), &unit.name);
            add(&mut names.projects, unit.projects.iter().map(|(_, index)| *index), &unit.name);
            add(&mut names.carriers, unit.carriers.iter().copied(), &unit.name);
            let members = unit.members.iter().map(|(roster, _)| *roster);
            add(&mut names.rosters, unit.rosters.iter().copied().chain(members), &unit.name);
        }
        names
    }
}

fn add(names: &mut [BTreeSet<String>], items: impl Iterator<Item = usize>, unit: &str) {
    for item in items {
        names[item].insert(unit.to_owned());
    }
}

/// Blocks in the order of the page.
#[derive(Default)]
struct Blocks<'a>(Vec<Block<'a>>);

impl<'a> Blocks<'a> {
    fn take(&mut self, role: Role, anchor: &'a str, text: Cow<'a, str>) {
        if !text.trim_start().is_empty() {
            self.0.push(Block { anchor: Cow::Borrowed(anchor), text, role });
        }
    }

    fn push(&mut self, role: Role, text: impl ToString) {
        self.take(role, "", Cow::Owned(text.to_string()));
    }

    fn field(&mut self, value: Option<impl ToString>) {
        if let Some(value) = value {
            self.push(Role::Field, value);
        }
    }

    fn fields<T: ToString>(&mut self, values: impl IntoIterator<Item = T>) {
        values.into_iter().for_each(|value| self.push(Role::Field, value));
    }

    /// A row of a table the page makes from a record, as it is read: cell after cell.
    fn row(&mut self, cells: &[Option<&str>]) {
        let words: Vec<&str> = cells.iter().flatten().copied().filter(|cell| !cell.is_empty()).collect();
        self.push(Role::Body, words.join(" "));
    }

    fn members(&mut self, roster: &Roster) {
        for member in &roster.members {
            let unit = member.unit.as_ref().map(|unit| unit.value.as_str());
            self.row(&[Some(&member.role), Some(&member.name), member.post.as_deref(), unit]);
        }
    }
}

fn entry<'a>(site: &Site, kind: Kind, url: &UrlPath, title: &str) -> Entry<'a> {
    Entry {
        url: url.as_str().to_owned(),
        kind,
        title: title.to_owned(),
        doc_number: None,
        issuer: None,
        date: None,
        validity: None,
        stage: None,
        column: site.column_of(url).map_or("", |column| column.url.as_str()).trim_matches('/').to_owned(),
        units: Vec::new(),
        topics: Vec::new(),
        names: Vec::new(),
        blocks: Vec::new(),
    }
}

fn document<'a>(site: &Site, index: usize, item: &'a Item<Document>, units: &UnitNames) -> Entry<'a> {
    let document = &item.value;
    let kind = match document.kind {
        DocumentKind::Document => Kind::Document,
        DocumentKind::Plan => Kind::Plan,
        DocumentKind::Update => Kind::Update,
        DocumentKind::Page => Kind::Page,
    };
    let validity = site.links[index].validity;
    let mut blocks = Blocks::default();
    blocks.push(Role::Title, &document.title);
    metadata(document, &mut blocks);
    blocks.field(validity.map(|validity| validity.label()));
    document.text.for_each_passage(&mut |passage| {
        let role = match passage.kind {
            PassageKind::Heading => Role::Heading,
            PassageKind::Paragraph | PassageKind::Cell | PassageKind::Other => Role::Body,
        };
        blocks.take(role, passage.anchor, passage.words);
    });
    plan(document, &mut blocks);
    attachments(site, document, &mut blocks);
    Entry {
        doc_number: document.doc_number.as_ref().map(|number| number.value.to_string()),
        issuer: document.issuer.first().map(|issuer| issuer.value.clone()),
        date: ordering(document).map(|date| date.iso()),
        validity: validity.map(|validity| validity.label().to_owned()),
        units: units.documents[index].iter().cloned().collect(),
        topics: document.topics.iter().map(|topic| topic.value.clone()).collect(),
        blocks: blocks.0,
        ..entry(site, kind, &item.url, &document.title)
    }
}

fn metadata(document: &Document, blocks: &mut Blocks<'_>) {
    blocks.field(document.doc_number.as_ref().map(|number| &number.value));
    blocks.fields(document.issuer.iter().map(|issuer| &issuer.value));
    blocks.field(document.mark.as_ref());
    blocks.field(document.printed_by.as_ref());
    blocks.field(document.index_number.as_ref().map(|number| &number.value));
    blocks.field(document.registration_number.as_ref().map(|number| &number.value));
    let days = [
        document.dated,
        document.printed,
        document.signed,
        document.registered,
        document.dispatched,
        document.effective,
        document.expires,
    ];
    blocks.fields(days.into_iter().flatten());
    blocks.field(document.published);
    blocks.field(Some(document.disclosure));
    blocks.field(document.genre.as_ref());
    blocks.fields(document.topics.iter().map(|topic| &topic.value));
    for value in [&document.responsible, &document.scope, &document.term, &document.source, &document.author] {
        blocks.field(value.as_ref());
    }
    blocks.field(document.series.as_ref());
    blocks.field(document.summary.as_ref());
}

fn plan(document: &Document, blocks: &mut Blocks<'_>) {
    for indicator in &document.indicators {
        let target = indicator.target.to_string();
        let baseline = indicator.baseline.as_ref().map(ToString::to_string);
        blocks.row(&[Some(&indicator.name), baseline.as_deref(), Some(&target), indicator.each.as_deref()]);
        // The page shows the newest value only.
        if let Some(measured) = indicator.actual.last() {
            blocks.row(&[Some(&measured.value.to_string()), Some(&measured.on.to_string())]);
        }
    }
    // A task read from the text stands there already.
    for task in document.tasks.iter().filter(|task| task.anchor.is_none()) {
        blocks.row(&[Some(&task.title), task.each.as_deref(), task.status.as_deref()]);
        for names in [&task.lead, &task.with, &task.implementer] {
            names.iter().for_each(|name| blocks.push(Role::Body, name));
        }
        blocks.field(task.due);
    }
    for pool in &document.pools {
        let investment = pool.investment.as_ref().map(Money::to_string);
        blocks.row(&[Some(&pool.category), investment.as_deref(), pool.years.as_deref()]);
    }
}

fn attachments(site: &Site, document: &Document, blocks: &mut Blocks<'_>) {
    for attachment in &document.attachments {
        match attachment {
            Attachment::File { title, file } => {
                blocks.field(title.as_deref().or(file.value.rsplit('/').next()));
            }
            Attachment::Roster { roster, title } => {
                blocks.field(title.as_ref());
                if let Some(index) = site.roster_at(&roster.value) {
                    let roster = &site.records.rosters[index].value;
                    blocks.push(Role::Heading, &roster.name);
                    blocks.members(roster);
                }
            }
            Attachment::Form { title, .. } => blocks.field(title.as_ref()),
        }
    }
}

fn project<'a>(site: &Site, index: usize, item: &'a Item<Project>, units: &UnitNames) -> Entry<'a> {
    let project = &item.value;
    let mut blocks = Blocks::default();
    blocks.push(Role::Title, &project.name);
    blocks.field(Some(&project.code.value));
    blocks.field(Some(&project.stage.value));
    blocks.field((project.status != Status::Normal).then(|| project.status.label()));
    blocks.field(project.investment.as_ref());
    for value in [&project.industry, &project.location, &project.territory, &project.investor, &project.service] {
        blocks.field(value.as_ref());
    }
    for names in [&project.introduced_by, &project.lead_unit, &project.units] {
        blocks.fields(names.iter().map(|name| &name.value));
    }
    blocks.fields(&project.lists);
    for value in [&project.category, &project.seeking, &project.summary] {
        blocks.field(value.as_ref());
    }
    if let Some(carrier) = project.carrier.as_ref().and_then(|carrier| site.carrier_at(&carrier.value)) {
        blocks.field(Some(&site.records.carriers[carrier].value.name));
    }
    blocks.fields(project.documents.iter().map(|number| &number.value));
    for milestone in &project.milestones {
        blocks.push(Role::Body, &milestone.name);
        for plan in &milestone.planned {
            blocks.field(Some(plan.date));
            blocks.field(plan.reason.as_ref());
        }
        blocks.field(milestone.actual);
    }
    for update in &project.updates {
        blocks.push(Role::Body, update.date);
        blocks.push(Role::Body, &update.text);
        blocks.field(update.invested.as_ref());
    }
    let reached = project.milestones.iter().filter_map(|milestone| milestone.actual);
    let newest = project.updates.iter().map(|update| update.date).chain(reached).max();
    Entry {
        date: newest.map(|date| date.iso()),
        stage: Some(project.stage.value.clone()),
        units: units.projects[index].iter().cloned().collect(),
        blocks: blocks.0,
        ..entry(site, Kind::Project, &item.url, &project.name)
    }
}

fn carrier<'a>(site: &Site, index: usize, item: &'a Item<Carrier>, units: &UnitNames) -> Entry<'a> {
    let carrier = &item.value;
    let mut blocks = Blocks::default();
    blocks.push(Role::Title, &carrier.name);
    blocks.field(carrier.location.as_ref());
    blocks.field(carrier.operator.as_ref().map(|operator| &operator.value));
    blocks.fields(&carrier.industries);
    blocks.field(carrier.area_total.as_ref());
    blocks.field(carrier.area_free.as_ref());
    blocks.field(carrier.as_of);
    blocks.fields(&carrier.policies);
    blocks.field(carrier.contact.as_ref());
    blocks.field(carrier.summary.as_ref());
    Entry {
        date: carrier.as_of.map(|date| date.iso()),
        units: units.carriers[index].iter().cloned().collect(),
        blocks: blocks.0,
        ..entry(site, Kind::Carrier, &item.url, &carrier.name)
    }
}

fn roster<'a>(site: &Site, index: usize, item: &'a Item<Roster>, units: &UnitNames) -> Entry<'a> {
    let roster = &item.value;
    let mut blocks = Blocks::default();
    blocks.push(Role::Title, &roster.name);
    blocks.field(Some(&roster.body.value));
    blocks.field(roster.established_by.as_ref().map(|number| &number.value));
    blocks.field(roster.effective);
    blocks.field(roster.ended);
    blocks.field(roster.office.as_ref());
    blocks.members(roster);
    Entry {
        date: roster.effective.map(|date| date.iso()),
        units: units.rosters[index].iter().cloned().collect(),
        names: roster.members.iter().map(|member| member.name.clone()).collect(),
        blocks: blocks.0,
        ..entry(site, Kind::Roster, &item.url, &roster.name)
    }
}
