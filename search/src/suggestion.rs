//! What to suggest while a reader types: names of units and topics, titles, document numbers.

#[cfg(feature = "native")]
use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::analyzer::fold;
use crate::key::{Key, sound};
use crate::keyed::distinct;
use crate::matching::intersection;
use crate::piece::Section;
use crate::reader::{Error, Reader, Terms, damaged};
use crate::wire::Wire;
#[cfg(feature = "native")]
use crate::wire::{put_bytes, put_number};

/// What was typed so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prompt {
    /// The text in the search field.
    pub text: String,
    /// How many suggestions to make.
    pub limit: usize,
}

/// Something to go to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggestion {
    /// The words to show.
    pub text: String,
    /// The address from the site's root.
    pub url: String,
    /// The kind of the item, by [`Kind::as_str`](crate::entry::Kind::as_str); `unit` or `topic` for these.
    pub kind: String,
}

/// A name that is not an item's: a unit's, a topic's.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name {
    /// The words to show.
    pub text: String,
    /// Other words for it: short names, earlier ones.
    pub aliases: Vec<String>,
    /// The address from the site's root.
    pub url: String,
    /// `unit` or `topic`.
    pub kind: String,
}

/// How many of the newest items with a fitting title are looked at.
const LOOKED_AT: usize = 10;

impl Reader {
    /// Suggests where to go from what was typed.
    ///
    /// # Errors
    ///
    /// As [`Reader::search`].
    pub fn suggest(&self, prompt: &Prompt) -> Result<Vec<Suggestion>, Error> {
        let text = fold(&prompt.text);
        if text.is_empty() {
            return Ok(Vec::new());
        }
        let letters: String = text.chars().filter(|char| !matches!(char, ' ' | '\'')).collect();
        let is_sound = letters.len() > 1 && letters.bytes().all(|byte| byte.is_ascii_lowercase());
        let sounds = if is_sound { vec![letters.clone(), letters.to_ascii_uppercase()] } else { Vec::new() };
        let sound_keys = sounds.iter().map(|letters| {
            let letters: Vec<char> = letters.chars().collect();
            letters.windows(2).map(|pair| sound(pair[0], pair[1])).collect::<Vec<Key>>()
        });
        let sound_keys: Vec<Vec<Key>> = sound_keys.collect();
        let needed = self.needed(&text);
        let keys = distinct(needed.iter().map(|(_, key)| *key).chain(sound_keys.iter().flatten().copied()));
        let names = self.store.piece(Section::Names, 0);
        let terms = self.terms(&keys)?;
        self.all_present()?;
        let mut found = Vec::new();
        if let Some(names) = names {
            found.extend(fitting(&names, &text, &sounds).ok_or_else(|| damaged("names"))?);
            found.truncate(prompt.limit / 2);
        }
        let mut items = titled(&needed, &terms);
        for keys in &sound_keys {
            items.extend(self.sounding(keys, &terms)?);
        }
        let newest: Vec<u32> = distinct(items).into_iter().rev().take(LOOKED_AT).collect();
        newest.iter().for_each(|item| self.touch_head(*item));
        self.all_present()?;
        for item in newest {
            let head = self.part(item, 0)?.head;
            let number = head.doc_number.filter(|number| fold(number).contains(&text));
            if is_sound || number.is_some() || fold(&head.title).contains(&text) {
                let text = number.map_or(head.title.clone(), |number| format!("{number}　{}", head.title));
                found.push(Suggestion { text, url: head.url, kind: head.kind.as_str().to_owned() });
            }
        }
        found.truncate(prompt.limit);
        Ok(found)
    }
}

/// The items in whose titles all terms of a text stand.
fn titled(needed: &[(usize, Key)], terms: &Terms) -> Vec<u32> {
    let lists = needed.iter().map(|(_, key)| terms.get(*key).map(|term| term.titles.as_slice()));
    lists.collect::<Option<Vec<&[u32]>>>().map(intersection).unwrap_or_default()
}

/// The names that contain a text, or whose pinyin contains one of some letters; those that begin so come first.
fn fitting(names: &[u8], text: &str, sounds: &[String]) -> Option<Vec<Suggestion>> {
    let mut wire = Wire::new(names);
    let (mut first, mut others) = (Vec::new(), Vec::new());
    while !wire.is_empty() {
        let name =
            Suggestion { kind: wire.text()?.to_owned(), url: wire.text()?.to_owned(), text: wire.text()?.to_owned() };
        let spellings = (0..wire.count()?).map(|_| wire.text()).collect::<Option<Vec<&str>>>()?;
        let sought = || std::iter::once(text).chain(sounds.iter().map(String::as_str));
        if spellings.iter().any(|spelling| sought().any(|sought| spelling.starts_with(sought))) {
            first.push(name);
        } else if spellings.iter().any(|spelling| sought().any(|sought| spelling.contains(sought))) {
            others.push(name);
        }
    }
    first.extend(others);
    Some(first)
}

/// Writes names, each with all its spellings: words, pinyin written out, initials.
#[cfg(feature = "native")]
pub(crate) fn put_names(names: &[Name]) -> Vec<u8> {
    let mut out = Vec::new();
    let names: BTreeSet<&Name> = names.iter().collect();
    for name in names {
        [&name.kind, &name.url, &name.text].into_iter().for_each(|text| put_bytes(&mut out, text.as_bytes()));
        let words: Vec<String> = std::iter::once(&name.text).chain(&name.aliases).map(|word| fold(word)).collect();
        let sounds = words.iter().flat_map(|word| crate::pinyin::spellings(word));
        let spellings: Vec<String> = words.iter().cloned().chain(sounds).collect();
        put_number(&mut out, spellings.len() as u64);
        spellings.iter().for_each(|spelling| put_bytes(&mut out, spelling.as_bytes()));
    }
    out
}
