//! One session: agenda, who came, what may be done next.

use askama::Template;
use axum::extract::{Form, Path};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures::FutureExt;
use persian::tehran_date;
use store::Timestamp;

use super::{
    Fact, crumb, duty_word, facts, item_state, minutes_state, name_of, session_kind_word,
    session_state, tried,
};
use crate::committee::acts::{self, PartyInput, committee_of};
use crate::committee::icalendar::{self, Method};
use crate::committee::invitation::{Guest, Place, expected};
use crate::committee::model::{Answer, Duty, MinutesState, SessionState};
use crate::committee::store::{self as rows, CommitteeRow, SessionRow};
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::ActError;
use crate::platform::form::{Fields, Tried, field};
use crate::platform::page::{Choice, Crumb, Page, refusal, render_with};
use crate::platform::permissions::Right;
use crate::platform::texts::Texts;

/// An item of the agenda.
struct Item {
    href: String,
    position: String,
    title: String,
    state: &'static str,
    badge: &'static str,
    outcome: String,
}

/// Who came for a seat.
struct Came {
    name: String,
    seat: String,
    duty: &'static str,
}

/// A seat for which somebody may have come.
struct SeatChoice {
    field: String,
    label: String,
    choices: Vec<Choice>,
}

/// A seat, who may fill it, and what they answered to the invitation.
struct Asked {
    seat: String,
    name: String,
    word: &'static str,
    badge: &'static str,
    reason: String,
}

/// A step that is one button.
struct Step {
    code: &'static str,
    label: &'static str,
    hint: &'static str,
}

#[expect(
    clippy::struct_excessive_bools,
    reason = "each opens one form of the page"
)]
#[derive(Template)]
#[template(path = "committee/session.html")]
struct Session {
    page: Page,
    crumbs: Vec<Crumb>,
    here: String,
    title: String,
    state: &'static str,
    badge: &'static str,
    facts: Vec<Fact>,
    items: Vec<Item>,
    withheld: bool,
    came: Vec<Came>,
    calendar: String,
    minutes: String,
    minutes_state: &'static str,
    minutes_badge: &'static str,
    remarks: String,
    steps: Vec<Step>,
    may_add: bool,
    may_open: bool,
    may_drop: bool,
    may_remark: bool,
    party_kinds: Vec<Choice>,
    seats: Vec<SeatChoice>,
    may_answer: bool,
    answers: Vec<Choice>,
    own_answer: String,
    asked: Vec<Asked>,
    expected: String,
    tried: Tried,
    failed: String,
}

/// The word of an answer and its look.
fn answer_word(t: &Texts, answer: Option<Answer>) -> (&'static str, &'static str) {
    match answer {
        Some(Answer::Yes) => (t.committee_answer_yes(), "answered"),
        Some(Answer::No) => (t.committee_answer_no(), "late"),
        Some(Answer::Substitute) => (t.committee_answer_substitute(), "waiting"),
        None => (t.committee_answer_none(), "open"),
    }
}

/// Who was invited and what they answered, for who keeps the session.
fn asked(t: &Texts, places: &[Place]) -> Vec<Asked> {
    let mut lines = Vec::new();
    for place in places {
        for guest in place.invited() {
            let (word, badge) = answer_word(t, guest.answer);
            lines.push(Asked {
                seat: place.title.clone(),
                name: if guest.substitute {
                    format!("{} ({})", guest.name, t.committee_substitute())
                } else {
                    guest.name.clone()
                },
                word,
                badge,
                reason: guest.reason.clone(),
            });
        }
    }
    lines
}

/// The answers that somebody may give: who holds a seat may send the one who stands in.
fn answers(t: &Texts, place: &Place, guest: &Guest, chosen: &str) -> Vec<Choice> {
    let stands_in = !guest.substitute && place.guests.iter().any(|one| one.substitute);
    let mut choices = vec![
        Choice::new("yes", t.committee_answer_yes(), chosen),
        Choice::new("no", t.committee_answer_no(), chosen),
    ];
    if stands_in {
        choices.push(Choice::new(
            "substitute",
            t.committee_answer_substitute(),
            chosen,
        ));
    }
    choices
}

/// The session with its committee, where this reader may see it.
pub(super) async fn opened(
    conn: &mut store::Conn,
    ctx: &Ctx,
    id: &str,
) -> Result<(CommitteeRow, SessionRow), ActError> {
    if id.contains('\0') {
        return Err(ActError::NotFound);
    }
    let session = rows::session(conn, ctx.organisation(), id)
        .await?
        .ok_or(ActError::NotFound)?;
    let committee = committee_of(conn, &ctx.actor, &session.committee).await?;
    Ok((committee, session))
}

/// The items that this reader keeps out of.
pub(super) async fn hidden(conn: &mut store::Conn, ctx: &Ctx) -> Result<Vec<String>, store::Error> {
    match &ctx.actor.person {
        Some(person) => rows::recused_items(conn, ctx.organisation(), person).await,
        None => Ok(Vec::new()),
    }
}

/// The name of a session.
pub(super) fn session_name(ctx: &Ctx, session: &SessionRow) -> String {
    let t = &ctx.page.t;
    t.committee_session_name(session.number, session_kind_word(t, &session.kind))
}

/// The choices of a party's kind.
pub(super) fn party_kinds(t: &Texts, chosen: &str) -> Vec<Choice> {
    let chosen = if chosen.is_empty() { "firm" } else { chosen };
    vec![
        Choice::new("firm", t.committee_party_firm(), chosen),
        Choice::new("person", t.committee_party_person(), chosen),
    ]
}

async fn gather(ctx: &Ctx, id: &str, failed: &str, tried: Tried) -> Result<Session, ActError> {
    let (t, organisation) = (&ctx.page.t, ctx.organisation());
    let mut conn = ctx.read().await?;
    let (committee, session) = opened(&mut conn, ctx, id).await?;
    let hidden = hidden(&mut conn, ctx).await?;
    let items = rows::items(&mut conn, organisation, id).await?;
    let came = rows::attendance(&mut conn, organisation, id).await?;
    let seats = rows::seats(&mut conn, organisation, &committee.id).await?;
    let terms = rows::terms(&mut conn, organisation, &committee.id).await?;
    let places = acts::places_of(&mut conn, organisation, &session).await?;
    drop(conn);
    let runs = ctx.actor.may(Right::CommitteeRun);
    let state = SessionState::of(&session.state).unwrap_or(SessionState::Planned);
    let before = matches!(state, SessionState::Planned | SessionState::Called);
    let today = tehran_date(ctx.now.0).gregorian_iso();
    let all = items.len();
    let items: Vec<Item> = (items.into_iter())
        .filter(|item| !hidden.contains(&item.id))
        .map(|item| {
            let (state, badge) = item_state(t, &item.state);
            Item {
                href: ctx.at(&format!("/committee/sessions/{id}/items/{}", item.id)),
                position: ctx.page.number(&item.position),
                title: item.title,
                state,
                badge,
                outcome: item.outcome,
            }
        })
        .collect();
    let mut steps = Vec::new();
    if runs && before {
        steps.push(Step {
            code: "fill",
            label: t.committee_do_fill(),
            hint: t.committee_do_fill_hint(),
        });
        steps.push(Step {
            code: "call",
            label: t.committee_do_call(),
            hint: t.committee_do_call_hint(),
        });
    }
    if runs && state == SessionState::Open {
        steps.push(Step {
            code: "close",
            label: t.committee_do_close(),
            hint: t.committee_do_close_hint(),
        });
    }
    let draft = session.minutes_state == MinutesState::Draft.code();
    if runs && draft {
        steps.push(Step {
            code: "agree",
            label: t.committee_do_agree(),
            hint: t.committee_do_agree_hint(),
        });
    }
    let called = state == SessionState::Called && session.starts_at > ctx.now;
    let own = places.iter().find_map(|place| {
        let mut guests = place.guests.iter();
        let guest = guests.find(|guest| ctx.actor.person.as_ref() == Some(&guest.person))?;
        Some((place, guest))
    });
    let own = own.filter(|_| called && ctx.actor.may(Right::CommitteeVote));
    let said = own.and_then(|(_, guest)| guest.answer);
    let (state_word, badge) = session_state(t, &session.state);
    let (minutes_word, minutes_badge) = minutes_state(t, &session.minutes_state);
    let moment = |at: Option<Timestamp>| at.map_or_else(String::new, |at| ctx.page.moment(&at));
    Ok(Session {
        crumbs: vec![
            crumb(ctx, t.nav_committee(), "/committee"),
            crumb(
                ctx,
                name_of(t.lang, &committee.name, &committee.name_en),
                &format!("/committee/{}", committee.id),
            ),
        ],
        here: ctx.at(&format!("/committee/sessions/{id}")),
        title: session_name(ctx, &session),
        state: state_word,
        badge,
        facts: facts(vec![
            (t.committee_when(), ctx.page.moment(&session.starts_at)),
            (t.committee_place(), session.place.clone()),
            (t.committee_quarter(), t.lang.digits(&session.quarter)),
            (t.committee_called_at(), moment(session.called_at)),
            (t.committee_opened_at(), moment(session.opened_at)),
            (t.committee_closed_at(), moment(session.closed_at)),
            (
                t.committee_quorum(),
                t.committee_quorum_words(committee.quorum),
            ),
        ]),
        withheld: items.len() < all,
        items,
        came: (came.iter())
            .map(|row| Came {
                name: row.name.clone(),
                seat: row.title.clone(),
                duty: duty_word(t, &row.duty),
            })
            .collect(),
        calendar: if before {
            ctx.at(&format!("/committee/sessions/{id}/invitation.ics"))
        } else {
            String::new()
        },
        minutes: if minutes_word.is_empty() {
            String::new()
        } else {
            ctx.at(&format!("/committee/sessions/{id}/minutes"))
        },
        minutes_state: minutes_word,
        minutes_badge,
        remarks: if failed == "remark" {
            tried.value("remarks").to_owned()
        } else {
            session.remarks.clone()
        },
        steps,
        may_add: runs && (before || state == SessionState::Open),
        may_open: runs && before,
        may_drop: runs && before,
        may_remark: runs && draft,
        party_kinds: party_kinds(t, tried.value("party_kind")),
        seats: (seats.iter())
            .map(|seat| {
                let field = format!("seat-{}", seat.id);
                let coming = places.iter().find(|place| place.seat == seat.id);
                let coming = coming.and_then(Place::comes).map(|guest| &guest.person);
                let chosen = match tried.value(&field) {
                    // Who said that they come is chosen, until the secretary chooses otherwise.
                    "" if failed.is_empty() => coming.cloned().unwrap_or_default(),
                    value => value.to_owned(),
                };
                let holds = terms.iter().filter(|term| {
                    term.seat == seat.id
                        && term.from_day <= today
                        && term.to_day.as_ref().is_none_or(|end| *end >= today)
                });
                let choices = holds.map(|term| {
                    let name = if term.substitute {
                        format!("{} ({})", term.name, t.committee_substitute())
                    } else {
                        term.name.clone()
                    };
                    Choice::new(&term.person, name, &chosen)
                });
                SeatChoice {
                    label: format!("{} · {}", seat.title, duty_word(t, &seat.duty)),
                    choices: choices.collect(),
                    field,
                }
            })
            .collect(),
        may_answer: own.is_some(),
        answers: own.map_or_else(Vec::new, |(place, guest)| {
            let chosen = match tried.value("answer") {
                "" => said.map_or("", Answer::code),
                value => value,
            };
            answers(t, place, guest, chosen)
        }),
        own_answer: said.map_or_else(String::new, |said| {
            t.committee_answered(answer_word(t, Some(said)).0)
        }),
        asked: if runs && called {
            asked(t, &places)
        } else {
            Vec::new()
        },
        expected: {
            let voting = seats
                .iter()
                .filter(|seat| Duty::of(&seat.duty).is_some_and(Duty::votes));
            let (coming, quorum) = (expected(&places), committee.quorum);
            if coming < quorum {
                t.committee_expected_few(coming, voting.count(), quorum)
            } else {
                t.committee_expected(coming, voting.count(), quorum)
            }
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

/// Does something with the session.
pub async fn act(
    ctx: Ctx,
    Path((_, id, deed)): Path<(String, String, String)>,
    Form(fields): Form<Fields>,
) -> Response {
    let (actor, now, session) = (ctx.actor.clone(), ctx.now, id.clone());
    let text = |name: &str| field(&fields, name).to_owned();
    let app = ctx.app.clone();
    let done = match deed.as_str() {
        "item" => {
            let (title, body) = (text("title"), text("text"));
            let party = PartyInput {
                kind: text("party_kind"),
                name: text("party_name"),
                national_id: text("party_id"),
            };
            app.act(move |tx| {
                async move {
                    let item = acts::add_item(tx, &actor, now, &session, &title, &body).await?;
                    if party.name.is_empty() && party.national_id.is_empty() {
                        return Ok(());
                    }
                    acts::add_party(tx, &actor, now, &session, &item, &party).await
                }
                .boxed()
            })
            .await
            .map(|_| ())
        }
        "fill" => app
            .act(move |tx| {
                async move {
                    acts::fill_agenda(tx, &actor, now, &session)
                        .await
                        .map(|_| ())
                }
                .boxed()
            })
            .await
            .map(|_| ()),
        "call" => {
            let (base, slug) = (ctx.app.config.base_url.clone(), ctx.page.org().to_owned());
            app.act(move |tx| {
                async move { acts::call_session(tx, &actor, now, &session, (&base, &slug)).await }
                    .boxed()
            })
            .await
            .map(|_| ())
        }
        "open" => {
            let present: Vec<String> = (fields.iter())
                .filter(|(name, value)| name.starts_with("seat-") && !value.is_empty())
                .map(|(_, person)| person.clone())
                .collect();
            app.act(move |tx| {
                async move { acts::open_session(tx, &actor, now, &session, &present).await }.boxed()
            })
            .await
            .map(|_| ())
        }
        "not-held" => {
            let reason = text("reason");
            let (base, slug) = (ctx.app.config.base_url.clone(), ctx.page.org().to_owned());
            app.act(move |tx| {
                async move {
                    let site = (base.as_str(), slug.as_str());
                    acts::session_not_held(tx, &actor, now, &session, &reason, site).await
                }
                .boxed()
            })
            .await
            .map(|_| ())
        }
        "close" => app
            .act(move |tx| {
                async move { acts::close_session(tx, &actor, now, &session).await }.boxed()
            })
            .await
            .map(|_| ()),
        "remark" => {
            let remarks = text("remarks");
            app.act(move |tx| {
                async move { acts::remark(tx, &actor, now, &session, &remarks).await }.boxed()
            })
            .await
            .map(|_| ())
        }
        "agree" => match ctx.app.rules(ctx.organisation()).await {
            Ok(rules) => app
                .act(move |tx| {
                    async move {
                        let name = |unit: &str| {
                            rules
                                .unit_name(crate::platform::texts::Lang::Fa, Some(unit))
                                .to_owned()
                        };
                        acts::agree(tx, &actor, now, &session, &name).await
                    }
                    .boxed()
                })
                .await
                .map(|_| ()),
            Err(why) => Err(why.into()),
        },
        _ => return refusal(&ctx, ActError::NotFound),
    };
    match done {
        Ok(()) => see_other_saying(&ctx.at(&format!("/committee/sessions/{id}")), "saved"),
        Err(why) => match tried(&ctx, fields, why) {
            Ok((status, tried)) => show(&ctx, &id, status, &deed, tried).await,
            Err(answer) => *answer,
        },
    }
}

/// Takes down whether somebody who is invited comes.
pub async fn answer(
    ctx: Ctx,
    Path((_, id)): Path<(String, String)>,
    Form(fields): Form<Fields>,
) -> Response {
    let (actor, now, session) = (ctx.actor.clone(), ctx.now, id.clone());
    let text = |name: &str| field(&fields, name).to_owned();
    let (answer, reason) = (text("answer"), text("answer_reason"));
    let (base, slug) = (ctx.app.config.base_url.clone(), ctx.page.org().to_owned());
    let act = ctx.app.act(move |tx| {
        async move {
            let site = (base.as_str(), slug.as_str());
            acts::answer_invitation(tx, &actor, now, &session, &answer, &reason, site).await
        }
        .boxed()
    });
    match act.await {
        Ok(_) => see_other_saying(&ctx.at(&format!("/committee/sessions/{id}")), "saved"),
        Err(why) => match tried(&ctx, fields, why) {
            Ok((status, tried)) => show(&ctx, &id, status, "answer", tried).await,
            Err(answer) => *answer,
        },
    }
}

/// The session as an iCalendar file, without the agenda, which may name people.
pub async fn invitation(ctx: Ctx, Path((_, id)): Path<(String, String)>) -> Response {
    let found = async {
        let mut conn = ctx.read().await?;
        opened(&mut conn, &ctx, &id).await
    };
    let (committee, session) = match found.await {
        Ok(found) => found,
        Err(why) => return refusal(&ctx, why),
    };
    let name = name_of(ctx.page.t.lang, &committee.name, &committee.name_en);
    let title = format!("{name}: {}", session_name(&ctx, &session));
    let address = format!(
        "{}{}",
        ctx.app.config.base_url,
        ctx.at(&format!("/committee/sessions/{id}"))
    );
    let body = icalendar::event(
        &session,
        &title,
        ctx.page.org(),
        &address,
        Method::Publish,
        ctx.now,
    );
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"session.ics\"",
        ),
    ];
    (headers, body).into_response()
}
