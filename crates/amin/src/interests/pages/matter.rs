//! One file: given to somebody, opened by the declaration that there is no conflict, decided with reasons; and, for the integrity
//! officer, why somebody was kept from it.

use askama::Template;
use axum::body::Bytes;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use futures::FutureExt;
use relations::rules::Outcome;
use serde_json::Value;
use store::{Conn, Timestamp};

use super::matters::crumbs;
use super::picture::path_picture;
use super::{Fact, Posted, choices};
use crate::interests::acts::{self, Given, Handled, NewDecision, assignable, sight};
use crate::interests::jobs;
use crate::interests::model::draw::METHOD;
use crate::interests::model::{
    Decision, DoubtObject, DrawKind, MatterKind, MatterState, Occasion, PartyKind, PartyRole,
    RecusalBasis, Standing,
};
use crate::interests::store::{self as rows, DrawRow, Matter, MatterParty, Screening};
use crate::interests::words;
use crate::organisation::store::account_names;
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::ActError;
use crate::platform::page::{Choice, Crumb, FormErrors, Page, refusal, render_with};
use crate::platform::permissions::Right;
use crate::platform::texts::{Lang, Texts};

/// Somebody who takes part.
struct PartyLine {
    role: &'static str,
    kind: &'static str,
    name: String,
    national_id: String,
}

/// A draw that anybody can repeat.
struct DrawView {
    kind: &'static str,
    level: String,
    day: String,
    candidates: Vec<String>,
    picked: String,
    entry: String,
    entry_href: String,
    leaf: String,
    seed: String,
    command: String,
    place: String,
    count: String,
}

/// What a comparison said, for the integrity officer.
struct ScreeningView {
    name: String,
    when: String,
    occasion: &'static str,
    outcome: String,
    badge: &'static str,
    path: String,
    /// The path as a picture.
    picture: String,
    second: String,
    law: String,
    missing: Vec<String>,
    evidence: Vec<String>,
    known: String,
    rule: String,
    hash: String,
}

/// A question to the integrity unit about somebody.
struct DoubtLine {
    href: String,
    name: String,
    day: String,
    ruling: &'static str,
    badge: &'static str,
    reason: String,
}

struct RecusalLine {
    name: String,
    basis: &'static str,
    note: String,
    day: String,
}

#[expect(
    clippy::struct_excessive_bools,
    reason = "each says which part of the page is shown"
)]
#[derive(Template)]
#[template(path = "interests/matter.html")]
struct View {
    page: Page,
    crumbs: Vec<Crumb>,
    here: String,
    title: String,
    number: String,
    state: &'static str,
    badge: &'static str,
    sentence: String,
    not_you: String,
    facts: Vec<Fact>,
    parties: Vec<PartyLine>,
    shown: bool,
    text: String,
    decision: String,
    reasons: String,
    legal_basis: String,
    handlers: Vec<Choice>,
    may_assign: bool,
    may_state: bool,
    may_decide: bool,
    may_withdraw: bool,
    /// The message that it is about, or empty.
    message: String,
    draws: Vec<DrawView>,
    reviewer: bool,
    opened: bool,
    screenings: Vec<ScreeningView>,
    recusals: Vec<RecusalLine>,
    /// Something about the reader waits for an integrity officer.
    asked: bool,
    doubts: Vec<DoubtLine>,
    /// Those whom an integrity officer can keep from it.
    around: Vec<Choice>,
    typed_keep: String,
    typed: NewDecision,
    typed_note: String,
    typed_reason: String,
    decisions: Vec<Choice>,
    errors: FormErrors,
    failed: String,
}

/// What was tried.
#[derive(Default)]
struct Tried {
    act: String,
    opened: bool,
    not_you: String,
    sentence: String,
    typed: NewDecision,
    note: String,
    reason: String,
    keep: (String, String),
    errors: FormErrors,
}

/// The page.
pub async fn page(ctx: Ctx, Path((_, id)): Path<(String, String)>) -> Response {
    show(&ctx, &id, StatusCode::OK, Tried::default()).await
}

/// What an act gave, to go on with.
enum Outcomes {
    Given(Given),
    Handled(Handled),
    Opened,
}

/// Does something with a file.
pub async fn act(
    ctx: Ctx,
    Path((_, id, act)): Path<(String, String, String)>,
    body: Bytes,
) -> Response {
    let form = Posted::read(&body);
    let mut tried = Tried {
        typed: NewDecision {
            matter: id.clone(),
            decision: form.owned("decision"),
            reasons: form.owned("reasons"),
            legal_basis: form.owned("legal_basis"),
        },
        note: form.owned("note"),
        reason: form.owned("reason"),
        keep: (form.owned("keep-account"), form.owned("keep-reason")),
        act: act.clone(),
        ..Tried::default()
    };
    match perform(&ctx, &id, &act, &form, &tried).await {
        Ok(Outcomes::Opened) => {
            tried.opened = true;
            tried.reason.clear();
            tried.act.clear();
            show(&ctx, &id, StatusCode::OK, tried).await
        }
        Ok(Outcomes::Given(given)) => {
            // Whoever kept themselves out no longer finds it.
            let own = act == "keep-out" && ctx.actor.account.as_ref() == Some(&tried.keep.0);
            settle(&ctx, &id, given, own || act == "withdraw").await
        }
        Ok(Outcomes::Handled(Handled::NotYou(given))) => settle(&ctx, &id, given, true).await,
        Ok(Outcomes::Handled(Handled::Waits)) => show(&ctx, &id, StatusCode::CONFLICT, tried).await,
        Ok(Outcomes::Handled(Handled::Done)) => {
            see_other_saying(&ctx.at(&format!("/matters/{id}")), "saved")
        }
        Err(ActError::Invalid(fields)) => {
            tried.errors = FormErrors::new(&ctx.page.t, &fields);
            show(&ctx, &id, StatusCode::UNPROCESSABLE_ENTITY, tried).await
        }
        Err(ActError::Refused(say)) => {
            tried.sentence = say.to(&ctx.page.t);
            show(&ctx, &id, StatusCode::CONFLICT, tried).await
        }
        Err(why) => refusal(&ctx, why),
    }
}

async fn perform(
    ctx: &Ctx,
    id: &str,
    act: &str,
    form: &Posted,
    tried: &Tried,
) -> Result<Outcomes, ActError> {
    let (actor, now, matter) = (ctx.actor.clone(), ctx.now, id.to_owned());
    Ok(match act {
        "assign" => {
            let account = form.owned("account");
            let done = ctx.app.act(move |tx| {
                async move { acts::assign_matter(tx, &actor, now, &matter, &account).await }.boxed()
            });
            Outcomes::Given(done.await?.0)
        }
        "declare" => {
            let sure = form.get("sure") == "yes";
            let done = ctx.app.act(move |tx| {
                async move { acts::declare_absence(tx, &actor, now, &matter, sure).await }.boxed()
            });
            Outcomes::Handled(done.await?.0)
        }
        "withdraw" => {
            let note = tried.note.clone();
            let done = ctx.app.act(move |tx| {
                async move { acts::withdraw(tx, &actor, now, &matter, &note).await }.boxed()
            });
            Outcomes::Given(done.await?.0)
        }
        "decide" => {
            let input = tried.typed.clone();
            let done = ctx.app.act(move |tx| {
                async move { acts::decide_matter(tx, &actor, now, &input).await }.boxed()
            });
            Outcomes::Handled(done.await?.0)
        }
        "keep-out" => {
            let (account, reason) = tried.keep.clone();
            let done = ctx.app.act(move |tx| {
                async move {
                    acts::keep_person_out(tx, &actor, now, &matter, &account, &reason).await
                }
                .boxed()
            });
            Outcomes::Given(done.await?.0)
        }
        "open" => {
            let reason = tried.reason.clone();
            ctx.app
                .act(move |tx| {
                    async move { acts::open_paths(tx, &actor, now, &matter, &reason).await }.boxed()
                })
                .await?;
            Outcomes::Opened
        }
        _ => return Err(ActError::NotFound),
    })
}

/// Makes the draw that waits, then says who it is not. Who was kept from the file goes back to a list without it.
async fn settle(ctx: &Ctx, id: &str, given: Given, away: bool) -> Response {
    if let Some(draw) = given.draw
        && let Err(why) = jobs::draw(&ctx.app, ctx.organisation(), id.to_owned(), draw).await
    {
        return refusal(ctx, why);
    }
    if away {
        return see_other_saying(&ctx.at("/matters"), "handed-on");
    }
    match given.not {
        Some(name) => {
            let tried = Tried {
                not_you: name,
                ..Tried::default()
            };
            show(ctx, id, StatusCode::OK, tried).await
        }
        None => see_other_saying(&ctx.at(&format!("/matters/{id}")), "saved"),
    }
}

async fn show(ctx: &Ctx, id: &str, status: StatusCode, tried: Tried) -> Response {
    match view(ctx, id, tried).await {
        Ok(view) => render_with(status, &view),
        Err(why) => refusal(ctx, why),
    }
}

/// Names of the accounts that a page tells of.
struct Names(Vec<(String, String)>);

impl Names {
    fn of(&self, account: &str) -> String {
        self.0
            .iter()
            .find(|(id, _)| id == account)
            .map_or_else(String::new, |(_, name)| name.clone())
    }
}

async fn view(ctx: &Ctx, id: &str, tried: Tried) -> Result<View, ActError> {
    if id.contains('\0') {
        return Err(ActError::NotFound);
    }
    let t = &ctx.page.t;
    let organisation = ctx.organisation();
    let rules = ctx.app.rules(organisation).await?;
    let mut conn = ctx.read().await?;
    let row = rows::visible_matter(&mut conn, organisation, &sight(&ctx.actor), id)
        .await?
        .ok_or(ActError::NotFound)?;
    let parties = rows::parties(&mut conn, organisation, id).await?;
    let draws = rows::draws(&mut conn, organisation, id).await?;
    let reviewer = ctx.actor.may(Right::InterestReview);
    let (screenings, recusals) = if reviewer {
        (
            rows::screenings(&mut conn, organisation, id).await?,
            rows::recusals(&mut conn, organisation, id).await?,
        )
    } else {
        (Vec::new(), Vec::new())
    };
    let (doubts, around) = if reviewer {
        let all = rows::doubts_about(&mut conn, organisation, DoubtObject::Matter, id).await?;
        let around = if row.state() == MatterState::Decided {
            Vec::new()
        } else {
            acts::around(&mut conn, organisation, &row).await?
        };
        (doubt_lines(ctx, &mut conn, all).await?, around)
    } else {
        (Vec::new(), Vec::new())
    };
    let waits_for = row.handler_person.as_deref().unwrap_or_default();
    let waits = rows::standing(&mut conn, organisation, DoubtObject::Matter, id, waits_for).await?
        == Standing::Waits;
    let may_assign = row.state().waits() && ctx.actor.may_for(Right::MatterAssign, Some(&row.unit));
    let handlers = if may_assign {
        assignable(&mut conn, organisation, &row).await?
    } else {
        Vec::new()
    };
    let accounts = accounts_of(&row, &draws, &screenings, &recusals);
    let names = Names(account_names(&mut conn, organisation, &accounts).await?);
    let statements = rows::statements(&mut conn, organisation, id).await?;
    drop(conn);
    let state = row.state();
    let own = row.handler.is_some() && row.handler == ctx.actor.account;
    let not_you = match (&row.handler, tried.not_you.as_str()) {
        (_, "") => String::new(),
        (Some(handler), not) => t.matters_not_you(not, names.of(handler)),
        (None, not) => t.matters_not_you_nobody(not),
    };
    let facts = facts(ctx, &row, &names, &rules, &statements);
    let by_hand = MatterKind::of(&row.kind).is_some_and(MatterKind::by_hand);
    let kind = MatterKind::of(&row.kind).map_or("", |kind| words::matter_kind(t, kind));
    Ok(View {
        crumbs: crumbs(ctx),
        here: ctx.at(&format!("/matters/{id}")),
        title: format!("{kind}: {}", row.title),
        number: ctx.page.digits(&row.number),
        // Who gives files to others sees that it waits, and not for what.
        state: if waits {
            t.matters_state_waits()
        } else {
            words::matter_state(t, state)
        },
        badge: words::matter_badge(state),
        not_you,
        facts,
        parties: party_lines(ctx, &parties),
        // The handler sees the parties first, to declare; the file itself opens with the declaration.
        shown: !own || (row.statement_at.is_some() && !waits),
        text: row.text.clone(),
        decision: row
            .decision
            .as_deref()
            .and_then(Decision::of)
            .map_or_else(String::new, |one| words::decision(t, one).to_owned()),
        reasons: row.reasons.clone(),
        legal_basis: row.legal_basis.clone(),
        handlers: handlers
            .into_iter()
            .map(|one| Choice::new(one.account, one.name, ""))
            .collect(),
        may_assign,
        may_state: own && state == MatterState::Assigned && !waits,
        may_decide: own && state == MatterState::Open && by_hand && !waits,
        asked: own && waits,
        doubts,
        around: around
            .into_iter()
            .map(|one| Choice::new(one.account, one.name, &tried.keep.0))
            .collect(),
        typed_keep: tried.keep.1,
        message: if by_hand {
            String::new()
        } else {
            ctx.at(&format!("/desk/messages/{id}"))
        },
        may_withdraw: own && matches!(state, MatterState::Assigned | MatterState::Open),
        draws: draws
            .iter()
            .map(|draw| {
                draw_view(
                    ctx,
                    draw,
                    &names,
                    rules.unit_name(t.lang, Some(&draw.level)),
                )
            })
            .collect(),
        reviewer,
        opened: tried.opened,
        screenings: screenings
            .iter()
            .map(|one| screening_view(ctx, one, &names, tried.opened))
            .collect(),
        recusals: recusals
            .iter()
            .map(|one| RecusalLine {
                name: names.of(&one.account),
                basis: match RecusalBasis::of(&one.basis) {
                    Some(RecusalBasis::Own) => t.matters_basis_own(),
                    Some(RecusalBasis::Officer) => t.matters_basis_officer(),
                    _ => t.matters_basis_screening(),
                },
                note: one.note.clone(),
                day: ctx.page.moment(&one.at),
            })
            .collect(),
        decisions: choices(
            Decision::ALL,
            Decision::code,
            |one| words::decision(t, one),
            &tried.typed.decision,
        ),
        typed: tried.typed,
        typed_note: tried.note,
        typed_reason: tried.reason,
        errors: tried.errors,
        sentence: tried.sentence,
        failed: tried.act,
        page: ctx.page.clone(),
    })
}

async fn doubt_lines(
    ctx: &Ctx,
    conn: &mut Conn,
    all: Vec<rows::Doubt>,
) -> Result<Vec<DoubtLine>, ActError> {
    let mut lines = Vec::new();
    for row in all {
        let (ruling, badge) = words::ruling(&ctx.page.t, row.ruling());
        let seen = acts::sees_doubt(conn, &ctx.actor, &row).await?;
        lines.push(DoubtLine {
            href: if seen {
                ctx.at(&format!("/interests/doubts/{}", row.id))
            } else {
                String::new()
            },
            name: rows::person_name(conn, ctx.organisation(), &row.person).await?,
            day: ctx.page.moment(&row.asked_at),
            ruling,
            badge,
            reason: row.reason,
        });
    }
    Ok(lines)
}

fn accounts_of(
    row: &Matter,
    draws: &[DrawRow],
    screenings: &[Screening],
    recusals: &[rows::Recusal],
) -> Vec<String> {
    let mut all: Vec<String> = row
        .handler
        .iter()
        .chain(&row.registered_by)
        .cloned()
        .collect();
    for draw in draws {
        all.push(draw.picked.clone());
        all.extend(serde_json::from_str::<Vec<String>>(&draw.candidates).unwrap_or_default());
    }
    all.extend(screenings.iter().map(|one| one.account.clone()));
    all.extend(recusals.iter().map(|one| one.account.clone()));
    all.sort_unstable();
    all.dedup();
    all
}

fn facts(
    ctx: &Ctx,
    row: &Matter,
    names: &Names,
    rules: &crate::voice::rules::Rules,
    statements: &[(String, Timestamp)],
) -> Vec<Fact> {
    let t = &ctx.page.t;
    let moment = |at: Option<Timestamp>| at.map_or_else(String::new, |at| ctx.page.moment(&at));
    let level = if row.level == row.unit {
        String::new()
    } else {
        rules.unit_name(t.lang, Some(&row.level)).to_owned()
    };
    [
        (t.matters_fact_number(), ctx.page.digits(&row.number)),
        (
            t.interests_fact_unit(),
            rules.unit_name(t.lang, Some(&row.unit)).to_owned(),
        ),
        (t.matters_fact_level(), level),
        (
            t.matters_fact_registered(),
            ctx.page.moment(&row.registered_at),
        ),
        (
            t.matters_fact_handler(),
            row.handler
                .as_deref()
                .map_or_else(String::new, |id| names.of(id)),
        ),
        (
            t.matters_fact_statement(),
            moment(row.statement_at.or_else(|| {
                statements
                    .iter()
                    .find(|(account, _)| Some(account) == row.handler.as_ref())
                    .map(|(_, at)| *at)
            })),
        ),
        (t.matters_fact_decided(), moment(row.decided_at)),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .map(|(name, value)| Fact { name, value })
    .collect()
}

fn party_lines(ctx: &Ctx, parties: &[MatterParty]) -> Vec<PartyLine> {
    let t = &ctx.page.t;
    parties
        .iter()
        .map(|party| PartyLine {
            role: PartyRole::of(&party.role).map_or("", |role| words::party_role(t, role)),
            kind: PartyKind::of(&party.party_kind).map_or("", |kind| words::party_kind(t, kind)),
            name: party.name.clone(),
            national_id: party
                .national_id
                .as_deref()
                .map_or_else(String::new, |id| ctx.page.digits(id)),
        })
        .collect()
}

fn draw_view(ctx: &Ctx, row: &DrawRow, names: &Names, level: &str) -> DrawView {
    let t = &ctx.page.t;
    let candidates: Vec<String> = serde_json::from_str(&row.candidates).unwrap_or_default();
    let place = candidates.iter().position(|id| *id == row.picked);
    let number = |count: usize| ctx.page.number(&i64::try_from(count).unwrap_or(i64::MAX));
    DrawView {
        kind: if DrawKind::of(&row.kind) == Some(DrawKind::Delegation) {
            t.matters_draw_delegation()
        } else {
            t.matters_draw_draw()
        },
        level: level.to_owned(),
        day: ctx.page.moment(&row.at),
        count: number(candidates.len()),
        candidates: candidates.iter().map(|id| names.of(id)).collect(),
        picked: names.of(&row.picked),
        entry: ctx.page.number(&row.entry),
        entry_href: ctx.at(&format!("/journal/{}", row.entry)),
        leaf: row.leaf.clone(),
        seed: row.seed.clone(),
        command: format!(
            "printf '{METHOD}\\n{}\\n{}' | sha256sum",
            row.leaf, row.matter
        ),
        place: place.map_or_else(String::new, number),
    }
}

/// The word for an outcome, as the glossary has it.
pub(super) fn outcome_words(t: &Texts, outcome: Outcome) -> (&'static str, &'static str) {
    match outcome {
        Outcome::Barred => (t.matters_outcome_barred(), "open"),
        Outcome::Conflict => (t.matters_outcome_conflict(), "open"),
        Outcome::Potential => (t.matters_outcome_potential(), "waiting"),
        Outcome::Appearance => (t.matters_outcome_appearance(), "waiting"),
        Outcome::InsufficientData => (t.matters_outcome_insufficient(), "open"),
        Outcome::Clear => (t.matters_outcome_clear(), "answered"),
    }
}

fn screening_view(ctx: &Ctx, row: &Screening, names: &Names, opened: bool) -> ScreeningView {
    let t = &ctx.page.t;
    let fa = t.lang == Lang::Fa;
    let parsed = |text: &str| serde_json::from_str::<Value>(text).unwrap_or(Value::Null);
    let key = if fa { "fa" } else { "en" };
    let (outcome, badge) = outcome_words(
        t,
        Outcome::from_code(&row.outcome).unwrap_or(Outcome::InsufficientData),
    );
    let closed = |text: &str| {
        if opened {
            text.to_owned()
        } else {
            String::new()
        }
    };
    ScreeningView {
        name: names.of(&row.account),
        when: ctx.page.moment(&row.at),
        occasion: Occasion::of(&row.occasion).map_or("", |one| words::occasion(t, one)),
        outcome: outcome.to_owned(),
        badge,
        path: closed(if fa { &row.path_fa } else { &row.path_en }),
        picture: if opened {
            path_picture(ctx, &format!("path-{}", row.id), &row.evidence)
        } else {
            String::new()
        },
        second: closed(if fa { &row.second_fa } else { &row.second_en }),
        law: closed(parsed(&row.law)[key].as_str().unwrap_or("")),
        missing: if opened {
            parsed(&row.missing)[key]
                .as_array()
                .map(|list| {
                    list.iter()
                        .filter_map(|one| one.as_str().map(str::to_owned))
                        .collect()
                })
                .unwrap_or_default()
        } else {
            Vec::new()
        },
        evidence: if opened {
            evidence(t, &parsed(&row.evidence))
        } else {
            Vec::new()
        },
        known: t.matters_known(row.journal_length, ctx.page.moment(&row.at)),
        rule: row.rule_version.clone(),
        hash: row.input_hash.clone(),
    }
}

/// The ties of a path, each with where it is known from.
pub(super) fn evidence(t: &Texts, steps: &Value) -> Vec<String> {
    let word = |step: &Value, name: &str| step[name].as_str().unwrap_or("").to_owned();
    steps
        .as_array()
        .map(|list| {
            list.iter()
                .map(|step| {
                    let grade = match step["grade"].as_str() {
                        Some("register") => t.matters_grade_register(),
                        Some("both") => t.matters_grade_both(),
                        Some("one") => t.matters_grade_one(),
                        _ => t.matters_grade_inferred(),
                    };
                    t.matters_evidence(
                        word(step, "from"),
                        word(step, "to"),
                        grade,
                        solar(t, &word(step, "known-since")),
                        word(step, "source"),
                    )
                })
                .collect()
        })
        .unwrap_or_default()
}

/// A Gregorian day of the evidence as a Solar Hijri one.
fn solar(t: &Texts, day: &str) -> String {
    let parts: Vec<&str> = day.split('-').collect();
    let date = match parts.as_slice() {
        [year, month, day] => match (year.parse(), month.parse(), day.parse()) {
            (Ok(year), Ok(month), Ok(day)) => persian::Date::from_gregorian(year, month, day).ok(),
            _ => None,
        },
        _ => None,
    };
    match date {
        Some(date) if t.lang == Lang::Fa => date.medium(),
        Some(date) => date.medium_en(),
        None => "–".to_owned(),
    }
}

/// Files that wait for this person: those in their hands; for who assigns, those that nobody handles.
pub async fn waiting(ctx: &Ctx, conn: &mut Conn) -> Result<Option<i64>, ActError> {
    if !ctx.actor.may(Right::MatterHandle) {
        return Ok(None);
    }
    let filter = rows::MatterFilter {
        own: true,
        state: "waiting".to_owned(),
        ..sight(&ctx.actor)
    };
    Ok(Some(
        rows::count_matters(conn, ctx.organisation(), &filter).await?,
    ))
}
