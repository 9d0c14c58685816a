//! SQL of the voice area.

mod lists;
mod message;
mod parts;

pub use lists::*;
pub use message::*;
pub use parts::*;
