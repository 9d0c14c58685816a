//! A* over markings and positions, with whole costs in buckets.

use std::hash::BuildHasher as _;

use foldhash::fast::FixedState;
use hashbrown::HashTable;

use super::compiled::SILENT;
use super::markings::Markings;

/// One step of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Both,
    Log,
    Model(u32),
    Silent,
}

/// The cheapest path.
pub(super) struct Path {
    pub(super) cost: u32,
    pub(super) steps: Vec<Step>,
}

/// How a search ended.
pub(super) enum Outcome {
    Found(Path),
    Impossible,
    TooLarge,
}

/// A state that was met, with the best way to it so far.
struct Node {
    marking: u32,
    position: u32,
    cost: u32,
    parent: u32,
    step: Step,
    done: bool,
}

/// Room for searches, kept from one to the next.
pub(super) struct Search {
    max_states: usize,
    nodes: Vec<Node>,
    table: HashTable<u32>,
    /// Nodes by cost so far plus estimate; of equal ones the last found comes first.
    buckets: Vec<Vec<u32>>,
}

/// What a trace still asks for, from each position.
struct Rest<'a> {
    trace: &'a [Option<u32>],
    /// Labels from each position on.
    sets: Vec<u64>,
    /// Events from each position on whose activity the model does not know.
    foreign: Vec<u32>,
    words: usize,
}

impl<'a> Rest<'a> {
    fn new(trace: &'a [Option<u32>], words: usize) -> Self {
        let mut sets = vec![0; (trace.len() + 1) * words];
        let mut foreign = vec![0; trace.len() + 1];
        for (position, label) in trace.iter().enumerate().rev() {
            sets.copy_within(
                (position + 1) * words..(position + 2) * words,
                position * words,
            );
            foreign[position] = foreign[position + 1];
            match *label {
                Some(label) => sets[position * words + label as usize / 64] |= 1 << (label % 64),
                None => foreign[position] += 1,
            }
        }
        Self {
            trace,
            sets,
            foreign,
            words,
        }
    }

    /// A cost that is never too high: events that can no longer be agreed with, and required labels that no event is left for.
    /// Along any step it falls by no more than the step costs, so the first path found to a state is a cheapest one.
    fn estimate(&self, markings: &Markings<'_>, marking: u32, position: u32) -> u32 {
        let position = position as usize;
        let left = &self.sets[position * self.words..][..self.words];
        let (may, must) = markings.sets(marking);
        let missing: u32 = must
            .iter()
            .zip(left)
            .map(|(must, left)| (must & !left).count_ones())
            .sum();
        let mut extra = self.foreign[position];
        if left.iter().zip(may).any(|(left, may)| left & !may != 0) {
            let late = |label: &&u32| may[**label as usize / 64] >> (**label % 64) & 1 == 0;
            let late = self.trace[position..].iter().flatten().filter(late).count();
            extra += u32::try_from(late).unwrap_or(u32::MAX / 2);
        }
        missing + extra
    }
}

impl Search {
    pub(super) fn new(max_states: usize) -> Self {
        Self {
            max_states: max_states.min(u32::MAX as usize - 1),
            nodes: Vec::new(),
            table: HashTable::new(),
            buckets: Vec::new(),
        }
    }

    /// The cheapest way through the net and the trace, whose events are labels, or `None` where the net has no such label.
    pub(super) fn run(&mut self, markings: &mut Markings<'_>, trace: &[Option<u32>]) -> Outcome {
        self.nodes.clear();
        self.table.clear();
        self.buckets.iter_mut().for_each(Vec::clear);
        let rest = Rest::new(trace, markings.net.words);
        self.visit(
            markings,
            &rest,
            (markings.initial, 0),
            (0, u32::MAX, Step::Silent),
        );
        let mut cost = 0;
        while cost < self.buckets.len() {
            let Some(index) = self.buckets[cost].pop() else {
                cost += 1;
                continue;
            };
            let node = &mut self.nodes[index as usize];
            if std::mem::replace(&mut node.done, true) {
                continue;
            }
            let (marking, position, so_far) = (node.marking, node.position, node.cost);
            if position as usize == trace.len() && markings.is_end(marking) {
                // Steps that were left out may have led to a cheaper path.
                return if markings.overflowed {
                    Outcome::TooLarge
                } else {
                    Outcome::Found(self.path(index))
                };
            }
            if self.nodes.len() > self.max_states {
                return Outcome::TooLarge;
            }
            let next = trace.get(position as usize).copied();
            if next.is_some() {
                self.visit(
                    markings,
                    &rest,
                    (marking, position + 1),
                    (so_far + 1, index, Step::Log),
                );
            }
            for at in markings.edges(marking) {
                let (label, to) = markings.edge(at);
                let (price, step) = match label {
                    SILENT => (0, Step::Silent),
                    label => (1, Step::Model(label)),
                };
                self.visit(
                    markings,
                    &rest,
                    (to, position),
                    (so_far + price, index, step),
                );
                if label != SILENT && next == Some(Some(label)) {
                    self.visit(
                        markings,
                        &rest,
                        (to, position + 1),
                        (so_far, index, Step::Both),
                    );
                }
            }
        }
        if markings.overflowed {
            return Outcome::TooLarge;
        }
        Outcome::Impossible
    }

    fn visit(
        &mut self,
        markings: &Markings<'_>,
        rest: &Rest<'_>,
        (marking, position): (u32, u32),
        (cost, parent, step): (u32, u32, Step),
    ) {
        let hash =
            |marking: u32, position: u32| FixedState::default().hash_one((marking, position));
        let nodes = &self.nodes;
        let key = hash(marking, position);
        let found = self.table.find(key, |&index| {
            let node = &nodes[index as usize];
            (node.marking, node.position) == (marking, position)
        });
        let index = if let Some(&index) = found {
            let node = &mut self.nodes[index as usize];
            if node.done || node.cost <= cost {
                return;
            }
            (node.cost, node.parent, node.step) = (cost, parent, step);
            index
        } else {
            let index = u32::try_from(self.nodes.len()).expect("the state budget is below 2^32");
            self.table.insert_unique(key, index, |&other| {
                let node = &nodes[other as usize];
                hash(node.marking, node.position)
            });
            self.nodes.push(Node {
                marking,
                position,
                cost,
                parent,
                step,
                done: false,
            });
            index
        };
        let total = (cost + rest.estimate(markings, marking, position)) as usize;
        if self.buckets.len() <= total {
            self.buckets.resize(total + 1, Vec::new());
        }
        self.buckets[total].push(index);
    }

    fn path(&self, end: u32) -> Path {
        let mut steps = Vec::new();
        let mut at = end;
        while let Some(node) = self
            .nodes
            .get(at as usize)
            .filter(|node| node.parent != u32::MAX)
        {
            steps.push(node.step);
            at = node.parent;
        }
        steps.reverse();
        Path {
            cost: self.nodes[end as usize].cost,
            steps,
        }
    }
}
