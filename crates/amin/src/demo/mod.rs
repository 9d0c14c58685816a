//! A town with a year of made-up life, lived through the same acts as real users.

pub mod plan;
pub mod texts;
