//! Follows the sources: where an edit changes the words of a text, its page is shown at once; a build follows when the
//! editor is quiet, and takes its place.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::mpsc::{Receiver, RecvTimeoutError, Sender},
    time::Duration,
};

use notify::{
    EventKind,
    event::{AccessKind, AccessMode, ModifyKind},
};
use tokio::sync::watch;

use super::{
    page::{Pages, Shown},
    rebuild, told,
};
use crate::{
    cmd::Session,
    pipeline::{Edit, Options, Preview},
};

/// Editors write a file in several steps; a build waits until they have been quiet for so long.
const QUIET: Duration = Duration::from_millis(80);
/// Where more files than this have changed, somebody has not edited but exchanged them.
const MOST_EDITS: usize = 8;

/// What happens in the course of a preview.
pub(super) enum Event {
    /// Files have changed, by their paths relative to the site directory; a directory stands for all in it.
    Changed {
        paths: Vec<String>,
        /// Whether they are written to the end, as far as the system tells.
        is_whole: bool,
    },
    /// A build has ended: what was found, as a person reads it, if it gave no site; else what can be previewed of it.
    Built { findings: String, preview: Option<Box<Preview>> },
}

impl Event {
    /// What a notice of the system means for the site in the directory `root`; `None` if it is none of its sources.
    pub(super) fn of(notice: notify::Result<notify::Event>, root: &Path) -> Option<Self> {
        let notice = notice.ok()?;
        // Some notices were lost: anything may have changed.
        if notice.need_rescan() {
            return Some(Self::Changed { paths: vec!["content".to_owned()], is_whole: false });
        }
        let is_whole = match notice.kind {
            EventKind::Access(AccessKind::Close(AccessMode::Write)) => true,
            EventKind::Access(_) => return None,
            EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_)) => true,
            _ => false,
        };
        let paths = notice.paths.iter().filter_map(|path| source(path.strip_prefix(root).unwrap_or(path)));
        let paths: Vec<String> = paths.collect();
        (!paths.is_empty()).then_some(Self::Changed { paths, is_whole })
    }
}

/// The path if it is one of a source, with `/` between the parts.
fn source(path: &Path) -> Option<String> {
    let is_source = ["gongkai.toml", "content", "themes"].iter().any(|top| path.starts_with(top));
    let parts: Vec<_> = path.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    is_source.then(|| parts.join("/"))
}

/// Follows the sources of one site.
pub(super) struct Follower {
    pub(super) session: Session,
    pub(super) options: Options,
    /// Where the site is staged.
    pub(super) tree: PathBuf,
    /// What readers are shown.
    pub(super) shown: watch::Sender<Shown>,
    pub(super) events: Sender<Event>,
    /// The last site that was built.
    pub(super) preview: Option<Box<Preview>>,
}

impl Follower {
    /// Follows what happens until nothing can any more.
    pub(super) fn run(mut self, happening: &Receiver<Event>) {
        // Files that have changed since the last site was built: those that a build knows of, and those after it began.
        let (mut before, mut since) = (BTreeSet::new(), BTreeSet::new());
        let mut is_building = false;
        // Whether the build that is under way has nothing to tell of pages that is not shown.
        let mut is_foretold = false;
        loop {
            let event = match is_building || since.is_empty() {
                true => happening.recv().map_err(|_| RecvTimeoutError::Disconnected),
                false => happening.recv_timeout(QUIET),
            };
            match event {
                Ok(Event::Changed { paths, is_whole }) => {
                    since.extend(paths);
                    if is_whole && let Some(pages) = self.foretell(before.union(&since)) {
                        self.shown.send_if_modified(|shown| shown.lay(pages));
                    }
                }
                Ok(Event::Built { findings, preview }) => {
                    is_building = false;
                    if findings.is_empty() {
                        before.clear();
                        self.preview = preview.or(self.preview);
                    }
                    let pages = self.foretell(before.union(&since));
                    self.shown.send_modify(|shown| shown.follow(findings, pages, is_foretold));
                }
                Err(RecvTimeoutError::Timeout) => {
                    before.append(&mut since);
                    let pages = self.foretell(before.iter());
                    is_foretold = pages.is_some();
                    if let Some(pages) = pages {
                        self.shown.send_if_modified(|shown| shown.lay(pages));
                    }
                    is_building = true;
                    self.build();
                }
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    /// Builds on a thread of its own.
    fn build(&self) {
        let (session, options, tree) = (self.session, self.options.clone(), self.tree.clone());
        let events = self.events.clone();
        std::thread::spawn(move || {
            let built = match rebuild(session, &options, &tree) {
                Ok(Ok(checked)) => {
                    Event::Built { findings: String::new(), preview: Preview::of(checked, &options).map(Box::new) }
                }
                Ok(Err(findings)) => Event::Built { findings, preview: None },
                Err(failure) => Event::Built { findings: told(session, &failure), preview: None },
            };
            // The receiver ends with the program.
            let _ = events.send(built);
        });
    }

    /// The pages that the edits of the files at `paths` give, if that is all they come to.
    fn foretell<'p>(&self, paths: impl Iterator<Item = &'p String>) -> Option<Pages> {
        let paths: Vec<&String> = paths.take(MOST_EDITS + 1).collect();
        let preview = self.preview.as_ref().filter(|_| paths.len() <= MOST_EDITS)?;
        let mut pages = Pages::new();
        for path in paths {
            match preview.edit(path) {
                Edit::None => {}
                Edit::Page(page) => drop(pages.insert(page.path, page.bytes.into())),
                Edit::Other => return None,
            }
        }
        Some(pages)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_sources_count() {
        assert_eq!(source(Path::new("content/documents/1.md")).as_deref(), Some("content/documents/1.md"));
        assert_eq!(source(Path::new(".gongkai/serve/index.html")), None);
        assert_eq!(source(Path::new("contents")), None);
    }
}
