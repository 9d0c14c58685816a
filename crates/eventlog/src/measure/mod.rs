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

#[cfg(test)]
mod tests {
    use super::Durations;

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
