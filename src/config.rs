//! The site's configuration, `gongkai.toml`, as typed values.

use std::collections::BTreeMap;

use crate::{diag::Severity, model::Colour};

/// Everything `gongkai.toml` says.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// `[site]`.
    pub site: SiteConfig,
    /// `[[stage]]`: the stages of a project in their order.
    pub stages: Vec<Stage>,
    /// `[checks]`: the weight given to a rule, by its code; `None` switches it off.
    pub checks: BTreeMap<String, Option<Severity>>,
    /// `[[checks.exception]]`: what the last gate lets pass.
    pub exceptions: Vec<Exception>,
    /// `[search]`.
    pub search: SearchConfig,
    /// `[appearance]`.
    pub appearance: Appearance,
    /// `[home]`: what the home page shows below the search, in this order.
    pub home: Vec<HomeBlock>,
    /// `[progress]`.
    pub progress: ProgressConfig,
    /// `[output]`.
    pub output: OutputConfig,
}

/// What is told of projects and tasks that are behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProgressConfig {
    /// Whether pages show what is overdue or stalled, and rank units; else only the office's own report does.
    pub show: bool,
    /// How many days may lie between two reports of a project: one that is silent for longer is stalled.
    pub cycle_days: i32,
}

impl Default for ProgressConfig {
    /// Nothing is shown; projects report once a month.
    fn default() -> Self {
        Self { show: false, cycle_days: 31 }
    }
}

/// How the theme is made a site's own without changing a file of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appearance {
    /// 主色: what acts and what is current.
    pub main: Option<Colour>,
    /// The first helper: authority and alarm.
    pub red: Option<Colour>,
    /// The second helper: change.
    pub gold: Option<Colour>,
    /// A picture before the site's name: the path of a file below the theme's `static/`.
    pub logo: Option<String>,
    /// Whether pages have the header with name, search and columns.
    pub header: bool,
    /// Whether pages have the footer.
    pub footer: bool,
}

impl Default for Appearance {
    fn default() -> Self {
        Self { main: None, red: None, gold: None, logo: None, header: true, footer: true }
    }
}

/// A block of the home page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HomeBlock {
    /// 最新公开: the newest documents and plans.
    Newest,
    /// 最新通报: the last bulletin, and news.
    Bulletin,
    /// 政府信息公开: its four fixed parts.
    Disclosure,
    /// Figures that matter, each a link.
    Figures,
    /// 招商项目.
    Projects,
    /// 招商载体.
    Carriers,
    /// Projects by stage.
    Progress,
    /// The columns with what they publish.
    Columns,
    /// The home page's own text.
    Intro,
}

impl HomeBlock {
    /// Every block by its name in `[home]`, in the order in which a site that names none has them.
    pub const ALL: [(&'static str, Self); 9] = [
        ("newest", Self::Newest),
        ("bulletin", Self::Bulletin),
        ("disclosure", Self::Disclosure),
        ("figures", Self::Figures),
        ("projects", Self::Projects),
        ("carriers", Self::Carriers),
        ("progress", Self::Progress),
        ("columns", Self::Columns),
        ("intro", Self::Intro),
    ];

    /// Its name in `[home]`.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, block)| *block == self).map_or("", |(name, _)| name)
    }
}

/// What is made beside the pages.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OutputConfig {
    /// Alternate forms of each item, in the order in which they are named.
    pub formats: Vec<AlternateFormat>,
    /// Compressed copies beside each text file.
    pub precompress: Vec<Encoding>,
}

/// Files that are text, or are sent as if they were, by the ending of their name; all others are packed already.
const TEXT: [&str; 14] =
    ["html", "css", "js", "mjs", "json", "jsonld", "geojson", "xml", "svg", "txt", "md", "csv", "webmanifest", "wasm"];

/// A compressed form in which a server may send a file as it lies (RFC 9110 §8.4.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// gzip (RFC 1952).
    Gzip,
    /// Brotli (RFC 7932).
    Brotli,
}

impl Encoding {
    /// Every encoding.
    pub const ALL: [Self; 2] = [Self::Gzip, Self::Brotli];

    /// Where the copy of the file at `path` stands; `None` where the file gains nothing by being compressed.
    #[must_use]
    pub fn copy_of(self, path: &str) -> Option<String> {
        let (_, ending) = path.rsplit_once('.')?;
        TEXT.contains(&ending).then(|| format!("{path}.{}", self.name()))
    }

    /// Its name in `gongkai.toml`, which is also what its file's name has at the end.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gz",
            Self::Brotli => "br",
        }
    }
}

/// A form of an item beside its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AlternateFormat {
    /// JSON.
    Json,
    /// Markdown.
    Markdown,
    /// Plain text.
    Text,
}

impl AlternateFormat {
    /// Every format.
    pub const ALL: [Self; 3] = [Self::Json, Self::Markdown, Self::Text];

    /// Its name in `gongkai.toml`, which is also the ending of its file.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Markdown => "md",
            Self::Text => "txt",
        }
    }

    /// The file beside `index.html`.
    #[must_use]
    pub fn file(self) -> String {
        format!("index.{}", self.name())
    }

    /// Its media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Markdown => "text/markdown",
            Self::Text => "text/plain",
        }
    }
}

/// Who answers the questions of the search page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SearchConfig {
    /// The `_search` address of a Quickwit or Elasticsearch-compatible index: absolute with https, or a path on the
    /// host of the site. `None`: the index that is part of the site.
    pub endpoint: Option<String>,
}

impl SearchConfig {
    /// The origin of the endpoint, such as `https://search.example.gov.cn`, where it is not that of the site.
    #[must_use]
    pub fn foreign_origin(&self) -> Option<&str> {
        let endpoint = self.endpoint.as_deref()?;
        let host = endpoint.strip_prefix(HTTPS)?.split(['/', '?']).next()?;
        Some(&endpoint[..HTTPS.len() + host.len()])
    }
}

/// How the address of another host begins: a page served by https may ask no other.
pub const HTTPS: &str = "https://";

/// Who publishes, and where.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SiteConfig {
    /// 网站名称.
    pub title: String,
    /// The absolute address of the home page, ending in `/`; it may have a sub-path.
    pub base_url: String,
    /// The language of the interface.
    pub language: String,
    /// What the site publishes, for its home page and the meta tags.
    pub description: Option<String>,
    /// 主办单位.
    pub organization: Option<String>,
    /// 承办单位.
    pub operator: Option<String>,
    /// 网站标识码.
    pub id_code: Option<String>,
    /// ICP 备案号.
    pub icp: Option<String>,
    /// 公安机关备案号.
    pub police_record: Option<String>,
    /// 联系方式, an office telephone.
    pub contact: Option<String>,
    /// The portal that a site under its sub-path belongs to.
    pub portal: Option<Portal>,
    /// 党政机关网站标识: what it leads to, with its picture.
    pub party_mark: Option<Badge>,
    /// 我为政府网站找错: what it leads to, with its picture.
    pub find_error: Option<Badge>,
    /// The name of the theme under `themes/`.
    pub theme: String,
}

/// The portal above a site (专题).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Portal {
    /// Its name.
    pub title: String,
    /// Its absolute address.
    pub url: String,
}

/// A mark in the footer that leads to the platform which issued it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Badge {
    /// The absolute address it leads to.
    pub url: String,
    /// Its picture: the path of a file below the theme's `static/`; else its name is written out.
    pub image: Option<String>,
}

/// A stage of a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    /// 阶段名称.
    pub name: String,
    /// Whether a project in this stage may be public without clearance.
    pub public: bool,
}

/// Something the last gate would stop, let pass for a written reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exception {
    /// The rule's code.
    pub rule: String,
    /// The exact string that may stand in a finished file.
    pub text: String,
    /// Why.
    pub reason: String,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            site: SiteConfig { language: "zh-CN".into(), theme: "default".into(), ..SiteConfig::default() },
            stages: default_stages(),
            checks: BTreeMap::new(),
            exceptions: Vec::new(),
            search: SearchConfig::default(),
            appearance: Appearance::default(),
            home: HomeBlock::ALL.map(|(_, block)| block).into(),
            progress: ProgressConfig::default(),
            output: OutputConfig::default(),
        }
    }
}

/// The stages a site has that names none: 线索 and 在谈 are not public.
#[must_use]
pub fn default_stages() -> Vec<Stage> {
    [("推介", true), ("线索", false), ("在谈", false), ("签约", true), ("开工", true), ("投产", true)]
        .map(|(name, public)| Stage { name: name.to_owned(), public })
        .into()
}
