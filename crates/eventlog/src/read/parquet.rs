//! Parquet: one row an event, the columns named by a [`Mapping`] as those of CSV are.

use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};

use bytes::Bytes;
use parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, DataType, Int96};
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, RowGroupReader, SerializedFileReader};
use parquet::schema::types::ColumnDescriptor;

use super::error::{Item, Position, ReadError, Reason, clip};
use super::roles::{Mapping, Use, assign, timestamp};
use super::{Import, Options, Refusals};
use crate::START;
use crate::builder::Builder;
use crate::column::{MISSING_NUMBER, Value};
use crate::timestamp::{DAY, SECOND};

/// Reads a Parquet log. The file is held in memory.
///
/// Columns without a role become attributes as with CSV, with the kinds that the file declares; a field of a structure gets the
/// dotted key `outer.inner`, while lists and maps are refused by name. Times without zone count as [`Options::assumed_offset`] says.
pub fn read_parquet<'a>(
    mut reader: impl Read + 'a,
    mapping: &Mapping,
    mut options: Options<'a>,
) -> Result<Import, ReadError> {
    let mut bytes = Vec::new();
    let at = Position::default();
    reader
        .read_to_end(&mut bytes)
        .map_err(|source| ReadError::Io { at, source })?;
    if let Some(progress) = options.progress.take() {
        progress(bytes.len() as u64);
    }
    read_bytes(bytes, mapping, &options)
}

fn damaged(error: ParquetError) -> ReadError {
    let why = match error {
        ParquetError::General(why) | ParquetError::NYI(why) | ParquetError::EOF(why) => why,
        other => other.to_string(),
    };
    ReadError::Parquet { why: clip(&why) }
}

/// What the library answers. It asserts some of what a damaged file says (a negative place of a column, for one) where it promises an
/// error, so its panics are refusals of the file too; what was half read is dropped.
fn asked<T>(question: impl FnOnce() -> Result<T, ParquetError>) -> Result<T, ReadError> {
    match catch_unwind(AssertUnwindSafe(question)) {
        Ok(answer) => answer.map_err(damaged),
        Err(panic) => {
            let why = panic
                .downcast_ref::<String>()
                .map(String::as_str)
                .or_else(|| panic.downcast_ref::<&str>().copied())
                .unwrap_or("the file contradicts itself");
            Err(ReadError::Parquet { why: clip(why) })
        }
    }
}

fn read_bytes(
    bytes: Vec<u8>,
    mapping: &Mapping,
    options: &Options<'_>,
) -> Result<Import, ReadError> {
    if bytes.is_empty() {
        return Err(ReadError::Empty);
    }
    let file = asked(|| SerializedFileReader::new(Bytes::from(bytes)))?;
    let schema = file.metadata().file_metadata().schema_descr_ptr();
    let mut builder = Builder::new(options.max_attributes);
    let mut refused = Refusals::new(options.max_refused);
    let mut shapes: Vec<(usize, Shape)> = Vec::new();
    let mut names: Vec<String> = Vec::new();
    for (index, column) in schema.columns().iter().enumerate() {
        let name = column.path().parts().join(".");
        // The row numbers of pandas say nothing.
        if name.starts_with("__index_level_") && name.ends_with("__") {
            continue;
        }
        match shape(column) {
            Ok(shape) => {
                shapes.push((index, shape));
                names.push(name);
            }
            Err(kind) => {
                let (at, key) = (Position { line: 0, byte: 0 }, clip(&name));
                refused.add(at, Item::Column, Reason::ColumnKind { key, kind });
            }
        }
    }
    let header: Vec<&str> = names.iter().map(String::as_str).collect();
    let uses = assign(&header, mapping, &mut builder, &mut refused)?;
    let mut number = 0_u64;
    for group in 0..file.num_row_groups() {
        let group = asked(|| file.get_row_group(group))?;
        let rows = usize::try_from(group.metadata().num_rows()).unwrap_or(0);
        let mut columns = Vec::with_capacity(shapes.len());
        for &(index, shape) in &shapes {
            columns.push(Cells::read(&*group, index, shape, rows, options)?);
        }
        for row in 0..rows {
            number += 1;
            let at = Position {
                line: number,
                byte: 0,
            };
            if let Err(reason) = take_row(&columns, row, &uses, &mut builder, options) {
                builder.roll_back(builder.next_row());
                refused.add(at, Item::Record, reason);
            }
            if builder.next_row() >= u32::MAX as usize - 1 {
                return Err(ReadError::TooManyEvents { at });
            }
        }
    }
    Ok(Import {
        log: builder.finish(),
        refused: refused.list,
        refused_count: refused.count,
        merged_traces: 0,
        noticed: Vec::new(),
        noticed_count: 0,
    })
}

fn take_row(
    columns: &[Cells],
    row: usize,
    uses: &[Use],
    builder: &mut Builder,
    options: &Options<'_>,
) -> Result<(), Reason> {
    let (mut case, mut activity, mut time) = (None, None, None);
    for (cells, role) in columns.iter().zip(uses) {
        let Some(value) = cells.get(row) else {
            continue;
        };
        match *role {
            Use::Case => case = Some(value),
            Use::Activity => activity = Some(value),
            Use::Timestamp => time = Some(value),
            Use::Start => {
                let at = moment(value, options)?;
                if let Some(slot) = builder.event_slot(START) {
                    builder.put_event(slot, Value::Date(at));
                }
            }
            Use::EventAttribute(slot) => builder.put_event(slot, value),
            Use::CaseAttribute(_) | Use::Nothing => {}
        }
    }
    let named = |value: Option<Value<'_>>| value.map(|v| v.to_string()).filter(|n| !n.is_empty());
    let case = named(case).ok_or(Reason::NoCase { events: 1 })?;
    let activity = named(activity).ok_or(Reason::NoActivity)?;
    let time = moment(time.ok_or(Reason::NoTimestamp)?, options)?;
    let activity = builder.log.activities.intern(&activity);
    if (time + i64::from(options.assumed_offset) * SECOND).rem_euclid(DAY) == 0 {
        builder.at_midnight();
    }
    builder.commit(activity, time);
    let (case, _) = builder.assign(&case);
    for (cells, role) in columns.iter().zip(uses) {
        if let Use::CaseAttribute(slot) = *role
            && let Some(value) = cells.get(row)
        {
            builder.put_case(case, slot, value);
        }
    }
    Ok(())
}

/// A time in whatever kind the column has it.
fn moment(value: Value<'_>, options: &Options<'_>) -> Result<i64, Reason> {
    // Within the years that texts can say, so that every time can be written again.
    let within = |at: &i64| (-8_520_336_000 * SECOND..253_402_300_800 * SECOND).contains(at);
    let at = match value {
        Value::Date(at) => Some(at),
        other => timestamp(&other.to_string(), options),
    };
    at.filter(within)
        .ok_or_else(|| Reason::BadTimestamp(clip(&value.to_string())))
}

/// What the values of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Text,
    Boolean,
    Integer,
    /// Whole numbers without sign, of 64 bits.
    Unsigned,
    Float,
    /// Whole numbers that stand for a ten-to-the-nth of themselves.
    Decimal(i32),
    Days,
    /// Times, with units in a second, and whether they are UTC.
    Time(i64, bool),
    /// Nanoseconds of the day and Julian day (Impala, older Spark).
    Int96,
}

/// The shape of a column, or the words for a kind that no attribute can have.
fn shape(column: &ColumnDescriptor) -> Result<Shape, &'static str> {
    if column.max_rep_level() > 0 {
        return Err("a list or map");
    }
    let unit = |unit: &TimeUnit| match unit {
        TimeUnit::MILLIS => 1_000,
        TimeUnit::MICROS => SECOND,
        TimeUnit::NANOS => 1_000_000_000,
    };
    let converted = column.converted_type();
    Ok(match column.physical_type() {
        Type::BOOLEAN => Shape::Boolean,
        Type::FLOAT | Type::DOUBLE => Shape::Float,
        Type::INT96 => Shape::Int96,
        Type::INT32 | Type::INT64 => match (column.logical_type_ref(), converted) {
            (Some(LogicalType::Timestamp(time)), _) => {
                Shape::Time(unit(&time.unit), time.is_adjusted_to_u_t_c)
            }
            (Some(LogicalType::Date), _) | (None, ConvertedType::DATE) => Shape::Days,
            (None, ConvertedType::TIMESTAMP_MILLIS) => Shape::Time(1_000, true),
            (None, ConvertedType::TIMESTAMP_MICROS) => Shape::Time(SECOND, true),
            (Some(LogicalType::Time(_)), _)
            | (None, ConvertedType::TIME_MILLIS | ConvertedType::TIME_MICROS) => {
                return Err("a time of day without a date");
            }
            (Some(LogicalType::Decimal(_)), _) | (None, ConvertedType::DECIMAL) => {
                Shape::Decimal(column.type_scale())
            }
            (_, ConvertedType::UINT_64 | ConvertedType::UINT_32) => Shape::Unsigned,
            _ => Shape::Integer,
        },
        Type::BYTE_ARRAY => match (column.logical_type_ref(), converted) {
            (Some(LogicalType::Decimal(_)), _) | (None, ConvertedType::DECIMAL) => {
                return Err("a decimal number of any length");
            }
            (Some(LogicalType::Bson), _) | (None, ConvertedType::BSON) => return Err("BSON"),
            _ => Shape::Text,
        },
        Type::FIXED_LEN_BYTE_ARRAY => return Err("bytes of fixed length"),
    })
}

/// The values of one column in one row group.
struct Cells {
    values: Values,
    /// Where each row's value is, [`u32::MAX`] where there is none.
    at: Vec<u32>,
}

enum Values {
    Text(Vec<ByteArray>),
    Boolean(Vec<bool>),
    Integer(Vec<i64>),
    Float(Vec<f64>),
    Date(Vec<i64>),
}

impl Cells {
    fn read(
        group: &dyn RowGroupReader,
        index: usize,
        shape: Shape,
        rows: usize,
        options: &Options<'_>,
    ) -> Result<Self, ReadError> {
        let reader = asked(|| group.get_column_reader(index))?;
        let wrong = || ReadError::Parquet {
            why: "a column is not of the type that the schema tells".to_owned(),
        };
        let descriptor = group.metadata().schema_descr().column(index);
        let level = descriptor.max_def_level();
        let (values, at) = match reader {
            ColumnReader::BoolColumnReader(reader) => {
                let (values, at) = all(reader, rows, level)?;
                (Values::Boolean(values), at)
            }
            ColumnReader::Int32ColumnReader(reader) => {
                let (values, at) = all(reader, rows, level)?;
                let unsigned = shape == Shape::Unsigned;
                let wide = values.into_iter().map(|number| {
                    if unsigned {
                        i64::from(number.cast_unsigned())
                    } else {
                        i64::from(number)
                    }
                });
                (whole(wide.collect(), shape, options), at)
            }
            ColumnReader::Int64ColumnReader(reader) => {
                let (values, at) = all(reader, rows, level)?;
                (whole(values, shape, options), at)
            }
            ColumnReader::Int96ColumnReader(reader) => {
                let (values, at) = all(reader, rows, level)?;
                (Values::Date(values.iter().map(julian).collect()), at)
            }
            ColumnReader::FloatColumnReader(reader) => {
                let (values, at) = all(reader, rows, level)?;
                (
                    Values::Float(values.into_iter().map(f64::from).collect()),
                    at,
                )
            }
            ColumnReader::DoubleColumnReader(reader) => {
                let (values, at) = all(reader, rows, level)?;
                (Values::Float(values), at)
            }
            ColumnReader::ByteArrayColumnReader(reader) => {
                let (values, at) = all(reader, rows, level)?;
                if values
                    .iter()
                    .any(|text| std::str::from_utf8(text.data()).is_err())
                {
                    return Err(ReadError::Parquet {
                        why: format!(
                            "the column «{}» holds bytes that are not UTF-8",
                            clip(&descriptor.path().string())
                        ),
                    });
                }
                (Values::Text(values), at)
            }
            ColumnReader::FixedLenByteArrayColumnReader(_) => return Err(wrong()),
        };
        Ok(Self { values, at })
    }

    fn get(&self, row: usize) -> Option<Value<'_>> {
        let at = match self.at[row] {
            u32::MAX => return None,
            at => at as usize,
        };
        match &self.values {
            Values::Text(values) => std::str::from_utf8(values[at].data()).ok().map(Value::Text),
            Values::Boolean(values) => Some(Value::Boolean(values[at])),
            Values::Integer(values) => {
                (values[at] != MISSING_NUMBER).then_some(Value::Integer(values[at]))
            }
            Values::Float(values) => (!values[at].is_nan()).then_some(Value::Float(values[at])),
            Values::Date(values) => {
                (values[at] != MISSING_NUMBER).then_some(Value::Date(values[at]))
            }
        }
    }
}

/// All values of a column in a row group, and where each row has its own.
fn all<T: DataType>(
    mut reader: ColumnReaderImpl<T>,
    rows: usize,
    level: i16,
) -> Result<(Vec<T::T>, Vec<u32>), ReadError> {
    let (mut values, mut levels) = (Vec::new(), Vec::new());
    let mut done = 0;
    while done < rows {
        let wish = (rows - done).min(64 << 10);
        let (read, _, _) =
            asked(|| reader.read_records(wish, Some(&mut levels), None, &mut values))?;
        if read == 0 {
            return Err(ReadError::Parquet {
                why: "a column is shorter than the table".to_owned(),
            });
        }
        done += read;
    }
    let at: Vec<u32> = if level == 0 {
        (0_u32..).take(rows).collect()
    } else {
        let mut next = 0_u32;
        let mut place = |&found: &i16| {
            if found == level {
                next += 1;
                next - 1
            } else {
                u32::MAX
            }
        };
        levels.iter().map(&mut place).collect()
    };
    let present = at.iter().filter(|&&at| at != u32::MAX).count();
    if at.len() != rows || present != values.len() {
        return Err(ReadError::Parquet {
            why: "a column and the table differ in length".to_owned(),
        });
    }
    Ok((values, at))
}

fn whole(values: Vec<i64>, shape: Shape, options: &Options<'_>) -> Values {
    match shape {
        Shape::Decimal(scale) => {
            let unit = 10_f64.powi(scale);
            Values::Float(
                values
                    .into_iter()
                    .map(|number| number as f64 / unit)
                    .collect(),
            )
        }
        Shape::Unsigned if values.iter().any(|&number| number < 0) => Values::Float(
            values
                .into_iter()
                .map(|number| number.cast_unsigned() as f64)
                .collect(),
        ),
        Shape::Days => Values::Date(
            values
                .into_iter()
                .map(|days| local(days.checked_mul(DAY), options))
                .collect(),
        ),
        Shape::Time(unit, utc) => {
            let micros = |number: i64| match unit {
                1_000_000_000 => Some(number.div_euclid(1_000)),
                unit => number.checked_mul(SECOND / unit),
            };
            let date = |number| match micros(number) {
                at if utc => at.unwrap_or(MISSING_NUMBER),
                at => local(at, options),
            };
            Values::Date(values.into_iter().map(date).collect())
        }
        _ => Values::Integer(values),
    }
}

/// A time of the assumed zone as UTC.
fn local(at: Option<i64>, options: &Options<'_>) -> i64 {
    at.and_then(|at| at.checked_sub(i64::from(options.assumed_offset) * SECOND))
        .unwrap_or(MISSING_NUMBER)
}

fn julian(value: &Int96) -> i64 {
    // 1970-01-01 is the Julian day 2,440,588.
    let words = value.data();
    let nanoseconds = i64::from(words[1]) << 32 | i64::from(words[0]);
    (i64::from(words[2]) - 2_440_588)
        .checked_mul(DAY)
        .and_then(|day| day.checked_add(nanoseconds.div_euclid(1_000)))
        .unwrap_or(MISSING_NUMBER)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse_timestamp;

    #[test]
    fn times_reach_from_1700_to_9999() {
        let options = Options::default();
        for (text, good) in [
            ("1700-01-01T00:00:00Z", true),
            ("9999-12-31T23:59:59Z", true),
        ] {
            let at = parse_timestamp(text, 0).unwrap();
            assert_eq!(moment(Value::Date(at), &options).is_ok(), good);
        }
        let last = parse_timestamp("9999-12-31T23:59:59.999999Z", 0).unwrap();
        assert!(moment(Value::Date(last + 1), &options).is_err());
        let first = parse_timestamp("1700-01-01", 0).unwrap();
        assert!(moment(Value::Date(first - 1), &options).is_err());
    }

    #[test]
    fn julian_days_are_counted_from_noon_of_no_day() {
        let mut value = Int96::new();
        value.set_data(500_000, 0, 2_440_589);
        assert_eq!(julian(&value), DAY + 500);
    }
}
