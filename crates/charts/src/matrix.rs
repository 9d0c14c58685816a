//! Two scales against each other: a figure in each cell, coloured in five classes, each cell a link to what it counts.

use crate::canvas::{Anchor, Canvas, empty};
use crate::{Chart, Options, Table};

/// One cell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MatrixCell {
    /// What is counted here; nothing is written where it is 0.
    pub count: u32,
    /// Class of the colour, 1 to 5; others are put to the nearer end.
    pub class: u8,
    /// Where the cell leads, or empty.
    pub href: String,
    /// Name of the link for a screen reader, and what is shown on hovering.
    pub name: String,
}

/// Names of the two scales.
#[derive(Debug, Clone, Copy, Default)]
pub struct MatrixWords<'a> {
    /// Of the scale in reading direction.
    pub across: &'a str,
    /// Of the scale from below to above.
    pub upward: &'a str,
}

const ROW: f64 = 56.0;
const LINE: f64 = 22.0;

/// Cells of `rows` (from above to below) times `columns`, in that order. The table has the counts; cells that are not given count
/// as empty ones.
pub fn matrix(
    columns: &[String],
    rows: &[String],
    cells: &[MatrixCell],
    words: &MatrixWords<'_>,
    options: &Options<'_>,
) -> Chart {
    let none = MatrixCell::default();
    let at = |row: usize, column: usize| cells.get(row * columns.len() + column).unwrap_or(&none);
    let number = |count: u32| (options.number)(f64::from(count));
    let table = Table {
        head: std::iter::once(words.upward.to_owned())
            .chain(columns.iter().cloned())
            .collect(),
        rows: (rows.iter().enumerate())
            .map(|(r, name)| {
                std::iter::once(name.clone())
                    .chain((0..columns.len()).map(|c| number(at(r, c).count)))
                    .collect()
            })
            .collect(),
    };
    if columns.is_empty() || rows.is_empty() {
        return empty(options, "chart-matrix", table);
    }
    let wide = options.width();
    let margin = (wide * 0.22).clamp(56.0, 130.0);
    let side = (wide - margin) / columns.len().max(1) as f64;
    let height = ROW * rows.len() as f64 + LINE * 3.0;
    let mut canvas = Canvas::new(options, wide, height);
    canvas.words(
        0.0,
        LINE * 0.7,
        Anchor::Start,
        "chart-axis-name",
        words.upward,
        margin + side,
    );
    for (r, name) in rows.iter().enumerate() {
        let top = LINE + ROW * r as f64;
        canvas.words(
            0.0,
            top + ROW / 2.0 + 4.0,
            Anchor::Start,
            "chart-label",
            name,
            margin - 6.0,
        );
        for c in 0..columns.len() {
            let cell = at(r, c);
            let class = cell.class.clamp(1, 5);
            let start = margin + side * c as f64;
            let open = canvas.open_link(&cell.href, &cell.name);
            canvas.rect(
                start + 2.0,
                top + 2.0,
                side - 4.0,
                ROW - 4.0,
                &format!("chart-class-{class}"),
                &cell.name,
            );
            if cell.count > 0 {
                canvas.figure(
                    start + side / 2.0,
                    top + ROW / 2.0 + 5.0,
                    Anchor::Middle,
                    &format!("chart-tile-name chart-on-{class}"),
                    &number(cell.count),
                    side - 10.0,
                );
            }
            canvas.close_link(open);
        }
    }
    let below = LINE + ROW * rows.len() as f64;
    for (c, name) in columns.iter().enumerate() {
        let middle = margin + side * (c as f64 + 0.5);
        canvas.words(
            middle,
            below + LINE * 0.75,
            Anchor::Middle,
            "chart-label",
            name,
            side - 4.0,
        );
    }
    canvas.words(
        margin,
        below + LINE * 1.7,
        Anchor::Start,
        "chart-axis-name",
        words.across,
        wide - margin,
    );
    canvas.finish("chart-matrix", table)
}
