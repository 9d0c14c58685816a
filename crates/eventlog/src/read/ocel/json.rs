//! OCEL 2.0 JSON.

use std::io::Read;

use super::super::Options;
use super::whole;
use crate::ocel::raw::RawLog;
use crate::ocel::{OcelError, OcelImport};

/// Reads OCEL 2.0 JSON, plain or gzip.
///
/// ```
/// let json = r#"{"objectTypes": [{"name": "permit", "attributes": [{"name": "zone", "type": "integer"}]}],
///   "eventTypes": [{"name": "register", "attributes": []}],
///   "objects": [{"id": "p1", "type": "permit", "attributes": [{"name": "zone", "time": "1970-01-01T00:00:00Z", "value": 3}]}],
///   "events": [{"id": "e1", "type": "register", "time": "2026-11-22T08:00:00Z", "relationships": [
///     {"objectId": "p1", "qualifier": "begins"}, {"objectId": "p2", "qualifier": "begins"}]}]}"#;
/// let import = eventlog::read::read_ocel_json(json.as_bytes(), eventlog::Options::default())?;
/// assert_eq!((import.ocel.event_count(), import.ocel.object_count()), (1, 1));
/// assert_eq!(import.refused[0].to_string(),
///   "event number 1 («e1»): relation left out: it names the object «p2», which is not there; add the object or remove the relation");
/// let flat = import.ocel.flatten(Default::default())?.log;
/// assert_eq!(flat.case_attributes().get("zone").unwrap().get(0), Some(eventlog::Value::Integer(3)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn read_ocel_json<'a>(
    reader: impl Read + 'a,
    mut options: Options<'a>,
) -> Result<OcelImport, OcelError> {
    let bytes = whole(reader, &mut options)?;
    let raw: RawLog<'_> = serde_json::from_slice(&bytes).map_err(|error| {
        let old = |word: &[u8]| memchr::memmem::find(&bytes, word).is_some();
        if error.is_data() && old(b"\"ocel:events\"") && old(b"\"ocel:objects\"") {
            return OcelError::Old;
        }
        let (line, column) = (error.line(), error.column());
        let why = error.to_string();
        let why = why.split(" at line ").next().unwrap_or_default().to_owned();
        OcelError::Json { line, column, why }
    })?;
    crate::ocel::build(&raw, crate::ocel::Places::Numbers, &options)
}
