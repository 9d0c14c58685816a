//! The directly-follows graph: which activity comes right after which, how often and how much later.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::{Variant, median_seconds};
use crate::log::EventLog;

/// Up to this many activities edges are found in a dense table (two of 8 MiB), beyond it in a hash table.
const DENSE: usize = 1024;

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
    of_sequences(log, log.cases().map(|rows| (&log.activity()[rows], 1)))
}

/// The same where the variants are known already: what follows what needs no second look at every case.
pub(super) fn of_variants(log: &EventLog, variants: &[Variant]) -> Dfg {
    let sequences = variants
        .iter()
        .map(|variant| (&variant.activities[..], variant.count));
    of_sequences(log, sequences)
}

/// `sequences` are the activities of all cases, each with how many cases follow it.
fn of_sequences<'a>(
    log: &EventLog,
    sequences: impl Iterator<Item = (&'a [u32], usize)> + Clone,
) -> Dfg {
    match Table::of(log, sequences.clone()) {
        Table::Dense(width) => graph(
            log,
            sequences,
            width as usize * width as usize,
            |from, to| (from * width + to) as usize,
            |place| (place / width, place % width),
        ),
        Table::Sparse(places, pairs) => graph(
            log,
            sequences,
            pairs.len(),
            |from, to| places[&(from, to)] as usize,
            |place| pairs[place as usize],
        ),
    }
}

/// `place` numbers the pairs of activities below `places`, `pair` tells a number's pair.
fn graph<'a>(
    log: &EventLog,
    sequences: impl Iterator<Item = (&'a [u32], usize)>,
    places: usize,
    place: impl Fn(u32, u32) -> usize,
    pair: impl Fn(u32) -> (u32, u32),
) -> Dfg {
    let (activity, time) = (log.activity(), log.times());
    let activities = log.activities().len();
    let (mut start, mut end) = (vec![0_usize; activities], vec![0_usize; activities]);
    let mut counts = vec![0_usize; places];
    for (steps, cases) in sequences {
        let Some((&first, rest)) = steps.split_first() else {
            continue;
        };
        start[first as usize] += cases;
        let mut before = first;
        for &step in rest {
            counts[place(before, step)] += cases;
            before = step;
        }
        end[before as usize] += cases;
    }
    // A counting sort by edge puts the times of each edge side by side.
    let mut all = 0;
    let mut next: Vec<usize> = counts
        .iter()
        .map(|&count| {
            all += count;
            all - count
        })
        .collect();
    let mut gaps = vec![0_i64; all];
    for rows in log.cases() {
        let mut steps = activity[rows.clone()].iter().zip(&time[rows]);
        let Some((mut before, mut since)) = steps.next() else {
            continue;
        };
        for (step, at) in steps {
            let next = &mut next[place(*before, *step)];
            gaps[*next] = at.saturating_sub(*since);
            *next += 1;
            (before, since) = (step, at);
        }
    }
    let mut rest = gaps.as_mut_slice();
    let mut parts = Vec::new();
    for (number, &count) in (0..).zip(&counts).filter(|(_, count)| **count > 0) {
        let (gaps, others) = std::mem::take(&mut rest).split_at_mut(count);
        rest = others;
        let (from, to) = pair(number);
        parts.push((from, to, gaps));
    }
    let mut edges: Vec<Edge> = parts
        .into_iter()
        .map(|(from, to, gaps)| Edge {
            from,
            to,
            count: gaps.len(),
            median_seconds: median_seconds(gaps),
        })
        .collect();
    let name = |id: u32| log.activities().get(id);
    edges.sort_by(|a, b| {
        let names = || (name(a.from), name(a.to)).cmp(&(name(b.from), name(b.to)));
        b.count.cmp(&a.count).then_with(names)
    });
    Dfg {
        edges,
        start: tally(log, start),
        end: tally(log, end),
    }
}

fn tally(log: &EventLog, counts: Vec<usize>) -> Vec<(u32, usize)> {
    let mut tally: Vec<(u32, usize)> = (0..).zip(counts).filter(|&(_, count)| count > 0).collect();
    tally.sort_by(|a, b| {
        let names = || log.activities().get(a.0).cmp(log.activities().get(b.0));
        b.1.cmp(&a.1).then_with(names)
    });
    tally
}

/// Numbers the pairs of activities.
enum Table {
    /// Row by row, so many in each.
    Dense(u32),
    /// In the order they are met.
    Sparse(HashMap<(u32, u32), u32, FixedState>, Vec<(u32, u32)>),
}

impl Table {
    fn of<'a>(log: &EventLog, sequences: impl Iterator<Item = (&'a [u32], usize)>) -> Self {
        let activities = log.activities().len();
        if activities <= DENSE {
            return Self::Dense(u32::try_from(activities).expect("at most DENSE"));
        }
        let (mut places, mut pairs) = (HashMap::with_hasher(FixedState::default()), Vec::new());
        for (steps, _) in sequences {
            for pair in steps.windows(2) {
                let pair = (pair[0], pair[1]);
                places.entry(pair).or_insert_with(|| {
                    pairs.push(pair);
                    u32::try_from(pairs.len() - 1).expect("fewer edges than events")
                });
            }
        }
        Self::Sparse(places, pairs)
    }
}
