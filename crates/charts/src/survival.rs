//! Survival curves: which share of the cases of each group is still open as time goes on (Kaplan–Meier), with 95 % bands.

use crate::canvas::empty;
use crate::grouped::series_class;
use crate::legend::{Key, Mark};
use crate::plane::{Axis, Plane};
use crate::scale::Scale;
use crate::{Chart, Options, Table};

/// A fall of a survival curve.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Fall {
    /// Time, in the unit of the chart; at least 0.
    pub time: f64,
    /// Share still open after it, 0 to 1.
    pub open: f64,
    /// Lower end of the interval of the share.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// The curve of one group. Before the first fall everything is open.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Survival {
    /// Name of the group.
    pub name: String,
    /// The falls in the order of time.
    pub falls: Vec<Fall>,
}

impl Survival {
    fn sound(&self) -> Vec<Fall> {
        let mut falls: Vec<Fall> = self
            .falls
            .iter()
            .copied()
            .filter(|f| {
                [f.time, f.open, f.low, f.high]
                    .iter()
                    .all(|v| v.is_finite())
            })
            .filter(|f| f.time >= 0.0)
            .collect();
        falls.sort_by(|a, b| a.time.total_cmp(&b.time));
        falls
    }
}

/// Words of [`survival`].
#[derive(Clone, Copy)]
pub struct SurvivalWords<'a> {
    /// What the height is, such as «سهم موردهای هنوز باز».
    pub open: &'a str,
    /// Writes a share.
    pub percent: &'a dyn Fn(f64) -> String,
}

/// Step curves from 1 at time 0, each with its band, for at most six groups; more have the last colour. The table has the share still open,
/// with its interval, at the times of the axis.
pub fn survival(groups: &[Survival], words: &SurvivalWords<'_>, options: &Options<'_>) -> Chart {
    let sound: Vec<Vec<Fall>> = groups.iter().map(Survival::sound).collect();
    let times = Scale::new(sound.iter().flatten().map(|f| f.time), 6);
    let table = table(groups, &sound, &times.ticks, words, options);
    if sound.iter().all(Vec::is_empty) {
        return empty(options, "chart-survival", table);
    }
    let keys = groups
        .iter()
        .enumerate()
        .map(|(i, group)| {
            let class = format!("chart-line {}", series_class(i.min(5)));
            Key::new(Mark::Line, class, &group.name)
        })
        .collect();
    let end = times.ticks.last().copied().unwrap_or(1.0);
    let across = Axis::new(times, options.number, options.unit);
    let up = Axis::new(Scale::unit(), words.percent, words.open);
    let mut plane = Plane::new(options, across, up, keys, 0.0);
    for (i, falls) in sound.iter().enumerate() {
        if falls.is_empty() {
            continue;
        }
        let class = series_class(i.min(5));
        let last = falls.last().map_or(end, |f| f.time);
        let upper = steps(&plane, falls, last, |f| f.high);
        let mut band = upper;
        band.extend(steps(&plane, falls, last, |f| f.low).into_iter().rev());
        plane.canvas.area(&band, &format!("chart-band {class}"));
    }
    for (i, falls) in sound.iter().enumerate().filter(|(_, f)| !f.is_empty()) {
        let last = falls.last().map_or(end, |f| f.time);
        let curve = steps(&plane, falls, last, |f| f.open);
        let class = format!("chart-line {}", series_class(i.min(5)));
        plane.canvas.path(&curve, &class);
    }
    plane.finish("chart-survival", table)
}

fn steps(
    plane: &Plane<'_>,
    falls: &[Fall],
    last: f64,
    value: impl Fn(&Fall) -> f64,
) -> Vec<(f64, f64)> {
    let mut points = vec![(plane.x.at(0.0), plane.y.at(1.0))];
    let mut before = 1.0;
    for fall in falls {
        let (x, now) = (plane.x.at(fall.time), value(fall).clamp(0.0, 1.0));
        points.push((x, plane.y.at(before)));
        points.push((x, plane.y.at(now)));
        before = now;
    }
    points.push((plane.x.at(last), plane.y.at(before)));
    points
}

fn table(
    groups: &[Survival],
    sound: &[Vec<Fall>],
    ticks: &[f64],
    words: &SurvivalWords<'_>,
    options: &Options<'_>,
) -> Table {
    let mut head = vec![options.category.to_owned()];
    head.extend(groups.iter().map(|g| g.name.clone()));
    let at = |falls: &[Fall], time: f64| {
        // Beyond the last case of a group nothing is known of it.
        if falls
            .last()
            .is_none_or(|last| last.time < time && last.open > 0.0)
        {
            return options.missing.to_owned();
        }
        match falls.iter().rev().find(|f| f.time <= time) {
            None => (words.percent)(1.0),
            Some(f) => format!(
                "{} ({}{}{})",
                (words.percent)(f.open),
                (words.percent)(f.low.min(f.high)),
                options.to,
                (words.percent)(f.high.max(f.low))
            ),
        }
    };
    let rows = ticks
        .iter()
        .map(|tick| {
            let mut row = vec![(options.number)(*tick)];
            row.extend(sound.iter().map(|falls| at(falls, *tick)));
            row
        })
        .collect();
    Table { head, rows }
}
