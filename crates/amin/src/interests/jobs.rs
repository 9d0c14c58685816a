//! The jobs of this area: reminders in their time, and a new look at open matters when ties have changed.

use futures::FutureExt;
use serde_json::Value;
use store::Job;

use super::acts;
use super::store as rows;
use crate::platform::actor::Actor;
use crate::platform::errors::ActError;
use crate::platform::state::App;

/// Tenders whose releases are read by one act.
const TENDERS_AT_ONCE: usize = 100;

/// Performs a job whose kind begins with `interests.`. An error is a short reason without personal data.
pub async fn perform(app: &App, job: &Job) -> Result<(), String> {
    let wrong = || format!("the payload of a {} job is not as it was written", job.kind);
    let payload: Value = serde_json::from_str(&job.payload).map_err(|_| wrong())?;
    let id = |name: &str| payload[name].as_str().map(str::to_owned).ok_or_else(wrong);
    let outcome = match job.kind.as_str() {
        acts::REMINDER_JOB => remind(app, &job.organisation, id("campaign")?).await,
        acts::CONDITION_JOB => condition(app, &job.organisation, id("condition")?).await,
        acts::DOUBT_JOB => doubt(app, &job.organisation, id("doubt")?).await,
        acts::RESCREEN_JOB => rescreen(app, &job.organisation, &payload).await,
        acts::DEALINGS_JOB => dealings(app, &job.organisation).await,
        acts::DRAW_JOB => draw(app, &job.organisation, id("matter")?, id("draw")?).await,
        other => return Err(format!("no code performs jobs of kind {other}")),
    };
    outcome.map_err(|why| format!("{why:?}"))
}

/// The address of the organisation's pages.
async fn base(app: &App, organisation: &str) -> Result<String, ActError> {
    let slug = crate::voice::store::slug(&mut app.read().await?, organisation).await?;
    Ok(format!("{}/{slug}", app.config.base_url))
}

async fn remind(app: &App, organisation: &str, campaign: String) -> Result<(), ActError> {
    let rules = app.rules(organisation).await?;
    let base = base(app, organisation).await?;
    let (actor, now) = (Actor::program(organisation), app.clock.now());
    app.act(move |tx| {
        async move { acts::remind(tx, &actor, now, &rules, &base, &campaign).await }.boxed()
    })
    .await?;
    Ok(())
}

/// Looks at a condition before its last day, on it, and after it.
async fn condition(app: &App, organisation: &str, id: String) -> Result<(), ActError> {
    let base = base(app, organisation).await?;
    let (organisation, now) = (organisation.to_owned(), app.clock.now());
    app.act(move |tx| {
        async move { acts::look_at_condition(tx, &organisation, now, &base, &id).await }.boxed()
    })
    .await?;
    Ok(())
}

/// Looks whether a doubt was answered in its time.
async fn doubt(app: &App, organisation: &str, id: String) -> Result<(), ActError> {
    let rules = app.rules(organisation).await?;
    let (organisation, now) = (organisation.to_owned(), app.clock.now());
    app.act(move |tx| {
        async move { acts::look_at_doubt(tx, &organisation, now, &rules, &id).await }.boxed()
    })
    .await?;
    Ok(())
}

/// Looks again at everything open that a changed tie may touch: files and messages, items of agendas, boards of cases, missions, tenders;
/// and makes the draws that come of it.
async fn rescreen(app: &App, organisation: &str, payload: &Value) -> Result<(), ActError> {
    let changed = match (payload["person"].as_str(), payload["firm"].as_str()) {
        (Some(person), _) => acts::Changed::Person(person.to_owned()),
        (_, Some(firm)) => acts::Changed::Firm(firm.to_owned()),
        _ if payload["all"] == Value::Bool(true) => acts::Changed::Anything,
        _ => return Ok(()),
    };
    let (id, now, of) = (organisation.to_owned(), app.clock.now(), changed.clone());
    let (waiting, _) = app
        .act(move |tx| async move { acts::rescreen(tx, &id, now, &of).await }.boxed())
        .await?;
    let (id, of) = (organisation.to_owned(), changed.clone());
    app.act(move |tx| {
        async move {
            crate::committee::acts::rescreen(tx, &id, now, &of).await?;
            crate::cases::acts::rescreen(tx, &id, now, &of).await?;
            crate::inspection::acts::rescreen(tx, &id, now, &of).await
        }
        .boxed()
    })
    .await?;
    let id = organisation.to_owned();
    let (looked, _) = app
        .act(move |tx| {
            async move { crate::tenders::acts::rescreen(tx, &id, now, &changed).await }.boxed()
        })
        .await?;
    if looked > 0 {
        crate::tenders::flags::refresh(app, organisation).await?;
    }
    for (matter, row) in waiting {
        draw(app, organisation, matter, row).await?;
    }
    Ok(())
}

/// Reads the releases of all tenders, some at a time, so that the journal is never held for long.
async fn dealings(app: &App, organisation: &str) -> Result<(), ActError> {
    let all: Vec<(String, String, bool)> = {
        let mut conn = app.read().await?;
        let tenders = crate::tenders::store::all_tenders(&mut conn, organisation).await?;
        let opened = |state: &str| matches!(state, "opened" | "awarded");
        tenders
            .into_iter()
            .map(|row| (row.id, row.ocid, opened(&row.state)))
            .collect()
    };
    for some in all.chunks(TENDERS_AT_ONCE) {
        let (some, id, now) = (some.to_vec(), organisation.to_owned(), app.clock.now());
        app.act(move |tx| async move { acts::read_dealings(tx, &id, now, &some).await }.boxed())
            .await?;
    }
    Ok(())
}

/// Makes a draw whose candidates are fixed, once the entry that fixes them stands in the sealed log.
pub async fn draw(
    app: &App,
    organisation: &str,
    matter: String,
    id: String,
) -> Result<(), ActError> {
    let (entry, now) = {
        let mut conn = app.read().await?;
        let draws = rows::draws(&mut conn, organisation, &matter).await?;
        let Some(row) = draws.into_iter().find(|row| row.id == id) else {
            return Ok(());
        };
        (row.entry, app.clock.now())
    };
    app.seal.covered(entry).await?;
    let organisation = organisation.to_owned();
    app.act(move |tx| {
        async move { acts::make_draw(tx, &organisation, now, &matter, &id).await }.boxed()
    })
    .await?;
    Ok(())
}
