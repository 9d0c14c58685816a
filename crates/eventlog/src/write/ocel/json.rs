//! OCEL 2.0 JSON out.

use std::io::{self, Write};

use serde_json::{Value as Json, json};

use super::super::{WriteOptions, packed};
use super::word;
use crate::column::Value;
use crate::ocel::{Ocel, Relations};
use crate::to_rfc3339_at;

/// Writes OCEL 2.0 JSON: one line for each type, object and event.
///
/// JSON knows no infinite numbers; they are written as the texts `INF` and `-INF`, which read back as numbers.
pub fn write_ocel_json(ocel: &Ocel, out: impl Write, options: WriteOptions) -> io::Result<()> {
    packed(out, options.gzip, |out| {
        let objects = ocel.object_types.iter().map(|one| {
            let kinds = one.attributes.iter().map(|a| (&*a.key, a.values.kind()));
            json!({"name": one.name, "attributes": declared(kinds)})
        });
        let events = ocel.event_types.iter().map(|one| {
            let kinds = one.attributes.iter().map(|a| (&*a.key, a.values.kind()));
            json!({"name": one.name, "attributes": declared(kinds)})
        });
        list(out, "{\"objectTypes\": [", objects)?;
        list(out, ",\n\"eventTypes\": [", events)?;
        let objects = (0_u32..).zip(ocel.object_ids.iter()).map(|(object, id)| {
            let values = ocel
                .object_values(object as usize)
                .map(|(key, from, value)| {
                    let time = to_rfc3339_at(from, 0);
                    json!({"name": key, "time": time, "value": said(value, options)})
                });
            let kind = &ocel.object_types[ocel.object_type[object as usize] as usize].name;
            json!({"id": id, "type": kind, "attributes": values.collect::<Json>(),
                "relationships": related(ocel, &ocel.object_objects, object)})
        });
        list(out, ",\n\"objects\": [", objects)?;
        let events = (0_u32..).zip(ocel.event_ids.iter()).map(|(event, id)| {
            let index = event as usize;
            let values = ocel
                .event_values(index)
                .map(|(key, value)| json!({"name": key, "value": said(value, options)}));
            let kind = &ocel.event_types[ocel.event_type[index] as usize].name;
            json!({"id": id, "type": kind, "time": to_rfc3339_at(ocel.time[index], options.offset),
                "attributes": values.collect::<Json>(), "relationships": related(ocel, &ocel.event_objects, event)})
        });
        list(out, ",\n\"events\": [", events)?;
        out.write_all(b"}\n")
    })
}

fn list(out: &mut dyn Write, begin: &str, items: impl Iterator<Item = Json>) -> io::Result<()> {
    let mut line = begin.to_owned().into_bytes();
    for (index, item) in items.enumerate() {
        line.extend_from_slice(if index > 0 { b",\n" } else { b"\n" });
        serde_json::to_writer(&mut line, &item)?;
        if line.len() > 64 << 10 {
            out.write_all(&line)?;
            line.clear();
        }
    }
    line.push(b']');
    out.write_all(&line)
}

fn declared<'a>(kinds: impl Iterator<Item = (&'a str, crate::Kind)>) -> Json {
    kinds
        .map(|(key, kind)| json!({"name": key, "type": word(kind)}))
        .collect()
}

fn related(ocel: &Ocel, relations: &Relations, from: u32) -> Json {
    let all = relations.of(from).map(|(to, qualifier)| {
        json!({"objectId": ocel.object_ids.get(to), "qualifier": ocel.qualifiers.get(qualifier)})
    });
    all.collect()
}

fn said(value: Value<'_>, options: WriteOptions) -> Json {
    match value {
        Value::Text(text) => text.into(),
        Value::Integer(number) => number.into(),
        Value::Float(number) if number.is_infinite() => {
            if number > 0.0 { "INF" } else { "-INF" }.into()
        }
        Value::Float(number) => number.into(),
        Value::Boolean(yes) => yes.into(),
        Value::Date(at) => to_rfc3339_at(at, options.offset).into(),
    }
}
