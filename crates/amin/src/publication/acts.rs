//! Publishing figures: the program writes down each closed month once, and every later different result as a correction.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures::FutureExt;
use serde_json::{Value, json};
use store::{Draft, Timestamp, Tx};

use super::model::table::{Place, input_hash};
use super::model::{Cell, Fact, FigureTable, Month};
use super::snapshot::{Snapshot, tables};
use super::store as rows;
use super::store::PublishedRow;
use crate::organisation::store as organisations;
use crate::platform::actor::Actor;
use crate::platform::errors::ActError;
use crate::platform::state::App;
use crate::voice::rules::Rules;

/// What [`publish_due`] did: numbers of cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Done {
    /// Published for the first time.
    pub published: usize,
    /// Published again with another result.
    pub corrected: usize,
}

/// A cell as it should stand published.
struct Wanted<'a> {
    cut: &'static str,
    member: &'a str,
    cell: &'a Cell,
    input_hash: String,
}

/// Publishes the closed months that are not published yet, and corrections of those that are. Only the program does this.
///
/// One entry for each figure and period: `publication.figure-published` or `publication.figure-corrected`.
pub async fn publish_due(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    rules: &Rules,
) -> Result<Done, ActError> {
    if !actor.program {
        return Err(ActError::Forbidden);
    }
    let facts = rows::facts(tx.read(), &actor.organisation).await?;
    let least = rows::least(tx.read(), &actor.organisation).await?;
    let mut newest: BTreeMap<(String, String), BTreeMap<(String, String), PublishedRow>> =
        BTreeMap::new();
    for row in rows::published(tx.read(), &actor.organisation).await? {
        let cells = newest
            .entry((row.code.clone(), row.period.clone()))
            .or_default();
        cells.insert((row.cut.clone(), row.member.clone()), row);
    }
    let mut done = Done::default();
    for table in &tables(&facts, rules, least, now) {
        for (period, as_of, wanted) in closed(table, &facts, now) {
            let known = newest
                .remove(&(table.definition.code.to_owned(), period.clone()))
                .unwrap_or_default();
            let changed = changes(table, &wanted, &known);
            if changed.is_empty() {
                continue;
            }
            let correction = !known.is_empty();
            if correction {
                done.corrected += changed.len();
            } else {
                done.published += changed.len();
            }
            write(tx, actor, now, table, &period, as_of, correction, changed).await?;
        }
    }
    Ok(done)
}

/// The cells of the closed periods of a figure: period, the moment whose knowledge they show, cells.
fn closed<'a>(
    table: &'a FigureTable,
    facts: &[Fact],
    now: Timestamp,
) -> Vec<(String, Timestamp, Vec<Wanted<'a>>)> {
    let hash = |place| input_hash(table.records(place, facts).unwrap_or_default().into_iter());
    let mut periods = Vec::new();
    for row in table.months.iter().filter(|row| row.closed) {
        let all = row.all.open().map(|cell| Wanted {
            cut: "all",
            member: "",
            cell,
            input_hash: hash(Place::Month(row.month)),
        });
        let districts = row.districts.iter().filter_map(|(district, slot)| {
            let input_hash = hash(Place::District(row.month, district));
            slot.open().map(|cell| Wanted {
                cut: "district",
                member: district,
                cell,
                input_hash,
            })
        });
        periods.push((
            row.month.to_string(),
            row.as_of,
            all.into_iter().chain(districts).collect(),
        ));
    }
    for (year, slots) in &table.years {
        let closes = Month {
            year: *year,
            month: 12,
        }
        .closes();
        if closes > now {
            continue;
        }
        let cells = slots.iter().filter_map(|(category, slot)| {
            let input_hash = hash(Place::Category(*year, category));
            slot.open().map(|cell| Wanted {
                cut: "category",
                member: category,
                cell,
                input_hash,
            })
        });
        periods.push((year.to_string(), closes, cells.collect()));
    }
    periods
}

/// A cell to write: none where a published one must be hidden now; with the row that it corrects.
struct Change<'a> {
    cut: String,
    member: String,
    cell: Option<&'a Cell>,
    input_hash: String,
    corrects: Option<String>,
}

fn changes<'a>(
    table: &FigureTable,
    wanted: &[Wanted<'a>],
    known: &BTreeMap<(String, String), PublishedRow>,
) -> Vec<Change<'a>> {
    let mut changed = Vec::new();
    for want in wanted {
        let old = known.get(&(want.cut.to_owned(), want.member.to_owned()));
        if old.is_none_or(|old| old.version != table.definition.version || !same(old, want.cell)) {
            changed.push(Change {
                cut: want.cut.to_owned(),
                member: want.member.to_owned(),
                cell: Some(want.cell),
                input_hash: want.input_hash.clone(),
                corrects: old.map(|old| old.id.clone()),
            });
        }
    }
    for ((cut, member), old) in known {
        let gone = !wanted
            .iter()
            .any(|want| want.cut == cut && want.member == member);
        if gone && old.n.is_some() {
            changed.push(Change {
                cut: cut.clone(),
                member: member.clone(),
                cell: None,
                input_hash: String::new(),
                corrects: Some(old.id.clone()),
            });
        }
    }
    changed
}

/// Whether a published row says what a cell says.
fn same(row: &PublishedRow, cell: &Cell) -> bool {
    let close = |a: Option<f64>, b: Option<f64>| match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() < 1e-9,
        (a, b) => a.is_none() && b.is_none(),
    };
    row.n == whole(cell.n) && row.k == cell.k.and_then(whole) && close(row.value, cell.value)
}

fn whole(count: u64) -> Option<i64> {
    i64::try_from(count).ok()
}

#[expect(
    clippy::too_many_arguments,
    reason = "one entry with its rows; a struct for one caller would only rename them"
)]
async fn write(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    table: &FigureTable,
    period: &str,
    as_of: Timestamp,
    correction: bool,
    changed: Vec<Change<'_>>,
) -> Result<(), ActError> {
    let entry = tx.next_sequence();
    let mut cells: Vec<Value> = Vec::with_capacity(changed.len());
    for change in changed {
        let row = PublishedRow {
            id: tx.new_id(now),
            code: table.definition.code.to_owned(),
            version: table.definition.version,
            period: period.to_owned(),
            cut: change.cut,
            member: change.member,
            n: change.cell.and_then(|cell| whole(cell.n)),
            k: change.cell.and_then(|cell| cell.k).and_then(whole),
            value: change.cell.and_then(|cell| cell.value),
            low: change
                .cell
                .and_then(|cell| cell.interval)
                .map(|ends| ends.0),
            high: change
                .cell
                .and_then(|cell| cell.interval)
                .map(|ends| ends.1),
            as_of,
            input_hash: change.input_hash,
            entry,
            corrects: change.corrects,
            at: now,
        };
        cells.push(json!({
            "cut": row.cut, "member": row.member, "n": row.n, "k": row.k, "value": row.value, "low": row.low, "high": row.high,
            "input": row.input_hash, "corrects": row.corrects,
        }));
        rows::insert_published(tx, &actor.organisation, &row).await?;
    }
    let kind = if correction {
        "publication.figure-corrected"
    } else {
        "publication.figure-published"
    };
    tx.append(Draft {
        organisation: &actor.organisation,
        kind,
        public_kind: kind,
        objects: vec![("figure", format!("{} {period}", table.definition.code))],
        actor: None,
        role: actor.role_for(None),
        unit: None,
        at: now,
        payload: vec![
            ("code", json!(table.definition.code)),
            ("version", json!(table.definition.version)),
            ("period", json!(period)),
            ("as-of", json!(as_of.0)),
            ("cells", Value::Array(cells)),
        ],
    })
    .await?;
    Ok(())
}

/// [`publish_due`] for every organisation. Idempotent; nothing is written where nothing is due.
pub async fn publish_all(app: &App) -> Result<(), ActError> {
    let organisations = organisations::all(&mut app.read().await?).await?;
    for organisation in organisations {
        publish_for(app, &organisation.id).await?;
        crate::interests::acts::publish_reports_for(app, &organisation.id).await?;
    }
    Ok(())
}

/// [`publish_due`] for one organisation, at the program's time.
pub async fn publish_for(app: &App, organisation: &str) -> Result<Done, ActError> {
    let snapshot: Arc<Snapshot> = app.figures(organisation).await?;
    let due = snapshot.tables.iter().any(|table| {
        closed(table, &snapshot.facts, snapshot.now)
            .iter()
            .any(|(period, _, wanted)| {
                let known = snapshot.newest(table.definition.code, period);
                !changes(table, wanted, &known).is_empty()
            })
    });
    // The writer is asked only where a reader has found something to do.
    if !due {
        return Ok(Done::default());
    }
    let (actor, now, rules) = (
        Actor::program(organisation),
        app.clock.now(),
        snapshot.rules.clone(),
    );
    let (done, _) = app
        .act(move |tx| async move { publish_due(tx, &actor, now, &rules).await }.boxed())
        .await?;
    Ok(done)
}
