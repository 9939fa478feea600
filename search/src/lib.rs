//! Full-text search of a gongkai site, written natively and read in the browser from plain files.
//!
//! [`entry::Entry`] is what the site says of an item; `pack::build` makes of all entries one tantivy index, cuts it
//! into pieces named after their content, and adds the opening file by which a reader finds its way. A
//! [`reader::Reader`] answers a [`query::Request`] from the pieces it has, or says which it lacks; `searcher` feeds it
//! natively, a script in the browser. Both run this same code, so both give the same answer.
//!
//! ```text
//! entries → pack → opening + pieces → reader ⇄ (missing pieces) → answer
//! ```

// Both sides
pub mod analyzer;
pub mod browser;
pub mod entry;
mod hit;
mod matching;
mod opening;
mod passage;
pub mod query;
mod ranking;
pub mod reader;
pub mod schema;
mod storage;
mod wire;

// Writing, and reading natively
#[cfg(feature = "native")]
mod cutting;
#[cfg(feature = "native")]
mod layout;
#[cfg(feature = "native")]
pub mod pack;
#[cfg(feature = "native")]
pub mod searcher;
#[cfg(feature = "native")]
mod tokens;

/// The reader for browsers, compiled from this crate by `wasm/build.sh`.
#[cfg(feature = "native")]
pub const READER_WASM: &[u8] = include_bytes!("../wasm/reader.wasm");
