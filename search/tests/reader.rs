//! The compiled reader belongs to the sources beside it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use gongkai_search::READER_WASM;
use sha2::{Digest, Sha256};

const REMEDY: &str =
    "run search/wasm/build.sh, which compiles the reader anew, and commit its reader.wasm and reader.json";

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) {
    for found in std::fs::read_dir(folder).expect("a readable folder") {
        let path = found.expect("a readable folder").path();
        if path.is_dir() { list(&path, files) } else { files.push(path) }
    }
}

#[test]
fn the_record_names_the_sources_as_they_are() {
    let search = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<PathBuf> =
        ["Cargo.toml", "wasm/Cargo.toml", "wasm/Cargo.lock", "wasm/build.sh"].map(|name| search.join(name)).into();
    list(&search.join("src"), &mut files);
    list(&search.join("wasm/src"), &mut files);
    let now = files.iter().map(|path| {
        let name = path.strip_prefix(search).expect("a path below").to_string_lossy().replace('\\', "/");
        (name, sha256(&std::fs::read(path).expect("a readable source")))
    });
    let now: BTreeMap<String, String> = now.collect();

    let record = std::fs::read(search.join("wasm/reader.json")).expect("a record");
    let record: serde_json::Value = serde_json::from_slice(&record).expect("a record in JSON");
    let then: BTreeMap<String, String> = serde_json::from_value(record["sources"].clone()).expect("a list of sources");

    let names: Vec<&String> = now.keys().chain(then.keys()).filter(|name| now.get(*name) != then.get(*name)).collect();
    assert!(names.is_empty(), "the compiled reader is older than {names:?}: {REMEDY}");
    assert_eq!(record["reader"], sha256(READER_WASM), "reader.wasm is not the recorded one: {REMEDY}");
}

#[test]
fn the_reader_is_a_module_without_imports() {
    assert_eq!(&READER_WASM[..8], b"\0asm\x01\0\0\0");
    let text = String::from_utf8_lossy(READER_WASM);
    assert!(["allocate", "open", "supply", "search", "reply"].iter().all(|name| text.contains(name)));
    assert!(!text.contains("wbindgen"), "the reader needs no generated glue");
    assert!(!text.contains("/.cargo/"), "the reader names no folder of the machine it was built on");
    assert!(text.contains("应当"), "the reader knows the frequent pairs");
}
