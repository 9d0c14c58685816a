//! Looks at remedies whose time has passed, and draws samples whose population is fixed.

use futures::FutureExt;
use serde_json::Value;
use store::Job;

use super::acts;
use crate::platform::actor::Actor;
use crate::platform::state::App;

/// Kind of the job that looks at a remedy.
pub const REMEDY_JOB: &str = "inspection.remedy";
/// Kind of the job that draws a sample, should the second act not have followed the first.
pub const SAMPLE_JOB: &str = "inspection.sample";

/// Performs a job whose kind begins with `inspection.`. An error is a short reason without personal data.
pub async fn perform(app: &App, job: &Job) -> Result<(), String> {
    let wrong = || format!("the payload of a {} job is not as it was written", job.kind);
    let payload: Value = serde_json::from_str(&job.payload).map_err(|_| wrong())?;
    let word = |name: &str| payload[name].as_str().map(str::to_owned).ok_or_else(wrong);
    let now = app.clock.now();
    let outcome = match job.kind.as_str() {
        REMEDY_JOB => {
            let (id, level) = (
                word("remedy")?,
                payload["level"].as_i64().ok_or_else(wrong)?,
            );
            let rules = app
                .rules(&job.organisation)
                .await
                .map_err(|why| why.to_string())?;
            let actor = Actor::program(&job.organisation);
            app.act(move |tx| {
                async move { acts::remind_of_remedy(tx, &actor, now, &rules, &id, level).await }
                    .boxed()
            })
            .await
        }
        SAMPLE_JOB => {
            let (id, organisation) = (word("sample")?, job.organisation.clone());
            app.act(move |tx| {
                async move { acts::draw_sample(tx, &organisation, now, &id).await }.boxed()
            })
            .await
        }
        other => return Err(format!("no code performs jobs of kind {other}")),
    };
    outcome.map(|_| ()).map_err(|why| format!("{why:?}"))
}
