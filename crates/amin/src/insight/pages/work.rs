//! Who hands over to whom, how work is spread, and when it is done. People stand under numbers. For who may read findings of the unit.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Path, RawQuery};
use axum::response::Response;
use eventlog::measure::{
    Hours, OfficeHours, handover, ping_pong, profiles, working_hours, workload,
};
use eventlog::{EventLog, TextColumn};
use persian::calendar::Calendar;

use super::times::solar_month;
use super::{Opened, open_staff, span_words};
use crate::insight::columns::is_people;
use crate::insight::people::numbers;
use crate::insight::record::clock;
use crate::insight::words::attribute;
use crate::platform::context::Ctx;
use crate::platform::errors::ActError;
use crate::platform::page::{Choice, Crumb, NavItem, Page, refusal, render};
use crate::platform::query::fields;
use crate::platform::texts::Texts;
use crate::services::store::calendar;
use crate::services::view::percent;

/// People in the matrix and the tables; all are counted.
const MOST: usize = 12;
/// Pairs that send cases to and fro.
const PAIRS: usize = 10;
/// An event attribute with more values is no unit.
const MOST_UNITS: usize = 60;

/// A row of the hand-over matrix.
struct Row {
    name: String,
    cells: Vec<Cell>,
}

/// How often one hands over to another; the shade says which share of the row it is, 0 to 5.
struct Cell {
    count: String,
    shade: usize,
}

/// The load of one person.
struct Load {
    name: String,
    events: String,
    cases: String,
    peak: String,
    mean: String,
    month: String,
    steps: String,
    main: String,
    off: String,
    night: String,
}

/// Two between whom cases go to and fro.
struct Bounce {
    from: String,
    to: String,
    returns: String,
    cases: String,
    lost: String,
}

/// What is computed from the log.
struct Worked {
    heads: Vec<String>,
    matrix: Vec<Row>,
    matrix_note: String,
    loads: Vec<Load>,
    people: String,
    hours: Vec<(&'static str, String, String)>,
    bounces: Vec<Bounce>,
}

#[derive(Template)]
#[template(path = "insight/work.html")]
struct Work {
    page: Page,
    crumbs: Vec<Crumb>,
    tabs: Vec<NavItem>,
    here: String,
    units: Vec<Choice>,
    found: Worked,
}

/// The page.
pub async fn page(
    ctx: Ctx,
    Path((_, code)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Response {
    match gather(&ctx, &code, &query.unwrap_or_default()).await {
        Ok(page) => render(&page),
        Err(why) => refusal(&ctx, why),
    }
}

async fn gather(ctx: &Ctx, code: &str, query: &str) -> Result<Work, ActError> {
    let opened = open_staff(ctx, code).await?;
    let asked = fields(query.as_bytes())
        .into_iter()
        .find(|(name, _)| name == "unit")
        .map_or_else(String::new, |(_, value)| value);
    let keys = unit_keys(&opened);
    let chosen = keys.iter().find(|key| **key == asked).cloned();
    let calendar = calendar(&mut ctx.read().await?, ctx.organisation()).await?;
    let (t, log, unit) = (ctx.page.t, opened.log.clone(), chosen.clone());
    let found = tokio::task::spawn_blocking(move || measure(&t, &log, unit.as_deref(), &calendar))
        .await
        .map_err(|_| store::Error::Panicked)?;
    let chosen = chosen.unwrap_or_default();
    Ok(Work {
        crumbs: opened.crumbs(ctx),
        tabs: opened.tabs(ctx, "work"),
        here: ctx.at(&format!("/services/{code}/work")),
        units: std::iter::once(Choice::new("", ctx.page.t.insight_work_people(), &chosen))
            .chain(
                keys.iter()
                    .map(|key| Choice::new(key.clone(), attribute(&ctx.page.t, key), &chosen)),
            )
            .collect(),
        found,
        page: ctx.page.clone(),
    })
}

/// Attributes of events that can be units.
fn unit_keys(opened: &Opened) -> Vec<String> {
    opened
        .log
        .event_attributes()
        .iter()
        .filter(|(key, column)| {
            !is_people(key)
                && column
                    .as_text()
                    .is_some_and(|text| (2..=MOST_UNITS).contains(&text.distinct()))
        })
        .map(|(key, _)| key.to_owned())
        .collect()
}

fn count(t: &Texts, n: usize) -> String {
    t.lang.integer(i64::try_from(n).unwrap_or(i64::MAX))
}

fn measure(t: &Texts, log: &EventLog, unit: Option<&str>, calendar: &Calendar) -> Worked {
    let who = log.resources();
    let people: HashMap<&str, i64> = who.map_or_else(HashMap::new, |who| numbers(who.names.iter()));
    let person = |id: u32| {
        who.and_then(|who| people.get(who.names.get(id)))
            .map_or_else(String::new, |n| t.insight_person(*n))
    };
    let local = clock(calendar);
    let hours = working_hours(log, &local, OfficeHours::default());
    let (heads, matrix, matrix_note) = matrix(t, log, &person);
    Worked {
        heads,
        matrix,
        matrix_note,
        loads: loads(t, log, &hours.resources, &person),
        people: t.insight_work_count(count(t, people.len())),
        hours: clock_lines(t, hours.all),
        bounces: bounces(t, log, unit, &person),
    }
}

fn matrix(
    t: &Texts,
    log: &EventLog,
    person: &dyn Fn(u32) -> String,
) -> (Vec<String>, Vec<Row>, String) {
    let pairs = handover(log);
    let mut weight: HashMap<u32, usize> = HashMap::new();
    for pair in &pairs {
        *weight.entry(pair.from).or_default() += pair.count;
        *weight.entry(pair.to).or_default() += pair.count;
    }
    let mut order: Vec<(u32, usize)> = weight.into_iter().collect();
    order.sort_by_key(|(id, n)| (std::cmp::Reverse(*n), *id));
    order.truncate(MOST);
    let ids: Vec<u32> = order.into_iter().map(|(id, _)| id).collect();
    let of: HashMap<(u32, u32), usize> = pairs
        .iter()
        .map(|pair| ((pair.from, pair.to), pair.count))
        .collect();
    let most = pairs.iter().map(|pair| pair.count).max().unwrap_or(1);
    let rows = ids
        .iter()
        .map(|from| Row {
            name: person(*from),
            cells: ids
                .iter()
                .map(|to| {
                    let n = of.get(&(*from, *to)).copied().unwrap_or(0);
                    Cell {
                        count: if n == 0 { String::new() } else { count(t, n) },
                        shade: (n * 5).div_ceil(most.max(1)),
                    }
                })
                .collect(),
        })
        .collect();
    let all: usize = pairs.iter().map(|pair| pair.count).sum();
    let itself: usize = pairs
        .iter()
        .filter(|pair| pair.from == pair.to)
        .map(|pair| pair.count)
        .sum();
    let note = if all == 0 {
        t.insight_work_nobody().to_owned()
    } else {
        t.insight_work_matrix_note(
            count(t, all - itself),
            count(t, all),
            percent(t, (all - itself) as f64 / all as f64),
        )
    };
    (ids.iter().map(|id| person(*id)).collect(), rows, note)
}

fn loads(
    t: &Texts,
    log: &EventLog,
    hours: &[(u32, Hours)],
    person: &dyn Fn(u32) -> String,
) -> Vec<Load> {
    let profiles = profiles(log);
    workload(log, solar_month)
        .into_iter()
        .take(MOST)
        .map(|load| {
            let profile = profiles.iter().find(|p| p.resource == load.resource);
            let of = hours
                .iter()
                .find(|(id, _)| *id == load.resource)
                .map(|(_, hours)| *hours);
            let busiest = load.periods.iter().map(|month| month.events).max();
            let share = |n: Option<usize>| {
                n.map_or_else(String::new, |n| {
                    percent(t, n as f64 / load.events.max(1) as f64)
                })
            };
            Load {
                name: person(load.resource),
                events: count(t, load.events),
                cases: count(t, load.cases),
                peak: count(t, load.peak_cases),
                mean: load
                    .mean_cases
                    .map_or_else(|| "–".to_owned(), |mean| t.lang.decimal(mean, 1)),
                month: busiest.map_or_else(String::new, |n| count(t, n)),
                steps: profile.map_or_else(String::new, |p| count(t, p.activities.len())),
                main: profile
                    .and_then(|p| p.activities.first())
                    .map_or_else(String::new, |(id, _)| log.activities().get(*id).to_owned()),
                off: share(of.map(Hours::off_hours)),
                night: share(of.map(Hours::at_night)),
            }
        })
        .collect()
}

fn clock_lines(t: &Texts, all: Hours) -> Vec<(&'static str, String, String)> {
    let events = all.events().max(1) as f64;
    [
        (t.insight_work_office(), all.working.office),
        (t.insight_work_outside(), all.working.outside),
        (t.insight_work_night_line(), all.working.night),
        (t.insight_work_days_off(), all.on_days_off()),
        (t.insight_work_no_hour(), all.date_only()),
    ]
    .into_iter()
    .map(|(name, n)| (name, count(t, n), percent(t, n as f64 / events)))
    .collect()
}

fn bounces(
    t: &Texts,
    log: &EventLog,
    unit: Option<&str>,
    person: &dyn Fn(u32) -> String,
) -> Vec<Bounce> {
    let column: Option<&TextColumn> = match unit {
        Some(key) => log.event_attributes().get(key).and_then(|c| c.as_text()),
        None => log.resources(),
    };
    let Some(column) = column else {
        return Vec::new();
    };
    let name = |id: u32| {
        if unit.is_some() {
            column.names.get(id).to_owned()
        } else {
            person(id)
        }
    };
    ping_pong(log, column)
        .into_iter()
        .take(PAIRS)
        .map(|pair| Bounce {
            from: name(pair.from),
            to: name(pair.to),
            returns: count(t, pair.returns),
            cases: count(t, pair.cases.len()),
            lost: pair
                .lost
                .median()
                .map_or_else(String::new, |s| span_words(t, s)),
        })
        .collect()
}
