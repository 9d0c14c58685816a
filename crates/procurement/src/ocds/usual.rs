//! Usual JSON, read quickly. What is unusual, and what is no JSON, is left to `serde_json`, which has the last word on both.
//!
//! Ends of strings are looked for in 64 bytes at once, and numbers of few digits are read as they stand. Repeated fields, escaped
//! field names, half a surrogate pair, deep nesting and control characters are unusual. What is read here is read just as by
//! [`super::lenient`].

use std::borrow::Cow;

use serde::de::IgnoredAny;

use super::lenient::Id;

/// How deep values may hold each other: less than with `serde_json`, so that it is asked before it refuses.
const DEPTH: u8 = 60;
/// How many bytes are looked at together.
const BLOCK: usize = 64;
/// Whole numbers up to here are exact as floating-point numbers.
const EXACT: u64 = 1 << 53;
/// For each byte of a block the bit of its eight bytes.
const WEIGHTS: [u8; BLOCK] = {
    let mut all = [0; BLOCK];
    let mut at = 0;
    while at < BLOCK {
        all[at] = 1 << (at / 8);
        at += 1;
    }
    all
};
/// Powers of ten that are exact, so that one division rounds once.
const POWERS: [f64; 19] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18,
];

/// The text is not usual; why is told by `serde_json`.
#[derive(Debug)]
pub(crate) struct Unusual;

/// A value that is absent where the JSON has something else, as with [`super::lenient::Lenient`].
pub(crate) trait Usual<'de>: Default {
    /// Reads it into what is absent so far.
    fn read(&mut self, from: &mut Reader<'de>) -> Result<(), Unusual>;
}

/// A JSON text as a whole, read into what is absent so far; none where it is unusual.
pub(super) fn read<'de, T: Usual<'de>>(text: &'de str, mut value: T) -> Option<T> {
    let mut reader = Reader {
        text,
        at: 0,
        depth: DEPTH,
        stops: stops(text.as_bytes()),
    };
    value.read(&mut reader).ok()?;
    let rest = &text.as_bytes()[reader.at..];
    rest.iter().copied().all(is_blank).then_some(value)
}

/// A number, by how it is written.
#[derive(Debug, Clone, Copy)]
enum Number {
    Whole(u64),
    BelowZero(i64),
    Broken(f64),
}

/// A place in a text.
pub(crate) struct Reader<'de> {
    text: &'de str,
    at: usize,
    /// How much deeper values may go.
    depth: u8,
    /// For each block of the text, a bit for each of its bytes that is no plain content of a string.
    stops: Vec<u64>,
}

impl<'de> Reader<'de> {
    #[inline]
    fn byte_at(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    #[inline]
    fn byte(&self) -> Option<u8> {
        self.byte_at(self.at)
    }

    /// The first place from here on that is not blank.
    #[inline]
    fn unblank(&self, at: usize) -> usize {
        match self.byte_at(at) {
            Some(byte) if byte > b' ' => at,
            _ => self.unblank_far(at),
        }
    }

    #[inline(never)]
    fn unblank_far(&self, at: usize) -> usize {
        let rest = self.text.as_bytes().get(at..).unwrap_or_default();
        at + rest.iter().take_while(|byte| is_blank(**byte)).count()
    }

    /// The next byte that is not blank; it stays.
    #[inline]
    fn peek(&mut self) -> Result<u8, Unusual> {
        self.at = self.unblank(self.at);
        self.byte().ok_or(Unusual)
    }

    /// Goes into a list or an object.
    #[inline]
    fn enter(&mut self) -> Result<(), Unusual> {
        self.at += 1;
        self.depth = self.depth.checked_sub(1).ok_or(Unusual)?;
        Ok(())
    }

    /// Leaves a list or an object where it ends.
    #[inline]
    fn leave(&mut self, end: u8) -> Result<(), Unusual> {
        if self.peek()? != end {
            return Err(Unusual);
        }
        self.at += 1;
        self.depth += 1;
        Ok(())
    }

    /// Whether another item follows in a list; the comma before it is read.
    #[inline]
    fn follows(&mut self, is_first: bool) -> Result<bool, Unusual> {
        let byte = self.peek()?;
        if is_first {
            return Ok(byte != b']');
        }
        self.at += usize::from(byte == b',');
        Ok(byte == b',')
    }

    /// The name of the next field; none where no usual one follows, as at the end of the object.
    fn name(&mut self, is_first: bool) -> Option<&'de str> {
        let mut at = self.unblank(self.at);
        if !is_first {
            if self.byte_at(at) != Some(b',') {
                return None;
            }
            at = self.unblank(at + 1);
        }
        let (name, after) = self.plain(at)?;
        let colon = self.unblank(after);
        if self.byte_at(colon) != Some(b':') {
            return None;
        }
        self.at = colon + 1;
        Some(name)
    }

    /// Reads an object; `field` reads the value of a field.
    #[inline]
    pub(super) fn object(
        &mut self,
        mut field: impl FnMut(&mut Self, &'de str) -> Result<(), Unusual>,
    ) -> Result<(), Unusual> {
        self.enter()?;
        let mut is_first = true;
        while let Some(name) = self.name(is_first) {
            is_first = false;
            field(self, name)?;
        }
        self.leave(b'}')
    }

    /// Whether an object follows; another value is read over.
    #[inline]
    pub(super) fn is_object(&mut self) -> Result<bool, Unusual> {
        if self.peek()? == b'{' {
            return Ok(true);
        }
        self.absent()?;
        Ok(false)
    }

    /// The string that begins here and has nothing in it that is escaped, and the place after it.
    #[inline]
    fn plain(&self, at: usize) -> Option<(&'de str, usize)> {
        if self.byte_at(at) != Some(b'"') {
            return None;
        }
        let end = self.stop(at + 1);
        if self.byte_at(end) != Some(b'"') {
            return None;
        }
        Some((&self.text[at + 1..end], end + 1))
    }

    #[inline]
    fn string(&mut self) -> Result<Cow<'de, str>, Unusual> {
        if let Some((content, after)) = self.plain(self.at) {
            self.at = after;
            return Ok(Cow::Borrowed(content));
        }
        self.escaped().map(Cow::Owned)
    }

    /// A string with something in it that is escaped.
    #[inline(never)]
    fn escaped(&mut self) -> Result<String, Unusual> {
        self.at += 1;
        let start = self.at;
        loop {
            self.at = self.stop(self.at);
            match self.byte() {
                Some(b'"') => break,
                Some(b'\\') => {
                    let rest = &self.text.as_bytes()[self.at..];
                    self.at += escape(rest).ok_or(Unusual)?.1;
                }
                _ => return Err(Unusual),
            }
        }
        let content = &self.text[start..self.at];
        self.at += 1;
        unescaped(content).ok_or(Unusual)
    }

    /// The first byte from here on that is no plain content of a string; past the text where there is none.
    #[inline]
    fn stop(&self, at: usize) -> usize {
        let mut block = at / BLOCK;
        let Some(stops) = self.stops.get(block) else {
            return self.text.len();
        };
        let mut stops = stops >> (at % BLOCK) << (at % BLOCK);
        while stops == 0 {
            block += 1;
            match self.stops.get(block) {
                Some(next) => stops = *next,
                None => return self.text.len(),
            }
        }
        block * BLOCK + stops.trailing_zeros() as usize
    }

    /// Adds digits to a number; gives how many.
    #[inline]
    fn digits(&mut self, number: &mut u64) -> usize {
        let start = self.at;
        while let Some(digit @ b'0'..=b'9') = self.byte() {
            let digit = u64::from(digit - b'0');
            *number = number.wrapping_mul(10).wrapping_add(digit);
            self.at += 1;
        }
        self.at - start
    }

    /// A number, and how it is written where it is a whole one in its shortest form.
    #[inline]
    fn number(&mut self) -> Result<(Number, Option<&'de str>), Unusual> {
        let start = self.at;
        let is_below_zero = self.byte() == Some(b'-');
        self.at += usize::from(is_below_zero);
        let has_zero = self.byte() == Some(b'0');
        let mut value = 0;
        let whole = self.digits(&mut value);
        let (mut decimals, has_point) = (0, self.byte() == Some(b'.'));
        if has_point {
            self.at += 1;
            decimals = self.digits(&mut value);
        }
        let is_plain = whole > 0
            && (whole == 1 || !has_zero)
            && whole + decimals < POWERS.len()
            && has_point == (decimals > 0)
            && !matches!(self.byte(), Some(b'e' | b'E'));
        if is_plain && has_point && value <= EXACT {
            let value = value as f64 / POWERS[decimals];
            let value = if is_below_zero { -value } else { value };
            return Ok((Number::Broken(value), None));
        }
        let written = &self.text[start..self.at];
        match i64::try_from(value) {
            Ok(_) if is_plain && !has_point && !is_below_zero => {
                Ok((Number::Whole(value), Some(written)))
            }
            Ok(value) if is_plain && !has_point && value > 0 => {
                Ok((Number::BelowZero(-value), Some(written)))
            }
            _ => self.long_number(start).map(|number| (number, None)),
        }
    }

    #[cold]
    fn long_number(&mut self, start: usize) -> Result<Number, Unusual> {
        let number: serde_json::Number =
            serde_json::from_str(self.number_from(start)).map_err(|_| Unusual)?;
        if let Some(number) = number.as_u64() {
            return Ok(Number::Whole(number));
        }
        if let Some(number) = number.as_i64() {
            return Ok(Number::BelowZero(number));
        }
        number.as_f64().map(Number::Broken).ok_or(Unusual)
    }

    /// All that a number may be written with, from its beginning on.
    fn number_from(&mut self, start: usize) -> &'de str {
        let is_part = |byte: &u8| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E');
        let rest = &self.text.as_bytes()[start..];
        self.at = start + rest.iter().take_while(|byte| is_part(byte)).count();
        &self.text[start..self.at]
    }

    /// Reads over a value of a type that is not wanted. A number that nothing can hold is refused here, and read over in
    /// what nobody looks at, as `serde_json` does.
    fn absent(&mut self) -> Result<(), Unusual> {
        match self.peek()? {
            b'0'..=b'9' | b'-' => self.number().map(|_| ()),
            _ => self.skip(),
        }
    }

    /// Reads over a value.
    pub(super) fn skip(&mut self) -> Result<(), Unusual> {
        match self.peek()? {
            b'"' => self.string().map(|_| ()),
            b'{' => self.object(|reader, _| reader.skip()),
            b'[' => {
                self.enter()?;
                let mut is_first = true;
                while self.follows(is_first)? {
                    is_first = false;
                    self.skip()?;
                }
                self.leave(b']')
            }
            b'0'..=b'9' | b'-' => {
                let number = self.number_from(self.at);
                let is_plain = number.len() == 1 || !number.starts_with('0');
                if is_plain && number.bytes().all(|byte| byte.is_ascii_digit()) {
                    return Ok(());
                }
                match serde_json::from_str(number) {
                    Ok(IgnoredAny) => Ok(()),
                    Err(_) => Err(Unusual),
                }
            }
            b't' => self.word("true"),
            b'f' => self.word("false"),
            b'n' => self.word("null"),
            _ => Err(Unusual),
        }
    }

    fn word(&mut self, word: &str) -> Result<(), Unusual> {
        let rest = &self.text.as_bytes()[self.at..];
        if !rest.starts_with(word.as_bytes()) {
            return Err(Unusual);
        }
        self.at += word.len();
        Ok(())
    }
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// For each 64 bytes a bit for each of them that is a quote, a backslash, a control character, or not there.
fn stops(text: &[u8]) -> Vec<u64> {
    let (blocks, rest) = text.as_chunks();
    let mut last = [0; BLOCK];
    last[..rest.len()].copy_from_slice(rest);
    let mut stops = Vec::with_capacity(blocks.len() + 1);
    stops.extend(blocks.iter().map(stops_of));
    stops.push(stops_of(&last));
    stops
}

/// Without branches, so that the compiler looks at sixteen bytes at once.
#[inline]
fn stops_of(block: &[u8; BLOCK]) -> u64 {
    let mut marks = WEIGHTS;
    for (mark, &byte) in marks.iter_mut().zip(block) {
        let is_stop = u8::from(byte == b'"') | u8::from(byte == b'\\') | u8::from(byte < b' ');
        *mark &= is_stop.wrapping_neg();
    }
    // Bit k of byte j is for byte 8 k + j of the block.
    let (eights, _) = marks.as_chunks::<8>();
    let square = eights
        .iter()
        .fold(0, |square, eight| square | u64::from_le_bytes(*eight));
    transposed(square)
}

/// Eight bytes as a square of bits, its rows for its columns (Warren, *Hacker's Delight*, 7-3).
#[inline]
fn transposed(square: u64) -> u64 {
    let swapped = |square: u64, by: u32, mask: u64| {
        let changed = (square ^ square >> by) & mask;
        square ^ changed ^ changed << by
    };
    let square = swapped(square, 7, 0x00AA_00AA_00AA_00AA);
    let square = swapped(square, 14, 0x0000_CCCC_0000_CCCC);
    swapped(square, 28, 0x0000_0000_F0F0_F0F0)
}

/// What stands at the beginning of a text as an escape, and how long it is.
fn escape(text: &[u8]) -> Option<(char, usize)> {
    let letter = match text.get(1)? {
        letter @ (b'"' | b'\\' | b'/') => char::from(*letter),
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => {
            let mut code = 0;
            for digit in text.get(2..6)? {
                code = code << 4 | char::from(*digit).to_digit(16)?;
            }
            // Surrogates are no letters: pairs of them are rare enough to be unusual.
            return Some((char::from_u32(code)?, 6));
        }
        _ => return None,
    };
    Some((letter, 2))
}

fn unescaped(content: &str) -> Option<String> {
    let mut text = String::with_capacity(content.len());
    let mut rest = content;
    while let Some(at) = memchr::memchr(b'\\', rest.as_bytes()) {
        text.push_str(&rest[..at]);
        let (letter, length) = escape(&rest.as_bytes()[at..])?;
        text.push(letter);
        rest = &rest[at + length..];
    }
    text.push_str(rest);
    Some(text)
}

impl<'de: 'a, 'a> Usual<'de> for Option<Cow<'a, str>> {
    #[inline]
    fn read(&mut self, from: &mut Reader<'de>) -> Result<(), Unusual> {
        if from.peek()? != b'"' {
            return from.absent();
        }
        *self = Some(from.string()?);
        Ok(())
    }
}

impl<'de> Usual<'de> for Option<f64> {
    fn read(&mut self, from: &mut Reader<'de>) -> Result<(), Unusual> {
        let (b'0'..=b'9' | b'-') = from.peek()? else {
            return from.absent();
        };
        *self = match from.number()?.0 {
            Number::Whole(number) => Some(number as f64),
            Number::BelowZero(number) => Some(number as f64),
            Number::Broken(number) => Some(number).filter(|number| number.is_finite()),
        };
        Ok(())
    }
}

impl<'de> Usual<'de> for Option<i64> {
    fn read(&mut self, from: &mut Reader<'de>) -> Result<(), Unusual> {
        let (b'0'..=b'9' | b'-') = from.peek()? else {
            return from.absent();
        };
        *self = match from.number()?.0 {
            Number::Whole(number) => i64::try_from(number).ok(),
            Number::BelowZero(number) => Some(number),
            Number::Broken(_) => None,
        };
        Ok(())
    }
}

impl<'de: 'a, 'a> Usual<'de> for Option<Id<'a>> {
    #[inline]
    fn read(&mut self, from: &mut Reader<'de>) -> Result<(), Unusual> {
        match from.peek()? {
            b'"' => *self = Some(Id::new(from.string()?)),
            b'0'..=b'9' | b'-' => {
                let text = match from.number()? {
                    (_, Some(written)) => Cow::Borrowed(written),
                    (Number::Whole(number), None) => Cow::Owned(number.to_string()),
                    (Number::BelowZero(number), None) => Cow::Owned(number.to_string()),
                    (Number::Broken(_), None) => return Ok(()),
                };
                *self = Some(Id {
                    text,
                    is_text: false,
                });
            }
            _ => return from.absent(),
        }
        Ok(())
    }
}

impl<'de, T: Usual<'de>> Usual<'de> for Vec<T> {
    fn read(&mut self, from: &mut Reader<'de>) -> Result<(), Unusual> {
        if from.peek()? != b'[' {
            return from.absent();
        }
        from.enter()?;
        let mut is_first = true;
        while from.follows(is_first)? {
            is_first = false;
            self.push_mut(T::default()).read(from)?;
        }
        from.leave(b']')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stops_are_where_a_string_may_end() {
        for at in 0..BLOCK {
            for byte in [b'"', b'\\', b'\n', 0, 31] {
                let mut block = [b'x'; BLOCK];
                block[at] = byte;
                assert_eq!(stops_of(&block), 1 << at);
            }
        }
        let plain = "ü é 0 ~ ! # [ ] \u{7f} الف ".repeat(30);
        let found = stops(plain.as_bytes());
        let (last, before) = found.split_last().unwrap();
        assert!(before.iter().all(|stops| *stops == 0));
        assert_eq!(last.trailing_zeros() as usize, plain.len() % BLOCK);
    }
}
