//! The first visible sheet of an XLSX file, cell by cell: a sheet with one cell in its last corner must not fill the memory.

use std::io::Cursor;

use calamine::{DataRef, Reader as _, SheetType, SheetVisible, Xlsx};

use super::read::{Collector, Limits, Row, SheetError};

pub(super) fn read(bytes: &[u8], name: &str, limits: &Limits) -> Result<Vec<Row>, SheetError> {
    let damaged = |error: calamine::XlsxError| SheetError::Damaged {
        name: name.to_owned(),
        message: error.to_string(),
    };
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
    let first = workbook
        .sheets_metadata()
        .iter()
        .find(|s| s.typ == SheetType::WorkSheet && s.visible == SheetVisible::Visible);
    let Some(sheet) = first.map(|s| s.name.clone()) else {
        return Err(SheetError::Empty {
            name: name.to_owned(),
        });
    };
    let mut cells = workbook.worksheet_cells_reader(&sheet).map_err(damaged)?;
    let mut collector = Collector::new(name, limits);
    while let Some(cell) = cells.next_cell().map_err(damaged)? {
        let (row, column) = cell.get_position();
        collector.put(row as usize + 1, column as usize, &text(cell.get_value()))?;
    }
    Ok(collector.rows)
}

fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::Int(n) => n.to_string(),
        DataRef::Float(n) => number(*n),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.clone()
        }
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(truth) => truth.to_string(),
        DataRef::DateTime(moment) if moment.is_duration() => number(moment.as_f64()),
        DataRef::DateTime(moment) => {
            let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
            if (hour, minute, second) == (0, 0, 0) {
                format!("{year:04}-{month:02}-{day:02}")
            } else {
                format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
            }
        }
        DataRef::Error(error) => error.to_string(),
    }
}

/// Rust prints 12.0 as `12`, and very large and small numbers without exponent: both as a person would type them.
fn number(value: f64) -> String {
    format!("{value}")
}
