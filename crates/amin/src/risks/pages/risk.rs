//! One risk: what it is, how grave it is and was, what controls it, what is done about it, which findings belong to it.

use askama::Template;
use axum::extract::{Form, Path};
use axum::http::StatusCode;
use axum::response::Response;
use charts::{Chart, LinePoint, LineSeries, Options, Reference};
use futures::FutureExt;
use store::Timestamp;

use super::programme::{self, MeasureLine};
use super::register::answer;
use super::{
    Lists, control_kind_word, day_of, event_of, level_choices, owner_choices, said, score_words,
    source_words, strength_word, treatment_word,
};
use crate::committee::pages::{Fact, crumb, facts, name_of, tried};
use crate::findings::model::State as FindingState;
use crate::findings::pages::{kind_word, state_word};
use crate::insight::pages::direction;
use crate::organisation::store::account_names;
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::ActError;
use crate::platform::form::{Fields, Tried, field};
use crate::platform::page::{Choice, Crumb, Page, refusal, render_with};
use crate::platform::permissions::Right;
use crate::risks::acts::{self, AcceptInput, AssessInput, ControlInput, MeasureInput, may_accept};
use crate::risks::library;
use crate::risks::model::{
    ACCEPTANCE_DAYS, AcceptanceState, ControlKind, RiskState, Strength, Treatment, limit, steps,
};
use crate::risks::store::{self as rows, AssessmentRow, LinkedRow, RiskRow};

struct ControlLine {
    href: String,
    text: String,
    kind: &'static str,
    design: &'static str,
    operating: &'static str,
    /// Steps that it takes off.
    steps: String,
    evidence: String,
    assessed: String,
    active: bool,
}

struct AcceptanceLine {
    state: &'static str,
    badge: &'static str,
    words: String,
    reason: String,
    reference: String,
}

struct FindingLine {
    id: String,
    href: String,
    title: String,
    kind: &'static str,
    state: &'static str,
    raised: String,
}

#[expect(
    clippy::struct_excessive_bools,
    reason = "each opens one part of the page"
)]
#[derive(Template)]
#[template(path = "risks/risk.html")]
struct Risk {
    page: Page,
    crumbs: Vec<Crumb>,
    here: String,
    title: String,
    number: String,
    cause: String,
    effect: String,
    over: bool,
    answer: String,
    retired: bool,
    /// A linked finding was confirmed after the last assessment.
    again: bool,
    facts: Vec<Fact>,
    rule: String,
    chart: Option<Chart>,
    assessments: Vec<(String, String, String, String)>,
    controls: Vec<ControlLine>,
    control_kinds: Vec<Choice>,
    measures: Vec<MeasureLine>,
    treatments: Vec<Choice>,
    owners: Vec<Choice>,
    acceptances: Vec<AcceptanceLine>,
    findings: Vec<FindingLine>,
    findings_words: String,
    likelihoods: Vec<Choice>,
    impacts: Vec<Choice>,
    edits: bool,
    runs: bool,
    /// Whether this reader may accept it now.
    accepts: bool,
    /// Whether this reader could accept risks, but not this one.
    accept_refused: bool,
    until_hint: String,
    failed: String,
    tried: Tried,
}

/// The page.
pub async fn page(ctx: Ctx, Path((_, id)): Path<(String, String)>) -> Response {
    show(&ctx, StatusCode::OK, &id, "", Tried::default()).await
}

async fn show(ctx: &Ctx, status: StatusCode, id: &str, failed: &str, tried: Tried) -> Response {
    match gather(ctx, id, failed, tried).await {
        Ok(risk) => render_with(status, &risk),
        Err(why) => refusal(ctx, why),
    }
}

/// Residual and inherent score over time, with the appetite as it stands.
fn over_time(ctx: &Ctx, rows: &[AssessmentRow], appetite: i64) -> Option<Chart> {
    if rows.is_empty() {
        return None;
    }
    let t = &ctx.page.t;
    let number = |n: f64| t.lang.decimal(n, 0);
    let mut options = Options::new("over-time", t.risks_over_time(), direction(t), &number);
    options.category = t.risks_assessed();
    options.no_data = t.risks_unassessed();
    let labels: Vec<String> = (rows.iter())
        .map(|row| t.lang.digits(&persian::tehran_date(row.at.0).numeric()))
        .collect();
    let series = |name: &str, score: &dyn Fn(&AssessmentRow) -> i64| LineSeries {
        name: name.to_owned(),
        points: (rows.iter())
            .map(|row| LinePoint {
                value: Some(score(row) as f64),
                interval: None,
            })
            .collect(),
        interval: String::new(),
    };
    let both = [
        series(t.risks_residual(), &|row| row.residual),
        series(t.risks_inherent(), &|row| row.inherent),
    ];
    let reference = Reference {
        value: appetite as f64,
        name: t.risks_appetite(),
    };
    Some(charts::line(&labels, &both, Some(reference), &options))
}

/// Whether a linked finding was confirmed, or a confirmed one linked, after the last assessment.
fn asks_again(row: &RiskRow, linked: &[LinkedRow]) -> bool {
    let last = row.assessed_at.unwrap_or(Timestamp(0));
    linked.iter().any(|link| {
        link.state == FindingState::Confirmed.code()
            && (link.at > last || link.decided_at.is_some_and(|at| at > last))
    })
}

#[expect(
    clippy::too_many_lines,
    reason = "each part of the page is built in its place"
)]
async fn gather(ctx: &Ctx, id: &str, failed: &str, tried: Tried) -> Result<Risk, ActError> {
    let (t, organisation) = (&ctx.page.t, ctx.organisation());
    let rules = ctx.app.rules(organisation).await?;
    let mut conn = ctx.read().await?;
    let row = acts::visible(&mut conn, &ctx.actor, id).await?;
    let lists = Lists::read(&mut conn, ctx, &rules).await?;
    let anchors = rows::anchors(&mut conn, organisation).await?;
    let controls = rows::controls(&mut conn, organisation, id).await?;
    let assessments = rows::assessments(&mut conn, organisation, id).await?;
    let measures = rows::measures(&mut conn, organisation, id).await?;
    let acceptances = rows::acceptances(&mut conn, organisation, id).await?;
    let linked = rows::linked(&mut conn, organisation, id).await?;
    // A finding of a tender, a file or a mission that the reader keeps out of is not there for them.
    let mut unseen = Vec::new();
    for link in &linked {
        match crate::findings::acts::readable(&mut conn, &ctx.actor, &link.finding).await {
            Ok(_) => {}
            Err(ActError::NotFound) => unseen.push(link.finding.clone()),
            Err(why) => return Err(why),
        }
    }
    let accounts: Vec<String> = std::iter::once(row.owner.clone())
        .chain(row.assessed_by.clone())
        .chain(measures.iter().map(|measure| measure.owner.clone()))
        .chain(acceptances.iter().filter_map(|one| one.account.clone()))
        .chain(assessments.iter().filter_map(|one| one.account.clone()))
        .chain(controls.iter().filter_map(|one| one.assessed_by.clone()))
        .collect();
    let names = account_names(&mut conn, organisation, &accounts).await?;
    let name = |account: &str| {
        names
            .iter()
            .find(|(id, _)| id == account)
            .map_or_else(String::new, |(_, n)| n.clone())
    };
    let mut measure_lines = Vec::new();
    for measure in &measures {
        let owner = name(&measure.owner);
        measure_lines.push(programme::line(&mut conn, ctx, &rules, &row, measure, &owner).await?);
    }
    let owners = owner_choices(&mut conn, ctx, tried.value("measure_owner")).await?;
    drop(conn);
    let open = row.state == RiskState::Open.code();
    let edits = open && ctx.actor.may_for(Right::RiskEdit, Some(&row.unit));
    let appetite = lists.appetite(&row.area);
    let over = row.residual > appetite;
    let accepts = open && row.assessed_at.is_some() && may_accept(&ctx.actor, &row, over);
    let strength = |code: &Option<String>| code.as_deref().and_then(Strength::of);
    let source = row.library.as_deref().and_then(library::of);
    let confirmed = linked
        .iter()
        .filter(|link| link.state == FindingState::Confirmed.code())
        .count();
    let process = lists
        .processes
        .iter()
        .find(|process| process.id == row.process);
    let level = |field: &str, now: i64| match tried.value(field) {
        "" => now.to_string(),
        value => value.to_owned(),
    };
    let date = |at: &Timestamp| ctx.page.day(at);
    Ok(Risk {
        crumbs: vec![crumb(ctx, t.nav_risks(), "/risks")],
        here: ctx.at(&format!("/risks/{id}")),
        title: event_of(t.lang, &row).to_owned(),
        number: t.risks_risk_number(t.lang.integer(row.number)),
        cause: said(t.lang, &row.cause, &row.cause_en).to_owned(),
        effect: said(t.lang, &row.effect, &row.effect_en).to_owned(),
        over,
        answer: answer(ctx, &lists, &row),
        retired: !open,
        again: asks_again(&row, &linked),
        facts: facts(vec![
            (t.risks_area(), lists.area_name(t, &row.area).to_owned()),
            (
                t.risks_process(),
                process
                    .map_or(row.process.as_str(), |p| {
                        name_of(t.lang, &p.name, &p.name_en)
                    })
                    .to_owned(),
            ),
            (
                t.risks_unit(),
                rules.unit_name(t.lang, Some(&row.unit)).to_owned(),
            ),
            (t.risks_owner(), name(&row.owner)),
            (
                t.risks_inherent(),
                score_words(ctx, lists.bands, row.inherent),
            ),
            (
                t.risks_residual(),
                score_words(ctx, lists.bands, row.residual),
            ),
            (t.risks_appetite(), ctx.page.number(&appetite)),
            (
                t.risks_assessed(),
                row.assessed_at.as_ref().map_or_else(String::new, date),
            ),
            (
                t.risks_assessed_by(),
                row.assessed_by.as_deref().map_or_else(String::new, name),
            ),
            (
                t.risks_source(),
                source.map_or_else(String::new, |typical| source_words(t, typical.source)),
            ),
            (
                t.risks_library_code(),
                row.library.clone().unwrap_or_default(),
            ),
        ]),
        rule: if row.likelihood == 0 {
            t.risks_rule().to_owned()
        } else {
            let l = |level: i64| t.lang.integer(level);
            format!(
                "{} {}",
                t.risks_rule(),
                t.risks_rule_here(
                    l(row.likelihood),
                    l(row.impact),
                    l(row.inherent),
                    l(row.residual_likelihood),
                    l(row.residual_impact),
                    l(row.residual)
                )
            )
        },
        chart: over_time(ctx, &assessments, appetite),
        assessments: (assessments.iter().rev())
            .map(|one| {
                let by = one.account.as_deref().map_or_else(String::new, name);
                let scores =
                    t.risks_scores(t.lang.integer(one.inherent), t.lang.integer(one.residual));
                (ctx.page.moment(&one.at), scores, one.reason.clone(), by)
            })
            .collect(),
        controls: (controls.iter())
            .map(|one| ControlLine {
                href: ctx.at(&format!("/risks/{id}/controls/{}", one.id)),
                text: said(t.lang, &one.text, &one.text_en).to_owned(),
                kind: control_kind_word(t, &one.kind),
                design: strength_word(t, one.design.as_deref()),
                operating: strength_word(t, one.operating.as_deref()),
                steps: ctx
                    .page
                    .number(&steps(strength(&one.design), strength(&one.operating))),
                evidence: one.evidence.clone(),
                assessed: one.assessed_at.map_or_else(String::new, |at| {
                    let by = one.assessed_by.as_deref().map_or_else(String::new, name);
                    t.risks_by_on(by, ctx.page.day(&at))
                }),
                active: one.active,
            })
            .collect(),
        control_kinds: (ControlKind::ALL.iter())
            .map(|kind| {
                Choice::new(
                    kind.code(),
                    control_kind_word(t, kind.code()),
                    tried.value("control_kind"),
                )
            })
            .collect(),
        measures: measure_lines,
        treatments: (Treatment::ALL.iter())
            .map(|kind| {
                Choice::new(
                    kind.code(),
                    treatment_word(t, kind.code()),
                    tried.value("measure_kind"),
                )
            })
            .collect(),
        owners,
        acceptances: (acceptances.iter())
            .map(|one| {
                let (state, badge) = match AcceptanceState::of(&one.state) {
                    Some(AcceptanceState::InForce) => (t.risks_acceptance_in_force(), "answered"),
                    Some(AcceptanceState::Expired) => (t.risks_acceptance_expired(), "late"),
                    Some(AcceptanceState::Ended) | None => (t.risks_acceptance_ended(), "closed"),
                };
                let by = one.account.as_deref().map_or_else(String::new, name);
                AcceptanceLine {
                    state,
                    badge,
                    words: t.risks_acceptance_words(
                        t.lang.integer(one.residual),
                        by,
                        ctx.page.day(&one.at),
                        day_of(t, &one.until_day),
                    ),
                    reason: one.reason.clone(),
                    reference: one.reference.clone(),
                }
            })
            .collect(),
        findings: (linked.iter())
            .filter(|link| !unseen.contains(&link.finding))
            .map(|link| FindingLine {
                id: link.finding.clone(),
                href: ctx.at(&format!("/findings/{}", link.finding)),
                title: name_of(t.lang, &link.title, &link.title_en).to_owned(),
                kind: crate::findings::model::Kind::of(&link.kind)
                    .map_or("", |kind| kind_word(t, kind)),
                state: FindingState::of(&link.state).map_or("", |state| state_word(t, state)),
                raised: ctx.page.day(&link.raised_at),
            })
            .collect(),
        findings_words: t.risks_findings_count(
            t.lang
                .integer(i64::try_from(linked.len()).unwrap_or(i64::MAX)),
            t.lang.integer(i64::try_from(confirmed).unwrap_or(i64::MAX)),
        ),
        likelihoods: level_choices(
            ctx,
            &anchors,
            "likelihood",
            &level("likelihood", row.likelihood),
        ),
        impacts: level_choices(ctx, &anchors, "impact", &level("impact", row.impact)),
        edits,
        runs: ctx.actor.may_for(Right::RiskRun, Some(&row.unit)),
        accepts,
        accept_refused: open
            && row.assessed_at.is_some()
            && !accepts
            && ctx.actor.may_for(Right::RiskAccept, Some(&row.unit)),
        until_hint: t.risks_until_hint(t.lang.integer(limit(&rules, ACCEPTANCE_DAYS))),
        failed: failed.to_owned(),
        tried,
        page: ctx.page.clone(),
    })
}

/// Does something with a risk.
pub async fn act(
    ctx: Ctx,
    Path((_, id, deed)): Path<(String, String, String)>,
    Form(fields): Form<Fields>,
) -> Response {
    if deed == "edit" {
        return super::new::edit(&ctx, &id, fields).await;
    }
    let rules = match ctx.app.rules(ctx.organisation()).await {
        Ok(rules) => rules,
        Err(why) => return refusal(&ctx, why.into()),
    };
    let (actor, now, sent) = (ctx.actor.clone(), ctx.now, fields.clone());
    let (risk, wanted) = (id.clone(), deed.clone());
    let act = ctx.app.act(move |tx| {
        async move {
            let text = |name: &str| field(&sent, name).to_owned();
            match wanted.as_str() {
                "assess" => {
                    let input = AssessInput {
                        likelihood: text("likelihood"),
                        impact: text("impact"),
                        reason: text("reason"),
                    };
                    acts::assess(tx, &actor, now, &rules, &risk, &input).await
                }
                "control" => {
                    let input = ControlInput {
                        kind: text("control_kind"),
                        text: text("control_text"),
                    };
                    acts::add_control(tx, &actor, now, &risk, &input).await
                }
                "measure" => {
                    let input = MeasureInput {
                        kind: text("measure_kind"),
                        text: text("measure_text"),
                        owner: text("measure_owner"),
                        from_day: text("measure_from"),
                        due_day: text("measure_due"),
                        budget_line: text("budget_line"),
                        expected: text("expected"),
                    };
                    acts::add_measure(tx, &actor, now, &risk, &input)
                        .await
                        .map(|_| ())
                }
                "accept" => {
                    let input = AcceptInput {
                        until_day: text("until_day"),
                        reason: text("accept_reason"),
                        reference: text("reference"),
                    };
                    acts::accept(tx, &actor, now, &rules, &risk, &input).await
                }
                "unlink" => acts::unlink(tx, &actor, now, &risk, &text("finding")).await,
                "retire" | "reopen" => {
                    let retired = wanted == "retire";
                    acts::retire(tx, &actor, now, &risk, retired, &text("retire_reason")).await
                }
                _ => Err(ActError::NotFound),
            }
        }
        .boxed()
    });
    match act.await {
        Ok(_) => see_other_saying(&ctx.at(&format!("/risks/{id}")), "saved"),
        Err(why) => match tried(&ctx, fields, why) {
            Ok((status, tried)) => show(&ctx, status, &id, &deed, tried).await,
            Err(answer) => *answer,
        },
    }
}
