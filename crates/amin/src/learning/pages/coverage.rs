//! Who has completed what they owe, by course and by unit; hours of training; tests before and after.

use std::collections::{BTreeMap, HashMap, HashSet};

use askama::Template;
use axum::response::Response;

use super::{comma, crumbs, length, title_of};
use crate::learning::acts::is_active;
use crate::learning::model::{Phase, Standing, standing};
use crate::learning::store::{self as rows, Attendance, CourseRow, Done, Learner, TestRow};
use crate::platform::context::Ctx;
use crate::platform::errors::ActError;
use crate::platform::page::{Crumb, Page, refusal, render};
use crate::platform::permissions::Right;

/// A course that is owed.
struct CourseLine {
    href: String,
    title: String,
    owing: String,
    done: String,
    due: String,
    overdue: String,
    before: String,
    after: String,
}

/// A unit.
struct UnitLine {
    name: String,
    people: String,
    complete: String,
    overdue: String,
    names: String,
    hours: String,
}

#[derive(Template)]
#[template(path = "learning/coverage.html")]
struct Coverage {
    page: Page,
    crumbs: Vec<Crumb>,
    people: String,
    complete: String,
    overdue: String,
    hours: String,
    note: String,
    courses: Vec<CourseLine>,
    units: Vec<UnitLine>,
}

/// How one person stands to all that they owe.
struct Person<'a> {
    learner: &'a Learner,
    owed: usize,
    done: usize,
    overdue: Vec<&'a CourseRow>,
    minutes: i64,
}

/// Minutes of sessions that each person attended since a moment.
fn attended_minutes(attendances: &[Attendance], since: store::Timestamp) -> HashMap<&str, i64> {
    let mut minutes = HashMap::new();
    for row in attendances.iter().filter(|row| row.at >= since) {
        *minutes.entry(row.person.as_str()).or_default() += row.minutes;
    }
    minutes
}

/// Minutes of the courses without a session that a person completed since a moment, each once.
fn alone_minutes(person: &str, courses: &[CourseRow], done: &Done, since: store::Timestamp) -> i64 {
    courses
        .iter()
        .filter(|course| !course.in_person)
        .filter(|course| {
            done.completions(course, person)
                .iter()
                .any(|at| *at >= since)
        })
        .map(|course| course.minutes)
        .sum()
}

/// Mean share of right answers of a phase, where at least so many people stand behind it.
fn mean(ctx: &Ctx, tests: &[&TestRow], phase: Phase, least: usize) -> String {
    let t = &ctx.page.t;
    let of: Vec<_> = tests
        .iter()
        .filter(|test| test.phase == phase.code() && test.asked > 0)
        .collect();
    let mut people: Vec<&str> = of.iter().map(|test| test.person.as_str()).collect();
    people.sort_unstable();
    people.dedup();
    if people.is_empty() {
        return t.learning_no_tests().to_owned();
    }
    if people.len() < least {
        return t.learning_few_tests(least);
    }
    let sum: f64 = of
        .iter()
        .map(|test| test.correct as f64 / test.asked as f64)
        .sum();
    let share = 100.0 * sum / of.len() as f64;
    t.learning_mean(t.lang.decimal(share, 0), people.len())
}

async fn gather(ctx: &Ctx) -> Result<Coverage, ActError> {
    let (t, organisation) = (&ctx.page.t, ctx.organisation());
    let rules = ctx.app.rules(organisation).await?;
    let scope = ctx.actor.units_for(Right::LearningRead);
    let mut conn = ctx.read().await?;
    let least = crate::publication::store::least(&mut conn, organisation).await?;
    let least = usize::try_from(least).unwrap_or(usize::MAX);
    let courses = rows::courses(&mut conn, organisation).await?;
    let mut learners = rows::learners(&mut conn, organisation).await?;
    let attendances = rows::attendances(&mut conn, organisation).await?;
    let tests = rows::tests(&mut conn, organisation).await?;
    drop(conn);
    if let Some(units) = &scope {
        learners.retain(|one| {
            one.who
                .unit
                .as_ref()
                .is_some_and(|unit| units.contains(unit))
        });
    }
    let done = Done::of(&attendances, &tests);
    let since = store::Timestamp(ctx.now.0 - 365 * store::Timestamp::DAY);
    let attended = attended_minutes(&attendances, since);
    let seen: HashSet<&str> = learners.iter().map(|one| one.who.person.as_str()).collect();
    let owed: Vec<&CourseRow> = courses
        .iter()
        .filter(|row| is_active(row) && row.due_at.is_some())
        .collect();
    let owes = |one: &Learner, row: &CourseRow| row.audience().includes(&one.roles);
    let stands = |one: &Learner, row: &CourseRow| {
        let completions = done.completions(row, &one.who.person);
        standing(row.terms(), row.due_at, &completions, ctx.now)
    };
    let people: Vec<Person<'_>> = learners
        .iter()
        .map(|one| {
            let mut person = Person {
                learner: one,
                owed: 0,
                done: 0,
                overdue: Vec::new(),
                minutes: attended.get(one.who.person.as_str()).copied().unwrap_or(0)
                    + alone_minutes(&one.who.person, &courses, &done, since),
            };
            for row in owed.iter().filter(|row| owes(one, row)) {
                person.owed += 1;
                match stands(one, row) {
                    Standing::Done { .. } => person.done += 1,
                    Standing::Overdue(_) => person.overdue.push(row),
                    Standing::Due(_) | Standing::Open => {}
                }
            }
            person
        })
        .collect();
    let number = |count: usize| ctx.page.number(&i64::try_from(count).unwrap_or(i64::MAX));
    let lines = owed
        .iter()
        .map(|row| {
            let of: Vec<Standing> = (learners.iter())
                .filter(|one| owes(one, row))
                .map(|one| stands(one, row))
                .collect();
            let count =
                |wanted: fn(&Standing) -> bool| number(of.iter().filter(|s| wanted(s)).count());
            let own: Vec<&TestRow> = (tests.iter())
                .filter(|test| test.course == row.id && seen.contains(test.person.as_str()))
                .collect();
            CourseLine {
                href: ctx.at(&format!("/learning/courses/{}", row.id)),
                title: title_of(t, row),
                owing: number(of.len()),
                done: count(|s| matches!(s, Standing::Done { .. })),
                overdue: count(|s| matches!(s, Standing::Overdue(_))),
                due: row
                    .due_at
                    .map_or_else(String::new, |due| ctx.page.day(&due)),
                before: mean(ctx, &own, Phase::Before, least),
                after: mean(ctx, &own, Phase::After, least),
            }
        })
        .collect();
    let complete = |of: &[&Person<'_>]| of.iter().filter(|one| one.done == one.owed).count();
    let late = |of: &[&Person<'_>]| of.iter().filter(|one| !one.overdue.is_empty()).count();
    let each = |of: &[&Person<'_>]| {
        let total: i64 = of.iter().map(|one| one.minutes).sum();
        let count = i64::try_from(of.len()).unwrap_or(i64::MAX).max(1);
        length(t, (total + count / 2) / count)
    };
    let mut by_unit: BTreeMap<&str, Vec<&Person<'_>>> = BTreeMap::new();
    for person in &people {
        let unit = person.learner.who.unit.as_deref().unwrap_or("");
        by_unit.entry(unit).or_default().push(person);
    }
    let order = |unit: &str| rules.units.iter().position(|row| row.id == unit);
    let mut units: Vec<_> = by_unit.into_iter().collect();
    units.sort_by_key(|(unit, _)| order(unit).unwrap_or(usize::MAX));
    let all: Vec<&Person<'_>> = people.iter().collect();
    Ok(Coverage {
        crumbs: crumbs(ctx),
        people: number(all.len()),
        complete: number(complete(&all)),
        overdue: number(late(&all)),
        hours: each(&all),
        note: t.learning_mean_note(least),
        courses: lines,
        units: units
            .into_iter()
            .map(|(unit, of)| {
                let name = rules.unit_name(t.lang, Some(unit).filter(|unit| !unit.is_empty()));
                let names: Vec<String> = of
                    .iter()
                    .filter(|one| !one.overdue.is_empty())
                    .map(|one| {
                        let titles: Vec<String> =
                            one.overdue.iter().map(|row| title_of(t, row)).collect();
                        format!("{} ({})", one.learner.who.name, titles.join(comma(t)))
                    })
                    .collect();
                UnitLine {
                    name: if name.is_empty() {
                        t.charter_no_unit().to_owned()
                    } else {
                        name.to_owned()
                    },
                    people: number(of.len()),
                    complete: number(complete(&of)),
                    overdue: number(late(&of)),
                    names: names.join(comma(t)),
                    hours: each(&of),
                }
            })
            .collect(),
        page: ctx.page.clone(),
    })
}

/// The page.
pub async fn page(ctx: Ctx) -> Response {
    match gather(&ctx).await {
        Ok(page) => render(&page),
        Err(why) => refusal(&ctx, why),
    }
}
