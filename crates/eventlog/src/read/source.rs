//! Where bytes come from: unpacks gzip, drops the byte-order mark, counts lines, and stops at endless tokens.

use std::io::{self, BufRead, BufReader, Cursor, Read};

use super::Options;
use super::error::{Position, ReadError};
use super::inflate::Inflated;

const BLOCK: usize = 128 << 10;
/// The beginning is read in small pieces; every larger read goes past this buffer.
const HEAD: usize = 4 << 10;

/// Faults that travel through other people's readers inside an [`io::Error`].
#[derive(Debug, thiserror::Error)]
enum Fault {
    #[error("gzip stream cut off")]
    Truncated,
    #[error("{0}")]
    Damaged(String),
    #[error("token too long")]
    TooLong,
}

/// A buffered reader over the unpacked text.
pub(crate) struct Source<'a> {
    inner: Box<dyn Read + 'a>,
    gzip: bool,
    block: Box<[u8]>,
    pos: usize,
    end: usize,
    /// Bytes before the block.
    before: u64,
    /// Line breaks before `counted`, and up to where in the block they are counted.
    lines: u64,
    counted: usize,
    /// Where the token under way begins, the white space before it included; the limit counts from here.
    mark: u64,
    /// Where its first visible byte is, and the line breaks before it, once its block is gone.
    token: u64,
    token_lines: u64,
    /// A failure met while the first block was filled; told when reading comes to it.
    pending: Option<io::Error>,
    limit: u64,
}

impl<'a> Source<'a> {
    pub(crate) fn open(
        reader: impl Read + 'a,
        options: &mut Options<'a>,
    ) -> Result<Self, ReadError> {
        let counted = Counted {
            inner: reader,
            total: 0,
            progress: options.progress.take(),
        };
        let mut raw = BufReader::with_capacity(HEAD, counted);
        let at = Position::default();
        let head = read_head(&mut raw).map_err(|source| ReadError::Io { at, source })?;
        let gzip = head.starts_with(&[0x1f, 0x8b]);
        let whole = Cursor::new(head).chain(raw);
        let inner: Box<dyn Read + 'a> = if gzip {
            Box::new(Inflated::new(whole).map_err(|source| ReadError::Io { at, source })?)
        } else {
            Box::new(whole)
        };
        let mut source = Self {
            inner,
            gzip,
            block: vec![0; BLOCK].into_boxed_slice(),
            pos: 0,
            end: 0,
            before: 0,
            lines: 0,
            counted: 0,
            mark: 0,
            token: 0,
            token_lines: 0,
            pending: None,
            limit: options.max_token,
        };
        source.skip_mark()?;
        Ok(source)
    }

    /// Fills the first block, so that [`Self::peek`] shows enough to tell formats apart, and passes over a UTF-8 byte-order mark; UTF-16 is named and refused.
    fn skip_mark(&mut self) -> Result<(), ReadError> {
        while self.end < BLOCK {
            match self.read_more(self.end) {
                Ok(0) => break,
                Ok(got) => self.end += got,
                Err(error) if self.end == 0 => return Err(self.error(error)),
                Err(error) => {
                    self.pending = Some(error);
                    break;
                }
            }
        }
        let head = &self.block[..self.end.min(4)];
        if head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]) || head.contains(&0) {
            return Err(ReadError::Encoding {
                at: Position { line: 1, byte: 0 },
                guess: "UTF-16",
            });
        }
        if head.starts_with(&[0xef, 0xbb, 0xbf]) {
            self.pos = 3;
        }
        Ok(())
    }

    /// The bytes at hand, at least one unless the end is reached.
    pub(crate) fn peek(&mut self) -> Result<&[u8], ReadError> {
        match self.refill() {
            Ok(()) => Ok(&self.block[self.pos..self.end]),
            Err(error) => Err(self.error(error)),
        }
    }

    /// A token begins here.
    #[inline]
    pub(crate) fn mark(&mut self) {
        self.mark = self.before + self.pos as u64;
        self.token = self.mark;
    }

    /// Where the token under way begins.
    pub(crate) fn position(&mut self) -> Position {
        self.settle_token();
        Position {
            line: self.token_lines + 1,
            byte: self.token,
        }
    }

    /// Moves the beginning of the token past white space and counts the lines before it, if its block is still here.
    fn settle_token(&mut self) {
        let Some(offset) = self.token.checked_sub(self.before) else {
            return;
        };
        #[expect(clippy::cast_possible_truncation, reason = "an offset into the block")]
        let offset = (offset as usize).min(self.end);
        let blanks = self.block[offset..self.end]
            .iter()
            .take_while(|byte| byte.is_ascii_whitespace())
            .count();
        self.token = self.before + (offset + blanks) as u64;
        self.token_lines = self.lines_up_to(offset + blanks);
    }

    /// Where reading has come to.
    pub(crate) fn position_now(&mut self) -> Position {
        Position {
            line: self.lines_up_to(self.pos) + 1,
            byte: self.before + self.pos as u64,
        }
    }

    /// Line breaks before `offset` of the block; counts each byte once when asked in rising order.
    fn lines_up_to(&mut self, offset: usize) -> u64 {
        let count = |bytes: &[u8]| memchr::memchr_iter(b'\n', bytes).count() as u64;
        if offset >= self.counted {
            self.lines += count(&self.block[self.counted..offset]);
            self.counted = offset;
            self.lines
        } else {
            self.lines - count(&self.block[offset..self.counted])
        }
    }

    fn refill(&mut self) -> io::Result<()> {
        if self.pos < self.end {
            return Ok(());
        }
        self.settle_token();
        self.lines_up_to(self.end);
        self.before += self.end as u64;
        (self.pos, self.end, self.counted) = (0, 0, 0);
        if self.before - self.mark > self.limit {
            return Err(io::Error::other(Fault::TooLong));
        }
        if let Some(error) = self.pending.take() {
            return Err(error);
        }
        self.end = self.read_more(0)?;
        Ok(())
    }

    fn read_more(&mut self, from: usize) -> io::Result<usize> {
        read(&mut self.inner, self.gzip, &mut self.block[from..])
    }

    fn read_into(&mut self, into: &mut [u8]) -> io::Result<usize> {
        read(&mut self.inner, self.gzip, into)
    }

    /// Bytes of the text that are behind: the byte-order mark, if there is one.
    pub(super) fn passed(&self) -> u64 {
        self.before + self.pos as u64
    }

    /// Adds about `step` bytes of the text to `bytes`, what is at hand first; 0 at the end.
    pub(super) fn fill(&mut self, bytes: &mut Vec<u8>, step: usize) -> io::Result<usize> {
        if self.pos < self.end {
            bytes.extend_from_slice(&self.block[self.pos..self.end]);
            let taken = self.end - self.pos;
            self.pos = self.end;
            return Ok(taken);
        }
        if let Some(error) = self.pending.take() {
            return Err(error);
        }
        let from = bytes.len();
        bytes.resize(from + step, 0);
        let mut filled = from;
        while filled < bytes.len() {
            match self.read_into(&mut bytes[filled..]) {
                Ok(0) => break,
                Ok(got) => filled += got,
                // What came before the failure is worth reading; it will be told again.
                Err(error) if filled > from => {
                    self.pending = Some(error);
                    break;
                }
                Err(error) => {
                    bytes.truncate(from);
                    return Err(error);
                }
            }
        }
        bytes.truncate(filled);
        Ok(filled - from)
    }

    /// Turns what came back through another reader into our own error.
    pub(crate) fn error(&mut self, error: io::Error) -> ReadError {
        let too_long = error
            .get_ref()
            .and_then(|inner| inner.downcast_ref::<Fault>());
        if let Some(Fault::TooLong) = too_long {
            return ReadError::TooLong {
                at: self.position(),
                limit: self.limit,
            };
        }
        failure(error, self.position_now())
    }

    /// The same for an error that is shared; the message survives, the type does not need to.
    pub(crate) fn shared_error(&mut self, error: &io::Error) -> ReadError {
        let fault = error
            .get_ref()
            .and_then(|inner| inner.downcast_ref::<Fault>());
        let own = match fault {
            Some(Fault::Truncated) => io::Error::other(Fault::Truncated),
            Some(Fault::Damaged(why)) => io::Error::other(Fault::Damaged(why.clone())),
            Some(Fault::TooLong) => io::Error::other(Fault::TooLong),
            None => io::Error::new(error.kind(), error.to_string()),
        };
        self.error(own)
    }
}

/// A failure of reading or unpacking as our own error.
pub(super) fn failure(error: io::Error, at: Position) -> ReadError {
    let fault = error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<Fault>());
    match fault {
        Some(Fault::Truncated) => ReadError::GzipTruncated { at },
        Some(Fault::Damaged(why)) => ReadError::GzipDamaged {
            at,
            why: why.clone(),
        },
        Some(Fault::TooLong) | None => ReadError::Io { at, source: error },
    }
}

fn read(inner: &mut dyn Read, gzip: bool, into: &mut [u8]) -> io::Result<usize> {
    loop {
        match inner.read(into) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if gzip => {
                return Err(match error.kind() {
                    io::ErrorKind::UnexpectedEof => io::Error::other(Fault::Truncated),
                    io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => {
                        io::Error::other(Fault::Damaged(error.to_string()))
                    }
                    _ => error,
                });
            }
            other => return other,
        }
    }
}

impl Read for Source<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let taken = available.len().min(into.len());
        into[..taken].copy_from_slice(&available[..taken]);
        self.consume(taken);
        Ok(taken)
    }
}

impl BufRead for Source<'_> {
    #[inline]
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.pos == self.end {
            self.refill()?;
        }
        Ok(&self.block[self.pos..self.end])
    }

    #[inline]
    fn consume(&mut self, taken: usize) {
        self.pos = (self.pos + taken).min(self.end);
    }
}

/// The first four bytes, fewer only at the end of the input.
fn read_head(reader: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut head = Vec::with_capacity(4);
    reader.take(4).read_to_end(&mut head)?;
    Ok(head)
}

/// Tells the caller how much of the input has been read.
struct Counted<'a, R> {
    inner: R,
    total: u64,
    progress: Option<&'a mut dyn FnMut(u64)>,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let got = self.inner.read(into)?;
        self.total += got as u64;
        if let Some(progress) = &mut self.progress {
            progress(self.total);
        }
        Ok(got)
    }
}
