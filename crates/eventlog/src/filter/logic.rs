//! Tests joined by and, or and not.

use super::Bits;

/// Tests and how they are joined.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Logic<T> {
    /// Everything.
    #[default]
    All,
    /// What this test takes.
    Test(T),
    /// What all of these take.
    And(Vec<Self>),
    /// What any of these takes.
    Or(Vec<Self>),
    /// What this does not take.
    Not(Box<Self>),
}

impl<T> Logic<T> {
    /// Both this and the other.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::All, one) | (one, Self::All) => one,
            (Self::And(mut all), one) => {
                all.push(one);
                Self::And(all)
            }
            (one, other) => Self::And(vec![one, other]),
        }
    }

    /// The opposite.
    #[must_use]
    pub fn negated(self) -> Self {
        Self::Not(Box::new(self))
    }

    /// The rows taken, of `len`; `test` answers for a single test.
    pub(super) fn rows(&self, len: usize, test: &dyn Fn(&T) -> Bits) -> Bits {
        match self {
            Self::All => Bits::all(len),
            Self::Test(one) => test(one),
            Self::And(parts) => parts.iter().fold(Bits::all(len), |mut rows, part| {
                rows.and(&part.rows(len, test));
                rows
            }),
            Self::Or(parts) => parts.iter().fold(Bits::none(len), |mut rows, part| {
                rows.or(&part.rows(len, test));
                rows
            }),
            Self::Not(part) => {
                let mut rows = part.rows(len, test);
                rows.not();
                rows
            }
        }
    }

    /// Shows every test to `see` until one is an error.
    pub(super) fn each<E>(&self, see: &mut dyn FnMut(&T) -> Result<(), E>) -> Result<(), E> {
        match self {
            Self::All => Ok(()),
            Self::Test(one) => see(one),
            Self::And(parts) | Self::Or(parts) => parts.iter().try_for_each(|part| part.each(see)),
            Self::Not(part) => part.each(see),
        }
    }
}
