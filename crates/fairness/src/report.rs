//! One question answered whole: a column of groups against an outcome or a duration, within strata.

use crate::amounts::{self, AmountTest};
use crate::durations::{Curve, Expected, LogRank, MeanDifference, Sorted, restricted_difference};
use crate::exact::conditional;
use crate::multiple::benjamini_hochberg;
use crate::outcomes::{Homogeneity, Pooled, Table, e_value, homogeneity, pooled, tables};
use crate::pairs::{Pair, most_different};
use crate::strata::{NONE, matched};
use crate::units::{Units, of_ends, units};
use crate::verdict::{Verdict, equivalence, verdict};

/// What is measured of each case.
#[derive(Debug, Clone, Copy)]
pub enum Measure<'a> {
    /// Whether something happened.
    Outcome(&'a [bool]),
    /// How long it took, and whether it ended; else it is open and censored.
    Duration(&'a [f64], &'a [bool]),
    /// How much was waived, discounted or charged; zero where nothing was, `None` where it is not known.
    Amount(&'a [Option<f64>]),
}

/// A question about the same cases in all columns.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// Group of each case; [`NONE`] where it has none.
    pub groups: &'a [u32],
    /// Stratum of each case; [`NONE`] where a value is missing.
    pub strata: &'a [u32],
    /// What is measured.
    pub measure: Measure<'a>,
    /// The group against which each other is compared; `None`: the largest.
    pub reference: Option<u32>,
    /// Least cases of a group; smaller ones are left out and counted.
    pub least: u64,
    /// Differences up to this size do not matter: a share (0.05: five points), a number of days, or an amount.
    pub margin: f64,
    /// False-discovery rate below which a difference is called one: [`crate::verdict::LEVEL`] is usual.
    pub level: f64,
    /// Pairs of alike cases to name.
    pub pairs: usize,
}

/// A group.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Group {
    /// Its number.
    pub group: u32,
    /// Its cases.
    pub cases: u64,
    /// Cases with the outcome, that ended, or with an amount other than zero.
    pub events: u64,
    /// Median duration or amount; `None` for outcomes, or where half have not ended.
    pub median: Option<f64>,
}

/// A group against the reference.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Comparison {
    /// The group.
    pub group: u32,
    /// Outcome: the strata pooled.
    pub outcome: Option<Pooled>,
    /// Outcome: whether the odds ratio is the same in all strata.
    pub homogeneity: Option<Homogeneity>,
    /// Outcome: standard error with which likeness is judged: that of the risk difference or, where it is zero because everybody or nobody
    /// has the outcome, a cautious one that shrinks with the number of cases.
    pub cautious_error: f64,
    /// Outcome: p-value of the exact test, where a count is too small for the approximation.
    pub exact: Option<f64>,
    /// Duration: stratified log-rank test of the two.
    pub log_rank: Option<LogRank>,
    /// Duration: difference of restricted means in the unit of the durations.
    pub mean_difference: Option<MeanDifference>,
    /// Amount: ranks, means and the shift of the middle.
    pub amount: Option<AmountTest>,
    /// E-value and that of the interval's nearer end.
    pub e_value: Option<(f64, f64)>,
    /// P-value.
    pub p: f64,
    /// P-value over all comparisons of this report.
    pub q: f64,
    /// What may be said.
    pub verdict: Verdict,
}

impl Comparison {
    /// P-value of the test that the difference lies within ±`margin`: of shares, days or amounts. 1 where it cannot be told.
    pub fn equivalent(&self, margin: f64) -> f64 {
        let of_amount = self.amount.and_then(|a| a.error.map(|e| (a.difference, e)));
        match (self.outcome, self.mean_difference, of_amount) {
            (Some(pooled), _, _) => pooled
                .risk_difference
                .map_or(1.0, |rd| equivalence(rd, self.cautious_error, margin)),
            (_, Some(mean), _) => equivalence(mean.difference, mean.error, margin),
            (_, _, Some((difference, error))) => equivalence(difference, error, margin),
            _ => 1.0,
        }
    }
}

/// The answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// Groups with enough cases, by number.
    pub groups: Vec<Group>,
    /// Groups with too few.
    pub small_groups: usize,
    /// Cases compared: with a group that is large enough, and a stratum.
    pub cases: usize,
    /// Share of the cases with a stratum and group whose stratum holds at least two groups.
    pub matched_share: f64,
    /// The reference group.
    pub reference: Option<u32>,
    /// Each other group against it.
    pub comparisons: Vec<Comparison>,
    /// Duration: all groups at once.
    pub log_rank: Option<LogRank>,
    /// Outcomes and durations: each group against what its strata let expect.
    pub units: Units,
    /// Duration: ends observed and expected, by group number.
    pub expected: Vec<(u32, Expected)>,
    /// The pairs of alike cases treated most differently (durations and amounts).
    pub pairs: Vec<Pair>,
    /// The whole: *differs* where any comparison does; *alike within margin* where all are; else *too little data*.
    pub verdict: Verdict,
}

/// Answers a question. The columns must be of one length; what is missing in one is left out.
pub fn report(question: &Question<'_>) -> Report {
    let count = question
        .groups
        .iter()
        .filter(|g| **g != NONE)
        .max()
        .map_or(0, |g| *g as usize + 1);
    let mut sizes = vec![0_u64; count];
    for (g, s) in question.groups.iter().zip(question.strata) {
        if *g != NONE && *s != NONE {
            sizes[*g as usize] += 1;
        }
    }
    let kept: Vec<u32> = question
        .groups
        .iter()
        .map(|g| {
            if *g != NONE && sizes[*g as usize] >= question.least.max(1) {
                *g
            } else {
                NONE
            }
        })
        .collect();
    let large: Vec<u32> = (0..count)
        .filter(|g| sizes[*g] >= question.least.max(1))
        .filter_map(|g| u32::try_from(g).ok())
        .collect();
    let reference = question
        .reference
        .filter(|r| large.contains(r))
        .or_else(|| {
            large
                .iter()
                .copied()
                .max_by_key(|g| (sizes[*g as usize], std::cmp::Reverse(*g)))
        });
    let (pairs_matched, _) = matched(&kept, question.strata);
    let with_both = kept
        .iter()
        .zip(question.strata)
        .filter(|(g, s)| **g != NONE && **s != NONE)
        .count();
    let mut report = Report {
        groups: Vec::new(),
        small_groups: sizes
            .iter()
            .filter(|n| **n > 0 && **n < question.least.max(1))
            .count(),
        cases: with_both,
        matched_share: if with_both == 0 {
            0.0
        } else {
            pairs_matched as f64 / with_both as f64
        },
        reference,
        comparisons: Vec::new(),
        log_rank: None,
        units: Units::default(),
        expected: Vec::new(),
        pairs: Vec::new(),
        verdict: Verdict::TooLittleData,
    };
    match question.measure {
        Measure::Outcome(outcome) => of_outcome(&mut report, question, &kept, &large, outcome),
        Measure::Duration(durations, ended) => {
            of_duration(&mut report, question, &kept, &large, durations, ended);
        }
        Measure::Amount(amounts) => of_amount(&mut report, question, &kept, &large, amounts),
    }
    let q = benjamini_hochberg(&report.comparisons.iter().map(|c| c.p).collect::<Vec<_>>());
    for (comparison, q) in report.comparisons.iter_mut().zip(q) {
        comparison.q = q;
        comparison.verdict = verdict(
            q,
            comparison.equivalent(question.margin),
            true,
            question.level,
        );
    }
    let all = |wanted: Verdict| report.comparisons.iter().all(|c| c.verdict == wanted);
    report.verdict = if report
        .comparisons
        .iter()
        .any(|c| c.verdict == Verdict::Differs)
    {
        Verdict::Differs
    } else if !report.comparisons.is_empty() && all(Verdict::AlikeWithinMargin) {
        Verdict::AlikeWithinMargin
    } else {
        Verdict::TooLittleData
    };
    report
}

/// Whether the approximation to the Mantel–Haenszel statistic may be used: Mantel and Fleiss' criterion (1980), 5 on both sides.
fn large_enough(tables: &[Table]) -> bool {
    let (mut expected, mut least, mut most) = (0.0, 0.0, 0.0);
    for t in tables {
        let (n1, n0, m1) = (t.a + t.b, t.c + t.d, t.a + t.c);
        if n1 == 0 || n0 == 0 {
            continue;
        }
        expected += n1 as f64 * m1 as f64 / (n1 + n0) as f64;
        least += m1.saturating_sub(n0) as f64;
        most += n1.min(m1) as f64;
    }
    expected - least >= 5.0 && most - expected >= 5.0
}

fn of_outcome(
    report: &mut Report,
    question: &Question<'_>,
    kept: &[u32],
    large: &[u32],
    outcome: &[bool],
) {
    let mut sums = vec![(0_u64, 0_u64); large.last().map_or(0, |g| *g as usize + 1)];
    for ((g, s), yes) in kept.iter().zip(question.strata).zip(outcome) {
        if *g != NONE && *s != NONE {
            let sum = &mut sums[*g as usize];
            sum.0 += 1;
            sum.1 += u64::from(*yes);
        }
    }
    report.groups = large
        .iter()
        .map(|g| Group {
            group: *g,
            cases: sums[*g as usize].0,
            events: sums[*g as usize].1,
            median: None,
        })
        .collect();
    report.units = units(kept, question.strata, outcome, question.least.max(1));
    let Some(reference) = report.reference else {
        return;
    };
    let of_group = all_tables(kept, question.strata, outcome, large, reference);
    for (&group, tables) in large.iter().zip(of_group) {
        if group == reference {
            continue;
        }
        let pooled = pooled(&tables);
        let exact = (!large_enough(&tables)).then(|| conditional(&tables));
        let nearer = pooled
            .risk_ratio
            .zip(pooled.risk_ratio_interval)
            .map(|(rr, (low, high))| if rr > 1.0 { low } else { high });
        report.comparisons.push(Comparison {
            group,
            homogeneity: homogeneity(&tables),
            cautious_error: if pooled.risk_difference_error > 0.0 {
                pooled.risk_difference_error
            } else {
                together(&tables).cautious_error()
            },
            exact,
            log_rank: None,
            mean_difference: None,
            amount: None,
            e_value: pooled.risk_ratio.map(|rr| e_value(rr, nearer)),
            p: exact.unwrap_or(pooled.p),
            q: 1.0,
            verdict: Verdict::TooLittleData,
            outcome: Some(pooled),
        });
    }
}

/// The sum of the strata that hold both groups.
fn together(tables: &[Table]) -> Table {
    tables
        .iter()
        .filter(|t| t.a + t.b > 0 && t.c + t.d > 0)
        .fold(Table::default(), |sum, t| Table {
            a: sum.a + t.a,
            b: sum.b + t.b,
            c: sum.c + t.c,
            d: sum.d + t.d,
        })
}

/// The tables of every group against the reference, in one pass over the cases.
fn all_tables(
    kept: &[u32],
    strata: &[u32],
    outcome: &[bool],
    large: &[u32],
    reference: u32,
) -> Vec<Vec<Table>> {
    let strata_count = strata
        .iter()
        .filter(|s| **s != NONE)
        .max()
        .map_or(0, |s| *s as usize + 1);
    if large.len() == 2 {
        return large
            .iter()
            .map(|g| tables(kept, strata, outcome, *g, reference))
            .collect();
    }
    let groups = large.last().map_or(0, |g| *g as usize + 1);
    let mut counts = vec![(0_u64, 0_u64); groups * strata_count];
    for ((g, s), yes) in kept.iter().zip(strata).zip(outcome) {
        if *g != NONE && *s != NONE {
            let cell = &mut counts[*g as usize * strata_count + *s as usize];
            if *yes {
                cell.0 += 1;
            } else {
                cell.1 += 1;
            }
        }
    }
    let of =
        |group: u32| &counts[group as usize * strata_count..(group as usize + 1) * strata_count];
    large
        .iter()
        .map(|group| {
            of(*group)
                .iter()
                .zip(of(reference))
                .map(|((a, b), (c, d))| Table {
                    a: *a,
                    b: *b,
                    c: *c,
                    d: *d,
                })
                .collect()
        })
        .collect()
}

/// The cases of one group.
#[derive(Clone, Default)]
struct Part {
    strata: Vec<u32>,
    durations: Vec<f64>,
    ended: Vec<bool>,
}

impl Part {
    fn push(&mut self, stratum: u32, duration: f64, ended: bool) {
        self.strata.push(stratum);
        self.durations.push(duration);
        self.ended.push(ended);
    }

    /// These cases, then those of another group.
    fn and(&self, other: &Self) -> Self {
        Self {
            strata: [&self.strata[..], &other.strata].concat(),
            durations: [&self.durations[..], &other.durations].concat(),
            ended: [&self.ended[..], &other.ended].concat(),
        }
    }
}

fn of_duration(
    report: &mut Report,
    question: &Question<'_>,
    kept: &[u32],
    large: &[u32],
    durations: &[f64],
    ended: &[bool],
) {
    let groups = large.last().map_or(0, |g| *g as usize + 1);
    let sorted = Sorted::new(kept, question.strata, durations, ended);
    report.log_rank = Some(sorted.log_rank(groups));
    let expected = sorted.observed_expected(groups);
    let mut cases = vec![(0_u64, 0_u64); groups];
    for ((g, s), ended) in kept.iter().zip(question.strata).zip(ended) {
        if *g != NONE && *s != NONE {
            let (cases, ends) = &mut cases[*g as usize];
            *cases += 1;
            *ends += u64::from(*ended);
        }
    }
    // Each group's cases once, in the order of strata and durations: a comparison looks at two groups and not at everybody again.
    let mut of_group: Vec<Part> = vec![Part::default(); groups];
    for (group, stratum, duration, ended) in sorted.rows() {
        of_group[group as usize].push(stratum, duration, ended);
    }
    for &group in large {
        let own = &of_group[group as usize];
        let (cases, events) = cases[group as usize];
        report.groups.push(Group {
            group,
            cases,
            events,
            median: Curve::median(&own.durations, &own.ended),
        });
        report.expected.push((group, expected[group as usize]));
    }
    report.units = of_ends(&report.expected);
    let values: Vec<Option<f64>> = durations
        .iter()
        .zip(ended)
        .map(|(d, e)| e.then_some(*d))
        .collect();
    report.pairs = most_different(kept, question.strata, &values, question.pairs);
    let Some(reference) = report.reference else {
        return;
    };
    for &group in large.iter().filter(|g| **g != reference) {
        let (own, other) = (&of_group[group as usize], &of_group[reference as usize]);
        let both = own.and(other);
        let two: Vec<u32> = (0..both.strata.len())
            .map(|case| u32::from(case >= own.strata.len()))
            .collect();
        let (strata, durations, ended) = (&both.strata, &both.durations, &both.ended);
        let log_rank = Sorted::new(&two, strata, durations, ended).log_rank(2);
        let mean_difference = restricted_difference(&two, strata, durations, ended, 0, 1);
        report.comparisons.push(Comparison {
            group,
            outcome: None,
            homogeneity: None,
            cautious_error: 0.0,
            exact: None,
            log_rank: Some(log_rank),
            mean_difference,
            amount: None,
            e_value: None,
            p: log_rank.p,
            q: 1.0,
            verdict: Verdict::TooLittleData,
        });
    }
}

fn of_amount(
    report: &mut Report,
    question: &Question<'_>,
    kept: &[u32],
    large: &[u32],
    amounts: &[Option<f64>],
) {
    // Each group's cases once, as for durations.
    let mut of_group: Vec<(Vec<u32>, Vec<Option<f64>>)> =
        vec![Default::default(); large.last().map_or(0, |g| *g as usize + 1)];
    for ((g, s), amount) in kept.iter().zip(question.strata).zip(amounts) {
        if *g != NONE && *s != NONE && amount.is_some_and(f64::is_finite) {
            let (strata, amounts) = &mut of_group[*g as usize];
            strata.push(*s);
            amounts.push(*amount);
        }
    }
    for &group in large {
        let mut own: Vec<f64> = of_group[group as usize]
            .1
            .iter()
            .flatten()
            .copied()
            .collect();
        own.sort_unstable_by(f64::total_cmp);
        report.groups.push(Group {
            group,
            cases: own.len() as u64,
            events: own.iter().filter(|v| v.abs() > 0.0).count() as u64,
            median: (!own.is_empty())
                .then(|| f64::midpoint(own[(own.len() - 1) / 2], own[own.len() / 2])),
        });
    }
    report.pairs = most_different(kept, question.strata, amounts, question.pairs);
    let Some(reference) = report.reference else {
        return;
    };
    let other = &of_group[reference as usize];
    for &group in large.iter().filter(|g| **g != reference) {
        let own = &of_group[group as usize];
        let two: Vec<u32> = (0..own.0.len() + other.0.len())
            .map(|case| u32::from(case >= own.0.len()))
            .collect();
        let (strata, both) = (
            [&own.0[..], &other.0].concat(),
            [&own.1[..], &other.1].concat(),
        );
        let amount = amounts::compare(&two, &strata, &both, 0, 1);
        report.comparisons.push(Comparison {
            group,
            outcome: None,
            homogeneity: None,
            cautious_error: 0.0,
            exact: None,
            log_rank: None,
            mean_difference: None,
            e_value: None,
            p: amount.map_or(1.0, |test| test.p),
            q: 1.0,
            verdict: Verdict::TooLittleData,
            amount,
        });
    }
}
