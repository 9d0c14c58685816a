//! The JSON interface: file a message, follow it.

use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::acts::{self, Filing};
use super::model::Channel;
use super::receipts::SHOWN;
use super::rules::Rules;
use super::{lookup, store as rows};
use crate::platform::actor::Actor;
use crate::platform::errors::ActError;
use crate::platform::peer::Peer;
use crate::platform::state::App;
use crate::platform::texts::{Lang, Texts};

/// A message as JSON. Places are numbers in degrees (WGS 84).
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Body {
    kind: String,
    category: String,
    subject: String,
    text: String,
    citizen_right: String,
    district: String,
    address: String,
    latitude: Option<f64>,
    longitude: Option<f64>,
    contact_name: String,
    phone: String,
    email: String,
    secret: bool,
    language: String,
}

fn answer(status: StatusCode, body: &Value) -> Response {
    let text = body.to_string();
    let headers = [
        (header::CONTENT_TYPE, "application/json; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (status, headers, text).into_response()
}

fn fault(status: StatusCode, code: &str, message: &str) -> Response {
    answer(status, &json!({ "error": code, "message": message }))
}

fn words(query: Option<&str>, headers: &HeaderMap) -> Texts {
    let asked = query
        .and_then(|query| query.split('&').find_map(|pair| pair.strip_prefix("lang=")))
        .and_then(Lang::of);
    let accepted = headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("");
    Texts::of(asked.unwrap_or(if accepted.starts_with("en") {
        Lang::En
    } else {
        Lang::Fa
    }))
}

fn refused(t: Texts, why: ActError) -> Response {
    match why {
        ActError::Invalid(fields) => {
            let fields: Map<String, Value> = fields
                .iter()
                .map(|field| (field.field.to_owned(), Value::String(field.why.to(&t))))
                .collect();
            answer(
                StatusCode::UNPROCESSABLE_ENTITY,
                &json!({ "error": "invalid", "message": t.voice_api_invalid(), "fields": fields }),
            )
        }
        ActError::NotFound => fault(StatusCode::NOT_FOUND, "not-found", t.error_not_found()),
        ActError::Forbidden => fault(StatusCode::FORBIDDEN, "forbidden", t.error_forbidden()),
        ActError::Refused(say) => fault(StatusCode::CONFLICT, "refused", &say.to(&t)),
        ActError::Store(why) => {
            tracing::error!(error = %why, "a request of the interface failed");
            fault(
                StatusCode::INTERNAL_SERVER_ERROR,
                "internal",
                t.error_internal(),
            )
        }
    }
}

/// Files a message: 201 with tracking code, index and `.tlog-proof`, once a signed checkpoint covers it; 200 with the same where the
/// `Idempotency-Key` was seen before.
pub async fn file(
    State(app): State<App>,
    Path(slug): Path<String>,
    RawQuery(query): RawQuery,
    peer: Peer,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let t = words(query.as_deref(), &headers);
    let rules = match app.rules_of_slug(&slug).await {
        Ok(Some(rules)) => rules,
        Ok(None) => {
            return fault(
                StatusCode::NOT_FOUND,
                "no-organisation",
                t.error_no_organisation(),
            );
        }
        Err(why) => return refused(t, why.into()),
    };
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("");
    if !kind.starts_with("application/json") {
        return fault(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "no-json",
            t.voice_api_no_json(),
        );
    }
    let now = app.clock.now();
    let most = u32::try_from(rules.limit("voice.api-messages-per-hour")).unwrap_or(0);
    // Gateways (a call centre, another portal) speak for thousands from one address, so zero is no limit.
    if most > 0 && !app.limits.allow("api-message", &peer.0, most, now) {
        return fault(StatusCode::TOO_MANY_REQUESTS, "too-often", t.error_often());
    }
    let body: Body = match serde_json::from_slice(&body) {
        Ok(body) => body,
        Err(why) => {
            return fault(
                StatusCode::BAD_REQUEST,
                "malformed",
                &t.voice_api_malformed(why.to_string()),
            );
        }
    };
    let form_token = match headers.get("idempotency-key") {
        Some(key) => key.to_str().unwrap_or("").to_owned(),
        None => app.limits.token(),
    };
    let degrees = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
    let filing = Filing {
        form_token,
        kind: body.kind,
        category: body.category,
        subject: body.subject,
        text: body.text,
        citizen_right: body.citizen_right,
        district: body.district,
        address: body.address,
        latitude: degrees(body.latitude),
        longitude: degrees(body.longitude),
        contact_name: body.contact_name,
        phone: body.phone,
        email: body.email,
        secret: body.secret,
        language: if body.language == "en" { "en" } else { "fa" },
        attachments: Vec::new(),
    };
    let outcome = async {
        let actor = Actor::citizen(&rules.organisation);
        let prepared = acts::prepare(&rules, now, Channel::Api, filing)?;
        let deadline = prepared.deadline();
        let filed = acts::file_once(&app, &actor, now, prepared).await?;
        let mut conn = app.read().await?;
        let receipt = crate::sealed_log::receipt(&app, &mut conn, filed.entry, SHOWN).await?;
        Ok::<_, ActError>((filed, deadline, receipt))
    };
    match outcome.await {
        Ok((filed, deadline, receipt)) => {
            let status = if filed.repeated {
                StatusCode::OK
            } else {
                StatusCode::CREATED
            };
            answer(
                status,
                &json!({
                    "tracking_code": grouped(&filed.code),
                    "index": receipt.index,
                    "deadline": deadline.rfc3339(),
                    "page": format!("{}/{slug}/voice/m/{}", app.config.base_url, filed.code),
                    "receipt": receipt.encode(),
                }),
            )
        }
        Err(why) => refused(t, why),
    }
}

/// A tracking code in groups, as people read it.
pub fn grouped(code: &str) -> String {
    code.parse::<persian::TrackingCode>()
        .map_or_else(|_| code.to_owned(), |code| code.to_string())
}

/// State, deadline, history and answers of a message by its tracking code.
pub async fn show(
    State(app): State<App>,
    Path((slug, code)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    peer: Peer,
    headers: HeaderMap,
) -> Response {
    let t = words(query.as_deref(), &headers);
    let rules = match app.rules_of_slug(&slug).await {
        Ok(Some(rules)) => rules,
        Ok(None) => {
            return fault(
                StatusCode::NOT_FOUND,
                "no-organisation",
                t.error_no_organisation(),
            );
        }
        Err(why) => return refused(t, why.into()),
    };
    let mut conn = match app.read().await {
        Ok(conn) => conn,
        Err(why) => return refused(t, why.into()),
    };
    let found = lookup::by_code(&app, &mut conn, &rules, &code, &peer, app.clock.now()).await;
    let message = match found {
        Ok(message) => message,
        Err(lookup::NotFound::Store(why)) => return refused(t, why.into()),
        Err(why @ lookup::NotFound::TooOften) => {
            return fault(
                StatusCode::TOO_MANY_REQUESTS,
                "too-often",
                &why.sentence(&t),
            );
        }
        Err(why) => return fault(StatusCode::NOT_FOUND, "not-found", &why.sentence(&t)),
    };
    match state(&mut conn, &rules, &message).await {
        Ok(state) => answer(StatusCode::OK, &state),
        Err(why) => refused(t, why.into()),
    }
}

async fn state(
    conn: &mut store::Conn,
    rules: &Rules,
    message: &rows::Message,
) -> Result<Value, store::Error> {
    let organisation = &rules.organisation;
    let steps: Vec<Value> = rows::steps(conn, organisation, &message.id)
        .await?
        .iter()
        .filter(|step| step.kind != "classified")
        .map(|step| json!({ "step": step.kind, "at": step.at.rfc3339(), "note": step.note.as_ref().filter(|_| step.public) }))
        .collect();
    let answers: Vec<Value> = rows::answers(conn, organisation, &message.id)
        .await?
        .iter()
        .map(|answer| {
            json!({
                "at": answer.at.rfc3339(), "text": answer.text, "outcome": answer.outcome,
                "legal_ground": answer.legal_ground, "unit": rules.unit_name(Lang::Fa, answer.unit.as_deref()),
            })
        })
        .collect();
    Ok(json!({
        "tracking_code": grouped(&message.code),
        "kind": message.kind,
        "category": message.category,
        "subject": message.subject,
        "state": message.state,
        "outcome": message.outcome,
        "filed_at": message.filed_at.rfc3339(),
        "deadline": message.deadline_at.rfc3339(),
        "paused": message.paused_at.is_some(),
        "late": message.late,
        "unit": rules.unit_name(Lang::Fa, message.unit.as_deref()),
        "steps": steps,
        "answers": answers,
    }))
}
