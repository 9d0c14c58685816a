#![doc = include_str!("../README.md")]

pub mod checkpoint;
pub mod commitment;
pub mod cosignature;
pub mod entry;
pub mod hash;
pub mod head;
pub mod key;
pub mod merkle;
pub mod note;
pub mod policy;
pub mod proof;
pub mod prove;
pub mod receipt;
pub mod tile;
pub mod tree;
pub mod verify;
pub mod witness;

mod text;
