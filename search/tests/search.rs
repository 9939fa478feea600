//! What search promises: what stands in a text is found, nothing else counts as found, the same everywhere.

mod corpus;

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use corpus::{district, entry, laws, laws_folder};
use gongkai_search::analyzer::fold;
use gongkai_search::earlier::Nothing;
use gongkai_search::entry::{Entry, Role};
use gongkai_search::pack::{self, BuildError, Input, Pack};
use gongkai_search::query::{Answer, Filter, Order, Request};
use gongkai_search::searcher::Searcher;
use gongkai_search::suggestion::{Name, Prompt};
use proptest::prelude::*;

fn build(entries: &[Entry<'_>]) -> Result<Pack, BuildError> {
    pack::build(Input { entries: entries.to_vec(), names: Vec::new() }, &Nothing)
}

fn pack(entries: &[Entry<'_>]) -> Pack {
    build(entries).expect("an index")
}

fn ask(pack: &Pack, query: &str) -> Answer {
    let searcher = Searcher::of_pack(pack).expect("an open index");
    searcher.search(&Request::new(query, 100)).expect("an answer")
}

fn urls(answer: &Answer) -> Vec<&str> {
    answer.hits.iter().map(|hit| hit.url.as_str()).collect()
}

fn fold_all<'a>(entries: &'a [Entry<'a>]) -> Vec<(&'a Entry<'a>, Vec<String>)> {
    entries.iter().map(|entry| (entry, entry.blocks.iter().map(|block| fold(&block.text)).collect())).collect()
}

/// A random part of a random block, quoted where white space or signs would mean something.
fn part(entries: &[Entry<'_>], random: &mut impl FnMut(usize) -> usize) -> Option<String> {
    let entry = &entries[random(entries.len())];
    let block = entry.blocks.get(random(entry.blocks.len().max(1)))?;
    let chars: Vec<char> = block.text.chars().collect();
    let start = random(chars.len().max(1));
    let len = 1 + if random(2) == 0 { random(6) } else { random(40) };
    let part: String = chars.iter().skip(start).take(len).collect();
    (!fold(&part).is_empty() && !part.contains('"')).then(|| format!("\"{}\"", part.trim()))
}

/// A small generator of its own, so that every run asks the same.
fn generator(mut state: u64) -> impl FnMut(usize) -> usize {
    move |below| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) as usize) % below.max(1)
    }
}

/// How many hits of a question are looked at one by one.
const SHOWN: usize = 10;

/// The texts by which the exact group is judged: every block folded, and in which entries each character stands.
struct Truth<'a> {
    folded: Vec<(&'a Entry<'a>, Vec<String>)>,
    holders: BTreeMap<char, BTreeSet<usize>>,
}

impl<'a> Truth<'a> {
    fn of(entries: &'a [Entry<'a>]) -> Self {
        let folded = fold_all(entries);
        let mut holders: BTreeMap<char, BTreeSet<usize>> = BTreeMap::new();
        for (number, (_, blocks)) in folded.iter().enumerate() {
            let chars: BTreeSet<char> = blocks.iter().flat_map(|block| block.chars()).collect();
            for char in chars {
                holders.entry(char).or_default().insert(number);
            }
        }
        Truth { folded, holders }
    }

    /// The entries one of whose blocks contains a string; only those with its rarest character are read.
    fn containing(&self, string: &str) -> BTreeSet<&'a str> {
        let string = fold(string);
        let rarest = string.chars().filter_map(|char| self.holders.get(&char)).min_by_key(|holders| holders.len());
        let read = rarest.into_iter().flatten().map(|number| &self.folded[*number]);
        let has = |blocks: &Vec<String>| blocks.iter().any(|block| block.contains(&string));
        read.filter(|(_, blocks)| has(blocks)).map(|(entry, _)| entry.url.as_str()).collect()
    }
}

/// Asks for many random parts; all that contain a part must be in the exact group, and nothing else.
fn check_exactness(entries: &[Entry<'_>], questions: usize) {
    let pack = pack(entries);
    let truth = Truth::of(entries);
    let by_url: BTreeMap<&str, &Entry<'_>> = entries.iter().map(|entry| (entry.url.as_str(), entry)).collect();
    let ask_many = |seed: u64| {
        let searcher = Searcher::of_pack(&pack).expect("an open index");
        let mut random = generator(seed);
        for _ in 0..questions / 2 {
            let query = std::iter::repeat_with(|| part(entries, &mut random)).flatten().next().expect("a text");
            check_question(&searcher, &query, &truth, &by_url);
        }
    };
    std::thread::scope(|scope| {
        for seed in [20_240_429, 20_261_122] {
            let ask_many = &ask_many;
            scope.spawn(move || ask_many(seed));
        }
    });
}

fn check_question(searcher: &Searcher<'_>, query: &str, truth: &Truth<'_>, by_url: &BTreeMap<&str, &Entry<'_>>) {
    let string = query.trim_matches('"');
    let answer = searcher.search(&Request::new(query, SHOWN)).expect("an answer");
    let exact: BTreeSet<&str> = urls(&answer).into_iter().take(answer.exact).collect();
    let holders = truth.containing(string);
    assert_eq!(answer.exact, holders.len(), "{query}");
    assert_eq!(exact.len(), answer.exact.min(SHOWN), "{query}");
    assert!(exact.is_subset(&holders), "{query}");
    for hit in &answer.hits[..exact.len()] {
        let mut shown = by_url[hit.url.as_str()].blocks.iter().filter(|block| block.anchor == hit.anchor);
        assert!(shown.any(|block| fold(&block.text).contains(&fold(string))), "{query} is not at {hit:?}");
        let mark = hit.marks.first().unwrap_or_else(|| panic!("{query} is not marked in {hit:?}"));
        let marked: String = hit.snippet.chars().skip(mark[0]).take(mark[1] - mark[0]).collect();
        assert!(fold(&marked).contains(&fold(string)), "{query} marked as {marked}");
    }
}

#[test]
fn every_part_of_every_block_is_found_and_nothing_else() {
    check_exactness(&district(), 1500);
}

#[test]
fn every_part_of_the_law_texts_is_found_and_nothing_else() {
    let Some(folder) = laws_folder() else { return };
    check_exactness(&laws(&folder), 10_000);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn exact_means_contained_for_any_text(
        texts in proptest::collection::vec(proptest::collection::vec("[甲乙丙 a1（〔\u{3000}，]{0,12}", 0..5), 1..6),
        query in "[甲乙丙a1(，]{1,5}",
    ) {
        let entries: Vec<Entry<'_>> = texts.iter().enumerate().map(|(number, blocks)| {
            let blocks: Vec<&str> = blocks.iter().map(String::as_str).collect();
            entry(&format!("/{number}/"), "甲乙", &blocks)
        }).collect();
        let pack = pack(&entries);
        let answer = ask(&pack, &query);
        let exact: BTreeSet<&str> = urls(&answer).into_iter().take(answer.exact).collect();
        prop_assert_eq!(exact, Truth::of(&entries).containing(&query));
    }
}

#[test]
fn a_string_does_not_run_from_one_block_into_the_next() {
    let pack = pack(&[entry("/a/", "消防", &["养老", "服务"])]);
    assert_eq!(ask(&pack, "养老服务").exact, 0);
    assert_eq!(ask(&pack, "消防养老").exact, 0);
    assert_eq!(ask(&pack, "养老 服务").exact, 1);
}

#[test]
fn words_are_each_contained_and_excluded_ones_are_not() {
    let entries = [entry("/a/", "甲", &["养老机构", "登记"]), entry("/b/", "乙", &["养老", "登记机构"])];
    let pack = pack(&entries);
    assert_eq!(ask(&pack, "养老 登记").exact, 2);
    assert_eq!(urls(&ask(&pack, "登记 -养老机构")), ["/b/"]);
    assert_eq!(ask(&pack, "\"养老 登记\"").exact, 0);
}

#[test]
fn title_stands_before_text_and_new_before_old() {
    let mut entries: Vec<Entry<'_>> = ["2021", "2023", "2022"]
        .iter()
        .map(|year| {
            let mut entry = entry(&format!("/{year}/"), "养老服务办法", &["总则"]);
            entry.date = Some(format!("{year}-01-01"));
            entry
        })
        .collect();
    entries.push(entry("/text/", "办法", &["养老服务"]));
    assert_eq!(urls(&ask(&pack(&entries), "养老服务")), ["/2023/", "/2022/", "/2021/", "/text/"]);
    entries[1].validity = Some("废止".to_owned());
    assert_eq!(urls(&ask(&pack(&entries), "养老服务")), ["/2022/", "/2021/", "/2023/", "/text/"]);
}

#[test]
fn a_document_number_in_any_spelling_leads_to_its_document() {
    let pack = pack(&district());
    for query in ["云卫健〔2024〕43号", "云卫健[2024]43号", "云卫健（２０２４）第043号", "云卫健 【2024】 43 号"]
    {
        assert_eq!(urls(&ask(&pack, query))[0], "/documents/2024/43/", "{query}");
    }
    assert_eq!(ask(&pack, "云卫健〔2024〕43号").exact, 2);
}

#[test]
fn filters_narrow_and_alternatives_widen() {
    let pack = pack(&district());
    let searcher = Searcher::of_pack(&pack).expect("an open index");
    let count = |query: &str, filter: &[(&str, &str)]| {
        let mut request = Request::new(query, 10);
        assert!(filter.iter().all(|(key, value)| request.filter.add(key, value)));
        searcher.search(&request).expect("an answer").exact
    };
    assert_eq!(count("养老", &[]), 3);
    assert_eq!(count("养老", &[("kind", "roster")]), 1);
    assert_eq!(count("养老", &[("kind", "roster"), ("kind", "document")]), 3);
    assert_eq!(count("养老", &[("kind", "document"), ("year", "2024")]), 1);
    assert_eq!(count("养老", &[("column", "documents")]), 2);
    assert_eq!(count("养老", &[("column", "documents/2019")]), 1);
    assert_eq!(count("养老", &[("from", "2019-03-01"), ("to", "2019-03-01")]), 1);
    assert_eq!(count("养老", &[("from", "2019-03-02")]), 1);
    assert_eq!(count("养老", &[("to", "2019-02-28")]), 0);
    assert_eq!(count("养老", &[("unit", "区民政局"), ("topic", "卫生健康"), ("validity", "有效")]), 1);
    assert_eq!(count("", &[("stage", "投产")]), 1);
    assert_eq!(count("", &[]), 0);
    assert!(!Filter::default().add("color", "red"));
}

#[test]
fn what_is_shown_in_pages_is_the_whole_in_order() {
    let entries: Vec<Entry<'_>> =
        (0..25).map(|number| entry(&format!("/{number:02}/"), "办法", &["养老服务"])).collect();
    let pack = pack(&entries);
    let searcher = Searcher::of_pack(&pack).expect("an open index");
    let page = |offset, limit| searcher.search(&Request { offset, ..Request::new("养老", limit) }).expect("an answer");
    let all = page(0, 100);
    let parts: Vec<_> = [page(0, 10), page(10, 10), page(20, 10)].into_iter().flat_map(|answer| answer.hits).collect();
    assert_eq!(all.hits, parts);
    let listed: Vec<String> = (0..25).map(|number| format!("/{number:02}/")).collect();
    assert_eq!(urls(&all), listed, "equal items are ordered by address");
}

#[test]
fn the_same_entries_give_the_same_bytes_in_any_order() {
    let mut entries = district();
    let first = pack(&entries);
    entries.reverse();
    assert_eq!(first, pack(&entries));
    assert!(first.files.windows(2).all(|pair| pair[0].0 < pair[1].0), "names are sorted and unique");
}

#[test]
fn faulty_entries_are_refused() {
    let twice = [entry("/a/", "甲", &[]), entry("/a/", "乙", &[])];
    assert!(matches!(build(&twice), Err(BuildError::DuplicateUrl(url)) if url == "/a/"));
    let masked = Entry { date: Some("20xx-01-01".to_owned()), ..entry("/a/", "甲", &[]) };
    assert!(matches!(build(&[masked]), Err(BuildError::BadDate(..))));
}

#[test]
fn an_index_of_nothing_answers() {
    assert_eq!(ask(&pack(&[]), "养老").total, 0);
    assert_eq!(ask(&pack(&[entry("/a/", "", &[])]), "养").total, 0);
}

/// Many items of random characters, so that every part of the index is in several pieces.
fn many() -> Vec<Entry<'static>> {
    let mut random = generator(7);
    let mut text = |len| -> String { (0..len).filter_map(|_| char::from_u32(0x4E00 + random(600) as u32)).collect() };
    (0..300).map(|number| entry(&format!("/{number}/"), &text(12), &[&text(700), "养老服务", &text(700)])).collect()
}

#[test]
fn a_question_reads_a_small_part_of_the_index() {
    let pack = pack(&many());
    let index: usize = pack.files.iter().filter(|(name, _)| name.ends_with(".bin")).map(|(_, bytes)| bytes.len()).sum();
    let read = Cell::new(0);
    let files = |name: &str| {
        let (_, bytes) = pack.files.iter().find(|(known, _)| known == name)?;
        read.set(read.get() + bytes.len());
        Some(bytes.clone())
    };
    let searcher = Searcher::open(Box::new(files)).expect("an open index");
    assert_eq!(searcher.search(&Request::new("养老服务", 1)).expect("an answer").exact, 300);
    assert!(read.get() * 8 < index, "{} of {index} bytes", read.get());
}

#[test]
fn damaged_and_missing_files_are_noticed() {
    let pack = pack(&district());
    let expected = ask(&pack, "养老服务");
    for (at, (name, bytes)) in pack.files.iter().enumerate() {
        let cut = bytes[..bytes.len() / 2].to_vec();
        let mut turned = bytes.clone();
        turned.iter_mut().skip(bytes.len() / 2).take(1).for_each(|byte| *byte ^= 0x10);
        for damaged in [Some(cut), Some(turned), Some(Vec::new()), None] {
            let mut files = pack.files.clone();
            match damaged {
                Some(bytes) => files[at].1 = bytes,
                None => drop(files.remove(at)),
            }
            let damaged = Pack { files, kept: Vec::new(), manifest: pack.manifest.clone() };
            let answer =
                Searcher::of_pack(&damaged).and_then(|searcher| searcher.search(&Request::new("养老服务", 100)));
            assert!(answer.as_ref().map_or(true, |answer| *answer == expected), "{name}: {answer:?}");
        }
    }
}

/// What part of the index, by bytes, keeps its names when one item changes.
fn kept(before: &[Entry<'_>], after: &[Entry<'_>]) -> f64 {
    let (before, after) = (pack(before), pack(after));
    let names: BTreeSet<&String> = before.files.iter().map(|(name, _)| name).collect();
    let size = |files: &[&(String, Vec<u8>)]| files.iter().map(|(_, bytes)| bytes.len()).sum::<usize>() as f64;
    let all: Vec<&(String, Vec<u8>)> = after.files.iter().collect();
    let kept: Vec<&(String, Vec<u8>)> = after.files.iter().filter(|(name, _)| names.contains(name)).collect();
    size(&kept) / size(&all)
}

#[test]
fn names_stay_when_one_text_changes_or_the_newest_is_added() {
    let Some(folder) = laws_folder() else { return };
    let entries = laws(&folder);
    let mut edited = entries.clone();
    let middle = entries.len() / 2;
    edited[middle].blocks.push(corpus::block("new", "新增的一段文字，自发布之日起施行。", Role::Body));
    let part = kept(&entries, &edited);
    assert!(part > 0.9, "{part} after a paragraph more");
    let mut grown = entries.clone();
    let newest = entries.iter().filter_map(|entry| entry.date.clone()).max();
    grown.push(Entry { url: "/zz/".to_owned(), date: newest, ..entries[middle].clone() });
    let part = kept(&entries, &grown);
    assert!(part > 0.9, "{part} after one item more");
}

#[test]
fn facets_count_and_a_choice_leaves_the_others_of_its_key() {
    let pack = pack(&district());
    let searcher = Searcher::of_pack(&pack).expect("an open index");
    let mut request = Request::new("养老", 10);
    let facets = searcher.facets(&request).expect("counts");
    let count = |value: &str, number: usize| (value.to_owned(), number);
    assert_eq!(facets.kind, [count("document", 2), count("roster", 1)]);
    assert_eq!(facets.year, [count("2024", 1), count("2019", 1)]);
    assert_eq!(facets.column, [count("documents", 2), count("documents/2019", 1), count("rosters", 1)]);
    assert_eq!(facets.validity, [count("废止", 1), count("有效", 1)]);
    assert!(request.filter.add("kind", "roster"));
    let facets = searcher.facets(&request).expect("counts");
    assert_eq!(facets.kind, [count("document", 2), count("roster", 1)]);
    assert_eq!(facets.column, [count("rosters", 1)]);
}

#[test]
fn pinyin_finds_titles_and_people() {
    let mut entries = district();
    entries[3].names = vec!["王五".to_owned(), "李四".to_owned()];
    let pack = pack(&entries);
    for query in ["dajiankang", "DJK", "da jian kang", "wangwu", "ww"] {
        assert!(urls(&ask(&pack, query)).contains(&"/rosters/dajiankang/"), "{query}");
    }
    assert_eq!(ask(&pack, "dajiankang").exact, 0);
    assert!(urls(&ask(&pack, "zhangsan")).is_empty());
}

#[test]
fn suggestions_are_names_titles_and_numbers() {
    let names = vec![Name {
        text: "云溪区卫生健康局".to_owned(),
        aliases: vec!["区卫健局".to_owned()],
        url: "/units/wjj/".to_owned(),
        kind: "unit".to_owned(),
    }];
    let pack = pack::build(Input { entries: district(), names }, &Nothing).expect("an index");
    let searcher = Searcher::of_pack(&pack).expect("an open index");
    let suggest = |text: &str| -> Vec<String> {
        let found = searcher.suggest(&Prompt { text: text.to_owned(), limit: 8 }).expect("suggestions");
        found.into_iter().map(|suggestion| suggestion.url).collect()
    };
    assert_eq!(suggest("卫健局"), ["/units/wjj/"]);
    assert_eq!(suggest("qwjj"), ["/units/wjj/"]);
    assert_eq!(suggest("衛生健康"), ["/units/wjj/", "/documents/2024/43/", "/documents/2019/7/"]);
    assert_eq!(suggest("caiyangguan"), ["/projects/2022-018/"]);
    assert_eq!(suggest("[2019]7"), ["/documents/2019/7/"]);
    assert!(suggest("无此名称").is_empty() && suggest(" ").is_empty());
}

#[test]
fn hits_are_ordered_by_date_within_their_group_where_that_is_asked() {
    let mut entries: Vec<Entry<'_>> = ["2021", "2023", "2022"]
        .iter()
        .map(|year| Entry {
            date: Some(format!("{year}-01-01")),
            ..entry(&format!("/{year}/"), if *year == "2021" { "养老服务" } else { "办法" }, &["养老服务"])
        })
        .collect();
    entries.push(Entry { date: Some("2024-01-01".to_owned()), ..entry("/related/", "养老服饰", &["养老"]) });
    let pack = pack(&entries);
    let searcher = Searcher::of_pack(&pack).expect("an open index");
    let answer = searcher.search(&Request { sort: Order::Date, ..Request::new("养老服务", 10) }).expect("an answer");
    assert_eq!(urls(&answer), ["/2023/", "/2022/", "/2021/", "/related/"]);
    assert_eq!(answer.exact, 3);
}

#[test]
fn letters_that_do_not_stand_together_are_no_pinyin() {
    let mut entries: Vec<Entry<'_>> = (0..9).map(|number| entry(&format!("/{number}/"), "办法", &["总则"])).collect();
    entries.push(entry("/huangshan/", "黄山办法", &["总则"]));
    let pack = pack(&entries);
    assert_eq!(ask(&pack, "hang").total, 0);
    assert_eq!(urls(&ask(&pack, "ＨＵＡＮＧshan")), ["/huangshan/"]);
}

#[test]
fn a_long_question_finds_the_text_that_has_most_of_it() {
    let mut random = generator(3);
    let mut text = |len| -> String { (0..len).filter_map(|_| char::from_u32(0x4E00 + random(3000) as u32)).collect() };
    let passage = text(400);
    let part = |len| passage.chars().take(len).collect::<String>();
    let mut entries: Vec<Entry<'_>> =
        (0..200).map(|number| entry(&format!("/{number}/"), "办法", &[&text(400)])).collect();
    entries.push(Entry { date: Some("2020-01-01".to_owned()), ..entry("/full/", "办法", &[&passage]) });
    entries.push(Entry { date: Some("2021-01-01".to_owned()), ..entry("/part/", "办法", &[&part(220)]) });
    let asked = format!("{}龘", part(300));
    assert_eq!(urls(&ask(&pack(&entries), &asked))[..2], ["/full/", "/part/"]);
}

#[test]
fn counts_are_of_the_hits_that_are_shown() {
    let mut roster = entry("/b/", "养老服", &[]);
    roster.kind = gongkai_search::entry::Kind::Roster;
    let pack = pack(&[entry("/a/", "养老服务", &[]), roster]);
    let searcher = Searcher::of_pack(&pack).expect("an open index");
    let mut request = Request::new("养老服务", 10);
    assert!(request.filter.add("kind", "roster"));
    assert_eq!(searcher.search(&request).expect("an answer").total, 1);
    let kinds = searcher.facets(&request).expect("counts").kind;
    assert!(kinds.contains(&("roster".to_owned(), 1)) && kinds.contains(&("document".to_owned(), 1)), "{kinds:?}");
}

#[test]
fn suggesting_reads_only_the_beginning_of_long_items() {
    let text = "养老年鉴的正文。".repeat(2_000);
    let entries: Vec<Entry<'_>> =
        (0..6).map(|number| entry(&format!("/{number}/"), "养老年鉴", &[text.as_str(); 8])).collect();
    let pack = pack(&entries);
    let asked = Cell::new(0);
    let files = |name: &str| {
        asked.set(asked.get() + usize::from(name.starts_with('s')));
        pack.files.iter().find(|(known, _)| known == name).map(|(_, bytes)| bytes.clone())
    };
    let searcher = Searcher::open(Box::new(files)).expect("an open index");
    assert_eq!(searcher.suggest(&Prompt { text: "养老".to_owned(), limit: 8 }).expect("suggestions").len(), 6);
    assert!(asked.get() <= 6, "{} pieces", asked.get());
}
