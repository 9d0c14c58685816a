//! A log as different traces with how often each occurs.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

/// Different traces of activity numbers with their frequencies, in the order they were added.
#[derive(Clone, Debug, Default)]
pub(super) struct Traces {
    pub(super) list: Vec<(Box<[u16]>, u64)>,
}

/// Counts traces while they are split.
#[derive(Default)]
pub(super) struct Counter {
    places: HashMap<Box<[u16]>, usize, FixedState>,
    list: Vec<(Box<[u16]>, u64)>,
}

impl Counter {
    pub(super) fn add(&mut self, trace: &[u16], count: u64) {
        if let Some(&place) = self.places.get(trace) {
            self.list[place].1 += count;
        } else {
            self.places.insert(trace.into(), self.list.len());
            self.list.push((trace.into(), count));
        }
    }

    pub(super) fn done(self) -> Traces {
        Traces { list: self.list }
    }
}

impl Traces {
    pub(super) fn total(&self) -> u64 {
        self.list.iter().map(|(_, count)| count).sum()
    }

    /// Takes out the empty trace and tells how often it occurred.
    pub(super) fn take_empty(&mut self) -> u64 {
        let place = self.list.iter().position(|(trace, _)| trace.is_empty());
        place.map_or(0, |place| self.list.remove(place).1)
    }

    /// What is left of each trace when only events that `keep` are.
    pub(super) fn project(&self, keep: impl Fn(u16) -> bool) -> Traces {
        let mut counter = Counter::default();
        let mut left = Vec::new();
        for (trace, count) in &self.list {
            left.clear();
            left.extend(trace.iter().copied().filter(|&activity| keep(activity)));
            counter.add(&left, *count);
        }
        counter.done()
    }
}
