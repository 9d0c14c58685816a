//! The directory of the log: full tiles on the disk, the right edge in memory until it is published.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::RwLock;

use ledger::tile::Tile;

/// Files of a log, read and written by their C2SP paths.
#[derive(Debug)]
pub struct LogFiles {
    directory: PathBuf,
    /// Partial tiles by the path of the full tile: the bytes so far.
    edge: RwLock<BTreeMap<String, (Tile, Vec<u8>)>>,
}

impl LogFiles {
    /// Files below a directory, which is made if missing.
    pub fn open(directory: &Path) -> io::Result<Self> {
        fs::create_dir_all(directory)?;
        Ok(Self { directory: directory.to_owned(), edge: RwLock::default() })
    }

    /// Takes tiles from the writer of the log: full ones go to the disk, partial ones stay in memory.
    pub fn take(&self, tiles: Vec<(Tile, Vec<u8>)>) -> io::Result<()> {
        for (tile, bytes) in tiles {
            let name = tile.full().path();
            if tile.is_full() {
                self.write(&name, &bytes)?;
                let _ = fs::remove_dir_all(self.directory.join(format!("{name}.p")));
                self.edge.write().unwrap_or_else(std::sync::PoisonError::into_inner).remove(&name);
            } else {
                self.edge.write().unwrap_or_else(std::sync::PoisonError::into_inner).insert(name, (tile, bytes));
            }
        }
        Ok(())
    }

    /// Writes the partial tiles, so that a checkpoint of the present size can be checked from the files alone.
    pub fn write_edge(&self) -> io::Result<()> {
        let edge: Vec<(Tile, Vec<u8>)> =
            self.edge.read().unwrap_or_else(std::sync::PoisonError::into_inner).values().cloned().collect();
        for (tile, bytes) in edge {
            let path = tile.path();
            if !self.directory.join(&path).exists() {
                self.write(&path, &bytes)?;
            }
        }
        Ok(())
    }

    /// Reads a file by its path in the log. A partial tile may come from memory or from the full tile that replaced it.
    pub fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        let Some(tile) = Tile::parse(path) else {
            return if path == "checkpoint" {
                fs::read(self.directory.join(path))
            } else {
                Err(io::Error::new(io::ErrorKind::NotFound, format!("{path} is no file of a log")))
            };
        };
        let full = tile.full().path();
        if !tile.is_full() {
            let edge = self.edge.read().unwrap_or_else(std::sync::PoisonError::into_inner);
            if let Some((known, bytes)) = edge.get(&full)
                && known.width >= tile.width
                && let Some(part) = cut(&tile, bytes)
            {
                return Ok(part);
            }
        }
        match fs::read(self.directory.join(path)) {
            Err(why) if why.kind() == io::ErrorKind::NotFound && !tile.is_full() => {
                let bytes = fs::read(self.directory.join(&full))?;
                cut(&tile, &bytes).ok_or(why)
            }
            other => other,
        }
    }

    /// Writes a file so that a reader sees the old content or the new one, never a part.
    pub fn write(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        let target = self.directory.join(path);
        let parent = target.parent().unwrap_or(&self.directory);
        fs::create_dir_all(parent)?;
        let temporary = target.with_extension("writing");
        let mut file = File::create(&temporary)?;
        file.write_all(bytes)?;
        file.sync_data()?;
        fs::rename(&temporary, &target)
    }
}

/// The first `width` hashes or entries of a longer tile.
fn cut(tile: &Tile, bytes: &[u8]) -> Option<Vec<u8>> {
    match tile.kind {
        ledger::tile::TileKind::Hashes(_) => bytes.get(..usize::from(tile.width) * 32).map(<[u8]>::to_vec),
        ledger::tile::TileKind::Entries => {
            let mut end = 0;
            for _ in 0..tile.width {
                let length = bytes.get(end..end + 2)?;
                end += 2 + usize::from(u16::from_be_bytes([length[0], length[1]]));
            }
            bytes.get(..end).map(<[u8]>::to_vec)
        }
    }
}
