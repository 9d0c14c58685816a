//! Each name once, numbered in order of appearance.

use foldhash::fast::FixedState;
use hashbrown::HashTable;
use std::hash::BuildHasher;

/// A table of names.
#[derive(Debug, Clone, Default)]
pub(crate) struct Names {
    text: String,
    /// Where each name ends in `text`.
    ends: Vec<usize>,
    /// Of each name.
    hashes: Vec<u64>,
    table: HashTable<u32>,
}

fn hash(name: &str) -> u64 {
    FixedState::default().hash_one(name)
}

impl Names {
    /// Number of the name, which is added where it is new.
    pub(crate) fn number(&mut self, name: &str) -> u32 {
        self.number_of(name, hash(name))
    }

    fn number_of(&mut self, name: &str, code: u64) -> u32 {
        let (text, ends) = (&self.text, &self.ends);
        if let Some(&known) = self.table.find(code, |&at| slice(text, ends, at) == name) {
            return known;
        }
        let number = u32::try_from(self.ends.len()).unwrap_or(u32::MAX);
        self.text.push_str(name);
        self.ends.push(self.text.len());
        self.hashes.push(code);
        let hashes = &self.hashes;
        self.table
            .insert_unique(code, number, |&at| hashes[at as usize]);
        number
    }

    /// Number of a name that is known.
    pub(crate) fn find(&self, name: &str) -> Option<u32> {
        let (text, ends) = (&self.text, &self.ends);
        let at = self
            .table
            .find(hash(name), |&at| slice(text, ends, at) == name);
        at.copied()
    }

    /// The name with a number that this table gave.
    pub(crate) fn name(&self, number: u32) -> &str {
        slice(&self.text, &self.ends, number)
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|at| self.name(u32::try_from(at).unwrap_or(u32::MAX)))
    }

    /// Adds the names of a later table; gives the number here for each number there.
    pub(crate) fn append(&mut self, later: &Self) -> Vec<u32> {
        let names = later.iter().zip(&later.hashes);
        names
            .map(|(name, &code)| self.number_of(name, code))
            .collect()
    }
}

fn slice<'t>(text: &'t str, ends: &[usize], number: u32) -> &'t str {
    let at = number as usize;
    let start = if at == 0 { 0 } else { ends[at - 1] };
    &text[start..ends[at]]
}
