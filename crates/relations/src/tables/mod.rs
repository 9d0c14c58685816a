//! Tables of staff, kin and holdings, as offices keep them: rows of text in, checked records and a report of refused lines out.
//!
//! A row is its number and its cells, as a CSV or XLSX reader gives them, the head first; nothing here reads files. Columns are found by
//! their heads in Persian or English, in Arabic letters too, or by a [`Mapping`]. A line with a fault is refused with line, column and how
//! to mend it, and the others are taken; two persons of one name stay two persons.

mod cells;
mod columns;
mod holdings;
mod kin;
mod refusal;
mod staff;

#[cfg(test)]
mod tests;

pub use columns::{Mapping, MappingError};
pub use holdings::{HOLDING_COLUMNS, Holder, Holding, read_holdings};
pub use kin::{KIN_COLUMNS, KinLine, kin_of_words, read_kin};
pub use refusal::{Fault, Note, Noted, Refused, Table};
pub use staff::{Employee, STAFF_COLUMNS, read_staff};
