//! What is asked of one value: missing, equal, in a list, smaller or greater.

use std::cmp::Ordering;

use super::Bits;
use crate::column::{Column, MISSING_ID, Value};
use crate::timestamp::parse_timestamp;

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compare {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

impl Compare {
    /// Whether a value that stands so to the other satisfies the comparison.
    pub(super) fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::NotEqual => order.is_ne(),
            Self::Less => order.is_lt(),
            Self::LessOrEqual => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::GreaterOrEqual => order.is_ge(),
        }
    }
}

/// A span of time, microseconds UTC: `from` belongs to it, `until` does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The first moment.
    pub from: i64,
    /// The first moment after it.
    pub until: i64,
}

impl Window {
    /// Whether the moment lies in it.
    pub fn contains(self, at: i64) -> bool {
        self.from <= at && at < self.until
    }

    /// How a moment stands to it: before, in (equal) or after.
    fn order(self, at: i64) -> Ordering {
        if at < self.from {
            Ordering::Less
        } else if at < self.until {
            Ordering::Equal
        } else {
            Ordering::Greater
        }
    }

    /// The moments that stand so to it, as a window; `None` for `!=`, which has two.
    pub(super) fn compared(self, compare: Compare) -> Option<Self> {
        let (from, until) = match compare {
            Compare::Equal => (self.from, self.until),
            Compare::NotEqual => return None,
            Compare::Less => (i64::MIN, self.from),
            Compare::LessOrEqual => (i64::MIN, self.until),
            Compare::Greater => (self.until, i64::MAX),
            Compare::GreaterOrEqual => (self.from, i64::MAX),
        };
        Some(Self { from, until })
    }
}

/// A value as written in a filter, with everything that it can be read as.
#[derive(Clone, Debug, PartialEq)]
pub struct Literal {
    /// The text.
    pub text: String,
    /// The number, if it is one.
    pub number: Option<f64>,
    /// The time, if it is one: a date alone is its whole day.
    pub moment: Option<Window>,
}

impl Literal {
    /// How the value stands to this one; `None` where the two cannot be compared.
    fn order(&self, value: Value<'_>, offset: i32) -> Option<Ordering> {
        match value {
            Value::Integer(number) => (number as f64).partial_cmp(&self.number?),
            Value::Float(number) => number.partial_cmp(&self.number?),
            Value::Date(at) => Some(self.moment?.order(at)),
            Value::Boolean(yes) => {
                let written = self.text.to_ascii_lowercase().parse().ok()?;
                Some(yes.cmp(&written))
            }
            Value::Text(text) if text == self.text => Some(Ordering::Equal),
            Value::Text(text) => {
                if let (Some(number), Ok(other)) = (self.number, text.trim().parse::<f64>()) {
                    return other.partial_cmp(&number);
                }
                Some(self.moment?.order(parse_timestamp(text.trim(), offset)?))
            }
        }
    }

    fn holds(&self, value: Value<'_>, compare: Compare, offset: i32) -> bool {
        match (compare, value) {
            // Text equals only the same text: 007 is not 7.
            (Compare::Equal, Value::Text(text)) => text == self.text,
            (Compare::NotEqual, Value::Text(text)) => text != self.text,
            _ => match self.order(value, offset) {
                Some(order) => compare.holds(order),
                None => compare == Compare::NotEqual,
            },
        }
    }
}

/// What is asked of a value. A missing value satisfies nothing but [`Condition::Missing`]: to take what is missing along, negate.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// There is none.
    Missing,
    /// There is one.
    Present,
    /// It stands so to the literal.
    Compare(Compare, Literal),
    /// It is one of these.
    OneOf(Vec<Literal>),
}

impl Condition {
    fn holds(&self, value: Option<Value<'_>>, offset: i32) -> bool {
        match (self, value) {
            (Self::Missing, value) => value.is_none(),
            (_, None) => false,
            (Self::Present, Some(_)) => true,
            (Self::Compare(compare, literal), Some(value)) => {
                literal.holds(value, *compare, offset)
            }
            (Self::OneOf(list), Some(value)) => list
                .iter()
                .any(|literal| literal.holds(value, Compare::Equal, offset)),
        }
    }

    /// The rows of a column that satisfy it.
    pub(super) fn rows(&self, column: &Column, offset: i32) -> Bits {
        match column {
            // Every text is judged once, however many rows have it.
            Column::Text(texts) => {
                let judged: Vec<bool> = texts
                    .names
                    .iter()
                    .map(|text| self.holds(Some(Value::Text(text)), offset))
                    .collect();
                let missing = self.holds(None, offset);
                let holds = |&id: &u32| {
                    if id == MISSING_ID {
                        missing
                    } else {
                        judged[id as usize]
                    }
                };
                texts.ids.iter().map(holds).collect()
            }
            _ => (0..column.len())
                .map(|row| self.holds(column.get(row), offset))
                .collect(),
        }
    }

    /// The texts that it compares with.
    pub(super) fn texts(&self) -> impl Iterator<Item = &String> {
        let list = match self {
            Self::Missing | Self::Present => &[],
            Self::Compare(_, literal) => std::slice::from_ref(literal),
            Self::OneOf(list) => list.as_slice(),
        };
        list.iter().map(|literal| &literal.text)
    }
}
