//! The promises of the product, kept on whole sites.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod alternate;
mod appearance;
mod atomic;
mod command;
mod commit;
mod data;
mod deploy;
mod disclosure;
mod document;
mod export;
mod fault;
mod history;
mod import_ledger;
mod import_records;
mod incremental;
mod layering;
mod ledger;
mod precompress;
mod preview;
mod public_source;
mod seed;
mod support;
mod verify;
