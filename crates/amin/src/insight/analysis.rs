//! The analysis after an import: a job that judges the log by the procedure in force and keeps the summary for the service's page and
//! the integrity desk. The same log and rules again change nothing.

use eventlog::EventLog;
use eventlog::measure::quality::Severity;
use eventlog::rules::Accepted;
use futures::FutureExt;
use persian::calendar::Calendar;
use serde_json::{Value, json};
use store::{Job, Timestamp, Tx};

use super::procedure::{Version, deviating_cases};
use super::record::{examine, unit_key};
use super::store::procedure::{self as rows, AnalysisRow};
use crate::platform::actor::Actor;
use crate::platform::errors::ActError;
use crate::platform::state::App;
use crate::services::store::{LogRow, calendar, log as log_row, service_by_id};
use crate::services::{held, logs};

/// Kind of the job.
pub const JOB: &str = "insight.analyse";

/// Writes the job in the transaction of what makes it needed: an import, a version of the procedure, an accepted deviation.
pub async fn enqueue(
    tx: &mut Tx,
    organisation: &str,
    service: &str,
    now: Timestamp,
) -> Result<(), ActError> {
    tx.enqueue(organisation, JOB, &json!({ "service": service }), now, now)
        .await?;
    Ok(())
}

/// Performs the job. An error is a short reason without personal data.
pub async fn perform(app: &App, job: &Job) -> Result<(), String> {
    let payload: Value = serde_json::from_str(&job.payload)
        .map_err(|_| format!("the payload of a {} job is not as it was written", job.kind))?;
    let service = payload["service"].as_str().unwrap_or_default().to_owned();
    analyse(app, &job.organisation, &service)
        .await
        .map_err(|why| match why {
            ActError::Store(why) => why.to_string(),
            _ => "the summary was refused".to_owned(),
        })
}

async fn analyse(app: &App, organisation: &str, service: &str) -> Result<(), ActError> {
    let mut conn = app.read().await?;
    let Some(row) = service_by_id(&mut conn, organisation, service).await? else {
        return Ok(());
    };
    let Some(id) = row.log else { return Ok(()) };
    let Some(file) = log_row(&mut conn, organisation, &id).await? else {
        return Ok(());
    };
    let version = rows::versions(&mut conn, organisation, service)
        .await?
        .into_iter()
        .next();
    let accepted = accepted(&rows::accepted(&mut conn, organisation, service).await?);
    let calendar = calendar(&mut conn, organisation).await?;
    drop(conn);
    let place = logs::kept_at(&app.config.data, &file.sha256);
    let log = held::log(place, &file.options).await.ok_or_else(|| {
        store::Error::Corrupt(format!("the file of event log {id} cannot be read"))
    })?;
    let open = version.as_ref().and_then(|row| {
        Some((
            row.number,
            Version::open(&row.text, &row.valid_from, row.valid_until.as_deref())?,
        ))
    });
    let (organisation, service) = (organisation.to_owned(), service.to_owned());
    let found = tokio::task::spawn_blocking(move || {
        summary(&log, &service, &file, open.as_ref(), &accepted, &calendar)
    })
    .await
    .map_err(|_| store::Error::Panicked)?;
    let now = app.clock.now();
    app.act(move |tx| {
        async move {
            let actor = Actor::program(&organisation);
            record(tx, &actor, now, &found).await
        }
        .boxed()
    })
    .await?;
    Ok(())
}

/// Accepted deviations as the rules take them.
pub fn accepted(rows: &[rows::AcceptedRow]) -> Vec<Accepted> {
    rows.iter()
        .map(|row| Accepted {
            rule: row.rule.clone(),
            case: row.case_name.clone(),
            reason: row.reason.clone(),
        })
        .collect()
}

/// The summary of a log, judged by the version in force, if there is one.
pub fn summary(
    log: &EventLog,
    service: &str,
    file: &LogRow,
    version: Option<&(i64, Version)>,
    accepted: &[Accepted],
    calendar: &Calendar,
) -> AnalysisRow {
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let found = version.map(|(_, version)| version.judge(log, accepted, calendar));
    let rules = found.as_ref().map_or(&[][..], |found| &found.rules);
    AnalysisRow {
        id: service.to_owned(),
        log: file.id.clone(),
        sha256: file.sha256.clone(),
        version: version.map(|(number, _)| *number),
        cases: count(log.case_count()),
        rules: count(rules.len()),
        judged: count(rules.iter().map(|rule| rule.judged).sum()),
        deviating: count(found.as_ref().map_or(0, deviating_cases)),
        undecided: count(rules.iter().map(|rule| rule.undecided).sum()),
        accepted: count(rules.iter().map(|rule| rule.accepted).sum()),
        fitting_share: found.as_ref().and_then(|found| found.fitting_share),
        quality: signals(log, calendar),
        at: Timestamp(0),
    }
}

/// Errors and warnings about the record itself, as [kind, count]; notes say only what a log of days cannot tell.
fn signals(log: &EventLog, calendar: &Calendar) -> String {
    let found = examine(log, unit_key(log).as_deref(), calendar);
    let signals: Vec<(&str, usize)> = found
        .iter()
        .filter(|finding| finding.severity != Severity::Note)
        .map(|finding| (finding.what.kind(), finding.count))
        .collect();
    json!(signals).to_string()
}

/// Keeps a summary, unless the one that is kept says the same.
async fn record(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    found: &AnalysisRow,
) -> Result<(), ActError> {
    let known = rows::analysis(tx.read(), &actor.organisation, &found.id).await?;
    if known.is_some_and(|known| {
        AnalysisRow {
            at: found.at,
            ..known
        } == *found
    }) {
        return Ok(());
    }
    let row = AnalysisRow {
        at: now,
        ..found.clone()
    };
    rows::put_analysis(tx, &actor.organisation, &row).await?;
    let payload = vec![
        ("event-log", json!(row.log)),
        ("sha256", json!(row.sha256)),
        ("version", json!(row.version)),
        ("cases", json!(row.cases)),
        ("rules", json!(row.rules)),
        ("judged", json!(row.judged)),
        ("deviating", json!(row.deviating)),
        ("undecided", json!(row.undecided)),
        ("accepted", json!(row.accepted)),
        ("fitting-share", json!(row.fitting_share)),
    ];
    super::acts::append(tx, actor, now, "insight.analysed", &row.id, payload).await
}
