//! Doubts that wait for an integrity officer: the list, and one with its path, which opens with a reason, and its answer.

use askama::Template;
use axum::body::Bytes;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use futures::FutureExt;
use relations::rules::Outcome;
use serde_json::Value;
use store::{Conn, Timestamp};

use super::matter::{evidence, outcome_words};
use super::picture::path_picture;
use super::{DeadlineView, Fact, Posted, choices, crumbs, deadline};
use crate::interests::acts::{self, NewRuling};
use crate::interests::jobs;
use crate::interests::model::{DoubtObject, Ruling};
use crate::interests::store::{self as rows, Doubt};
use crate::interests::words;
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::ActError;
use crate::platform::page::{Choice, Crumb, FormErrors, Page, refusal, render_with};
use crate::platform::permissions::Right;
use crate::platform::texts::{Lang, Texts};
use crate::voice::rules::Rules;

/// Answers that the list still shows.
const ANSWERED: i64 = 20;

/// A doubt in a list.
struct Line {
    href: String,
    name: String,
    object: String,
    outcome: &'static str,
    badge: &'static str,
    due: DeadlineView,
    ruling: &'static str,
    reason: String,
}

/// A file about whose handler too little is known.
struct GapLine {
    href: String,
    number: String,
    name: String,
    count: String,
    missing: Vec<String>,
}

#[derive(Template)]
#[template(path = "interests/doubts.html")]
struct List {
    page: Page,
    crumbs: Vec<Crumb>,
    here: String,
    waiting: Vec<Line>,
    answered: Vec<Line>,
    gaps: Vec<GapLine>,
    opened: bool,
    typed_reason: String,
    errors: FormErrors,
}

/// The list.
pub async fn list(ctx: Ctx) -> Response {
    show_list(
        &ctx,
        StatusCode::OK,
        false,
        String::new(),
        FormErrors::default(),
    )
    .await
}

/// The list with what is missing opened, for a reason.
pub async fn open_list(ctx: Ctx, body: Bytes) -> Response {
    let reason = Posted::read(&body).owned("reason");
    let (actor, now, why) = (ctx.actor.clone(), ctx.now, reason.clone());
    let done = ctx
        .app
        .act(move |tx| async move { acts::open_gaps(tx, &actor, now, &why).await }.boxed())
        .await;
    match done {
        Ok(_) => {
            show_list(
                &ctx,
                StatusCode::OK,
                true,
                String::new(),
                FormErrors::default(),
            )
            .await
        }
        Err(ActError::Invalid(fields)) => {
            let errors = FormErrors::new(&ctx.page.t, &fields);
            show_list(
                &ctx,
                StatusCode::UNPROCESSABLE_ENTITY,
                false,
                reason,
                errors,
            )
            .await
        }
        Err(why) => refusal(&ctx, why),
    }
}

async fn show_list(
    ctx: &Ctx,
    status: StatusCode,
    opened: bool,
    typed_reason: String,
    errors: FormErrors,
) -> Response {
    match gather(ctx, opened).await {
        Ok((waiting, answered, gaps)) => render_with(
            status,
            &List {
                crumbs: crumbs(ctx),
                here: ctx.at("/interests/doubts"),
                waiting,
                answered,
                gaps,
                opened,
                typed_reason,
                errors,
                page: ctx.page.clone(),
            },
        ),
        Err(why) => refusal(ctx, why),
    }
}

async fn gather(ctx: &Ctx, opened: bool) -> Result<(Vec<Line>, Vec<Line>, Vec<GapLine>), ActError> {
    let fa = ctx.page.t.lang == Lang::Fa;
    let rules = ctx.app.rules(ctx.organisation()).await?;
    let mut conn = ctx.read().await?;
    let mut waiting = Vec::new();
    for row in acts::waiting_doubts(&mut conn, &ctx.actor).await? {
        waiting.push(line(ctx, &rules, &mut conn, row).await?);
    }
    let mut answered = Vec::new();
    for row in rows::ruled_doubts(&mut conn, ctx.organisation(), ANSWERED).await? {
        if acts::sees_doubt(&mut conn, &ctx.actor, &row).await? {
            answered.push(line(ctx, &rules, &mut conn, row).await?);
        }
    }
    let gaps = acts::gaps(&mut conn, &ctx.actor)
        .await?
        .into_iter()
        .map(|gap| {
            let missing = if fa { gap.missing.0 } else { gap.missing.1 };
            GapLine {
                href: ctx.at(&format!("/matters/{}", gap.matter.id)),
                number: ctx.page.digits(&gap.matter.number),
                name: gap.name,
                count: ctx
                    .page
                    .number(&i64::try_from(missing.len()).unwrap_or(i64::MAX)),
                missing: if opened { missing } else { Vec::new() },
            }
        })
        .collect();
    Ok((waiting, answered, gaps))
}

/// What a doubt is about, in words.
pub fn object_title(t: &Texts, row: &Doubt) -> Result<String, store::Error> {
    let object = row.object()?;
    let name = match object {
        DoubtObject::Matter => t.lang.digits(&row.object_name),
        // A process identifier is copied as it stands.
        DoubtObject::Item | DoubtObject::Tender => row.object_name.clone(),
    };
    Ok(t.doubts_about(words::doubt_object(t, object), &name))
}

async fn line(ctx: &Ctx, rules: &Rules, conn: &mut Conn, row: Doubt) -> Result<Line, ActError> {
    let t = &ctx.page.t;
    let (outcome, badge) = outcome_words(
        t,
        Outcome::from_code(&row.outcome).unwrap_or(Outcome::InsufficientData),
    );
    Ok(Line {
        href: ctx.at(&format!("/interests/doubts/{}", row.id)),
        name: rows::person_name(conn, ctx.organisation(), &row.person).await?,
        object: object_title(t, &row)?,
        outcome,
        badge,
        due: deadline(
            ctx,
            rules,
            acts::doubt_due(rules, row.asked_at)?,
            row.ruling.is_some(),
        ),
        ruling: words::ruling(t, row.ruling()).0,
        reason: row.reason,
    })
}

#[derive(Template)]
#[template(path = "interests/doubt.html")]
struct View {
    page: Page,
    crumbs: Vec<Crumb>,
    here: String,
    title: String,
    ruling: &'static str,
    badge: &'static str,
    facts: Vec<Fact>,
    object_href: String,
    opened: bool,
    path: String,
    picture: String,
    evidence: Vec<String>,
    reason: String,
    waits: bool,
    rulings: Vec<Choice>,
    typed_reason: String,
    typed_grounds: String,
    errors: FormErrors,
    sentence: String,
}

/// What was tried.
#[derive(Default)]
struct Tried {
    opened: bool,
    reason: String,
    ruling: String,
    grounds: String,
    errors: FormErrors,
    sentence: String,
}

/// One doubt.
pub async fn page(ctx: Ctx, Path((_, id)): Path<(String, String)>) -> Response {
    show(&ctx, &id, StatusCode::OK, Tried::default()).await
}

/// Opens the path of a doubt, or answers it.
pub async fn act(
    ctx: Ctx,
    Path((_, id, act)): Path<(String, String, String)>,
    body: Bytes,
) -> Response {
    let form = Posted::read(&body);
    let mut tried = Tried {
        reason: form.owned("reason"),
        ruling: form.owned("ruling"),
        grounds: form.owned("grounds"),
        ..Tried::default()
    };
    match perform(&ctx, &id, &act, &tried).await {
        Ok(true) => {
            tried.opened = true;
            tried.reason.clear();
            show(&ctx, &id, StatusCode::OK, tried).await
        }
        Ok(false) => see_other_saying(&ctx.at("/interests/doubts"), "saved"),
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

/// Gives whether the path was opened.
async fn perform(ctx: &Ctx, id: &str, act: &str, tried: &Tried) -> Result<bool, ActError> {
    let (actor, now) = (ctx.actor.clone(), ctx.now);
    match act {
        "open" => {
            let (doubt, reason) = (id.to_owned(), tried.reason.clone());
            ctx.app
                .act(move |tx| {
                    async move { acts::open_doubt(tx, &actor, now, &doubt, &reason).await }.boxed()
                })
                .await?;
            Ok(true)
        }
        "answer" => {
            let input = NewRuling {
                doubt: id.to_owned(),
                ruling: tried.ruling.clone(),
                reason: tried.grounds.clone(),
            };
            let (draw, _) = ctx
                .app
                .act(move |tx| async move { acts::rule(tx, &actor, now, &input).await }.boxed())
                .await?;
            if let Some((matter, draw)) = draw {
                jobs::draw(&ctx.app, ctx.organisation(), matter, draw).await?;
            }
            Ok(false)
        }
        _ => Err(ActError::NotFound),
    }
}

async fn show(ctx: &Ctx, id: &str, status: StatusCode, tried: Tried) -> Response {
    match view(ctx, id, tried).await {
        Ok(view) => render_with(status, &view),
        Err(why) => refusal(ctx, why),
    }
}

async fn view(ctx: &Ctx, id: &str, tried: Tried) -> Result<View, ActError> {
    let t = &ctx.page.t;
    let rules = ctx.app.rules(ctx.organisation()).await?;
    let mut conn = ctx.read().await?;
    let row = rows::doubt(&mut conn, ctx.organisation(), &id.replace('\0', ""))
        .await?
        .ok_or(ActError::NotFound)?;
    let own = ctx.actor.person.as_deref() == Some(&row.person);
    if own && !tried.sentence.is_empty() {
        // Who would answer about themselves is told why not, and nothing else.
        let sentence = tried.sentence;
        return Err(crate::platform::errors::refused(move |_| sentence.clone()));
    }
    if !acts::sees_doubt(&mut conn, &ctx.actor, &row).await? {
        return Err(ActError::NotFound);
    }
    let name = rows::person_name(&mut conn, ctx.organisation(), &row.person).await?;
    let object_href = object_href(ctx, &mut conn, &row).await?;
    drop(conn);
    let (outcome, _) = outcome_words(
        t,
        Outcome::from_code(&row.outcome).unwrap_or(Outcome::InsufficientData),
    );
    let (ruling, badge) = words::ruling(t, row.ruling());
    let moment = |at: Option<Timestamp>| at.map_or_else(String::new, |at| ctx.page.moment(&at));
    let facts = [
        (t.doubts_fact_person(), name),
        (t.doubts_fact_outcome(), outcome.to_owned()),
        (t.doubts_fact_party(), row.party_name.clone()),
        (t.doubts_fact_asked(), ctx.page.moment(&row.asked_at)),
        (
            t.mypage_due(),
            if row.ruling.is_none() {
                ctx.page.day(&acts::doubt_due(&rules, row.asked_at)?)
            } else {
                String::new()
            },
        ),
        (t.doubts_fact_answered(), moment(row.ruled_at)),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .map(|(name, value)| Fact { name, value })
    .collect();
    let mut trail = crumbs(ctx);
    trail.push(Crumb {
        label: t.doubts_title().to_owned(),
        href: ctx.at("/interests/doubts"),
    });
    let steps: Value = serde_json::from_str(&row.evidence).unwrap_or(Value::Null);
    let opened = tried.opened;
    Ok(View {
        crumbs: trail,
        here: ctx.at(&format!("/interests/doubts/{}", row.id)),
        title: object_title(t, &row)?,
        ruling,
        badge,
        facts,
        object_href,
        path: match (opened, t.lang) {
            (false, _) => String::new(),
            (true, Lang::Fa) => row.path_fa.clone(),
            (true, Lang::En) => row.path_en.clone(),
        },
        picture: if opened {
            path_picture(ctx, &format!("path-{}", row.id), &row.evidence)
        } else {
            String::new()
        },
        evidence: if opened {
            evidence(t, &steps)
        } else {
            Vec::new()
        },
        opened,
        waits: row.ruling.is_none(),
        rulings: choices(
            &Ruling::GIVEN,
            Ruling::code,
            |one| words::ruling(t, Some(one)).0,
            &tried.ruling,
        ),
        reason: row.reason,
        typed_reason: tried.reason,
        typed_grounds: tried.grounds,
        errors: tried.errors,
        sentence: tried.sentence,
        page: ctx.page.clone(),
    })
}

/// The page of what it is about; empty where this reader has none.
async fn object_href(ctx: &Ctx, conn: &mut Conn, row: &Doubt) -> Result<String, ActError> {
    let id = &row.object_id;
    Ok(match row.object()? {
        DoubtObject::Matter => ctx.at(&format!("/matters/{id}")),
        DoubtObject::Tender => ctx.at(&format!("/tenders/{id}")),
        DoubtObject::Item => {
            let item = crate::committee::store::item(conn, ctx.organisation(), id).await?;
            item.filter(|_| ctx.actor.may(Right::CommitteeRead))
                .map_or_else(String::new, |item| {
                    ctx.at(&format!("/committee/sessions/{}/items/{id}", item.session))
                })
        }
    })
}
