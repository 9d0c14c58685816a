//! Tests of the voice area.

mod model;
