//! The secretariat's dashboard: what waits today, each number with the list behind it.

use askama::Template;
use axum::response::Response;
use persian::tehran_date;
use store::Timestamp;

use super::session::session_name;
use super::{crumb, minutes_state, name_of, session_state};
use crate::committee::model::{MinutesState, Quarter, missed};
use crate::committee::store::{self as rows, LetterFilter, ResolutionFilter};
use crate::platform::context::Ctx;
use crate::platform::errors::ActError;
use crate::platform::page::{Crumb, Page, refusal, render};

/// A number with its list.
struct Count {
    name: &'static str,
    number: String,
    href: String,
    late: bool,
}

/// A session that is being worked on.
struct Session {
    href: String,
    name: String,
    committee: String,
    when: String,
    state: &'static str,
    badge: &'static str,
    late: bool,
}

/// Something of a committee that is amiss.
struct Alarm {
    href: String,
    text: String,
}

#[derive(Template)]
#[template(path = "committee/desk.html")]
struct Desk {
    page: Page,
    crumbs: Vec<Crumb>,
    counts: Vec<Count>,
    sessions: Vec<Session>,
    alarms: Vec<Alarm>,
}

/// Days ahead that the dashboard calls soon.
const SOON: i64 = 7;

async fn gather(ctx: &Ctx) -> Result<Desk, ActError> {
    let (t, organisation) = (&ctx.page.t, ctx.organisation());
    let mut conn = ctx.read().await?;
    let seen = super::resolutions::seen(ctx, &mut conn, ctx.now).await?;
    let soon = Timestamp(ctx.now.0 + SOON * Timestamp::DAY);
    let mut counts = Vec::new();
    let lists: [(&str, &'static str, Option<Timestamp>); 4] = [
        ("overdue", t.committee_desk_overdue(), None),
        ("open", t.committee_desk_soon(), Some(soon)),
        ("reported", t.committee_desk_verify(), None),
        ("open", t.committee_desk_owed(), None),
    ];
    for (state, name, due_before) in lists {
        let filter = ResolutionFilter {
            state: state.to_owned(),
            due_before,
            ..seen.clone()
        };
        let waiting = rows::count_resolutions(&mut conn, organisation, &filter).await?;
        let due = if due_before.is_some() { "&due=7" } else { "" };
        counts.push(Count {
            name,
            number: ctx.page.number(&waiting),
            href: ctx.at(&format!("/committee/resolutions?state={state}{due}")),
            late: state == "overdue" && waiting > 0,
        });
    }
    for (state, name) in [
        ("overdue", t.committee_desk_letters_overdue()),
        ("waiting", t.committee_desk_letters()),
    ] {
        let filter = LetterFilter {
            state: state.to_owned(),
            hidden_items: seen.hidden_items.clone(),
            now: ctx.now,
            ..LetterFilter::default()
        };
        let waiting = rows::count_letters(&mut conn, organisation, &filter).await?;
        counts.push(Count {
            name,
            number: ctx.page.number(&waiting),
            href: ctx.at(&format!("/committee/letters?state={state}")),
            late: state == "overdue" && waiting > 0,
        });
    }
    let committees = rows::committees(&mut conn, organisation).await?;
    let work = rows::sessions_at_work(&mut conn, organisation).await?;
    let mut alarms = Vec::new();
    let today = tehran_date(ctx.now.0);
    for row in committees.iter().filter(|row| row.active) {
        let name = name_of(t.lang, &row.name, &row.name_en);
        let held = rows::quarters_held(&mut conn, organisation, &row.id).await?;
        let held: Vec<Quarter> = held
            .iter()
            .filter_map(|quarter| quarter.parse().ok())
            .collect();
        let missing = missed(tehran_date(row.founded_at.0), today, &held);
        if let Some(last) = missing.last() {
            alarms.push(Alarm {
                href: ctx.at(&format!("/committee/{}/year?year={}", row.id, last.year)),
                text: t.committee_desk_missed(name, t.lang.digits(&last.to_string())),
            });
        }
        let late = rows::plan_due(&mut conn, organisation, &row.id, ctx.now).await?;
        if let Some(first) = late.first() {
            alarms.push(Alarm {
                href: ctx.at(&format!(
                    "/committee/{}/evaluation?year={}",
                    row.id, first.year
                )),
                text: t.committee_desk_plan_late(name, late.len()),
            });
        }
        let year = i64::from(today.year()) - 1;
        let existed = i64::from(tehran_date(row.founded_at.0).year()) <= year;
        if existed
            && rows::evaluation(&mut conn, organisation, &row.id, year)
                .await?
                .is_none()
        {
            alarms.push(Alarm {
                href: ctx.at(&format!("/committee/{}/evaluation?year={year}", row.id)),
                text: t.committee_desk_not_evaluated(name, t.lang.digits(&year.to_string())),
            });
        }
    }
    drop(conn);
    let sessions = work.iter().map(|session| {
        let minutes = MinutesState::of(&session.minutes_state);
        let (state, badge) = if matches!(minutes, Some(MinutesState::Draft | MinutesState::Agreed))
        {
            minutes_state(t, &session.minutes_state)
        } else {
            session_state(t, &session.state)
        };
        Session {
            href: ctx.at(&format!("/committee/sessions/{}", session.id)),
            name: session_name(ctx, session),
            committee: committees
                .iter()
                .find(|row| row.id == session.committee)
                .map_or_else(String::new, |row| {
                    name_of(t.lang, &row.name, &row.name_en).to_owned()
                }),
            when: ctx.page.moment(&session.starts_at),
            state,
            badge,
            late: ["planned", "called"].contains(&session.state.as_str())
                && session.starts_at < ctx.now,
        }
    });
    Ok(Desk {
        crumbs: vec![crumb(ctx, t.nav_committee(), "/committee")],
        sessions: sessions.collect(),
        counts,
        alarms,
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
