//! Process maps: simplified maps stay connected, and nothing is drawn over anything.

use charts::{
    Chart, Direction, EdgeLabels, Options, ProcessEdge, ProcessGraph, ProcessNode, ProcessNodeKind,
    ProcessWords, process_map, simplify,
};
use proptest::prelude::*;

mod picture;
use picture::check;

fn node(label: &str, kind: ProcessNodeKind) -> ProcessNode {
    ProcessNode {
        label: label.into(),
        count: Some(7.0),
        time: Some(3.0),
        kind,
        href: "/steps".into(),
    }
}

fn edge(from: usize, to: usize, count: f64) -> ProcessEdge {
    ProcessEdge {
        from,
        to,
        count,
        waiting: Some(count),
        href: String::new(),
    }
}

fn draw(graph: &ProcessGraph, direction: Direction, labels: EdgeLabels) -> Chart {
    let number = |v: f64| format!("{v}");
    let duration = |v: f64| format!("{v} d");
    let words = ProcessWords {
        next: "next",
        itself: "itself",
        count: "count",
        time: "time",
        waiting: "waiting",
        back: "back",
        duration: &duration,
        borders: None,
        labels,
    };
    process_map(graph, &words, &Options::new("m", "map", direction, &number))
}

/// Nodes that are reached from `from` along the edges, or against them.
fn reached(graph: &ProcessGraph, kind: ProcessNodeKind, against: bool) -> Vec<bool> {
    let mut seen: Vec<bool> = graph.nodes.iter().map(|n| n.kind == kind).collect();
    for _ in 0..graph.nodes.len() {
        for e in &graph.edges {
            let (a, b) = if against {
                (e.to, e.from)
            } else {
                (e.from, e.to)
            };
            seen[b] |= seen[a];
        }
    }
    seen
}

fn any_graph(most: usize) -> impl Strategy<Value = ProcessGraph> {
    (2..most).prop_flat_map(|count| {
        let edges = proptest::collection::vec((0..count, 0..count, 0_u32..500), 0..count * 3);
        (edges, proptest::collection::vec("[ آ-یa-z]{0,40}", count)).prop_map(
            move |(edges, names)| ProcessGraph {
                nodes: names
                    .iter()
                    .enumerate()
                    .map(|(i, name)| {
                        let kind = match i {
                            0 => ProcessNodeKind::Start,
                            1 => ProcessNodeKind::End,
                            _ => ProcessNodeKind::Step,
                        };
                        node(name, kind)
                    })
                    .collect(),
                edges: edges
                    .iter()
                    .map(|(a, b, c)| edge(*a, *b, f64::from(*c)))
                    .collect(),
            },
        )
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(96) })]

    #[test]
    fn any_graph_is_drawn_inside_its_picture(graph in any_graph(16), rtl in any::<bool>(), bare in any::<bool>()) {
        let direction = if rtl { Direction::Rtl } else { Direction::Ltr };
        let labels = if bare { EdgeLabels::Nothing } else { EdgeLabels::CountAndTime };
        let chart = draw(&graph, direction, labels);
        check(&chart);
        prop_assert_eq!(chart.table.rows.len(), graph.nodes.len() + graph.edges.len());
        prop_assert_eq!(&chart, &draw(&graph, direction, labels));
    }

    #[test]
    fn odd_numbers_and_ends_that_are_not_there_do_no_harm(counts in proptest::collection::vec((0_usize..9, 0_usize..9, any::<f64>(), any::<Option<f64>>()), 0..12), share in any::<f64>()) {
        let graph = ProcessGraph {
            nodes: (0..6).map(|i| ProcessNode { label: format!("{i}"), ..ProcessNode::default() }).collect(),
            edges: counts.into_iter().map(|(from, to, count, waiting)| ProcessEdge { from, to, count, waiting, href: "javascript:x".into() }).collect(),
        };
        check(&draw(&graph, Direction::Rtl, EdgeLabels::CountAndTime));
        check(&draw(&simplify(&graph, share), Direction::Ltr, EdgeLabels::Count));
    }

    #[test]
    fn every_kept_step_lies_on_a_way_from_start_to_end(graph in any_graph(14), share in 0.0..1.0_f64, more in 0.0..0.5_f64) {
        let less = simplify(&graph, share);
        let (forth, back) = (reached(&less, ProcessNodeKind::Start, false), reached(&less, ProcessNodeKind::End, true));
        prop_assert!(forth.iter().chain(&back).all(|r| *r), "{:?}", less);
        let wider = simplify(&graph, share + more);
        prop_assert!(less.edges.len() <= wider.edges.len() && less.nodes.len() <= wider.nodes.len());
        // What is kept carries the share of all that can lie on a way.
        let carried = |g: &ProcessGraph| g.edges.iter().map(|e| e.count).sum::<f64>();
        prop_assert!(carried(&less) + 1e-9 >= share * carried(&simplify(&graph, 0.999_999)));
    }

    #[test]
    fn labels_and_boxes_never_lie_on_each_other(mut graph in any_graph(14)) {
        // Each pair once, as in a directly-follows graph.
        graph.edges.sort_by_key(|e| (e.from, e.to));
        graph.edges.dedup_by_key(|e| (e.from, e.to));
        let svg = draw(&graph, Direction::Ltr, EdgeLabels::CountAndTime).svg;
        let value = |line: &str, name: &str| -> f64 {
            line.split(&format!(" {name}=\"")).nth(1).and_then(|r| r.split('"').next()).unwrap().parse().unwrap()
        };
        let mut areas: Vec<(f64, f64, f64, f64)> = Vec::new();
        for line in svg.lines() {
            if line.contains("class=\"chart-node") && line.starts_with("<rect") {
                let (x, y) = (value(line, "x"), value(line, "y"));
                areas.push((x, y, x + value(line, "width"), y + value(line, "height")));
            } else if line.contains("class=\"chart-edge-") && line.starts_with("<text") {
                let (x, y) = (value(line, "x"), value(line, "y"));
                areas.push((x, y - 11.0, x + 8.0, y + 3.0));
            }
        }
        for (i, a) in areas.iter().enumerate() {
            for b in &areas[..i] {
                prop_assert!(a.0 >= b.2 || b.0 >= a.2 || a.1 >= b.3 || b.1 >= a.3, "{a:?} {b:?}");
            }
        }
    }
}

#[test]
fn less_detail_keeps_the_frequent_way_and_what_it_needs() {
    use ProcessNodeKind::{End, Start, Step};
    // start → a → b → end is frequent; c is rare; the edge b → d is frequent, but d leads on only by a rare one.
    let graph = ProcessGraph {
        nodes: vec![
            node("start", Start),
            node("a", Step),
            node("b", Step),
            node("c", Step),
            node("d", Step),
            node("end", End),
        ],
        edges: vec![
            edge(0, 1, 100.0),
            edge(1, 2, 90.0),
            edge(2, 5, 40.0),
            edge(1, 3, 10.0),
            edge(3, 5, 10.0),
            edge(2, 4, 50.0),
            edge(4, 5, 2.0),
            edge(4, 2, 48.0),
        ],
    };
    let pairs = |g: &ProcessGraph| -> Vec<(String, String)> {
        g.edges
            .iter()
            .map(|e| (g.nodes[e.from].label.clone(), g.nodes[e.to].label.clone()))
            .collect()
    };
    let named = |list: &[(&str, &str)]| -> Vec<(String, String)> {
        list.iter()
            .map(|(a, b)| ((*a).into(), (*b).into()))
            .collect()
    };
    // Nothing asked: the most frequent edge, and the widest way through it.
    assert_eq!(
        pairs(&simplify(&graph, 0.0)),
        named(&[("start", "a"), ("a", "b"), ("b", "end")])
    );
    // 240 of 350 are carried by three edges; d needs a way to the end, and the widest goes back through b.
    assert_eq!(
        pairs(&simplify(&graph, 240.0 / 350.0)),
        named(&[
            ("start", "a"),
            ("a", "b"),
            ("b", "end"),
            ("b", "d"),
            ("d", "b")
        ])
    );
    assert_eq!(simplify(&graph, 1.0), graph);
}

#[test]
fn time_runs_down_and_a_return_is_marked() {
    use ProcessNodeKind::{End, Start, Step};
    let graph = ProcessGraph {
        nodes: vec![
            node("s", Start),
            node("a", Step),
            node("b", Step),
            node("e", End),
        ],
        edges: vec![
            edge(0, 1, 9.0),
            edge(1, 2, 9.0),
            edge(2, 1, 3.0),
            edge(2, 2, 1.0),
            edge(2, 3, 6.0),
        ],
    };
    let svg = draw(&graph, Direction::Rtl, EdgeLabels::CountAndTime).svg;
    let tops: Vec<f64> = svg
        .lines()
        .filter(|l| l.starts_with("<rect class=\"chart-node"))
        .map(|l| {
            l.split(" y=\"")
                .nth(1)
                .unwrap()
                .split('"')
                .next()
                .unwrap()
                .parse()
                .unwrap()
        })
        .collect();
    assert!(tops.windows(2).all(|w| w[0] < w[1]), "{tops:?}");
    let dashed = svg
        .lines()
        .filter(|l| l.contains("chart-edge-back"))
        .count();
    assert_eq!(dashed, 2, "the return and its key");
    assert!(svg.contains("<a class=\"chart-link\" href=\"/steps\""));
}

#[test]
fn a_map_of_398_activities_ends() {
    // Dense and cyclic: each activity follows eleven others, forth and back.
    let mut graph = ProcessGraph::default();
    for i in 0..398_usize {
        graph.nodes.push(node("فعالیت", ProcessNodeKind::Step));
        for k in 1..=11 {
            graph
                .edges
                .push(edge(i, (i * 7 + k * k * 13) % 398, (500 / k) as f64));
        }
    }
    let chart = draw(&graph, Direction::Rtl, EdgeLabels::CountAndTime);
    check(&chart);
    assert_eq!(chart.table.rows.len(), 398 * 12);
}
