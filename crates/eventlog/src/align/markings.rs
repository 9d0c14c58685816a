//! Markings, each stored once, with their successors worked out when first needed and kept for the next trace.

use std::hash::BuildHasher as _;

use foldhash::fast::FixedState;
use hashbrown::HashTable;

use super::compiled::{Compiled, SILENT, unite};

/// A step from a marking: the label (or [`SILENT`]) and the number of the marking it leads to.
pub(super) type Edge = (u32, u32);

/// Numbered markings.
pub(super) struct Markings<'a> {
    pub(super) net: &'a Compiled,
    /// All markings, one byte for each place.
    tokens: Vec<u8>,
    table: HashTable<u32>,
    /// For each marking, where its edges lie; not known yet where the start is `u32::MAX`.
    ranges: Vec<(u32, u32)>,
    edges: Vec<Edge>,
    /// For each marking, the labels that may and those that must still come.
    sets: Vec<u64>,
    pub(super) initial: u32,
    /// A marking had more than 255 tokens on a place: steps are missing, and what was searched is not known.
    pub(super) overflowed: bool,
    scratch: Vec<u8>,
}

impl<'a> Markings<'a> {
    pub(super) fn new(net: &'a Compiled) -> Self {
        let mut markings = Self {
            net,
            tokens: Vec::new(),
            table: HashTable::new(),
            ranges: Vec::new(),
            edges: Vec::new(),
            sets: Vec::new(),
            initial: 0,
            overflowed: false,
            scratch: net.initial.clone(),
        };
        markings.settle();
        markings.initial = markings.intern();
        markings
    }

    pub(super) fn len(&self) -> usize {
        self.ranges.len()
    }

    pub(super) fn is_end(&self, marking: u32) -> bool {
        *self.tokens(marking) == *self.net.end
    }

    fn tokens(&self, marking: u32) -> &[u8] {
        let width = self.net.end.len();
        &self.tokens[marking as usize * width..][..width]
    }

    /// The labels that may still come, and those that must.
    pub(super) fn sets(&self, marking: u32) -> (&[u64], &[u64]) {
        let words = self.net.words;
        self.sets[marking as usize * 2 * words..][..2 * words].split_at(words)
    }

    /// Where the steps from a marking lie; [`Self::edge`] reads them.
    pub(super) fn edges(&mut self, marking: u32) -> std::ops::Range<u32> {
        let (start, end) = self.ranges[marking as usize];
        if start != u32::MAX {
            return start..end;
        }
        let net = self.net;
        let start = number(self.edges.len());
        for place in 0..net.end.len() {
            if self.tokens(marking)[place] > 0 {
                for &fire in &net.by_place[place] {
                    self.fire(marking, fire);
                }
            }
        }
        for &fire in &net.free {
            self.fire(marking, fire);
        }
        let end = number(self.edges.len());
        self.ranges[marking as usize] = (start, end);
        start..end
    }

    pub(super) fn edge(&self, at: u32) -> Edge {
        self.edges[at as usize]
    }

    fn fire(&mut self, marking: u32, index: u32) {
        let net = self.net;
        let width = net.end.len();
        self.scratch.clear();
        self.scratch
            .extend_from_slice(&self.tokens[marking as usize * width..][..width]);
        if !self.step(index) {
            return;
        }
        self.settle();
        let label = net.fires[index as usize].label;
        let to = self.intern();
        if label != SILENT || to != marking {
            self.edges.push((label, to));
        }
    }

    /// Fires in `scratch`, if it can.
    fn step(&mut self, index: u32) -> bool {
        let fire = &self.net.fires[index as usize];
        let able = |&(place, count): &(u32, u8)| self.scratch[place as usize] >= count;
        if !fire.inputs.iter().all(able) {
            return false;
        }
        for &(place, count) in &fire.inputs {
            self.scratch[place as usize] -= count;
        }
        for &(place, count) in &fire.outputs {
            let Some(sum) = self.scratch[place as usize].checked_add(count) else {
                self.overflowed = true;
                return false;
            };
            self.scratch[place as usize] = sum;
        }
        true
    }

    /// Fires eager transitions in `scratch` until none can; gives up on a circle of them, which only costs states.
    fn settle(&mut self) {
        let net = self.net;
        let mut left = 4 * net.fires.len() + 64;
        loop {
            let mut fired = false;
            for place in 0..net.end.len() {
                for &index in &net.eager[place] {
                    while self.scratch[place] > 0 && left > 0 && self.step(index) {
                        fired = true;
                        left -= 1;
                    }
                }
            }
            if !fired || left == 0 {
                return;
            }
        }
    }

    fn intern(&mut self) -> u32 {
        let width = self.net.end.len();
        let hash = |tokens: &[u8]| FixedState::default().hash_one(tokens);
        let (tokens, scratch) = (&self.tokens, &self.scratch);
        let at = |id: u32| &tokens[id as usize * width..][..width];
        let key = hash(scratch);
        if let Some(&id) = self.table.find(key, |&id| at(id) == scratch.as_slice()) {
            return id;
        }
        let id = number(self.ranges.len());
        self.table.insert_unique(key, id, |&other| hash(at(other)));
        self.tokens.extend_from_slice(&self.scratch);
        self.ranges.push((u32::MAX, 0));
        self.describe();
        id
    }

    /// Adds the label sets of the marking in `scratch`.
    fn describe(&mut self) {
        let (net, words) = (self.net, self.net.words);
        let at = self.sets.len();
        self.sets.extend_from_slice(&net.always);
        self.sets.resize(at + 2 * words, 0);
        for (place, &count) in self.scratch.iter().enumerate() {
            if count > 0 {
                unite(
                    &mut self.sets[at..at + words],
                    &net.may[place * words..][..words],
                );
                if net.end[place] == 0 {
                    let must = &net.must[place * words..][..words];
                    unite(&mut self.sets[at + words..], must);
                }
            }
        }
    }
}

fn number(index: usize) -> u32 {
    u32::try_from(index).expect("the state budget keeps markings and edges below 2^32")
}
