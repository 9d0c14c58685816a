//! Findings as JSON, for who may read them.

use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use axum::{Json, http::header};
use serde_json::{Value, json};

use super::pages::Asked;
use super::store as rows;
use crate::platform::context::Ctx;
use crate::platform::page::refusal;

/// Most findings of one answer.
const MOST: i64 = 1_000;

/// The findings that the same address without `.json` lists.
pub async fn list_json(ctx: Ctx, Query(asked): Query<Asked>) -> Response {
    let found = async {
        let mut conn = ctx.read().await?;
        rows::list(&mut conn, ctx.organisation(), &asked.filter(&ctx), MOST, 0).await
    };
    let findings = match found.await {
        Ok(findings) => findings,
        Err(why) => return refusal(&ctx, why.into()),
    };
    let parsed = |text: &str| serde_json::from_str::<Value>(text).unwrap_or(Value::Null);
    let list: Vec<Value> = findings
        .iter()
        .map(|row| {
            json!({
                "id": row.id,
                "kind": row.kind,
                "severity": row.severity,
                "state": row.state,
                "unit": row.unit,
                "service": row.service,
                "title": {"fa": row.title, "en": row.title_en},
                "text": {"fa": row.text, "en": row.text_en},
                "query": row.query,
                "rule_version": row.rule_version,
                "input_sha256": row.input_hash,
                "case_count": row.case_count,
                "cases": parsed(&row.cases),
                "facts": parsed(&row.facts),
                "times_seen": row.times_seen,
                "first_seen": row.raised_at.rfc3339(),
                "last_seen": row.seen_at.rfc3339(),
                "decided": row.decided_at.map(store::Timestamp::rfc3339),
            })
        })
        .collect();
    (
        [(header::CACHE_CONTROL, "no-cache")],
        Json(json!({ "findings": list })),
    )
        .into_response()
}
