//! Pages of process insight.

pub mod brokers;
pub mod cases;
pub mod changes;
pub mod compare;
pub mod desk;
pub mod deviations;
pub mod judged;
pub mod procedure;
pub mod process;
pub mod record;
pub mod times;
pub mod treatment;
mod treatment_charts;
mod treatment_whole;
pub mod work;

use std::sync::Arc;

use axum::extract::{Form, Path};
use axum::response::Response;
use charts::{Chart, Direction, Effect, ForestAxis, ForestWords, Options, forest};
use eventlog::EventLog;
use futures::FutureExt;
use serde::Deserialize;

use super::acts;
use super::columns::{Given, QUARTER, VERSION, periods, quarters};
use super::journal;
use super::procedure::{Version, read};
use super::store as rows;
use super::store::procedure::{self as procedures, VersionRow};
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
    /// Versions of the declared procedure, newest first.
    pub versions: Vec<VersionRow>,
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
    let Some(service) = service_by_code(&mut conn, ctx.organisation(), code).await? else {
        drop(conn);
        return open_own(ctx, code).await;
    };
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
    let versions = procedures::versions(&mut conn, ctx.organisation(), &service.id).await?;
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
        versions,
    })
}

/// Opens the course of the program's own messages, to who reads findings of the whole organisation.
async fn open_own(ctx: &Ctx, code: &str) -> Result<Opened, ActError> {
    if code != journal::CODE || !ctx.actor.may_for(Right::FindingRead, None) {
        return Err(ActError::NotFound);
    }
    let rules = ctx.app.rules(ctx.organisation()).await?;
    let t = &ctx.page.t;
    let mut conn = ctx.read().await?;
    let account = ctx.actor.account.as_deref();
    let away = crate::interests::store::kept_from(&mut conn, ctx.organisation(), account).await?;
    let (log, digest) = journal::log(&mut conn, &rules, t, &away).await?;
    drop(conn);
    let service = journal::service();
    Ok(Opened {
        name: pick(t.lang, &service.name, &service.name_en).to_owned(),
        service,
        log,
        row: journal::row(digest, ctx.now),
        staff: true,
        editor: false,
        shown: Vec::new(),
        versions: Vec::new(),
    })
}

impl Opened {
    /// The way to this page.
    pub fn crumbs(&self, ctx: &Ctx) -> Vec<Crumb> {
        if self.is_own() {
            return vec![
                Crumb {
                    label: ctx.page.t.insight_desk_title().to_owned(),
                    href: ctx.at("/insight"),
                },
                Crumb {
                    label: self.name.clone(),
                    href: ctx.at(&format!("/services/{}/process", self.service.code)),
                },
            ];
        }
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

    /// Whether it is the course of the program's own messages, which stand in no catalogue.
    fn is_own(&self) -> bool {
        self.service.id == journal::CODE
    }

    /// The parts that the reader may open, as tabs.
    pub fn tabs(&self, ctx: &Ctx, here: &str) -> Vec<NavItem> {
        let t = &ctx.page.t;
        [
            ("process", t.insight_tab_process()),
            ("times", t.insight_tab_times()),
            ("work", t.insight_tab_work()),
            ("deviations", t.insight_tab_deviations()),
            ("record", t.insight_tab_record()),
            ("brokers", t.insight_tab_brokers()),
            ("treatment", t.insight_tab_treatment()),
            ("changes", t.insight_tab_changes()),
        ]
        .into_iter()
        .filter(|(part, _)| self.staff || self.shown.iter().any(|shown| shown == part))
        // No procedure, simplification or telephone is kept with the program's own messages here.
        .filter(|(part, _)| !self.is_own() || !["deviations", "changes", "brokers"].contains(part))
        .map(|(part, label)| NavItem {
            href: ctx.at(&format!("/services/{}/{part}", self.service.code)),
            label: label.to_owned(),
            current: part == here,
        })
        .chain((!self.is_own()).then(|| NavItem {
            href: ctx.at(&format!("/compare?a={}", self.service.code)),
            label: t.insight_tab_compare().to_owned(),
            current: false,
        }))
        .collect()
    }

    /// Activities that end a case, as the newest version of the procedure has them; none where it tells none.
    pub fn ends(&self) -> Vec<String> {
        if self.is_own() {
            let closed = [Lang::Fa, Lang::En].map(|lang| Texts::of(lang).voice_step_closed());
            return closed.map(str::to_owned).to_vec();
        }
        self.versions
            .first()
            .and_then(|row| read(&row.text).ok())
            .map_or_else(Vec::new, |rules| rules.ends)
    }

    /// Attributes that are worked out for each case: the quarter and the version of the procedure in which it began.
    pub fn given(&self) -> Given {
        let mut given = Given::from([(QUARTER, quarters(&self.log))]);
        let known: Vec<(String, Option<String>, i64)> = self
            .versions
            .iter()
            .filter_map(|row| {
                let until = row.valid_until.as_deref();
                let version = Version::open(&row.text, &row.valid_from, until)?;
                Some((version.from, version.until, row.number))
            })
            .collect();
        if !known.is_empty() {
            given.insert(VERSION, periods(&self.log, &known));
        }
        given
    }

    /// Whether everybody sees a part.
    pub fn is_shown(&self, part: &str) -> bool {
        self.shown.iter().any(|shown| shown == part)
    }
}

/// What a forest of differences is called and counted in.
pub struct Forest<'a> {
    /// Title.
    pub title: &'a str,
    /// Text alternative.
    pub described: &'a str,
    /// What the rows are.
    pub category: &'a str,
    /// What the size of a row counts.
    pub size: &'a str,
    /// Unit of the differences.
    pub unit: &'a str,
}

/// Differences with their intervals, as a picture.
pub fn forest_of_differences(t: &Texts, rows: &[Effect], about: &Forest<'_>) -> Chart {
    let number = |n: f64| {
        t.lang
            .decimal(n, usize::from(n.abs() < 100.0 && n.fract() != 0.0))
    };
    let words = ForestWords {
        value: t.insight_effect(),
        interval: t.insight_interval_head(),
        size: about.size,
        verdict: t.insight_verdict(),
        marked: t.insight_forest_marked(),
        unmarked: t.insight_forest_unmarked(),
        none: t.insight_forest_none(),
    };
    let options = Options {
        description: about.described,
        category: about.category,
        unit: about.unit,
        to: t.services_to(),
        ..Options::new("forest", about.title, direction(t), &number)
    };
    forest(rows, ForestAxis::Difference, &words, &options)
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
