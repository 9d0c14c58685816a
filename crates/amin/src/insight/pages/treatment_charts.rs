//! The pictures of an equal-treatment report: differences with their intervals, courses of the groups, and groups in a funnel.

use charts::{
    Chart, Effect, Fall, FunnelLimits, FunnelUnit, FunnelWords, Options, Survival, SurvivalWords,
    funnel, survival,
};
use fairness::Verdict;
use fairness::units::{funnel as funnel_limits, ratio_funnel};

use super::treatment::verdict_word;
use super::{Forest, direction, forest_of_differences};
use crate::insight::columns::What;
use crate::insight::treatment::{Answer, effect};
use crate::platform::texts::Texts;
use crate::services::view::{SMALLEST_GROUP, percent};

/// Curves that can still be told apart.
const CURVES: usize = 6;
/// Falls of a curve that are drawn.
const FALLS: usize = 160;
/// A funnel of fewer groups says nothing.
const FUNNEL_GROUPS: usize = 3;
/// Points of a limit.
const LIMIT_POINTS: usize = 40;
/// Levels of the limits (Spiegelhalter 2005).
const LEVELS: [f64; 2] = [0.95, 0.998];

/// The pictures that the answer allows. `staff`: the public sees no curve below the smallest group.
pub(super) fn charts(t: &Texts, answer: &Answer, staff: bool) -> Vec<Chart> {
    let mut charts = Vec::new();
    if !answer.report.comparisons.is_empty() {
        charts.push(forest_chart(t, answer));
    }
    if answer.curves.len() > 1 {
        charts.push(survival_chart(t, answer, staff));
    }
    if let Some(chart) = funnel_chart(t, answer) {
        charts.push(chart);
    }
    charts
}

fn is_outcome(answer: &Answer) -> bool {
    matches!(answer.ask.what, What::Activity(_))
}

fn forest_chart(t: &Texts, answer: &Answer) -> Chart {
    let report = &answer.report;
    let scale = if is_outcome(answer) { 100.0 } else { 1.0 };
    let rows: Vec<Effect> = report
        .comparisons
        .iter()
        .map(|c| Effect {
            label: answer.name(c.group).to_owned(),
            value: Some(effect(c) * scale),
            interval: c
                .outcome
                .and_then(|pooled| pooled.risk_difference_interval)
                .or(c.mean_difference.map(|mean| mean.interval))
                .map(|(low, high)| (low * scale, high * scale)),
            size: report
                .groups
                .iter()
                .find(|group| group.group == c.group)
                .map_or(0.0, |group| group.cases as f64),
            marked: c.verdict == Verdict::Differs,
            verdict: verdict_word(t, c.verdict).0.to_owned(),
        })
        .collect();
    let reference = report.reference.map_or("", |group| answer.name(group));
    let count = t
        .lang
        .integer(i64::try_from(rows.len()).unwrap_or(i64::MAX));
    let about = Forest {
        title: t.insight_forest_title(),
        described: &t.insight_forest_described(count, reference),
        category: t.insight_group(),
        size: t.insight_change_cases(),
        unit: if is_outcome(answer) {
            t.insight_forest_points()
        } else {
            t.insight_forest_days()
        },
    };
    forest_of_differences(t, &rows, &about)
}

fn survival_chart(t: &Texts, answer: &Answer, staff: bool) -> Chart {
    let mut largest: Vec<_> = answer.report.groups.iter().collect();
    largest.sort_by_key(|group| (std::cmp::Reverse(group.cases), group.group));
    largest.truncate(CURVES);
    let least = if staff { 1 } else { SMALLEST_GROUP as u64 };
    let curves: Vec<Survival> = answer
        .curves
        .iter()
        .filter(|(group, _)| largest.iter().any(|large| large.group == *group))
        .map(|(group, curve)| {
            let falls: Vec<Fall> = curve
                .steps
                .iter()
                .filter(|step| step.ends > 0 && step.at_risk >= least)
                .map(|step| Fall {
                    time: step.time,
                    open: step.open,
                    low: step.low,
                    high: step.high,
                })
                .collect();
            let every = falls.len().div_ceil(FALLS).max(1);
            // Every so many falls and the last, so that the curve ends where it ends.
            let last = falls.len().saturating_sub(1);
            Survival {
                name: answer.name(*group).to_owned(),
                falls: falls
                    .into_iter()
                    .enumerate()
                    .filter(|(place, _)| place % every == 0 || *place == last)
                    .map(|(_, fall)| fall)
                    .collect(),
            }
        })
        .collect();
    let number = |n: f64| {
        t.lang
            .decimal(n, usize::from(n.abs() < 10.0 && n.fract() != 0.0))
    };
    let share = |share: f64| {
        let points = share * 100.0;
        let places = usize::from((points - points.round()).abs() > 0.05);
        t.services_percent(t.lang.decimal(points, places))
    };
    let words = SurvivalWords {
        open: t.insight_survival_open(),
        percent: &share,
    };
    let count = t
        .lang
        .integer(i64::try_from(curves.len()).unwrap_or(i64::MAX));
    let described = t.insight_survival_described(count);
    let options = Options {
        description: &described,
        category: t.insight_survival_days(),
        unit: t.insight_survival_days(),
        to: t.services_to(),
        ..Options::new(
            "survival",
            t.insight_survival_title(),
            direction(t),
            &number,
        )
    };
    survival(&curves, &words, &options)
}

/// Groups over what is known of them: shares of an outcome adjusted to the mix of cases, or ended cases over those expected to end.
fn funnel_chart(t: &Texts, answer: &Answer) -> Option<Chart> {
    let found = &answer.report.units;
    let outcome = is_outcome(answer);
    let units: Vec<FunnelUnit> = found
        .units
        .iter()
        .map(|unit| {
            let outside = unit.q_adjusted < answer.limits.level;
            FunnelUnit {
                label: answer.name(unit.unit).to_owned(),
                size: if outcome {
                    unit.cases as f64
                } else {
                    unit.expected
                },
                value: if outcome {
                    (found.share * unit.ratio()).min(1.0)
                } else {
                    unit.ratio()
                },
                outside,
                verdict: side(t, outside).to_owned(),
            }
        })
        .collect();
    let (target, tau2) = (found.share, found.tau2);
    let limits = limits(t, &units, &|size, level| {
        if outcome {
            funnel_limits(target, size, tau2, level)
        } else {
            ratio_funnel(size, tau2, level)
        }
    });
    if units.len() < FUNNEL_GROUPS {
        return None;
    }
    let number = |n: f64| t.lang.decimal(n, 0);
    let as_share = |share: f64| percent(t, share);
    let as_ratio = |ratio: f64| t.lang.decimal(ratio, 2);
    let words = FunnelWords {
        size: if outcome {
            t.insight_change_cases()
        } else {
            t.insight_funnel_expected()
        },
        value: if outcome {
            t.insight_funnel_share()
        } else {
            t.insight_funnel_ratio()
        },
        verdict: t.insight_verdict(),
        inside: t.insight_funnel_inside(),
        outside: t.insight_funnel_outside(),
        target: t.insight_funnel_target(),
        write: if outcome { &as_share } else { &as_ratio },
    };
    let count = t
        .lang
        .integer(i64::try_from(units.len()).unwrap_or(i64::MAX));
    let described = t.insight_funnel_described(count);
    let options = Options {
        description: &described,
        category: t.insight_group(),
        to: t.services_to(),
        ..Options::new("funnel", t.insight_funnel_title(), direction(t), &number)
    };
    Some(funnel(&units, target, &limits, &words, &options))
}

fn side(t: &Texts, outside: bool) -> &'static str {
    if outside {
        t.insight_funnel_outside()
    } else {
        t.insight_funnel_inside()
    }
}

fn limits(
    t: &Texts,
    units: &[FunnelUnit],
    at: &dyn Fn(f64, f64) -> (f64, f64),
) -> Vec<FunnelLimits> {
    let sizes = || units.iter().map(|unit| unit.size);
    let (low, high) = (
        sizes().fold(f64::INFINITY, f64::min),
        sizes().fold(0.0, f64::max),
    );
    if !low.is_finite() || low <= 0.0 {
        return Vec::new();
    }
    LEVELS
        .into_iter()
        .map(|level| FunnelLimits {
            name: t.insight_funnel_limit(t.lang.decimal(level * 100.0, usize::from(level > 0.99))),
            points: (0..=LIMIT_POINTS)
                .map(|n| {
                    let size = low * (high / low).powf(n as f64 / LIMIT_POINTS as f64);
                    let (lower, upper) = at(size, level);
                    (size, lower, upper)
                })
                .collect(),
        })
        .collect()
}
