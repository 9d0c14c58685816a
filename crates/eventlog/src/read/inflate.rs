//! Unpacks gzip in a thread of its own, so that unpacking and reading go on at the same time.
//!
//! The packed bytes are read on the caller's thread (its reader need not be sendable) and given to the unpacking thread whenever that
//! asks for more; unpacked blocks come back, a few ahead.

use std::io::{self, BufRead, Read};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread::Builder;

use flate2::bufread::MultiGzDecoder;

/// Bytes of a packed piece.
const PACKED: usize = 64 << 10;
/// Bytes of an unpacked block.
const BLOCK: usize = 256 << 10;
/// Blocks that the unpacking may be ahead.
const AHEAD: usize = 4;

/// What the unpacking thread says.
enum Answer {
    /// It took a packed piece and wants the next one.
    Hungry,
    Block(Vec<u8>),
    /// Nothing comes any more.
    End(io::Result<()>),
}

/// A reader of the unpacked bytes.
pub(super) struct Inflated<R> {
    raw: R,
    /// Gone once the packed bytes are at their end.
    packed: Option<Sender<Vec<u8>>>,
    answers: Receiver<Answer>,
    spare: Sender<Vec<u8>>,
    block: Vec<u8>,
    pos: usize,
    /// A failure of `raw`, told once everything before it is unpacked.
    failure: Option<io::Error>,
    ended: bool,
}

impl<R: Read> Inflated<R> {
    pub(super) fn new(raw: R) -> io::Result<Self> {
        let (packed, pieces) = channel();
        let (say, answers) = sync_channel(AHEAD);
        let (spare, blocks) = channel();
        Builder::new()
            .name("gunzip".to_owned())
            .spawn(move || unpack(pieces, &say, &blocks))?;
        let mut inflated = Self {
            raw,
            packed: Some(packed),
            answers,
            spare,
            block: Vec::new(),
            pos: 0,
            failure: None,
            ended: false,
        };
        inflated.feed();
        inflated.feed();
        Ok(inflated)
    }

    /// Gives the unpacking thread one more piece.
    fn feed(&mut self) {
        let Some(packed) = &self.packed else { return };
        let mut piece = Vec::with_capacity(PACKED);
        let got = (&mut self.raw).take(PACKED as u64).read_to_end(&mut piece);
        if let Err(error) = got {
            self.failure = Some(error);
            self.packed = None;
        } else if piece.is_empty() || packed.send(piece).is_err() {
            self.packed = None;
        }
    }
}

impl<R: Read> Read for Inflated<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.pos == self.block.len() && !self.ended {
            match self.answers.recv() {
                Ok(Answer::Hungry) => self.feed(),
                Ok(Answer::Block(block)) => {
                    let used = std::mem::replace(&mut self.block, block);
                    self.pos = 0;
                    // If the thread has ended, it needs no blocks any more.
                    let _ = self.spare.send(used);
                }
                Ok(Answer::End(result)) => {
                    self.ended = true;
                    match self.failure.take() {
                        Some(failure) => return Err(failure),
                        None => result?,
                    }
                }
                Err(_) => return Err(io::Error::other("the unpacking thread stopped")),
            }
        }
        let taken = into.len().min(self.block.len() - self.pos);
        into[..taken].copy_from_slice(&self.block[self.pos..self.pos + taken]);
        self.pos += taken;
        Ok(taken)
    }
}

fn unpack(pieces: Receiver<Vec<u8>>, say: &SyncSender<Answer>, blocks: &Receiver<Vec<u8>>) {
    let mut unpacked = MultiGzDecoder::new(Pieces {
        incoming: pieces,
        say,
        current: Vec::new(),
        pos: 0,
    });
    loop {
        let mut block = blocks.try_recv().unwrap_or_default();
        block.resize(BLOCK, 0);
        let (mut filled, mut end) = (0, None);
        while filled < BLOCK && end.is_none() {
            match unpacked.read(&mut block[filled..]) {
                Ok(0) => end = Some(Ok(())),
                Ok(got) => filled += got,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => end = Some(Err(error)),
            }
        }
        block.truncate(filled);
        // A closed channel means that the reader has given up.
        if say.send(Answer::Block(block)).is_err() {
            return;
        }
        if let Some(end) = end {
            let _ = say.send(Answer::End(end));
            return;
        }
    }
}

/// The packed bytes as they come in.
struct Pieces<'s> {
    incoming: Receiver<Vec<u8>>,
    say: &'s SyncSender<Answer>,
    current: Vec<u8>,
    pos: usize,
}

impl BufRead for Pieces<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.pos == self.current.len()
            && let Ok(piece) = self.incoming.recv()
        {
            (self.current, self.pos) = (piece, 0);
            let _ = self.say.send(Answer::Hungry);
        }
        Ok(&self.current[self.pos..])
    }

    fn consume(&mut self, taken: usize) {
        self.pos += taken;
    }
}

impl Read for Pieces<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let taken = available.len().min(into.len());
        into[..taken].copy_from_slice(&available[..taken]);
        self.consume(taken);
        Ok(taken)
    }
}
