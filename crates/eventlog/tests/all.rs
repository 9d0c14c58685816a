//! What is read, found and written, against what others find.
//! One program, since each file as its own would compile and link once more what all have in common.

mod bpmn;
mod common;
mod faults;
mod filters;
mod handover;
mod loops;
mod model_properties;
mod models;
mod ocel;
mod oracle;
mod pm4py_reads;
mod properties;
mod quality;
mod round_trip;
mod rules;
mod spoilt;
mod unseen;
mod work;
mod xes;
