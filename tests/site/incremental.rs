//! A build that does only what changed gives what a clean one gives, to the byte.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use gongkai::{
    pipeline::{self, Failure, Options, Outcome, Phase, Progress},
    timing::{Timings, Work},
};

use crate::support::{document, files};

struct Silent;

impl Progress for Silent {
    fn begin(&self, _: Phase, _: usize) {}
    fn step(&self) {}
    fn wait(&self) {}
}

/// A copy of the demo site that is edited, built again where it was built before, and built anew beside that.
pub struct Edited {
    directory: tempfile::TempDir,
    chance: Chance,
}

/// Numbers that are the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        // The constants are Knuth's (MMIX).
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % limit
    }
}

impl Edited {
    pub fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let demo = Path::new(env!("CARGO_MANIFEST_DIR"));
        for top in ["content", "gongkai.toml"] {
            for entry in walkdir::WalkDir::new(demo.join(top)).into_iter().map(Result::unwrap) {
                let target = directory.path().join(entry.path().strip_prefix(demo).unwrap());
                if entry.file_type().is_dir() {
                    fs::create_dir_all(target).unwrap();
                } else {
                    fs::copy(entry.path(), target).unwrap();
                }
            }
        }
        Self { directory, chance: Chance(1) }
    }

    pub fn root(&self) -> &Path {
        self.directory.path()
    }

    fn build(&self, output: &str, fresh: bool) -> Result<Outcome, String> {
        let options = Options { site: self.root().to_path_buf(), fresh, ..Options::default() };
        let (checked, built) = pipeline::build(&options, &self.root().join(output), &Silent).unwrap();
        built.map_err(|failure| {
            assert!(matches!(failure, Failure::Content), "{failure:?}");
            format!("{:?}", checked.diagnostics)
        })
    }

    fn again(&self) -> Result<Outcome, String> {
        self.build("public", false)
    }

    /// Builds anew, in a place where nothing was built before.
    fn clean(&self) -> Result<Outcome, String> {
        for left in ["clean", ".clean.gongkai"] {
            let _ = fs::remove_dir_all(self.root().join(left));
        }
        self.build("clean", true)
    }

    /// A file of the content with this ending, by chance.
    fn pick(&mut self, ending: &str) -> PathBuf {
        let mut found: Vec<PathBuf> = walkdir::WalkDir::new(self.root().join("content"))
            .into_iter()
            .map(|entry| entry.unwrap().into_path())
            .filter(|path| path.extension().is_some_and(|known| known == ending))
            .collect();
        found.sort();
        found.swap_remove(self.chance.below(found.len()))
    }

    /// Changes something; answers with what was done and how to undo it.
    fn edit(&mut self, number: usize) -> (String, Undo) {
        if self.chance.below(12) == 0 {
            let from = self.pick("md");
            let to = from.with_file_name(format!("moved-{number}.md"));
            let text = fs::read(&from).unwrap();
            fs::rename(&from, &to).unwrap();
            return (format!("moved: {}", from.display()), vec![(from, Some(text)), (to, None)]);
        }
        let (path, text) = self.change(number);
        let before = fs::read(&path).ok();
        match text {
            Some(text) => fs::write(&path, text).unwrap(),
            None => fs::remove_file(&path).unwrap(),
        }
        (format!("changed: {}", path.display()), vec![(path, before)])
    }

    /// A file, and the text it is to have; `None` if it is to go.
    fn change(&mut self, number: usize) -> (PathBuf, Option<String>) {
        let replaced = |path: PathBuf, from: &str, to: &str| {
            let text = fs::read_to_string(&path).unwrap().replacen(from, to, 1);
            (path, Some(text))
        };
        match self.chance.below(12) {
            0..=3 => {
                let path = self.pick("md");
                let text = fs::read_to_string(&path).unwrap();
                (path, Some(format!("{text}\n\n第{number}次修改所增加的一段，参见云政发〔2024〕3号。\n")))
            }
            4 => replaced(self.pick("md"), "title = \"", &format!("title = \"（{number}）")),
            5 => replaced(self.pick("toml"), "name = \"", &format!("name = \"第{number}号")),
            6 => {
                let path = self.root().join(format!("content/documents/2024/new-{number}.md"));
                let head = format!(
                    "title = \"第{number}号新文件\"\ndisclosure = \"主动公开\"\ndated = 2024-05-{:02}\nissuer = \"第{number}办\"",
                    1 + number % 28
                );
                (path, Some(document(&head, "根据云政办发〔2017〕56号制定。")))
            }
            7 => (self.pick("md"), None),
            8 => replaced(self.pick("md"), "主动公开", "依申请公开"),
            9 => replaced(self.root().join("gongkai.toml"), "title = \"", &format!("title = \"{number}")),
            10 => {
                let path = self.root().join("themes/default/static/own/site.css");
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                (path, Some(format!("/* {number} */\n")))
            }
            _ => {
                let path = self.root().join("themes/default/templates/not_found.html");
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                let text =
                    format!("{{% extends \"base.html\" %}}{{% block content %}}<h1>{number}</h1>{{% endblock %}}");
                (path, Some(text))
            }
        }
    }
}

/// What files held before; `None` if they were not there.
type Undo = Vec<(PathBuf, Option<Vec<u8>>)>;

fn undo(edit: Undo) {
    for (path, before) in edit {
        match before {
            Some(bytes) => fs::write(path, bytes).unwrap(),
            None => fs::remove_file(path).unwrap(),
        }
    }
}

/// So many edits are made; `GONGKAI_EDITS` sets another number.
const EDITS: usize = 100;

#[test]
fn equals_a_clean_build_after_every_edit() {
    let edits = std::env::var("GONGKAI_EDITS").ok().and_then(|edits| edits.parse().ok()).unwrap_or(EDITS);
    let mut site = Edited::new();
    site.again().unwrap();
    let (mut built, mut refused) = (0, 0);
    for number in 0..edits {
        let (what, edit) = site.edit(number);
        let (again, clean) = (site.again(), site.clean());
        match (again, clean) {
            (Ok(again), Ok(clean)) => {
                built += 1;
                assert_eq!(
                    (again.items, again.pages, again.written),
                    (clean.items, clean.pages, clean.written),
                    "{what}"
                );
                let (again, clean) = (files(&site.root().join("public")), files(&site.root().join("clean")));
                let differing: Vec<&String> = clean
                    .iter()
                    .filter(|(path, bytes)| again.get(*path) != Some(bytes))
                    .map(|(path, _)| path)
                    .collect();
                assert!(differing.is_empty(), "after edit {number}, {what}: {differing:?}");
                assert!(again.len() == clean.len(), "after edit {number}, {what}: files are left over");
            }
            (Err(again), Err(clean)) => {
                refused += 1;
                assert_eq!(again, clean, "after edit {number}, {what}");
                undo(edit);
            }
            (again, clean) => panic!("after edit {number}, {what}: {again:?}, clean {clean:?}"),
        }
    }
    assert!(built > edits / 2, "{built} built, {refused} refused");
}

#[test]
fn does_nothing_where_nothing_changed_and_tells_the_same() {
    let site = Edited::new();
    let first = site.again().unwrap();
    let before = files(&site.root().join("public"));
    let again = site.again().unwrap();
    assert_eq!((again.items, again.pages, again.written), (first.items, first.pages, first.written));
    assert_eq!(again.changes, gongkai::output::Changes::default());
    assert_eq!(files(&site.root().join("public")), before);
    fs::write(site.root().join("public/index.html"), "defaced").unwrap();
    fs::remove_file(site.root().join("public/robots.txt")).unwrap();
    fs::write(site.root().join("public/stranger.html"), "").unwrap();
    let repaired = site.again().unwrap().changes;
    assert_eq!(files(&site.root().join("public")), before);
    assert_eq!(repaired.repaired, ["index.html", "robots.txt"]);
    assert_eq!(repaired.removed, ["stranger.html"]);
    assert!(repaired.added.is_empty() && repaired.changed.is_empty(), "{repaired:?}");
}

#[test]
fn makes_only_the_pages_that_an_edit_concerns() {
    let site = Edited::new();
    site.again().unwrap();
    let path = site.root().join("content/documents/2017/56.md");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("{text}\n\n末尾增加的一段。\n")).unwrap();
    let timings: Arc<Timings> = Timings::running().into();
    let options = Options { site: site.root().to_path_buf(), timings: Arc::clone(&timings), ..Options::default() };
    let (_, built) = pipeline::build(&options, &site.root().join("public"), &Silent).unwrap();
    let made = |work| timings.totals().into_iter().find(|total| total.work == work).map_or(0, |total| total.items);
    let outcome = built.unwrap();
    assert!((1..10).contains(&made(Work::Render)), "{} pages were made again", made(Work::Render));
    assert!((1..60).contains(&outcome.changes.changed.len()), "{:?}", outcome.changes);
    assert!(outcome.changes.changed.iter().any(|path| path == "documents/2017/56/index.html"));
}

#[test]
fn a_damaged_cache_costs_no_truth() {
    let mut site = Edited::new();
    site.again().unwrap();
    for number in 0..3 {
        for entry in walkdir::WalkDir::new(site.root().join(".gongkai")).into_iter().map(Result::unwrap) {
            if entry.file_type().is_file() && site.chance.below(2) == 0 {
                let mut bytes = fs::read(entry.path()).unwrap();
                let at = site.chance.below(bytes.len());
                bytes[at] ^= 0x55;
                fs::write(entry.path(), bytes).unwrap();
            }
        }
        let path = site.pick("md");
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, format!("{text}\n\n又一段{number}。\n")).unwrap();
        site.again().unwrap();
        site.clean().unwrap();
        assert_eq!(files(&site.root().join("public")), files(&site.root().join("clean")));
    }
}
