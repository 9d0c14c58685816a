//! JSON lines in chunks: each worker takes the next chunk, works on it, and the parts are put together in order.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::sync::{Mutex, PoisonError};

use super::{Error, Refused};

/// A longer line is left out.
pub const MAX_LINE: usize = 256 << 20;
/// How much is worked on at once.
const CHUNK: usize = 1 << 20;

/// Whole lines of a file.
#[derive(Debug)]
pub struct Chunk {
    bytes: Vec<u8>,
    /// Number of the first line, from 1.
    first_line: u64,
    /// Lines before these that could not be read.
    faults: Vec<Refused>,
}

impl Chunk {
    /// A chunk that holds these bytes.
    pub fn new(bytes: Vec<u8>, first_line: u64) -> Self {
        Self {
            bytes,
            first_line,
            faults: Vec::new(),
        }
    }

    /// Lines that could not be read: too long, or cut off where the file ends too early.
    pub fn faults(&self) -> &[Refused] {
        &self.faults
    }

    /// Each line that is not blank, without its end: its number, and its text or why it is none.
    pub fn lines(&self) -> impl Iterator<Item = (u64, Result<&str, std::str::Utf8Error>)> {
        let text = std::str::from_utf8(&self.bytes).ok();
        let (mut at, mut line) = (0, self.first_line);
        std::iter::from_fn(move || {
            loop {
                if at >= self.bytes.len() {
                    return None;
                }
                let end = memchr::memchr(b'\n', &self.bytes[at..])
                    .map_or(self.bytes.len(), |length| at + length);
                let (from, number) = (at, line);
                (at, line) = (end + 1, line + 1);
                let content = match text {
                    // Line ends are at character boundaries.
                    Some(text) => Ok(&text[from..end]),
                    None => std::str::from_utf8(&self.bytes[from..end]),
                };
                if content.is_ok_and(|content| {
                    content
                        .bytes()
                        .all(|byte| matches!(byte, b' ' | b'\t' | b'\r'))
                }) {
                    continue;
                }
                return Some((number, content));
            }
        })
    }
}

struct Chunks<R> {
    reader: R,
    /// The beginning of a line whose end was not read yet.
    rest: Vec<u8>,
    next_line: u64,
    next_index: u64,
    done: bool,
}

impl<R: Read> Chunks<R> {
    /// The next whole lines; `spare` is memory that may be used again.
    fn next(&mut self, mut spare: Vec<u8>) -> Result<Option<(u64, Chunk)>, Error> {
        if self.done {
            return Ok(None);
        }
        spare.clear();
        spare.append(&mut self.rest);
        let mut faults = Vec::new();
        let mut searched = 0;
        let end = loop {
            if let Some(end) = memchr::memrchr(b'\n', &spare[searched..]) {
                break searched + end + 1;
            }
            searched = spare.len();
            if searched > MAX_LINE {
                let why = format!(
                    "longer than {} MiB; is each process on a line of its own?",
                    MAX_LINE >> 20
                );
                faults.push(self.fault(why));
                spare.clear();
                searched = 0;
                match self.skip_line(&mut spare) {
                    Ok(true) => continue,
                    Ok(false) => break 0,
                    Err(why) => {
                        faults.push(self.cut_off(&why));
                        break 0;
                    }
                }
            }
            let wanted = CHUNK.saturating_sub(spare.len()).max(CHUNK / 4);
            match self
                .reader
                .by_ref()
                .take(wanted as u64)
                .read_to_end(&mut spare)
            {
                Ok(0) => {
                    self.done = true;
                    break spare.len();
                }
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                // What was read before the fault is whole up to its last line end.
                Err(why) => {
                    let end = memchr::memrchr(b'\n', &spare).map_or(0, |end| end + 1);
                    spare.truncate(end);
                    if spare.is_empty() && self.next_index == 0 {
                        self.done = true;
                        return Err(Error::Read { line: 0, why });
                    }
                    self.next_line += memchr::memchr_iter(b'\n', &spare).count() as u64;
                    faults.push(self.cut_off(&why));
                    self.next_line -= memchr::memchr_iter(b'\n', &spare).count() as u64;
                    break end;
                }
            }
        };
        self.rest.extend_from_slice(&spare[end..]);
        spare.truncate(end);
        if self.next_index == 0 && spare.starts_with(b"\xef\xbb\xbf") {
            spare.drain(..3);
        }
        let (index, first_line) = (self.next_index, self.next_line);
        self.next_index += 1;
        self.next_line += memchr::memchr_iter(b'\n', &spare).count() as u64;
        let chunk = Chunk {
            bytes: spare,
            first_line,
            faults,
        };
        Ok((!chunk.bytes.is_empty() || !chunk.faults.is_empty()).then_some((index, chunk)))
    }

    /// The line that is read now, with a reason.
    fn fault(&self, why: String) -> Refused {
        Refused {
            line: self.next_line,
            why,
        }
    }

    /// The file ends here, too early.
    fn cut_off(&mut self, why: &io::Error) -> Refused {
        self.done = true;
        self.fault(format!(
            "the file cannot be read from here on ({why}); is it complete?"
        ))
    }

    /// Reads over the rest of a line; what follows it is in `spare`. False at the end of the file.
    fn skip_line(&mut self, spare: &mut Vec<u8>) -> io::Result<bool> {
        loop {
            spare.clear();
            let read = self.reader.by_ref().take(CHUNK as u64).read_to_end(spare)?;
            if read == 0 {
                self.done = true;
                return Ok(false);
            }
            if let Some(end) = memchr::memchr(b'\n', spare) {
                spare.drain(..=end);
                self.next_line += 1;
                return Ok(true);
            }
        }
    }
}

/// Parts that are done and wait for those before them.
struct Waiting<P> {
    parts: BTreeMap<u64, P>,
    next: u64,
}

impl<P> Waiting<P> {
    /// The next part in the order of the file, if it is there.
    fn take(&mut self) -> Option<P> {
        let part = self.parts.remove(&self.next)?;
        self.next += 1;
        Some(part)
    }
}

/// Reads lines in chunks, works on them in as many threads as told, and gives the parts to `join` in the order of the file.
///
/// What `work` gives depends on its chunk alone, and where a chunk ends depends on the file alone, so the result is the same
/// for any number of threads.
pub fn scan<P: Send>(
    reader: impl Read + Send,
    threads: usize,
    work: impl Fn(&Chunk) -> P + Sync,
    join: impl FnMut(P) + Send,
) -> Result<(), Error> {
    let chunks = Mutex::new(Chunks {
        reader,
        rest: Vec::new(),
        next_line: 1,
        next_index: 0,
        done: false,
    });
    let waiting = Mutex::new(Waiting {
        parts: BTreeMap::new(),
        next: 0,
    });
    let join = Mutex::new(join);
    let run = || -> Result<(), Error> {
        let mut spare = Vec::new();
        loop {
            let next = lock(&chunks).next(std::mem::take(&mut spare))?;
            let Some((index, chunk)) = next else {
                return Ok(());
            };
            let part = work(&chunk);
            spare = chunk.bytes;
            lock(&waiting).parts.insert(index, part);
            // Where another thread joins already, it takes this part too, or whoever comes next does: nobody waits for it.
            if let Ok(mut join) = join.try_lock() {
                join_all(&waiting, &mut *join);
            }
        }
    };
    let result = if threads <= 1 {
        run()
    } else {
        std::thread::scope(|scope| {
            let workers: Vec<_> = (0..threads).map(|_| scope.spawn(run)).collect();
            let mut result = Ok(());
            for worker in workers {
                match worker.join() {
                    Ok(done) => result = result.and(done),
                    Err(panic) => std::panic::resume_unwind(panic),
                }
            }
            result
        })
    };
    join_all(&waiting, &mut *lock(&join));
    result
}

/// Joins what is there, in the order of the file.
fn join_all<P>(waiting: &Mutex<Waiting<P>>, join: &mut impl FnMut(P)) {
    loop {
        let part = lock(waiting).take();
        match part {
            Some(part) => join(part),
            None => return,
        }
    }
}

/// A worker that panicked ends the whole scan, so what it left behind is never read.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_keep_number_and_order_whatever_the_threads() {
        let mut text = String::from("\u{feff}first\n\n");
        for line in 3..60_000_u32 {
            text.push_str(&line.to_string());
            text.push_str(&"x".repeat((line % 97) as usize));
            text.push('\n');
        }
        text.push_str("last");
        for threads in [1, 2, 5] {
            let mut seen = Vec::new();
            scan(
                text.as_bytes(),
                threads,
                |chunk| {
                    let owned =
                        |(line, text): (u64, Result<&str, _>)| (line, text.unwrap().to_owned());
                    chunk.lines().map(owned).collect::<Vec<_>>()
                },
                |part| seen.extend(part),
            )
            .unwrap();
            assert_eq!(seen.len(), 59_999);
            assert_eq!(seen[0], (1, "first".to_owned()));
            assert!(seen[1].1.starts_with('3') && seen[1].0 == 3);
            assert_eq!(seen.last(), Some(&(60_000, "last".to_owned())));
            assert!(seen.is_sorted());
        }
    }

    #[test]
    fn a_line_that_is_not_utf8_spoils_no_other() {
        let chunk = Chunk::new(b"a\n\xff\nb\n".to_vec(), 1);
        let lines: Vec<bool> = chunk.lines().map(|(_, text)| text.is_ok()).collect();
        assert_eq!(lines, [true, false, true]);
    }
}
