//! The directory of the log. New tiles stay in memory until a checkpoint that needs them is published: the database holds the
//! entries durably, so that sealing itself writes no tile.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use ledger::tile::{Tile, TileKind};

/// A tile in memory with its bytes so far.
type Held = (Tile, Arc<[u8]>);

/// Files of a log, read and written by their C2SP paths.
#[derive(Debug)]
pub struct LogFiles {
    directory: PathBuf,
    /// Tiles that are not on the disk yet and the partial ones at the right edge, by the path of the full tile.
    held: RwLock<BTreeMap<String, Held>>,
}

impl LogFiles {
    /// Files below a directory, which is made if missing.
    pub fn open(directory: &Path) -> io::Result<Self> {
        fs::create_dir_all(directory)?;
        Ok(Self {
            directory: directory.to_owned(),
            held: RwLock::default(),
        })
    }

    /// Takes tiles from the writer of the log; they can be read at once.
    pub fn take(&self, tiles: Vec<(Tile, Vec<u8>)>) {
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        for (tile, bytes) in tiles {
            held.insert(tile.full().path(), (tile, bytes.into()));
        }
    }

    /// Writes the full tiles that are in memory only and makes them durable.
    pub fn write_full(&self) -> io::Result<()> {
        let full: Vec<Held> = {
            let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
            held.values()
                .filter(|(tile, _)| tile.is_full())
                .cloned()
                .collect()
        };
        let mut folders = BTreeSet::new();
        for (tile, bytes) in &full {
            folders.insert(self.write(&tile.path(), bytes)?);
        }
        self.sync(&folders)?;
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        for (tile, _) in &full {
            held.remove(&tile.path());
        }
        drop(held);
        for (tile, _) in &full {
            // The full tile stands in its place now: tlog-tiles lets a log drop the partial ones.
            let _ = fs::remove_dir_all(self.directory.join(format!("{}.p", tile.path())));
        }
        Ok(())
    }

    /// Publishes a signed checkpoint of `size` entries: every tile that it needs is durable first, so that the files alone prove it.
    pub fn publish(&self, size: u64, note: &str) -> io::Result<()> {
        self.write_full()?;
        let mut folders = BTreeSet::new();
        for tile in edge_of(size) {
            let path = tile.path();
            if !self.directory.join(&path).exists() {
                folders.insert(self.write(&path, &self.read(&path)?)?);
            }
        }
        self.sync(&folders)?;
        let folder = self.write("checkpoint", note.as_bytes())?;
        self.sync(&BTreeSet::from([folder]))
    }

    /// Reads a file by its path in the log. A partial tile may be cut from a longer one or from the full tile that replaced it.
    pub fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        let Some(tile) = Tile::parse(path) else {
            return if matches!(path, "checkpoint" | "vkey" | "policy") {
                fs::read(self.directory.join(path))
            } else {
                Err(io::Error::new(
                    io::ErrorKind::NotFound,
                    format!("{path} is no file of a log"),
                ))
            };
        };
        let full = tile.full().path();
        let held = self
            .held
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&full)
            .cloned();
        if let Some((known, bytes)) = held
            && known.width >= tile.width
            && let Some(part) = cut(tile, &bytes)
        {
            return Ok(part);
        }
        match fs::read(self.directory.join(path)) {
            Err(why) if why.kind() == io::ErrorKind::NotFound && !tile.is_full() => {
                let bytes = fs::read(self.directory.join(&full))?;
                cut(tile, &bytes).ok_or(why)
            }
            other => other,
        }
    }

    /// Tiles that are on the disk, partial ones left from smaller trees among them.
    pub fn on_disk(&self) -> io::Result<Vec<Tile>> {
        let mut tiles = Vec::new();
        let mut folders = vec![self.directory.join("tile")];
        while let Some(folder) = folders.pop() {
            let entries = match fs::read_dir(&folder) {
                Err(why) if why.kind() == io::ErrorKind::NotFound => continue,
                entries => entries?,
            };
            for entry in entries {
                let path = entry?.path();
                if path.is_dir() {
                    folders.push(path);
                } else if let Some(tile) = path
                    .strip_prefix(&self.directory)
                    .ok()
                    .and_then(Path::to_str)
                    .and_then(Tile::parse)
                {
                    tiles.push(tile);
                }
            }
        }
        Ok(tiles)
    }

    /// Writes a file so that a reader sees the old content or the new one, never a part. Gives its folder, whose entry is
    /// durable only after [`Self::sync`].
    pub fn write(&self, path: &str, bytes: &[u8]) -> io::Result<PathBuf> {
        let target = self.directory.join(path);
        let parent = target.parent().unwrap_or(&self.directory).to_owned();
        fs::create_dir_all(&parent)?;
        let temporary = target.with_extension("writing");
        let mut file = File::create(&temporary)?;
        file.write_all(bytes)?;
        file.sync_data()?;
        fs::rename(&temporary, &target)?;
        Ok(parent)
    }

    /// Makes the names of written files durable, up to the log's directory.
    fn sync(&self, folders: &BTreeSet<PathBuf>) -> io::Result<()> {
        let mut all = BTreeSet::new();
        for folder in folders {
            all.extend(
                folder
                    .ancestors()
                    .take_while(|above| above.starts_with(&self.directory)),
            );
        }
        all.into_iter()
            .try_for_each(|folder| File::open(folder)?.sync_all())
    }
}

/// The partial tiles at the right edge of a tree of `size` leaves.
fn edge_of(size: u64) -> impl Iterator<Item = Tile> {
    let levels = (0_u8..8).filter_map(move |level| {
        let nodes = size >> (8 * u32::from(level));
        Tile::hashes(level, nodes / 256, size)
    });
    levels
        .chain(Tile::entries(size / 256, size))
        .filter(|tile| !tile.is_full())
}

/// The first `width` hashes or entries of a longer tile.
fn cut(tile: Tile, bytes: &[u8]) -> Option<Vec<u8>> {
    match tile.kind {
        TileKind::Hashes(_) => bytes
            .get(..usize::from(tile.width) * 32)
            .map(<[u8]>::to_vec),
        TileKind::Entries => {
            let mut end = 0;
            for _ in 0..tile.width {
                let length = bytes.get(end..end + 2)?;
                end += 2 + usize::from(u16::from_be_bytes([length[0], length[1]]));
            }
            bytes.get(..end).map(<[u8]>::to_vec)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ledger::note::Signer;
    use ledger::policy::Policy;
    use ledger::tree::LogWriter;
    use ledger::verify::{Options, verify_log};

    #[test]
    fn what_is_published_is_proved_by_the_files_alone_whatever_is_sealed_meanwhile() {
        let directory = tempfile::tempdir().expect("a directory");
        let files = LogFiles::open(directory.path()).expect("files");
        let signer = Signer::from_seed("town.example/log", &[3; 32]).expect("a key");
        let policy = Policy::of_log(signer.verifier());
        let mut log = LogWriter::new();
        // Sizes around the borders of tiles; each is published after the log has grown further.
        for (published, meanwhile) in [
            (1, 2),
            (100, 300),
            (255, 256),
            (257, 511),
            (512, 900),
            (1_000, 1_001),
            (66_000, 66_100),
        ] {
            let at = |log: &mut LogWriter, size: u64| {
                while log.size() < size {
                    log.append(format!("entry {}", log.size()).as_bytes())
                        .expect("an entry");
                }
                files.take(log.take_files());
            };
            if log.size() < published {
                at(&mut log, published);
                let note = log
                    .checkpoint("town.example/log")
                    .sign(&signer)
                    .expect("a note")
                    .to_string();
                at(&mut log, meanwhile);
                files.publish(published, &note).expect("a publication");
                // Another reader, who has only the disk, as after a crash.
                let disk = LogFiles::open(directory.path()).expect("files");
                let kept = disk.on_disk().expect("a list");
                let report = verify_log(
                    &|path| disk.read(path),
                    &policy,
                    Options {
                        files: &kept,
                        ..Options::default()
                    },
                );
                assert!(report.is_good(), "{published}: {:?}", report.findings);
                assert_eq!(report.entries, published);
                let again = LogWriter::load(published, &|path| disk.read(path)).expect("a log");
                assert_eq!(again.size(), published);
            }
        }
    }
}
