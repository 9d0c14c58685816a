//! Discovery: the inductive miner, which finds a process tree for any log and always ends.
//!
//! After S. J. J. Leemans, *Robust Process Mining with Guarantees* (2017): IM for noise 0 (every trace of the log fits
//! the tree), `IMf` above it. Where the book leaves a choice open it is made as pm4py 2.7 makes it, activities in the order
//! of their names, so that equal logs give equal trees.

mod concurrent;
mod cut;
mod graph;
mod miner;
mod split;
mod traces;

pub use miner::{DiscoverError, DiscoverOptions, inductive};
