//! The index as tantivy sees it: files, of which some parts are here and the others must be fetched first.
//!
//! A read of a part that is not here fails, and its pieces are noted. Whoever asked takes the list of what was
//! missing, fetches it, and asks again: there is no waiting in this crate.

use std::collections::BTreeSet;
use std::io;
use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tantivy::HasLen;
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    Directory, DirectoryLock, FileHandle, Lock, OwnedBytes, WatchCallback, WatchHandle, WritePtr,
};

use crate::opening::{Content, Opening, Piece, hash};

/// The pieces of an index, present or not.
#[derive(Clone, Debug)]
pub(crate) struct Storage {
    shared: Arc<Shared>,
}

struct Shared {
    meta: Vec<u8>,
    files: Vec<StoredFile>,
    pieces: Vec<Piece>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    loaded: Vec<Option<OwnedBytes>>,
    missing: BTreeSet<usize>,
    /// What was read from the files, by number of the file, while a log is kept.
    log: Option<Vec<(usize, Range<usize>)>>,
}

struct StoredFile {
    extension: String,
    len: usize,
    ranges: Vec<(usize, OwnedBytes)>,
    /// Number of the first piece, and the offset in the file at which each piece ends.
    first_piece: usize,
    ends: Vec<usize>,
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Storage of {} pieces", self.pieces.len())
    }
}

impl Storage {
    /// Sets up the files of an opened index, with no piece present yet.
    pub(crate) fn new(opening: &mut Opening) -> Storage {
        let pieces = std::mem::take(&mut opening.pieces);
        let files = std::mem::take(&mut opening.files).into_iter().map(|file| {
            let content = Content::ALL.into_iter().find(|content| content.extension() == Some(&file.extension));
            let own = |piece: &Piece| Some(piece.content) == content;
            let mut end = 0usize;
            let ends = pieces.iter().filter(|piece| own(piece)).map(|piece| {
                end = end.saturating_add(piece.len);
                end
            });
            StoredFile {
                ends: ends.collect(),
                first_piece: pieces.iter().position(own).unwrap_or_default(),
                extension: file.extension,
                len: file.len,
                ranges: file.ranges.into_iter().map(|(start, bytes)| (start, OwnedBytes::new(bytes))).collect(),
            }
        });
        let files = files.collect();
        let state = Mutex::new(State { loaded: vec![None; pieces.len()], ..State::default() });
        Storage { shared: Arc::new(Shared { meta: std::mem::take(&mut opening.meta), files, pieces, state }) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.shared.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes in a fetched piece, uncompressed. Answers false, and keeps nothing, where the bytes are not the piece's.
    pub(crate) fn supply(&self, piece: usize, bytes: Vec<u8>) -> bool {
        let Some(expected) = self.shared.pieces.get(piece) else { return false };
        if bytes.len() != expected.len || hash(&bytes) != expected.hash {
            return false;
        }
        let mut state = self.state();
        state.loaded[piece] = Some(OwnedBytes::new(bytes));
        state.missing.remove(&piece);
        true
    }

    /// Returns the description of a piece.
    pub(crate) fn piece(&self, piece: usize) -> Option<&Piece> {
        self.shared.pieces.get(piece)
    }

    /// Returns the pieces that reads have asked for in vain, and forgets them.
    pub(crate) fn take_missing(&self) -> Vec<usize> {
        std::mem::take(&mut self.state().missing).into_iter().collect()
    }

    /// Begins to keep a log of what is read.
    #[cfg(feature = "native")]
    pub(crate) fn start_log(&self) {
        self.state().log = Some(Vec::new());
    }

    /// Returns what was read since the log was begun or last taken.
    #[cfg(feature = "native")]
    pub(crate) fn take_log(&self) -> Vec<(usize, Range<usize>)> {
        self.state().log.as_mut().map(std::mem::take).unwrap_or_default()
    }

    /// Returns the `number`-th piece of texts, or notes that it is missing.
    pub(crate) fn text(&self, number: usize) -> io::Result<OwnedBytes> {
        let first = self.shared.pieces.partition_point(|piece| piece.content != Content::Texts);
        self.whole(first + number)
    }

    fn whole(&self, piece: usize) -> io::Result<OwnedBytes> {
        let mut state = self.state();
        match state.loaded.get(piece) {
            Some(Some(bytes)) => Ok(bytes.clone()),
            Some(None) => {
                state.missing.insert(piece);
                Err(io::Error::new(io::ErrorKind::WouldBlock, "a piece is not here yet"))
            }
            None => Err(io::Error::new(io::ErrorKind::InvalidData, "no such piece")),
        }
    }

    fn file(&self, path: &Path) -> Option<usize> {
        let extension = path.extension()?.to_str()?;
        self.shared.files.iter().position(|file| file.extension == extension)
    }

    fn read(&self, file: &StoredFile, range: Range<usize>) -> io::Result<OwnedBytes> {
        if range.start > range.end || range.end > file.len {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "a range beyond the file"));
        }
        if range.is_empty() {
            return Ok(OwnedBytes::empty());
        }
        let held = file.ranges.partition_point(|(start, _)| *start <= range.start);
        if let Some((start, bytes)) = held.checked_sub(1).and_then(|last| file.ranges.get(last))
            && range.end <= start + bytes.len()
        {
            return Ok(bytes.slice(range.start - start..range.end - start));
        }
        self.read_pieces(file, range)
    }

    fn read_pieces(&self, file: &StoredFile, range: Range<usize>) -> io::Result<OwnedBytes> {
        let first = file.ends.partition_point(|end| *end <= range.start);
        let last = file.ends.partition_point(|end| *end < range.end);
        if last >= file.ends.len() {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "a part that is in no piece"));
        }
        // All of them are asked for before any failure counts, so that all are fetched at once.
        let parts: Vec<io::Result<OwnedBytes>> =
            (first..=last).map(|piece| self.whole(file.first_piece + piece)).collect();
        let parts = parts.into_iter().collect::<io::Result<Vec<OwnedBytes>>>()?;
        let offset = first.checked_sub(1).map_or(0, |before| file.ends[before]);
        let (start, end) = (range.start - offset, range.end - offset);
        match parts.as_slice() {
            [part] => Ok(part.slice(start..end)),
            _ => Ok(OwnedBytes::new(
                parts.iter().map(|part| part.as_slice()).collect::<Vec<_>>().concat()[start..end].to_vec(),
            )),
        }
    }
}

#[derive(Debug)]
struct Handle {
    storage: Storage,
    file: usize,
}

impl HasLen for Handle {
    fn len(&self) -> usize {
        self.storage.shared.files[self.file].len
    }
}

impl FileHandle for Handle {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        if let Some(log) = &mut self.storage.state().log {
            log.push((self.file, range.clone()));
        }
        self.storage.read(&self.storage.shared.files[self.file], range)
    }
}

impl Directory for Storage {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        match self.file(path) {
            Some(file) => Ok(Arc::new(Handle { storage: self.clone(), file })),
            None => Err(OpenReadError::FileDoesNotExist(path.to_path_buf())),
        }
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        Ok(path == Path::new(META) || self.file(path).is_some())
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        if path == Path::new(META) {
            return Ok(self.shared.meta.clone());
        }
        Err(OpenReadError::FileDoesNotExist(path.to_path_buf()))
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        Err(DeleteError::FileDoesNotExist(path.to_path_buf()))
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        Err(OpenWriteError::FileAlreadyExists(path.to_path_buf()))
    }

    fn atomic_write(&self, _: &Path, _: &[u8]) -> io::Result<()> {
        Err(io::ErrorKind::ReadOnlyFilesystem.into())
    }

    fn sync_directory(&self) -> io::Result<()> {
        Ok(())
    }

    fn acquire_lock(&self, _: &Lock) -> Result<DirectoryLock, LockError> {
        Ok(DirectoryLock::from(Box::new(())))
    }

    fn watch(&self, _: WatchCallback) -> tantivy::Result<WatchHandle> {
        Ok(WatchHandle::empty())
    }
}

/// The name under which tantivy keeps the description of an index.
pub(crate) const META: &str = "meta.json";
