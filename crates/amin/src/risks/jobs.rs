//! An acceptance whose day passes is looked at, and those who answer for the risk hear of it.

use futures::FutureExt;
use persian::{Date, tehran_micros};
use serde_json::{Value, json};
use store::{Job, Timestamp, Tx};

use super::acts;
use super::store::RiskRow;
use crate::committee::jobs::tell;
use crate::committee::store::holders;
use crate::organisation::store::account;
use crate::platform::actor::Actor;
use crate::platform::permissions::Role;
use crate::platform::state::App;
use crate::platform::texts::{Lang, Texts};

/// Kind of the job that looks at an acceptance.
pub const ACCEPTANCE_JOB: &str = "risks.acceptance";

/// Performs a job whose kind begins with `risks.`. An error is a short reason without personal data.
pub async fn perform(app: &App, job: &Job) -> Result<(), String> {
    let wrong = || format!("the payload of a {} job is not as it was written", job.kind);
    if job.kind != ACCEPTANCE_JOB {
        return Err(format!("no code performs jobs of kind {}", job.kind));
    }
    let payload: Value = serde_json::from_str(&job.payload).map_err(|_| wrong())?;
    let id = payload["acceptance"].as_str().ok_or_else(wrong)?.to_owned();
    let actor = Actor::program(&job.organisation);
    let now = app.clock.now();
    let act = app.act(move |tx| async move { acts::expire(tx, &actor, now, &id).await }.boxed());
    act.await.map(|_| ()).map_err(|why| format!("{why:?}"))
}

/// Looks at an acceptance on the morning after its last day.
pub(super) async fn watch_acceptance(
    tx: &mut Tx,
    organisation: &str,
    acceptance: &str,
    until: Date,
    now: Timestamp,
) -> Result<(), store::Error> {
    let after = until.next_day().unwrap_or(until);
    let at = Timestamp(tehran_micros(after, 6, 0));
    let payload = json!({ "acceptance": acceptance });
    tx.enqueue(organisation, ACCEPTANCE_JOB, &payload, at, now)
        .await?;
    Ok(())
}

/// Tells the owner, the managers of the unit and the secretaries that an acceptance ran out. The text names the number only.
pub(super) async fn tell_expired(
    tx: &mut Tx,
    organisation: &str,
    row: &RiskRow,
    now: Timestamp,
) -> Result<(), store::Error> {
    let t = Texts::of(Lang::Fa);
    let mut people = holders(
        tx.read(),
        organisation,
        Role::Manager.code(),
        Some(&row.unit),
    )
    .await?;
    people.extend(holders(tx.read(), organisation, Role::Secretary.code(), None).await?);
    people.extend(
        account(tx.read(), organisation, &row.owner)
            .await?
            .map(|owner| owner.person),
    );
    people.sort_unstable();
    people.dedup();
    let text = t.risks_news_expired(t.lang.integer(row.number));
    tell(
        tx,
        organisation,
        &people,
        t.risks_news_expired_subject(),
        &text,
        now,
    )
    .await
}
