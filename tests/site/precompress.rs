//! Compressed copies beside text files.

use std::{fs, io::Read, os::unix::fs::MetadataExt};

use crate::support::{Fixture, asset, document, files};

fn asking(precompress: &str) -> String {
    format!(
        "[site]\ntitle = \"云溪区政务公开\"\nbase_url = \"https://www.yunxi.example/\"\n\n[output]\nprecompress = {precompress}\n"
    )
}

fn fixture() -> Fixture {
    let head = |title: &str| format!("title = \"{title}\"\ndisclosure = \"主动公开\"\n");
    Fixture::new()
        .with("gongkai.toml", asking("[\"gz\", \"br\"]"))
        .with("content/documents/a.md", document(&head("甲办法"), "第一条 甲。\n"))
        .with("content/documents/b.md", document(&head("乙办法"), "第一条 乙。\n"))
}

#[test]
fn every_text_has_copies_that_unpack_to_it() {
    let files = fixture().built();
    let mut copied = 0;
    for (path, bytes) in &files {
        let Some(copy) = files.get(&format!("{path}.gz")) else { continue };
        let mut unpacked = Vec::new();
        flate2::read::GzDecoder::new(&copy[..]).read_to_end(&mut unpacked).unwrap();
        assert!(unpacked == *bytes, "{path}.gz");
        let mut unpacked = Vec::new();
        let copy = &files[&format!("{path}.br")];
        brotli_decompressor::Decompressor::new(&copy[..], 4096).read_to_end(&mut unpacked).unwrap();
        assert!(unpacked == *bytes, "{path}.br");
        copied += 1;
    }
    let pages = files.keys().filter(|path| path.ends_with(".html")).count();
    assert!(pages > 4 && copied > pages, "{copied} copies, {pages} pages");
    assert!(files.contains_key(&asset(&files, "site.css.br")) && !files.keys().any(|path| path.ends_with(".bin.gz")));
}

#[test]
fn copies_are_kept_while_the_file_is_the_same_and_go_with_the_wish() {
    let site = fixture();
    let before = site.built();
    let kept = site.public().join("documents/b/index.html.br");
    let inode = fs::metadata(&kept).unwrap().ino();
    let head = "title = \"甲办法\"\ndisclosure = \"主动公开\"\n";
    let site = site.with("content/documents/a.md", document(head, "第一条 甲，改。\n"));
    let after = site.built();
    assert_ne!(before["documents/a/index.html.br"], after["documents/a/index.html.br"]);
    assert_eq!(fs::metadata(&kept).unwrap().ino(), inode);
    // Nobody asks for a copy by its own address.
    let changed = fs::read_to_string(site.root().join(".gongkai/changed-urls.txt")).unwrap();
    assert!(changed.contains("/documents/a/\n") && !changed.contains(".gz") && !changed.contains(".br"), "{changed}");
    let site = site.with("gongkai.toml", asking("[\"gz\"]"));
    let fewer = site.built();
    assert!(fewer.contains_key("documents/b/index.html.gz") && !fewer.keys().any(|path| path.ends_with(".br")));
    let site = site.with("gongkai.toml", asking("[\"gz\", \"br\"]"));
    assert!(site.built() == after);
}

#[test]
fn an_attachment_that_has_the_name_of_a_copy_is_refused() {
    let head = "title = \"甲办法\"\ndisclosure = \"主动公开\"\nattachments = [{ file = \"x.csv\" }, { file = \"x.csv.gz\" }]\n";
    let packed = |site: Fixture| {
        site.with("content/documents/a.md", document(head, "第一条 甲。\n"))
            .with("content/documents/x.csv", "甲,乙\n1,2\n")
            .with("content/documents/x.csv.gz", [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    };
    let output = packed(fixture()).run(&["build", "--lang", "en"]);
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.contains("error[duplicate_address]") && told.contains("--> content/documents/a.md"), "{told}");
    assert!(told.contains("content/documents/x.csv.gz") && told.contains("precompress"), "{told}");
    // Without copies there is nothing in the way.
    let files = packed(fixture()).with("gongkai.toml", asking("[\"br\"]")).built();
    assert!(files.contains_key("documents/a/x.csv.gz") && files.contains_key("documents/a/x.csv.br"));
}

#[test]
fn what_is_exported_has_no_copies() {
    let site = fixture();
    let output = site.run(&["export", "quickwit", "out"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let paths: Vec<String> = files(&site.root().join("out")).into_keys().collect();
    assert!(paths.len() > 2 && !paths.iter().any(|path| path.ends_with(".gz")), "{paths:?}");
}

#[test]
fn a_compression_that_is_not_known_is_named() {
    let site = fixture().with("gongkai.toml", asking("[\"zst\"]"));
    let output = site.run(&["check", "--lang", "en"]);
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("gongkai.toml:6:16") && told.contains("known compressions: gz, br"), "{told}");
}
