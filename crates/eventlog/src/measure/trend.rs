//! Whether a series rises or falls: slope of Theil and Sen, test of Mann and Kendall; and the monthly series of each step's sojourn.

use std::collections::BTreeMap;

use super::Durations;
use super::intervals::Intervals;
use super::numbers::two_sided_normal;
use crate::log::EventLog;

/// Up to this length, and without equal values, p is exact.
const EXACT: usize = 60;

/// A trend.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trend {
    /// Median of the slopes between all pairs of points (Theil 1950, Sen 1968), in units of y per unit of x.
    pub slope: f64,
    /// Kendall's S: pairs that rise minus pairs that fall.
    pub s: i64,
    /// Two-sided p of the test of Mann (1945) and Kendall: exact without equal values and up to 60 points, else by the normal approximation
    /// with corrections for ties and continuity.
    pub p: f64,
    /// Whether p is exact.
    pub exact: bool,
}

/// The trend of points (x, y); `None` for fewer than three points or where two have the same x or a number is not finite.
pub fn trend(points: &[(f64, f64)]) -> Option<Trend> {
    let mut points = points.to_vec();
    points.sort_by(|a, b| a.0.total_cmp(&b.0));
    let finite = |&(x, y): &(f64, f64)| x.is_finite() && y.is_finite();
    if points.len() < 3 || !points.iter().all(finite) || points.windows(2).any(|w| w[0].0 >= w[1].0)
    {
        return None;
    }
    let (mut slopes, mut s) = (Vec::new(), 0_i64);
    for (place, a) in points.iter().enumerate() {
        for b in &points[place + 1..] {
            slopes.push((b.1 - a.1) / (b.0 - a.0));
            s += i64::from(b.1 > a.1) - i64::from(b.1 < a.1);
        }
    }
    slopes.sort_by(f64::total_cmp);
    let middle = slopes.len() / 2;
    let slope = if slopes.len() % 2 == 1 {
        slopes[middle]
    } else {
        f64::midpoint(slopes[middle - 1], slopes[middle])
    };
    let ties = ties(&points);
    let exact = ties.is_empty() && points.len() <= EXACT;
    let p = if exact {
        exact_p(points.len(), s)
    } else {
        normal_p(points.len(), s, &ties)
    };
    Some(Trend { slope, s, p, exact })
}

/// Sizes of the groups of equal values.
fn ties(points: &[(f64, f64)]) -> Vec<usize> {
    let mut values: Vec<f64> = points.iter().map(|point| point.1).collect();
    values.sort_by(f64::total_cmp);
    // In rising order “not below” is “equal”.
    values
        .chunk_by(|a, b| a >= b)
        .map(<[f64]>::len)
        .filter(|&size| size > 1)
        .collect()
}

/// Among all orders of n values, the share with an S at least as far from 0. Orders are counted by the pairs that fall (Mahonian numbers),
/// as shares so that nothing overflows.
fn exact_p(n: usize, s: i64) -> f64 {
    let pairs = n * (n - 1) / 2;
    let mut shares = vec![1.0_f64];
    for size in 2..=n {
        let mut next = vec![0.0; size * (size - 1) / 2 + 1];
        for (fallen, share) in shares.iter().enumerate() {
            for place in &mut next[fallen..fallen + size] {
                *place += share / size as f64;
            }
        }
        shares = next;
    }
    let away = usize::try_from(s.unsigned_abs()).unwrap_or(pairs);
    let tail: f64 = shares[..=(pairs - away) / 2].iter().sum();
    (2.0 * tail).min(1.0)
}

fn normal_p(n: usize, s: i64, ties: &[usize]) -> f64 {
    let term = |n: usize| (n * (n - 1) * (2 * n + 5)) as f64;
    let variance = (term(n) - ties.iter().map(|&t| term(t)).sum::<f64>()) / 18.0;
    if variance <= 0.0 {
        return 1.0;
    }
    two_sided_normal((s.abs() - 1).max(0) as f64 / variance.sqrt())
}

/// What is enough to speak of a trend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrendOptions {
    /// Completions that a month needs to count; 5 unless told: the median of fewer is one person's holiday.
    pub least_in_month: usize,
    /// Months that a step needs; 6 unless told: below 5 the exact test cannot reach p = 0.05 at all.
    pub least_months: usize,
}

impl Default for TrendOptions {
    fn default() -> Self {
        Self {
            least_in_month: 5,
            least_months: 6,
        }
    }
}

/// A step month by month.
#[derive(Clone, Debug, PartialEq)]
pub struct StepTrend {
    /// Number into [`EventLog::activities`].
    pub activity: u32,
    /// Months with enough completions, in order, and the sojourn times of what was completed in them.
    pub months: Vec<((i64, u8), Durations)>,
    /// Trend of the monthly medians, in seconds per month; `None` with too few months.
    pub trend: Option<Trend>,
}

/// The sojourn time (from the completion before it in the case to its own) of each activity by the month of its completion, with its
/// trend; in the order of activities. `month_of` as in [`super::months`].
pub fn sojourn_trends(
    log: &EventLog,
    month_of: &dyn Fn(i64) -> (i64, u8),
    options: TrendOptions,
) -> Vec<StepTrend> {
    let intervals = Intervals::of(log);
    let mut series: Vec<BTreeMap<(i64, u8), Vec<i64>>> =
        vec![BTreeMap::new(); log.activities().len()];
    for rows in log.cases() {
        let mut before: Option<i64> = None;
        for row in rows.filter(|&row| intervals.completes[row]) {
            let at = log.times()[row];
            if let Some(before) = before {
                series[log.activity()[row] as usize]
                    .entry(month_of(at))
                    .or_default()
                    .push(at.saturating_sub(before));
            }
            before = Some(at);
        }
    }
    (0..)
        .zip(series)
        .map(|(activity, months)| {
            let months: Vec<_> = months
                .into_iter()
                .filter(|(_, sojourns)| sojourns.len() >= options.least_in_month)
                .map(|(month, sojourns)| (month, Durations::new(sojourns)))
                .collect();
            let enough = months.len() >= options.least_months;
            let points: Vec<(f64, f64)> = months
                .iter()
                .filter_map(|((year, month), sojourns)| {
                    Some(((year * 12 + i64::from(*month)) as f64, sojourns.median()?))
                })
                .collect();
            StepTrend {
                activity,
                trend: if enough { trend(&points) } else { None },
                months,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn series(y: &[f64]) -> Vec<(f64, f64)> {
        (0..).map(f64::from).zip(y.iter().copied()).collect()
    }

    /// Expected: `scipy.stats.theilslopes(y, range(n)).slope`, `scipy.stats.kendalltau(range(n), y, method="exact").pvalue` (`SciPy` 1.17) and, for
    /// the series with ties, `pymannkendall.original_test(y)` (1.4): p 0.00010998489353597485, S 57.
    #[test]
    fn slopes_and_p_are_those_of_scipy_and_pymannkendall() {
        for (y, slope, s, p, exact) in [
            (
                &[3.0, 1.0, 4.0, 1.5, 5.0, 9.0, 2.6, 5.3, 5.8][..],
                0.433_333_333_333_333_35,
                18,
                0.075_176_366_843_033_51,
                true,
            ),
            (
                &[10.0, 9.5, 9.7, 8.0, 8.2, 7.1, 6.0, 6.5, 5.0, 4.4, 4.1, 3.0],
                -0.638_75,
                -60,
                1.465_548_340_548_340_5e-6,
                true,
            ),
            (
                &[1.0, 2.0, 2.0, 3.0, 5.0, 4.0, 4.0, 7.0, 6.0, 8.0, 8.0, 9.0],
                0.7,
                57,
                0.000_109_984_893_535_974_85,
                false,
            ),
        ] {
            let found = trend(&series(y)).unwrap();
            assert!(
                (found.slope - slope).abs() < 1e-12 && (found.p / p - 1.0).abs() < 1e-9,
                "{found:?}"
            );
            assert_eq!((found.s, found.exact), (s, exact));
        }
    }

    #[test]
    fn a_straight_line_is_found_and_rising_ever_is_the_rarest_order() {
        let points = series(
            &(0..60)
                .map(|x| 3.0 - 2.0 * f64::from(x))
                .collect::<Vec<_>>(),
        );
        let found = trend(&points).unwrap();
        assert!((found.slope + 2.0).abs() < 1e-12 && found.exact);
        // Two of 60! orders.
        assert!(
            (found.p.ln() - 2.0_f64.ln() + crate::measure::numbers::ln_factorials(60)[60]).abs()
                < 1e-6
        );
        assert_eq!(trend(&points[..2]), None);
        assert_eq!(trend(&[(0.0, 1.0), (0.0, 2.0), (1.0, 3.0)]), None);
        let flat = trend(&series(&[1.0; 8])).unwrap();
        assert_eq!((flat.slope, flat.s, flat.p), (0.0, 0, 1.0));
    }

    proptest! {
        #[test]
        fn turning_the_series_round_turns_the_sign(y in proptest::collection::vec(-9_i32..9, 3..40)) {
            let y: Vec<f64> = y.into_iter().map(f64::from).collect();
            let back: Vec<f64> = y.iter().rev().copied().collect();
            let (one, other) = (trend(&series(&y)).unwrap(), trend(&series(&back)).unwrap());
            prop_assert!((one.slope + other.slope).abs() < 1e-9);
            prop_assert_eq!(one.s, -other.s);
            prop_assert!((one.p - other.p).abs() < 1e-9 && (0.0..=1.0).contains(&one.p));
        }
    }
}
