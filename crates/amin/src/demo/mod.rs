//! A town with a year of made-up life, lived through the same acts as real users.
