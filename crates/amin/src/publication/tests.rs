//! The publication area at the http edge.
