//! What the charts with columns share: value axis, grid, and the names of the columns.

use crate::canvas::{Anchor, Canvas, SIZE};
use crate::legend::{Key, Legend};
use crate::scale::Scale;
use crate::text::width;
use crate::{Chart, Options, Table};

const PLOT: f64 = 220.0;
const TICK_GAP: f64 = 8.0;

/// A plot with a vertical value axis and one column (band) per label.
pub(crate) struct Frame<'a> {
    pub(crate) canvas: Canvas<'a>,
    pub(crate) scale: Scale,
    pub(crate) left: f64,
    pub(crate) right: f64,
    /// Width of one column.
    pub(crate) band: f64,
    legend: Legend,
    legend_top: f64,
}

impl<'a> Frame<'a> {
    /// Draws the empty plot. `end_room` is kept free after the last column.
    pub(crate) fn new(
        options: &'a Options<'a>,
        labels: &[&str],
        scale: Scale,
        keys: Vec<Key>,
        end_room: f64,
    ) -> Frame<'a> {
        let wide = options.width();
        let figures: Vec<String> = scale.ticks.iter().map(|t| (options.number)(*t)).collect();
        let widest = figures
            .iter()
            .map(|f| width(f) * SIZE)
            .fold(0.0, f64::max)
            .min(wide / 4.0);
        let (left, right) = (
            widest + TICK_GAP + 2.0,
            wide - 8.0 - end_room.min(wide / 4.0),
        );
        let top = if options.unit.is_empty() { 18.0 } else { 36.0 };
        let bottom = top + PLOT;
        let legend = Legend::new(keys, wide - 8.0);
        let legend_top = bottom + 28.0;
        let mut canvas = Canvas::new(options, wide, legend_top + legend.height());
        canvas.words(
            2.0,
            14.0,
            Anchor::Start,
            "chart-unit",
            options.unit,
            wide - 4.0,
        );
        let scale = scale.between(bottom, top);
        for (tick, figure) in scale.ticks.iter().zip(&figures) {
            let y = scale.at(*tick);
            canvas.line(
                (left, y),
                (right, y),
                if *tick == 0.0 {
                    "chart-axis"
                } else {
                    "chart-grid"
                },
            );
            canvas.figure(
                left - TICK_GAP,
                y + 4.5,
                Anchor::End,
                "chart-tick",
                figure,
                widest,
            );
        }
        let band = (right - left) / labels.len().max(1) as f64;
        column_names(&mut canvas, labels, left, band, bottom + 19.0, wide);
        Frame {
            canvas,
            scale,
            left,
            right,
            band,
            legend,
            legend_top,
        }
    }

    /// Middle of a column.
    pub(crate) fn middle(&self, column: usize) -> f64 {
        self.left + (column as f64 + 0.5) * self.band
    }

    pub(crate) fn finish(mut self, kind: &str, table: Table) -> Chart {
        self.legend.draw(&mut self.canvas, 4.0, self.legend_top);
        self.canvas.finish(kind, table)
    }
}

/// Every name where there is room, every second, third … where there is not.
fn column_names(canvas: &mut Canvas<'_>, labels: &[&str], left: f64, band: f64, y: f64, wide: f64) {
    let widest = labels
        .iter()
        .map(|l| width(l) * SIZE)
        .fold(0.0, f64::max)
        .min(wide / 3.0);
    let needed = widest + 10.0;
    let every = (1..=labels.len())
        .find(|n| *n as f64 * band >= needed)
        .unwrap_or(labels.len().max(1));
    for (i, label) in labels.iter().enumerate().step_by(every) {
        let middle = left + (i as f64 + 0.5) * band;
        let edge = middle.min(wide - middle) * 2.0 - 2.0;
        canvas.words(
            middle,
            y,
            Anchor::Middle,
            "chart-label",
            label,
            edge.min((every as f64 * band).max(widest)),
        );
    }
}

/// A plot with one row per name and a horizontal value axis below.
pub(crate) struct Rows<'a> {
    pub(crate) canvas: Canvas<'a>,
    pub(crate) scale: Scale,
    legend: Legend,
    legend_top: f64,
    row: f64,
}

/// Where [`Rows`] puts things.
pub(crate) struct RowPlan {
    /// Height of a row.
    pub(crate) row: f64,
    /// Where the value axis begins, from the start of reading.
    pub(crate) from: f64,
    /// Space kept free after the end of the value axis.
    pub(crate) end_room: f64,
}

impl<'a> Rows<'a> {
    pub(crate) fn new(
        options: &'a Options<'a>,
        count: usize,
        scale: Scale,
        keys: Vec<Key>,
        plan: &RowPlan,
    ) -> Rows<'a> {
        let wide = options.width();
        let bottom = 6.0 + plan.row * count as f64;
        let legend = Legend::new(keys, wide - 8.0);
        let unit_room = if options.unit.is_empty() { 0.0 } else { 20.0 };
        let legend_top = bottom + 24.0 + unit_room;
        let mut canvas = Canvas::new(options, wide, legend_top + legend.height());
        let end = (wide - plan.end_room).max(plan.from + 40.0);
        let scale = scale.between(plan.from, end);
        let figures: Vec<String> = scale.ticks.iter().map(|t| (options.number)(*t)).collect();
        let spacing = (end - plan.from) / (scale.ticks.len().max(2) - 1) as f64;
        let widest = figures.iter().map(|f| width(f) * SIZE).fold(0.0, f64::max);
        let every = (1..=figures.len())
            .find(|n| *n as f64 * spacing >= widest + 10.0)
            .unwrap_or(figures.len().max(1));
        for (i, (tick, figure)) in scale.ticks.iter().zip(&figures).enumerate() {
            let x = scale.at(*tick);
            canvas.line(
                (x, 2.0),
                (x, bottom),
                if *tick == 0.0 {
                    "chart-axis"
                } else {
                    "chart-grid"
                },
            );
            if i % every == 0 {
                // The outermost figures may not stick out of the picture.
                let edge = x.min(wide - x) * 2.0;
                canvas.figure(
                    x,
                    bottom + 17.0,
                    Anchor::Middle,
                    "chart-tick",
                    figure,
                    edge.min((every as f64 * spacing).max(30.0)),
                );
            }
        }
        canvas.words(
            end,
            bottom + 37.0,
            Anchor::End,
            "chart-unit",
            options.unit,
            end - 4.0,
        );
        Rows {
            canvas,
            scale,
            legend,
            legend_top,
            row: plan.row,
        }
    }

    /// Top of a row.
    pub(crate) fn top(&self, row: usize) -> f64 {
        6.0 + row as f64 * self.row
    }

    pub(crate) fn finish(mut self, kind: &str, table: Table) -> Chart {
        self.legend.draw(&mut self.canvas, 4.0, self.legend_top);
        self.canvas.finish(kind, table)
    }
}
