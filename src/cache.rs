//! What earlier builds found out, so that only what changed is done again.
//!
//! Everything in it follows from named inputs, of which it keeps a [`Key`]; it is believed only where the inputs are the
//! same now. It can be deleted at any time. What another version of the program wrote, or what is damaged, is as good as
//! deleted: it costs time, and no truth.

mod store;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::{self, Read, Write},
    path::{Path, PathBuf},
    sync::{Mutex, OnceLock, PoisonError},
};

use borsh::{BorshDeserialize, BorshSerialize};
use gongkai_search::earlier::Earlier;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use xxhash_rust::xxh3::Xxh3Default;

pub use self::store::Store;

/// A digest of inputs. It tells changed inputs from unchanged ones; it is no protection against forgery.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    BorshSerialize,
    BorshDeserialize,
)]
pub struct Key(u128);

/// Makes a [`Key`] of one input after the other.
#[derive(Default)]
pub struct Keying(Xxh3Default);

impl std::fmt::Debug for Keying {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Keying({:x})", self.0.digest128())
    }
}

impl Keying {
    /// Takes in bytes, and where they end.
    #[must_use]
    pub fn bytes(mut self, bytes: &[u8]) -> Self {
        self.0.update(&(bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
        self
    }

    /// Takes in a text.
    #[must_use]
    pub fn text(self, text: &str) -> Self {
        self.bytes(text.as_bytes())
    }

    /// Takes in another key.
    #[must_use]
    pub fn key(self, key: Key) -> Self {
        self.bytes(&key.0.to_le_bytes())
    }

    /// Takes in a value as its JSON says it.
    #[must_use]
    pub fn value(mut self, value: &impl Serialize) -> Self {
        // Values are texts, numbers and lists, which always serialise; and nothing is written.
        let written = serde_json::to_writer(Feeding(&mut self.0), value);
        debug_assert!(written.is_ok(), "a value that does not serialise");
        self.text("")
    }

    /// Takes in a value as it is written for debugging, which leaves nothing of it out.
    #[must_use]
    pub fn debug(mut self, value: &impl std::fmt::Debug) -> Self {
        let written = write!(Feeding(&mut self.0), "{value:?}");
        debug_assert!(written.is_ok(), "nothing is written, so nothing fails");
        self.text("")
    }

    /// The key of all that was taken in.
    #[must_use]
    pub fn finish(&self) -> Key {
        Key(self.0.digest128())
    }
}

struct Feeding<'a>(&'a mut Xxh3Default);

impl Write for Feeding<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The directory of what is known of one output of a site.
#[derive(Debug)]
pub struct Cache {
    /// `None` if nothing is to be known.
    directory: Option<PathBuf>,
    engine: Key,
}

impl Cache {
    /// The cache for building the site in directory `site` into `output`, below `.gongkai/cache/`.
    #[must_use]
    pub fn open(site: &Path, output: &Path) -> Self {
        let Some(engine) = engine() else { return Self::none() };
        let output = std::path::absolute(output).unwrap_or_else(|_| output.to_path_buf());
        let Key(output) = Keying::default().bytes(output.as_os_str().as_encoded_bytes()).finish();
        let directory = site.join(".gongkai").join("cache").join(format!("{:016x}", output as u64));
        Self { directory: Some(directory), engine }
    }

    /// A cache that knows nothing and learns nothing.
    #[must_use]
    pub fn none() -> Self {
        Self { directory: None, engine: Keying::default().finish() }
    }

    /// What was saved under `name`; the default value if nothing was, or nothing that can be believed.
    #[must_use]
    pub fn load<T: DeserializeOwned + Default>(&self, name: &str) -> T {
        self.read(name).and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
    }

    /// Saves a value under `name`. What cannot be saved is found out again by the next build.
    pub fn save(&self, name: &str, value: &impl Serialize) {
        if let Ok(bytes) = serde_json::to_vec(value) {
            self.write(name, &bytes);
        }
    }

    fn read(&self, name: &str) -> Option<Vec<u8>> {
        let mut file = fs::File::open(self.directory.as_ref()?.join(name)).ok()?;
        let (mut head, mut payload) = ([0; HEAD], Vec::new());
        file.read_exact(&mut head).ok()?;
        file.read_to_end(&mut payload).ok()?;
        (head == self.head(&payload)).then_some(payload)
    }

    fn write(&self, name: &str, payload: &[u8]) {
        let Some(directory) = &self.directory else { return };
        let path = directory.join(name);
        let saved = || -> io::Result<()> {
            fs::create_dir_all(path.parent().unwrap_or(directory))?;
            let unfinished = path.with_extension("new");
            let mut file = fs::File::create(&unfinished)?;
            file.write_all(&self.head(payload))?;
            file.write_all(payload)?;
            fs::rename(unfinished, &path)
        };
        // A cache that cannot be written is no reason not to publish.
        let _ = saved();
    }

    /// What stands before a payload: which program wrote it, and what it has to be.
    fn head(&self, payload: &[u8]) -> [u8; HEAD] {
        Keying::default().key(self.engine).bytes(payload).finish().0.to_le_bytes()
    }

    /// The values that are kept under `name`.
    #[must_use]
    pub fn store(&self, name: &'static str) -> Store<'_> {
        Store::open(self, name)
    }

    /// What is known of the search index, of which files that `published` tells of are there.
    #[must_use]
    pub fn shards<'a>(&'a self, published: &'a (dyn Fn(&str) -> bool + Sync)) -> Shards<'a> {
        let digests = self.load("search");
        Shards { cache: self, published, digests, now: Mutex::default(), used: Mutex::default() }
    }
}

const HEAD: usize = 16;

/// What is known of the search index.
pub struct Shards<'a> {
    cache: &'a Cache,
    published: &'a (dyn Fn(&str) -> bool + Sync),
    digests: BTreeMap<String, u64>,
    now: Mutex<BTreeMap<String, u64>>,
    used: Mutex<BTreeSet<String>>,
}

impl std::fmt::Debug for Shards<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Shards of {:?}", self.cache)
    }
}

impl Shards<'_> {
    /// Remembers what this build made of the index, and forgets the rest.
    pub fn finish(self) {
        self.cache.save("search", &*self.now.lock().unwrap_or_else(PoisonError::into_inner));
        let used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(directory) = &self.cache.directory else { return };
        let Ok(entries) = fs::read_dir(directory.join("shards")) else { return };
        for entry in entries.flatten() {
            if !used.contains(&*entry.file_name().to_string_lossy()) {
                // What stays is in nobody's way.
                let _ = fs::remove_file(entry.path());
            }
        }
    }

    fn name(&self, key: u64) -> String {
        let name = format!("{key:016x}");
        self.used.lock().unwrap_or_else(PoisonError::into_inner).insert(name.clone());
        format!("shards/{name}")
    }
}

impl Earlier for Shards<'_> {
    fn shard(&self, key: u64) -> Option<Vec<u8>> {
        self.cache.read(&self.name(key))
    }

    fn keep(&self, key: u64, shard: &[u8]) {
        self.cache.write(&self.name(key), shard);
    }

    fn has(&self, name: &str, digest: u64) -> bool {
        self.now.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), digest);
        self.digests.get(name) == Some(&digest) && (self.published)(name)
    }
}

/// The program itself: another version, or the same one built otherwise, is another.
fn engine() -> Option<Key> {
    static ENGINE: OnceLock<Option<Key>> = OnceLock::new();
    let read = || -> io::Result<Key> {
        let mut program = fs::File::open(std::env::current_exe()?)?;
        let mut keying = Keying::default();
        let mut buffer = vec![0; 1 << 20];
        loop {
            match program.read(&mut buffer)? {
                0 => return Ok(keying.finish()),
                length => keying = keying.bytes(&buffer[..length]),
            }
        }
    };
    *ENGINE.get_or_init(|| read().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gives_back_what_was_saved_and_nothing_else() {
        let site = tempfile::tempdir().unwrap();
        let cache = Cache::open(site.path(), Path::new("public"));
        assert_eq!(cache.load::<Vec<u32>>("numbers"), [0_u32; 0]);
        cache.save("numbers", &[1, 2, 3]);
        assert_eq!(cache.load::<Vec<u32>>("numbers"), [1, 2, 3]);
        let path = cache.directory.as_ref().unwrap().join("numbers");
        let written = fs::read(&path).unwrap();
        for at in 0..written.len() {
            let mut damaged = written.clone();
            damaged[at] ^= 1;
            fs::write(&path, damaged).unwrap();
            assert_eq!(cache.load::<Vec<u32>>("numbers"), [0_u32; 0], "byte {at}");
            fs::write(&path, &written[..at]).unwrap();
            assert_eq!(cache.load::<Vec<u32>>("numbers"), [0_u32; 0], "up to byte {at}");
        }
    }

    #[test]
    fn does_not_believe_another_engine() {
        let site = tempfile::tempdir().unwrap();
        let cache = Cache::open(site.path(), Path::new("public"));
        cache.save("numbers", &[1]);
        let other = Cache { engine: Keying::default().text("another").finish(), ..cache };
        assert_eq!(other.load::<Vec<u32>>("numbers"), [0_u32; 0]);
    }

    #[test]
    fn tells_inputs_apart_by_their_ends() {
        let key = |texts: [&str; 2]| Keying::default().text(texts[0]).text(texts[1]).finish();
        assert_ne!(key(["ab", "c"]), key(["a", "bc"]));
        assert_eq!(key(["ab", "c"]), key(["ab", "c"]));
        assert_ne!(Keying::default().value(&["a"]).finish(), Keying::default().value(&["b"]).finish());
    }

    #[test]
    fn keeps_shards_that_are_used() {
        let site = tempfile::tempdir().unwrap();
        let cache = Cache::open(site.path(), Path::new("public"));
        let published = |name: &str| name == "s-1.bin";
        let shards = cache.shards(&published);
        assert!(!shards.has("s-1.bin", 7) && !shards.has("s-2.bin", 8));
        shards.keep(1, b"one");
        shards.keep(2, b"two");
        shards.finish();
        let shards = cache.shards(&published);
        assert!(shards.has("s-1.bin", 7) && !shards.has("s-1.bin", 6) && !shards.has("s-2.bin", 8));
        assert_eq!(shards.shard(1).as_deref(), Some(&b"one"[..]));
        shards.finish();
        assert_eq!(cache.shards(&published).shard(2), None);
    }
}
