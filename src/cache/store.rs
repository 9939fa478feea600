//! Many small values by the key of what they follow from.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::{self, Write},
    ops::Range,
    path::PathBuf,
    sync::{Mutex, PoisonError},
};

use super::{Cache, Key, Keying};

/// Where a value lies in the file, and the key of its bytes.
type Entry = (Range<usize>, Key);

/// Values kept from build to build: a file to which new ones are added, and a table that tells where each lies.
#[derive(Debug)]
pub struct Store<'a> {
    cache: &'a Cache,
    name: &'static str,
    /// The values of earlier builds; a site has too many to hold them all.
    file: Option<fs::File>,
    entries: BTreeMap<Key, Entry>,
    used: Mutex<BTreeSet<Key>>,
    added: Mutex<Added>,
}

/// What this build adds at the end of the file.
#[derive(Debug, Default)]
struct Added {
    file: Option<fs::File>,
    end: usize,
    entries: Vec<(Key, Entry)>,
}

impl<'a> Store<'a> {
    pub(super) fn open(cache: &'a Cache, name: &'static str) -> Self {
        let entries: Vec<(Key, Entry)> = cache.load(name);
        let file = Self::path(cache, name).and_then(|path| fs::File::open(path).ok());
        let end = file.as_ref().and_then(|file| file.metadata().ok()).map_or(0, |metadata| metadata.len() as usize);
        let added = Added { end, ..Added::default() };
        let entries = entries.into_iter().collect();
        Self { cache, name, file, entries, used: Mutex::default(), added: Mutex::new(added) }
    }

    /// The value that was put under `key` in an earlier build.
    #[must_use]
    pub fn get(&self, key: Key) -> Option<Vec<u8>> {
        let (range, check) = self.entries.get(&key)?;
        let mut value = vec![0; range.len()];
        read_at(self.file.as_ref()?, &mut value, range.start as u64).ok()?;
        if Keying::default().bytes(&value).finish() != *check {
            return None;
        }
        self.used.lock().unwrap_or_else(PoisonError::into_inner).insert(key);
        Some(value)
    }

    /// Keeps a value for later builds.
    pub fn put(&self, key: Key, value: &[u8]) {
        let Some(path) = Self::path(self.cache, self.name) else { return };
        let check = Keying::default().bytes(value).finish();
        let mut added = self.added.lock().unwrap_or_else(PoisonError::into_inner);
        // A value that cannot be kept is found out again by the next build.
        let _ = added.append(&path, value, (key, check));
    }

    /// Forgets what this build did not use.
    pub fn finish(self) {
        let Some(path) = Self::path(self.cache, self.name) else { return };
        let used = self.used.into_inner().unwrap_or_else(PoisonError::into_inner);
        let Added { file, end, entries: added } = self.added.into_inner().unwrap_or_else(PoisonError::into_inner);
        drop(file);
        let mut entries = self.entries;
        if added.is_empty() && used.len() == entries.len() {
            return;
        }
        entries.retain(|key, _| used.contains(key));
        entries.extend(added);
        let live: usize = entries.values().map(|(range, _)| range.len()).sum();
        if live * 2 < end && compact(&path, &mut entries).is_err() {
            entries.clear();
        }
        self.cache.save(self.name, &entries.into_iter().collect::<Vec<_>>());
    }

    fn path(cache: &Cache, name: &str) -> Option<PathBuf> {
        Some(cache.directory.as_ref()?.join(format!("{name}.values")))
    }
}

impl Added {
    fn append(&mut self, path: &std::path::Path, value: &[u8], (key, check): (Key, Key)) -> io::Result<()> {
        let file = match &mut self.file {
            Some(file) => file,
            None => {
                if let Some(directory) = path.parent() {
                    fs::create_dir_all(directory)?;
                }
                self.file.insert(fs::File::options().create(true).append(true).open(path)?)
            }
        };
        file.write_all(value)?;
        let start = self.end;
        self.end += value.len();
        self.entries.push((key, (start..self.end, check)));
        Ok(())
    }
}

/// Fills `bytes` with what stands in a file from `start` on.
#[cfg(unix)]
fn read_at(file: &fs::File, bytes: &mut [u8], start: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, start)
}

#[cfg(windows)]
fn read_at(file: &fs::File, mut bytes: &mut [u8], mut start: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        match std::os::windows::fs::FileExt::seek_read(file, bytes, start)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            length => (bytes, start) = (&mut bytes[length..], start + length as u64),
        }
    }
    Ok(())
}

/// Writes the file anew with the values of `entries` alone.
fn compact(path: &std::path::Path, entries: &mut BTreeMap<Key, Entry>) -> io::Result<()> {
    let bytes = fs::read(path)?;
    let mut kept = Vec::new();
    for (range, _) in entries.values_mut() {
        let value = bytes.get(range.clone()).ok_or(io::ErrorKind::UnexpectedEof)?;
        let start = kept.len();
        kept.extend_from_slice(value);
        *range = start..kept.len();
    }
    let unfinished = path.with_extension("new");
    fs::write(&unfinished, kept)?;
    fs::rename(unfinished, path)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn key(text: &str) -> Key {
        Keying::default().text(text).finish()
    }

    #[test]
    fn keeps_what_is_used_and_forgets_the_rest() {
        let site = tempfile::tempdir().unwrap();
        let cache = Cache::open(site.path(), Path::new("public"));
        let store = cache.store("values");
        for name in ["a", "b", "c"] {
            assert_eq!(store.get(key(name)), None);
            store.put(key(name), name.repeat(100).as_bytes());
        }
        store.finish();
        for _ in 0..3 {
            let store = cache.store("values");
            assert_eq!(store.get(key("a")), Some("a".repeat(100).into_bytes()));
            store.put(key("d"), b"d");
            store.finish();
        }
        let store = cache.store("values");
        assert_eq!(store.get(key("b")), None);
        assert_eq!(store.get(key("d")), Some(b"d".to_vec()));
        let size = fs::metadata(cache.directory.as_ref().unwrap().join("values.values")).unwrap().len();
        assert!(size < 300, "{size} bytes are kept");
    }

    #[test]
    fn does_not_give_out_damaged_values() {
        let site = tempfile::tempdir().unwrap();
        let cache = Cache::open(site.path(), Path::new("public"));
        let store = cache.store("values");
        store.put(key("a"), b"value");
        store.finish();
        fs::write(cache.directory.as_ref().unwrap().join("values.values"), b"valve").unwrap();
        assert_eq!(cache.store("values").get(key("a")), None);
    }
}
