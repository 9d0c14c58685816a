//! What is done with a row of the list: raised as a finding, noted as needing none, taken back.

use axum::body::Bytes;
use axum::extract::{Path, RawQuery};
use axum::http::StatusCode;
use axum::response::Response;
use futures::FutureExt;
use serde_json::json;

use super::listed::{Asked, Listed, Place, listed, place};
use super::{Tried, count, here, reasons, show};
use crate::findings::model::{Kind, NewFinding, Severity};
use crate::insight::acts::brokers::{self as acts, Subject};
use crate::insight::brokers::{Line, pseudonym};
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::{ActError, refused};
use crate::platform::page::{FormErrors, refusal};
use crate::platform::query::fields;
use crate::platform::texts::{Lang, Texts};

/// Version of the method, named in findings.
const METHOD: &str = "recurring 1";

/// Raises a row of a service as a finding, notes that it needs none, or takes that back.
pub async fn act(
    ctx: Ctx,
    Path((_, code, deed)): Path<(String, String, String)>,
    RawQuery(query): RawQuery,
    body: Bytes,
) -> Response {
    take(&ctx, Some(&code), &deed, &Asked::of(query), &body).await
}

/// The same for a row of the program's own files.
pub async fn own_act(
    ctx: Ctx,
    Path((_, deed)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    body: Bytes,
) -> Response {
    take(&ctx, None, &deed, &Asked::of(query), &body).await
}

async fn take(ctx: &Ctx, code: Option<&str>, deed: &str, asked: &Asked, body: &[u8]) -> Response {
    let mut tried = Tried::default();
    for (name, value) in fields(body) {
        match name.as_str() {
            "row" => tried.handle = value,
            "reason" => tried.reason = value,
            _ => {}
        }
    }
    match perform(ctx, code, deed, asked, &tried).await {
        Ok(address) => see_other_saying(&address, "saved"),
        Err(ActError::Invalid(wrong)) => {
            tried.errors = FormErrors::new(&ctx.page.t, &wrong);
            show(ctx, code, asked, StatusCode::UNPROCESSABLE_ENTITY, tried).await
        }
        Err(why) => refusal(ctx, why),
    }
}

/// Does it. The files are looked through again: a form cannot raise what they do not show. Gives where to go.
async fn perform(
    ctx: &Ctx,
    code: Option<&str>,
    deed: &str,
    asked: &Asked,
    tried: &Tried,
) -> Result<String, ActError> {
    let place = place(ctx, code, asked).await?;
    let listed = listed(ctx, &place, asked)
        .await?
        .ok_or(ActError::NotFound)?;
    let line = listed
        .found
        .lines
        .iter()
        .find(|line| pseudonym(&listed.input_hash, &line.value) == tried.handle)
        .ok_or_else(|| refused(|t| t.insight_brokers_gone().to_owned()))?;
    let subject = Subject {
        source: place.source().to_owned(),
        unit: place.unit().map(str::to_owned),
        attribute: place.attribute(asked),
        value: line.value.clone(),
    };
    let (actor, now) = (ctx.actor.clone(), ctx.now);
    match deed {
        "raise" => {
            let new = finding(&place, asked, &listed, line);
            let (raised, _) = ctx
                .app
                .act(move |tx| {
                    async move { acts::raise(tx, &actor, now, &subject, &new).await }.boxed()
                })
                .await?;
            Ok(ctx.at(&format!("/findings/{}", raised.id)))
        }
        "dismiss" | "reopen" => {
            let (reason, withdraw) = (tried.reason.clone(), deed == "reopen");
            ctx.app
                .act(move |tx| {
                    async move { acts::review(tx, &actor, now, &subject, &reason, withdraw).await }
                        .boxed()
                })
                .await?;
            Ok(format!("{}?{}", here(ctx, code), asked.query()))
        }
        _ => Err(ActError::NotFound),
    }
}

fn finding(place: &Place, asked: &Asked, listed: &Listed, line: &Line) -> NewFinding {
    let texts = [Lang::Fa, Lang::En].map(Texts::of);
    let [fa, en] = &texts;
    let title = |t: &Texts| {
        t.insight_brokers_finding(
            place.what(t, asked),
            count(t, line.numbers.citizens),
            place.name(t),
        )
    };
    let text = |t: &Texts| {
        format!(
            "{}\n{}",
            reasons(t, line, listed.level).join(" "),
            t.insight_brokers_innocent()
        )
    };
    let numbers = &line.numbers;
    NewFinding {
        key: String::new(),
        kind: Kind::Broker,
        severity: if numbers.false_share <= listed.level {
            Severity::High
        } else {
            Severity::Medium
        },
        unit: place.unit().map(str::to_owned),
        service: match place {
            Place::Service(opened) => Some(opened.service.code.clone()),
            _ => None,
        },
        object: match place {
            Place::Service(opened) => Some(("service-log", opened.row.id.clone())),
            _ => None,
        },
        title: (title(fa), title(en)),
        text: (text(fa), text(en)),
        query: asked.query(),
        rule_version: METHOD.to_owned(),
        input_hash: listed.input_hash.clone(),
        case_count: i64::try_from(numbers.files).unwrap_or(i64::MAX),
        cases: line.cases.clone(),
        facts: json!({
            "files": numbers.files,
            "citizens": numbers.citizens,
            "speed": numbers.speed,
            "median_days": line.medians.0,
            "median_days_of_others": line.medians.1,
            "favourable": numbers.favourable.map(|(share, _)| share),
            "favourable_expected": numbers.favourable.map(|(_, expected)| expected),
            "p_speed": numbers.p_speed,
            "p_outcome": numbers.p_outcome,
            "false_share": numbers.false_share,
            "rows": listed.found.lines.len(),
            "rows_by_chance": listed.found.by_chance,
        }),
    }
}
