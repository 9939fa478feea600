//! Full-text search of a gongkai site, written natively and read in the browser from plain files.
//!
//! [`entry::Entry`] is what the site says of an item; `pack::build` inverts the entries shard by shard, joins the
//! shards' lists, cuts them into pieces named after their content, and adds the opening file by which a reader
//! finds its way. A [`reader::Reader`] answers a [`query::Request`] from the pieces it has, or says which it lacks;
//! `searcher` feeds it natively, a script in the browser. Both run this same code, so both give the same answer.
//!
//! ```text
//! entries → shard → inversion → joining (or rejoining) → pack → opening + pieces → reader ⇄ (missing pieces) → answer
//! ```

// Both sides
pub mod analyzer;
mod answering;
pub mod browser;
mod codec;
pub mod entry;
pub mod facet;
mod gram;
mod hit;
pub mod key;
mod keyed;
mod layout;
mod list;
mod matching;
mod opening;
mod passage;
mod piece;
mod proof;
pub mod query;
mod ranking;
pub mod reader;
mod script;
mod store;
pub mod suggestion;
mod traditional;
mod wire;

// Writing, and reading natively
#[cfg(feature = "native")]
pub mod earlier;
#[cfg(feature = "native")]
mod file;
#[cfg(feature = "native")]
mod inversion;
#[cfg(feature = "native")]
mod joining;
#[cfg(feature = "native")]
pub mod manifest;
#[cfg(feature = "native")]
mod outline;
#[cfg(feature = "native")]
pub mod pack;
#[cfg(feature = "native")]
mod pinyin;
#[cfg(feature = "native")]
mod rejoining;
#[cfg(feature = "native")]
pub mod searcher;
#[cfg(feature = "native")]
mod shard;

/// The reader for browsers, compiled from this crate by `wasm/build.sh`.
#[cfg(feature = "native")]
pub const READER_WASM: &[u8] = include_bytes!("../wasm/reader.wasm");
