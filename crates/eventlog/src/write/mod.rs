//! Writers: XES and CSV, plain or gzip, to any [`std::io::Write`].
//!
//! What is written reads back as the same log, but for what the format cannot hold: that is told as [`Loss`].

mod csv;
mod loss;
mod ocel;
#[cfg(feature = "parquet")]
mod parquet;
mod table;
pub(crate) mod text;
mod xes;

pub use csv::write_csv;
pub use loss::Loss;
#[cfg(feature = "sqlite")]
pub use ocel::write_ocel_sqlite;
pub use ocel::{write_ocel_json, write_ocel_xml};
#[cfg(feature = "parquet")]
pub use parquet::write_parquet;
pub use xes::write_xes;

use std::io::{self, Write};

use flate2::Compression;
use flate2::write::GzEncoder;

/// How a log is written.
#[derive(Clone, Copy, Debug, Default)]
pub struct WriteOptions {
    /// Seconds east of Greenwich, whole minutes, of the clock that times are written in; 0 (UTC) unless told. Days begin
    /// at this clock's midnight, which matters for logs that record days. Iran: 12,600.
    pub offset: i32,
    /// Whether the file is packed with gzip.
    pub gzip: bool,
}

/// Runs `body` on `out`, through gzip if that is wished; the same log always gives the same bytes.
fn packed<T>(
    mut out: impl Write,
    gzip: bool,
    body: impl FnOnce(&mut dyn Write) -> io::Result<T>,
) -> io::Result<T> {
    if !gzip {
        let done = body(&mut out)?;
        out.flush()?;
        return Ok(done);
    }
    let mut packer = GzEncoder::new(out, Compression::default());
    let done = body(&mut packer)?;
    packer.finish()?.flush()?;
    Ok(done)
}
