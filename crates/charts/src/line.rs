//! Lines month by month, with an interval band where there is one.

use crate::canvas::{Anchor, SIZE, empty};
use crate::frame::Frame;
use crate::grouped::series_class;
use crate::legend::{Key, Mark};
use crate::scale::Scale;
use crate::text::width;
use crate::{Chart, Options, Table, finite};

/// One month of a line.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct LinePoint {
    /// Height; `None`, NaN and infinities leave a gap in the line.
    pub value: Option<f64>,
    /// Lower and upper end of the interval, drawn as a band; swapped ends are put right.
    pub interval: Option<(f64, f64)>,
}

impl LinePoint {
    fn ends(self) -> Option<(f64, f64)> {
        let (a, b) = self.interval?;
        (a.is_finite() && b.is_finite() && finite(self.value).is_some())
            .then(|| (a.min(b), a.max(b)))
    }
}

/// One line with a point per label.
#[derive(Debug, Clone, PartialEq)]
pub struct LineSeries {
    /// Name in legend and table.
    pub name: String,
    /// Points in the order of the labels; points that are not there count as missing.
    pub points: Vec<LinePoint>,
    /// Head of the table's column for the interval, used when a point has one.
    pub interval: String,
}

/// A level to compare with, such as the announced time: a dashed line across.
#[derive(Debug, Clone, Copy)]
pub struct Reference<'a> {
    /// Height of the line.
    pub value: f64,
    /// Its name in the legend.
    pub name: &'a str,
}

fn table(labels: &[String], series: &[LineSeries], options: &Options<'_>) -> Table {
    let mut table = Table {
        head: vec![options.category.to_owned()],
        rows: labels.iter().map(|l| vec![l.clone()]).collect(),
    };
    for one in series {
        let banded = one.points.iter().any(|p| p.ends().is_some());
        table.head.push(one.name.clone());
        if banded {
            table.head.push(one.interval.clone());
        }
        for (i, row) in table.rows.iter_mut().enumerate() {
            let point = one.points.get(i).copied().unwrap_or_default();
            row.push(options.cell(point.value));
            if banded {
                row.push(point.ends().map_or_else(
                    || options.missing.to_owned(),
                    |(low, high)| options.interval(low, high),
                ));
            }
        }
    }
    table
}

/// Lines over the labels, with bands, and a reference level where one is given.
pub fn line(
    labels: &[String],
    series: &[LineSeries],
    reference: Option<Reference<'_>>,
    options: &Options<'_>,
) -> Chart {
    let table = table(labels, series, options);
    let points = || {
        series
            .iter()
            .flat_map(|s| s.points.iter().take(labels.len()))
    };
    if !points().any(|p| finite(p.value).is_some()) {
        return empty(options, "chart-lines", table);
    }
    let reference = reference.filter(|r| r.value.is_finite());
    let mut values: Vec<f64> = points()
        .flat_map(|p| {
            finite(p.value)
                .into_iter()
                .chain(p.ends().into_iter().flat_map(|(a, b)| [a, b]))
        })
        .collect();
    values.extend(reference.map(|r| r.value));
    let mut keys = Vec::new();
    for (k, one) in series.iter().enumerate() {
        keys.push(Key::new(
            Mark::Line,
            format!("chart-line {}", series_class(k)),
            &one.name,
        ));
        if one.points.iter().any(|p| p.ends().is_some()) {
            keys.push(Key::new(
                Mark::Box,
                format!("chart-band {}", series_class(k)),
                &one.interval,
            ));
        }
    }
    keys.extend(reference.map(|r| Key::new(Mark::Line, "chart-reference", r.name)));
    let names: Vec<&str> = labels.iter().map(String::as_str).collect();
    let last = |s: &LineSeries| {
        finite(s.points.get(labels.len() - 1).and_then(|p| p.value)).map(|v| (options.number)(v))
    };
    let end_room = series
        .iter()
        .filter_map(last)
        .map(|f| width(&f) * SIZE + 4.0)
        .fold(0.0, f64::max)
        .min(options.width() / 5.0);
    let mut frame = Frame::new(
        options,
        &names,
        Scale::new(values.iter().copied(), 5),
        keys,
        end_room,
    );
    let place = |frame: &Frame<'_>, i: usize, v: f64| (frame.middle(i), frame.scale.at(v));
    for (k, one) in series.iter().enumerate() {
        for run in runs(&one.points, labels.len(), |p| p.ends().is_some()) {
            let ends = || {
                run.clone()
                    .filter_map(|i| one.points[i].ends().map(|e| (i, e)))
            };
            let mut outline: Vec<(f64, f64)> = ends()
                .map(|(i, (_, high))| place(&frame, i, high))
                .collect();
            outline.extend(ends().rev().map(|(i, (low, _))| place(&frame, i, low)));
            frame
                .canvas
                .area(&outline, &format!("chart-band {}", series_class(k)));
        }
    }
    if let Some(reference) = reference {
        let y = frame.scale.at(reference.value);
        let (left, right) = (frame.left, frame.right);
        frame.canvas.line((left, y), (right, y), "chart-reference");
    }
    for (k, one) in series.iter().enumerate() {
        let class = series_class(k);
        for run in runs(&one.points, labels.len(), |p| finite(p.value).is_some()) {
            let points: Vec<(f64, f64)> = run
                .filter_map(|i| finite(one.points[i].value).map(|v| place(&frame, i, v)))
                .collect();
            frame.canvas.path(&points, &format!("chart-line {class}"));
        }
        for (i, label) in labels.iter().enumerate() {
            let Some(value) = finite(one.points.get(i).and_then(|p| p.value)) else {
                continue;
            };
            let ((x, y), figure) = (place(&frame, i, value), (options.number)(value));
            let tip = format!("{label} · {}: {figure}", one.name);
            frame.canvas.circle(
                x,
                y,
                if frame.band > 14.0 { 3.5 } else { 2.0 },
                &format!("chart-dot {class}"),
                &tip,
            );
            if i + 1 == labels.len() {
                let room = end_room + frame.band / 2.0 - 1.0;
                frame.canvas.figure(
                    x + 8.0,
                    y + 4.5,
                    Anchor::Start,
                    "chart-value",
                    &figure,
                    room,
                );
            }
        }
    }
    frame.finish("chart-lines", table)
}

/// Unbroken stretches of points that satisfy `there`.
fn runs(
    points: &[LinePoint],
    count: usize,
    there: impl Fn(LinePoint) -> bool,
) -> Vec<std::ops::Range<usize>> {
    let mut runs: Vec<std::ops::Range<usize>> = Vec::new();
    for (i, point) in points.iter().take(count).enumerate() {
        if !there(*point) {
            continue;
        }
        match runs.last_mut() {
            Some(run) if run.end == i => run.end = i + 1,
            _ => runs.push(i..i + 1),
        }
    }
    runs
}
