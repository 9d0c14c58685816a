//! Quantiles and fences.

/// The quantile of numbers in ascending order, by method 8 of Hyndman and Fan (1996), "Sample quantiles in statistical
/// packages": the one they recommend, median-unbiased whatever the distribution.
///
/// ```
/// let quartile = procurement::quantile::quantile(&[1.0, 2.0, 3.0, 4.0], 0.25);
/// // h = (4 + 1/3) / 4 + 1/3 = 17/12, so 1 + 5/12.
/// assert!((quartile.unwrap() - (1.0 + 5.0 / 12.0)).abs() < 1e-12);
/// ```
pub fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    let count = sorted.len();
    if count == 0 {
        return None;
    }
    let h = (count as f64 + 1.0 / 3.0) * share + 1.0 / 3.0;
    // Positions count from one.
    let below = h.floor();
    if below < 1.0 || share == 0.0 {
        return Some(sorted[0]);
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 1 and count"
    )]
    let at = (below as usize).min(count);
    if at >= count || share >= 1.0 {
        return Some(sorted[count - 1]);
    }
    let (low, high) = (sorted[at - 1], sorted[at]);
    Some(low + (h - below) * (high - low))
}

/// First and third quartile.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quartiles {
    /// First.
    pub q1: f64,
    /// Third.
    pub q3: f64,
}

impl Quartiles {
    /// Of numbers in any order, which it sorts.
    pub fn of(numbers: &mut [f64]) -> Option<Self> {
        numbers.sort_unstable_by(f64::total_cmp);
        Some(Self {
            q1: quantile(numbers, 0.25)?,
            q3: quantile(numbers, 0.75)?,
        })
    }

    /// First quartile less one and a half interquartile ranges (Tukey 1977).
    pub fn lower_fence(self) -> f64 {
        self.q1 - 1.5 * (self.q3 - self.q1)
    }

    /// Third quartile and one and a half interquartile ranges (Tukey 1977).
    pub fn upper_fence(self) -> f64 {
        self.q3 + 1.5 * (self.q3 - self.q1)
    }
}
