//! The sealed log with the real binary: tampering, crashes, witnesses.

mod common;
mod crashes;
mod tampering;
mod witnesses;
