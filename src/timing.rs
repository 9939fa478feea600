//! Where the time of a build goes: spans of work, with what was done in each.
//!
//! A [`Timings`] that is off costs nothing. The clock is for the person at the terminal and reaches no file of the site.

use std::{
    io::{self, Write},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use serde::Serialize;

/// A kind of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Work {
    /// Looking at the site that is published.
    Look,
    /// Reading the sources.
    Read,
    /// Understanding each file.
    Parse,
    /// Joining the records into a graph.
    Assemble,
    /// Applying the rules to the graph.
    Check,
    /// Preparing the last gate.
    Gate,
    /// Turning items into entries of the search index.
    Entries,
    /// Indexing and joining shards.
    Index,
    /// Preparing the theme, and the keys of what pages follow from.
    Prepare,
    /// Making pages from the graph.
    Render,
    /// Making feeds and data files.
    Data,
    /// Reading finished files at the last gate.
    Inspect,
    /// Writing finished files.
    Write,
    /// Exchanging the next site with the published one.
    Publish,
}

impl Work {
    /// Every kind, in the order of a build.
    pub const ALL: [Self; 14] = [
        Self::Look,
        Self::Read,
        Self::Parse,
        Self::Assemble,
        Self::Check,
        Self::Gate,
        Self::Entries,
        Self::Index,
        Self::Prepare,
        Self::Render,
        Self::Data,
        Self::Inspect,
        Self::Write,
        Self::Publish,
    ];

    /// Its name in tables and traces.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Look => "look",
            Self::Read => "read",
            Self::Parse => "parse",
            Self::Assemble => "assemble",
            Self::Check => "check",
            Self::Gate => "gate",
            Self::Entries => "entries",
            Self::Index => "index",
            Self::Prepare => "prepare",
            Self::Render => "render",
            Self::Data => "data",
            Self::Inspect => "inspect",
            Self::Write => "write",
            Self::Publish => "publish",
        }
    }
}

/// What was measured of one kind of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Total {
    /// What was done.
    pub work: Work,
    /// How many things were worked on.
    pub items: u64,
    /// How many bytes went in or came out.
    pub bytes: u64,
    /// The time of all threads together.
    pub busy: Duration,
    /// From the first beginning to the last end.
    pub wall: Duration,
}

/// A stopwatch for a build; the default one is off.
#[derive(Debug, Default)]
pub struct Timings(Option<Recorder>);

#[derive(Debug)]
struct Recorder {
    begun: Instant,
    spans: Mutex<Vec<Recorded>>,
}

#[derive(Debug, Clone, Copy)]
struct Recorded {
    work: Work,
    thread: usize,
    start: Duration,
    end: Duration,
    items: u64,
    bytes: u64,
}

impl Timings {
    /// A stopwatch that runs.
    #[must_use]
    pub fn running() -> Self {
        Self(Some(Recorder { begun: Instant::now(), spans: Mutex::default() }))
    }

    /// Begins a piece of work, which ends when the span is dropped.
    pub fn span(&self, work: Work) -> Span<'_> {
        let recorder = self.0.as_ref();
        Span {
            recorder,
            work,
            start: recorder.map(|recorder| recorder.begun.elapsed()).unwrap_or_default(),
            items: AtomicU64::new(0),
            bytes: AtomicU64::new(0),
        }
    }

    /// What was measured, by kind of work; kinds that did not occur are left out.
    #[must_use]
    pub fn totals(&self) -> Vec<Total> {
        let spans = self.spans();
        let of = |work: Work| {
            let spans: Vec<&Recorded> = spans.iter().filter(|span| span.work == work).collect();
            let start = spans.iter().map(|span| span.start).min()?;
            let end = spans.iter().map(|span| span.end).max()?;
            Some(Total {
                work,
                items: spans.iter().map(|span| span.items).sum(),
                bytes: spans.iter().map(|span| span.bytes).sum(),
                busy: spans.iter().map(|span| span.end - span.start).sum(),
                wall: end - start,
            })
        };
        Work::ALL.into_iter().filter_map(of).collect()
    }

    /// Writes every span in the Trace Event Format, which Perfetto and the browsers' own viewers open.
    ///
    /// # Errors
    ///
    /// When `target` cannot be written.
    pub fn write_trace(&self, target: impl Write) -> io::Result<()> {
        #[derive(Serialize)]
        struct Event {
            name: &'static str,
            ph: &'static str,
            ts: u64,
            dur: u64,
            pid: u32,
            tid: usize,
            args: Amount,
        }
        #[derive(Serialize)]
        struct Amount {
            items: u64,
            bytes: u64,
        }
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Trace {
            trace_events: Vec<Event>,
        }
        let event = |span: Recorded| Event {
            name: span.work.name(),
            ph: "X",
            ts: span.start.as_micros() as u64,
            dur: (span.end - span.start).as_micros() as u64,
            pid: 1,
            tid: span.thread,
            args: Amount { items: span.items, bytes: span.bytes },
        };
        let trace = Trace { trace_events: self.spans().into_iter().map(event).collect() };
        serde_json::to_writer(target, &trace).map_err(io::Error::from)
    }

    fn spans(&self) -> Vec<Recorded> {
        let Some(recorder) = &self.0 else { return Vec::new() };
        recorder.spans.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// A piece of work under way.
#[derive(Debug)]
pub struct Span<'a> {
    recorder: Option<&'a Recorder>,
    work: Work,
    start: Duration,
    items: AtomicU64,
    bytes: AtomicU64,
}

impl Span<'_> {
    /// Notes what was worked on.
    pub fn add(&self, items: usize, bytes: usize) {
        self.items.fetch_add(items as u64, Ordering::Relaxed);
        self.bytes.fetch_add(bytes as u64, Ordering::Relaxed);
    }
}

impl Drop for Span<'_> {
    fn drop(&mut self) {
        let Some(recorder) = self.recorder else { return };
        let span = Recorded {
            work: self.work,
            thread: thread(),
            start: self.start,
            end: recorder.begun.elapsed(),
            items: *self.items.get_mut(),
            bytes: *self.bytes.get_mut(),
        };
        recorder.spans.lock().unwrap_or_else(PoisonError::into_inner).push(span);
    }
}

/// A small number for the current thread, in the order in which threads first ask.
fn thread() -> usize {
    static NEXT: AtomicUsize = AtomicUsize::new(1);
    thread_local!(static NUMBER: usize = NEXT.fetch_add(1, Ordering::Relaxed));
    NUMBER.with(|number| *number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adds_up_what_was_done() {
        let timings = Timings::running();
        for bytes in [3, 4] {
            timings.span(Work::Write).add(1, bytes);
        }
        drop(timings.span(Work::Read));
        let totals = timings.totals();
        assert_eq!(totals.iter().map(|total| total.work).collect::<Vec<_>>(), [Work::Read, Work::Write]);
        assert_eq!((totals[1].items, totals[1].bytes), (2, 7));
        assert!(totals[1].busy <= totals[1].wall);
    }

    #[test]
    fn a_trace_holds_every_span() {
        let timings = Timings::running();
        timings.span(Work::Render).add(1, 2);
        let mut trace = Vec::new();
        timings.write_trace(&mut trace).unwrap();
        let trace: serde_json::Value = serde_json::from_slice(&trace).unwrap();
        assert_eq!(trace["traceEvents"][0]["name"], "render");
        assert_eq!(trace["traceEvents"][0]["args"]["bytes"], 2);
    }

    #[test]
    fn measures_nothing_when_off() {
        let timings = Timings::default();
        timings.span(Work::Read).add(1, 1);
        assert!(timings.totals().is_empty());
    }
}
