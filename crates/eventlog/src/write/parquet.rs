//! Parquet out: one row an event, in pm4py's names of columns.

use std::io::Write;
use std::ops::Range;
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::Type;

use super::loss::Loss;
use super::table::{FIRST, Field, Table};
use crate::column::{Column, Kind, MISSING_NUMBER};
use crate::log::EventLog;

/// Rows of a row group: what a reader must hold at once.
const GROUP: usize = 256 << 10;

/// Writes a Parquet log: `case:concept:name`, `concept:name`, `time:timestamp`, then the attributes of events, then those of cases under
/// `case:`, repeated in every row of the case. Kinds are kept; times are UTC with microseconds; packed with Snappy.
pub fn write_parquet(log: &EventLog, out: impl Write + Send) -> std::io::Result<Vec<Loss>> {
    let table = Table::new(log);
    write(log, &table, out).map_err(|error| match error {
        ParquetError::External(error) => std::io::Error::other(error),
        other => std::io::Error::other(other.to_string()),
    })?;
    Ok(table.losses)
}

fn write(log: &EventLog, table: &Table<'_>, out: impl Write + Send) -> Result<(), ParquetError> {
    let kinds = [Kind::Text, Kind::Text, Kind::Date]
        .into_iter()
        .chain(table.fields.iter().map(|field| field.column.kind()));
    let fields: Vec<Arc<Type>> = table
        .names()
        .zip(kinds)
        .enumerate()
        .map(|(index, (name, kind))| field_type(name, kind, index < FIRST.len()))
        .collect::<Result<_, _>>()?;
    let schema = Type::group_type_builder("log")
        .with_fields(fields)
        .build()?;
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by("eventlog".to_owned())
        .build();
    let mut file = SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties))?;
    let case_of: Vec<u32> = (0_u32..)
        .zip(log.cases())
        .flat_map(|(case, rows)| std::iter::repeat_n(case, rows.len()))
        .collect();
    let mut start = 0;
    while start < log.event_count() {
        let rows = start..(start + GROUP).min(log.event_count());
        let mut group = file.next_row_group()?;
        let cases: Vec<ByteArray> = texts(rows.clone().map(|row| log.case_ids.get(case_of[row])));
        column::<ByteArrayType>(&mut group, &cases, None)?;
        let names: Vec<ByteArray> = texts(
            rows.clone()
                .map(|row| log.activities.get(log.activity[row])),
        );
        column::<ByteArrayType>(&mut group, &names, None)?;
        column::<Int64Type>(&mut group, &log.time[rows.clone()], None)?;
        for field in &table.fields {
            values(&mut group, field, &case_of, rows.clone())?;
        }
        group.close()?;
        start = rows.end;
    }
    file.close()?;
    Ok(())
}

fn field_type(name: &str, kind: Kind, required: bool) -> Result<Arc<Type>, ParquetError> {
    let (physical, logical) = match kind {
        Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Kind::Integer => (Physical::INT64, Some(LogicalType::integer(64, true))),
        Kind::Float => (Physical::DOUBLE, None),
        Kind::Boolean => (Physical::BOOLEAN, None),
        Kind::Date => {
            let micros = LogicalType::timestamp(true, TimeUnit::MICROS);
            (Physical::INT64, Some(micros))
        }
    };
    let repetition = if required {
        Repetition::REQUIRED
    } else {
        Repetition::OPTIONAL
    };
    let built = Type::primitive_type_builder(name, physical)
        .with_logical_type(logical)
        .with_repetition(repetition)
        .build()?;
    Ok(Arc::new(built))
}

fn texts<'a>(all: impl Iterator<Item = &'a str>) -> Vec<ByteArray> {
    all.map(ByteArray::from).collect()
}

/// The attribute's values in these rows, what is missing left out.
fn values<W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    field: &Field<'_>,
    case_of: &[u32],
    rows: Range<usize>,
) -> Result<(), ParquetError> {
    let place = |row: usize| {
        if field.of_case {
            case_of[row] as usize
        } else {
            row
        }
    };
    let places = rows.map(place);
    let levels: Vec<i16> = places
        .clone()
        .map(|at| i16::from(field.column.get(at).is_some()))
        .collect();
    match field.column {
        Column::Text(column) => {
            let values = texts(places.filter_map(|at| column.get(at)));
            self::column::<ByteArrayType>(group, &values, Some(&levels))
        }
        Column::Integer(column) | Column::Date(column) => {
            let values: Vec<i64> = places
                .map(|at| column[at])
                .filter(|&number| number != MISSING_NUMBER)
                .collect();
            self::column::<Int64Type>(group, &values, Some(&levels))
        }
        Column::Float(column) => {
            let values: Vec<f64> = places
                .map(|at| column[at])
                .filter(|number| !number.is_nan())
                .collect();
            self::column::<DoubleType>(group, &values, Some(&levels))
        }
        Column::Boolean(column) => {
            let values: Vec<bool> = places
                .map(|at| column[at])
                .filter(|&flag| flag < 2)
                .map(|flag| flag == 1)
                .collect();
            self::column::<BoolType>(group, &values, Some(&levels))
        }
    }
}

fn column<T: DataType>(
    group: &mut SerializedRowGroupWriter<'_, impl Write + Send>,
    values: &[T::T],
    levels: Option<&[i16]>,
) -> Result<(), ParquetError> {
    let Some(mut writer) = group.next_column()? else {
        return Err(ParquetError::General("more columns than fields".to_owned()));
    };
    writer.typed::<T>().write_batch(values, levels, None)?;
    writer.close()
}
