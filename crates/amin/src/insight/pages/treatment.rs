//! The equal-treatment report of a service.

use askama::Template;
use axum::extract::{Path, RawQuery};
use axum::response::Response;
use futures::FutureExt;
use serde_json::json;

use super::treatment_whole::{
    EndsView, StepLine, Told, ends_view, step_lines, tell_ends, tell_whole, whole_notes,
};
use super::{Opened, open};
use crate::findings::acts::raise as raise_finding;
use crate::findings::model::{Kind, NewFinding, Severity};
use crate::insight::columns::{
    Alike, Ask, Span, VERSION, What, activities, attributes, is_likely_stratum,
};
use crate::insight::ends::MOST_ENDS;
use crate::insight::limits::{FALSE_DISCOVERY, LEAST_CASES, MARGIN_DAYS, MARGIN_POINTS, limits};
use crate::insight::treatment::{AlikePair, Answer, answer, effect};
use crate::insight::words::attribute;
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::{ActError, refused};
use crate::platform::page::{Choice, Crumb, NavItem, Page, refusal, render};
use crate::platform::query::fields;
use crate::platform::texts::{Lang, Texts};
use fairness::Verdict;

/// Version of the method, named in findings.
const METHOD: &str = "equal-treatment 2";
/// Most activities that are offered as ends of a case.
const ENDS_OFFERED: usize = 12;

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

/// Two alike cases.
struct PairLine {
    longer: CaseOf,
    shorter: CaseOf,
    apart: String,
}

/// A case, the address of its events, and its group.
struct CaseOf {
    name: String,
    href: String,
    group: String,
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
    ends: Vec<Choice>,
    answered: bool,
    verdict: &'static str,
    badge: &'static str,
    paragraph: String,
    charts: Vec<charts::Chart>,
    lines: Vec<GroupLine>,
    measure: &'static str,
    steps: Vec<StepLine>,
    ended: Option<EndsView>,
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
    ends: Vec<String>,
}

/// What was found, by what was asked.
enum Found {
    /// One question.
    One(Box<Answer>),
    /// Every step, the time and the whole course.
    Whole(Box<Told>),
    /// How cases end.
    Ends(Box<crate::insight::ends::Ends>),
}

impl Asked {
    fn of(query: &str) -> Self {
        let mut asked = Self::default();
        for (name, value) in fields(query.as_bytes()) {
            match name.as_str() {
                "by" => asked.by = value,
                "what" => asked.what = value,
                "strata" if !value.is_empty() => asked.strata.push(value),
                "end" if !value.is_empty() && asked.ends.len() < MOST_ENDS => {
                    asked.ends.push(value);
                }
                _ => {}
            }
        }
        asked
    }

    /// The question; none before an attribute was chosen.
    fn ask(&self, opened: &Opened) -> Option<Ask> {
        let what = match self.what.split_once(':') {
            Some(("to", activity)) => What::Duration(Span {
                to: Some(activity.to_owned()),
                ..Span::default()
            }),
            Some(("done", activity)) => What::Activity(activity.to_owned()),
            _ => What::Duration(Span {
                ends: opened.ends(),
                ..Span::default()
            }),
        };
        (!self.by.is_empty()).then(|| Ask {
            by: self.by.clone(),
            what,
            strata: self.strata.iter().map(|key| Alike::by(key)).collect(),
            given: opened.given(),
        })
    }

    fn query(&self) -> String {
        let mut pairs = vec![("by", self.by.as_str()), ("what", &self.what)];
        pairs.extend(self.strata.iter().map(|key| ("strata", key.as_str())));
        pairs.extend(self.ends.iter().map(|end| ("end", end.as_str())));
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

async fn compute(ctx: &Ctx, opened: &Opened, asked: &Asked) -> Result<Option<Found>, ActError> {
    let Some(ask) = asked.ask(opened) else {
        return Ok(None);
    };
    let limits = limits(&mut ctx.read().await?, ctx.organisation()).await?;
    let (log, t) = (opened.log.clone(), ctx.page.t);
    let (what, ends) = (asked.what.clone(), asked.ends.clone());
    if what == "ends" && ends.is_empty() {
        return Err(refused(|t| t.insight_ends_none().to_owned()));
    }
    let work = tokio::task::spawn_blocking(move || {
        let person = |n| t.insight_person(n);
        Ok(match what.as_str() {
            "all" => Found::Whole(Box::new(tell_whole(&log, &ask, &limits, &person)?)),
            "ends" => Found::Ends(Box::new(tell_ends(&log, &ask, &ends, &limits, &person)?)),
            _ => Found::One(Box::new(answer(&log, &ask, &limits, &person)?)),
        })
    });
    work.await
        .map_err(|_| store::Error::Panicked)?
        .map(Some)
        .map_err(|unknown: crate::insight::columns::Unknown| {
            refused(move |t| t.insight_unknown_attribute(&unknown.0))
        })
}

async fn gather(ctx: &Ctx, code: &str, asked: &Asked) -> Result<Treatment, ActError> {
    let opened = open(ctx, code, "treatment").await?;
    let t = &ctx.page.t;
    let found = compute(ctx, &opened, asked).await?;
    let mut page = Treatment {
        crumbs: opened.crumbs(ctx),
        tabs: opened.tabs(ctx, "treatment"),
        here: ctx.at(&format!("/services/{code}/treatment")),
        by: attributes(&opened.log)
            .iter()
            .filter(|a| !a.number || a.values <= 60)
            .map(|a| Choice::new(&a.key, attribute(t, &a.key), &asked.by))
            .collect(),
        strata: strata_choices(t, &opened, asked),
        ends: end_choices(&opened, asked),
        what: what_choices(t, &opened, asked),
        answered: found.is_some(),
        verdict: "",
        badge: "",
        paragraph: String::new(),
        charts: Vec::new(),
        lines: Vec::new(),
        measure: "",
        steps: Vec::new(),
        ended: None,
        notes: Vec::new(),
        pairs: Vec::new(),
        shown: opened.is_shown("treatment"),
        may_raise: false,
        editor: opened.editor,
        query: asked.query(),
        name: opened.name.clone(),
        page: ctx.page.clone(),
    };
    match found {
        None => {}
        Some(Found::One(found)) => {
            (page.verdict, page.badge) = verdict_word(t, found.report.verdict);
            page.paragraph = found.paragraph(t);
            page.charts = super::treatment_charts::charts(t, &found, opened.staff);
            page.lines = lines(t, &found);
            page.measure = match found.ask.what {
                What::Activity(_) => t.insight_measure_share(),
                What::Duration(_) => t.insight_measure_median(),
            };
            page.notes = notes(t, &found);
            if opened.staff {
                page.pairs = pairs(ctx, code, &found.pairs);
            }
            page.may_raise = opened.editor && found.report.verdict == Verdict::Differs;
        }
        Some(Found::Whole(told)) => {
            (page.verdict, page.badge) = verdict_word(t, told.whole.verdict);
            page.paragraph = told.paragraph(t);
            page.steps = step_lines(t, &told);
            page.notes = whole_notes(t, &told);
            if opened.staff {
                page.pairs = pairs(ctx, code, &told.pairs);
            }
            page.may_raise = opened.editor && told.whole.verdict == Verdict::Differs;
        }
        Some(Found::Ends(found)) => {
            let limits = limits(&mut ctx.read().await?, ctx.organisation()).await?;
            page.ended = Some(ends_view(t, &found, &limits));
        }
    }
    Ok(page)
}

fn what_choices(t: &Texts, opened: &Opened, asked: &Asked) -> Vec<Choice> {
    let mut what = vec![
        Choice::new("", t.insight_what_duration(), &asked.what),
        Choice::new("all", t.insight_what_all(), &asked.what),
        Choice::new("ends", t.insight_what_ends(), &asked.what),
    ];
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
    what
}

/// Attributes by which cases can be alike. Before anything is asked, those that law and procedure name are chosen.
fn strata_choices(t: &Texts, opened: &Opened, asked: &Asked) -> Vec<Choice> {
    let fresh = asked.by.is_empty();
    let choice = |key: &str, likely: bool| Choice {
        chosen: if fresh {
            likely
        } else {
            asked.strata.iter().any(|chosen| chosen == key)
        },
        value: key.to_owned(),
        label: attribute(t, key),
        hint: String::new(),
    };
    let given = opened.given();
    let own = given
        .keys()
        .map(|key| choice(key, *key != VERSION || opened.versions.len() > 1));
    let known = attributes(&opened.log);
    let of_log = known
        .iter()
        .filter(|a| a.number || a.values <= 60)
        .map(|a| choice(&a.key, is_likely_stratum(&a.key)));
    own.chain(of_log).collect()
}

/// Activities that may end a case: those of the procedure, and those with which most cases end.
fn end_choices(opened: &Opened, asked: &Asked) -> Vec<Choice> {
    let log = &opened.log;
    let declared = opened.ends();
    let mut counts = vec![0_usize; log.activities().len()];
    for rows in log.cases().filter(|rows| !rows.is_empty()) {
        counts[log.activity()[rows.end - 1] as usize] += 1;
    }
    let mut found: Vec<(bool, usize, &str)> = log
        .activities()
        .iter()
        .zip(counts)
        .map(|(name, count)| (declared.iter().any(|end| end == name), count, name))
        .filter(|(declared, count, name)| {
            *declared || *count > 0 || asked.ends.iter().any(|end| end == name)
        })
        .collect();
    found.sort_by(|a, b| (b.0, b.1).cmp(&(a.0, a.1)).then(a.2.cmp(b.2)));
    found.truncate(ENDS_OFFERED);
    found
        .into_iter()
        .map(|(_, _, name)| Choice {
            chosen: asked.ends.iter().any(|end| end == name),
            value: name.to_owned(),
            label: name.to_owned(),
            hint: String::new(),
        })
        .collect()
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
        let least = answer.limits.least_words(t);
        notes.push(t.insight_note_small(count(report.small_groups), least));
    }
    if answer.left_out > 0 {
        notes.push(t.insight_note_left_out(count(answer.left_out)));
    }
    if answer.negative > 0 {
        notes.push(t.insight_note_negative(count(answer.negative)));
    }
    if answer.open > 0 {
        notes.push(t.insight_note_open(count(answer.open)));
    } else if matches!(&answer.ask.what, What::Duration(span) if span.to.is_none() && span.ends.is_empty())
    {
        notes.push(t.insight_note_no_ends().to_owned());
    }
    if let Some(worst) = answer.differing().first() {
        if let Some(unlike) = worst.homogeneity.filter(|h| h.p < answer.limits.level) {
            notes.push(t.insight_note_heterogeneous(p_value(t, unlike.p)));
        }
        if worst.exact.is_some() {
            notes.push(t.insight_note_exact().to_owned());
        }
    }
    if let Some((value, limit)) = answer.differing().first().and_then(|c| c.e_value) {
        notes.push(t.insight_note_e_value(t.lang.decimal(value, 1), t.lang.decimal(limit, 1)));
    }
    if report.units.units.len() > 2 && report.units.phi > 1.0 {
        let wide = report
            .units
            .units
            .iter()
            .filter(|u| u.q_adjusted < answer.limits.level)
            .count();
        notes.push(t.insight_note_dispersion(t.lang.decimal(report.units.phi, 1), count(wide)));
    }
    notes.push(match answer.ask.what {
        What::Activity(_) => {
            t.insight_note_margin_share(t.lang.decimal(answer.limits.share * 100.0, 0))
        }
        What::Duration(_) => t.insight_note_margin_days(t.lang.decimal(answer.limits.days, 0)),
    });
    let margin = match answer.ask.what {
        What::Activity(_) => MARGIN_POINTS,
        What::Duration(_) => MARGIN_DAYS,
    };
    let wanted = [LEAST_CASES, margin, FALSE_DISCOVERY];
    notes.extend(answer.limits.origin_words(t, &wanted));
    notes
}

fn pairs(ctx: &Ctx, code: &str, found: &[AlikePair]) -> Vec<PairLine> {
    let base = ctx.at(&format!("/services/{code}/process/case"));
    let line = |(case, group): &(String, String)| {
        let query = serde_urlencoded::to_string([("id", case)]).unwrap_or_default();
        CaseOf {
            name: case.clone(),
            href: format!("{base}?{query}"),
            group: group.clone(),
        }
    };
    found
        .iter()
        .map(|pair| PairLine {
            longer: line(&pair.longer),
            shorter: line(&pair.shorter),
            apart: ctx.page.t.lang.decimal(pair.apart, 1),
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

/// What a finding says of a difference.
struct Worst {
    text: (String, String),
    severity: Severity,
    cases: usize,
    pairs: Vec<AlikePair>,
    facts: serde_json::Value,
}

/// Hard to explain by something that is not in the data: high.
fn severity(worst: &fairness::report::Comparison) -> Severity {
    if worst.e_value.is_some_and(|(_, limit)| limit > 2.0) {
        Severity::High
    } else {
        Severity::Medium
    }
}

fn worst(found: &Found, fa: &Texts, en: &Texts) -> Option<Worst> {
    match found {
        Found::One(answer) => {
            let differing = answer.differing();
            let first = differing.first()?;
            Some(Worst {
                text: (answer.paragraph(fa), answer.paragraph(en)),
                severity: severity(first),
                cases: answer.report.cases,
                pairs: answer.pairs.clone(),
                facts: json!({
                    "cases": answer.report.cases,
                    "matched_share": answer.report.matched_share,
                    "comparisons": answer.report.comparisons.len(),
                    "differing": differing.len(),
                    "effect": effect(first),
                    "q": first.q,
                }),
            })
        }
        Found::Whole(told) => {
            let differing = told.whole.differing();
            let first = differing.first()?;
            Some(Worst {
                text: (told.paragraph(fa), told.paragraph(en)),
                severity: severity(&first.comparison),
                cases: told.whole.duration.cases,
                pairs: told.pairs.clone(),
                facts: json!({
                    "cases": told.whole.duration.cases,
                    "matched_share": told.whole.duration.matched_share,
                    "comparisons": told.whole.steps.len(),
                    "differing": differing.len(),
                    "effect": effect(&first.comparison),
                    "q": first.comparison.q,
                    "course_p": told.whole.course.p,
                }),
            })
        }
        Found::Ends(_) => None,
    }
}

async fn try_raise(ctx: &Ctx, code: &str, asked: &Asked) -> Result<String, ActError> {
    let opened = open(ctx, code, "treatment").await?;
    let found = compute(ctx, &opened, asked)
        .await?
        .ok_or(ActError::NotFound)?;
    let [fa, en] = &[Lang::Fa, Lang::En].map(Texts::of);
    let Some(worst) = worst(&found, fa, en) else {
        return Err(refused(|t| t.insight_nothing_to_raise().to_owned()));
    };
    let cases: Vec<String> = worst
        .pairs
        .iter()
        .flat_map(|pair| [pair.longer.0.clone(), pair.shorter.0.clone()])
        .collect();
    let title = |t: &Texts| {
        let service =
            crate::services::view::pick(t.lang, &opened.service.name, &opened.service.name_en);
        t.insight_finding_title(service, attribute(t, &asked.by))
    };
    let new = NewFinding {
        key: format!("treatment:{}:{}", opened.service.id, asked.query()),
        kind: Kind::UnequalTreatment,
        severity: worst.severity,
        unit: opened.service.unit.clone(),
        service: Some(opened.service.code.clone()),
        object: Some(("service-log", opened.row.id.clone())),
        title: (title(fa), title(en)),
        text: worst.text,
        query: asked.query(),
        rule_version: METHOD.to_owned(),
        input_hash: opened.row.sha256.clone(),
        case_count: i64::try_from(worst.cases).unwrap_or(i64::MAX),
        cases,
        facts: worst.facts,
    };
    let (actor, now) = (ctx.actor.clone(), ctx.now);
    let (raised, _) = ctx
        .app
        .act(move |tx| async move { raise_finding(tx, &actor, now, &new).await }.boxed())
        .await?;
    Ok(raised.id)
}
