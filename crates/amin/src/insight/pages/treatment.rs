//! The equal-treatment report of a service.

use askama::Template;
use axum::extract::{Path, RawQuery};
use axum::response::Response;
use futures::FutureExt;
use serde_json::json;

use super::{Opened, open};
use crate::findings::acts::raise as raise_finding;
use crate::findings::model::{Kind, NewFinding, Severity};
use crate::insight::columns::{Alike, Ask, Span, What, activities, attributes};
use crate::insight::treatment::{Answer, LEAST, MARGIN_DAYS, MARGIN_SHARE, answer, effect};
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::{ActError, refused};
use crate::platform::page::{Choice, Crumb, NavItem, Page, refusal, render};
use crate::platform::query::fields;
use crate::platform::texts::{Lang, Texts};
use fairness::Verdict;

/// Version of the method, named in findings.
const METHOD: &str = "equal-treatment 1";

/// A group in the table.
struct GroupLine {
    name: String,
    cases: String,
    measure: String,
    effect: String,
    interval: String,
    q: String,
    verdict: &'static str,
    badge: &'static str,
    reference: bool,
}

/// Two alike cases, each with the address of its events.
struct PairLine {
    longer: (String, String),
    shorter: (String, String),
    apart: String,
}

#[derive(Template)]
#[template(path = "insight/treatment.html")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is read by name in the template"
)]
struct Treatment {
    page: Page,
    crumbs: Vec<Crumb>,
    tabs: Vec<NavItem>,
    here: String,
    name: String,
    by: Vec<Choice>,
    what: Vec<Choice>,
    strata: Vec<Choice>,
    answered: bool,
    verdict: &'static str,
    badge: &'static str,
    paragraph: String,
    charts: Vec<charts::Chart>,
    lines: Vec<GroupLine>,
    notes: Vec<String>,
    pairs: Vec<PairLine>,
    shown: bool,
    editor: bool,
    may_raise: bool,
    query: String,
}

/// What an address asks for.
#[derive(Debug, Clone, Default)]
struct Asked {
    by: String,
    what: String,
    strata: Vec<String>,
}

impl Asked {
    fn of(query: &str) -> Self {
        let mut asked = Self::default();
        for (name, value) in fields(query.as_bytes()) {
            match name.as_str() {
                "by" => asked.by = value,
                "what" => asked.what = value,
                "strata" if !value.is_empty() => asked.strata.push(value),
                _ => {}
            }
        }
        asked
    }

    /// The question; none before an attribute was chosen.
    fn ask(&self) -> Option<Ask> {
        let what = match self.what.split_once(':') {
            Some(("to", activity)) => What::Duration(Span {
                to: Some(activity.to_owned()),
                ..Span::default()
            }),
            Some(("done", activity)) => What::Activity(activity.to_owned()),
            _ => What::Duration(Span::default()),
        };
        (!self.by.is_empty()).then(|| Ask {
            by: self.by.clone(),
            what,
            strata: self.strata.iter().map(|key| Alike::by(key)).collect(),
        })
    }

    fn query(&self) -> String {
        let mut pairs = vec![("by", self.by.as_str()), ("what", &self.what)];
        pairs.extend(self.strata.iter().map(|key| ("strata", key.as_str())));
        serde_urlencoded::to_string(pairs).unwrap_or_default()
    }
}

/// The page.
pub async fn page(
    ctx: Ctx,
    Path((_, code)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Response {
    match gather(&ctx, &code, &Asked::of(&query.unwrap_or_default())).await {
        Ok(page) => render(&page),
        Err(why) => refusal(&ctx, why),
    }
}

async fn compute(ctx: &Ctx, opened: &Opened, ask: Ask) -> Result<Answer, ActError> {
    let (log, t) = (opened.log.clone(), ctx.page.t);
    let work =
        tokio::task::spawn_blocking(move || answer(&log, &ask, LEAST, &|n| t.insight_person(n)));
    work.await
        .map_err(|_| store::Error::Panicked)?
        .map_err(|unknown| refused(move |t| t.insight_unknown_attribute(&unknown.0)))
}

async fn gather(ctx: &Ctx, code: &str, asked: &Asked) -> Result<Treatment, ActError> {
    let opened = open(ctx, code, "treatment").await?;
    let t = &ctx.page.t;
    let known = attributes(&opened.log);
    let answered = match asked.ask() {
        Some(ask) => Some(compute(ctx, &opened, ask).await?),
        None => None,
    };
    let mut what = vec![Choice::new("", t.insight_what_duration(), &asked.what)];
    for activity in activities(&opened.log) {
        let done = format!("done:{activity}");
        what.push(Choice::new(
            done,
            t.insight_what_done(&activity),
            &asked.what,
        ));
    }
    for activity in activities(&opened.log) {
        let to = format!("to:{activity}");
        what.push(Choice::new(
            to,
            t.insight_what_until(&activity),
            &asked.what,
        ));
    }
    let (verdict, badge) = answered
        .as_ref()
        .map_or(("", ""), |answer| verdict_word(t, answer.report.verdict));
    Ok(Treatment {
        crumbs: opened.crumbs(ctx),
        tabs: opened.tabs(ctx, "treatment"),
        here: ctx.at(&format!("/services/{code}/treatment")),
        by: known
            .iter()
            .filter(|a| !a.number || a.values <= 60)
            .map(|a| Choice::new(&a.key, &a.key, &asked.by))
            .collect(),
        strata: known
            .iter()
            .filter(|a| a.number || a.values <= 60)
            .map(|a| Choice {
                chosen: asked.strata.contains(&a.key),
                value: a.key.clone(),
                label: a.key.clone(),
                hint: String::new(),
            })
            .collect(),
        what,
        answered: answered.is_some(),
        verdict,
        badge,
        paragraph: answered
            .as_ref()
            .map_or_else(String::new, |a| a.paragraph(t)),
        charts: answered.as_ref().map_or_else(Vec::new, |a| {
            super::treatment_charts::charts(t, a, opened.staff)
        }),
        lines: answered.as_ref().map_or_else(Vec::new, |a| lines(t, a)),
        notes: answered.as_ref().map_or_else(Vec::new, |a| notes(t, a)),
        pairs: answered
            .as_ref()
            .filter(|_| opened.staff)
            .map_or_else(Vec::new, |a| pairs(ctx, code, a)),
        shown: opened.is_shown("treatment"),
        may_raise: opened.editor
            && answered
                .as_ref()
                .is_some_and(|a| a.report.verdict == Verdict::Differs),
        editor: opened.editor,
        query: asked.query(),
        name: opened.name,
        page: ctx.page.clone(),
    })
}

/// The word for a verdict and its look: nothing is said by the colour of blame.
pub fn verdict_word(t: &Texts, verdict: Verdict) -> (&'static str, &'static str) {
    match verdict {
        Verdict::Differs => (t.insight_verdict_differs(), "waiting"),
        Verdict::AlikeWithinMargin => (t.insight_verdict_alike(), "answered"),
        Verdict::TooLittleData => (t.insight_verdict_too_little(), "closed"),
    }
}

/// A p-value as people read it.
pub fn p_value(t: &Texts, p: f64) -> String {
    if p < 0.0001 {
        t.insight_p_tiny(t.lang.decimal(0.0001, 4))
    } else {
        t.lang.decimal(p, 4)
    }
}

fn lines(t: &Texts, answer: &Answer) -> Vec<GroupLine> {
    let report = &answer.report;
    let outcome = matches!(answer.ask.what, What::Activity(_));
    let percent = |x: f64| t.services_percent(t.lang.decimal(x * 100.0, 1));
    let days = |x: f64| t.services_days_text(t.lang.decimal(x, 1));
    let signed = |x: f64| {
        if outcome {
            t.insight_points(t.lang.decimal(x * 100.0, 1))
        } else {
            days(x)
        }
    };
    report
        .groups
        .iter()
        .map(|group| {
            let comparison = report.comparisons.iter().find(|c| c.group == group.group);
            let interval = comparison.and_then(|c| {
                c.outcome
                    .and_then(|pooled| pooled.risk_difference_interval)
                    .or(c.mean_difference.map(|mean| mean.interval))
            });
            let (verdict, badge) = comparison.map_or((t.insight_reference(), "open"), |c| {
                verdict_word(t, c.verdict)
            });
            GroupLine {
                name: answer.name(group.group).to_owned(),
                cases: t
                    .lang
                    .integer(i64::try_from(group.cases).unwrap_or(i64::MAX)),
                measure: if outcome {
                    percent(group.events as f64 / group.cases.max(1) as f64)
                } else {
                    group
                        .median
                        .map_or_else(|| t.insight_no_median().to_owned(), days)
                },
                effect: comparison.map_or_else(|| "–".to_owned(), |c| signed(effect(c))),
                interval: interval.map_or_else(
                    || "–".to_owned(),
                    |(low, high)| t.insight_interval(signed(low), signed(high)),
                ),
                q: comparison.map_or_else(|| "–".to_owned(), |c| p_value(t, c.q)),
                verdict,
                badge,
                reference: comparison.is_none(),
            }
        })
        .collect()
}

/// What a careful reader wants to know beside the numbers.
fn notes(t: &Texts, answer: &Answer) -> Vec<String> {
    let report = &answer.report;
    let count = |n: usize| t.lang.integer(i64::try_from(n).unwrap_or(i64::MAX));
    let mut notes = vec![t.insight_note_comparisons(count(report.comparisons.len()))];
    if report.small_groups > 0 {
        let least = t.lang.integer(i64::try_from(LEAST).unwrap_or(20));
        notes.push(t.insight_note_small(count(report.small_groups), least));
    }
    if answer.left_out > 0 {
        notes.push(t.insight_note_left_out(count(answer.left_out)));
    }
    if answer.negative > 0 {
        notes.push(t.insight_note_negative(count(answer.negative)));
    }
    if let Some((value, limit)) = answer.differing().first().and_then(|c| c.e_value) {
        notes.push(t.insight_note_e_value(t.lang.decimal(value, 1), t.lang.decimal(limit, 1)));
    }
    if report.units.units.len() > 2 && report.units.phi > 1.0 {
        let wide = report
            .units
            .units
            .iter()
            .filter(|u| u.q_adjusted < 0.05)
            .count();
        notes.push(t.insight_note_dispersion(t.lang.decimal(report.units.phi, 1), count(wide)));
    }
    notes.push(match answer.ask.what {
        What::Activity(_) => t.insight_note_margin_share(t.lang.decimal(MARGIN_SHARE * 100.0, 0)),
        What::Duration(_) => t.insight_note_margin_days(t.lang.decimal(MARGIN_DAYS, 0)),
    });
    notes
}

fn pairs(ctx: &Ctx, code: &str, answer: &Answer) -> Vec<PairLine> {
    let base = ctx.at(&format!("/services/{code}/process/case"));
    let line = |case: &String| {
        let query = serde_urlencoded::to_string([("id", case)]).unwrap_or_default();
        (case.clone(), format!("{base}?{query}"))
    };
    answer
        .pairs
        .iter()
        .map(|(more, less, apart)| PairLine {
            longer: line(more),
            shorter: line(less),
            apart: ctx.page.t.lang.decimal(*apart, 1),
        })
        .collect()
}

/// Writes the difference down as a finding. The question is asked again here: a form cannot raise what the data do not show.
pub async fn raise(
    ctx: Ctx,
    Path((_, code)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Response {
    match try_raise(&ctx, &code, &Asked::of(&query.unwrap_or_default())).await {
        Ok(id) => see_other_saying(&ctx.at(&format!("/findings/{id}")), "saved"),
        Err(why) => refusal(&ctx, why),
    }
}

async fn try_raise(ctx: &Ctx, code: &str, asked: &Asked) -> Result<String, ActError> {
    let opened = open(ctx, code, "treatment").await?;
    let ask = asked.ask().ok_or(ActError::NotFound)?;
    let answer = compute(ctx, &opened, ask).await?;
    let differing = answer.differing();
    let Some(worst) = differing.first() else {
        return Err(refused(|t| t.insight_nothing_to_raise().to_owned()));
    };
    let texts = [Lang::Fa, Lang::En].map(Texts::of);
    let [fa, en] = &texts;
    let by = answer.ask.by.clone();
    let facts = json!({
        "cases": answer.report.cases,
        "matched_share": answer.report.matched_share,
        "comparisons": answer.report.comparisons.len(),
        "differing": differing.len(),
        "effect": effect(worst),
        "q": worst.q,
    });
    let cases: Vec<String> = answer
        .pairs
        .iter()
        .flat_map(|(more, less, _)| [more.clone(), less.clone()])
        .collect();
    let new = NewFinding {
        key: format!("treatment:{}:{}", opened.service.id, asked.query()),
        kind: Kind::UnequalTreatment,
        severity: if worst.e_value.is_some_and(|(_, limit)| limit > 2.0) {
            Severity::High
        } else {
            Severity::Medium
        },
        unit: opened.service.unit.clone(),
        service: Some(opened.service.code.clone()),
        object: Some(("service-log", opened.row.id.clone())),
        title: (
            fa.insight_finding_title(&opened.service.name, &by),
            en.insight_finding_title(
                crate::services::view::pick(
                    Lang::En,
                    &opened.service.name,
                    &opened.service.name_en,
                ),
                &by,
            ),
        ),
        text: (answer.paragraph(fa), answer.paragraph(en)),
        query: asked.query(),
        rule_version: METHOD.to_owned(),
        input_hash: opened.row.sha256.clone(),
        case_count: i64::try_from(answer.report.cases).unwrap_or(i64::MAX),
        cases,
        facts,
    };
    let (actor, now) = (ctx.actor.clone(), ctx.now);
    let (raised, _) = ctx
        .app
        .act(move |tx| async move { raise_finding(tx, &actor, now, &new).await }.boxed())
        .await?;
    Ok(raised.id)
}
