//! The pieces that views are composed of. They are a whitelist: a template sees what stands here and nothing else.

use std::{collections::BTreeSet, sync::Arc};

use serde::{Serialize, Serializer};
use tera::Value;

use crate::{
    artifact::UrlPath,
    model::{Cited, Date, DocumentKind, DocumentNumber, Moment, Money, Status, Validity},
    render::theme::Labels,
    site::{Site, ordering},
};

/// Markup that is put into a page as it is; every other text is escaped.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Html(pub(super) String);

impl Serialize for Html {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Value::safe_string(&self.0).serialize(serializer)
    }
}

/// A text that leads somewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Link {
    pub(super) text: String,
    pub(super) url: String,
}

/// A name that leads to its page, where it has one of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Name {
    pub(super) text: String,
    pub(super) url: Option<String>,
}

/// A day or moment, for machines and for readers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Day {
    pub(super) iso: String,
    pub(super) text: String,
}

/// A document number, in two halves between which a long one may be broken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Number {
    agency: String,
    rest: String,
    long: bool,
}

/// A document number as the text names it, with the document where the site has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Reference {
    pub(super) title: Option<String>,
    pub(super) number: Option<Number>,
    pub(super) url: Option<String>,
    /// The day from which it is in force.
    pub(super) effective: Option<Day>,
    /// The day it bears.
    pub(super) dated: Option<Day>,
}

/// 有效性 with the name of its mark.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct ValidityView {
    pub(super) label: &'static str,
    pub(super) tone: &'static str,
}

/// A document in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct DocumentEntry {
    title: String,
    url: String,
    number: Option<Number>,
    issuer: Vec<String>,
    day: Option<Day>,
    validity: Option<ValidityView>,
}

/// A project in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct ProjectEntry {
    name: String,
    url: String,
    code: String,
    stage: String,
    /// The place of the stage among the configured ones, to sort by.
    rank: usize,
    status: Option<StatusView>,
    investment: Option<String>,
    /// The investment in yuan, to sort by.
    yuan: Option<String>,
    industry: Option<Name>,
    location: Option<Name>,
    lead: Vec<Name>,
}

/// 状态 with the name of its mark.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct StatusView {
    label: &'static str,
    tone: &'static str,
}

/// A carrier in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct CarrierEntry {
    name: String,
    url: String,
    location: Option<Name>,
    area_total: Option<String>,
    area_free: Option<String>,
    as_of: Option<Day>,
    industries: Vec<Name>,
}

/// A roster in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct RosterEntry {
    name: String,
    url: String,
    body: Vec<Name>,
    effective: Option<Day>,
    ended: Option<Day>,
    /// Whether another one holds now.
    pub(super) is_former: bool,
    members: usize,
}

/// Makes pieces for one page and remembers which sources they came from.
pub(super) struct Composer<'a> {
    pub(super) site: &'a Site,
    pub(super) labels: &'a Labels,
    pub(super) url: UrlPath,
    root: String,
    sources: BTreeSet<Arc<str>>,
}

impl<'a> Composer<'a> {
    /// A composer for the page at `url`, whose links begin with `root`.
    pub(super) fn new(site: &'a Site, labels: &'a Labels, url: &UrlPath, root: String) -> Self {
        Self { site, labels, url: url.clone(), root, sources: BTreeSet::new() }
    }

    /// The way from this page to the site's root.
    pub(super) fn root(&self) -> &str {
        &self.root
    }

    /// Remembers a source.
    pub(super) fn source(&mut self, path: &Arc<str>) {
        self.sources.insert(Arc::clone(path));
    }

    /// The sources so far, sorted.
    pub(super) fn into_sources(self) -> Vec<Arc<str>> {
        self.sources.into_iter().collect()
    }

    /// A link from this page to another.
    pub(super) fn to(&self, url: &UrlPath) -> String {
        format!("{}{}", self.root, &url.encoded()[1..])
    }

    pub(super) fn day(&self, date: Date) -> Day {
        Day { iso: date.iso(), text: day_text(self.labels, date) }
    }

    /// A day with the time of day, where one was given.
    pub(super) fn moment(&self, moment: Moment) -> Day {
        let day = day_text(self.labels, moment.date());
        match moment.time() {
            Some((hour, minute)) => Day { iso: moment.rfc3339(), text: format!("{day} {hour:02}:{minute:02}") },
            None => Day { iso: moment.date().iso(), text: day },
        }
    }

    /// A number with its document, where the site has it.
    pub(super) fn reference(&mut self, number: &DocumentNumber) -> Reference {
        match self.site.numbers.get(number) {
            Some(index) => self.document_reference(*index),
            None => {
                Reference { title: None, number: Some(number_view(number)), url: None, effective: None, dated: None }
            }
        }
    }

    pub(super) fn document_reference(&mut self, index: usize) -> Reference {
        let item = &self.site.records.documents[index];
        self.source(&item.path);
        Reference {
            title: Some(item.value.title.clone()),
            number: item.value.doc_number.as_ref().map(|number| number_view(&number.value)),
            url: Some(self.to(&item.url)),
            effective: item.value.effective.map(|date| self.day(date)),
            dated: item.value.dated.map(|date| self.day(date)),
        }
    }

    pub(super) fn document(&mut self, index: usize) -> DocumentEntry {
        let item = &self.site.records.documents[index];
        self.source(&item.path);
        DocumentEntry {
            title: item.value.title.clone(),
            url: self.to(&item.url),
            number: item.value.doc_number.as_ref().map(|number| number_view(&number.value)),
            issuer: item.value.issuer.iter().map(|issuer| issuer.value.clone()).collect(),
            day: ordering(&item.value).map(|date| self.day(date)),
            validity: self.site.links[index].validity.map(validity_view),
        }
    }

    pub(super) fn documents(&mut self, indices: &[usize]) -> Vec<DocumentEntry> {
        indices.iter().map(|index| self.document(*index)).collect()
    }

    pub(super) fn project(&mut self, index: usize) -> ProjectEntry {
        let item = &self.site.records.projects[index];
        self.source(&item.path);
        let project = &item.value;
        ProjectEntry {
            name: project.name.clone(),
            url: self.to(&item.url),
            code: project.code.value.clone(),
            stage: project.stage.value.clone(),
            rank: self.site.config.stages.iter().take_while(|stage| stage.name != project.stage.value).count(),
            status: status_view(project.status),
            investment: project.investment.as_ref().map(Money::to_string),
            yuan: project.investment.as_ref().map(|amount| amount.yuan().to_string()),
            industry: project.industry.as_ref().map(|name| self.term(&self.site.industries, name)),
            location: project.location.as_ref().map(|name| self.term(&self.site.locations, name)),
            lead: self.units(&project.lead_unit),
        }
    }

    pub(super) fn projects(&mut self, indices: &[usize]) -> Vec<ProjectEntry> {
        indices.iter().map(|index| self.project(*index)).collect()
    }

    pub(super) fn carrier(&mut self, index: usize) -> CarrierEntry {
        let item = &self.site.records.carriers[index];
        self.source(&item.path);
        let carrier = &item.value;
        CarrierEntry {
            name: carrier.name.clone(),
            url: self.to(&item.url),
            location: carrier.location.as_ref().map(|name| self.term(&self.site.locations, name)),
            area_total: carrier.area_total.clone(),
            area_free: carrier.area_free.clone(),
            as_of: carrier.as_of.map(|date| self.day(date)),
            industries: carrier.industries.iter().map(|name| self.term(&self.site.industries, name)).collect(),
        }
    }

    pub(super) fn roster(&mut self, index: usize) -> RosterEntry {
        let item = &self.site.records.rosters[index];
        self.source(&item.path);
        let roster = &item.value;
        RosterEntry {
            name: roster.name.clone(),
            url: self.to(&item.url),
            body: vec![self.unit(&roster.body.value)],
            effective: roster.effective.map(|date| self.day(date)),
            ended: roster.ended.map(|date| self.day(date)),
            is_former: self.site.is_former(index),
            members: roster.members.len(),
        }
    }

    /// A unit by the name it was written with; a group's name and one nobody knows lead nowhere.
    pub(super) fn unit(&self, name: &str) -> Name {
        let url = match self.site.units_named(name) {
            [unit] => Some(self.to(&self.site.units[*unit].url)),
            _ => None,
        };
        Name { text: name.to_owned(), url }
    }

    pub(super) fn units(&self, names: &[Cited<String>]) -> Vec<Name> {
        names.iter().map(|name| self.unit(&name.value)).collect()
    }

    pub(super) fn names(&self, names: &[String]) -> Vec<Name> {
        names.iter().map(|name| self.unit(name)).collect()
    }

    /// A term by its name; terms stand in order of their names.
    pub(super) fn term(&self, terms: &[crate::site::Term], name: &str) -> Name {
        let found = terms.binary_search_by(|term| term.name.as_str().cmp(name)).ok();
        Name { text: name.to_owned(), url: found.map(|index| self.to(&terms[index].url)) }
    }
}

fn day_text(labels: &Labels, date: Date) -> String {
    let (month, day) = (format!("{:02}", date.month()), format!("{:02}", date.day()));
    labels.fill(
        "date",
        &[("year", &date.year()), ("month", &date.month()), ("day", &date.day()), ("mm", &month), ("dd", &day)],
    )
}

/// A number wider than this may be broken after the organ's code.
const LONGEST_UNBROKEN: usize = 16;

pub(super) fn number_view(number: &DocumentNumber) -> Number {
    let text = number.to_string();
    let rest = text.strip_prefix(number.agency()).unwrap_or(&text);
    Number { agency: number.agency().to_owned(), rest: rest.to_owned(), long: text.chars().count() > LONGEST_UNBROKEN }
}

pub(super) fn validity_view(validity: Validity) -> ValidityView {
    let tone = match validity {
        Validity::InForce => "in-force",
        Validity::Amended => "amended",
        Validity::Lapsed => "lapsed",
        Validity::Repealed => "repealed",
        Validity::NotYet => "not-yet",
    };
    ValidityView { label: validity.label(), tone }
}

/// The status where it is worth saying: 正常 is not.
pub(super) fn status_view(status: Status) -> Option<StatusView> {
    let tone = match status {
        Status::Normal => return None,
        Status::Deferred => "deferred",
        Status::Stopped => "stopped",
        Status::Terminated => "terminated",
    };
    Some(StatusView { label: status.label(), tone })
}

/// The key of the label that names a document's kind.
pub(super) fn kind_key(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::Document => "kind_document",
        DocumentKind::Plan => "kind_plan",
        DocumentKind::Update => "kind_update",
        DocumentKind::Page => "kind_page",
    }
}

/// A title as markup that is broken where its words end: before 关于, after 印发, around 《》, before 的通知 and the like.
///
/// Where a name is longer than a line, its last word stays with the 》 that ends it: 方案 or, where it is said so, 工作方案.
pub(super) fn title_markup(title: &str) -> Html {
    const BEFORE: [&str; 8] = ["关于", "《", "的通知", "的意见", "的公告", "的决定", "的通报", "的函"];
    const AFTER: [&str; 3] = ["印发", "转发", "》"];
    let mut out = String::with_capacity(title.len() + 48);
    let mut is_tail = false;
    for (at, character) in title.char_indices() {
        let (before, rest) = title.split_at(at);
        let is_inside = before.is_empty() || before.ends_with(['《', '〈', '“', '（']);
        let starts = BEFORE.iter().any(|word| rest.starts_with(word));
        let ends = AFTER.iter().any(|word| before.ends_with(word));
        if !is_inside && (starts || ends) {
            out.push_str("<wbr>");
        }
        if !is_tail && rest.find('》').is_some_and(|end| is_last_word(&rest[..end])) {
            out.push_str("<span class=\"whole\">");
            is_tail = true;
        }
        push_escaped(character, &mut out);
        if character == '》' && std::mem::take(&mut is_tail) {
            out.push_str("</span>");
        }
    }
    Html(out)
}

/// Whether `words`, up to the end of a name, are its last word: two characters, or four that begin as names of texts do.
fn is_last_word(words: &str) -> bool {
    const BEGIN: [&str; 10] = ["工作", "实施", "行动", "管理", "若干", "暂行", "应急", "发展", "专项", "指导"];
    let count = words.chars().count();
    count == 2 || count == 4 && BEGIN.iter().any(|word| words.starts_with(word))
}

/// Words with each telephone number in a piece, so that no line ends at its hyphen.
pub(super) fn contact(words: &str) -> Html {
    let is_number = |character: char| character.is_ascii_digit() || character == '-';
    let mut out = String::with_capacity(words.len() + 32);
    let mut rest = words;
    while let Some(start) = rest.find(is_number) {
        let (before, from) = rest.split_at(start);
        let (number, after) = from.split_at(from.find(|character| !is_number(character)).unwrap_or(from.len()));
        before.chars().for_each(|character| push_escaped(character, &mut out));
        out.push_str(&if number.contains('-') {
            format!("<span class=\"number\">{number}</span>")
        } else {
            number.to_owned()
        });
        rest = after;
    }
    rest.chars().for_each(|character| push_escaped(character, &mut out));
    Html(out)
}

fn push_escaped(character: char, out: &mut String) {
    match character {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '"' => out.push_str("&quot;"),
        other => out.push(other),
    }
}

/// Whether an address lies below another.
pub(super) fn is_below(url: &UrlPath, above: &UrlPath) -> bool {
    url != above && url.as_str().starts_with(above.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn breaks_titles_between_words() {
        let title = "云溪区人民政府办公室关于印发《<方案>》的通知";
        assert_eq!(
            title_markup(title).0,
            "云溪区人民政府办公室<wbr>关于印发<wbr>《&lt;方<span class=\"whole\">案&gt;》</span><wbr>的通知"
        );
        assert_eq!(title_markup("《关于条例》").0, "《关于<span class=\"whole\">条例》</span>");
        assert_eq!(title_markup("《》甲》").0, "《》<wbr>甲》");
        assert_eq!(title_markup("《招商工作方案》").0, "《招商<span class=\"whole\">工作方案》</span>");
    }

    #[test]
    fn keeps_telephone_numbers_whole() {
        let shown = contact("区卫健局<规划科>，0599-5550413（工作日8时30分）").0;
        assert_eq!(shown, "区卫健局&lt;规划科&gt;，<span class=\"number\">0599-5550413</span>（工作日8时30分）");
    }

    #[test]
    fn splits_numbers_after_the_code() {
        let number = number_view(&DocumentNumber::parse("云政办发〔2017〕56号").unwrap());
        assert_eq!((number.agency.as_str(), number.rest.as_str(), number.long), ("云政办发", "〔2017〕56号", false));
    }
}
