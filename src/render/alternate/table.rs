//! Lists and figures in other forms: tables as JSON, Markdown and text.

use std::sync::Arc;

use super::markdown::escaped;
use crate::{
    artifact::{Artifact, UrlPath},
    config::AlternateFormat,
    render::Renderer,
    table::{self, Row},
};

/// A column whose name the theme knows: its key in JSON with that of its label.
pub(in crate::render) type Known = (&'static str, &'static str);

/// Tables that say in rows what a page shows.
pub(in crate::render) struct Tables<'a> {
    title: String,
    tables: Vec<Table<'a>>,
    sources: Vec<Arc<str>>,
}

/// One of them.
pub(in crate::render) struct Table<'a> {
    /// Its key in JSON.
    pub(in crate::render) key: &'static str,
    /// The key of its title.
    pub(in crate::render) title: &'static str,
    pub(in crate::render) columns: &'static [Known],
    /// Columns behind those that the records themselves name.
    pub(in crate::render) named: Vec<String>,
    pub(in crate::render) rows: Vec<Row<'a>>,
}

impl<'a> Table<'a> {
    /// A table whose columns the theme knows.
    pub(in crate::render) fn new(
        key: &'static str,
        title: &'static str,
        columns: &'static [Known],
        rows: Vec<Row<'a>>,
    ) -> Self {
        Self { key, title, columns, named: Vec::new(), rows }
    }

    fn keys(&self) -> Vec<&str> {
        self.columns.iter().map(|(key, _)| *key).chain(self.named.iter().map(String::as_str)).collect()
    }

    /// Whether people are shown it: one of several that has no rows says nothing.
    fn is_shown(&self, tables: &Tables<'_>) -> bool {
        tables.tables.len() == 1 || !self.rows.is_empty()
    }

    fn heads(&self, renderer: &Renderer<'_>) -> Vec<String> {
        let known = self.columns.iter().map(|(_, label)| renderer.labels.text(label).to_owned());
        known.chain(self.named.iter().cloned()).collect()
    }

    /// Whether each row is a page before all else: its address, its title, and at most a day and a kind.
    fn is_of_links(&self) -> bool {
        self.columns == super::list::ITEMS || self.columns == super::list::LINKS
    }
}

impl<'a> Tables<'a> {
    /// What stands beside a page of this title; nothing yet.
    pub(in crate::render) fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), tables: Vec::new(), sources: Vec::new() }
    }

    /// The same with one more table.
    #[must_use]
    pub(in crate::render) fn with(mut self, table: Table<'a>) -> Self {
        self.tables.push(table);
        self
    }

    /// The same, made from these files as well.
    #[must_use]
    pub(in crate::render) fn made_from(mut self, files: impl IntoIterator<Item = Arc<str>>) -> Self {
        self.sources.extend(files);
        self
    }
}

/// The files beside the page at `url`, one for each format asked for.
pub(in crate::render) fn artifacts(renderer: &Renderer<'_>, url: &UrlPath, tables: &Tables<'_>) -> Vec<Artifact> {
    let file = |format: &AlternateFormat| {
        let bytes = match format {
            AlternateFormat::Json => json(tables),
            AlternateFormat::Markdown => markdown(renderer, tables).into_bytes(),
            AlternateFormat::Text => plain(renderer, tables).into_bytes(),
        };
        let path = format!("{}{}", &url.as_str()[1..], format.file());
        Artifact { path, bytes, sources: tables.sources.clone() }
    };
    renderer.site.config.output.formats.iter().map(file).collect()
}

/// One table as an array, several as an object of arrays.
fn json(tables: &Tables<'_>) -> Vec<u8> {
    let array = |table: &Table<'_>| table::json_array(&table.keys(), &table.rows);
    let mut out = match &tables.tables[..] {
        [table] => array(table),
        several => {
            let title = serde_json::Value::from(tables.title.as_str());
            let members = several.iter().map(|table| format!(",\n\"{}\":{}", table.key, array(table)));
            format!("{{\"title\":{title}{}}}", members.collect::<String>())
        }
    };
    out.push('\n');
    out.into_bytes()
}

/// Pages as links, all else as tables; several tables each with its title.
fn markdown(renderer: &Renderer<'_>, tables: &Tables<'_>) -> String {
    let mut out = format!("# {}\n", escaped(&tables.title));
    for table in tables.tables.iter().filter(|table| table.is_shown(tables)) {
        if tables.tables.len() > 1 {
            out.push_str(&format!("\n## {}\n", renderer.labels.text(table.title)));
        }
        out.push('\n');
        if table.is_of_links() {
            table.rows.iter().for_each(|row| out.push_str(&link(renderer, row)));
            continue;
        }
        let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
        let heads: Vec<String> = table.heads(renderer).iter().map(|head| escaped(head)).collect();
        out.push_str(&line(&heads));
        out.push_str(&line(&vec!["---".to_owned(); heads.len()]));
        for row in &table.rows {
            out.push_str(&line(&row.iter().map(|cell| escaped(&cell.words())).collect::<Vec<_>>()));
        }
    }
    out
}

/// A page as a link with its whole address, and its day.
fn link(renderer: &Renderer<'_>, row: &Row<'_>) -> String {
    let base = renderer.site.config.site.base_url.trim_end_matches('/');
    let words = |column: usize| row.get(column).map(|cell| cell.words()).unwrap_or_default();
    let (url, title, day) = (words(0), words(1), words(2));
    let day = if day.is_empty() { String::new() } else { format!(" {day}") };
    format!("- [{}]({base}{url}){day}\n", escaped(&title))
}

/// A row a line, cells with tabs between them; several tables each with its title.
fn plain(renderer: &Renderer<'_>, tables: &Tables<'_>) -> String {
    let mut out = format!("{}\n", tables.title);
    for table in tables.tables.iter().filter(|table| table.is_shown(tables)) {
        if tables.tables.len() > 1 {
            out.push_str(&format!("\n{}\n", renderer.labels.text(table.title)));
        }
        out.push_str(&format!("\n{}\n", table.heads(renderer).join("\t")));
        for row in &table.rows {
            let cells: Vec<String> = row.iter().map(|cell| cell.words().replace(['\t', '\n'], " ")).collect();
            out.push_str(&format!("{}\n", cells.join("\t")));
        }
    }
    out
}
