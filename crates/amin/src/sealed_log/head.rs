//! The newest signed head, in a small file outside the data directory that no restored backup brings back.
//!
//! Two slots of one block each are written in turn, in place and with one fsync; the valid one with the larger size counts. A
//! torn slot carries no valid note, and its checkpoint was never released. Every write first compares what is on the disk with
//! what this program wrote last, and the file is locked as long as the program runs: two programs never sign one log.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use ledger::checkpoint::Checkpoint;
use ledger::note::{NoteError, Verifier};

const SLOT: usize = 4096;

/// The open, locked head file.
#[derive(Debug)]
pub struct HeadFile {
    file: File,
    path: PathBuf,
    newest: Option<Vec<u8>>,
    next_slot: u64,
}

impl HeadFile {
    /// Opens or makes the file and locks it. An error of kind `WouldBlock` means that another program holds it; one of kind
    /// `InvalidData` that the file holds heads of which none was signed by `key`.
    pub fn open(path: &Path, key: &Verifier) -> io::Result<(Self, Option<Checkpoint>)> {
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)?;
        if file.try_lock().is_err() {
            return Err(io::Error::new(
                io::ErrorKind::WouldBlock,
                format!(
                    "{}: another program is signing this log; stop it first",
                    path.display()
                ),
            ));
        }
        let length = file.metadata()?.len();
        if length < 2 * SLOT as u64 {
            // Zeroes and no hole: later writes in place then change no metadata, and one fdatasync is enough for them.
            let missing = vec![0_u8; 2 * SLOT - usize::try_from(length).unwrap_or(0)];
            file.write_all_at(&missing, length)?;
            file.sync_all()?;
            if let Some(parent) = path
                .parent()
                .filter(|parent| !parent.as_os_str().is_empty())
            {
                File::open(parent)?.sync_all()?;
            }
        }
        let mut head = Self {
            file,
            path: path.to_owned(),
            newest: None,
            next_slot: 0,
        };
        let Some((slot, note, checkpoint)) = read_newest(&head.file, path, key)? else {
            return Ok((head, None));
        };
        head.next_slot = 1 - slot;
        head.newest = Some(note);
        Ok((head, Some(checkpoint)))
    }

    /// Writes a newer signed head and makes it durable, after comparing the file with what was written last.
    pub fn swap(&mut self, note: &[u8]) -> io::Result<()> {
        let current = read_slot(&self.file, 1 - self.next_slot)?;
        if self.newest.as_deref().unwrap_or_default() != current.as_slice() {
            return Err(io::Error::other(format!(
                "{}: the signed head was changed by somebody else; nothing more is signed",
                self.path.display()
            )));
        }
        if note.len() > SLOT {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                "the signed head does not fit its block",
            ));
        }
        let mut block = note.to_vec();
        block.resize(SLOT, 0);
        self.file
            .write_all_at(&block, self.next_slot * SLOT as u64)?;
        self.file.sync_data()?;
        self.newest = Some(note.to_vec());
        self.next_slot = 1 - self.next_slot;
        Ok(())
    }
}

/// The newest head in a file that another program may be writing, for checking only; none where there is no file.
pub fn peek(path: &Path, key: &Verifier) -> io::Result<Option<Checkpoint>> {
    match File::open(path) {
        Err(why) if why.kind() == io::ErrorKind::NotFound => Ok(None),
        file => Ok(read_newest(&file?, path, key)?.map(|(_, _, checkpoint)| checkpoint)),
    }
}

type Newest = (u64, Vec<u8>, Checkpoint);

fn read_newest(file: &File, path: &Path, key: &Verifier) -> io::Result<Option<Newest>> {
    let mut newest: Option<Newest> = None;
    let mut written = 0;
    for slot in 0..2 {
        let note = read_slot(file, slot)?;
        written += usize::from(!note.is_empty());
        let Ok((checkpoint, signed)) = Checkpoint::parse_note(&note) else {
            continue;
        };
        match signed.verify(key) {
            Ok(()) => {}
            Err(NoteError::Unsigned { .. }) => {
                return Err(unreadable(path, &format!("it was not signed by {key}")));
            }
            // A torn write; its checkpoint was never released.
            Err(_) => continue,
        }
        if newest
            .as_ref()
            .is_none_or(|(_, _, known)| known.size <= checkpoint.size)
        {
            newest = Some((slot, note, checkpoint));
        }
    }
    // One torn slot is the trace of a crash during the very first write; two filled ones without a head are not.
    if newest.is_none() && written == 2 {
        return Err(unreadable(path, "neither of its two heads can be read"));
    }
    Ok(newest)
}

fn unreadable(path: &Path, why: &str) -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidData,
        format!(
            "{}: {why}; put back the head file and the key (log.key) of this log. Nothing is signed before, because it could \
             give the log two histories",
            path.display()
        ),
    )
}

fn read_slot(file: &File, slot: u64) -> io::Result<Vec<u8>> {
    let mut block = vec![0_u8; SLOT];
    file.read_exact_at(&mut block, slot * SLOT as u64)?;
    let end = block
        .iter()
        .rposition(|byte| *byte != 0)
        .map_or(0, |last| last + 1);
    block.truncate(end);
    Ok(block)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ledger::hash::Hash;
    use ledger::note::Signer;

    fn signed(signer: &Signer, size: u64) -> Vec<u8> {
        let checkpoint = Checkpoint {
            origin: "town.example/log".into(),
            size,
            root: Hash([7; 32]),
            extensions: vec![],
        };
        checkpoint
            .sign(signer)
            .expect("a note")
            .to_string()
            .into_bytes()
    }

    #[test]
    fn the_newest_head_survives_and_a_torn_slot_falls_back() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("x.head");
        let signer = Signer::from_seed("town.example/log", &[3; 32]).expect("a key");
        let key = signer.verifier();
        {
            let (mut head, newest) = HeadFile::open(&path, &key).expect("a head");
            assert!(newest.is_none());
            for size in 1..=5 {
                head.swap(&signed(&signer, size)).expect("a swap");
            }
            assert!(HeadFile::open(&path, &key).is_err(), "it is locked");
        }
        let (head, newest) = HeadFile::open(&path, &key).expect("a head");
        assert_eq!(newest.expect("a checkpoint").size, 5);
        let torn = 1 - head.next_slot;
        drop(head);
        let file = OpenOptions::new()
            .write(true)
            .open(&path)
            .expect("the file");
        file.write_all_at(b"torn", torn * SLOT as u64 + 20)
            .expect("a torn write");
        let (_, newest) = HeadFile::open(&path, &key).expect("a head");
        assert_eq!(newest.expect("a checkpoint").size, 4);
    }

    #[test]
    fn a_head_changed_by_another_is_not_overwritten() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("x.head");
        let signer = Signer::from_seed("town.example/log", &[3; 32]).expect("a key");
        let (mut head, _) = HeadFile::open(&path, &signer.verifier()).expect("a head");
        head.swap(&signed(&signer, 1)).expect("a swap");
        let file = OpenOptions::new()
            .write(true)
            .open(&path)
            .expect("the file");
        file.write_all_at(&signed(&signer, 9), 0)
            .expect("a foreign write");
        assert!(head.swap(&signed(&signer, 2)).is_err());
    }

    #[test]
    fn a_head_of_another_key_or_of_rubbish_is_no_empty_head() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("x.head");
        let ours = Signer::from_seed("town.example/log", &[3; 32]).expect("a key");
        let other = Signer::from_seed("town.example/log", &[4; 32]).expect("a key");
        HeadFile::open(&path, &ours.verifier())
            .expect("a head")
            .0
            .swap(&signed(&ours, 1))
            .expect("a swap");
        assert_eq!(
            HeadFile::open(&path, &other.verifier())
                .expect_err("refused")
                .kind(),
            io::ErrorKind::InvalidData
        );
        std::fs::write(&path, vec![b'x'; 2 * SLOT]).expect("a file");
        assert_eq!(
            HeadFile::open(&path, &ours.verifier())
                .expect_err("refused")
                .kind(),
            io::ErrorKind::InvalidData
        );
    }

    #[test]
    fn a_file_that_cannot_be_written_stops_the_signing() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("x.head");
        let signer = Signer::from_seed("town.example/log", &[3; 32]).expect("a key");
        let (mut head, _) = HeadFile::open(&path, &signer.verifier()).expect("a head");
        head.swap(&signed(&signer, 1)).expect("a swap");
        head.file = File::open(&path).expect("the file, for reading only");
        assert!(head.swap(&signed(&signer, 2)).is_err());
        assert_eq!(
            peek(&path, &signer.verifier())
                .expect("a head")
                .expect("a checkpoint")
                .size,
            1
        );
    }
}
