//! Data goes one way: a room uses only rooms above it, and `model`, `diag`, `config`, `artifact`, `timing`, `parallel` and
//! `cache` are leaves.

use std::{collections::BTreeMap, fs, path::Path};

/// Rooms from the top down. A room may use those above it; leaves may use leaves that stand before them.
const ROOMS: [&str; 23] = [
    "diag",
    "model",
    "config",
    "artifact",
    "timing",
    "parallel",
    "cache",
    "table",
    "source",
    "parse",
    "site",
    "frozen",
    "check",
    "render",
    "search_index",
    "quickwit",
    "public_source",
    "output",
    "pipeline",
    "import",
    "verify",
    "cli",
    "cmd",
];

#[test]
fn every_room_uses_only_rooms_above_it() {
    let mut used: BTreeMap<(String, String), String> = BTreeMap::new();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for entry in walkdir::WalkDir::new(&source) {
        let entry = entry.unwrap();
        let path = entry.path().strip_prefix(&source).unwrap();
        if path.extension().is_none_or(|ending| ending != "rs") {
            continue;
        }
        let room = path.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs").to_owned();
        if ["lib", "main"].contains(&room.as_str()) {
            continue;
        }
        let text = fs::read_to_string(entry.path()).unwrap();
        let code = text.split("#[cfg(test)]\nmod ").next().unwrap();
        for other in uses(code) {
            used.entry((room.clone(), other)).or_insert_with(|| path.display().to_string());
        }
    }
    assert!(used.len() > 20, "the scan found too little: {used:?}");
    let rank = |room: &str| ROOMS.iter().position(|known| *known == room);
    let mut upward = Vec::new();
    for ((room, other), path) in &used {
        if room == other {
            continue;
        }
        let (below, above) = (rank(room), rank(other));
        assert!(below.is_some() && above.is_some(), "{path}: {room} or {other} is no room of the house");
        if below < above {
            upward.push(format!("{path}: {room} uses {other}"));
        }
    }
    assert!(upward.is_empty(), "{upward:#?}");
}

/// The rooms named after `crate::` in `code`, in single paths and in braces.
fn uses(code: &str) -> Vec<String> {
    let mut rooms = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            None => rooms.push(word(rest)),
            Some(list) => {
                let mut depth = 0_usize;
                let mut start = true;
                for (at, character) in list.char_indices() {
                    match character {
                        '{' => depth += 1,
                        '}' if depth == 0 => break,
                        '}' => depth -= 1,
                        ',' if depth == 0 => start = true,
                        character if start && character.is_alphabetic() => {
                            rooms.push(word(&list[at..]));
                            start = false;
                        }
                        _ => {}
                    }
                }
            }
        }
    }
    rooms.retain(|room| !room.is_empty() && room.chars().next().is_some_and(char::is_lowercase));
    rooms.retain(|room| !["bilingual"].contains(&room.as_str()));
    rooms
}

fn word(text: &str) -> String {
    text.chars().take_while(|character| character.is_alphanumeric() || *character == '_').collect()
}
