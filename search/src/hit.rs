//! Makes the hits that are shown out of the texts: the item's head, the best passage, where to open it.

use std::cmp::Reverse;

use crate::analyzer::fold;
use crate::entry::Role;
use crate::matching::{ANYWHERE, pairs};
use crate::passage::{Section, Sought, StoredBlock, find_section};
use crate::query::{Hit, Parsed};
use crate::ranking::Place;
use crate::reader::{Error, Reader};

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
        let mut section = self.section(place.item, place.position)?;
        if place.position == ANYWHERE && best_block(&section, sought).is_none() {
            section = self.all_sections(place.item)?;
        }
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
            score: place.score as f64 / 1000.0,
            snippet: passage.text,
            marks: passage.marks,
        })
    }

    /// The part of an item's text in which a position lies.
    fn section(&self, item: u32, position: u32) -> Result<Section, Error> {
        let at = if position == ANYWHERE { 0 } else { position };
        let after = self.tables.text_starts.partition_point(|start| *start <= (item, at));
        self.section_in(after.saturating_sub(1), item)
    }

    /// The whole text of an item.
    fn all_sections(&self, item: u32) -> Result<Section, Error> {
        let first = self.tables.text_starts.partition_point(|start| *start <= (item, 0)).saturating_sub(1);
        let end = self.tables.text_starts.partition_point(|start| start.0 <= item);
        for number in first..end {
            self.storage.text(number).ok();
        }
        self.all_present()?;
        let mut whole = self.section_in(first, item)?;
        for number in first + 1..end {
            whole.blocks.extend(self.section_in(number, item)?.blocks);
        }
        Ok(whole)
    }

    fn section_in(&self, number: usize, item: u32) -> Result<Section, Error> {
        let piece = self.storage.text(number).map_err(|error| self.error(&error))?;
        find_section(&piece, item).ok_or_else(|| Error::Damaged("texts".to_owned()))
    }
}

/// Chooses the block to show: the one with most of what is sought; among equals a heading, then running text, then a
/// field, then the title, which is shown anyway; among these the first.
fn best_block<'a>(section: &'a Section, sought: &Sought<'_>) -> Option<&'a StoredBlock> {
    let worth = |block: &StoredBlock| {
        let folded = fold(&block.text);
        let found = sought.strings.iter().filter(|string| folded.contains(string.as_str())).count();
        let place = match block.role {
            Role::Title => 0,
            Role::Field => 1,
            Role::Body => 2,
            Role::Heading => 3,
        };
        (found, place, Reverse(block.start))
    };
    let best = section.blocks.iter().map(|block| (worth(block), block)).max_by_key(|(worth, _)| *worth);
    best.filter(|((found, ..), _)| *found > 0).map(|(_, block)| block)
}
