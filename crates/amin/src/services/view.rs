//! What pages and the JSON show of a service: words, numbers and charts in the reader's language.

use charts::{
    Chart, Direction, LinePoint, LineSeries, MeasuredTime, Options, RangeWords, Reference,
};

use super::figures::{Elapsed, Figures, Months};
use super::model::{Part, Promise, TimeUnit};
use crate::platform::page::Page;
use crate::platform::texts::{Lang, Texts};

/// Groups smaller than this are not shown: a median of few cases may tell about one of them.
pub const SMALLEST_GROUP: usize = 10;
/// Months that charts and tables of a page show; the rest is in the CSV file.
const MONTHS_SHOWN: usize = 24;
const DAY: f64 = 86_400.0;

/// The English text for English readers where there is one, else the Persian.
pub fn pick<'a>(lang: Lang, fa: &'a str, en: &'a str) -> &'a str {
    if lang == Lang::En && !en.is_empty() {
        en
    } else {
        fa
    }
}

/// A promised time in words.
pub fn promise_words(t: &Texts, promise: Promise) -> String {
    match promise.unit {
        TimeUnit::WorkingDay => t.services_time_working_days(promise.value),
        TimeUnit::Hour => t.services_time_hours(promise.value),
        TimeUnit::Day => t.services_time_days(promise.value),
    }
}

/// The word for a unit of time.
pub fn unit_word(t: &Texts, unit: TimeUnit) -> &'static str {
    match unit {
        TimeUnit::WorkingDay => t.services_unit_working_day(),
        TimeUnit::Hour => t.services_unit_hour(),
        TimeUnit::Day => t.services_unit_day(),
    }
}

/// The word for a part of a card.
pub fn part_word(t: &Texts, part: Part) -> &'static str {
    match part {
        Part::Documents => t.services_documents(),
        Part::Fee => t.services_fee(),
        Part::Time => t.services_legal_time(),
        Part::Steps => t.services_part_steps(),
        Part::Responsible => t.services_responsible(),
        Part::LegalBasis => t.services_legal_basis(),
        Part::Appeal => t.services_appeal(),
    }
}

/// Seconds as days: two places from one day on, three below.
pub fn days(t: &Texts, seconds: f64) -> String {
    t.lang
        .decimal(seconds / DAY, if seconds < DAY { 3 } else { 2 })
}

/// A duration in words: days, and below one day the seconds too, since three places of a day hide them.
pub fn duration(t: &Texts, seconds: Option<f64>) -> String {
    match seconds {
        None => t.services_unknown().to_owned(),
        Some(seconds) if seconds < DAY => {
            t.services_days_and_seconds(days(t, seconds), t.lang.decimal(seconds, 2))
        }
        Some(seconds) => t.services_days_text(days(t, seconds)),
    }
}

/// A share in per cent.
pub fn percent(t: &Texts, share: f64) -> String {
    t.services_percent(t.lang.decimal(share * 100.0, 1))
}

/// One figure with everything that a reader needs to judge it.
pub struct FigureRow {
    /// Code in the JSON.
    pub code: &'static str,
    /// Name.
    pub name: String,
    /// Value in words.
    pub value: String,
    /// Number for the large print, and its unit.
    pub number: String,
    /// Unit.
    pub unit: String,
    /// Value as a number, seconds for times, 0 to 1 for shares.
    pub raw: Option<f64>,
    /// What it is.
    pub definition: String,
    /// How it is computed.
    pub formula: String,
    /// Over how many.
    pub count: i64,
    /// Whether it stands in large print.
    pub large: bool,
}

/// All figures of a log.
pub fn figure_rows(
    t: &Texts,
    figures: &Figures,
    elapsed: &Elapsed,
    promise: Option<Promise>,
) -> Vec<FigureRow> {
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let cases = count(figures.cases);
    let mut rows = Vec::new();
    let mut tally = |code, name: &str, n: usize, definition: &str, formula: &str, large| {
        let number = t.lang.integer(count(n));
        rows.push(FigureRow {
            code,
            name: name.to_owned(),
            value: number.clone(),
            number,
            unit: String::new(),
            raw: Some(n as f64),
            definition: definition.to_owned(),
            formula: formula.to_owned(),
            count: count(n),
            large,
        });
    };
    tally(
        "cases",
        t.services_cases(),
        figures.cases,
        t.services_cases_definition(),
        t.services_count_formula(),
        true,
    );
    tally(
        "events",
        t.services_events(),
        figures.events,
        t.services_events_definition(),
        t.services_count_formula(),
        true,
    );
    tally(
        "activities",
        t.services_activities(),
        figures.activities,
        t.services_activities_definition(),
        t.services_count_formula(),
        false,
    );
    tally(
        "variants",
        t.services_variants(),
        figures.variants,
        t.services_variants_definition(),
        t.services_count_formula(),
        true,
    );
    let durations = &figures.durations;
    let times = [
        (
            "median",
            t.services_median(),
            durations.p50,
            t.services_median_definition(),
            t.services_quantile_formula(),
            true,
        ),
        (
            "mean",
            t.services_mean(),
            durations.mean,
            t.services_mean_definition(),
            t.services_mean_formula(),
            false,
        ),
        (
            "p80",
            t.services_p80(),
            durations.p80,
            t.services_p80_definition(),
            t.services_quantile_formula(),
            true,
        ),
        (
            "p95",
            t.services_p95(),
            durations.p95,
            t.services_p95_definition(),
            t.services_quantile_formula(),
            true,
        ),
        (
            "spread",
            t.services_spread(),
            durations.spread,
            t.services_spread_definition(),
            t.services_spread_formula(),
            false,
        ),
    ];
    for (code, name, seconds, definition, formula, large) in times {
        rows.push(FigureRow {
            code,
            name: name.to_owned(),
            value: duration(t, seconds),
            number: seconds.map_or_else(|| "–".to_owned(), |seconds| days(t, seconds)),
            unit: t.services_unit_day().to_owned(),
            raw: seconds,
            definition: definition.to_owned(),
            formula: formula.to_owned(),
            count: count(durations.count),
            large,
        });
    }
    let mut share =
        |code, name: &str, share: Option<f64>, definition: String, formula: &str, of| {
            rows.push(FigureRow {
                code,
                name: name.to_owned(),
                value: share.map_or_else(
                    || t.services_unknown().to_owned(),
                    |share| percent(t, share),
                ),
                number: share
                    .map_or_else(|| "–".to_owned(), |share| t.lang.decimal(share * 100.0, 1)),
                unit: t.services_unit_percent().to_owned(),
                raw: share,
                definition,
                formula: formula.to_owned(),
                count: of,
                large: share.is_some(),
            });
        };
    if let Some(promise) = promise {
        let (kept, all) = elapsed.within(promise);
        let within = (all > 0).then(|| kept as f64 / all as f64);
        let definition = t.services_within_definition(promise_words(t, promise));
        share(
            "within-promise",
            t.services_within(),
            within,
            definition,
            t.services_within_formula(),
            all,
        );
    }
    let (definition, formula) = match figures.waiting_method.as_str() {
        "service-intervals" => (
            t.services_waiting_measured(),
            t.services_waiting_measured_formula(),
        ),
        "hand-over-gaps" => (t.services_waiting_gaps(), t.services_waiting_gaps_formula()),
        _ => (t.services_waiting_unknown(), "–"),
    };
    share(
        "waiting-share",
        t.services_waiting(),
        figures.waiting_share,
        definition.to_owned(),
        formula,
        cases,
    );
    rows
}

/// The period of a log: from its first to its last day.
pub fn period(page: &Page, figures: &Figures) -> String {
    match (figures.first, figures.last) {
        (Some(first), Some(last)) => {
            let day = |at| page.day(&store::Timestamp(at));
            page.t.services_period(day(first), day(last))
        }
        _ => String::new(),
    }
}

/// A month as a table shows it.
pub struct MonthRow {
    /// `فروردین ۱۴۰۵`.
    pub label: String,
    /// Cases begun.
    pub started: String,
    /// Cases ended.
    pub closed: String,
    /// Median of the ended ones in days, or why it is not shown.
    pub median: String,
}

/// The name of a month.
pub fn month_label(t: &Texts, calendar: Months, year: i64, month: u8) -> String {
    match (calendar, t.lang) {
        (Months::Solar, Lang::Fa) => format!(
            "{} {}",
            persian::date::month_name(month),
            t.lang.digits(&year.to_string())
        ),
        (Months::Solar, Lang::En) => format!("{} {year}", persian::date::month_name_en(month)),
        (Months::Gregorian, lang) => lang.digits(&format!("{year:04}-{month:02}")),
    }
}

/// The last months of a log.
pub fn month_rows(t: &Texts, figures: &Figures) -> Vec<MonthRow> {
    let number = |n: usize| t.lang.integer(i64::try_from(n).unwrap_or(i64::MAX));
    let skip = figures.months.len().saturating_sub(MONTHS_SHOWN);
    figures.months[skip..]
        .iter()
        .map(|month| MonthRow {
            label: month_label(t, figures.calendar, month.year, month.month),
            started: number(month.started),
            closed: number(month.closed),
            median: match month.median {
                None => "–".to_owned(),
                Some(_) if month.closed < SMALLEST_GROUP => t.figure_suppressed().to_owned(),
                Some(seconds) => days(t, seconds),
            },
        })
        .collect()
}

fn direction(t: Texts) -> Direction {
    if t.lang == Lang::Fa {
        Direction::Rtl
    } else {
        Direction::Ltr
    }
}

/// The unit in which promised and measured time are compared: that of the promise, else days, or hours where cases take less than a day.
pub fn compared_unit(figures: &Figures, promise: Option<Promise>) -> TimeUnit {
    promise.map_or_else(
        || {
            if figures.durations.p95.is_some_and(|p95| p95 < DAY) {
                TimeUnit::Hour
            } else {
                TimeUnit::Day
            }
        },
        |promise| promise.unit,
    )
}

/// P50, P80 and P95 in a unit.
pub fn quantiles(figures: &Figures, elapsed: &Elapsed, unit: TimeUnit) -> Option<[f64; 3]> {
    let durations = &figures.durations;
    let exact = [durations.p50?, durations.p80?, durations.p95?];
    match unit {
        TimeUnit::Hour => Some(exact.map(|seconds| seconds / 3600.0)),
        TimeUnit::Day => Some(exact.map(|seconds| seconds / DAY)),
        TimeUnit::WorkingDay => {
            let at = |share| elapsed.quantile(unit, share).map(|time| time as f64);
            Some([at(0.5)?, at(0.8)?, at(0.95)?])
        }
    }
}

/// Promised against measured time.
pub fn range_chart(
    t: &Texts,
    name: &str,
    figures: &Figures,
    elapsed: &Elapsed,
    promise: Option<Promise>,
) -> Chart {
    let unit = compared_unit(figures, promise);
    let number = |v: f64| {
        t.lang.decimal(
            v,
            if unit == TimeUnit::WorkingDay || v.fract() == 0.0 {
                0
            } else if v < 1.0 {
                3
            } else {
                1
            },
        )
    };
    let mut options = Options::new(
        "promised-measured",
        t.services_chart_range(),
        direction(*t),
        &number,
    );
    options.category = t.services_service();
    options.unit = unit_word(t, unit);
    options.no_data = t.services_unknown();
    options.to = t.services_to();
    let row = MeasuredTime {
        label: name.to_owned(),
        quantiles: quantiles(figures, elapsed, unit),
        promised: promise.map(|promise| promise.value as f64),
    };
    let words = RangeWords {
        p50: t.services_median_short(),
        p80: t.services_p80_short(),
        p95: t.services_p95_short(),
        promised: t.services_promised(),
        span: t.services_range_span(),
        late: t.services_beyond(),
    };
    charts::measured_times(&[row], &words, &options)
}

/// The median month by month.
pub fn month_chart(t: &Texts, figures: &Figures, promise: Option<Promise>) -> Chart {
    let number = |v: f64| {
        t.lang.decimal(
            v,
            if v.fract() == 0.0 {
                0
            } else if v < 1.0 {
                3
            } else {
                1
            },
        )
    };
    let mut options = Options::new("months", t.services_chart_months(), direction(*t), &number);
    options.category = t.services_month();
    options.unit = t.services_unit_day();
    options.no_data = t.services_unknown();
    options.missing = t.figure_suppressed();
    let skip = figures.months.len().saturating_sub(MONTHS_SHOWN);
    let months = &figures.months[skip..];
    let labels: Vec<String> = months
        .iter()
        .map(|m| t.lang.digits(&format!("{}/{:02}", m.year, m.month)))
        .collect();
    let points = months
        .iter()
        .map(|month| LinePoint {
            value: month
                .median
                .filter(|_| month.closed >= SMALLEST_GROUP)
                .map(|seconds| seconds / DAY),
            interval: None,
        })
        .collect();
    let series = LineSeries {
        name: t.services_median().to_owned(),
        points,
        interval: String::new(),
    };
    // Working days do not stand on an axis of days.
    let reference = promise
        .filter(|promise| promise.unit == TimeUnit::Day)
        .map(|promise| Reference {
            value: promise.value as f64,
            name: t.services_promised(),
        });
    charts::line(&labels, &[series], reference, &options)
}

/// A whole number of per cent.
pub fn percent_whole(t: &Texts, score: i64) -> String {
    t.services_percent(t.lang.integer(score))
}
