//! How work is shared among threads.

/// How many items a thread takes at once at most. With more of them, some threads would wait at the end for the others; with
/// fewer, sharing would take longer than the work.
pub const AT_ONCE: usize = 32;
