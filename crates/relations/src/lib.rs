#![doc = include_str!("../README.md")]

pub mod kinship;
pub mod model;
pub mod shares;
