//! The worker: takes due jobs and performs them; a failed one is tried again, each time later.

use std::time::Duration;

use futures::FutureExt;
use store::Job;

use crate::platform::errors::ActError;
use crate::platform::state::App;

/// How long a worker keeps a job before another may take it, in seconds.
const LEASE: i64 = 120;
/// Jobs taken at once.
const BATCH: i64 = 32;

/// Works for ever.
pub async fn run(app: App) {
    loop {
        match work(&app).await {
            Ok(0) => tokio::time::sleep(Duration::from_millis(500)).await,
            Ok(_) => {}
            Err(why) => {
                tracing::error!(?why, "jobs could not be taken");
                tokio::time::sleep(Duration::from_secs(5)).await;
            }
        }
    }
}

/// Performs the jobs that are due now; gives how many there were.
pub async fn work(app: &App) -> Result<usize, ActError> {
    let now = app.clock.now();
    {
        // Most of the time nothing is due; only a reader looks then.
        let mut conn = app.read().await?;
        if !store::Job::any_due(&mut conn, now).await? {
            return Ok(0);
        }
    }
    let (jobs, _) = app
        .act(move |tx| async move { Ok(tx.claim_jobs(now, LEASE, BATCH).await?) }.boxed())
        .await?;
    let count = jobs.len();
    for job in jobs {
        let outcome = perform(app, &job).await;
        let now = app.clock.now();
        app.act(move |tx| {
            async move {
                match outcome {
                    Ok(()) => tx.finish_job(&job.id, now).await?,
                    Err(why) => {
                        tracing::warn!(
                            job = job.id,
                            kind = job.kind,
                            why,
                            "a job failed and will be tried again"
                        );
                        tx.fail_job(&job, &why, now).await?;
                    }
                }
                Ok(())
            }
            .boxed()
        })
        .await?;
    }
    Ok(count)
}

/// Finds the code of a job by its kind. An error is a short reason without personal data.
async fn perform(app: &App, job: &Job) -> Result<(), String> {
    match job.kind.as_str() {
        kind if kind.starts_with("voice.") => crate::voice::jobs::perform(app, job).await,
        kind if kind.starts_with("committee.") => crate::committee::jobs::perform(app, job).await,
        kind if kind.starts_with("interests.") => crate::interests::jobs::perform(app, job).await,
        kind if kind.starts_with("charter.") => crate::charter::jobs::perform(app, job).await,
        kind if kind.starts_with("risks.") => crate::risks::jobs::perform(app, job).await,
        kind if kind.starts_with("cases.") => crate::cases::jobs::perform(app, job).await,
        kind if kind.starts_with("learning.") => crate::learning::jobs::perform(app, job).await,
        kind if kind.starts_with("inspection.") => crate::inspection::jobs::perform(app, job).await,
        crate::insight::analysis::JOB => crate::insight::analysis::perform(app, job).await,
        crate::platform::notify::KIND => crate::platform::notify::perform(app, job).await,
        other => Err(format!("no code performs jobs of kind {other}")),
    }
}
