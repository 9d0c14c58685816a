//! The best-explained path between two parties: a typed grammar of ties, run from both ends.

mod automaton;
mod route;
mod search;

#[cfg(test)]
mod tests;

pub(crate) use automaton::Automaton;
pub(crate) use route::Route;
pub use search::Scratch;
pub(crate) use search::{Found, Search};

/// Longest path that can be asked for.
pub const LONGEST: usize = 6;
