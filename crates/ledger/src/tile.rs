//! Tiles and entry bundles of C2SP tlog-tiles: coordinates, paths, reading, and the bundle encoding.

use std::fmt;
use std::io;

use thiserror::Error;

use crate::hash::{HASH_SIZE, Hash};
use crate::text;

/// Hashes in a full tile and entries in a full bundle.
pub const TILE_WIDTH: u64 = 256;
/// Levels of the binary tree that one tile spans.
pub const TILE_HEIGHT: u32 = 8;
/// Longest entry in bytes: its length is written in two bytes.
pub const MAX_ENTRY_SIZE: usize = u16::MAX as usize;

/// Reads one file of a log by its path relative to the log's prefix, such as `checkpoint` or `tile/0/x001/067.p/8`.
/// A missing file is [`io::ErrorKind::NotFound`].
pub type Reader<'a> = dyn Fn(&str) -> io::Result<Vec<u8>> + 'a;

/// What a tile holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TileKind {
    /// Hashes at the given level (0 to 7 in practice, 63 in the specification); level 0 holds leaf hashes.
    Hashes(u8),
    /// Entries, each preceded by its length.
    Entries,
}

/// The coordinates of a tile of hashes or of an entry bundle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tile {
    /// Hashes of a level, or entries.
    pub kind: TileKind,
    /// Index of the tile within its level, from 0.
    pub index: u64,
    /// Hashes or entries in it: 1 to 255 for a partial tile, 256 for a full one.
    pub width: u16,
}

impl Tile {
    /// The tile of hashes `index` of `level` in a tree of `size` leaves, or `None` where the tree has none.
    pub fn hashes(level: u8, index: u64, size: u64) -> Option<Self> {
        let nodes = size
            .checked_shr(TILE_HEIGHT * u32::from(level))
            .unwrap_or(0);
        Some(Self {
            kind: TileKind::Hashes(level),
            index,
            width: width(nodes, index)?,
        })
    }

    /// The entry bundle `index` in a tree of `size` leaves, or `None` where the tree has none.
    pub fn entries(index: u64, size: u64) -> Option<Self> {
        Some(Self {
            kind: TileKind::Entries,
            index,
            width: width(size, index)?,
        })
    }

    /// Whether the tile has all 256 places filled.
    pub fn is_full(&self) -> bool {
        u64::from(self.width) == TILE_WIDTH
    }

    /// The full tile at the same place: a log may serve it instead of a partial one.
    #[must_use]
    pub fn full(&self) -> Self {
        Self {
            width: 256,
            ..*self
        }
    }

    /// The path relative to the log's prefix: `tile/<L>/<N>[.p/<W>]`.
    pub fn path(&self) -> String {
        self.to_string()
    }

    /// Parses [`Tile::path`]; any other spelling gives `None`.
    pub fn parse(path: &str) -> Option<Self> {
        let (level, rest) = path.strip_prefix("tile/")?.split_once('/')?;
        let kind = if level == "entries" {
            TileKind::Entries
        } else {
            TileKind::Hashes(
                text::decode_decimal(level)
                    .filter(|l| *l < 64)?
                    .try_into()
                    .ok()?,
            )
        };
        let (place, width) = match rest.split_once(".p/") {
            Some((place, width)) => (
                place,
                text::decode_decimal(width)
                    .filter(|w| (1..TILE_WIDTH).contains(w))?
                    .try_into()
                    .ok()?,
            ),
            None => (rest, 256),
        };
        let mut index = 0u64;
        for group in place.split('/') {
            let digits = group.strip_prefix('x').unwrap_or(group);
            if digits.len() != 3 {
                return None;
            }
            index = index.checked_mul(1000)?.checked_add(digits.parse().ok()?)?;
        }
        // Writing the path again settles every question of spelling: x on the right groups, no empty leading groups, no signs.
        Some(Self { kind, index, width }).filter(|tile| tile.path() == path)
    }
}

fn width(nodes: u64, index: u64) -> Option<u16> {
    let left = nodes.checked_sub(index.checked_mul(TILE_WIDTH)?)?;
    u16::try_from(left.min(TILE_WIDTH))
        .ok()
        .filter(|width| *width > 0)
}

impl fmt::Display for Tile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            TileKind::Hashes(level) => write!(f, "tile/{level}/")?,
            TileKind::Entries => f.write_str("tile/entries/")?,
        }
        let mut groups = [0u16; 7];
        let (mut rest, mut count) = (self.index, 0);
        loop {
            groups[count] = u16::try_from(rest % 1000).unwrap_or_default();
            rest /= 1000;
            count += 1;
            if rest == 0 {
                break;
            }
        }
        for group in groups[1..count].iter().rev() {
            write!(f, "x{group:03}/")?;
        }
        write!(f, "{:03}", groups[0])?;
        if self.is_full() {
            Ok(())
        } else {
            write!(f, ".p/{}", self.width)
        }
    }
}

/// Why a tile or bundle could not be used.
#[derive(Debug, Error)]
pub enum TileError {
    /// The file is missing or unreadable.
    #[error("{path} could not be read: {source}; restore the file from a copy of the log")]
    Read {
        /// Path relative to the log's prefix.
        path: String,
        /// What the reader said.
        source: io::Error,
    },
    /// The file has the wrong number of bytes for its width.
    #[error("{path} has {given} bytes and must have {expected}; the file was cut or extended")]
    Length {
        /// Path relative to the log's prefix.
        path: String,
        /// Bytes in the file.
        given: usize,
        /// Bytes that its width requires.
        expected: usize,
    },
    /// The bundle's lengths do not add up.
    #[error(
        "{path} cannot be split into {width} entries: it breaks at entry {entry}; a length or the file's end was changed"
    )]
    Bundle {
        /// Path relative to the log's prefix.
        path: String,
        /// Entries that the bundle must hold.
        width: u16,
        /// Index of the entry in the log, from 0.
        entry: u64,
    },
    /// A proof was asked for a place that the tree does not have.
    #[error("{asked} lies outside a tree of {size} leaves; ask within the size of the checkpoint")]
    Outside {
        /// Index or older size that was asked for.
        asked: u64,
        /// Leaves of the tree.
        size: u64,
    },
}

/// Reads a tile of hashes; where a partial tile is gone, takes the beginning of the full one (tlog-tiles allows the log to delete it).
pub fn read_tile(read: &Reader<'_>, tile: Tile) -> Result<Vec<Hash>, TileError> {
    let (path, bytes, served_width) = read_with_fallback(read, tile)?;
    let expected = usize::from(served_width) * HASH_SIZE;
    if bytes.len() != expected {
        return Err(TileError::Length {
            path,
            given: bytes.len(),
            expected,
        });
    }
    let (hashes, _) = bytes.as_chunks::<HASH_SIZE>();
    Ok(hashes
        .iter()
        .take(usize::from(tile.width))
        .map(|hash| Hash(*hash))
        .collect())
}

/// Reads an entry bundle; where a partial bundle is gone, takes the first entries of the full one.
pub fn read_bundle(read: &Reader<'_>, tile: Tile) -> Result<Vec<Vec<u8>>, TileError> {
    let (path, bytes, served_width) = read_with_fallback(read, tile)?;
    let mut entries = split_bundle(&bytes, served_width).map_err(|place| TileError::Bundle {
        path,
        width: served_width,
        entry: tile.index * TILE_WIDTH + place,
    })?;
    entries.truncate(usize::from(tile.width));
    Ok(entries.into_iter().map(<[u8]>::to_vec).collect())
}

fn read_with_fallback(read: &Reader<'_>, tile: Tile) -> Result<(String, Vec<u8>, u16), TileError> {
    let path = tile.path();
    match read(&path) {
        Ok(bytes) => Ok((path, bytes, tile.width)),
        Err(source) => {
            if source.kind() == io::ErrorKind::NotFound
                && !tile.is_full()
                && let Ok(bytes) = read(&tile.full().path())
            {
                return Ok((tile.full().path(), bytes, 256));
            }
            Err(TileError::Read { path, source })
        }
    }
}

/// The entry is longer than a bundle can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error(
    "an entry of {length} bytes does not fit a log bundle; the longest has {MAX_ENTRY_SIZE} bytes"
)]
pub struct EntryTooLong {
    /// Bytes of the entry.
    pub length: usize,
}

/// Adds an entry to the end of a bundle: two bytes of length (big-endian), then the entry.
pub fn push_entry(bundle: &mut Vec<u8>, entry: &[u8]) -> Result<(), EntryTooLong> {
    let length = u16::try_from(entry.len()).map_err(|_| EntryTooLong {
        length: entry.len(),
    })?;
    bundle.extend_from_slice(&length.to_be_bytes());
    bundle.extend_from_slice(entry);
    Ok(())
}

/// Splits a bundle into exactly `width` entries; the error is the place (from 0) of the entry at which it breaks.
pub fn split_bundle(bundle: &[u8], width: u16) -> Result<Vec<&[u8]>, u64> {
    let mut rest = bundle;
    let mut entries = Vec::with_capacity(usize::from(width));
    for place in 0..u64::from(width) {
        let (length, tail) = rest.split_first_chunk::<2>().ok_or(place)?;
        let (entry, tail) = tail
            .split_at_checked(usize::from(u16::from_be_bytes(*length)))
            .ok_or(place)?;
        entries.push(entry);
        rest = tail;
    }
    if rest.is_empty() {
        Ok(entries)
    } else {
        Err(u64::from(width.saturating_sub(1)))
    }
}
