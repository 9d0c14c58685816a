//! The directly-follows graph: which activity comes right after which, how often and how much later.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::Durations;
use crate::log::EventLog;

/// Up to this many activities edges are found in a dense table (16 MiB), beyond it in a hash table.
const DENSE: usize = 2048;

/// One activity right after another, within a case.
#[derive(Clone, Debug, PartialEq)]
pub struct Edge {
    /// The earlier activity.
    pub from: u32,
    /// The later activity.
    pub to: u32,
    /// How often.
    pub count: usize,
    /// Median of the times between the two, in seconds.
    pub median_seconds: f64,
}

/// A directly-follows graph.
#[derive(Clone, Debug, PartialEq)]
pub struct Dfg {
    /// Edges, the most frequent first, then by the names of their activities.
    pub edges: Vec<Edge>,
    /// Activities that cases start with, and how many do; the most frequent first.
    pub start: Vec<(u32, usize)>,
    /// Activities that cases end with, and how many do; the most frequent first.
    pub end: Vec<(u32, usize)>,
}

/// Builds the directly-follows graph with the median time of each edge.
///
/// The time of an edge is the time between the two events; pm4py subtracts from the second event's `start_timestamp`
/// where a log has one, this function never does (see [`super::times`] for waiting before the work began).
pub fn dfg(log: &EventLog) -> Dfg {
    let mut table = Table::new(log.activities().len());
    let (activity, time) = (log.activity(), log.times());
    let pairs = || log.cases().flat_map(|rows| rows.skip(1));
    let edge_of: Vec<u32> = pairs()
        .map(|row| table.edge(activity[row - 1], activity[row]))
        .collect();
    // A counting sort by edge puts the times of each edge side by side.
    let mut begin = vec![0_usize; table.pairs.len() + 1];
    for &edge in &edge_of {
        begin[edge as usize + 1] += 1;
    }
    for edge in 0..table.pairs.len() {
        begin[edge + 1] += begin[edge];
    }
    let mut place = begin.clone();
    let mut gaps = vec![0_i64; edge_of.len()];
    for (row, &edge) in pairs().zip(&edge_of) {
        gaps[place[edge as usize]] = time[row].saturating_sub(time[row - 1]);
        place[edge as usize] += 1;
    }
    let mut edges: Vec<Edge> = table
        .pairs
        .iter()
        .enumerate()
        .map(|(edge, &(from, to))| {
            let gaps = Durations::new(gaps[begin[edge]..begin[edge + 1]].to_vec());
            let count = gaps.count();
            let median_seconds = gaps.median().unwrap_or_default();
            Edge {
                from,
                to,
                count,
                median_seconds,
            }
        })
        .collect();
    let name = |id: u32| log.activities().get(id);
    edges.sort_by(|a, b| {
        let names = || (name(a.from), name(a.to)).cmp(&(name(b.from), name(b.to)));
        b.count.cmp(&a.count).then_with(names)
    });
    let nonempty = || log.cases().filter(|rows| !rows.is_empty());
    Dfg {
        edges,
        start: tally(log, nonempty().map(|rows| activity[rows.start])),
        end: tally(log, nonempty().map(|rows| activity[rows.end - 1])),
    }
}

fn tally(log: &EventLog, activities: impl Iterator<Item = u32>) -> Vec<(u32, usize)> {
    let mut counts = vec![0_usize; log.activities().len()];
    for activity in activities {
        counts[activity as usize] += 1;
    }
    let mut tally: Vec<(u32, usize)> = (0..).zip(counts).filter(|&(_, count)| count > 0).collect();
    tally.sort_by(|a, b| {
        let names = || log.activities().get(a.0).cmp(log.activities().get(b.0));
        b.1.cmp(&a.1).then_with(names)
    });
    tally
}

/// Numbers the pairs of activities in the order they are met.
struct Table {
    pairs: Vec<(u32, u32)>,
    width: usize,
    /// Edge number plus one, 0 where there is none.
    dense: Vec<u32>,
    sparse: HashMap<(u32, u32), u32, FixedState>,
}

impl Table {
    fn new(activities: usize) -> Self {
        let cells = if activities <= DENSE {
            activities * activities
        } else {
            0
        };
        Self {
            pairs: Vec::new(),
            width: activities,
            dense: vec![0; cells],
            sparse: HashMap::with_hasher(FixedState::default()),
        }
    }

    #[inline]
    fn edge(&mut self, from: u32, to: u32) -> u32 {
        let next = u32::try_from(self.pairs.len()).expect("fewer edges than events");
        let slot = if self.dense.is_empty() {
            self.sparse.entry((from, to)).or_insert(0)
        } else {
            &mut self.dense[from as usize * self.width + to as usize]
        };
        if *slot == 0 {
            *slot = next + 1;
            self.pairs.push((from, to));
        }
        *slot - 1
    }
}
