#![doc = include_str!("../README.md")]

pub mod amounts;
pub mod brokers;
pub mod durations;
pub mod exact;
pub mod multiple;
pub mod outcomes;
pub mod pairs;
pub mod process;
pub mod random;
pub mod report;
pub mod strata;
pub mod tails;
pub mod units;
pub mod verdict;

pub use report::{Question, Report, report};
pub use strata::NONE;
pub use verdict::Verdict;
