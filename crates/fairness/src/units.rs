//! Many units at once, each against what its own mix of cases lets expect; no ranking. After Spiegelhalter, *Funnel plots for
//! comparing institutional performance*, Statistics in Medicine 24 (2005), and *Handling over-dispersion of performance
//! indicators*, Quality and Safety in Health Care 14 (2005).

use crate::durations::Expected;
use crate::multiple::benjamini_hochberg;
use crate::strata::NONE;
use crate::tails::{normal_quantile, two_sided};

/// One unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Unit {
    /// Its number.
    pub unit: u32,
    /// Its cases.
    pub cases: u64,
    /// Cases with the outcome, or that ended.
    pub observed: u64,
    /// How many its mix of strata lets expect.
    pub expected: f64,
    /// Standard deviation of `observed` where nothing but chance is at work.
    pub deviation: f64,
    /// (observed − expected) / deviation; of ends 2·(√observed − √expected).
    pub z: f64,
    /// `z` with the units' own spread allowed for (additive random effects).
    pub z_adjusted: f64,
    /// P-value of `z`, adjusted over all units.
    pub q: f64,
    /// P-value of `z_adjusted`, adjusted over all units.
    pub q_adjusted: f64,
}

impl Unit {
    /// Observed over expected; 1 where nothing is expected.
    pub fn ratio(&self) -> f64 {
        if self.expected > 0.0 {
            self.observed as f64 / self.expected
        } else {
            1.0
        }
    }
}

/// All units with enough cases.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Units {
    /// In the order of their numbers.
    pub units: Vec<Unit>,
    /// Units left out because they have fewer cases than the least number.
    pub small: usize,
    /// Over-dispersion: the mean of z², 1 where nothing but chance is at work.
    pub phi: f64,
    /// The same from z winsorised at 10 % on both sides.
    pub phi_winsorised: f64,
    /// Variance between units on the scale of the observed share, of ends on that of √(observed / expected) (additive model); 0 where φ
    /// does not exceed 1.
    pub tau2: f64,
    /// Share over all cases; of ends 1.
    pub share: f64,
}

/// Observed against expected by unit, within strata (indirect standardisation): a case is expected to have the outcome with the share
/// of its stratum over all cases, those of small units and of none included.
pub fn units(groups: &[u32], strata: &[u32], outcome: &[bool], least: u64) -> Units {
    let count = groups
        .iter()
        .filter(|g| **g != NONE)
        .max()
        .map_or(0, |g| *g as usize + 1);
    let strata_count = strata
        .iter()
        .filter(|s| **s != NONE)
        .max()
        .map_or(0, |s| *s as usize + 1);
    let mut sizes = vec![0_u64; count];
    let rows = || {
        groups
            .iter()
            .zip(strata)
            .zip(outcome)
            .filter(|((g, s), _)| **g != NONE && **s != NONE)
    };
    for ((g, _), _) in rows() {
        sizes[*g as usize] += 1;
    }
    let mut of_stratum = vec![(0_u64, 0_u64); strata_count];
    for (s, yes) in strata.iter().zip(outcome).filter(|(s, _)| **s != NONE) {
        let cell = &mut of_stratum[*s as usize];
        cell.0 += 1;
        cell.1 += u64::from(*yes);
    }
    let shares: Vec<f64> = of_stratum
        .iter()
        .map(|(n, yes)| {
            if *n == 0 {
                0.0
            } else {
                *yes as f64 / *n as f64
            }
        })
        .collect();
    let mut sums = vec![(0_u64, 0.0_f64, 0.0_f64); count];
    for ((g, s), yes) in rows() {
        let (sum, p) = (&mut sums[*g as usize], shares[*s as usize]);
        sum.0 += u64::from(*yes);
        sum.1 += p;
        sum.2 += p * (1.0 - p);
    }
    let (cases, yes) = of_stratum
        .iter()
        .fold((0, 0), |(n, y), (cases, yes)| (n + cases, y + yes));
    let kept: Vec<(u32, u64, (u64, f64, f64))> = sums
        .into_iter()
        .enumerate()
        .filter(|(unit, _)| sizes[*unit] >= least && sizes[*unit] > 0)
        .map(|(unit, sum)| (u32::try_from(unit).unwrap_or(NONE), sizes[unit], sum))
        .collect();
    let small = sizes.iter().filter(|n| **n > 0 && **n < least).count();
    let share = if cases == 0 {
        0.0
    } else {
        yes as f64 / cases as f64
    };
    dispersed(kept, small, share)
}

fn dispersed(kept: Vec<(u32, u64, (u64, f64, f64))>, small: usize, share: f64) -> Units {
    let scored = kept
        .into_iter()
        .map(|(unit, cases, (observed, expected, variance))| {
            let n = cases as f64;
            let gap = observed as f64 - expected;
            Scored {
                unit,
                cases,
                observed,
                expected,
                deviation: variance.sqrt(),
                z: if variance > 0.0 {
                    gap / variance.sqrt()
                } else {
                    0.0
                },
                // On the share's scale a unit's variance is v/n².
                gap: gap / n,
                variance: variance / (n * n),
            }
        })
        .collect();
    spread(scored, small, share)
}

/// Ends of each unit against those expected, on the scale of the square root of their ratio, where a Poisson number has the variance 1/4E
/// whatever its size (Spiegelhalter 2005, indirectly standardised rates).
pub fn of_ends(expected: &[(u32, Expected)]) -> Units {
    let scored = expected
        .iter()
        .filter(|(_, of)| of.expected > 0.0)
        .map(|(unit, of)| {
            let gap = (of.ends as f64 / of.expected).sqrt() - 1.0;
            let variance = 1.0 / (4.0 * of.expected);
            Scored {
                unit: *unit,
                cases: of.cases,
                observed: of.ends,
                expected: of.expected,
                deviation: of.expected.sqrt(),
                z: gap / variance.sqrt(),
                gap,
                variance,
            }
        })
        .collect();
    spread(scored, 0, 1.0)
}

/// A unit on the scale on which units are compared: how far it is from what is expected, and the variance of that by chance.
struct Scored {
    unit: u32,
    cases: u64,
    observed: u64,
    expected: f64,
    deviation: f64,
    z: f64,
    gap: f64,
    variance: f64,
}

/// The units with their own spread allowed for: `DerSimonian` and Laird's moment estimator with winsorised φ.
fn spread(scored: Vec<Scored>, small: usize, share: f64) -> Units {
    let scores: Vec<f64> = scored.iter().map(|unit| unit.z).collect();
    let mean_square = |scores: &[f64]| {
        if scores.is_empty() {
            1.0
        } else {
            scores.iter().map(|z| z * z).sum::<f64>() / scores.len() as f64
        }
    };
    let phi = mean_square(&scores);
    let phi_winsorised = mean_square(&winsorised(&scores, 0.1));
    let i = scored.len() as f64;
    let (sum, squares) = scored
        .iter()
        .filter(|unit| unit.variance > 0.0)
        .map(|unit| 1.0 / unit.variance)
        .fold((0.0, 0.0), |(s, q), w| (s + w, q + w * w));
    let spread = sum - squares / sum;
    let tau2 = if phi_winsorised * i > i - 1.0 && spread > 0.0 && i > 1.0 {
        (i * phi_winsorised - (i - 1.0)) / spread
    } else {
        0.0
    };
    let mut units: Vec<Unit> = scored
        .into_iter()
        .map(|unit| {
            let wide = (unit.variance + tau2).sqrt();
            Unit {
                unit: unit.unit,
                cases: unit.cases,
                observed: unit.observed,
                expected: unit.expected,
                deviation: unit.deviation,
                z: unit.z,
                z_adjusted: if wide > 0.0 { unit.gap / wide } else { 0.0 },
                q: two_sided(unit.z),
                q_adjusted: 1.0,
            }
        })
        .collect();
    let q = benjamini_hochberg(&units.iter().map(|unit| unit.q).collect::<Vec<_>>());
    let q_adjusted = benjamini_hochberg(
        &units
            .iter()
            .map(|unit| two_sided(unit.z_adjusted))
            .collect::<Vec<_>>(),
    );
    for (unit, (q, adjusted)) in units.iter_mut().zip(q.into_iter().zip(q_adjusted)) {
        unit.q = q;
        unit.q_adjusted = adjusted;
    }
    Units {
        units,
        small,
        phi,
        phi_winsorised,
        tau2,
        share,
    }
}

/// The scores with the lowest and highest `share` of them drawn in to the ones next to them.
fn winsorised(scores: &[f64], share: f64) -> Vec<f64> {
    let mut sorted = scores.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    // A share below one half of a length.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let cut = (sorted.len() as f64 * share).floor() as usize;
    match (
        sorted.get(cut),
        sorted.get(sorted.len().saturating_sub(cut + 1)),
    ) {
        (Some(&low), Some(&high)) if low <= high => {
            scores.iter().map(|z| z.clamp(low, high)).collect()
        }
        _ => scores.to_vec(),
    }
}

/// Limits of a funnel at `cases` for a share: the normal approximation, widened by `tau2`; `level` is 0.95 or 0.998. Kept within 0
/// and 1.
pub fn funnel(share: f64, cases: f64, tau2: f64, level: f64) -> (f64, f64) {
    let z = normal_quantile(f64::midpoint(1.0, level));
    let error = (share * (1.0 - share) / cases + tau2).sqrt();
    ((share - z * error).max(0.0), (share + z * error).min(1.0))
}

/// Limits of a funnel of ratios at `expected` ends, widened by `tau2` of [`of_ends`]; `level` is 0.95 or 0.998.
pub fn ratio_funnel(expected: f64, tau2: f64, level: f64) -> (f64, f64) {
    let z = normal_quantile(f64::midpoint(1.0, level));
    let half = z * (1.0 / (4.0 * expected) + tau2).sqrt();
    ((1.0 - half).max(0.0).powi(2), (1.0 + half).powi(2))
}
