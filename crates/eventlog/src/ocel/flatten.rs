//! From objects to cases: every object of one type is a case, with the events that concern it.

use super::error::OcelError;
use super::{EVENT_ID, Ocel};
use crate::builder::Builder;
use crate::column::Value;
use crate::log::EventLog;

/// How a log is flattened.
#[derive(Clone, Copy, Debug, Default)]
pub struct FlattenOptions<'a> {
    /// The type of objects that are the cases; needed unless the log has one type alone.
    pub object_type: Option<&'a str>,
    /// Leave out the ids of events, which else are the attribute [`EVENT_ID`].
    pub without_ids: bool,
}

/// A flat log, and what flattening did to the events (van der Aalst, "Object-Centric Process Mining", 2019).
#[derive(Debug)]
pub struct Flattened {
    /// The log; objects without events are cases without events.
    pub log: EventLog,
    /// The type of objects that are its cases.
    pub object_type: String,
    /// Events that concern no object of the type and are therefore not in the log (deficiency).
    pub left_out: usize,
    /// Events of the flat log beyond one for each event taken: those that concern several objects (convergence).
    pub repeated: usize,
    /// Later values of objects: a case has the first value of each attribute.
    pub later_values: usize,
}

impl Ocel {
    /// The log of one type of objects.
    ///
    /// An event that concerns several objects of the type is in each of their cases; one that concerns an object in
    /// several ways is in its case once. Attributes of an object become attributes of its case, with their earliest value.
    pub fn flatten(&self, options: FlattenOptions<'_>) -> Result<Flattened, OcelError> {
        let kind = self.chosen(options.object_type)?;
        let mut builder = Builder::new(usize::MAX);
        let mut pairs: Vec<(u32, u32)> = self
            .event_objects
            .from
            .iter()
            .zip(&self.event_objects.to)
            .filter(|&(_, &object)| self.object_type[object as usize] == kind)
            .map(|(&event, &object)| (object, event))
            .collect();
        pairs.sort_unstable();
        pairs.dedup();
        if pairs.len() >= u32::MAX as usize - 1 {
            return Err(OcelError::TooMany("events of the flat log"));
        }
        let mut taken = vec![false; self.event_count()];
        let (mut at, mut later_values) = (0, 0);
        for (object, name) in (0_u32..).zip(self.object_ids.iter()) {
            if self.object_type[object as usize] != kind {
                continue;
            }
            while pairs.get(at).is_some_and(|pair| pair.0 == object) {
                let event = pairs[at].1 as usize;
                taken[event] = true;
                self.put_event(&mut builder, event, options.without_ids);
                at += 1;
            }
            let (case, _) = builder.assign(name);
            let mut before = None;
            for (key, _, value) in self.object_values(object as usize) {
                if before == Some(key) {
                    later_values += 1;
                } else if let Some(slot) = builder.case_slot(key) {
                    builder.put_case(case, slot, value);
                }
                before = Some(key);
            }
        }
        let log = builder.finish();
        let distinct = taken.iter().filter(|&&taken| taken).count();
        Ok(Flattened {
            left_out: self.event_count() - distinct,
            repeated: log.event_count() - distinct,
            later_values,
            object_type: self.object_types[kind as usize].name.clone(),
            log,
        })
    }

    fn put_event(&self, builder: &mut Builder, event: usize, without_ids: bool) {
        if !without_ids && let Some(slot) = builder.event_slot(EVENT_ID) {
            let id = u32::try_from(event).map_or("", |event| self.event_ids.get(event));
            builder.put_event(slot, Value::Text(id));
        }
        for (key, value) in self.event_values(event) {
            if let Some(slot) = builder.event_slot(key) {
                builder.put_event(slot, value);
            }
        }
        let name = &self.event_types[self.event_type[event] as usize].name;
        let activity = builder.log.activities.intern(name);
        if self.midnight[event] {
            builder.at_midnight();
        }
        builder.commit(activity, self.time[event]);
    }

    fn chosen(&self, wanted: Option<&str>) -> Result<u32, OcelError> {
        let position = match (wanted, &self.object_types[..]) {
            (None, [_]) => Some(0),
            (None, _) => None,
            (Some(wanted), types) => types.iter().position(|one| one.name == wanted),
        };
        if let Some(kind) = position.and_then(|at| u32::try_from(at).ok()) {
            return Ok(kind);
        }
        let available: Vec<String> = self
            .object_types
            .iter()
            .take(40)
            .map(|one| format!("{} ({})", one.name, one.count))
            .collect();
        Err(OcelError::ObjectType {
            wanted: match wanted {
                Some(wanted) => format!("there is no type of objects «{wanted}»"),
                None => "a flat log has one kind of case".to_owned(),
            },
            available: if available.is_empty() {
                "no types of objects".to_owned()
            } else {
                available.join(", ")
            },
        })
    }
}
