//! The promises of the product, kept on whole sites.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod appearance;
mod atomic;
mod command;
mod data;
mod disclosure;
mod document;
mod export;
mod fault;
mod import_ledger;
mod incremental;
mod layering;
mod ledger;
mod seed;
mod support;
