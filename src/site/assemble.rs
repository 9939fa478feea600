//! Records into a graph.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::{
    Column, Counted, DocumentLinks, Item, Records, Site, StageTotal, Withdrawn, date, file::Addresses, statistics,
    taxonomy, unit,
};
use crate::{
    artifact::UrlPath,
    config::Config,
    model::{BulletinPlace, Date, DocumentNumber, Period, RelationKind, Text, Validity},
};

impl Site {
    /// Joins all records, public or not, into the graph that checks are run on.
    #[must_use]
    pub fn assemble(config: Config, as_of: Date, records: Records) -> Self {
        Self::join(config, as_of, records, BTreeMap::new(), Vec::new())
    }

    /// The site that readers see: public records only, joined anew, so that no link, count or list knows of others.
    #[must_use]
    pub fn public(&self) -> Self {
        let (records, mut withdrawn) = self.records.public(self.as_of);
        let mut counted = statistics::counted_totals(&self.records.projects);
        // Of public sources alone these are known from elsewhere.
        counted.extend(self.counted.clone());
        withdrawn.extend(self.withdrawn.iter().cloned());
        withdrawn.sort_by(|a, b| a.url.cmp(&b.url));
        let joined = Self::join(self.config.clone(), self.as_of, records, counted, withdrawn);
        Self { modified: self.modified.clone(), ..joined }
    }

    fn join(
        config: Config,
        as_of: Date,
        mut records: Records,
        counted: BTreeMap<String, Counted>,
        withdrawn: Vec<Withdrawn>,
    ) -> Self {
        sort(&mut records);
        add_columns(&mut records);
        let mut numbers = BTreeMap::new();
        for (index, document) in records.documents.iter().enumerate() {
            if let Some(number) = &document.value.doc_number {
                numbers.entry(number.value.clone()).or_insert(index);
            }
        }
        let (links, ((units, unit_names), (topics, [industries, locations, lists]))) = rayon::join(
            || link(&records, &numbers, as_of),
            || {
                let terms = || (taxonomy::topics(&records), taxonomy::project_terms(&records));
                rayon::join(|| unit::gather(&records), terms)
            },
        );
        let bulletins = bulletins(&records);
        let addresses = Arc::new(Addresses::of(&records));
        let stage_totals: Vec<StageTotal> = statistics::stage_totals(&config.stages, &records.projects, &counted);
        Self {
            config,
            as_of,
            records,
            numbers,
            links,
            bulletins,
            units,
            unit_names,
            topics,
            industries,
            locations,
            lists,
            addresses,
            stage_totals,
            counted,
            withdrawn,
            modified: BTreeMap::new(),
        }
    }
}

fn sort(records: &mut Records) {
    records.documents.sort_by(|a, b| {
        let newest_first = date::ordering(&b.value).cmp(&date::ordering(&a.value));
        newest_first.then_with(|| a.url.cmp(&b.url))
    });
    records.projects.sort_by(|a, b| a.url.cmp(&b.url));
    records.carriers.sort_by(|a, b| a.url.cmp(&b.url));
    records.rosters.sort_by(|a, b| a.url.cmp(&b.url));
}

/// Adds a column for every directory that holds items and has no `_index.md`, so that an address cut short still answers.
fn add_columns(records: &mut Records) {
    let known: BTreeSet<&str> = records.columns.iter().map(|column| column.url.as_str()).collect();
    let urls = urls(&records.documents)
        .chain(urls(&records.projects))
        .chain(urls(&records.carriers))
        .chain(urls(&records.rosters));
    let taken: BTreeSet<&str> = urls.clone().map(UrlPath::as_str).collect();
    let mut missing = BTreeSet::new();
    for url in urls {
        let mut above = url.as_str();
        while let Some(slash) = above.trim_end_matches('/').rfind('/') {
            above = &above[..=slash];
            if !known.contains(above) && !taken.contains(above) {
                missing.insert(above.to_owned());
            }
        }
    }
    records.columns.extend(missing.iter().map(|url| own_column(url)));
    records.columns.sort_by(|a, b| (a.weight, &a.url).cmp(&(b.weight, &b.url)));
}

fn urls<T>(items: &[Item<T>]) -> impl Iterator<Item = &UrlPath> + Clone {
    items.iter().map(|item| &item.url)
}

fn own_column(url: &str) -> Column {
    let name = url.trim_matches('/').rsplit('/').next().unwrap_or_default();
    let title = match url {
        "/" => String::new(),
        "/documents/" => "政策文件".into(),
        "/plans/" => "规划计划".into(),
        "/projects/" => "重点项目".into(),
        "/carriers/" => "招商载体".into(),
        "/rosters/" => "机构名单".into(),
        "/updates/" => "工作动态".into(),
        "/pages/" => "政府信息公开".into(),
        _ if name.len() == 4 && name.bytes().all(|byte| byte.is_ascii_digit()) => format!("{name}年"),
        _ => name.to_owned(),
    };
    Column {
        path: None,
        url: UrlPath::new(url),
        title,
        description: None,
        keywords: Vec::new(),
        column_type: None,
        weight: 0,
        text: Text::default(),
    }
}

fn bulletins(records: &Records) -> BTreeMap<Period, (usize, BulletinPlace)> {
    let mut bulletins = BTreeMap::new();
    for (index, document) in records.documents.iter().enumerate() {
        if let Some(bulletin) = document.value.bulletin {
            bulletins.entry(bulletin.period).or_insert((index, bulletin.place));
        }
    }
    bulletins
}

fn link(records: &Records, numbers: &BTreeMap<DocumentNumber, usize>, as_of: Date) -> Vec<DocumentLinks> {
    let mut links = vec![DocumentLinks::default(); records.documents.len()];
    for (index, document) in records.documents.iter().enumerate() {
        let mut cites = BTreeSet::new();
        for relation in &document.value.relations {
            let Some(&other) = numbers.get(&relation.number.value).filter(|other| **other != index) else { continue };
            cites.insert(other);
            let list = match relation.kind {
                RelationKind::Replaces => &mut links[other].replaced_by,
                RelationKind::Amends => &mut links[other].amended_by,
                RelationKind::Repeals => &mut links[other].repealed_by,
                RelationKind::Implements => &mut links[other].implemented_by,
                RelationKind::Interprets => &mut links[other].interpreted_by,
            };
            list.push(index);
        }
        let mentioned = document.value.mentions.iter().filter_map(|mention| super::reference::known(mention, numbers));
        cites.extend(mentioned.map(|(_, other)| other));
        cites.remove(&index);
        for other in &cites {
            links[*other].cited_by.push(index);
        }
        links[index].cites = cites.into_iter().collect();
    }
    for (index, project) in records.projects.iter().enumerate() {
        for number in &project.value.documents {
            if let Some(document) = numbers.get(&number.value) {
                links[*document].projects.push(index);
            }
        }
    }
    for (document, link) in records.documents.iter().zip(&mut links) {
        link.validity = validity(document, link, as_of);
    }
    links
}

/// The validity as entered; else 废止 by a document that repeals or replaces it, 失效 or 尚未生效 by its dates, 已修改.
fn validity(document: &Item<crate::model::Document>, links: &DocumentLinks, as_of: Date) -> Option<Validity> {
    let document = &document.value;
    let by_dates = || {
        if document.expires.is_some_and(|last| last < as_of) {
            Some(Validity::Lapsed)
        } else if document.effective.is_some_and(|first| first > as_of) {
            Some(Validity::NotYet)
        } else {
            None
        }
    };
    let by_others = || {
        if !links.repealed_by.is_empty() || !links.replaced_by.is_empty() {
            Some(Validity::Repealed)
        } else if !links.amended_by.is_empty() {
            Some(Validity::Amended)
        } else {
            None
        }
    };
    document.validity.or_else(by_dates).or_else(by_others)
}
