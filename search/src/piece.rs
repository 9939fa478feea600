//! Pieces: the files into which the index is cut, each named after its content, or after that of its group.

use xxhash_rust::xxh64::xxh64;

/// The part of a content's hash that gives a piece its name and checks it.
pub(crate) type Hash = [u8; HASH_LEN];

pub(crate) const HASH_LEN: usize = 5;

/// Returns the name-giving hash of some bytes.
pub(crate) fn hash(bytes: &[u8]) -> Hash {
    of_digest(digest(bytes))
}

/// Returns the digest of some bytes, of which the hash is a part.
pub(crate) fn digest(bytes: &[u8]) -> u64 {
    xxh64(bytes, 0)
}

/// Returns the hash that is part of a digest.
pub(crate) fn of_digest(digest: u64) -> Hash {
    let mut hash = Hash::default();
    hash.copy_from_slice(&digest.to_be_bytes()[..HASH_LEN]);
    hash
}

/// Returns the name of a file with this content: what it is and its hash in ten hexadecimal digits.
pub(crate) fn name(prefix: &str, hash: Hash) -> String {
    let digits: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{prefix}-{digits}.bin")
}

/// So many pieces of texts that follow each other in a shard are named after one hash: the opening file, which every
/// reader loads, has one for all of them.
#[cfg(feature = "native")]
pub(crate) const GROUP: usize = 8;

/// By what a piece is named and checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Label {
    /// The hash of its content.
    Own(Hash),
    /// The hash of a group, and its number in there; its content begins with both.
    Grouped(Hash, u8),
}

impl Label {
    /// Returns the name of the piece's file.
    pub(crate) fn name(self, section: Section) -> String {
        match self {
            Label::Own(hash) => name(section.prefix(), hash),
            Label::Grouped(hash, number) => name(&format!("{}{number}", section.prefix()), hash),
        }
    }

    /// With what the content begins.
    pub(crate) fn head(self) -> Vec<u8> {
        match self {
            Label::Own(_) => Vec::new(),
            Label::Grouped(hash, number) => [&hash[..], &[number]].concat(),
        }
    }

    /// Tells whether some bytes are the piece's, its head included.
    pub(crate) fn is_of(self, bytes: &[u8]) -> bool {
        match self {
            Label::Own(expected) => hash(bytes) == expected,
            Label::Grouped(..) => bytes.starts_with(&self.head()),
        }
    }
}

/// The length of a grouped piece's head.
#[cfg(feature = "native")]
pub(crate) const HEAD: usize = HASH_LEN + 1;

/// Returns the labels of the pieces of a group, from the digests of what they hold.
#[cfg(feature = "native")]
pub(crate) fn labels(digests: &[u64]) -> Vec<Label> {
    let bytes: Vec<u8> = digests.iter().flat_map(|digest| digest.to_be_bytes()).collect();
    let hash = hash(&bytes);
    (0..digests.len()).map(|number| Label::Grouped(hash, number as u8)).collect()
}

/// What a piece is part of.
///
/// Items up to the last cut between shards are the trunk; the newest, after it, are the tail. Both have their own
/// lists, so that a new item changes only those of the tail. In the trunk, terms that are common have theirs apart:
/// they are long, and seldom needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Section {
    Terms,
    CommonTerms,
    TailTerms,
    Positions,
    CommonPositions,
    TailPositions,
    /// The items as they are shown.
    Texts,
    /// By what items can be filtered.
    Facets,
    /// Names to suggest besides titles.
    Names,
}

impl Section {
    /// Every section, in the order in which pieces are numbered.
    pub(crate) const ALL: [Section; 9] = [
        Section::Terms,
        Section::CommonTerms,
        Section::TailTerms,
        Section::Positions,
        Section::CommonPositions,
        Section::TailPositions,
        Section::Texts,
        Section::Facets,
        Section::Names,
    ];

    /// The sections whose pieces hold entries sorted by key.
    #[cfg(feature = "native")]
    pub(crate) fn keyed() -> impl Iterator<Item = Section> {
        Section::ALL.into_iter().filter(|section| section.is_keyed())
    }

    /// The first letters of the pieces' names.
    pub(crate) fn prefix(self) -> &'static str {
        match self {
            Section::Terms => "t",
            Section::CommonTerms => "tc",
            Section::TailTerms => "tt",
            Section::Positions => "p",
            Section::CommonPositions => "pc",
            Section::TailPositions => "pt",
            Section::Texts => "s",
            Section::Facets => "f",
            Section::Names => "n",
        }
    }

    /// Tells whether the pieces hold entries sorted by key.
    pub(crate) fn is_keyed(self) -> bool {
        self < Section::Texts
    }
}
