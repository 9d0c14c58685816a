//! Variants as chevrons: each row is one course of a process, step after step in reading direction.

use crate::canvas::{Anchor, Canvas, SIZE, empty};
use crate::grouped::series_class;
use crate::text::{LINE, wrap};
use crate::{Chart, Options, Table};

/// Width and height of a chevron, how far its point reaches, and the gap to the next.
const WIDE: f64 = 124.0;
const HIGH: f64 = 46.0;
const POINT: f64 = 12.0;
const GAP: f64 = 3.0;
/// Height of the line with count and share.
const HEAD: f64 = 26.0;
/// Space between two variants.
const BETWEEN: f64 = 14.0;

/// One course and how often it was taken.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Course {
    /// The steps in order.
    pub steps: Vec<String>,
    /// How many cases went this way.
    pub count: f64,
    /// Their share of all cases, 0 to 1.
    pub share: f64,
    /// Where a click on the heading leads, for example to the cases; empty for no link. Anything but a relative, `http` or `https`
    /// address is left out.
    pub href: String,
}

/// Words of [`chevrons`].
#[derive(Clone, Copy)]
pub struct ChevronWords<'a> {
    /// Head of the count column.
    pub count: &'a str,
    /// Head of the share column.
    pub share: &'a str,
    /// Head of the column of steps.
    pub steps: &'a str,
    /// Above each row: its count and share, already written.
    pub heading: &'a dyn Fn(f64, f64) -> String,
    /// Writes a share.
    pub percent: &'a dyn Fn(f64) -> String,
    /// A step that is taken so many times in a row, such as «بررسی (۳ بار)».
    pub repeated: &'a dyn Fn(&str, usize) -> String,
    /// In place of steps that are not drawn: how many more there are.
    pub more: &'a dyn Fn(usize) -> String,
    /// How many chevrons a row has at most; what is beyond stands in the table.
    pub most: usize,
}

/// Steps with repetitions in a row joined: (name, times).
fn joined(steps: &[String]) -> Vec<(&str, usize)> {
    let mut joined: Vec<(&str, usize)> = Vec::new();
    for step in steps {
        match joined.last_mut() {
            Some((name, times)) if *name == step => *times += 1,
            _ => joined.push((step, 1)),
        }
    }
    joined
}

fn name(words: &ChevronWords<'_>, (step, times): (&str, usize)) -> String {
    if times > 1 {
        (words.repeated)(step, times)
    } else {
        step.to_owned()
    }
}

/// The colour of each step: the five that most rows have get one of their own, in the order of their first appearance; the others share the last.
fn colours(rows: &[Course]) -> Vec<&str> {
    let mut seen: Vec<(&str, f64)> = Vec::new();
    for row in rows {
        for (step, _) in joined(&row.steps) {
            match seen.iter_mut().find(|(known, _)| *known == step) {
                Some((_, weight)) => *weight += row.count.max(0.0),
                None => seen.push((step, row.count.max(0.0))),
            }
        }
    }
    let mut order: Vec<usize> = (0..seen.len()).collect();
    order.sort_by(|a, b| seen[*b].1.total_cmp(&seen[*a].1).then(a.cmp(b)));
    let mut first: Vec<usize> = order.into_iter().take(5).collect();
    first.sort_unstable();
    first.into_iter().map(|place| seen[place].0).collect()
}

/// A row of chevrons for each course, broken into lines where the picture is too narrow. Steps of the same name have the same colour.
pub fn chevrons(rows: &[Course], words: &ChevronWords<'_>, options: &Options<'_>) -> Chart {
    let comma = if options.direction == crate::Direction::Rtl {
        "، "
    } else {
        ", "
    };
    let table = Table {
        head: [options.category, words.count, words.share, words.steps]
            .map(str::to_owned)
            .to_vec(),
        rows: rows
            .iter()
            .enumerate()
            .map(|(i, row)| {
                let steps: Vec<String> = joined(&row.steps)
                    .into_iter()
                    .map(|step| name(words, step))
                    .collect();
                vec![
                    (options.number)((i + 1) as f64),
                    options.cell(Some(row.count)),
                    (words.percent)(row.share),
                    steps.join(comma),
                ]
            })
            .collect(),
    };
    if rows.is_empty() {
        return empty(options, "chart-chevrons", table);
    }
    let wide = options.width();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a width of at most 2000 over one of 127"
    )]
    let per_line = (((wide - 4.0) / (WIDE + GAP)) as usize).max(1);
    let drawn: Vec<(Vec<(&str, usize)>, usize)> = rows
        .iter()
        .map(|row| {
            let steps = joined(&row.steps);
            let most = words.most.max(1);
            let rest: usize = steps.iter().skip(most).map(|(_, times)| times).sum();
            (steps.into_iter().take(most).collect(), rest)
        })
        .collect();
    let lines = |(steps, rest): &(Vec<_>, usize)| {
        (steps.len() + usize::from(*rest > 0))
            .div_ceil(per_line)
            .max(1)
    };
    let height: f64 = drawn
        .iter()
        .map(|row| HEAD + lines(row) as f64 * (HIGH + GAP) + BETWEEN)
        .sum();
    let mut canvas = Canvas::new(options, wide, height);
    let colours = colours(rows);
    let mut top = 0.0;
    for (row, steps) in rows.iter().zip(&drawn) {
        let heading = (words.heading)(row.count, row.share);
        let open = canvas.open_link(&row.href, &heading);
        canvas.words(
            2.0,
            top + 17.0,
            Anchor::Start,
            "chart-name",
            &heading,
            wide - 4.0,
        );
        canvas.close_link(open);
        for (place, step) in steps.0.iter().enumerate() {
            let at = corner(place, per_line, top);
            let colour = colours
                .iter()
                .position(|known| *known == step.0)
                .unwrap_or(5);
            chevron(&mut canvas, at, &name(words, *step), colour);
        }
        if steps.1 > 0 {
            let (x, y) = corner(steps.0.len(), per_line, top);
            let more = (words.more)(steps.1);
            let middle = y + HIGH / 2.0 + 4.5;
            canvas.words(x + 6.0, middle, Anchor::Start, "chart-unit", &more, WIDE);
        }
        top += HEAD + lines(steps) as f64 * (HIGH + GAP) + BETWEEN;
    }
    canvas.finish("chart-chevrons", table)
}

/// Where the chevron at a place of its row begins.
fn corner(place: usize, per_line: usize, top: f64) -> (f64, f64) {
    let (line, column) = (place / per_line, place % per_line);
    (
        2.0 + column as f64 * (WIDE + GAP),
        top + HEAD + line as f64 * (HIGH + GAP),
    )
}

fn chevron(canvas: &mut Canvas<'_>, (x, y): (f64, f64), step: &str, colour: usize) {
    let middle = y + HIGH / 2.0;
    // The notch at the start takes the point of the one before.
    let outline = [
        (x, y),
        (x + WIDE - POINT, y),
        (x + WIDE, middle),
        (x + WIDE - POINT, y + HIGH),
        (x, y + HIGH),
        (x + POINT, middle),
    ];
    let class = format!("chart-chevron {}", series_class(colour));
    canvas.polygon(&outline, &class, step);
    let room = WIDE - 2.0 * POINT - 6.0;
    let lines = wrap(step, room / SIZE, 2);
    let first = middle + 4.5 - (lines.len().saturating_sub(1)) as f64 * LINE / 2.0;
    let centre = x + POINT / 2.0 + WIDE / 2.0;
    canvas.lines((centre, first), Anchor::Middle, "chart-label", &lines, room);
}
