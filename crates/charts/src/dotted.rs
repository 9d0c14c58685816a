//! The dotted chart: every event of every case as a dot in time. After M. Song and W. van der Aalst, *Supporting process mining by
//! showing events at a glance* (2007); dots that would fall on one another are joined by the caller into one with a count.

use crate::canvas::empty;
use crate::grouped::series_class;
use crate::legend::{Key, Mark};
use crate::plane::{Axis, Plane};
use crate::scale::Scale;
use crate::{Chart, Options, Table};

/// Series that have a colour of their own; later ones share the last.
const COLOURS: usize = 6;

/// Events that are drawn at one place.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Dot {
    /// Where in time, 0 (beginning of the axis) to 1 (its end).
    pub time: f64,
    /// Which case, 0 (the first, at the top) to 1 (the last).
    pub case: f64,
    /// Number of the series.
    pub series: usize,
    /// Events joined in it; what is not a positive number is left out.
    pub count: f64,
}

/// Words of [`dotted`].
#[derive(Debug, Clone, Copy)]
pub struct DottedWords<'a> {
    /// Names of the series, such as activities.
    pub series: &'a [String],
    /// Words on the time axis with their places from 0 to 1, rising.
    pub times: &'a [(f64, String)],
    /// What stands at the vertical axis, such as «موردها به ترتیب آغاز».
    pub cases: &'a str,
    /// Head of the column of all events.
    pub all: &'a str,
}

/// Dots in time, one row for each case or band of cases. The table counts the events of each series between the words of the time axis.
pub fn dotted(dots: &[Dot], words: &DottedWords<'_>, options: &Options<'_>) -> Chart {
    let sound: Vec<Dot> = dots
        .iter()
        .copied()
        .filter(|d| {
            d.series < words.series.len()
                && [d.time, d.case].iter().all(|v| (0.0..=1.0).contains(v))
                && d.count.is_finite()
                && d.count > 0.0
        })
        .collect();
    let table = table(&sound, words, options);
    if sound.is_empty() {
        return empty(options, "chart-dotted", table);
    }
    let keys = words
        .series
        .iter()
        .enumerate()
        .map(|(i, name)| {
            let class = format!("chart-dot {}", series_class(i.min(COLOURS - 1)));
            Key::new(Mark::Dot, class, name)
        })
        .collect();
    let across = Axis {
        scale: Scale::unit(),
        ticks: words.times.to_vec(),
        unit: String::new(),
    };
    let up = Axis {
        scale: Scale::unit(),
        ticks: Vec::new(),
        unit: words.cases.to_owned(),
    };
    let mut plane = Plane::new(options, across, up, keys, 160.0);
    for (at, _) in words.times {
        let x = plane.x.at(*at);
        let (top, bottom) = (plane.top, plane.bottom);
        plane.canvas.line((x, top), (x, bottom), "chart-grid");
    }
    let most = sound.iter().map(|d| d.count).fold(1.0, f64::max);
    for dot in &sound {
        // The area of a dot grows with the number of events in it.
        let radius = 1.6 + 2.6 * ((dot.count - 1.0).max(0.0) / (most - 1.0).max(1.0)).sqrt();
        let class = format!("chart-speck {}", series_class(dot.series.min(COLOURS - 1)));
        let inside = (plane.left + radius, plane.right - radius);
        let x = plane.x.at(dot.time).clamp(inside.0, inside.1.max(inside.0));
        let y = plane.y.at(1.0 - dot.case);
        plane.canvas.circle(x, y, radius, &class, "");
    }
    plane.finish("chart-dotted", table)
}

fn table(dots: &[Dot], words: &DottedWords<'_>, options: &Options<'_>) -> Table {
    let columns = words.times.len().max(1);
    let column = |time: f64| {
        words
            .times
            .iter()
            .filter(|(at, _)| *at <= time)
            .count()
            .saturating_sub(1)
            .min(columns - 1)
    };
    let mut counts = vec![vec![0.0; columns]; words.series.len()];
    for dot in dots {
        counts[dot.series][column(dot.time)] += dot.count;
    }
    let mut head = vec![options.category.to_owned(), words.all.to_owned()];
    head.extend(words.times.iter().map(|(_, word)| word.clone()));
    let rows = words
        .series
        .iter()
        .zip(&counts)
        .map(|(name, counts)| {
            let mut row = vec![name.clone(), (options.number)(counts.iter().sum())];
            row.extend(
                counts
                    .iter()
                    .take(words.times.len())
                    .map(|n| (options.number)(*n)),
            );
            row
        })
        .collect();
    Table { head, rows }
}
