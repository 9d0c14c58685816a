//! A scorecard as page, PDF and spreadsheet, and its signatures.

use askama::Template;
use axum::body::Bytes;
use axum::extract::{Path, Query};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use charts::{Direction, LinePoint, LineSeries, Options};
use documents::{Cell as SheetCell, ReportData, ReportPart, ReportTable, Sheet, write_workbook};
use futures::FutureExt;

use super::{
    Asked, FigureLine, Known, TREND, computed, crumbs, figure_word, known, line, periods,
    talk_state,
};
use crate::committee::pages::report::period_words;
use crate::interests::pages::Posted;
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::ActError;
use crate::platform::page::{Choice, Crumb, FormErrors, Page, refusal, render_with};
use crate::platform::print::{issued, language, typesetter};
use crate::platform::texts::Lang;
use crate::scorecards::acts::{self, above, below, may_lead};
use crate::scorecards::model::{Figure, Period, Row, alike, band};
use crate::scorecards::store as rows;
use crate::voice::rules::Rules;

/// A period of the trend: its name, and each figure's name and value.
struct TrendRow {
    name: String,
    cells: Vec<(String, String)>,
}

/// A talk as the page shows it.
struct Talk {
    day: String,
    participants: String,
    notes: Vec<String>,
    measures: Vec<String>,
    manager_words: String,
    signatures: Vec<(String, &'static str, String)>,
    hash: String,
    frozen_at: String,
}

#[expect(
    clippy::struct_excessive_bools,
    reason = "each opens one form of the page"
)]
#[derive(Template)]
#[template(path = "scorecards/card.html")]
struct Card {
    page: Page,
    crumbs: Vec<Crumb>,
    here: String,
    title: String,
    organisation: String,
    period: String,
    code: String,
    periods: Vec<Choice>,
    state: &'static str,
    badge: &'static str,
    figures: Vec<FigureLine>,
    trend: String,
    trend_head: Vec<String>,
    trend_rows: Vec<TrendRow>,
    talk: Option<Talk>,
    running: bool,
    may_record: bool,
    may_sign: bool,
    is_manager: bool,
    stepped_up: bool,
    step_up: String,
    errors: FormErrors,
    sentence: String,
}

/// Lowest value, highest value, and how many units.
type Band = Option<(f64, f64, i64)>;

/// Lowest and highest value among units of like size, by figure.
fn bands(known: &Known, rules: &Rules, ctx: &Ctx) -> Vec<(Figure, Band)> {
    let size = |rows: &[Row]| {
        rows.iter()
            .find(|row| row.figure == Figure::AnswerDays)
            .map_or(0, |row| row.cell.n)
    };
    let own = size(&known.rows);
    let own_units = below(rules, &known.unit);
    let upper = above(rules, &known.unit);
    let peers: Vec<Vec<Row>> = (rules.units.iter())
        .filter(|unit| unit.active && !own_units.contains(&unit.id) && !upper.contains(&unit.id))
        .map(|unit| computed(known, rules, ctx.now, &unit.id, known.period))
        .filter(|rows| alike(own, size(rows)))
        .collect();
    [Figure::InTime, Figure::AnswerDays, Figure::Satisfied]
        .into_iter()
        .map(|figure| {
            let values: Vec<f64> = (peers.iter().flatten())
                .filter(|row| row.figure == figure)
                .filter_map(|row| row.cell.value)
                .collect();
            (figure, band(&values))
        })
        .collect()
}

fn trend(known: &Known, rules: &Rules, ctx: &Ctx) -> charts::Chart {
    let t = &ctx.page.t;
    let mut spans: Vec<Period> = vec![known.period];
    for _ in 1..TREND {
        let last = spans[spans.len() - 1];
        spans.push(last.before());
    }
    spans.reverse();
    let labels: Vec<String> = spans
        .iter()
        .map(|period| period_words(ctx, &period.code()))
        .collect();
    let all: Vec<Vec<Row>> = spans
        .iter()
        .map(|period| {
            if *period == known.period {
                known.rows.clone()
            } else {
                computed(known, rules, ctx.now, &known.unit, *period)
            }
        })
        .collect();
    let series: Vec<LineSeries> = [Figure::InTime, Figure::Satisfied, Figure::Resolved]
        .into_iter()
        .map(|figure| LineSeries {
            name: figure_word(t, figure).to_owned(),
            points: (all.iter())
                .map(|rows| {
                    let cell = rows
                        .iter()
                        .find(|row| row.figure == figure)
                        .map(|row| row.cell);
                    LinePoint {
                        value: cell.and_then(|cell| cell.value).map(|value| value * 100.0),
                        interval: None,
                    }
                })
                .collect(),
            interval: String::new(),
        })
        .collect();
    let number = |value: f64| t.lang.decimal(value, 0);
    let direction = if t.lang == Lang::Fa {
        Direction::Rtl
    } else {
        Direction::Ltr
    };
    let mut options = Options::new("trend", t.scorecard_trend(), direction, &number);
    options.category = t.scorecard_period();
    options.unit = t.scorecard_percent_unit();
    options.missing = t.scorecard_trend_missing();
    options.no_data = t.scorecard_trend_none();
    charts::line(&labels, &series, None, &options)
}

async fn gather(
    ctx: &Ctx,
    unit: &str,
    asked: &Asked,
    errors: FormErrors,
    sentence: String,
) -> Result<Card, ActError> {
    let (t, organisation) = (&ctx.page.t, ctx.organisation());
    let unit = unit.replace('\0', "");
    let period = asked.read(ctx)?;
    let rules = ctx.app.rules(organisation).await?;
    let mut conn = ctx.read().await?;
    let known = known(&mut conn, ctx, &rules, &unit, period).await?;
    let managers = rows::managers(&mut conn, organisation).await?;
    let names = match &known.talk {
        Some(row) => {
            let accounts = [row.reviewer.clone(), row.manager.clone()];
            crate::organisation::store::account_names(&mut conn, organisation, &accounts).await?
        }
        None => Vec::new(),
    };
    drop(conn);
    let code = period.code();
    let here = ctx.at(&format!("/scorecards/{unit}"));
    let running = period.bounds().is_some_and(|(_, to)| to > ctx.now);
    let bands = bands(&known, &rules, ctx);
    let figures = (known.rows.iter())
        .map(|row| {
            let of = bands.iter().find(|(figure, _)| *figure == row.figure);
            line(ctx, row, of.and_then(|(_, band)| *band), &here, period)
        })
        .collect();
    let chart = trend(&known, &rules, ctx);
    let (state, badge) = talk_state(t, known.talk.as_ref());
    let own = ctx.actor.account.as_deref();
    let (mut may_sign, mut is_manager, mut open) = (false, false, true);
    let talk = known.talk.as_ref().map(|row| {
        is_manager = own == Some(row.manager.as_str());
        let led = own == Some(row.reviewer.as_str());
        open = led && row.reviewer_signed_at.is_none() && row.manager_signed_at.is_none();
        may_sign = (is_manager && row.manager_signed_at.is_none())
            || (led && row.reviewer_signed_at.is_none());
        let name = |account: &str| {
            let found = names.iter().find(|(id, _)| id == account);
            found.map_or_else(String::new, |(_, name)| name.clone())
        };
        let when =
            |at: Option<store::Timestamp>| at.map_or_else(String::new, |at| ctx.page.moment(&at));
        Talk {
            day: row.talked_on.parse::<persian::Date>().map_or_else(
                |_| String::new(),
                |day| {
                    if t.lang == Lang::Fa {
                        day.medium()
                    } else {
                        day.medium_en()
                    }
                },
            ),
            participants: row.participants.clone(),
            notes: row.notes.lines().map(str::to_owned).collect(),
            measures: row.measures.lines().map(str::to_owned).collect(),
            manager_words: row.manager_words.clone(),
            signatures: vec![
                (
                    name(&row.reviewer),
                    t.scorecard_reviewer(),
                    when(row.reviewer_signed_at),
                ),
                (
                    name(&row.manager),
                    t.scorecard_manager(),
                    when(row.manager_signed_at),
                ),
            ],
            hash: row.snapshot_hash.clone(),
            frozen_at: ctx.page.day(&row.recorded_at),
        }
    });
    let lead = may_lead(&ctx.actor, &rules, &managers, &unit).is_ok();
    let has_manager = managers
        .iter()
        .any(|(.., of)| of.as_deref() == Some(unit.as_str()));
    let back = format!("{here}?period={code}");
    Ok(Card {
        crumbs: crumbs(ctx),
        title: t.scorecard_of_unit(rules.unit_name(t.lang, Some(&unit))),
        organisation: if t.lang == Lang::Fa {
            rules.name.clone()
        } else {
            rules.name_en.clone()
        },
        period: period_words(ctx, &code),
        periods: periods(ctx, period),
        state,
        badge,
        figures,
        trend: chart.svg,
        trend_rows: (chart.table.rows.into_iter())
            .map(|row| {
                let mut cells = chart.table.head.iter().cloned().zip(row);
                TrendRow {
                    name: cells.next().map_or_else(String::new, |(_, name)| name),
                    cells: cells.collect(),
                }
            })
            .collect(),
        trend_head: chart.table.head,
        talk,
        running,
        may_record: lead && has_manager && !running && open,
        may_sign,
        is_manager,
        stepped_up: ctx.stepped_up,
        step_up: format!(
            "{}?next={}",
            ctx.at("/step-up"),
            crate::platform::outgoing::percent(&back)
        ),
        here,
        code,
        errors,
        sentence,
        page: ctx.page.clone(),
    })
}

async fn show(
    ctx: &Ctx,
    unit: &str,
    asked: &Asked,
    status: StatusCode,
    errors: FormErrors,
    sentence: String,
) -> Response {
    match gather(ctx, unit, asked, errors, sentence).await {
        Ok(card) => render_with(status, &card),
        Err(why) => refusal(ctx, why),
    }
}

/// The page.
pub async fn page(
    ctx: Ctx,
    Path((_, unit)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Response {
    show(
        &ctx,
        &unit,
        &asked,
        StatusCode::OK,
        FormErrors::default(),
        String::new(),
    )
    .await
}

/// Signs, after the password was entered a short time ago.
pub async fn sign(
    ctx: Ctx,
    Path((_, unit)): Path<(String, String)>,
    Query(asked): Query<Asked>,
    body: Bytes,
) -> Response {
    let back = ctx.at(&format!("/scorecards/{unit}?period={}", asked.period));
    if let Some(first) = ctx.step_up_first(&back) {
        return first;
    }
    let words = Posted::read(&body).owned("words");
    let (actor, now) = (ctx.actor.clone(), ctx.now);
    let (of, period) = (unit.replace('\0', ""), asked.period.replace('\0', ""));
    let done = ctx
        .app
        .act(move |tx| {
            async move { acts::sign(tx, &actor, now, &of, &period, &words).await }.boxed()
        })
        .await;
    match done {
        Ok(_) => see_other_saying(&back, "saved"),
        Err(ActError::Invalid(fields)) => {
            let errors = FormErrors::new(&ctx.page.t, &fields);
            show(
                &ctx,
                &unit,
                &asked,
                StatusCode::UNPROCESSABLE_ENTITY,
                errors,
                String::new(),
            )
            .await
        }
        Err(ActError::Refused(say)) => {
            let sentence = say.to(&ctx.page.t);
            show(
                &ctx,
                &unit,
                &asked,
                StatusCode::CONFLICT,
                FormErrors::default(),
                sentence,
            )
            .await
        }
        Err(why) => refusal(&ctx, why),
    }
}

fn tables(card: &Card) -> [(String, Vec<String>, Vec<Vec<String>>); 2] {
    let t = &card.page.t;
    let head = [
        t.scorecard_figure(),
        t.scorecard_value(),
        t.scorecard_sample(),
        t.scorecard_interval(),
        t.scorecard_promised(),
        t.scorecard_peers_head(),
    ];
    [
        (
            t.scorecard_figures().to_owned(),
            head.map(str::to_owned).to_vec(),
            (card.figures.iter())
                .map(|f| {
                    let cells = [
                        f.name,
                        &f.value,
                        &f.sample,
                        &f.interval,
                        &f.promised,
                        &f.peers,
                    ];
                    cells.map(str::to_owned).to_vec()
                })
                .collect(),
        ),
        (
            t.scorecard_trend().to_owned(),
            card.trend_head.clone(),
            (card.trend_rows.iter())
                .map(|row| {
                    let cells = row.cells.iter().map(|(_, value)| value.clone());
                    std::iter::once(row.name.clone()).chain(cells).collect()
                })
                .collect(),
        ),
    ]
}

fn failed(why: impl std::fmt::Display) -> Response {
    tracing::error!(error = %why, "a scorecard could not be written");
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}

fn file(kind: &'static str, name: &'static str, bytes: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_DISPOSITION, name),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (headers, bytes).into_response()
}

/// The scorecard as a PDF.
pub async fn pdf(
    ctx: Ctx,
    Path((_, unit)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Response {
    let card = match gather(&ctx, &unit, &asked, FormErrors::default(), String::new()).await {
        Ok(card) => card,
        Err(why) => return refusal(&ctx, why),
    };
    let t = &ctx.page.t;
    let mut parts = Vec::new();
    for (caption, head, rows) in tables(&card) {
        parts.push(ReportPart::Heading(caption));
        parts.push(ReportPart::Table(ReportTable {
            numeric: vec![false; head.len()],
            head,
            rows,
            ..ReportTable::default()
        }));
    }
    if let Some(talk) = &card.talk {
        parts.push(ReportPart::Heading(t.scorecard_talk().to_owned()));
        let mut said = vec![
            format!("{}: {}", t.scorecard_talked_on(), talk.day),
            format!("{}: {}", t.scorecard_participants(), talk.participants),
            format!("{}: {}", t.scorecard_notes(), talk.notes.join("\n")),
            format!("{}: {}", t.scorecard_measures(), talk.measures.join("\n")),
        ];
        if !talk.manager_words.is_empty() {
            said.push(format!(
                "{}: {}",
                t.scorecard_manager_words(),
                talk.manager_words
            ));
        }
        for (name, post, when) in &talk.signatures {
            let when = if when.is_empty() {
                t.scorecard_unsigned()
            } else {
                when.as_str()
            };
            said.push(format!("{post}: {name} · {when}"));
        }
        said.push(format!("{}: {}", t.scorecard_hash(), talk.hash));
        parts.extend(said.into_iter().map(ReportPart::Paragraph));
    }
    parts.push(ReportPart::Paragraph(t.scorecard_note().to_owned()));
    let data = ReportData {
        organisation: card.organisation.clone(),
        parent: String::new(),
        title: card.title.clone(),
        period: card.period.clone(),
        parts,
        issued: issued(ctx.now),
        demonstration: ctx.page.demonstration,
    };
    let lang = language(t.lang);
    match tokio::task::spawn_blocking(move || typesetter().table_report(&data, lang)).await {
        Ok(Ok(pdf)) => file(
            "application/pdf",
            "inline; filename=\"scorecard.pdf\"",
            pdf.bytes,
        ),
        Ok(Err(why)) => failed(why),
        Err(why) => failed(why),
    }
}

/// The scorecard as a spreadsheet.
pub async fn xlsx(
    ctx: Ctx,
    Path((_, unit)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Response {
    let card = match gather(&ctx, &unit, &asked, FormErrors::default(), String::new()).await {
        Ok(card) => card,
        Err(why) => return refusal(&ctx, why),
    };
    let sheets = tables(&card).map(|(name, head, rows)| Sheet {
        name,
        head,
        rows: rows
            .into_iter()
            .map(|row| row.into_iter().map(SheetCell::Text).collect())
            .collect(),
    });
    match write_workbook(&sheets, language(ctx.page.t.lang), issued(ctx.now)) {
        Ok(bytes) => file(
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "attachment; filename=\"scorecard.xlsx\"",
            bytes,
        ),
        Err(why) => failed(why),
    }
}
