//! The pieces of an index, of which some are here and the others must be fetched first.
//!
//! A piece that is asked for in vain is noted. Whoever asked takes the list of what was missing, fetches it, and asks
//! again: there is no waiting in this crate.

use std::cell::RefCell;

use tantivy::directory::OwnedBytes;

use crate::keyed::distinct;
use crate::opening::Table;
use crate::piece::{Label, Section};

/// The pieces, numbered through all sections.
pub(crate) struct Store {
    labels: Vec<Label>,
    /// The number of each section's first piece.
    firsts: Vec<usize>,
    state: RefCell<State>,
}

struct State {
    loaded: Vec<Option<OwnedBytes>>,
    /// As often as they were asked for.
    missing: Vec<usize>,
}

impl Store {
    /// Knows all pieces and has none.
    pub(crate) fn new(tables: &[Table]) -> Store {
        let mut labels = Vec::new();
        let mut firsts = Vec::new();
        for table in tables {
            firsts.push(labels.len());
            labels.extend_from_slice(&table.labels);
        }
        let state = RefCell::new(State { loaded: vec![None; labels.len()], missing: Vec::new() });
        Store { labels, firsts, state }
    }

    /// Takes in a fetched piece, uncompressed. Answers false, and keeps nothing, where the bytes are not the piece's.
    pub(crate) fn supply(&self, piece: usize, bytes: Vec<u8>) -> bool {
        let Some(label) = self.labels.get(piece).filter(|label| label.is_of(&bytes)) else { return false };
        let content = OwnedBytes::new(bytes);
        let content = content.slice(label.head().len()..content.len());
        self.state.borrow_mut().loaded[piece] = Some(content);
        true
    }

    /// Returns the file name of a piece.
    pub(crate) fn name(&self, piece: usize) -> Option<String> {
        let label = self.labels.get(piece)?;
        let section = self.firsts.partition_point(|first| *first <= piece).checked_sub(1)?;
        Some(label.name(*Section::ALL.get(section)?))
    }

    /// Returns the `number`-th piece of a section, or notes that it is missing.
    pub(crate) fn piece(&self, section: Section, number: usize) -> Option<OwnedBytes> {
        let piece = self.firsts[section as usize] + number;
        let mut state = self.state.borrow_mut();
        let state = &mut *state;
        let loaded = state.loaded.get(piece)?;
        if loaded.is_none() {
            state.missing.push(piece);
        }
        loaded.clone()
    }

    /// Tells whether the `number`-th piece of a section is here.
    pub(crate) fn holds(&self, section: Section, number: usize) -> bool {
        self.state.borrow().loaded.get(self.firsts[section as usize] + number).is_some_and(Option::is_some)
    }

    /// Returns the pieces that were asked for in vain, and forgets them.
    pub(crate) fn take_missing(&self) -> Vec<usize> {
        let mut state = self.state.borrow_mut();
        let missing = distinct(std::mem::take(&mut state.missing));
        missing.into_iter().filter(|piece| state.loaded[*piece].is_none()).collect()
    }
}
