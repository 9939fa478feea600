//! Numbers, codes and ids that stand more than once.

use std::{collections::BTreeMap, ops::Range, sync::Arc};

use crate::{
    bilingual,
    diag::{Bilingual, Diagnostic},
    model::Cited,
    site::Site,
};

type Place<'a> = (&'a Arc<str>, &'a Range<usize>);

/// Values of one kind, each with every place it stands at.
struct Places<'a>(BTreeMap<String, Vec<Place<'a>>>);

impl<'a> Places<'a> {
    fn new() -> Self {
        Self(BTreeMap::new())
    }

    fn add<T: ToString>(&mut self, path: &'a Arc<str>, value: &'a Cited<T>) {
        self.0.entry(value.value.to_string()).or_default().push((path, &value.span));
    }

    /// Reports every place but the first of a value that stands more than once.
    fn report(self, code: &'static str, what: [&str; 2], help: [&str; 2], found: &mut Vec<Diagnostic>) {
        for mut places in self.0.into_values() {
            places.sort_by_key(|(path, span)| (*path, span.start));
            let Some(((first, _), others)) = places.split_first() else { continue };
            for (path, span) in others {
                let (zh, en) = (what[0], what[1]);
                let message: Bilingual = bilingual!("{zh}与 {first} 重复", "{en} also stands in {first}");
                found.push(Diagnostic::error(code, path, message).at((*span).clone()).help(help));
            }
        }
    }
}

/// Finds duplicates.
pub(super) fn check(site: &Site, found: &mut Vec<Diagnostic>) {
    let records = &site.records;
    let (mut numbers, mut index_numbers, mut codes) = (Places::new(), Places::new(), Places::new());
    for item in &records.documents {
        if let Some(number) = &item.value.doc_number {
            numbers.add(&item.path, number);
        }
        if let Some(number) = &item.value.index_number {
            index_numbers.add(&item.path, number);
        }
    }
    for item in &records.projects {
        codes.add(&item.path, &item.value.code);
    }
    numbers.report(
        "duplicate_doc_number",
        ["文号", "the document number"],
        ["核对原件，一个文号只属于一份文件", "check the originals: a number belongs to one document"],
        found,
    );
    index_numbers.report(
        "duplicate_index_number",
        ["索引号", "the index number"],
        ["一个索引号只属于一份文件，永久不变", "an index number belongs to one document for ever"],
        found,
    );
    codes.report(
        "duplicate_code",
        ["项目编号", "the project code"],
        ["另编一个未用过的编号", "give the project a code that is not taken"],
        found,
    );
    registries(site, found);
}

fn registries(site: &Site, found: &mut Vec<Diagnostic>) {
    let records = &site.records;
    let (units, topics): (Arc<str>, Arc<str>) = ("content/units.toml".into(), "content/topics.toml".into());
    let mut ids = Places::new();
    records.units.iter().for_each(|unit| ids.add(&units, &unit.id));
    let help = ["换一个标识", "choose another id"];
    ids.report("duplicate_id", ["单位标识", "the unit's id"], help, found);
    let mut ids = Places::new();
    records.topics.iter().for_each(|topic| ids.add(&topics, &topic.id));
    ids.report("duplicate_id", ["主题标识", "the topic's id"], help, found);

    let mut names: BTreeMap<&str, &Cited<String>> = BTreeMap::new();
    for unit in &records.units {
        for name in std::iter::once(&unit.name).chain(&unit.short).chain(&unit.aliases) {
            match names.insert(name, &unit.id) {
                Some(other) if other.value != unit.id.value => found.push(
                    Diagnostic::warning(
                        "duplicate_name",
                        &units,
                        bilingual!("“{name}”同时是两个单位的名称", "{name} is a name of two units"),
                    )
                    .at(unit.id.span.clone())
                    .why(["写到这个名称时，只算作前一个单位", "where the name stands it means the first of them"])
                    .help(["改用能区分的简称或别称", "use short names and aliases that tell them apart"]),
                ),
                _ => {}
            }
        }
    }
}
