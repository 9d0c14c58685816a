//! Several series per column: side by side or on top of each other.

use crate::canvas::{Anchor, SIZE, empty};
use crate::frame::Frame;
use crate::legend::{Key, Mark};
use crate::scale::Scale;
use crate::text::width;
use crate::{Chart, Options, Table, finite};

/// One series with a value per label, in the order of the labels; values that are not there count as missing.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// Name in legend and table.
    pub name: String,
    /// Values; `None`, NaN and infinities are shown as missing.
    pub values: Vec<Option<f64>>,
}

impl Series {
    fn at(&self, column: usize) -> Option<f64> {
        finite(self.values.get(column).copied().flatten())
    }
}

/// The style sheet knows six colours; a seventh series begins again.
pub(crate) fn series_class(series: usize) -> String {
    format!("chart-series-{}", series % 6 + 1)
}

fn table(labels: &[String], series: &[Series], options: &Options<'_>) -> Table {
    let mut head = vec![options.category.to_owned()];
    head.extend(series.iter().map(|s| s.name.clone()));
    let rows = labels
        .iter()
        .enumerate()
        .map(|(i, label)| {
            std::iter::once(label.clone())
                .chain(series.iter().map(|s| options.cell(s.at(i))))
                .collect()
        })
        .collect();
    Table { head, rows }
}

fn keys(series: &[Series]) -> Vec<Key> {
    series
        .iter()
        .enumerate()
        .map(|(i, s)| Key::new(Mark::Box, series_class(i), &s.name))
        .collect()
}

/// Bars of several series side by side in each column.
pub fn grouped_bars(labels: &[String], series: &[Series], options: &Options<'_>) -> Chart {
    let table = table(labels, series, options);
    let values = (0..labels.len()).flat_map(|i| series.iter().filter_map(move |s| s.at(i)));
    if values.clone().next().is_none() {
        return empty(options, "chart-bars-grouped", table);
    }
    let names: Vec<&str> = labels.iter().map(String::as_str).collect();
    let mut frame = Frame::new(options, &names, Scale::new(values, 5), keys(series), 0.0);
    let zero = frame.scale.at(0.0);
    let thick = (frame.band * 0.78 / series.len() as f64).min(40.0);
    for (i, label) in labels.iter().enumerate() {
        let start = frame.middle(i) - thick * series.len() as f64 / 2.0;
        for (k, one) in series.iter().enumerate() {
            let Some(value) = one.at(i) else { continue };
            let (end, figure) = (frame.scale.at(value), (options.number)(value));
            let (x, gap) = (start + k as f64 * thick, (thick * 0.08).min(2.0));
            let tip = format!("{label} · {}: {figure}", one.name);
            frame.canvas.rect(
                x + gap,
                end.min(zero),
                thick - 2.0 * gap,
                (zero - end).abs(),
                &series_class(k),
                &tip,
            );
            if width(&figure) * SIZE < thick {
                let y = if value < 0.0 { end + 15.0 } else { end - 5.0 };
                frame.canvas.figure(
                    x + thick / 2.0,
                    y,
                    Anchor::Middle,
                    "chart-value",
                    &figure,
                    thick,
                );
            }
        }
    }
    frame.finish("chart-bars-grouped", table)
}

/// Series on top of each other, for parts of a whole; negative values are piled below zero.
pub fn stacked_bars(labels: &[String], series: &[Series], options: &Options<'_>) -> Chart {
    let table = table(labels, series, options);
    let sums: Vec<(f64, f64)> = (0..labels.len())
        .map(|i| {
            series
                .iter()
                .filter_map(|s| s.at(i))
                .fold((0.0, 0.0), |(below, above), v| {
                    if v < 0.0 {
                        (below + v, above)
                    } else {
                        (below, above + v)
                    }
                })
        })
        .collect();
    if !(0..labels.len()).any(|i| series.iter().any(|s| s.at(i).is_some())) {
        return empty(options, "chart-bars-stacked", table);
    }
    let names: Vec<&str> = labels.iter().map(String::as_str).collect();
    let ends = sums.iter().flat_map(|(below, above)| [*below, *above]);
    let mut frame = Frame::new(options, &names, Scale::new(ends, 5), keys(series), 0.0);
    let thick = (frame.band * 0.68).min(56.0);
    for (i, label) in labels.iter().enumerate() {
        let (mut below, mut above) = (0.0, 0.0);
        let middle = frame.middle(i);
        for (k, one) in series.iter().enumerate() {
            let Some(value) = one.at(i) else { continue };
            let pile = if value < 0.0 { &mut below } else { &mut above };
            let (from, to) = (frame.scale.at(*pile), frame.scale.at(*pile + value));
            *pile += value;
            let tip = format!("{label} · {}: {}", one.name, (options.number)(value));
            frame.canvas.rect(
                middle - thick / 2.0,
                from.min(to),
                thick,
                (from - to).abs(),
                &series_class(k),
                &tip,
            );
        }
        let (_, sum) = sums[i];
        if sum > 0.0 && sum.is_finite() && below == 0.0 {
            let figure = (options.number)(sum);
            if width(&figure) * SIZE < frame.band {
                let y = frame.scale.at(sum) - 5.0;
                frame.canvas.figure(
                    middle,
                    y,
                    Anchor::Middle,
                    "chart-value",
                    &figure,
                    frame.band,
                );
            }
        }
    }
    frame.finish("chart-bars-stacked", table)
}
