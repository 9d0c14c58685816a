//! How long questions take. The clock is the caller's.

use crate::appearance::Scratch;
use crate::graph::{Graph, Node};
use crate::screen::{Asked, Screener};

/// Each question is asked so often, after a first round that is not counted; the median of its times counts. On a busy machine a question
/// is now and then interrupted for a slice of four milliseconds; with three rounds one of ten thousand was so twice.
const ROUNDS: usize = 5;
/// So many people are held against all firms.
const PEOPLE: usize = 100;

/// Times in nanoseconds, and memory.
#[derive(Debug, Clone, PartialEq)]
pub struct Figures {
    /// Questions measured.
    pub questions: usize,
    /// Median of a question.
    pub p50_ns: u64,
    /// 99th percentile.
    pub p99_ns: u64,
    /// Slowest.
    pub max_ns: u64,
    /// Mean.
    pub mean_ns: u64,
    /// Memory of the graph, ids and sources included, for each tie.
    pub bytes_per_tie: f64,
    /// People held against all firms.
    pub people: usize,
    /// Median of one person against all firms.
    pub all_p50_ns: u64,
    /// Slowest of them.
    pub all_max_ns: u64,
}

/// Times of whole answers (bans, interests and appearance, with best and second-best path) between parties that were found, without
/// reading files, looking up ids and putting the answer in words; and of one person against every firm. `now` gives nanoseconds.
pub fn measure(
    graph: &Graph,
    screener: &Screener<'_>,
    pairs: &[(String, String)],
    asked: &Asked,
    now: impl Fn() -> u64,
) -> Figures {
    let nodes: Vec<(Node, Node)> = pairs
        .iter()
        .filter_map(|(a, b)| graph.node(a).zip(graph.node(b)))
        .collect();
    let mut scratch = Scratch::new();
    let mut ask = |(a, b): (Node, Node)| {
        let begun = now();
        std::hint::black_box(screener.outcome(Some(a), b, asked, &mut scratch));
        now() - begun
    };
    for pair in &nodes {
        ask(*pair);
    }
    let mut times = vec![[0; ROUNDS]; nodes.len()];
    for round in 0..ROUNDS {
        for (pair, time) in nodes.iter().zip(&mut times) {
            time[round] = ask(*pair);
        }
    }
    let mut each: Vec<u64> = times.into_iter().map(median).collect();
    each.sort_unstable();
    let mut people: Vec<Node> = nodes.iter().map(|(a, _)| *a).collect();
    people.sort_unstable();
    people.dedup();
    people.truncate(PEOPLE);
    let mut walk = |person: Node| {
        let begun = now();
        std::hint::black_box(screener.all_firms(person, asked, &mut scratch));
        now() - begun
    };
    for person in &people {
        walk(*person);
    }
    let mut all: Vec<u64> = people
        .iter()
        .map(|person| median(std::array::from_fn(|_| walk(*person))))
        .collect();
    all.sort_unstable();
    Figures {
        questions: each.len(),
        p50_ns: quantile(&each, 50),
        p99_ns: quantile(&each, 99),
        max_ns: quantile(&each, 100),
        mean_ns: each.iter().sum::<u64>() / (each.len() as u64).max(1),
        bytes_per_tie: graph.heap_bytes() as f64 / graph.tie_count().max(1) as f64,
        people: all.len(),
        all_p50_ns: quantile(&all, 50),
        all_max_ns: quantile(&all, 100),
    }
}

fn median(mut rounds: [u64; ROUNDS]) -> u64 {
    rounds.sort_unstable();
    rounds[ROUNDS / 2]
}

fn quantile(sorted: &[u64], percent: usize) -> u64 {
    let place = (sorted.len() * percent).div_ceil(100).max(1) - 1;
    sorted.get(place).copied().unwrap_or(0)
}
