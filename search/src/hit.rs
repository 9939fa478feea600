//! Makes the hits that are shown out of the texts: the item's head, the best passage, where to open it.

use std::cmp::Reverse;
use std::ops::Range;

use crate::analyzer::fold;
use crate::entry::Role;
use crate::passage::{Section, Sought, StoredBlock, find_section};
use crate::piece;
use crate::query::{Hit, Parsed};
use crate::ranking::Place;
use crate::reader::{Error, Reader, damaged};

impl Reader {
    /// Describes the hits to show: the first `exact` of them marked where they contain what was asked, the others
    /// where they have pairs of it.
    pub(crate) fn hits(&self, shown: &[Place], exact: usize, parsed: &Parsed) -> Result<Vec<Hit>, Error> {
        let related: Vec<String> = parsed.wanted.iter().flat_map(|string| pairs(string)).collect();
        let (whole, parts) = (Sought { strings: &parsed.wanted }, Sought { strings: &related });
        let mut hits = Vec::with_capacity(shown.len());
        let mut missing = Vec::new();
        for (number, place) in shown.iter().enumerate() {
            match self.hit(place, if number < exact { &whole } else { &parts }) {
                Ok(hit) => hits.push(hit),
                Err(Error::Missing(pieces)) => missing.extend(pieces),
                Err(error) => return Err(error),
            }
        }
        missing.sort_unstable();
        missing.dedup();
        if missing.is_empty() { Ok(hits) } else { Err(Error::Missing(missing)) }
    }

    fn hit(&self, place: &Place, sought: &Sought<'_>) -> Result<Hit, Error> {
        let section = match place.position {
            Some(position) => self.part(place.item, position)?,
            // Mostly the first piece has it; a long item is read whole only where it has not.
            None => match self.part(place.item, 0)? {
                first if best_block(&first, sought).is_some() => first,
                _ => self.whole(place.item)?,
            },
        };
        let first = |role| section.blocks.iter().find(|block| block.role == role);
        let block = best_block(&section, sought).or_else(|| first(Role::Body)).or(section.blocks.first());
        let passage = block.map(|block| sought.passage(&block.text)).unwrap_or_default();
        let anchor = block.map(|block| block.anchor.clone()).unwrap_or_default();
        let head = section.head;
        Ok(Hit {
            title_marks: sought.marks(&head.title),
            url: head.url,
            anchor,
            title: head.title,
            kind: head.kind,
            doc_number: head.doc_number,
            issuer: head.issuer,
            date: head.date,
            validity: head.validity,
            score: place.score,
            snippet: passage.text,
            marks: passage.marks,
        })
    }

    /// The pieces of texts in which an item stands.
    pub(crate) fn text_pieces(&self, item: u32) -> Range<usize> {
        let starts = &self.opening.text_starts;
        let first = starts.partition_point(|start| *start <= (item, 0)).saturating_sub(1);
        first..starts.partition_point(|start| start.0 <= item)
    }

    /// Asks for the piece with which an item begins.
    pub(crate) fn touch_head(&self, item: u32) {
        self.store.piece(piece::Section::Texts, self.text_pieces(item).start);
    }

    /// Asks for the whole text of an item.
    pub(crate) fn touch_texts(&self, item: u32) {
        for number in self.text_pieces(item) {
            self.store.piece(piece::Section::Texts, number);
        }
    }

    /// The whole text of an item.
    pub(crate) fn whole(&self, item: u32) -> Result<Section, Error> {
        self.touch_texts(item);
        self.all_present()?;
        let mut parts = self.text_pieces(item).map(|number| self.part_in(number, item));
        let mut whole = parts.next().unwrap_or_else(|| Err(damaged("texts")))?;
        for part in parts {
            whole.blocks.extend(part?.blocks);
        }
        Ok(whole)
    }

    /// The part of an item's text in which a position lies.
    pub(crate) fn part(&self, item: u32, position: u32) -> Result<Section, Error> {
        let after = self.opening.text_starts.partition_point(|start| *start <= (item, position));
        self.part_in(after.saturating_sub(1), item)
    }

    fn part_in(&self, number: usize, item: u32) -> Result<Section, Error> {
        let piece = self.store.piece(piece::Section::Texts, number);
        self.all_present()?;
        let first = self.opening.text_starts.get(number).map(|start| start.0);
        let section =
            piece.zip(first).and_then(|(piece, first)| find_section(&piece, item.checked_sub(first)? as usize));
        section.ok_or_else(|| damaged("texts"))
    }
}

/// Chooses the block to show: the one with most of what is sought; among equals a heading, then running text, then a
/// field, then the title, which is shown anyway; among these the first.
fn best_block<'a>(section: &'a Section, sought: &Sought<'_>) -> Option<&'a StoredBlock> {
    let worth = |number: usize, block: &StoredBlock| {
        let folded = fold(&block.text);
        let found = sought.strings.iter().filter(|string| folded.contains(string.as_str())).count();
        let place = match block.role {
            Role::Title => 0,
            Role::Field => 1,
            Role::Body => 2,
            Role::Heading => 3,
        };
        (found, place, Reverse(number))
    };
    let best = section
        .blocks
        .iter()
        .enumerate()
        .map(|(number, block)| (worth(number, block), block))
        .max_by_key(|(worth, _)| *worth);
    best.filter(|((found, ..), _)| *found > 0).map(|(_, block)| block)
}

/// Returns the pairs of neighbouring characters of a string, in order.
fn pairs(string: &str) -> Vec<String> {
    let chars: Vec<char> = string.chars().collect();
    chars.windows(2).map(|pair| pair.iter().collect()).collect()
}
