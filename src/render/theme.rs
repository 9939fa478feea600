//! A theme: templates, static files and the words of the interface. It is data; the engine knows none of its words.
//!
//! The default theme is part of the program. A site's own theme takes the place of single files of it:
//!
//! ```text
//! templates/document.html    a template of the same name
//! static/site.css            a static file of the same name
//! i18n/zh-CN.toml            words of the interface; those it leaves out stay as they are
//! theme.toml                 colours; those it leaves out stay as they are
//! ```

mod fault;
mod label;

use std::{borrow::Cow, collections::BTreeMap};

use include_dir::{Dir, include_dir};
use tera::{ErrorKind, Kwargs, State, Tera};
use toml::de::DeTable;

use self::label::fill;
pub use self::{
    fault::{Place, ThemeError},
    label::Labels,
};
use super::palette::Palette;
use crate::{
    artifact::Artifact,
    bilingual,
    cache::{Key, Keying},
};

static DEFAULT: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes/default");

/// The language whose words stand in for those a language of the site's own leaves out.
const FALLBACK_LANGUAGE: &str = "en";

/// A theme that has been read and found sound.
#[derive(Debug, Clone)]
pub struct Theme {
    tera: Tera,
    languages: BTreeMap<String, Labels>,
    files: BTreeMap<String, StaticFile>,
    key: Key,
    palette: Palette,
}

#[derive(Debug, Clone)]
struct StaticFile {
    bytes: Cow<'static, [u8]>,
    /// Whether the site brought it.
    own: bool,
}

/// Path and text of every template and word list of the default theme: what a page may say that no source said.
pub fn built_in_texts() -> impl Iterator<Item = (&'static str, &'static str)> {
    ["templates", "i18n"]
        .into_iter()
        .filter_map(|directory| DEFAULT.get_dir(directory))
        .flat_map(Dir::files)
        .filter_map(|file| Some((file.path().to_str()?, file.contents_utf8()?)))
}

impl Theme {
    /// Reads the default theme with a site's own files in the place of its own.
    ///
    /// Each override is a path below `themes/<name>/` with its bytes.
    ///
    /// # Errors
    /// All faults at once: templates that do not parse or call for what is not there, word lists that are no flat TOML
    /// of texts, files that a theme has no place for.
    pub fn load(overrides: &[(String, Vec<u8>)]) -> Result<Self, Vec<ThemeError>> {
        let mut reading = Reading::default();
        for (path, bytes) in default_files(&DEFAULT) {
            reading.file(&path, Cow::Borrowed(bytes), false);
        }
        let mut keying = Keying::default();
        for (path, bytes) in overrides {
            reading.file(path, Cow::Owned(bytes.clone()), true);
            keying = keying.text(path).bytes(bytes);
        }
        reading.finish(keying.finish())
    }

    /// The key of the site's own files; the default ones are part of the program.
    pub(super) fn key(&self) -> Key {
        self.key
    }

    /// The words of `language`, if the theme has them.
    #[must_use]
    pub fn labels(&self, language: &str) -> Option<&Labels> {
        self.languages.get(language)
    }

    /// The static files as artifacts under `static/`; `name` is that of the theme, whose own files are their sources.
    pub fn static_files(&self, name: &str) -> impl Iterator<Item = Artifact> {
        self.files.iter().map(move |(path, file)| Artifact {
            path: path.clone(),
            bytes: file.bytes.to_vec(),
            sources: if file.own { vec![format!("themes/{name}/{path}").into()] } else { Vec::new() },
        })
    }

    /// Whether it has a static file at `path`, below `static/`.
    #[must_use]
    pub fn has_static(&self, path: &str) -> bool {
        self.files.contains_key(&format!("static/{path}"))
    }

    /// Whether it has a template.
    #[must_use]
    pub fn has_template(&self, name: &str) -> bool {
        self.tera.get_template_names().any(|known| known == name)
    }

    /// Its colours.
    pub(super) fn palette(&self) -> &Palette {
        &self.palette
    }

    /// The names of the templates that make a stylesheet each, `static/<name>`.
    pub(super) fn stylesheets(&self) -> impl Iterator<Item = &str> {
        let mut names: Vec<&str> = self.tera.get_template_names().filter(|name| name.ends_with(".css")).collect();
        names.sort_unstable();
        names.into_iter()
    }

    /// A copy of the template engine, for a renderer to give its shared values to.
    pub(super) fn engine(&self) -> Tera {
        self.tera.clone()
    }
}

fn default_files<'a>(dir: &'a Dir<'a>) -> Vec<(String, &'a [u8])> {
    let mut files: Vec<(String, &[u8])> =
        dir.files().filter_map(|file| Some((file.path().to_str()?.replace('\\', "/"), file.contents()))).collect();
    files.extend(dir.dirs().flat_map(default_files));
    files
}

/// The files of a theme on their way to being one.
#[derive(Default)]
struct Reading {
    templates: BTreeMap<String, String>,
    languages: BTreeMap<String, Labels>,
    files: BTreeMap<String, StaticFile>,
    palette: Palette,
    errors: Vec<ThemeError>,
}

impl Reading {
    fn file(&mut self, path: &str, bytes: Cow<'static, [u8]>, own: bool) {
        if path.rsplit('/').next().is_some_and(|name| name.starts_with('.')) {
            return;
        }
        match path.split_once('/') {
            Some(("static", _)) => {
                self.files.insert(path.to_owned(), StaticFile { bytes, own });
            }
            Some(("templates", name)) => {
                if let Some(source) = self.text(path, &bytes) {
                    self.templates.insert(name.to_owned(), source);
                }
            }
            Some(("i18n", name)) if name.ends_with(".toml") => {
                if let Some(source) = self.text(path, &bytes) {
                    self.language(path, name.trim_end_matches(".toml"), &source);
                }
            }
            None if path == "theme.toml" => {
                if let Some(source) = self.text(path, &bytes) {
                    let errors = self.palette.read(&source);
                    self.errors.extend(
                        errors.into_iter().map(|error| ThemeError::at(path, &source, error.span, error.message)),
                    );
                }
            }
            _ => self.errors.push(ThemeError::whole(
                path,
                [
                    "主题里没有这样的文件：只有 theme.toml、templates/、static/ 和 i18n/*.toml",
                    "a theme has no such file: it holds theme.toml, templates/, static/ and i18n/*.toml",
                ],
            )),
        }
    }

    fn text(&mut self, path: &str, bytes: &[u8]) -> Option<String> {
        match str::from_utf8(bytes) {
            Ok(text) => Some(text.strip_prefix('\u{feff}').unwrap_or(text).to_owned()),
            Err(_) => {
                self.errors.push(ThemeError::whole(path, ["文件不是 UTF-8 编码", "the file is not UTF-8"]));
                None
            }
        }
    }

    fn language(&mut self, path: &str, language: &str, source: &str) {
        let base = self.languages.get(language).or_else(|| self.languages.get(FALLBACK_LANGUAGE));
        let mut labels = base.cloned().unwrap_or_default();
        let table = match DeTable::parse(source) {
            Ok(table) => table,
            Err(error) => {
                let what = error.message();
                let message = bilingual!("不合 TOML 的写法：{what}", "not valid TOML: {what}");
                self.errors.push(ThemeError::at(path, source, error.span().unwrap_or(0..0), message));
                return;
            }
        };
        for (key, value) in table.get_ref() {
            match value.get_ref().as_str() {
                Some(text) => {
                    labels.set(key.get_ref(), text);
                }
                None => self.errors.push(ThemeError::at(
                    path,
                    source,
                    value.span(),
                    [
                        "这里只能是一段文字，例如 search = \"搜索\"",
                        "only a text may stand here, as in search = \"Search\"",
                    ]
                    .into(),
                )),
            }
        }
        self.languages.insert(language.to_owned(), labels);
    }

    fn finish(mut self, key: Key) -> Result<Theme, Vec<ThemeError>> {
        for (name, source) in &self.templates {
            // Alone, a template that builds on others fails too; what is wrong with itself is found first.
            if let Err(error) = Tera::default().add_raw_template(name, source)
                && matches!(error.kind(), ErrorKind::SyntaxError(_))
            {
                self.errors.push(ThemeError::from_tera(name, &error));
            }
        }
        let faint = self.palette.faint().into_iter();
        self.errors.extend(faint.map(|message| ThemeError::whole("theme.toml", message)));
        if !self.errors.is_empty() {
            return Err(self.errors);
        }
        let mut tera = Tera::default();
        tera.register_filter("fill", |pattern: &str, values: Kwargs, _: &State| {
            fill(pattern, |name| {
                values.iter().find(|(key, _)| key.as_str() == Some(name)).map(|(_, value)| value.to_string())
            })
        });
        match tera.add_raw_templates(&self.templates) {
            Ok(()) => Ok(Theme { tera, languages: self.languages, files: self.files, key, palette: self.palette }),
            Err(error) => Err(ThemeError::all_from_tera(&error, &self.templates)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn errors(path: &str, text: &str) -> Vec<ThemeError> {
        Theme::load(&[(path.to_owned(), text.as_bytes().to_vec())]).map(|_| ()).unwrap_err()
    }

    #[test]
    fn languages_of_the_default_theme_have_the_same_words() {
        let theme = Theme::load(&[]).unwrap();
        let keys = |language| theme.labels(language).unwrap().keys().collect::<Vec<_>>();
        assert_eq!(keys("zh-CN"), keys("en"));
    }

    #[test]
    fn templates_ask_only_for_words_there_are() {
        let theme = Theme::load(&[]).unwrap();
        let labels = theme.labels("zh-CN").unwrap();
        for (path, bytes) in default_files(&DEFAULT).iter().filter(|(path, _)| path.starts_with("templates/")) {
            let source = str::from_utf8(bytes).unwrap();
            for after in source.split("t.").skip(1) {
                let end = after.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(after.len());
                let before = source[..after.as_ptr() as usize - source.as_ptr() as usize - 2].chars().last();
                if before.is_some_and(|before| before.is_alphanumeric() || "_.".contains(before)) {
                    continue;
                }
                assert!(labels.keys().any(|key| key == &after[..end]), "{path}: t.{}", &after[..end]);
            }
        }
    }

    #[test]
    fn no_template_holds_a_chinese_word() {
        for (path, bytes) in default_files(&DEFAULT).iter().filter(|(path, _)| path.starts_with("templates/")) {
            let source = str::from_utf8(bytes).unwrap();
            let han = source.chars().find(|c| ('\u{4e00}'..='\u{9fff}').contains(c));
            assert_eq!(han, None, "{path}");
        }
    }

    #[test]
    fn a_site_changes_single_words_and_files() {
        let own = [
            ("i18n/zh-CN.toml".to_owned(), b"search = \"\xe6\x9f\xa5\"".to_vec()),
            ("static/site.css".to_owned(), b"body{}".to_vec()),
        ];
        let theme = Theme::load(&own).unwrap();
        assert_eq!(theme.labels("zh-CN").unwrap().text("search"), "查");
        assert_ne!(theme.labels("zh-CN").unwrap().text("home"), "home");
        let css = theme.static_files("ours").find(|file| file.path == "static/site.css").unwrap();
        assert_eq!((css.bytes.as_slice(), &*css.sources[0]), (&b"body{}"[..], "themes/ours/static/site.css"));
    }

    #[test]
    fn names_the_template_and_line_of_a_fault() {
        let found = errors("templates/document.html", "<p>\n{{ document.title | }}");
        assert_eq!(found[0].path, "templates/document.html");
        assert_eq!(found[0].place.as_ref().unwrap().line, 2);
        assert!(found[0].message.zh.contains("document.html:2"), "{found:?}");
        for (source, line) in [("<p>\n{{ 1 | nosuch }}", 2), ("{# base #}\n{% extends \"bsae.html\" %}", 2)] {
            let found = errors("templates/document.html", source);
            assert_eq!(found[0].path, "templates/document.html", "{found:?}");
            assert_eq!(found[0].place.as_ref().unwrap().line, line, "{found:?}");
        }
    }

    #[test]
    fn refuses_word_lists_that_are_no_flat_texts_and_files_it_has_no_place_for() {
        assert_eq!(errors("i18n/zh-CN.toml", "a = \"b\"\nc = 1\n")[0].place.as_ref().unwrap().line, 2);
        assert_eq!(errors("i18n/zh-CN.toml", "a = \n")[0].path, "i18n/zh-CN.toml");
        assert_eq!(errors("template/a.html", "")[0].path, "template/a.html");
    }
}
