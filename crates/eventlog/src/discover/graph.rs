//! The directly-follows graph of a sublog as bit rows, since cuts ask only which edges there are.

use super::traces::Traces;

/// A set of vertices.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Bits(pub(super) Vec<u64>);

impl Bits {
    pub(super) fn new(size: usize) -> Self {
        Self(vec![0; size.div_ceil(64)])
    }

    pub(super) fn set(&mut self, index: usize) {
        self.0[index / 64] |= 1 << (index % 64);
    }

    pub(super) fn clear(&mut self, index: usize) {
        self.0[index / 64] &= !(1 << (index % 64));
    }

    pub(super) fn unite(&mut self, other: &Self) {
        for (word, other) in self.0.iter_mut().zip(&other.0) {
            *word |= other;
        }
    }

    pub(super) fn meets(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).any(|(a, b)| a & b != 0)
    }

    pub(super) fn count(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.iter().all(|&word| word == 0)
    }

    pub(super) fn first(&self) -> Option<usize> {
        let word = self.0.iter().position(|&word| word != 0)?;
        Some(word * 64 + self.0[word].trailing_zeros() as usize)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.0.iter().enumerate().flat_map(|(place, &word)| {
            let mut rest = word;
            std::iter::from_fn(move || {
                let bit = (rest != 0).then(|| rest.trailing_zeros() as usize)?;
                rest &= rest - 1;
                Some(place * 64 + bit)
            })
        })
    }
}

/// Which vertex follows which, and where traces begin and end.
#[derive(Clone, Debug)]
pub(super) struct Graph {
    /// The activity of each vertex, in order.
    pub(super) activities: Vec<u16>,
    /// Vertices that have an edge, a beginning or an end.
    pub(super) vertices: Bits,
    pub(super) next: Vec<Bits>,
    pub(super) previous: Vec<Bits>,
    pub(super) start: Bits,
    pub(super) end: Bits,
}

/// How often each edge, beginning and end occurs.
pub(super) struct Counts {
    pub(super) activities: Vec<u16>,
    edges: Vec<u64>,
    start: Vec<u64>,
    end: Vec<u64>,
}

impl Counts {
    pub(super) fn of(traces: &Traces) -> Self {
        let top = traces.list.iter().flat_map(|(trace, _)| trace.iter()).max();
        let mut present = vec![false; top.map_or(0, |&top| usize::from(top) + 1)];
        for (trace, _) in &traces.list {
            for &activity in trace {
                present[usize::from(activity)] = true;
            }
        }
        let mut vertex = vec![0_usize; present.len()];
        let mut activities = Vec::new();
        for (activity, _) in present.iter().enumerate().filter(|(_, present)| **present) {
            vertex[activity] = activities.len();
            activities.push(u16::try_from(activity).expect("activities are numbered in 16 bits"));
        }
        let size = activities.len();
        let mut counts = Self {
            activities,
            edges: vec![0; size * size],
            start: vec![0; size],
            end: vec![0; size],
        };
        for (trace, count) in &traces.list {
            let (Some(&first), Some(&last)) = (trace.first(), trace.last()) else {
                continue;
            };
            counts.start[vertex[usize::from(first)]] += count;
            counts.end[vertex[usize::from(last)]] += count;
            for pair in trace.windows(2) {
                let (from, to) = (vertex[usize::from(pair[0])], vertex[usize::from(pair[1])]);
                counts.edges[from * size + to] += count;
            }
        }
        counts
    }

    /// All edges.
    pub(super) fn graph(&self) -> Graph {
        self.keep(|_, _| true, |_| true)
    }

    /// `IMf`'s filter: an edge stays if it is more frequent than `noise` times the strongest edge (or end) of its source; a
    /// beginning, if it is at least `noise` times the most frequent one.
    pub(super) fn filtered(&self, noise: f64) -> Graph {
        let size = self.activities.len();
        let strongest: Vec<u64> = (0..size)
            .map(|from| {
                let row = &self.edges[from * size..(from + 1) * size];
                let edge = row.iter().copied().max().unwrap_or(0);
                edge.max(self.end[from])
            })
            .collect();
        let first = self.start.iter().copied().max().unwrap_or(0) as f64;
        self.keep(
            |from, count| count as f64 > noise * strongest[from] as f64,
            |count| count as f64 >= noise * first,
        )
    }

    fn keep(&self, edge: impl Fn(usize, u64) -> bool, beginning: impl Fn(u64) -> bool) -> Graph {
        let size = self.activities.len();
        let empty = Bits::new(size);
        let mut graph = Graph {
            activities: self.activities.clone(),
            vertices: empty.clone(),
            next: vec![empty.clone(); size],
            previous: vec![empty.clone(); size],
            start: empty.clone(),
            end: empty,
        };
        for from in 0..size {
            for to in 0..size {
                let count = self.edges[from * size + to];
                if count > 0 && edge(from, count) {
                    graph.edge(from, to);
                }
            }
            if self.start[from] > 0 && beginning(self.start[from]) {
                graph.start.set(from);
                graph.vertices.set(from);
            }
            if self.end[from] > 0 {
                graph.end.set(from);
                graph.vertices.set(from);
            }
        }
        graph
    }
}

impl Graph {
    pub(super) fn edge(&mut self, from: usize, to: usize) {
        self.next[from].set(to);
        self.previous[to].set(from);
        self.vertices.set(from);
        self.vertices.set(to);
    }

    /// Takes a vertex out with its edges.
    pub(super) fn remove(&mut self, vertex: usize) {
        for row in self.next.iter_mut().chain(&mut self.previous) {
            row.clear(vertex);
        }
        for row in [&mut self.next[vertex], &mut self.previous[vertex]] {
            row.0.fill(0);
        }
        for set in [&mut self.start, &mut self.end, &mut self.vertices] {
            set.clear(vertex);
        }
    }

    pub(super) fn size(&self) -> usize {
        self.activities.len()
    }

    /// Components of the vertices in `among`, where `row` gives the neighbours of a vertex, the same in both directions.
    pub(super) fn components(among: &Bits, row: impl Fn(usize) -> Bits) -> Vec<Bits> {
        let mut rest = among.clone();
        let mut found = Vec::new();
        while let Some(first) = rest.first() {
            let mut component = Bits(vec![0; among.0.len()]);
            let mut waiting = vec![first];
            rest.clear(first);
            while let Some(vertex) = waiting.pop() {
                component.set(vertex);
                let mut near = row(vertex);
                for (word, rest) in near.0.iter_mut().zip(&mut rest.0) {
                    *word &= *rest;
                    *rest &= !*word;
                }
                waiting.extend(near.iter());
            }
            found.push(component);
        }
        found
    }
}
