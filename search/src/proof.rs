//! Which of some items contain strings: read in their texts where these are few, else from the positions of pairs.

use crate::gram::{grams, length};
use crate::key::Key;
use crate::keyed::{Keyed, distinct};
use crate::layout::place;
use crate::list::{Positions, Term};
use crate::matching::{Part, cover, phrase};
use crate::reader::{Error, Reader, Terms};

/// Whether items contain a string is read in their texts or from positions, whichever takes less, counted in pieces of
/// texts. This many are shown anyway.
const SHOWN: usize = 10;
/// No more texts than these are read.
const MOST_READ: usize = 36;
/// What a piece of positions takes, and the lists of a term that were not read.
const POSITIONS: usize = 3;
const LISTS: usize = 2;
/// The number of positions that take as much as a piece of texts.
const PLACES: usize = 3_300;

impl Reader {
    /// Keeps of the candidates those that contain all strings, each with the position of the first, where it is known.
    pub(crate) fn prove(
        &self,
        items: Vec<u32>,
        strings: &[&String],
        terms: &Terms,
    ) -> Result<Vec<(u32, Option<u32>)>, Error> {
        // The items with the only term of a string are those that contain it.
        let open: Vec<&String> = strings.iter().copied().filter(|string| grams(string).len() > 1).collect();
        if open.is_empty() || items.is_empty() {
            return Ok(items.into_iter().map(|item| (item, None)).collect());
        }
        if self.is_readable(&items, &open, terms) {
            return self.prove_by_texts(items, &open);
        }
        self.prove_by_positions(items, &open, terms)
    }

    /// Tells whether to read these items is less than to read the positions of the strings.
    pub(crate) fn is_readable(&self, items: &[u32], strings: &[&String], terms: &Terms) -> bool {
        let pieces: usize = items.iter().map(|item| self.text_pieces(*item).len()).sum();
        let is_unplaced = |key: Key| terms.get(key).is_some_and(|term| !self.is_placed(key, term));
        let cost = |key| self.cost(key, terms);
        let positions: usize = strings.iter().flat_map(|string| chosen(string, cost)).map(|(_, key)| cost(key)).sum();
        pieces <= MOST_READ.min(SHOWN + positions)
            || strings.iter().flat_map(|string| grams(string)).any(|(_, key)| is_unplaced(key))
    }

    /// What it takes to read the positions of a term.
    fn cost(&self, key: Key, terms: &Terms) -> usize {
        let of = |places: usize| POSITIONS.max(places / PLACES);
        match terms.get(key) {
            Some(term) => of(term.counts.iter().map(|count| *count as usize).sum()),
            None => LISTS + self.opening.places_of_common(key).map_or(POSITIONS, of),
        }
    }

    /// The same, where pieces fetched for earlier questions cost nothing. Which pairs prove what is contained may depend
    /// on these, for each proves the same; what else is read may not, for the order of the hits follows from it.
    fn cost_now(&self, key: Key, terms: &Terms) -> usize {
        match (self.holds_positions(key), terms.get(key).is_some()) {
            (true, true) => 0,
            (true, false) => LISTS,
            _ => self.cost(key, terms),
        }
    }

    fn prove_by_texts(&self, items: Vec<u32>, strings: &[&String]) -> Result<Vec<(u32, Option<u32>)>, Error> {
        items.iter().for_each(|item| self.touch_texts(*item));
        self.all_present()?;
        let mut proved = Vec::new();
        for item in items {
            let section = self.whole(item)?;
            let blocks: Vec<(u32, String)> = place(section.blocks.iter().map(|block| block.text.as_str())).collect();
            let holder = |string: &&String| blocks.iter().find(|(_, text)| text.contains(string.as_str()));
            let found: Option<Vec<u32>> =
                strings.iter().map(|string| holder(string).map(|(start, _)| *start)).collect();
            proved.extend(found.map(|starts| (item, starts.first().copied())));
        }
        Ok(proved)
    }

    fn prove_by_positions(
        &self,
        mut items: Vec<u32>,
        strings: &[&String],
        terms: &Terms,
    ) -> Result<Vec<(u32, Option<u32>)>, Error> {
        let cost = |key| self.cost_now(key, terms);
        let chosen: Vec<Vec<(u32, Key)>> = strings.iter().map(|string| chosen(string, cost)).collect();
        let keys = distinct(chosen.iter().flatten().map(|(_, key)| *key));
        keys.iter().for_each(|key| self.touch_positions(*key));
        let unread: Vec<Key> = keys.iter().copied().filter(|key| terms.get(*key).is_none()).collect();
        let unread = self.terms(&unread)?;
        self.all_present()?;
        let all = |key: &Key| Some((*key, terms.get(*key).or_else(|| unread.get(*key))?));
        let Some(all) = keys.iter().map(all).collect::<Option<Keyed<&Term>>>() else { return Ok(Vec::new()) };
        items.retain(|item| all.iter().all(|(_, term)| term.items.binary_search(item).is_ok()));
        if items.is_empty() || !all.iter().all(|(key, term)| self.is_placed(*key, term)) {
            return self.prove_by_texts(items, strings);
        }
        let positions = self.positions(&all)?;
        let parts: Option<Vec<Vec<Part<'_>>>> = chosen.iter().map(|chosen| parts(chosen, &all, &positions)).collect();
        let Some(parts) = parts else { return Ok(Vec::new()) };
        let mut proved = Vec::new();
        for item in items {
            let places: Option<Vec<u32>> = parts.iter().map(|parts| phrase(parts, item)).collect();
            proved.extend(places.map(|places| (item, places.first().copied())));
        }
        Ok(proved)
    }
}

/// The terms that together cover a string and cost least, with their offsets.
fn chosen(string: &str, cost: impl Fn(Key) -> usize) -> Vec<(u32, Key)> {
    let grams = grams(string);
    let costs: Vec<_> = grams.iter().map(|(offset, key)| (*offset..offset + length(*key), cost(*key))).collect();
    cover(&costs).into_iter().map(|at| (grams[at].0 as u32, grams[at].1)).collect()
}

/// The parts of a string that were chosen; `None` where one has no lists.
pub(crate) fn parts<'a>(
    chosen: &[(u32, Key)],
    terms: &Keyed<&'a Term>,
    positions: &'a Keyed<Positions>,
) -> Option<Vec<Part<'a>>> {
    let part = |(offset, key): &(u32, Key)| {
        Some(Part { offset: *offset, term: terms.get(*key)?, positions: positions.get(*key)? })
    };
    chosen.iter().map(part).collect()
}
