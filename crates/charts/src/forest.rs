//! The forest plot: the effect of each group against a reference, with its interval, around the line of no difference.

use crate::canvas::{Anchor, SIZE, empty};
use crate::frame::{RowPlan, Rows};
use crate::legend::{Key, Mark};
use crate::scale::Scale;
use crate::text::width;
use crate::{Chart, Options, Table, finite};

/// One group.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Effect {
    /// Name of the group.
    pub label: String,
    /// The estimate.
    pub value: Option<f64>,
    /// Its interval; swapped ends are put right.
    pub interval: Option<(f64, f64)>,
    /// Cases of the group: the size of the mark.
    pub size: f64,
    /// Whether the difference is beyond chance after correction: the mark is filled.
    pub marked: bool,
    /// What may be said, in words.
    pub verdict: String,
}

/// The axis of a forest plot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ForestAxis {
    /// Differences: no difference is 0.
    #[default]
    Difference,
    /// Ratios on a logarithmic axis: no difference is 1. What is not above 0 counts as missing.
    Ratio,
}

/// Words of [`forest`].
#[derive(Debug, Clone, Copy, Default)]
pub struct ForestWords<'a> {
    /// Head of the column of estimates.
    pub value: &'a str,
    /// Head of the column of intervals.
    pub interval: &'a str,
    /// Head of the column of cases.
    pub size: &'a str,
    /// Head of the column of verdicts.
    pub verdict: &'a str,
    /// In the legend: a difference that is beyond chance.
    pub marked: &'a str,
    /// In the legend: the others.
    pub unmarked: &'a str,
    /// In the legend: the line of no difference.
    pub none: &'a str,
}

const AXIS: f64 = 14.0;
const NAMES_FROM: f64 = AXIS + 6.0;
/// Ratios beyond this factor are drawn at the end of the axis.
const FARTHEST: f64 = 1000.0;

fn ends(effect: &Effect) -> Option<(f64, f64)> {
    let (a, b) = effect.interval?;
    (a.is_finite() && b.is_finite()).then(|| (a.min(b), a.max(b)))
}

/// A row for each group: a square at the estimate, as large as the group, a whisker over the interval.
pub fn forest(
    rows: &[Effect],
    axis: ForestAxis,
    words: &ForestWords<'_>,
    options: &Options<'_>,
) -> Chart {
    let table = table(rows, words, options);
    // Ratios are placed by their logarithm, and written as they are.
    let place = move |v: f64| match axis {
        ForestAxis::Difference => Some(v),
        ForestAxis::Ratio => (v > 0.0).then(|| v.clamp(1.0 / FARTHEST, FARTHEST).ln()),
    };
    let written = |v: f64| {
        (options.number)(match axis {
            ForestAxis::Difference => v,
            ForestAxis::Ratio => v.exp(),
        })
    };
    let shown = Options {
        number: &written,
        ..*options
    };
    let point = |row: &Effect| finite(row.value).and_then(place);
    if !rows.iter().any(|row| point(row).is_some()) {
        return empty(options, "chart-forest", table);
    }
    let values: Vec<f64> = rows
        .iter()
        .flat_map(|row| {
            let ends = ends(row).into_iter().flat_map(|(a, b)| [a, b]);
            ends.filter_map(place).chain(point(row))
        })
        .collect();
    let scale = match axis {
        ForestAxis::Difference => Scale::new(values.iter().copied(), 6),
        ForestAxis::Ratio => Scale::of_ticks(ratio_ticks(&values)),
    };
    let any = |marked: bool| {
        rows.iter()
            .any(|r| r.marked == marked && point(r).is_some())
    };
    let mut keys = Vec::new();
    if any(true) {
        keys.push(Key::new(Mark::Box, "chart-forest-marked", words.marked));
    }
    if any(false) {
        keys.push(Key::new(Mark::Box, "chart-forest-plain", words.unmarked));
    }
    keys.push(Key::new(Mark::Tick, "chart-reference", words.none));
    let plan = RowPlan {
        row: 52.0,
        from: AXIS,
        end_room: 16.0,
    };
    let wide = options.width();
    let size = |row: &Effect| finite(Some(row.size)).unwrap_or(0.0).max(0.0);
    let largest = rows.iter().map(size).fold(1.0, f64::max);
    let mut plot = Rows::new(&shown, rows.len(), scale, keys, &plan);
    let zero = plot.scale.at(0.0);
    let bottom = plot.top(rows.len());
    plot.canvas
        .line((zero, 2.0), (zero, bottom), "chart-reference");
    for (i, row) in rows.iter().enumerate() {
        let (top, middle) = (plot.top(i), plot.top(i) + 34.0);
        let figure = match (finite(row.value), ends(row)) {
            (None, _) => options.missing.to_owned(),
            (Some(v), None) => (options.number)(v),
            (Some(v), Some((a, b))) => {
                format!("{} ({})", (options.number)(v), options.interval(a, b))
            }
        };
        let room = (width(&figure) * SIZE).min(wide * 0.5);
        let names = wide - room - NAMES_FROM - 16.0;
        plot.canvas.words(
            NAMES_FROM,
            top + 15.0,
            Anchor::Start,
            "chart-name",
            &row.label,
            names,
        );
        plot.canvas.figure(
            wide - 4.0,
            top + 15.0,
            Anchor::End,
            "chart-tick",
            &figure,
            room,
        );
        let Some(at) = point(row) else { continue };
        if let Some((a, b)) = ends(row)
            && let (Some(a), Some(b)) = (place(a), place(b))
        {
            let (a, b) = (plot.scale.at(a), plot.scale.at(b));
            plot.canvas.line((a, middle), (b, middle), "chart-whisker");
            for end in [a, b] {
                plot.canvas
                    .line((end, middle - 4.0), (end, middle + 4.0), "chart-whisker");
            }
        }
        let half = 3.5 + 4.0 * (size(row) / largest).sqrt();
        let class = if row.marked {
            "chart-forest-marked"
        } else {
            "chart-forest-plain"
        };
        let start = (plot.scale.at(at) - half).clamp(0.0, wide - 2.0 * half);
        let tip = format!("{}: {figure}", row.label);
        plot.canvas
            .rect(start, middle - half, 2.0 * half, 2.0 * half, class, &tip);
    }
    plot.finish("chart-forest", table)
}

/// Logarithms of 1, 2, 5, 10 … and their inverses, from the first below all values to the first above.
fn ratio_ticks(values: &[f64]) -> Vec<f64> {
    const STEPS: [f64; 10] = [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0];
    let far = values.iter().map(|v| v.abs()).fold(0.0, f64::max);
    let last = STEPS
        .iter()
        .position(|s| s.ln() >= far)
        .unwrap_or(STEPS.len() - 1)
        .max(1);
    let side = |sign: f64| STEPS[1..=last].iter().map(move |s| sign * s.ln());
    let mut ticks: Vec<f64> = side(-1.0).collect();
    ticks.reverse();
    ticks.push(0.0);
    ticks.extend(side(1.0));
    ticks
}

fn table(rows: &[Effect], words: &ForestWords<'_>, options: &Options<'_>) -> Table {
    Table {
        head: [
            options.category,
            words.size,
            words.value,
            words.interval,
            words.verdict,
        ]
        .map(str::to_owned)
        .to_vec(),
        rows: rows
            .iter()
            .map(|row| {
                vec![
                    row.label.clone(),
                    options.cell(Some(row.size)),
                    options.cell(row.value),
                    ends(row).map_or_else(
                        || options.missing.to_owned(),
                        |(a, b)| options.interval(a, b),
                    ),
                    row.verdict.clone(),
                ]
            })
            .collect(),
    }
}
