//! The course of a service as a graph, as variants and as dots in time, from its event log. Pure.

use std::collections::BTreeMap;

use charts::{Dot, ProcessEdge, ProcessGraph, ProcessNode, ProcessNodeKind};
use eventlog::EventLog;
use eventlog::measure::{self, Dfg};

/// Activities of a dotted chart that have a colour of their own.
const COLOURED: usize = 5;
/// Share of the events that lies outside the time axis of a dotted chart on each side: wrong dates must not squeeze all others.
const OUTSIDE: f64 = 0.005;

/// Which cases of a log are meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Which {
    /// All.
    All,
    /// Those of the n-th variant, from 1, the most frequent first.
    Variant(usize),
    /// Those in which the second activity comes right after the first; an empty name is the beginning or the end of the case.
    Step(String, String),
    /// Those in which an activity happens.
    Activity(String),
}

/// The cases that are meant, in the order of the log. Empty for what the log does not have.
pub fn cases(log: &EventLog, which: &Which) -> Vec<usize> {
    let all = || 0..log.case_count();
    match which {
        Which::All => all().collect(),
        Which::Variant(place) => {
            let variants = measure::variants(log);
            let Some(variant) = place.checked_sub(1).and_then(|place| variants.get(place)) else {
                return Vec::new();
            };
            all()
                .filter(|case| log.activity()[log.case(*case)] == variant.activities[..])
                .collect()
        }
        Which::Activity(name) => {
            let Some(activity) = log.activities().find(name) else {
                return Vec::new();
            };
            all()
                .filter(|case| log.activity()[log.case(*case)].contains(&activity))
                .collect()
        }
        Which::Step(from, to) => {
            let find = |name: &str| log.activities().find(name);
            let (a, b) = (find(from), find(to));
            if (!from.is_empty() && a.is_none()) || (!to.is_empty() && b.is_none()) {
                return Vec::new();
            }
            all()
                .filter(|case| {
                    let events = &log.activity()[log.case(*case)];
                    match (a, b) {
                        (Some(a), Some(b)) => events.windows(2).any(|w| w == [a, b]),
                        (None, Some(b)) => events.first() == Some(&b),
                        (Some(a), None) => events.last() == Some(&a),
                        (None, None) => false,
                    }
                })
                .collect()
        }
    }
}

/// Words and addresses of a process graph.
pub struct Names<'a> {
    /// The node where cases begin.
    pub start: &'a str,
    /// The node where they end.
    pub end: &'a str,
    /// The address of the cases behind a node or an edge, or an empty text.
    pub href: &'a dyn Fn(&Which) -> String,
}

/// A process graph and what was left out of it.
pub struct Map {
    /// Beginning, activities, end.
    pub graph: ProcessGraph,
    /// Pairs of activities that fewer than the least number of times follow each other, and are not in the graph.
    pub hidden: usize,
}

/// The directly-follows graph of a log with beginning and end. Edges seen fewer than `least` times are left out, and activities that then
/// stand alone. Times in seconds: of an edge the median from event to event, of an activity the median since the event before it.
pub fn map(log: &EventLog, least: usize, names: &Names<'_>) -> Map {
    let Dfg { edges, start, end } = measure::dfg(log);
    let times = measure::times(log, measure::TimeOptions::default());
    let mut counts = vec![0_usize; log.activities().len()];
    for activity in log.activity() {
        counts[*activity as usize] += 1;
    }
    let mut nodes = vec![ProcessNode {
        label: names.start.to_owned(),
        count: Some(log.cases().filter(|rows| !rows.is_empty()).count() as f64),
        kind: ProcessNodeKind::Start,
        ..ProcessNode::default()
    }];
    for (place, name) in log.activities().iter().enumerate() {
        let since = times
            .activities
            .iter()
            .find(|t| t.activity as usize == place)
            .filter(|t| t.sojourn.count() >= least.max(1));
        nodes.push(ProcessNode {
            label: name.to_owned(),
            count: Some(counts[place] as f64),
            time: since.and_then(|t| t.sojourn.median()),
            kind: ProcessNodeKind::Step,
            href: (names.href)(&Which::Activity(name.to_owned())),
        });
    }
    let last = nodes.len();
    nodes.push(ProcessNode {
        label: names.end.to_owned(),
        kind: ProcessNodeKind::End,
        count: nodes[0].count,
        ..ProcessNode::default()
    });
    let name = |activity: u32| log.activities().get(activity).to_owned();
    let edge = |from, to, count: usize, waiting, which: Which| ProcessEdge {
        from,
        to,
        count: count as f64,
        waiting,
        href: (names.href)(&which),
    };
    let place = |activity: u32| activity as usize + 1;
    let begins = start.iter().map(|&(a, n)| {
        let which = Which::Step(String::new(), name(a));
        edge(0, place(a), n, None, which)
    });
    let ends = end.iter().map(|&(a, n)| {
        let which = Which::Step(name(a), String::new());
        edge(place(a), last, n, None, which)
    });
    let between = edges.iter().map(|e| {
        let which = Which::Step(name(e.from), name(e.to));
        let (from, to) = (place(e.from), place(e.to));
        edge(from, to, e.count, Some(e.median_seconds), which)
    });
    let all: Vec<ProcessEdge> = begins.chain(between).chain(ends).collect();
    let before = all.len();
    let kept: Vec<ProcessEdge> = all
        .into_iter()
        .filter(|e| e.count >= least as f64)
        .collect();
    let hidden = before - kept.len();
    Map {
        graph: connected(nodes, kept),
        hidden,
    }
}

/// The graph without nodes that no edge touches.
fn connected(nodes: Vec<ProcessNode>, mut edges: Vec<ProcessEdge>) -> ProcessGraph {
    let mut place = vec![usize::MAX; nodes.len()];
    for edge in &edges {
        place[edge.from] = 0;
        place[edge.to] = 0;
    }
    let mut graph = ProcessGraph::default();
    for (node, place) in nodes.into_iter().zip(&mut place) {
        if *place == 0 {
            *place = graph.nodes.len();
            graph.nodes.push(node);
        }
    }
    for edge in &mut edges {
        (edge.from, edge.to) = (place[edge.from], place[edge.to]);
    }
    graph.edges = edges;
    graph
}

/// Shares of detail that a reader can choose, in per cent.
pub const DETAILS: [u8; 9] = [100, 95, 90, 80, 70, 60, 40, 20, 10];

/// The most detail with which a map can be read at a glance: at most 16 steps and 30 edges; else the least.
pub fn readable(graph: &ProcessGraph) -> u8 {
    DETAILS
        .into_iter()
        .find(|detail| {
            let less = charts::simplify(graph, f64::from(*detail) / 100.0);
            less.nodes.len() <= 18 && less.edges.len() <= 30
        })
        .unwrap_or(DETAILS[DETAILS.len() - 1])
}

/// Events as dots.
#[derive(Debug, Clone, PartialEq)]
pub struct Dots {
    /// The dots; events of the same case band, time slice and activity are one.
    pub dots: Vec<Dot>,
    /// The most frequent activities in the order of frequency; the series after them holds all others, if there are any.
    pub series: Vec<String>,
    /// Whether there is a series of all others.
    pub others: bool,
    /// Time at the beginning and end of the axis, microseconds UTC.
    pub span: (i64, i64),
    /// Events before or after the axis.
    pub outside: usize,
}

/// The dots of a log: cases in the order of their first event, in at most `rows` bands; time in at most `columns` slices. None for a
/// log without events.
pub fn dots(log: &EventLog, rows: usize, columns: usize) -> Option<Dots> {
    let mut times = log.times().to_vec();
    times.sort_unstable();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a two-hundredth of a length"
    )]
    let cut = (times.len() as f64 * OUTSIDE) as usize;
    let (from, to) = (*times.get(cut)?, *times.get(times.len() - 1 - cut)?);
    let mut counts = vec![0_usize; log.activities().len()];
    for activity in log.activity() {
        counts[*activity as usize] += 1;
    }
    let mut order: Vec<usize> = (0..counts.len()).collect();
    order.sort_by_key(|a| (std::cmp::Reverse(counts[*a]), *a));
    let coloured = if order.len() == COLOURED + 1 {
        order.len()
    } else {
        COLOURED.min(order.len())
    };
    let mut series_of = vec![coloured; counts.len()];
    for (series, activity) in order.iter().take(coloured).enumerate() {
        series_of[*activity] = series;
    }
    let mut by_start: Vec<usize> = (0..log.case_count())
        .filter(|case| log.span(*case).is_some())
        .collect();
    by_start.sort_by_key(|case| log.span(*case).map(|(first, _)| first));
    let (rows, columns) = (rows.clamp(1, by_start.len()), columns.max(1));
    let width = (i128::from(to) - i128::from(from)).max(1);
    let slice = |at: i64| {
        let share = (i128::from(at) - i128::from(from)) * columns as i128 / width;
        usize::try_from(share).unwrap_or(0).min(columns - 1)
    };
    let mut found: BTreeMap<(usize, usize, usize), usize> = BTreeMap::new();
    let mut outside = 0;
    for (rank, case) in by_start.iter().enumerate() {
        let band = rank * rows / by_start.len();
        for row in log.case(*case) {
            let at = log.times()[row];
            if at < from || at > to {
                outside += 1;
                continue;
            }
            let series = series_of[log.activity()[row] as usize];
            *found.entry((band, slice(at), series)).or_default() += 1;
        }
    }
    let middle = |place: usize, of: usize| (place as f64 + 0.5) / of as f64;
    Some(Dots {
        dots: found
            .into_iter()
            .map(|((band, slice, series), count)| Dot {
                time: middle(slice, columns),
                case: middle(band, rows),
                series,
                count: count as f64,
            })
            .collect(),
        series: order
            .iter()
            .take(coloured)
            .filter_map(|a| u32::try_from(*a).ok())
            .map(|a| log.activities().get(a).to_owned())
            .collect(),
        others: order.len() > coloured,
        span: (from, to),
        outside,
    })
}

#[cfg(test)]
mod tests {
    use eventlog::read::Mapping;
    use eventlog::{Options, read_csv};

    use super::*;

    /// Three cases: a b, a b, a c; a day between events.
    fn log() -> EventLog {
        let csv = "case,activity,timestamp\n1,a,2026-03-21T00:00:00Z\n1,b,2026-03-22T00:00:00Z\n2,a,2026-03-22T00:00:00Z\n\
                   2,b,2026-03-24T00:00:00Z\n3,a,2026-03-23T00:00:00Z\n3,c,2026-03-26T00:00:00Z\n";
        read_csv(csv.as_bytes(), &Mapping::default(), Options::default())
            .expect("a log")
            .log
    }

    fn names<'a>() -> Names<'a> {
        Names {
            start: "begin",
            end: "end",
            href: &|which| format!("{which:?}"),
        }
    }

    #[test]
    fn the_map_has_beginning_end_and_the_pairs_between() {
        let map = map(&log(), 1, &names());
        let labels: Vec<&str> = map.graph.nodes.iter().map(|n| n.label.as_str()).collect();
        assert_eq!(labels, ["begin", "a", "b", "c", "end"]);
        let edges: Vec<(usize, usize, f64)> = map
            .graph
            .edges
            .iter()
            .map(|e| (e.from, e.to, e.count))
            .collect();
        assert_eq!(
            edges,
            [
                (0, 1, 3.0),
                (1, 2, 2.0),
                (1, 3, 1.0),
                (2, 4, 2.0),
                (3, 4, 1.0)
            ]
        );
        // One and two days between a and b: a day and a half in the middle.
        assert_eq!(map.graph.edges[1].waiting, Some(1.5 * 86_400.0));
        assert_eq!(map.hidden, 0);
    }

    #[test]
    fn rare_edges_are_hidden_and_take_lonely_steps_with_them() {
        let map = map(&log(), 2, &names());
        let labels: Vec<&str> = map.graph.nodes.iter().map(|n| n.label.as_str()).collect();
        assert_eq!((labels, map.hidden), (vec!["begin", "a", "b", "end"], 2));
        assert!(map.graph.edges.iter().all(|e| e.from < 4 && e.to < 4));
    }

    #[test]
    fn cases_behind_what_is_shown() {
        let log = log();
        let step = |a: &str, b: &str| Which::Step(a.into(), b.into());
        assert_eq!(cases(&log, &Which::All), [0, 1, 2]);
        assert_eq!(cases(&log, &Which::Variant(1)), [0, 1]);
        assert_eq!(cases(&log, &Which::Variant(2)), [2]);
        assert_eq!(cases(&log, &step("a", "c")), [2]);
        assert_eq!(cases(&log, &step("", "a")), [0, 1, 2]);
        assert_eq!(cases(&log, &step("b", "")), [0, 1]);
        assert_eq!(cases(&log, &Which::Activity("c".into())), [2]);
        for nothing in [
            Which::Variant(0),
            Which::Variant(3),
            step("x", ""),
            step("", ""),
            Which::Activity("x".into()),
        ] {
            assert!(cases(&log, &nothing).is_empty(), "{nothing:?}");
        }
    }

    #[test]
    fn every_event_is_a_dot_or_outside() {
        let found = dots(&log(), 10, 5).expect("dots");
        assert_eq!(
            (found.series.clone(), found.others),
            (vec!["a".into(), "b".into(), "c".into()], false)
        );
        let all: f64 = found.dots.iter().map(|d| d.count).sum();
        assert!((all - 6.0).abs() < 1e-9 && found.outside == 0);
        // Three cases in three bands; the first event stands in the first slice of the first band.
        assert_eq!((found.dots[0].case, found.dots[0].time), (0.5 / 3.0, 0.1));
        assert!(dots(&EventLog::default(), 10, 5).is_none());
    }
}
