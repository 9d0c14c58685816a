//! Samples. The draw has two acts, so that nobody can choose its outcome: the first fixes the population in a journal entry; the second
//! takes that entry's leaf hash, once it stands in the log, and ranks the members by it.

use serde_json::json;
use store::{Timestamp, Tx};

use super::{mission_entry, own_mission};
use crate::committee::acts::day_of;
use crate::inspection::jobs::SAMPLE_JOB;
use crate::inspection::model::{MissionState, Population, population_hash, sample};
use crate::inspection::store::{self as rows, FileRow, SampleRow};
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, Faults, invalid};
use crate::platform::permissions::Right;

/// Most files of one sample.
pub const MOST_FILES: i64 = 200;
/// Most members of one population.
pub const MOST_MEMBERS: usize = 50_000;

/// A sample as typed.
#[derive(Debug, Clone, Default)]
pub struct SampleInput {
    /// Code of the population.
    pub population: String,
    /// First day.
    pub from_day: String,
    /// Last day.
    pub to_day: String,
    /// How many are to be drawn.
    pub size: String,
}

/// Fixes the population of a sample. Gives the sample's id.
pub async fn open_sample(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    mission: &str,
    input: &SampleInput,
) -> Result<String, ActError> {
    let row = own_mission(tx, actor, now, mission, &[MissionState::UnderWay]).await?;
    let organisation = actor.organisation.as_str();
    let mut faults = Faults::default();
    let of = Population::of(&input.population);
    if of.is_none() {
        faults.add("population", |t| t.committee_fault_choose().to_owned());
    }
    let from = day_of(&mut faults, "from_day", &input.from_day);
    let to = day_of(&mut faults, "to_day", &input.to_day);
    if from.zip(to).is_some_and(|(from, to)| to < from) {
        faults.add("to_day", |t| t.inspection_fault_span().to_owned());
    }
    let size = persian::parse_integer(&input.size)
        .ok()
        .filter(|size| (1..=MOST_FILES).contains(size));
    if size.is_none() {
        faults.add("size", |t| t.inspection_fault_within(MOST_FILES));
    }
    faults.check()?;
    let (Some(of), Some(from), Some(to), Some(size)) = (of, from, to, size) else {
        return Err(ActError::NotFound);
    };
    let begin = Timestamp(persian::tehran_micros(from, 0, 0));
    let end = to
        .next_day()
        .map_or(now, |day| Timestamp(persian::tehran_micros(day, 0, 0)));
    // What is written from now on is no part of it: the entry that fixes the population must not be its own member.
    let end = end.min(now);
    let members = rows::population(
        tx.read(),
        organisation,
        of,
        &row.unit,
        (begin, end),
        &row.id,
    )
    .await?;
    if members.is_empty() {
        return Err(invalid("population", |t| {
            t.inspection_fault_no_members().to_owned()
        }));
    }
    if members.len() > MOST_MEMBERS {
        return Err(invalid("to_day", |t| {
            t.inspection_fault_many_members(MOST_MEMBERS)
        }));
    }
    let names: Vec<String> = members.iter().map(|(name, _)| name.clone()).collect();
    let id = tx.new_id(now);
    let written = SampleRow {
        id: id.clone(),
        mission: row.id.clone(),
        population: of.code().to_owned(),
        from_day: from.gregorian_iso(),
        to_day: to.gregorian_iso(),
        frame: json!(members).to_string(),
        frame_size: i64::try_from(members.len()).unwrap_or(i64::MAX),
        frame_hash: population_hash(&names),
        size,
        // The entry that follows is the one whose hash decides; it vouches for this row, which holds its number.
        entry: tx.next_sequence(),
        leaf: String::new(),
        chosen: String::new(),
        at: now,
    };
    rows::insert_sample(tx, organisation, &written).await?;
    tx.enqueue(organisation, SAMPLE_JOB, &json!({ "sample": id }), now, now)
        .await?;
    let payload = vec![
        ("sample", json!(id)),
        ("population", json!(written.population)),
        ("from", json!(written.from_day)),
        ("to", json!(written.to_day)),
        ("population-size", json!(written.frame_size)),
        ("population-sha256", json!(written.frame_hash)),
        ("sample-size", json!(size)),
    ];
    let entry = mission_entry(
        tx,
        actor,
        now,
        Right::InspectionDo,
        "inspection.sample-opened",
        &row,
        payload,
    )
    .await?;
    if entry != written.entry {
        let why = format!("the sample of entry {entry} names {}", written.entry);
        return Err(store::Error::Corrupt(why).into());
    }
    Ok(id)
}

/// Draws a sample whose population is fixed: the program's own act, which can have one outcome only. One that was drawn stays.
pub async fn draw_sample(
    tx: &mut Tx,
    organisation: &str,
    now: Timestamp,
    id: &str,
) -> Result<(), ActError> {
    let mut row = rows::sample(tx.read(), organisation, id)
        .await?
        .ok_or(ActError::NotFound)?;
    if !row.chosen.is_empty() {
        return Ok(());
    }
    let mission = rows::mission(tx.read(), organisation, &row.mission)
        .await?
        .ok_or(ActError::NotFound)?;
    let corrupt = |what: &str| store::Error::Corrupt(format!("sample {id}: {what}"));
    let entry = store::entry_at(tx.read(), row.entry)
        .await?
        .filter(|entry| entry.kind == "inspection.sample-opened")
        .ok_or_else(|| corrupt("its entry is missing"))?;
    let members: Vec<rows::Member> =
        serde_json::from_str(&row.frame).map_err(|_| corrupt("its population cannot be read"))?;
    let names: Vec<String> = members.iter().map(|(name, _)| name.clone()).collect();
    if population_hash(&names) != row.frame_hash {
        return Err(corrupt("its population is not the one that was fixed").into());
    }
    row.leaf = hex::encode(&entry.leaf);
    let chosen = sample(&row.leaf, &names, usize::try_from(row.size).unwrap_or(0));
    row.chosen = json!(chosen).to_string();
    rows::save_sample(tx, organisation, &row).await?;
    for (position, name) in (1..).zip(&chosen) {
        let label = members.iter().find(|(member, _)| member == name);
        let file = FileRow {
            id: tx.new_id(now),
            mission: row.mission.clone(),
            sample: row.id.clone(),
            position,
            object: name.clone(),
            label: label.map_or_else(String::new, |(_, label)| label.clone()),
            result: String::new(),
            note: String::new(),
            account: None,
            at: None,
        };
        rows::insert_file(tx, organisation, &file).await?;
    }
    let payload = vec![
        ("sample", json!(row.id)),
        ("entry", json!(row.entry)),
        ("leaf", json!(row.leaf)),
        ("chosen", json!(chosen)),
    ];
    let program = Actor::program(organisation);
    mission_entry(
        tx,
        &program,
        now,
        Right::InspectionDo,
        "inspection.sample-drawn",
        &mission,
        payload,
    )
    .await?;
    Ok(())
}
