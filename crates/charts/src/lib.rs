#![doc = include_str!("../README.md")]

mod bar;
mod canvas;
mod chain;
mod chevrons;
mod dotted;
mod forest;
mod frame;
mod funnel;
mod grouped;
mod layered;
mod legend;
mod line;
mod matrix;
mod path;
mod plane;
mod process;
mod proportion;
mod range;
mod scale;
mod sparkline;
mod survival;
mod text;
mod tiles;

pub use bar::{BarWords, Item, bars, horizontal_bars};
pub use chain::{ChainNode, chain};
pub use chevrons::{ChevronWords, Course, chevrons};
pub use dotted::{Dot, DottedWords, dotted};
pub use forest::{Effect, ForestAxis, ForestWords, forest};
pub use funnel::{FunnelLimits, FunnelUnit, FunnelWords, funnel};
pub use grouped::{Series, grouped_bars, stacked_bars};
pub use line::{LinePoint, LineSeries, Reference, line};
pub use matrix::{MatrixCell, MatrixWords, matrix};
pub use path::{PathParty, PathTie, relation_path};
pub use process::{
    EdgeLabels, ProcessEdge, ProcessGraph, ProcessNode, ProcessNodeKind, ProcessWords, process_map,
    simplify,
};
pub use proportion::{Proportion, ProportionWords, proportions};
pub use range::{MeasuredTime, RangeWords, measured_times};
pub use sparkline::sparkline;
pub use survival::{Fall, Survival, SurvivalWords, survival};
pub use tiles::{Tile, TileWords, tile_map};

/// A picture, its text alternative and its numbers: everything a page needs to show the same thing to everybody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chart {
    /// A complete `<svg>` element without inline styles; safe to print unescaped into HTML.
    pub svg: String,
    /// The caller's title, unescaped; the `<title>` of the SVG.
    pub title: String,
    /// The text alternative, unescaped; the `<desc>` of the SVG.
    pub description: String,
    /// The numbers behind the picture, already formatted by the caller's function.
    pub table: Table,
}

/// Numbers as text cells, unescaped. Every row has as many cells as `head`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// Column heads.
    pub head: Vec<String>,
    /// Rows of cells; the first cell names the row.
    pub rows: Vec<Vec<String>>,
}

/// Reading direction of the page that shows the chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Direction {
    /// Left to right: the value axis stands on the left and time runs to the right.
    Ltr,
    /// Right to left: everything but maps is mirrored.
    #[default]
    Rtl,
}

/// What every chart needs to know besides its data. All words come from the caller, so the crate has no language.
#[derive(Clone, Copy)]
pub struct Options<'a> {
    /// Unique within the page; characters other than ASCII letters, digits, `-` and `_` become `-`.
    pub id: &'a str,
    /// Title, read first by a screen reader.
    pub title: &'a str,
    /// Text alternative; when empty, the table is read out as the alternative.
    pub description: &'a str,
    /// Reading direction.
    pub direction: Direction,
    /// Writes a value for people, for example with Persian digits; called with finite numbers only.
    pub number: &'a dyn Fn(f64) -> String,
    /// Head of the table's first column, such as «ماه».
    pub category: &'a str,
    /// Unit shown at the value axis, such as «روز»; may be empty.
    pub unit: &'a str,
    /// Shown instead of a picture when there is no finite number, such as «داده‌ای ثبت نشده است».
    pub no_data: &'a str,
    /// Shown for a single missing or suppressed value, such as «پنهان برای حفظ حریم».
    pub missing: &'a str,
    /// Between the ends of an interval, with its spaces: «تا» or an en dash.
    pub to: &'a str,
    /// Width of the drawing in user units (one is a CSS pixel at natural size); kept within 200 to 2000.
    pub width: f64,
}

impl<'a> Options<'a> {
    /// Options with empty words, an en dash for intervals, and a width of 640.
    pub fn new(
        id: &'a str,
        title: &'a str,
        direction: Direction,
        number: &'a dyn Fn(f64) -> String,
    ) -> Self {
        Options {
            id,
            title,
            description: "",
            direction,
            number,
            category: "",
            unit: "",
            no_data: "–",
            missing: "–",
            to: "–",
            width: 640.0,
        }
    }

    pub(crate) fn width(&self) -> f64 {
        if self.width.is_finite() {
            self.width.clamp(200.0, 2000.0)
        } else {
            640.0
        }
    }

    /// The cell for a value: the caller's number, or the caller's word for a missing one.
    pub(crate) fn cell(&self, value: Option<f64>) -> String {
        finite(value).map_or_else(|| self.missing.to_owned(), self.number)
    }

    pub(crate) fn interval(&self, low: f64, high: f64) -> String {
        format!("{}{}{}", (self.number)(low), self.to, (self.number)(high))
    }
}

/// A value that can be drawn. NaN and infinities count as missing everywhere in the crate.
pub(crate) fn finite(value: Option<f64>) -> Option<f64> {
    value.filter(|v| v.is_finite())
}
