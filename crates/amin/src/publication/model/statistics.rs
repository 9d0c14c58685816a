//! Uncertainty of shares and medians.

/// Quantile of the normal distribution for 95 % two-sided.
const Z: f64 = 1.959_963_984_540_054;

/// Wilson's score interval of 95 % for `k` of `n`; none for `n` = 0 or `k` > `n`.
///
/// E. B. Wilson, JASA 22 (1927), 209–212; method 3 of R. G. Newcombe, Statistics in Medicine 17 (1998), 857–872.
pub fn wilson(k: u64, n: u64) -> Option<(f64, f64)> {
    if n == 0 || k > n {
        return None;
    }
    let (count, share) = (n as f64, k as f64 / n as f64);
    let centre = share + Z * Z / (2.0 * count);
    let half = Z * (share * (1.0 - share) / count + Z * Z / (4.0 * count * count)).sqrt();
    let scale = 1.0 + Z * Z / count;
    // Rounding must not push an end of 0 or 1 past the share itself.
    let low = if k == 0 {
        0.0
    } else {
        ((centre - half) / scale).max(0.0)
    };
    let high = if k == n {
        1.0
    } else {
        ((centre + half) / scale).min(1.0)
    };
    Some((low, high))
}

/// A median with its interval, in the unit of the values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Median {
    /// The median.
    pub value: f64,
    /// Distribution-free interval of about 95 % from order statistics; none where an end lies among what is not finished.
    pub interval: Option<(f64, f64)>,
}

/// The median of finished times where `unfinished` more will be longer than all of them; none while half is not finished.
///
/// The interval takes the values of rank n/2 ∓ 1.96·√n/2 (rounded; the upper one rank higher): M. J. Campbell and M. J. Gardner,
/// BMJ 296 (1988), 1454–1456.
pub fn median(times: &[i64], unfinished: usize) -> Option<Median> {
    let n = times.len() + unfinished;
    if n == 0 {
        return None;
    }
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    let at = |rank: usize| sorted.get(rank.checked_sub(1)?).map(|value| *value as f64);
    let value = if n % 2 == 1 {
        at(n.div_ceil(2))?
    } else {
        f64::midpoint(at(n / 2)?, at(n / 2 + 1)?)
    };
    let (low, high) = ranks(n);
    let interval = at(low).zip(at(high));
    Some(Median { value, interval })
}

/// Ranks, from 1, of the ends of the interval of a median.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "between 0 and n"
)]
fn ranks(n: usize) -> (usize, usize) {
    let (half, reach) = (n as f64 / 2.0, Z * (n as f64).sqrt() / 2.0);
    let low = (half - reach).round().max(1.0) as usize;
    let high = (1.0 + half + reach).round() as usize;
    (low, high.min(n))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Newcombe 1998, table I, method 3.
    #[test]
    fn wilson_agrees_with_newcombe() {
        for (k, n, low, high) in [
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0, 0.1611),
            (1, 29, 0.0061, 0.1718),
        ] {
            let (l, h) = wilson(k, n).unwrap();
            assert!(
                (l - low).abs() < 5e-5 && (h - high).abs() < 5e-5,
                "{k}/{n}: {l} {h}"
            );
        }
        assert_eq!(wilson(0, 0), None);
        assert_eq!(wilson(3, 2), None);
    }

    /// Campbell and Gardner 1988: the 40th and the 61st of 100 values; exact binomial table: the 2nd and the 9th of 10.
    #[test]
    fn ranks_agree_with_campbell_and_gardner() {
        assert_eq!(ranks(100), (40, 61));
        assert_eq!(ranks(10), (2, 9));
    }

    #[test]
    fn what_is_not_finished_is_longer_than_all() {
        let value = |times: &[i64], unfinished| median(times, unfinished).map(|found| found.value);
        assert_eq!(value(&[1, 2, 3], 0), Some(2.0));
        assert_eq!(value(&[4, 1, 3, 2], 0), Some(2.5));
        assert_eq!(value(&[1, 2, 3], 2), Some(3.0));
        assert_eq!(median(&[1, 2, 3], 2).unwrap().interval, None);
        assert_eq!(median(&[1, 2], 3), None);
        assert_eq!(median(&[], 0), None);
    }

    proptest! {
        #[test]
        fn the_share_lies_in_its_interval(n in 1_u64..100_000, part in 0.0..=1.0_f64) {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most n")]
            let k = (part * n as f64) as u64;
            let (low, high) = wilson(k, n).unwrap();
            let share = k as f64 / n as f64;
            prop_assert!(0.0 <= low && low <= share + 1e-12 && share <= high + 1e-12 && high <= 1.0);
        }

        #[test]
        fn the_median_lies_in_its_interval(times in prop::collection::vec(0_i64..500, 1..200)) {
            let found = median(&times, 0).unwrap();
            let (low, high) = found.interval.unwrap();
            prop_assert!(low <= found.value && found.value <= high);
        }
    }
}
