//! The calls of [`gongkai_search::browser::Session`] as WebAssembly exports, without generated glue.
//!
//! The script writes bytes into memory it got from [`allocate`]; each call takes over what it is given, and leaves what
//! it returns in place until the next call. There is one session; a page that wants another makes another instance.

use std::cell::RefCell;

use gongkai_search::browser::Session;

thread_local! {
    static SESSION: RefCell<Session> = RefCell::default();
    static REPLY: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Reserves `len` bytes, which the call that is given them frees.
#[unsafe(no_mangle)]
pub extern "C" fn allocate(len: usize) -> *mut u8 {
    Box::into_raw(vec![0u8; len].into_boxed_slice()).cast()
}

/// # Safety
///
/// `start` and `len` must be those of one [`allocate`], not used since.
unsafe fn given(start: *mut u8, len: usize) -> Vec<u8> {
    unsafe { Box::from_raw(std::ptr::slice_from_raw_parts_mut(start, len)) }.into_vec()
}

/// Opens an index by its opening file and its name; returns 1 if that went well.
///
/// # Safety
///
/// Both pairs must come from [`allocate`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn open(name: *mut u8, name_len: usize, opening: *mut u8, opening_len: usize) -> u32 {
    let (name, opening) = unsafe { (given(name, name_len), given(opening, opening_len)) };
    SESSION.with_borrow_mut(|session| session.open(&name, &opening)).into()
}

/// Takes in a piece; returns 1 if the bytes are that piece.
///
/// # Safety
///
/// The pair must come from [`allocate`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn supply(piece: usize, start: *mut u8, len: usize) -> u32 {
    let bytes = unsafe { given(start, len) };
    SESSION.with_borrow_mut(|session| session.supply(piece, bytes)).into()
}

/// Answers a call in JSON; returns the length of the reply, which begins at [`reply`].
///
/// # Safety
///
/// The pair must come from [`allocate`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn search(start: *mut u8, len: usize) -> usize {
    let request = unsafe { given(start, len) };
    let reply = SESSION.with_borrow_mut(|session| session.search(&request));
    REPLY.replace(reply);
    REPLY.with_borrow(Vec::len)
}

/// Where the last reply begins.
#[unsafe(no_mangle)]
pub extern "C" fn reply() -> *const u8 {
    REPLY.with_borrow(|reply| reply.as_ptr())
}
