//! Less detail: the most frequent edges, and whatever else a kept step needs to lie on a way from the beginning to an end.

use std::cmp::Ordering;

use super::{ProcessEdge, ProcessGraph, ProcessNodeKind};

fn weight(edge: &ProcessEdge) -> f64 {
    if edge.count.is_finite() {
        edge.count.max(0.0)
    } else {
        0.0
    }
}

/// The most frequent edges of a process map, for a slider of detail.
///
/// 1. Edges are taken by falling count until they carry `share` (0 to 1) of all that happened between two steps; at least one is.
/// 2. For each step that a taken edge touches, the edges are added of the way from a start to it, and of the way from it to an
///    end, whose rarest edge is as frequent as possible (the widest path). So every kept step lies on a way from start to end.
/// 3. Steps without a kept edge are left out. Starts and ends stay if an edge of theirs does.
///
/// A step through which no way leads from a start to an end is left out too, until at a share of 1 (or more, or NaN) the graph
/// is given back whole. Starts and ends are the nodes of these kinds; where there are none, nodes without edges into them or
/// out of them, and if there are none of these either, all nodes. More share never shows less.
pub fn simplify(graph: &ProcessGraph, share: f64) -> ProcessGraph {
    let count = graph.nodes.len();
    if share.is_nan() || share >= 1.0 {
        return graph.clone();
    }
    let sound: Vec<usize> = (0..graph.edges.len())
        .filter(|e| graph.edges[*e].from < count && graph.edges[*e].to < count)
        .collect();
    let starts = ends_of(graph, &sound, ProcessNodeKind::Start);
    let ends = ends_of(graph, &sound, ProcessNodeKind::End);
    let forth = widest(graph, &sound, &starts, false);
    let back = widest(graph, &sound, &ends, true);
    let on_a_way = |node: usize| forth[node].is_some() && back[node].is_some();

    let mut by_count: Vec<usize> = sound
        .iter()
        .copied()
        .filter(|e| on_a_way(graph.edges[*e].from) && on_a_way(graph.edges[*e].to))
        .collect();
    by_count.sort_by(|a, b| {
        let (x, y) = (weight(&graph.edges[*a]), weight(&graph.edges[*b]));
        y.total_cmp(&x).then(a.cmp(b))
    });
    let all: f64 = by_count.iter().map(|e| weight(&graph.edges[*e])).sum();
    let mut kept = vec![false; graph.edges.len()];
    let mut carried = 0.0;
    for (taken, e) in by_count.iter().enumerate() {
        if taken > 0 && carried >= share * all {
            break;
        }
        carried += weight(&graph.edges[*e]);
        kept[*e] = true;
        for node in [graph.edges[*e].from, graph.edges[*e].to] {
            keep_way(graph, &forth, node, false, &mut kept);
            keep_way(graph, &back, node, true, &mut kept);
        }
    }
    let mut named = vec![None; count];
    let mut less = ProcessGraph::default();
    for (edge, _) in graph.edges.iter().zip(&kept).filter(|(_, kept)| **kept) {
        for node in [edge.from, edge.to] {
            named[node] = Some(0);
        }
    }
    for (node, name) in graph.nodes.iter().zip(&mut named) {
        if name.is_some() {
            *name = Some(less.nodes.len());
            less.nodes.push(node.clone());
        }
    }
    for (edge, _) in graph.edges.iter().zip(&kept).filter(|(_, kept)| **kept) {
        if let (Some(from), Some(to)) = (named[edge.from], named[edge.to]) {
            less.edges.push(ProcessEdge {
                from,
                to,
                ..edge.clone()
            });
        }
    }
    less
}

fn ends_of(graph: &ProcessGraph, sound: &[usize], kind: ProcessNodeKind) -> Vec<usize> {
    let named: Vec<usize> = (0..graph.nodes.len())
        .filter(|n| graph.nodes[*n].kind == kind)
        .collect();
    if !named.is_empty() {
        return named;
    }
    let mut open = vec![true; graph.nodes.len()];
    for e in sound {
        let edge = &graph.edges[*e];
        if edge.from != edge.to {
            open[if kind == ProcessNodeKind::Start {
                edge.to
            } else {
                edge.from
            }] = false;
        }
    }
    let bare: Vec<usize> = (0..open.len()).filter(|n| open[*n]).collect();
    if bare.is_empty() {
        (0..graph.nodes.len()).collect()
    } else {
        bare
    }
}

/// How a node is best reached: the width of the way, its number of edges, and its last edge (none at the beginning).
type Reach = Option<(f64, usize, Option<usize>)>;

/// Dijkstra's algorithm with the rarest edge in place of the sum; among equally wide ways the one with fewer edges.
fn widest(graph: &ProcessGraph, sound: &[usize], sources: &[usize], reversed: bool) -> Vec<Reach> {
    let count = graph.nodes.len();
    let mut near: Vec<Vec<(usize, usize)>> = vec![Vec::new(); count];
    for e in sound {
        let edge = &graph.edges[*e];
        let (from, to) = if reversed {
            (edge.to, edge.from)
        } else {
            (edge.from, edge.to)
        };
        near[from].push((to, *e));
    }
    let mut reach: Vec<Reach> = vec![None; count];
    let mut done = vec![false; count];
    for source in sources {
        reach[*source] = Some((f64::INFINITY, 0, None));
    }
    let better = |a: (f64, usize), b: (f64, usize)| {
        a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)) == Ordering::Greater
    };
    loop {
        let mut next: Option<(usize, (f64, usize))> = None;
        for node in (0..count).filter(|n| !done[*n]) {
            if let Some((width, steps, _)) = reach[node]
                && next.is_none_or(|(_, best)| better((width, steps), best))
            {
                next = Some((node, (width, steps)));
            }
        }
        let Some((node, (width, steps))) = next else {
            return reach;
        };
        done[node] = true;
        for (to, e) in &near[node] {
            let found = (width.min(weight(&graph.edges[*e])), steps + 1);
            if !done[*to] && reach[*to].is_none_or(|(w, s, _)| better(found, (w, s))) {
                reach[*to] = Some((found.0, found.1, Some(*e)));
            }
        }
    }
}

fn keep_way(graph: &ProcessGraph, reach: &[Reach], from: usize, reversed: bool, kept: &mut [bool]) {
    let mut node = from;
    while let Some((_, _, Some(e))) = reach[node] {
        kept[e] = true;
        node = if reversed {
            graph.edges[e].to
        } else {
            graph.edges[e].from
        };
    }
}
