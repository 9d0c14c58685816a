//! Filters over cases and events.

mod bits;

pub use bits::Bits;
