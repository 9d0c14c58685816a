//! The evaluation of a committee's year and the plans around it, as page and PDF.

use askama::Template;
use axum::extract::{Path, Query};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use documents::{ReportData, ReportPart, ReportTable};
use futures::FutureExt;
use persian::tehran_date;

use super::year::{Asked, years};
use super::{crumb, name_of, tried, unit_choices};
use crate::committee::acts::{self, EvaluationInput, PlanInput, begin_of, committee_of};
use crate::committee::evaluation::{Criterion, Line as Measured, Verdict, score};
use crate::committee::model::{PlanState, STRONG, WEAK};
use crate::committee::store::{self as rows, PlanRow};
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::ActError;
use crate::platform::form::{Fields, Tried, field};
use crate::platform::page::{Choice, Crumb, Page, refusal, render_with};
use crate::platform::permissions::Right;
use crate::platform::print::{issued, language, typesetter};
use crate::platform::texts::Texts;
use crate::voice::rules::Rules;

/// A criterion as it was measured.
struct Line {
    name: &'static str,
    part: String,
    share: String,
    weight: String,
    verdict: &'static str,
    badge: &'static str,
    href: String,
}

/// An item of a plan.
struct Item {
    id: String,
    title: String,
    owner: String,
    due: String,
    state: &'static str,
    badge: &'static str,
    note: String,
    open: bool,
    failed: bool,
}

#[derive(Template)]
#[template(path = "committee/evaluation.html")]
struct Evaluation {
    page: Page,
    crumbs: Vec<Crumb>,
    here: String,
    title: String,
    committee: String,
    organisation: String,
    years: Vec<Choice>,
    year: i64,
    next_year: i64,
    lines: Vec<Line>,
    score: String,
    note: String,
    strong: Vec<&'static str>,
    weak: Vec<&'static str>,
    strengths: String,
    weaknesses: String,
    evaluated: bool,
    may_evaluate: bool,
    plan: Vec<Item>,
    next_plan: Vec<Item>,
    runs: bool,
    plan_years: Vec<Choice>,
    units: Vec<Choice>,
    tried: Tried,
    failed: String,
}

fn criterion_word(t: &Texts, code: &str) -> &'static str {
    match Criterion::of(code) {
        Some(Criterion::Sessions) => t.committee_criterion_sessions(),
        Some(Criterion::Findings) => t.committee_criterion_findings(),
        Some(Criterion::Prevention) => t.committee_criterion_prevention(),
        Some(Criterion::Attendance) => t.committee_criterion_attendance(),
        Some(Criterion::Resolutions) | None => t.committee_criterion_resolutions(),
    }
}

/// Where the records of a criterion are.
fn records(ctx: &Ctx, committee: &str, code: &str, year: i64) -> String {
    ctx.at(&match Criterion::of(code) {
        Some(Criterion::Sessions) => format!("/committee/{committee}/year?year={year}"),
        Some(Criterion::Attendance | Criterion::Findings) => {
            format!("/committee/{committee}/report?period={year}")
        }
        Some(Criterion::Prevention) => {
            format!(
                "/committee/resolutions?committee={committee}&period={year}&state=&aim=prevention"
            )
        }
        Some(Criterion::Resolutions) | None => {
            format!("/committee/resolutions?committee={committee}&period={year}&state=")
        }
    })
}

fn plan_state(t: &Texts, row: &PlanRow, late: bool) -> (&'static str, &'static str) {
    match PlanState::of(&row.state) {
        Some(PlanState::Done) => (t.committee_plan_done(), "answered"),
        Some(PlanState::Dropped) => (t.committee_plan_dropped(), "closed"),
        Some(PlanState::Carried) => (t.committee_plan_carried(), "closed"),
        Some(PlanState::Open) | None if late => (t.committee_plan_late(), "late"),
        Some(PlanState::Open) | None => (t.committee_plan_open(), "open"),
    }
}

fn item(ctx: &Ctx, rules: &Rules, row: &PlanRow, failed: &str) -> Item {
    let t = &ctx.page.t;
    let (state, badge) = plan_state(t, row, row.due_at < ctx.now);
    Item {
        id: row.id.clone(),
        title: row.title.clone(),
        owner: if row.unit.is_empty() {
            t.committee_secretariat().to_owned()
        } else {
            rules.unit_name(t.lang, Some(&row.unit)).to_owned()
        },
        due: ctx.page.day(&row.due_at),
        state,
        badge,
        note: row.note.clone(),
        open: row.state == PlanState::Open.code(),
        failed: row.id == failed,
    }
}

async fn gather(
    ctx: &Ctx,
    id: &str,
    year: i64,
    failed: &str,
    tried: Tried,
) -> Result<Evaluation, ActError> {
    let (t, organisation) = (&ctx.page.t, ctx.organisation());
    let rules = ctx.app.rules(organisation).await?;
    let mut conn = ctx.read().await?;
    let committee = committee_of(&mut conn, &ctx.actor, id).await?;
    let known = rows::evaluation(&mut conn, organisation, id, year).await?;
    let measured: Vec<Measured> = match &known {
        Some(row) => serde_json::from_str(&row.criteria)
            .map_err(|why| store::Error::Corrupt(format!("evaluation {}: {why}", row.id)))?,
        None => acts::measure(&mut conn, organisation, &rules, &committee, year, ctx.now).await?,
    };
    let plan = rows::plan(&mut conn, organisation, id, year).await?;
    let next_plan = rows::plan(&mut conn, organisation, id, year + 1).await?;
    drop(conn);
    let runs = ctx.actor.may(Right::CommitteeRun);
    let ended = begin_of(year + 1).is_some_and(|end| ctx.now >= end);
    let (strong, weak) = (rules.limit(STRONG), rules.limit(WEAK));
    let named = |wanted: Verdict| -> Vec<&'static str> {
        let lines = measured
            .iter()
            .filter(|line| line.verdict(strong, weak) == wanted);
        lines
            .map(|line| criterion_word(t, &line.criterion))
            .collect()
    };
    let lines = measured.iter().map(|line| {
        let (verdict, badge) = match line.verdict(strong, weak) {
            Verdict::Strength => (t.committee_verdict_strength(), "answered"),
            Verdict::Middle => (t.committee_verdict_middle(), "waiting"),
            Verdict::Weakness => (t.committee_verdict_weakness(), "late"),
            Verdict::Unknown => (t.committee_verdict_unknown(), "closed"),
        };
        Line {
            name: criterion_word(t, &line.criterion),
            part: t.committee_part_of(line.part, line.of),
            share: line
                .percent()
                .map_or_else(|| "–".to_owned(), |percent| t.committee_percent(percent)),
            weight: ctx.page.number(&line.weight),
            verdict,
            badge,
            href: records(ctx, id, &line.criterion, year),
        }
    });
    let total = known
        .as_ref()
        .map(|row| row.score)
        .filter(|score| *score >= 0)
        .or_else(|| score(&measured).filter(|_| known.is_none()));
    let name = name_of(t.lang, &committee.name, &committee.name_en).to_owned();
    let year_words = t.lang.digits(&year.to_string());
    let ended_item = if ["plan-done", "plan-drop"].contains(&failed) {
        tried.value("item")
    } else {
        ""
    };
    let this = i64::from(tehran_date(ctx.now.0).year());
    let plan_year = match tried.value("plan_year") {
        "" => this.to_string(),
        word => word.to_owned(),
    };
    Ok(Evaluation {
        crumbs: vec![
            crumb(ctx, t.nav_committee(), "/committee"),
            crumb(ctx, name.clone(), &format!("/committee/{id}")),
        ],
        here: ctx.at(&format!("/committee/{id}")),
        title: t.committee_evaluation_title(&year_words),
        committee: name,
        organisation: name_of(t.lang, &rules.name, &rules.name_en).to_owned(),
        years: years(ctx, year),
        next_year: year + 1,
        lines: lines.collect(),
        score: total.map_or_else(|| "–".to_owned(), |score| t.committee_percent(score)),
        note: match &known {
            Some(row) => t.committee_evaluated_on(ctx.page.day(&row.at)),
            None if ended => t.committee_evaluation_ready().to_owned(),
            None => t.committee_evaluation_runs().to_owned(),
        },
        strong: named(Verdict::Strength),
        weak: named(Verdict::Weakness),
        strengths: known.as_ref().map_or_else(
            || tried.value("strengths").to_owned(),
            |row| row.strengths.clone(),
        ),
        weaknesses: known.as_ref().map_or_else(
            || tried.value("weaknesses").to_owned(),
            |row| row.weaknesses.clone(),
        ),
        evaluated: known.is_some(),
        may_evaluate: runs && ended && known.is_none(),
        plan: (plan.iter())
            .map(|row| item(ctx, &rules, row, ended_item))
            .collect(),
        next_plan: (next_plan.iter())
            .map(|row| item(ctx, &rules, row, ended_item))
            .collect(),
        runs,
        plan_years: [this, this + 1]
            .iter()
            .map(|year| {
                let year = year.to_string();
                Choice::new(&year, ctx.page.digits(&year), &plan_year)
            })
            .collect(),
        units: unit_choices(t, &rules, tried.value("unit")),
        year,
        failed: failed.to_owned(),
        tried,
        page: ctx.page.clone(),
    })
}

/// The year asked for: the last that has ended unless told otherwise.
fn year_of(ctx: &Ctx, asked: &Asked) -> Result<i64, ActError> {
    let last = i64::from(tehran_date(ctx.now.0).year()) - 1;
    asked.year(last).ok_or(ActError::NotFound)
}

/// The page.
pub async fn page(
    ctx: Ctx,
    Path((_, id)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Response {
    let found = async {
        let year = year_of(&ctx, &asked)?;
        gather(&ctx, &id, year, "", Tried::default()).await
    };
    match found.await {
        Ok(page) => render_with(StatusCode::OK, &page),
        Err(why) => refusal(&ctx, why),
    }
}

/// Evaluates, or does something with a plan.
pub(super) async fn act(ctx: Ctx, id: &str, deed: &str, fields: Fields) -> Response {
    let Ok(year) = persian::parse_integer(field(&fields, "year")) else {
        return refusal(&ctx, ActError::NotFound);
    };
    let rules = match ctx.app.rules(ctx.organisation()).await {
        Ok(rules) => rules,
        Err(why) => return refusal(&ctx, why.into()),
    };
    let text = |name: &str| field(&fields, name).to_owned();
    let (actor, now, committee) = (ctx.actor.clone(), ctx.now, id.to_owned());
    let done = match deed {
        "evaluate" => {
            let input = EvaluationInput {
                year,
                strengths: text("strengths"),
                weaknesses: text("weaknesses"),
            };
            let act = ctx.app.act(move |tx| {
                async move { acts::evaluate(tx, &actor, now, &rules, &committee, &input).await }
                    .boxed()
            });
            act.await.map(|_| ())
        }
        "plan-item" => {
            let input = PlanInput {
                year: persian::parse_integer(field(&fields, "plan_year")).unwrap_or(0),
                title: text("title"),
                unit: text("unit"),
                due_day: text("due_day"),
            };
            let act = ctx.app.act(move |tx| {
                async move {
                    acts::add_plan_item(tx, &actor, now, &rules, &committee, &input).await
                }
                .boxed()
            });
            act.await.map(|_| ())
        }
        _ => {
            let (item, note, done) = (text("item"), text("note"), deed == "plan-done");
            let act = ctx.app.act(move |tx| {
                async move {
                    acts::end_plan_item(tx, &actor, now, &committee, &item, done, &note).await
                }
                .boxed()
            });
            act.await.map(|_| ())
        }
    };
    match done {
        Ok(()) => {
            let next = format!("/committee/{id}/evaluation?year={year}");
            see_other_saying(&ctx.at(&next), "saved")
        }
        Err(why) => match tried(&ctx, fields, why) {
            Ok((status, tried)) => match gather(&ctx, id, year, deed, tried).await {
                Ok(page) => render_with(status, &page),
                Err(why) => refusal(&ctx, why),
            },
            Err(answer) => *answer,
        },
    }
}

fn plan_table(t: &Texts, items: &[Item]) -> ReportPart {
    ReportPart::Table(ReportTable {
        head: [
            t.committee_plan_title(),
            t.committee_unit(),
            t.committee_deadline(),
            t.committee_state(),
            t.committee_outcome(),
        ]
        .map(str::to_owned)
        .into(),
        numeric: vec![false; 5],
        rows: items
            .iter()
            .map(|item| {
                vec![
                    item.title.clone(),
                    item.owner.clone(),
                    item.due.clone(),
                    item.state.to_owned(),
                    item.note.clone(),
                ]
            })
            .collect(),
        ..ReportTable::default()
    })
}

fn parts(page: &Evaluation) -> Vec<ReportPart> {
    let t = &page.page.t;
    let separator = name_of(t.lang, "، ", ", ");
    let mut parts = vec![
        ReportPart::Paragraph(page.note.clone()),
        ReportPart::Paragraph(format!("{}: {}", t.committee_score(), page.score)),
        ReportPart::Table(ReportTable {
            head: [
                t.committee_criterion(),
                t.committee_measured(),
                t.committee_share_word(),
                t.committee_weight(),
                t.committee_verdict(),
            ]
            .map(str::to_owned)
            .into(),
            numeric: vec![false, false, true, true, false],
            rows: (page.lines.iter())
                .map(|line| {
                    vec![
                        line.name.to_owned(),
                        line.part.clone(),
                        line.share.clone(),
                        line.weight.clone(),
                        line.verdict.to_owned(),
                    ]
                })
                .collect(),
            note: t.committee_figures_note().to_owned(),
            ..ReportTable::default()
        }),
    ];
    for (title, list, words) in [
        (t.committee_strengths(), &page.strong, &page.strengths),
        (t.committee_weaknesses(), &page.weak, &page.weaknesses),
    ] {
        if list.is_empty() && words.is_empty() {
            continue;
        }
        parts.push(ReportPart::Heading(title.to_owned()));
        if !list.is_empty() {
            parts.push(ReportPart::Paragraph(list.join(separator)));
        }
        if !words.is_empty() {
            parts.push(ReportPart::Paragraph(words.clone()));
        }
    }
    for (year, items) in [(page.year, &page.plan), (page.next_year, &page.next_plan)] {
        if !items.is_empty() {
            let year = t.lang.digits(&year.to_string());
            parts.push(ReportPart::Heading(t.committee_plan_of(year)));
            parts.push(plan_table(t, items));
        }
    }
    parts
}

/// The evaluation as a PDF.
pub async fn pdf(
    ctx: Ctx,
    Path((_, id)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Response {
    let found = async {
        let year = year_of(&ctx, &asked)?;
        gather(&ctx, &id, year, "", Tried::default()).await
    };
    let page = match found.await {
        Ok(page) => page,
        Err(why) => return refusal(&ctx, why),
    };
    let data = ReportData {
        organisation: page.organisation.clone(),
        parent: page.committee.clone(),
        title: page.title.clone(),
        period: page.page.digits(&page.year.to_string()),
        parts: parts(&page),
        issued: issued(ctx.now),
        demonstration: ctx.page.demonstration,
    };
    let lang = language(ctx.page.t.lang);
    match tokio::task::spawn_blocking(move || typesetter().table_report(&data, lang)).await {
        Ok(Ok(pdf)) => {
            let headers = [
                (header::CONTENT_TYPE, "application/pdf"),
                (
                    header::CONTENT_DISPOSITION,
                    "inline; filename=\"evaluation.pdf\"",
                ),
            ];
            (headers, pdf.bytes).into_response()
        }
        Ok(Err(why)) => super::report::failed(why),
        Err(why) => super::report::failed(why),
    }
}
