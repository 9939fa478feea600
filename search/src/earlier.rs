//! What is left of an earlier build, so that what did not change need not be made again.

/// An earlier build's index. What it answers must be what was kept; nothing else is asked of it.
pub trait Earlier: Sync {
    /// The shard that was kept under this key.
    fn shard(&self, key: u64) -> Option<Vec<u8>>;

    /// Keeps a shard for the next build.
    fn keep(&self, key: u64, shard: &[u8]);

    /// Whether a file of this name, relative to `/search/`, that holds what has this digest is there already. Both are
    /// noted for the next build.
    fn has(&self, name: &str, digest: u64) -> bool;
}

/// No earlier build.
#[derive(Debug, Clone, Copy)]
pub struct Nothing;

impl Earlier for Nothing {
    fn shard(&self, _: u64) -> Option<Vec<u8>> {
        None
    }

    fn keep(&self, _: u64, _: &[u8]) {}

    fn has(&self, _: &str, _: u64) -> bool {
        false
    }
}
