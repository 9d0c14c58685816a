//! Cells into values.

use std::str::FromStr;

use persian::{Date, LegalEntityId, NationalCode};

use super::columns::{Columns, Mapping, MappingError};
use super::refusal::{Fault, Refused, Table};
use crate::model::{Day, Period};
use crate::shares::Share;

/// One line being read; faults are gathered, so that all of them are told at once.
pub(super) struct Line<'l> {
    pub(super) columns: &'l Columns,
    pub(super) number: usize,
    pub(super) cells: &'l [String],
    pub(super) refused: Vec<Refused>,
}

impl<'l> Line<'l> {
    pub(super) fn fault(&mut self, field: &str, fault: Fault) {
        self.refused.push(Refused {
            line: self.number,
            column: self.columns.head(field),
            fault,
            cells: self.cells.to_vec(),
        });
    }

    pub(super) fn text(&self, field: &str) -> &'l str {
        self.columns.cell(field, self.cells)
    }

    pub(super) fn some_text(&self, field: &str) -> Option<String> {
        Some(self.text(field))
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
    }

    /// A full name: its own column, or given and family name.
    pub(super) fn name(&mut self, full: &str, given: &str, family: &str) -> String {
        let text = self.text(full);
        let name = if text.is_empty() {
            format!("{} {}", self.text(given), self.text(family))
                .trim()
                .to_owned()
        } else {
            text.to_owned()
        };
        if crate::names::Name::new(&name).is_empty() {
            let field = if self.columns.has(full) { full } else { family };
            self.fault(field, Fault::Empty);
        }
        persian::normalize(&name)
    }

    pub(super) fn code(&mut self, field: &str) -> Option<NationalCode> {
        let text = self.text(field);
        if text.is_empty() {
            return None;
        }
        NationalCode::from_str(text)
            .map_err(|why| self.fault(field, Fault::NationalCode(why)))
            .ok()
    }

    pub(super) fn legal_id(&mut self, field: &str) -> Option<LegalEntityId> {
        let text = self.text(field);
        if text.is_empty() {
            return None;
        }
        LegalEntityId::from_str(text)
            .map_err(|why| self.fault(field, Fault::LegalId(why)))
            .ok()
    }

    /// A year of birth, or the year of a date of birth.
    pub(super) fn birth_year(&mut self, field: &str) -> Option<u16> {
        let text = self.text(field);
        if text.is_empty() {
            return None;
        }
        let ascii = persian::to_ascii(text);
        let year = ascii
            .split(['/', '-', '.', 'T'])
            .next()
            .and_then(|year| year.parse().ok())
            .filter(|year| (1250..=1500).contains(year) || (1870..=2100).contains(year));
        if year.is_none() {
            self.fault(field, Fault::Year(text.chars().take(40).collect()));
        }
        year
    }

    /// How many there are: one at least.
    pub(super) fn count(&mut self, field: &str) -> Option<u32> {
        let text = self.text(field);
        if text.is_empty() {
            return None;
        }
        let ascii: String = persian::to_ascii(text)
            .chars()
            .filter(|c| !matches!(c, ',' | '٬' | '،'))
            .collect();
        let count = ascii.parse().ok().filter(|count| *count > 0);
        if count.is_none() {
            self.fault(field, Fault::Count(text.chars().take(40).collect()));
        }
        count
    }

    fn day(&mut self, field: &str) -> Option<Day> {
        let text = self.text(field);
        if text.is_empty() {
            return None;
        }
        let day = read_day(text);
        if day.is_none() {
            self.fault(field, Fault::Date(text.chars().take(40).collect()));
        }
        day
    }

    pub(super) fn period(&mut self, from: &str, until: &str) -> Period {
        let (first, last) = (self.day(from), self.day(until));
        let period = Period {
            from: first.unwrap_or(Day::OPEN_START),
            until: last.unwrap_or(Day::OPEN_END),
        };
        if period.until < period.from {
            self.fault(until, Fault::Ends);
        }
        period
    }

    pub(super) fn share(&mut self, field: &str) -> Option<Share> {
        let text = self.text(field);
        if text.is_empty() {
            return None;
        }
        text.parse()
            .map_err(|_| self.fault(field, Fault::Share(text.chars().take(40).collect())))
            .ok()
    }
}

/// A Solar Hijri date in any digits, or a Gregorian one as spreadsheets give it.
fn read_day(text: &str) -> Option<Day> {
    let ascii = persian::to_ascii(text);
    let gregorian = || {
        let mut parts = ascii.get(..10)?.split('-');
        let mut next = || parts.next()?.parse::<u16>().ok();
        let (year, month, day) = (next()?, next()?, next()?);
        if year < 1800 {
            return None;
        }
        let small = |number: u16| u8::try_from(number).ok();
        Date::from_gregorian(i32::from(year), small(month)?, small(day)?).ok()
    };
    gregorian().or_else(|| ascii.parse().ok()).map(Day::from)
}

/// Reads the rows of a table: the head, then each line by `read`, which gives nothing where it found a fault.
pub(super) fn read_lines<'r, T>(
    rows: impl IntoIterator<Item = (usize, &'r [String])>,
    columns: &'static [super::columns::Column],
    mapping: &Mapping,
    read: impl Fn(&mut Line<'_>) -> T,
) -> Result<Table<T>, MappingError> {
    let mut rows = rows.into_iter();
    let (_, head) = rows.next().ok_or(MappingError::NoHead)?;
    let columns = Columns::find(head, columns, mapping)?;
    let mut table = Table::default();
    for (number, cells) in rows {
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let mut line = Line {
            columns: &columns,
            number,
            cells,
            refused: Vec::new(),
        };
        let read = read(&mut line);
        if line.refused.is_empty() {
            table.taken.push((number, read));
        } else {
            table.refused.append(&mut line.refused);
        }
    }
    Ok(table)
}
