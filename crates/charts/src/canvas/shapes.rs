//! Shapes of the pictures made of boxes and connectors: curves, arrowheads, boxes, chevrons, dots, links.

use std::fmt::Write as _;

use super::{Anchor, Canvas, SIZE, coordinate};
use crate::text::{escape, width};

/// A place: x from the side where reading starts, y down from the top.
pub(crate) type Point = (f64, f64);

/// One stretch of a curve after its starting point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Stretch {
    /// Straight to the point.
    Line(Point),
    /// A cubic Bézier curve: two controls and the end.
    Curve(Point, Point, Point),
}

/// The end of a link that may be printed: none, or one without a scheme other than http and https.
fn safe(href: &str) -> Option<&str> {
    let scheme = href.split(['/', '?', '#']).next().unwrap_or_default();
    let plain = href.chars().all(|c| !c.is_control() && c != ' ');
    let web = href.starts_with("https://") || href.starts_with("http://");
    (!href.is_empty() && plain && (web || !scheme.contains(':'))).then_some(href)
}

impl Canvas<'_> {
    /// Begins a link around the next shapes, named `name` for a screen reader. Gives whether there is one to close.
    pub(crate) fn open_link(&mut self, href: &str, name: &str) -> bool {
        let Some(href) = safe(href) else { return false };
        self.linked = true;
        self.body.push_str("<a class=\"chart-link\" href=\"");
        escape(&mut self.body, href);
        self.body.push_str("\" aria-label=\"");
        escape(&mut self.body, name);
        self.body.push_str("\">\n");
        true
    }

    pub(crate) fn close_link(&mut self, open: bool) {
        if open {
            self.body.push_str("</a>\n");
        }
    }

    /// An open curve of a given thickness; `tip` is shown on hovering.
    pub(crate) fn curve(
        &mut self,
        start: Point,
        stretches: &[Stretch],
        thick: f64,
        class: &str,
        tip: &str,
    ) {
        let mut steps = String::new();
        let mut put = |canvas: &Self, letter: &str, (x, y): Point| {
            let _ = write!(
                steps,
                "{letter}{} {}",
                coordinate(canvas.x(x)),
                coordinate(y)
            );
        };
        put(self, "M", start);
        for stretch in stretches {
            match *stretch {
                Stretch::Line(to) => put(self, "L", to),
                Stretch::Curve(a, b, to) => {
                    put(self, "C", a);
                    put(self, " ", b);
                    put(self, " ", to);
                }
            }
        }
        let _ = write!(
            self.body,
            r#"<path class="{class}" fill="none" stroke="currentColor" stroke-width="{}" d="{steps}""#,
            coordinate(thick)
        );
        self.close_with_tip("path", tip);
    }

    /// An arrowhead whose tip is at `tip`, pointing along the unit vector `along`.
    pub(crate) fn arrow(&mut self, tip: Point, along: Point, length: f64, class: &str) {
        let back = (tip.0 - along.0 * length, tip.1 - along.1 * length);
        let half = length * 0.5;
        let sides = [
            (back.0 - along.1 * half, back.1 + along.0 * half),
            tip,
            (back.0 + along.1 * half, back.1 - along.0 * half),
        ];
        let steps = self.steps(&sides);
        let _ = writeln!(
            self.body,
            r#"<path class="chart-arrow {class}" d="{steps}Z"/>"#
        );
    }

    /// A closed shape with its outline; `tip` is shown on hovering.
    pub(crate) fn polygon(&mut self, points: &[Point], class: &str, tip: &str) {
        let steps = self.steps(points);
        let _ = write!(
            self.body,
            r#"<path class="{class}" fill-opacity="0.14" stroke="currentColor" d="{steps}Z""#
        );
        self.close_with_tip("path", tip);
    }

    /// A box with corners of the given radius, its middle at `middle`.
    pub(crate) fn card(
        &mut self,
        middle: Point,
        (wide, high): (f64, f64),
        radius: f64,
        class: &str,
        tip: &str,
    ) {
        let _ = write!(
            self.body,
            r#"<rect class="{class}" fill-opacity="0.08" stroke="currentColor" x="{}" y="{}" width="{}" height="{}" rx="{}""#,
            coordinate(self.x(middle.0) - wide / 2.0),
            coordinate(middle.1 - high / 2.0),
            coordinate(wide.max(0.0)),
            coordinate(high.max(0.0)),
            coordinate(radius.clamp(0.0, wide.min(high).max(0.0) / 2.0)),
        );
        self.close_with_tip("rect", tip);
    }

    /// Lines of words below each other, the first baseline at `y`; each is already wrapped, and cut only if it must be.
    pub(crate) fn lines(
        &mut self,
        (x, y): Point,
        anchor: Anchor,
        class: &str,
        lines: &[String],
        room: f64,
    ) {
        for (i, line) in lines.iter().enumerate() {
            self.words(
                x,
                y + i as f64 * crate::text::LINE,
                anchor,
                class,
                line,
                room,
            );
        }
    }

    /// Width of a text in user units.
    pub(crate) fn wide(text: &str) -> f64 {
        width(text) * SIZE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_web_become_links() {
        for good in [
            "/golshahr/x?y=1#z",
            "#a",
            "?page=2",
            "cases/12",
            "https://example.ir/a:b",
            "./a:b",
        ] {
            assert!(safe(good).is_some(), "{good}");
        }
        for bad in [
            "",
            "javascript:alert(1)",
            "JavaScript:x",
            "data:text/html,x",
            "java\nscript:x",
            " javascript:x",
        ] {
            assert!(safe(bad).is_none(), "{bad}");
        }
    }
}
