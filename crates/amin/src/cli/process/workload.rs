//! `amin process workload`.

use std::io::Write;

use clap::Args;
use eventlog::EventLog;
use eventlog::measure::{self, ByClock, Hours, OfficeHours};
use serde_json::{Value, json};

use super::log_args::LogArgs;
use super::{Failure, calendar, show};

#[derive(Debug, Args)]
pub(super) struct WorkloadArgs {
    #[command(flatten)]
    pub(super) log: LogArgs,
    /// Office hours.
    #[arg(long, value_name = "HH:MM-HH:MM", default_value = "07:00-16:00", value_parser = parse_hours)]
    office: (u16, u16),
    /// Night; unless told that of article 53 of Iran's Labour Law.
    #[arg(long, value_name = "HH:MM-HH:MM", default_value = "22:00-06:00", value_parser = parse_hours)]
    night: (u16, u16),
}

/// Two times of the day as minutes since midnight.
fn parse_hours(text: &str) -> Result<(u16, u16), String> {
    let minute = |text: &str| {
        let (hour, minute) = text.trim().split_once(':')?;
        let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
        (hour <= 24 && minute < 60 && hour * 60 + minute <= 1_440).then_some(hour * 60 + minute)
    };
    text.split_once('-')
        .and_then(|(from, until)| minute(from).zip(minute(until)))
        .ok_or_else(|| "write it like 07:00-16:00".to_owned())
}

/// Events and cases of each resource by week and month, what they do, and when.
pub(super) fn print(
    args: &WorkloadArgs,
    log: &EventLog,
    out: &mut impl Write,
) -> Result<(), Failure> {
    let calendar = args.log.calendar;
    let months = measure::workload(log, calendar::month_of(calendar));
    let local = calendar::local(&args.log).map_err(Failure::Input)?;
    let office = OfficeHours {
        office: args.office,
        night: args.night,
    };
    let hours = measure::working_hours(log, &*local, office);
    let hours_of = |resource: u32| {
        let own = hours.resources.iter().find(|(id, _)| *id == resource);
        own.map(|(_, hours)| *hours).unwrap_or_default()
    };
    let name = |id: u32| log.resources().map_or("", |who| who.names.get(id));
    if args.log.json {
        let weeks = measure::workload(log, calendar::week_of(calendar));
        let profiles = measure::profiles(log);
        // All three list the same resources in the same order.
        let rows: Vec<Value> = months
            .iter()
            .zip(&weeks)
            .zip(&profiles)
            .map(|((months, weeks), profile)| {
                let activities: Vec<Value> = (profile.activities.iter())
                    .map(|(id, count)| json!({"activity": log.activities().get(*id), "count": count}))
                    .collect();
                let month_rows: Vec<Value> = (months.periods.iter())
                    .map(|load| {
                        let month = format!("{:04}-{:02}", load.period.0, load.period.1);
                        json!({"month": month, "events": load.events, "cases": load.cases, "peak_cases": load.peak_cases})
                    })
                    .collect();
                let week_rows: Vec<Value> = (weeks.periods.iter())
                    .map(|load| {
                        let week = calendar::day(calendar, load.period);
                        json!({"week": week, "events": load.events, "cases": load.cases, "peak_cases": load.peak_cases})
                    })
                    .collect();
                json!({
                    "resource": name(months.resource), "events": months.events, "cases": months.cases, "peak_cases": months.peak_cases,
                    "mean_cases": months.mean_cases, "hours": hours_value(hours_of(months.resource)), "activities": activities,
                    "months": month_rows, "weeks": week_rows,
                })
            })
            .collect();
        let all = hours_value(hours.all);
        show::json(out, &json!({ "hours": all, "resources": rows }))?;
        return Ok(());
    }
    let all = hours.all;
    writeln!(
        out,
        "{} of {} events outside office hours or on days off, {} at night; of {} the hour is not known",
        all.off_hours(),
        all.events(),
        all.at_night(),
        all.date_only()
    )?;
    writeln!(
        out,
        "\n{:>9}  {:>9}  {:>7}  {:>7}  {:>9}  {:>7}  resource",
        "events", "cases", "at once", "mean", "off hours", "night"
    )?;
    let rows = args.log.rows();
    for load in months.iter().take(rows) {
        let hours = hours_of(load.resource);
        let mean = load
            .mean_cases
            .map_or_else(|| "–".to_owned(), |mean| format!("{mean:.1}"));
        writeln!(
            out,
            "{:>9}  {:>9}  {:>7}  {mean:>7}  {:>9}  {:>7}  {}",
            load.events,
            load.cases,
            load.peak_cases,
            hours.off_hours(),
            hours.at_night(),
            name(load.resource)
        )?;
    }
    show::rest(out, months.len(), rows, "resources")?;
    Ok(())
}

fn hours_value(hours: Hours) -> Value {
    let day = |clock: ByClock| json!({"office": clock.office, "outside": clock.outside, "night": clock.night, "date_only": clock.date_only});
    json!({
        "off_hours": hours.off_hours(), "at_night": hours.at_night(), "date_only": hours.date_only(),
        "working_days": day(hours.working), "weekends": day(hours.weekend), "holidays": day(hours.holiday),
    })
}
