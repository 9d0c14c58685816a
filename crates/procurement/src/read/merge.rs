//! Merging the releases of one process into its compiled release, by the standard's
//! [merging rules](https://standard.open-contracting.org/1.1/en/schema/merging/).
//!
//! Limits: releases must be embedded and dated (a link is not followed); which lists replace each other whole is known for the
//! core schema, and for extensions where their items have no `id`; identical dates keep the order of the file.

use serde_json::{Map, Value};

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
pub fn compile(releases: &[&str]) -> Result<String, String> {
    let mut dated = Vec::with_capacity(releases.len());
    for text in releases {
        let value: Value =
            serde_json::from_str(text).map_err(|error| super::document::reason(&error))?;
        let Value::Object(release) = value else {
            return Err("a release that is no object".to_owned());
        };
        if release.contains_key("url") && !release.contains_key("ocid") {
            return Err(
                "releases are only linked; embed them, or give the compiled release".to_owned(),
            );
        }
        let date = match release.get("date") {
            Some(Value::String(date)) => date.clone(),
            _ => {
                return Err(
                    "one of several releases of a process has no date, so their order is unknown"
                        .to_owned(),
                );
            }
        };
        // What can be read as a time goes by it; the rest by its text.
        let at = crate::time::parse(&date, 0).map(|moment| moment.micros);
        dated.push((at, date, release));
    }
    dated.sort_by(|a, b| match (a.0, b.0) {
        (Some(a), Some(b)) => a.cmp(&b),
        _ => a.1.cmp(&b.1),
    });
    let mut compiled = Map::new();
    for (_, _, release) in dated {
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
    Ok(Value::Object(compiled).to_string())
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
