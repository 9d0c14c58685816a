//! The file as the person concerned sees it: charge, evidence, decisions, deadlines, and the forms to answer. Never who reported.

use askama::Template;
use axum::extract::{Path, Request};
use axum::http::StatusCode;
use axum::response::Response;
use futures::FutureExt;

use super::{Due, Event, Fact, attachment, content, due, facts, sent, tried};
use crate::cases::acts::{self, Key, Said};
use crate::cases::model::{Deed, Outcome, Stage, State};
use crate::cases::store::{self as rows, CaseRow};
use crate::cases::upload::Sent;
use crate::cases::words;
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::{ActError, refused};
use crate::platform::form::Tried;
use crate::platform::page::{Crumb, Page, refusal, render, render_with};
use crate::platform::peer::Peer;
use crate::voice::files::ACCEPT;

/// Wrong codes from one address in an hour.
const MOST_WRONG: u32 = 10;
/// Under what name they are counted.
const WHAT: &str = "case-code";

struct Item {
    id: String,
    title: String,
    hash: String,
}

struct Decision {
    title: String,
    facts: Vec<Fact>,
    reasons: String,
}

#[derive(Template)]
#[template(path = "cases/accused.html")]
struct Accused {
    page: Page,
    crumbs: Vec<Crumb>,
    base: String,
    hidden: Vec<(&'static str, String)>,
    number: String,
    state: &'static str,
    badge: &'static str,
    due: Option<Due>,
    offences: Vec<String>,
    charge: String,
    facts: Vec<Fact>,
    evidence: Vec<Item>,
    papers: Vec<Item>,
    decisions: Vec<Decision>,
    events: Vec<Event>,
    deeds: Vec<(&'static str, &'static str, &'static str)>,
    accept: &'static str,
    failed: String,
    done: bool,
    tried: Tried,
}

impl Accused {
    fn value(&self, deed: &str) -> &str {
        if self.failed == deed {
            self.tried.value("note")
        } else {
            ""
        }
    }

    fn error(&self, deed: &str, field: &str) -> &str {
        if self.failed == deed {
            self.tried.errors.of(field)
        } else {
            ""
        }
    }
}

#[derive(Template)]
#[template(path = "cases/enter.html")]
struct Enter {
    page: Page,
    number: String,
    sentence: String,
}

async fn gather(
    ctx: &Ctx,
    key: &Key,
    failed: &str,
    done: bool,
    tried: Tried,
) -> Result<Accused, ActError> {
    let (t, organisation) = (&ctx.page.t, ctx.organisation());
    let mut conn = ctx.read().await?;
    let case = acts::own_case(&mut conn, &ctx.actor, key).await?;
    let steps = rows::steps(&mut conn, organisation, &case.id).await?;
    let charged = rows::charges(&mut conn, organisation, &case.id).await?;
    let day = persian::tehran_date(ctx.now.0).iso();
    let codes = rows::codes(&mut conn, organisation, &day).await?;
    let evidence = rows::evidence(&mut conn, organisation, &case.id).await?;
    let decisions = rows::decisions(&mut conn, organisation, &case.id).await?;
    drop(conn);
    let (state, badge) = words::state(t, case.state()?, false);
    let name_of = |id: &String| {
        codes
            .iter()
            .find(|row| row.id == *id)
            .map_or_else(|| id.clone(), |row| words::code(t, row))
    };
    let seen: Vec<(&rows::StepRow, Deed)> = steps
        .iter()
        .filter_map(|step| Some((step, Deed::of(&step.deed)?)))
        .filter(|(_, deed)| deed.seen_by_accused())
        .collect();
    let charge = seen.iter().find(|(_, deed)| *deed == Deed::Charge);
    let (base, hidden) = match key {
        Key::Account(id) => (ctx.at(&format!("/cases/own/{id}")), vec![]),
        Key::Letter { number, code } => (
            ctx.at("/cases/answer"),
            vec![("number", number.clone()), ("code", code.clone())],
        ),
    };
    Ok(Accused {
        crumbs: match key {
            Key::Account(_) => vec![Crumb {
                label: t.cases_own_title().to_owned(),
                href: ctx.at("/cases/own"),
            }],
            Key::Letter { .. } => vec![],
        },
        base,
        hidden,
        number: t.lang.digits(&case.number),
        state,
        badge,
        due: matches!(case.state()?, State::Charged | State::Served)
            .then(|| due(&ctx.page, case.deadline_at, ctx.now))
            .flatten(),
        offences: charged.iter().map(name_of).collect(),
        charge: charge.map_or_else(String::new, |(step, _)| step.note.clone()),
        facts: facts(vec![
            (
                t.cases_fact_basis(),
                charge.map_or_else(String::new, |(step, _)| step.legal_basis.clone()),
            ),
            (
                t.cases_fact_charged(),
                charge.map_or_else(String::new, |(step, _)| ctx.page.day(&step.at)),
            ),
            (
                t.cases_fact_court(),
                case.court_until
                    .map_or_else(String::new, |at| ctx.page.day(&at)),
            ),
            (
                t.cases_fact_restored(),
                case.restored_at
                    .map_or_else(String::new, |at| ctx.page.day(&at)),
            ),
        ]),
        evidence: evidence
            .into_iter()
            .filter(|row| row.shown)
            .map(|row| Item {
                id: row.id,
                title: row.title,
                hash: row.sha256,
            })
            .collect(),
        papers: seen
            .iter()
            .filter_map(|(step, deed)| {
                Some(Item {
                    id: step.id.clone(),
                    title: words::deed(t, *deed).to_owned(),
                    hash: step.document_sha256.clone()?,
                })
            })
            .collect(),
        decisions: decisions
            .into_iter()
            .filter(|row| row.served_at.is_some())
            .map(|row| Decision {
                title: format!(
                    "{} — {}",
                    Stage::of(&row.stage).map_or("", |stage| words::stage(t, stage)),
                    Outcome::of(&row.outcome).map_or("", |outcome| words::outcome(t, outcome))
                ),
                facts: facts(vec![
                    (
                        t.cases_fact_sanction(),
                        row.sanction.as_ref().map_or_else(String::new, name_of),
                    ),
                    (t.cases_fact_terms(), row.terms),
                    (t.cases_fact_basis(), row.legal_basis),
                    (
                        t.cases_fact_served(),
                        row.served_at
                            .map_or_else(String::new, |at| ctx.page.day(&at)),
                    ),
                    (
                        t.cases_fact_appeal_until(),
                        row.appeal_until
                            .map_or_else(String::new, |at| ctx.page.day(&at)),
                    ),
                ]),
                reasons: row.reasons,
            })
            .collect(),
        events: seen
            .iter()
            .map(|(step, deed)| Event {
                kind: "done",
                title: words::deed(t, *deed).to_owned(),
                time: ctx.page.day(&step.at),
                datetime: step.at.rfc3339(),
                note: String::new(),
            })
            .collect(),
        deeds: deeds(ctx, &case)?,
        accept: ACCEPT,
        failed: failed.to_owned(),
        done,
        tried,
        page: ctx.page.clone(),
    })
}

/// What can be done now: deed, button, hint.
fn deeds(
    ctx: &Ctx,
    case: &CaseRow,
) -> Result<Vec<(&'static str, &'static str, &'static str)>, ActError> {
    let t = &ctx.page.t;
    Ok(match case.state()? {
        State::Charged => {
            let mut list = vec![("defend", t.cases_do_defend(), t.cases_do_defend_hint())];
            if !case.asked_extension && !case.extended {
                list.push((
                    "ask-extension",
                    t.cases_do_ask_extension(),
                    t.cases_do_ask_extension_hint(),
                ));
            }
            list
        }
        State::Served => vec![("appeal", t.cases_do_appeal(), t.cases_do_appeal_hint())],
        _ => vec![],
    })
}

async fn show(
    ctx: &Ctx,
    key: &Key,
    status: StatusCode,
    failed: &str,
    done: bool,
    tried: Tried,
) -> Response {
    match gather(ctx, key, failed, done, tried).await {
        Ok(page) => render_with(status, &page),
        Err(why) => refusal(ctx, why),
    }
}

/// The file, by account.
pub async fn page(ctx: Ctx, Path((_, id)): Path<(String, String)>) -> Response {
    let key = Key::Account(id);
    show(&ctx, &key, StatusCode::OK, "", false, Tried::default()).await
}

/// A deed, by account.
pub async fn act(
    ctx: Ctx,
    Path((_, id, deed)): Path<(String, String, String)>,
    request: Request,
) -> Response {
    match sent(&ctx, request).await {
        Ok(sent) => perform(&ctx, Key::Account(id), &deed, sent).await,
        Err(why) => refusal(&ctx, why),
    }
}

fn enter_page(ctx: &Ctx, status: StatusCode, number: &str, sentence: String) -> Response {
    render_with(
        status,
        &Enter {
            page: ctx.page.clone(),
            number: number.to_owned(),
            sentence,
        },
    )
}

/// The form for number and code of a letter.
pub async fn enter(ctx: Ctx) -> Response {
    render(&Enter {
        page: ctx.page.clone(),
        number: String::new(),
        sentence: String::new(),
    })
}

/// The key in a form, if it opens a case; wrong ones are counted.
async fn letter(ctx: &Ctx, peer: &Peer, sent: &Sent) -> Result<Key, ActError> {
    if ctx.app.limits.reached(WHAT, &peer.0, MOST_WRONG, ctx.now) {
        return Err(refused(|t| t.cases_code_often().to_owned()));
    }
    let key = Key::Letter {
        number: sent.get("number").to_owned(),
        code: sent.get("code").to_owned(),
    };
    let mut conn = ctx.read().await?;
    match acts::own_case(&mut conn, &ctx.actor, &key).await {
        Ok(_) => Ok(key),
        Err(ActError::NotFound) => {
            ctx.app.limits.allow(WHAT, &peer.0, MOST_WRONG, ctx.now);
            Err(refused(|t| t.cases_code_wrong().to_owned()))
        }
        Err(why) => Err(why),
    }
}

/// Opens the file with number and code.
pub async fn open(ctx: Ctx, peer: Peer, request: Request) -> Response {
    let sent = match sent(&ctx, request).await {
        Ok(sent) => sent,
        Err(why) => return refusal(&ctx, why),
    };
    match letter(&ctx, &peer, &sent).await {
        Ok(key) => show(&ctx, &key, StatusCode::OK, "", false, Tried::default()).await,
        Err(ActError::Refused(say)) => {
            let sentence = say.to(&ctx.page.t);
            enter_page(
                &ctx,
                StatusCode::UNPROCESSABLE_ENTITY,
                sent.get("number"),
                sentence,
            )
        }
        Err(why) => refusal(&ctx, why),
    }
}

/// A deed, with number and code in the form.
pub async fn by_code(
    ctx: Ctx,
    peer: Peer,
    Path((_, deed)): Path<(String, String)>,
    request: Request,
) -> Response {
    let sent = match sent(&ctx, request).await {
        Ok(sent) => sent,
        Err(why) => return refusal(&ctx, why),
    };
    match letter(&ctx, &peer, &sent).await {
        Ok(key) => perform(&ctx, key, &deed, sent).await,
        Err(ActError::Refused(say)) => {
            let sentence = say.to(&ctx.page.t);
            enter_page(
                &ctx,
                StatusCode::UNPROCESSABLE_ENTITY,
                sent.get("number"),
                sentence,
            )
        }
        Err(why) => refusal(&ctx, why),
    }
}

async fn perform(ctx: &Ctx, key: Key, deed: &str, sent: Sent) -> Response {
    if deed == "evidence" {
        return match evidence(ctx, &key, sent.get("item")).await {
            Ok(answer) => answer,
            Err(why) => refusal(ctx, why),
        };
    }
    if deed == "paper" {
        return match paper(ctx, &key, sent.get("item")).await {
            Ok(answer) => answer,
            Err(why) => refusal(ctx, why),
        };
    }
    let Some(known) = Deed::of(deed) else {
        return refusal(ctx, ActError::NotFound);
    };
    let said = Said {
        note: sent.get("note").to_owned(),
        legal_basis: String::new(),
        document: sent.document.clone(),
    };
    let (actor, now, with) = (ctx.actor.clone(), ctx.now, key.clone());
    let done = match sent.check() {
        Err(why) => Err(why),
        Ok(()) => ctx
            .app
            .act(move |tx| {
                async move { acts::respond(tx, &actor, now, &with, known, &said).await }.boxed()
            })
            .await
            .map(|_| ()),
    };
    match (done, &key) {
        (Ok(()), Key::Account(id)) => {
            see_other_saying(&ctx.at(&format!("/cases/own/{id}")), "sent")
        }
        (Ok(()), Key::Letter { .. }) => {
            show(ctx, &key, StatusCode::OK, "", true, Tried::default()).await
        }
        (Err(why), _) => match tried(ctx, sent.fields, why) {
            Ok((status, tried)) => show(ctx, &key, status, deed, false, tried).await,
            Err(answer) => *answer,
        },
    }
}

async fn evidence(ctx: &Ctx, key: &Key, item: &str) -> Result<Response, ActError> {
    let row = {
        let mut conn = ctx.read().await?;
        let case = acts::own_case(&mut conn, &ctx.actor, key).await?;
        rows::evidence(&mut conn, ctx.organisation(), &case.id)
            .await?
            .into_iter()
            .find(|row| row.id == item && row.shown)
            .ok_or(ActError::NotFound)?
    };
    let (bytes, found) = content(ctx, &row.sha256)
        .await
        .ok_or_else(|| refused(|t| t.cases_refused_changed_file().to_owned()))?;
    let (actor, now, with) = (ctx.actor.clone(), ctx.now, key.clone());
    let id = row.id.clone();
    ctx.app
        .act(move |tx| {
            async move { acts::open_own_evidence(tx, &actor, now, &with, &id, &found).await }
                .boxed()
        })
        .await?;
    Ok(attachment(&row.file_name, &row.media_type, bytes))
}

async fn paper(ctx: &Ctx, key: &Key, item: &str) -> Result<Response, ActError> {
    let step = {
        let mut conn = ctx.read().await?;
        let case = acts::own_case(&mut conn, &ctx.actor, key).await?;
        rows::step(&mut conn, ctx.organisation(), item)
            .await?
            .filter(|step| {
                step.case_id == case.id && Deed::of(&step.deed).is_some_and(Deed::seen_by_accused)
            })
            .ok_or(ActError::NotFound)?
    };
    let hash = step.document_sha256.ok_or(ActError::NotFound)?;
    let (bytes, found) = content(ctx, &hash).await.ok_or(ActError::NotFound)?;
    if found != hash {
        return Err(refused(|t| t.cases_refused_changed_file().to_owned()));
    }
    Ok(attachment(
        step.document_name.as_deref().unwrap_or("file"),
        step.document_type
            .as_deref()
            .unwrap_or("application/octet-stream"),
        bytes,
    ))
}
