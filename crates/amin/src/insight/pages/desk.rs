//! The integrity desk's list of services: what the analysis of each log found, most differences first.

use std::collections::HashMap;

use askama::Template;
use axum::response::Response;

use crate::insight::store::procedure::{self as rows, AnalysisRow};
use crate::platform::context::Ctx;
use crate::platform::errors::ActError;
use crate::platform::page::{Page, refusal, render};
use crate::platform::permissions::Right;
use crate::platform::texts::Texts;
use crate::services::store::measured_services;
use crate::services::view::{percent, pick};

/// A service in the list.
struct Line {
    name: String,
    href: String,
    cases: String,
    fitting: String,
    deviating: String,
    undecided: String,
    quality: String,
    record: String,
    when: String,
}

#[derive(Template)]
#[template(path = "insight/desk.html")]
struct Desk {
    page: Page,
    lines: Vec<Line>,
    recurring: String,
    own: String,
}

/// The list.
pub async fn page(ctx: Ctx) -> Response {
    match gather(&ctx).await {
        Ok(page) => render(&page),
        Err(why) => refusal(&ctx, why),
    }
}

async fn gather(ctx: &Ctx) -> Result<Desk, ActError> {
    let mut conn = ctx.read().await?;
    let services = measured_services(&mut conn, ctx.organisation()).await?;
    let found: HashMap<String, AnalysisRow> = rows::analyses(&mut conn, ctx.organisation())
        .await?
        .into_iter()
        .map(|row| (row.id.clone(), row))
        .collect();
    drop(conn);
    let t = &ctx.page.t;
    let mut lines: Vec<(i64, Line)> = services
        .into_iter()
        .filter(|service| {
            ctx.actor
                .may_for(Right::FindingRead, service.unit.as_deref())
        })
        .map(|service| {
            let row = found.get(&service.id);
            let of = |value: fn(&AnalysisRow) -> i64| {
                row.map_or_else(|| "–".to_owned(), |row| ctx.page.number(&value(row)))
            };
            let declared = row.is_some_and(|row| row.version.is_some());
            let judged = |value: fn(&AnalysisRow) -> i64| {
                if declared {
                    of(value)
                } else {
                    "–".to_owned()
                }
            };
            let line = Line {
                name: pick(t.lang, &service.name, &service.name_en).to_owned(),
                href: ctx.at(&format!("/services/{}/deviations", service.code)),
                cases: of(|row| row.cases),
                fitting: match row {
                    Some(row) if declared => row
                        .fitting_share
                        .map_or_else(|| "–".to_owned(), |share| percent(t, share)),
                    _ => t.insight_desk_undeclared().to_owned(),
                },
                deviating: judged(|row| row.deviating),
                undecided: judged(|row| row.undecided),
                quality: of(AnalysisRow::signals),
                record: ctx.at(&format!("/services/{}/record", service.code)),
                when: row.map_or_else(
                    || t.insight_desk_waiting().to_owned(),
                    |row| ctx.page.moment(&row.at),
                ),
            };
            (row.map_or(0, |row| row.deviating), line)
        })
        .collect();
    lines.sort_by_key(|(deviating, _)| std::cmp::Reverse(*deviating));
    Ok(Desk {
        lines: lines.into_iter().map(|(_, line)| line).collect(),
        own: if ctx.actor.may_for(Right::FindingRead, None) {
            ctx.at(&format!(
                "/services/{}/process",
                crate::insight::journal::CODE
            ))
        } else {
            String::new()
        },
        recurring: if ctx.actor.may_for(Right::FindingRaise, None) {
            ctx.at("/insight/brokers")
        } else {
            String::new()
        },
        page: ctx.page.clone(),
    })
}

/// The summary in one sentence, for the service's page; an empty text where there is nothing to say.
pub fn sentence(t: &Texts, row: &AnalysisRow) -> String {
    let (Some(share), Some(_)) = (row.fitting_share, row.version) else {
        return String::new();
    };
    t.insight_deviations_summary(percent(t, share), t.lang.integer(row.deviating))
}
