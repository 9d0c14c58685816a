//! Layered layout of a directed graph, from top to bottom, after Sugiyama, Tagawa and Toda (1981).
//!
//! The steps stand in files of their own: which edges run against the flow ([`flow`]), which layer each item stands in, the
//! order within the layers that keeps crossings few ([`order`]), and the places ([`place`]). A label is an item of its own
//! between two layers, so labels meet neither boxes, nor other labels, nor the lines of other edges.

mod flow;
mod order;
mod place;

/// What is drawn at a place: its reach from its middle line towards the start and the end of reading, and its height.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Item {
    pub(crate) before: f64,
    pub(crate) after: f64,
    pub(crate) height: f64,
    /// Stands above (`First`) or below (`Last`) all others.
    pub(crate) rank: Rank,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rank {
    First,
    Any,
    Last,
}

/// An edge between two different items, with the size of its label (no width: no label).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Link {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) weight: f64,
    pub(crate) label: (f64, f64),
}

/// Where a link passes.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Route {
    /// Runs against the flow, from a lower layer to a higher one.
    pub(crate) back: bool,
    /// From the upper end to the lower one: x, and the band of heights in which the line stays at that x.
    pub(crate) passes: Vec<(f64, f64, f64)>,
    /// Where the label's band begins: x of the line, y of the middle. Missing where there is no label or no room for it.
    pub(crate) label: Option<(f64, f64)>,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Layout {
    /// Middle of each item.
    pub(crate) places: Vec<(f64, f64)>,
    pub(crate) routes: Vec<Route>,
    pub(crate) width: f64,
    pub(crate) height: f64,
}

/// An item or a bend of a long edge, in its layer.
#[derive(Debug, Clone, Copy)]
struct Vertex {
    before: f64,
    after: f64,
    height: f64,
    real: bool,
}

/// The graph with every edge cut into pieces that reach from one layer to the next.
#[derive(Debug, Default)]
struct Proper {
    vertices: Vec<Vertex>,
    layers: Vec<Vec<usize>>,
    up: Vec<Vec<(usize, f64)>>,
    down: Vec<Vec<(usize, f64)>>,
    /// For each link, its vertices from top to bottom; only the two ends where there was no room for bends.
    chains: Vec<Vec<usize>>,
    /// For each link, the vertex that holds its label.
    labels: Vec<Option<usize>>,
}

/// Bends beyond this number are not made: the edges left then run straight behind the others, and the layout ends in time.
const MOST_BENDS: usize = 40_000;

/// Places items and links. Links to items that are not there, and from an item to itself, get an empty route.
pub(crate) fn layout(items: &[Item], links: &[Link]) -> Layout {
    let sound = |l: &Link| l.from != l.to && l.from < items.len() && l.to < items.len();
    let back = flow::against(items, links, &sound);
    let arcs: Vec<Option<(usize, usize)>> = links
        .iter()
        .zip(&back)
        .map(|(l, back)| {
            sound(l).then_some(if *back {
                (l.to, l.from)
            } else {
                (l.from, l.to)
            })
        })
        .collect();
    let layers = flow::layers(items, links, &arcs);
    let mut proper = proper(items, links, &arcs, &layers);
    order::order(&mut proper);
    place::place(&proper, items.len(), &back)
}

fn proper(
    items: &[Item],
    links: &[Link],
    arcs: &[Option<(usize, usize)>],
    layers: &[usize],
) -> Proper {
    let labelled = links.iter().any(|l| l.label.0 > 0.0);
    let step = if labelled { 2 } else { 1 };
    let mut p = Proper {
        layers: vec![Vec::new(); layers.iter().max().map_or(0, |l| l * step + 1)],
        chains: vec![Vec::new(); links.len()],
        labels: vec![None; links.len()],
        ..Proper::default()
    };
    for (item, layer) in items.iter().zip(layers) {
        p.layers[layer * step].push(p.vertices.len());
        p.vertices.push(Vertex {
            before: item.before,
            after: item.after,
            height: item.height,
            real: true,
        });
    }
    p.up = vec![Vec::new(); items.len()];
    p.down = vec![Vec::new(); items.len()];
    let most = links
        .iter()
        .map(|l| l.weight)
        .fold(0.0, f64::max)
        .max(1e-300);
    // Heavy edges first: if there are too many bends, it is the rare edges that do without.
    let mut by_weight: Vec<usize> = (0..links.len()).collect();
    by_weight.sort_by(|a, b| links[*b].weight.total_cmp(&links[*a].weight).then(a.cmp(b)));
    let mut widths = vec![0.0_f64; p.layers.len()];
    for k in by_weight {
        let Some((top, bottom)) = arcs[k] else {
            continue;
        };
        let (first, last) = (layers[top] * step, layers[bottom] * step);
        if p.vertices.len() - items.len() + (last - first) > MOST_BENDS {
            p.chains[k] = vec![top, bottom];
            continue;
        }
        let (wide, high) = links[k].label;
        let label = (wide > 0.0)
            .then(|| {
                (first + 1..last)
                    .step_by(2)
                    .min_by(|a, b| widths[*a].total_cmp(&widths[*b]))
            })
            .flatten();
        if let Some(layer) = label {
            widths[layer] += wide;
        }
        let mut chain = vec![top];
        for layer in first + 1..last {
            let here = Some(layer) == label;
            let vertex = p.vertices.len();
            p.vertices.push(Vertex {
                before: 6.0,
                after: if here { wide + 10.0 } else { 6.0 },
                height: if here { high } else { 0.0 },
                real: false,
            });
            if here {
                p.labels[k] = Some(vertex);
            }
            p.layers[layer].push(vertex);
            p.up.push(Vec::new());
            p.down.push(Vec::new());
            chain.push(vertex);
        }
        chain.push(bottom);
        // The main flow is kept straight; so are long edges, more than short ones.
        let share = 1.0 + 9.0 * (links[k].weight / most).clamp(0.0, 1.0);
        for pair in chain.windows(2) {
            let bends = pair.iter().filter(|v| !p.vertices[**v].real).count();
            let pull = share * [1.0, 2.0, 8.0][bends];
            p.down[pair[0]].push((pair[1], pull));
            p.up[pair[1]].push((pair[0], pull));
        }
        p.chains[k] = chain;
    }
    p
}
