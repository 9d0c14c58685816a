//! Tail probabilities, false discoveries, and what verdicts say of a code.

/// Probability that at most `won` of independent chances come true, exactly.
///
/// The number that come true has the Poisson-binomial distribution; its first terms are built up chance by chance.
pub(super) fn poisson_binomial_at_most(chances: &[f64], won: usize) -> f64 {
    let mut terms = vec![0.0; won + 1];
    terms[0] = 1.0;
    for &chance in chances {
        for at in (0..=won).rev() {
            let below = if at > 0 { terms[at - 1] } else { 0.0 };
            terms[at] = terms[at] * (1.0 - chance) + below * chance;
        }
    }
    terms.iter().sum::<f64>().min(1.0)
}

/// The smallest false-discovery rate at which each would be taken, in the order given: Benjamini and Hochberg (1995).
pub(super) fn benjamini_hochberg(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|&a, &b| p[b].total_cmp(&p[a]));
    let count = p.len() as f64;
    let mut q = vec![1.0; p.len()];
    let mut least = 1.0_f64;
    for (before, &at) in order.iter().enumerate() {
        let rank = count - before as f64;
        least = least.min(p[at] * count / rank);
        q[at] = least;
    }
    q
}

/// Upper tail of the standard normal distribution, with a relative error below 1.2e-7 (Press and others, *Numerical Recipes*,
/// third edition, 6.2.2, Chebyshev fit of the complementary error function).
pub(super) fn normal_above(z: f64) -> f64 {
    const FIT: [f64; 10] = [
        -1.265_512_23,
        1.000_023_68,
        0.374_091_96,
        0.096_784_18,
        -0.186_288_06,
        0.278_868_07,
        -1.135_203_98,
        1.488_515_87,
        -0.822_152_23,
        0.170_872_77,
    ];
    let x = z.abs() / std::f64::consts::SQRT_2;
    let t = 1.0 / (1.0 + 0.5 * x);
    let sum = FIT.iter().rev().fold(0.0, |sum, &term| sum * t + term);
    let tail = 0.5 * t * (-x * x + sum).exp();
    if z >= 0.0 { tail } else { 1.0 - tail }
}

/// z of the number of runs in a sequence of several kinds, and its upper tail: too many runs is taking turns.
///
/// Mean and variance over all orders of the same counts: A. M. Mood (1940), "The distribution theory of runs". None where every
/// order has the same number of runs.
pub(super) fn runs(sequence: &[u32]) -> Option<(f64, f64)> {
    let count = sequence.len() as f64;
    let mut sorted = sequence.to_vec();
    sorted.sort_unstable();
    let of_kind: Vec<f64> = sorted
        .chunk_by(|a, b| a == b)
        .map(|same| same.len() as f64)
        .collect();
    let power = |exponent: i32| of_kind.iter().map(|one| one.powi(exponent)).sum::<f64>();
    let (squares, cubes) = (power(2), power(3));
    let mean = (count * (count + 1.0) - squares) / count;
    let variance =
        (squares * (squares + count * (count + 1.0)) - 2.0 * count * cubes - count.powi(3))
            / (count * count * (count - 1.0));
    if count < 2.0 || variance <= 1e-9 {
        return None;
    }
    let runs = sequence.chunk_by(|a, b| a == b).count() as f64;
    // Half a run of continuity.
    let z = (runs - 0.5 - mean) / variance.sqrt();
    Some((z, normal_above(z)))
}

/// What verdicts say of how often a code is right: a Beta distribution, begun with a prior and moved by each verdict.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Precision {
    /// Confirmed, with those that the prior stands for.
    pub confirmed: f64,
    /// Dismissed, with those that the prior stands for.
    pub dismissed: f64,
}

impl Precision {
    /// Before any verdict: Beta(1, 1), anything is possible.
    pub(super) const PRIOR: Self = Self {
        confirmed: 1.0,
        dismissed: 1.0,
    };

    /// Expected share of right flags.
    pub fn mean(self) -> f64 {
        self.confirmed / (self.confirmed + self.dismissed)
    }

    /// The share below which it lies with this probability.
    ///
    /// ```
    /// use procurement::flags::Precision;
    /// // Of Beta(1, 2) the distribution function is 1 − (1 − x)².
    /// let precision = Precision { confirmed: 1.0, dismissed: 2.0 };
    /// assert!((precision.quantile(0.75) - 0.5).abs() < 1e-9);
    /// ```
    pub fn quantile(self, probability: f64) -> f64 {
        let (mut low, mut high) = (0.0, 1.0);
        for _ in 0..60 {
            let middle = f64::midpoint(low, high);
            if beta_below(middle, self.confirmed, self.dismissed) < probability {
                low = middle;
            } else {
                high = middle;
            }
        }
        f64::midpoint(low, high)
    }
}

/// The regularised incomplete beta function, by its continued fraction (Abramowitz and Stegun 26.5.8).
fn beta_below(x: f64, a: f64, b: f64) -> f64 {
    if x <= 0.0 || x >= 1.0 {
        return x.clamp(0.0, 1.0);
    }
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - beta_below(1.0 - x, b, a);
    }
    let front =
        (ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + a * x.ln() + b * (1.0 - x).ln()).exp() / a;
    // Evaluated from the inside out; 200 terms are more than enough below the mean.
    let term = |m: i32| {
        let half = f64::from(m / 2);
        if m % 2 == 0 {
            half * (b - half) * x / ((a + 2.0 * half - 1.0) * (a + 2.0 * half))
        } else {
            -(a + half) * (a + b + half) * x / ((a + 2.0 * half) * (a + 2.0 * half + 1.0))
        }
    };
    let fraction = (1..=200).rev().fold(1.0, |inner, m| 1.0 + term(m) / inner);
    front / fraction
}

/// Logarithm of the gamma function for positive numbers: Lanczos's approximation, g = 7.
fn ln_gamma(x: f64) -> f64 {
    const TERMS: [f64; 8] = [
        676.520_368_121_885_1,
        -1_259.139_216_722_402_8,
        771.323_428_777_653_1,
        -176.615_029_162_140_6,
        12.507_343_278_686_905,
        -0.138_571_095_265_720_12,
        9.984_369_578_019_572e-6,
        1.505_632_735_149_311_6e-7,
    ];
    let x = x - 1.0;
    let base = x + 7.5;
    let sum = TERMS
        .iter()
        .zip(1..)
        .fold(0.999_999_999_999_809_9, |sum, (term, at)| {
            sum + term / (x + f64::from(at))
        });
    0.5 * std::f64::consts::TAU.ln() + (x + 0.5) * base.ln() - base + sum.ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(ours: f64, theirs: f64) {
        assert!(
            (ours - theirs).abs() <= 1e-6 * theirs.abs().max(1e-3),
            "{ours} is not {theirs}"
        );
    }

    /// scipy.stats: binom.cdf(2, 10, .3), norm.sf(1.96), norm.sf(-1), beta.ppf(.05, 9, 5), beta.ppf(.95, 9, 5);
    /// `scipy.stats.false_discovery_control`([.01, .04, .03, .5]).
    #[test]
    fn figures_of_scipy() {
        close(poisson_binomial_at_most(&[0.3; 10], 2), 0.382_782_786_4);
        close(normal_above(1.96), 0.024_997_895_148);
        close(normal_above(-1.0), 0.841_344_746_07);
        let q = benjamini_hochberg(&[0.01, 0.04, 0.03, 0.5]);
        for (ours, theirs) in q.iter().zip([0.04, 0.053_333_333, 0.053_333_333, 0.5]) {
            close(*ours, theirs);
        }
        let precision = Precision {
            confirmed: 9.0,
            dismissed: 5.0,
        };
        close(precision.quantile(0.05), 0.427_380_660_6);
        close(precision.quantile(0.95), 0.834_340_573_3);
    }

    /// Two unequal chances by hand: none comes true with (1 − .5)(1 − .2), both with .5 · .2.
    #[test]
    fn unequal_chances() {
        close(poisson_binomial_at_most(&[0.5, 0.2], 0), 0.4);
        close(poisson_binomial_at_most(&[0.5, 0.2], 1), 0.9);
        close(poisson_binomial_at_most(&[0.5, 0.2], 2), 1.0);
    }

    /// Mean and variance of the number of runs over all orders of aaabb, counted one by one: 3.4 and 0.84.
    #[test]
    fn runs_over_all_orders() {
        // Turns: 5 runs; z = (5 − .5 − 3.4) / √0.84.
        close(runs(&[1, 2, 1, 2, 1]).unwrap().0, 1.1 / 0.84_f64.sqrt());
        assert_eq!(runs(&[1, 1, 1]), None);
        assert_eq!(runs(&[1, 2]), None);
    }
}
