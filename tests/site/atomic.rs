//! At every instant the published directory is one whole site, whatever dies.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

use gongkai::output::{Digest, Manifest};

use crate::support::{Fixture, document, files};

/// So many builds are killed; `GONGKAI_KILLS` sets another number.
const KILLS: usize = 40;

fn text(number: usize, edition: usize) -> String {
    let head =
        format!("title = \"第{number}号文件\"\ndisclosure = \"主动公开\"\ndated = 2024-03-{:02}", 1 + number % 28);
    document(&head, &format!("第{edition}版。\n\n{}", "正文的一段，长短适中。\n\n".repeat(20)))
}

fn site() -> Fixture {
    (0..60)
        .fold(Fixture::new(), |site, number| site.with(&format!("content/documents/2024/{number}.md"), text(number, 0)))
}

/// Reads the whole site once; `None` if another took its place meanwhile.
fn pass(public: &Path) -> Option<Result<(), String>> {
    let before = fs::read(public.join("manifest.json")).ok()?;
    let manifest: Manifest = serde_json::from_slice(&before).expect("a manifest");
    let wrong = manifest
        .files
        .iter()
        .find(|file| fs::read(public.join(&file.path)).map_or(true, |bytes| Digest::of(&bytes) != file.sha256));
    let wrong = wrong.map(|file| file.path.clone());
    let after = fs::read(public.join("manifest.json")).ok();
    (after.as_ref() == Some(&before)).then(|| wrong.map_or(Ok(()), Err))
}

#[test]
fn a_reader_sees_one_whole_site_while_builds_are_killed() {
    let kills = std::env::var("GONGKAI_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(KILLS);
    let site = site();
    site.built();
    let begun = Instant::now();
    fs::write(site.root().join("content/documents/2024/0.md"), text(0, 1)).unwrap();
    site.built();
    let usual = begun.elapsed();
    let public = site.public();
    let (is_over, passes) = (AtomicBool::new(false), AtomicUsize::new(0));
    thread::scope(|scope| {
        let reader = scope.spawn(|| {
            while !is_over.load(Ordering::Relaxed) {
                if let Some(seen) = pass(&public) {
                    assert_eq!(seen, Ok(()), "a file is not what the manifest says");
                    passes.fetch_add(1, Ordering::Relaxed);
                }
            }
        });
        for kill in 0..kills {
            for number in (kill % 7..60).step_by(7) {
                fs::write(site.root().join(format!("content/documents/2024/{number}.md")), text(number, kill)).unwrap();
            }
            let mut build = Command::new(env!("CARGO_BIN_EXE_gongkai"))
                .args(["build", "--quiet"])
                .current_dir(site.root())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            // Spread evenly over the time that a build takes, in an order that has no pattern.
            thread::sleep(
                usual.mul_f64((kill * 89 % kills) as f64 / kills as f64) + Duration::from_micros(kill as u64 * 7),
            );
            build.kill().unwrap();
            build.wait().unwrap();
            assert!(!reader.is_finished(), "the reader saw a broken site");
        }
        is_over.store(true, Ordering::Relaxed);
    });
    assert!(passes.load(Ordering::Relaxed) >= kills / 4, "{} passes", passes.load(Ordering::Relaxed));
    println!("{kills} builds killed, {} whole passes over the site", passes.load(Ordering::Relaxed));
    let last = site.built();
    let elsewhere = site.root().join("elsewhere");
    assert_eq!(site.run(&["build", "--output", "elsewhere"]).status.code(), Some(0));
    assert_eq!(last, files(&elsewhere));
    let left: Vec<String> = fs::read_dir(site.root().join(".public.gongkai"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.starts_with("stamps-"))
        .collect();
    assert!(left.iter().all(|name| ["lock", "tree"].contains(&name.as_str())), "{left:?}");
}

/// A file system of its own; `None` where we may not mount one.
struct Mounted(PathBuf);

impl Mounted {
    fn new(at: &Path, size: &str) -> Option<Self> {
        fs::create_dir_all(at).unwrap();
        let options = format!("size={size}");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &options, "tmpfs"]).arg(at).output();
        mounted.is_ok_and(|output| output.status.success()).then(|| Self(at.to_path_buf()))
    }

    fn make_read_only(&self) {
        assert!(Command::new("mount").args(["-o", "remount,ro"]).arg(&self.0).status().unwrap().success());
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(&self.0).status();
    }
}

#[test]
fn a_full_disk_leaves_the_old_site() {
    let site = site();
    let Some(_disk) = Mounted::new(&site.root().join("disk"), "16m") else {
        println!("no file system could be mounted: not tried");
        return;
    };
    let build = || site.run(&["build", "--output", "disk/public"]);
    assert_eq!(build().status.code(), Some(0));
    let public = site.root().join("disk/public");
    let before = files(&public);
    let filling = site.root().join("disk/filling");
    fs::write(&filling, vec![0; 128 << 20]).unwrap_err();
    (0..60).for_each(|number| {
        fs::write(site.root().join(format!("content/documents/2024/{number}.md")), text(number, 2)).unwrap();
    });
    let output = build();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(3), "{told}");
    assert!(told.contains("已发布的网站未动") && !told.contains("错误 0 处"), "{told}");
    assert_eq!(files(&public), before);
    fs::remove_file(filling).unwrap();
    assert_eq!(build().status.code(), Some(0));
    assert_ne!(files(&public), before);
}

#[test]
fn a_target_that_cannot_be_written_is_told_and_left() {
    let site = site();
    let Some(disk) = Mounted::new(&site.root().join("disk"), "64m") else {
        println!("no file system could be mounted: not tried");
        return;
    };
    let build = || site.run(&["build", "--output", "disk/public"]);
    assert_eq!(build().status.code(), Some(0));
    let before = files(&site.root().join("disk/public"));
    fs::write(site.root().join("content/documents/2024/1.md"), text(1, 2)).unwrap();
    disk.make_read_only();
    let output = build();
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&output.stderr).contains("disk"), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(files(&site.root().join("disk/public")), before);
}
