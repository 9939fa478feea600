//! A text in other words: what of a site it leaves as it is.

use super::{Item, Site};
use crate::model::{Document, Pointer};

impl Site {
    /// The site with `item` in the place of the text in the same file, as joining all records anew would give it; `None`
    /// if more than words has changed, or the site has no such text.
    ///
    /// What documents are joined, listed, counted and checked by lies in their fields and in what they point at. Where
    /// these are the same, all the rest of the site is.
    #[must_use]
    pub fn reworded(&self, item: Item<Document>) -> Option<Self> {
        let index = self.records.documents.iter().position(|known| known.path == item.path)?;
        if !says_the_same(&self.records.documents[index], &item) {
            return None;
        }
        let mut site = self.clone();
        // A file that is not as the commit has it has no day in history.
        site.modified.remove(&item.path);
        site.records.documents[index] = item;
        Some(site)
    }
}

fn says_the_same(old: &Item<Document>, new: &Item<Document>) -> bool {
    let mut fields = Document::clone(&new.value);
    fields.text = old.value.text.clone();
    // Where in the text a task or a duty was read is for its own page.
    for (task, before) in fields.tasks.iter_mut().zip(&old.value.tasks) {
        (task.anchor, task.span) = (before.anchor.clone(), before.span.clone());
    }
    for (duty, before) in fields.duties.iter_mut().zip(&old.value.duties) {
        duty.anchor = before.anchor.clone();
    }
    old.front == new.front && old.url == new.url && fields == *old.value && pointers(old) == pointers(new)
}

fn pointers(item: &Item<Document>) -> Vec<(&str, bool)> {
    let mut pointers = Vec::new();
    item.value.text.for_each_pointer(&mut |Pointer { target, image, .. }| pointers.push((target, image)));
    pointers
}
