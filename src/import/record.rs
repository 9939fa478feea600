//! Values into a TOML record: a new one, or one that a person has edited since.

use std::collections::BTreeMap;

use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, Table, TableLike, Value};

use crate::{
    model::{Approximation, Date, Money},
    parse::Key,
};

/// A value of a record.
#[derive(Debug, Clone, PartialEq)]
pub enum Entry {
    /// A text.
    Text(String),
    /// Several texts.
    List(Vec<String>),
    /// An amount of money.
    Amount(Money),
    /// A day.
    Day(Date),
    /// A whole number.
    Whole(i64),
    /// A yes.
    Yes,
}

/// What separates the texts of a list where they are compared; no text holds it.
const UNIT_SEPARATOR: &str = "\u{1f}";

impl Entry {
    /// The value in the form in which values are compared: two are alike if they mean the same.
    #[must_use]
    pub fn sense(&self) -> String {
        match self {
            Self::Text(text) => text.trim().to_owned(),
            Self::List(texts) => texts.join(UNIT_SEPARATOR),
            Self::Amount(amount) => amount_sense(amount),
            Self::Day(day) => day.iso(),
            Self::Whole(number) => number.to_string(),
            Self::Yes => "true".to_owned(),
        }
    }

    fn value(&self) -> Value {
        match self {
            Self::Text(text) => text.trim().into(),
            Self::List(texts) if texts.len() == 1 => texts[0].as_str().into(),
            Self::List(texts) => Value::Array(texts.iter().map(String::as_str).collect::<Array>()),
            Self::Amount(amount) => canonical(amount).into(),
            Self::Day(day) => date(*day),
            Self::Whole(number) => (*number).into(),
            Self::Yes => true.into(),
        }
    }
}

fn amount_sense(amount: &Money) -> String {
    let near = match amount.approximation() {
        Approximation::Exact => "",
        Approximation::About => "约",
        Approximation::AtLeast => "以上",
    };
    format!("{}元{near}", amount.yuan())
}

/// An amount in 亿元 from a hundred million on, in 万元 from ten thousand on, so that one amount is written in one way.
#[must_use]
pub fn canonical(amount: &Money) -> String {
    let yuan = amount.yuan();
    let number = if yuan >= 100_000_000.into() {
        format!("{}亿元", amount.in_yi())
    } else if yuan >= 10_000.into() {
        format!("{}万元", amount.in_wan())
    } else {
        format!("{yuan}元")
    };
    match amount.approximation() {
        Approximation::Exact => number,
        Approximation::About => format!("约{number}"),
        Approximation::AtLeast => format!("{number}以上"),
    }
}

fn date(day: Date) -> Value {
    day.iso().parse::<toml_edit::Datetime>().map_or_else(|_| day.iso().into(), Value::from)
}

/// What a value that stands in a record means.
#[must_use]
pub fn sense_of(key: &str, item: &Item) -> String {
    let is_amount = matches!(key, "investment" | "invested");
    match item {
        Item::Value(Value::String(text)) if is_amount => {
            Money::parse(text.value()).map_or_else(|_| text.value().trim().to_owned(), |amount| amount_sense(&amount))
        }
        Item::Value(Value::String(text)) => text.value().trim().to_owned(),
        Item::Value(Value::Array(array)) => {
            array.iter().filter_map(Value::as_str).map(str::trim).collect::<Vec<_>>().join(UNIT_SEPARATOR)
        }
        Item::Value(Value::Datetime(day)) => day.value().to_string(),
        Item::Value(Value::Integer(number)) => number.value().to_string(),
        Item::Value(Value::Boolean(flag)) => flag.value().to_string(),
        _ => String::new(),
    }
}

/// What the last import gave for each value of a record, by key.
pub type Given = BTreeMap<String, String>;

/// What was made of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It stands there already, or a person changed it since it was last given.
    Same,
    /// It was written.
    Written,
    /// The record keeps its own.
    Kept,
}

/// A record being changed. Comments, order and whatever is not asked to change stay as they are.
#[derive(Debug)]
pub struct Record {
    document: DocumentMut,
    keys: &'static [Key],
}

impl Record {
    /// The record in `text`; an empty text for a new one. `None` where it is no TOML.
    #[must_use]
    pub fn read(text: &str, keys: &'static [Key]) -> Option<Self> {
        text.parse().ok().map(|document| Self { document, keys })
    }

    /// The record as its file.
    #[must_use]
    pub fn text(&self) -> String {
        self.document.to_string()
    }

    /// The key as the record writes it: it may be a Chinese label.
    fn written(&self, key: &'static str) -> &'static str {
        written(self.document.as_table(), key, self.keys)
    }

    /// The value of a key in the form in which values are compared.
    #[must_use]
    pub fn sense(&self, key: &'static str) -> Option<String> {
        self.document.get(self.written(key)).map(|item| sense_of(key, item))
    }

    /// Puts a value in its place, whatever stands there.
    pub fn put(&mut self, key: &'static str, entry: &Entry) {
        let key = self.written(key);
        put(self.document.as_table_mut(), key, entry.value());
    }

    /// Puts a value in its place unless a person has put another there.
    ///
    /// `given` is what the last import gave: a value that is still the same was not edited, one that was given again was
    /// edited on purpose.
    pub fn merge(&mut self, key: &'static str, entry: &Entry, given: Option<&String>) -> Outcome {
        let (own, new) = (self.sense(key), entry.sense());
        let outcome = decide(own.as_deref(), &new, given.map(String::as_str));
        if outcome == Outcome::Written {
            self.put(key, entry);
        }
        outcome
    }

    /// The tables under `[[key]]`; `None` where they are written in another form.
    pub fn tables(&mut self, key: &'static str) -> Option<&mut ArrayOfTables> {
        let key = self.written(key);
        let empty = || Item::ArrayOfTables(ArrayOfTables::new());
        self.document.as_table_mut().entry(key).or_insert_with(empty).as_array_of_tables_mut()
    }
}

/// What is to be done with a value that stands beside what is there.
#[must_use]
pub fn decide(own: Option<&str>, new: &str, given: Option<&str>) -> Outcome {
    match (own, given) {
        (Some(own), _) if own == new => Outcome::Same,
        // It was given before and is no longer as it was given: somebody edited it, and nothing new is said.
        (_, Some(given)) if given == new => Outcome::Same,
        (None, None) => Outcome::Written,
        (Some(own), Some(given)) if own == given => Outcome::Written,
        _ => Outcome::Kept,
    }
}

fn written(table: &Table, key: &'static str, keys: &'static [Key]) -> &'static str {
    let labels = keys.iter().find(|(name, _)| *name == key).map_or(&[][..], |(_, labels)| labels);
    labels.iter().copied().find(|label| table.contains_key(label)).unwrap_or(key)
}

/// Replaces a value; the comment behind it stays.
fn put(table: &mut Table, key: &str, mut value: Value) {
    if let Some(old) = table.get(key).and_then(Item::as_value) {
        *value.decor_mut() = old.decor().clone();
    }
    table.insert(key, Item::Value(value));
}

/// A table of a record with its keys as the record writes them.
#[derive(Debug)]
pub struct Fields<'t> {
    /// The table.
    pub table: &'t mut Table,
    /// Its keys with their labels.
    pub keys: &'static [Key],
}

impl Fields<'_> {
    /// The value of a key in the form in which values are compared.
    #[must_use]
    pub fn sense(&self, key: &'static str) -> Option<String> {
        self.table.get(written(self.table, key, self.keys)).map(|item| sense_of(key, item))
    }

    /// Puts a value in its place.
    pub fn put(&mut self, key: &'static str, entry: &Entry) {
        let key = written(self.table, key, self.keys);
        put(self.table, key, entry.value());
    }
}

/// A plan for a milestone: the day, and when and why it was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The planned day.
    pub date: Date,
    /// The day it was changed to this.
    pub on: Option<Date>,
    /// Why.
    pub reason: Option<String>,
}

impl Plan {
    fn value(&self) -> Value {
        let mut table = InlineTable::new();
        table.insert("date", date(self.date));
        if let Some(on) = self.on {
            table.insert("on", date(on));
        }
        if let Some(reason) = &self.reason {
            table.insert("reason", reason.as_str().into());
        }
        Value::InlineTable(table)
    }
}

/// The planned days of a milestone's table.
#[must_use]
pub fn planned(fields: &Fields<'_>) -> Vec<String> {
    let key = written(fields.table, "planned", fields.keys);
    let day = |table: &dyn TableLike| {
        let item = ["date", "日期"].into_iter().find_map(|key| table.get(key))?;
        Some(sense_of("date", item))
    };
    match fields.table.get(key) {
        Some(Item::Value(Value::Array(array))) => {
            array.iter().filter_map(|plan| day(plan.as_inline_table()?)).collect()
        }
        Some(Item::ArrayOfTables(tables)) => tables.iter().filter_map(|table| day(table)).collect(),
        _ => Vec::new(),
    }
}

/// Adds plans to those of a milestone's table.
pub fn add_plans(fields: &mut Fields<'_>, plans: &[Plan]) {
    if plans.is_empty() {
        return;
    }
    let key = written(fields.table, "planned", fields.keys);
    let item = fields.table.entry(key).or_insert_with(|| Item::Value(Value::Array(Array::new())));
    match item {
        Item::Value(Value::Array(array)) => plans.iter().for_each(|plan| array.push(plan.value())),
        Item::ArrayOfTables(tables) => {
            let as_table = |plan: &Plan| plan.value().as_inline_table().cloned().map(InlineTable::into_table);
            plans.iter().filter_map(as_table).for_each(|table| tables.push(table));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::PROJECT;

    #[test]
    fn what_a_person_wrote_stays() {
        let text = "# 台账\n\"项目名称\" = \"甲\" # 全称\nstage = \"签约\"\ninvestment = \"1.2亿元\" # 含二期\n\n[[update]]\ndate = 2024-05-01\n";
        let mut record = Record::read(text, PROJECT).unwrap();
        let amount = |words| Entry::Amount(Money::parse(words).unwrap());
        assert_eq!(record.merge("name", &Entry::Text("甲".into()), None), Outcome::Same);
        assert_eq!(record.merge("investment", &amount("12000万元"), None), Outcome::Same);
        assert_eq!(record.text(), text);
        assert_eq!(record.merge("investment", &amount("13000万元"), None), Outcome::Kept);
        let given = amount("12000万元").sense();
        assert_eq!(record.merge("investment", &amount("13000万元"), Some(&given)), Outcome::Written);
        assert_eq!(record.merge("industry", &Entry::Text("医药".into()), None), Outcome::Written);
        let expected =
            text.replace("\"1.2亿元\"", "\"1.3亿元\"").replace("# 含二期\n", "# 含二期\nindustry = \"医药\"\n");
        assert_eq!(record.text(), expected);
    }

    #[test]
    fn a_value_edited_since_is_kept_until_the_workbook_says_something_new() {
        assert_eq!(decide(Some("手改"), "旧", Some("旧")), Outcome::Same);
        assert_eq!(decide(Some("手改"), "新", Some("旧")), Outcome::Kept);
        assert_eq!(decide(None, "旧", Some("旧")), Outcome::Same);
        assert_eq!(decide(Some("旧"), "新", Some("旧")), Outcome::Written);
        assert_eq!(decide(Some("旧"), "新", None), Outcome::Kept);
    }

    #[test]
    fn one_amount_is_written_in_one_way() {
        for (written, expected) in [
            ("12000万元", "1.2亿元"),
            ("约0.3亿元", "约3000万元"),
            ("9999.5元", "9999.5元"),
            ("50000万元以上", "5亿元以上"),
        ] {
            assert_eq!(canonical(&Money::parse(written).unwrap()), expected);
        }
    }
}
