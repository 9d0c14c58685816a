//! Object-centric logs in: OCEL 2.0 as JSON, XML and `SQLite`.

mod json;
#[cfg(feature = "sqlite")]
mod sqlite;
mod xml;

pub use json::read_ocel_json;
#[cfg(feature = "sqlite")]
pub use sqlite::read_ocel_sqlite;
pub use xml::read_ocel_xml;

use std::io::{BufRead, Read};

use super::source::Source;
use super::{Options, ReadError};
use crate::ocel::OcelError;

/// Bytes that an unpacked file may have: JSON and `SQLite` are held in memory.
const MAX_BYTES: u64 = 8 << 30;

/// The whole file, unpacked, without a byte-order mark.
fn whole<'a>(reader: impl Read + 'a, options: &mut Options<'a>) -> Result<Vec<u8>, OcelError> {
    let mut source = Source::open(reader, options)?;
    let mut bytes = Vec::new();
    loop {
        source.mark();
        let taken = match source.fill_buf() {
            Ok(block) => {
                bytes.extend_from_slice(block);
                block.len()
            }
            Err(error) => return Err(source.error(error).into()),
        };
        if taken == 0 {
            break;
        }
        if bytes.len() as u64 > MAX_BYTES {
            return Err(OcelError::TooLong { limit: MAX_BYTES });
        }
        source.consume(taken);
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(ReadError::Empty.into());
    }
    Ok(bytes)
}
