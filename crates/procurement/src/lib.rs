#![doc = include_str!("../README.md")]

pub mod cardinal;
pub mod flags;
mod names;
pub mod ocds;
pub mod quantile;
pub mod read;
pub mod time;
