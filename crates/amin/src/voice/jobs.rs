//! The jobs of this area: each looks again, in an act of the program itself, whether its time still counts.

use futures::FutureExt;
use serde_json::Value;
use store::{Job, Timestamp};

use super::acts::{self, DeadlineDue};
use crate::platform::actor::Actor;
use crate::platform::state::App;

/// Performs a job whose kind begins with `voice.`. An error is a short reason without personal data.
pub async fn perform(app: &App, job: &Job) -> Result<(), String> {
    let wrong = || format!("the payload of a {} job is not as it was written", job.kind);
    let payload: Value = serde_json::from_str(&job.payload).map_err(|_| wrong())?;
    let message = payload["message"].as_str().ok_or_else(wrong)?.to_owned();
    let moment = |name: &str| payload[name].as_i64().map(Timestamp).ok_or_else(wrong);
    let rules = app
        .rules(&job.organisation)
        .await
        .map_err(|why| why.to_string())?;
    let actor = Actor::program(&job.organisation);
    let now = app.clock.now();
    let outcome = match job.kind.as_str() {
        acts::DEADLINE_JOB => {
            let breaches = payload["breaches"].as_i64().ok_or_else(wrong)?;
            let due = DeadlineDue {
                message,
                deadline: moment("deadline")?,
                breaches,
            };
            app.act(move |tx| {
                async move { acts::record_breach(tx, &actor, now, &rules, &due).await }.boxed()
            })
            .await
        }
        acts::COMPLETION_JOB => {
            let until = moment("until")?;
            app.act(move |tx| async move { acts::lapse_completion(tx, &actor, now, &rules, &message, until).await }.boxed())
                .await
        }
        acts::OBJECTION_JOB => {
            let until = moment("until")?;
            app.act(move |tx| {
                async move { acts::close_unopposed(tx, &actor, now, &message, until).await }.boxed()
            })
            .await
        }
        other => return Err(format!("no code performs jobs of kind {other}")),
    };
    outcome.map(|_| ()).map_err(|why| format!("{why:?}"))
}
