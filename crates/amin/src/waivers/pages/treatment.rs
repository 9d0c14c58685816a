//! Were alike applicants given alike amounts? For who may read the register.

use askama::Template;
use axum::extract::RawQuery;
use axum::response::Response;
use charts::{Chart, Effect};
use futures::FutureExt;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::{crumbs, kind_word};
use crate::findings::acts::raise as raise_finding;
use crate::findings::model::{Kind as FindingKind, NewFinding, Severity};
use crate::insight::limits::{FALSE_DISCOVERY, LEAST_CASES, MARGIN_AMOUNT, MARGIN_POINTS, limits};
use crate::insight::pages::treatment::{p_value, verdict_word};
use crate::insight::pages::{Forest, forest_of_differences};
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::{ActError, refused};
use crate::platform::page::{Choice, Crumb, Page, refusal, render};
use crate::platform::permissions::Right;
use crate::platform::query::fields;
use crate::platform::texts::{Lang, Texts};
use crate::services::view::percent;
use crate::waivers::analysis::{Answer, Attribute, Measure, answer, pseudonymous};
use crate::waivers::store as rows;

/// Version of the method, named in findings.
const METHOD: &str = "equal-amounts 1";

/// What an address asks for.
#[derive(Debug, Clone, Default)]
struct Asked {
    by: Option<Attribute>,
    strata: Vec<Attribute>,
    share: bool,
}

impl Asked {
    fn of(query: Option<String>) -> Self {
        let mut asked = Self::default();
        for (name, value) in fields(query.unwrap_or_default().as_bytes()) {
            match (name.as_str(), Attribute::of(&value)) {
                ("by", of) => asked.by = of,
                ("strata", Some(of)) if !asked.strata.contains(&of) => asked.strata.push(of),
                ("what", _) => asked.share = value == "share",
                _ => {}
            }
        }
        asked
    }

    fn query(&self) -> String {
        let mut pairs = vec![
            ("by", self.by.map_or("", Attribute::code)),
            ("what", if self.share { "share" } else { "rials" }),
        ];
        pairs.extend(self.strata.iter().map(|of| ("strata", of.code())));
        serde_urlencoded::to_string(pairs).unwrap_or_default()
    }
}

/// The word for an attribute.
fn attribute_word(t: &Texts, of: Attribute) -> &'static str {
    match of {
        Attribute::Decider => t.waivers_decider(),
        Attribute::District => t.waivers_district(),
        Attribute::Group => t.waivers_group(),
        Attribute::Unit => t.waivers_unit(),
        Attribute::Kind => t.waivers_kind(),
        Attribute::Subject => t.waivers_subject(),
        Attribute::Basis => t.waivers_basis(),
        Attribute::Quarter => t.waivers_quarter(),
    }
}

/// A group in the table.
struct Line {
    name: String,
    cases: String,
    mean: String,
    reference: String,
    difference: String,
    interval: String,
    q: String,
    verdict: &'static str,
    badge: &'static str,
}

#[derive(Template)]
#[template(path = "waivers/treatment.html")]
struct Treatment {
    page: Page,
    crumbs: Vec<Crumb>,
    here: String,
    by: Vec<Choice>,
    what: Vec<Choice>,
    strata: Vec<Choice>,
    answered: bool,
    paragraph: String,
    chart: Option<Chart>,
    lines: Vec<Line>,
    notes: Vec<String>,
    raise: String,
}

/// The answer for this reader, and the digest of the records it comes from.
async fn compute(ctx: &Ctx, asked: &Asked) -> Result<Option<(Answer, String)>, ActError> {
    let Some(by) = asked.by else { return Ok(None) };
    let units = ctx.actor.units_for(Right::WaiverRead);
    let rules = ctx.app.rules(ctx.organisation()).await?;
    let mut conn = ctx.read().await?;
    let terms = limits(&mut conn, ctx.organisation()).await?;
    let mut all = rows::standing(&mut conn, ctx.organisation(), units.as_deref()).await?;
    drop(conn);
    let mut hash = Sha256::new();
    for row in &mut all {
        for part in [&row.id, &row.decider, &row.district, &row.beneficiary_group] {
            hash.update(part.as_bytes());
            hash.update([0]);
        }
        hash.update(row.amount_rials.to_be_bytes());
        // Groups are named as people know them.
        row.unit = row
            .unit
            .as_deref()
            .map(|unit| rules.unit_name(ctx.page.t.lang, Some(unit)).to_owned());
        if by == Attribute::Kind {
            row.kind = kind_word(&ctx.page.t, &row.kind).to_owned();
        }
    }
    let measure = if asked.share {
        Measure::Share
    } else {
        Measure::Rials
    };
    let strata = asked.strata.clone();
    let found = tokio::task::spawn_blocking(move || answer(&all, by, &strata, measure, &terms))
        .await
        .map_err(|_| store::Error::Panicked)?;
    Ok(Some((found, hex::encode(hash.finalize()))))
}

fn shown(t: &Texts, by: Option<Attribute>, mut found: Answer) -> Answer {
    if by == Some(Attribute::Decider) {
        pseudonymous(&mut found, &|n| t.waivers_person(n));
    }
    found
}

/// The page.
pub async fn page(ctx: Ctx, RawQuery(query): RawQuery) -> Response {
    match gather(&ctx, &Asked::of(query)).await {
        Ok(page) => render(&page),
        Err(why) => refusal(&ctx, why),
    }
}

async fn gather(ctx: &Ctx, asked: &Asked) -> Result<Treatment, ActError> {
    let t = &ctx.page.t;
    let found = compute(ctx, asked)
        .await?
        .map(|(found, _)| shown(t, asked.by, found));
    let here = ctx.at("/waivers/treatment");
    let chosen = asked.by.map_or("", Attribute::code);
    let what = if asked.share { "share" } else { "rials" };
    Ok(Treatment {
        crumbs: crumbs(ctx),
        by: [
            Attribute::Decider,
            Attribute::District,
            Attribute::Group,
            Attribute::Unit,
            Attribute::Kind,
        ]
        .into_iter()
        .map(|of| Choice::new(of.code(), attribute_word(t, of), chosen))
        .collect(),
        what: vec![
            Choice::new("rials", t.waivers_what_rials(), what),
            Choice::new("share", t.waivers_what_share(), what),
        ],
        strata: Attribute::ALL
            .iter()
            .map(|of| Choice {
                value: of.code().to_owned(),
                label: attribute_word(t, *of).to_owned(),
                hint: String::new(),
                chosen: asked.strata.contains(of),
            })
            .collect(),
        answered: found.is_some(),
        paragraph: found
            .as_ref()
            .map_or_else(String::new, |found| found.paragraph(t)),
        chart: found.as_ref().and_then(|found| forest_chart(t, found)),
        lines: found
            .as_ref()
            .map_or_else(Vec::new, |found| lines(t, found)),
        notes: found
            .as_ref()
            .map_or_else(Vec::new, |found| notes(t, found)),
        raise: if ctx.actor.may_for(Right::FindingRaise, None)
            && found
                .as_ref()
                .is_some_and(|found| !found.differing().is_empty())
        {
            format!("{here}/raise?{}", asked.query())
        } else {
            String::new()
        },
        page: ctx.page.clone(),
        here,
    })
}

fn lines(t: &Texts, found: &Answer) -> Vec<Line> {
    let count = |n: usize| t.lang.integer(i64::try_from(n).unwrap_or(i64::MAX));
    let dash = || "–".to_owned();
    found
        .comparisons
        .iter()
        .map(|c| {
            let (verdict, badge) = verdict_word(t, c.verdict);
            Line {
                name: c.name.clone(),
                cases: count(c.cases),
                mean: c.test.map_or_else(dash, |test| found.words(t, test.mean)),
                reference: c
                    .test
                    .map_or_else(dash, |test| found.words(t, test.reference_mean)),
                difference: c
                    .test
                    .map_or_else(dash, |test| found.words(t, test.difference)),
                interval: c
                    .test
                    .and_then(|test| test.interval)
                    .map_or_else(dash, |(low, high)| {
                        t.insight_interval(found.words(t, low), found.words(t, high))
                    }),
                q: c.test.map_or_else(dash, |_| p_value(t, c.q)),
                verdict,
                badge,
            }
        })
        .collect()
}

/// The differences with their intervals, as a picture; none where nothing could be compared. Sums are shown in millions.
fn forest_chart(t: &Texts, found: &Answer) -> Option<Chart> {
    let scale = match found.measure {
        Measure::Rials => 1e-6,
        Measure::Share => 1.0,
    };
    let rows: Vec<Effect> = found
        .comparisons
        .iter()
        .map(|c| Effect {
            label: c.name.clone(),
            value: c.test.map(|test| test.difference * scale),
            interval: (c.test.and_then(|test| test.interval))
                .map(|(low, high)| (low * scale, high * scale)),
            size: c.cases as f64,
            marked: c.differs(),
            verdict: verdict_word(t, c.verdict).0.to_owned(),
        })
        .collect();
    let (reference, _) = found.reference.as_ref()?;
    if rows.iter().all(|row| row.value.is_none()) {
        return None;
    }
    let count = t
        .lang
        .integer(i64::try_from(rows.len()).unwrap_or(i64::MAX));
    let about = Forest {
        title: t.insight_forest_title(),
        described: &t.insight_forest_described(count, reference),
        category: t.insight_group(),
        size: t.waivers_records(),
        unit: match found.measure {
            Measure::Rials => t.waivers_forest_rials(),
            Measure::Share => t.insight_forest_points(),
        },
    };
    Some(forest_of_differences(t, &rows, &about))
}

fn notes(t: &Texts, found: &Answer) -> Vec<String> {
    let count = |n: usize| t.lang.integer(i64::try_from(n).unwrap_or(i64::MAX));
    let mut notes = Vec::new();
    if let Some((name, records)) = &found.reference {
        notes.push(t.waivers_note_reference(name, count(*records)));
    }
    notes.push(t.insight_note_comparisons(count(found.comparisons.len())));
    if found.small > 0 {
        notes.push(t.insight_note_small(count(found.small), found.limits.least_words(t)));
    }
    if found.left_out > 0 {
        notes.push(t.insight_note_left_out(count(found.left_out)));
    }
    notes.push(match found.measure {
        Measure::Share => {
            t.insight_note_margin_share(t.lang.decimal(found.limits.share * 100.0, 0))
        }
        Measure::Rials => t.waivers_note_margin(percent(t, found.limits.amount)),
    });
    let margin = match found.measure {
        Measure::Share => MARGIN_POINTS,
        Measure::Rials => MARGIN_AMOUNT,
    };
    let wanted = [LEAST_CASES, margin, FALSE_DISCOVERY];
    notes.extend(found.limits.origin_words(t, &wanted));
    notes.push(t.waivers_note_method().to_owned());
    notes
}

/// Writes the difference down as a finding. The question is asked again here.
pub async fn raise(ctx: Ctx, RawQuery(query): RawQuery) -> Response {
    match try_raise(&ctx, &Asked::of(query)).await {
        Ok(id) => see_other_saying(&ctx.at(&format!("/findings/{id}")), "saved"),
        Err(why) => refusal(&ctx, why),
    }
}

async fn try_raise(ctx: &Ctx, asked: &Asked) -> Result<String, ActError> {
    let by = asked.by.ok_or(ActError::NotFound)?;
    let (found, input_hash) = compute(ctx, asked).await?.ok_or(ActError::NotFound)?;
    let differing = found.differing();
    let Some((worst, test)) = differing.first() else {
        return Err(refused(|t| t.insight_nothing_to_raise().to_owned()));
    };
    let texts = [Lang::Fa, Lang::En].map(Texts::of);
    let title = |t: &Texts| t.waivers_finding(attribute_word(t, by));
    let text = |t: &Texts| shown(t, Some(by), found.clone()).paragraph(t);
    let [fa, en] = &texts;
    let new = NewFinding {
        key: format!("waivers:{}", asked.query()),
        kind: FindingKind::UnequalTreatment,
        severity: Severity::Medium,
        unit: None,
        service: None,
        object: None,
        title: (title(fa), title(en)),
        text: (text(fa), text(en)),
        query: asked.query(),
        rule_version: METHOD.to_owned(),
        input_hash,
        case_count: i64::try_from(found.records).unwrap_or(i64::MAX),
        cases: Vec::new(),
        facts: json!({
            "records": found.records,
            "comparisons": found.comparisons.len(),
            "differing": differing.len(),
            "difference": test.difference,
            "q": worst.q,
        }),
    };
    let (actor, now) = (ctx.actor.clone(), ctx.now);
    let (raised, _) = ctx
        .app
        .act(move |tx| async move { raise_finding(tx, &actor, now, &new).await }.boxed())
        .await?;
    Ok(raised.id)
}
