//! Pages of the risk register.

pub mod control;
pub mod library;
pub mod map;
pub mod measure;
pub mod new;
pub mod processes;
pub mod programme;
pub mod register;
pub mod risk;

use persian::tehran_date;
use store::Conn;

use super::library::Source;
use super::model::{APPETITE, Band, Bands, ControlKind, MeasureState, Strength, Treatment, limit};
use super::store::{self as rows, AnchorRow, AreaRow, Filter, ProcessRow, RiskRow};
use crate::committee::pages::name_of;
use crate::insight::pages::deviations::day_words;
use crate::organisation::model::solar_day;
use crate::organisation::store::accounts;
use crate::platform::context::Ctx;
use crate::platform::page::{Choice, NavItem};
use crate::platform::permissions::Right;
use crate::platform::texts::{Lang, Texts};
use crate::voice::rules::Rules;

/// Lines of a page.
const LINES: i64 = 25;

/// What most pages of the register need.
struct Lists {
    areas: Vec<AreaRow>,
    processes: Vec<ProcessRow>,
    appetites: Vec<(String, i64)>,
    otherwise: i64,
    bands: Bands,
    today: String,
}

impl Lists {
    async fn read(conn: &mut Conn, ctx: &Ctx, rules: &Rules) -> Result<Self, store::Error> {
        let organisation = ctx.organisation();
        let today = tehran_date(ctx.now.0).gregorian_iso();
        Ok(Self {
            areas: rows::areas(conn, organisation).await?,
            processes: rows::processes(conn, organisation).await?,
            appetites: rows::appetites(conn, organisation, &today).await?,
            otherwise: limit(rules, APPETITE),
            bands: Bands::of(rules),
            today,
        })
    }

    fn area_name<'a>(&'a self, t: &Texts, id: &'a str) -> &'a str {
        let area = self.areas.iter().find(|(area, ..)| area == id);
        area.map_or(id, |(_, name, name_en)| name_of(t.lang, name, name_en))
    }

    fn process_name<'a>(&'a self, t: &Texts, id: &'a str) -> &'a str {
        let process = self.processes.iter().find(|row| row.id == id);
        process.map_or(id, |row| name_of(t.lang, &row.name, &row.name_en))
    }

    fn appetite(&self, area: &str) -> i64 {
        let own = self.appetites.iter().find(|(id, _)| id == area);
        own.map_or(self.otherwise, |(_, level)| *level)
    }

    fn area_choices(&self, t: &Texts, chosen: &str) -> Vec<Choice> {
        let areas = self.areas.iter();
        areas
            .map(|(id, name, name_en)| Choice::new(id, name_of(t.lang, name, name_en), chosen))
            .collect()
    }

    /// The processes that take new risks, and the chosen one.
    fn process_choices(&self, t: &Texts, chosen: &str) -> Vec<Choice> {
        let open = self
            .processes
            .iter()
            .filter(|row| row.active || row.id == chosen);
        open.map(|row| {
            let name = name_of(t.lang, &row.name, &row.name_en);
            Choice::new(
                &row.id,
                format!("{} – {name}", self.area_name(t, &row.area)),
                chosen,
            )
        })
        .collect()
    }

    /// A filter of what this reader may see.
    fn filter(&self, ctx: &Ctx) -> Filter {
        Filter {
            units: ctx.actor.units_for(Right::RiskRead),
            appetites: self.appetites.clone(),
            otherwise: self.otherwise,
            today: self.today.clone(),
            ..Filter::default()
        }
    }
}

/// The event of a risk in the reader's language; the organisation's own words where they were not translated.
fn said<'a>(lang: Lang, fa: &'a str, en: &'a str) -> &'a str {
    if lang == Lang::En && !en.is_empty() {
        en
    } else {
        fa
    }
}

fn event_of(lang: Lang, row: &RiskRow) -> &str {
    said(lang, &row.event, &row.event_en)
}

fn band_word(t: &Texts, band: Band) -> &'static str {
    match band {
        Band::Low => t.risks_band_low(),
        Band::Medium => t.risks_band_medium(),
        Band::High => t.risks_band_high(),
        Band::Severe => t.risks_band_severe(),
    }
}

/// A score with its band: «۱۲ – زیاد».
fn score_words(ctx: &Ctx, bands: Bands, score: i64) -> String {
    let t = &ctx.page.t;
    if score == 0 {
        return t.risks_unassessed().to_owned();
    }
    format!(
        "{} – {}",
        ctx.page.number(&score),
        band_word(t, bands.band(score))
    )
}

fn control_kind_word(t: &Texts, code: &str) -> &'static str {
    match ControlKind::of(code) {
        Some(ControlKind::Preventive) => t.risks_control_preventive(),
        Some(ControlKind::Detective) => t.risks_control_detective(),
        Some(ControlKind::Corrective) | None => t.risks_control_corrective(),
    }
}

fn strength_word(t: &Texts, code: Option<&str>) -> &'static str {
    match code.and_then(Strength::of) {
        Some(Strength::None) => t.risks_strength_none(),
        Some(Strength::Partial) => t.risks_strength_partial(),
        Some(Strength::Full) => t.risks_strength_full(),
        None => t.risks_unassessed(),
    }
}

fn treatment_word(t: &Texts, code: &str) -> &'static str {
    match Treatment::of(code) {
        Some(Treatment::Avoid) => t.risks_treatment_avoid(),
        Some(Treatment::Share) => t.risks_treatment_share(),
        Some(Treatment::Reduce) | None => t.risks_treatment_reduce(),
    }
}

/// Word and look of a measure's state.
fn measure_state(t: &Texts, code: &str, late: bool) -> (&'static str, &'static str) {
    match MeasureState::of(code) {
        Some(MeasureState::Done) => (t.risks_measure_done(), "answered"),
        Some(MeasureState::Dropped) => (t.risks_measure_dropped(), "closed"),
        Some(MeasureState::UnderWay | MeasureState::Planned) | None if late => {
            (t.risks_measure_late(), "late")
        }
        Some(MeasureState::UnderWay) => (t.risks_measure_under_way(), "open"),
        Some(MeasureState::Planned) | None => (t.risks_measure_planned(), "waiting"),
    }
}

fn source_words(t: &Texts, source: Source) -> String {
    match source {
        Source::Law(law) => law.to_owned(),
        Source::Unverified(law) => t.risks_source_unverified(law),
        Source::Practice => t.risks_source_practice().to_owned(),
    }
}

/// A stored day (Gregorian) in the reader's words.
fn day_of(t: &Texts, stored: &str) -> String {
    day_words(t, &solar_day(stored))
}

/// The rooms of the area.
fn tabs(ctx: &Ctx, here: &str) -> Vec<NavItem> {
    let t = &ctx.page.t;
    [
        ("/risks", t.risks_tab_register()),
        ("/risks/map", t.risks_tab_map()),
        ("/risks/library", t.risks_tab_library()),
        ("/risks/programme", t.risks_tab_programme()),
        ("/risks/processes", t.risks_tab_processes()),
    ]
    .into_iter()
    .map(|(path, label)| NavItem {
        href: ctx.at(path),
        label: label.to_owned(),
        current: path == here,
    })
    .collect()
}

/// The units for which this reader may write risks.
fn unit_choices(ctx: &Ctx, rules: &Rules, chosen: &str) -> Vec<Choice> {
    let t = &ctx.page.t;
    let may = |id: &str| ctx.actor.may_for(Right::RiskEdit, Some(id));
    (rules.units.iter())
        .filter(|unit| (unit.active && may(&unit.id)) || unit.id == chosen)
        .map(|unit| Choice::new(&unit.id, name_of(t.lang, &unit.name, &unit.name_en), chosen))
        .collect()
}

/// The people who can own a risk or a measure.
async fn owner_choices(
    conn: &mut Conn,
    ctx: &Ctx,
    chosen: &str,
) -> Result<Vec<Choice>, store::Error> {
    let all = accounts(conn, ctx.organisation()).await?;
    Ok((all.into_iter())
        .filter(|account| account.active || account.id == chosen)
        .map(|account| Choice::new(account.id, account.name, chosen))
        .collect())
}

/// The levels of a scale with their anchors.
fn level_choices(ctx: &Ctx, anchors: &[AnchorRow], scale: &str, chosen: &str) -> Vec<Choice> {
    let t = &ctx.page.t;
    let of = anchors.iter().filter(|anchor| anchor.scale == scale);
    of.map(|anchor| Choice {
        hint: name_of(t.lang, &anchor.text, &anchor.text_en).to_owned(),
        ..Choice::new(
            anchor.level.to_string(),
            format!(
                "{} – {}",
                ctx.page.number(&anchor.level),
                name_of(t.lang, &anchor.name, &anchor.name_en)
            ),
            chosen,
        )
    })
    .collect()
}
