//! The reminder of those who have not pledged.

use futures::FutureExt;
use serde_json::Value;
use store::Job;

use super::acts;
use crate::platform::actor::Actor;
use crate::platform::errors::ActError;
use crate::platform::state::App;

/// Performs a job whose kind begins with `charter.`. An error is a short reason without personal data.
pub async fn perform(app: &App, job: &Job) -> Result<(), String> {
    let payload: Value = serde_json::from_str(&job.payload).unwrap_or_default();
    let version = payload["version"]
        .as_str()
        .map(str::to_owned)
        .ok_or_else(|| format!("the payload of a {} job is not as it was written", job.kind))?;
    remind(app, &job.organisation, version)
        .await
        .map_err(|why| format!("{why:?}"))
}

async fn remind(app: &App, organisation: &str, version: String) -> Result<(), ActError> {
    let rules = app.rules(organisation).await?;
    let slug = crate::voice::store::slug(&mut app.read().await?, organisation).await?;
    let base = format!("{}/{slug}", app.config.base_url);
    let (actor, now) = (Actor::program(organisation), app.clock.now());
    app.act(move |tx| {
        async move { acts::remind(tx, &actor, now, &rules, &base, &version, true).await }.boxed()
    })
    .await?;
    Ok(())
}
