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
use ledger::note::Verifier;

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
    /// Opens or makes the file and locks it. An error of kind `WouldBlock` means that another program holds it.
    pub fn open(path: &Path, key: &Verifier) -> io::Result<(Self, Option<Checkpoint>)> {
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
        if file.try_lock().is_err() {
            return Err(io::Error::new(
                io::ErrorKind::WouldBlock,
                format!("{}: another program is signing this log; stop it first", path.display()),
            ));
        }
        if file.metadata()?.len() < 2 * SLOT as u64 {
            file.set_len(2 * SLOT as u64)?;
            file.sync_all()?;
            if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
                File::open(parent)?.sync_all()?;
            }
        }
        let mut head = Self { file, path: path.to_owned(), newest: None, next_slot: 0 };
        let (slot, note, checkpoint) = match head.read_newest(key)? {
            Some(found) => found,
            None => return Ok((head, None)),
        };
        head.next_slot = 1 - slot;
        head.newest = Some(note);
        Ok((head, Some(checkpoint)))
    }

    fn read_newest(&self, key: &Verifier) -> io::Result<Option<(u64, Vec<u8>, Checkpoint)>> {
        let mut newest: Option<(u64, Vec<u8>, Checkpoint)> = None;
        for slot in 0..2 {
            let note = self.read_slot(slot)?;
            let Ok((checkpoint, signed)) = Checkpoint::parse_note(&note) else { continue };
            if signed.verify(key).is_err() {
                continue;
            }
            if newest.as_ref().is_none_or(|(_, _, known)| known.size <= checkpoint.size) {
                newest = Some((slot, note, checkpoint));
            }
        }
        Ok(newest)
    }

    fn read_slot(&self, slot: u64) -> io::Result<Vec<u8>> {
        let mut block = vec![0_u8; SLOT];
        self.file.read_exact_at(&mut block, slot * SLOT as u64)?;
        let end = block.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
        block.truncate(end);
        Ok(block)
    }

    /// Writes a newer signed head and makes it durable, after comparing the file with what was written last.
    pub fn swap(&mut self, note: &[u8]) -> io::Result<()> {
        let current = self.read_slot(1 - self.next_slot)?;
        if self.newest.as_deref().unwrap_or_default() != current.as_slice() {
            return Err(io::Error::other(format!(
                "{}: the signed head was changed by somebody else; nothing more is signed",
                self.path.display()
            )));
        }
        if note.len() > SLOT {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "the signed head does not fit its block"));
        }
        let mut block = note.to_vec();
        block.resize(SLOT, 0);
        self.file.write_all_at(&block, self.next_slot * SLOT as u64)?;
        self.file.sync_data()?;
        self.newest = Some(note.to_vec());
        self.next_slot = 1 - self.next_slot;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ledger::hash::Hash;
    use ledger::note::Signer;

    fn signed(signer: &Signer, size: u64) -> Vec<u8> {
        let checkpoint =
            Checkpoint { origin: "town.example/log".into(), size, root: Hash([7; 32]), extensions: vec![] };
        checkpoint.sign(signer).expect("a note").to_string().into_bytes()
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
        let file = OpenOptions::new().write(true).open(&path).expect("the file");
        file.write_all_at(b"torn", torn * SLOT as u64 + 20).expect("a torn write");
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
        let file = OpenOptions::new().write(true).open(&path).expect("the file");
        file.write_all_at(&signed(&signer, 9), 0).expect("a foreign write");
        assert!(head.swap(&signed(&signer, 2)).is_err());
    }
}
