//! CSV in UTF-8, with comma, semicolon or tab.

use super::read::{Collector, Limits, Row, SheetError};

pub(super) fn read(bytes: &[u8], name: &str, limits: &Limits) -> Result<Vec<Row>, SheetError> {
    let text = decode(bytes, name)?;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(text))
        .from_reader(text.as_bytes());
    let mut collector = Collector::new(name, limits);
    let mut lines = Lines {
        bytes: text.as_bytes(),
        at: 0,
        line: 1,
    };
    let mut record = csv::StringRecord::new();
    loop {
        match reader.read_record(&mut record) {
            Ok(false) => return Ok(collector.rows),
            Ok(true) => {
                let from = record.position().map_or(0, csv::Position::byte);
                let number = lines.at(usize::try_from(from).unwrap_or(usize::MAX));
                for (column, cell) in record.iter().enumerate() {
                    collector.put(number, column, cell)?;
                }
            }
            Err(error) => {
                return Err(SheetError::Damaged {
                    name: name.to_owned(),
                    message: error.to_string(),
                });
            }
        }
    }
}

/// Counts lines along the file. The CSV reader counts them too, but places a record before the line feed of the last one and before
/// empty lines.
struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
    line: usize,
}

impl Lines<'_> {
    /// Line, from 1, of the first letter at or after a place; places must rise.
    fn at(&mut self, place: usize) -> usize {
        while let Some(byte) = self.bytes.get(self.at) {
            if self.at >= place && !matches!(byte, b'\r' | b'\n') {
                break;
            }
            self.line += usize::from(*byte == b'\n');
            self.at += 1;
        }
        self.line
    }
}

/// The text without its byte order mark, or the line where it stops being UTF-8.
fn decode<'a>(bytes: &'a [u8], name: &str) -> Result<&'a str, SheetError> {
    let fail = |line, guess| SheetError::Encoding {
        name: name.to_owned(),
        line,
        guess,
    };
    match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => {
            return Err(fail(1, " (it seems to be UTF-16, «Unicode text»)"));
        }
        [_, 0, _, 0, ..] | [0, _, 0, _, ..] => {
            return Err(fail(1, " (it seems to be UTF-16 without a mark)"));
        }
        _ => {}
    }
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|error| {
        let line = bytes[..error.valid_up_to()].split(|b| *b == b'\n').count();
        fail(line, " (it seems to be the old Arabic code page 1256)")
    })
}

/// The separator that the first line uses most, outside quotes; a comma when there is none.
fn delimiter(text: &str) -> u8 {
    let mut quoted = false;
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    for byte in text.bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => break,
            _ if quoted => {}
            byte => {
                if let Some((_, n)) = counts.iter_mut().find(|(d, _)| *d == byte) {
                    *n += 1;
                }
            }
        }
    }
    let [comma, rest @ ..] = counts;
    rest.into_iter()
        .fold(
            comma,
            |best, other| if other.1 > best.1 { other } else { best },
        )
        .0
}
