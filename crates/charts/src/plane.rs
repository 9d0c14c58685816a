//! Two value axes: a plot in which both directions are numbers.

use crate::canvas::{Anchor, Canvas, SIZE};
use crate::legend::{Key, Legend};
use crate::scale::Scale;
use crate::text::width;
use crate::{Chart, Options, Table};

const PLOT: f64 = 240.0;
const TICK_GAP: f64 = 8.0;

/// Values on one axis with the words at their places.
pub(crate) struct Axis {
    pub(crate) scale: Scale,
    /// Place and word of each tick.
    pub(crate) ticks: Vec<(f64, String)>,
    /// What the values are; may be empty.
    pub(crate) unit: String,
}

impl Axis {
    /// An axis whose ticks are written by `number`.
    pub(crate) fn new(scale: Scale, number: &dyn Fn(f64) -> String, unit: &str) -> Axis {
        Axis {
            ticks: scale.ticks.iter().map(|t| (*t, number(*t))).collect(),
            scale,
            unit: unit.to_owned(),
        }
    }
}

/// The plot: a horizontal axis in reading direction, a vertical one at the start of reading.
pub(crate) struct Plane<'a> {
    pub(crate) canvas: Canvas<'a>,
    /// Horizontal places.
    pub(crate) x: Scale,
    /// Vertical places.
    pub(crate) y: Scale,
    pub(crate) left: f64,
    pub(crate) right: f64,
    pub(crate) top: f64,
    pub(crate) bottom: f64,
    legend: Legend,
    legend_top: f64,
}

impl<'a> Plane<'a> {
    /// Draws the empty plot, `taller` user units higher than usual.
    pub(crate) fn new(
        options: &'a Options<'a>,
        across: Axis,
        up: Axis,
        keys: Vec<Key>,
        taller: f64,
    ) -> Plane<'a> {
        let wide = options.width();
        let widest = up
            .ticks
            .iter()
            .map(|(_, f)| width(f) * SIZE)
            .fold(0.0, f64::max)
            .min(wide / 4.0);
        let (left, right) = (widest + TICK_GAP + 4.0, wide - 18.0);
        let top = if up.unit.is_empty() { 12.0 } else { 32.0 };
        let bottom = top + PLOT + taller.clamp(0.0, 600.0);
        let legend = Legend::new(keys, wide - 8.0);
        let unit_room = if across.unit.is_empty() { 0.0 } else { 20.0 };
        let legend_top = bottom + 26.0 + unit_room;
        let mut canvas = Canvas::new(options, wide, legend_top + legend.height());
        canvas.words(2.0, 14.0, Anchor::Start, "chart-unit", &up.unit, wide - 4.0);
        let (x, y) = (
            across.scale.between(left, right),
            up.scale.between(bottom, top),
        );
        for (tick, figure) in &up.ticks {
            let at = y.at(*tick);
            let class = if *tick == 0.0 {
                "chart-axis"
            } else {
                "chart-grid"
            };
            canvas.line((left, at), (right, at), class);
            canvas.figure(
                left - TICK_GAP,
                at + 4.5,
                Anchor::End,
                "chart-tick",
                figure,
                widest,
            );
        }
        canvas.line((left, top), (left, bottom), "chart-axis");
        across_words(&mut canvas, &across.ticks, &x, bottom, wide);
        canvas.words(
            right,
            bottom + 38.0,
            Anchor::End,
            "chart-unit",
            &across.unit,
            right - left,
        );
        Plane {
            canvas,
            x,
            y,
            left,
            right,
            top,
            bottom,
            legend,
            legend_top,
        }
    }

    pub(crate) fn finish(mut self, kind: &str, table: Table) -> Chart {
        self.legend.draw(&mut self.canvas, 4.0, self.legend_top);
        self.canvas.finish(kind, table)
    }
}

/// Words below the plot, left out where one would run into the one before it.
fn across_words(
    canvas: &mut Canvas<'_>,
    ticks: &[(f64, String)],
    x: &Scale,
    bottom: f64,
    wide: f64,
) {
    let mut free = f64::NEG_INFINITY;
    for (tick, word) in ticks {
        let at = x.at(*tick);
        canvas.line((at, bottom), (at, bottom + 5.0), "chart-axis");
        let half = (width(word) * SIZE / 2.0).min(wide / 6.0);
        let middle = at.clamp(half + 1.0, (wide - half - 1.0).max(half + 1.0));
        if middle - half < free {
            continue;
        }
        canvas.figure(
            middle,
            bottom + 19.0,
            Anchor::Middle,
            "chart-tick",
            word,
            half * 2.0,
        );
        free = middle + half + 8.0;
    }
}
