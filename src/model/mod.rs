//! The facts of public disclosure as typed values: no template, no path, no markup language. They can be written
//! down for the next build (borsh), and in no form that leaves it.

use std::ops::Range;

use borsh::{BorshDeserialize, BorshSerialize};

mod colour;
mod date;
mod disclosure;
mod document;
mod document_number;
mod link;
mod money;
mod passage;
mod period;
mod plan;
mod project;
mod quantity;
mod registry;
mod roster;
mod text;
mod validity;

pub use colour::Colour;
pub use date::{Date, Moment};
pub use disclosure::Disclosure;
pub use document::{Attachment, Bulletin, BulletinPlace, Document, DocumentKind, Relation, RelationKind, Withdrawal};
pub use document_number::DocumentNumber;
pub use link::Pointer;
pub use money::{Approximation, Money};
pub use passage::{Passage, PassageKind};
pub use period::{Cycle, Period};
pub use plan::{Duty, Indicator, Measurement, Pool, Share, Task};
pub use project::{CLUE_ABOVE, CLUE_HEADINGS, Carrier, Milestone, Planned, Project, Status, Update};
pub use quantity::{Comparator, Quantity};
pub use registry::{Group, Topic, Unit};
pub use roster::{Member, Roster};
pub use text::{Alignment, Block, BlockKind, Footnote, Heading, Inline, ListItem, Part, Row, Text, plain, push_plain};
pub use validity::Validity;

/// A value with the place it was written at, so that whoever finds it wrong can point to it.
#[derive(Debug, Clone, PartialEq, Eq, Default, BorshSerialize, BorshDeserialize)]
pub struct Cited<T> {
    /// The value.
    pub value: T,
    /// Byte range in the source file.
    pub span: Range<usize>,
}

/// Why a written value is not what its field holds.
///
/// Both texts are Chinese first, then English, and never repeat the value itself: it may come from a file that is not public.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ValueError {
    /// What is wrong.
    pub what: [&'static str; 2],
    /// What to write instead.
    pub help: [&'static str; 2],
}
