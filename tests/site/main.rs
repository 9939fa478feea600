//! The promises of the product, kept on whole sites.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod atomic;
mod command;
mod commit;
mod deploy;
mod disclosure;
mod export;
mod fault;
mod history;
mod incremental;
mod layering;
mod public_source;
mod seed;
mod support;
mod verify;
