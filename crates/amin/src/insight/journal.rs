//! The program's own journal as an event log: each message's course is a case, so that the pages of insight look at the program's own work
//! as at that of others.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use eventlog::read::Mapping;
use eventlog::{EventLog, Options, read_csv};
use sha2::{Digest, Sha256};
use store::{Conn, Error, Timestamp};
use tokio::sync::Mutex;

use super::store::journal::{self as rows, EventRow, MessageRow};
use crate::platform::texts::Texts;
use crate::services::store::{LogRow, ServiceRow};
use crate::voice::model::{Channel, Kind, Step};
use crate::voice::rules::Rules;
use crate::voice::words;

/// The word in addresses, in the place of a service's code.
pub const CODE: &str = "own-messages";
/// Entries about a message that are no step of its course: somebody looked at it, or the citizen was told.
const NO_STEPS: [&str; 4] = [
    "voice.contact-read",
    "voice.change-made",
    "voice.news",
    "voice.deadline",
];

/// Organisation, language and length of the journal that a log was made of, and the messages that its reader is kept from.
type Made = (String, &'static str, i64, BTreeSet<String>);
/// The newest log, so that the next page finds it.
static HELD: Mutex<Option<(Made, Arc<EventLog>, String)>> = Mutex::const_new(None);

/// The log, without the messages that its reader is kept from, and its digest, hex.
pub async fn log(
    conn: &mut Conn,
    rules: &Rules,
    t: &Texts,
    away: &BTreeSet<String>,
) -> Result<(Arc<EventLog>, String), Error> {
    let lang = if t.lang == crate::platform::texts::Lang::Fa {
        "fa"
    } else {
        "en"
    };
    let made: Made = (
        rules.organisation.clone(),
        lang,
        store::journal_length(conn).await?,
        away.clone(),
    );
    let mut held = HELD.lock().await;
    if let Some((known, log, digest)) = &*held
        && *known == made
    {
        return Ok((log.clone(), digest.clone()));
    }
    let mut events = rows::events(conn, &rules.organisation, "message").await?;
    events.retain(|event| !away.contains(&event.case_id));
    let messages = rows::messages(conn, &rules.organisation).await?;
    let csv = table(&events, &messages, rules, t);
    let digest = hex::encode(Sha256::digest(&csv));
    let read = tokio::task::spawn_blocking(move || {
        read_csv(csv.as_slice(), &Mapping::default(), Options::default())
    })
    .await
    .map_err(|_| Error::Panicked)?
    .map_err(|why| Error::Corrupt(format!("the journal as an event log: {why}")))?;
    let log = Arc::new(read.log);
    *held = Some((made, log.clone(), digest.clone()));
    Ok((log, digest))
}

/// Kind of an entry as an activity in words; what is no step of a message keeps its kind.
fn activity(t: &Texts, kind: &str) -> String {
    if kind == "voice.filed" {
        return t.voice_step_filed().to_owned();
    }
    kind.strip_prefix("voice.")
        .and_then(Step::of)
        .map_or_else(|| kind.to_owned(), |step| words::step(t, step).to_owned())
}

/// The events as CSV. What a message is about stands with each of its events; accounts stand under their ids, which pages turn into
/// numbers.
fn table(events: &[EventRow], messages: &[MessageRow], rules: &Rules, t: &Texts) -> Vec<u8> {
    let of: HashMap<&str, &MessageRow> = messages.iter().map(|m| (m.id.as_str(), m)).collect();
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing into memory does not fail: all rows have the same length.
    let _ = writer.write_record([
        "case",
        "activity",
        "timestamp",
        "resource",
        "unit",
        "kind",
        "category",
        "district",
        "channel",
    ]);
    for event in events {
        if NO_STEPS.contains(&event.kind.as_str()) {
            continue;
        }
        let message = of.get(event.case_id.as_str());
        let unit = message
            .and_then(|m| m.unit.as_deref())
            .or(event.unit.as_deref());
        let _ = writer.write_record([
            event.case_id.as_str(),
            &activity(t, &event.kind),
            &event.at.rfc3339(),
            event.actor.as_deref().unwrap_or(""),
            rules.unit_name(t.lang, unit),
            message.map_or("", |m| {
                Kind::of(&m.kind).map_or(m.kind.as_str(), |kind| words::kind(t, kind))
            }),
            message.map_or("", |m| rules.category_name(t.lang, &m.category)),
            message.and_then(|m| m.district.as_deref()).unwrap_or(""),
            message.map_or("", |m| {
                Channel::of(&m.channel).map_or(m.channel.as_str(), |of| words::channel(t, of))
            }),
        ]);
    }
    writer.into_inner().unwrap_or_default()
}

/// The messages as if they were a service of the catalogue: of no unit, so that only who reads findings of the whole organisation sees it.
pub fn service() -> ServiceRow {
    let [fa, en] = [
        crate::platform::texts::Lang::Fa,
        crate::platform::texts::Lang::En,
    ]
    .map(Texts::of);
    let empty = String::new;
    ServiceRow {
        id: CODE.to_owned(),
        code: CODE.to_owned(),
        name: fa.insight_own_title().to_owned(),
        name_en: en.insight_own_title().to_owned(),
        life_stage: empty(),
        unit: None,
        responsible: empty(),
        responsible_en: empty(),
        description: empty(),
        description_en: empty(),
        documents: empty(),
        fee: empty(),
        fee_rials: None,
        legal_time: None,
        legal_time_unit: None,
        legal_time_source: empty(),
        steps: empty(),
        legal_basis: empty(),
        appeal: empty(),
        channel: empty(),
        source: empty(),
        valid_from: empty(),
        active: true,
        filled: empty(),
        log: Some(CODE.to_owned()),
    }
}

/// The journal in the place of an imported file.
pub fn row(digest: String, now: Timestamp) -> LogRow {
    LogRow {
        id: CODE.to_owned(),
        service: CODE.to_owned(),
        file_name: String::new(),
        sha256: digest,
        options: String::new(),
        refused: 0,
        refusals: "[]".to_owned(),
        elapsed: "[]".to_owned(),
        figures: "{}".to_owned(),
        imported_at: now,
    }
}
