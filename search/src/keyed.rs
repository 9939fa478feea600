//! Values by key, in sorted lists: in the reader, which every visitor loads, they take less code than trees.

use crate::key::Key;

/// Values by key, ascending.
#[derive(Debug, Clone)]
pub(crate) struct Keyed<V>(Vec<(Key, V)>);

impl<V> Keyed<V> {
    pub(crate) fn get(&self, key: Key) -> Option<&V> {
        let found = self.0.binary_search_by_key(&key, |(key, _)| *key).ok()?;
        Some(&self.0[found].1)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &(Key, V)> {
        self.0.iter()
    }

    /// Adds values whose keys have none yet.
    pub(crate) fn extend(&mut self, values: Keyed<V>) {
        self.0.extend(values.0);
        self.0.sort_unstable_by_key(|(key, _)| *key);
    }
}

/// Collects values whose keys differ.
impl<V> FromIterator<(Key, V)> for Keyed<V> {
    fn from_iter<I: IntoIterator<Item = (Key, V)>>(values: I) -> Self {
        let mut keyed = Keyed(Vec::new());
        keyed.extend(Keyed(values.into_iter().collect()));
        keyed
    }
}

/// Returns what there is, ascending, each once.
pub(crate) fn distinct<T: Ord>(items: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut items: Vec<T> = items.into_iter().collect();
    items.sort_unstable();
    items.dedup();
    items
}
