//! Answers questions from an opened index, or says which pieces it lacks to do so.
//!
//! A question is answered in stages, each of which first touches everything it needs: the terms in the dictionary,
//! then their lists, then the texts of the hits to show. Where pieces are missing the stage ends with their list, and
//! the same question, asked again once they are supplied, goes on from there. So the number of rounds is the number
//! of stages, whatever the question.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::index::SegmentReader;
use tantivy::postings::{Postings, SegmentPostings, TermInfo};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet, Index, InvertedIndexReader, TERMINATED};

use crate::matching::{ANYWHERE, Match, cost, cover, pairs, phrase, stands_at};
use crate::opening::Opening;
use crate::query::{Answer, Parsed, Request, day_number, parse};
use crate::ranking::{Collection, Found, Place, Scores};
use crate::schema::{Fields, TITLE_MARK, schema};
use crate::storage::Storage;

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
    pub(crate) storage: Storage,
    pub(crate) tables: Opening,
    fields: Fields,
    indexes: [Arc<InvertedIndexReader>; 3],
    norms: FieldNormReader,
}

/// The dictionary's answer for every term of a question; absent terms occur nowhere.
type Terms = BTreeMap<(Field, String), TermInfo>;

/// Terms found in more than this part of the items say little; they are read only where they prove containment.
const COMMON: u32 = 10;
/// ... but in a small index no term is common.
const FEW: u32 = 64;

/// How many of the rarest pairs are located in the items that do not contain the whole.
const GUIDES: usize = 4;

impl Reader {
    /// Opens an index by its opening file, uncompressed.
    ///
    /// # Errors
    ///
    /// [`Error::Damaged`] where the bytes are not an opening file of this format.
    pub fn open(opening: &[u8]) -> Result<Reader, Error> {
        let mut tables = Opening::decode(opening).ok_or_else(|| Error::Damaged("opening file".to_owned()))?;
        let storage = Storage::new(&mut tables);
        let reader = Reader::open_fields(storage, tables).map_err(|error| Error::Damaged(error.to_string()))?;
        if reader.norms.num_docs() == reader.tables.items {
            Ok(reader)
        } else {
            Err(Error::Damaged("number of items".to_owned()))
        }
    }

    pub(crate) fn open_fields(storage: Storage, tables: Opening) -> tantivy::Result<Reader> {
        let fields = schema().1;
        let segment = open_segment(Index::open(storage.clone())?)?;
        let open = |field| segment.inverted_index(field);
        let indexes = [open(fields.pairs)?, open(fields.singles)?, open(fields.labels)?];
        let norms = segment.get_fieldnorms_reader(fields.pairs)?;
        Ok(Reader { storage, tables, fields, indexes, norms })
    }

    /// Returns the file name of a piece, relative to `/search/`, and whether it is compressed (zlib).
    pub fn piece_name(&self, piece: usize) -> Option<(String, bool)> {
        self.storage.piece(piece).map(|piece| (piece.name(), piece.content.is_compressed()))
    }

    /// Takes in a fetched piece, uncompressed. Answers false, and keeps nothing, where the bytes are not that piece.
    pub fn supply(&self, piece: usize, bytes: Vec<u8>) -> bool {
        self.storage.supply(piece, bytes)
    }

    /// Answers a question.
    ///
    /// # Errors
    ///
    /// [`Error::Missing`] where pieces must be supplied first, [`Error::Damaged`] where pieces contradict each other.
    pub fn search(&self, request: &Request) -> Result<Answer, Error> {
        let parsed = parse(&request.query);
        let filters = request.filter.labels();
        let terms = self.terms(&parsed, &filters)?;
        self.touch(&parsed, &terms)?;
        let found = self.find(&parsed, &filters, request, &terms).map_err(|error| self.error(&error))?;
        let ranked = found.rank(&self.collection());
        let mut shown: Vec<Place> = ranked.hits.iter().skip(request.offset).take(request.limit).copied().collect();
        let exact = ranked.exact.saturating_sub(request.offset);
        for place in shown.iter_mut().skip(exact) {
            place.position = self.guide(place.item, &parsed, &terms).map_err(|error| self.error(&error))?;
        }
        let hits = self.hits(&shown, exact, &parsed)?;
        Ok(Answer { query: request.query.clone(), total: ranked.hits.len(), exact: ranked.exact, hits })
    }

    /// Turns a failed read into the list of what was missing, if that was the reason.
    pub(crate) fn error(&self, error: &io::Error) -> Error {
        match self.storage.take_missing() {
            missing if missing.is_empty() => Error::Damaged(error.to_string()),
            missing => Error::Missing(missing),
        }
    }

    /// Reports the pieces that touching has found missing.
    pub(crate) fn all_present(&self) -> Result<(), Error> {
        match self.storage.take_missing() {
            missing if missing.is_empty() => Ok(()),
            missing => Err(Error::Missing(missing)),
        }
    }

    /// Returns the fields of the index.
    #[cfg(feature = "native")]
    pub(crate) fn fields(&self) -> [Field; 3] {
        [self.fields.pairs, self.fields.singles, self.fields.labels]
    }

    pub(crate) fn index(&self, field: Field) -> &InvertedIndexReader {
        &self.indexes[field.field_id() as usize]
    }

    fn terms(&self, parsed: &Parsed, filters: &[Vec<String>]) -> Result<Terms, Error> {
        let mut keys: Vec<(Field, String)> = Vec::new();
        for string in parsed.wanted.iter().chain(&parsed.unwanted) {
            keys.extend(pairs(string).into_iter().map(|pair| (self.fields.pairs, pair)));
            if let Some(char) = single(string) {
                keys.extend([char.to_string(), title_single(char)].map(|key| (self.fields.singles, key)));
            }
        }
        let labels = filters.iter().flatten().chain(&parsed.number);
        keys.extend(labels.map(|label| (self.fields.labels, label.clone())));
        let mut terms = Terms::new();
        let mut failure = None;
        for (field, key) in keys {
            match self.index(field).terms().get(&key) {
                Ok(Some(info)) => {
                    terms.insert((field, key), info);
                }
                Ok(None) => {}
                Err(error) => failure = Some(error),
            }
        }
        failure.map_or(Ok(terms), |error| Err(self.error(&error)))
    }

    /// Touches every list that the question needs, so that all that are missing are fetched at once.
    fn touch(&self, parsed: &Parsed, terms: &Terms) -> Result<(), Error> {
        for ((field, key), info) in terms {
            let needed = *field != self.fields.pairs || self.scores(info);
            if needed {
                // A failure here is noted by the storage and reported below.
                self.list(*field, key, terms, IndexRecordOption::WithFreqs).ok();
            }
        }
        for key in self.guides(parsed, terms) {
            self.list(self.fields.pairs, key, terms, IndexRecordOption::WithFreqsAndPositions).ok();
        }
        for string in parsed.wanted.iter().chain(&parsed.unwanted) {
            for (_, key) in self.proof(string, terms).unwrap_or_default() {
                self.list(self.fields.pairs, &key, terms, IndexRecordOption::WithFreqsAndPositions).ok();
            }
        }
        self.all_present()
    }

    fn list(&self, field: Field, key: &str, terms: &Terms, option: IndexRecordOption) -> io::Result<SegmentPostings> {
        match terms.get(&(field, key.to_owned())) {
            Some(info) => self.index(field).read_postings_from_terminfo(info, option),
            None => Ok(SegmentPostings::empty()),
        }
    }

    /// The rarest of the pairs asked for, rarest first: they lead to the passage of an item that has no exact match.
    fn guides<'a>(&self, parsed: &Parsed, terms: &'a Terms) -> Vec<&'a String> {
        let asked = |key: &String| parsed.wanted.iter().any(|string| string.contains(key.as_str()));
        let pairs = terms.iter().filter(|((field, key), _)| *field == self.fields.pairs && asked(key));
        let mut guides: Vec<(u32, &String)> = pairs.map(|((_, key), info)| (info.doc_freq, key)).collect();
        guides.sort();
        guides.retain(|(frequency, _)| *frequency <= FEW.max(self.tables.items / COMMON));
        guides.into_iter().take(GUIDES).map(|(_, key)| key).collect()
    }

    /// Tells where an item has the rarest pair asked for; 0, the top, where it has none of the rare ones.
    fn guide(&self, item: u32, parsed: &Parsed, terms: &Terms) -> io::Result<u32> {
        for key in self.guides(parsed, terms) {
            let mut list = self.list(self.fields.pairs, key, terms, IndexRecordOption::WithFreqsAndPositions)?;
            if stands_at(&mut list, item) {
                let mut positions = Vec::new();
                list.positions(&mut positions);
                return Ok(positions.first().copied().unwrap_or_default());
            }
        }
        Ok(0)
    }

    /// Tells whether a term is rare enough to be read for its score alone.
    fn scores(&self, info: &TermInfo) -> bool {
        info.doc_freq <= FEW.max(self.tables.items / COMMON)
    }

    /// The pairs, with their offsets, that prove that an item contains a string; `None` where no item can.
    fn proof(&self, string: &str, terms: &Terms) -> Option<Vec<(u32, String)>> {
        let pairs = pairs(string);
        let info = |pair: &String| terms.get(&(self.fields.pairs, pair.clone()));
        let costs = pairs.iter().map(|pair| info(pair).map(cost)).collect::<Option<Vec<usize>>>()?;
        Some(cover(&costs).into_iter().map(|at| (at as u32, pairs[at].clone())).collect())
    }

    /// Finds the items that contain a string.
    fn containing(&self, string: &str, terms: &Terms) -> io::Result<Vec<Match>> {
        if let Some(char) = single(string) {
            let title = title_single(char);
            let in_title = items(self.list(self.fields.singles, &title, terms, IndexRecordOption::Basic)?);
            let all = items(self.list(self.fields.singles, string, terms, IndexRecordOption::Basic)?);
            let place = |item| if in_title.binary_search(&item).is_ok() { 1 } else { ANYWHERE };
            return Ok(all.into_iter().map(|item| Match { item, position: place(item) }).collect());
        }
        let Some(proof) = self.proof(string, terms) else { return Ok(Vec::new()) };
        let lists = proof.into_iter().map(|(offset, key)| {
            Ok((offset, self.list(self.fields.pairs, &key, terms, IndexRecordOption::WithFreqsAndPositions)?))
        });
        phrase(lists.collect::<io::Result<Vec<_>>>()?)
    }

    fn find(&self, parsed: &Parsed, filters: &[Vec<String>], request: &Request, terms: &Terms) -> io::Result<Found> {
        let mut allowed = vec![true; self.tables.items as usize];
        self.apply_days(request, &mut allowed);
        for alternatives in filters {
            let mut fits = vec![false; allowed.len()];
            for label in alternatives {
                let list = self.list(self.fields.labels, label, terms, IndexRecordOption::Basic)?;
                items(list).into_iter().for_each(|item| fits[item as usize] = true);
            }
            allowed.iter_mut().zip(fits).for_each(|(allowed, fits)| *allowed &= fits);
        }
        for string in &parsed.unwanted {
            self.containing(string, terms)?.iter().for_each(|found| allowed[found.item as usize] = false);
        }
        let mut found = Found { allowed, exact: Vec::new(), numbered: Vec::new(), scores: self.score(parsed, terms)? };
        if let Some(label) = &parsed.number {
            found.numbered = items(self.list(self.fields.labels, label, terms, IndexRecordOption::Basic)?);
        }
        let lists = parsed.wanted.iter().map(|string| self.containing(string, terms));
        let lists = lists.collect::<io::Result<Vec<_>>>()?;
        if lists.is_empty() {
            found.list_all(!filters.is_empty() || request.filter.from.is_some() || request.filter.to.is_some());
        } else {
            found.keep_common(&lists);
        }
        Ok(found)
    }

    /// Adds up the scores of all terms that are read for them, in a fixed order.
    fn score(&self, parsed: &Parsed, terms: &Terms) -> io::Result<Scores> {
        let mut scores = Scores::new(&self.collection());
        let mut keys: Vec<(Field, String)> = Vec::new();
        for string in &parsed.wanted {
            let proof = self.proof(string, terms).unwrap_or_default();
            let read = |pair: &String| {
                terms.get(&(self.fields.pairs, pair.clone())).is_some_and(|info| self.scores(info))
                    || proof.iter().any(|(_, key)| key == pair)
            };
            keys.extend(pairs(string).into_iter().filter(read).map(|pair| (self.fields.pairs, pair)));
            keys.extend(single(string).map(|char| (self.fields.singles, char.to_string())));
        }
        for (field, key) in keys {
            scores.add(self.list(field, &key, terms, IndexRecordOption::WithFreqs)?);
        }
        Ok(scores)
    }

    pub(crate) fn collection(&self) -> Collection<'_> {
        Collection {
            items: self.tables.items,
            norms: &self.norms,
            tokens: self.index(self.fields.pairs).total_num_tokens(),
            lapsed: &self.tables.lapsed,
        }
    }

    fn apply_days(&self, request: &Request, allowed: &mut [bool]) {
        let first_from = |day: u32| {
            let at = self.tables.days.partition_point(|(dated, _)| *dated < day);
            self.tables.days.get(at).map_or(allowed.len(), |(_, first)| *first as usize).min(allowed.len())
        };
        let from = request.filter.from.as_deref().and_then(day_number);
        let to = request.filter.to.as_deref().and_then(day_number);
        if from.is_some() || to.is_some() {
            let (start, end) = (first_from(from.unwrap_or(1)), to.map_or(allowed.len(), |to| first_from(to + 1)));
            allowed[..start].fill(false);
            allowed[end.max(start)..].fill(false);
        }
    }
}

/// Opens the one segment of an index.
pub(crate) fn open_segment(index: Index) -> tantivy::Result<SegmentReader> {
    let segments = index.searchable_segments()?;
    match segments.as_slice() {
        [segment] => SegmentReader::open(segment),
        _ => Err(tantivy::TantivyError::InternalError("an index of several segments".to_owned())),
    }
}

/// The one character of a string that has no more.
pub(crate) fn single(string: &str) -> Option<char> {
    let mut chars = string.chars();
    chars.next().filter(|_| chars.next().is_none())
}

fn title_single(char: char) -> String {
    [char, TITLE_MARK].iter().collect()
}

fn items(mut list: SegmentPostings) -> Vec<u32> {
    let mut items = Vec::with_capacity(list.size_hint() as usize);
    while list.doc() != TERMINATED {
        items.push(list.doc());
        list.advance();
    }
    items
}
