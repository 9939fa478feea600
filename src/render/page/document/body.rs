//! The text of a document or a column as markup, and the contents above it.

use std::{ops::Range, sync::Arc};

use serde::Serialize;

use super::attachment::file_address;
use crate::{
    model::{Text, plain},
    render::{
        body::{self, Links},
        page::compose::{Composer, Html},
    },
    site::{Column, Site, Target},
};

/// Fewer headings than this need no contents.
const FEWEST_HEADINGS: usize = 3;
/// Headings below this level stand in no contents.
const DEEPEST: u8 = 3;

/// A text as its template sees it.
#[derive(Debug, Serialize)]
pub(super) struct BodyView {
    contents: Vec<ContentsEntry>,
    /// Sections, each with its title if it has one.
    parts: Vec<Html>,
    /// Whether the first part has a title of its own.
    is_titled: bool,
    footnotes: Html,
}

/// A heading in the contents.
#[derive(Debug, Serialize)]
struct ContentsEntry {
    text: String,
    url: String,
    /// 1 for a part, else that of the heading.
    level: u8,
}

/// What the words of one page lead to.
struct PageLinks<'a> {
    site: &'a Site,
    composer: &'a Composer<'a>,
    /// The file the text stands in.
    path: &'a Arc<str>,
    text: &'a Text,
    /// The document itself, which its own text does not link to.
    own: Option<usize>,
    /// The way to the page beside which its files lie; empty on that page itself.
    beside: String,
}

impl Links for PageLinks<'_> {
    fn document_reference(&self, text: &str) -> Vec<(Range<usize>, String)> {
        let others = self.site.references(text).into_iter().filter(|(_, document)| Some(*document) != self.own);
        others.map(|(range, document)| (range, self.composer.to(&self.site.records.documents[document].url))).collect()
    }

    fn target(&self, written: &str) -> Option<String> {
        match self.site.target(self.path, self.text, written) {
            Target::Page(url, place) => Some(format!("{}{place}", self.composer.to(&url))),
            Target::File(_, name) if self.beside.is_empty() => Some(file_address(&name)),
            Target::File(_, name) => Some(format!("{}{}", self.beside, file_address(&name).trim_start_matches("./"))),
            Target::Elsewhere => None,
            // Reached from raw HTML alone: the address of what is not shown is not told.
            Target::Nowhere => Some("#".to_owned()),
        }
    }

    fn leads_nowhere(&self, written: &str) -> bool {
        self.site.target(self.path, self.text, written) == Target::Nowhere
    }
}

/// The text of the document at `index`.
pub(super) fn document(composer: &Composer<'_>, index: usize) -> BodyView {
    let text = &composer.site.records.documents[index].value.text;
    let rendered = render(composer, index, String::new());
    BodyView {
        contents: contents(text),
        parts: rendered.parts.into_iter().map(Html).collect(),
        is_titled: text.parts.first().is_some_and(|part| part.title.is_some()),
        footnotes: Html(rendered.footnotes),
    }
}

/// The parts of the document at `index`, to be shown on another page.
pub(in crate::render::page) fn parts(composer: &Composer<'_>, index: usize) -> Vec<Html> {
    let beside = composer.to(&composer.site.records.documents[index].url);
    let rendered = render(composer, index, beside);
    rendered.parts.into_iter().chain(std::iter::once(rendered.footnotes)).map(Html).collect()
}

fn render(composer: &Composer<'_>, index: usize, beside: String) -> body::RenderedText {
    let item = &composer.site.records.documents[index];
    let text = &item.value.text;
    let links = PageLinks { site: composer.site, composer, path: &item.path, text, own: Some(index), beside };
    body::render_text(text, &links)
}

/// The words of a column above its list, if it has any.
pub(in crate::render::page) fn column(composer: &Composer<'_>, column: &Column) -> Option<Html> {
    let path = column.path.as_ref()?;
    let is_empty = column.text.parts.iter().all(|part| part.title.is_none() && part.blocks.is_empty());
    if is_empty {
        return None;
    }
    let links = PageLinks { site: composer.site, composer, path, text: &column.text, own: None, beside: String::new() };
    let rendered = body::render_text(&column.text, &links);
    Some(Html(rendered.parts.concat() + &rendered.footnotes))
}

fn contents(text: &Text) -> Vec<ContentsEntry> {
    let mut entries = Vec::new();
    for part in &text.parts {
        if let Some(title) = &part.title {
            let url = format!("#{}", title.anchor);
            entries.push(ContentsEntry { text: plain(&title.content).into_owned(), url, level: 1 });
        }
        let headings = body::contents(part).into_iter().filter(|heading| heading.level <= DEEPEST);
        entries.extend(headings.map(|heading| ContentsEntry {
            url: format!("#{}", heading.anchor),
            text: heading.words,
            level: heading.level,
        }));
    }
    if entries.len() < FEWEST_HEADINGS {
        entries.clear();
    }
    entries
}
