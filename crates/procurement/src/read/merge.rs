//! Merging the releases of one process into its compiled release, by the standard's
//! [merging rules](https://standard.open-contracting.org/1.1/en/schema/merging/).
//!
//! Limits: releases must be embedded and dated (a link is not followed); which lists replace each other whole is known for the
//! core schema, and for extensions where their items have no `id`; identical dates keep the order of the file.

use serde_json::{Map, Value};

use super::Fault;

/// Lists of objects with identifiers that are nevertheless replaced as a whole (`wholeListMerge` in the schema).
const WHOLE_LISTS: [&str; 3] = [
    "additionalIdentifiers",
    "additionalClassifications",
    "changes",
];

/// The compiled release as JSON text.
///
/// Releases are applied in the order of their `date`; objects are merged field by field, a `null` removes a field, lists of
/// objects with an `id` are merged by it, other lists are replaced.
///
/// ```
/// let releases = [
///     r#"{"ocid": "a", "date": "2026-02-01T00:00:00Z", "tag": ["award"], "tender": {"status": "complete"}}"#,
///     r#"{"ocid": "a", "date": "2026-01-01T00:00:00Z", "tag": ["tender"], "tender": {"id": "1", "status": "active"}}"#,
/// ];
/// let compiled = procurement::read::compile(&releases).unwrap();
/// let compiled = procurement::ocds::Release::from_json(&compiled).unwrap();
/// assert_eq!(compiled.status(), Some("complete"));
/// assert_eq!(compiled.tender.unwrap().id.unwrap().text, "1");
/// ```
pub fn compile(releases: &[&str]) -> Result<String, Fault> {
    let mut dated = Vec::with_capacity(releases.len());
    for text in releases {
        let release = object(text)?;
        if release.contains_key("url") && !release.contains_key("ocid") {
            return Err(Fault::Linked);
        }
        let date = match release.get("date") {
            Some(Value::String(date)) => date.clone(),
            _ => return Err(Fault::Undated),
        };
        // What can be read as a time goes by it; the rest by its text.
        let at = crate::time::parse(&date, 0).map(|moment| moment.micros);
        dated.push((at, date, release));
    }
    dated.sort_by(|a, b| match (a.0, b.0) {
        (Some(a), Some(b)) => a.cmp(&b),
        _ => a.1.cmp(&b.1),
    });
    Ok(compiled(dated.into_iter().map(|(_, _, release)| release)))
}

/// A release on top of an older one of the same process, whatever their dates say: for who knows in which order they were published.
///
/// ```
/// let older = r#"{"ocid": "a", "tender": {"title": "Lamps", "tenderPeriod": {"endDate": "2026-03-01T00:00:00Z"}}}"#;
/// let newer = r#"{"ocid": "a", "tag": ["award"], "awards": [{"id": "1"}]}"#;
/// let both = procurement::read::merged(older, newer).unwrap();
/// let both = procurement::ocds::Release::from_json(&both).unwrap();
/// assert_eq!(both.tender.unwrap().title.unwrap(), "Lamps");
/// assert_eq!(both.awards.len(), 1);
/// ```
pub fn merged(older: &str, newer: &str) -> Result<String, Fault> {
    Ok(compiled([object(older)?, object(newer)?].into_iter()))
}

fn object(text: &str) -> Result<Map<String, Value>, Fault> {
    match serde_json::from_str(text).map_err(|error| super::document::reason(&error))? {
        Value::Object(release) => Ok(release),
        _ => Err(Fault::NoObject),
    }
}

/// Releases in their order as one.
fn compiled(releases: impl Iterator<Item = Map<String, Value>>) -> String {
    let mut compiled = Map::new();
    for release in releases {
        merge(&mut compiled, release);
    }
    if let (Some(Value::String(ocid)), Some(Value::String(date))) =
        (compiled.get("ocid"), compiled.get("date"))
    {
        let id = Value::String(format!("{ocid}-{date}"));
        compiled.insert("id".to_owned(), id);
    }
    let tag = vec![Value::String("compiled".to_owned())];
    compiled.insert("tag".to_owned(), Value::Array(tag));
    Value::Object(compiled).to_string()
}

fn merge(into: &mut Map<String, Value>, from: Map<String, Value>) {
    for (key, value) in from {
        match value {
            Value::Null => {
                into.remove(&key);
            }
            Value::Object(from) => {
                if let Some(Value::Object(into)) = into.get_mut(&key) {
                    merge(into, from);
                } else {
                    let mut fresh = Map::new();
                    merge(&mut fresh, from);
                    into.insert(key, Value::Object(fresh));
                }
            }
            Value::Array(from) if !WHOLE_LISTS.contains(&&*key) && from.iter().all(has_id) => {
                let mut list = match into.remove(&key) {
                    Some(Value::Array(list)) if list.iter().all(has_id) => list,
                    _ => Vec::new(),
                };
                merge_list(&mut list, from);
                into.insert(key, Value::Array(list));
            }
            value => {
                into.insert(key, value);
            }
        }
    }
}

fn merge_list(into: &mut Vec<Value>, from: Vec<Value>) {
    for item in from {
        let Value::Object(item) = item else { continue };
        let same = into
            .iter_mut()
            .filter_map(Value::as_object_mut)
            .find(|known| known.get("id") == item.get("id"));
        if let Some(known) = same {
            merge(known, item);
        } else {
            let mut fresh = Map::new();
            merge(&mut fresh, item);
            into.push(Value::Object(fresh));
        }
    }
}

fn has_id(value: &Value) -> bool {
    value.get("id").is_some_and(|id| !id.is_null())
}
