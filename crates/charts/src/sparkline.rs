//! A line as small as a word, for a table cell.

use crate::canvas::Canvas;
use crate::scale::Scale;
use crate::{Chart, Options, Table, finite};

/// A line of `options.width` (200 at least) by 32 units over the values in order; gaps where a value is missing, a dot at the last.
/// `labels` name the rows of the table; a value without a label is numbered.
pub fn sparkline(
    labels: &[String],
    values: &[Option<f64>],
    head: &str,
    options: &Options<'_>,
) -> Chart {
    let name = |i: usize| {
        labels
            .get(i)
            .cloned()
            .unwrap_or_else(|| (options.number)((i + 1) as f64))
    };
    let table = Table {
        head: vec![options.category.to_owned(), head.to_owned()],
        rows: values
            .iter()
            .enumerate()
            .map(|(i, v)| vec![name(i), options.cell(*v)])
            .collect(),
    };
    let (wide, high) = (options.width().min(240.0), 32.0);
    let mut canvas = Canvas::new(options, wide, high);
    let present: Vec<(usize, f64)> = values
        .iter()
        .enumerate()
        .filter_map(|(i, v)| finite(*v).map(|v| (i, v)))
        .collect();
    let scale = Scale::new(present.iter().map(|(_, v)| *v), 2).between(high - 5.0, 5.0);
    let step = (wide - 12.0) / (values.len().max(2) - 1) as f64;
    let place = |(i, v): (usize, f64)| (6.0 + i as f64 * step, scale.at(v));
    canvas.line(
        (2.0, scale.at(0.0)),
        (wide - 2.0, scale.at(0.0)),
        "chart-grid",
    );
    for run in present.chunk_by(|a, b| a.0 + 1 == b.0) {
        let points: Vec<(f64, f64)> = run.iter().map(|p| place(*p)).collect();
        if let [(x, y)] = points.as_slice() {
            canvas.circle(*x, *y, 1.5, "chart-dot chart-series-1", "");
        }
        canvas.path(&points, "chart-line chart-series-1");
    }
    if let Some(last) = present.last() {
        let (x, y) = place(*last);
        canvas.circle(x, y, 3.5, "chart-dot chart-series-1", "");
    }
    canvas.finish("chart-sparkline", table)
}
