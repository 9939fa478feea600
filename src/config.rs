//! The site's configuration, `gongkai.toml`, as typed values.

use std::collections::BTreeMap;

use crate::diag::Severity;

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
    /// `[output]`.
    pub output: OutputConfig,
}

/// What is made beside the pages.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OutputConfig {
    /// Alternate forms of each item, in the order in which they are named.
    pub formats: Vec<AlternateFormat>,
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
    /// The name of the theme under `themes/`.
    pub theme: String,
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
