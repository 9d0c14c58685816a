//! The inductive miner's recursion.

use foldhash::fast::FixedState;
use hashbrown::HashSet;

use super::concurrent;
use super::cut::{self, Operator};
use super::graph::Counts;
use super::split::split;
use super::traces::{Counter, Traces};
use crate::log::EventLog;
use crate::model::ProcessTree;

/// How deep the recursion goes; what lies deeper becomes a flower, which accepts it.
const MAX_DEPTH: usize = 200;
/// Graphs of more activities would not fit into memory as bit rows and counts.
const MAX_ACTIVITIES: usize = 4096;

/// How to discover.
#[derive(Clone, Copy, Debug)]
pub struct DiscoverOptions {
    /// Share (0 to 1) of the strongest edge below which an edge is noise where no cut is found otherwise; 0 is IM.
    pub noise: f64,
    /// Work that the search for a concurrent activity may cost in all, in words of graphs looked at; when it is used up the
    /// other fall-throughs take over, so that every log ends. 2³⁰ unless told: some seconds.
    pub max_work: u64,
}

impl Default for DiscoverOptions {
    fn default() -> Self {
        Self {
            noise: 0.0,
            max_work: 1 << 30,
        }
    }
}

/// Why nothing can be discovered.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum DiscoverError {
    /// The share is none.
    #[error("the noise threshold {0} is not between 0 and 1; give 0.2 for a fifth")]
    Noise(f64),
    /// More than 4,096 activities.
    #[error(
        "{0} activities are more than the 4096 that a model can be discovered for; filter the log, or name activities more coarsely"
    )]
    Activities(usize),
}

/// The process tree of a log by the inductive miner: IM without noise, `IMf` with it.
///
/// Without noise every case of the log fits the tree. A log without events gives τ. The same log gives the same tree.
pub fn inductive(log: &EventLog, options: DiscoverOptions) -> Result<ProcessTree, DiscoverError> {
    if !(0.0..=1.0).contains(&options.noise) {
        return Err(DiscoverError::Noise(options.noise));
    }
    let names = log.activities();
    if names.len() > MAX_ACTIVITIES {
        return Err(DiscoverError::Activities(names.len()));
    }
    let mut sorted: Vec<&str> = names.iter().collect();
    sorted.sort_unstable();
    let rank: Vec<u16> = names
        .iter()
        .map(|name| sorted.partition_point(|other| *other < name))
        .map(|rank| u16::try_from(rank).unwrap_or(u16::MAX))
        .collect();
    let mut counter = Counter::default();
    for variant in crate::measure::variants(log) {
        let trace: Vec<u16> = variant
            .activities
            .iter()
            .map(|&id| rank[id as usize])
            .collect();
        counter.add(&trace, variant.count as u64);
    }
    let mut miner = Miner {
        names: &sorted,
        noise: options.noise,
        work: options.max_work,
    };
    Ok(miner.mine(counter.done(), 0).simplified())
}

struct Miner<'a> {
    names: &'a [&'a str],
    noise: f64,
    work: u64,
}

/// What is put around the tree of the traces that are left.
enum Around {
    Optional,
    Beside(ProcessTree),
}

impl Miner<'_> {
    fn mine(&mut self, mut traces: Traces, depth: usize) -> ProcessTree {
        let mut around = Vec::new();
        let mut tree = loop {
            let total = traces.total();
            let empty = traces.take_empty();
            if empty > 0 && !traces.list.is_empty() && empty as f64 > self.noise * total as f64 {
                around.push(Around::Optional);
            }
            match traces.list.as_slice() {
                [] => break ProcessTree::Silent,
                [(trace, _)] if trace.len() == 1 => break self.leaf(trace[0]),
                _ => {}
            }
            let counts = Counts::of(&traces);
            if depth >= MAX_DEPTH {
                break self.flower(&counts.activities);
            }
            if let Some(tree) = self.by_cut(&traces, &counts, depth) {
                break tree;
            }
            let apart = concurrent::once_per_trace(&traces, &counts.activities)
                .or_else(|| concurrent::candidate(&traces, &counts, &mut self.work));
            if let Some(apart) = apart {
                let alone = traces.project(|activity| activity == apart);
                around.push(Around::Beside(self.mine(alone, depth + 1)));
                traces = traces.project(|activity| activity != apart);
                continue;
            }
            let rounds = rounds(&traces, true).or_else(|| rounds(&traces, false));
            break match rounds {
                Some(rounds) => {
                    ProcessTree::repeat(self.mine(rounds, depth + 1), ProcessTree::Silent)
                }
                None => self.flower(&counts.activities),
            };
        };
        while let Some(next) = around.pop() {
            tree = match next {
                Around::Optional => ProcessTree::Exclusive(vec![ProcessTree::Silent, tree]),
                Around::Beside(other) => ProcessTree::Parallel(vec![other, tree]),
            };
        }
        tree
    }

    fn by_cut(&mut self, traces: &Traces, counts: &Counts, depth: usize) -> Option<ProcessTree> {
        let mut graph = counts.graph();
        let mut cut = cut::find(&graph);
        if cut.is_none() && self.noise > 0.0 {
            graph = counts.filtered(self.noise);
            cut = cut::find(&graph);
        }
        let cut = cut?;
        let mut parts: Vec<ProcessTree> = split(traces, &graph, &cut)
            .into_iter()
            .map(|part| self.mine(part, depth + 1))
            .collect();
        Some(match cut.operator {
            Operator::Exclusive => ProcessTree::Exclusive(parts),
            Operator::Sequence => ProcessTree::Sequence(parts),
            Operator::Parallel => ProcessTree::Parallel(parts),
            Operator::Loop => {
                let again = parts.pop().unwrap_or(ProcessTree::Silent);
                let once = parts.pop().unwrap_or(ProcessTree::Silent);
                ProcessTree::repeat(once, again)
            }
        })
    }

    fn leaf(&self, activity: u16) -> ProcessTree {
        ProcessTree::Activity(self.names[usize::from(activity)].to_owned())
    }

    /// Any sequence of these activities.
    fn flower(&self, activities: &[u16]) -> ProcessTree {
        let leaves = activities
            .iter()
            .map(|&activity| self.leaf(activity))
            .collect();
        ProcessTree::repeat(ProcessTree::Silent, ProcessTree::Exclusive(leaves))
    }
}

/// Traces cut into rounds where one could begin anew: before each activity that a trace begins with, and, if `strict`, only
/// where one could have ended too. `None` if no trace is cut.
fn rounds(traces: &Traces, strict: bool) -> Option<Traces> {
    let mut starts: HashSet<u16, FixedState> = HashSet::default();
    let mut ends: HashSet<u16, FixedState> = HashSet::default();
    for (trace, _) in &traces.list {
        starts.extend(trace.first());
        ends.extend(trace.last());
    }
    let mut counter = Counter::default();
    let mut cut_any = false;
    for (trace, count) in &traces.list {
        let mut start = 0;
        for place in 1..trace.len() {
            let begins = starts.contains(&trace[place]);
            if begins && (!strict || ends.contains(&trace[place - 1])) {
                counter.add(&trace[start..place], *count);
                start = place;
                cut_any = true;
            }
        }
        counter.add(&trace[start..], *count);
    }
    cut_any.then(|| counter.done())
}
