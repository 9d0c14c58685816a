//! A path of ties: parties below each other, joined by named arrows.

use crate::canvas::{Anchor, Canvas, SIZE, empty};
use crate::text::width;
use crate::{Chart, Options, Table};

/// Somebody, or a firm, on a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathParty {
    /// Name.
    pub name: String,
}

/// What joins a party to the next one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathTie {
    /// What it is, such as «مالک ۶ درصد».
    pub label: String,
    /// Whether it leads from the upper party to the lower one.
    pub forward: bool,
}

/// Height of a party's box.
const BOX: f64 = 38.0;
/// Height between two boxes.
const GAP: f64 = 52.0;

/// Parties from top to bottom, each joined to the next by the tie of the same place; ties without a next party are left out.
///
/// `words` head the table's second and third column, the tie and the next party; `options.category` heads the first. The picture
/// reads the same in either direction of writing.
pub fn relation_path(
    parties: &[PathParty],
    ties: &[PathTie],
    words: [&str; 2],
    options: &Options<'_>,
) -> Chart {
    let joined = parties.windows(2).zip(ties);
    let table = Table {
        head: [options.category, words[0], words[1]]
            .map(str::to_owned)
            .to_vec(),
        rows: joined
            .map(|(pair, tie)| {
                vec![
                    pair[0].name.clone(),
                    tie.label.clone(),
                    pair[1].name.clone(),
                ]
            })
            .collect(),
    };
    if parties.is_empty() {
        return empty(options, "chart-path", table);
    }
    let names = parties.iter().map(|party| width(&party.name) * SIZE + 36.0);
    let labels = ties
        .iter()
        .map(|tie| (width(&tie.label) * SIZE + 28.0) * 2.0);
    let wide = names
        .chain(labels)
        .fold(200.0, f64::max)
        .min(options.width());
    let count = parties.len() as f64;
    let mut canvas = Canvas::new(options, wide, count * BOX + (count - 1.0) * GAP + 4.0);
    let middle = wide / 2.0;
    let top = |place: usize| 2.0 + place as f64 * (BOX + GAP);
    for (place, party) in parties.iter().enumerate() {
        let at = (middle, top(place) + BOX / 2.0);
        let box_wide = (width(&party.name) * SIZE + 32.0).min(wide - 4.0);
        canvas.card(at, (box_wide, BOX), 8.0, "chart-node", &party.name);
        let name = "chart-label chart-node-name";
        canvas.words(
            middle,
            at.1 + 4.5,
            Anchor::Middle,
            name,
            &party.name,
            box_wide - 16.0,
        );
    }
    for (place, tie) in ties.iter().enumerate().take(parties.len() - 1) {
        let (from, to) = (top(place) + BOX, top(place + 1));
        canvas.path(&[(middle, from), (middle, to)], "chart-edge");
        let (tip, along) = if tie.forward { (to, 1.0) } else { (from, -1.0) };
        canvas.arrow((middle, tip), (0.0, along), 9.0, "");
        let y = f64::midpoint(from, to) + 4.5;
        canvas.words(
            middle + 12.0,
            y,
            Anchor::Start,
            "chart-label",
            &tie.label,
            middle - 16.0,
        );
    }
    canvas.finish("chart-path", table)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Direction;

    #[test]
    fn the_arrow_follows_the_tie_and_the_table_has_every_step() {
        let number = |value: f64| value.to_string();
        let mut options = Options::new("p", "Path", Direction::Ltr, &number);
        options.category = "From";
        let party = |name: &str| PathParty {
            name: name.to_owned(),
        };
        let parties = [party("Clerk"), party("Brother & co"), party("Firm")];
        let tie = |label: &str, forward| PathTie {
            label: label.to_owned(),
            forward,
        };
        let ties = [
            tie("brother", true),
            tie("owned by", false),
            tie("nothing", true),
        ];
        let chart = relation_path(&parties, &ties, ["Tie", "To"], &options);
        assert_eq!(
            chart.table.rows,
            [
                ["Clerk", "brother", "Brother & co"],
                ["Brother & co", "owned by", "Firm"]
            ]
        );
        assert_eq!(chart.svg.matches("chart-arrow").count(), 2);
        assert!(chart.svg.contains("Brother &amp; co") && !chart.svg.contains("nothing"));
        assert!(
            relation_path(&[], &[], ["", ""], &options)
                .svg
                .contains('–')
        );
    }
}
