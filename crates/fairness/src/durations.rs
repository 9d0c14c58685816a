//! Durations with open cases counted: an open case is censored, it is not left out and not closed by its last event.

use crate::strata::NONE;
use crate::tails::{chi_square, two_sided, z95};

/// One step of a Kaplan–Meier curve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// Time, in the unit of the durations.
    pub time: f64,
    /// Cases still open just before it.
    pub at_risk: u64,
    /// Cases that end at it.
    pub ends: u64,
    /// Cases censored at it.
    pub censored: u64,
    /// Share still open after it.
    pub open: f64,
    /// 95 % interval of the share (Greenwood's variance on the log(−log) scale, Kalbfleisch & Prentice 1980).
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// A Kaplan–Meier curve (1958): the share of cases still open as time goes on.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Curve {
    /// Steps in the order of time, censoring times included.
    pub steps: Vec<Step>,
}

impl Curve {
    /// From durations, and whether each ended (else it is censored). Durations that are no number are left out.
    pub fn new(durations: &[f64], ended: &[bool]) -> Self {
        Self::of_sorted(&in_order(durations, ended))
    }

    fn of_sorted(order: &[(f64, bool)]) -> Self {
        let mut curve = Self::without_intervals(order);
        let mut greenwood = 0.0_f64;
        for step in &mut curve.steps {
            let (n, d) = (step.at_risk as f64, step.ends as f64);
            if n > d {
                greenwood += d / (n * (n - d));
            }
            if step.open > 0.0 && step.open < 1.0 {
                let error = z95() * greenwood.sqrt() / step.open.ln();
                let ends = (step.open.powf((-error).exp()), step.open.powf(error.exp()));
                (step.low, step.high) = (ends.0.min(ends.1), ends.0.max(ends.1));
            }
        }
        curve
    }

    /// Each step's interval is its share alone: an interval costs four transcendental functions, and a mean or a median asks for none.
    fn without_intervals(order: &[(f64, bool)]) -> Self {
        let mut steps = Vec::new();
        let (mut at_risk, mut open) = (order.len() as u64, 1.0_f64);
        let mut i = 0;
        while i < order.len() {
            let time = order[i].0;
            let (mut ends, mut censored) = (0_u64, 0_u64);
            while i < order.len() && order[i].0 <= time {
                if order[i].1 {
                    ends += 1;
                } else {
                    censored += 1;
                }
                i += 1;
            }
            if ends > 0 {
                open *= 1.0 - ends as f64 / at_risk as f64;
            }
            steps.push(Step {
                time,
                at_risk,
                ends,
                censored,
                open,
                low: open,
                high: open,
            });
            at_risk -= ends + censored;
        }
        Self { steps }
    }

    /// The median duration with open cases counted, of cases in any order; `None` where half of them have not ended.
    pub(crate) fn median(durations: &[f64], ended: &[bool]) -> Option<f64> {
        Self::without_intervals(&in_order(durations, ended)).quantile(0.5)
    }

    /// Share still open after `time`.
    pub fn open_at(&self, time: f64) -> f64 {
        let at = self.steps.partition_point(|step| step.time <= time);
        if at == 0 {
            1.0
        } else {
            self.steps[at - 1].open
        }
    }

    /// The first time at which no more than `1 − share` is open; `None` where the curve does not fall so far. `quantile(0.5)` is the
    /// median.
    pub fn quantile(&self, share: f64) -> Option<f64> {
        self.steps
            .iter()
            .find(|step| step.open <= 1.0 - share + 1e-12)
            .map(|step| step.time)
    }

    /// Restricted mean: the mean time open up to `horizon`, and its standard error (Irwin 1949; Klein & Moeschberger 4.5).
    pub fn restricted_mean(&self, horizon: f64) -> (f64, f64) {
        let (mut from, mut open, mut mean) = (0.0_f64, 1.0_f64, 0.0_f64);
        let mut areas = Vec::new();
        for step in self
            .steps
            .iter()
            .filter(|s| s.ends > 0 && s.time <= horizon)
        {
            mean += open * (step.time - from);
            areas.push((step, mean));
            from = step.time;
            open = step.open;
        }
        mean += open * (horizon - from).max(0.0);
        let variance: f64 = areas
            .iter()
            .map(|(step, before)| {
                let (n, d) = (step.at_risk as f64, step.ends as f64);
                if n > d {
                    (mean - before).powi(2) * d / (n * (n - d))
                } else {
                    0.0
                }
            })
            .sum();
        (mean, variance.sqrt())
    }

    /// Up to which time the curve is known: for ever where everybody's end was seen, else up to the last censored case; zero for an empty
    /// curve.
    pub fn reach(&self) -> f64 {
        match self.steps.last() {
            Some(step) if step.open <= 0.0 => f64::INFINITY,
            Some(step) => step.time,
            None => 0.0,
        }
    }

    /// The last time of the curve; zero for an empty one.
    pub fn last(&self) -> f64 {
        self.steps.last().map_or(0.0, |step| step.time)
    }
}

/// Durations that are numbers, in order, and whether each ended.
fn in_order(durations: &[f64], ended: &[bool]) -> Vec<(f64, bool)> {
    let mut order: Vec<(f64, bool)> = durations
        .iter()
        .zip(ended)
        .filter(|(d, _)| d.is_finite())
        .map(|(d, e)| (*d, *e))
        .collect();
    order.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    order
}

/// A log-rank test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LogRank {
    /// Statistic.
    pub chi2: f64,
    /// Groups less one.
    pub df: usize,
    /// P-value.
    pub p: f64,
}

/// A case of a log-rank test, sorted by stratum and duration.
#[derive(Debug, Clone, Copy)]
struct Row {
    stratum: u32,
    duration: f64,
    group: u32,
    ended: bool,
}

/// Cases sorted once, so that many questions about the same durations need no second sort.
#[derive(Debug, Clone, Default)]
pub struct Sorted {
    rows: Vec<Row>,
}

impl Sorted {
    /// Sorts; cases without group, stratum or a finite duration are left out.
    pub fn new(groups: &[u32], strata: &[u32], durations: &[f64], ended: &[bool]) -> Self {
        let mut rows: Vec<Row> = groups
            .iter()
            .zip(strata)
            .zip(durations.iter().zip(ended))
            .filter(|((g, s), (d, _))| **g != NONE && **s != NONE && d.is_finite())
            .map(|((g, s), (d, e))| Row {
                stratum: *s,
                duration: *d,
                group: *g,
                ended: *e,
            })
            .collect();
        // The stable sort finds runs that are in order, so that groups sorted before are only merged.
        rows.sort_by(|a, b| {
            a.stratum
                .cmp(&b.stratum)
                .then(a.duration.total_cmp(&b.duration))
        });
        Self { rows }
    }

    /// Group, stratum, duration and whether it ended of each case, in the order of strata and durations.
    pub(crate) fn rows(&self) -> impl Iterator<Item = (u32, u32, f64, bool)> {
        self.rows
            .iter()
            .map(|row| (row.group, row.stratum, row.duration, row.ended))
    }

    /// Stratified log-rank test of the groups numbered below `groups` (Mantel 1966; several groups after Klein & Moeschberger 7.3).
    /// Groups nobody belongs to lower the degrees of freedom.
    pub fn log_rank(&self, groups: usize) -> LogRank {
        // At a time with d ends among n cases, a_i of them of group i, the covariance gains w·(δ_ij·a_i·n − a_i·a_j) with w = d(n − d) /
        // (n²(n − 1)). Instead of adding up that matrix at every time, each pair of cases gets what has come together up to the time at
        // which the first of the two leaves: so many steps for a case as there are groups, not as many as pairs of groups.
        let mut difference = vec![0.0; groups];
        let mut own = vec![0.0; groups];
        let mut pairs = vec![0.0; groups * groups];
        let mut present = vec![false; groups];
        let mut at_risk = vec![0.0; groups];
        for stratum in self.rows.chunk_by(|a, b| a.stratum == b.stratum) {
            at_risk.fill(0.0);
            for row in stratum {
                at_risk[row.group as usize] += 1.0;
                present[row.group as usize] = true;
            }
            let mut n = stratum.len() as f64;
            let (mut hazard, mut single, mut joint) = (0.0, 0.0, 0.0);
            for same in stratum.chunk_by(|a, b| a.duration.total_cmp(&b.duration).is_eq()) {
                let d = same.iter().filter(|row| row.ended).count() as f64;
                if d > 0.0 {
                    hazard += d / n;
                    if n > 1.0 {
                        single += d * (n - d) / (n * (n - 1.0));
                        joint += d * (n - d) / (n * n * (n - 1.0));
                    }
                }
                for row in same {
                    let group = row.group as usize;
                    at_risk[group] -= 1.0;
                    difference[group] += f64::from(u8::from(row.ended)) - hazard;
                    own[group] += single - joint;
                    let line = &mut pairs[group * groups..(group + 1) * groups];
                    for (sum, others) in line.iter_mut().zip(&at_risk) {
                        *sum += joint * others;
                    }
                }
                n -= same.len() as f64;
            }
        }
        let covariance = |i: usize, j: usize| {
            let both = pairs[i * groups + j] + pairs[j * groups + i];
            if i == j { own[i] - both } else { -both }
        };
        let kept: Vec<usize> = (0..groups).filter(|g| present[*g]).collect();
        let df = kept.len().saturating_sub(1);
        if df == 0 {
            return LogRank {
                chi2: 0.0,
                df: 0,
                p: 1.0,
            };
        }
        // One group is redundant: the differences sum to zero.
        let kept = &kept[..df];
        let matrix: Vec<Vec<f64>> = kept
            .iter()
            .map(|&i| kept.iter().map(|&j| covariance(i, j)).collect())
            .collect();
        let wanted: Vec<f64> = kept.iter().map(|&i| difference[i]).collect();
        let chi2 = quadratic(matrix, &wanted).unwrap_or(0.0);
        LogRank {
            chi2,
            df,
            p: chi_square(chi2, df),
        }
    }

    /// For each group below `groups`: cases, ends, and the ends expected where it went as everybody did (within strata), with the
    /// log-rank variance of the difference.
    pub fn observed_expected(&self, groups: usize) -> Vec<Expected> {
        let mut out = vec![Expected::default(); groups];
        let mut at_risk = vec![0_u64; groups];
        // Hazard sums (d/n, d(n−d)/n²(n−1)) up to each time make one pass enough, however many groups there are.
        for stratum in self.rows.chunk_by(|a, b| a.stratum == b.stratum) {
            at_risk.fill(0);
            for row in stratum {
                at_risk[row.group as usize] += 1;
            }
            let mut total = stratum.len() as f64;
            let mut hazard = 0.0;
            for same in stratum.chunk_by(|a, b| a.duration.total_cmp(&b.duration).is_eq()) {
                let d = same.iter().filter(|row| row.ended).count() as f64;
                hazard += d / total;
                for row in same {
                    let unit = &mut out[row.group as usize];
                    unit.cases += 1;
                    unit.ends += u64::from(row.ended);
                    unit.expected += hazard;
                }
                total -= same.len() as f64;
            }
        }
        out
    }
}

/// What a unit did against what was to be expected.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Expected {
    /// Cases.
    pub cases: u64,
    /// Cases that ended.
    pub ends: u64,
    /// Ends to be expected.
    pub expected: f64,
}

/// vᵀ M⁻¹ v by Gaussian elimination with pivoting; none where M is singular.
fn quadratic(mut matrix: Vec<Vec<f64>>, vector: &[f64]) -> Option<f64> {
    let n = vector.len();
    let mut solution = vector.to_vec();
    for column in 0..n {
        let pivot = (column..n)
            .max_by(|&i, &j| matrix[i][column].abs().total_cmp(&matrix[j][column].abs()))?;
        if matrix[pivot][column].abs() < 1e-12 {
            return None;
        }
        matrix.swap(pivot, column);
        solution.swap(pivot, column);
        for row in column + 1..n {
            let factor = matrix[row][column] / matrix[column][column];
            if factor == 0.0 {
                continue;
            }
            let (above, below) = matrix.split_at_mut(row);
            for (target, source) in below[0][column..].iter_mut().zip(&above[column][column..]) {
                *target -= factor * source;
            }
            solution[row] -= factor * solution[column];
        }
    }
    for row in (0..n).rev() {
        let known: f64 = (row + 1..n).map(|j| matrix[row][j] * solution[j]).sum();
        solution[row] = (solution[row] - known) / matrix[row][row];
    }
    Some(solution.iter().zip(vector).map(|(x, v)| x * v).sum())
}

/// A difference of restricted means.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MeanDifference {
    /// Group less reference, in the unit of the durations.
    pub difference: f64,
    /// Standard error.
    pub error: f64,
    /// 95 % interval.
    pub interval: (f64, f64),
    /// P-value.
    pub p: f64,
    /// Up to which duration the means are taken, at most.
    pub horizon: f64,
}

/// Restricted mean of `group` less that of `reference`, within strata and weighted by the reciprocal of each stratum's variance
/// (Royston & Parmar 2013 for the mean; fixed-effect pooling). The horizon is the longest duration up to which both curves are known in
/// each stratum: where every end was seen it is no restriction, and the difference is that of the plain means. `None` where no stratum
/// holds two cases of both.
pub fn restricted_difference(
    groups: &[u32],
    strata: &[u32],
    durations: &[f64],
    ended: &[bool],
    group: u32,
    reference: u32,
) -> Option<MeanDifference> {
    let mut rows: Vec<(u32, bool, f64, bool)> = groups
        .iter()
        .zip(strata)
        .zip(durations.iter().zip(ended))
        .filter(|((g, s), (d, _))| {
            (**g == group || **g == reference) && **s != NONE && d.is_finite()
        })
        .map(|((g, s), (d, e))| (*s, *g == group, *d, *e))
        .collect();
    rows.sort_by(|a, b| a.0.cmp(&b.0).then(a.2.total_cmp(&b.2)));
    let (mut weights, mut sum, mut farthest) = (0.0, 0.0, 0.0_f64);
    for stratum in rows.chunk_by(|a, b| a.0 == b.0) {
        let of = |wanted: bool| -> Vec<(f64, bool)> {
            stratum
                .iter()
                .filter(|row| row.1 == wanted)
                .map(|row| (row.2, row.3))
                .collect()
        };
        let (own, other) = (of(true), of(false));
        if own.len() < 2 || other.len() < 2 {
            continue;
        }
        let (own, other) = (
            Curve::without_intervals(&own),
            Curve::without_intervals(&other),
        );
        let horizon = (own.last().max(other.last()))
            .min(own.reach())
            .min(other.reach());
        farthest = farthest.max(horizon);
        let ((mean, error), (mean0, error0)) =
            (own.restricted_mean(horizon), other.restricted_mean(horizon));
        let variance = error * error + error0 * error0;
        if variance > 0.0 {
            weights += 1.0 / variance;
            sum += (mean - mean0) / variance;
        }
    }
    if weights <= 0.0 {
        return None;
    }
    let (difference, error) = (sum / weights, (1.0 / weights).sqrt());
    Some(MeanDifference {
        difference,
        error,
        interval: (difference - z95() * error, difference + z95() * error),
        p: two_sided(difference / error),
        horizon: farthest,
    })
}

/// Aalen–Johansen cumulative incidence with competing ends: `ends[i]` is 0 for a censored case, else the number of its end. Gives
/// for each time at which anything ends the share that has come to end 1, 2, … `kinds` (Aalen & Johansen 1978).
pub fn cumulative_incidence(durations: &[f64], ends: &[u8], kinds: usize) -> Vec<(f64, Vec<f64>)> {
    let mut order: Vec<(f64, usize)> = durations
        .iter()
        .zip(ends)
        .filter(|(d, _)| d.is_finite())
        .map(|(d, e)| (*d, usize::from(*e)))
        .collect();
    order.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let (mut open, mut incidence) = (1.0, vec![0.0; kinds]);
    let mut at_risk = order.len() as f64;
    let mut curve = Vec::new();
    for same in order.chunk_by(|a, b| a.0.total_cmp(&b.0).is_eq()) {
        let mut any = 0.0;
        for (kind, share) in incidence.iter_mut().enumerate() {
            let d = same.iter().filter(|(_, end)| *end == kind + 1).count() as f64;
            *share += open * d / at_risk;
            any += d;
        }
        if any > 0.0 {
            open *= 1.0 - any / at_risk;
            curve.push((same[0].0, incidence.clone()));
        }
        at_risk -= same.len() as f64;
    }
    curve
}
