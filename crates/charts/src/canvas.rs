//! The drawing surface: logical coordinates in, SVG text out. Mirroring for right-to-left pages happens here and only here.

mod shapes;

use std::fmt::Write as _;

pub(crate) use shapes::Stretch;

use crate::text::{escape, fit, width};
use crate::{Chart, Direction, Options, Table};

/// Size of all text but the smallest, in user units.
pub(crate) const SIZE: f64 = 13.0;

/// Which point of a text stands at the given place, in reading direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

/// Collects shapes. `x` counts from the side where reading starts; `y` counts down from the top.
pub(crate) struct Canvas<'a> {
    options: &'a Options<'a>,
    pub(crate) width: f64,
    height: f64,
    body: String,
    /// Whether the picture has links inside, which a picture of role `img` would hide from a screen reader.
    linked: bool,
}

/// A coordinate with at most two decimals; what is not finite is drawn at zero rather than as broken SVG.
pub(crate) fn coordinate(value: f64) -> String {
    let value = if value.is_finite() {
        (value * 100.0).round() / 100.0
    } else {
        0.0
    };
    format!("{}", if value == 0.0 { 0.0 } else { value })
}

impl<'a> Canvas<'a> {
    pub(crate) fn new(options: &'a Options<'a>, width: f64, height: f64) -> Self {
        Canvas {
            options,
            width,
            height,
            body: String::new(),
            linked: false,
        }
    }

    /// Mirrors a logical x for right-to-left pages.
    fn x(&self, logical: f64) -> f64 {
        match self.options.direction {
            Direction::Ltr => logical,
            Direction::Rtl => self.width - logical,
        }
    }

    /// A rectangle whose corner nearest to the start of reading is (`start`, `top`); `tip` is shown on hovering.
    pub(crate) fn rect(
        &mut self,
        start: f64,
        top: f64,
        wide: f64,
        high: f64,
        class: &str,
        tip: &str,
    ) {
        let left = if self.options.direction == Direction::Rtl {
            self.x(start + wide)
        } else {
            start
        };
        self.place_rect((left, top), (wide, high), class, tip);
    }

    /// A rectangle at a place on the earth's side: never mirrored, for maps.
    pub(crate) fn place_rect(
        &mut self,
        (left, top): (f64, f64),
        (wide, high): (f64, f64),
        class: &str,
        tip: &str,
    ) {
        let radius = (wide.min(high) / 12.0).clamp(0.0, 5.0);
        let _ = write!(
            self.body,
            r#"<rect class="{class}" x="{}" y="{}" width="{}" height="{}" rx="{}""#,
            coordinate(left),
            coordinate(top),
            coordinate(wide.max(0.0)),
            coordinate(high.max(0.0)),
            coordinate(radius),
        );
        self.close_with_tip("rect", tip);
    }

    pub(crate) fn line(&mut self, (x1, y1): (f64, f64), (x2, y2): (f64, f64), class: &str) {
        let _ = writeln!(
            self.body,
            r#"<line class="{class}" stroke="currentColor" x1="{}" y1="{}" x2="{}" y2="{}"/>"#,
            coordinate(self.x(x1)),
            coordinate(y1),
            coordinate(self.x(x2)),
            coordinate(y2),
        );
    }

    pub(crate) fn circle(&mut self, x: f64, y: f64, radius: f64, class: &str, tip: &str) {
        let _ = write!(
            self.body,
            r#"<circle class="{class}" cx="{}" cy="{}" r="{}""#,
            coordinate(self.x(x)),
            coordinate(y),
            coordinate(radius)
        );
        self.close_with_tip("circle", tip);
    }

    fn close_with_tip(&mut self, element: &str, tip: &str) {
        if tip.is_empty() {
            self.body.push_str("/>\n");
        } else {
            self.body.push_str("><title>");
            escape(&mut self.body, tip);
            let _ = writeln!(self.body, "</title></{element}>");
        }
    }

    /// An open line through the points.
    pub(crate) fn path(&mut self, points: &[(f64, f64)], class: &str) {
        let steps = self.steps(points);
        let _ = writeln!(
            self.body,
            r#"<path class="{class}" fill="none" stroke="currentColor" d="{steps}"/>"#
        );
    }

    /// A closed area; lightly filled even where the style sheet is missing.
    pub(crate) fn area(&mut self, points: &[(f64, f64)], class: &str) {
        let steps = self.steps(points);
        let _ = writeln!(
            self.body,
            r#"<path class="{class}" fill-opacity="0.18" d="{steps}Z"/>"#
        );
    }

    fn steps(&self, points: &[(f64, f64)]) -> String {
        let mut steps = String::new();
        for (i, (x, y)) in points.iter().enumerate() {
            let _ = write!(
                steps,
                "{}{} {}",
                if i == 0 { 'M' } else { 'L' },
                coordinate(self.x(*x)),
                coordinate(*y)
            );
        }
        steps
    }

    /// Words: cut with an ellipsis when they do not fit into `room`. The whole stands in the table.
    pub(crate) fn words(
        &mut self,
        x: f64,
        y: f64,
        anchor: Anchor,
        class: &str,
        words: &str,
        room: f64,
    ) {
        let shown = fit(words, room / SIZE);
        let x = self.x(x);
        self.text_at(x, y, anchor, class, &shown, None);
    }

    /// A number: squeezed, never cut, when it does not fit, because half a number is a false one.
    pub(crate) fn figure(
        &mut self,
        x: f64,
        y: f64,
        anchor: Anchor,
        class: &str,
        figure: &str,
        room: f64,
    ) {
        let squeezed = (width(figure) * SIZE > room).then_some(room.max(1.0));
        let x = self.x(x);
        self.text_at(x, y, anchor, class, figure, squeezed);
    }

    /// Centred text at an unmirrored place, for maps; `number` says whether it may be cut.
    pub(crate) fn place_text(
        &mut self,
        x: f64,
        y: f64,
        class: &str,
        content: &str,
        room: f64,
        number: bool,
    ) {
        if number {
            let squeezed = (width(content) * SIZE > room).then_some(room.max(1.0));
            self.text_at(x, y, Anchor::Middle, class, content, squeezed);
        } else {
            self.text_at(
                x,
                y,
                Anchor::Middle,
                class,
                &fit(content, room / SIZE),
                None,
            );
        }
    }

    fn text_at(
        &mut self,
        x: f64,
        y: f64,
        anchor: Anchor,
        class: &str,
        content: &str,
        length: Option<f64>,
    ) {
        if content.is_empty() {
            return;
        }
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let _ = write!(
            self.body,
            r#"<text class="{class}" x="{}" y="{}" text-anchor="{anchor}""#,
            coordinate(x),
            coordinate(y)
        );
        if let Some(length) = length {
            let _ = write!(
                self.body,
                r#" textLength="{}" lengthAdjust="spacingAndGlyphs""#,
                coordinate(length)
            );
        }
        self.body.push('>');
        escape(&mut self.body, content);
        self.body.push_str("</text>\n");
    }

    /// Closes the picture and puts title, text alternative and table with it.
    pub(crate) fn finish(self, kind: &str, table: Table) -> Chart {
        let options = self.options;
        let description = if options.description.is_empty() {
            read_out(options, &table)
        } else {
            options.description.to_owned()
        };
        let id: String = options
            .id
            .chars()
            .map(|c| {
                if c.is_ascii_alphanumeric() || c == '-' || c == '_' {
                    c
                } else {
                    '-'
                }
            })
            .collect();
        let (direction, width, height) = (
            if options.direction == Direction::Rtl {
                "rtl"
            } else {
                "ltr"
            },
            coordinate(self.width),
            coordinate(self.height),
        );
        let role = if self.linked { "group" } else { "img" };
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart {kind}\" role=\"{role}\" aria-labelledby=\"{id}-title {id}-desc\" \
             viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" direction=\"{direction}\" font-size=\"{SIZE}\" fill=\"currentColor\">\n\
             <title id=\"{id}-title\">"
        );
        escape(&mut svg, options.title);
        let _ = write!(svg, "</title>\n<desc id=\"{id}-desc\">");
        escape(&mut svg, &description);
        svg.push_str("</desc>\n");
        svg.push_str(&self.body);
        svg.push_str("</svg>\n");
        Chart {
            svg,
            title: options.title.to_owned(),
            description,
            table,
        }
    }
}

/// The text alternative when the caller gave none: every row of the table in one sentence.
fn read_out(options: &Options<'_>, table: &Table) -> String {
    if table.rows.is_empty() {
        return options.no_data.to_owned();
    }
    let (comma, semicolon) = if options.direction == Direction::Rtl {
        ("، ", "؛ ")
    } else {
        (", ", "; ")
    };
    let rows: Vec<String> = table
        .rows
        .iter()
        .map(|row| match row.as_slice() {
            [name, value] => format!("{name}: {value}"),
            [name, values @ ..] => {
                let values: Vec<String> = table
                    .head
                    .iter()
                    .skip(1)
                    .zip(values)
                    .map(|(head, value)| format!("{head} {value}"))
                    .collect();
                format!("{name}: {}", values.join(comma))
            }
            [] => String::new(),
        })
        .collect();
    rows.join(semicolon)
}

/// An honest picture of nothing: a frame with the caller's sentence.
pub(crate) fn empty(options: &Options<'_>, kind: &str, table: Table) -> Chart {
    let width = options.width();
    let mut canvas = Canvas::new(options, width, 96.0);
    canvas.path(
        &[
            (1.0, 1.0),
            (width - 1.0, 1.0),
            (width - 1.0, 95.0),
            (1.0, 95.0),
            (1.0, 1.0),
        ],
        "chart-empty",
    );
    canvas.words(
        width / 2.0,
        53.0,
        Anchor::Middle,
        "chart-label",
        options.no_data,
        width - 24.0,
    );
    canvas.finish(kind, table)
}
