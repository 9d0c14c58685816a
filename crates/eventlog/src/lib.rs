#![doc = include_str!("../README.md")]

pub mod align;
mod builder;
mod classify;
mod column;
pub mod discover;
pub mod filter;
mod log;
pub mod measure;
pub mod model;
mod names;
pub mod ocel;
pub mod read;
pub mod report;
pub mod rules;
mod timestamp;
pub mod write;

pub use classify::UnknownClassifier;
pub use column::{Attributes, Column, Kind, MISSING_ID, MISSING_NUMBER, TextColumn, Value};
pub use log::{Classifier, EventLog, Extension, HeapBytes};
pub use names::Names;
pub use read::{Import, Options, Position, ReadError, Reason, Refused, read, read_csv, read_xes};
pub use timestamp::{parse_timestamp, to_rfc3339, to_rfc3339_at};

/// Key of the event attribute that holds who did the event (XES `org` extension).
pub const RESOURCE: &str = "org:resource";
/// Key of the event attribute that holds the step in an activity's life cycle (XES `lifecycle` extension).
pub const LIFECYCLE: &str = "lifecycle:transition";
/// Key of the event attribute that holds when the work of an event began, where a log says so (pm4py's convention).
pub const START: &str = "start_timestamp";
