//! Cuts: how the activities of a sublog fall into parts that an operator joins.

use super::graph::{Bits, Graph};

/// The operator of a cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Exclusive,
    Sequence,
    Parallel,
    Loop,
}

/// A cut: at least two parts; those of a sequence in order, of a loop the repeated part and the way back.
#[derive(Clone, Debug)]
pub(super) struct Cut {
    pub(super) operator: Operator,
    pub(super) parts: Vec<Bits>,
}

/// The first cut that the graph has, in the order exclusive, sequence, parallel, loop.
pub(super) fn find(graph: &Graph) -> Option<Cut> {
    let cut = |operator, parts: Option<Vec<Bits>>| {
        Some(Cut {
            operator,
            parts: parts?,
        })
    };
    cut(Operator::Exclusive, exclusive(graph))
        .or_else(|| cut(Operator::Sequence, sequence(graph)))
        .or_else(|| cut(Operator::Parallel, parallel(graph)))
        .or_else(|| cut(Operator::Loop, repetition(graph)))
}

fn several(parts: Vec<Bits>) -> Option<Vec<Bits>> {
    (parts.len() > 1).then_some(parts)
}

/// Parts without an edge between them.
fn exclusive(graph: &Graph) -> Option<Vec<Bits>> {
    several(Graph::components(&graph.vertices, |vertex| {
        let mut near = graph.next[vertex].clone();
        near.unite(&graph.previous[vertex]);
        near
    }))
}

/// Parts that each reach all later ones and none before (strict, so that parts skipped together stay together: page 233).
fn sequence(graph: &Graph) -> Option<Vec<Bits>> {
    let after = reachable(&graph.next, &graph.vertices);
    let before = reachable(&graph.previous, &graph.vertices);
    // Two vertices belong together if each reaches the other or neither does.
    let mut parts = Graph::components(&graph.vertices, |vertex| {
        let words = after[vertex].0.iter().zip(&before[vertex].0);
        Bits(words.map(|(after, before)| !(after ^ before)).collect())
    });
    if parts.len() < 2 {
        return None;
    }
    let total = graph.size();
    parts.sort_by_key(|part| {
        let first = part.first().unwrap_or(0);
        before[first].count() + total - after[first].count()
    });
    several(strict(graph, parts))
}

/// For each vertex, those that a path of at least one edge leads to.
fn reachable(next: &[Bits], vertices: &Bits) -> Vec<Bits> {
    let mut reach = vec![Bits(vec![0; vertices.0.len()]); next.len()];
    for component in strong_components(next, vertices) {
        let mut all = Bits(vec![0; vertices.0.len()]);
        let several = component.len() > 1;
        for &vertex in &component {
            all.unite(&next[vertex]);
            for to in next[vertex].iter() {
                // Components come in reverse topological order: what a later one reaches is known already.
                all.unite(&reach[to]);
            }
            if several {
                all.set(vertex);
            }
        }
        for vertex in component {
            reach[vertex] = all.clone();
        }
    }
    reach
}

/// Strongly connected components in reverse topological order (Tarjan 1972), without recursion.
fn strong_components(next: &[Bits], vertices: &Bits) -> Vec<Vec<usize>> {
    const NEW: usize = usize::MAX;
    let mut index = vec![NEW; next.len()];
    let mut low = vec![NEW; next.len()];
    let mut on_stack = vec![false; next.len()];
    let (mut stack, mut found, mut counter) = (Vec::new(), Vec::new(), 0);
    for root in vertices.iter() {
        if index[root] != NEW {
            continue;
        }
        let mut calls = vec![(root, next[root].iter())];
        index[root] = counter;
        low[root] = counter;
        counter += 1;
        stack.push(root);
        on_stack[root] = true;
        while let Some((vertex, rest)) = calls.last_mut() {
            let vertex = *vertex;
            if let Some(to) = rest.next() {
                if index[to] == NEW {
                    index[to] = counter;
                    low[to] = counter;
                    counter += 1;
                    stack.push(to);
                    on_stack[to] = true;
                    calls.push((to, next[to].iter()));
                } else if on_stack[to] {
                    low[vertex] = low[vertex].min(index[to]);
                }
                continue;
            }
            calls.pop();
            if let Some((parent, _)) = calls.last() {
                low[*parent] = low[*parent].min(low[vertex]);
            }
            if low[vertex] == index[vertex] {
                let at = stack
                    .iter()
                    .rposition(|&other| other == vertex)
                    .unwrap_or(0);
                let component = stack.split_off(at);
                for &member in &component {
                    on_stack[member] = false;
                }
                found.push(component);
            }
        }
    }
    found
}

/// Joins parts of a sequence that are skipped together.
fn strict(graph: &Graph, mut parts: Vec<Bits>) -> Vec<Bits> {
    let count = parts.len();
    let mut part_of = vec![0_usize; graph.size()];
    for (number, part) in parts.iter().enumerate() {
        for vertex in part.iter() {
            part_of[vertex] = number;
        }
    }
    // The earliest part that leads into a part (before all: traces begin in it), the latest that it leads to.
    let mut from: Vec<usize> = parts
        .iter()
        .map(|part| {
            if part.meets(&graph.start) {
                0
            } else {
                usize::MAX
            }
        })
        .collect();
    let begins: Vec<bool> = parts.iter().map(|part| part.meets(&graph.start)).collect();
    let mut to: Vec<Option<usize>> = vec![None; count];
    let ends: Vec<bool> = parts.iter().map(|part| part.meets(&graph.end)).collect();
    for vertex in graph.vertices.iter() {
        let a = part_of[vertex];
        for next in graph.next[vertex].iter() {
            let b = part_of[next];
            from[b] = from[b].min(a);
            to[a] = to[a].max(Some(b));
        }
    }
    // Whether a part can be skipped is asked of the parts as they stand when its turn comes, as the book's function does.
    for p in 0..count {
        if !skippable(graph, &parts, p) {
            continue;
        }
        let mut q = p;
        while q > 0 && !ends[q - 1] && to[q - 1].is_none_or(|latest| latest <= p) {
            q -= 1;
            join(&mut parts, p, q);
        }
        let mut q = p + 1;
        while q < count && !begins[q] && from[q] >= p {
            join(&mut parts, p, q);
            q += 1;
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

fn join(parts: &mut [Bits], into: usize, other: usize) {
    let empty = Bits(vec![0; parts[other].0.len()]);
    let moved = std::mem::replace(&mut parts[other], empty);
    parts[into].unite(&moved);
}

fn skippable(graph: &Graph, parts: &[Bits], p: usize) -> bool {
    let size = graph.vertices.0.len();
    let (mut earlier, mut later) = (Bits(vec![0; size]), Bits(vec![0; size]));
    parts[..p].iter().for_each(|part| earlier.unite(part));
    parts[p + 1..].iter().for_each(|part| later.unite(part));
    later.meets(&graph.start)
        || earlier.meets(&graph.end)
        || earlier
            .iter()
            .any(|vertex| graph.next[vertex].meets(&later))
}

/// Parts with edges in both directions between all vertices, each with a beginning and an end of its own.
fn parallel(graph: &Graph) -> Option<Vec<Bits>> {
    let mut parts = Graph::components(&graph.vertices, |vertex| {
        let words = graph.next[vertex].0.iter().zip(&graph.previous[vertex].0);
        Bits(words.map(|(next, previous)| !(next & previous)).collect())
    });
    parts.sort_by_key(Bits::count);
    let mut at = 0;
    while at < parts.len() && parts.len() > 1 {
        if parts[at].meets(&graph.start) && parts[at].meets(&graph.end) {
            at += 1;
            continue;
        }
        let part = parts.remove(at);
        parts[at.saturating_sub(1)].unite(&part);
    }
    several(parts)
}

/// A part where traces begin and end, and a way back from its ends to its beginnings.
fn repetition(graph: &Graph) -> Option<Vec<Bits>> {
    if graph.next.iter().all(Bits::is_empty) {
        return None;
    }
    let mut once = graph.start.clone();
    once.unite(&graph.end);
    let mut inner = graph.vertices.clone();
    for vertex in once.iter() {
        inner.clear(vertex);
    }
    let mut back = Graph::components(&inner, |vertex| {
        let mut near = graph.next[vertex].clone();
        near.unite(&graph.previous[vertex]);
        near
    });
    let and_not = |set: &Bits, not: &Bits| {
        Bits(
            set.0
                .iter()
                .zip(&not.0)
                .map(|(set, not)| set & !not)
                .collect(),
        )
    };
    let (only_start, only_end) = (
        and_not(&graph.start, &graph.end),
        and_not(&graph.end, &graph.start),
    );
    back.retain(|part| {
        let entered_inside = only_start
            .iter()
            .any(|vertex| graph.next[vertex].meets(part))
            || only_end
                .iter()
                .any(|vertex| graph.previous[vertex].meets(part));
        let incomplete = part.iter().any(|vertex| {
            let (next, previous) = (&graph.next[vertex], &graph.previous[vertex]);
            (next.meets(&graph.start) && !and_not(&graph.start, next).is_empty())
                || (previous.meets(&graph.end) && !and_not(&graph.end, previous).is_empty())
        });
        let inside = entered_inside || incomplete;
        if inside {
            once.unite(part);
        }
        !inside
    });
    let again = back.into_iter().reduce(|mut all, part| {
        all.unite(&part);
        all
    })?;
    Some(vec![once, again])
}
