//! A chain of matters: one below the other in the order of time, joined by lines from where each came.

use crate::canvas::{Anchor, Canvas, empty};
use crate::{Chart, Options, Table};

/// One matter of a chain.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChainNode {
    /// What it is, such as «یافته».
    pub kind: String,
    /// Its name.
    pub title: String,
    /// When it began, as text.
    pub date: String,
    /// Its page, or empty.
    pub href: String,
    /// Whether the reader came from it.
    pub here: bool,
}

/// Height of a row.
const ROW: f64 = 56.0;
/// Width of one generation.
const STEP: f64 = 20.0;
/// Radius of a dot.
const DOT: f64 = 6.0;
/// Generations that are drawn apart; later ones share the last place.
const MOST: usize = 6;

/// For each matter how many others lead to it at most, one after the other. `links` lead from a place to a later one; others are left
/// out.
fn generations(count: usize, links: &[(usize, usize)]) -> Vec<usize> {
    let mut found = vec![0_usize; count];
    for to in 0..count {
        for (from, end) in links {
            if *end == to && from < end {
                found[to] = found[to].max(found[*from] + 1);
            }
        }
    }
    found
}

/// Matters from top to bottom, with `links` as (from, to) by place in `nodes`; a link must lead downwards.
///
/// `words` head the table's columns: kind, date, and what each came from; `options.category` heads the first, the name.
pub fn chain(
    nodes: &[ChainNode],
    links: &[(usize, usize)],
    words: [&str; 3],
    options: &Options<'_>,
) -> Chart {
    let good: Vec<(usize, usize)> = (links.iter().copied())
        .filter(|(from, to)| from < to && *to < nodes.len())
        .collect();
    let sources = |place: usize| {
        let names = good.iter().filter(|(_, to)| *to == place);
        let names: Vec<&str> = names.map(|(from, _)| nodes[*from].title.as_str()).collect();
        if names.is_empty() {
            options.missing.to_owned()
        } else {
            names.join(" · ")
        }
    };
    let table = Table {
        head: [options.category, words[0], words[1], words[2]]
            .map(str::to_owned)
            .to_vec(),
        rows: (nodes.iter().enumerate())
            .map(|(place, node)| {
                vec![
                    node.title.clone(),
                    node.kind.clone(),
                    node.date.clone(),
                    sources(place),
                ]
            })
            .collect(),
    };
    if nodes.is_empty() {
        return empty(options, "chart-chain", table);
    }
    let generations = generations(nodes.len(), &good);
    let place_of = |node: usize| generations[node].min(MOST);
    let deepest = (0..nodes.len()).map(place_of).max().unwrap_or(0);
    let wide = options.width();
    let x = |node: usize| DOT + 6.0 + place_of(node) as f64 * STEP;
    let y = |node: usize| ROW / 2.0 + node as f64 * ROW;
    let words_from = DOT * 2.0 + 18.0 + deepest as f64 * STEP;
    let mut canvas = Canvas::new(options, wide, nodes.len() as f64 * ROW);
    for (from, to) in &good {
        let (start, corner, end) = ((x(*from), y(*from)), (x(*from), y(*to)), (x(*to), y(*to)));
        canvas.path(&[start, corner, end], "chart-edge");
    }
    for (place, node) in nodes.iter().enumerate() {
        let class = if node.here {
            "chart-chain-dot chart-series-1"
        } else {
            "chart-chain-dot chart-series-3"
        };
        let name = format!("{}: {}", node.kind, node.title);
        let open = canvas.open_link(&node.href, &name);
        canvas.circle(x(place), y(place), DOT, class, &name);
        let about = if node.date.is_empty() {
            node.kind.clone()
        } else {
            format!("{} · {}", node.kind, node.date)
        };
        let room = wide - words_from - 4.0;
        canvas.words(
            words_from,
            y(place) - 7.0,
            Anchor::Start,
            "chart-tick",
            &about,
            room,
        );
        let class = if node.here {
            "chart-name"
        } else {
            "chart-label"
        };
        canvas.words(
            words_from,
            y(place) + 13.0,
            Anchor::Start,
            class,
            &node.title,
            room,
        );
        canvas.close_link(open);
    }
    canvas.finish("chart-chain", table)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Direction;

    #[test]
    fn generations_are_the_longest_way_down() {
        assert_eq!(
            generations(4, &[(0, 1), (1, 2), (0, 2), (3, 1)]),
            [0, 1, 2, 0]
        );
    }

    #[test]
    fn every_link_is_a_line_and_every_node_a_row() {
        let number = |value: f64| value.to_string();
        let mut options = Options::new("c", "Chain", Direction::Rtl, &number);
        options.category = "Name";
        let node = |title: &str, href: &str| ChainNode {
            kind: "Kind".to_owned(),
            title: title.to_owned(),
            href: href.to_owned(),
            ..ChainNode::default()
        };
        let nodes = [
            node("A & co", "/a"),
            node("B", ""),
            node("C", "javascript:x"),
        ];
        let chart = chain(
            &nodes,
            &[(0, 1), (1, 2), (2, 1), (0, 9)],
            ["Kind", "Day", "From"],
            &options,
        );
        assert_eq!(chart.svg.matches("chart-edge").count(), 2);
        assert_eq!(chart.svg.matches("<a ").count(), 1);
        assert!(chart.svg.contains("A &amp; co"));
        assert_eq!(chart.table.rows[2], ["C", "Kind", "", "B"]);
        assert_eq!(chart.table.rows[0][3], "–");
    }
}
