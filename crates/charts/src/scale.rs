//! From values to places: a linear scale with round ticks.

/// Maps values to coordinates. The domain always contains zero, because a bar that does not start at zero misleads.
#[derive(Debug, Clone)]
pub(crate) struct Scale {
    low: f64,
    high: f64,
    from: f64,
    to: f64,
    /// Round values within the domain, rising.
    pub(crate) ticks: Vec<f64>,
}

impl Scale {
    /// A scale over the finite `values` and zero, with about `wanted` ticks; coordinates are set by [`Scale::between`].
    pub(crate) fn new(values: impl Iterator<Item = f64> + Clone, wanted: usize) -> Scale {
        let finite = values.filter(|v| v.is_finite());
        let whole = finite.clone().all(|v| v.fract() == 0.0);
        let low = finite.clone().fold(0.0_f64, f64::min);
        let mut high = finite.fold(0.0_f64, f64::max);
        if low >= high {
            high = 1.0;
        }
        let ticks = ticks(low, high, wanted, whole);
        let (low, high) = match ticks.as_slice() {
            [first, .., last] => (*first, *last),
            _ => (low, high),
        };
        Scale {
            low,
            high,
            from: 0.0,
            to: 1.0,
            ticks,
        }
    }

    /// The scale of a share: zero to one in quarters.
    pub(crate) fn unit() -> Scale {
        Scale {
            low: 0.0,
            high: 1.0,
            from: 0.0,
            to: 1.0,
            ticks: vec![0.0, 0.25, 0.5, 0.75, 1.0],
        }
    }

    /// A scale from the first to the last of these rising values.
    pub(crate) fn of_ticks(ticks: Vec<f64>) -> Scale {
        Scale {
            low: ticks.first().copied().unwrap_or(0.0),
            high: ticks.last().copied().unwrap_or(1.0),
            from: 0.0,
            to: 1.0,
            ticks,
        }
    }

    /// The same scale, drawn from coordinate `from` to coordinate `to`.
    pub(crate) fn between(mut self, from: f64, to: f64) -> Scale {
        (self.from, self.to) = (from, to);
        self
    }

    /// Coordinate of a value; values outside the domain stay at its ends.
    pub(crate) fn at(&self, value: f64) -> f64 {
        // Halves keep the difference finite even between the two largest floats.
        let share = (value / 2.0 - self.low / 2.0) / (self.high / 2.0 - self.low / 2.0);
        let share = if share.is_finite() {
            share.clamp(0.0, 1.0)
        } else {
            0.0
        };
        self.from + share * (self.to - self.from)
    }
}

fn ticks(low: f64, high: f64, wanted: usize, whole: bool) -> Vec<f64> {
    let rough = (high - low) / wanted.max(1) as f64;
    let exponent = rough.log10().floor();
    let power = 10_f64.powf(exponent);
    let step = [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|m| m * power)
        .find(|s| *s >= rough)
        .unwrap_or(f64::NAN);
    let step = if whole && step < 1.0 { 1.0 } else { step };
    // What sums of fractions leave behind a round value asks for no further tick.
    let (first, last) = ((low / step + 1e-9).floor(), (high / step - 1e-9).ceil());
    let count = last - first;
    let reaches = (first * step).is_finite() && (last * step).is_finite();
    if !(reaches
        && step.is_finite()
        && step > 0.0
        && count.is_finite()
        && (1.0..=50.0).contains(&count))
    {
        // Numbers at the edge of what a float holds: the ends alone are honest.
        return vec![low, high];
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a count between 1 and 50"
    )]
    let count = count as u32;
    (0..=count)
        .map(|i| clean((first + f64::from(i)) * step, exponent))
        .collect()
}

/// Takes away the noise of binary fractions: 0.30000000000000004 becomes 0.3.
fn clean(value: f64, exponent: f64) -> f64 {
    if !(-15.0..0.0).contains(&exponent) {
        return value;
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and 15"
    )]
    let decimals = -exponent as usize;
    format!("{value:.decimals$}").parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_whole_of_parts_ends_at_the_whole() {
        let parts = [100.0 / 3.0; 3].iter().sum::<f64>() + 1.5e-14;
        assert!(parts > 100.0);
        assert_eq!(
            Scale::new([parts].into_iter(), 4).ticks.last(),
            Some(&100.0)
        );
        assert_eq!(
            Scale::new([-parts].into_iter(), 4).ticks.first(),
            Some(&-100.0)
        );
    }

    #[test]
    fn ticks_are_round_and_counts_are_whole() {
        assert_eq!(
            Scale::new([3.0, 97.0].into_iter(), 5).ticks,
            [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]
        );
        assert_eq!(Scale::new([1.0].into_iter(), 5).ticks, [0.0, 1.0]);
        assert_eq!(
            Scale::new([0.29].into_iter(), 3).ticks,
            [0.0, 0.1, 0.2, 0.3]
        );
        assert_eq!(
            Scale::new([-4.0, 8.0].into_iter(), 4).ticks,
            [-5.0, 0.0, 5.0, 10.0]
        );
        assert_eq!(Scale::new(std::iter::empty(), 4).ticks, [0.0, 1.0]);
        assert_eq!(
            Scale::new([1.66e308].into_iter(), 5).ticks,
            [0.0, 1.66e308],
            "the next round number is infinite"
        );
    }

    proptest! {
        #[test]
        fn any_float_gets_a_finite_place(values in proptest::collection::vec(any::<f64>(), 0..8), value in any::<f64>()) {
            let scale = Scale::new(values.iter().copied(), 5).between(10.0, 90.0);
            prop_assert!(scale.ticks.len() >= 2 && scale.ticks.iter().all(|t| t.is_finite()));
            prop_assert!((10.0..=90.0).contains(&scale.at(value)));
        }

        #[test]
        fn order_is_kept(a in -1e9..1e9_f64, b in -1e9..1e9_f64) {
            let scale = Scale::new([a, b].into_iter(), 5).between(0.0, 100.0);
            prop_assert_eq!(a < b, scale.at(a) < scale.at(b) || (scale.at(a) - scale.at(b)).abs() < 1e-9 && a < b);
        }
    }
}
