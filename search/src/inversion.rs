//! Turns texts into lists: sorted by term, what stands where tells for each term where it stands.
//!
//! The lists are those that a tantivy segment of the same texts has, with each pair or triple that `gram` names as a
//! token; the terms are known beforehand to be numbers, so that sorting them makes the lists without a table of terms.

use crate::entry::{Entry, Role};
use crate::gram::{has_positions, is_frequent};
use crate::key::{Form, Key, form, number, number_key, pair, single, sound, triple};
use crate::pinyin;
use crate::shard::{Lists, Outline, Shard};
use crate::wire::put_number;

/// The folded blocks of an item, each with the position of its first character.
pub(crate) type Placed = Vec<(u32, String)>;

/// One place where a term stands: the item, then the position and (lowest bit) whether in the title.
type Place = (Key, u32, u32);

/// Indexes the items of a shard.
pub(crate) fn invert(items: &[&Entry], placed: &[Placed]) -> Shard {
    let mut places = Places::new(placed);
    for (entry, placed) in items.iter().zip(placed) {
        places.add(entry, placed);
    }
    let Places { mut places, lengths, .. } = places;
    // Item after item, each from its beginning on: of one term the places are in order already, and stay so.
    radsort::sort_by_key(&mut places, |place| place.0);
    let (mut terms, mut data) = (Vec::new(), Vec::with_capacity(places.len() * 3));
    let mut lists = Lists::default();
    for places in places.chunk_by(|one, other| one.0 == other.0) {
        lists.clear();
        gather(&mut lists, places);
        lists.write(&mut data);
        terms.push((places[0].0, data.len() as u32));
    }
    // All shards stay until they are joined.
    terms.shrink_to_fit();
    data.shrink_to_fit();
    Shard::new(Outline { terms, lengths }, data, 0).expect("invariant: the last list ends with the data")
}

/// Gathers the lists of one term from its places.
fn gather(lists: &mut Lists<Vec<u8>>, places: &[Place]) {
    let key = places[0].0;
    let has_positions = has_positions(key);
    let is_counted = has_positions || form(key) == Form::Pair;
    for places in places.chunk_by(|one, other| one.1 == other.1) {
        let count = if is_counted { places.len() as u32 } else { 1 };
        lists.add(places[0].1, count, places.iter().any(|(.., at)| at & 1 == 1));
        let mut before = 0;
        for (.., at) in places.iter().filter(|_| has_positions) {
            let position = at >> 1;
            put_number(&mut lists.positions, u64::from(position - before));
            before = position;
        }
    }
}

/// All places of the terms of a shard.
struct Places {
    places: Vec<Place>,
    /// The number of pairs in each item.
    lengths: Vec<u32>,
    /// For each character, by its code: the number of items when it was last met.
    met: Vec<u32>,
}

impl Places {
    fn new(placed: &[Placed]) -> Self {
        let size: usize = placed.iter().flatten().map(|(_, folded)| folded.len()).sum();
        // A Han character has three bytes, is the first of one pair, and about one in four is new in its item.
        Self { places: Vec::with_capacity(size / 2), lengths: Vec::with_capacity(placed.len()), met: Vec::new() }
    }

    /// Adds the terms of an item: its pairs, its characters, the pinyin of its names, its document number.
    fn add(&mut self, entry: &Entry, placed: &Placed) {
        let item = self.lengths.len() as u32;
        let mut length = 0;
        for (block, (start, folded)) in entry.blocks.iter().zip(placed) {
            let is_title = (block.role == Role::Title && block.text == entry.title)
                || entry.doc_number.as_ref() == Some(&block.text);
            let mut previous = None;
            // The character before that, and whether it and the previous one are a frequent pair.
            let mut before: Option<(char, bool)> = None;
            for (position, char) in (*start..).zip(folded.chars()) {
                // Of a character by itself, all that is asked is in which items and titles it stands.
                if self.is_new(char, item) || is_title {
                    self.places.push((single(char), item, u32::from(is_title)));
                }
                if let Some(second) = previous.replace(char) {
                    let key = pair(second, char);
                    let is_frequent = is_frequent(key);
                    self.places.push((key, item, (position - 1) << 1 | u32::from(is_title)));
                    if let Some((first, _)) = before.filter(|(_, was_frequent)| *was_frequent || is_frequent) {
                        let key = triple(first, second, char);
                        self.places.push((key, item, (position - 2) << 1 | u32::from(is_title)));
                    }
                    before = Some((second, is_frequent));
                    length += 1;
                }
            }
        }
        self.lengths.push(length);
        let names = std::iter::once(&entry.title).chain(&entry.names);
        let mut start = 0;
        for spelling in names.flat_map(|name| pinyin::spellings(name)) {
            let letters: Vec<char> = spelling.chars().collect();
            for (position, pair) in (start..).zip(letters.windows(2)) {
                self.places.push((sound(pair[0], pair[1]), item, position << 1));
            }
            start += letters.len() as u32 + 1;
        }
        let key = entry.doc_number.as_deref().and_then(number_key);
        self.places.extend(key.map(|key| (number(&key), item, 0)));
    }

    fn is_new(&mut self, char: char, item: u32) -> bool {
        let code = char as usize;
        if self.met.len() <= code {
            self.met.resize((code + 1).next_power_of_two(), 0);
        }
        std::mem::replace(&mut self.met[code], item + 1) != item + 1
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
    use crate::gram::is_tripled;
    use crate::wire::Wire;

    fn entry(title: &str, bodies: &[&str]) -> Entry {
        let block = |text: &str, role| Block { anchor: String::new(), text: text.to_owned(), role };
        let bodies = bodies.iter().map(|text| block(text, Role::Body));
        let blocks = std::iter::once(block(title, Role::Title)).chain(bodies).collect();
        Entry { title: title.to_owned(), ..Entry::of_blocks("", blocks) }
    }

    fn placed(entries: &[Entry]) -> Vec<Placed> {
        let texts =
            |entry: &Entry| crate::layout::place(entry.blocks.iter().map(|block| block.text.as_str())).collect();
        entries.iter().map(texts).collect()
    }

    /// A term's places: item, positions.
    type Found = Vec<(u32, Vec<u32>)>;

    fn in_shard(shard: &Shard) -> BTreeMap<Key, Found> {
        let mut found = BTreeMap::new();
        for (number, (key, _)) in shard.terms.iter().enumerate().filter(|(_, (key, _))| form(*key) != Form::Sound) {
            let lists = Lists::read(shard.lists(number)).expect("lists");
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
                let count = if has_positions(*key) { count } else { 0 };
                let mut at = 0;
                let positions = positions.by_ref().take(count as usize).map(|distance| {
                    at += distance;
                    at
                });
                (item, positions.collect())
            };
            let places: Found = items.into_iter().zip(numbers(lists.counts)).map(&mut of_item).collect();
            found.insert(*key, places);
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
        let shard = invert(&entries.each_ref(), &placed(&entries));
        assert_eq!(shard.lengths, [4, 1]);
        let list = |key| {
            let number = shard.terms.binary_search_by_key(&key, |(key, _)| *key).expect("the term");
            shard.lists(number).to_vec()
        };
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
            texts in proptest::collection::vec(proptest::collection::vec("[甲应当规定a1 。\u{3000}]{0,12}", 1..5), 1..6)
        ) {
            let entries: Vec<Entry> = texts
                .iter()
                .map(|texts| entry(&texts[0], &texts[1..].iter().map(String::as_str).collect::<Vec<_>>()))
                .collect();
            let placed = placed(&entries);
            let shard = invert(&entries.iter().collect::<Vec<_>>(), &placed);
            prop_assert_eq!(in_shard(&shard), in_tantivy(&placed));
        }
    }
}
