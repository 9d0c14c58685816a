//! Filters as text.

mod lexer;
mod parser;

use super::Filter;
use crate::read::TimestampParser;

/// Where a filter cannot be read, and why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("at character {at}: {what}")]
pub struct FilterError {
    /// The character, from 1.
    pub at: usize,
    /// What is wrong and how to mend it.
    pub what: String,
}

/// How times in a filter are read.
#[derive(Clone, Copy, Default)]
pub struct ParseOptions<'a> {
    /// Seconds east of Greenwich that count for times written without an offset.
    pub offset: i32,
    /// Reads times that [`crate::parse_timestamp`] does not, such as Solar Hijri ones; gives microseconds UTC.
    pub parse_timestamp: Option<&'a TimestampParser<'a>>,
}

/// Reads a filter.
///
/// Tests are joined with `and`, `or`, `not` and parentheses; `and` binds more tightly than `or`. Names and values are words, or stand in
/// quotes (`"…"`, `'…'`, `«…»`) if they hold spaces or signs or are words of this language. A name of an activity or resource may end with `*`
/// (all that begin so), or be a code that stands before the title of exactly one.
///
/// | test | takes the cases |
/// | --- | --- |
/// | `channel = Internet`, `!=`, `<`, `<=`, `>`, `>=` | whose attribute stands so to the value; a missing value never does |
/// | `channel in (Internet, Desk)` | whose attribute is one of these |
/// | `enddate is missing`, `is present` | without or with a value |
/// | `has "T06"`, `starts "T02"`, `ends "T10"` | in which the activity occurs, is first, is last |
/// | `"T02" -> "T06"`, `"T02" ->> "T06"` | in which the second comes directly after the first (recorded order); some time after it, strictly later |
/// | `variant "T02" -> "T06" -> "T10"`, `variant <= 5` | of exactly this variant; of the five most frequent |
/// | `resource = Resource01`, `!=`, `in (…)`, `is missing` | with an event done by such a resource |
/// | `started in 2011-01-01..2011-03-31`, `completed < 2011-06-01` | whose first or last event is then; a date is its whole day |
/// | `within 2011-01-01..2011-12-31`, `overlaps 2011-01-01..2011-12-31` | wholly in the span; under way at some moment of it |
/// | `duration > 10d`, `duration in 1h..2d` | that took so long: `s`, `min`, `h`, `d`, `w` |
/// | `events >= 3` | with so many events |
/// | `closed by "T10", "T15"`, `open by "T10"` | in which one of these activities, which end a case, occurs; in which none does |
/// | `any (activity = "T06" and resource = Resource01)` | with an event of which all this holds |
///
/// `any (…)` and, at the end of a filter, `keep …` ask of events: `activity`, `resource`, `time` or an attribute. `keep` leaves only such
/// events, and drops cases that have none.
///
/// ```
/// use eventlog::filter::{ParseOptions, parse};
/// use eventlog::{Options, read::Mapping, read_csv};
/// let rows = "case,activity,timestamp,channel\n1,T06 Check,2026-01-01,Internet\n1,T10 End,2026-02-01,Internet\n\
///             2,T06 Check,2026-01-01,Internet\n3,T10 End,2026-01-01,\n";
/// let log = read_csv(rows.as_bytes(), &Mapping::default(), Options::default())?.log;
/// let filter = parse(r#"channel = Internet and has "T06" and not duration > 10d"#, ParseOptions::default())?;
/// assert_eq!(filter.cases(&log).ones().collect::<Vec<_>>(), [1]);
/// let wrong = parse("channel = and has T06", ParseOptions::default()).unwrap_err();
/// assert_eq!(wrong.to_string(), "at character 11: “and” stands where a value is expected; put it in quotes if it is one");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn parse(text: &str, options: ParseOptions<'_>) -> Result<Filter, FilterError> {
    parser::Parser::new(text, options)?.filter()
}
