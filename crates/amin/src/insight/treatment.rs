//! One equal-treatment question about a log, answered in numbers and in one plain paragraph. Pure.

use std::collections::BTreeMap;

use eventlog::EventLog;
use fairness::report::{Comparison, Measure, Question, Report, report};
use fairness::strata::NONE;
use fairness::{Verdict, durations::Curve};

use super::columns::{Ask, Columns, Unknown, What, columns, is_people};
use super::limits::Limits;
use super::people::numbers;
use crate::platform::texts::Texts;

/// Pairs of alike cases that are named.
const PAIRS: usize = 10;

/// Two alike cases of two groups.
#[derive(Debug, Clone, PartialEq)]
pub struct AlikePair {
    /// Name of the longer case and of its group as it may be shown.
    pub longer: (String, String),
    /// Of the shorter case.
    pub shorter: (String, String),
    /// Days apart.
    pub apart: f64,
}

/// The pairs of a report with names. `groups`: group of each case; `names`: those of the groups.
pub fn alike_pairs(
    log: &EventLog,
    report: &Report,
    groups: &[u32],
    names: &[String],
) -> Vec<AlikePair> {
    let case = |place: usize| {
        let id = u32::try_from(place).unwrap_or(NONE);
        let group = names
            .get(groups[place] as usize)
            .cloned()
            .unwrap_or_default();
        (log.case_ids().get(id).to_owned(), group)
    };
    report
        .pairs
        .iter()
        .map(|pair| AlikePair {
            longer: case(pair.more),
            shorter: case(pair.less),
            apart: pair.difference,
        })
        .collect()
}

/// The answer.
pub struct Answer {
    /// The question.
    pub ask: Ask,
    /// The statistics.
    pub report: Report,
    /// Names of the groups as they may be shown: people stand under numbers.
    pub names: Vec<String>,
    /// Kaplan–Meier curve of each group that is large enough; empty for outcomes.
    pub curves: Vec<(u32, Curve)>,
    /// Pairs of alike cases treated most differently.
    pub pairs: Vec<AlikePair>,
    /// Cases without a value for the group or a stratum.
    pub left_out: usize,
    /// Durations below zero, set to zero.
    pub negative: usize,
    /// Cases that were open and are counted up to the end of the log.
    pub open: usize,
    /// What counted as a difference.
    pub limits: Limits,
}

/// Answers. `pseudonym` writes the name of the n-th person; the order of people is that of a hash, so that it tells nothing.
pub fn answer(
    log: &EventLog,
    ask: &Ask,
    limits: &Limits,
    pseudonym: &dyn Fn(i64) -> String,
) -> Result<Answer, Unknown> {
    let columns = columns(log, ask)?;
    let measure = match ask.what {
        What::Duration(_) => Measure::Duration(&columns.days, &columns.ended),
        What::Activity(_) => Measure::Outcome(&columns.outcome),
    };
    let report = report(&Question {
        groups: &columns.groups,
        strata: &columns.strata,
        measure,
        reference: None,
        least: limits.least,
        margin: match ask.what {
            What::Duration(_) => limits.days,
            What::Activity(_) => limits.share,
        },
        level: limits.level,
        pairs: PAIRS,
    });
    let names = shown_names(&ask.by, &columns.names, pseudonym);
    let left_out = (columns.groups.iter().zip(&columns.strata))
        .filter(|(g, s)| **g == NONE || **s == NONE)
        .count();
    Ok(Answer {
        curves: curves(ask, &columns, &report),
        pairs: alike_pairs(log, &report, &columns.groups, &names),
        names,
        left_out,
        negative: columns.negative,
        open: columns.open,
        limits: limits.clone(),
        ask: ask.clone(),
        report,
    })
}

fn curves(ask: &Ask, columns: &Columns, report: &Report) -> Vec<(u32, Curve)> {
    if matches!(ask.what, What::Activity(_)) {
        return Vec::new();
    }
    let mut of: BTreeMap<u32, (Vec<f64>, Vec<bool>)> = BTreeMap::new();
    for (case, group) in columns.groups.iter().enumerate() {
        if *group != NONE && columns.strata[case] != NONE {
            let (days, ended) = of.entry(*group).or_default();
            days.push(columns.days[case]);
            ended.push(columns.ended[case]);
        }
    }
    report
        .groups
        .iter()
        .filter_map(|group| {
            let (days, ended) = of.get(&group.group)?;
            Some((group.group, Curve::new(days, ended)))
        })
        .collect()
}

/// Names of groups as they may be shown: people stand under numbers.
pub fn shown_names(by: &str, names: &[String], pseudonym: &dyn Fn(i64) -> String) -> Vec<String> {
    if !is_people(by) {
        return names.to_vec();
    }
    let numbers = numbers(names.iter().map(String::as_str));
    names
        .iter()
        .map(|name| pseudonym(numbers.get(name.as_str()).copied().unwrap_or(0)))
        .collect()
}

impl Answer {
    /// Name of a group.
    pub fn name(&self, group: u32) -> &str {
        self.names.get(group as usize).map_or("", String::as_str)
    }

    /// The comparisons that differ, the greatest effect first.
    pub fn differing(&self) -> Vec<&Comparison> {
        let mut found: Vec<&Comparison> = self
            .report
            .comparisons
            .iter()
            .filter(|c| c.verdict == Verdict::Differs)
            .collect();
        found.sort_by(|a, b| effect(b).abs().total_cmp(&effect(a).abs()));
        found
    }

    /// What was found, in one plain paragraph: the effect first, then how sure it is, then what it does not say.
    pub fn paragraph(&self, t: &Texts) -> String {
        let report = &self.report;
        let percent = |share: f64| t.lang.decimal(share * 100.0, 1);
        let count = |n: usize| t.lang.integer(i64::try_from(n).unwrap_or(i64::MAX));
        let Some(reference) = report.reference.filter(|_| !report.comparisons.is_empty()) else {
            return t
                .insight_para_too_little(count(report.groups.len()), self.limits.least_words(t));
        };
        let differing = self.differing();
        let mut sentences = Vec::new();
        match report.verdict {
            Verdict::Differs => {
                let worst = differing[0];
                let (name, reference) = (self.name(worst.group), self.name(reference));
                match (worst.outcome, worst.mean_difference) {
                    (Some(pooled), _) => {
                        let rd = pooled.risk_difference.unwrap_or(0.0);
                        let (low, high) = pooled.risk_difference_interval.unwrap_or((rd, rd));
                        sentences.push(if rd < 0.0 {
                            t.insight_para_less(
                                name,
                                reference,
                                percent(-rd),
                                percent(-high),
                                percent(-low),
                            )
                        } else {
                            t.insight_para_more(
                                name,
                                reference,
                                percent(rd),
                                percent(low),
                                percent(high),
                            )
                        });
                    }
                    (_, Some(mean)) => {
                        let d = mean.difference;
                        let days = |x: f64| t.lang.decimal(x, 1);
                        let (low, high) = mean.interval;
                        sentences.push(if d < 0.0 {
                            t.insight_para_quicker(
                                name,
                                days(-d),
                                reference,
                                days(-high),
                                days(-low),
                            )
                        } else {
                            t.insight_para_slower(name, days(d), reference, days(low), days(high))
                        });
                    }
                    _ => {}
                }
                sentences.push(t.insight_para_differing(
                    count(report.comparisons.len()),
                    count(differing.len()),
                ));
            }
            Verdict::AlikeWithinMargin => {
                sentences.push(t.insight_para_alike(count(report.comparisons.len())));
            }
            Verdict::TooLittleData => {
                sentences.push(t.insight_para_undecided(count(report.comparisons.len())));
            }
        }
        sentences.push(t.insight_para_matched(count(report.cases), percent(report.matched_share)));
        sentences.push(t.insight_para_cause().to_owned());
        sentences.join(" ")
    }
}

/// The size of a difference: points of share, or days.
pub fn effect(comparison: &Comparison) -> f64 {
    match (comparison.outcome, comparison.mean_difference) {
        (Some(pooled), _) => pooled.risk_difference.unwrap_or(0.0),
        (_, Some(mean)) => mean.difference,
        _ => 0.0,
    }
}
