//! Percentages as statements give them: exact, or between bounds that are themselves in or out.

use serde_json::{Map, Number, Value};

use crate::shares::{Fraction, Share};

/// The part held, as written. [`Percentage::share`] is the interval.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Percentage {
    /// Exactly so much.
    pub exact: Option<Number>,
    /// At least.
    pub minimum: Option<Number>,
    /// At most.
    pub maximum: Option<Number>,
    /// More than.
    pub exclusive_minimum: Option<Number>,
    /// Less than.
    pub exclusive_maximum: Option<Number>,
    /// Fields that are not modelled.
    pub other: Map<String, Value>,
}

/// The fraction of a percentage; exact, since JSON writes decimals.
pub(super) fn fraction(percent: &Number) -> Option<Fraction> {
    let text = percent.to_string();
    if let Ok(fraction) = text.parse() {
        return Some(fraction);
    }
    // Tiny and long decimals are written with an exponent or more digits than a fraction takes.
    let value = percent.as_f64()?;
    format!("{value:.9}").parse().ok()
}

impl Percentage {
    /// Exactly so many hundredths.
    pub fn exactly(percent: u8) -> Self {
        Self {
            exact: Some(Number::from(percent)),
            ..Self::default()
        }
    }

    /// The bounds, lower and upper, and whether each belongs to it; `None` where a bound is not given.
    pub fn bounds(&self) -> [Option<(Fraction, bool)>; 2] {
        if let Some(exact) = self.exact.as_ref().and_then(fraction) {
            return [Some((exact, true)); 2];
        }
        let bound = |inside: &Option<Number>, outside: &Option<Number>| {
            inside
                .as_ref()
                .and_then(fraction)
                .map(|bound| (bound, true))
                .or_else(|| {
                    outside
                        .as_ref()
                        .and_then(fraction)
                        .map(|bound| (bound, false))
                })
        };
        [
            bound(&self.minimum, &self.exclusive_minimum),
            bound(&self.maximum, &self.exclusive_maximum),
        ]
    }

    /// The smallest closed interval that holds it: "more than 25, less than 50" gives 25 to 50.
    pub fn share(&self) -> Share {
        let [low, high] = self.bounds();
        Share::between(
            low.map_or(Fraction::ZERO, |(bound, _)| bound),
            high.map_or(Fraction::ONE, |(bound, _)| bound),
        )
    }

    /// Whether the bounds leave nothing between them.
    pub(super) fn is_empty_interval(&self) -> bool {
        let [Some((low, low_in)), Some((high, high_in))] = self.bounds() else {
            return false;
        };
        low > high || (low == high && !(low_in && high_in))
    }

    /// Each number with its field.
    pub(super) fn numbers(&self) -> [(&'static str, Option<&Number>); 5] {
        [
            ("exact", self.exact.as_ref()),
            ("minimum", self.minimum.as_ref()),
            ("maximum", self.maximum.as_ref()),
            ("exclusiveMinimum", self.exclusive_minimum.as_ref()),
            ("exclusiveMaximum", self.exclusive_maximum.as_ref()),
        ]
    }
}
