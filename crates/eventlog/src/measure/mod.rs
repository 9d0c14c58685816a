//! What can be read off a log: summary, variants, directly-follows graph, times, work of resources, loops, dotted chart, and where the
//! record itself is to be doubted ([`quality`]).
//!
//! Everything is computed anew from the columns; on a million events each takes milliseconds.

mod dfg;
mod dotted;
mod handover;
mod hours;
mod intervals;
mod loops;
mod months;
mod numbers;
mod overview;
mod ping_pong;
mod profiles;
pub mod quality;
mod summary;
mod times;
mod trend;
mod variants;
mod visits;
mod workload;

pub use dfg::{Dfg, Edge, dfg};
pub use dotted::{CaseOrder, Dot, Dotted, TimeAxis, dotted};
pub use handover::{Handover, handover};
pub use hours::{ByClock, DayKind, Hours, Local, OfficeHours, WorkingHours, working_hours};
pub use loops::{Loop, Repeats, longest_loops, repeats};
pub use months::{Month, gregorian_month, months};
pub use overview::{Overview, overview};
pub use ping_pong::{PingPong, ping_pong};
pub use profiles::{Profile, profiles};
pub use summary::{Summary, case_durations, summary};
pub use times::{ActivityTimes, CaseTimes, TimeOptions, Times, WaitingMethod, times};
pub use trend::{StepTrend, Trend, TrendOptions, sojourn_trends, trend};
pub use variants::{Variant, variants};
pub use visits::{Visits, visits};
pub use workload::{Load, Workload, iso_week, workload};

/// Durations in order of size, in microseconds, with the statistics that reports show.
///
/// Quantiles interpolate linearly between the neighbours (numpy's and pandas' default, type 7 of Hyndman and Fan 1996).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Durations(Vec<i64>);

impl Durations {
    /// Takes durations in microseconds, in any order.
    pub fn new(mut micros: Vec<i64>) -> Self {
        micros.sort_unstable();
        Self(micros)
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The quantile `share` (0 to 1) in seconds; `None` when there are no durations.
    pub fn quantile(&self, share: f64) -> Option<f64> {
        let last = self.0.len().checked_sub(1)?;
        let place = share.clamp(0.0, 1.0) * last as f64;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "0 ≤ place ≤ last"
        )]
        let low = place as usize;
        let (a, b) = (self.0[low], self.0[(low + 1).min(last)]);
        Some((a as f64 + (b as f64 - a as f64) * (place - low as f64)) / 1e6)
    }

    /// The median in seconds.
    pub fn median(&self) -> Option<f64> {
        self.quantile(0.5)
    }

    /// The mean in seconds.
    pub fn mean(&self) -> Option<f64> {
        (!self.0.is_empty()).then(|| self.total() / self.0.len() as f64)
    }

    /// The sum in seconds.
    pub fn total(&self) -> f64 {
        self.0
            .iter()
            .map(|&micros| i128::from(micros))
            .sum::<i128>() as f64
            / 1e6
    }

    /// The spread: distance between the quartiles, in seconds.
    pub fn interquartile_range(&self) -> Option<f64> {
        Some(self.quantile(0.75)? - self.quantile(0.25)?)
    }

    /// How many are longer than `seconds`.
    pub fn longer_than(&self, seconds: f64) -> usize {
        let rest = self
            .0
            .partition_point(|&micros| micros as f64 / 1e6 <= seconds);
        self.0.len() - rest
    }
}

/// The median of durations in microseconds as seconds, as [`Durations::median`] gives it, without sorting them all; 0 for none.
fn median_seconds(micros: &mut [i64]) -> f64 {
    if micros.is_empty() {
        return 0.0;
    }
    let (lower, upper) = ((micros.len() - 1) / 2, micros.len() / 2);
    let (below, within) = bracketed(micros, lower, upper);
    let (_, &mut low, above) = micros[within].select_nth_unstable(lower - below);
    let high = if upper == lower {
        low
    } else {
        above.iter().copied().min().unwrap_or(low)
    };
    let (low, high) = (low as f64, high as f64);
    (low + (high - low) * 0.5) / 1e6
}

/// Draws the values that may stand at the places `lower` to `upper` of the order together, as Floyd and Rivest do (*Expected time bounds
/// for selection*, 1975): a sample tells between which two values they lie, so that one pass leaves few. Returns how many values are
/// below and where the others stand; all of them where a sample is not worth its while, or misleads.
fn bracketed(values: &mut [i64], lower: usize, upper: usize) -> (usize, std::ops::Range<usize>) {
    /// One value of so many is drawn: an odd number, so that what repeats in twos, fours and eights is not drawn alike.
    const STRIDE: usize = 61;
    let all = 0..values.len();
    if values.len() < 16 * STRIDE {
        return (0, all);
    }
    let mut sample: Vec<i64> = values.iter().step_by(STRIDE).copied().collect();
    sample.sort_unstable();
    // Three standard deviations of the place of the median in a sample.
    let (half, margin) = (sample.len() / 2, 3 * sample.len().isqrt() / 2 + 1);
    let (low, high) = (
        sample[half.saturating_sub(margin)],
        sample[(half + margin).min(sample.len() - 1)],
    );
    let (mut below, mut within) = (0, 0);
    for at in 0..values.len() {
        let value = values[at];
        below += usize::from(value < low);
        // Swapped in any case: a branch that nobody can foresee takes longer.
        values.swap(at, within);
        within += usize::from(low <= value && value <= high);
    }
    if below <= lower && upper < below + within {
        (below, 0..within)
    } else {
        (0, all)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Durations, median_seconds};

    proptest! {
        #[test]
        fn a_median_is_that_of_the_sorted(mut micros in proptest::collection::vec(-1_000_000_000_i64..1_000_000_000_000, 1..40)) {
            let sorted = Durations::new(micros.clone()).median().unwrap();
            prop_assert!((median_seconds(&mut micros) - sorted).abs() < 1e-9);
        }

        /// Few or many different values, in an order that may mislead a sample.
        #[test]
        fn a_median_of_many_is_that_of_the_sorted(
            count in 1_usize..4_000, different in 1_i64..5_000, step in 1_i64..5_000, rising in any::<bool>(),
        ) {
            let mut micros: Vec<i64> = (0..i64::try_from(count).unwrap()).map(|k| k * step % different).collect();
            if rising {
                micros.sort_unstable();
            }
            let sorted = Durations::new(micros.clone()).median().unwrap();
            prop_assert!((median_seconds(&mut micros) - sorted).abs() < 1e-12);
        }
    }

    /// Expected values: `numpy.quantile([1, 2, 4, 8], q)` of numpy 2.
    #[test]
    fn quantiles_are_those_of_numpy() {
        let durations = Durations::new(vec![8_000_000, 1_000_000, 4_000_000, 2_000_000]);
        for (share, expected) in [
            (0.0, 1.0),
            (0.25, 1.75),
            (0.5, 3.0),
            (0.8, 5.6),
            (0.95, 7.4),
            (1.0, 8.0),
        ] {
            assert!((durations.quantile(share).unwrap() - expected).abs() < 1e-9);
        }
        assert_eq!(durations.longer_than(4.0), 1);
        assert_eq!(Durations::default().median(), None);
    }
}
