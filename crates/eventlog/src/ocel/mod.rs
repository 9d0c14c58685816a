//! Object-centric event logs (OCEL 2.0, Berti et al., ocel-standard.org) in columns.

mod build;
mod error;
mod flatten;
mod lift;
pub(crate) mod raw;

pub(crate) use build::{Places, build};
pub use error::{OcelError, OcelItem, OcelReason, OcelRefused};
pub use flatten::{FlattenOptions, Flattened};

use crate::column::{Column, Value};
use crate::names::Names;

/// Key of the attribute that holds the id of an object-centric event in a flat log (pm4py's name).
pub const EVENT_ID: &str = "ocel:eid";

/// An object-centric event log: events that concern any number of objects, and objects that concern each other.
///
/// Invariants: ids are unique within events and within objects; every relation leads to what is there; the column of an
/// event attribute has one row for each event of its type; histories are sorted by object and time.
#[derive(Clone, Debug, Default)]
pub struct Ocel {
    pub(crate) event_types: Vec<EventType>,
    pub(crate) object_types: Vec<ObjectType>,
    pub(crate) event_ids: Names,
    pub(crate) event_type: Vec<u32>,
    /// Row of each event in the columns of its type.
    pub(crate) event_row: Vec<u32>,
    pub(crate) time: Vec<i64>,
    /// Which events were written with a clock time of midnight.
    pub(crate) midnight: Vec<bool>,
    pub(crate) object_ids: Names,
    pub(crate) object_type: Vec<u32>,
    /// Row of each object among those of its type.
    pub(crate) object_row: Vec<u32>,
    pub(crate) qualifiers: Names,
    pub(crate) event_objects: Relations,
    pub(crate) object_objects: Relations,
}

/// A type of events and the values of its events.
#[derive(Clone, Debug)]
pub struct EventType {
    /// Name: the activity.
    pub name: String,
    /// How many events are of it.
    pub count: u32,
    /// Its attributes, declared or met.
    pub attributes: Vec<EventAttribute>,
}

/// An attribute of one type of events.
#[derive(Clone, Debug)]
pub struct EventAttribute {
    /// Key.
    pub key: String,
    /// One row for each event of the type.
    pub values: Column,
}

/// A type of objects and how the values of its objects changed.
#[derive(Clone, Debug)]
pub struct ObjectType {
    /// Name.
    pub name: String,
    /// How many objects are of it.
    pub count: u32,
    /// Its attributes, as declared.
    pub attributes: Vec<ObjectAttribute>,
}

/// An attribute of one type of objects with all its values over time.
#[derive(Clone, Debug)]
pub struct ObjectAttribute {
    /// Key.
    pub key: String,
    /// Row of the object among those of its type, rising.
    pub object: Vec<u32>,
    /// From when the value holds, microseconds since 1970; 0 for the first value of an object, as the standard has it.
    pub time: Vec<i64>,
    /// The values; none is missing.
    pub values: Column,
}

impl ObjectAttribute {
    /// The rows of one object's values, the earliest first.
    pub fn rows_of(&self, object_row: u32) -> std::ops::Range<usize> {
        let from = self.object.partition_point(|&row| row < object_row);
        let to = self.object.partition_point(|&row| row <= object_row);
        from..to
    }
}

/// Relations with qualifiers, sorted by where they start, else in the order of the file.
#[derive(Clone, Debug, Default)]
pub struct Relations {
    /// Number of the event or object that names the other.
    pub from: Vec<u32>,
    /// Number of the object that is named.
    pub to: Vec<u32>,
    /// What the relation means, as a number into [`Ocel::qualifiers`].
    pub qualifier: Vec<u32>,
}

impl Relations {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.from.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.from.is_empty()
    }

    /// Object and qualifier of each relation that starts at `from`.
    pub fn of(&self, from: u32) -> impl Iterator<Item = (u32, u32)> + '_ {
        let first = self.from.partition_point(|&other| other < from);
        let last = self.from.partition_point(|&other| other <= from);
        (first..last).map(|at| (self.to[at], self.qualifier[at]))
    }

    pub(crate) fn push(&mut self, from: u32, to: u32, qualifier: u32) {
        self.from.push(from);
        self.to.push(to);
        self.qualifier.push(qualifier);
    }
}

impl Ocel {
    /// Number of events.
    pub fn event_count(&self) -> usize {
        self.time.len()
    }

    /// Number of objects.
    pub fn object_count(&self) -> usize {
        self.object_type.len()
    }

    /// The types of events.
    pub fn event_types(&self) -> &[EventType] {
        &self.event_types
    }

    /// The types of objects.
    pub fn object_types(&self) -> &[ObjectType] {
        &self.object_types
    }

    /// Ids of the events, by number.
    pub fn event_ids(&self) -> &Names {
        &self.event_ids
    }

    /// Ids of the objects, by number.
    pub fn object_ids(&self) -> &Names {
        &self.object_ids
    }

    /// Type of each event, as a number into [`Self::event_types`].
    pub fn event_type(&self) -> &[u32] {
        &self.event_type
    }

    /// Type of each object, as a number into [`Self::object_types`].
    pub fn object_type(&self) -> &[u32] {
        &self.object_type
    }

    /// Time of each event: microseconds since 1970-01-01T00:00:00Z.
    pub fn times(&self) -> &[i64] {
        &self.time
    }

    /// What relations mean.
    pub fn qualifiers(&self) -> &Names {
        &self.qualifiers
    }

    /// Which objects each event concerns.
    pub fn event_objects(&self) -> &Relations {
        &self.event_objects
    }

    /// Which objects each object names.
    pub fn object_objects(&self) -> &Relations {
        &self.object_objects
    }

    /// The attributes of an event that have a value.
    pub fn event_values(&self, event: usize) -> impl Iterator<Item = (&str, Value<'_>)> {
        let row = self.event_row[event] as usize;
        self.event_types[self.event_type[event] as usize]
            .attributes
            .iter()
            .filter_map(move |attribute| Some((&*attribute.key, attribute.values.get(row)?)))
    }

    /// All values of an object with the time from which each holds, by attribute, then by time.
    pub fn object_values(&self, object: usize) -> impl Iterator<Item = (&str, i64, Value<'_>)> {
        let row = self.object_row[object];
        self.object_types[self.object_type[object] as usize]
            .attributes
            .iter()
            .flat_map(move |attribute| {
                attribute.rows_of(row).filter_map(move |at| {
                    let value = attribute.values.get(at)?;
                    Some((&*attribute.key, attribute.time[at], value))
                })
            })
    }
}

/// An object-centric log and what was not taken into it.
#[derive(Debug)]
pub struct OcelImport {
    /// The log.
    pub ocel: Ocel,
    /// What was refused and why: the first ones, up to [`crate::Options::max_refused`].
    pub refused: Vec<OcelRefused>,
    /// How many were refused in all.
    pub refused_count: u64,
}
