//! Pages of process insight.

pub mod cases;
pub mod changes;
pub mod compare;
pub mod desk;
pub mod deviations;
pub mod procedure;
pub mod process;
pub mod treatment;

use std::sync::Arc;

use axum::extract::{Form, Path};
use axum::response::Response;
use charts::Direction;
use eventlog::EventLog;
use futures::FutureExt;
use serde::Deserialize;

use super::acts;
use super::store as rows;
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::ActError;
use crate::platform::page::{Crumb, NavItem, refusal};
use crate::platform::permissions::Right;
use crate::platform::texts::{Lang, Texts};
use crate::services::store::{LogRow, ServiceRow, log as log_row, service_by_code};
use crate::services::view::pick;
use crate::services::{held, logs};

/// A service whose event log is open to this reader.
pub struct Opened {
    /// The service.
    pub service: ServiceRow,
    /// Its name in the reader's language.
    pub name: String,
    /// Its event log.
    pub log: Arc<EventLog>,
    /// The row of the log.
    pub row: LogRow,
    /// Whether the reader sees cases and small groups.
    pub staff: bool,
    /// Whether the reader may publish and edit.
    pub editor: bool,
    /// Parts that everybody may see.
    pub shown: Vec<String>,
}

/// Opens a service's insight to who may read findings of its unit.
pub async fn open_staff(ctx: &Ctx, code: &str) -> Result<Opened, ActError> {
    open(ctx, code, "").await
}

/// Opens a part of a service's insight: to who may read findings of its unit, and to everybody where it is published.
pub async fn open(ctx: &Ctx, code: &str, part: &str) -> Result<Opened, ActError> {
    if code.contains('\0') {
        return Err(ActError::NotFound);
    }
    let mut conn = ctx.read().await?;
    let service = service_by_code(&mut conn, ctx.organisation(), code)
        .await?
        .ok_or(ActError::NotFound)?;
    let shown = rows::shown(&mut conn, ctx.organisation(), &service.id).await?;
    let unit = service.unit.as_deref();
    let staff = ctx.actor.may_for(Right::FindingRead, unit);
    if !staff && !shown.iter().any(|known| known == part) {
        return Err(ActError::NotFound);
    }
    let id = service.log.clone().ok_or(ActError::NotFound)?;
    let row = log_row(&mut conn, ctx.organisation(), &id)
        .await?
        .ok_or(ActError::NotFound)?;
    drop(conn);
    let file = logs::kept_at(&ctx.app.config.data, &row.sha256);
    let log = held::log(file, &row.options)
        .await
        .ok_or(ActError::NotFound)?;
    Ok(Opened {
        name: pick(ctx.page.t.lang, &service.name, &service.name_en).to_owned(),
        editor: ctx.actor.may_for(Right::InsightEdit, unit),
        service,
        log,
        row,
        staff,
        shown,
    })
}

impl Opened {
    /// The way to this page.
    pub fn crumbs(&self, ctx: &Ctx) -> Vec<Crumb> {
        vec![
            Crumb {
                label: ctx.page.t.services_title().to_owned(),
                href: ctx.at("/services"),
            },
            Crumb {
                label: self.name.clone(),
                href: ctx.at(&format!("/services/{}", self.service.code)),
            },
        ]
    }

    /// The parts that the reader may open, as tabs.
    pub fn tabs(&self, ctx: &Ctx, here: &str) -> Vec<NavItem> {
        let t = &ctx.page.t;
        [
            ("process", t.insight_tab_process()),
            ("deviations", t.insight_tab_deviations()),
            ("treatment", t.insight_tab_treatment()),
            ("changes", t.insight_tab_changes()),
        ]
        .into_iter()
        .filter(|(part, _)| self.staff || self.shown.iter().any(|shown| shown == part))
        .map(|(part, label)| NavItem {
            href: ctx.at(&format!("/services/{}/{part}", self.service.code)),
            label: label.to_owned(),
            current: part == here,
        })
        .chain(std::iter::once(NavItem {
            href: ctx.at(&format!("/compare?a={}", self.service.code)),
            label: t.insight_tab_compare().to_owned(),
            current: false,
        }))
        .collect()
    }

    /// Whether everybody sees a part.
    pub fn is_shown(&self, part: &str) -> bool {
        self.shown.iter().any(|shown| shown == part)
    }
}

/// Reading direction of charts.
pub fn direction(t: &Texts) -> Direction {
    match t.lang {
        Lang::Fa => Direction::Rtl,
        Lang::En => Direction::Ltr,
    }
}

/// A span of time in its fitting unit: days, hours, minutes or seconds.
pub fn span_words(t: &Texts, seconds: f64) -> String {
    let size = seconds.abs();
    let write = |n: f64| {
        t.lang
            .decimal(n, usize::from(n.abs() < 10.0 && n.fract().abs() > 0.05))
    };
    if size >= 86_400.0 {
        t.insight_span_days(write(seconds / 86_400.0))
    } else if size >= 3_600.0 {
        t.insight_span_hours(write(seconds / 3_600.0))
    } else if size >= 60.0 {
        t.insight_span_minutes(write(seconds / 60.0))
    } else {
        t.insight_span_seconds(write(seconds))
    }
}

/// What the form for publishing sends.
#[derive(Debug, Deserialize)]
pub struct PublishForm {
    part: String,
    #[serde(default)]
    shown: String,
}

/// Shows a part to everybody, or no longer.
pub async fn publish(
    ctx: Ctx,
    Path((_, code)): Path<(String, String)>,
    form: Result<Form<PublishForm>, axum::extract::rejection::FormRejection>,
) -> Response {
    let Ok(Form(form)) = form else {
        return refusal(&ctx, ActError::NotFound);
    };
    let (actor, now, service, part) = (ctx.actor.clone(), ctx.now, code.clone(), form.part.clone());
    let shown = form.shown == "yes";
    let done = ctx
        .app
        .act(move |tx| {
            async move { acts::publish(tx, &actor, now, &service, &part, shown).await }.boxed()
        })
        .await;
    match done {
        Ok(_) => see_other_saying(&ctx.at(&format!("/services/{code}/{}", form.part)), "saved"),
        Err(why) => refusal(&ctx, why),
    }
}
