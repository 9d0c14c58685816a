//! The order within layers: sweeps by barycentre, then neighbours exchanged where that saves a crossing.

use super::Proper;

/// Puts every layer in an order with few crossings. The number of sweeps falls as the graph grows, so that it always ends soon.
pub(super) fn order(p: &mut Proper) {
    begin(p);
    let size = p.vertices.len() + p.down.iter().map(Vec::len).sum::<usize>();
    let sweeps = (1_500_000 / size.max(1)).clamp(2, 24);
    let mut best = p.layers.clone();
    let mut fewest = crossings(p);
    for sweep in 0..sweeps {
        if fewest == 0 {
            break;
        }
        let mut place = places(p);
        let count = p.layers.len();
        for i in 1..count {
            let layer = if sweep % 2 == 0 { i } else { count - 1 - i };
            let near = if sweep % 2 == 0 { &p.up } else { &p.down };
            let mut keyed: Vec<(f64, usize)> = p.layers[layer]
                .iter()
                .map(|v| (middle(&near[*v], &place).unwrap_or(place[*v]), *v))
                .collect();
            keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
            p.layers[layer] = keyed.into_iter().map(|k| k.1).collect();
            for (i, v) in p.layers[layer].iter().enumerate() {
                place[*v] = i as f64;
            }
        }
        let now = crossings(p);
        if now < fewest {
            fewest = now;
            best.clone_from(&p.layers);
        }
    }
    p.layers = best;
    if size < 6_000 {
        exchange(p);
    }
}

/// A first order: items in the order in which a walk along the heaviest edges meets them.
fn begin(p: &mut Proper) {
    let mut seen = vec![false; p.vertices.len()];
    let mut layer_of = vec![0; p.vertices.len()];
    for (i, layer) in p.layers.iter().enumerate() {
        for v in layer {
            layer_of[*v] = i;
        }
    }
    let starts: Vec<usize> = p.layers.iter().flatten().copied().collect();
    let mut layers = vec![Vec::new(); p.layers.len()];
    for near in &mut p.down {
        near.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    }
    for start in starts {
        let mut stack = vec![start];
        while let Some(v) = stack.pop() {
            if std::mem::replace(&mut seen[v], true) {
                continue;
            }
            layers[layer_of[v]].push(v);
            stack.extend(p.down[v].iter().rev().map(|n| n.0));
        }
    }
    p.layers = layers;
}

fn places(p: &Proper) -> Vec<f64> {
    let mut place = vec![0.0; p.vertices.len()];
    for layer in &p.layers {
        for (i, v) in layer.iter().enumerate() {
            place[*v] = i as f64;
        }
    }
    place
}

fn middle(near: &[(usize, f64)], place: &[f64]) -> Option<f64> {
    let sum: f64 = near.iter().map(|(v, _)| place[*v]).sum();
    (!near.is_empty()).then(|| sum / near.len() as f64)
}

/// Pairs of edge pieces that cross, counted with a Fenwick tree (Barth, Jünger and Mutzel 2002).
pub(super) fn crossings(p: &Proper) -> usize {
    let place = index(p);
    let mut total = 0;
    for pair in p.layers.windows(2) {
        let mut tree = vec![0_usize; pair[1].len() + 1];
        let mut before = 0;
        for v in &pair[0] {
            let mut ends: Vec<usize> = p.down[*v].iter().map(|n| place[n.0]).collect();
            ends.sort_unstable();
            for end in &ends {
                let (mut at, mut not_beyond) = (end + 1, 0);
                while at > 0 {
                    not_beyond += tree[at];
                    at &= at - 1;
                }
                total += before - not_beyond;
            }
            for end in &ends {
                let mut at = end + 1;
                while at < tree.len() {
                    tree[at] += 1;
                    at += at & at.wrapping_neg();
                }
            }
            before += ends.len();
        }
    }
    total
}

fn index(p: &Proper) -> Vec<usize> {
    let mut place = vec![0; p.vertices.len()];
    for layer in &p.layers {
        for (i, v) in layer.iter().enumerate() {
            place[*v] = i;
        }
    }
    place
}

fn exchange(p: &mut Proper) {
    let mut place = index(p);
    for _ in 0..4 {
        let mut better = false;
        for layer in &mut p.layers {
            for i in 1..layer.len() {
                let (a, b) = (layer[i - 1], layer[i]);
                let cost = |first: usize, second: usize| {
                    [&p.up, &p.down]
                        .into_iter()
                        .map(|near| {
                            let pairs = near[first]
                                .iter()
                                .flat_map(|x| near[second].iter().map(move |y| (x.0, y.0)));
                            pairs.filter(|(x, y)| place[*x] > place[*y]).count()
                        })
                        .sum::<usize>()
                };
                if cost(b, a) < cost(a, b) {
                    layer.swap(i - 1, i);
                    (place[a], place[b]) = (i, i - 1);
                    better = true;
                }
            }
        }
        if !better {
            break;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Item, Link, Rank, flow, proper};
    use super::*;

    fn graph(count: usize, pairs: &[(usize, usize)]) -> Proper {
        let items = vec![
            Item {
                before: 10.0,
                after: 10.0,
                height: 10.0,
                rank: Rank::Any
            };
            count
        ];
        let links: Vec<Link> = pairs
            .iter()
            .map(|(from, to)| Link {
                from: *from,
                to: *to,
                weight: 1.0,
                label: (0.0, 0.0),
            })
            .collect();
        let arcs: Vec<Option<(usize, usize)>> = pairs.iter().map(|p| Some(*p)).collect();
        let layers = flow::layers(&items, &links, &arcs);
        proper(&items, &links, &arcs, &layers)
    }

    #[test]
    fn crossings_are_those_that_a_hand_counts() {
        // a1→b2, a2→b1 cross once; the complete graph of three and three has nine crossings in any order.
        assert_eq!(crossings(&graph(4, &[(0, 3), (1, 2)])), 1);
        let complete: Vec<(usize, usize)> =
            (0..3).flat_map(|a| (3..6).map(move |b| (a, b))).collect();
        assert_eq!(crossings(&graph(6, &complete)), 9);
    }

    #[test]
    fn a_graph_that_needs_no_crossing_has_none() {
        // Two ladders entangled by the order in which they are given.
        let mut p = graph(8, &[(0, 3), (1, 2), (2, 5), (3, 4), (4, 7), (5, 6)]);
        order(&mut p);
        assert_eq!(crossings(&p), 0);
    }
}
