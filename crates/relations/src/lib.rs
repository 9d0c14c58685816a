#![doc = include_str!("../README.md")]

pub mod appearance;
pub mod bans;
pub mod graph;
pub mod kinship;
pub mod model;
pub mod rules;
pub mod screen;
pub mod shares;
pub mod words;
