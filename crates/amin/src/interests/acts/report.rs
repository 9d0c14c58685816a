//! The half-yearly report of interests: numbers and no names, written down once by the program when the half-year is over.

use futures::FutureExt;
use serde_json::json;
use store::{Conn, Draft, Error, Timestamp, Tx};

use crate::interests::model::half::{Group, HalfYear, group};
use crate::interests::model::{DrawKind, GiftOutcome, RecusalBasis};
use crate::interests::store::{self as rows, Counted, ReportRow};
use crate::platform::actor::Actor;
use crate::platform::errors::ActError;
use crate::platform::state::App;
use relations::rules::Outcome;

/// Kind of the entry; everybody may see its numbers.
const KIND: &str = "publication.interests-published";

/// The groups of a report in their order, each with its cells: what does not happen is told as none.
fn layout() -> Vec<(Counted, &'static str, Vec<&'static str>)> {
    let outcomes = Outcome::ALL.iter().map(|one| one.code()).collect();
    let gifts = GiftOutcome::ALL.iter().map(|one| one.code()).collect();
    let bases = RecusalBasis::ALL.iter().map(|one| one.code()).collect();
    let draws = DrawKind::ALL.iter().map(|one| one.code()).collect();
    vec![
        (
            Counted::Declared,
            "declarations",
            vec!["campaign", "on-change"],
        ),
        (
            Counted::Reviewed,
            "reviews",
            vec!["approved", "conditional", "rejected"],
        ),
        (
            Counted::Conditions,
            "conditions",
            vec!["in-time", "late", "not-met"],
        ),
        (Counted::Gifts, "gifts", gifts),
        (Counted::Screened, "screenings", outcomes),
        (Counted::Recused, "recusals", bases),
        (Counted::HandedOn, "handed-on", draws),
        (Counted::Looks, "looks", vec!["relatives", "paths", "names"]),
    ]
}

/// The numbers of a half-year, those hidden that tell of a few people.
pub async fn groups(
    conn: &mut Conn,
    organisation: &str,
    half: HalfYear,
    least: u64,
) -> Result<Vec<Group>, Error> {
    let mut all = Vec::new();
    for (what, code, cells) in layout() {
        let found = rows::counted(conn, organisation, what, half.start(), half.end()).await?;
        let counts: Vec<(&str, u64)> = cells
            .iter()
            .map(|cell| {
                let of_cell = found.iter().filter(|(word, _)| word == cell);
                let sum: i64 = of_cell.map(|(_, n)| n).sum();
                (*cell, u64::try_from(sum).unwrap_or(0))
            })
            .collect();
        all.push(group(code, &counts, least));
    }
    Ok(all)
}

/// The half-years that are over and of which no report is published yet, the oldest first.
async fn due(conn: &mut Conn, organisation: &str, now: Timestamp) -> Result<Vec<HalfYear>, Error> {
    let Some(first) = rows::first_interest(conn, organisation).await? else {
        return Ok(Vec::new());
    };
    let known: Vec<String> = rows::reports(conn, organisation)
        .await?
        .into_iter()
        .map(|row| row.id)
        .collect();
    let mut half = HalfYear::of(first);
    let mut all = Vec::new();
    while half.end() <= now {
        if !known.contains(&half.to_string()) {
            all.push(half);
        }
        half = half.next();
    }
    Ok(all)
}

/// Writes down the reports that are due. Only the program does this; what was published stays as it was.
pub async fn publish_reports(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
) -> Result<usize, ActError> {
    if !actor.program {
        return Err(ActError::Forbidden);
    }
    let organisation = actor.organisation.as_str();
    let least = crate::publication::store::least(tx.read(), organisation).await?;
    let halves = due(tx.read(), organisation, now).await?;
    for half in &halves {
        let groups = groups(tx.read(), organisation, *half, least).await?;
        let cells = json!(groups);
        let row = ReportRow {
            id: half.to_string(),
            groups: cells.to_string(),
            least: i64::try_from(least).unwrap_or(i64::MAX),
            entry: tx.next_sequence(),
            at: now,
        };
        rows::insert_report(tx, organisation, &row).await?;
        tx.append(Draft {
            organisation,
            kind: KIND,
            public_kind: KIND,
            objects: vec![("interest-report", row.id.clone())],
            actor: None,
            role: actor.role_for(None),
            unit: None,
            at: now,
            payload: vec![
                ("code", json!("interests")),
                ("period", json!(row.id)),
                ("as-of", json!(half.end().0)),
                ("cells", cells),
            ],
        })
        .await?;
    }
    Ok(halves.len())
}

/// [`publish_reports`] for one organisation; the writer is asked only where something is due.
pub async fn publish_reports_for(app: &App, organisation: &str) -> Result<usize, ActError> {
    let now = app.clock.now();
    if due(&mut app.read().await?, organisation, now)
        .await?
        .is_empty()
    {
        return Ok(0);
    }
    let actor = Actor::program(organisation);
    let (done, _) = app
        .act(move |tx| async move { publish_reports(tx, &actor, now).await }.boxed())
        .await?;
    Ok(done)
}
