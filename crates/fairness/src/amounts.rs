//! Amounts as an outcome: waivers, discounts, fees. Most files have none and a few have very much, so ranks are compared, and the
//! difference is told as a mean, as a shift of the middle and as the chance that one of two alike files got more.

use crate::random::SplitMix;
use crate::strata::NONE;
use crate::tails::{two_sided, z95};

/// Below so many cases of one side the p-value is that of shuffles.
const FEW: usize = 25;
/// Shuffles for small groups.
const SHUFFLES: usize = 9_999;

/// A comparison of amounts between two groups, within strata that hold both.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AmountTest {
    /// Mean of the group.
    pub mean: f64,
    /// Mean of the reference.
    pub reference_mean: f64,
    /// Stratum-weighted difference of means (weights n₁n₀/n, as Mantel–Haenszel has them), in the unit of the amounts.
    pub difference: f64,
    /// Its standard error, from the spread within each stratum and side; `None` where none holds two cases of a side.
    pub error: Option<f64>,
    /// Its 95 % interval.
    pub interval: Option<(f64, f64)>,
    /// Hodges and Lehmann's shift (1963): the median of the differences between every case of the group and every alike case of the
    /// reference, each stratum weighted as in van Elteren's test. With many amounts of zero on both sides it is zero.
    pub shift: f64,
    /// Of all such pairs, the share in which the group's case has the greater amount, half of the equal ones included: 0.5 is alike.
    pub more: f64,
    /// Van Elteren's stratified Wilcoxon statistic as a normal score (1960): ranks, since amounts have long tails.
    pub z: f64,
    /// Two-sided p-value: of `z`, or of shuffles within strata.
    pub p: f64,
    /// Whether `p` is that of shuffles, as a side has fewer than 25 cases.
    pub shuffled: bool,
    /// Cases of the group and of the reference in strata that hold both.
    pub cases: (usize, usize),
}

/// A stratum that holds both: amounts of the group and of the reference, each in order.
struct Stratum {
    own: Vec<f64>,
    other: Vec<f64>,
}

impl Stratum {
    fn size(&self) -> f64 {
        (self.own.len() + self.other.len()) as f64
    }

    /// Van Elteren's weight: it makes the test the most powerful where the shift is the same everywhere.
    fn weight(&self) -> f64 {
        1.0 / (self.size() + 1.0)
    }

    /// Mid-ranks of all amounts, those of the group first, and Σ(t³ − t) over ties.
    fn ranks(&self) -> (Vec<f64>, f64) {
        let mut all: Vec<(f64, usize)> = self
            .own
            .iter()
            .chain(&self.other)
            .copied()
            .zip(0..)
            .collect();
        all.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (mut ranks, mut ties, mut before) = (vec![0.0; all.len()], 0.0, 0.0);
        for same in all.chunk_by(|a, b| a.0 >= b.0) {
            let t = same.len() as f64;
            for (_, place) in same {
                ranks[*place] = before + f64::midpoint(t, 1.0);
            }
            ties += t * t * t - t;
            before += t;
        }
        (ranks, ties)
    }
}

/// Compares amounts within strata; `None` where no stratum holds both groups. Cases without a finite amount, or without a stratum, are
/// left out: a file without a waiver has the amount zero, not none.
pub fn compare(
    groups: &[u32],
    strata: &[u32],
    amounts: &[Option<f64>],
    group: u32,
    reference: u32,
) -> Option<AmountTest> {
    let strata = both(groups, strata, amounts, group, reference);
    if strata.is_empty() {
        return None;
    }
    let sum = |of: fn(&Stratum) -> f64| strata.iter().map(of).sum::<f64>();
    let cases = strata
        .iter()
        .fold((0, 0), |n, s| (n.0 + s.own.len(), n.1 + s.other.len()));
    let pairs = |s: &Stratum| s.own.len() as f64 * s.other.len() as f64 / s.size();
    let total: f64 = strata.iter().map(pairs).sum();
    let difference = strata
        .iter()
        .map(|s| (mean(&s.own) - mean(&s.other)) * pairs(s))
        .sum::<f64>()
        / total;
    let error = standard_error(&strata, pairs, total);
    let (mut score, mut variance) = (0.0, 0.0);
    let mut ranked = Vec::with_capacity(strata.len());
    for stratum in &strata {
        let (n1, n) = (stratum.own.len() as f64, stratum.size());
        let (ranks, ties) = stratum.ranks();
        let own: f64 = ranks[..stratum.own.len()].iter().sum();
        let spread = n1 * (n - n1) / 12.0 * (n + 1.0 - ties / (n * (n - 1.0)));
        score += (own - n1 * (n + 1.0) / 2.0) * stratum.weight();
        variance += spread * stratum.weight() * stratum.weight();
        ranked.push((ranks, stratum.own.len(), stratum.weight()));
    }
    let z = if variance > 0.0 {
        score / variance.sqrt()
    } else {
        0.0
    };
    let shuffled = variance > 0.0 && cases.0.min(cases.1) < FEW;
    let weights = sum(|s| s.own.len() as f64 * s.other.len() as f64 * s.weight());
    Some(AmountTest {
        mean: sum(|s| s.own.iter().sum()) / cases.0 as f64,
        reference_mean: sum(|s| s.other.iter().sum()) / cases.1 as f64,
        difference,
        error,
        interval: error.map(|e| (difference - z95() * e, difference + z95() * e)),
        shift: shift(&strata, weights),
        // A rank sum counts the pairs in which a case is the greater one.
        more: 0.5 + score / weights,
        z,
        p: if shuffled {
            by_shuffles(&mut ranked, score)
        } else if variance > 0.0 {
            two_sided(z)
        } else {
            1.0
        },
        shuffled,
        cases,
    })
}

fn both(
    groups: &[u32],
    strata: &[u32],
    amounts: &[Option<f64>],
    group: u32,
    reference: u32,
) -> Vec<Stratum> {
    let mut rows: Vec<(u32, f64, bool)> = groups
        .iter()
        .zip(strata)
        .zip(amounts)
        .filter_map(|((g, s), v)| {
            let v = v.filter(|v| v.is_finite())?;
            // Zero and minus zero are one amount.
            ((*g == group || *g == reference) && *s != NONE).then_some((*s, v + 0.0, *g == group))
        })
        .collect();
    rows.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    rows.chunk_by(|a, b| a.0 == b.0)
        .map(|rows| {
            let of = |own: bool| rows.iter().filter(|r| r.2 == own).map(|r| r.1).collect();
            Stratum {
                own: of(true),
                other: of(false),
            }
        })
        .filter(|stratum| !stratum.own.is_empty() && !stratum.other.is_empty())
        .collect()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// Of the weighted difference of means. A side of a stratum with one case tells no spread; the spread of that side over all strata stands
/// in for it.
fn standard_error(strata: &[Stratum], pairs: impl Fn(&Stratum) -> f64, total: f64) -> Option<f64> {
    let squares = |values: &[f64]| {
        let middle = mean(values);
        values.iter().map(|v| (v - middle).powi(2)).sum::<f64>()
    };
    let side = |of: fn(&Stratum) -> &[f64]| {
        let (sum, degrees) = strata.iter().fold((0.0, 0), |(sum, degrees), s| {
            (sum + squares(of(s)), degrees + of(s).len() - 1)
        });
        (degrees > 0).then(|| sum / degrees as f64)
    };
    let (own, other) = (side(|s| &s.own)?, side(|s| &s.other)?);
    let variance_of_mean = |values: &[f64], pooled: f64| {
        let n = values.len() as f64;
        if values.len() > 1 {
            squares(values) / (n - 1.0) / n
        } else {
            pooled
        }
    };
    let variance: f64 = strata
        .iter()
        .map(|s| {
            let weight = pairs(s) / total;
            weight * weight * (variance_of_mean(&s.own, own) + variance_of_mean(&s.other, other))
        })
        .sum();
    Some(variance.sqrt())
}

/// The weighted median of all pairs' differences, without writing the pairs down: bisection over the numbers themselves, which gives the
/// difference exactly.
fn shift(strata: &[Stratum], weights: f64) -> f64 {
    let half = weights / 2.0;
    // The least number at which the weight of the differences not above it has reached half.
    let lower = least(|d| below(strata, d, true) >= half * (1.0 - 1e-12));
    // Where it is exactly half, the middle lies between this difference and the next.
    if below(strata, lower, true) > half * (1.0 + 1e-12) {
        return lower;
    }
    let upper = least(|d| d > lower && below(strata, d, true) > half * (1.0 + 1e-12));
    f64::midpoint(lower, upper)
}

/// Weight of the pairs whose difference is below `d`, or at most `d`.
fn below(strata: &[Stratum], d: f64, or_equal: bool) -> f64 {
    strata
        .iter()
        .map(|stratum| {
            let mut passed = 0;
            let mut pairs = 0_usize;
            // Both sides are in order: what the reference needs to reach only grows with the group's amount.
            for own in &stratum.own {
                while passed < stratum.other.len() && {
                    let gap = own - stratum.other[passed];
                    if or_equal { gap > d } else { gap >= d }
                } {
                    passed += 1;
                }
                pairs += stratum.other.len() - passed;
            }
            pairs as f64 * stratum.weight()
        })
        .sum()
}

/// The least finite number for which `holds`, which must hold for all greater ones.
fn least(holds: impl Fn(f64) -> bool) -> f64 {
    // Numbers in the order of their values: the bits of negative ones are turned.
    let number = |place: i64| f64::from_bits((place ^ ((place >> 63) & i64::MAX)).cast_unsigned());
    let place = |number: f64| {
        let bits = number.to_bits().cast_signed();
        bits ^ ((bits >> 63) & i64::MAX)
    };
    let (mut low, mut high) = (place(-f64::MAX), place(f64::MAX));
    while low < high {
        // Rounded down also below zero, so that it always comes nearer.
        let middle = (low & high) + ((low ^ high) >> 1);
        if holds(number(middle)) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    number(low)
}

/// Two-sided: how often labels shuffled within strata give a score at least as far from nothing. The seed is fixed and the amounts are in
/// order, so that everybody gets the same value.
fn by_shuffles(ranked: &mut [(Vec<f64>, usize, f64)], score: f64) -> f64 {
    let mut random = SplitMix::new(1405);
    let limit = score.abs() - 1e-9;
    let mut as_far = 0_usize;
    for _ in 0..SHUFFLES {
        let mut drawn = 0.0;
        for (ranks, own, weight) in &mut *ranked {
            let n = ranks.len();
            let mut sum = 0.0;
            for place in 0..*own {
                let other = place + random.below(n - place);
                ranks.swap(place, other);
                sum += ranks[place];
            }
            drawn += (sum - *own as f64 * (n as f64 + 1.0) / 2.0) * *weight;
        }
        as_far += usize::from(drawn.abs() >= limit);
    }
    (1 + as_far) as f64 / (1 + SHUFFLES) as f64
}
