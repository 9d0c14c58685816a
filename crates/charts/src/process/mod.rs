//! The process map: which step follows which, how often, and where the waiting is.

mod draw;
mod simplify;

pub use draw::process_map;
pub use simplify::simplify;

/// What a node of a process map stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ProcessNodeKind {
    /// Where cases begin; drawn above all others with round ends.
    Start,
    /// A step of the process.
    #[default]
    Step,
    /// Where cases end; drawn below all others with round ends.
    End,
}

/// A step of a process.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ProcessNode {
    /// Name; broken into up to three lines.
    pub label: String,
    /// How often the step was taken; `None`, NaN and infinities count as missing.
    pub count: Option<f64>,
    /// Typical duration of the step, such as its median; written by [`ProcessWords::duration`].
    pub time: Option<f64>,
    /// Beginning, step or end.
    pub kind: ProcessNodeKind,
    /// Where a click leads, for example to the step's cases; empty for no link. Anything but a relative, `http` or `https`
    /// address is left out.
    pub href: String,
}

/// One step directly followed by another.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ProcessEdge {
    /// Index of the earlier step among the nodes. An edge whose end is not there is left out of picture and table.
    pub from: usize,
    /// Index of the later step; the same index as `from` is a repetition.
    pub to: usize,
    /// How often it happened: the thickness of the line. What is not a positive number counts as zero in the layout.
    pub count: f64,
    /// Typical waiting time between the two steps: the colour of the line.
    pub waiting: Option<f64>,
    /// Where a click leads; as [`ProcessNode::href`].
    pub href: String,
}

/// Steps and what follows what.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ProcessGraph {
    /// The steps.
    pub nodes: Vec<ProcessNode>,
    /// The edges between them, at most one for each pair to be readable.
    pub edges: Vec<ProcessEdge>,
}

/// What is written beside each edge of a process map.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum EdgeLabels {
    /// Count and, below it, the waiting time.
    #[default]
    CountAndTime,
    /// The count alone, for larger maps.
    Count,
    /// Nothing; the numbers stand in the table and appear on hovering.
    Nothing,
}

/// Words of [`process_map`].
#[derive(Clone, Copy)]
pub struct ProcessWords<'a> {
    /// Head of the table's column of following steps.
    pub next: &'a str,
    /// In that column, on the row of a step itself.
    pub itself: &'a str,
    /// Head of the count column, and in the legend the word for thickness.
    pub count: &'a str,
    /// Head of the time column.
    pub time: &'a str,
    /// In the legend, the word for the colours, such as «میانه انتظار».
    pub waiting: &'a str,
    /// In the legend, the word for edges that lead back to an earlier step.
    pub back: &'a str,
    /// Writes a time, such as «۳ روز»; called with finite numbers only.
    pub duration: &'a dyn Fn(f64) -> String,
    /// The four borders between the five classes of waiting, rising; by default each class gets a fifth of the edges.
    pub borders: Option<[f64; 4]>,
    /// What stands beside the edges.
    pub labels: EdgeLabels,
}
