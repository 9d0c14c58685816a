//! The quality of a service's record: data errors and blind spots, each with its cases. For who may read findings of the unit.

use askama::Template;
use axum::extract::{Path, RawQuery};
use axum::response::Response;
use eventlog::measure::quality::{Finding, Severity as Weight};
use futures::FutureExt;
use serde_json::json;

use super::cases::{Lines, lines, name as case_name};
use super::{Opened, open_staff};
use crate::findings::acts::raise as raise_finding;
use crate::findings::model::{Kind, NewFinding, Severity};
use crate::insight::record::{examine, is_blind_spot, key, name, sentence, unit_key, unit_keys};
use crate::insight::words::attribute;
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::ActError;
use crate::platform::page::{Choice, Crumb, NavItem, Page, refusal, render};
use crate::platform::permissions::Right;
use crate::platform::query::fields;
use crate::platform::texts::{Lang, Texts};
use crate::services::store::calendar;
use crate::services::view::pick;

/// Version of the method, named in findings.
const METHOD: &str = "record 1";
/// Findings on the page; all are counted.
const MOST: usize = 200;

/// A finding in the table.
struct Line {
    name: &'static str,
    sentence: String,
    weight: &'static str,
    badge: &'static str,
    cases: String,
    href: String,
}

/// What an address asks for.
struct Asked {
    unit: Option<String>,
    which: String,
    page: String,
}

impl Asked {
    fn of(query: Option<String>) -> Self {
        let mut asked = Self {
            unit: None,
            which: String::new(),
            page: "1".to_owned(),
        };
        for (name, value) in fields(query.unwrap_or_default().as_bytes()) {
            match name.as_str() {
                "unit" => asked.unit = Some(value),
                "which" => asked.which = value,
                "page" => asked.page = value,
                _ => {}
            }
        }
        asked
    }

    /// The attribute that names the unit: the one asked for, where the log has it, else the likeliest; none where "none" was chosen.
    fn unit(&self, opened: &Opened) -> Option<String> {
        match &self.unit {
            Some(key) => unit_keys(&opened.log)
                .into_iter()
                .find(|known| known == key),
            None => unit_key(&opened.log),
        }
    }
}

fn query(unit: Option<&str>, which: &str) -> String {
    serde_urlencoded::to_string([("unit", unit.unwrap_or("")), ("which", which)])
        .unwrap_or_default()
}

async fn found(ctx: &Ctx, opened: &Opened, unit: Option<String>) -> Result<Vec<Finding>, ActError> {
    let calendar = calendar(&mut ctx.read().await?, ctx.organisation()).await?;
    let log = opened.log.clone();
    Ok(
        tokio::task::spawn_blocking(move || examine(&log, unit.as_deref(), &calendar))
            .await
            .map_err(|_| store::Error::Panicked)?,
    )
}

fn weight(t: &Texts, finding: &Finding) -> (&'static str, &'static str) {
    match finding.severity {
        Weight::Error => (t.insight_record_error(), "open"),
        Weight::Warning => (t.insight_record_warning(), "waiting"),
        Weight::Note => (t.insight_record_note(), "closed"),
    }
}

#[derive(Template)]
#[template(path = "insight/record.html")]
struct Record {
    page: Page,
    crumbs: Vec<Crumb>,
    tabs: Vec<NavItem>,
    here: String,
    units: Vec<Choice>,
    summary: String,
    lines: Vec<Line>,
}

/// The page.
pub async fn page(
    ctx: Ctx,
    Path((_, code)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Response {
    match gather(&ctx, &code, &Asked::of(query)).await {
        Ok(page) => render(&page),
        Err(why) => refusal(&ctx, why),
    }
}

async fn gather(ctx: &Ctx, code: &str, asked: &Asked) -> Result<Record, ActError> {
    let opened = open_staff(ctx, code).await?;
    let unit = asked.unit(&opened);
    let all = found(ctx, &opened, unit.clone()).await?;
    let t = &ctx.page.t;
    let here = ctx.at(&format!("/services/{code}/record"));
    let count = |weight: Weight| {
        let n = all.iter().filter(|f| f.severity == weight).count();
        t.lang.integer(i64::try_from(n).unwrap_or(i64::MAX))
    };
    let chosen = unit.clone().unwrap_or_default();
    Ok(Record {
        crumbs: opened.crumbs(ctx),
        tabs: opened.tabs(ctx, "record"),
        units: std::iter::once(Choice::new("", t.insight_record_no_unit(), &chosen))
            .chain(
                unit_keys(&opened.log)
                    .into_iter()
                    .map(|key| Choice::new(key.clone(), attribute(t, &key), &chosen)),
            )
            .collect(),
        summary: t.insight_record_summary(
            count(Weight::Error),
            count(Weight::Warning),
            count(Weight::Note),
        ),
        lines: all
            .iter()
            .take(MOST)
            .map(|finding| {
                let (weight, badge) = weight(t, finding);
                let which = key(finding, &opened.log);
                Line {
                    name: name(t, &finding.what),
                    sentence: sentence(t, finding, &opened.log),
                    weight,
                    badge,
                    cases: t
                        .lang
                        .integer(i64::try_from(finding.cases.len()).unwrap_or(i64::MAX)),
                    href: format!("{here}/cases?{}", query(unit.as_deref(), &which)),
                }
            })
            .collect(),
        page: ctx.page.clone(),
        here,
    })
}

/// One finding of those that the log has now.
async fn one(
    ctx: &Ctx,
    opened: &Opened,
    asked: &Asked,
) -> Result<(Finding, Option<String>), ActError> {
    let unit = asked.unit(opened);
    let all = found(ctx, opened, unit.clone()).await?;
    let one = all
        .into_iter()
        .find(|finding| key(finding, &opened.log) == asked.which)
        .ok_or(ActError::NotFound)?;
    Ok((one, unit))
}

#[derive(Template)]
#[template(path = "insight/record_cases.html")]
struct RecordCases {
    page: Page,
    crumbs: Vec<Crumb>,
    title: &'static str,
    sentence: String,
    list: Lines,
    raise: String,
    raiser: bool,
}

/// The cases of one finding.
pub async fn cases(
    ctx: Ctx,
    Path((_, code)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Response {
    match gather_cases(&ctx, &code, &Asked::of(query)).await {
        Ok(page) => render(&page),
        Err(why) => refusal(&ctx, why),
    }
}

async fn gather_cases(ctx: &Ctx, code: &str, asked: &Asked) -> Result<RecordCases, ActError> {
    let opened = open_staff(ctx, code).await?;
    let (finding, unit) = one(ctx, &opened, asked).await?;
    let t = &ctx.page.t;
    let base = ctx.at(&format!("/services/{code}/record"));
    let query = query(unit.as_deref(), &asked.which);
    let all: Vec<usize> = finding.cases.iter().map(|case| *case as usize).collect();
    let at = |page: usize| format!("{base}/cases?{query}&page={page}");
    let mut crumbs = opened.crumbs(ctx);
    crumbs.push(Crumb {
        label: t.insight_tab_record().to_owned(),
        href: base.clone(),
    });
    Ok(RecordCases {
        crumbs,
        title: name(t, &finding.what),
        sentence: sentence(t, &finding, &opened.log),
        list: lines(ctx, &opened, &all, &asked.page, "", &at),
        raise: format!("{base}/raise?{query}"),
        raiser: ctx
            .actor
            .may_for(Right::FindingRaise, opened.service.unit.as_deref()),
        page: ctx.page.clone(),
    })
}

/// Writes a doubt about the record down as a finding. The log is read again here: a form cannot raise what it does not show.
pub async fn raise(
    ctx: Ctx,
    Path((_, code)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Response {
    match try_raise(&ctx, &code, &Asked::of(query)).await {
        Ok(id) => see_other_saying(&ctx.at(&format!("/findings/{id}")), "saved"),
        Err(why) => refusal(&ctx, why),
    }
}

async fn try_raise(ctx: &Ctx, code: &str, asked: &Asked) -> Result<String, ActError> {
    let opened = open_staff(ctx, code).await?;
    let (finding, unit) = one(ctx, &opened, asked).await?;
    let service = &opened.service;
    let texts = [Lang::Fa, Lang::En].map(Texts::of);
    let [fa, en] = &texts;
    let title = |t: &Texts| {
        t.insight_record_finding(
            name(t, &finding.what),
            pick(t.lang, &service.name, &service.name_en),
        )
    };
    let text = |t: &Texts| {
        format!(
            "{}\n{}",
            sentence(t, &finding, &opened.log),
            t.insight_difference_note()
        )
    };
    let new = NewFinding {
        key: format!("record:{}:{}", service.id, asked.which),
        kind: Kind::BlindSpot,
        severity: match finding.severity {
            Weight::Error => Severity::High,
            Weight::Warning if is_blind_spot(&finding.what) => Severity::Medium,
            _ => Severity::Low,
        },
        unit: service.unit.clone(),
        service: Some(service.code.clone()),
        object: Some(("service-log", opened.row.id.clone())),
        title: (title(fa), title(en)),
        text: (text(fa), text(en)),
        query: self::query(unit.as_deref(), &asked.which),
        rule_version: METHOD.to_owned(),
        input_hash: opened.row.sha256.clone(),
        case_count: i64::try_from(finding.cases.len()).unwrap_or(i64::MAX),
        cases: finding
            .cases
            .iter()
            .map(|case| case_name(&opened.log, *case as usize))
            .collect(),
        facts: json!({ "count": finding.count, "of": finding.of, "cases": finding.cases.len() }),
    };
    let (actor, now) = (ctx.actor.clone(), ctx.now);
    let (raised, _) = ctx
        .app
        .act(move |tx| async move { raise_finding(tx, &actor, now, &new).await }.boxed())
        .await?;
    Ok(raised.id)
}
