//! The funnel plot: many units against what is expected of them, with limits that narrow as units grow; no ranking. After
//! D. Spiegelhalter, *Funnel plots for comparing institutional performance*, Statistics in Medicine 24 (2005).

use crate::canvas::empty;
use crate::legend::{Key, Mark};
use crate::plane::{Axis, Plane};
use crate::scale::Scale;
use crate::{Chart, Options, Table};

/// One unit.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FunnelUnit {
    /// Name.
    pub label: String,
    /// How much is known of it, such as its cases; above 0.
    pub size: f64,
    /// Its value.
    pub value: f64,
    /// Whether it is beyond chance after correction.
    pub outside: bool,
    /// What may be said, in words.
    pub verdict: String,
}

/// A pair of limits.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FunnelLimits {
    /// Name in the legend, such as «حد ۹۵٪».
    pub name: String,
    /// (size, lower, upper), sizes rising.
    pub points: Vec<(f64, f64, f64)>,
}

/// Words of [`funnel`].
#[derive(Clone, Copy)]
pub struct FunnelWords<'a> {
    /// What the size is: below the plot, and head of its column.
    pub size: &'a str,
    /// What the value is: above the axis, and head of its column.
    pub value: &'a str,
    /// Head of the column of verdicts.
    pub verdict: &'a str,
    /// In the legend: units within what chance gives.
    pub inside: &'a str,
    /// In the legend: units beyond it.
    pub outside: &'a str,
    /// In the legend: what is expected of all.
    pub target: &'a str,
    /// Writes a value; sizes are written by the options' function.
    pub write: &'a dyn Fn(f64) -> String,
}

/// A point for each unit over its size, the target as a line, and the limits on both sides of it.
pub fn funnel(
    units: &[FunnelUnit],
    target: f64,
    limits: &[FunnelLimits],
    words: &FunnelWords<'_>,
    options: &Options<'_>,
) -> Chart {
    let sound: Vec<&FunnelUnit> = units
        .iter()
        .filter(|u| u.size.is_finite() && u.size > 0.0 && u.value.is_finite())
        .collect();
    let table = Table {
        head: [options.category, words.size, words.value, words.verdict]
            .map(str::to_owned)
            .to_vec(),
        rows: units
            .iter()
            .map(|u| {
                let value = if u.value.is_finite() {
                    (words.write)(u.value)
                } else {
                    options.missing.to_owned()
                };
                vec![
                    u.label.clone(),
                    options.cell(Some(u.size)),
                    value,
                    u.verdict.clone(),
                ]
            })
            .collect(),
    };
    if sound.is_empty() || !target.is_finite() {
        return empty(options, "chart-funnel", table);
    }
    let sizes = Scale::new(sound.iter().map(|u| u.size), 6);
    let end = sizes.ticks.last().copied().unwrap_or(1.0);
    let highest = sound.iter().map(|u| u.value).fold(target, f64::max);
    // Limits of the smallest units would squeeze all others; they may run out of the picture at the top.
    let seen = (highest * 1.25).max(target * 1.5);
    let values = Scale::new([seen, target].into_iter(), 5);
    let ceiling = values.ticks.last().copied().unwrap_or(seen);
    let any = |outside: bool| sound.iter().any(|u| u.outside == outside);
    let mut keys = Vec::new();
    if any(false) {
        keys.push(Key::new(
            Mark::Dot,
            "chart-dot chart-series-1",
            words.inside,
        ));
    }
    if any(true) {
        keys.push(Key::new(Mark::Dot, "chart-dot chart-late", words.outside));
    }
    keys.push(Key::new(Mark::Line, "chart-axis", words.target));
    for (i, limit) in limits.iter().enumerate() {
        keys.push(Key::new(Mark::Line, limit_class(i), &limit.name));
    }
    let across = Axis::new(sizes, options.number, words.size);
    let up = Axis::new(values, words.write, words.value);
    let mut plane = Plane::new(options, across, up, keys, 0.0);
    let y = plane.y.at(target);
    let (left, right) = (plane.left, plane.right);
    plane.canvas.line((left, y), (right, y), "chart-axis");
    for (i, limit) in limits.iter().enumerate() {
        let points = limit
            .points
            .iter()
            .filter(|(x, a, b)| [x, a, b].iter().all(|v| v.is_finite()) && (0.0..=end).contains(x));
        for upper in [true, false] {
            let curve: Vec<(f64, f64)> = points
                .clone()
                .map(|(x, low, high)| (*x, if upper { *high } else { *low }))
                .filter(|(_, v)| (0.0..=ceiling).contains(v))
                .map(|(x, v)| (plane.x.at(x), plane.y.at(v)))
                .collect();
            if curve.len() > 1 {
                plane.canvas.path(&curve, limit_class(i));
            }
        }
    }
    for unit in sound {
        let class = if unit.outside {
            "chart-dot chart-late"
        } else {
            "chart-dot chart-series-1"
        };
        let tip = format!(
            "{}: {} · {} {}",
            unit.label,
            (words.write)(unit.value),
            words.size,
            (options.number)(unit.size)
        );
        let (x, y) = (plane.x.at(unit.size), plane.y.at(unit.value));
        plane.canvas.circle(x, y, 4.5, class, &tip);
    }
    plane.finish("chart-funnel", table)
}

const fn limit_class(i: usize) -> &'static str {
    if i == 0 {
        "chart-limit chart-limit-near"
    } else {
        "chart-limit chart-limit-far"
    }
}
