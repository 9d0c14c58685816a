//! Three verdicts, effect first: what a difference that a test finds, or does not find, may be called.

use crate::tails::normal;

/// What may be said about a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// تفاوت دارد: the difference is more than chance gives.
    Differs,
    /// در حد هم‌سان: the difference is smaller than the margin, and the data are enough to say so.
    AlikeWithinMargin,
    /// داده کافی نیست: neither can be said.
    TooLittleData,
}

impl Verdict {
    /// The word in interfaces.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Differs => "differs",
            Self::AlikeWithinMargin => "alike-within-margin",
            Self::TooLittleData => "too-little-data",
        }
    }
}

/// P-value of the two one-sided tests that an estimate lies within ±`margin` (Schuirmann 1987): the greater of the two.
pub fn equivalence(estimate: f64, error: f64, margin: f64) -> f64 {
    if error <= 0.0 || !error.is_finite() {
        return 1.0;
    }
    normal((margin - estimate) / error).max(normal((margin + estimate) / error))
}

/// The verdict on a difference: `q` is its p-value after correction for many comparisons, `equivalent` the p-value of the
/// equivalence test, `enough` whether both groups have the least number of cases.
///
/// A difference that is found but proven smaller than the margin is called alike: it is real and does not matter.
pub fn verdict(q: f64, equivalent: f64, enough: bool) -> Verdict {
    if !enough {
        Verdict::TooLittleData
    } else if equivalent < 0.05 {
        Verdict::AlikeWithinMargin
    } else if q < 0.05 {
        Verdict::Differs
    } else {
        Verdict::TooLittleData
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_called_alike_for_want_of_data() {
        assert_eq!(
            verdict(0.5, equivalence(0.0, 1.0, 0.1), true),
            Verdict::TooLittleData
        );
        assert_eq!(
            verdict(0.5, equivalence(0.0, 0.01, 0.1), true),
            Verdict::AlikeWithinMargin
        );
        assert_eq!(
            verdict(0.001, equivalence(0.5, 0.01, 0.1), true),
            Verdict::Differs
        );
        assert_eq!(
            verdict(0.001, equivalence(0.5, 0.01, 0.1), false),
            Verdict::TooLittleData
        );
    }
}
