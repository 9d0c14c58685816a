//! The fall-through that takes one activity out, so that the rest has a cut.

use super::cut;
use super::graph::{Counts, Graph};
use super::traces::Traces;

/// The first activity that occurs exactly once in every trace.
pub(super) fn once_per_trace(traces: &Traces, activities: &[u16]) -> Option<u16> {
    let top = usize::from(*activities.last()?) + 1;
    let mut once = vec![true; top];
    let mut seen = vec![0_u32; top];
    for (trace, _) in &traces.list {
        for &activity in trace {
            seen[usize::from(activity)] += 1;
        }
        for &activity in activities {
            once[usize::from(activity)] &= seen[usize::from(activity)] == 1;
        }
        for &activity in trace {
            seen[usize::from(activity)] = 0;
        }
    }
    activities
        .iter()
        .copied()
        .find(|&activity| once[usize::from(activity)])
}

/// What becomes neighbours when one activity is gone, as vertices.
#[derive(Default)]
struct Gap {
    pairs: Vec<(u16, u16)>,
    starts: Vec<u16>,
    ends: Vec<u16>,
}

/// The first activity without which the rest has a cut. Each graph is made from the whole one by bridging the gaps, since
/// projecting the log anew for each of n activities is what keeps other miners from ending. `work` pays for each try.
pub(super) fn candidate(traces: &Traces, counts: &Counts, work: &mut u64) -> Option<u16> {
    let whole = counts.graph();
    let cost = (whole.size() * whole.size().div_ceil(64)) as u64;
    let mut gaps = gaps(traces, &whole);
    for (vertex, gap) in gaps.iter_mut().enumerate() {
        *work = work.checked_sub(cost)?;
        if cut::find(&without(&whole, vertex, gap)).is_some() {
            return Some(whole.activities[vertex]);
        }
    }
    None
}

fn without(whole: &Graph, vertex: usize, gap: &mut Gap) -> Graph {
    let mut graph = whole.clone();
    graph.remove(vertex);
    gap.pairs.sort_unstable();
    gap.pairs.dedup();
    for &(from, to) in &gap.pairs {
        graph.edge(usize::from(from), usize::from(to));
    }
    for &start in &gap.starts {
        graph.start.set(usize::from(start));
    }
    for &end in &gap.ends {
        graph.end.set(usize::from(end));
    }
    graph
}

fn gaps(traces: &Traces, graph: &Graph) -> Vec<Gap> {
    let top = graph
        .activities
        .last()
        .map_or(0, |&top| usize::from(top) + 1);
    let mut vertex = vec![0_u16; top];
    for (number, &activity) in (0_u16..).zip(&graph.activities) {
        vertex[usize::from(activity)] = number;
    }
    let mut gaps: Vec<Gap> = graph.activities.iter().map(|_| Gap::default()).collect();
    for (trace, _) in &traces.list {
        let mut start = 0;
        while start < trace.len() {
            let same = trace[start..]
                .iter()
                .take_while(|&&a| a == trace[start])
                .count();
            let end = start + same;
            let before = start
                .checked_sub(1)
                .map(|at| vertex[usize::from(trace[at])]);
            let after = trace.get(end).map(|&a| vertex[usize::from(a)]);
            let gap = &mut gaps[usize::from(vertex[usize::from(trace[start])])];
            match (before, after) {
                (Some(before), Some(after)) => gap.pairs.push((before, after)),
                (None, Some(after)) => gap.starts.push(after),
                (Some(before), None) => gap.ends.push(before),
                (None, None) => {}
            }
            start = end;
        }
    }
    gaps
}
