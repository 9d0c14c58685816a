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

/// The usual level of false discovery: of the differences that are called so, one in twenty is chance.
pub const LEVEL: f64 = 0.05;
/// Level of the equivalence test.
const ALIKE: f64 = 0.05;

/// The verdict on a difference: `q` is its p-value after correction for many comparisons, `equivalent` the p-value of the
/// equivalence test, `enough` whether both groups have the least number of cases, `level` the false-discovery rate below which
/// `q` must lie ([`LEVEL`] is usual).
///
/// A difference that is found but proven smaller than the margin is called alike: it is real and does not matter.
pub fn verdict(q: f64, equivalent: f64, enough: bool, level: f64) -> Verdict {
    if !enough {
        Verdict::TooLittleData
    } else if equivalent < ALIKE {
        Verdict::AlikeWithinMargin
    } else if q < level {
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
            verdict(0.5, equivalence(0.0, 1.0, 0.1), true, LEVEL),
            Verdict::TooLittleData
        );
        assert_eq!(
            verdict(0.5, equivalence(0.0, 0.01, 0.1), true, LEVEL),
            Verdict::AlikeWithinMargin
        );
        assert_eq!(
            verdict(0.001, equivalence(0.5, 0.01, 0.1), true, LEVEL),
            Verdict::Differs
        );
        assert_eq!(
            verdict(0.001, equivalence(0.5, 0.01, 0.1), false, LEVEL),
            Verdict::TooLittleData
        );
        // A stricter level asks for more.
        assert_eq!(
            verdict(0.02, equivalence(0.5, 0.2, 0.1), true, 0.01),
            Verdict::TooLittleData
        );
        assert_eq!(
            verdict(0.02, equivalence(0.5, 0.2, 0.1), true, 0.1),
            Verdict::Differs
        );
    }
}
