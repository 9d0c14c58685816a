//! Legal bans: who holds what of a firm, through whom, and whether a dated rule forbids a dealing with it.

mod holdings;
mod judge;
mod persons;

#[cfg(test)]
mod tests;

pub use holdings::{Fault, Holder, Ownership};
pub(crate) use judge::{Bar, Concerned, Judge};

use crate::graph::{Graph, Node};
use crate::model::{Day, Grade};
use crate::shares::Fraction;

/// Faults of the recorded owners of one firm.
pub(crate) fn faults(firm: Node, owners: &[Holder], gap: Fraction) -> Vec<Fault> {
    holdings::Register::faults(firm, owners, gap)
}

/// The ownership register of a graph at a date, every grade counted.
pub(crate) const fn register(
    graph: &Graph,
    at: Day,
    known_at: Option<Day>,
) -> holdings::Register<'_> {
    holdings::Register {
        graph,
        at,
        known_at,
        least: Grade::Inferred,
    }
}
