//! The home page.

mod figure;

use serde::Serialize;

use self::figure::Figure;
use super::{
    compose::{CarrierEntry, Composer, Day, DocumentEntry, Html, Link, ProjectEntry},
    disclosure::DisclosureView,
    document::body,
    frame::{Draft, Head, top_columns},
    offer,
    project::all_projects,
};
use crate::{
    artifact::UrlPath,
    config::HomeBlock,
    model::{DocumentKind, Money},
    render::{
        alternate::{list::Items, table::Tables},
        json_ld, meta,
    },
    site::{Site, StageTotal, ordering},
};

/// How many of the newest items of a kind the home page shows.
const NEWEST: usize = 8;
/// How many projects and carriers on offer it shows.
const OFFERS: usize = 4;
/// How many news stand below the last bulletin.
const NEWS: usize = 3;
/// How many topics are offered as questions.
const EXAMPLES: usize = 3;

/// The home page as its template sees it: which blocks in which order, and what fills them.
#[derive(Debug, Serialize)]
struct HomeView {
    title: String,
    /// Questions to try: the words, and the search page that answers.
    examples: Vec<Link>,
    /// The blocks by name; one with nothing in it is not among them.
    blocks: Vec<&'static str>,
    intro: Option<Html>,
    /// The newest of documents and plans.
    documents: Vec<DocumentEntry>,
    bulletin: Option<Bulletin>,
    /// The newest updates but that bulletin.
    updates: Vec<DocumentEntry>,
    disclosure: DisclosureView,
    figures: Vec<Figure>,
    stages: Vec<StageView>,
    /// Projects on offer.
    offers: Vec<OfferView>,
    carriers: Vec<CarrierEntry>,
    columns: Vec<ColumnView>,
    /// The lists that go on where a block ends.
    all: Lists,
}

/// The lists of the columns that hold what a block shows.
#[derive(Debug, Serialize)]
struct Lists {
    documents: Option<Link>,
    updates: Option<Link>,
    projects: Option<Link>,
    carriers: Option<Link>,
    /// All that is on offer.
    offers: Option<Link>,
}

/// The last bulletin.
#[derive(Debug, Serialize)]
struct Bulletin {
    title: String,
    url: String,
    day: Option<Day>,
    summary: Option<String>,
}

/// A project on offer, with what it seeks.
#[derive(Debug, Serialize)]
struct OfferView {
    project: ProjectEntry,
    seeking: String,
}

/// A column with what it publishes.
#[derive(Debug, Serialize)]
struct ColumnView {
    title: String,
    url: String,
    description: Option<String>,
}

/// The totals of a stage as a table row; sums of amounts 约 and 以上 stand apart from exact ones.
#[derive(Debug, Serialize)]
pub(super) struct StageView {
    stage: String,
    count: usize,
    public: usize,
    sums: Vec<String>,
    /// How many of them state no amount.
    unstated: usize,
    /// Its count in hundredths of the greatest count of a stage.
    share: usize,
    /// The search for its public projects.
    search: Option<String>,
}

impl StageView {
    /// The stages in which there are projects.
    pub(super) fn all(composer: &Composer<'_>) -> Vec<Self> {
        let totals = &composer.site.stage_totals;
        let greatest = totals.iter().map(|total| total.count).max().unwrap_or_default().max(1);
        totals.iter().filter(|total| total.count > 0).map(|total| Self::of(composer, total, greatest)).collect()
    }

    fn of(composer: &Composer<'_>, total: &StageTotal, greatest: usize) -> Self {
        let sums = &total.sums;
        Self {
            share: total.count * 100 / greatest,
            search: (total.public > 0).then(|| search_link(composer, "stage", &total.stage)),
            stage: total.stage.clone(),
            count: total.count,
            public: total.public,
            sums: [&sums.exact, &sums.about, &sums.at_least].into_iter().flatten().map(Money::to_string).collect(),
            unstated: sums.unstated,
        }
    }
}

pub(super) fn draft(composer: &mut Composer<'_>) -> Draft {
    let site = composer.site;
    let column = site.records.columns.iter().find(|column| column.url.as_str() == "/");
    if let Some(path) = column.and_then(|column| column.path.as_ref()) {
        composer.source(path);
    }
    let chosen = Chosen::of(site);
    let mut view = HomeView {
        title: site.config.site.title.clone(),
        examples: examples(composer),
        blocks: Vec::new(),
        intro: column.and_then(|column| body::column(composer, column)),
        documents: composer.documents(&chosen.documents),
        bulletin: chosen.bulletin.map(|index| bulletin_view(composer, index)),
        updates: composer.documents(&chosen.news),
        disclosure: DisclosureView::of(composer),
        figures: figure::all(composer),
        stages: StageView::all(composer),
        offers: offers(composer, &chosen.offers),
        carriers: chosen.carriers.iter().map(|index| composer.carrier(*index)).collect(),
        columns: columns(composer),
        all: Lists {
            documents: list(composer, "/documents/"),
            updates: list(composer, "/updates/"),
            projects: all_projects(composer, site),
            carriers: list(composer, "/carriers/"),
            offers: offer::has_any(site).then(|| offer::link(composer)),
        },
    };
    view.blocks = site.config.home.iter().filter(|block| view.has(**block)).map(|block| block.name()).collect();
    let head = Head {
        title: site.config.site.title.clone(),
        meta: meta::home(site),
        structured: Some(json_ld::home(site)),
        has_feed: true,
        ..Head::default()
    };
    Draft::new(head, "home", view)
}

impl HomeView {
    /// Whether there is anything to show in a block.
    fn has(&self, block: HomeBlock) -> bool {
        match block {
            HomeBlock::Newest => !self.documents.is_empty(),
            HomeBlock::Bulletin => self.bulletin.is_some() || !self.updates.is_empty(),
            HomeBlock::Disclosure => !self.disclosure.is_empty(),
            // A number alone tells nothing.
            HomeBlock::Figures => self.figures.len() > 1,
            HomeBlock::Projects => !self.offers.is_empty(),
            HomeBlock::Carriers => !self.carriers.is_empty(),
            HomeBlock::Progress => !self.stages.is_empty(),
            HomeBlock::Columns => !self.columns.is_empty(),
            HomeBlock::Intro => self.intro.is_some(),
        }
    }
}

/// A list page by its address, where the site has one.
fn list(composer: &Composer<'_>, url: &str) -> Option<Link> {
    let column = composer.site.records.columns.iter().find(|column| column.url.as_str() == url)?;
    Some(Link { text: column.title.clone(), url: composer.to(&column.url) })
}

/// The items of which the home page shows something.
struct Chosen {
    documents: Vec<usize>,
    bulletin: Option<usize>,
    /// The newest updates but that bulletin.
    news: Vec<usize>,
    offers: Vec<usize>,
    carriers: Vec<usize>,
}

impl Chosen {
    fn of(site: &Site) -> Self {
        let bulletin = last_bulletin(site);
        let news = of_kind(site, |kind| kind == DocumentKind::Update).filter(|index| Some(*index) != bulletin);
        let policies = of_kind(site, |kind| matches!(kind, DocumentKind::Document | DocumentKind::Plan));
        let seeking = |index: &usize| site.records.projects[*index].value.seeking.is_some();
        Self {
            documents: policies.take(NEWEST).collect(),
            bulletin,
            news: news.take(NEWS).collect(),
            offers: offer::projects(site).filter(seeking).take(OFFERS).collect(),
            carriers: (0..site.records.carriers.len()).take(OFFERS).collect(),
        }
    }
}

/// What its blocks list, in their order, in other forms.
pub(super) fn tables(site: &Site) -> Tables<'_> {
    let chosen = Chosen::of(site);
    let updates: Vec<usize> = chosen.bulletin.iter().chain(&chosen.news).copied().collect();
    let mut tables = Tables::new(&site.config.site.title);
    for block in &site.config.home {
        let none = Items::default();
        tables = match block {
            HomeBlock::Newest => {
                let items = Items { documents: &chosen.documents, ..none };
                tables.with_items(site, ("documents", "newest_documents"), &items)
            }
            HomeBlock::Bulletin => {
                let items = Items { documents: &updates, ..none };
                tables.with_items(site, ("updates", "newest_updates"), &items)
            }
            HomeBlock::Projects => {
                let items = Items { projects: &chosen.offers, ..none };
                tables.with_items(site, ("offers", "offers"), &items)
            }
            HomeBlock::Carriers => {
                let items = Items { carriers: &chosen.carriers, ..none };
                tables.with_items(site, ("carriers", "carriers"), &items)
            }
            HomeBlock::Progress => tables.with_stages(site),
            HomeBlock::Columns => {
                let links = top_columns(site).map(|column| (column.url.encoded(), column.title.as_str()));
                tables.with_links(("columns", "columns"), links)
            }
            // Its four parts are pages among the columns; its sums stand with the stages; its text is no table.
            HomeBlock::Disclosure | HomeBlock::Figures | HomeBlock::Intro => tables,
        };
    }
    tables
}

/// The documents of a kind, newest first.
fn of_kind(site: &Site, is_of: impl Fn(DocumentKind) -> bool) -> impl Iterator<Item = usize> {
    let documents = site.records.documents.iter().enumerate();
    documents.filter(move |(_, item)| is_of(item.value.kind)).map(|(index, _)| index)
}

/// The newest update that is one of a series: bulletins are, news are not.
fn last_bulletin(site: &Site) -> Option<usize> {
    site.records
        .documents
        .iter()
        .position(|item| item.value.kind == DocumentKind::Update && item.value.series.is_some())
}

fn bulletin_view(composer: &mut Composer<'_>, index: usize) -> Bulletin {
    let item = &composer.site.records.documents[index];
    composer.source(&item.path);
    Bulletin {
        title: item.value.title.clone(),
        url: composer.to(&item.url),
        day: ordering(&item.value).map(|date| composer.day(date)),
        summary: meta::description(&item.value),
    }
}

/// Questions that have answers: the newest document number, then the topics with most documents.
fn examples(composer: &Composer<'_>) -> Vec<Link> {
    let site = composer.site;
    let number = site.records.documents.iter().find_map(|item| item.value.doc_number.as_ref());
    let mut topics: Vec<_> = site.topics.iter().filter(|topic| !topic.documents.is_empty()).collect();
    topics.sort_by_key(|topic| std::cmp::Reverse(topic.documents.len()));
    let topics = topics.into_iter().take(EXAMPLES).map(|topic| topic.name.clone());
    let words = topics.chain(number.map(|number| number.value.to_string()));
    words.map(|text| Link { url: search_link(composer, "q", &text), text }).collect()
}

/// The search page with one question or one filter.
fn search_link(composer: &Composer<'_>, key: &str, value: &str) -> String {
    let value = percent_encoding::utf8_percent_encode(value, percent_encoding::NON_ALPHANUMERIC);
    format!("{}?{key}={value}", composer.to(&UrlPath::new("search")))
}

/// Projects that say what they seek and are not held up.
fn offers(composer: &mut Composer<'_>, chosen: &[usize]) -> Vec<OfferView> {
    let projects = &composer.site.records.projects;
    let seeking = |index: usize| projects[index].value.seeking.clone().unwrap_or_default();
    chosen.iter().map(|index| OfferView { seeking: seeking(*index), project: composer.project(*index) }).collect()
}

fn columns(composer: &Composer<'_>) -> Vec<ColumnView> {
    top_columns(composer.site)
        .map(|column| ColumnView {
            title: column.title.clone(),
            url: composer.to(&column.url),
            description: column.description.clone(),
        })
        .collect()
}
