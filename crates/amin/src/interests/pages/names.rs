//! Records that may be one person: opened for a reason, decided by a person; and the decisions that hold.

use askama::Template;
use axum::body::Bytes;
use axum::http::StatusCode;
use axum::response::Response;
use futures::FutureExt;
use store::Timestamp;

use super::{Posted, crumbs};
use crate::interests::acts::{self, NewDecisionOnNames};
use crate::interests::names::{self, Decided, Known, Place};
use crate::interests::store as rows;
use crate::organisation::store::accounts;
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::{ActError, refused};
use crate::platform::page::{Crumb, FormErrors, Page, refusal, render_with};
use crate::platform::texts::{Lang, Texts};

/// Pairs shown at once: more than a person decides in a sitting.
const SHOWN: usize = 20;
/// A list that was opened stays open so long: a morning's work.
const OPEN_FOR: i64 = 4 * 3_600;
/// Decisions shown.
const DECIDED: usize = 50;

/// A record as the page shows it.
struct Record {
    id: String,
    name: String,
    place: &'static str,
    more: String,
}

struct PairView {
    one: Record,
    other: Record,
    why: String,
    prefix: String,
    reason: String,
    failed: bool,
}

struct DecisionLine {
    names: (String, String),
    ruling: &'static str,
    badge: &'static str,
    reason: String,
    who: String,
    when: String,
}

#[derive(Template)]
#[template(path = "interests/names.html")]
struct Names {
    page: Page,
    crumbs: Vec<Crumb>,
    here: String,
    open: bool,
    waiting: String,
    pairs: Vec<PairView>,
    contradictions: Vec<(String, String)>,
    decisions: Vec<DecisionLine>,
    errors: FormErrors,
    reason: String,
}

fn place(t: &Texts, place: Place) -> &'static str {
    match place {
        Place::Account => t.interests_names_account(),
        Place::List => t.interests_names_list(),
        Place::Register => t.interests_names_register(),
        Place::Declaration => t.interests_names_declaration(),
    }
}

fn record(ctx: &Ctx, known: &Known) -> Record {
    let t = &ctx.page.t;
    let person = &known.person;
    let parts = [
        (
            t.interests_field_father(),
            person
                .father
                .as_ref()
                .map(|father| father.words().to_owned()),
        ),
        (
            t.interests_field_birth_year(),
            person
                .birth_year
                .map(|year| ctx.page.digits(&year.to_string())),
        ),
        (
            t.interests_field_national_code(),
            person.code.map(|code| ctx.page.digits(&code.to_string())),
        ),
        (
            t.interests_list_source(),
            Some(known.source.clone()).filter(|source| !source.is_empty()),
        ),
    ];
    let told: Vec<String> = parts
        .into_iter()
        .filter_map(|(name, value)| Some(format!("{name}: {}", value?)))
        .collect();
    Record {
        id: known.id.clone(),
        name: known.name.clone(),
        place: place(t, known.place),
        more: told.join(if t.lang == Lang::Fa { "، " } else { ", " }),
    }
}

/// The page.
pub async fn page(ctx: Ctx) -> Response {
    show(
        &ctx,
        StatusCode::OK,
        &Posted::read(b""),
        FormErrors::default(),
    )
    .await
}

async fn show(ctx: &Ctx, status: StatusCode, form: &Posted, errors: FormErrors) -> Response {
    match gather(ctx, form, errors).await {
        Ok(page) => render_with(status, &page),
        Err(why) => refusal(ctx, why),
    }
}

async fn gather(ctx: &Ctx, form: &Posted, errors: FormErrors) -> Result<Names, ActError> {
    let t = &ctx.page.t;
    let account = ctx.actor.account.clone().unwrap_or_default();
    let since = Timestamp(ctx.now.0 - OPEN_FOR * Timestamp::SECOND);
    let mut conn = ctx.read().await?;
    let open = rows::name_look_since(&mut conn, ctx.organisation(), &account, since)
        .await?
        .is_some();
    let people = names::people(&mut conn, ctx.organisation()).await?;
    let decided = Decided::read(&mut conn, ctx.organisation()).await?;
    let decisions = rows::name_decisions(&mut conn, ctx.organisation()).await?;
    let officers = accounts(&mut conn, ctx.organisation()).await?;
    drop(conn);
    let pairs = names::undecided(&people, &decided);
    let name_of = |id: &str| {
        let known = people.iter().find(|known| known.id == id);
        known.map_or_else(|| id.to_owned(), |known| known.name.clone())
    };
    let failed = (form.get("one"), form.get("other"));
    Ok(Names {
        crumbs: crumbs(ctx),
        here: ctx.at("/interests/names"),
        open,
        waiting: ctx
            .page
            .number(&i64::try_from(pairs.len()).unwrap_or(i64::MAX)),
        contradictions: if open {
            let all = decided.contradictions();
            all.iter()
                .map(|(one, other)| (name_of(one), name_of(other)))
                .collect()
        } else {
            Vec::new()
        },
        pairs: if open {
            pairs
                .iter()
                .take(SHOWN)
                .enumerate()
                .map(|(place, pair)| {
                    let failed = failed == (pair.one.id.as_str(), pair.other.id.as_str());
                    PairView {
                        one: record(ctx, &pair.one),
                        other: record(ctx, &pair.other),
                        why: if t.lang == Lang::Fa {
                            pair.finding.persian()
                        } else {
                            pair.finding.english()
                        },
                        prefix: format!("pair-{place}"),
                        reason: if failed {
                            form.owned("reason")
                        } else {
                            String::new()
                        },
                        failed,
                    }
                })
                .collect()
        } else {
            Vec::new()
        },
        decisions: if open {
            decisions
                .iter()
                .take(DECIDED)
                .map(|row| DecisionLine {
                    names: (row.one_name.clone(), row.other_name.clone()),
                    ruling: match row.ruling.as_str() {
                        "same" => t.interests_names_same(),
                        "different" => t.interests_names_different(),
                        _ => t.interests_names_unsure(),
                    },
                    badge: match row.ruling.as_str() {
                        "same" => "answered",
                        "different" => "closed",
                        _ => "waiting",
                    },
                    reason: row.reason.clone(),
                    who: officers
                        .iter()
                        .find(|officer| Some(&officer.id) == row.account.as_ref())
                        .map_or_else(String::new, |officer| officer.name.clone()),
                    when: ctx.page.moment(&row.at),
                })
                .collect()
        } else {
            Vec::new()
        },
        reason: form.owned("reason"),
        errors,
        page: ctx.page.clone(),
    })
}

/// Opens the list, or decides about a pair.
pub async fn act(ctx: Ctx, body: Bytes) -> Response {
    let form = Posted::read(&body);
    let (actor, now) = (ctx.actor.clone(), ctx.now);
    let done = if form.get("do") == "open" {
        let reason = form.owned("reason");
        ctx.app
            .act(move |tx| async move { acts::open_names(tx, &actor, now, &reason).await }.boxed())
            .await
            .map(|_| ())
    } else {
        match decision(&ctx, &form).await {
            Ok(input) => ctx
                .app
                .act(move |tx| {
                    async move { acts::decide_names(tx, &actor, now, &input).await }.boxed()
                })
                .await
                .map(|_| ()),
            Err(why) => Err(why),
        }
    };
    match done {
        Ok(()) => see_other_saying(&ctx.at("/interests/names"), "saved"),
        Err(ActError::Invalid(fields)) => {
            let errors = FormErrors::new(&ctx.page.t, &fields);
            show(&ctx, StatusCode::UNPROCESSABLE_ENTITY, &form, errors).await
        }
        Err(why) => refusal(&ctx, why),
    }
}

/// The decision that a form brings: both records must be known, and the list must have been opened by who decides.
async fn decision(ctx: &Ctx, form: &Posted) -> Result<NewDecisionOnNames, ActError> {
    let account = ctx.actor.account.clone().unwrap_or_default();
    let since = Timestamp(ctx.now.0 - OPEN_FOR * Timestamp::SECOND);
    let mut conn = ctx.read().await?;
    rows::name_look_since(&mut conn, ctx.organisation(), &account, since)
        .await?
        .ok_or_else(|| refused(|t| t.interests_names_open_first().to_owned()))?;
    let people = names::people(&mut conn, ctx.organisation()).await?;
    let find = |id: &str| {
        let known = people.iter().find(|known| known.id == id);
        known
            .map(|known| (known.id.clone(), known.name.clone()))
            .ok_or(ActError::NotFound)
    };
    Ok(NewDecisionOnNames {
        one: find(form.get("one"))?,
        other: find(form.get("other"))?,
        ruling: form.owned("ruling"),
        reason: form.owned("reason"),
    })
}
