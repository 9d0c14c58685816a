//! The sealed log with the real binary: tampering, crashes, witnesses.

mod common;
mod crashes;
mod peers;
mod tampering;
mod witnesses;
