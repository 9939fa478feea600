use std::os::unix::fs::MetadataExt;

use super::{
    manifest::MANIFEST,
    place::{home, stamps},
    stamp::Seal,
    *,
};
use crate::artifact::Artifact;

fn provenance() -> Provenance {
    Provenance {
        engine: ENGINE.into(),
        commit: None,
        dirty: false,
        as_of: "2024-06-01".into(),
        base_url: "https://www.example.gov.cn/".into(),
    }
}

struct Site(tempfile::TempDir);

impl Site {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn output(&self) -> PathBuf {
        self.0.path().join("public")
    }

    fn staging(&self) -> Staging {
        let place = Place::lock(&self.output(), || ()).unwrap();
        let former = place.former().unwrap();
        place.stage(former, &[]).unwrap()
    }

    fn publish(&self, files: &[(&str, &str)]) -> Changes {
        let staging = self.staging();
        for (path, text) in files {
            put(&staging, path, text).unwrap();
        }
        staging.publish(provenance()).unwrap().changes
    }

    fn files(&self) -> Vec<(String, String)> {
        let walk = walkdir::WalkDir::new(self.output()).sort_by_file_name().into_iter().map(Result::unwrap);
        walk.filter(|entry| entry.file_type().is_file() && entry.file_name() != MANIFEST)
            .map(|entry| {
                let path = entry.path().strip_prefix(self.output()).unwrap().to_str().unwrap().to_owned();
                (path, fs::read_to_string(entry.path()).unwrap())
            })
            .collect()
    }

    fn inode(&self, path: &str) -> u64 {
        fs::metadata(self.output().join(path)).unwrap().ino()
    }
}

fn put(staging: &Staging, path: &str, text: &str) -> Result<(), OutputError> {
    staging.put(Artifact::text(path, text.into(), vec![]), Digest::of(text.as_bytes()))
}

fn owned(files: &[(&str, &str)]) -> Vec<(String, String)> {
    files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}

#[test]
fn a_site_takes_the_place_of_another_and_tells_what_changed() {
    let site = Site::new();
    let first = [("a/index.html", "1"), ("b/index.html", "1"), ("c.html", "1")];
    assert_eq!(site.publish(&first).added.len(), 3);
    let second = [("a/index.html", "1"), ("b/index.html", "2"), ("d/e/f.html", "1")];
    let changes = site.publish(&second);
    assert_eq!(changes.added, ["d/e/f.html"]);
    assert_eq!(changes.changed, ["b/index.html"]);
    assert_eq!(changes.removed, ["c.html"]);
    assert_eq!(site.files(), owned(&second));
    let manifest = Manifest::load(&site.output()).unwrap().unwrap();
    assert_eq!(manifest.files.len(), 3);
    assert_eq!(manifest.provenance, provenance());
}

#[test]
fn what_does_not_change_keeps_its_inode_over_many_builds() {
    let site = Site::new();
    site.publish(&[("a.html", "1"), ("b.html", "0")]);
    let inode = site.inode("a.html");
    for number in 1..6 {
        site.publish(&[("a.html", "1"), ("b.html", &number.to_string())]);
        assert_eq!(site.inode("a.html"), inode);
        assert_eq!(site.files()[1].1, number.to_string());
    }
}

#[test]
fn files_and_directories_change_places() {
    let site = Site::new();
    let forms = [
        [("a/b/c.html", "1"), ("x.html", "1")],
        [("a", "2"), ("x.html/y.html", "2")],
        [("a/b/c.html", "3"), ("x.html", "3")],
        [("a/b", "4"), ("x.html/y/z", "4")],
    ];
    for _ in 0..2 {
        for form in forms {
            site.publish(&form);
            assert_eq!(site.files(), owned(&form));
        }
    }
}

#[test]
fn a_file_that_someone_changed_added_or_removed_is_put_right() {
    let site = Site::new();
    let files = [("a.html", "1"), ("b.html", "1"), ("c.html", "1")];
    for _ in 0..3 {
        site.publish(&files);
        assert!(Place::lock(&site.output(), || ()).unwrap().is_intact());
        fs::write(site.output().join("a.html"), "touched").unwrap();
        fs::remove_file(site.output().join("b.html")).unwrap();
        fs::create_dir(site.output().join("mine")).unwrap();
        fs::write(site.output().join("mine/d.html"), "mine").unwrap();
        let place = Place::lock(&site.output(), || ()).unwrap();
        assert!(!place.is_intact());
        let former = place.former().unwrap();
        let published = |path| place.tree.entry(former.published.as_ref().unwrap(), path);
        assert!(published("a.html").is_none() && published("c.html").is_some());
    }
    site.publish(&files);
    site.publish(&files);
    assert_eq!(site.files(), owned(&files));
}

#[test]
fn a_file_that_was_changed_while_a_build_took_it_over_is_put_right() {
    let site = Site::new();
    let files = [("a.html", "one"), ("b.html", "0")];
    site.publish(&files);
    let staging = site.staging();
    fs::write(site.output().join("a.html"), "more than one").unwrap();
    put(&staging, "a.html", "one").unwrap();
    put(&staging, "b.html", "1").unwrap();
    staging.publish(provenance()).unwrap();
    assert!(!Place::lock(&site.output(), || ()).unwrap().is_intact());
    site.publish(&files);
    assert_eq!(site.files(), owned(&files));
}

#[test]
fn lost_and_damaged_stamps_cost_time_and_no_truth() {
    let site = Site::new();
    for text in ["1", "2", "3"] {
        site.publish(&[("a.html", "same"), ("b.html", text)]);
        for entry in fs::read_dir(home(&site.output())).unwrap().map(Result::unwrap) {
            if entry.file_name().to_string_lossy().starts_with("stamps-") {
                let mut bytes = fs::read(entry.path()).unwrap();
                let middle = bytes.len() / 2;
                bytes[middle] ^= 1;
                fs::write(entry.path(), bytes).unwrap();
            }
        }
        assert!(Place::lock(&site.output(), || ()).unwrap().is_intact());
    }
    assert_eq!(site.files(), owned(&[("a.html", "same"), ("b.html", "3")]));
}

#[test]
fn directories_with_unbroken_seals_are_not_listed_and_nothing_in_others_is_missed() {
    let site = Site::new();
    let files = |text| [("a/b/1.html", "1"), ("a/b/2.html", "2"), ("c/3.html", "3"), ("d/4.html", text)];
    let sealed = || {
        let identity = Place::lock(&site.output(), || ()).unwrap().identity().unwrap();
        let directories = stamps(&home(&site.output()), identity).directories.into_iter();
        let is_unbroken = |(path, seal): &(String, Option<Seal>)| {
            seal.is_some() && *seal == Seal::at(&site.output().join(path)).unwrap()
        };
        directories.filter(is_unbroken).map(|(path, _)| path).collect::<Vec<_>>()
    };
    site.publish(&files("0"));
    site.publish(&files("1"));
    assert_eq!(sealed(), [""; 0]);
    std::thread::sleep(std::time::Duration::from_secs(4));
    for text in ["2", "3"] {
        site.publish(&files(text));
        assert_eq!(sealed(), ["a", "a/b", "c"]);
        assert!(Place::lock(&site.output(), || ()).unwrap().is_intact());
    }
    fs::write(site.output().join("a/b/stray.html"), "mine").unwrap();
    fs::create_dir_all(site.output().join("c/x/y")).unwrap();
    fs::write(site.output().join("c/x/y/stray.html"), "mine").unwrap();
    fs::remove_file(site.output().join("a/b/1.html")).unwrap();
    assert_eq!(sealed(), ["a"]);
    let changes = site.publish(&files("4"));
    assert_eq!(changes.removed, ["a/b/stray.html", "c/x/y/stray.html"]);
    assert_eq!(changes.repaired, ["a/b/1.html"]);
    assert_eq!(site.files(), owned(&files("4")));
    fs::remove_dir_all(site.output().join("a")).unwrap();
    fs::write(site.output().join("a"), "mine").unwrap();
    for _ in 0..3 {
        site.publish(&files("5"));
    }
    assert_eq!(site.files(), owned(&files("5")));
    let walk = walkdir::WalkDir::new(site.output()).into_iter().map(Result::unwrap);
    assert_eq!(walk.filter(|entry| entry.file_type().is_dir()).count(), 5);
}

#[test]
fn what_lies_behind_a_link_is_neither_taken_for_the_site_nor_touched() {
    let site = Site::new();
    let files = |text| [("a/b/1.html", "1"), ("c/2.html", text)];
    site.publish(&files("0"));
    site.publish(&files("1"));
    let elsewhere = site.0.path().join("elsewhere");
    fs::rename(site.output().join("a"), &elsewhere).unwrap();
    fs::write(elsewhere.join("b/mine.html"), "mine").unwrap();
    std::os::unix::fs::symlink(&elsewhere, site.output().join("a")).unwrap();
    std::os::unix::fs::symlink("loop", site.output().join("loop")).unwrap();
    let place = Place::lock(&site.output(), || ()).unwrap();
    assert!(!place.is_intact() && !place.tree.has("a/b/1.html"));
    drop(place);
    for text in ["2", "3", "4"] {
        site.publish(&files(text));
        assert_eq!(site.files(), owned(&files(text)));
        assert!(Place::lock(&site.output(), || ()).unwrap().is_intact());
    }
    assert_eq!(fs::read_to_string(elsewhere.join("b/mine.html")).unwrap(), "mine");
    assert_eq!(fs::read_to_string(elsewhere.join("b/1.html")).unwrap(), "1");
}

#[test]
fn a_file_whose_name_is_not_utf8_is_removed() {
    use std::os::unix::ffi::OsStrExt;
    let site = Site::new();
    let files = |text| [("a/1.html", "1"), ("b.html", text)];
    site.publish(&files("0"));
    site.publish(&files("1"));
    let foreign = site.output().join("a").join(std::ffi::OsStr::from_bytes(b"\xff.html"));
    fs::write(&foreign, "mine").unwrap();
    assert!(!Place::lock(&site.output(), || ()).unwrap().is_intact());
    for text in ["2", "3"] {
        site.publish(&files(text));
        assert_eq!(site.files(), owned(&files(text)));
    }
    assert!(Place::lock(&site.output(), || ()).unwrap().is_intact());
}

#[test]
fn an_unfinished_build_leaves_the_old_site_and_no_other() {
    let site = Site::new();
    site.publish(&[("a.html", "old")]);
    let staging = site.staging();
    put(&staging, "a.html", "half").unwrap();
    drop(staging);
    assert_eq!(site.files(), owned(&[("a.html", "old")]));
    assert!(!home(&site.output()).join("tree").exists());
}

#[test]
fn leftovers_of_a_killed_build_are_cleared() {
    let site = Site::new();
    site.publish(&[("a.html", "1")]);
    site.publish(&[("a.html", "2")]);
    let staging = site.staging();
    put(&staging, "secret.html", "half").unwrap();
    // Killed: nothing is dropped but the lock.
    let mut staging = std::mem::ManuallyDrop::new(staging);
    staging.is_finished = true;
    let _ = std::mem::ManuallyDrop::into_inner(staging);
    site.publish(&[("a.html", "3")]);
    assert_eq!(site.files(), owned(&[("a.html", "3")]));
    site.publish(&[("a.html", "4")]);
    assert_eq!(site.files(), owned(&[("a.html", "4")]));
}

#[test]
fn a_build_that_died_between_two_renames_is_mended() {
    let site = Site::new();
    site.publish(&[("a.html", "1")]);
    fs::rename(site.output(), home(&site.output()).join("previous")).unwrap();
    assert!(Place::lock(&site.output(), || ()).unwrap().is_intact());
    assert_eq!(site.files(), owned(&[("a.html", "1")]));
}

#[test]
fn two_builds_are_kept_apart() {
    let site = Site::new();
    site.publish(&[("a.html", "1")]);
    let first = Place::lock(&site.output(), || ()).unwrap();
    let (told, waits) = std::sync::mpsc::channel();
    let output = site.output();
    let second = std::thread::spawn(move || Place::lock(&output, || told.send(()).unwrap()).map(drop));
    waits.recv().unwrap();
    assert!(!second.is_finished());
    drop(first);
    second.join().unwrap().unwrap();
}

#[test]
fn never_replaces_a_directory_of_other_files() {
    let site = Site::new();
    fs::create_dir(site.output()).unwrap();
    fs::write(site.output().join("thesis.doc"), "x").unwrap();
    assert!(matches!(Place::lock(&site.output(), || ()), Err(OutputError::NotASite(_))));
    assert!(site.output().join("thesis.doc").exists());
}

#[test]
fn two_artifacts_cannot_share_a_path() {
    let site = Site::new();
    let staging = site.staging();
    put(&staging, "a.html", "1").unwrap();
    assert!(matches!(put(&staging, "a.html", "2"), Err(OutputError::Twice(path)) if path == "a.html"));
}

#[test]
fn the_tree_beside_the_site_is_closed_to_others() {
    use std::os::unix::fs::PermissionsExt;
    let site = Site::new();
    site.publish(&[("a.html", "1")]);
    site.publish(&[("a.html", "2")]);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&home(&site.output())), 0o700);
    assert_eq!(mode(&site.output()), 0o755);
}
