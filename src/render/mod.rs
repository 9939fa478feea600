//! The public site into finished files: pages, their bodies and meta tags, structured data, feeds.
//!
//! [`plan`] says which pages there are; each is then a pure function of the site and the theme, so that they can be made
//! in any order, on any thread, and made again alone.

mod alternate;
mod asset;
pub mod body;
pub mod bulletin;
pub mod chart;
mod data;
pub mod feed;
mod inputs;
pub mod json_ld;
pub mod meta;
pub mod page;
mod palette;
mod qr;
pub mod theme;

use std::collections::BTreeMap;

use tera::{Context, Tera, Value};

use self::{
    asset::Assets,
    theme::{Labels, Theme, ThemeError},
};
pub use self::{
    inputs::Inputs,
    page::{Page, plan},
};
use crate::{
    artifact::{Artifact, UrlPath},
    bilingual,
    cache::{Key, Keying},
    config::Config,
    diag::{Bilingual, Diagnostic},
    model::Date,
    site::Site,
};

/// Everything pages are made of.
#[derive(Debug)]
pub struct Renderer<'a> {
    site: &'a Site,
    labels: &'a Labels,
    tera: Tera,
    /// Of all that every page follows from.
    key: Key,
    assets: Assets,
    /// The manifest of the search index, for the search page; without it the page's script fetches it.
    pub search_manifest: Option<String>,
    /// The sizes of the files of [`Renderer::data`] in bytes, by path, for the pages that offer them; without them these
    /// pages tell none.
    pub data_sizes: BTreeMap<String, u64>,
}

/// A file that is no page, before it is made.
pub struct File<'a> {
    /// Where it is published, below the output directory.
    pub path: String,
    /// The key of all that it follows from: two files with the same path and key are the same to the byte.
    pub inputs: Key,
    /// Makes it.
    pub make: Box<dyn Fn() -> Artifact + Send + Sync + 'a>,
}

/// A page that could not be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenderError {
    /// The address of the page.
    pub page: UrlPath,
    /// What is wrong with the theme that makes it.
    pub error: Box<ThemeError>,
}

impl RenderError {
    /// What is wrong: the page, the template, the line.
    #[must_use]
    pub fn message(&self) -> Bilingual {
        let (page, error) = (self.page.as_str(), &self.error.message);
        let (zh, en) = (&error.zh, &error.en);
        bilingual!("页面 {page} 生成不了：{zh}", "the page {page} cannot be made: {en}")
    }

    /// The finding as it is reported, for the theme `name`.
    #[must_use]
    pub fn diagnostic(&self, name: &str) -> Diagnostic {
        Diagnostic { message: self.message(), ..self.error.diagnostic(name) }
    }
}

impl<'a> Renderer<'a> {
    /// A renderer for the public site, in the language of its interface.
    ///
    /// # Errors
    /// The theme has no words in that language.
    pub fn new(site: &'a Site, theme: &'a Theme) -> Result<Self, ThemeError> {
        let language = &site.config.site.language;
        let labels = theme.labels(language).ok_or_else(|| ThemeError {
            path: format!("i18n/{language}.toml"),
            place: None,
            message: bilingual!(
                "主题里没有界面语言“{language}”的文字，可用 zh-CN 或 en，或增加这个文件",
                "the theme has no words for the interface language {language}: use zh-CN or en, or add this file"
            ),
        })?;
        let mut tera = theme.engine();
        let assets = Assets::of(theme, &tera, &site.config)?;
        // What every page shows is turned into template values once, not for each page anew.
        let view = page::frame::SiteView::new(site, labels, assets.directory());
        let key = Keying::default().key(theme.key()).text(language).value(&view).finish();
        let shared = tera.global_context();
        shared.insert("t", labels);
        shared.insert("site", &view);
        for picture in pictures(&site.config) {
            if !theme.has_static(picture) {
                return Err(ThemeError {
                    path: format!("static/{picture}"),
                    place: None,
                    message: bilingual!(
                        "gongkai.toml 写了图片 {picture}，主题的 static/ 里没有这个文件",
                        "gongkai.toml names the picture {picture}, and static/ of the theme has no such file"
                    ),
                });
            }
        }
        for item in &site.records.documents {
            let Some(name) = item.value.template.as_ref().map(|template| &template.value) else { continue };
            if !theme.has_template(&format!("{name}.html")) {
                let path = &item.path;
                return Err(ThemeError {
                    path: format!("templates/{name}.html"),
                    place: None,
                    message: bilingual!(
                        "{path} 写了 template = \"{name}\"，主题里没有模板 {name}.html",
                        "{path} says template = \"{name}\", and the theme has no template {name}.html"
                    ),
                });
            }
        }
        Ok(Self { site, labels, tera, key, assets, search_manifest: None, data_sizes: BTreeMap::new() })
    }

    /// The name of the theme.
    #[must_use]
    pub fn theme_name(&self) -> &str {
        &self.site.config.site.theme
    }

    /// The keys of what is shown by more than one page.
    #[must_use]
    pub fn inputs(&self) -> Inputs {
        Inputs::of(self.site, self.key)
    }

    /// The feed beside a page, if it has one.
    #[must_use]
    pub fn feed<'b>(&'b self, page: &'b Page, inputs: &Inputs) -> Option<File<'b>> {
        let feed = page.feed(self)?;
        let (path, inputs) = (feed.path(), inputs.records());
        Some(File { path, inputs, make: Box::new(move || feed::atom(self.site, &feed)) })
    }

    /// The static files of the theme, in the directory that pages name.
    pub fn static_files(&self) -> impl Iterator<Item = Artifact> {
        self.assets.files().iter().cloned()
    }

    /// The addresses for `sitemap.xml` with the day each was last changed, of `pages` that are there to be found.
    #[must_use]
    pub fn addresses(&self, pages: &[Page]) -> Vec<(UrlPath, Option<Date>)> {
        pages
            .iter()
            .filter(|page| page.is_indexed(self.site))
            .map(|page| (page.url().clone(), page.changed(self.site)))
            .collect()
    }

    /// Runs `template` with `values`.
    fn run(&self, url: &UrlPath, template: &str, values: [(&'static str, Value); 2]) -> Result<Vec<u8>, RenderError> {
        let mut context = Context::new();
        for (name, value) in values {
            context.insert_value(name, value);
        }
        let mut page = Vec::with_capacity(16 << 10);
        let made = self.tera.render_to(template, &context, &mut page);
        made.map(|()| page).map_err(|error| RenderError {
            page: url.clone(),
            error: Box::new(ThemeError::from_tera(template, &error)),
        })
    }
}

/// The pictures that the configuration names, below `static/`.
fn pictures(config: &Config) -> impl Iterator<Item = &str> {
    let marks = [&config.site.party_mark, &config.site.find_error].into_iter().flatten();
    config.appearance.logo.as_deref().into_iter().chain(marks.filter_map(|mark| mark.image.as_deref()))
}
