//! The event log itself: columns of events, sorted by case and time.

use std::ops::Range;

use crate::column::{Attributes, Column, TextColumn, vec_bytes};
use crate::filter::Bits;
use crate::names::Names;
use crate::{LIFECYCLE, RESOURCE};

/// An XES extension that the log declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    /// Name, for instance `Organizational`.
    pub name: String,
    /// Prefix of its keys, for instance `org`.
    pub prefix: String,
    /// Where it is defined.
    pub uri: String,
}

/// An XES classifier: which keys together say that two events are of the same class.
///
/// Every measure of this crate uses `concept:name`, as pm4py does; [`EventLog::classified`] gives the log with the activities of a
/// classifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Classifier {
    /// Name, for instance `Activity classifier`.
    pub name: String,
    /// The keys as written: separated by spaces, keys that hold spaces in single quotes.
    pub keys: String,
}

/// An event log: cases in the order of their first appearance; each case's events in the order of time,
/// and in the order of the file where times are equal.
///
/// Invariants: `offsets` has one more entry than there are cases, starts with 0, never falls and ends with the number
/// of events; within a case times never fall; every column has one row for each event (or case).
/// Values that the file does not give are missing: XES `global` defaults are never filled in, since they are
/// declarations for writers and would turn an open case into one "closed in 1970".
#[derive(Clone, Debug, Default)]
pub struct EventLog {
    pub(crate) activities: Names,
    pub(crate) activity: Vec<u32>,
    pub(crate) time: Vec<i64>,
    pub(crate) offsets: Vec<u32>,
    pub(crate) case_ids: Names,
    pub(crate) event_attributes: Attributes,
    pub(crate) case_attributes: Attributes,
    pub(crate) log_attributes: Vec<(String, String)>,
    pub(crate) extensions: Vec<Extension>,
    pub(crate) classifiers: Vec<Classifier>,
    pub(crate) midnights: Bits,
}

/// What a log takes up in memory, in bytes on the heap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeapBytes {
    /// Activity and time of each event, whether it was at midnight, and where each case begins.
    pub events: usize,
    /// Attributes of events and of cases, with their dictionaries.
    pub attributes: usize,
    /// Names of activities and cases.
    pub names: usize,
}

impl EventLog {
    /// What the log takes up in memory; extensions, classifiers and attributes of the log itself are not counted.
    ///
    /// ```
    /// let csv = "case,activity,timestamp\nA,ask,2026-11-21\nA,answer,2026-11-22\n";
    /// let mapping = eventlog::read::Mapping::default();
    /// let log = eventlog::read_csv(csv.as_bytes(), &mapping, eventlog::Options::default())?.log;
    /// // Two events of 4 + 8 bytes, two offsets of 4 for the one case, one word of bits: which are at midnight.
    /// assert_eq!(log.heap_bytes().events, 2 * 12 + 2 * 4 + 8);
    /// # Ok::<(), eventlog::ReadError>(())
    /// ```
    pub fn heap_bytes(&self) -> HeapBytes {
        HeapBytes {
            events: vec_bytes(&self.activity)
                + vec_bytes(&self.time)
                + vec_bytes(&self.offsets)
                + self.midnights.len().div_ceil(64) * size_of::<u64>(),
            attributes: self.event_attributes.heap_bytes() + self.case_attributes.heap_bytes(),
            names: self.activities.heap_bytes() + self.case_ids.heap_bytes(),
        }
    }

    /// Number of cases, those without events included.
    pub fn case_count(&self) -> usize {
        self.offsets.len().saturating_sub(1)
    }

    /// Number of events.
    pub fn event_count(&self) -> usize {
        self.time.len()
    }

    /// The rows of the events of case number `case`.
    ///
    /// # Panics
    /// If there is no such case.
    #[inline]
    pub fn case(&self, case: usize) -> Range<usize> {
        self.offsets[case] as usize..self.offsets[case + 1] as usize
    }

    /// The rows of each case in turn.
    pub fn cases(&self) -> impl ExactSizeIterator<Item = Range<usize>> + Clone {
        self.offsets
            .windows(2)
            .map(|ends| ends[0] as usize..ends[1] as usize)
    }

    /// Names of the cases (`concept:name` of the trace), by case number.
    pub fn case_ids(&self) -> &Names {
        &self.case_ids
    }

    /// Names of the activities.
    pub fn activities(&self) -> &Names {
        &self.activities
    }

    /// Activity of each event, as a number into [`Self::activities`].
    pub fn activity(&self) -> &[u32] {
        &self.activity
    }

    /// Time of each event: microseconds since 1970-01-01T00:00:00Z.
    pub fn times(&self) -> &[i64] {
        &self.time
    }

    /// First and last time of a case in microseconds; `None` for a case without events.
    #[inline]
    pub fn span(&self, case: usize) -> Option<(i64, i64)> {
        let rows = self.case(case);
        (!rows.is_empty()).then(|| (self.time[rows.start], self.time[rows.end - 1]))
    }

    /// Who did each event (`org:resource`), if the log says so.
    pub fn resources(&self) -> Option<&TextColumn> {
        self.event_attributes.get(RESOURCE)?.as_text()
    }

    /// Step in the life cycle of each event (`lifecycle:transition`), if the log says so.
    pub fn lifecycle(&self) -> Option<&TextColumn> {
        self.event_attributes.get(LIFECYCLE)?.as_text()
    }

    /// Attributes of events other than activity and time.
    pub fn event_attributes(&self) -> &Attributes {
        &self.event_attributes
    }

    /// Attributes of cases other than their name.
    pub fn case_attributes(&self) -> &Attributes {
        &self.case_attributes
    }

    /// One value for each case: the case attribute `key`, or, when only events have it, the value of the first event
    /// of the case that does. `None` if neither knows the key.
    pub fn case_column(&self, key: &str) -> Option<Column> {
        if let Some(column) = self.case_attributes.get(key) {
            return Some(column.clone());
        }
        let events = self.event_attributes.get(key)?;
        let first = self
            .cases()
            .map(|mut rows| rows.find(|&row| events.get(row).is_some()));
        Some(events.gather(first))
    }

    /// Attributes of the log itself, as text.
    pub fn log_attributes(&self) -> &[(String, String)] {
        &self.log_attributes
    }

    /// The XES extensions that the log declares.
    pub fn extensions(&self) -> &[Extension] {
        &self.extensions
    }

    /// The XES classifiers that the log declares.
    pub fn classifiers(&self) -> &[Classifier] {
        &self.classifiers
    }

    /// How many events were written with a clock time of exactly midnight or with a date alone: if these are many, the
    /// log records days, and durations shorter than a few days mean little.
    pub fn midnight_events(&self) -> u64 {
        self.midnights.count() as u64
    }

    /// Whether the event of this row was written so: its day is known and its hour is not.
    #[inline]
    pub fn is_midnight(&self, row: usize) -> bool {
        self.midnights.get(row)
    }
}
