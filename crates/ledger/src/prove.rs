//! Making inclusion and consistency proofs straight from stored tiles.

use std::collections::HashMap;

use crate::hash::{Hash, node_hash};
use crate::tile::{Reader, TILE_HEIGHT, TILE_WIDTH, Tile, TileError, read_tile};

/// Makes proofs within the tree of one size. Tiles are read once and kept with their inner nodes, so a batch of proofs over
/// neighbouring entries costs a few file reads and look-ups only. The tiles are believed: check the proof with
/// [`crate::merkle`] where the tiles are not one's own.
pub struct Prover<'a> {
    size: u64,
    read: &'a Reader<'a>,
    /// Per tile (level, index): its nodes, lowest row first.
    tiles: HashMap<(u8, u64), Vec<Vec<Hash>>>,
}

impl<'a> Prover<'a> {
    /// A prover for the tree of `size` leaves whose tiles `read` gives.
    pub fn new(size: u64, read: &'a Reader<'a>) -> Self {
        Self {
            size,
            read,
            tiles: HashMap::new(),
        }
    }

    /// The proof that leaf `index` is in the tree: hashes from the leaf's sibling upwards.
    pub fn inclusion(&mut self, index: u64) -> Result<Vec<Hash>, TileError> {
        if index >= self.size {
            return Err(TileError::Outside {
                asked: index,
                size: self.size,
            });
        }
        let (mut start, mut end) = (0, self.size);
        let mut proof = Vec::new();
        while end - start > 1 {
            let middle = start + split(end - start);
            if index < middle {
                proof.push(self.range(middle, end)?);
                end = middle;
            } else {
                proof.push(self.range(start, middle)?);
                start = middle;
            }
        }
        proof.reverse();
        Ok(proof)
    }

    /// The proof that the tree of `old` leaves is the beginning of this one; empty for `old` = 0 and for `old` = the size.
    pub fn consistency(&mut self, old: u64) -> Result<Vec<Hash>, TileError> {
        if old > self.size {
            return Err(TileError::Outside {
                asked: old,
                size: self.size,
            });
        }
        let mut proof = Vec::new();
        if old == 0 {
            return Ok(proof);
        }
        let (mut start, mut end) = (0, self.size);
        while old != end {
            let middle = start + split(end - start);
            if old <= middle {
                proof.push(self.range(middle, end)?);
                end = middle;
            } else {
                proof.push(self.range(start, middle)?);
                start = middle;
            }
        }
        // Where the old tree is itself a node of the new one, the verifier already has its hash.
        if start != 0 {
            proof.push(self.range(start, end)?);
        }
        proof.reverse();
        Ok(proof)
    }

    /// The root of the tree of the first `size` leaves.
    pub fn root_at(&mut self, size: u64) -> Result<Hash, TileError> {
        if size > self.size {
            return Err(TileError::Outside {
                asked: size,
                size: self.size,
            });
        }
        if size == 0 {
            Ok(Hash::EMPTY_TREE)
        } else {
            self.range(0, size)
        }
    }

    /// The hash of leaf `index` as the tiles give it.
    pub fn leaf(&mut self, index: u64) -> Result<Hash, TileError> {
        if index >= self.size {
            return Err(TileError::Outside {
                asked: index,
                size: self.size,
            });
        }
        self.node(0, index)
    }

    /// The Merkle tree hash over the leaves `start..end`, which begin at a multiple of a power of two not below their number.
    fn range(&mut self, start: u64, end: u64) -> Result<Hash, TileError> {
        let length = end - start;
        if length.is_power_of_two() {
            return self.node(length.ilog2(), start >> length.ilog2());
        }
        let middle = start + split(length);
        let left = self.range(start, middle)?;
        let right = self.range(middle, end)?;
        Ok(node_hash(&left, &right))
    }

    /// The root of the perfect subtree number `place` of the given height.
    fn node(&mut self, height: u32, place: u64) -> Result<Hash, TileError> {
        let level = u8::try_from(height / TILE_HEIGHT).unwrap_or(u8::MAX);
        let row = height % TILE_HEIGHT;
        let in_row = TILE_WIDTH >> row;
        let index = place / in_row;
        let outside = TileError::Outside {
            asked: place,
            size: self.size,
        };
        if !self.tiles.contains_key(&(level, index)) {
            let tile = Tile::hashes(level, index, self.size).ok_or(outside)?;
            let rows = rows(read_tile(self.read, tile)?);
            self.tiles.insert((level, index), rows);
        }
        let found = self
            .tiles
            .get(&(level, index))
            .and_then(|rows| rows.get(row as usize));
        let column = usize::try_from(place % in_row).unwrap_or(usize::MAX);
        found
            .and_then(|nodes| nodes.get(column))
            .copied()
            .ok_or(TileError::Outside {
                asked: place,
                size: self.size,
            })
    }
}

/// All perfect subtrees within a tile, row by row: 256 hashes, 128, 64, …
fn rows(hashes: Vec<Hash>) -> Vec<Vec<Hash>> {
    let mut rows = vec![hashes];
    while let Some(lower) = rows.last().filter(|row| row.len() > 1) {
        let (pairs, _) = lower.as_chunks::<2>();
        let upper = pairs
            .iter()
            .map(|[left, right]| node_hash(left, right))
            .collect();
        rows.push(upper);
    }
    rows
}

/// The largest power of two below `length` (RFC 6962's k); `length` is at least 2.
fn split(length: u64) -> u64 {
    1 << (length - 1).ilog2()
}
