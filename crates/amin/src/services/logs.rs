//! Event-log files: how they are read, measured and kept, and what is said about those that cannot be read.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use eventlog::ocel::{FlattenOptions, OcelError, OcelImport, OcelRefused};
use eventlog::read::{
    Format, Mapping, Noticed, Reason, Refused, Remark, read_ocel_json, read_ocel_sqlite,
    read_ocel_xml, read_parquet,
};
use eventlog::{EventLog, Import, Options, ReadError};
use persian::calendar::Calendar;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::figures::{Months, measure};
use super::store::NewLog;
use crate::cli::process::iranian_timestamp;
use crate::platform::errors::Say;

/// Refusals that are kept in full; all are counted.
const KEPT_REFUSALS: usize = 200;
/// Most bytes that an upload may unpack to; a packed file of a few megabytes could otherwise fill the memory.
pub const MOST_UNPACKED: u64 = 768 << 20;

/// How a file is read: columns of a CSV file (empty: the usual names), offset of times without one, calendar of the months.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadAs {
    /// Column of the case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<String>,
    /// Column of the activity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activity: Option<String>,
    /// Column of the time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<String>,
    /// Column of who did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    /// Column of the time when work began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<String>,
    /// Seconds east of Greenwich of Gregorian times without an offset.
    pub offset: i32,
    /// Calendar of the months.
    pub calendar: Months,
    /// Format, where the content does not tell it: `parquet`, `ocel-json`, `ocel-xml` or `ocel-sqlite`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// Type of the objects of an object-centric log that are the cases.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object_type: Option<String>,
}

impl ReadAs {
    /// With the format that the name of the file tells.
    #[must_use]
    pub fn named(self, file_name: &str) -> Self {
        let format = match Format::of_name(file_name).map(|(format, _)| format) {
            Some(Format::Parquet) => Some("parquet"),
            Some(Format::OcelJson) => Some("ocel-json"),
            Some(Format::OcelXml) => Some("ocel-xml"),
            Some(Format::OcelSqlite) => Some("ocel-sqlite"),
            // Content tells these apart more surely than names do.
            Some(Format::Xes | Format::Csv) | None => None,
        };
        Self {
            format: format.map(str::to_owned),
            ..self
        }
    }
}

impl Default for ReadAs {
    fn default() -> Self {
        Self {
            case: None,
            activity: None,
            timestamp: None,
            resource: None,
            start: None,
            offset: 12_600,
            calendar: Months::Solar,
            format: None,
            object_type: None,
        }
    }
}

/// Something that was left out of a log, or noticed though it was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// Line in the unpacked file, from 1.
    pub line: u64,
    /// Kind of reason.
    pub reason: String,
    /// The value or key concerned, or empty.
    pub detail: String,
}

/// What begins the reason of something that was noticed and taken.
const NOTICED: &str = "noticed-";

impl Refusal {
    fn of(refused: &Refused) -> Self {
        let (reason, detail) = match &refused.reason {
            Reason::NoTimestamp => ("no-timestamp", String::new()),
            Reason::BadTimestamp(text) => ("bad-timestamp", text.clone()),
            Reason::NoActivity => ("no-activity", String::new()),
            Reason::NoCase { .. } => ("no-case", String::new()),
            Reason::OutsideTrace => ("outside-trace", String::new()),
            Reason::BadValue { key, value, .. } => ("bad-value", format!("{key} = {value}")),
            Reason::TooManyKeys(key) => ("too-many-keys", key.clone()),
            Reason::FieldCount { found, expected } => {
                ("field-count", format!("{found} ≠ {expected}"))
            }
            other => ("other", other.to_string()),
        };
        Self {
            line: refused.at.line,
            reason: reason.to_owned(),
            detail,
        }
    }

    /// Something of an object-centric log; its place is in the words.
    fn of_objects(refused: &OcelRefused) -> Self {
        Self {
            line: 0,
            reason: "object".to_owned(),
            detail: refused.to_string(),
        }
    }

    fn noticed(noticed: &Noticed) -> Self {
        let (what, detail) = match &noticed.what {
            Remark::ClockBackwards { case, .. } => ("clock", case.clone()),
            Remark::RepeatedCase(case) => ("repeated", case.clone()),
            Remark::ChangedType { key, .. } => ("type", key.clone()),
            Remark::FurtherLog => ("further", String::new()),
            other => ("other", other.to_string()),
        };
        Self {
            line: noticed.at.line,
            reason: format!("{NOTICED}{what}"),
            detail,
        }
    }

    /// Something that flattening did `count` times.
    fn flattened(what: &str, count: usize) -> Option<Self> {
        (count > 0).then(|| Self {
            line: 0,
            reason: format!("{NOTICED}{what}"),
            detail: count.to_string(),
        })
    }

    /// Whether it was noticed only, and nothing was left out.
    pub fn is_remark(&self) -> bool {
        self.reason.starts_with(NOTICED)
    }

    /// The sentence: which line, why, how to mend it.
    pub fn say(&self) -> Say {
        let Self {
            line,
            reason,
            detail,
        } = self.clone();
        Say::new(move |t| match reason.as_str() {
            "no-timestamp" => t.services_refusal_no_timestamp(line),
            "bad-timestamp" => t.services_refusal_bad_timestamp(line, &detail),
            "no-activity" => t.services_refusal_no_activity(line),
            "no-case" => t.services_refusal_no_case(line),
            "outside-trace" => t.services_refusal_outside_trace(line),
            "bad-value" => t.services_refusal_bad_value(line, &detail),
            "too-many-keys" => t.services_refusal_too_many_keys(line, &detail),
            "field-count" => t.services_refusal_field_count(line, &detail),
            "object" => t.services_refusal_object(&detail),
            "noticed-clock" => t.services_noticed_clock(line, &detail),
            "noticed-repeated" => t.services_noticed_repeated(line, &detail),
            "noticed-type" => t.services_noticed_type(line, &detail),
            "noticed-further" => t.services_noticed_further(line),
            "noticed-left-out" => t.services_noticed_left_out(t.lang.digits(&detail)),
            "noticed-shared" => t.services_noticed_shared(t.lang.digits(&detail)),
            "noticed-later" => t.services_noticed_later(t.lang.digits(&detail)),
            _ => t.services_refusal_other(line, &detail),
        })
    }
}

/// Why a file cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// As a log of cases.
    #[error(transparent)]
    Cases(#[from] ReadError),
    /// As a log of objects.
    #[error(transparent)]
    Objects(#[from] OcelError),
}

/// What is wrong with a file as a whole, in the reader's language.
pub fn say_read_error(why: &Fault) -> Say {
    let sentence = why.to_string();
    let why = match why {
        Fault::Cases(why) | Fault::Objects(OcelError::Read(why)) => why,
        Fault::Objects(OcelError::ObjectType { available, .. }) => {
            let available = available.clone();
            return Say::new(move |t| t.services_read_object_type(&available));
        }
        Fault::Objects(OcelError::Old) => {
            return Say::new(|t| t.services_read_old_objects().to_owned());
        }
        Fault::Objects(OcelError::NotOcel(_)) => {
            return Say::new(|t| t.services_read_not_objects().to_owned());
        }
        Fault::Objects(OcelError::Json { line, .. }) => {
            let line = u64::try_from(*line).unwrap_or(0);
            return Say::new(move |t| t.services_read_json(line));
        }
        Fault::Objects(_) => return Say::new(move |t| t.services_read_other(&sentence)),
    };
    match why {
        ReadError::GzipTruncated { .. } => Say::new(|t| t.services_read_gzip_cut().to_owned()),
        ReadError::GzipDamaged { .. } => Say::new(|t| t.services_read_gzip_damaged().to_owned()),
        ReadError::Encoding { at, guess } => {
            let (line, guess) = (at.line, *guess);
            Say::new(move |t| t.services_read_encoding(line, guess))
        }
        ReadError::DeclaredEncoding(encoding) => {
            let encoding = encoding.clone();
            Say::new(move |t| t.services_read_declared_encoding(&encoding))
        }
        ReadError::Xml { at, why } => {
            let (line, why) = (at.line, why.clone());
            Say::new(move |t| t.services_read_xml(line, &why))
        }
        ReadError::Truncated { at, inside } => {
            let (line, inside) = (at.line, *inside);
            Say::new(move |t| t.services_read_truncated(line, inside))
        }
        ReadError::NotALog { .. } => Say::new(|t| t.services_read_not_a_log().to_owned()),
        ReadError::TooLong { at, limit } => {
            let (line, limit) = (at.line, *limit >> 20);
            Say::new(move |t| t.services_read_too_long(line, limit))
        }
        ReadError::Empty => Say::new(|t| t.services_read_empty().to_owned()),
        ReadError::MissingColumn {
            role, available, ..
        } => {
            let (role, available) = (*role, available.clone());
            Say::new(move |t| {
                let role = match role {
                    "case" => t.services_column_case(),
                    "activity" => t.services_column_activity(),
                    "timestamp" => t.services_column_timestamp(),
                    "resource" => t.services_column_resource(),
                    "start" => t.services_column_start(),
                    other => other,
                };
                t.services_read_missing_column(role, &available)
            })
        }
        _ => Say::new(move |t| t.services_read_other(&sentence)),
    }
}

/// A log as it was read, and what is to be told about that.
#[derive(Debug)]
pub struct Taken {
    /// The log.
    pub log: EventLog,
    /// What was left out, in all.
    pub refused: u64,
    /// The first of it, and what was noticed.
    pub refusals: Vec<Refusal>,
}

impl Taken {
    fn cases(import: Import) -> Self {
        let mut refusals: Vec<Refusal> = import.refused.iter().map(Refusal::of).collect();
        // Of each kind of remark the first ones, so that none is hidden behind many of another kind.
        let mut told = std::collections::HashMap::new();
        for remark in import.noticed.iter().map(Refusal::noticed) {
            let count = told.entry(remark.reason.clone()).or_insert(0);
            *count += 1;
            if *count <= REMARKS_OF_A_KIND {
                refusals.push(remark);
            }
        }
        Self {
            log: import.log,
            refused: import.refused_count,
            refusals,
        }
    }

    fn objects(import: &OcelImport, object_type: Option<&str>) -> Result<Self, Fault> {
        let flat = import.ocel.flatten(FlattenOptions {
            object_type,
            without_ids: false,
        })?;
        let mut refusals: Vec<Refusal> = import.refused.iter().map(Refusal::of_objects).collect();
        refusals.extend(
            [
                ("left-out", flat.left_out),
                ("shared", flat.repeated),
                ("later", flat.later_values),
            ]
            .into_iter()
            .filter_map(|(what, count)| Refusal::flattened(what, count)),
        );
        Ok(Self {
            log: flat.log,
            refused: import.refused_count,
            refusals,
        })
    }
}

/// Remarks of one kind that are kept.
const REMARKS_OF_A_KIND: usize = 20;

/// Reads a log.
pub fn read_log<'a>(
    reader: impl Read + 'a,
    read_as: &ReadAs,
    progress: Option<&'a mut dyn FnMut(u64)>,
) -> Result<Taken, Fault> {
    let mapping = Mapping {
        case: read_as.case.clone(),
        activity: read_as.activity.clone(),
        timestamp: read_as.timestamp.clone(),
        resource: read_as.resource.clone(),
        start: read_as.start.clone(),
        ..Mapping::default()
    };
    let options = Options {
        assumed_offset: read_as.offset,
        parse_timestamp: Some(&iranian_timestamp),
        max_refused: KEPT_REFUSALS,
        progress,
        ..Options::default()
    };
    let object_type = read_as.object_type.as_deref();
    match read_as.format.as_deref() {
        Some("parquet") => Ok(Taken::cases(read_parquet(reader, &mapping, options)?)),
        Some("ocel-json") => Taken::objects(&read_ocel_json(reader, options)?, object_type),
        Some("ocel-xml") => Taken::objects(&read_ocel_xml(reader, options)?, object_type),
        Some("ocel-sqlite") => Taken::objects(&read_ocel_sqlite(reader, options)?, object_type),
        _ => Ok(Taken::cases(eventlog::read(reader, &mapping, options)?)),
    }
}

/// Measures what was read. `file_name`, `sha256` (hex) and `bytes` are those of the file.
pub fn measured(
    taken: &Taken,
    file_name: &str,
    sha256: String,
    bytes: u64,
    read_as: &ReadAs,
    calendar: &Calendar,
) -> Result<NewLog, Say> {
    if taken.log.event_count() == 0 {
        let refused = taken.refused;
        return Err(Say::new(move |t| t.services_read_nothing(refused)));
    }
    let (figures, elapsed) = measure(&taken.log, read_as.calendar, calendar);
    let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    Ok(NewLog {
        file_name: plain_name(file_name),
        sha256,
        bytes: number(bytes),
        options: serde_json::to_string(read_as).unwrap_or_default(),
        refused: number(taken.refused),
        refusals: taken.refusals.clone(),
        figures,
        elapsed,
    })
}

/// The last part of a path, without control characters, at most 120 letters.
fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars().filter(|c| !c.is_control()).take(120).collect()
}

/// Whether a packed file unpacks to at most `most` bytes. A damaged file passes: the reader tells what is wrong with it.
pub fn unpacks_within(bytes: &[u8], most: u64) -> bool {
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return true;
    }
    let mut unpacked = flate2::read::MultiGzDecoder::new(bytes).take(most + 1);
    let mut block = vec![0_u8; 256 << 10];
    let mut count = 0_u64;
    while let Ok(n) = unpacked.read(&mut block) {
        if n == 0 {
            break;
        }
        count += n as u64;
    }
    count <= most
}

/// SHA-256 in hex and size of everything a reader gives.
pub fn digest(mut reader: impl Read) -> io::Result<(String, u64)> {
    let mut hash = Sha256::new();
    let mut block = vec![0_u8; 256 << 10];
    let mut size = 0;
    loop {
        let n = reader.read(&mut block)?;
        if n == 0 {
            return Ok((hex::encode(hash.finalize()), size));
        }
        hash.update(&block[..n]);
        size += n as u64;
    }
}

/// Where a file with this SHA-256 is kept.
pub fn kept_at(data: &Path, sha256: &str) -> PathBuf {
    data.join("files").join(sha256)
}

/// Keeps a file under its SHA-256, durably. A file that is there already stays.
pub fn keep(data: &Path, sha256: &str, mut reader: impl Read) -> io::Result<()> {
    let place = kept_at(data, sha256);
    if place.exists() {
        return Ok(());
    }
    let directory = data.join("files");
    std::fs::create_dir_all(&directory)?;
    let half = directory.join(format!("{sha256}.part-{}", std::process::id()));
    let mut file = File::create(&half)?;
    io::copy(&mut reader, &mut file)?;
    file.flush()?;
    file.sync_all()?;
    std::fs::rename(&half, &place)?;
    File::open(&directory)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::texts::{Lang, Texts};

    #[test]
    fn what_is_wrong_is_said_in_both_languages() {
        let gz = {
            let mut encoder =
                flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            encoder
                .write_all(b"case,activity,timestamp\n1,a,2026-11-22 08:00\n")
                .unwrap();
            encoder.finish().unwrap()
        };
        let giant = [
            b"case,activity,timestamp\n1,\"".as_slice(),
            &vec![b'x'; 17 << 20],
        ]
        .concat();
        let bad: [(&[u8], &str, &str); 7] = [
            (b"", "empty", "خالی"),
            (&gz[..gz.len() - 12], "cut off", "ناقص"),
            (
                b"case,activity,timestamp\n1,\xe3\xd1,2026-11-22\n",
                "UTF-8",
                "UTF-8",
            ),
            (b"<log><trace>", "incomplete", "ناقص"),
            (b"<log><trace></event></log>", "Line 1", "سطر ۱"),
            (b"a,b\n1,2\n", "a, b", "a, b"),
            (&giant, "16", "۱۶"),
        ];
        for (content, english, persian) in bad {
            let say = say_read_error(&read_log(content, &ReadAs::default(), None).unwrap_err());
            for (lang, word) in [(Lang::En, english), (Lang::Fa, persian)] {
                let sentence = say.to(&Texts::of(lang));
                assert!(sentence.contains(word), "{sentence}");
            }
        }
    }

    #[test]
    fn a_log_without_any_readable_event_is_refused_as_a_whole() {
        let csv = "case,activity,timestamp\n1,a,yesterday\n2,b,\n";
        let import = read_log(csv.as_bytes(), &ReadAs::default(), None).unwrap();
        let refusals = &import.refusals;
        assert_eq!(refusals[0].reason, "bad-timestamp");
        assert!(refusals[0].say().to(&Texts::of(Lang::Fa)).contains("سطر ۲"));
        let calendar = Calendar::new(persian::calendar::FRIDAY, vec![]).unwrap();
        let why = measured(
            &import,
            "x.csv",
            String::new(),
            0,
            &ReadAs::default(),
            &calendar,
        )
        .unwrap_err();
        assert!(why.to(&Texts::of(Lang::En)).contains('2'));
    }

    #[test]
    fn a_bomb_is_seen_before_it_is_read() {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(&vec![b' '; 3 << 20]).unwrap();
        let packed = encoder.finish().unwrap();
        assert!(!unpacks_within(&packed, 1 << 20));
        assert!(unpacks_within(&packed, 3 << 20));
        assert!(unpacks_within(b"plain", 1));
    }

    #[test]
    fn names_of_files_are_names_only() {
        assert_eq!(plain_name("C:\\logs\\a\u{7}b.csv"), "ab.csv");
        assert_eq!(plain_name("../../etc/passwd"), "passwd");
    }
}
