//! From a process graph to its picture.

use super::{EdgeLabels, ProcessEdge, ProcessGraph, ProcessNode, ProcessNodeKind, ProcessWords};
use crate::canvas::{Anchor, Canvas, Stretch, empty};
use crate::layered::{Item, Layout, Link, Rank, Route, layout};
use crate::legend::{Key, Legend, Mark};
use crate::text::{LINE, wrap};
use crate::{Chart, Options, Table, finite};

const BOX: f64 = 148.0;
const LOOP: f64 = 30.0;

/// The class of a waiting time: 1 to 5, or 0 where there is none.
type Classes = Box<dyn Fn(Option<f64>) -> usize>;

fn table(graph: &ProcessGraph, words: &ProcessWords<'_>, options: &Options<'_>) -> Table {
    let time = |t| finite(t).map_or_else(|| options.missing.to_owned(), words.duration);
    let mut table = Table {
        head: [options.category, words.next, words.count, words.time]
            .map(str::to_owned)
            .to_vec(),
        rows: Vec::new(),
    };
    for node in &graph.nodes {
        table.rows.push(vec![
            node.label.clone(),
            words.itself.to_owned(),
            options.cell(node.count),
            time(node.time),
        ]);
    }
    for edge in &graph.edges {
        if let (Some(from), Some(to)) = (graph.nodes.get(edge.from), graph.nodes.get(edge.to)) {
            table.rows.push(vec![
                from.label.clone(),
                to.label.clone(),
                options.cell(Some(edge.count)),
                time(edge.waiting),
            ]);
        }
    }
    table
}

/// What is drawn of one node, already broken into lines.
struct Card {
    lines: Vec<String>,
    figures: Vec<String>,
    wide: f64,
    high: f64,
}

fn card(node: &ProcessNode, words: &ProcessWords<'_>, options: &Options<'_>) -> Card {
    let room = (BOX - 20.0) / crate::canvas::SIZE;
    let lines = wrap(&node.label, room, 3);
    let figures: Vec<String> = finite(node.count)
        .map(options.number)
        .into_iter()
        .chain(finite(node.time).map(words.duration))
        .collect();
    let widest = lines
        .iter()
        .chain(&figures)
        .map(|t| Canvas::wide(t))
        .fold(0.0, f64::max);
    let rows = lines.len() + usize::from(!figures.is_empty());
    let plain = node.kind == ProcessNodeKind::Step;
    // Count and time share a line where both fit.
    let both: f64 = figures.iter().map(|t| Canvas::wide(t) + 14.0).sum();
    Card {
        wide: if plain {
            BOX
        } else {
            (widest.max(both) + 30.0).clamp(72.0, BOX)
        },
        high: rows.max(1) as f64 * LINE + 14.0,
        lines,
        figures,
    }
}

fn edge_lines(edge: &ProcessEdge, words: &ProcessWords<'_>, options: &Options<'_>) -> Vec<String> {
    let count = finite(Some(edge.count)).map(options.number);
    let time = finite(edge.waiting).map(words.duration);
    match words.labels {
        EdgeLabels::Nothing => Vec::new(),
        EdgeLabels::Count => count.into_iter().collect(),
        EdgeLabels::CountAndTime => count.into_iter().chain(time).collect(),
    }
}

fn widest(lines: &[String]) -> f64 {
    lines
        .iter()
        .map(|l| Canvas::wide(l))
        .fold(0.0, f64::max)
        .min(BOX)
}

/// Four borders so that each class holds about a fifth of the edges.
fn fifths(graph: &ProcessGraph) -> Option<[f64; 4]> {
    let mut values: Vec<f64> = graph
        .edges
        .iter()
        .filter_map(|e| finite(e.waiting))
        .collect();
    values.sort_by(f64::total_cmp);
    let at = |i: usize| values.get((values.len() * i / 5).min(values.len().saturating_sub(1)));
    Some([*at(1)?, *at(2)?, *at(3)?, *at(4)?])
}

fn classes(graph: &ProcessGraph, words: &ProcessWords<'_>) -> (Option<[f64; 4]>, Classes) {
    let borders = words
        .borders
        .filter(|b| b.iter().all(|v| v.is_finite()))
        .map(|mut b| {
            b.sort_by(f64::total_cmp);
            b
        })
        .or_else(|| fifths(graph));
    let class = move |waiting: Option<f64>| match (finite(waiting), borders) {
        (Some(v), Some(borders)) => 1 + borders.iter().filter(|b| v >= **b).count(),
        _ => 0,
    };
    (borders, Box::new(class))
}

/// Count and time beside an edge, below each other; never cut.
fn edge_label(canvas: &mut Canvas<'_>, (x, y): (f64, f64), lines: &[String]) {
    let top = y - lines.len() as f64 * LINE / 2.0 + 13.5;
    for (i, line) in lines.iter().enumerate() {
        let class = if i == 0 {
            "chart-edge-count"
        } else {
            "chart-edge-time"
        };
        canvas.figure(x, top + i as f64 * LINE, Anchor::Start, class, line, BOX);
    }
}

struct Picture<'a> {
    graph: &'a ProcessGraph,
    words: &'a ProcessWords<'a>,
    options: &'a Options<'a>,
    class: Classes,
    most: f64,
    cards: Vec<Card>,
    layout: Layout,
    shift: f64,
}

impl Picture<'_> {
    fn thick(&self, count: f64) -> f64 {
        let share = if count.is_finite() {
            (count / self.most).clamp(0.0, 1.0)
        } else {
            0.0
        };
        1.4 + 6.6 * share
    }

    fn tip(&self, edge: &ProcessEdge) -> String {
        let names = [edge.from, edge.to].map(|n| self.graph.nodes[n].label.as_str());
        let time = finite(edge.waiting).map_or_else(String::new, |t| {
            format!(" · {} {}", self.words.waiting, (self.words.duration)(t))
        });
        let arrow = if self.options.direction == crate::Direction::Rtl {
            "←"
        } else {
            "→"
        };
        format!(
            "{} {arrow} {}: {}{time}",
            names[0],
            names[1],
            self.options.cell(Some(edge.count))
        )
    }

    fn edge(&self, canvas: &mut Canvas<'_>, edge: &ProcessEdge, route: &Route) {
        let ([first, ..], [.., last]) = (route.passes.as_slice(), route.passes.as_slice()) else {
            return;
        };
        let (thick, shift) = (self.thick(edge.count), self.shift);
        let head = 6.0 + thick * 1.3;
        let tip = self.tip(edge);
        let class = format!("chart-wait-{}", (self.class)(edge.waiting));
        let lines = edge_lines(edge, self.words, self.options);
        let open = canvas.open_link(&edge.href, &named(&tip, &lines));
        // The line ends inside the arrowhead, or a thick one would hide its tip.
        let (start, end) = if route.back {
            (first.1 + head * 0.8, last.2)
        } else {
            (first.1, last.2 - head * 0.8)
        };
        let mut stretches = vec![Stretch::Line((first.0 + shift, first.2.max(start)))];
        for pair in route.passes.windows(2) {
            let ((x, _, bottom), (next, top, after)) = (pair[0], pair[1]);
            let bottom = if pair[0] == *first {
                bottom.max(start)
            } else {
                bottom
            };
            let top = if pair[1] == *last { top.min(end) } else { top };
            let middle = f64::midpoint(bottom, top);
            stretches.push(if (x - next).abs() < 0.3 {
                Stretch::Line((next + shift, top))
            } else {
                Stretch::Curve(
                    (x + shift, middle),
                    (next + shift, middle),
                    (next + shift, top),
                )
            });
            let after = if pair[1] == *last { end } else { after };
            if after - top > 0.3 {
                stretches.push(Stretch::Line((next + shift, after)));
            }
        }
        let line = format!(
            "chart-edge {class}{}",
            if route.back { " chart-edge-back" } else { "" }
        );
        canvas.curve((first.0 + shift, start), &stretches, thick, &line, &tip);
        if route.back {
            canvas.arrow((first.0 + shift, first.1), (0.0, -1.0), head, &class);
        } else {
            canvas.arrow((last.0 + shift, last.2), (0.0, 1.0), head, &class);
        }
        if let Some((x, y)) = route.label {
            edge_label(canvas, (x + thick / 2.0 + 4.0 + shift, y), &lines);
        }
        canvas.close_link(open);
    }

    /// A step repeated at once: an arc at the side where reading ends.
    fn repeat(&self, canvas: &mut Canvas<'_>, edge: &ProcessEdge) {
        let Some((x, y)) = self.layout.places.get(edge.from).copied() else {
            return;
        };
        let card = &self.cards[edge.from];
        let side = x + card.wide / 2.0 + self.shift;
        let (thick, reach) = (self.thick(edge.count), (card.high / 4.0).min(12.0));
        let head = 6.0 + thick;
        let class = format!("chart-wait-{}", (self.class)(edge.waiting));
        let tip = self.tip(edge);
        let lines = edge_lines(edge, self.words, self.options);
        let open = canvas.open_link(&edge.href, &named(&tip, &lines));
        let far = side + LOOP;
        canvas.curve(
            (side, y - reach),
            &[Stretch::Curve(
                (far, y - reach - 6.0),
                (far, y + reach + 6.0),
                (side + head * 0.8, y + reach),
            )],
            thick,
            &format!("chart-edge {class}"),
            &tip,
        );
        canvas.arrow((side, y + reach), (-1.0, 0.0), head, &class);
        edge_label(canvas, (far - 3.0 + thick / 2.0, y), &lines);
        canvas.close_link(open);
    }

    fn node(&self, canvas: &mut Canvas<'_>, i: usize) {
        let (node, card, (x, y)) = (&self.graph.nodes[i], &self.cards[i], self.layout.places[i]);
        let x = x + self.shift;
        let (class, radius) = match node.kind {
            ProcessNodeKind::Step => ("chart-node", 6.0),
            _ => ("chart-node chart-node-end", card.high / 2.0),
        };
        let tip = std::iter::once(&node.label)
            .chain(&card.figures)
            .cloned()
            .collect::<Vec<_>>()
            .join(" · ");
        let written: Vec<String> = card.lines.iter().chain(&card.figures).cloned().collect();
        let open = canvas.open_link(&node.href, &named(&tip, &written));
        canvas.card((x, y), (card.wide, card.high), radius, class, &tip);
        let top = y - card.high / 2.0 + 7.0 + 13.5;
        let room = card.wide - 14.0;
        canvas.lines(
            (x, top),
            Anchor::Middle,
            "chart-node-name",
            &card.lines,
            room,
        );
        let below = top + card.lines.len() as f64 * LINE;
        match card.figures.as_slice() {
            [one] => canvas.figure(x, below, Anchor::Middle, "chart-node-count", one, room),
            [count, time] => {
                let (start, half) = (x - card.wide / 2.0 + 9.0, room / 2.0 - 2.0);
                canvas.figure(start, below, Anchor::Start, "chart-node-count", count, half);
                let end = x + card.wide / 2.0 - 9.0;
                canvas.figure(end, below, Anchor::End, "chart-node-time", time, half);
            }
            _ => {}
        }
        canvas.close_link(open);
    }
}

/// The name of a link for a screen reader: what it says when pointed at, and what is written in it, as it is written there, so that
/// who speaks to the browser can name what is seen (WCAG 2.5.3, label in name). Not in parentheses: what stands in them is not
/// taken for the label.
fn named(tip: &str, lines: &[String]) -> String {
    let written = lines.join(" ");
    if written.is_empty() || tip.contains(&written) {
        tip.to_owned()
    } else {
        format!("{tip} · {written}")
    }
}

fn keys(picture: &Picture<'_>, borders: Option<[f64; 4]>) -> Vec<Key> {
    let (graph, words, options) = (picture.graph, picture.words, picture.options);
    let mut keys = Vec::new();
    let counts = || {
        graph
            .edges
            .iter()
            .map(|e| e.count)
            .filter(|c| *c > 0.0 && c.is_finite())
    };
    let (low, high) = (
        counts().fold(f64::INFINITY, f64::min),
        counts().fold(0.0, f64::max),
    );
    if high > 0.0 {
        for (i, count) in [low, high].into_iter().enumerate() {
            if i == 0 || high > low {
                let word = format!("{}: {}", words.count, (options.number)(count));
                let mark = Mark::Thick(picture.thick(count));
                keys.push(Key::new(mark, "chart-edge chart-wait-0", &word));
            }
        }
    }
    let waits: Vec<f64> = graph
        .edges
        .iter()
        .filter_map(|e| finite(e.waiting))
        .collect();
    if let Some(borders) = borders {
        let low = waits.iter().copied().fold(borders[0], f64::min);
        let high = waits.iter().copied().fold(borders[3], f64::max);
        let ends = [low, borders[0], borders[1], borders[2], borders[3], high];
        for class in 1..=5 {
            if waits.iter().any(|w| (picture.class)(Some(*w)) == class) {
                let (a, b) = (
                    (words.duration)(ends[class - 1]),
                    (words.duration)(ends[class]),
                );
                let range = if a == b {
                    a
                } else {
                    format!("{a}{}{b}", options.to)
                };
                let word = format!("{}: {range}", words.waiting);
                keys.push(Key::new(
                    Mark::Thick(5.0),
                    format!("chart-edge chart-wait-{class}"),
                    &word,
                ));
            }
        }
    }
    if picture.layout.routes.iter().any(|r| r.back) {
        let class = "chart-edge chart-edge-back chart-wait-0";
        keys.push(Key::new(Mark::Thick(2.5), class, words.back));
    }
    keys
}

/// A process map from top to bottom: boxes for steps with count and time, lines as thick as they are frequent and coloured in
/// five classes of waiting, edges that lead back dashed and entering from below.
///
/// The picture is as wide as `options.width` or as the map needs. Maps of more than about 60 steps or 150 edges are drawn too,
/// but to be read they go through [`simplify`](super::simplify) first.
pub fn process_map(graph: &ProcessGraph, words: &ProcessWords<'_>, options: &Options<'_>) -> Chart {
    let table = table(graph, words, options);
    if graph.nodes.is_empty() {
        return empty(options, "chart-process", table);
    }
    let cards: Vec<Card> = graph
        .nodes
        .iter()
        .map(|n| card(n, words, options))
        .collect();
    let labels: Vec<Vec<String>> = graph
        .edges
        .iter()
        .map(|e| edge_lines(e, words, options))
        .collect();
    let mut items: Vec<Item> = graph
        .nodes
        .iter()
        .zip(&cards)
        .map(|(node, card)| Item {
            before: card.wide / 2.0,
            after: card.wide / 2.0,
            height: card.high,
            rank: match node.kind {
                ProcessNodeKind::Start => Rank::First,
                ProcessNodeKind::Step => Rank::Any,
                ProcessNodeKind::End => Rank::Last,
            },
        })
        .collect();
    for (edge, lines) in graph.edges.iter().zip(&labels) {
        if edge.from == edge.to
            && let (Some(item), Some(card)) = (items.get_mut(edge.from), cards.get(edge.from))
        {
            item.after = item.after.max(card.wide / 2.0 + LOOP + widest(lines) + 6.0);
        }
    }
    let links: Vec<Link> = graph
        .edges
        .iter()
        .zip(&labels)
        .map(|(edge, lines)| Link {
            from: edge.from,
            to: edge.to,
            weight: if edge.count.is_finite() {
                edge.count.max(0.0)
            } else {
                0.0
            },
            label: (
                if lines.is_empty() {
                    0.0
                } else {
                    widest(lines) + 6.0
                },
                lines.len() as f64 * LINE,
            ),
        })
        .collect();
    let layout = layout(&items, &links);
    let wide = options.width().max(layout.width);
    let (borders, class) = classes(graph, words);
    let most = links
        .iter()
        .map(|l| l.weight)
        .fold(0.0, f64::max)
        .max(1e-300);
    let picture = Picture {
        graph,
        words,
        options,
        class,
        most,
        cards,
        shift: (wide - layout.width) / 2.0,
        layout,
    };
    let legend = Legend::new(keys(&picture, borders), wide - 8.0);
    let mut canvas = Canvas::new(options, wide, picture.layout.height + legend.height());
    // Rare edges first, so that where two cross the frequent one lies above.
    let mut order: Vec<usize> = (0..graph.edges.len()).collect();
    order.sort_by(|a, b| links[*a].weight.total_cmp(&links[*b].weight).then(a.cmp(b)));
    for k in order {
        let edge = &graph.edges[k];
        if edge.from == edge.to {
            picture.repeat(&mut canvas, edge);
        } else {
            picture.edge(&mut canvas, edge, &picture.layout.routes[k]);
        }
    }
    for i in 0..graph.nodes.len() {
        picture.node(&mut canvas, i);
    }
    legend.draw(&mut canvas, 4.0, picture.layout.height);
    canvas.finish("chart-process", table)
}
