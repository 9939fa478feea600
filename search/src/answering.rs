//! From a question to the hits in their order: which items contain what was asked, which have parts of it.

use std::collections::{BTreeMap, BTreeSet};

use crate::analyzer::fold;
use crate::key::{Key, keys_of, number, sound};
use crate::layout::place;
use crate::list::{Positions, Term};
use crate::matching::{Part, cover, intersection, phrase};
use crate::query::{Answer, Order, Parsed, Request, parse};
use crate::ranking::{Group, Place, Ranked, STEP, Scores};
use crate::reader::{Error, Reader, Terms};

/// Whether items contain a string is read in their texts where these are no more pieces; ten are shown anyway.
const READ: usize = 18;
/// ... and no more than so many where the other way would lead over the positions of a common term.
const READ_RATHER: usize = 32;

/// What is looked up for a question.
struct Question {
    parsed: Parsed,
    /// The keys of the pinyin that was asked for: written out, and as initials.
    sounds: [Vec<Key>; 2],
    keys: BTreeSet<Key>,
}

impl Reader {
    /// Answers a question.
    ///
    /// # Errors
    ///
    /// [`Error::Missing`] where pieces must be supplied first, [`Error::Damaged`] where pieces contradict each other.
    pub fn search(&self, request: &Request) -> Result<Answer, Error> {
        let (ranked, parsed, terms) = self.find(request)?;
        let shown: Vec<Place> = ranked.hits.iter().skip(request.offset).take(request.limit).copied().collect();
        let exact = ranked.exact.saturating_sub(request.offset);
        let shown = self.locate(shown, &parsed, &terms)?;
        let hits = self.hits(&shown, exact, &parsed)?;
        Ok(Answer { query: request.query.clone(), total: ranked.hits.len(), exact: ranked.exact, hits })
    }

    /// Finds all hits, in their order.
    pub(crate) fn find(&self, request: &Request) -> Result<(Ranked, Parsed, Terms), Error> {
        let question = self.question(&request.query);
        let columns = self.columns_for(request)?;
        let terms = self.terms(&question.keys)?;
        self.all_present()?;
        let mut allowed = match columns {
            Some(columns) => columns.allowed(&request.filter),
            None => vec![true; self.opening.items as usize],
        };
        for string in &question.parsed.unwanted {
            let candidates = self.candidates(string, &terms);
            for (item, _) in self.prove(candidates, &[string], &terms)? {
                allowed[item as usize] = false;
            }
        }
        let exact = self.exact(&question.parsed, &terms, &allowed)?;
        let named = self.named(&question, &terms)?;
        let mut ranked = if question.parsed.wanted.is_empty() {
            list_all(&allowed, !request.filter.is_empty())
        } else {
            let mut scores = Scores::new(&self.opening);
            let wanted: BTreeSet<Key> = question.parsed.wanted.iter().flat_map(|string| self.needed(string)).collect();
            wanted.iter().filter_map(|key| terms.get(key)).for_each(|term| scores.add(term));
            scores.rank(&exact, &named, &allowed)
        };
        if request.sort == Order::Date {
            ranked.sort_by_date();
        }
        Ok((ranked, question.parsed, terms))
    }

    fn question(&self, query: &str) -> Question {
        let parsed = parse(query);
        let letters: String = fold(query).chars().filter(|char| !matches!(char, ' ' | '\'')).collect();
        let is_sound = letters.len() > 1 && letters.bytes().all(|byte| byte.is_ascii_alphabetic());
        let keys_of_letters = |letters: String| -> Vec<Key> {
            let letters = letters.as_bytes().windows(2).filter(|_| is_sound);
            letters.map(|pair| sound(pair[0].into(), pair[1].into())).collect()
        };
        let sounds = [keys_of_letters(letters.to_ascii_lowercase()), keys_of_letters(letters.to_ascii_uppercase())];
        let strings = parsed.wanted.iter().chain(&parsed.unwanted);
        let mut keys: BTreeSet<Key> = strings.flat_map(|string| self.needed(string)).collect();
        keys.extend(sounds.iter().flatten());
        keys.extend(parsed.number.as_deref().map(number));
        Question { parsed, sounds, keys }
    }

    /// The keys of a string whose lists are read: those that are not common, or all if all are.
    pub(crate) fn needed(&self, string: &str) -> Vec<Key> {
        let keys = keys_of(string);
        let telling: Vec<Key> = keys.iter().copied().filter(|key| !self.is_common(*key)).collect();
        if telling.is_empty() { keys } else { telling }
    }

    /// The items that may contain a string: those with all of its terms that were read.
    pub(crate) fn candidates(&self, string: &str, terms: &Terms) -> Vec<u32> {
        let lists: Option<Vec<&[u32]>> =
            self.needed(string).iter().map(|key| terms.get(key).map(|term| term.items.as_slice())).collect();
        lists.map(intersection).unwrap_or_default()
    }

    /// The items that contain everything that is wanted, each with its place and group.
    fn exact(&self, parsed: &Parsed, terms: &Terms, allowed: &[bool]) -> Result<Vec<(Place, Group)>, Error> {
        let lists: Vec<Vec<u32>> = parsed.wanted.iter().map(|string| self.candidates(string, terms)).collect();
        let mut candidates = intersection(lists.iter().map(Vec::as_slice).collect());
        candidates.retain(|item| allowed[*item as usize]);
        let strings: Vec<&String> = parsed.wanted.iter().collect();
        let proved = self.prove(candidates, &strings, terms)?;
        let keys: BTreeSet<Key> = parsed.wanted.iter().flat_map(|string| self.needed(string)).collect();
        let in_title = |item| keys.iter().all(|key| terms.get(key).is_some_and(|term| term.in_title(item)));
        let group = |item| if in_title(item) { Group::Title } else { Group::Exact };
        Ok(proved.into_iter().map(|(item, position)| (Place { item, score: 0, position }, group(item))).collect())
    }

    /// Keeps of the candidates those that contain all strings, each with the position of the first, where it is known.
    fn prove(&self, items: Vec<u32>, strings: &[&String], terms: &Terms) -> Result<Vec<(u32, Option<u32>)>, Error> {
        let open: Vec<&String> = strings.iter().copied().filter(|string| string.chars().count() > 2).collect();
        if open.is_empty() || items.is_empty() {
            return Ok(items.into_iter().map(|item| (item, None)).collect());
        }
        let is_placed =
            |key: &Key| self.is_common(*key) || terms.get(key).is_some_and(|term| self.is_placed(*key, term));
        let pieces: usize = items.iter().map(|item| self.text_pieces(*item).len()).sum();
        let ends_common = |string: &&String| {
            let keys = keys_of(string);
            keys.first().into_iter().chain(keys.last()).any(|key| self.is_common(*key))
        };
        let most = if open.iter().any(ends_common) { READ_RATHER } else { READ };
        if pieces <= most || !open.iter().flat_map(|string| keys_of(string)).all(|key| is_placed(&key)) {
            return self.prove_by_texts(items, &open);
        }
        self.prove_by_positions(items, &open, terms)
    }

    fn prove_by_texts(&self, items: Vec<u32>, strings: &[&String]) -> Result<Vec<(u32, Option<u32>)>, Error> {
        items.iter().for_each(|item| self.touch_texts(*item));
        self.all_present()?;
        let mut proved = Vec::new();
        for item in items {
            let section = self.whole(item)?;
            let blocks: Vec<(u32, String)> = place(section.blocks.iter().map(|block| block.text.as_str()), 0).collect();
            let holder = |string: &&String| blocks.iter().find(|(_, text)| text.contains(string.as_str()));
            let found: Option<Vec<u32>> =
                strings.iter().map(|string| holder(string).map(|(start, _)| *start)).collect();
            proved.extend(found.map(|starts| (item, starts.first().copied())));
        }
        Ok(proved)
    }

    fn prove_by_positions(
        &self,
        items: Vec<u32>,
        strings: &[&String],
        terms: &Terms,
    ) -> Result<Vec<(u32, Option<u32>)>, Error> {
        let chosen: Vec<Vec<(u32, Key)>> = strings.iter().map(|string| self.chosen(string, terms)).collect();
        let keys: BTreeSet<Key> = chosen.iter().flatten().map(|(_, key)| *key).collect();
        keys.iter().for_each(|key| self.touch_positions(*key));
        let unread = self.terms(&keys.iter().copied().filter(|key| !terms.contains_key(key)).collect())?;
        self.all_present()?;
        let all = terms.iter().chain(&unread).filter(|(key, _)| keys.contains(key));
        let all: BTreeMap<Key, &Term> = all.map(|(key, term)| (*key, term)).collect();
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

    /// The pairs that together cover a string and read least, with their offsets.
    fn chosen(&self, string: &str, terms: &Terms) -> Vec<(u32, Key)> {
        let keys = keys_of(string);
        // A common term that was not read has to be, with positions in many items.
        let unread = 8 * self.opening.items as usize;
        let cost =
            |key: &Key| terms.get(key).map_or(unread, |term| term.counts.iter().map(|count| *count as usize).sum());
        let costs: Vec<usize> = keys.iter().map(cost).collect();
        cover(&costs).into_iter().map(|at| (at as u32, keys[at])).collect()
    }

    /// The items that are led to by their number, or by the pinyin of a name.
    fn named(&self, question: &Question, terms: &Terms) -> Result<Vec<(u32, Group)>, Error> {
        let mut named = Vec::new();
        if let Some(term) = question.parsed.number.as_deref().and_then(|text| terms.get(&number(text))) {
            named.extend(term.items.iter().map(|item| (*item, Group::RelatedNumber)));
        }
        for keys in &question.sounds {
            named.extend(self.sounding(keys, terms)?.into_iter().map(|item| (item, Group::Sound)));
        }
        Ok(named)
    }

    /// The items with a name whose pinyin contains a run of letters.
    pub(crate) fn sounding(&self, keys: &[Key], terms: &Terms) -> Result<Vec<u32>, Error> {
        let lists: Option<Vec<&[u32]>> =
            keys.iter().map(|key| terms.get(key).map(|term| term.items.as_slice())).collect();
        let items = lists.map(intersection).unwrap_or_default();
        let used: BTreeMap<Key, &Term> =
            keys.iter().filter_map(|key| terms.get_key_value(key)).map(|(key, term)| (*key, term)).collect();
        if keys.len() < 2 || items.is_empty() || !used.iter().all(|(key, term)| self.is_placed(*key, term)) {
            return Ok(items);
        }
        let positions = self.positions(&used)?;
        self.all_present()?;
        let chosen: Vec<(u32, Key)> = (0..).zip(keys.iter().copied()).collect();
        let Some(parts) = parts(&chosen, &used, &positions) else { return Ok(Vec::new()) };
        Ok(items.into_iter().filter(|item| phrase(&parts, *item).is_some()).collect())
    }

    /// Finds out where in long items the hits to show are.
    fn locate(&self, mut shown: Vec<Place>, parsed: &Parsed, terms: &Terms) -> Result<Vec<Place>, Error> {
        let keys: BTreeSet<Key> = parsed.wanted.iter().flat_map(|string| self.needed(string)).collect();
        let mut guides: Vec<(usize, Key, &Term)> = Vec::new();
        for key in keys {
            let placed = terms.get(&key).filter(|term| self.is_placed(key, term));
            guides.extend(placed.map(|term| (term.items.len(), key, term)));
        }
        guides.sort_by_key(|(items, key, _)| (*items, *key));
        let mut wanted: Vec<Option<Key>> = Vec::new();
        for place in &shown {
            let unknown = place.position.is_none() && self.text_pieces(place.item).len() > 2;
            let guide = guides.iter().find(|(_, _, term)| unknown && term.items.binary_search(&place.item).is_ok());
            wanted.push(guide.map(|(_, key, _)| *key));
        }
        let used = guides.iter().filter(|(_, key, _)| wanted.contains(&Some(*key))).map(|(_, key, term)| (*key, *term));
        let used: BTreeMap<Key, &Term> = used.collect();
        let positions = self.positions(&used)?;
        self.all_present()?;
        for (place, key) in shown.iter_mut().zip(wanted) {
            let Some(key) = key else { continue };
            let part = Part { offset: 0, term: used[&key], positions: &positions[&key] };
            place.position = phrase(&[part], place.item);
        }
        Ok(shown)
    }
}

fn parts<'a>(
    chosen: &[(u32, Key)],
    terms: &BTreeMap<Key, &'a Term>,
    positions: &'a BTreeMap<Key, Positions>,
) -> Option<Vec<Part<'a>>> {
    let part = |(offset, key): &(u32, Key)| {
        Some(Part { offset: *offset, term: terms.get(key)?, positions: positions.get(key)? })
    };
    chosen.iter().map(part).collect()
}

/// Takes every allowed item as a hit, for a question that only filters.
fn list_all(allowed: &[bool], filtered: bool) -> Ranked {
    let items = (0..allowed.len() as u32).rev().filter(|item| filtered && allowed[*item as usize]);
    let score = Group::Exact as i64 * STEP;
    let hits: Vec<Place> = items.map(|item| Place { item, score, position: None }).collect();
    Ranked { exact: hits.len(), hits }
}
