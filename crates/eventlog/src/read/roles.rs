//! Which column of a table says what: for CSV and Parquet.

use super::error::{Item, Position, ReadError, Reason, clip};
use super::{Options, Refusals};
use crate::builder::Builder;
use crate::{LIFECYCLE, RESOURCE, START, parse_timestamp};

/// Which column of a table (CSV, Parquet) says what. A role left empty is looked for under its usual names, Persian ones included.
///
/// Columns without a role become attributes: of the case when the name begins with `case:` (pm4py's convention; the
/// first row that has a value counts), else of the event.
#[derive(Clone, Debug, Default)]
pub struct Mapping {
    /// Column of the case.
    pub case: Option<String>,
    /// Column of the activity.
    pub activity: Option<String>,
    /// Column of the time (of completion, where there are two).
    pub timestamp: Option<String>,
    /// Column of who did it; optional.
    pub resource: Option<String>,
    /// Column of the life-cycle step; optional.
    pub lifecycle: Option<String>,
    /// Column of the time when the work of the event began; optional.
    pub start: Option<String>,
    /// The delimiter of CSV; found from the header unless told.
    pub delimiter: Option<u8>,
}

/// A role, the name that messages give it, and the usual names of its column (compared without case and outer blanks).
type Role = (&'static str, &'static [&'static str]);
const CASE: Role = (
    "case",
    &[
        "case:concept:name",
        "case_id",
        "case id",
        "caseid",
        "case",
        "شناسه پرونده",
        "شماره پرونده",
        "پرونده",
    ],
);
const ACTIVITY: Role = (
    "activity",
    &[
        "concept:name",
        "activity",
        "activity_name",
        "event",
        "task",
        "فعالیت",
        "مرحله",
        "اقدام",
    ],
);
const TIMESTAMP: Role = (
    "timestamp",
    &[
        "time:timestamp",
        "timestamp",
        "complete_timestamp",
        "end_timestamp",
        "time",
        "date",
        "زمان",
        "تاریخ",
    ],
);
const WHO: Role = (
    "resource",
    &[
        RESOURCE,
        "resource",
        "user",
        "کاربر",
        "کارشناس",
        "اقدام‌کننده",
    ],
);
const STEP: Role = ("lifecycle", &[LIFECYCLE, "lifecycle"]);
const BEGIN: Role = ("start", &[START, "start", "start_time"]);

/// What a column is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    Case,
    Activity,
    Timestamp,
    Start,
    EventAttribute(u32),
    CaseAttribute(u32),
    Nothing,
}

/// What each column of the header is for; attribute columns get their slots.
pub(super) fn assign(
    header: &[&str],
    mapping: &Mapping,
    builder: &mut Builder,
    refused: &mut Refusals,
) -> Result<Vec<Use>, ReadError> {
    let available = || {
        let names: Vec<String> = header.iter().take(40).map(|name| clip(name)).collect();
        names.join(", ")
    };
    let find = |wanted: &Option<String>, role: Role, needed: bool| {
        let found = match wanted {
            Some(name) => header
                .iter()
                .position(|column| column.trim() == name.trim()),
            None => role.1.iter().find_map(|usual| {
                header
                    .iter()
                    .position(|column| column.trim().to_lowercase() == *usual)
            }),
        };
        if found.is_none() && (needed || wanted.is_some()) {
            return Err(ReadError::MissingColumn {
                role: role.0,
                wanted: wanted.clone().unwrap_or_else(|| role.1[0].to_owned()),
                available: available(),
            });
        }
        Ok(found)
    };
    let case = find(&mapping.case, CASE, true)?;
    let activity = find(&mapping.activity, ACTIVITY, true)?;
    let timestamp = find(&mapping.timestamp, TIMESTAMP, true)?;
    let resource = find(&mapping.resource, WHO, false)?;
    let lifecycle = find(&mapping.lifecycle, STEP, false)?;
    let start = find(&mapping.start, BEGIN, false)?;
    let uses = header.iter().enumerate().map(|(index, name)| {
        let index = Some(index);
        let name = name.trim();
        let key = if index == case {
            return Use::Case;
        } else if index == activity {
            return Use::Activity;
        } else if index == timestamp {
            return Use::Timestamp;
        } else if index == start {
            return Use::Start;
        } else if index == resource {
            RESOURCE
        } else if index == lifecycle {
            LIFECYCLE
        } else {
            name
        };
        let slot = match key.strip_prefix("case:") {
            Some(key) => builder.case_slot(key).map(Use::CaseAttribute),
            None => builder.event_slot(key).map(Use::EventAttribute),
        };
        slot.unwrap_or_else(|| {
            let at = Position { line: 1, byte: 0 };
            refused.add(at, Item::Attribute, Reason::TooManyKeys(clip(name)));
            Use::Nothing
        })
    });
    Ok(uses.collect())
}

/// The formats of XES, then plain seconds (10 digits) or milliseconds (13 digits) since 1970, then the caller's.
pub(super) fn timestamp(text: &str, options: &Options<'_>) -> Option<i64> {
    let epoch = || {
        let number: i64 = text.parse().ok()?;
        match text.len() {
            10 => Some(number * 1_000_000),
            13 => Some(number * 1_000),
            _ => None,
        }
    };
    parse_timestamp(text, options.assumed_offset)
        .or_else(epoch)
        .or_else(|| options.parse_timestamp.and_then(|parse| parse(text)))
}

/// The key that a column of this name is read as when no other column has that role: resource, life-cycle step or start.
pub(crate) fn reads_as(name: &str) -> Option<&'static str> {
    let name = name.trim().to_lowercase();
    [(RESOURCE, WHO), (LIFECYCLE, STEP), (START, BEGIN)]
        .into_iter()
        .find_map(|(key, role)| role.1.contains(&&*name).then_some(key))
}
