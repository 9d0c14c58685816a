//! Interned names: every distinct text is stored once and known by a small number.

use std::hash::BuildHasher as _;

use foldhash::fast::FixedState;
use hashbrown::HashTable;

/// A dictionary of distinct texts, numbered from 0 in the order they were first met.
///
/// ```
/// let mut names = eventlog::Names::default();
/// assert_eq!(names.intern("register"), 0);
/// assert_eq!(names.intern("decide"), 1);
/// assert_eq!(names.intern("register"), 0);
/// assert_eq!(names.get(1), "decide");
/// assert_eq!(names.find("pay"), None);
/// ```
#[derive(Clone, Default)]
pub struct Names {
    /// All texts, one after the other.
    text: String,
    /// Where each text ends in `text`.
    ends: Vec<usize>,
    table: HashTable<u32>,
    /// The name met last: neighbouring events mostly repeat it, which saves the hashing.
    last: u32,
}

impl Names {
    /// The number of `name`, which is added if it is new.
    ///
    /// # Panics
    /// If more than 2³² − 2 distinct names are added; readers stop at 2³² − 2 events, hence before.
    pub fn intern(&mut self, name: &str) -> u32 {
        if (self.last as usize) < self.ends.len() && self.get(self.last) == name {
            return self.last;
        }
        let hash = hash(name);
        let (text, ends) = (&self.text, &self.ends);
        let found = self.table.find(hash, |&id| slice(text, ends, id) == name);
        self.last = if let Some(&id) = found {
            id
        } else {
            let id = u32::try_from(self.ends.len()).expect("fewer names than events");
            self.text.push_str(name);
            self.ends.push(self.text.len());
            let (text, ends) = (&self.text, &self.ends);
            self.table
                .insert_unique(hash, id, |&other| hash_of(text, ends, other));
            id
        };
        self.last
    }

    /// The number of `name`, if it is known.
    pub fn find(&self, name: &str) -> Option<u32> {
        self.table
            .find(hash(name), |&id| self.get(id) == name)
            .copied()
    }

    /// The text of number `id`.
    ///
    /// # Panics
    /// If `id` was not given out by this dictionary.
    #[inline]
    pub fn get(&self, id: u32) -> &str {
        slice(&self.text, &self.ends, id)
    }

    /// How many distinct names there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no name yet.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Bytes on the heap: texts, where they end, and the table that finds them.
    pub fn heap_bytes(&self) -> usize {
        self.text.capacity()
            + self.ends.capacity() * size_of::<usize>()
            + self.table.allocation_size()
    }

    /// All names in the order of their numbers.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> + Clone {
        (0..self.ends.len()).map(|index| {
            let start = if index == 0 { 0 } else { self.ends[index - 1] };
            &self.text[start..self.ends[index]]
        })
    }
}

impl std::fmt::Debug for Names {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

#[inline]
fn slice<'a>(text: &'a str, ends: &[usize], id: u32) -> &'a str {
    let id = id as usize;
    let start = if id == 0 { 0 } else { ends[id - 1] };
    &text[start..ends[id]]
}

/// A fixed seed keeps runs identical; numbers are given in order of arrival, so the hash never shows in a result.
#[inline]
fn hash(name: &str) -> u64 {
    FixedState::with_seed(0x616d_696e).hash_one(name)
}

fn hash_of(text: &str, ends: &[usize], id: u32) -> u64 {
    hash(slice(text, ends, id))
}
