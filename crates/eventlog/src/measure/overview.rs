//! The first page about a log, measured together.

use super::summary::{self, durations_and_span};
use super::{Dfg, Handover, Summary, Variant, dfg, handover, variants};
use crate::log::EventLog;

/// What one sees first of a log.
#[derive(Clone, Debug, PartialEq)]
pub struct Overview {
    /// Counts and case durations.
    pub summary: Summary,
    /// The directly-follows graph with times.
    pub dfg: Dfg,
    /// The variants.
    pub variants: Vec<Variant>,
    /// Hand-over of work.
    pub handover: Vec<Handover>,
}

/// Summary with durations, directly-follows graph with times, variants and hand-over at once: each is what its own function gives; what
/// two of them need is done once, and two threads share the work.
pub fn overview(log: &EventLog) -> Overview {
    let ((variants, dfg), (durations, handover)) = rayon::join(
        || (variants(log), dfg(log)),
        || (durations_and_span(log), handover(log)),
    );
    Overview {
        summary: summary::of_parts(log, variants.len(), durations),
        dfg,
        variants,
        handover,
    }
}
