//! The reminder of those who owe a course.

use futures::FutureExt;
use serde_json::Value;
use store::{Job, Timestamp};

use super::acts;
use crate::platform::actor::Actor;
use crate::platform::errors::ActError;
use crate::platform::state::App;

/// Performs a job whose kind begins with `learning.`. An error is a short reason without personal data.
pub async fn perform(app: &App, job: &Job) -> Result<(), String> {
    let payload: Value = serde_json::from_str(&job.payload).unwrap_or_default();
    let (Some(course), Some(due)) = (payload["course"].as_str(), payload["due"].as_i64()) else {
        return Err(format!(
            "the payload of a {} job is not as it was written",
            job.kind
        ));
    };
    remind(app, &job.organisation, course.to_owned(), Timestamp(due))
        .await
        .map_err(|why| format!("{why:?}"))
}

async fn remind(
    app: &App,
    organisation: &str,
    course: String,
    due: Timestamp,
) -> Result<(), ActError> {
    let rules = app.rules(organisation).await?;
    let slug = crate::voice::store::slug(&mut app.read().await?, organisation).await?;
    let base = format!("{}/{slug}", app.config.base_url);
    let (actor, now) = (Actor::program(organisation), app.clock.now());
    app.act(move |tx| {
        async move { acts::remind(tx, &actor, now, &rules, &base, &course, due).await }.boxed()
    })
    .await?;
    Ok(())
}
