//! From cases to objects: a flat log as an object-centric one with one type of objects.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::{EVENT_ID, EventAttribute, EventType, ObjectAttribute, ObjectType, Ocel};
use crate::column::{Attributes, Column, MISSING_ID};
use crate::log::EventLog;
use crate::names::Names;

impl Ocel {
    /// The log with its cases as objects of the type `case_type`. Events keep the ids of [`EVENT_ID`] where each has its
    /// own, else they are `e1`, `e2` …; attributes of a case are the first values of its object.
    pub fn lift(log: &EventLog, case_type: &str) -> Self {
        let mut ocel = Self {
            event_types: log
                .activities
                .iter()
                .map(|name| EventType {
                    name: name.to_owned(),
                    count: 0,
                    attributes: Vec::new(),
                })
                .collect(),
            event_type: log.activity.clone(),
            time: log.time.clone(),
            midnight: (0..log.event_count())
                .map(|row| row < log.midnights.len() && log.midnights.get(row))
                .collect(),
            object_ids: log.case_ids.clone(),
            object_type: vec![0; log.case_count()],
            object_row: (0_u32..).take(log.case_count()).collect(),
            ..Self::default()
        };
        let ids = log.event_attributes.get(EVENT_ID).and_then(unique_ids);
        ocel.put_events(log, ids.is_some());
        ocel.event_ids = ids.unwrap_or_else(|| {
            let mut names = Names::default();
            for row in 0..log.event_count() {
                names.intern(&format!("e{}", row + 1));
            }
            names
        });
        let qualifier = ocel.qualifiers.intern("");
        let mut pairs: Vec<(u32, u32)> = Vec::with_capacity(log.event_count());
        for (case, rows) in (0_u32..).zip(log.cases()) {
            pairs.extend(
                (0_u32..)
                    .skip(rows.start)
                    .take(rows.len())
                    .map(|row| (row, case)),
            );
        }
        for (row, case) in pairs {
            ocel.event_objects.push(row, case, qualifier);
        }
        ocel.object_types = vec![ObjectType {
            name: case_type.to_owned(),
            count: u32::try_from(log.case_count()).unwrap_or(u32::MAX),
            attributes: first_values(&log.case_attributes),
        }];
        ocel
    }

    /// Gives each event its row in its type, and each type the attributes that its events have.
    fn put_events(&mut self, log: &EventLog, ids_taken: bool) {
        let columns: Vec<(&str, &Column)> = log
            .event_attributes
            .iter()
            .filter(|(key, _)| !(ids_taken && *key == EVENT_ID))
            .collect();
        let mut places: HashMap<(u32, usize), usize, FixedState> = HashMap::default();
        for row in 0..log.event_count() {
            let kind = log.activity[row];
            let one = &mut self.event_types[kind as usize];
            for (index, (key, column)) in columns.iter().enumerate() {
                let Some(value) = column.get(row) else {
                    continue;
                };
                let place = *places.entry((kind, index)).or_insert_with(|| {
                    one.attributes.push(EventAttribute {
                        key: (*key).to_owned(),
                        values: Column::new(column.kind()),
                    });
                    one.attributes.len() - 1
                });
                one.attributes[place].values.put(one.count as usize, value);
            }
            self.event_row.push(one.count);
            one.count += 1;
        }
        for one in &mut self.event_types {
            for attribute in &mut one.attributes {
                attribute.values.resize(one.count as usize);
            }
        }
    }
}

/// The ids, if every event has one of its own.
fn unique_ids(column: &Column) -> Option<Names> {
    let column = column.as_text()?;
    let mut names = Names::default();
    for &id in &column.ids {
        if id == MISSING_ID || column.names.get(id).is_empty() {
            return None;
        }
        names.intern(column.names.get(id));
    }
    (names.len() == column.ids.len()).then_some(names)
}

fn first_values(attributes: &Attributes) -> Vec<ObjectAttribute> {
    let all = attributes.iter().map(|(key, column)| {
        let rows: Vec<usize> = (0..column.len())
            .filter(|&row| column.get(row).is_some())
            .collect();
        ObjectAttribute {
            key: key.to_owned(),
            object: rows
                .iter()
                .filter_map(|&row| u32::try_from(row).ok())
                .collect(),
            time: vec![0; rows.len()],
            values: column.gather(rows.into_iter().map(Some)),
        }
    });
    all.filter(|attribute| !attribute.time.is_empty()).collect()
}
