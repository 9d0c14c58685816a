//! Tables in: XLSX or CSV, told apart by their content, within limits.

use std::io::Read;

use super::{csv, xlsx};

/// How much a table may hold. The defaults suit an upload by a clerk; a reader stops at the first limit passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Size of the file in bytes.
    pub bytes: usize,
    /// Size after unpacking, in bytes, for XLSX.
    pub unpacked: u64,
    /// Rows, the head included.
    pub rows: usize,
    /// Columns.
    pub columns: usize,
    /// Sum of all characters' bytes in cells.
    pub text: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            bytes: 20 << 20,
            unpacked: 200 << 20,
            rows: 200_000,
            columns: 200,
            text: 100 << 20,
        }
    }
}

/// One row of a table, with the number under which a spreadsheet program shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Row number from 1; in CSV, the number of the line on which the record begins.
    pub number: usize,
    /// Cells as text, trimmed; cells missing at the end are not there.
    pub cells: Vec<String>,
}

/// Why a table was not read or written.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum SheetError {
    /// The file is larger than allowed.
    #[error(
        "{name}: the file has {bytes} bytes and at most {most} are accepted; split it into several files"
    )]
    TooLarge {
        /// Name of the file.
        name: String,
        /// Its size.
        bytes: usize,
        /// The limit.
        most: usize,
    },
    /// The packed file unpacks to more than allowed.
    #[error(
        "{name}: the file unpacks to more than {most} bytes; save only the needed sheet, without pictures, or as CSV"
    )]
    Unpacks {
        /// Name of the file.
        name: String,
        /// The limit.
        most: u64,
    },
    /// Too many rows, columns or letters.
    #[error("{name}, row {row}: more than {most} {what}; split the table into several files")]
    TooMany {
        /// Name of the file.
        name: String,
        /// Row number where the limit was passed.
        row: usize,
        /// The limit.
        most: usize,
        /// What there is too much of.
        what: &'static str,
    },
    /// Text in another encoding than UTF-8.
    #[error(
        "{name}, line {line}: the text is not UTF-8{guess}; save the file as «CSV UTF-8» or as XLSX"
    )]
    Encoding {
        /// Name of the file.
        name: String,
        /// Line of the first wrong byte, from 1.
        line: usize,
        /// What it seems to be, as « (it seems to be …)», or nothing.
        guess: &'static str,
    },
    /// A kind of file that is not read.
    #[error(
        "{name}: {kind} is not read; open it in a spreadsheet program and save it as XLSX or «CSV UTF-8»"
    )]
    Kind {
        /// Name of the file.
        name: String,
        /// What it is.
        kind: &'static str,
    },
    /// A damaged file.
    #[error(
        "{name}: the file is damaged ({message}); open it in a spreadsheet program and save it again"
    )]
    Damaged {
        /// Name of the file.
        name: String,
        /// What the reader says.
        message: String,
    },
    /// Nothing in it.
    #[error("{name}: the table is empty; its first row must hold the names of the columns")]
    Empty {
        /// Name of the file.
        name: String,
    },
    /// A workbook could not be written.
    #[error("{what} could not be written as a spreadsheet: {message}")]
    Write {
        /// Which part.
        what: String,
        /// What the writer says.
        message: String,
    },
}

/// Reads the first visible sheet of an XLSX file or a CSV file (UTF-8, with or without a byte order mark; comma, semicolon or tab).
/// The content decides the kind, not the `name`, which is used in errors only. Rows without any text are left out; the rest keep their
/// numbers. Dates come as `2026-11-22` or `2026-11-22T08:30:00`, whole numbers without a decimal point, truth as `true` and `false`.
///
/// ```
/// use documents::{Limits, read_table};
/// let rows = read_table("نام;تعداد\n\nپروانه;۱۲\n".as_bytes(), "services.csv", &Limits::default()).unwrap();
/// assert_eq!(rows[1].cells, ["پروانه", "۱۲"]);
/// assert_eq!(rows[1].number, 3);
/// ```
pub fn read_table(bytes: &[u8], name: &str, limits: &Limits) -> Result<Vec<Row>, SheetError> {
    let name = || name.to_owned();
    if bytes.len() > limits.bytes {
        return Err(SheetError::TooLarge {
            name: name(),
            bytes: bytes.len(),
            most: limits.bytes,
        });
    }
    let rows = match bytes {
        [b'P', b'K', 3, 4, ..] => {
            check_unpacked(bytes, &name(), limits)?;
            xlsx::read(bytes, &name(), limits)?
        }
        [0xd0, 0xcf, 0x11, 0xe0, ..] => {
            return Err(SheetError::Kind {
                name: name(),
                kind: "an old or encrypted Excel file (XLS)",
            });
        }
        [b'%', b'P', b'D', b'F', ..] => {
            return Err(SheetError::Kind {
                name: name(),
                kind: "a PDF file",
            });
        }
        [0x1f, 0x8b, ..] => {
            return Err(SheetError::Kind {
                name: name(),
                kind: "a gzip file",
            });
        }
        _ => csv::read(bytes, &name(), limits)?,
    };
    if rows.is_empty() {
        Err(SheetError::Empty { name: name() })
    } else {
        Ok(rows)
    }
}

/// Unpacks every part into nothing, counting: the sizes that a packed file claims for itself may be lies.
fn check_unpacked(bytes: &[u8], name: &str, limits: &Limits) -> Result<(), SheetError> {
    let damaged = |message: String| SheetError::Damaged {
        name: name.to_owned(),
        message,
    };
    let mut archive =
        zip::ZipArchive::new(std::io::Cursor::new(bytes)).map_err(|e| damaged(e.to_string()))?;
    let mut left = limits.unpacked;
    for i in 0..archive.len() {
        let part = archive.by_index(i).map_err(|e| damaged(e.to_string()))?;
        let unpacked = std::io::copy(&mut part.take(left + 1), &mut std::io::sink())
            .map_err(|e| damaged(e.to_string()))?;
        left = left
            .checked_sub(unpacked)
            .ok_or_else(|| SheetError::Unpacks {
                name: name.to_owned(),
                most: limits.unpacked,
            })?;
    }
    Ok(())
}

/// Collects rows and watches the limits.
pub(super) struct Collector<'a> {
    name: &'a str,
    limits: &'a Limits,
    text: usize,
    pub(super) rows: Vec<Row>,
}

impl<'a> Collector<'a> {
    pub(super) fn new(name: &'a str, limits: &'a Limits) -> Self {
        Collector {
            name,
            limits,
            text: 0,
            rows: Vec::new(),
        }
    }

    /// Puts a text into a cell; `column` counts from 0. Rows come in rising order.
    pub(super) fn put(
        &mut self,
        number: usize,
        column: usize,
        text: &str,
    ) -> Result<(), SheetError> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(());
        }
        let too_many = |most, what| {
            Err(SheetError::TooMany {
                name: self.name.to_owned(),
                row: number,
                most,
                what,
            })
        };
        if column >= self.limits.columns {
            return too_many(self.limits.columns, "columns");
        }
        self.text += text.len();
        if self.text > self.limits.text {
            return too_many(self.limits.text, "bytes of text");
        }
        if self.rows.last().is_none_or(|row| row.number != number) {
            if self.rows.len() >= self.limits.rows {
                return too_many(self.limits.rows, "rows");
            }
            self.rows.push(Row {
                number,
                cells: Vec::new(),
            });
        }
        if let Some(row) = self.rows.last_mut() {
            if row.cells.len() <= column {
                row.cells.resize(column + 1, String::new());
            }
            text.clone_into(&mut row.cells[column]);
        }
        Ok(())
    }
}
