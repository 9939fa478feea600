//! Answers questions from an opened index, or says which pieces it lacks to do so.
//!
//! A question is answered in stages, each of which first asks for everything it needs: the lists of its terms, then
//! positions where the lists leave open what is contained, then the texts of the hits to show. Where pieces are missing
//! the stage ends with their list, and the same question, asked again once they are supplied, goes on from there. So
//! the number of rounds is the number of stages; excluded strings and pinyin that must be proved take one more each.

use tantivy::directory::OwnedBytes;

use crate::gram::has_positions;
use crate::key::{Form, Key, form};
use crate::keyed::Keyed;
use crate::list::{Positions, Term, find_term};
use crate::opening::Opening;
use crate::piece::{self, Section};
use crate::store::Store;

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// These pieces must be supplied first; see [`Reader::piece_name`].
    Missing(Vec<usize>),
    /// The index is damaged, or of another format.
    Damaged(String),
}

impl std::fmt::Display for Error {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Error::Missing(pieces) => write!(formatter, "{} pieces of the search index are missing", pieces.len()),
            Error::Damaged(reason) => write!(formatter, "the search index is damaged: {reason}"),
        }
    }
}

impl std::error::Error for Error {}

/// An opened index.
pub struct Reader {
    pub(crate) store: Store,
    pub(crate) opening: Opening,
}

/// The lists of terms, by key; a term that stands nowhere has none.
pub(crate) type Terms = Keyed<Term>;

/// Positions are kept of terms that stand in at least so many items: with fewer, reading the items is cheaper.
const POSITIONS_FROM: usize = 24;

/// Tells whether positions are kept of a term with places that stands in so many items; pinyin has no text to read.
pub(crate) fn keeps_positions(key: Key, items: usize) -> bool {
    items >= POSITIONS_FROM || form(key) == Form::Sound
}

impl Reader {
    /// Opens an index by its opening file, uncompressed, and the name that the manifest gives it.
    ///
    /// # Errors
    ///
    /// [`Error::Damaged`] where the bytes are not that file, or not of this format.
    pub fn open(name: &str, opening: &[u8]) -> Result<Reader, Error> {
        if name != piece::name("opening", piece::hash(opening)) {
            return Err(damaged(name));
        }
        let opening = Opening::decode(opening).ok_or_else(|| damaged("opening file"))?;
        Ok(Reader { store: Store::new(&opening.tables), opening })
    }

    /// Returns the file name of a piece, relative to `/search/`; the file is compressed (zlib).
    pub fn piece_name(&self, piece: usize) -> Option<String> {
        self.store.name(piece)
    }

    /// Takes in a fetched piece, uncompressed. Answers false, and keeps nothing, where the bytes are not that piece.
    pub fn supply(&self, piece: usize, bytes: Vec<u8>) -> bool {
        self.store.supply(piece, bytes)
    }

    /// Ends a stage: an error names the pieces that it has asked for in vain.
    pub(crate) fn all_present(&self) -> Result<(), Error> {
        match self.store.take_missing() {
            missing if missing.is_empty() => Ok(()),
            missing => Err(Error::Missing(missing)),
        }
    }

    /// Tells whether a term is so common that it says little of the items in which it stands.
    pub(crate) fn is_common(&self, key: Key) -> bool {
        self.opening.places_of_common(key).is_some()
    }

    /// Reads the lists of terms, by keys that differ. What is missing is noted, not waited for.
    pub(crate) fn terms(&self, keys: &[Key]) -> Result<Terms, Error> {
        let mut terms = Vec::new();
        for key in keys {
            let section = if self.is_common(*key) { Section::CommonTerms } else { Section::Terms };
            let mut term: Option<Term> = None;
            for (section, base) in [(section, 0), (Section::TailTerms, self.opening.tail)] {
                let Some((piece, start)) = self.piece_of(section, *key) else { continue };
                let part = find_term(&piece, start, *key, base).ok_or_else(|| damaged("lists"))?;
                let Some(part) = part else { continue };
                if !self.is_sound(&part) {
                    return Err(damaged("lists"));
                }
                term.get_or_insert_default().append(part);
            }
            terms.extend(term.map(|term| (*key, term)));
        }
        Ok(terms.into_iter().collect())
    }

    fn is_sound(&self, term: &Term) -> bool {
        let within = |items: &[u32]| items.last().is_none_or(|last| *last < self.opening.items);
        within(&term.items) && within(&term.titles)
    }

    /// Tells whether there are positions of a term.
    pub(crate) fn is_placed(&self, key: Key, term: &Term) -> bool {
        has_positions(key) && keeps_positions(key, term.items.len())
    }

    /// Reads the positions of terms that have any. What is missing is noted, not waited for.
    pub(crate) fn positions(&self, terms: &Keyed<&Term>) -> Result<Keyed<Positions>, Error> {
        let mut found = Vec::new();
        for (key, term) in terms.iter() {
            let tail = term.items.partition_point(|item| *item < self.opening.tail);
            let (trunk, tail) = term.counts.split_at(tail);
            let section = if self.is_common(*key) { Section::CommonPositions } else { Section::Positions };
            let mut positions = Positions::default();
            for (section, counts) in [(section, trunk), (Section::TailPositions, tail)] {
                if counts.is_empty() {
                    continue;
                }
                if let Some((piece, start)) = self.piece_of(section, *key) {
                    let part = Positions::find(&piece, start, *key, counts);
                    positions.append(part.ok_or_else(|| damaged("positions"))?);
                }
            }
            found.push((*key, positions));
        }
        Ok(found.into_iter().collect())
    }

    /// Asks for all pieces that may hold positions of a term.
    pub(crate) fn touch_positions(&self, key: Key) {
        for section in self.placing(key) {
            self.piece_of(section, key);
        }
    }

    /// Tells whether all pieces that may hold positions of a term are here.
    pub(crate) fn holds_positions(&self, key: Key) -> bool {
        let holds = |section| self.number_of(section, key).is_none_or(|number| self.store.holds(section, number));
        self.placing(key).into_iter().all(holds)
    }

    /// The sections in which positions of a term may be.
    fn placing(&self, key: Key) -> [Section; 2] {
        [if self.is_common(key) { Section::CommonPositions } else { Section::Positions }, Section::TailPositions]
    }

    /// Returns the piece of a section in which a key would be, and the key with which it begins; `None` where it is missing.
    fn piece_of(&self, section: Section, key: Key) -> Option<(OwnedBytes, Key)> {
        let number = self.number_of(section, key)?;
        Some((self.store.piece(section, number)?, self.opening.tables[section as usize].keys[number]))
    }

    /// Returns the number of the piece of a section in which a key would be; `None` where it is before the first.
    fn number_of(&self, section: Section, key: Key) -> Option<usize> {
        self.opening.tables[section as usize].keys.partition_point(|first| *first <= key).checked_sub(1)
    }
}

/// The error that an index is not what it should be.
pub(crate) fn damaged(part: &str) -> Error {
    Error::Damaged(part.to_owned())
}
