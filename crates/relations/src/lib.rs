#![doc = include_str!("../README.md")]

pub mod appearance;
pub mod bans;
pub mod bods;
pub mod files;
pub mod graph;
pub mod kinship;
pub mod measure;
pub mod model;
pub mod names;
pub mod rules;
pub mod screen;
pub mod shares;
pub mod tables;
pub mod words;
