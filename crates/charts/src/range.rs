//! The announced time against the measured one: where half, four fifths and nineteen twentieths of the cases ended.

use crate::canvas::{Anchor, SIZE, empty};
use crate::frame::{RowPlan, Rows};
use crate::legend::{Key, Mark};
use crate::scale::Scale;
use crate::text::width;
use crate::{Chart, Options, Table};

/// One service's times, in the unit of the chart.
#[derive(Debug, Clone, PartialEq)]
pub struct MeasuredTime {
    /// Name of the service.
    pub label: String,
    /// The time within which 50, 80 and 95 per cent of cases ended, rising; unsorted values are put in order.
    pub quantiles: Option<[f64; 3]>,
    /// The announced (promised) time.
    pub promised: Option<f64>,
}

impl MeasuredTime {
    fn sorted(&self) -> Option<[f64; 3]> {
        let mut q = self.quantiles.filter(|q| q.iter().all(|v| v.is_finite()))?;
        q.sort_by(f64::total_cmp);
        Some(q)
    }
}

/// Words of [`measured_times`].
#[derive(Debug, Clone, Copy, Default)]
pub struct RangeWords<'a> {
    /// Median: half of the cases.
    pub p50: &'a str,
    /// Four of five cases.
    pub p80: &'a str,
    /// Nineteen of twenty cases.
    pub p95: &'a str,
    /// The announced time.
    pub promised: &'a str,
    /// What a bar spans, in the legend, such as «از نیمی تا ۹۵٪ موارد».
    pub span: &'a str,
    /// The part of the range beyond the announced time.
    pub late: &'a str,
}

/// Where the value axis begins; names begin just after it, so that the axis does not cross them.
const AXIS: f64 = 14.0;
const NAMES_FROM: f64 = AXIS + 6.0;

/// A row per service: a bar from P50 to P95 with ticks at P50, P80 and P95, and a marker at the announced time.
pub fn measured_times(
    rows: &[MeasuredTime],
    words: &RangeWords<'_>,
    options: &Options<'_>,
) -> Chart {
    let table = Table {
        head: [
            options.category,
            words.promised,
            words.p50,
            words.p80,
            words.p95,
        ]
        .map(str::to_owned)
        .to_vec(),
        rows: rows
            .iter()
            .map(|r| {
                let q = r.sorted();
                let at = |i: usize| options.cell(q.map(|q| q[i]));
                vec![
                    r.label.clone(),
                    options.cell(r.promised),
                    at(0),
                    at(1),
                    at(2),
                ]
            })
            .collect(),
    };
    if !rows.iter().any(|r| r.sorted().is_some()) {
        return empty(options, "chart-ranges", table);
    }
    let promised = |r: &MeasuredTime| r.promised.filter(|p| p.is_finite());
    let values: Vec<f64> = rows
        .iter()
        .flat_map(|r| r.sorted().into_iter().flatten().chain(promised(r)))
        .collect();
    let late = rows
        .iter()
        .any(|r| matches!((r.sorted(), promised(r)), (Some(q), Some(p)) if q[2] > p));
    let mut keys = vec![Key::new(Mark::Box, "chart-range", words.span)];
    if late {
        keys.push(Key::new(Mark::Box, "chart-late", words.late));
    }
    if rows.iter().any(|r| promised(r).is_some()) {
        keys.push(Key::new(Mark::Tick, "chart-promised", words.promised));
    }
    let wide = options.width();
    let mut plot = Rows::new(
        options,
        rows.len(),
        Scale::new(values.iter().copied(), 6),
        keys,
        &RowPlan {
            row: 66.0,
            from: AXIS,
            end_room: 16.0,
        },
    );
    for (i, row) in rows.iter().enumerate() {
        let top = plot.top(i);
        let announced = promised(row)
            .map(|p| format!("{}: {}", words.promised, (options.number)(p)))
            .unwrap_or_default();
        let announced_room = (width(&announced) * SIZE).min(wide * 0.45);
        plot.canvas.words(
            NAMES_FROM,
            top + 14.0,
            Anchor::Start,
            "chart-name",
            &row.label,
            wide - announced_room - NAMES_FROM - 16.0,
        );
        plot.canvas.figure(
            wide - 4.0,
            top + 14.0,
            Anchor::End,
            "chart-tick",
            &announced,
            announced_room,
        );
        let (bar, thick) = (top + 23.0, 16.0);
        match row.sorted() {
            None => plot.canvas.words(
                NAMES_FROM,
                bar + 14.0,
                Anchor::Start,
                "chart-missing",
                options.missing,
                wide - NAMES_FROM - 4.0,
            ),
            Some(q) => measured(
                &mut plot,
                &row.label,
                q,
                promised(row),
                (bar, thick),
                options,
            ),
        }
        if let Some(p) = promised(row) {
            let x = plot.scale.at(p);
            plot.canvas
                .line((x, bar - 4.0), (x, bar + thick + 4.0), "chart-promised");
        }
    }
    plot.finish("chart-ranges", table)
}

fn measured(
    plot: &mut Rows<'_>,
    label: &str,
    q: [f64; 3],
    promised: Option<f64>,
    (bar, thick): (f64, f64),
    options: &Options<'_>,
) {
    let wide = options.width();
    let [p50, p80, p95] = q.map(|v| plot.scale.at(v));
    let split = promised.map_or(p95, |p| plot.scale.at(p).clamp(p50, p95));
    let tip = format!("{label}: {}", options.interval(q[0], q[2]));
    plot.canvas.line(
        (plot.scale.at(0.0), bar + thick / 2.0),
        (p50, bar + thick / 2.0),
        "chart-lead",
    );
    if split > p50 {
        plot.canvas
            .rect(p50, bar, split - p50, thick, "chart-range", &tip);
    }
    if p95 > split {
        plot.canvas
            .rect(split, bar, p95 - split, thick, "chart-late", &tip);
    }
    // The ends are named first; the middle only where it fits between them.
    let mut taken: Vec<(f64, f64)> = Vec::new();
    for (value, x) in [(q[0], p50), (q[2], p95), (q[1], p80)] {
        plot.canvas
            .line((x, bar - 1.0), (x, bar + thick + 1.0), "chart-quantile");
        let figure = (options.number)(value);
        let room = width(&figure) * SIZE;
        let half = room.min(wide - 8.0) / 2.0;
        let x = x.clamp(half + 2.0, (wide - half - 2.0).max(half + 2.0));
        if taken
            .iter()
            .all(|(from, to)| x + half + 4.0 < *from || x - half - 4.0 > *to)
        {
            plot.canvas.figure(
                x,
                bar + thick + 16.0,
                Anchor::Middle,
                "chart-value",
                &figure,
                half * 2.0,
            );
            taken.push((x - half, x + half));
        }
    }
}
