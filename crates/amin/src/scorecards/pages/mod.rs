//! Pages of scorecards.

pub mod card;
pub mod list;
pub mod records;
pub mod talk;

use serde::Deserialize;
use store::{Conn, Timestamp};

use super::acts::below;
use super::model::{Cell, Figure, Frame, Period, Record, Records, Row, figures};
use super::store::{self as rows, TalkRow};
use crate::committee::pages::report::period_words;
use crate::platform::context::Ctx;
use crate::platform::errors::ActError;
use crate::platform::page::{Choice, Crumb};
use crate::platform::permissions::Right;
use crate::platform::texts::Texts;
use crate::voice::rules::Rules;

/// The period that an address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// Its word, or empty for the last quarter that has ended.
    pub period: String,
}

impl Asked {
    /// The period.
    pub fn read(&self, ctx: &Ctx) -> Result<Period, ActError> {
        if self.period.is_empty() {
            return Ok(Period::last_ended(persian::tehran_date(ctx.now.0)));
        }
        Period::of(&self.period).ok_or(ActError::NotFound)
    }
}

/// Name of a figure.
pub fn figure_word(t: &Texts, figure: Figure) -> &'static str {
    match figure {
        Figure::InTime => t.scorecard_figure_in_time(),
        Figure::AnswerDays => t.scorecard_figure_days(),
        Figure::Satisfied => t.scorecard_figure_satisfied(),
        Figure::Own => t.scorecard_figure_own(),
        Figure::Others => t.scorecard_figure_others(),
        Figure::Mended => t.scorecard_figure_mended(),
        Figure::Declared => t.scorecard_figure_declared(),
        Figure::Pledged => t.scorecard_figure_pledged(),
        Figure::Trained => t.scorecard_figure_trained(),
        Figure::Resolved => t.scorecard_figure_resolved(),
        Figure::Remedied => t.scorecard_figure_remedied(),
    }
}

/// A share as per cent.
pub fn percent(t: &Texts, value: f64) -> String {
    t.scorecard_percent(t.lang.decimal(100.0 * value, 0))
}

/// A figure in words.
pub struct FigureLine {
    /// Code.
    pub code: &'static str,
    /// Name.
    pub name: &'static str,
    /// Value, or why there is none.
    pub value: String,
    /// On how many records it rests.
    pub sample: String,
    /// Its interval, or empty.
    pub interval: String,
    /// What was promised, or empty.
    pub promised: String,
    /// Peers of like size, or empty.
    pub peers: String,
    /// Whether it is hidden.
    pub hidden: bool,
    /// Its records, or empty.
    pub href: String,
}

/// A figure in words; `band` is that of the peers.
pub fn line(
    ctx: &Ctx,
    row: &Row,
    band: Option<(f64, f64, i64)>,
    here: &str,
    period: Period,
) -> FigureLine {
    let t = &ctx.page.t;
    let cell = &row.cell;
    let counted = matches!(row.figure, Figure::Own | Figure::Others);
    let days = row.figure == Figure::AnswerDays;
    let written = |value: f64| {
        if days {
            t.scorecard_days(t.lang.decimal(value, 1))
        } else {
            percent(t, value)
        }
    };
    let value = if cell.hidden {
        t.scorecard_hidden().to_owned()
    } else if counted {
        ctx.page.number(&cell.n)
    } else {
        cell.value
            .map_or_else(|| t.scorecard_no_record().to_owned(), written)
    };
    let sample = match cell.k {
        _ if cell.hidden || counted => String::new(),
        Some(k) => t.scorecard_of(k, cell.n),
        None => t.scorecard_records(cell.n),
    };
    let between = |(low, high): (f64, f64)| {
        let (low, high) = (written(low), written(high));
        t.scorecard_between(&low, &high)
    };
    FigureLine {
        code: row.figure.code(),
        name: figure_word(t, row.figure),
        value,
        sample,
        // Of the whole staff nobody was left out: there is nothing uncertain to say.
        interval: if matches!(
            row.figure,
            Figure::Declared | Figure::Pledged | Figure::Trained
        ) {
            String::new()
        } else {
            cell.low.zip(cell.high).map_or_else(String::new, between)
        },
        promised: cell.promised.map_or_else(String::new, written),
        peers: band.map_or_else(String::new, |(low, high, count)| {
            t.scorecard_peers(between((low, high)), count)
        }),
        hidden: cell.hidden,
        href: if row.records.is_empty() {
            String::new()
        } else {
            format!(
                "{here}/records/{}?period={}",
                row.figure.code(),
                period.code()
            )
        },
    }
}

/// What is known of a unit and a period: frozen where a talk was held, else from the records as they now are.
pub struct Known {
    /// The unit.
    pub unit: String,
    /// The period.
    pub period: Period,
    /// The figures.
    pub rows: Vec<Row>,
    /// The talk.
    pub talk: Option<TalkRow>,
    /// All records from the beginning of the trend on.
    pub records: Records,
    /// The least group that is shown.
    pub least: i64,
}

/// Periods of a trend.
pub const TREND: usize = 6;

/// Reads what is known of a unit; who may not read it learns nothing.
pub async fn known(
    conn: &mut Conn,
    ctx: &Ctx,
    rules: &Rules,
    unit: &str,
    period: Period,
) -> Result<Known, ActError> {
    let organisation = ctx.organisation();
    if rules.unit(unit).is_none() {
        return Err(ActError::NotFound);
    }
    ctx.actor
        .require(Right::ScorecardRead, Some(unit))
        .map_err(|_| ActError::NotFound)?;
    let (_, to) = period.bounds().ok_or(ActError::NotFound)?;
    let earliest = (1..TREND).fold(period, |period, _| period.before());
    let (from, _) = earliest.bounds().ok_or(ActError::NotFound)?;
    let records = rows::records(conn, organisation, from, to).await?;
    let least = i64::try_from(crate::publication::store::least(conn, organisation).await?)
        .unwrap_or(i64::MAX);
    let talk = rows::talk(conn, organisation, unit, &period.code()).await?;
    let mut known = Known {
        unit: unit.to_owned(),
        period,
        rows: Vec::new(),
        talk,
        records,
        least,
    };
    known.rows = match &known.talk {
        None => computed(&known, rules, ctx.now, unit, period),
        Some(talk) => {
            let frozen = rows::frozen(conn, organisation, &talk.id).await?;
            let corrupt = |why: serde_json::Error| store::Error::Corrupt(why.to_string());
            let mut rows = Vec::new();
            for row in frozen {
                let cell: Cell = serde_json::from_str(&row.cell).map_err(corrupt)?;
                let records: Vec<Record> = serde_json::from_str(&row.records).map_err(corrupt)?;
                if let Some(figure) = Figure::of(&row.code) {
                    rows.push(Row {
                        figure,
                        cell,
                        records,
                    });
                }
            }
            rows
        }
    };
    Ok(known)
}

/// The figures of any unit and period from the records as they now are.
pub fn computed(
    known: &Known,
    rules: &Rules,
    now: Timestamp,
    unit: &str,
    period: Period,
) -> Vec<Row> {
    let Some(bounds) = period.bounds() else {
        return Vec::new();
    };
    let units = below(rules, unit);
    let frame = Frame {
        units: &units,
        bounds,
        calendar: &rules.calendar,
        now,
        least: known.least,
    };
    figures(&known.records, &frame)
}

/// The choices of a period: this year's and last year's.
pub fn periods(ctx: &Ctx, chosen: Period) -> Vec<Choice> {
    let year = persian::tehran_date(ctx.now.0).year();
    let chosen = chosen.code();
    let mut codes: Vec<String> = [year, year.saturating_sub(1)]
        .iter()
        .flat_map(|year| {
            ["", "-h2", "-h1", "-4", "-3", "-2", "-1"].map(|part| format!("{year}{part}"))
        })
        // A period that has not begun has no records.
        .filter(|code| {
            Period::of(code)
                .and_then(Period::bounds)
                .is_some_and(|(from, _)| from <= ctx.now)
        })
        .collect();
    if !codes.contains(&chosen) {
        codes.push(chosen.clone());
    }
    codes
        .iter()
        .map(|code| Choice::new(code, period_words(ctx, code), &chosen))
        .collect()
}

fn crumbs(ctx: &Ctx) -> Vec<Crumb> {
    vec![Crumb {
        label: ctx.page.t.nav_scorecards().to_owned(),
        href: ctx.at("/scorecards"),
    }]
}

/// Word and look of the state of a talk.
fn talk_state(t: &Texts, talk: Option<&TalkRow>) -> (&'static str, &'static str) {
    match talk.map(|row| row.state.as_str()) {
        Some(super::acts::SIGNED) => (t.scorecard_state_signed(), "answered"),
        Some(_) => (t.scorecard_state_recorded(), "waiting"),
        None => (t.scorecard_state_none(), "open"),
    }
}
