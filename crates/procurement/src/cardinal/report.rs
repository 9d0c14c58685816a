//! Results in Cardinal's JSON shape.

use serde_json::{Map, Value};

use super::Code;
use crate::names::Names;

/// What a result is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// A contracting process, by `ocid`.
    Ocid,
    /// A buyer, by `buyer.id`.
    Buyer,
    /// A procuring entity, by `tender.procuringEntity.id`.
    ProcuringEntity,
    /// A tenderer, by `bids.details[].tenderers[].id`.
    Tenderer,
}

impl Group {
    /// All of them, in the order of the result.
    pub const ALL: [Self; 4] = [
        Self::Ocid,
        Self::Buyer,
        Self::ProcuringEntity,
        Self::Tenderer,
    ];

    /// The key in the result.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ocid => "OCID",
            Self::Buyer => "Buyer",
            Self::ProcuringEntity => "ProcuringEntity",
            Self::Tenderer => "Tenderer",
        }
    }
}

/// Results of the indicators.
#[derive(Debug, Default)]
pub struct Report {
    values: [Vec<(u32, Code, f64)>; 4],
    names: [Names; 4],
    meta: Vec<(Code, Vec<(String, f64)>)>,
    maps: Vec<(&'static str, Vec<(u32, u32)>)>,
}

/// The maps of the result, and the group of their values.
const MAPS: [(&str, Group); 8] = [
    ("ocid_buyer_r038", Group::Buyer),
    ("ocid_procuringentity_r038", Group::ProcuringEntity),
    ("ocid_tenderer", Group::Tenderer),
    ("ocid_tenderer_r024", Group::Tenderer),
    ("ocid_tenderer_r028", Group::Tenderer),
    ("ocid_tenderer_r030", Group::Tenderer),
    ("ocid_tenderer_r035", Group::Tenderer),
    ("ocid_tenderer_r058", Group::Tenderer),
];

impl Report {
    pub(super) fn set(&mut self, group: Group, id: u32, code: Code, value: f64) {
        self.values[group as usize].push((id, code, value));
    }

    pub(super) fn meta(&mut self, code: Code, key: impl Into<String>, value: f64) {
        match self.meta.last_mut() {
            Some((last, entries)) if *last == code => entries.push((key.into(), value)),
            _ => self.meta.push((code, vec![(key.into(), value)])),
        }
    }

    pub(super) fn pairs(&mut self, map: &'static str, pairs: Vec<(u32, u32)>) {
        self.maps.push((map, pairs));
    }

    /// Takes the names, and puts the results in order: the last of several for one identifier and code counts.
    pub(super) fn names(&mut self, group: Group, names: Names) {
        self.names[group as usize] = names;
        let values = &mut self.values[group as usize];
        values.sort_by_key(|&(id, code, _)| (id, code));
        values.dedup_by(|later, kept| {
            let same = (later.0, later.1) == (kept.0, kept.1);
            if same {
                kept.2 = later.2;
            }
            same
        });
    }

    /// Each result: identifier, indicator, value; in the order of the file.
    pub fn results(&self, group: Group) -> impl Iterator<Item = (&str, Code, f64)> {
        self.values[group as usize]
            .iter()
            .map(move |&(id, code, value)| (self.names[group as usize].name(id), code, value))
    }

    /// How many identifiers of a group have a result.
    pub fn count(&self, group: Group) -> usize {
        let values = &self.values[group as usize];
        values.chunk_by(|a, b| a.0 == b.0).count()
    }

    /// Cardinal's JSON. `meta`: with quartiles and fences; `maps`: with processes and their organisations.
    pub fn to_json(&self, meta: bool, maps: bool) -> String {
        let mut out = String::from("{");
        for group in Group::ALL {
            let values = &self.values[group as usize];
            if values.is_empty() {
                continue;
            }
            key(&mut out, group.as_str());
            out.push('{');
            for results in values.chunk_by(|a, b| a.0 == b.0) {
                key(&mut out, self.names[group as usize].name(results[0].0));
                out.push('{');
                for &(_, code, value) in results {
                    key(&mut out, code.as_str());
                    out.push_str(&Value::from(value).to_string());
                }
                out.push('}');
            }
            out.push('}');
        }
        if meta {
            key(&mut out, "Meta");
            out.push_str(&self.meta_json().to_string());
        }
        if maps {
            key(&mut out, "Maps");
            self.maps_json(&mut out);
        }
        out.push('}');
        out
    }

    fn meta_json(&self) -> Value {
        let mut all = Map::new();
        for (code, entries) in &self.meta {
            let rounded = |value: f64| Value::from((value * 10_000.0).round() / 10_000.0);
            let entries = entries
                .iter()
                .map(|(key, value)| (key.clone(), rounded(*value)));
            all.insert(code.as_str().to_owned(), entries.collect());
        }
        Value::Object(all)
    }

    fn maps_json(&self, out: &mut String) {
        out.push('{');
        for (map, group) in MAPS {
            key(out, map);
            out.push('{');
            let mut pairs: Vec<(u32, u32)> = Vec::new();
            for (_, some) in self.maps.iter().filter(|(name, _)| *name == map) {
                pairs.extend(some);
            }
            // Stable, so that the organisations of a process stay in the order of the file.
            pairs.sort_by_key(|&(process, _)| process);
            let names = &self.names[group as usize];
            for of_process in pairs.chunk_by(|a, b| a.0 == b.0) {
                key(out, self.names[Group::Ocid as usize].name(of_process[0].0));
                if group == Group::Tenderer {
                    let mut seen: Vec<u32> = Vec::new();
                    for &(_, id) in of_process {
                        if !seen.contains(&id) {
                            seen.push(id);
                        }
                    }
                    let ids = seen.iter().map(|&id| Value::from(names.name(id)));
                    out.push_str(&ids.collect::<Value>().to_string());
                } else if let Some(&(_, id)) = of_process.last() {
                    out.push_str(&Value::from(names.name(id)).to_string());
                }
            }
            out.push('}');
        }
        out.push('}');
    }
}

/// Writes a key, after a comma where it is not the first.
fn key(out: &mut String, key: &str) {
    if !out.ends_with('{') {
        out.push(',');
    }
    out.push_str(&Value::from(key).to_string());
    out.push(':');
}
