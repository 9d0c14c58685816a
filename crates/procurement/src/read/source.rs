//! Plain or gzip; JSON lines or one document: told by the content.

use std::io::{self, BufReader, Read};

use flate2::read::MultiGzDecoder;

use super::Error;

/// One JSON document is read whole into memory, so it has a limit.
pub(crate) const MAX_DOCUMENT: usize = 1 << 30;
/// How much is looked at to tell what a file is.
const PEEK: usize = 64 << 10;

/// A file whose kind is known.
pub enum Source<'r> {
    /// A JSON text on each line.
    Lines(Box<dyn Read + Send + 'r>),
    /// One JSON text over several lines, or without a line end.
    Document(Vec<u8>),
}

/// Unpacks gzip and tells JSON lines from one JSON document over several lines.
///
/// A file is one document when its first line that is not blank is an unfinished JSON text and the whole is a finished one.
pub fn open<'r>(reader: impl Read + Send + 'r) -> Result<Source<'r>, Error> {
    let fault = |why| Error::Read { line: 0, why };
    let mut reader = unpack(reader).map_err(fault)?;
    let mut head = Vec::new();
    let mut read =
        |head: &mut Vec<u8>, more: usize| reader.by_ref().take(more as u64).read_to_end(head);
    // A fault in the middle is for whoever reads the lines: those before it are whole.
    let mut broken = match read(&mut head, PEEK) {
        Err(why) if head.is_empty() => return Err(fault(why)),
        Err(why) => Some(why),
        Ok(_) => None,
    };
    if broken.is_none() && starts_document(&head) {
        let more = MAX_DOCUMENT + 1 - head.len();
        broken = read(&mut head, more).err();
        if broken.is_none() && is_json(&head) {
            if head.len() > MAX_DOCUMENT {
                return Err(Error::LargeDocument);
            }
            return Ok(Source::Document(head));
        }
        // Lines after all: the first of them is broken.
    }
    let head = io::Cursor::new(head);
    Ok(Source::Lines(match broken {
        Some(why) => Box::new(head.chain(Broken(Some(why)))),
        None => Box::new(head.chain(reader)),
    }))
}

/// Fails once.
struct Broken(Option<io::Error>);

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

fn unpack<'r>(mut reader: impl Read + Send + 'r) -> io::Result<Box<dyn Read + Send + 'r>> {
    let mut magic = Vec::with_capacity(2);
    reader.by_ref().take(2).read_to_end(&mut magic)?;
    let packed = magic == [0x1f, 0x8b];
    let whole = io::Cursor::new(magic).chain(reader);
    Ok(if packed {
        Box::new(MultiGzDecoder::new(BufReader::with_capacity(
            1 << 16,
            whole,
        )))
    } else {
        Box::new(whole)
    })
}

/// Whether the first line that is not blank is an object or a list that goes on in the next line.
fn starts_document(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let Some(start) = head.iter().position(|byte| !byte.is_ascii_whitespace()) else {
        return false;
    };
    let head = &head[start..];
    let Some(end) = memchr::memchr(b'\n', head) else {
        // A long first line is a line.
        return false;
    };
    match serde_json::from_slice::<serde::de::IgnoredAny>(&head[..end]) {
        Ok(_) => false,
        Err(error) => error.is_eof(),
    }
}

fn is_json(text: &[u8]) -> bool {
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    serde_json::from_slice::<serde::de::IgnoredAny>(text).is_ok()
}
