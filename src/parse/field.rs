//! Reads typed fields out of a TOML table and notes everything that is wrong with them, each at its place.

use std::{collections::BTreeSet, ops::Range, sync::Arc};

use toml::{
    Spanned,
    de::{DeString, DeTable, DeValue},
};

use crate::{
    bilingual,
    diag::Diagnostic,
    model::{Cited, Colour, Date, Disclosure, DocumentNumber, Moment, Money, Period, Quantity, Validity, ValueError},
};

/// A key of a record: its English name, then the Chinese labels it also goes by.
pub type Key = (&'static str, &'static [&'static str]);

/// The file being read and the findings so far.
#[derive(Debug)]
pub struct Context {
    /// The file, relative to the site directory.
    pub path: Arc<str>,
    /// What was found wrong.
    pub diagnostics: Vec<Diagnostic>,
    /// Byte offset of the TOML text in its file.
    pub offset: usize,
    /// Whether the TOML text itself is faulty: then a key that is missing may have been lost to that fault.
    pub damaged: bool,
}

impl Context {
    /// Notes an error at a byte range of the TOML text.
    pub fn error(&mut self, code: &'static str, span: Range<usize>, what: [&str; 2]) -> &mut Diagnostic {
        let span = self.in_file(span);
        self.diagnostics.push(Diagnostic::error(code, &self.path, what).at(span));
        self.diagnostics.last_mut().expect("invariant: one was just pushed")
    }

    /// A byte range of the TOML text as a range of the file.
    #[must_use]
    pub fn in_file(&self, span: Range<usize>) -> Range<usize> {
        span.start + self.offset..span.end + self.offset
    }
}

/// A value that is written as a string.
pub trait Value: Sized {
    /// The rule broken by a string that does not hold such a value.
    const CODE: &'static str;

    /// Reads it.
    ///
    /// # Errors
    ///
    /// Says why the string holds no such value.
    fn read(text: &str) -> Result<Self, ValueError>;
}

macro_rules! value {
    ($($kind:ty: $code:literal),*) => {$(
        impl Value for $kind {
            const CODE: &'static str = $code;
            fn read(text: &str) -> Result<Self, ValueError> {
                Self::parse(text)
            }
        }
    )*};
}
value!(
    Colour: "invalid_colour",
    Date: "invalid_date",
    Moment: "invalid_date",
    Disclosure: "invalid_disclosure",
    DocumentNumber: "invalid_doc_number",
    Money: "invalid_money",
    Period: "invalid_period",
    Quantity: "invalid_quantity",
    Validity: "invalid_validity"
);

/// A table being read: each key is asked for once, what is left over is unknown.
#[derive(Debug)]
pub struct Fields<'t, 'i> {
    table: &'t DeTable<'i>,
    keys: &'static [Key],
    span: Range<usize>,
}

type Entry<'t, 'i> = &'t Spanned<DeValue<'i>>;

impl<'t, 'i> Fields<'t, 'i> {
    /// Begins to read `table`, and notes every key of it that is not among `keys` or stands twice under two names.
    pub fn new(table: &'t DeTable<'i>, span: Range<usize>, keys: &'static [Key], context: &mut Context) -> Self {
        let mut seen = BTreeSet::new();
        for key in table.keys() {
            match keys.iter().find(|(name, labels)| is_named(key, name, labels)) {
                Some((name, _)) if !seen.insert(*name) => {
                    context
                        .error("duplicate_key", key.span(), ["同一项写了两遍", "the same field stands twice"])
                        .help = Some(bilingual!("只保留一处：{name}", "keep one: {name}"));
                }
                Some(_) => {}
                None => unknown(key, keys, context),
            }
        }
        Self { table, keys, span }
    }

    /// Whether a key is there.
    #[must_use]
    pub fn has(&self, key: &'static str) -> bool {
        self.entry(key).is_some()
    }

    /// The byte range of a key's value in the file, else of the table.
    #[must_use]
    pub fn span(&self, key: &'static str, context: &Context) -> Range<usize> {
        context.in_file(self.entry(key).map_or_else(|| self.span.clone(), Spanned::span))
    }

    /// A string; blank ones count as left out.
    pub fn text(&self, key: &'static str, context: &mut Context) -> Option<Cited<String>> {
        let entry = self.entry(key)?;
        let text = string(entry, key, context)?.trim();
        (!text.is_empty()).then(|| Cited { value: text.to_owned(), span: context.in_file(entry.span()) })
    }

    /// A string that has to be there.
    pub fn required(&self, key: &'static str, context: &mut Context) -> Option<Cited<String>> {
        let text = self.text(key, context);
        let is_string = self.entry(key).is_none_or(|entry| entry.get_ref().is_str());
        if text.is_none() && is_string && !context.damaged {
            self.missing(key, context);
        }
        text
    }

    /// Notes that a key which has to be there is not.
    pub fn missing(&self, key: &'static str, context: &mut Context) {
        let label = self.label(key);
        let code = if key == "disclosure" { "missing_disclosure" } else { "missing_key" };
        let at = self.span.start..self.span.start;
        let diagnostic = context.error(code, at, ["", ""]);
        diagnostic.message = bilingual!("缺少必填项 {key}（{label}）", "required key `{key}` is missing");
        if key == "disclosure" {
            diagnostic.why = Some(bilingual!(
                "没有写明公开属性的内容不得发布",
                "nothing is published unless it says that it may be"
            ));
            diagnostic.help = Some(bilingual!(
                "加一行：disclosure = \"主动公开\"（或“依申请公开”“不予公开”）",
                "add a line: disclosure = \"主动公开\" (or 依申请公开, 不予公开)"
            ));
        } else {
            diagnostic.help = Some(bilingual!("加一行：{key} = \"…\"", "add a line: {key} = \"…\""));
        }
    }

    /// A string or a list of strings.
    pub fn texts(&self, key: &'static str, context: &mut Context) -> Vec<Cited<String>> {
        let Some(entry) = self.entry(key) else { return Vec::new() };
        let entries: Vec<Entry<'t, 'i>> = match entry.get_ref() {
            DeValue::Array(array) => array.iter().collect(),
            _ => vec![entry],
        };
        let mut texts = Vec::with_capacity(entries.len());
        for entry in entries {
            if let Some(text) = string(entry, key, context).map(str::trim).filter(|text| !text.is_empty()) {
                texts.push(Cited { value: text.to_owned(), span: context.in_file(entry.span()) });
            }
        }
        texts
    }

    /// Plain strings where nobody will point at them again.
    pub fn words(&self, key: &'static str, context: &mut Context) -> Vec<String> {
        self.texts(key, context).into_iter().map(|text| text.value).collect()
    }

    /// A plain string where nobody will point at it again.
    pub fn word(&self, key: &'static str, context: &mut Context) -> Option<String> {
        self.text(key, context).map(|text| text.value)
    }

    /// A value written as a string, or as a TOML date where it is one.
    pub fn value<T: Value>(&self, key: &'static str, context: &mut Context) -> Option<T> {
        self.cited(key, context).map(|cited| cited.value)
    }

    /// A value with its place.
    pub fn cited<T: Value>(&self, key: &'static str, context: &mut Context) -> Option<Cited<T>> {
        let entry = self.entry(key)?;
        read(entry, key, context)
    }

    /// A value or a list of values, each with its place.
    pub fn cited_list<T: Value>(&self, key: &'static str, context: &mut Context) -> Vec<Cited<T>> {
        match self.entry(key) {
            None => Vec::new(),
            Some(entry) => match entry.get_ref() {
                DeValue::Array(array) => array.iter().filter_map(|entry| read(entry, key, context)).collect(),
                _ => read(entry, key, context).into_iter().collect(),
            },
        }
    }

    /// A yes or no.
    pub fn flag(&self, key: &'static str, context: &mut Context) -> Option<bool> {
        let entry = self.entry(key)?;
        let flag = entry.get_ref().as_bool();
        if flag.is_none() {
            wrong_type(entry, key, ["true 或 false", "true or false"], context);
        }
        flag
    }

    /// A whole number.
    pub fn integer<T: TryFrom<i64>>(&self, key: &'static str, context: &mut Context) -> Option<T> {
        let entry = self.entry(key)?;
        let number = entry.get_ref().as_integer().and_then(|integer| {
            let digits = integer.as_str().replace('_', "");
            i64::from_str_radix(&digits, integer.radix()).ok().and_then(|number| T::try_from(number).ok())
        });
        if number.is_none() {
            wrong_type(entry, key, ["整数，不加引号", "a whole number without quotes"], context);
        }
        number
    }

    /// A table.
    pub fn table(&self, key: &'static str, keys: &'static [Key], context: &mut Context) -> Option<Fields<'t, 'i>> {
        let entry = self.entry(key)?;
        let Some(table) = entry.get_ref().as_table() else {
            wrong_type(entry, key, ["一组项，写在 { } 里", "a table in { }"], context);
            return None;
        };
        Some(Fields::new(table, entry.span(), keys, context))
    }

    /// A list of tables, such as `[[milestone]]`.
    pub fn tables(&self, key: &'static str, keys: &'static [Key], context: &mut Context) -> Vec<Fields<'t, 'i>> {
        let Some(entry) = self.entry(key) else { return Vec::new() };
        let Some(array) = entry.get_ref().as_array() else {
            wrong_type(entry, key, ["若干组项，每组以 [[…]] 开头", "a list of tables, each under [[…]]"], context);
            return Vec::new();
        };
        let mut tables = Vec::with_capacity(array.len());
        for entry in array {
            match entry.get_ref().as_table() {
                Some(table) => tables.push(Fields::new(table, entry.span(), keys, context)),
                None => wrong_type(entry, key, ["一组项", "a table"], context),
            }
        }
        tables
    }

    fn entry(&self, key: &'static str) -> Option<Entry<'t, 'i>> {
        let labels = self.keys.iter().find(|(name, _)| *name == key).map_or(&[][..], |(_, labels)| labels);
        self.table.iter().find(|(written, _)| is_named(written, key, labels)).map(|(_, entry)| entry)
    }

    fn label(&self, key: &'static str) -> &'static str {
        self.keys.iter().find(|(name, _)| *name == key).and_then(|(_, labels)| labels.first()).unwrap_or(&"")
    }
}

fn is_named(written: &Spanned<DeString<'_>>, name: &str, labels: &[&str]) -> bool {
    let written = written.get_ref();
    *written == name || labels.iter().any(|label| *written == *label)
}

fn unknown(key: &Spanned<DeString<'_>>, keys: &'static [Key], context: &mut Context) {
    let written = key.get_ref();
    let near = keys
        .iter()
        .flat_map(|(name, labels)| std::iter::once(name).chain(*labels).map(move |spelling| (name, spelling)))
        .map(|(name, spelling)| (strsim::jaro_winkler(written, spelling), name))
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .filter(|(similarity, _)| *similarity > 0.7);
    let all = keys.iter().map(|(name, _)| *name).collect::<Vec<_>>().join("、");
    let all_en = all.replace('、', ", ");
    let diagnostic = context.error("unknown_key", key.span(), ["没有这一项", "there is no such key"]);
    diagnostic.help = Some(match near {
        Some((_, name)) => bilingual!("是不是 {name}？可用的有：{all}", "did you mean `{name}`? known keys: {all_en}"),
        None => bilingual!("可用的有：{all}", "known keys: {all_en}"),
    });
}

fn read<T: Value>(entry: Entry<'_, '_>, key: &'static str, context: &mut Context) -> Option<Cited<T>> {
    let date;
    let text = match entry.get_ref() {
        DeValue::Datetime(datetime) if T::CODE == "invalid_date" => {
            date = datetime.to_string();
            date.as_str()
        }
        _ => string(entry, key, context)?,
    };
    if text.trim().is_empty() {
        return None;
    }
    match T::read(text) {
        Ok(value) => Some(Cited { value, span: context.in_file(entry.span()) }),
        Err(error) => {
            context.error(T::CODE, entry.span(), error.what).help = Some(error.help.into());
            None
        }
    }
}

fn string<'t>(entry: Entry<'t, '_>, key: &'static str, context: &mut Context) -> Option<&'t str> {
    let text = entry.get_ref().as_str();
    if text.is_none() {
        wrong_type(entry, key, ["文字，写在英文双引号里", "text in double quotes"], context);
    }
    text
}

/// How the value of a key is written, where the bare name of its type does not say enough.
fn example(key: &str) -> Option<&'static str> {
    Some(match key {
        "investment" | "invested" => "\"12000万元\"",
        "doc_number" | "established_by" => "\"云政发〔2024〕1号\"",
        "attachments" => "[{ file = \"附件1.xlsx\", title = \"任务分解表\" }]",
        "planned" => "[{ date = 2024-06-30 }]",
        "target" | "baseline" | "value" => "\"15%以上\"",
        "withdrawn" => "{ on = 2024-06-01, reason = \"…\" }",
        _ => return None,
    })
}

fn wrong_type(entry: Entry<'_, '_>, key: &'static str, expected: [&str; 2], context: &mut Context) {
    let found = match entry.get_ref() {
        DeValue::String(_) => ["文字", "text"],
        DeValue::Integer(_) => ["整数", "a whole number"],
        DeValue::Float(_) => ["小数", "a decimal number"],
        DeValue::Boolean(_) => ["true/false", "true/false"],
        DeValue::Datetime(_) => ["日期", "a date"],
        DeValue::Array(_) => ["列表", "a list"],
        DeValue::Table(_) => ["一组项", "a table"],
    };
    let ([zh, en], [found_zh, found_en]) = (expected, found);
    let diagnostic = context.error("wrong_type", entry.span(), ["", ""]);
    diagnostic.message =
        bilingual!("{key} 的类型不对：这里是{found_zh}", "`{key}` has the wrong type: this is {found_en}");
    diagnostic.help = Some(match example(key) {
        Some(example) => bilingual!("应为{zh}，例如 {key} = {example}", "write {en}, as in {key} = {example}"),
        None => bilingual!("应为{zh}", "write {en}"),
    });
}
