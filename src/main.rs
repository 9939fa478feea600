//! The `gongkai` command.

use std::process::ExitCode;

/// A build makes and drops millions of small texts on every thread.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // A name of a file that is no text is told as well as it can be and then not found.
    let arguments = std::env::args_os().map(|argument| argument.to_string_lossy().into_owned()).collect();
    gongkai::cmd::run(arguments)
}
