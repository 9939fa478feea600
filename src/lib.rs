//! gongkai (公开) compiles a repository of policy texts and records into a public-disclosure website.
//!
//! Data goes one way:
//!
//! ```text
//! source        a work tree or a commit → files of the site, sorted
//! parse         bytes → records with their places
//! site          all records → one immutable graph
//! frozen        what public sources lack of the graph, in one file beside them
//! check         graph → diagnostics; the only maker of a CheckedSite, which holds public records alone
//! render        CheckedSite → pages and feeds
//! search_index  CheckedSite → the index that runs in the reader's browser
//! quickwit      CheckedSite → the documents and the configuration of a Quickwit index
//! public_source CheckedSite → its public sources, which give the same site
//! output        files, each past the last gate → a staged directory → one exchange
//! pipeline      the whole build as one readable function
//! import        Word, Excel and CSV files → files for a person to review, and back into a workbook
//! verify        a published site beside the same site built again
//! ```
//!
//! A module uses only those above it in this list, and the leaves [`diag`], [`config`], [`model`], [`artifact`],
//! [`timing`], [`parallel`], [`cache`] and [`table`].

pub mod artifact;
pub mod cache;
pub mod check;
pub mod cli;
pub mod cmd;
pub mod config;
pub mod diag;
pub mod frozen;
pub mod import;
pub mod model;
pub mod output;
pub mod parallel;
pub mod parse;
pub mod pipeline;
pub mod public_source;
pub mod quickwit;
pub mod render;
pub mod search_index;
pub mod site;
pub mod source;
pub mod table;
pub mod timing;
pub mod verify;
