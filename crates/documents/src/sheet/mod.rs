//! Spreadsheets: workbooks out, tables in.

mod csv;
mod read;
mod write;
mod xlsx;

pub use read::{Limits, Row, SheetError, read_table};
pub use write::{Cell, Sheet, write_workbook};
