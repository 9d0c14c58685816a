//! Where the records of a service differ from its declared procedure: rules, their cases, what a person accepted, findings.

use askama::Template;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery};
use axum::http::StatusCode;
use axum::response::Response;
use eventlog::rules::RuleResult;
use futures::FutureExt;
use serde_json::json;

use super::cases::{Lines, lines, name};
use super::judged::{Judged, Target, count, judge, sentence};
use super::open_staff;
use crate::findings::acts::raise as raise_finding;
use crate::findings::model::{Kind, NewFinding};
use crate::insight::acts::procedure as acts;
use crate::insight::model_check::{Checked, Difference, words_of_id};
use crate::insight::procedure::{Version, deviating_cases, words};
use crate::insight::store::procedure::VersionRow;
use crate::organisation::store::account_names;
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::{ActError, refused};
use crate::platform::page::{
    Choice, Crumb, FormErrors, NavItem, Page, refusal, render, render_with,
};
use crate::platform::permissions::Right;
use crate::platform::query::fields;
use crate::platform::texts::{Lang, Texts};
use crate::services::view::{percent, pick};

/// A day as it is kept, in the reader's words.
pub fn day_words(t: &Texts, day: &str) -> String {
    day.parse::<persian::Date>().map_or_else(
        |_| day.to_owned(),
        |day| {
            if t.lang == Lang::Fa {
                day.medium()
            } else {
                day.medium_en()
            }
        },
    )
}

/// The days on which a version holds.
pub fn period(t: &Texts, row: &VersionRow) -> String {
    let from = day_words(t, &row.valid_from);
    match &row.valid_until {
        None => t.insight_version_since(from),
        Some(until) if *until < row.valid_from => t.insight_version_replaced().to_owned(),
        Some(until) => t.insight_version_between(from, day_words(t, until)),
    }
}

/// A rule in the table.
struct RuleLine {
    words: String,
    sentence: String,
    differ: String,
    judged: String,
    undecided: String,
    accepted: String,
    unknown: String,
    href: String,
}

/// An accepted deviation in the list.
struct AcceptedLine {
    case: String,
    rule: String,
    reason: String,
    who: String,
    when: String,
    form: Vec<(&'static str, String)>,
}

/// Differences from the model.
struct ModelView {
    summary: String,
    lines: Vec<RuleLine>,
}

#[derive(Template)]
#[template(path = "insight/deviations.html")]
struct Deviations {
    page: Page,
    crumbs: Vec<Crumb>,
    tabs: Vec<NavItem>,
    here: String,
    procedure: String,
    withdraw: String,
    declared: bool,
    versions: Vec<Choice>,
    source: String,
    period: String,
    summary: String,
    lines: Vec<RuleLine>,
    model: Option<ModelView>,
    accepted: Vec<AcceptedLine>,
    decider: bool,
    editor: bool,
}

/// Which version, rule and page an address asks for.
#[derive(Debug, Clone, Default)]
struct Asked {
    version: Option<i64>,
    rule: String,
    page: String,
}

impl Asked {
    fn of(query: Option<String>) -> Self {
        let mut asked = Self::default();
        for (name, value) in fields(query.unwrap_or_default().as_bytes()) {
            match name.as_str() {
                "version" => asked.version = persian::parse_integer(&value).ok(),
                "rule" => asked.rule = value,
                "page" => asked.page = value,
                _ => {}
            }
        }
        asked
    }

    fn query(rule: &str, version: i64) -> String {
        serde_urlencoded::to_string([("rule", rule), ("version", &version.to_string())])
            .unwrap_or_default()
    }
}

/// The page of a service's rules and what they found.
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

async fn gather(ctx: &Ctx, code: &str, asked: &Asked) -> Result<Deviations, ActError> {
    let opened = open_staff(ctx, code).await?;
    let judged = judge(ctx, &opened, asked.version).await?;
    let t = &ctx.page.t;
    let here = ctx.at(&format!("/services/{code}/deviations"));
    let mut page = Deviations {
        crumbs: opened.crumbs(ctx),
        tabs: opened.tabs(ctx, "deviations"),
        procedure: ctx.at(&format!("/services/{code}/procedure")),
        withdraw: format!("{here}/withdraw"),
        declared: judged.is_some(),
        versions: Vec::new(),
        source: String::new(),
        period: String::new(),
        summary: String::new(),
        lines: Vec::new(),
        model: None,
        accepted: Vec::new(),
        decider: ctx
            .actor
            .may_for(Right::FindingDecide, opened.service.unit.as_deref()),
        editor: opened.editor,
        page: ctx.page.clone(),
        here,
    };
    let Some(judged) = judged else {
        return Ok(page);
    };
    let number = judged.row.number;
    page.versions = judged
        .versions
        .iter()
        .map(|row| {
            let label = t.insight_version_name(t.lang.integer(row.number), period(t, row));
            Choice::new(row.number.to_string(), label, &number.to_string())
        })
        .collect();
    page.source.clone_from(&judged.row.source);
    page.period = period(t, &judged.row);
    page.summary = match judged.found.fitting_share {
        None => t.insight_deviation_unjudged().to_owned(),
        Some(share) => t.insight_deviations_summary(
            percent(t, share),
            count(t, deviating_cases(&judged.found)),
        ),
    };
    page.lines = rule_lines(t, &judged, &page.here);
    page.model = judged
        .model
        .as_ref()
        .map(|checked| model_view(t, &judged, checked, &page.here));
    page.accepted = accepted_lines(ctx, &judged).await?;
    Ok(page)
}

/// Differences in the table; all are counted.
const MOST_DIFFERENCES: usize = 60;

fn model_view(t: &Texts, judged: &Judged, checked: &Checked, here: &str) -> ModelView {
    let mut summary = if checked.judged == 0 {
        t.insight_deviation_unjudged().to_owned()
    } else {
        t.insight_model_summary(
            percent(t, checked.fitting as f64 / checked.judged as f64),
            count(t, checked.judged - checked.fitting),
        )
    };
    if checked.not_computed > 0 {
        summary.push(' ');
        summary.push_str(&t.insight_model_not_computed(count(t, checked.not_computed)));
    }
    let line = |one: &Difference| RuleLine {
        words: one.words(t),
        sentence: sentence(t, one.cases.len(), checked.judged),
        differ: count(t, one.cases.len()),
        judged: count(t, checked.judged),
        undecided: count(t, checked.not_computed),
        accepted: count(t, one.accepted),
        unknown: String::new(),
        href: if one.cases.is_empty() {
            String::new()
        } else {
            format!(
                "{here}/cases?{}",
                Asked::query(&one.id(), judged.row.number)
            )
        },
    };
    ModelView {
        summary,
        lines: checked
            .differences
            .iter()
            .take(MOST_DIFFERENCES)
            .map(line)
            .collect(),
    }
}

fn rule_lines(t: &Texts, judged: &Judged, here: &str) -> Vec<RuleLine> {
    let mut order: Vec<&RuleResult> = judged.found.rules.iter().collect();
    order.sort_by_key(|result| std::cmp::Reverse(result.deviating.len()));
    order
        .into_iter()
        .map(|result| {
            let rule = &judged.version.rules.rules[result.rule];
            RuleLine {
                words: words(t, rule),
                sentence: sentence(t, result.deviating.len(), result.judged),
                differ: count(t, result.deviating.len()),
                judged: count(t, result.judged),
                undecided: count(t, result.undecided),
                accepted: count(t, result.accepted),
                unknown: if result.unknown.is_empty() {
                    String::new()
                } else {
                    t.insight_deviation_unknown(result.unknown.join(t.insight_rule_or()))
                },
                href: if result.deviating.is_empty() {
                    String::new()
                } else {
                    format!("{here}/cases?{}", Asked::query(&rule.id, judged.row.number))
                },
            }
        })
        .collect()
}

async fn accepted_lines(ctx: &Ctx, judged: &Judged) -> Result<Vec<AcceptedLine>, ActError> {
    let t = &ctx.page.t;
    let accounts: Vec<String> = judged
        .accepted
        .iter()
        .filter_map(|row| row.account.clone())
        .collect();
    let names = account_names(&mut ctx.read().await?, ctx.organisation(), &accounts).await?;
    let who = |account: Option<&String>| {
        account
            .and_then(|id| names.iter().find(|(known, _)| known == id))
            .map_or_else(String::new, |(_, name)| name.clone())
    };
    Ok(judged
        .accepted
        .iter()
        .map(|row| AcceptedLine {
            case: row.case_name.clone(),
            rule: judged
                .rule(&row.rule)
                .map(|(rule, _)| words(t, rule))
                .or_else(|| words_of_id(t, &row.rule))
                .unwrap_or_else(|| row.rule.clone()),
            reason: row.reason.clone(),
            who: who(row.account.as_ref()),
            when: ctx.page.day(&row.at),
            form: vec![("rule", row.rule.clone()), ("case", row.case_name.clone())],
        })
        .collect())
}

/// What was typed into the form that accepts deviations.
#[derive(Debug, Clone, Default)]
struct Tried {
    cases: Vec<String>,
    reason: String,
    errors: FormErrors,
}

/// A case with its box.
struct Pick {
    id: String,
    href: String,
    begun: String,
    duration: String,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "insight/deviation_cases.html")]
struct DeviationCases {
    page: Page,
    crumbs: Vec<Crumb>,
    rule: String,
    sentence: String,
    source: String,
    picks: Vec<Pick>,
    cases: Lines,
    accept: String,
    raise: String,
    decider: bool,
    raiser: bool,
    reason: String,
    errors: FormErrors,
}

/// The cases of a rule.
pub async fn cases(
    ctx: Ctx,
    Path((_, code)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Response {
    show(
        &ctx,
        &code,
        &Asked::of(query),
        StatusCode::OK,
        Tried::default(),
    )
    .await
}

async fn show(ctx: &Ctx, code: &str, asked: &Asked, status: StatusCode, tried: Tried) -> Response {
    match gather_cases(ctx, code, asked, tried).await {
        Ok(page) => render_with(status, &page),
        Err(why) => refusal(ctx, why),
    }
}

async fn gather_cases(
    ctx: &Ctx,
    code: &str,
    asked: &Asked,
    tried: Tried,
) -> Result<DeviationCases, ActError> {
    let opened = open_staff(ctx, code).await?;
    let judged = judge(ctx, &opened, asked.version)
        .await?
        .ok_or(ActError::NotFound)?;
    let t = &ctx.page.t;
    let target = judged.target(t, &asked.rule).ok_or(ActError::NotFound)?;
    let query = Asked::query(&asked.rule, judged.row.number);
    let base = ctx.at(&format!("/services/{code}/deviations"));
    let all: Vec<usize> = target.deviating.iter().map(|(case, _)| *case).collect();
    let at = |page: usize| format!("{base}/cases?{query}&page={page}");
    let found = lines(ctx, &opened, &all, &asked.page, &query, &at);
    let mut crumbs = opened.crumbs(ctx);
    crumbs.push(Crumb {
        label: t.insight_tab_deviations().to_owned(),
        href: base.clone(),
    });
    let unit = opened.service.unit.as_deref();
    Ok(DeviationCases {
        crumbs,
        rule: target.words,
        sentence: target.sentence,
        source: judged.row.source.clone(),
        picks: found
            .lines
            .iter()
            .map(|line| Pick {
                chosen: tried.cases.contains(&line.id),
                id: line.id.clone(),
                href: line.href.clone(),
                begun: line.begun.clone(),
                duration: line.duration.clone(),
            })
            .collect(),
        cases: found,
        accept: format!("{base}/accept?{query}"),
        raise: format!("{base}/raise?{query}"),
        decider: ctx.actor.may_for(Right::FindingDecide, unit),
        raiser: ctx.actor.may_for(Right::FindingRaise, unit),
        reason: tried.reason,
        errors: tried.errors,
        page: ctx.page.clone(),
    })
}

/// Accepts the deviations of the chosen cases.
pub async fn accept(
    ctx: Ctx,
    Path((_, code)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    body: Bytes,
) -> Response {
    let asked = Asked::of(query);
    let mut tried = Tried::default();
    for (name, value) in fields(&body) {
        match name.as_str() {
            "case" => tried.cases.push(value),
            "reason" => tried.reason = value,
            _ => {}
        }
    }
    match write(&ctx, &code, &asked.rule, &tried, false).await {
        Ok(()) => see_other_saying(&ctx.at(&format!("/services/{code}/deviations")), "saved"),
        Err(ActError::Invalid(wrong)) => {
            tried.errors = FormErrors::new(&ctx.page.t, &wrong);
            show(&ctx, &code, &asked, StatusCode::UNPROCESSABLE_ENTITY, tried).await
        }
        Err(why) => refusal(&ctx, why),
    }
}

/// Takes an acceptance back.
pub async fn withdraw(ctx: Ctx, Path((_, code)): Path<(String, String)>, body: Bytes) -> Response {
    let (mut tried, mut rule) = (Tried::default(), String::new());
    for (name, value) in fields(&body) {
        match name.as_str() {
            "case" => tried.cases.push(value),
            "rule" => rule = value,
            _ => {}
        }
    }
    ctx.page
        .t
        .insight_accept_withdrawn()
        .clone_into(&mut tried.reason);
    match write(&ctx, &code, &rule, &tried, true).await {
        Ok(()) => see_other_saying(&ctx.at(&format!("/services/{code}/deviations")), "saved"),
        Err(why) => refusal(&ctx, why),
    }
}

async fn write(
    ctx: &Ctx,
    code: &str,
    rule: &str,
    tried: &Tried,
    withdraw: bool,
) -> Result<(), ActError> {
    if !withdraw {
        // Only what the log shows can be accepted.
        let opened = open_staff(ctx, code).await?;
        let unknown = tried
            .cases
            .iter()
            .any(|case| opened.log.case_ids().find(case).is_none());
        let judged = judge(ctx, &opened, None).await?.ok_or(ActError::NotFound)?;
        let known = judged
            .versions
            .iter()
            .filter_map(|row| Version::open(&row.text, &row.valid_from, None))
            .any(|version| version.rules.rules.iter().any(|known| known.id == rule))
            || judged.target(&ctx.page.t, rule).is_some();
        if unknown || !known {
            return Err(ActError::NotFound);
        }
    }
    let (actor, now, code, rule) = (ctx.actor.clone(), ctx.now, code.to_owned(), rule.to_owned());
    let tried = tried.clone();
    ctx.app
        .act(move |tx| {
            async move {
                let input = acts::Acceptance {
                    rule: &rule,
                    cases: &tried.cases,
                    reason: &tried.reason,
                    withdraw,
                };
                acts::accept(tx, &actor, now, &code, &input).await
            }
            .boxed()
        })
        .await?;
    Ok(())
}

/// Writes the difference down as a finding. The log is judged again here: a form cannot raise what the data do not show.
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
    let judged = judge(ctx, &opened, asked.version)
        .await?
        .ok_or(ActError::NotFound)?;
    let service = &opened.service;
    let [fa, en] = &[Lang::Fa, Lang::En].map(Texts::of);
    let found = |t: &Texts| judged.target(t, &asked.rule).ok_or(ActError::NotFound);
    let (target, target_en) = (found(fa)?, found(en)?);
    if target.deviating.is_empty() {
        return Err(refused(|t| t.insight_deviation_nothing().to_owned()));
    }
    let text = |t: &Texts, target: &Target| {
        format!(
            "{}\n{}\n{}",
            target.words,
            target.sentence,
            t.insight_difference_note()
        )
    };
    // A rule has a name of its own; a difference from the model is named in words.
    let title = |t: &Texts, target: &Target| {
        let name = pick(t.lang, &service.name, &service.name_en);
        match judged.rule(&asked.rule) {
            Some((rule, _)) => t.insight_deviation_title(name, &rule.id),
            None => t.insight_model_finding(name, &target.words),
        }
    };
    let new = NewFinding {
        key: format!("deviation:{}:{}", service.id, asked.rule),
        kind: Kind::Deviation,
        severity: target.severity,
        unit: service.unit.clone(),
        service: Some(service.code.clone()),
        object: Some(("service-log", opened.row.id.clone())),
        title: (title(fa, &target), title(en, &target_en)),
        text: (text(fa, &target), text(en, &target_en)),
        query: Asked::query(&asked.rule, judged.row.number),
        rule_version: format!("procedure {} {}", service.code, judged.row.number),
        input_hash: opened.row.sha256.clone(),
        case_count: i64::try_from(target.deviating.len()).unwrap_or(i64::MAX),
        cases: target
            .deviating
            .iter()
            .map(|(case, _)| name(&opened.log, *case))
            .collect(),
        facts: json!({
            "cases": target.deviating.len(),
            "judged": target.judged,
            "undecided": target.undecided,
            "accepted": target.accepted,
        }),
    };
    let (actor, now) = (ctx.actor.clone(), ctx.now);
    let (raised, _) = ctx
        .app
        .act(move |tx| async move { raise_finding(tx, &actor, now, &new).await }.boxed())
        .await?;
    Ok(raised.id)
}
