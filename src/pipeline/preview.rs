//! The page of a text as the next build will make it, without that build.

use std::{collections::BTreeSet, path::Path, sync::Arc};

use super::{
    Checked, Failure, Options,
    check::{check_tree, deny, read},
    disclosed,
};
use crate::{
    artifact::Artifact,
    cache::Cache,
    check::{
        self, CheckedSite,
        leak::{Gate, SourceText},
    },
    diag::Severity,
    parse,
    render::{Page, Renderer, theme::Theme},
    site::Site,
    source::{Change, Content, SourceFile, Tree},
};

/// A site that was built, kept to tell what an edit of single texts comes to.
///
/// It makes a page only where nothing but the words of a text has changed, in the way the build makes it, past the same
/// rules and the same gate. Whatever else has changed is for the build.
#[derive(Debug)]
pub struct Preview {
    tree: Tree,
    whole: Site,
    public: CheckedSite,
    theme: Theme,
    gate: Gate,
    bare_gate: Gate,
    denies_warnings: bool,
}

/// What an edit of a file comes to.
#[derive(Debug)]
pub enum Edit {
    /// Nothing: the site is the same.
    None,
    /// Another page, and what is joined to the text by its words: excerpts, feeds, the search index.
    Page(Artifact),
    /// What only a build can tell.
    Other,
}

impl Preview {
    /// The site that `checked` holds, if it holds one that can be previewed: of public sources alone, none can.
    #[must_use]
    pub fn of(checked: Checked, options: &Options) -> Option<Self> {
        let Checked {
            tree, frozen: None, whole: Some(whole), theme: Some(theme), public: Some(public), sources, ..
        } = checked
        else {
            return None;
        };
        let gate = disclosed::gate(&whole, &public, &sources);
        let bare_gate = disclosed::bare_gate(&whole, &public, &sources);
        Some(Self { tree, whole, public, theme, gate, bare_gate, denies_warnings: options.deny_warnings })
    }

    /// The same from the sources as they stand, which were built into `output` before.
    ///
    /// # Errors
    ///
    /// When the site directory cannot be read.
    pub fn load(options: &Options, output: &Path) -> Result<Option<Self>, Failure> {
        let (tree, diagnostics) = read(options)?;
        let checked = check_tree(options, tree, diagnostics, &Cache::open(&options.site, output));
        Ok(Self::of(checked, options))
    }

    /// What the edit of the file at `path`, relative to the site directory, comes to, if it is the only one or all others
    /// are such that this tells what they come to.
    #[must_use]
    pub fn edit(&self, path: &str) -> Edit {
        match self.tree.change(path) {
            Change::None => Edit::None,
            Change::Text(file) => self.page(&file).map_or(Edit::Other, Edit::Page),
            Change::Other => Edit::Other,
        }
    }

    /// The page of a text that stands in other words now.
    fn page(&self, file: &SourceFile) -> Option<Artifact> {
        let parsed = parse::parse_text(file);
        let item = parsed.value?;
        let mut found = parsed.diagnostics;
        found.extend(check::check_words(&self.whole, &item));
        if self.denies_warnings {
            deny(&mut found);
        }
        if self.says(file)? != self.says(self.before(&file.path)?)? {
            return None;
        }
        let path = Arc::clone(&item.path);
        let site = check::readmit(&self.public, item, &found)?;
        let renderer = Renderer::new(&site, &self.theme).ok()?;
        let index = site.records.documents.iter().position(|item| item.path == path)?;
        let page = Page::of_document(&site, index).prepare(&renderer).render(&renderer).ok()?;
        let is_stopped = self.gate.inspect(&page).iter().any(|found| found.severity == Severity::Error);
        (!is_stopped).then_some(page)
    }

    fn before(&self, path: &str) -> Option<&SourceFile> {
        self.tree.files.iter().find(|file| &*file.path == path)
    }

    /// What is not looked for in finished files because this public source says it. Where it says the same in other
    /// words, the gate is the same.
    fn says(&self, file: &SourceFile) -> Option<BTreeSet<usize>> {
        let Content::Text(text) = &file.content else { return None };
        Some(self.bare_gate.said_by(&SourceText { path: &file.path, text, public: true }))
    }
}
