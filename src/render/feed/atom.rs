//! The Atom feed beside a list (RFC 4287).

use std::{cmp::Reverse, collections::BTreeSet, sync::Arc};

use atom_syndication::{Entry, FixedDateTime, Link, Person};

use super::CONFIGURATION;
use crate::{
    artifact::{Artifact, UrlPath},
    model::{Date, Document, Moment, Project, Update},
    render::{
        meta::{absolute, description, full_name, one_line},
        page::update_anchor,
    },
    site::{Item, Site},
};

/// The most entries a feed holds: about a month of an active site.
const MOST_ENTRIES: usize = 30;

/// What a feed follows.
#[derive(Debug, Clone)]
pub struct Feed<'a> {
    /// The address of the list that the feed stands beside.
    pub url: UrlPath,
    /// The list's title.
    pub title: String,
    /// Indices into `records.documents`.
    pub documents: &'a [usize],
    /// Indices into `records.projects`.
    pub projects: &'a [usize],
    /// A project whose updates are followed one by one: index into `records.projects`.
    pub progress: Option<usize>,
}

impl Feed<'_> {
    /// Where the feed is published, below the output directory.
    #[must_use]
    pub fn path(&self) -> String {
        format!("{}feed.xml", &self.url.as_str()[1..])
    }
}

/// The feed of a list as `feed.xml` beside it: the newest items first, items of one time by address.
///
/// An item of which no day is known has no place in a feed, which tells what is new and needs a time for each entry.
/// The feed's own time is that of its newest entry, else the as-of day.
#[must_use]
pub fn atom(site: &Site, feed: &Feed<'_>) -> Artifact {
    let records = &site.records;
    let documents = feed.documents.iter().map(|index| Dated::document(&records.documents[*index]));
    let projects = feed.projects.iter().map(|index| Dated::project(&records.projects[*index]));
    let mut newest: Vec<Dated<'_>> = documents.chain(projects).flatten().collect();
    newest.extend(feed.progress.into_iter().flat_map(|index| Dated::updates(&records.projects[index])));
    newest.sort_by(|a, b| (Reverse(&a.time), a.url()).cmp(&(Reverse(&b.time), b.url())));
    newest.truncate(MOST_ENTRIES);

    let updated = newest.first().map_or_else(|| midnight(site.as_of), |dated| dated.time.clone());
    let column = records.columns.iter().find(|column| column.url == feed.url).and_then(|column| column.path.clone());
    let sources: BTreeSet<Arc<str>> =
        newest.iter().map(Dated::path).cloned().chain(column).chain([CONFIGURATION.into()]).collect();
    let config = &site.config.site;
    let list = absolute(site, &feed.url);
    let address = format!("{list}feed.xml");
    let xml = atom_syndication::Feed {
        title: one_line(&feed.title).into(),
        id: address.clone(),
        updated: time(&updated),
        authors: vec![person(config.organization.as_deref().unwrap_or(&config.title))],
        links: vec![link("self", address, "application/atom+xml"), link("alternate", list, "text/html")],
        entries: newest.iter().map(|dated| dated.entry(site)).collect(),
        lang: Some(config.language.clone()),
        ..atom_syndication::Feed::default()
    };
    Artifact::text(feed.path(), format!("{}\n", xml.to_string()), sources.into_iter().collect())
}

/// An item with the time its entry stands at, in the form of RFC 3339 at UTC+8, so that times sort as strings.
struct Dated<'a> {
    time: String,
    item: Kind<'a>,
}

enum Kind<'a> {
    Document(&'a Item<Document>),
    Project(&'a Item<Project>),
    /// An update of a project, by index.
    Update(&'a Item<Project>, usize),
}

impl<'a> Dated<'a> {
    /// A document stands at 发布日期, else at the day its record comes nearest to it.
    fn document(item: &'a Item<Document>) -> Option<Self> {
        let document = &item.value;
        let stated = [document.dated, document.printed, document.signed, document.dispatched, document.registered];
        let day = || stated.into_iter().flatten().next().map(midnight);
        let time = document.published.map(Moment::rfc3339).or_else(day)?;
        Some(Self { time, item: Kind::Document(item) })
    }

    /// A project stands at the day of its newest progress.
    fn project(item: &'a Item<Project>) -> Option<Self> {
        let updates = item.value.updates.iter().map(|update| update.date);
        let reached = item.value.milestones.iter().filter_map(|milestone| milestone.actual);
        Some(Self { time: midnight(updates.chain(reached).max()?), item: Kind::Project(item) })
    }

    /// The updates of a project, the newest first.
    fn updates(item: &'a Item<Project>) -> impl Iterator<Item = Self> {
        let updates = item.value.updates.iter().enumerate().rev();
        updates.map(|(index, update)| Self { time: midnight(update.date), item: Kind::Update(item, index) })
    }

    fn url(&self) -> &UrlPath {
        match self.item {
            Kind::Document(item) => &item.url,
            Kind::Project(item) | Kind::Update(item, _) => &item.url,
        }
    }

    fn path(&self) -> &Arc<str> {
        match self.item {
            Kind::Document(item) => &item.path,
            Kind::Project(item) | Kind::Update(item, _) => &item.path,
        }
    }

    fn entry(&self, site: &Site) -> Entry {
        let mut address = absolute(site, self.url());
        if let Kind::Update(item, index) = self.item {
            address = format!("{address}#{}", update_anchor(&item.value, index));
        }
        let entry = Entry {
            id: address.clone(),
            updated: time(&self.time),
            links: vec![link("alternate", address, "text/html")],
            ..Entry::default()
        };
        match self.item {
            Kind::Document(item) => of_document(site, &item.value, entry),
            Kind::Project(item) => of_project(site, &item.value, entry),
            Kind::Update(item, index) => of_update(site, &item.value, &item.value.updates[index], entry),
        }
    }
}

fn of_document(site: &Site, document: &Document, entry: Entry) -> Entry {
    let mut authors: Vec<Person> =
        document.issuer.iter().map(|issuer| person(full_name(site, &issuer.value))).collect();
    if authors.is_empty() {
        authors.extend(document.source.as_deref().map(person));
    }
    Entry {
        title: one_line(&document.title).into(),
        published: document.published.map(|moment| time(&moment.rfc3339())),
        summary: description(document).map(Into::into),
        authors,
        ..entry
    }
}

fn of_project(site: &Site, project: &Project, entry: Entry) -> Entry {
    let newest = project.updates.iter().max_by_key(|update| update.date).map(|update| one_line(&update.text));
    let about = || project.summary.as_deref().map(one_line);
    Entry {
        title: one_line(&project.name).into(),
        summary: newest.or_else(about).filter(|summary| !summary.is_empty()).map(Into::into),
        authors: project.lead_unit.iter().map(|unit| person(full_name(site, &unit.value))).collect(),
        ..entry
    }
}

/// An update is titled by its stage, where it names one, and the project.
fn of_update(site: &Site, project: &Project, update: &Update, entry: Entry) -> Entry {
    let name = one_line(&project.name);
    let title = update.stage.as_ref().map_or_else(|| name.clone(), |stage| format!("{name}：{}", stage.value));
    let summary = one_line(&update.text);
    Entry {
        title: title.into(),
        summary: Some(summary).filter(|summary| !summary.is_empty()).map(Into::into),
        authors: project.lead_unit.iter().map(|unit| person(full_name(site, &unit.value))).collect(),
        ..entry
    }
}

fn midnight(day: Date) -> String {
    format!("{}T00:00:00+08:00", day.iso())
}

fn time(written: &str) -> FixedDateTime {
    written.parse().expect("invariant: moments and days are written in the form of RFC 3339")
}

fn person(name: &str) -> Person {
    Person { name: one_line(name), ..Person::default() }
}

fn link(rel: &str, href: String, kind: &str) -> Link {
    Link { rel: rel.to_owned(), href, mime_type: Some(kind.to_owned()), ..Link::default() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{model::DocumentKind, render::meta::sample};

    const BASE: &str = "https://www.yunxi.example/gk/";

    fn read(artifact: &Artifact) -> atom_syndication::Feed {
        let text = std::str::from_utf8(&artifact.bytes).unwrap();
        assert!(text.chars().all(|c| c == '\n' || !c.is_control()), "{text}");
        crate::render::feed::sitemap::tests::well_formed(text);
        atom_syndication::Feed::read_from(artifact.bytes.as_slice()).unwrap()
    }

    fn home(site: &Site) -> Artifact {
        let documents: Vec<usize> = (0..site.records.documents.len()).collect();
        let projects: Vec<usize> = (0..site.records.projects.len()).collect();
        let feed = Feed {
            url: UrlPath::new(""),
            title: "云溪区政务公开".into(),
            documents: &documents,
            projects: &projects,
            progress: None,
        };
        atom(site, &feed)
    }

    #[test]
    fn holds_dated_items_newest_first() {
        let artifact = home(&sample::site(BASE));
        assert_eq!(artifact.path, "feed.xml");
        let feed = read(&artifact);
        assert_eq!(feed.id, "https://www.yunxi.example/gk/feed.xml");
        assert_eq!(feed.updated.to_rfc3339(), "2024-06-03T00:00:00+08:00");
        assert_eq!(feed.authors[0].name, "云溪区人民政府办公室");
        let entries: Vec<&str> = feed.entries.iter().map(|entry| entry.id.strip_prefix(BASE).unwrap()).collect();
        let expected = [
            "updates/2024/%E5%91%A8%E6%8A%A5%201/",
            "projects/2024-001/",
            "documents/2024/43/",
            "documents/2023/5/",
            "plans/2022/",
        ];
        assert_eq!(entries, expected);
        assert!(artifact.sources.is_sorted());
        assert!(artifact.sources.contains(&"gongkai.toml".into()));
        assert!(!artifact.sources.contains(&"content/pages/about.md".into()));
    }

    #[test]
    fn an_entry_says_what_the_record_says() {
        let feed = read(&home(&sample::site(BASE)));
        let [weekly, project, notice, founding, _] = feed.entries.as_slice() else { panic!("{:?}", feed.entries) };
        assert_eq!(weekly.title.value, "周报第1期 <A & B>");
        assert_eq!(weekly.summary.as_ref().unwrap().value, "本周新开工项目 两个。");
        assert_eq!(weekly.authors[0].name, "云溪日报");
        assert_eq!(project.summary.as_ref().unwrap().value, "项目备案完成。");
        assert_eq!(project.updated.to_rfc3339(), "2024-05-24T00:00:00+08:00");
        assert_eq!(notice.title.value, "关于印发《招商工作方案》的\"通知\"</script><b>");
        assert_eq!(notice.published.unwrap().to_rfc3339(), "2024-05-06T09:30:00+08:00");
        assert_eq!(notice.authors[0].name, "云溪区卫生健康局");
        // 成文日期 orders the entry and is never given out as the day of publication.
        assert_eq!(founding.updated.to_rfc3339(), "2023-09-18T00:00:00+08:00");
        assert_eq!(founding.published, None);
    }

    #[test]
    fn a_list_without_a_day_has_an_empty_feed() {
        let site = sample::site(BASE);
        let about = sample::index(&site, "/pages/about/");
        let feed = Feed {
            url: UrlPath::new("topics/养老"),
            title: "养老\u{1}".into(),
            documents: &[about],
            projects: &[],
            progress: None,
        };
        let artifact = atom(&site, &feed);
        assert_eq!(artifact.path, "topics/养老/feed.xml");
        let feed = read(&artifact);
        assert_eq!(feed.title.value, "养老");
        assert_eq!(feed.updated.to_rfc3339(), "2024-06-10T00:00:00+08:00");
        assert!(feed.entries.is_empty());
        assert_eq!(feed.links[0].href, "https://www.yunxi.example/gk/topics/%E5%85%BB%E8%80%81/feed.xml");
    }

    #[test]
    fn holds_no_more_than_its_share() {
        let mut site = sample::site(BASE);
        site.records.documents = (0..40)
            .map(|serial| {
                let published = Moment::parse("2024-06-01").ok();
                let bulletin = Document { published, ..sample::document(DocumentKind::Update, "简报") };
                sample::item(&format!("/updates/{serial:02}/"), bulletin)
            })
            .rev()
            .collect();
        let feed = read(&home(&site));
        assert_eq!(feed.entries.len(), MOST_ENTRIES);
        assert!(feed.entries.is_sorted_by_key(|entry| &entry.id), "{:?}", feed.entries);
    }
}
