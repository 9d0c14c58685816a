//! OCEL 2.0 XML out.

use std::io::{self, Write};

use super::super::text::escape;
use super::super::{Loss, WriteOptions, packed};
use super::word;
use crate::column::{Kind, Value};
use crate::ocel::{Ocel, Relations};
use crate::to_rfc3339_at;

/// Writes OCEL 2.0 XML.
pub fn write_ocel_xml(
    ocel: &Ocel,
    out: impl Write,
    options: WriteOptions,
) -> io::Result<Vec<Loss>> {
    let count = packed(out, options.gzip, |out| {
        let mut file = File {
            out,
            text: String::new(),
            replaced: 0,
            offset: options.offset,
        };
        file.text
            .push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<log>\n  <object-types>\n");
        for one in &ocel.object_types {
            let kinds = one.attributes.iter().map(|a| (&*a.key, a.values.kind()));
            file.declare("object-type", &one.name, kinds);
        }
        file.text.push_str("  </object-types>\n  <event-types>\n");
        for one in &ocel.event_types {
            let kinds = one.attributes.iter().map(|a| (&*a.key, a.values.kind()));
            file.declare("event-type", &one.name, kinds);
        }
        file.text.push_str("  </event-types>\n  <objects>\n");
        for (object, id) in (0_u32..).zip(ocel.object_ids.iter()) {
            let kind = &ocel.object_types[ocel.object_type[object as usize] as usize].name;
            file.open(
                "    <object",
                &[("id", id), ("type", kind)],
                ">\n      <attributes>\n",
            );
            for (key, from, value) in ocel.object_values(object as usize) {
                file.value(key, Some(from), value);
            }
            file.text.push_str("      </attributes>\n");
            file.related(ocel, &ocel.object_objects, object);
            file.text.push_str("    </object>\n");
            file.give(64 << 10)?;
        }
        file.text.push_str("  </objects>\n  <events>\n");
        for (event, id) in (0_u32..).zip(ocel.event_ids.iter()) {
            let index = event as usize;
            let kind = &ocel.event_types[ocel.event_type[index] as usize].name;
            let time = to_rfc3339_at(ocel.time[index], options.offset);
            let fields = [("id", id), ("type", &**kind), ("time", &*time)];
            file.open("    <event", &fields, ">\n      <attributes>\n");
            for (key, value) in ocel.event_values(index) {
                file.value(key, None, value);
            }
            file.text.push_str("      </attributes>\n");
            file.related(ocel, &ocel.event_objects, event);
            file.text.push_str("    </event>\n");
            file.give(64 << 10)?;
        }
        file.text.push_str("  </events>\n</log>\n");
        file.give(0)?;
        Ok(file.replaced)
    })?;
    Ok(if count > 0 {
        vec![Loss::Characters { count }]
    } else {
        Vec::new()
    })
}

struct File<'o> {
    out: &'o mut dyn Write,
    text: String,
    replaced: u64,
    offset: i32,
}

impl File<'_> {
    fn give(&mut self, limit: usize) -> io::Result<()> {
        if self.text.len() > limit {
            self.out.write_all(self.text.as_bytes())?;
            self.text.clear();
        }
        Ok(())
    }

    fn open(&mut self, begin: &str, fields: &[(&str, &str)], end: &str) {
        self.text.push_str(begin);
        for (name, value) in fields {
            self.text.push(' ');
            self.text.push_str(name);
            self.text.push_str("=\"");
            self.replaced += escape(&mut self.text, value);
            self.text.push('"');
        }
        self.text.push_str(end);
    }

    fn declare<'a>(&mut self, tag: &str, name: &str, kinds: impl Iterator<Item = (&'a str, Kind)>) {
        self.open(
            &format!("    <{tag}"),
            &[("name", name)],
            ">\n      <attributes>\n",
        );
        for (key, kind) in kinds {
            self.open(
                "        <attribute",
                &[("name", key), ("type", word(kind))],
                "/>\n",
            );
        }
        self.text.push_str("      </attributes>\n    </");
        self.text.push_str(tag);
        self.text.push_str(">\n");
    }

    fn value(&mut self, key: &str, from: Option<i64>, value: Value<'_>) {
        let from = from.map(|at| to_rfc3339_at(at, 0));
        let fields = [("name", key), ("time", from.as_deref().unwrap_or_default())];
        let fields = if from.is_some() {
            &fields[..]
        } else {
            &fields[..1]
        };
        self.open("        <attribute", fields, ">");
        match value {
            Value::Date(at) => self.text.push_str(&to_rfc3339_at(at, self.offset)),
            Value::Float(number) if number.is_infinite() => {
                self.text
                    .push_str(if number > 0.0 { "INF" } else { "-INF" });
            }
            other => self.replaced += escape(&mut self.text, &other.to_string()),
        }
        self.text.push_str("</attribute>\n");
    }

    fn related(&mut self, ocel: &Ocel, relations: &Relations, from: u32) {
        self.text.push_str("      <objects>\n");
        for (to, qualifier) in relations.of(from) {
            let fields = [
                ("object-id", ocel.object_ids.get(to)),
                ("qualifier", ocel.qualifiers.get(qualifier)),
            ];
            self.open("        <relationship", &fields, "/>\n");
        }
        self.text.push_str("      </objects>\n");
    }
}
