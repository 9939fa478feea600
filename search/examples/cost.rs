//! What questions cost a reader: bytes, requests and rounds for random strings of the texts of a site.
//!
//! `cargo run --release --example cost -- TEXT_DIR [QUESTIONS]` indexes the Markdown documents below a folder and asks
//! for strings of 2 to 10 characters of their texts, and of 20 to 40. The first question is asked of an index just
//! opened, the later one after another; page, script, reader and opening file are not counted. With no questions it
//! tells instead how much of the index keeps its names after a change.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use gongkai_search::earlier::Nothing;
use gongkai_search::entry::{Block, Entry, Kind, Role};
use gongkai_search::manifest::Manifest;
use gongkai_search::pack::{Input, build};
use gongkai_search::query::Request;
use gongkai_search::reader::{Error, Reader};

/// What one question took.
#[derive(Debug, Clone, Copy, Default)]
struct Cost {
    bytes: usize,
    requests: usize,
    rounds: usize,
}

struct Site {
    files: BTreeMap<String, Vec<u8>>,
    manifest: Manifest,
    opening: Vec<u8>,
    /// Pieces fetched and their bytes, by section and round.
    kinds: RefCell<BTreeMap<String, (usize, usize)>>,
}

impl Site {
    fn build(entries: Vec<Entry<'_>>) -> Site {
        let bytes: usize = entries.iter().flat_map(|entry| &entry.blocks).map(|block| block.text.len()).sum();
        let start = std::time::Instant::now();
        let pack = build(Input { entries, names: Vec::new() }, &Nothing).expect("an index");
        let seconds = start.elapsed().as_secs_f64();
        let megabytes = bytes as f64 / 1e6;
        println!("{megabytes:.1} MB of text indexed in {seconds:.2} s: {:.1} MB/s", megabytes / seconds);
        let files: BTreeMap<String, Vec<u8>> = pack.files.into_iter().collect();
        let size: usize = files.values().map(Vec::len).sum();
        println!("{} files, {:.1} MB", files.len(), size as f64 / 1e6);
        let mut sections = BTreeMap::<&str, (usize, usize)>::new();
        for (name, bytes) in &files {
            let section = sections.entry(name.split_once('-').map_or("", |(section, _)| section)).or_default();
            *section = (section.0 + 1, section.1 + bytes.len());
        }
        for (section, (count, bytes)) in sections {
            println!("      {section:<8} {count:>5} files {:>6.2} MB {:>7} each", bytes as f64 / 1e6, bytes / count);
        }
        let manifest = Manifest::parse(pack.manifest.as_bytes()).expect("a manifest of this format");
        println!("opening file {} bytes", files[&manifest.opening].len());
        let opening = inflate(&files[&manifest.opening]);
        Site { files, manifest, opening, kinds: RefCell::default() }
    }

    fn reader(&self) -> Reader {
        Reader::open(&self.manifest.opening, &self.opening).expect("an opening file of this format")
    }

    fn ask(&self, reader: &Reader, query: &str) -> Cost {
        let mut cost = Cost::default();
        loop {
            let missing = match reader.search(&Request::new(query, 10)) {
                Ok(_) => return cost,
                Err(Error::Missing(missing)) => missing,
                Err(error) => panic!("{query}: {error}"),
            };
            cost.rounds += 1;
            for piece in missing {
                let name = reader.piece_name(piece).expect("a known piece");
                let bytes = &self.files[&name];
                cost.requests += 1;
                cost.bytes += bytes.len();
                let section = name.split_once('-').map_or("", |(section, _)| section);
                let mut kinds = self.kinds.borrow_mut();
                let kind = kinds.entry(format!("{section:<2} round {}", cost.rounds)).or_default();
                *kind = (kind.0 + 1, kind.1 + bytes.len());
                assert!(reader.supply(piece, inflate(bytes)), "{name} is not what it says");
            }
        }
    }
}

/// Prints which part of the index, by bytes, keeps its names after changes to one of its documents.
fn stability(entries: &[Entry<'_>]) {
    let files = |entries: Vec<Entry<'_>>| -> BTreeMap<String, usize> {
        let pack = build(Input { entries, names: Vec::new() }, &Nothing).expect("an index");
        pack.files.into_iter().map(|(name, bytes)| (name, bytes.len())).collect()
    };
    let before = files(entries.to_vec());
    let all: usize = before.values().sum();
    let middle = entries.len() / 2;
    let newest = entries.iter().filter_map(|entry| entry.date.clone()).max();
    type Change<'a> = (&'a str, Box<dyn Fn(&mut Vec<Entry<'_>>) + 'a>);
    let block = |text: &str| Block { anchor: "new".into(), text: text.to_owned().into(), role: Role::Body };
    let sentence = "本条所称重点项目，是指列入年度计划、由区级统筹推进的项目。";
    let changes: [Change<'_>; 5] = [
        ("a paragraph at the end", Box::new(|entries| entries[middle].blocks.push(block(sentence)))),
        (
            "a paragraph in the middle",
            Box::new(|entries| {
                let at = entries[middle].blocks.len() / 2;
                entries[middle].blocks.insert(at, block(sentence));
            }),
        ),
        (
            "a word in the middle",
            Box::new(|entries| {
                let at = entries[middle].blocks.len() / 2;
                entries[middle].blocks[at].text.to_mut().push_str("另有规定的除外");
            }),
        ),
        (
            "the newest document",
            Box::new(|entries| {
                let mut entry = Entry { url: "/zz/new/".to_owned(), date: newest.clone(), ..entries[middle].clone() };
                entry.blocks.push(block(sentence));
                entries.push(entry);
            }),
        ),
        (
            "an old document more",
            Box::new(|entries| {
                let entry = Entry { url: "/zz/old/".to_owned(), ..entries[middle].clone() };
                entries.push(entry);
            }),
        ),
    ];
    for (name, change) in changes {
        let mut changed = entries.to_vec();
        change(&mut changed);
        let after = files(changed);
        let kept: usize = after.iter().filter(|(name, _)| before.contains_key(*name)).map(|(_, size)| size).sum();
        println!("{name}: {:.1} % of the bytes keep their names", kept as f64 * 100.0 / all as f64);
    }
}

fn inflate(bytes: &[u8]) -> Vec<u8> {
    let mut inflated = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::ZlibDecoder::new(bytes), &mut inflated).expect("a compressed piece");
    inflated
}

/// Reads the Markdown documents below a folder: front matter for the head, one block a line.
fn read(folder: &Path, root: &Path, entries: &mut Vec<Entry<'_>>) {
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("a folder").path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            read(&path, root, entries);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            let text = std::fs::read_to_string(&path).expect("a text");
            let mut parts = text.splitn(3, "+++\n").skip(1);
            let (Some(front), Some(body)) = (parts.next(), parts.next()) else { continue };
            let url = format!("/{}/", path.strip_prefix(root).expect("a path below").with_extension("").display());
            entries.push(entry(url, front, body));
        }
    }
}

fn entry(url: String, front: &str, body: &str) -> Entry<'static> {
    let field = |key: &str| {
        let line = front.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(" = "))?;
        Some(line.trim_matches('"').to_owned())
    };
    let title = field("title").unwrap_or_default();
    let block = |role, text: &str| Block { anchor: "".into(), text: text.to_owned().into(), role };
    let mut blocks = vec![block(Role::Title, &title)];
    blocks.extend(
        ["doc_number", "issuer", "published"].into_iter().filter_map(field).map(|text| block(Role::Field, &text)),
    );
    let lines = body.lines().map(|line| line.trim_matches(['#', ' '])).filter(|line| !line.is_empty());
    blocks.extend(
        lines.zip(1..).map(|(line, number)| Block { anchor: format!("p{number}").into(), ..block(Role::Body, line) }),
    );
    Entry {
        url,
        kind: Kind::Document,
        title,
        doc_number: field("doc_number"),
        issuer: field("issuer"),
        date: field("published").and_then(|date| date.get(..10).map(str::to_owned)),
        validity: field("validity"),
        stage: None,
        column: "documents".to_owned(),
        units: field("issuer").into_iter().collect(),
        topics: Vec::new(),
        names: Vec::new(),
        blocks,
    }
}

fn generator(mut state: u64) -> impl FnMut(usize) -> usize {
    move |below| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) as usize) % below.max(1)
    }
}

fn strings(lines: &[String], count: usize, lens: std::ops::RangeInclusive<usize>) -> Vec<String> {
    let mut random = generator(20_261_122);
    let mut found = BTreeSet::new();
    while found.len() < count {
        let line: Vec<char> = lines[random(lines.len())].chars().collect();
        let len = lens.start() + random(lens.end() - lens.start() + 1);
        let start = random(line.len());
        let string: String = line.iter().skip(start).take(len).collect();
        if string.chars().count() == len && !string.contains(char::is_whitespace) && !string.contains('"') {
            found.insert(string);
        }
    }
    found.into_iter().collect()
}

fn report(name: &str, mut costs: Vec<Cost>) {
    let pick = |values: &mut Vec<usize>, part: usize| {
        values.sort_unstable();
        values[(values.len() - 1) * part / 100]
    };
    let mut bytes: Vec<usize> = costs.iter().map(|cost| cost.bytes).collect();
    let mut requests: Vec<usize> = costs.iter().map(|cost| cost.requests).collect();
    costs.sort_by_key(|cost| cost.rounds);
    println!(
        "{name:<28} bytes p50 {:>7} p95 {:>7} max {:>7}  requests p50 {:>3} p95 {:>3}  rounds p50 {} max {}",
        pick(&mut bytes, 50),
        pick(&mut bytes, 95),
        pick(&mut bytes, 100),
        pick(&mut requests, 50),
        pick(&mut requests, 95),
        costs[costs.len() / 2].rounds,
        costs[costs.len() - 1].rounds,
    );
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [texts, rest @ ..] = arguments.as_slice() else { panic!("TEXT_DIR [QUESTIONS]") };
    let count = rest.first().map_or(300, |count| count.parse().expect("a number"));
    let mut entries = Vec::new();
    read(Path::new(texts), Path::new(texts), &mut entries);
    if count == 0 {
        return stability(&entries);
    }
    let blocks = entries.iter().flat_map(|entry| &entry.blocks).map(|block| block.text.to_string());
    let found: Vec<String> = blocks.filter(|line| line.chars().count() > 20).collect();
    let site = Site::build(entries);
    for (name, lens) in [
        ("2-10 characters", 2..=10),
        ("2", 2..=2),
        ("3", 3..=3),
        ("4", 4..=4),
        ("5-10", 5..=10),
        ("20-40 characters", 20..=40),
    ] {
        let strings = strings(&found, count, lens);
        site.kinds.borrow_mut().clear();
        report(&format!("{name}, first"), strings.iter().map(|string| site.ask(&site.reader(), string)).collect());
        for (kind, (pieces, bytes)) in std::mem::take(&mut *site.kinds.borrow_mut()) {
            println!("      {kind}: {:.1} pieces, {} bytes a question", pieces as f64 / count as f64, bytes / count);
        }
        if name.len() < 5 {
            continue;
        }
        let later =
            strings.iter().zip(strings.iter().skip(strings.len() / 2).chain(&strings)).map(|(string, before)| {
                let reader = site.reader();
                site.ask(&reader, before);
                site.ask(&reader, string)
            });
        report(&format!("{name}, later"), later.collect());
        let reader = site.reader();
        let mut shuffled = strings.clone();
        let mut random = generator(7);
        (1..shuffled.len()).rev().for_each(|at| shuffled.swap(at, random(at + 1)));
        report(&format!("{name}, in a row"), shuffled.iter().map(|string| site.ask(&reader, string)).skip(1).collect());
    }
}
