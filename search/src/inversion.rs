//! Turns texts into lists: sorted by term, what stands where tells for each term where it stands.
//!
//! The lists are those that a tantivy segment of the same texts has, with each pair or triple that `gram` names as a
//! token. No table of terms is needed: all characters are sorted by what they are, those that are alike by the
//! character after them, those of a frequent pair by the one after that; what is then side by side is one term.

use crate::entry::{Entry, Role};
use crate::gram::is_frequent;
use crate::key::{Form, Key, form, number, number_key, pair, single, sound, triple};
use crate::outline::Outline;
use crate::pinyin;
use crate::shard::{Lists, Shard, put_one};
use crate::wire::put_number;

/// The folded blocks of an item, each with the position of its first character.
pub(crate) type Placed = Vec<(u32, String)>;

/// Indexes the items of a shard.
pub(crate) fn invert(items: &[Entry<'_>], placed: &[Placed]) -> Shard {
    let line = Line::new(items, placed);
    let (mut terms, triples) = line.terms();
    put_names(items, &mut terms);
    terms.outline.append(&triples.outline);
    terms.data.extend(triples.data);
    // All shards stay until they are joined.
    terms.data.shrink_to_fit();
    Shard::new(terms.outline, line.lengths, terms.data, 0).expect("invariant: the last list ends with the data")
}

/// A place where a term stands: the item, then the position and (lowest bit) whether in the title.
type Place = (u32, u32);

/// The blocks of a shard's items, one after the other.
struct Line {
    /// Each character by its number in `alphabet`; 0 after each block.
    letters: Vec<u32>,
    /// Where each of them is.
    places: Vec<Place>,
    /// Whether each of them is a frequent pair with the next.
    frequent: Vec<bool>,
    /// The characters that there are, ascending, from 1 on.
    alphabet: Vec<char>,
    /// The number of pairs in each item.
    lengths: Vec<u32>,
}

impl Line {
    fn new(items: &[Entry<'_>], placed: &[Placed]) -> Self {
        let mut numbers = Vec::new();
        for char in placed.iter().flatten().flat_map(|(_, folded)| folded.chars()) {
            let code = char as usize;
            if numbers.len() <= code {
                numbers.resize((code + 1).next_power_of_two(), 0);
            }
            numbers[code] = 1;
        }
        let mut alphabet = vec!['\0'];
        for (code, number) in (0..).zip(&mut numbers).filter(|(_, number)| **number == 1) {
            *number = alphabet.len() as u32;
            alphabet.extend(char::from_u32(code));
        }
        // A Han character has three bytes.
        let size = placed.iter().flatten().map(|(_, folded)| folded.len() / 3 + 1).sum();
        let mut line = Line {
            letters: Vec::with_capacity(size),
            places: Vec::with_capacity(size),
            frequent: Vec::with_capacity(size),
            alphabet,
            lengths: Vec::with_capacity(items.len()),
        };
        for (item, (entry, placed)) in (0..).zip(items.iter().zip(placed)) {
            let before = line.letters.len();
            for (block, (start, folded)) in entry.blocks.iter().zip(placed) {
                let is_title = (block.role == Role::Title && block.text == entry.title)
                    || entry.doc_number.as_deref() == Some(&*block.text);
                let mut chars = folded.chars().peekable();
                let mut position = *start;
                while let Some(char) = chars.next() {
                    line.letters.push(numbers[char as usize]);
                    line.places.push((item, position << 1 | u32::from(is_title)));
                    line.frequent.push(chars.peek().is_some_and(|next| is_frequent(char, *next)));
                    position += 1;
                }
                line.letters.push(0);
                line.places.push((item, 0));
                line.frequent.push(false);
            }
            let pairs = line.letters[before..].windows(2).filter(|two| !two.contains(&0)).count();
            line.lengths.push(pairs as u32);
        }
        line
    }

    /// Returns the lists of all characters and pairs, and of all triples.
    fn terms(&self) -> (Terms, Terms) {
        let (mut terms, mut triples) = (Terms::default(), Terms::default());
        let (mut seconds, mut thirds, mut places) = (Vec::new(), Vec::new(), Vec::new());
        let (order, ends) = self.order();
        for (first, ends) in self.alphabet.iter().zip(ends.windows(2)).skip(1) {
            let found = &order[ends[0]..ends[1]];
            self.fill(&mut places, found.iter().copied());
            terms.put(single(*first), Kept::Items, &places);
            self.sort_by_letter(&mut seconds, 1, found.iter().copied());
            for found in seconds.chunk_by(|one, other| letter(*one) == letter(*other)) {
                let second = self.alphabet[letter(found[0]) as usize];
                self.fill(&mut places, found.iter().map(|place| at(*place)));
                let is_frequent = self.frequent[at(found[0]) as usize];
                let kept = if is_frequent { Kept::Counts } else { Kept::Positions };
                terms.put(pair(*first, second), kept, &places);
                let found = found.iter().map(|place| at(*place));
                let found = found.filter(|at| is_frequent || self.frequent[*at as usize + 1]);
                self.sort_by_letter(&mut thirds, 2, found);
                for found in thirds.chunk_by(|one, other| letter(*one) == letter(*other)) {
                    let third = self.alphabet[letter(found[0]) as usize];
                    self.fill(&mut places, found.iter().map(|place| at(*place)));
                    triples.put(triple(*first, second, third), Kept::Positions, &places);
                }
            }
        }
        (terms, triples)
    }

    /// Returns where all characters are by letter, in their order where they are alike, and where each letter ends.
    fn order(&self) -> (Vec<u32>, Vec<usize>) {
        let mut ends = vec![0; self.alphabet.len() + 1];
        self.letters.iter().for_each(|letter| ends[*letter as usize + 1] += 1);
        for letter in 0..self.alphabet.len() {
            ends[letter + 1] += ends[letter];
        }
        let mut next = ends.clone();
        let mut order = vec![0; self.letters.len()];
        for (at, letter) in (0..).zip(&self.letters) {
            let next = &mut next[*letter as usize];
            order[*next] = at;
            *next += 1;
        }
        (order, ends)
    }

    /// Sorts places by the letter that is so far behind them, and leaves out those that have none.
    fn sort_by_letter(&self, sorted: &mut Vec<u64>, distance: usize, found: impl Iterator<Item = u32>) {
        sorted.clear();
        let found = found.map(|at| u64::from(self.letters[at as usize + distance]) << 32 | u64::from(at));
        sorted.extend(found.filter(|place| letter(*place) != 0));
        sorted.sort_unstable();
    }

    fn fill(&self, places: &mut Vec<Place>, found: impl Iterator<Item = u32>) {
        places.clear();
        places.extend(found.map(|at| self.places[at as usize]));
    }
}

/// The letter by which a place was sorted.
fn letter(place: u64) -> u32 {
    (place >> 32) as u32
}

fn at(place: u64) -> u32 {
    place as u32
}

/// What the index has of a term: in which items it stands, how often in each, and where.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kept {
    Items,
    Counts,
    Positions,
}

/// Terms, ascending, with their lists.
#[derive(Default)]
struct Terms {
    outline: Outline,
    data: Vec<u8>,
    lists: Lists<Vec<u8>>,
}

impl Terms {
    /// Adds the lists of a term from its places.
    fn put(&mut self, key: Key, kept: Kept, places: &[Place]) {
        let Some((&(first, _), &(last, _))) = places.first().zip(places.last()) else { return };
        let before = self.data.len();
        let count = |places: &[Place]| if kept == Kept::Items { 1 } else { places.len() as u32 };
        let in_title = |places: &[Place]| places.iter().any(|(_, at)| at & 1 == 1);
        if first == last {
            put_one(&mut self.data, first, count(places), in_title(places));
            put_positions(&mut self.data, kept, places);
        } else {
            self.lists.clear();
            for places in places.chunk_by(|one, other| one.0 == other.0) {
                self.lists.add(places[0].0, count(places), in_title(places));
                put_positions(&mut self.lists.positions, kept, places);
            }
            self.lists.write(&mut self.data);
        }
        self.outline.push(key, self.data.len() - before);
    }
}

/// Adds the distances between the positions in one item.
fn put_positions(out: &mut Vec<u8>, kept: Kept, places: &[Place]) {
    let mut before = 0;
    for (_, at) in places.iter().filter(|_| kept == Kept::Positions) {
        put_number(out, u64::from((at >> 1) - before));
        before = at >> 1;
    }
}

/// Adds what else items are found by: the pinyin of their names, and their document numbers.
fn put_names(items: &[Entry<'_>], terms: &mut Terms) {
    let mut found = Vec::new();
    for (item, entry) in (0..).zip(items) {
        let names = std::iter::once(&entry.title).chain(&entry.names);
        let mut start = 0;
        for spelling in names.flat_map(|name| pinyin::spellings(name)) {
            let letters: Vec<char> = spelling.chars().collect();
            for (position, pair) in (start..).zip(letters.windows(2)) {
                found.push((sound(pair[0], pair[1]), (item, position << 1)));
            }
            start += letters.len() as u32 + 1;
        }
        let key = entry.doc_number.as_deref().and_then(number_key);
        found.extend(key.map(|key| (number(&key), (item, 0))));
    }
    found.sort_by_key(|(key, _)| *key);
    for found in found.chunk_by(|one, other| one.0 == other.0) {
        let places: Vec<Place> = found.iter().map(|(_, place)| *place).collect();
        let kept = if form(found[0].0) == Form::Sound { Kept::Positions } else { Kept::Items };
        terms.put(found[0].0, kept, &places);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use tantivy::directory::RamDirectory;
    use tantivy::postings::Postings;
    use tantivy::schema::{IndexRecordOption, Schema, TantivyDocument, TextFieldIndexing, TextOptions};
    use tantivy::tokenizer::{PreTokenizedString, Token};
    use tantivy::{DocSet, Index, SingleSegmentIndexWriter, TERMINATED};

    use super::*;
    use crate::entry::Block;
    use crate::gram::{has_positions, is_tripled};
    use crate::wire::Wire;

    fn entry(title: &str, bodies: &[&str]) -> Entry<'static> {
        let block = |text: &str, role| Block { anchor: "".into(), text: text.to_owned().into(), role };
        let bodies = bodies.iter().map(|text| block(text, Role::Body));
        let blocks = std::iter::once(block(title, Role::Title)).chain(bodies).collect();
        Entry { title: title.to_owned(), ..Entry::of_blocks("", blocks) }
    }

    fn placed(entries: &[Entry<'_>]) -> Vec<Placed> {
        let texts = |entry: &Entry<'_>| crate::layout::place(entry.blocks.iter().map(|block| &*block.text)).collect();
        entries.iter().map(texts).collect()
    }

    /// A term's places: item, positions.
    type Found = Vec<(u32, Vec<u32>)>;

    fn in_shard(shard: &Shard) -> BTreeMap<Key, Found> {
        let mut found = BTreeMap::new();
        for (key, lists) in shard.terms().filter(|(key, _)| form(*key) != Form::Sound) {
            let lists = Lists::read(lists).expect("lists");
            let numbers = |bytes| {
                let mut wire = Wire::new(bytes);
                std::iter::from_fn(move || wire.index())
            };
            let (mut item, mut positions) = (lists.first, numbers(lists.positions));
            let items: Vec<u32> = std::iter::once(0)
                .chain(numbers(lists.distances))
                .map(|distance| {
                    item += distance;
                    item
                })
                .collect();
            assert_eq!((items.len(), items.last()), (lists.items as usize, Some(&lists.last)));
            let mut of_item = |(item, count)| {
                let count = if has_positions(key) { count } else { 0 };
                let mut at = 0;
                let positions = positions.by_ref().take(count as usize).map(|distance| {
                    at += distance;
                    at
                });
                (item, positions.collect())
            };
            let places: Found = items.into_iter().zip(numbers(lists.counts)).map(&mut of_item).collect();
            found.insert(key, places);
        }
        found
    }

    /// The same from a tantivy segment, to which pairs, triples and single characters are given as tokens.
    fn in_tantivy(placed: &[Placed]) -> BTreeMap<Key, Found> {
        let indexing = TextFieldIndexing::default().set_index_option(IndexRecordOption::WithFreqsAndPositions);
        let mut schema = Schema::builder();
        let field = schema.add_text_field("pairs", TextOptions::default().set_indexing_options(indexing));
        let builder = Index::builder().schema(schema.build());
        let mut writer: SingleSegmentIndexWriter =
            builder.single_segment_index_writer(RamDirectory::create(), 16 << 20).expect("a writer");
        for blocks in placed {
            let mut tokens = Vec::new();
            for (start, folded) in blocks {
                let chars: Vec<char> = folded.chars().collect();
                let terms = |len| (*start as usize..).zip(chars.windows(len));
                for (position, chars) in
                    terms(2).chain(terms(3).filter(|(_, chars)| is_tripled(chars[0], chars[1], chars[2])))
                {
                    tokens.push(Token { position, text: chars.iter().collect(), ..Token::default() });
                }
                tokens.extend(chars.iter().map(|char| Token {
                    position: 0,
                    text: char.to_string(),
                    ..Token::default()
                }));
            }
            let mut document = TantivyDocument::default();
            document.add_pre_tokenized_text(field, PreTokenizedString { text: String::new(), tokens });
            writer.add_document(document).expect("a document");
        }
        let reader = writer.finalize().expect("an index").reader().expect("a reader");
        let mut found = BTreeMap::new();
        for segment in reader.searcher().segment_readers() {
            let index = segment.inverted_index(field).expect("a field");
            let mut terms = index.terms().stream().expect("terms");
            while terms.advance() {
                let chars: Vec<char> = std::str::from_utf8(terms.key()).expect("UTF-8").chars().collect();
                let key = match *chars.as_slice() {
                    [first, second, third] => triple(first, second, third),
                    [first, second] => pair(first, second),
                    _ => single(chars[0]),
                };
                let option = IndexRecordOption::WithFreqsAndPositions;
                let mut list = index.read_postings_from_terminfo(terms.value(), option).expect("a list");
                while list.doc() != TERMINATED {
                    let mut positions = Vec::new();
                    list.positions(&mut positions);
                    let positions = if has_positions(key) { positions } else { vec![] };
                    found.entry(key).or_insert_with(Vec::new).push((list.doc(), positions));
                    list.advance();
                }
            }
        }
        found
    }

    #[test]
    fn counts_and_titles_are_written_with_the_items() {
        let entries = [entry("甲乙", &["甲乙甲乙"]), entry("", &["甲乙"])];
        let shard = invert(&entries, &placed(&entries));
        assert_eq!(shard.lengths, [4, 1]);
        let list = |key| shard.terms().find(|(next, _)| *next == key).expect("the term").1.to_vec();
        let read = |key| Lists::read(&list(key)).map(|lists| (lists.counts.to_vec(), lists.places, lists.titles));
        assert_eq!(read(pair('甲', '乙')), Some((vec![3, 1], 4, 1)));
        assert_eq!(read(single('乙')), Some((vec![1, 1], 2, 1)));
        let positions = |key| Lists::read(&list(key)).map(|lists| lists.positions.to_vec());
        assert_eq!(positions(pair('甲', '乙')), Some(vec![0, 8, 2, 8]));
        assert_eq!(positions(sound('j', 'i')), Some(vec![0]));
        assert_eq!(positions(sound('J', 'Y')), Some(vec![6]));
    }

    proptest! {
        #[test]
        fn lists_are_those_of_a_tantivy_segment(
            texts in proptest::collection::vec(proptest::collection::vec("[甲应当规定𠮷a1 。\u{3000}]{0,12}", 1..5), 1..6)
        ) {
            let entries: Vec<Entry<'_>> = texts
                .iter()
                .map(|texts| entry(&texts[0], &texts[1..].iter().map(String::as_str).collect::<Vec<_>>()))
                .collect();
            let placed = placed(&entries);
            let shard = invert(&entries, &placed);
            prop_assert_eq!(in_shard(&shard), in_tantivy(&placed));
        }
    }
}
