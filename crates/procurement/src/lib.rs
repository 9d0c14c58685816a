#![doc = include_str!("../README.md")]

pub mod cardinal;
mod names;
pub mod ocds;
pub mod quantile;
pub mod read;
pub mod time;
