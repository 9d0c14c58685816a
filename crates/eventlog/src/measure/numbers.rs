//! The few functions of probability that measures need.

/// ln k! for k from 0 to `n`.
pub(super) fn ln_factorials(n: usize) -> Vec<f64> {
    let mut sum = 0.0;
    std::iter::once(0.0)
        .chain((1..=n).map(|k| {
            sum += (k as f64).ln();
            sum
        }))
        .collect()
}

/// Probability that a sample of `drawn` out of `all`, of which `marked` are marked, holds no marked one: Fisher's exact test
/// (hypergeometric), one-sided, for a count of zero. `ln_factorials` must reach `all`.
pub(super) fn none_drawn(ln_factorials: &[f64], all: usize, marked: usize, drawn: usize) -> f64 {
    if marked + drawn > all {
        return 0.0;
    }
    let ln = |k: usize| ln_factorials[k];
    (ln(all - marked) + ln(all - drawn) - ln(all - marked - drawn) - ln(all)).exp()
}

/// Probability that a standard normal value is at least as far from 0 as `z`.
pub(super) fn two_sided_normal(z: f64) -> f64 {
    complementary_error(z.abs() / std::f64::consts::SQRT_2)
}

/// erfc(x) for x ≥ 0: the series of erf below 2, the continued fraction above (Abramowitz and Stegun 7.1.6 and 7.1.14).
fn complementary_error(x: f64) -> f64 {
    let scale = (-x * x).exp() / std::f64::consts::PI.sqrt();
    if x < 2.0 {
        let (mut term, mut sum, mut n) = (x, x, 0.0);
        while term > 1e-17 * sum {
            n += 1.0;
            term *= 2.0 * x * x / (2.0 * n + 1.0);
            sum += term;
        }
        return 1.0 - 2.0 * scale * sum;
    }
    // Backwards from far enough that what lies beyond no longer shows.
    let fraction = (1..=120)
        .rev()
        .fold(x, |rest, k| x + f64::from(k) / 2.0 / rest);
    scale / fraction
}

/// Adjusted p of Benjamini and Hochberg (1995) for the `found` smallest of `family` comparisons; the rest count as p = 1. Returned in the
/// order given.
pub(super) fn benjamini_hochberg(found: &[f64], family: usize) -> Vec<f64> {
    let mut order: Vec<usize> = (0..found.len()).collect();
    order.sort_by(|&a, &b| found[a].total_cmp(&found[b]));
    let mut adjusted = vec![1.0; found.len()];
    let mut least = 1.0_f64;
    for (rank, &place) in order.iter().enumerate().rev() {
        least = least.min(found[place] * family as f64 / (rank + 1) as f64);
        adjusted[place] = least;
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Expected: `scipy.special.erfc(z / sqrt(2))` of `SciPy` 1.17.
    #[test]
    fn the_normal_tail_is_that_of_scipy() {
        for (z, p) in [
            (0.0, 1.0),
            (0.5, 0.617_075_077_451_973_8),
            (1.96, 0.049_995_790_296_440_97),
            (-2.5, 0.012_419_330_651_552_265),
            (3.0, 0.002_699_796_063_260_191_8),
            (6.0, 1.973_175_290_075_403_6e-9),
        ] {
            assert!((two_sided_normal(z) / p - 1.0).abs() < 1e-11, "{z}");
        }
    }

    /// Expected: `scipy.stats.fisher_exact([[0, 20], [30, 50]], "less")` and `([[0, 5], [3, 2]], "less")`.
    #[test]
    fn zero_of_twenty_is_fishers_exact_test() {
        let ln = ln_factorials(100);
        for (all, marked, drawn, p) in [
            (100, 30, 20, 0.000_302_032_884_976_812_1),
            (10, 3, 5, 1.0 / 12.0),
        ] {
            assert!((none_drawn(&ln, all, marked, drawn) / p - 1.0).abs() < 1e-9);
        }
        assert!(none_drawn(&ln, 10, 6, 5).abs() < f64::EPSILON);
    }

    /// Expected: `scipy.stats.false_discovery_control([.01, .04, .03, .005, 1, 1])`.
    #[test]
    fn adjusted_p_are_those_of_scipy() {
        let adjusted = benjamini_hochberg(&[0.01, 0.04, 0.03, 0.005], 6);
        for (found, expected) in adjusted.iter().zip([0.03, 0.06, 0.06, 0.03]) {
            assert!((found - expected).abs() < 1e-12);
        }
    }
}
