//! The growing tree: a compact right edge that takes leaf hashes and gives the root and the tiles to store.

use crate::checkpoint::Checkpoint;
use crate::hash::{HASH_SIZE, Hash, leaf_hash, merkle_root, node_hash};
use crate::tile::{
    EntryTooLong, Reader, TILE_HEIGHT, TILE_WIDTH, Tile, TileError, TileKind, push_entry,
    read_bundle, read_tile,
};

/// The unfinished right tile of one level.
#[derive(Debug, Clone, Default)]
struct Edge {
    index: u64,
    hashes: Vec<u8>,
    changed: bool,
}

/// A Merkle tree of which only the right edge is kept: memory is at most 8 KiB a level.
///
/// Appending costs one inner hash on average. Tiles finished or changed since the last call are handed out by [`Tree::take_tiles`].
#[derive(Debug, Clone, Default)]
pub struct Tree {
    size: u64,
    /// Roots of the perfect subtrees that make up the tree, the largest first: one for each set bit of `size`.
    frontier: Vec<Hash>,
    edges: Vec<Edge>,
    finished: Vec<(Tile, Vec<u8>)>,
}

impl Tree {
    /// A tree without leaves.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes up a stored tree of `size` leaves from its right-edge tiles. Compare [`Tree::root`] with the signed root afterwards:
    /// nothing else tells a tree of changed tiles from the real one.
    pub fn load(size: u64, read: &Reader<'_>) -> Result<Self, TileError> {
        let mut tree = Self {
            size,
            ..Self::default()
        };
        let mut level = 0;
        while let Some(nodes) = size
            .checked_shr(TILE_HEIGHT * u32::from(level))
            .filter(|nodes| *nodes > 0)
        {
            let index = nodes / TILE_WIDTH;
            let hashes = match Tile::hashes(level, index, size) {
                Some(tile) => read_tile(read, tile)?,
                None => Vec::new(),
            };
            tree.edges.push(Edge {
                index,
                hashes: hashes.iter().flat_map(|hash| hash.0).collect(),
                changed: false,
            });
            let mut subtrees = Vec::new();
            let mut rest = hashes.as_slice();
            while !rest.is_empty() {
                let (subtree, tail) = rest.split_at(1 << rest.len().ilog2());
                subtrees.push(merkle_root(subtree));
                rest = tail;
            }
            tree.frontier.splice(0..0, subtrees);
            level += 1;
        }
        Ok(tree)
    }

    /// Leaves in the tree.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Adds a leaf by its hash (see [`leaf_hash`]) and gives its index.
    pub fn append(&mut self, leaf: Hash) -> u64 {
        let index = self.size;
        let (mut hash, mut nodes) = (leaf, index);
        let mut level = 0;
        'climb: loop {
            self.push_tile_hash(level, nodes, &hash);
            for _ in 0..TILE_HEIGHT {
                if nodes & 1 == 0 {
                    break 'climb;
                }
                if let Some(left) = self.frontier.pop() {
                    hash = node_hash(&left, &hash);
                }
                nodes >>= 1;
            }
            level += 1;
        }
        self.frontier.push(hash);
        self.size += 1;
        index
    }

    fn push_tile_hash(&mut self, level: u8, node: u64, hash: &Hash) {
        let place = usize::from(level);
        if self.edges.len() <= place {
            self.edges.push(Edge::default());
        }
        let edge = &mut self.edges[place];
        edge.index = node / TILE_WIDTH;
        edge.hashes.extend_from_slice(&hash.0);
        edge.changed = true;
        if edge.hashes.len() == 256 * HASH_SIZE {
            let full = std::mem::replace(&mut edge.hashes, Vec::with_capacity(256 * HASH_SIZE));
            self.finished.push((
                Tile {
                    kind: TileKind::Hashes(level),
                    index: edge.index,
                    width: 256,
                },
                full,
            ));
            edge.index += 1;
            edge.changed = false;
        }
    }

    /// The root of the tree at its present size.
    pub fn root(&self) -> Hash {
        let mut subtrees = self.frontier.iter().rev();
        let Some(last) = subtrees.next() else {
            return Hash::EMPTY_TREE;
        };
        subtrees.fold(*last, |right, left| node_hash(left, &right))
    }

    /// The tiles finished since the last call, and each partial tile that changed since then, as it stands at the present size.
    /// Store them all before publishing a checkpoint of this size.
    pub fn take_tiles(&mut self) -> Vec<(Tile, Vec<u8>)> {
        let mut tiles = std::mem::take(&mut self.finished);
        for (level, edge) in (0..).zip(&mut self.edges) {
            if edge.changed && !edge.hashes.is_empty() {
                let width = u16::try_from(edge.hashes.len() / HASH_SIZE).unwrap_or(256);
                tiles.push((
                    Tile {
                        kind: TileKind::Hashes(level),
                        index: edge.index,
                        width,
                    },
                    edge.hashes.clone(),
                ));
            }
            edge.changed = false;
        }
        tiles
    }

    /// Only the full tiles finished since the last call: for a reader that walks a whole log and needs no partial ones yet.
    pub(crate) fn take_finished(&mut self) -> Vec<(Tile, Vec<u8>)> {
        std::mem::take(&mut self.finished)
    }
}

/// A log being written: the tree together with the bundle of entries that is not yet full.
#[derive(Debug, Clone, Default)]
pub struct LogWriter {
    tree: Tree,
    bundle: Vec<u8>,
    bundle_changed: bool,
    finished: Vec<(Tile, Vec<u8>)>,
}

impl LogWriter {
    /// A log without entries.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes up a stored log of `size` entries; compare [`LogWriter::root`] with the signed root afterwards.
    pub fn load(size: u64, read: &Reader<'_>) -> Result<Self, TileError> {
        let mut writer = Self {
            tree: Tree::load(size, read)?,
            ..Self::default()
        };
        if let Some(tile) = Tile::entries(size / TILE_WIDTH, size) {
            for entry in read_bundle(read, tile)? {
                // An entry that came out of a bundle fits into one.
                let _ = push_entry(&mut writer.bundle, &entry);
            }
        }
        Ok(writer)
    }

    /// Adds an entry and gives its index.
    pub fn append(&mut self, entry: &[u8]) -> Result<u64, EntryTooLong> {
        push_entry(&mut self.bundle, entry)?;
        self.bundle_changed = true;
        let index = self.tree.append(leaf_hash(entry));
        if self.tree.size.is_multiple_of(TILE_WIDTH) {
            let tile = Tile {
                kind: TileKind::Entries,
                index: index / TILE_WIDTH,
                width: 256,
            };
            self.finished.push((tile, std::mem::take(&mut self.bundle)));
            self.bundle_changed = false;
        }
        Ok(index)
    }

    /// Entries in the log.
    pub fn size(&self) -> u64 {
        self.tree.size
    }

    /// The root at the present size.
    pub fn root(&self) -> Hash {
        self.tree.root()
    }

    /// The unsigned checkpoint of the present size.
    pub fn checkpoint(&self, origin: &str) -> Checkpoint {
        Checkpoint {
            origin: origin.to_owned(),
            size: self.size(),
            root: self.root(),
            extensions: Vec::new(),
        }
    }

    /// Every tile and bundle to store before a checkpoint of the present size is published: bundles first, then hashes.
    pub fn take_files(&mut self) -> Vec<(Tile, Vec<u8>)> {
        let mut files = std::mem::take(&mut self.finished);
        if self.bundle_changed
            && let Some(tile) = Tile::entries(self.tree.size / TILE_WIDTH, self.tree.size)
        {
            files.push((tile, self.bundle.clone()));
        }
        self.bundle_changed = false;
        files.extend(self.tree.take_tiles());
        files
    }
}
