#!/usr/bin/env python3
"""Writes what the compiled reader was built from: the SHA-256 of every source, and of the reader.

    record.py reader.json

tests/reader.rs makes the same list and fails when a source has changed since.
"""
import hashlib
import json
import pathlib
import sys

search = pathlib.Path(__file__).resolve().parent.parent
sources = [path for path in search.glob("src/**/*") if path.is_file()]
sources += [search / name for name in ("Cargo.toml", "wasm/Cargo.toml", "wasm/Cargo.lock", "wasm/build.sh")]
sources += search.glob("wasm/src/**/*.rs")


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


record = {
    "reader": sha256(search / "wasm/reader.wasm"),
    "sources": {path.relative_to(search).as_posix(): sha256(path) for path in sorted(sources)},
}
text = json.dumps(record, indent=2, ensure_ascii=False, sort_keys=True)
(search / "wasm" / sys.argv[1]).write_text(text + "\n", encoding="utf-8")
