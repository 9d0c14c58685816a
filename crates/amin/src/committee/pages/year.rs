//! A committee's calendar by the quarters of a Solar Hijri year, and the form that plans it.

use askama::Template;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use futures::FutureExt;
use persian::tehran_date;
use serde::Deserialize;

use super::session::session_name;
use super::{crumb, name_of, session_state, tried};
use crate::committee::acts::{self, begin_of, committee_of};
use crate::committee::model::{Quarter, missed};
use crate::committee::store as rows;
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::ActError;
use crate::platform::form::{Fields, Tried, field};
use crate::platform::page::{Choice, Crumb, Page, refusal, render_with};
use crate::platform::permissions::Right;

/// Fields of the four quarters' days.
const DAYS: [&str; 4] = ["day_1", "day_2", "day_3", "day_4"];

/// The year that an address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    year: String,
}

impl Asked {
    /// The year asked for, or another; none where it is no year.
    pub fn year(&self, otherwise: i64) -> Option<i64> {
        if self.year.is_empty() {
            return Some(otherwise);
        }
        let year = persian::parse_integer(&self.year).ok()?;
        begin_of(year).map(|_| year)
    }
}

/// A session of a quarter.
struct Session {
    href: String,
    name: String,
    when: String,
    state: &'static str,
    badge: &'static str,
}

/// A quarter.
struct Season {
    name: &'static str,
    span: String,
    missed: bool,
    sessions: Vec<Session>,
    field: &'static str,
    day: String,
    error: String,
    ahead: bool,
}

#[expect(
    clippy::struct_field_names,
    reason = "the template names what it shows"
)]
#[derive(Template)]
#[template(path = "committee/year.html")]
struct Year {
    page: Page,
    crumbs: Vec<Crumb>,
    here: String,
    title: String,
    years: Vec<Choice>,
    year: i64,
    seasons: Vec<Season>,
    may_plan: bool,
    token: String,
    tried: Tried,
}

/// The choices of a year: last year to next year.
pub(super) fn years(ctx: &Ctx, chosen: i64) -> Vec<Choice> {
    let this = i64::from(tehran_date(ctx.now.0).year());
    let chosen_word = chosen.to_string();
    let mut all: Vec<i64> = (this - 2..=this + 1).collect();
    if !all.contains(&chosen) {
        all.push(chosen);
    }
    all.iter()
        .rev()
        .map(|year| {
            let year = year.to_string();
            Choice::new(&year, ctx.page.digits(&year), &chosen_word)
        })
        .collect()
}

async fn gather(ctx: &Ctx, id: &str, year: i64, tried: Tried) -> Result<Year, ActError> {
    let (t, organisation) = (&ctx.page.t, ctx.organisation());
    let mut conn = ctx.read().await?;
    let committee = committee_of(&mut conn, &ctx.actor, id).await?;
    let sessions = rows::sessions(&mut conn, organisation, id).await?;
    drop(conn);
    let held: Vec<Quarter> = (sessions.iter())
        .filter(|s| ["open", "closed"].contains(&s.state.as_str()))
        .filter_map(|s| s.quarter.parse().ok())
        .collect();
    let today = tehran_date(ctx.now.0);
    let missing = missed(tehran_date(committee.founded_at.0), today, &held);
    let words = [
        t.committee_spring(),
        t.committee_summer(),
        t.committee_autumn(),
        t.committee_winter(),
    ];
    let number = u16::try_from(year).unwrap_or(0);
    let seasons = (1..=4_u8)
        .zip(words)
        .zip(DAYS)
        .map(|((place, name), field)| {
            let quarter = Quarter {
                year: number,
                quarter: place,
            };
            let day = |date: Option<persian::Date>| {
                date.map_or_else(String::new, |date| t.lang.digits(&date.numeric()))
            };
            let of_quarter = sessions
                .iter()
                .rev()
                .filter(|s| s.quarter == quarter.to_string());
            Season {
                name,
                span: t.committee_term_span(day(quarter.first()), day(quarter.last())),
                missed: missing.contains(&quarter),
                sessions: of_quarter
                    .map(|s| {
                        let (state, badge) = session_state(t, &s.state);
                        Session {
                            href: ctx.at(&format!("/committee/sessions/{}", s.id)),
                            name: session_name(ctx, s),
                            when: ctx.page.moment(&s.starts_at),
                            state,
                            badge,
                        }
                    })
                    .collect(),
                field,
                day: tried.value(field).to_owned(),
                error: tried.errors.of(field).to_owned(),
                ahead: quarter.last().is_some_and(|last| last >= today),
            }
        });
    let seasons: Vec<Season> = seasons.collect();
    let name = name_of(t.lang, &committee.name, &committee.name_en);
    Ok(Year {
        crumbs: vec![
            crumb(ctx, t.nav_committee(), "/committee"),
            crumb(ctx, name, &format!("/committee/{id}")),
        ],
        here: ctx.at(&format!("/committee/{id}")),
        title: t.committee_year_title(t.lang.digits(&year.to_string())),
        years: years(ctx, year),
        may_plan: ctx.actor.may(Right::CommitteeRun) && seasons.iter().any(|season| season.ahead),
        year,
        seasons,
        token: match tried.value("token") {
            "" => ctx.app.new_id(ctx.now),
            token => token.to_owned(),
        },
        tried,
        page: ctx.page.clone(),
    })
}

/// The page.
pub async fn page(
    ctx: Ctx,
    Path((_, id)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Response {
    let Some(year) = asked.year(i64::from(tehran_date(ctx.now.0).year())) else {
        return refusal(&ctx, ActError::NotFound);
    };
    match gather(&ctx, &id, year, Tried::default()).await {
        Ok(page) => render_with(StatusCode::OK, &page),
        Err(why) => refusal(&ctx, why),
    }
}

/// Plans the sessions of a year.
pub(super) async fn plan(ctx: Ctx, id: &str, fields: Fields) -> Response {
    let Ok(year) = persian::parse_integer(field(&fields, "year")) else {
        return refusal(&ctx, ActError::NotFound);
    };
    let text = |name: &str| field(&fields, name).to_owned();
    let days: Vec<(&'static str, u8, String)> = (1..)
        .zip(DAYS)
        .map(|(quarter, name)| (name, quarter, text(name)))
        .collect();
    let (token, time, place) = (text("token"), text("time"), text("place"));
    let (actor, now, committee) = (ctx.actor.clone(), ctx.now, id.to_owned());
    let act = ctx.app.act(move |tx| {
        async move {
            let plan = acts::YearInput {
                token,
                year,
                days,
                time,
                place,
            };
            acts::plan_year(tx, &actor, now, &committee, &plan).await
        }
        .boxed()
    });
    match act.await {
        Ok(_) => see_other_saying(
            &ctx.at(&format!("/committee/{id}/year?year={year}")),
            "saved",
        ),
        Err(why) => match tried(&ctx, fields, why) {
            Ok((status, tried)) => match gather(&ctx, id, year, tried).await {
                Ok(page) => render_with(status, &page),
                Err(why) => refusal(&ctx, why),
            },
            Err(answer) => *answer,
        },
    }
}
