//! From a question to the hits in their order: which items contain what was asked, which have parts of it.

use crate::analyzer::fold;
use crate::gram::grams;
use crate::key::{Form, Key, characters, form, number, sound};
use crate::keyed::{Keyed, distinct};
use crate::list::Term;
use crate::matching::{Part, intersection, phrase, telling};
use crate::proof::parts;
use crate::query::{Answer, Order, Parsed, Request, parse};
use crate::ranking::{Group, Place, Ranked, STEP, Scores};
use crate::reader::{Error, Reader, Terms};

/// The items that may contain a string are found by so many of its pairs: those that seem the rarest. What is contained
/// is proved in another way, so that others would only be read for the order of the hits. Where these leave many items,
/// twice so many are read.
const TELLING: usize = 4;
/// A string of so many characters, of which a longer text has many pairs by chance, is found by more.
const LONG: usize = 12;
const TELLING_LONG: usize = 5;

/// What is looked up for a question.
struct Question {
    parsed: Parsed,
    /// For each wanted and each unwanted string the keys whose lists are read to find it.
    told: Vec<Vec<Key>>,
    told_unwanted: Vec<Vec<Key>>,
    /// The keys of the pinyin that was asked for: written out, and as initials.
    sounds: [Vec<Key>; 2],
    /// All keys whose lists are read.
    keys: Vec<Key>,
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
        let mut question = self.question(&request.query);
        let columns = self.columns_for(request)?;
        let mut terms = self.terms(&question.keys)?;
        self.all_present()?;
        let mut allowed = match columns {
            Some(columns) => columns.allowed(&request.filter),
            None => vec![true; self.opening.items as usize],
        };
        for (string, told) in question.parsed.unwanted.iter().zip(&question.told_unwanted) {
            let candidates = candidates(told, &terms);
            for (item, _) in self.prove(candidates, &[string], &terms)? {
                allowed[item as usize] = false;
            }
        }
        self.narrow(&mut question, &mut terms, &allowed)?;
        let exact = self.exact(&question, &terms, &allowed)?;
        let named = self.named(&question, &terms)?;
        let mut ranked = if question.parsed.wanted.is_empty() {
            list_all(&allowed, !request.filter.is_empty())
        } else {
            if exact.is_empty() {
                // Nothing contains it: what has most of it must be found by all of its pairs.
                self.tell(&mut question, &mut terms, usize::MAX)?;
            }
            let scored = distinct(question.told.iter().flatten().copied());
            let mut scores = Scores::new(&self.opening);
            scored.iter().filter_map(|key| terms.get(*key)).for_each(|term| scores.add(term));
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
        let told = |strings: &[String]| -> Vec<Vec<Key>> {
            let most = |string: &str| if string.chars().count() < LONG { TELLING } else { TELLING_LONG };
            strings.iter().map(|string| self.telling(string, most(string))).collect()
        };
        let (told, told_unwanted) = (told(&parsed.wanted), told(&parsed.unwanted));
        let keys = told.iter().chain(&told_unwanted).chain(&sounds).flatten().copied();
        let keys = distinct(keys.chain(parsed.number.as_deref().map(number)));
        Question { parsed, told, told_unwanted, sounds, keys }
    }

    /// The keys of a string that tell most, at most so many: those among the needed that seem the rarest.
    fn telling(&self, string: &str, most: usize) -> Vec<Key> {
        let needed = self.needed(string);
        let is_first = |(at, (_, key)): &(usize, &(usize, Key))| needed[..*at].iter().all(|(_, other)| other != key);
        let needed = needed.iter().enumerate().filter(is_first).map(|(_, needed)| *needed);
        telling(needed.map(|(offset, key)| (self.seeming(key), offset, key)).collect(), most)
    }

    /// How common a term seems by its characters: more by the order of magnitude of all items than its own, if they were
    /// independent; of a triple's, which has a frequent pair in it, two orders are taken to follow from each other.
    fn seeming(&self, key: Key) -> u32 {
        let orders: u32 = characters(key).iter().map(|char| u32::from(self.opening.order_of(*char))).sum();
        let third = if form(key) == Form::Triple { self.opening.items.max(4).ilog2() - 2 } else { 0 };
        orders.saturating_sub(third)
    }

    /// Reads the lists of more keys of the wanted strings, up to so many for each.
    fn tell(&self, question: &mut Question, terms: &mut Terms, most: usize) -> Result<(), Error> {
        question.told = question.parsed.wanted.iter().map(|string| self.telling(string, most)).collect();
        let mut unread = distinct(question.told.iter().flatten().copied());
        unread.retain(|key| !question.keys.contains(key));
        terms.extend(self.terms(&unread)?);
        question.keys.extend(unread);
        self.all_present()
    }

    /// Reads more lists where those read leave more items than could be read.
    fn narrow(&self, question: &mut Question, terms: &mut Terms, allowed: &[bool]) -> Result<(), Error> {
        let wanted = &question.parsed.wanted;
        let strings: Vec<&String> = wanted.iter().collect();
        let mut told = strings.iter().zip(&question.told);
        if told.any(|(string, told)| self.needed(string).len() > told.len())
            && !self.is_readable(&self.wanted(question, terms, allowed), &strings, terms)
        {
            self.tell(question, terms, 2 * TELLING)?;
        }
        Ok(())
    }

    /// The terms of a string that tell something of the items in which they stand, with their offsets: those that are not
    /// common, or all if all are.
    pub(crate) fn needed(&self, string: &str) -> Vec<(usize, Key)> {
        let grams = grams(string);
        let telling: Vec<(usize, Key)> = grams.iter().copied().filter(|(_, key)| !self.is_common(*key)).collect();
        if telling.is_empty() { grams } else { telling }
    }

    /// The items that may contain everything that is wanted.
    fn wanted(&self, question: &Question, terms: &Terms, allowed: &[bool]) -> Vec<u32> {
        let lists: Vec<Vec<u32>> = question.told.iter().map(|told| candidates(told, terms)).collect();
        let mut items = intersection(lists.iter().map(Vec::as_slice).collect());
        items.retain(|item| allowed[*item as usize]);
        items
    }

    /// The items that contain everything that is wanted, each with its place and group.
    fn exact(&self, question: &Question, terms: &Terms, allowed: &[bool]) -> Result<Vec<(Place, Group)>, Error> {
        let strings: Vec<&String> = question.parsed.wanted.iter().collect();
        let proved = self.prove(self.wanted(question, terms, allowed), &strings, terms)?;
        let in_title =
            |item| question.told.iter().flatten().all(|key| terms.get(*key).is_some_and(|term| term.in_title(item)));
        let group = |item| if in_title(item) { Group::Title } else { Group::Exact };
        Ok(proved.into_iter().map(|(item, position)| (Place { item, score: 0, position }, group(item))).collect())
    }

    /// The items that are led to by their number, or by the pinyin of a name.
    fn named(&self, question: &Question, terms: &Terms) -> Result<Vec<(u32, Group)>, Error> {
        let mut named = Vec::new();
        if let Some(term) = question.parsed.number.as_deref().and_then(|text| terms.get(number(text))) {
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
            keys.iter().map(|key| terms.get(*key).map(|term| term.items.as_slice())).collect();
        let items = lists.map(intersection).unwrap_or_default();
        let used = distinct(keys.iter().copied()).into_iter().filter_map(|key| Some((key, terms.get(key)?)));
        let used: Keyed<&Term> = used.collect();
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
        let keys = distinct(parsed.wanted.iter().flat_map(|string| self.needed(string)).map(|(_, key)| key));
        let mut guides: Vec<(usize, Key, &Term)> = Vec::new();
        for key in keys {
            let placed = terms.get(key).filter(|term| self.is_placed(key, term));
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
        let used: Keyed<&Term> = used.collect();
        let positions = self.positions(&used)?;
        self.all_present()?;
        for (place, key) in shown.iter_mut().zip(wanted) {
            let Some((key, term)) = key.and_then(|key| Some((key, *used.get(key)?))) else { continue };
            let part = positions.get(key).map(|positions| Part { offset: 0, term, positions });
            place.position = part.and_then(|part| phrase(&[part], place.item));
        }
        Ok(shown)
    }
}

/// The items that may contain a string: those with all of these terms of it.
fn candidates(keys: &[Key], terms: &Terms) -> Vec<u32> {
    let lists: Option<Vec<&[u32]>> = keys.iter().map(|key| terms.get(*key).map(|term| term.items.as_slice())).collect();
    lists.map(intersection).unwrap_or_default()
}

/// Takes every allowed item as a hit, for a question that only filters.
fn list_all(allowed: &[bool], filtered: bool) -> Ranked {
    let items = (0..allowed.len() as u32).rev().filter(|item| filtered && allowed[*item as usize]);
    let score = Group::Exact as i64 * STEP;
    let hits: Vec<Place> = items.map(|item| Place { item, score, position: None }).collect();
    Ranked { exact: hits.len(), hits }
}
