//! Coordinates: within each layer the places nearest to what the neighbours ask for, kept apart by what each item needs.

use super::{Layout, Proper, Route};

const GAP: f64 = 16.0;
const MARGIN: f64 = 14.0;
/// Room between two layers for a curve and its arrowhead.
const BETWEEN: f64 = 30.0;

/// Values that rise by at least `apart` and are nearest to `wanted` by weighted least squares: pool adjacent violators.
fn spread(wanted: &[(f64, f64)], apart: &[f64]) -> Vec<f64> {
    let mut offset = 0.0;
    let mut offsets = Vec::with_capacity(wanted.len());
    // (weighted sum, weight, how many)
    let mut pools: Vec<(f64, f64, usize)> = Vec::new();
    for (i, (at, weight)) in wanted.iter().enumerate() {
        offset += if i == 0 { 0.0 } else { apart[i - 1] };
        offsets.push(offset);
        pools.push(((at - offset) * weight, *weight, 1));
        while let [.., a, b] = pools.as_slice() {
            if a.0 / a.1 <= b.0 / b.1 {
                break;
            }
            let merged = (a.0 + b.0, a.1 + b.1, a.2 + b.2);
            pools.pop();
            pools.pop();
            pools.push(merged);
        }
    }
    let level = pools
        .iter()
        .flat_map(|(sum, weight, many)| std::iter::repeat_n(sum / weight, *many));
    level.zip(offsets).map(|(v, o)| v + o).collect()
}

fn columns(p: &Proper) -> Vec<f64> {
    let mut x = vec![0.0; p.vertices.len()];
    let apart: Vec<Vec<f64>> = p
        .layers
        .iter()
        .map(|layer| {
            layer
                .windows(2)
                .map(|w| p.vertices[w[0]].after + p.vertices[w[1]].before + GAP)
                .collect()
        })
        .collect();
    let settle = |layer: usize, x: &mut Vec<f64>, sides: &[&Vec<Vec<(usize, f64)>>]| {
        let wanted: Vec<(f64, f64)> = p.layers[layer]
            .iter()
            .map(|v| {
                let near = || sides.iter().flat_map(|s| s[*v].iter());
                let weight: f64 = near().map(|n| n.1).sum();
                if weight > 0.0 {
                    (near().map(|n| x[n.0] * n.1).sum::<f64>() / weight, weight)
                } else {
                    (x[*v], 0.1)
                }
            })
            .collect();
        for (v, at) in p.layers[layer].iter().zip(spread(&wanted, &apart[layer])) {
            x[*v] = at;
        }
    };
    for (layer, apart) in p.layers.iter().zip(&apart) {
        let mut at = -apart.iter().sum::<f64>() / 2.0;
        for (i, v) in layer.iter().enumerate() {
            x[*v] = at;
            at += apart.get(i).copied().unwrap_or(0.0);
        }
    }
    let sweeps = (600_000 / p.vertices.len().max(1)).clamp(4, 24);
    let count = p.layers.len();
    for sweep in 0..sweeps {
        for i in 0..count {
            match sweep % 3 {
                0 => settle(i, &mut x, &[&p.up]),
                1 => settle(count - 1 - i, &mut x, &[&p.down]),
                _ => settle(i, &mut x, &[&p.up, &p.down]),
            }
        }
    }
    x
}

/// Makes long edges straight: the longest runs of bends that fit one x between their neighbours get it.
fn straighten(p: &Proper, x: &mut [f64]) {
    let mut beside = vec![(None, None); p.vertices.len()];
    for layer in &p.layers {
        for pair in layer.windows(2) {
            beside[pair[0]].1 = Some(pair[1]);
            beside[pair[1]].0 = Some(pair[0]);
        }
    }
    let room = |v: usize, x: &[f64]| {
        let here = &p.vertices[v];
        let (before, after) = beside[v];
        let low = before.map_or(f64::NEG_INFINITY, |b: usize| {
            x[b] + p.vertices[b].after + here.before + GAP
        });
        let high = after.map_or(f64::INFINITY, |a: usize| {
            x[a] - p.vertices[a].before - here.after - GAP
        });
        (low, high)
    };
    for chain in &p.chains {
        let bends = chain.get(1..chain.len().saturating_sub(1)).unwrap_or(&[]);
        let mut from = 0;
        while from < bends.len() {
            let (mut low, mut high) = room(bends[from], x);
            let mut to = from + 1;
            while let Some(v) = bends.get(to) {
                let (l, h) = room(*v, x);
                if low.max(l) > high.min(h) {
                    break;
                }
                (low, high) = (low.max(l), high.min(h));
                to += 1;
            }
            let run = &bends[from..to];
            let mean = run.iter().map(|v| x[*v]).sum::<f64>() / run.len() as f64;
            for v in run {
                x[*v] = if low <= high {
                    mean.clamp(low, high)
                } else {
                    x[*v]
                };
            }
            from = to;
        }
    }
}

/// Where the lines leave each item: near the place they lead to, apart from each other, within the width of the box.
fn ports(p: &Proper, x: &[f64], back: &[bool]) -> Vec<(f64, f64)> {
    let mut ports: Vec<(f64, f64)> = vec![(0.0, 0.0); p.chains.len()];
    // (towards, whether it runs back, link) for the upper and the lower side of each item.
    let mut sides: Vec<[Vec<(f64, bool, usize)>; 2]> = vec![Default::default(); p.vertices.len()];
    for (k, chain) in p.chains.iter().enumerate() {
        if let [top, second, ..] = chain.as_slice() {
            sides[*top][1].push((x[*second], back[k], k));
            let before = chain[chain.len() - 2];
            sides[chain[chain.len() - 1]][0].push((x[before], back[k], k));
        }
    }
    for (v, both) in sides.into_iter().enumerate() {
        for (lower, mut side) in both.into_iter().enumerate() {
            side.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
            // The narrower half of the box decides, because a loop beside it is no place for an arrow.
            let half = (p.vertices[v].before.min(p.vertices[v].after) - 10.0).max(0.0);
            let apart = (half * 2.0 / side.len().max(1) as f64).min(18.0);
            let reach = half - apart * (side.len().saturating_sub(1)) as f64 / 2.0;
            let wanted: Vec<(f64, f64)> = side
                .iter()
                .map(|s| (x[v] + (s.0 - x[v]).clamp(-reach, reach), 1.0))
                .collect();
            let places = spread(&wanted, &vec![apart; side.len().saturating_sub(1)]);
            for ((_, _, k), at) in side.iter().zip(places) {
                let at = at.clamp(x[v] - half, x[v] + half);
                if lower == 1 {
                    ports[*k].0 = at;
                } else {
                    ports[*k].1 = at;
                }
            }
        }
    }
    ports
}

pub(super) fn place(p: &Proper, items: usize, back: &[bool]) -> Layout {
    if p.vertices.is_empty() {
        return Layout {
            routes: vec![Route::default(); p.chains.len()],
            ..Layout::default()
        };
    }
    let mut x = columns(p);
    for _ in 0..3 {
        straighten(p, &mut x);
    }
    let left = (0..x.len())
        .map(|v| x[v] - p.vertices[v].before)
        .fold(f64::INFINITY, f64::min);
    for x in &mut x {
        *x += MARGIN - left;
    }
    let width = (0..x.len())
        .map(|v| x[v] + p.vertices[v].after)
        .fold(0.0, f64::max)
        + MARGIN;

    let mut bands: Vec<(f64, f64)> = Vec::new();
    let mut layer_of = vec![0; p.vertices.len()];
    let mut top = MARGIN;
    for (i, layer) in p.layers.iter().enumerate() {
        let high = layer
            .iter()
            .map(|v| p.vertices[*v].height)
            .fold(0.0, f64::max);
        bands.push((top, top + high));
        // Curves that go far sideways get more height, or they would lie on each other.
        let far = layer
            .iter()
            .flat_map(|v| p.down[*v].iter().map(|n| (x[n.0] - x[*v]).abs()))
            .fold(0.0, f64::max);
        top += high + BETWEEN + (far * 0.06).min(40.0);
        for v in layer {
            layer_of[*v] = i;
        }
    }
    let height = bands.last().map_or(0.0, |b| b.1) + MARGIN;
    let middle = |v: usize| {
        let (top, bottom) = bands[layer_of[v]];
        f64::midpoint(top, bottom)
    };
    let ports = ports(p, &x, back);
    let routes = p
        .chains
        .iter()
        .enumerate()
        .map(|(k, chain)| {
            let [first, .., last] = chain.as_slice() else {
                return Route::default();
            };
            let mut passes = vec![(
                ports[k].0,
                middle(*first) + p.vertices[*first].height / 2.0,
                bands[layer_of[*first]].1,
            )];
            passes.extend(chain[1..chain.len() - 1].iter().map(|v| {
                let (top, bottom) = bands[layer_of[*v]];
                (x[*v], top, bottom)
            }));
            passes.push((
                ports[k].1,
                bands[layer_of[*last]].0,
                middle(*last) - p.vertices[*last].height / 2.0,
            ));
            Route {
                back: back[k],
                passes,
                label: p.labels[k].map(|v| (x[v], middle(v))),
            }
        })
        .collect();
    Layout {
        places: (0..items).map(|v| (x[v], middle(v))).collect(),
        routes,
        width,
        height,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_the_nearest_that_keep_the_distance() {
        // Free: each where it wants to be. Two that want the same place stand evenly around it; weight pulls.
        assert_eq!(spread(&[(0.0, 1.0), (50.0, 1.0)], &[10.0]), [0.0, 50.0]);
        assert_eq!(spread(&[(20.0, 1.0), (20.0, 1.0)], &[10.0]), [15.0, 25.0]);
        assert_eq!(spread(&[(20.0, 3.0), (20.0, 1.0)], &[8.0]), [18.0, 26.0]);
    }
}
