//! Amounts as an outcome: waivers, discounts, fees.

use crate::strata::NONE;
use crate::tails::two_sided;

/// A comparison of amounts between two groups.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AmountTest {
    /// Mean of the group.
    pub mean: f64,
    /// Mean of the reference.
    pub reference_mean: f64,
    /// Stratum-weighted difference of means (weights n₁n₀/n, as Mantel–Haenszel has them).
    pub difference: f64,
    /// Van Elteren's stratified Wilcoxon statistic as a normal score (1960): ranks, since amounts have long tails.
    pub z: f64,
    /// Two-sided p-value.
    pub p: f64,
    /// Cases of the group and of the reference in strata that hold both.
    pub cases: (usize, usize),
}

/// Compares amounts within strata; `None` where no stratum holds both groups.
pub fn compare(
    groups: &[u32],
    strata: &[u32],
    amounts: &[Option<f64>],
    group: u32,
    reference: u32,
) -> Option<AmountTest> {
    let mut rows: Vec<(u32, f64, bool)> = groups
        .iter()
        .zip(strata)
        .zip(amounts)
        .filter_map(|((g, s), v)| {
            let v = v.filter(|v| v.is_finite())?;
            ((*g == group || *g == reference) && *s != NONE).then_some((*s, v, *g == group))
        })
        .collect();
    rows.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let (mut gap, mut weight, mut score, mut variance) = (0.0, 0.0, 0.0, 0.0);
    let (mut sums, mut counts) = ([0.0; 2], [0_usize; 2]);
    for stratum in rows.chunk_by(|a, b| a.0 == b.0) {
        let own = stratum.iter().filter(|row| row.2).count();
        let other = stratum.len() - own;
        if own == 0 || other == 0 {
            continue;
        }
        let sum_of = |wanted: bool| {
            stratum
                .iter()
                .filter(|row| row.2 == wanted)
                .map(|row| row.1)
                .sum::<f64>()
        };
        let (own_sum, other_sum) = (sum_of(true), sum_of(false));
        let (n1, n0, n) = (own as f64, other as f64, stratum.len() as f64);
        gap += (own_sum / n1 - other_sum / n0) * n1 * n0 / n;
        weight += n1 * n0 / n;
        sums[0] += own_sum;
        sums[1] += other_sum;
        counts[0] += own;
        counts[1] += other;
        // Mid-ranks; ties lower the variance.
        let (mut ranks, mut ties, mut before) = (0.0, 0.0, 0.0);
        for same in stratum.chunk_by(|a, b| a.1.total_cmp(&b.1).is_eq()) {
            let t = same.len() as f64;
            ranks +=
                (before + f64::midpoint(t, 1.0)) * same.iter().filter(|row| row.2).count() as f64;
            ties += t * t * t - t;
            before += t;
        }
        let v = if n > 1.0 {
            n1 * n0 / 12.0 * (n + 1.0 - ties / (n * (n - 1.0)))
        } else {
            0.0
        };
        score += (ranks - n1 * (n + 1.0) / 2.0) / (n + 1.0);
        variance += v / ((n + 1.0) * (n + 1.0));
    }
    if weight <= 0.0 {
        return None;
    }
    let z = if variance > 0.0 {
        score / variance.sqrt()
    } else {
        0.0
    };
    Some(AmountTest {
        mean: sums[0] / counts[0] as f64,
        reference_mean: sums[1] / counts[1] as f64,
        difference: gap / weight,
        z,
        p: two_sided(z),
        cases: (counts[0], counts[1]),
    })
}
