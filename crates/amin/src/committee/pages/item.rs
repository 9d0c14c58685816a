//! One item of an agenda: votes, resolutions, who keeps out of it.

use askama::Template;
use axum::extract::{Form, Path};
use axum::http::StatusCode;
use axum::response::Response;
use futures::FutureExt;

use super::session::{self, hidden, opened, session_name};
use super::{
    aim_word, choice_word, crumb, item_state, name_of, object_link, resolution_state, tried,
    unit_choices, upload, vote_kind_word,
};
use crate::committee::acts::{self, PartyInput, ResolutionInput, VoteInput};
use crate::committee::model::{
    Aim, Choice as Voice, Duty, ItemState, MinutesState, PAPER_BYTES, SessionState, Tally, VoteKind,
};
use crate::committee::store as rows;
use crate::interests::model::DoubtObject;
use crate::interests::store as interests;
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::ActError;
use crate::platform::form::{Fields, Tried, field};
use crate::platform::page::{Choice, Crumb, NavItem, Page, refusal, render_with};
use crate::platform::permissions::Right;

/// What was done where the paths were opened.
const OPENED: &str = "opened";

/// A vote that was held.
struct Vote {
    question: String,
    kind: &'static str,
    counted: String,
    result: &'static str,
    badge: &'static str,
    voices: Vec<(String, &'static str, String)>,
}

/// A resolution that was issued.
struct Resolution {
    href: String,
    number: String,
    text: String,
    unit: String,
    until: String,
    state: &'static str,
    badge: &'static str,
}

/// A paper.
struct Paper {
    href: String,
    detach: String,
    name: String,
    about: String,
}

/// What comparing a member with the parties gave.
struct Screened {
    name: String,
    word: &'static str,
    badge: &'static str,
    /// Law and path, for the integrity officer who has opened them with a reason.
    why: String,
    /// When it was found.
    when: String,
}

/// Somebody who votes on this item.
struct Voter {
    choice: String,
    reason: String,
    name: String,
    given: String,
    choices: Vec<Choice>,
}

#[expect(
    clippy::struct_excessive_bools,
    reason = "each opens one form of the page"
)]
#[derive(Template)]
#[template(path = "committee/item.html")]
struct Item {
    page: Page,
    crumbs: Vec<Crumb>,
    here: String,
    title: String,
    text: String,
    state: &'static str,
    badge: &'static str,
    outcome: String,
    link: Option<NavItem>,
    recused: Vec<(String, String)>,
    parties: Vec<(String, String)>,
    party_kinds: Vec<Choice>,
    screened: Vec<Screened>,
    screened_at: String,
    may_name: bool,
    must_declare: bool,
    /// Something about the reader waits for an integrity officer.
    asked: bool,
    /// Paths can be opened, with a reason.
    may_look: bool,
    papers: Vec<Paper>,
    papers_open: bool,
    may_attach: bool,
    may_detach: bool,
    most_megabytes: i64,
    most_bytes: i64,
    aims: Vec<Choice>,
    votes: Vec<Vote>,
    resolutions: Vec<Resolution>,
    may_vote: bool,
    may_end: bool,
    may_resolve: bool,
    may_recuse: bool,
    own: String,
    voters: Vec<Voter>,
    kinds: Vec<Choice>,
    people: Vec<Choice>,
    units: Vec<Choice>,
    ends: Vec<Choice>,
    tried: Tried,
    failed: String,
}

async fn gather(
    ctx: &Ctx,
    session_id: &str,
    id: &str,
    failed: &str,
    tried: Tried,
) -> Result<Item, ActError> {
    let (t, organisation) = (&ctx.page.t, ctx.organisation());
    let rules = ctx.app.rules(organisation).await?;
    let mut conn = ctx.read().await?;
    let (committee, session) = opened(&mut conn, ctx, session_id).await?;
    let item = rows::item(&mut conn, organisation, &id.replace('\0', ""))
        .await?
        .filter(|item| item.session == session.id)
        .ok_or(ActError::NotFound)?;
    if hidden(&mut conn, ctx).await?.contains(&item.id) {
        return Err(ActError::NotFound);
    }
    let recusals = rows::recusals(&mut conn, organisation, session_id).await?;
    let votes = rows::votes(&mut conn, organisation, session_id).await?;
    let ballots = rows::ballots(&mut conn, organisation, session_id).await?;
    let issued = rows::resolutions_of(&mut conn, organisation, session_id).await?;
    let came = rows::attendance(&mut conn, organisation, session_id).await?;
    let seats = rows::seats(&mut conn, organisation, &committee.id).await?;
    let terms = rows::terms(&mut conn, organisation, &committee.id).await?;
    let parties = rows::parties(&mut conn, organisation, &item.id).await?;
    let screenings = rows::screenings(&mut conn, organisation, &item.id).await?;
    let judges = ctx.actor.may(Right::InterestReview);
    let looks = judges && failed == OPENED;
    // What was known when: the integrity officer who has opened the paths sees every answer.
    let shown = if looks {
        rows::all_screenings(&mut conn, organisation, &item.id).await?
    } else {
        screenings.clone()
    };
    let doubts =
        interests::doubts_about(&mut conn, organisation, DoubtObject::Item, &item.id).await?;
    let papers = rows::papers(&mut conn, organisation, &item.id).await?;
    let opens = acts::may_open_papers(&mut conn, &ctx.actor, &session, &item.id).await;
    drop(conn);
    let runs = ctx.actor.may(Right::CommitteeRun);
    let sits = session.state == SessionState::Open.code();
    let waits = item.state == ItemState::Waiting.code();
    let ahead = sits || ["planned", "called"].contains(&session.state.as_str());
    let here_recused = |person: &str| {
        recusals
            .iter()
            .any(|r| r.item == item.id && r.person == person)
    };
    let own_votes: Vec<&rows::VoteRow> = votes.iter().filter(|v| v.item == item.id).collect();
    let passed = own_votes.iter().any(|vote| vote.passed);
    let may_write = sits || session.minutes_state == MinutesState::Draft.code();
    let members = |person: &str| {
        let seat = terms
            .iter()
            .find(|term| term.person == person)
            .map(|term| term.seat.as_str());
        seats
            .iter()
            .any(|s| Some(s.id.as_str()) == seat && Duty::of(&s.duty).is_some_and(Duty::votes))
    };
    let own = ctx.actor.person.clone().filter(|person| members(person));
    let link = (item.object_type.as_deref().zip(item.object_id.as_deref()))
        .and_then(|(kind, object)| object_link(ctx, &committee.id, kind, object));
    let asked = |person: Option<&str>| {
        doubts
            .iter()
            .any(|row| row.ruling.is_none() && Some(row.person.as_str()) == person)
    };
    let own_screening =
        (screenings.iter()).find(|row| Some(row.person.as_str()) == ctx.actor.person.as_deref());
    let must_declare =
        waits && own_screening.is_some_and(rows::ScreeningRow::waits_for_declaration);
    let voters = came
        .iter()
        .filter(|row| row.voting && !here_recused(&row.person));
    let voters: Vec<Voter> = voters
        .map(|row| {
            let name = format!("choice-{}", row.person);
            let reason = format!("reason-{}", row.person);
            let chosen = tried.value(&name).to_owned();
            Voter {
                name: format!("{} · {}", row.name, row.title),
                given: tried.value(&reason).to_owned(),
                choices: (Voice::ALL.iter())
                    .map(|c| Choice::new(c.code(), choice_word(t, c.code()), &chosen))
                    .collect(),
                choice: name,
                reason,
            }
        })
        .collect();
    let (state, badge) = item_state(t, &item.state);
    let kind = match tried.value("kind") {
        "" => "open",
        word => word,
    };
    let end = match tried.value("end") {
        "" => "discussed",
        word => word,
    };
    Ok(Item {
        crumbs: vec![
            crumb(
                ctx,
                name_of(t.lang, &committee.name, &committee.name_en),
                &format!("/committee/{}", committee.id),
            ),
            crumb(
                ctx,
                session_name(ctx, &session),
                &format!("/committee/sessions/{session_id}"),
            ),
        ],
        here: ctx.at(&format!("/committee/sessions/{session_id}/items/{id}")),
        state,
        badge,
        link: link.map(|(path, label)| NavItem {
            href: ctx.at(&path),
            label: label.to_owned(),
            current: false,
        }),
        recused: (recusals.iter())
            .filter(|row| row.item == item.id)
            // The reason is between who keeps out and who keeps the minutes.
            .map(|row| {
                (
                    row.name.clone(),
                    if runs {
                        row.reason.clone()
                    } else {
                        String::new()
                    },
                )
            })
            .collect(),
        parties: (parties.iter())
            .map(|row| {
                let id = row.national_id.clone().unwrap_or_default();
                (row.name.clone(), t.lang.digits(&id))
            })
            .collect(),
        party_kinds: session::party_kinds(t, tried.value("party_kind")),
        // A member learns only what concerns the member; who keeps the minutes, whom it concerns; the integrity officer, why.
        screened: (shown.iter())
            .filter(|_| runs || judges)
            .map(|row| {
                let state = (here_recused(&row.person), asked(Some(&row.person)));
                screened(ctx, row, state, looks)
            })
            .collect(),
        asked: waits && asked(ctx.actor.person.as_deref()),
        may_look: judges && !looks && !parties.is_empty(),
        screened_at: item
            .screened_at
            .map_or_else(String::new, |at| ctx.page.moment(&at)),
        may_name: runs && waits && ahead,
        must_declare,
        papers: (papers.iter())
            .map(|row| Paper {
                href: ctx.at(&format!("/committee/papers/{}", row.id)),
                detach: ctx.at(&format!("/committee/papers/{}/detach", row.id)),
                name: row.name.clone(),
                about: t.committee_paper_about(
                    t.lang.integer((row.size + 999) / 1000),
                    ctx.page.day(&row.at),
                ),
            })
            .collect(),
        papers_open: opens.is_ok(),
        may_attach: runs && ahead,
        may_detach: runs && ahead && !sits,
        most_megabytes: upload::most_megabytes(&rules),
        most_bytes: rules.limit(PAPER_BYTES),
        aims: (Aim::ALL.iter())
            .map(|aim| Choice::new(aim.code(), aim_word(t, aim.code()), tried.value("aim")))
            .collect(),
        votes: (own_votes.iter())
            .map(|vote| Vote {
                question: vote.question.clone(),
                kind: vote_kind_word(t, &vote.kind),
                counted: t.committee_counted(vote.yes, vote.no, vote.abstained),
                result: if vote.passed {
                    t.committee_passed()
                } else {
                    t.committee_not_passed()
                },
                badge: if vote.passed { "answered" } else { "closed" },
                voices: (ballots.iter())
                    .filter(|ballot| ballot.vote == vote.id)
                    .map(|b| (b.name.clone(), choice_word(t, &b.choice), b.dissent.clone()))
                    .collect(),
            })
            .collect(),
        resolutions: (issued.iter())
            .filter(|row| row.item == item.id)
            .map(|row| {
                let (state, badge) = resolution_state(t, &row.state, row.deadline_at < ctx.now);
                Resolution {
                    href: ctx.at(&format!("/committee/resolutions/{}", row.id)),
                    number: t.lang.digits(&row.number),
                    text: row.text.clone(),
                    unit: rules.unit_name(t.lang, Some(&row.unit)).to_owned(),
                    until: ctx.page.day(&row.deadline_at),
                    state,
                    badge,
                }
            })
            .collect(),
        may_vote: runs && sits && waits,
        may_end: runs && sits && waits,
        may_resolve: runs && passed && may_write,
        may_recuse: waits && ahead && (runs || own.is_some()),
        own: own.unwrap_or_default(),
        voters,
        kinds: (VoteKind::ALL.iter())
            .map(|k| Choice::new(k.code(), vote_kind_word(t, k.code()), kind))
            .collect(),
        people: if runs {
            let today = persian::tehran_date(ctx.now.0).gregorian_iso();
            let current = terms.iter().filter(|term| {
                term.to_day.as_ref().is_none_or(|end| *end >= today) && !here_recused(&term.person)
            });
            current
                .map(|term| Choice::new(&term.person, &term.name, tried.value("person")))
                .collect()
        } else {
            Vec::new()
        },
        units: unit_choices(t, &rules, tried.value("unit")),
        ends: vec![
            Choice::new("discussed", t.committee_item_discussed(), end),
            Choice::new("carried", t.committee_item_carried(), end),
        ],
        title: item.title,
        text: item.text,
        outcome: item.outcome,
        failed: failed.to_owned(),
        tried,
        page: ctx.page.clone(),
    })
}

fn screened(
    ctx: &Ctx,
    row: &rows::ScreeningRow,
    (out, asked): (bool, bool),
    opened: bool,
) -> Screened {
    let t = &ctx.page.t;
    let (word, badge) = if out {
        (t.committee_screened_recused(), "closed")
    } else if row.waits_for_declaration() {
        (t.committee_screened_waits(), "waiting")
    } else if asked {
        (t.committee_screened_asked(), "waiting")
    } else if row.declared_at.is_some() {
        (t.committee_screened_declared(), "answered")
    } else {
        (t.committee_screened_clear(), "answered")
    };
    let why = if opened {
        let law = name_of(t.lang, &row.law_fa, &row.law_en);
        let path = name_of(t.lang, &row.path_fa, &row.path_en);
        [law, path]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" · ")
    } else {
        String::new()
    };
    Screened {
        name: row.name.clone(),
        word,
        badge,
        why,
        when: ctx.page.moment(&row.at),
    }
}

async fn show(
    ctx: &Ctx,
    session: &str,
    id: &str,
    status: StatusCode,
    failed: &str,
    tried: Tried,
) -> Response {
    match gather(ctx, session, id, failed, tried).await {
        Ok(page) => render_with(status, &page),
        Err(why) => refusal(ctx, why),
    }
}

/// The page.
pub async fn page(ctx: Ctx, Path((_, session, id)): Path<(String, String, String)>) -> Response {
    show(&ctx, &session, &id, StatusCode::OK, "", Tried::default()).await
}

pub(super) async fn answer(
    ctx: Ctx,
    session: String,
    id: String,
    deed: &str,
    fields: Fields,
    done: Result<(), ActError>,
) -> Response {
    let next = if ["recuse", "party", "screen"].contains(&deed) {
        // Who keeps out no longer sees the item.
        format!("/committee/sessions/{session}")
    } else {
        format!("/committee/sessions/{session}/items/{id}")
    };
    match done {
        Ok(()) => see_other_saying(&ctx.at(&next), "saved"),
        Err(why) => match tried(&ctx, fields, why) {
            Ok((status, tried)) => show(&ctx, &session, &id, status, deed, tried).await,
            Err(answer) => *answer,
        },
    }
}

/// Opens the paths of the screening, with the reason in the journal.
pub async fn open_paths(
    ctx: Ctx,
    Path((_, session, id)): Path<(String, String, String)>,
    Form(fields): Form<Fields>,
) -> Response {
    let (actor, now) = (ctx.actor.clone(), ctx.now);
    let reason = field(&fields, "look-reason").to_owned();
    let (of, item) = (session.clone(), id.clone());
    let act = ctx.app.act(move |tx| {
        async move { acts::open_item_paths(tx, &actor, now, &of, &item, &reason).await }.boxed()
    });
    match act.await {
        Ok(_) => {
            let tried = Tried::default();
            show(&ctx, &session, &id, StatusCode::OK, OPENED, tried).await
        }
        Err(why) => answer(ctx, session, id, "paths", fields, Err(why)).await,
    }
}

/// Somebody keeps out of the item.
pub async fn recuse(
    ctx: Ctx,
    Path((_, session, id)): Path<(String, String, String)>,
    Form(fields): Form<Fields>,
) -> Response {
    let (actor, now) = (ctx.actor.clone(), ctx.now);
    let reason = field(&fields, "reason").to_owned();
    // A member speaks for nobody else.
    let person = if ctx.actor.may(Right::CommitteeRun) {
        field(&fields, "person").to_owned()
    } else {
        ctx.actor.person.clone().unwrap_or_default()
    };
    let (of, item) = (session.clone(), id.clone());
    let act = ctx.app.act(move |tx| {
        async move { acts::recuse(tx, &actor, now, &of, &item, &person, &reason).await }.boxed()
    });
    let done = act.await.map(|_| ());
    answer(ctx, session, id, "recuse", fields, done).await
}

/// A member declares that there is no conflict.
pub async fn declare(ctx: Ctx, Path((_, session, id)): Path<(String, String, String)>) -> Response {
    let (actor, now) = (ctx.actor.clone(), ctx.now);
    let (of, item) = (session.clone(), id.clone());
    let act = ctx.app.act(move |tx| {
        async move { acts::declare_no_conflict(tx, &actor, now, &of, &item).await }.boxed()
    });
    let done = act.await.map(|_| ());
    answer(ctx, session, id, "declare", Fields::new(), done).await
}

/// Does something with the item.
pub async fn act(
    ctx: Ctx,
    Path((_, session, id, deed)): Path<(String, String, String, String)>,
    Form(fields): Form<Fields>,
) -> Response {
    let (actor, now) = (ctx.actor.clone(), ctx.now);
    let (of, item) = (session.clone(), id.clone());
    let text = |name: &str| field(&fields, name).to_owned();
    let done = match deed.as_str() {
        "vote" => {
            let number = |name: &str| persian::parse_integer(field(&fields, name)).unwrap_or(-1);
            let voices = (fields.iter()).filter_map(|(name, choice)| {
                let person = name.strip_prefix("choice-")?;
                let reason = field(&fields, &format!("reason-{person}")).to_owned();
                (!choice.is_empty()).then(|| (person.to_owned(), choice.clone(), reason))
            });
            let input = VoteInput {
                kind: text("kind"),
                question: text("question"),
                voices: voices.collect(),
                counted: Tally {
                    yes: number("yes"),
                    no: number("no"),
                    abstained: number("abstained"),
                },
            };
            let act = ctx.app.act(move |tx| {
                async move { acts::hold_vote(tx, &actor, now, &of, &item, &input).await }.boxed()
            });
            act.await.map(|_| ())
        }
        "party" => {
            let input = PartyInput {
                kind: text("party_kind"),
                name: text("party_name"),
                national_id: text("party_id"),
            };
            let act = ctx.app.act(move |tx| {
                async move { acts::add_party(tx, &actor, now, &of, &item, &input).await }.boxed()
            });
            act.await.map(|_| ())
        }
        "screen" => {
            let act = ctx.app.act(move |tx| {
                async move { acts::screen_again(tx, &actor, now, &of, &item).await }.boxed()
            });
            act.await.map(|_| ())
        }
        "end" => {
            let (carried, outcome) = (field(&fields, "end") == "carried", text("outcome"));
            let act = ctx.app.act(move |tx| {
                async move { acts::end_item(tx, &actor, now, &of, &item, carried, &outcome).await }
                    .boxed()
            });
            act.await.map(|_| ())
        }
        "resolve" => {
            let input = ResolutionInput {
                text: text("text"),
                unit: text("unit"),
                working_days: text("working_days"),
                deadline_day: text("deadline_day"),
                aim: text("aim"),
                evidence_asked: text("evidence_asked"),
            };
            match ctx.app.rules(ctx.organisation()).await {
                Ok(rules) => {
                    let act = ctx.app.act(move |tx| {
                        async move { acts::issue(tx, &actor, now, &rules, &of, &item, &input).await }
                            .boxed()
                    });
                    act.await.map(|_| ())
                }
                Err(why) => Err(why.into()),
            }
        }
        _ => return refusal(&ctx, ActError::NotFound),
    };
    answer(ctx, session, id, &deed, fields, done).await
}
