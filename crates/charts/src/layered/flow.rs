//! Which edges run against the flow, and which layer each item stands in.

use super::{Item, Link, Rank};

/// Marks the edges to turn around so that no cycle is left: the order of Eades, Lin and Smyth (1993), by weight.
pub(super) fn against(items: &[Item], links: &[Link], sound: &dyn Fn(&Link) -> bool) -> Vec<bool> {
    let count = items.len();
    let (mut out, mut into) = (vec![0.0; count], vec![0.0; count]);
    let mut near: Vec<Vec<(usize, f64, bool)>> = vec![Vec::new(); count];
    for link in links.iter().filter(|l| sound(l)) {
        let weight = if link.weight.is_finite() {
            link.weight.max(1e-9)
        } else {
            1e-9
        };
        out[link.from] += weight;
        into[link.to] += weight;
        near[link.from].push((link.to, weight, true));
        near[link.to].push((link.from, weight, false));
    }
    let mut left: Vec<usize> = (0..count).collect();
    let mut degree: Vec<(usize, usize)> = (0..count)
        .map(|i| {
            let out = near[i].iter().filter(|n| n.2).count();
            (out, near[i].len() - out)
        })
        .collect();
    let mut gone = vec![false; count];
    let (mut head, mut tail) = (Vec::new(), Vec::new());
    while !left.is_empty() {
        // Sinks go to the end, sources to the beginning, and then the item with the most surplus of outgoing weight.
        let rank = |i: usize| match (items[i].rank, degree[i]) {
            (Rank::Last, _) => (4, 0.0),
            (Rank::First, _) => (3, 0.0),
            (Rank::Any, (0, _)) => (2, 0.0),
            (Rank::Any, (_, 0)) => (1, 0.0),
            (Rank::Any, _) => (0, out[i] - into[i]),
        };
        let Some(at) = (0..left.len()).max_by(|a, b| {
            let (x, y) = (rank(left[*a]), rank(left[*b]));
            x.0.cmp(&y.0).then(x.1.total_cmp(&y.1)).then(b.cmp(a))
        }) else {
            break;
        };
        let item = left[at];
        let (class, _) = rank(item);
        left.remove(at);
        gone[item] = true;
        if class == 4 || class == 2 {
            tail.push(item);
        } else {
            head.push(item);
        }
        for (other, weight, outgoing) in std::mem::take(&mut near[item]) {
            if gone[other] {
                continue;
            }
            if outgoing {
                into[other] -= weight;
                degree[other].1 -= 1;
            } else {
                out[other] -= weight;
                degree[other].0 -= 1;
            }
        }
    }
    let mut turn = vec![0; count];
    for (i, item) in head.iter().chain(tail.iter().rev()).enumerate() {
        turn[*item] = i;
    }
    links
        .iter()
        .map(|l| sound(l) && turn[l.from] > turn[l.to])
        .collect()
}

/// Longest-path layers, then each item moved within its room to where its edges are shortest, heavy ones first.
pub(super) fn layers(
    items: &[Item],
    links: &[Link],
    arcs: &[Option<(usize, usize)>],
) -> Vec<usize> {
    let count = items.len();
    let mut out: Vec<Vec<(usize, f64)>> = vec![Vec::new(); count];
    let mut into: Vec<Vec<(usize, f64)>> = vec![Vec::new(); count];
    for (arc, link) in arcs.iter().zip(links) {
        if let Some((top, bottom)) = *arc {
            let weight = link.weight.max(0.0);
            out[top].push((bottom, weight));
            into[bottom].push((top, weight));
        }
    }
    let order = topological(&out, &into);
    let mut layer = vec![0; count];
    for item in &order {
        for (next, _) in &out[*item] {
            layer[*next] = layer[*next].max(layer[*item] + 1);
        }
    }
    if items.iter().any(|i| i.rank == Rank::First) {
        // What no edge leads to would else stand beside the beginning.
        for item in &order {
            if items[*item].rank != Rank::First && into[*item].is_empty() {
                layer[*item] = layer[*item].max(1);
            }
            for (next, _) in &out[*item] {
                layer[*next] = layer[*next].max(layer[*item] + 1);
            }
        }
    }
    let bottom = layer.iter().copied().max().unwrap_or(0);
    for i in 0..count {
        if items[i].rank == Rank::Last && out[i].is_empty() {
            layer[i] = bottom;
        }
    }
    for sweep in 0..6 {
        let mut moved = false;
        let mut settle = |item: usize, layer: &mut Vec<usize>| {
            if items[item].rank != Rank::Any || out[item].is_empty() {
                return;
            }
            let low = into[item].iter().map(|(o, _)| layer[*o] + 1).max();
            let high = out[item].iter().map(|(o, _)| layer[*o]).min();
            let (Some(high), low) = (high, low.unwrap_or(layer[item])) else {
                return;
            };
            let pull = |side: &[(usize, f64)]| side.iter().map(|(_, w)| w).sum::<f64>();
            let wanted = if pull(&out[item]) > pull(&into[item]) || into[item].is_empty() {
                high.saturating_sub(1).max(low)
            } else {
                low
            };
            moved |= layer[item] != wanted;
            layer[item] = wanted;
        };
        if sweep % 2 == 0 {
            for i in order.iter().rev() {
                settle(*i, &mut layer);
            }
        } else {
            for i in &order {
                settle(*i, &mut layer);
            }
        }
        if !moved {
            break;
        }
    }
    layer
}

fn topological(out: &[Vec<(usize, f64)>], into: &[Vec<(usize, f64)>]) -> Vec<usize> {
    let mut waits: Vec<usize> = into.iter().map(Vec::len).collect();
    let mut order: Vec<usize> = (0..out.len()).filter(|i| waits[*i] == 0).collect();
    let mut at = 0;
    while let Some(item) = order.get(at).copied() {
        at += 1;
        for (next, _) in &out[item] {
            waits[*next] -= 1;
            if waits[*next] == 0 {
                order.push(*next);
            }
        }
    }
    order
}
