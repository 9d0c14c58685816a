//! Exact parts of a whole: fractions of 128-bit integers, and intervals of them.
//!
//! Where a result needs more than 128 bits it is rounded outwards, so that an interval always contains the true value.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

/// An exact fraction, in lowest terms, its denominator above zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fraction {
    num: i128,
    den: i128,
}

/// Denominator that results are rounded to when they do not fit.
const COARSE: i128 = 1_000_000_000_000_000;

const fn gcd(a: i128, b: i128) -> i128 {
    let (mut a, mut b) = (a.unsigned_abs(), b.unsigned_abs());
    // Division of 128 bits is slow; nearly all parts fit into 64.
    while b > u64::MAX as u128 || a > u64::MAX as u128 {
        if b == 0 {
            break;
        }
        (a, b) = (b, a % b);
    }
    if b == 0 {
        // Comes from a denominator above zero, so that the divisor fits.
        #[expect(clippy::cast_possible_wrap, reason = "divides a positive i128")]
        return a as i128;
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the loop above ended with both small"
    )]
    let (mut a, mut b) = (a as u64, b as u64);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a as i128
}

/// Exact quotient; in 64 bits where that is enough.
const fn quotient(a: i128, b: i128) -> i128 {
    if b == 1 {
        return a;
    }
    #[expect(clippy::cast_possible_truncation, reason = "checked before")]
    if a == a as i64 as i128 && b == b as i64 as i128 && b > 0 {
        (a as i64 / b as i64) as i128
    } else {
        a / b
    }
}

impl Fraction {
    /// Nothing.
    pub const ZERO: Self = Self { num: 0, den: 1 };
    /// All of it.
    pub const ONE: Self = Self { num: 1, den: 1 };

    /// `num / den`; nothing for a denominator of zero.
    pub fn new(num: i64, den: i64) -> Option<Self> {
        if den == 0 {
            return None;
        }
        Self::reduced(
            i128::from(num) * i128::from(den.signum()),
            i128::from(den).abs(),
        )
    }

    /// So many hundredths.
    pub fn percent(percent: i64) -> Self {
        Self::new(percent, 100).unwrap_or(Self::ZERO)
    }

    fn reduced(num: i128, den: i128) -> Option<Self> {
        if den <= 0 || num == i128::MIN {
            return None;
        }
        let divisor = gcd(num, den);
        Some(Self {
            num: quotient(num, divisor),
            den: quotient(den, divisor),
        })
    }

    /// Numerator and denominator in lowest terms, as text: `1/3`. What [`FromStr`] reads back, as far as both fit in 64 bits.
    pub fn exact_text(self) -> String {
        format!("{}/{}", self.num, self.den)
    }

    /// The sum, unless it needs more than 128 bits.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        if self.den == other.den {
            return Self::reduced(self.num.checked_add(other.num)?, self.den);
        }
        let divisor = gcd(self.den, other.den);
        let (first, second) = (quotient(other.den, divisor), quotient(self.den, divisor));
        let left = self.num.checked_mul(first)?;
        let right = other.num.checked_mul(second)?;
        Self::reduced(left.checked_add(right)?, second.checked_mul(other.den)?)
    }

    /// The difference, unless it needs more than 128 bits.
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.checked_add(Self {
            num: -other.num,
            den: other.den,
        })
    }

    /// The product, unless it needs more than 128 bits.
    pub fn checked_mul(self, other: Self) -> Option<Self> {
        let (first, second) = (gcd(self.num, other.den), gcd(other.num, self.den));
        let (first, second) = (first.max(1), second.max(1));
        Self::reduced(
            (self.num / first).checked_mul(other.num / second)?,
            (self.den / second).checked_mul(other.den / first)?,
        )
    }

    /// The quotient; nothing for a divisor of zero or a result of more than 128 bits.
    pub fn checked_div(self, other: Self) -> Option<Self> {
        if other.num == 0 {
            return None;
        }
        self.checked_mul(Self {
            num: other.den * other.num.signum(),
            den: other.num.abs(),
        })
    }

    /// Rounded to a coarse denominator, up or down.
    pub(crate) fn coarse(self, up: bool) -> Self {
        let (whole, rest) = (self.num.div_euclid(self.den), self.num.rem_euclid(self.den));
        // `rest / den` to fifteen places, by long division so that nothing overflows.
        let (mut digits, mut rest) = (0_i128, rest.unsigned_abs());
        let den = self.den.unsigned_abs();
        for _ in 0..15 {
            let (mut digit, mut ten) = (0_i128, 0_u128);
            for _ in 0..10 {
                ten += rest;
                if ten >= den {
                    ten -= den;
                    digit += 1;
                }
            }
            digits = digits * 10 + digit;
            rest = ten;
        }
        digits += i128::from(up && rest > 0);
        whole
            .checked_mul(COARSE)
            .and_then(|num| Self::reduced(num.checked_add(digits)?, COARSE))
            .unwrap_or(Self { num: whole, den: 1 })
    }

    /// Nearest floating-point number, for showing.
    pub fn to_f64(self) -> f64 {
        self.num as f64 / self.den as f64
    }

    /// Is it exactly nothing?
    pub const fn is_zero(self) -> bool {
        self.num == 0
    }
}

impl Ord for Fraction {
    fn cmp(&self, other: &Self) -> Ordering {
        if let (Some(left), Some(right)) = (
            self.num.checked_mul(other.den),
            other.num.checked_mul(self.den),
        ) {
            return left.cmp(&right);
        }
        // By continued fractions, which never overflow.
        let (mut a, mut b) = ((self.num, self.den), (other.num, other.den));
        loop {
            let (left, right) = (a.0.div_euclid(a.1), b.0.div_euclid(b.1));
            if left != right {
                return left.cmp(&right);
            }
            let (rest_a, rest_b) = (a.0.rem_euclid(a.1), b.0.rem_euclid(b.1));
            match (rest_a, rest_b) {
                (0, 0) => return Ordering::Equal,
                (0, _) => return Ordering::Less,
                (_, 0) => return Ordering::Greater,
                // a.1/rest_a against b.1/rest_b, with the order turned round.
                _ => (a, b) = ((b.1, rest_b), (a.1, rest_a)),
            }
        }
    }
}

impl PartialOrd for Fraction {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Fraction {
    /// As a percentage with at most four decimals, exact where that is enough: `33.3333`, `5`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!("{:.4}", self.to_f64() * 100.0);
        f.write_str(text.trim_end_matches('0').trim_end_matches('.'))
    }
}

/// A part that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "“{0}” is no share; write a percentage from 0 to 100 such as 5 or 33.3, or a fraction such as 1/3"
)]
pub struct ShareError(pub String);

/// A fraction as the rules have it: a percentage (`5`, `5 %`, `33.3`) or `1/3`; digits of any script.
impl FromStr for Fraction {
    type Err = ShareError;

    fn from_str(text: &str) -> Result<Self, ShareError> {
        let wrong = || ShareError(text.chars().take(40).collect());
        let ascii = persian::to_ascii(text.trim()).replace('٫', ".");
        if let Some((num, den)) = ascii.split_once('/') {
            let read = |part: &str| part.trim().parse::<i64>().ok();
            return read(num)
                .zip(read(den))
                .and_then(|(num, den)| Self::new(num, den))
                .ok_or_else(wrong);
        }
        let digits = ascii.trim_end_matches(['%', '٪']).trim();
        let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
        if decimals.len() > 12 || whole.len() > 6 || (whole.is_empty() && decimals.is_empty()) {
            return Err(wrong());
        }
        let joined = format!("{whole}{decimals}");
        if !joined.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(wrong());
        }
        let scale = 10_i128.pow(u32::try_from(decimals.len()).map_err(|_| wrong())?) * 100;
        Self::reduced(joined.parse().map_err(|_| wrong())?, scale).ok_or_else(wrong)
    }
}

/// A part known exactly, or to lie between two bounds, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Share {
    /// Lower bound.
    pub low: Fraction,
    /// Upper bound.
    pub high: Fraction,
}

impl Share {
    /// Nothing.
    pub const NONE: Self = Self {
        low: Fraction::ZERO,
        high: Fraction::ZERO,
    };
    /// Somewhere between nothing and all.
    pub const UNKNOWN: Self = Self {
        low: Fraction::ZERO,
        high: Fraction::ONE,
    };

    /// Exactly this part.
    pub const fn exact(part: Fraction) -> Self {
        Self {
            low: part,
            high: part,
        }
    }

    /// So many hundredths.
    pub fn percent(percent: i64) -> Self {
        Self::exact(Fraction::percent(percent))
    }

    /// Between two bounds, in either order.
    pub fn between(one: Fraction, other: Fraction) -> Self {
        Self {
            low: one.min(other),
            high: one.max(other),
        }
    }

    /// The sum; rounded outwards if it does not fit.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        let end = |a: Fraction, b: Fraction, up| {
            a.checked_add(b)
                .or_else(|| a.coarse(up).checked_add(b.coarse(up)))
                .unwrap_or(if up { Fraction::ONE } else { Fraction::ZERO })
        };
        if self.is_exact()
            && other.is_exact()
            && let Some(sum) = self.low.checked_add(other.low)
        {
            return Self::exact(sum);
        }
        Self {
            low: end(self.low, other.low, false),
            high: end(self.high, other.high, true),
        }
    }

    /// The product of two parts that are not negative; rounded outwards if it does not fit.
    #[must_use]
    pub fn times(self, other: Self) -> Self {
        let end = |a: Fraction, b: Fraction, up| {
            a.checked_mul(b)
                .or_else(|| a.coarse(up).checked_mul(b.coarse(up)))
                .unwrap_or(if up { Fraction::ONE } else { Fraction::ZERO })
        };
        Self {
            low: end(self.low, other.low, false),
            high: end(self.high, other.high, true),
        }
    }

    /// Is it known exactly?
    pub fn is_exact(self) -> bool {
        self.low == self.high
    }
}

impl fmt::Display for Share {
    /// As a percentage: `6`, or `5–10` for an interval.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_exact() {
            write!(f, "{}", self.low)
        } else {
            write!(f, "{}–{}", self.low, self.high)
        }
    }
}

/// A percentage or fraction, or two of them with `..` between: `5`, `1/3`, `5..10`; each from 0 to 100 %.
impl FromStr for Share {
    type Err = ShareError;

    fn from_str(text: &str) -> Result<Self, ShareError> {
        let share = match text.split_once("..") {
            Some((low, high)) => Self::between(low.parse()?, high.parse()?),
            None => Self::exact(text.parse()?),
        };
        if share.low < Fraction::ZERO || share.high > Fraction::ONE {
            return Err(ShareError(text.chars().take(40).collect()));
        }
        Ok(share)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fraction() -> impl Strategy<Value = Fraction> {
        (-1_000_000_i64..1_000_000, 1_i64..1_000_000)
            .prop_map(|(n, d)| Fraction::new(n, d).unwrap())
    }

    #[test]
    fn thirds_make_a_whole() {
        let third: Fraction = "1/3".parse().unwrap();
        let two = third.checked_add(third).unwrap();
        assert_eq!(two.checked_add(third), Some(Fraction::ONE));
        assert_eq!(
            "۵٫۵٪".parse::<Fraction>().unwrap(),
            Fraction::new(55, 1000).unwrap()
        );
        assert_eq!(third.to_string(), "33.3333");
        assert_eq!("5..10".parse::<Share>().unwrap().to_string(), "5–10");
        for wrong in ["140", "-1", "x", "1/0", "", ".", "1e2"] {
            assert!(wrong.parse::<Share>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_does_not_fit_is_enclosed() {
        // A product of many different primes overflows; the interval still holds the value 0.5^k·(1/p)… computed in floating point.
        let primes = [
            999_999_999_989_i64,
            999_999_999_961,
            999_999_999_937,
            999_999_999_899,
        ];
        let mut share = Share::exact(Fraction::ONE);
        let mut float = 1.0;
        for p in primes {
            share = share.times(Share::exact(Fraction::new(p - 1, p).unwrap()));
            float *= (p - 1) as f64 / p as f64;
        }
        assert!(share.low <= share.high && !share.is_exact());
        assert!(share.low.to_f64() <= float + 1e-12 && float - 1e-12 <= share.high.to_f64());
        assert!(share.high.to_f64() - share.low.to_f64() < 1e-13);
    }

    proptest! {
        #[test]
        fn order_is_that_of_the_numbers(a in fraction(), b in fraction()) {
            let exact = (a.num * b.den).cmp(&(b.num * a.den));
            prop_assert_eq!(a.cmp(&b), exact);
        }

        #[test]
        fn laws_of_arithmetic(a in fraction(), b in fraction(), c in fraction()) {
            let sum = a.checked_add(b).unwrap();
            prop_assert_eq!(sum.checked_sub(b), Some(a));
            prop_assert_eq!(sum.checked_mul(c), a.checked_mul(c).unwrap().checked_add(b.checked_mul(c).unwrap()));
            if !b.is_zero() {
                prop_assert_eq!(a.checked_mul(b).unwrap().checked_div(b), Some(a));
            }
        }

        #[test]
        fn rounding_encloses(a in fraction()) {
            prop_assert!(a.coarse(false) <= a && a <= a.coarse(true));
        }
    }
}
