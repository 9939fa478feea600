//! Cuts the tantivy files into pieces, and finds out what opening the index reads.
//!
//! What an opened index has read is found by opening it and keeping a log, so the opening file holds neither less nor
//! more. Pieces end where a term ends: dictionary pieces between blocks, the others between lists.

use std::collections::BTreeSet;
use std::io;
use std::ops::Range;
use std::path::PathBuf;

use tantivy::directory::{Directory, RamDirectory};
use tantivy::schema::IndexRecordOption;
use tantivy::{Index, InvertedIndexReader};

use crate::opening::{Content, FileImage, Opening};
use crate::reader::Reader;
use crate::storage::{META, Storage};

/// The name of the one segment, whatever tantivy called it.
const SEGMENT: &str = "00000000-0000-0000-0000-000000000001";

/// The files of a segment.
const EXTENSIONS: [&str; 6] = ["term", "idx", "pos", "fieldnorm", "fast", "store"];

/// Length at which a piece ends with the next term.
const PIECE: usize = 16 * 1024;

/// A dictionary block holds several times as many terms, so looking up every so-manieth finds every block.
const PROBE: usize = 64;

/// A tantivy index in parts.
pub(crate) struct Cut {
    pub(crate) meta: Vec<u8>,
    pub(crate) files: Vec<FileImage>,
    pub(crate) pieces: Vec<(Content, Vec<u8>)>,
}

/// Cuts the one segment of an index that lies in `directory`.
pub(crate) fn cut_index(index: &Index, directory: &RamDirectory) -> tantivy::Result<Cut> {
    let meta = rename_segment(index, directory)?;
    let mut whole = Vec::new();
    for extension in EXTENSIONS {
        let segments = index.searchable_segment_ids()?;
        let name = segments.first().map(|segment| segment.uuid_string()).unwrap_or_default();
        let path = PathBuf::from(format!("{name}.{extension}"));
        let bytes = directory.open_read(&path)?.read_bytes()?.to_vec();
        whole.push(FileImage { extension: extension.to_owned(), len: bytes.len(), ranges: vec![(0, bytes)] });
    }
    let reader = open_whole(&meta, whole.clone())?;
    let opened = reader.storage.take_log();
    let ends = term_ends(&reader)?;
    let mut pieces = Vec::new();
    for (file, image) in whole.iter_mut().enumerate() {
        let bytes = std::mem::take(&mut image.ranges).swap_remove(0).1;
        let read = opened.iter().filter(|(number, _)| *number == file).map(|(_, range)| range.clone());
        image.ranges = join(read.collect()).into_iter().map(|range| (range.start, bytes[range].to_vec())).collect();
        if let Some(content) = Content::ALL.into_iter().find(|content| content.extension() == Some(&image.extension)) {
            pieces.extend(cut(&bytes, &ends[file]).into_iter().map(|piece| (content, piece.to_vec())));
        }
    }
    Ok(Cut { meta, files: whole, pieces })
}

/// Reads tantivy's description of the index, with the segment's random name replaced.
fn rename_segment(index: &Index, directory: &RamDirectory) -> tantivy::Result<Vec<u8>> {
    let meta = directory.atomic_read(META.as_ref())?;
    let mut meta: serde_json::Value = serde_json::from_slice(&meta)?;
    let segments = index.searchable_segment_ids()?.len();
    match meta.pointer_mut("/segments/0/segment_id") {
        Some(name) if segments == 1 => *name = SEGMENT.into(),
        _ => return Err(tantivy::TantivyError::InternalError("not one segment".to_owned())),
    }
    Ok(serde_json::to_vec(&meta)?)
}

fn open_whole(meta: &[u8], files: Vec<FileImage>) -> tantivy::Result<Reader> {
    let mut tables = Opening { meta: meta.to_vec(), files, ..Opening::default() };
    let storage = Storage::new(&mut tables);
    storage.start_log();
    Reader::open_fields(storage, tables)
}

/// For each file, the offsets at which a term's part ends.
fn term_ends(reader: &Reader) -> io::Result<Vec<BTreeSet<usize>>> {
    let mut ends = vec![BTreeSet::new(); EXTENSIONS.len()];
    for field in reader.fields() {
        let index = reader.index(field);
        let mut lists: Vec<Range<usize>> = Vec::new();
        let mut positions: Vec<Range<usize>> = Vec::new();
        let mut terms = index.terms().stream()?;
        reader.storage.take_log();
        let mut number = 0usize;
        while terms.advance() {
            if number.is_multiple_of(PROBE) {
                index.terms().get(terms.key())?;
            }
            number += 1;
            lists.push(terms.value().postings_range.clone());
            positions.push(terms.value().positions_range.clone());
        }
        for (file, block) in reader.storage.take_log() {
            ends[file].insert(block.end);
        }
        for (file, base) in bases(reader, index)? {
            let ranges = if EXTENSIONS[file] == "idx" { &lists } else { &positions };
            ends[file].extend(ranges.iter().map(|range| base + range.end));
        }
    }
    Ok(ends)
}

/// For the files of lists and of positions, the offset at which those of a field begin.
fn bases(reader: &Reader, index: &InvertedIndexReader) -> io::Result<Vec<(usize, usize)>> {
    let mut terms = index.terms().stream()?;
    if !terms.advance() {
        return Ok(Vec::new());
    }
    let first = terms.value().clone();
    reader.storage.take_log();
    index.read_postings_from_terminfo(&first, IndexRecordOption::WithFreqsAndPositions)?;
    let start = |file: usize| match EXTENSIONS[file] {
        "idx" => first.postings_range.start,
        _ => first.positions_range.start,
    };
    let log = reader.storage.take_log();
    Ok(log.into_iter().map(|(file, range)| (file, range.start - start(file))).collect())
}

fn join(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut joined: Vec<Range<usize>> = Vec::new();
    for range in ranges.into_iter().filter(|range| !range.is_empty()) {
        match joined.last_mut().filter(|last| last.end >= range.start) {
            Some(last) => last.end = last.end.max(range.end),
            None => joined.push(range),
        }
    }
    joined
}

/// Cuts bytes at those of the ends that come first after each [`PIECE`] bytes.
fn cut<'a>(bytes: &'a [u8], ends: &BTreeSet<usize>) -> Vec<&'a [u8]> {
    let mut pieces = Vec::new();
    let mut start = 0;
    for end in ends.iter().copied().filter(|end| *end < bytes.len()).chain([bytes.len()]) {
        if end - start >= PIECE || end == bytes.len() {
            pieces.push(&bytes[start..end]);
            start = end;
        }
    }
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_end_with_a_term_and_leave_nothing_out() {
        let bytes = vec![7; 50_000];
        let ends = BTreeSet::from([100, 16_000, 17_000, 40_000, 49_000]);
        let lens: Vec<usize> = cut(&bytes, &ends).iter().map(|piece| piece.len()).collect();
        assert_eq!(lens, [17_000, 23_000, 10_000]);
    }

    #[test]
    fn overlapping_reads_are_joined() {
        assert_eq!(join(vec![8..9, 0..4, 2..6, 6..7, 3..3]), [0..7, 8..9]);
    }
}
