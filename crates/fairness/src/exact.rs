//! Exact tests, for counts too small for an approximation.

use crate::outcomes::Table;
use crate::tails::ln_factorial;

/// Two-sided exact conditional test that no stratum's odds ratio differs from one: the sum of the first cells against the
/// convolution of the strata's hypergeometric distributions. With one stratum it is Fisher's exact test. Two-sided: the
/// probability of all sums that are no likelier than the one observed (as R and `SciPy` do).
pub fn conditional(tables: &[Table]) -> f64 {
    let (distribution, at) = sum_of_first_cells(tables);
    let seen = distribution.get(at).copied().unwrap_or(0.0);
    // The factor keeps sums that are equally likely in exact arithmetic on the same side.
    let sum: f64 = distribution
        .iter()
        .filter(|p| **p <= seen * (1.0 + 1e-7))
        .sum();
    sum.min(1.0)
}

/// One-sided exact conditional test: the probability that the first cells sum to what was observed or more where nothing but chance is
/// at work within strata. With one stratum it is Fisher's exact test with the alternative *greater*.
pub fn at_least(tables: &[Table]) -> f64 {
    let (distribution, at) = sum_of_first_cells(tables);
    distribution[at.min(distribution.len())..]
        .iter()
        .sum::<f64>()
        .min(1.0)
}

/// The distribution of the sum of first cells from its least possible value on, and the place of the sum observed.
fn sum_of_first_cells(tables: &[Table]) -> (Vec<f64>, usize) {
    let mut distribution = vec![1.0];
    let (mut least, mut observed) = (0_u64, 0_u64);
    for table in tables {
        let (n1, n0, m1) = (table.a + table.b, table.c + table.d, table.a + table.c);
        if n1 == 0 || n0 == 0 {
            continue;
        }
        let (low, stratum) = hypergeometric(n1, n0, m1);
        least += low;
        observed += table.a;
        distribution = convolve(&distribution, &stratum);
    }
    let at = usize::try_from(observed - least).unwrap_or(usize::MAX);
    (distribution, at)
}

/// The least possible first cell and the probabilities of it and the ones above.
fn hypergeometric(n1: u64, n0: u64, m1: u64) -> (u64, Vec<f64>) {
    let (low, high) = (m1.saturating_sub(n0), n1.min(m1));
    let total = ln_factorial(n1) + ln_factorial(n0) + ln_factorial(m1) + ln_factorial(n1 + n0 - m1)
        - ln_factorial(n1 + n0);
    let probabilities = (low..=high)
        .map(|a| {
            (total
                - ln_factorial(a)
                - ln_factorial(n1 - a)
                - ln_factorial(m1 - a)
                - ln_factorial(n0 + a - m1))
            .exp()
        })
        .collect();
    (low, probabilities)
}

fn convolve(a: &[f64], b: &[f64]) -> Vec<f64> {
    let mut sum = vec![0.0; a.len() + b.len() - 1];
    for (i, x) in a.iter().enumerate() {
        for (j, y) in b.iter().enumerate() {
            sum[i + j] += x * y;
        }
    }
    sum
}

/// P(X ≥ `k`) of the binomial distribution: for the chance that so many of `n` happen where each has probability `p`.
pub fn binomial_at_least(k: u64, n: u64, p: f64) -> f64 {
    if k == 0 {
        return 1.0;
    }
    if p <= 0.0 {
        return 0.0;
    }
    if p >= 1.0 {
        return f64::from(u8::from(k <= n));
    }
    let choose = |i: u64| ln_factorial(n) - ln_factorial(i) - ln_factorial(n - i);
    (k..=n)
        .map(|i| (choose(i) + i as f64 * p.ln() + (n - i) as f64 * (1.0 - p).ln()).exp())
        .sum::<f64>()
        .min(1.0)
}
