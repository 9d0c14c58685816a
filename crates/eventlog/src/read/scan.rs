//! Cuts XML into tokens over a window of the text, without copying them.
//!
//! Only what XES needs: no entities of the file's own, no namespaces. The window always holds the token under way whole.

use std::io;

use super::error::{Position, ReadError, clip};
use super::source::{Source, failure};
use super::tag::{self, Tag};

/// Bytes read at once; few enough to stay in the cache while they are looked at.
const BLOCK: usize = 64 << 10;

/// What stands at the token's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Token {
    /// A start tag, or an empty one: see [`Scanner::tag`].
    Open,
    /// An end tag that fits the last open one.
    Close,
    /// Text other than white space.
    Text,
    /// The XML declaration.
    Declaration,
    /// The end of the file.
    End,
    /// The end of the file within a token.
    Cut,
}

/// A place that must be told later, when its text may be gone.
#[derive(Clone, Copy, Debug, Default)]
struct Mark {
    byte: u64,
    line: Option<u64>,
}

/// What reading came upon behind the text that is in the window.
enum Ahead {
    Io(io::Error),
    /// Bytes that are no UTF-8.
    Encoding,
    End,
}

/// Reads tokens from a source.
pub(crate) struct Scanner<'a> {
    source: Source<'a>,
    window: String,
    /// The bytes of a character that the window's end cut.
    partial: Vec<u8>,
    ahead: Option<Ahead>,
    /// Bytes and line breaks before the window.
    base: u64,
    lines: u64,
    /// Where in the window the token under way begins, and where the next one is looked for.
    begin: usize,
    at: usize,
    /// Where the white space before the token under way begins, if it is still there.
    lead: Option<usize>,
    tag: Tag,
    marks: [Mark; 2],
    /// Names of the open elements, one after the other, and where each begins.
    open: String,
    starts: Vec<usize>,
    limit: u64,
}

impl<'a> Scanner<'a> {
    pub(crate) fn new(source: Source<'a>, limit: u64) -> Self {
        Self {
            base: source.passed(),
            source,
            window: String::new(),
            partial: Vec::new(),
            ahead: None,
            lines: 0,
            begin: 0,
            at: 0,
            lead: None,
            tag: Tag::default(),
            marks: [Mark::default(); 2],
            open: String::new(),
            starts: Vec::new(),
            limit,
        }
    }

    /// Moves to the next token.
    #[inline]
    pub(crate) fn next(&mut self) -> Result<Token, ReadError> {
        loop {
            let bytes = self.window.as_bytes();
            self.lead = Some(self.at);
            while let Some(b' ' | b'\t' | b'\n' | b'\r') = bytes.get(self.at) {
                self.at += 1;
            }
            self.begin = self.at;
            match (bytes.get(self.at), bytes.get(self.at + 1)) {
                (None, _) => {
                    if !self.more()? {
                        return Ok(Token::End);
                    }
                }
                (Some(b'<'), Some(b'/')) => {
                    if let Some(token) = self.close()? {
                        return Ok(token);
                    }
                }
                (Some(b'<'), Some(b'!' | b'?')) => {
                    if let Some(token) = self.other()? {
                        return Ok(token);
                    }
                }
                (Some(b'<'), Some(_)) => {
                    match tag::parse(&self.window, self.begin, &mut self.tag) {
                        Ok(true) => {
                            self.at = self.tag.end;
                            if !self.tag.empty {
                                self.starts.push(self.open.len());
                                self.open.push_str(&self.window[self.tag.name.clone()]);
                            }
                            return Ok(Token::Open);
                        }
                        Ok(false) => {
                            if !self.need_more()? {
                                return Ok(Token::Cut);
                            }
                        }
                        Err(why) => return Err(self.malformed(why)),
                    }
                }
                (Some(b'<'), None) => {
                    if !self.need_more()? {
                        return Ok(Token::Cut);
                    }
                }
                (Some(_), _) => match memchr::memchr(b'<', &bytes[self.at..]) {
                    Some(length) => {
                        self.at += length;
                        return Ok(Token::Text);
                    }
                    None => {
                        if !self.more()? {
                            self.at = self.window.len();
                            return Ok(Token::Text);
                        }
                    }
                },
            }
        }
    }

    /// The start tag under way.
    #[inline]
    pub(crate) fn tag(&self) -> &Tag {
        &self.tag
    }

    /// A part of the token under way.
    #[inline]
    pub(crate) fn part(&self, range: std::ops::Range<usize>) -> &str {
        &self.window[range]
    }

    /// The empty tag under way from the white space before it up to its value, and how much of that is white space, if its value stands last
    /// in double quotation marks and the text is still there.
    pub(crate) fn lead(&self) -> Option<(&str, usize)> {
        let (lead, value) = (self.lead?, self.tag.value.as_ref()?);
        let text = self.window.get(lead..value.start)?;
        let last = self.window.get(value.end..self.at)?;
        (text.ends_with('"') && matches!(last, "\"/>" | "\" />"))
            .then_some((text, self.begin - lead))
    }

    /// Moves on to the next token if that is an empty tag that begins with `lead`, of which `blanks` bytes are white space; gives its value.
    /// `None`, and nothing is moved, if it is not, is not whole in the window, or has entities.
    #[inline]
    pub(crate) fn follows(&mut self, lead: &str, blanks: usize) -> Option<std::ops::Range<usize>> {
        let bytes = self.window.as_bytes();
        let rest = bytes[self.at..].strip_prefix(lead.as_bytes())?;
        let begin = self.at + lead.len();
        let (length, entities) = tag::until(rest, 0, b'"')?;
        let close = match &rest[length..] {
            _ if entities => return None,
            [b'"', b'/', b'>', ..] => 3,
            [b'"', b' ', b'/', b'>', ..] => 4,
            _ => return None,
        };
        self.begin = self.at + blanks;
        self.at = begin + length + close;
        Some(begin..begin + length)
    }

    /// The whole token under way.
    pub(crate) fn token(&self) -> &str {
        &self.window[self.begin..self.at]
    }

    /// How many elements are open.
    pub(crate) fn depth(&self) -> usize {
        self.starts.len()
    }

    /// Remembers where the token under way begins, for [`Self::marked`].
    #[inline]
    pub(crate) fn mark(&mut self, which: usize) {
        self.marks[which] = Mark {
            byte: self.base + self.begin as u64,
            line: None,
        };
    }

    /// The place that was remembered.
    pub(crate) fn marked(&self, which: usize) -> Position {
        let mark = self.marks[which];
        Position {
            line: mark.line.unwrap_or_else(|| self.line_of(mark.byte)),
            byte: mark.byte,
        }
    }

    /// Where the token under way begins.
    pub(crate) fn position(&self) -> Position {
        let byte = self.base + self.begin as u64;
        Position {
            line: self.line_of(byte),
            byte,
        }
    }

    /// Where the text in hand ends.
    pub(crate) fn end_position(&self) -> Position {
        let byte = self.base + self.window.len() as u64;
        Position {
            line: self.line_of(byte),
            byte,
        }
    }

    /// The line of a byte that is in the window.
    fn line_of(&self, byte: u64) -> u64 {
        self.lines + line_breaks(&self.window, 0, byte.saturating_sub(self.base)) + 1
    }

    fn malformed(&self, why: String) -> ReadError {
        ReadError::Xml {
            at: self.position(),
            why,
        }
    }

    /// An end tag; `None` if the window had to be filled first.
    #[inline]
    fn close(&mut self) -> Result<Option<Token>, ReadError> {
        let from = self.begin + 2;
        let rest = &self.window.as_bytes()[from..];
        let Some(length) = rest.iter().position(|&byte| byte == b'>') else {
            return Ok((!self.need_more()?).then_some(Token::Cut));
        };
        let name = self.window[from..from + length].trim_ascii_end();
        let Some(&start) = self.starts.last() else {
            let why = format!("</{}> closes nothing", clip(name));
            return Err(self.malformed(why));
        };
        if self.open[start..] != *name {
            let why = format!(
                "</{}> stands where </{}> is due",
                clip(name),
                &self.open[start..]
            );
            return Err(self.malformed(why));
        }
        self.open.truncate(start);
        self.starts.pop();
        self.at = from + length + 1;
        Ok(Some(Token::Close))
    }

    /// A comment, CDATA, a document type or a processing instruction; `None` if it says nothing or the window had to be filled first.
    fn other(&mut self) -> Result<Option<Token>, ReadError> {
        let rest = &self.window.as_bytes()[self.begin..];
        let after = |open: &[u8], close: &[u8]| {
            let from = open.len();
            memchr::memmem::find(rest.get(from..)?, close).map(|at| from + at + close.len())
        };
        let (length, token) = if rest.starts_with(b"<!--") {
            (after(b"<!--", b"-->"), None)
        } else if rest.starts_with(b"<![CDATA[") {
            (after(b"<![CDATA[", b"]]>"), Some(Token::Text))
        } else if rest.starts_with(b"<?") {
            let xml =
                rest.starts_with(b"<?xml") && rest.get(5).is_some_and(u8::is_ascii_whitespace);
            (after(b"<?", b"?>"), xml.then_some(Token::Declaration))
        } else if b"<!--".starts_with(rest) || b"<![CDATA[".starts_with(rest) {
            (None, None)
        } else {
            (document_type(rest), None)
        };
        if let Some(length) = length {
            self.at = self.begin + length;
            Ok(token)
        } else {
            Ok((!self.need_more()?).then_some(Token::Cut))
        }
    }

    /// Fills the window, since the token under way is not whole in it; `false` if nothing more comes.
    fn need_more(&mut self) -> Result<bool, ReadError> {
        let more = self.more()?;
        // The token is read again from its beginning, with which the window begins now.
        self.at = self.begin;
        Ok(more)
    }

    /// Drops what lies before the token under way and reads on; `false` at the end of the file.
    #[cold]
    fn more(&mut self) -> Result<bool, ReadError> {
        match self.ahead.take() {
            None => {}
            Some(Ahead::End) => {
                self.ahead = Some(Ahead::End);
                return Ok(false);
            }
            Some(Ahead::Io(error)) => return Err(failure(error, self.end_position())),
            Some(Ahead::Encoding) => {
                return Err(ReadError::Encoding {
                    at: self.end_position(),
                    guess: "Windows-1256 or Latin-1",
                });
            }
        }
        self.drop_read();
        let length = self.window.len();
        if length as u64 > self.limit {
            return Err(ReadError::TooLong {
                at: self.position(),
                limit: self.limit,
            });
        }
        // A long token is read in growing steps, so that it is not looked through too often, and not far beyond the limit.
        let room = usize::try_from(self.limit)
            .unwrap_or(usize::MAX)
            .saturating_sub(length);
        let step = length.min(room).max(BLOCK);
        let mut bytes = std::mem::take(&mut self.window).into_bytes();
        bytes.append(&mut self.partial);
        match self.source.fill(&mut bytes, step) {
            Ok(0) if bytes.len() > length => self.ahead = Some(Ahead::Encoding),
            Ok(0) => self.ahead = Some(Ahead::End),
            Ok(_) => {}
            Err(error) => self.ahead = Some(Ahead::Io(error)),
        }
        self.take(bytes);
        // When nothing whole came, what lies ahead is told at once.
        Ok(self.window.len() > length || self.more()?)
    }

    /// Makes the bytes the window, up to where they are whole UTF-8.
    fn take(&mut self, bytes: Vec<u8>) {
        self.window = String::from_utf8(bytes).unwrap_or_else(|error| {
            let fault = error.utf8_error();
            let mut bytes = error.into_bytes();
            let rest = bytes.split_off(fault.valid_up_to());
            if fault.error_len().is_some() {
                self.ahead = Some(Ahead::Encoding);
            } else if self.ahead.is_none() {
                self.partial = rest;
            }
            String::from_utf8(bytes).unwrap_or_default()
        });
    }

    /// Cuts the window before the token under way.
    fn drop_read(&mut self) {
        self.lead = None;
        if self.begin == 0 {
            return;
        }
        let new_base = self.base + self.begin as u64;
        // Every line break is counted once, on the way from mark to mark.
        let mut counted = self.base;
        let [first, second] = &mut self.marks;
        let in_order = if first.byte <= second.byte {
            [first, second]
        } else {
            [second, first]
        };
        for mark in in_order {
            if mark.line.is_none() && (counted..new_base).contains(&mark.byte) {
                self.lines += line_breaks(&self.window, counted - self.base, mark.byte - self.base);
                counted = mark.byte;
                mark.line = Some(self.lines + 1);
            }
        }
        self.lines += line_breaks(&self.window, counted - self.base, self.begin as u64);
        self.base = new_base;
        self.window.drain(..self.begin);
        self.at -= self.begin;
        self.begin = 0;
    }
}

/// Line breaks between two places of the text; the text ends where they reach beyond it.
fn line_breaks(text: &str, from: u64, to: u64) -> u64 {
    let place = |at: u64| usize::try_from(at).map_or(text.len(), |at| at.min(text.len()));
    let between = &text.as_bytes()[place(from)..place(to)];
    memchr::memchr_iter(b'\n', between).count() as u64
}

/// The length of a `<!DOCTYPE …>` with its internal subset, `None` if it is not whole.
fn document_type(text: &[u8]) -> Option<usize> {
    let (mut depth, mut quote) = (0_u32, None);
    for (at, &byte) in text.iter().enumerate() {
        match (quote, byte) {
            (Some(mark), _) if byte == mark => quote = None,
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'<') => depth += 1,
            (None, b'>') => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}
