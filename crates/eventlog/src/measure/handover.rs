//! Hand-over of work: who does the next event of a case after whom.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::column::MISSING_ID;
use crate::log::EventLog;

/// Up to this many resources pairs are counted in a dense table (16 MiB), beyond it in a hash table.
const DENSE: usize = 2048;

/// One resource right after another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handover {
    /// Who did the earlier event, as a number into the names of [`EventLog::resources`].
    pub from: u32,
    /// Who did the next one.
    pub to: u32,
    /// How often.
    pub count: usize,
}

/// Pairs of resources of neighbouring events within cases, the most frequent first, then by name; a resource that goes on itself is a pair
/// too. pm4py gives the same counts divided by their sum (`discover_handover_of_work_network` with beta = 0). Events without a
/// resource make no pair. Empty for a log that names nobody.
pub fn handover(log: &EventLog) -> Vec<Handover> {
    let Some(who) = log.resources() else {
        return Vec::new();
    };
    let size = who.names.len();
    let mut found: Vec<Handover> = if size <= DENSE {
        let mut counts = vec![0_u32; size * size];
        for rows in log.cases() {
            for pair in who.ids[rows].windows(2) {
                if pair[0] != MISSING_ID && pair[1] != MISSING_ID {
                    counts[pair[0] as usize * size + pair[1] as usize] += 1;
                }
            }
        }
        let place = |at: usize| u32::try_from(at).unwrap_or(MISSING_ID);
        counts
            .iter()
            .enumerate()
            .filter(|(_, count)| **count > 0)
            .map(|(at, count)| Handover {
                from: place(at / size),
                to: place(at % size),
                count: *count as usize,
            })
            .collect()
    } else {
        let mut counts: HashMap<(u32, u32), usize, _> = HashMap::with_hasher(FixedState::default());
        for rows in log.cases() {
            for pair in who.ids[rows].windows(2) {
                if pair[0] != MISSING_ID && pair[1] != MISSING_ID {
                    *counts.entry((pair[0], pair[1])).or_default() += 1;
                }
            }
        }
        counts
            .into_iter()
            .map(|((from, to), count)| Handover { from, to, count })
            .collect()
    };
    let name = |id: u32| who.names.get(id);
    found.sort_by(|a, b| {
        b.count
            .cmp(&a.count)
            .then_with(|| (name(a.from), name(a.to)).cmp(&(name(b.from), name(b.to))))
    });
    found
}
