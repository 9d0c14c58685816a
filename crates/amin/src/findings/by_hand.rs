//! A finding raised by hand from a citizen's message that is a sign of more than itself.

use askama::Template;
use axum::body::Bytes;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::Response;
use futures::FutureExt;
use serde::Deserialize;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::acts::{self, MOST_NOTE};
use super::model::{Kind, NewFinding, Severity};
use super::pages::{kind_word, severity_word};
use crate::interests::pages::Posted;
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::{ActError, Faults};
use crate::platform::page::{Choice, Crumb, FormErrors, Page, refusal, render_with};
use crate::platform::permissions::Right;
use crate::platform::texts::{Lang, Texts};
use crate::voice::store::{Message, message};

/// Longest title, in characters.
const MOST_TITLE: usize = 200;
/// Version of this way of raising findings.
const RULE: &str = "by-hand/1";
/// Kinds that a person can see in a message.
const KINDS: [Kind; 5] = [
    Kind::Deviation,
    Kind::BlindSpot,
    Kind::UnequalTreatment,
    Kind::Broker,
    Kind::Conflict,
];

/// The message that the address names.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Source {
    message: String,
}

/// What was typed.
#[derive(Debug, Clone, Default)]
struct Typed {
    kind: String,
    severity: String,
    title: String,
    text: String,
}

#[derive(Template)]
#[template(path = "findings/new.html")]
struct New {
    page: Page,
    crumbs: Vec<Crumb>,
    subject: String,
    kinds: Vec<Choice>,
    severities: Vec<Choice>,
    form: Typed,
    errors: FormErrors,
}

async fn source(ctx: &Ctx, id: &str) -> Result<Message, ActError> {
    if id.contains('\0') {
        return Err(ActError::NotFound);
    }
    let mut conn = ctx.read().await?;
    message(&mut conn, ctx.organisation(), id)
        .await?
        .filter(|row| ctx.actor.may_for(Right::MessageRead, row.unit.as_deref()))
        .ok_or(ActError::NotFound)
}

async fn show(
    ctx: &Ctx,
    from: &Source,
    status: StatusCode,
    form: Typed,
    errors: FormErrors,
) -> Response {
    let row = match source(ctx, &from.message).await {
        Ok(row) => row,
        Err(why) => return refusal(ctx, why),
    };
    let t = &ctx.page.t;
    let page = New {
        crumbs: vec![Crumb {
            label: row.subject.clone(),
            href: ctx.at(&format!("/desk/messages/{}", row.id)),
        }],
        subject: row.subject,
        kinds: KINDS
            .map(|kind| Choice::new(kind.code(), kind_word(t, kind), &form.kind))
            .into(),
        severities: Severity::ALL
            .map(|one| Choice::new(one.code(), severity_word(t, one), &form.severity))
            .into(),
        form,
        errors,
        page: ctx.page.clone(),
    };
    render_with(status, &page)
}

/// The form.
pub async fn page(ctx: Ctx, Query(from): Query<Source>) -> Response {
    show(
        &ctx,
        &from,
        StatusCode::OK,
        Typed::default(),
        FormErrors::default(),
    )
    .await
}

fn checked(row: &Message, typed: &Typed) -> Result<NewFinding, ActError> {
    let mut faults = Faults::default();
    let kind = Kind::of(&typed.kind).filter(|kind| KINDS.contains(kind));
    let severity = Severity::of(&typed.severity);
    let title = persian::normalize(&typed.title).trim().to_owned();
    let text = persian::normalize(&typed.text).trim().to_owned();
    if kind.is_none() {
        faults.add("kind", |t| t.findings_fault_choose().to_owned());
    }
    if severity.is_none() {
        faults.add("severity", |t| t.findings_fault_choose().to_owned());
    }
    if title.is_empty() || title.chars().count() > MOST_TITLE {
        faults.add("title", |t| t.findings_fault_title(MOST_TITLE));
    }
    if text.is_empty() {
        faults.add("text", |t| t.findings_note_missing().to_owned());
    } else if text.chars().count() > MOST_NOTE {
        faults.add("text", |t| t.findings_note_long(MOST_NOTE));
    }
    faults.check()?;
    let (Some(kind), Some(severity)) = (kind, severity) else {
        return Err(ActError::NotFound);
    };
    let t = Texts::of(Lang::Fa);
    Ok(NewFinding {
        // One finding of a kind for a message: sent twice, it is brought up to date.
        key: format!("by-hand:message:{}:{}", row.id, kind.code()),
        kind,
        severity,
        unit: row.unit.clone(),
        service: None,
        object: Some(("message", row.id.clone())),
        input_hash: hex::encode(Sha256::digest(format!("{title}\n{text}"))),
        title: (title.clone(), title),
        text: (text.clone(), text),
        query: t.findings_new_query(&row.code),
        rule_version: RULE.to_owned(),
        case_count: 1,
        cases: vec![row.code.clone()],
        facts: json!({}),
    })
}

/// Raises it.
pub async fn raise(ctx: Ctx, Query(from): Query<Source>, body: Bytes) -> Response {
    let row = match source(&ctx, &from.message).await {
        Ok(row) => row,
        Err(why) => return refusal(&ctx, why),
    };
    let posted = Posted::read(&body);
    let typed = Typed {
        kind: posted.owned("kind"),
        severity: posted.owned("severity"),
        title: posted.owned("title"),
        text: posted.owned("text"),
    };
    let done = match checked(&row, &typed) {
        Err(why) => Err(why),
        Ok(new) => {
            let (actor, now) = (ctx.actor.clone(), ctx.now);
            ctx.app
                .act(move |tx| async move { acts::raise(tx, &actor, now, &new).await }.boxed())
                .await
        }
    };
    match done {
        Ok((raised, _)) => see_other_saying(&ctx.at(&format!("/findings/{}", raised.id)), "saved"),
        Err(ActError::Invalid(fields)) => {
            let errors = FormErrors::new(&ctx.page.t, &fields);
            show(&ctx, &from, StatusCode::UNPROCESSABLE_ENTITY, typed, errors).await
        }
        Err(why) => refusal(&ctx, why),
    }
}
