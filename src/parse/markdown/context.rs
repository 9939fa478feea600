//! What all of one document shares while it is read: ids, footnotes, link definitions, and what was refused.

use std::borrow::Cow;
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

use pulldown_cmark::{LinkType, RefDefs};

use super::anchor::{Anchors, Series};
use super::source::Prepared;
use super::{Fault, Refusal};
use crate::model::{Block, Footnote};

/// How deep blocks, and separately inline elements, may nest. No text needs more, and deeper ones exhaust the stack.
pub(super) const MAX_DEPTH: usize = 32;

const TOO_DEEP: Fault = Fault {
    warning: false,
    what: ["嵌套超过 32 层，其后的内容没有读取", "nested more than 32 levels deep: the rest was not read"],
    help: ["减少引用、列表或强调的层次", "use fewer levels of quotations, lists or emphasis"],
};

const UNUSED_DEFINITION: Fault = Fault {
    warning: false,
    what: [
        "此行被当作链接定义，不会显示，但没有链接用到它",
        "this line is a link definition, which is not shown, and no link uses it",
    ],
    help: [
        "是正文的，把 [ 写作 \\[，或者用全角冒号；不用的定义请删去",
        "if it is text, write \\[ for [; else delete it",
    ],
};

const UNMENTIONED_FOOTNOTE: Fault = Fault {
    warning: true,
    what: ["正文没有提到这条脚注", "nothing mentions this footnote"],
    help: ["在正文相应位置加上 [^…]，或者删去这条脚注", "mention it in the text as [^…], or delete it"],
};

const DUPLICATE_FOOTNOTE: Fault = Fault {
    warning: false,
    what: ["两条脚注的标号相同", "two footnotes have the same label"],
    help: ["改用不同的标号", "give one of them another label"],
};

/// The state of one document.
#[derive(Debug)]
pub(super) struct Context<'p> {
    pub(super) anchors: Anchors,
    prepared: &'p Prepared<'p>,
    offset: usize,
    refusals: Vec<Refusal>,
    /// Labels of footnotes in the order of their first mention.
    mentions: Vec<String>,
    mention_by_label: HashMap<String, usize>,
    definitions: HashMap<String, Definition>,
    used_definitions: HashSet<String>,
    is_halted: bool,
}

/// What a footnote says.
#[derive(Debug, Default)]
struct Definition {
    label: String,
    blocks: Vec<Block>,
    range: Range<usize>,
}

impl<'p> Context<'p> {
    /// A document of which nothing has been read; it stands `offset` bytes into its file.
    pub(super) fn new(prepared: &'p Prepared<'p>, offset: usize) -> Self {
        Self {
            anchors: Anchors::default(),
            prepared,
            offset,
            refusals: Vec::new(),
            mentions: Vec::new(),
            mention_by_label: HashMap::new(),
            definitions: HashMap::new(),
            used_definitions: HashSet::new(),
            is_halted: false,
        }
    }

    /// The text that is parsed; the ranges of events are ranges of it.
    pub(super) fn text(&self) -> &'p str {
        self.prepared.text()
    }

    /// A piece of the parser's output as the source has it.
    pub(super) fn restore<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.prepared.restore(text)
    }

    /// The place in the file of what the parser found at `range`, without blanks and line ends after it.
    pub(super) fn span(&self, range: &Range<usize>) -> Range<usize> {
        let length = self.text().get(range.clone()).map_or(0, |text| text.trim_end().len());
        let original = self.prepared.original(&(range.start..range.start + length));
        original.start + self.offset..original.end + self.offset
    }

    /// Reports `fault` at `range`, unless the document was given up: what follows from that is no news.
    pub(super) fn refuse(&mut self, range: &Range<usize>, fault: &'static Fault) {
        if self.is_halted {
            return;
        }
        let span = self.span(range);
        self.refusals.push(fault.at(span));
    }

    /// Reports each of `faults` once at `range`.
    pub(super) fn refuse_all(&mut self, range: &Range<usize>, mut faults: Vec<&'static Fault>) {
        faults.sort_unstable();
        faults.dedup();
        faults.into_iter().for_each(|fault| self.refuse(range, fault));
    }

    /// Gives up on the document because of what stands at `range`.
    pub(super) fn halt(&mut self, range: &Range<usize>) {
        self.refuse(range, &TOO_DEEP);
        self.is_halted = true;
    }

    /// Whether the document was given up.
    pub(super) fn is_halted(&self) -> bool {
        self.is_halted
    }

    /// Notes that a link uses the definition of `label`.
    pub(super) fn use_definition(&mut self, link_type: LinkType, label: &str) {
        if matches!(link_type, LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut) {
            self.used_definitions.insert(label.to_lowercase());
        }
    }

    /// Reports definitions that no link uses: the reader would never see their words.
    pub(super) fn check_definitions(&mut self, definitions: &RefDefs<'_>) {
        let unused = definitions.iter().filter(|(label, _)| !self.used_definitions.contains(&label.to_lowercase()));
        let mut spans: Vec<_> = unused.map(|(_, definition)| definition.span.clone()).collect();
        spans.sort_by_key(|span| span.start);
        spans.into_iter().for_each(|span| self.refuse(&span, &UNUSED_DEFINITION));
    }

    /// The index of the footnote that a mention of `label` points to.
    pub(super) fn mention(&mut self, label: &str) -> usize {
        let mentions = &mut self.mentions;
        *self.mention_by_label.entry(label.to_lowercase()).or_insert_with(|| {
            mentions.push(label.to_owned());
            mentions.len() - 1
        })
    }

    /// Takes what the footnote `label` says.
    pub(super) fn define(&mut self, label: &str, blocks: Vec<Block>, range: Range<usize>) {
        match self.definitions.entry(label.to_lowercase()) {
            Entry::Occupied(_) => self.refuse(&range, &DUPLICATE_FOOTNOTE),
            Entry::Vacant(entry) => {
                entry.insert(Definition { label: label.to_owned(), blocks, range });
            }
        }
    }

    /// The footnotes in the order of their first mention, those that nothing mentions last, and what was refused.
    pub(super) fn finish(mut self) -> (Vec<Footnote>, Vec<Refusal>) {
        let mut definitions = std::mem::take(&mut self.definitions);
        // The parser takes for a mention only what is defined, but a document that was given up lacks definitions.
        let mentioned = self.mentions.iter().map(|label| definitions.remove(&label.to_lowercase()).unwrap_or_default());
        let mut ordered: Vec<_> = mentioned.collect();
        let mut unmentioned: Vec<_> = definitions.into_values().collect();
        unmentioned.sort_by_key(|definition| definition.range.start);
        unmentioned.iter().for_each(|definition| self.refuse(&definition.range, &UNMENTIONED_FOOTNOTE));
        ordered.append(&mut unmentioned);
        let footnotes = ordered.into_iter().map(|Definition { label, blocks, .. }| {
            let anchor = self.anchors.next(Series::Footnote);
            Footnote { label, anchor, blocks }
        });
        let footnotes = footnotes.collect();
        self.refusals.sort_by_key(|refusal| (refusal.span.start, refusal.span.end));
        (footnotes, self.refusals)
    }
}
