//! From what a file says to a log that holds together: everything is checked here, once for all formats.

use std::borrow::Cow;

use super::error::{OcelError, OcelItem, OcelReason, OcelRefused};
use super::raw::{RawLog, RawThing, RawType, RawValue, Text};
use super::{EventAttribute, EventType, ObjectAttribute, ObjectType, Ocel, OcelImport, Relations};
use crate::column::{Column, Kind, MISSING_NUMBER, Value};
use crate::names::Names;
use crate::read::{Options, clip, is_midnight};

/// How a format tells where something stands.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Places {
    /// By its number in a list.
    Numbers,
    /// By its line.
    Lines,
    /// By its row in a table.
    #[cfg(feature = "sqlite")]
    Rows,
}

/// Checks a file's contents and puts them into columns.
pub(crate) fn build(
    raw: &RawLog<'_>,
    places: Places,
    options: &Options<'_>,
) -> Result<OcelImport, OcelError> {
    let mut build = Build {
        ocel: Ocel::default(),
        options,
        places,
        refused: Vec::new(),
        count: 0,
    };
    for (what, count) in [("events", raw.events.len()), ("objects", raw.objects.len())] {
        if count >= u32::MAX as usize {
            return Err(OcelError::TooMany(what));
        }
    }
    let objects = build.types(&raw.object_types, "object type");
    build.ocel.object_types = objects
        .into_iter()
        .map(|(name, attributes)| ObjectType {
            name,
            count: 0,
            attributes: attributes
                .into_iter()
                .map(|(key, kind)| ObjectAttribute {
                    key,
                    object: Vec::new(),
                    time: Vec::new(),
                    values: Column::new(kind),
                })
                .collect(),
        })
        .collect();
    let events = build.types(&raw.event_types, "event type");
    build.ocel.event_types = events
        .into_iter()
        .map(|(name, attributes)| EventType {
            name,
            count: 0,
            attributes: attributes
                .into_iter()
                .map(|(key, kind)| EventAttribute {
                    key,
                    values: Column::new(kind),
                })
                .collect(),
        })
        .collect();
    let objects = build.objects(&raw.objects);
    let events = build.events(&raw.events);
    build.relations(raw, &objects, &events);
    if build.ocel.event_objects.len() >= u32::MAX as usize {
        return Err(OcelError::TooMany("relations"));
    }
    Ok(OcelImport {
        ocel: build.ocel,
        refused: build.refused,
        refused_count: build.count,
    })
}

struct Build<'o, 'a> {
    ocel: Ocel,
    options: &'o Options<'a>,
    places: Places,
    refused: Vec<OcelRefused>,
    count: u64,
}

/// A name and its declared attributes.
type Declared = (String, Vec<(String, Kind)>);

impl Build<'_, '_> {
    fn refuse(&mut self, at: impl FnOnce(Places) -> String, item: OcelItem, reason: OcelReason) {
        self.count += 1;
        if self.refused.len() < self.options.max_refused {
            let at = at(self.places);
            self.refused.push(OcelRefused { at, item, reason });
        }
    }

    fn types(&mut self, raw: &[RawType<'_>], what: &'static str) -> Vec<Declared> {
        let mut names = Names::default();
        let mut types: Vec<Declared> = Vec::with_capacity(raw.len());
        for (index, one) in raw.iter().enumerate() {
            let at = |places| place(places, what, index, one.place, &one.name);
            if names.find(&one.name).is_some() {
                let reason = OcelReason::DuplicateType(clip(&one.name));
                self.refuse(at, OcelItem::Declaration, reason);
                continue;
            }
            names.intern(&one.name);
            let mut attributes: Vec<(String, Kind)> = Vec::with_capacity(one.attributes.len());
            for declared in &one.attributes {
                let kind = kind_of(&declared.kind);
                if kind.is_none() {
                    let (key, kind) = (clip(&declared.name), clip(&declared.kind));
                    let reason = OcelReason::UnknownKind { key, kind };
                    self.refuse(at, OcelItem::Declaration, reason);
                }
                if !attributes.iter().any(|(key, _)| **key == *declared.name) {
                    attributes.push((declared.name.to_string(), kind.unwrap_or(Kind::Text)));
                }
            }
            types.push((one.name.to_string(), attributes));
        }
        types
    }

    /// Takes the objects; gives the number of each, where it was taken.
    fn objects(&mut self, raw: &[RawThing<'_>]) -> Vec<Option<u32>> {
        let types: Names = names_of(self.ocel.object_types.iter().map(|one| &one.name));
        let mut taken = Vec::with_capacity(raw.len());
        for (index, thing) in raw.iter().enumerate() {
            let Some((number, kind)) = self.admit(thing, index, &types, "object") else {
                taken.push(None);
                continue;
            };
            let row = self.ocel.object_types[kind as usize].count;
            self.ocel.object_types[kind as usize].count += 1;
            self.ocel.object_type.push(kind);
            self.ocel.object_row.push(row);
            for attribute in &thing.attributes {
                let at = |places| place(places, "object", index, thing.place, &thing.id);
                let one = &mut self.ocel.object_types[kind as usize];
                let found = one
                    .attributes
                    .iter_mut()
                    .find(|known| *known.key == *attribute.name);
                let Some(known) = found else {
                    let reason = undeclared(&attribute.name, &one.name);
                    self.refuse(at, OcelItem::Value, reason);
                    continue;
                };
                let from = match attribute.time.as_deref() {
                    // pm4py writes 0, some exporters nothing, for the first value.
                    None | Some("" | "0") => Some(0),
                    Some(text) => self.options.timestamp(text),
                };
                let kind = known.values.kind();
                let value = agree(&attribute.value, kind, self.options);
                let reason = match (from, value) {
                    (Some(from), Ok(value)) => {
                        if let Some(value) = value {
                            known.object.push(row);
                            known.time.push(from);
                            known.values.put(known.time.len() - 1, value.value());
                        }
                        continue;
                    }
                    (None, _) => {
                        OcelReason::BadTime(clip(attribute.time.as_deref().unwrap_or_default()))
                    }
                    (_, Err(())) => bad_value(&attribute.name, &attribute.value, kind),
                };
                self.refuse(at, OcelItem::Value, reason);
            }
            taken.push(Some(number));
        }
        for one in &mut self.ocel.object_types {
            one.attributes.iter_mut().for_each(sort_history);
        }
        taken
    }

    fn events(&mut self, raw: &[RawThing<'_>]) -> Vec<Option<u32>> {
        let types: Names = names_of(self.ocel.event_types.iter().map(|one| &one.name));
        let mut taken = Vec::with_capacity(raw.len());
        for (index, thing) in raw.iter().enumerate() {
            let at = |places| place(places, "event", index, thing.place, &thing.id);
            let text = thing.time.as_deref().unwrap_or_default();
            let Some(time) = self.options.timestamp(text) else {
                let reason = if text.is_empty() {
                    OcelReason::NoTime
                } else {
                    OcelReason::BadTime(clip(text))
                };
                self.refuse(at, OcelItem::Event, reason);
                taken.push(None);
                continue;
            };
            let Some((number, kind)) = self.admit(thing, index, &types, "event") else {
                taken.push(None);
                continue;
            };
            let row = self.ocel.event_types[kind as usize].count;
            self.ocel.event_types[kind as usize].count += 1;
            self.ocel.event_type.push(kind);
            self.ocel.event_row.push(row);
            self.ocel.time.push(time);
            self.ocel.midnight.push(is_midnight(text));
            for attribute in &thing.attributes {
                let one = &mut self.ocel.event_types[kind as usize];
                let found = one
                    .attributes
                    .iter_mut()
                    .find(|known| *known.key == *attribute.name);
                let Some(known) = found else {
                    let reason = undeclared(&attribute.name, &one.name);
                    self.refuse(at, OcelItem::Value, reason);
                    continue;
                };
                let kind = known.values.kind();
                match agree(&attribute.value, kind, self.options) {
                    Ok(Some(value)) => known.values.put(row as usize, value.value()),
                    Ok(None) => {}
                    Err(()) => {
                        let reason = bad_value(&attribute.name, &attribute.value, kind);
                        self.refuse(at, OcelItem::Value, reason);
                    }
                }
            }
            taken.push(Some(number));
        }
        for one in &mut self.ocel.event_types {
            for attribute in &mut one.attributes {
                attribute.values.resize(one.count as usize);
            }
        }
        taken
    }

    /// Number and type of an event or object, unless its id or type forbids to take it.
    fn admit(
        &mut self,
        thing: &RawThing<'_>,
        index: usize,
        types: &Names,
        what: &'static str,
    ) -> Option<(u32, u32)> {
        let item = if what == "event" {
            OcelItem::Event
        } else {
            OcelItem::Object
        };
        let ids = if what == "event" {
            &mut self.ocel.event_ids
        } else {
            &mut self.ocel.object_ids
        };
        let reason = if thing.id.is_empty() {
            OcelReason::NoId
        } else if ids.find(&thing.id).is_some() {
            OcelReason::DuplicateId(clip(&thing.id))
        } else if let Some(kind) = types.find(&thing.kind) {
            return Some((ids.intern(&thing.id), kind));
        } else {
            OcelReason::UnknownType(clip(&thing.kind))
        };
        let at = |places| place(places, what, index, thing.place, &thing.id);
        self.refuse(at, item, reason);
        None
    }

    fn relations(&mut self, raw: &RawLog<'_>, objects: &[Option<u32>], events: &[Option<u32>]) {
        let lists = [
            ("event", &raw.events, events),
            ("object", &raw.objects, objects),
        ];
        for (what, things, taken) in lists {
            let mut relations = Relations::default();
            for (index, (thing, from)) in things.iter().zip(taken).enumerate() {
                let Some(from) = *from else { continue };
                for relation in &thing.relationships {
                    if let Some(to) = self.ocel.object_ids.find(&relation.object_id) {
                        let qualifier = self.ocel.qualifiers.intern(&relation.qualifier);
                        relations.push(from, to, qualifier);
                    } else {
                        let at = |places| place(places, what, index, thing.place, &thing.id);
                        let reason = OcelReason::Dangling(clip(&relation.object_id));
                        self.refuse(at, OcelItem::Relation, reason);
                    }
                }
            }
            if what == "event" {
                self.ocel.event_objects = relations;
            } else {
                self.ocel.object_objects = relations;
            }
        }
        let events = self.pairs(&raw.event_objects, "event_object");
        let objects = self.pairs(&raw.object_objects, "object_object");
        add_sorted(&mut self.ocel.event_objects, events);
        add_sorted(&mut self.ocel.object_objects, objects);
    }

    /// Relations that stand in a table of their own.
    fn pairs(&mut self, raw: &[[Text<'_>; 3]], table: &'static str) -> Vec<(u32, u32, u32)> {
        let mut pairs = Vec::with_capacity(raw.len());
        for (index, [from, to, qualifier]) in raw.iter().enumerate() {
            let sources = if table == "event_object" {
                &self.ocel.event_ids
            } else {
                &self.ocel.object_ids
            };
            let reason = match (sources.find(from), self.ocel.object_ids.find(to)) {
                (Some(from), Some(to)) => {
                    pairs.push((from, to, self.ocel.qualifiers.intern(qualifier)));
                    continue;
                }
                (None, _) => OcelReason::Orphan(clip(from)),
                (_, None) => OcelReason::Dangling(clip(to)),
            };
            let at = |places| place(places, table, index, 0, from);
            self.refuse(at, OcelItem::Relation, reason);
        }
        pairs
    }
}

fn add_sorted(relations: &mut Relations, mut pairs: Vec<(u32, u32, u32)>) {
    pairs.sort_by_key(|pair| pair.0);
    for (from, to, qualifier) in pairs {
        relations.push(from, to, qualifier);
    }
}

fn names_of<'a>(all: impl Iterator<Item = &'a String>) -> Names {
    let mut names = Names::default();
    for name in all {
        names.intern(name);
    }
    names
}

fn place(places: Places, what: &str, index: usize, line: u64, id: &str) -> String {
    let id = clip(id);
    match places {
        Places::Lines => format!("line {line}, {what} «{id}»"),
        Places::Numbers => format!("{what} number {} («{id}»)", index + 1),
        #[cfg(feature = "sqlite")]
        Places::Rows => format!("table {what}, row {} («{id}»)", index + 1),
    }
}

fn undeclared(key: &str, kind: &str) -> OcelReason {
    OcelReason::Undeclared {
        key: clip(key),
        kind: clip(kind),
    }
}

fn bad_value(key: &str, value: &RawValue<'_>, kind: Kind) -> OcelReason {
    let value = match value {
        RawValue::Nothing => String::new(),
        RawValue::Text(text) => clip(text),
        RawValue::Integer(number) => number.to_string(),
        RawValue::Float(number) => number.to_string(),
        RawValue::Boolean(yes) => yes.to_string(),
        RawValue::Nested => "a list or object".to_owned(),
    };
    OcelReason::BadValue {
        key: clip(key),
        value,
        kind,
    }
}

/// The kind that a declaration names; exporters differ in the words.
fn kind_of(name: &str) -> Option<Kind> {
    match name.trim().to_ascii_lowercase().as_str() {
        "string" | "str" | "text" | "object" => Some(Kind::Text),
        "integer" | "int" | "int64" | "long" => Some(Kind::Integer),
        "float" | "double" | "real" | "number" | "float64" => Some(Kind::Float),
        "boolean" | "bool" => Some(Kind::Boolean),
        "time" | "date" | "timestamp" | "datetime" => Some(Kind::Date),
        _ => None,
    }
}

/// A value that agrees with its declaration.
enum Agreed<'a> {
    Text(Cow<'a, str>),
    Other(Value<'static>),
}

impl Agreed<'_> {
    fn value(&self) -> Value<'_> {
        match self {
            Self::Text(text) => Value::Text(text),
            Self::Other(value) => *value,
        }
    }
}

/// The value as the declared kind; `Ok(None)` where there is none, `Err` where it is of another kind.
fn agree<'v>(
    raw: &'v RawValue<'_>,
    kind: Kind,
    options: &Options<'_>,
) -> Result<Option<Agreed<'v>>, ()> {
    let value = match (raw, kind) {
        (RawValue::Nothing, _) => return Ok(None),
        (RawValue::Text(text), Kind::Text) => {
            return Ok(Some(Agreed::Text(Cow::Borrowed(text))));
        }
        (RawValue::Text(text), _) => {
            let text = text.trim();
            // pm4py writes missing numbers as «null» or «nan».
            if text.is_empty() || text == "null" || text.eq_ignore_ascii_case("nan") {
                return Ok(None);
            }
            match kind {
                Kind::Integer => match text.parse() {
                    Ok(number) => Some(Value::Integer(number)),
                    Err(_) => text.parse().ok().and_then(whole),
                },
                Kind::Float => text.parse().ok().map(Value::Float),
                Kind::Boolean => match text {
                    "true" | "True" | "TRUE" | "1" => Some(Value::Boolean(true)),
                    "false" | "False" | "FALSE" | "0" => Some(Value::Boolean(false)),
                    _ => None,
                },
                Kind::Date => options.timestamp(text).map(Value::Date),
                Kind::Text => None,
            }
        }
        (RawValue::Integer(number), Kind::Integer) => Some(Value::Integer(*number)),
        (RawValue::Integer(number), Kind::Float) => Some(Value::Float(*number as f64)),
        (RawValue::Integer(number @ (0 | 1)), Kind::Boolean) => Some(Value::Boolean(*number == 1)),
        (RawValue::Float(number), _) if number.is_nan() => return Ok(None),
        (RawValue::Float(number), Kind::Float) => Some(Value::Float(*number)),
        (RawValue::Float(number), Kind::Integer) => whole(*number),
        (RawValue::Boolean(yes), Kind::Boolean) => Some(Value::Boolean(*yes)),
        (RawValue::Integer(number), Kind::Text) => return Ok(Some(owned(number))),
        (RawValue::Float(number), Kind::Text) => return Ok(Some(owned(number))),
        (RawValue::Boolean(yes), Kind::Text) => return Ok(Some(owned(yes))),
        _ => None,
    };
    match value {
        Some(Value::Integer(MISSING_NUMBER)) | None => Err(()),
        Some(value) => Ok(Some(Agreed::Other(value))),
    }
}

fn owned(value: &impl ToString) -> Agreed<'static> {
    Agreed::Text(Cow::Owned(value.to_string()))
}

/// A whole number that was written with a point, as pandas does where others are missing.
fn whole(number: f64) -> Option<Value<'static>> {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "whole and within 2^53, hence exact"
    )]
    (number.fract() == 0.0 && number.abs() <= 9_007_199_254_740_992.0)
        .then_some(Value::Integer(number as i64))
}

/// Sorts by object, then time, else as in the file.
fn sort_history(attribute: &mut ObjectAttribute) {
    let key = |at: usize| (attribute.object[at], attribute.time[at]);
    let rows = attribute.time.len();
    if (1..rows).all(|at| key(at - 1) <= key(at)) {
        return;
    }
    let mut order: Vec<usize> = (0..rows).collect();
    order.sort_by_key(|&at| key(at));
    attribute.values = attribute.values.gather(order.iter().map(|&at| Some(at)));
    attribute.object = order.iter().map(|&at| attribute.object[at]).collect();
    attribute.time = order.iter().map(|&at| attribute.time[at]).collect();
}
