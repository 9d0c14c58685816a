//! Variants: the different sequences of activities that cases follow.

use foldhash::fast::FixedState;
use hashbrown::{HashMap, HashSet};

use crate::log::EventLog;

/// One sequence of activities and the cases that follow it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    /// The activities in order, as numbers into [`EventLog::activities`].
    pub activities: Vec<u32>,
    /// How many cases follow it.
    pub count: usize,
    /// The first case that does, in the order of the file.
    pub example: usize,
}

/// The variants, the most frequent first; where counts are equal, the one met first in the file comes first.
///
/// Events with equal times keep the order of the file, as in pm4py. Logs whose cases are not in the order of time give
/// other variants here than in pm4py, which takes them as they stand unless the frame was sorted before.
pub fn variants(log: &EventLog) -> Vec<Variant> {
    let mut places: HashMap<&[u32], usize, _> = HashMap::with_hasher(FixedState::default());
    let mut found: Vec<Variant> = Vec::new();
    for (case, rows) in log.cases().enumerate() {
        let sequence = &log.activity()[rows];
        let place = *places.entry(sequence).or_insert_with(|| {
            found.push(Variant {
                activities: sequence.to_vec(),
                count: 0,
                example: case,
            });
            found.len() - 1
        });
        found[place].count += 1;
    }
    found.sort_by_key(|variant| std::cmp::Reverse(variant.count));
    found
}

/// How many variants there are.
pub(super) fn count(log: &EventLog) -> usize {
    let mut seen = HashSet::with_hasher(FixedState::default());
    seen.extend(log.cases().map(|rows| &log.activity()[rows]));
    seen.len()
}
