//! SQL of the risk register.

mod parts;
mod register;

pub use parts::*;
pub use register::*;
