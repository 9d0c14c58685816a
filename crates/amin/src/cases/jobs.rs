//! The jobs of this area: deadlines of cases, and of the managers' duty to report.

use futures::FutureExt;
use serde_json::{Value, json};
use store::{Job, Timestamp, Tx};

use super::acts;
use crate::platform::state::App;

/// Kind of the job that looks at a case's deadline.
pub const DEADLINE_JOB: &str = "cases.deadline";
/// Kind of the job that looks at a duty to report.
pub const DUTY_JOB: &str = "cases.duty";

/// Performs a job whose kind begins with `cases.`. An error is a short reason without personal data.
pub async fn perform(app: &App, job: &Job) -> Result<(), String> {
    let wrong = || format!("the payload of a {} job is not as it was written", job.kind);
    let payload: Value = serde_json::from_str(&job.payload).map_err(|_| wrong())?;
    let word = |name: &str| payload[name].as_str().map(str::to_owned).ok_or_else(wrong);
    let at = Timestamp(payload["at"].as_i64().ok_or_else(wrong)?);
    let (organisation, now) = (job.organisation.clone(), app.clock.now());
    let outcome = match job.kind.as_str() {
        DEADLINE_JOB => {
            let (case, state) = (word("case")?, word("state")?);
            app.act(move |tx| {
                async move {
                    acts::look_at_deadline(tx, &organisation, now, &case, &state, at).await
                }
                .boxed()
            })
            .await
        }
        DUTY_JOB => {
            let duty = word("duty")?;
            app.act(move |tx| {
                async move { acts::look_at_duty(tx, &organisation, now, &duty, at).await }.boxed()
            })
            .await
        }
        other => return Err(format!("no code performs jobs of kind {other}")),
    };
    outcome.map(|_| ()).map_err(|why| format!("{why:?}"))
}

/// Looks at a case when the deadline of its state has passed.
pub async fn watch(
    tx: &mut Tx,
    organisation: &str,
    case: &str,
    state: &str,
    at: Timestamp,
    now: Timestamp,
) -> Result<(), store::Error> {
    let payload = json!({ "case": case, "state": state, "at": at.0 });
    let after = at.plus_seconds(1);
    tx.enqueue(organisation, DEADLINE_JOB, &payload, after, now)
        .await?;
    Ok(())
}

/// Looks at a duty to report when its time has passed.
pub async fn watch_duty(
    tx: &mut Tx,
    organisation: &str,
    duty: &str,
    at: Timestamp,
    now: Timestamp,
) -> Result<(), store::Error> {
    let payload = json!({ "duty": duty, "at": at.0 });
    let after = at.plus_seconds(1);
    tx.enqueue(organisation, DUTY_JOB, &payload, after, now)
        .await?;
    Ok(())
}
