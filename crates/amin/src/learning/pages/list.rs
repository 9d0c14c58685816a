//! One's own courses, the sessions ahead, and what else is given.

use std::collections::BTreeMap;

use askama::Template;
use axum::response::Response;

use super::{StandingView, kind_word, length, standing_view, title_of};
use crate::learning::acts::is_active;
use crate::learning::model::{SeatState, SessionState, standing};
use crate::learning::store::{self as rows, CourseRow, Done};
use crate::platform::context::Ctx;
use crate::platform::errors::ActError;
use crate::platform::page::{Page, refusal, render};
use crate::platform::permissions::Right;

/// A course in the list.
struct Line {
    href: String,
    title: String,
    kind: &'static str,
    length: String,
    standing: StandingView,
}

/// A session ahead.
struct Ahead {
    title: String,
    course: String,
    when: String,
    place: String,
    free: String,
    full: bool,
    enrolled: bool,
    enrol: String,
    leave: String,
}

#[derive(Template)]
#[template(path = "learning/list.html")]
struct List {
    page: Page,
    staff: bool,
    owed: Vec<Line>,
    ahead: Vec<Ahead>,
    others: Vec<Line>,
    hours: String,
    may_read: bool,
    may_edit: bool,
}

async fn gather(ctx: &Ctx) -> Result<List, ActError> {
    let (t, organisation) = (&ctx.page.t, ctx.organisation());
    let person = ctx.actor.person.clone().unwrap_or_default();
    let rules = ctx.app.rules(organisation).await?;
    let mut conn = ctx.read().await?;
    let courses = rows::courses(&mut conn, organisation).await?;
    let own = rows::roles_of(&mut conn, organisation, &person).await?;
    let attended = rows::attendances_of(&mut conn, organisation, &person).await?;
    let done = Done::of(
        &attended,
        &rows::tests_of(&mut conn, organisation, &person).await?,
    );
    let seats = rows::seats_of(&mut conn, organisation, &person).await?;
    let sessions = rows::sessions(&mut conn, organisation).await?;
    let taken: BTreeMap<String, i64> = (rows::taken(&mut conn, organisation).await?)
        .into_iter()
        .collect();
    drop(conn);
    let line = |row: &CourseRow, owed: bool| {
        let completions = done.completions(row, &person);
        let due = row.due_at.filter(|_| owed);
        Line {
            href: ctx.at(&format!("/learning/courses/{}", row.id)),
            title: title_of(t, row),
            kind: kind_word(t, &row.kind),
            length: length(t, row.minutes),
            standing: standing_view(
                ctx,
                &rules,
                standing(row.terms(), due, &completions, ctx.now),
            ),
        }
    };
    let owes = |row: &CourseRow| {
        own.as_ref()
            .is_some_and(|roles| row.audience().includes(roles))
    };
    let (mut owed, mut others) = (Vec::new(), Vec::new());
    for row in courses.iter().filter(|row| is_active(row)) {
        if owes(row) {
            owed.push(line(row, true));
        } else {
            others.push(line(row, false));
        }
    }
    let mut ahead: Vec<_> = sessions
        .iter()
        .filter(|row| row.state == SessionState::Planned.code() && row.starts_at > ctx.now)
        .collect();
    ahead.sort_by_key(|row| (row.starts_at, row.id.clone()));
    Ok(List {
        staff: own.is_some(),
        owed,
        ahead: ahead
            .into_iter()
            .filter_map(|row| {
                let course = courses.iter().find(|one| one.id == row.course)?;
                let used = taken.get(&row.id).copied().unwrap_or(0);
                Some(Ahead {
                    title: title_of(t, course),
                    course: ctx.at(&format!("/learning/courses/{}", course.id)),
                    when: ctx.page.moment(&row.starts_at),
                    place: row.place.clone(),
                    free: if row.seats == 0 {
                        t.learning_seats_open().to_owned()
                    } else {
                        t.learning_seats_left((row.seats - used).max(0))
                    },
                    full: row.seats > 0 && used >= row.seats,
                    enrolled: seats.iter().any(|seat| {
                        seat.session == row.id && seat.state == SeatState::Enrolled.code()
                    }),
                    enrol: ctx.at(&format!("/learning/sessions/{}/enrol", row.id)),
                    leave: ctx.at(&format!("/learning/sessions/{}/leave", row.id)),
                })
            })
            .collect(),
        others,
        hours: length(t, attended.iter().map(|row| row.minutes).sum()),
        may_read: ctx.actor.may(Right::LearningRead),
        may_edit: ctx.actor.may(Right::LearningEdit),
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
