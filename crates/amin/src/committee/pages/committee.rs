//! One committee: its rules, seats and members, sessions, and what the secretary may do.

use askama::Template;
use axum::extract::{Form, Path};
use axum::http::StatusCode;
use axum::response::Response;
use futures::FutureExt;
use persian::tehran_date;

use super::{
    Fact, crumb, duty_word, facts, list, majority_word, minutes_state, name_of, session_kind_word,
    session_state, tried,
};
use crate::committee::acts::{self, SessionInput, TermInput, committee_of};
use crate::committee::model::{Duty, SessionKind};
use crate::committee::store::{self as rows};
use crate::organisation::model::solar_day;
use crate::organisation::store::people;
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::ActError;
use crate::platform::form::{Fields, Tried, field};
use crate::platform::page::{Choice, Crumb, Page, refusal, render_with};
use crate::platform::permissions::Right;

/// Most people offered for a seat.
const PEOPLE: i64 = 500;

/// Somebody who holds a seat or stands in.
struct Holder {
    term: String,
    name: String,
    note: String,
}

/// A seat.
struct Seat {
    id: String,
    title: String,
    duty: &'static str,
    holders: Vec<Holder>,
}

/// A session in the list.
struct Session {
    href: String,
    name: String,
    when: String,
    state: &'static str,
    badge: &'static str,
    minutes: &'static str,
    minutes_badge: &'static str,
}

#[derive(Template)]
#[template(path = "committee/committee.html")]
struct Committee {
    page: Page,
    crumbs: Vec<Crumb>,
    here: String,
    name: String,
    mandate: String,
    facts: Vec<Fact>,
    seats: Vec<Seat>,
    sessions: Vec<Session>,
    resolutions: String,
    report: String,
    year: String,
    evaluation: String,
    kind_choices: Vec<Choice>,
    runs: bool,
    tried: Tried,
    failed: String,
    change: Fields,
    majorities: Vec<Choice>,
    duties: Vec<Choice>,
    seat_choices: Vec<Choice>,
    people: Vec<Choice>,
    kinds: Vec<Choice>,
    session_id: String,
}

async fn gather(ctx: &Ctx, id: &str, failed: &str, tried: Tried) -> Result<Committee, ActError> {
    let (t, organisation) = (&ctx.page.t, ctx.organisation());
    let mut conn = ctx.read().await?;
    let row = committee_of(&mut conn, &ctx.actor, id).await?;
    let seats = rows::seats(&mut conn, organisation, id).await?;
    let terms = rows::terms(&mut conn, organisation, id).await?;
    let sessions = rows::sessions(&mut conn, organisation, id).await?;
    let all_kinds = acts::kinds(&mut conn, organisation).await?;
    let runs = ctx.actor.may(Right::CommitteeRun);
    let staff = if runs {
        people(&mut conn, organisation, "", PEOPLE).await?
    } else {
        Vec::new()
    };
    drop(conn);
    let today = tehran_date(ctx.now.0).gregorian_iso();
    let holders = |seat: &str| -> Vec<Holder> {
        let current = terms.iter().filter(|term| {
            term.seat == seat && term.to_day.as_ref().is_none_or(|end| *end > today)
        });
        current
            .map(|term| {
                let from = t.lang.digits(&solar_day(&term.from_day));
                let span = match &term.to_day {
                    Some(end) => t.committee_term_span(&from, t.lang.digits(&solar_day(end))),
                    None => t.committee_term_since(&from),
                };
                let part = if term.substitute {
                    t.committee_substitute()
                } else {
                    ""
                };
                let words = [part, &term.decree, &span];
                let words: Vec<&str> = words.into_iter().filter(|w| !w.is_empty()).collect();
                Holder {
                    term: term.id.clone(),
                    name: term.name.clone(),
                    note: words.join(" · "),
                }
            })
            .collect()
    };
    let chosen = |name: &str| tried.value(name).to_owned();
    let change = if failed == "change" {
        tried.fields.clone()
    } else {
        [
            ("name", row.name.clone()),
            ("name_en", row.name_en.clone()),
            ("legal_basis", row.legal_basis.clone()),
            ("mandate", row.mandate.clone()),
            ("quorum", row.quorum.to_string()),
            ("majority", row.majority.clone()),
            ("kind", row.kind.clone().unwrap_or_default()),
        ]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
    };
    Ok(Committee {
        crumbs: vec![crumb(ctx, t.nav_committee(), "/committee")],
        here: ctx.at(&format!("/committee/{id}")),
        name: name_of(t.lang, &row.name, &row.name_en).to_owned(),
        mandate: row.mandate.clone(),
        facts: facts(vec![
            (
                t.committee_kind_of_body(),
                (all_kinds.iter())
                    .find(|kind| Some(&kind.id) == row.kind.as_ref())
                    .map_or_else(String::new, |kind| {
                        name_of(t.lang, &kind.name, &kind.name_en).to_owned()
                    }),
            ),
            (t.committee_legal_basis(), row.legal_basis.clone()),
            (t.committee_quorum(), t.committee_quorum_words(row.quorum)),
            (
                t.committee_majority(),
                majority_word(t, &row.majority).to_owned(),
            ),
            (t.committee_founded(), ctx.page.day(&row.founded_at)),
        ]),
        seats: (seats.iter())
            .map(|seat| Seat {
                id: seat.id.clone(),
                title: seat.title.clone(),
                duty: duty_word(t, &seat.duty),
                holders: holders(&seat.id),
            })
            .collect(),
        sessions: (sessions.iter())
            .map(|s| {
                let (state, badge) = session_state(t, &s.state);
                let (minutes, minutes_badge) = minutes_state(t, &s.minutes_state);
                Session {
                    href: ctx.at(&format!("/committee/sessions/{}", s.id)),
                    name: t.committee_session_name(s.number, session_kind_word(t, &s.kind)),
                    when: ctx.page.moment(&s.starts_at),
                    state,
                    badge,
                    minutes,
                    minutes_badge,
                }
            })
            .collect(),
        resolutions: ctx.at(&format!("/committee/resolutions?committee={id}")),
        report: ctx.at(&format!("/committee/{id}/report")),
        year: ctx.at(&format!("/committee/{id}/year")),
        evaluation: ctx.at(&format!("/committee/{id}/evaluation")),
        kind_choices: list::kinds(ctx, &all_kinds, field(&change, "kind")),
        runs,
        majorities: list::majorities(ctx, field(&change, "majority")),
        change,
        duties: (Duty::ALL.iter())
            .map(|duty| Choice::new(duty.code(), duty_word(t, duty.code()), &chosen("duty")))
            .collect(),
        seat_choices: (seats.iter())
            .map(|seat| Choice::new(&seat.id, &seat.title, &chosen("seat")))
            .collect(),
        people: (staff.iter().filter(|person| person.active))
            .map(|person| Choice::new(&person.id, &person.name, &chosen("person")))
            .collect(),
        kinds: (SessionKind::ALL.iter())
            .map(|kind| {
                let default = match tried.value("kind") {
                    "" => "ordinary",
                    word => word,
                };
                Choice::new(kind.code(), session_kind_word(t, kind.code()), default)
            })
            .collect(),
        session_id: match tried.value("session_id") {
            "" => ctx.app.new_id(ctx.now),
            id => id.to_owned(),
        },
        failed: failed.to_owned(),
        tried,
        page: ctx.page.clone(),
    })
}

async fn show(ctx: &Ctx, id: &str, status: StatusCode, failed: &str, tried: Tried) -> Response {
    match gather(ctx, id, failed, tried).await {
        Ok(page) => render_with(status, &page),
        Err(why) => refusal(ctx, why),
    }
}

/// The page.
pub async fn page(ctx: Ctx, Path((_, id)): Path<(String, String)>) -> Response {
    show(&ctx, &id, StatusCode::OK, "", Tried::default()).await
}

/// Does something with the committee.
pub async fn act(
    ctx: Ctx,
    Path((_, id, deed)): Path<(String, String, String)>,
    Form(fields): Form<Fields>,
) -> Response {
    let (actor, now, committee) = (ctx.actor.clone(), ctx.now, id.clone());
    let text = |name: &str| field(&fields, name).to_owned();
    let app = ctx.app.clone();
    let (done, next) = match deed.as_str() {
        "change" => {
            let input = list::input(&id, &fields);
            let known = async {
                let mut conn = ctx.read().await?;
                committee_of(&mut conn, &ctx.actor, &id).await
            };
            if let Err(why) = known.await {
                return refusal(&ctx, why);
            }
            let act = app.act(move |tx| {
                async move { acts::put_committee(tx, &actor, now, &input).await }.boxed()
            });
            (act.await.map(|_| ()), String::new())
        }
        "seat" => {
            let (title, duty) = (text("title"), text("duty"));
            let act = app.act(move |tx| {
                async move { acts::add_seat(tx, &actor, now, &committee, &title, &duty).await }
                    .boxed()
            });
            (act.await.map(|_| ()), String::new())
        }
        "end-seat" => {
            let seat = text("seat");
            let act = app.act(move |tx| {
                async move { acts::end_seat(tx, &actor, now, &committee, &seat).await }.boxed()
            });
            (act.await.map(|_| ()), String::new())
        }
        "appoint" => {
            let input = TermInput {
                seat: text("seat"),
                person: text("person"),
                substitute: !text("substitute").is_empty(),
                decree: text("decree"),
                from_day: text("from_day"),
                to_day: text("to_day"),
            };
            let act = app.act(move |tx| {
                async move { acts::appoint(tx, &actor, now, &committee, &input).await }.boxed()
            });
            (act.await.map(|_| ()), String::new())
        }
        "dismiss" => {
            let term = text("term");
            let act = app.act(move |tx| {
                async move { acts::dismiss(tx, &actor, now, &committee, &term).await }.boxed()
            });
            (act.await.map(|_| ()), String::new())
        }
        "plan" => {
            let input = SessionInput {
                id: text("session_id"),
                kind: text("kind"),
                day: text("day"),
                time: text("time"),
                place: text("place"),
            };
            let next = format!("/committee/sessions/{}", input.id);
            let act = app.act(move |tx| {
                async move { acts::plan_session(tx, &actor, now, &committee, &input).await }.boxed()
            });
            (act.await.map(|_| ()), next)
        }
        "plan-year" => return super::year::plan(ctx, &id, fields).await,
        "evaluate" | "plan-item" | "plan-done" | "plan-drop" => {
            return super::evaluation::act(ctx, &id, &deed, fields).await;
        }
        _ => return refusal(&ctx, ActError::NotFound),
    };
    let next = if next.is_empty() {
        format!("/committee/{id}")
    } else {
        next
    };
    match done {
        Ok(()) => see_other_saying(&ctx.at(&next), "saved"),
        Err(why) => match tried(&ctx, fields, why) {
            Ok((status, tried)) => show(&ctx, &id, status, &deed, tried).await,
            Err(answer) => *answer,
        },
    }
}
