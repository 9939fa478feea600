//! Shards: runs of items that are indexed by themselves, so that a change makes only its own run to be indexed again.
//!
//! Where a shard ends follows from the items in it alone, never from their number or from threads. tantivy indexes the
//! items of a shard as one segment; its lists are then written down shortly, to be joined with those of the others.

use std::collections::BTreeMap;
use std::ops::Range;

use tantivy::directory::RamDirectory;
use tantivy::index::SegmentReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::{Field, IndexRecordOption, Schema, TantivyDocument, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{TextAnalyzer, TokenizerManager};
use tantivy::{DocSet, Index, SingleSegmentIndexWriter, TERMINATED};
use xxhash_rust::xxh64::xxh64;

use crate::entry::{Entry, Role};
use crate::key::{Key, number, number_key, pair, single, sound};
use crate::pinyin;
use crate::tokens::{GAP, Pairs, Whole};
use crate::wire::{Wire, put_bytes, put_number};

/// Where a run of items may end.
struct Ends {
    /// Bytes of text from which it may end, and after which it ends.
    least: usize,
    most: usize,
    /// Between them it ends at one item in so many that it becomes so much longer on average.
    extra: usize,
}

const SHARD: Ends = Ends { least: 512 << 10, most: 2 << 20, extra: 512 << 10 };

/// The newest items are a shard by themselves, with lists of their own, which every question reads: so it is short.
const TAIL: Ends = Ends { least: 48 << 10, most: 256 << 10, extra: 96 << 10 };

/// tantivy only sizes its first table of terms by this.
const MEMORY: usize = 16 << 20;

/// Cuts items, in their order, into shards; the last is the tail.
pub(crate) fn cut(items: &[&Entry]) -> Vec<Range<usize>> {
    let mut shards = runs(items, &SHARD);
    if let Some(last) = shards.pop() {
        let tail = runs(&items[last.clone()], &TAIL).last().map_or(last.start, |run| last.start + run.start);
        shards.extend([last.start..tail, tail..last.end].into_iter().filter(|shard| !shard.is_empty()));
    }
    shards
}

fn runs(items: &[&Entry], ends: &Ends) -> Vec<Range<usize>> {
    let mut shards = Vec::new();
    let (mut start, mut size) = (0, 0);
    for (number, entry) in items.iter().enumerate() {
        let weight = entry.blocks.iter().map(|block| block.text.len()).sum::<usize>() + 1;
        size += weight;
        let may_end = xxh64(entry.url.as_bytes(), 0) % (ends.extra as u64) < weight as u64;
        if size >= ends.most || (size >= ends.least && may_end) {
            shards.push(start..number + 1);
            (start, size) = (number + 1, 0);
        }
    }
    if start < items.len() {
        shards.push(start..items.len());
    }
    shards
}

/// The index of one shard: for each term its lists, items numbered within the shard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shard {
    /// The terms, ascending, and where in `data` the lists of each end.
    pub(crate) terms: Vec<(Key, u32)>,
    /// For each item in which a term stands: the distance from the item before, how often it stands there and (lowest
    /// bit) whether in the title; for terms with places, the distances between these.
    pub(crate) data: Vec<u8>,
    /// The number of pairs in each item.
    pub(crate) lengths: Vec<u32>,
}

impl Shard {
    /// The lists of the `number`-th term.
    pub(crate) fn lists(&self, number: usize) -> &[u8] {
        let start = number.checked_sub(1).map_or(0, |before| self.terms[before].1);
        &self.data[start as usize..self.terms[number].1 as usize]
    }
}

impl Shard {
    /// Appends the shard, for a later build to [`read`](Self::read).
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        put_number(out, self.terms.len() as u64);
        let (mut previous, mut end) = (0, 0);
        for (key, next) in &self.terms {
            put_number(out, key - previous);
            put_number(out, u64::from(next - end));
            (previous, end) = (*key, *next);
        }
        put_bytes(out, &self.data);
        put_number(out, self.lengths.len() as u64);
        self.lengths.iter().for_each(|length| put_number(out, u64::from(*length)));
    }

    /// Reads a shard that was written; `None` if it is not one.
    pub(crate) fn read(wire: &mut Wire<'_>) -> Option<Self> {
        let count = wire.count()?;
        let mut terms = Vec::with_capacity(count);
        let (mut key, mut end): (Key, u32) = (0, 0);
        for _ in 0..count {
            key = key.checked_add(wire.number()?)?;
            end = end.checked_add(wire.index()?)?;
            terms.push((key, end));
        }
        let data = wire.bytes()?.to_vec();
        let count = wire.count()?;
        let lengths = (0..count).map(|_| wire.index()).collect::<Option<_>>()?;
        (data.len() == end as usize).then_some(Self { terms, data, lengths })
    }
}

/// An item that holds a term.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Posting {
    /// The distance from the item before.
    pub(crate) distance: u32,
    pub(crate) count: u32,
    pub(crate) in_title: bool,
}

/// Reads the lists of one term.
pub(crate) struct Lists<'a> {
    wire: Wire<'a>,
}

impl<'a> Lists<'a> {
    pub(crate) fn new(lists: &'a [u8]) -> Self {
        Lists { wire: Wire::new(lists) }
    }

    /// Returns the next item, and appends its positions, as they are written down, where the term has any.
    pub(crate) fn next(&mut self, placed: bool, positions: &mut Vec<u8>) -> Option<Posting> {
        if self.wire.is_empty() {
            return None;
        }
        let (distance, count) = (self.wire.index()?, self.wire.index()?);
        let posting = Posting { distance, count: count >> 1, in_title: count & 1 == 1 };
        if placed {
            positions.extend_from_slice(self.wire.skip(posting.count as usize)?);
        }
        Some(posting)
    }
}

/// The fields that tantivy fills.
struct Fields {
    pairs: Field,
    titles: Field,
    sounds: Field,
    numbers: Field,
}

fn schema() -> (Schema, Fields) {
    let text = |tokenizer: &str, record| {
        let indexing = TextFieldIndexing::default().set_tokenizer(tokenizer).set_index_option(record);
        TextOptions::default().set_indexing_options(indexing.set_fieldnorms(false))
    };
    let mut builder = Schema::builder();
    let mut field = |name: &str, tokenizer: &str, record| builder.add_text_field(name, text(tokenizer, record));
    let fields = Fields {
        pairs: field("pairs", "pairs", IndexRecordOption::WithFreqsAndPositions),
        titles: field("titles", "pairs", IndexRecordOption::Basic),
        sounds: field("sounds", "pairs", IndexRecordOption::WithFreqsAndPositions),
        numbers: field("numbers", "whole", IndexRecordOption::Basic),
    };
    (builder.build(), fields)
}

/// The folded blocks of an item, each with its position.
pub(crate) type Placed = Vec<(u32, String)>;

/// Indexes the items of a shard.
pub(crate) fn index(items: &[&Entry], placed: &[Placed]) -> tantivy::Result<Shard> {
    let (schema, fields) = schema();
    let tokenizers = TokenizerManager::new();
    tokenizers.register("pairs", TextAnalyzer::builder(Pairs).build());
    tokenizers.register("whole", TextAnalyzer::builder(Whole).build());
    let builder = Index::builder().schema(schema).tokenizers(tokenizers);
    let mut writer: SingleSegmentIndexWriter = builder.single_segment_index_writer(RamDirectory::create(), MEMORY)?;
    let mut lengths = Vec::with_capacity(items.len());
    let mut singles = Singles::default();
    for (item, (entry, placed)) in (0..).zip(items.iter().zip(placed)) {
        lengths.push(placed.iter().map(|(_, folded)| (folded.chars().count() as u32).saturating_sub(1)).sum());
        let (line, titles) = lines(entry, placed);
        singles.add(item, &line, &titles);
        writer.add_document(document(entry, &fields, line, titles))?;
    }
    let index = writer.finalize()?;
    let segments = index.searchable_segments()?;
    let mut shard = Shard { terms: Vec::new(), data: Vec::new(), lengths };
    for segment in &segments {
        read(&SegmentReader::open(segment)?, &fields, singles, &mut shard)?;
        singles = Singles::default();
    }
    Ok(shard)
}

/// All blocks of an item on one line, each character at its position; and those that are its title and its number.
fn lines(entry: &Entry, placed: &Placed) -> (String, String) {
    let (mut line, mut titles) = (String::new(), String::new());
    let mut next = 0;
    for (block, (start, folded)) in entry.blocks.iter().zip(placed) {
        line.extend((next..*start).map(|_| GAP));
        line.push_str(folded);
        next = start + folded.chars().count() as u32;
        if (block.role == Role::Title && block.text == entry.title) || entry.doc_number.as_ref() == Some(&block.text) {
            titles.push(GAP);
            titles.push_str(folded);
        }
    }
    (line, titles)
}

/// What tantivy is given of an item.
fn document(entry: &Entry, fields: &Fields, line: String, titles: String) -> TantivyDocument {
    let names = std::iter::once(&entry.title).chain(&entry.names);
    let sounds: Vec<String> = names.flat_map(|name| pinyin::spellings(name)).collect();
    let mut document = TantivyDocument::default();
    document.add_text(fields.pairs, line);
    document.add_text(fields.titles, titles);
    document.add_text(fields.sounds, sounds.join("\n"));
    if let Some(key) = entry.doc_number.as_deref().and_then(number_key) {
        document.add_text(fields.numbers, key);
    }
    document
}

/// The lists of single characters: all that is asked of them is in which items they stand.
#[derive(Default)]
struct Singles {
    /// For each character, by its code: the number of its list, from 1 on.
    numbers: Vec<u32>,
    lists: Vec<Single>,
}

struct Single {
    char: char,
    last: u32,
    items: Vec<(u32, bool)>,
}

impl Singles {
    fn add(&mut self, item: u32, line: &str, titles: &str) {
        for (text, in_title) in [(line, false), (titles, true)] {
            for char in text.chars().filter(|char| *char != GAP) {
                let single = self.list(char);
                match single.items.last_mut().filter(|_| single.last == item) {
                    Some(last) => last.1 |= in_title,
                    None => single.items.push((item, in_title)),
                }
                single.last = item;
            }
        }
    }

    fn list(&mut self, char: char) -> &mut Single {
        let code = char as usize;
        if self.numbers.len() <= code {
            self.numbers.resize((code + 1).next_power_of_two(), 0);
        }
        if self.numbers[code] == 0 {
            self.lists.push(Single { char, last: 0, items: Vec::new() });
            self.numbers[code] = self.lists.len() as u32;
        }
        &mut self.lists[self.numbers[code] as usize - 1]
    }
}

/// Makes a key of the text of a term.
type Name = fn(&str) -> Key;

fn key_of_pair(text: &str) -> Key {
    let mut chars = text.chars();
    pair(chars.next().unwrap_or_default(), chars.next().unwrap_or_default())
}

fn key_of_sound(text: &str) -> Key {
    let mut chars = text.chars();
    sound(chars.next().unwrap_or_default(), chars.next().unwrap_or_default())
}

/// Writes down the lists of a segment.
fn read(segment: &SegmentReader, fields: &Fields, singles: Singles, shard: &mut Shard) -> tantivy::Result<()> {
    let mut titles: BTreeMap<Key, Vec<u32>> = BTreeMap::new();
    visit(segment, fields.titles, IndexRecordOption::Basic, |text, mut list| {
        let items = titles.entry(key_of_pair(text)).or_default();
        while list.doc() != TERMINATED {
            items.push(list.doc());
            list.advance();
        }
    })?;
    let with_positions = IndexRecordOption::WithFreqsAndPositions;
    let named: [(Field, IndexRecordOption, Name); 3] = [
        (fields.pairs, with_positions, key_of_pair),
        (fields.sounds, with_positions, key_of_sound),
        (fields.numbers, IndexRecordOption::Basic, number),
    ];
    let mut lists: Vec<(Key, Range<usize>)> = Vec::new();
    let mut data = Vec::new();
    for (field, option, key_of) in named {
        visit(segment, field, option, |text, list| {
            let (key, start) = (key_of(text), data.len());
            put_list(&mut data, list, titles.get(&key).map_or(&[], Vec::as_slice));
            lists.push((key, start..data.len()));
        })?;
    }
    for Single { char, items, .. } in singles.lists {
        let (start, mut previous) = (data.len(), 0);
        for (item, in_title) in items {
            put_number(&mut data, u64::from(item - previous));
            put_number(&mut data, 1 << 1 | u64::from(in_title));
            previous = item;
        }
        lists.push((single(char), start..data.len()));
    }
    lists.sort_unstable_by_key(|(key, _)| *key);
    shard.data.reserve(data.len());
    for (key, range) in lists {
        shard.data.extend_from_slice(&data[range]);
        shard.terms.push((key, shard.data.len() as u32));
    }
    Ok(())
}

/// Calls `see` with each term of a field and its list.
fn visit(
    segment: &SegmentReader,
    field: Field,
    option: IndexRecordOption,
    mut see: impl FnMut(&str, SegmentPostings),
) -> tantivy::Result<()> {
    let index = segment.inverted_index(field)?;
    let mut terms = index.terms().stream()?;
    while terms.advance() {
        let list = index.read_postings_from_terminfo(terms.value(), option)?;
        see(std::str::from_utf8(terms.key()).unwrap_or_default(), list);
    }
    Ok(())
}

/// Writes down one list; `titles` are the items in whose titles the term stands.
fn put_list(data: &mut Vec<u8>, mut list: SegmentPostings, titles: &[u32]) {
    let mut positions = Vec::new();
    let mut previous = 0;
    while list.doc() != TERMINATED {
        let item = list.doc();
        positions.clear();
        list.positions(&mut positions);
        put_number(data, u64::from(item - previous));
        let in_title = titles.binary_search(&item).is_ok();
        put_number(data, u64::from(list.term_freq()) << 1 | u64::from(in_title));
        let mut at = 0;
        for position in &positions {
            put_number(data, u64::from(position - at));
            at = *position;
        }
        previous = item;
        list.advance();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::{Block, Kind};

    fn entry(url: &str, size: usize) -> Entry {
        let block = Block { anchor: String::new(), text: "甲".repeat(size / 3), role: Role::Body };
        Entry {
            url: url.to_owned(),
            kind: Kind::Document,
            title: String::new(),
            doc_number: None,
            issuer: None,
            date: None,
            validity: None,
            stage: None,
            column: String::new(),
            units: vec![],
            topics: vec![],
            names: vec![],
            blocks: vec![block],
        }
    }

    #[test]
    fn a_new_item_at_the_end_moves_no_earlier_cut() {
        let entries: Vec<Entry> = (0..600).map(|number| entry(&format!("/{number}/"), 20_000)).collect();
        let items: Vec<&Entry> = entries.iter().collect();
        let all = cut(&items);
        assert!(all.len() > 5, "{all:?}");
        assert!(all[..all.len() - 2].iter().all(|shard| (26..=106).contains(&shard.len())), "{all:?}");
        assert!(all[all.len() - 1].len() < 14, "the tail is short");
        let fewer = cut(&items[..599]);
        assert_eq!(fewer[..fewer.len() - 1], all[..fewer.len() - 1]);
    }

    #[test]
    fn lists_are_written_down_as_tantivy_has_them() {
        let mut first = entry("/a/", 0);
        first.title = "甲乙".to_owned();
        first.blocks = vec![
            Block { anchor: String::new(), text: "甲乙".into(), role: Role::Title },
            Block { anchor: String::new(), text: "甲乙甲乙".into(), role: Role::Body },
        ];
        let mut second = entry("/b/", 0);
        second.blocks = vec![Block { anchor: String::new(), text: "甲乙".into(), role: Role::Body }];
        let placed = [&first, &second].map(|entry| {
            crate::layout::place(entry.blocks.iter().map(|block| block.text.as_str())).collect::<Placed>()
        });
        let shard = index(&[&first, &second], &placed).expect("a shard");
        let mut written = Vec::new();
        shard.write(&mut written);
        assert_eq!(Shard::read(&mut Wire::new(&written)).as_ref(), Some(&shard));
        for end in 0..written.len() {
            assert_eq!(Shard::read(&mut Wire::new(&written[..end])), None);
        }
        assert_eq!(shard.lengths, [4, 1]);
        let at = shard.terms.binary_search_by_key(&pair('甲', '乙'), |(key, _)| *key).expect("the term");
        let mut lists = Lists::new(shard.lists(at));
        let mut positions = Vec::new();
        let title = Posting { distance: 0, count: 3, in_title: true };
        assert_eq!(lists.next(true, &mut positions), Some(title));
        assert_eq!(positions, [0, 8, 2], "one byte each");
        assert_eq!(lists.next(true, &mut positions), Some(Posting { distance: 1, count: 1, in_title: false }));
        assert_eq!(lists.next(true, &mut positions), None);
    }
}
