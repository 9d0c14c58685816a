//! Services of the made-up town, and made-up event logs for those whose steps and legal time are told.

use std::fmt::Write as _;

use futures::FutureExt;
use store::Timestamp;

use super::plan::Dice;
use super::{DemoError, TOWN};
use crate::platform::actor::Actor;
use crate::platform::errors::ActError;
use crate::platform::state::App;
use crate::platform::texts::{Lang, Texts};
use crate::services::logs::{ReadAs, digest, keep, measured, read_log};
use crate::services::model::{Promise, TimeUnit, steps};
use crate::services::{acts, staff, store as rows};

const SERVICES: &[u8] = include_bytes!("../../demo/services.csv");
/// Services that get an event log.
const MEASURED: usize = 12;
const HOUR: i64 = 3600;

/// Writes the catalogue from the table of the demonstration. Gives the number of services.
pub async fn set_up(app: &App, now: Timestamp) -> Result<usize, DemoError> {
    let table = documents::read_table(SERVICES, "services.csv", &documents::Limits::default())
        .map_err(|why| DemoError::Act(format!("services.csv: {why}")))?;
    let (imported, _) = app
        .act(move |tx| staff::import_table(tx, Actor::program(TOWN), now, table).boxed())
        .await?;
    if let Some(row) = imported.refused.first() {
        let why = row.why.to(&Texts::of(Lang::En));
        return Err(DemoError::Act(format!(
            "services.csv, row {}: {why}",
            row.number
        )));
    }
    Ok(imported.new)
}

/// Imports a made-up log of the last year for some services, by the act that a real import uses. Gives their codes.
pub async fn import(app: &App, now: Timestamp, seed: u64) -> Result<Vec<String>, DemoError> {
    let mut conn = app.read().await?;
    let mut chosen = Vec::new();
    for line in rows::services(&mut conn, TOWN, &[], "", false).await? {
        let Some(service) = rows::service_by_code(&mut conn, TOWN, &line.code).await? else {
            continue;
        };
        let names: Vec<String> = steps(&service.steps)
            .into_iter()
            .map(|step| step.name)
            .collect();
        if let (Some(promise), 3..) = (service.promise(), names.len()) {
            chosen.push((line.code, promise, names));
        }
    }
    let calendar = rows::calendar(&mut conn, TOWN).await?;
    drop(conn);
    // Spread over the catalogue, not its first letters.
    let stride = (chosen.len() / MEASURED).max(1);
    let mut codes = Vec::new();
    for (number, (code, promise, names)) in chosen.iter().step_by(stride).take(MEASURED).enumerate()
    {
        let mut dice = Dice::new(seed + u64::try_from(number).unwrap_or(0));
        let mut people = Dice::new(seed + 1_000 + u64::try_from(number).unwrap_or(0));
        let csv = log(&mut dice, &mut people, now, *promise, names);
        let name = format!("{code}.csv");
        let (sha256, bytes) =
            digest(csv.as_bytes()).map_err(|why| DemoError::Act(why.to_string()))?;
        keep(&app.config.data, &sha256, csv.as_bytes())
            .map_err(|why| DemoError::Act(why.to_string()))?;
        let read_as = ReadAs::default();
        let read = read_log(csv.as_bytes(), &read_as, None)
            .map_err(|why| DemoError::Act(why.to_string()))?;
        let new = measured(&read, &name, sha256, bytes, &read_as, &calendar)
            .map_err(|why| DemoError::Act(why.to(&Texts::of(Lang::En))))?;
        codes.push(code.clone());
        let code = code.clone();
        app.act(move |tx| {
            async move {
                let actor = Actor::program(TOWN);
                acts::import_log(tx, &actor, now, &code, &new).await?;
                Ok::<(), ActError>(())
            }
            .boxed()
        })
        .await?;
    }
    Ok(codes)
}

/// A log as CSV: cases that go through the steps, some with a step back, some long beyond the promised time.
fn log(
    dice: &mut Dice,
    people: &mut Dice,
    now: Timestamp,
    promise: Promise,
    names: &[String],
) -> String {
    let promised = promise.value
        * match promise.unit {
            TimeUnit::Hour => HOUR,
            // A working week of six days.
            TimeUnit::WorkingDay => 28 * HOUR,
            TimeUnit::Day => 24 * HOUR,
        };
    let mut csv = String::from("case,activity,timestamp,resource,منطقه,شیوه مراجعه,تلفن,شهروند\n");
    let cases = dice.between(60, 320);
    // How well the office keeps its promise differs by service.
    let slack = dice.between(45, 130);
    for case in 1..=cases {
        let mut at = now.seconds() - dice.between(promised * 2, 350 * 24 * HOUR);
        let slow = if dice.percent(12) {
            dice.between(2, 4)
        } else {
            1
        };
        let (district, channel) = (
            people.between(1, 3),
            people.pick(&["حضوری", "درگاه", "دفتر پیشخوان"]),
        );
        // One telephone stands in the files of many citizens, and its files are quick; the third district waits longer than the others.
        let follower = people.percent(7);
        let phone = if follower {
            "09120000001".to_owned()
        } else {
            format!("0935{:07}", people.between(1, 9_999_999))
        };
        let pace = match (follower, district) {
            (true, _) => 35,
            (false, 3) => 140,
            _ => 100,
        };
        let share =
            (promised * slack / 100 * slow * pace / 100 / i64::try_from(names.len()).unwrap_or(1))
                .max(60);
        let mut place = 0;
        while place < names.len() {
            let _ = writeln!(
                csv,
                "{case},\"{}\",{},{},{},{channel},{phone},شهروند {}",
                names[place].replace('"', "'"),
                clock(at),
                dice.between(1, 6),
                persian::digits::to_persian(&format!("منطقه {district}")),
                persian::digits::to_persian(&case.to_string())
            );
            at += share / 4 + dice.between(0, share * 3 / 2);
            if at >= now.seconds() {
                break;
            }
            // A missing paper sends a case back.
            place = if place > 0 && dice.percent(9) {
                place - 1
            } else {
                place + 1
            };
        }
    }
    csv
}

fn clock(seconds: i64) -> String {
    Timestamp::from_seconds(seconds).rfc3339()
}
