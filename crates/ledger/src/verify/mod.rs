//! Auditing a whole log: every entry is hashed, every tile is recomputed, the root is compared with the signed one, and what
//! does not fit is named by file and entry.

mod report;

use std::collections::HashMap;

use crate::checkpoint::Checkpoint;
use crate::hash::{HASH_SIZE, Hash, leaf_hash};
use crate::merkle::verify_inclusion;
use crate::policy::{Policy, TrustError};
use crate::prove::Prover;
use crate::tile::{
    Reader, TILE_HEIGHT, TILE_WIDTH, Tile, TileError, TileKind, read_bundle, read_tile,
    split_bundle,
};
use crate::tree::Tree;

pub use report::{Fault, Finding, MAX_FINDINGS, Report};

/// A check of the caller on each entry `(index, bytes)`; the error text becomes a finding.
pub type EntryCheck<'a> = dyn FnMut(u64, &[u8]) -> Result<(), String> + 'a;

/// What to check beyond the log's present state.
#[derive(Default)]
pub struct Options<'a> {
    /// Earlier checkpoints of the log, whose signatures the caller has checked: the log must still begin with what they signed.
    pub previous: &'a [Checkpoint],
    /// Files that exist in the log's directory (see [`Tile::parse`]): partial ones left from smaller trees are compared too.
    pub files: &'a [Tile],
    /// A check on each entry.
    pub entry: Option<&'a mut EntryCheck<'a>>,
}

/// Audits the log whose files `read` gives, under the policy. Memory does not grow with the log; time is one read of each file and
/// one hash of each entry.
pub fn verify_log(read: &Reader<'_>, policy: &Policy, options: Options<'_>) -> Report {
    let mut report = Report::default();
    let checkpoint = match read("checkpoint") {
        Err(source) => {
            report.add(
                "checkpoint",
                TileError::Read {
                    path: "checkpoint".to_owned(),
                    source,
                },
            );
            return report;
        }
        Ok(bytes) => match trusted(&bytes, policy) {
            Ok(trusted) => {
                report.witnesses = trusted.witnesses;
                trusted.checkpoint
            }
            Err(error) => {
                report.add("checkpoint", error);
                return report;
            }
        },
    };
    let mut previous: Vec<&Checkpoint> = options.previous.iter().collect();
    previous.sort_unstable_by_key(|before| before.size);
    for before in &previous {
        if before.origin != checkpoint.origin {
            report.add("checkpoint", TrustError::UnknownLog(before.origin.clone()));
        } else if before.size > checkpoint.size {
            report.add(
                "checkpoint",
                Fault::Shrunk {
                    before: before.size,
                    now: checkpoint.size,
                },
            );
        }
    }
    let mut kept: HashMap<(TileKind, u64), Vec<Tile>> = HashMap::new();
    for file in options.files {
        kept.entry((file.kind, file.index)).or_default().push(*file);
    }
    report.checkpoint = Some(checkpoint.clone());
    let audit = Audit {
        read,
        size: checkpoint.size,
        previous,
        kept,
        report,
        tree: Tree::new(),
        differences: Vec::new(),
        uppers: Vec::new(),
        history: Vec::new(),
    };
    audit.run(&checkpoint, options.entry)
}

fn trusted(bytes: &[u8], policy: &Policy) -> Result<crate::policy::Trusted, TrustError> {
    let (_, note) = Checkpoint::parse_note(bytes)?;
    policy.check(&note)
}

/// A place where a served hash is not the recomputed one.
struct Difference {
    tile: Tile,
    place: usize,
    served: Hash,
    computed: Hash,
}

impl Difference {
    /// First and last entry that the hash covers.
    fn covers(&self) -> (u64, u64) {
        let TileKind::Hashes(level) = self.tile.kind else {
            return (0, 0);
        };
        let shift = TILE_HEIGHT * u32::from(level);
        let node = self.tile.index * TILE_WIDTH + self.place as u64;
        (node << shift, ((node + 1) << shift) - 1)
    }

    fn fault(&self) -> Fault {
        let (first, last) = self.covers();
        Fault::TileChanged {
            place: self.place,
            first,
            last,
            computed: self.computed,
            served: self.served,
        }
    }
}

struct Audit<'a> {
    read: &'a Reader<'a>,
    size: u64,
    previous: Vec<&'a Checkpoint>,
    kept: HashMap<(TileKind, u64), Vec<Tile>>,
    report: Report,
    tree: Tree,
    /// Leaves of which entry and level-0 tile disagree.
    differences: Vec<Difference>,
    /// Hashes of upper tiles that disagree with what lies below.
    uppers: Vec<Difference>,
    /// Earlier checkpoints that the entries do not give: size, computed and signed root.
    history: Vec<(u64, Hash, Hash)>,
}

impl Audit<'_> {
    fn run(mut self, checkpoint: &Checkpoint, mut check: Option<&mut EntryCheck<'_>>) -> Report {
        self.compare_history();
        let mut lost = Vec::new();
        for index in 0..self.size.div_ceil(TILE_WIDTH) {
            let Some(leaves) = self.bundle(index, &mut check, &mut lost) else {
                // Without leaves nothing above or after this place can be recomputed.
                self.judge(checkpoint, &lost);
                return self.report;
            };
            for leaf in leaves {
                self.tree.append(leaf);
                self.compare_history();
            }
            for (tile, bytes) in self.tree.take_finished() {
                self.compare_upper(tile, &bytes);
            }
        }
        for (tile, bytes) in self.tree.take_tiles() {
            self.compare_upper(tile, &bytes);
        }
        self.judge(checkpoint, &lost);
        self.report
    }

    /// Reads a bundle and its tile, notes where they disagree, and gives the leaves; `None` where both are lost.
    fn bundle(
        &mut self,
        index: u64,
        check: &mut Option<&mut EntryCheck<'_>>,
        lost: &mut Vec<u64>,
    ) -> Option<Vec<Hash>> {
        let (bundle, tile) = (
            Tile::entries(index, self.size)?,
            Tile::hashes(0, index, self.size)?,
        );
        let first = index * TILE_WIDTH;
        let served = read_tile(self.read, tile);
        match read_bundle(self.read, bundle) {
            Ok(entries) => {
                let leaves: Vec<Hash> = entries.iter().map(|entry| leaf_hash(entry)).collect();
                let (mut doubtful, mut found) = (Vec::new(), Vec::new());
                match served {
                    Ok(served) => {
                        for (place, (served, computed)) in served
                            .iter()
                            .zip(&leaves)
                            .enumerate()
                            .filter(|(_, (a, b))| a != b)
                        {
                            doubtful.push(place);
                            found.push(Difference {
                                tile,
                                place,
                                served: *served,
                                computed: *computed,
                            });
                        }
                        self.report.files += 1;
                    }
                    Err(error) => self.report.add(tile.path(), error),
                }
                self.note(found);
                self.compare_kept_bundles(bundle, &entries, &doubtful);
                self.compare_kept_tiles(tile, &leaves, &doubtful);
                if let Some(check) = check {
                    for (number, entry) in (first..).zip(&entries) {
                        if let Err(why) = check(number, entry) {
                            self.report
                                .add(bundle.path(), Fault::Entry { index: number, why });
                        }
                    }
                }
                self.report.files += 1;
                self.report.entries += entries.len() as u64;
                Some(leaves)
            }
            Err(error) => {
                self.report.add(bundle.path(), error);
                lost.push(first);
                match served {
                    Ok(served) => Some(served),
                    Err(error) => {
                        self.report.add(tile.path(), error);
                        None
                    }
                }
            }
        }
    }

    /// Notes an earlier checkpoint of the present size of the tree that signed another root.
    fn compare_history(&mut self) {
        while let Some(before) = self
            .previous
            .first()
            .filter(|before| before.size == self.tree.size())
        {
            let (computed, signed) = (self.tree.root(), before.root);
            if computed != signed {
                self.history.push((before.size, computed, signed));
            }
            self.previous.remove(0);
        }
    }

    fn compare_upper(&mut self, tile: Tile, computed: &[u8]) {
        if matches!(tile.kind, TileKind::Hashes(0)) {
            return;
        }
        let computed: Vec<Hash> = computed
            .as_chunks::<HASH_SIZE>()
            .0
            .iter()
            .copied()
            .map(Hash)
            .collect();
        match read_tile(self.read, tile) {
            Err(error) => self.report.add(tile.path(), error),
            Ok(served) => {
                let pairs = served.into_iter().zip(&computed).enumerate();
                let differing = pairs.filter(|(_, (served, computed))| served != *computed);
                self.note(differing.map(|(place, (served, computed))| Difference {
                    tile,
                    place,
                    served,
                    computed: *computed,
                }));
                self.report.files += 1;
            }
        }
        self.compare_kept_tiles(tile, &computed, &[]);
    }

    /// Keeps differences for the judgement, up to a number that bounds memory on a log that is wrong everywhere.
    fn note(&mut self, differing: impl IntoIterator<Item = Difference>) {
        for difference in differing {
            let leaf = matches!(difference.tile.kind, TileKind::Hashes(0));
            let kept = if leaf {
                &mut self.differences
            } else {
                &mut self.uppers
            };
            if kept.len() < MAX_FINDINGS {
                kept.push(difference);
            } else {
                self.report.further += 1;
            }
        }
    }

    /// The partial files kept at the place of `tile`, except the one that belongs to the present size.
    fn kept_at(&mut self, tile: Tile) -> Vec<Tile> {
        let kept = self
            .kept
            .remove(&(tile.kind, tile.index))
            .unwrap_or_default();
        kept.into_iter()
            .filter(|file| file.width < tile.width)
            .collect()
    }

    fn compare_kept_tiles(&mut self, tile: Tile, computed: &[Hash], doubtful: &[usize]) {
        for file in self.kept_at(tile) {
            match read_tile(self.read, file) {
                Err(error) => self.report.add(file.path(), error),
                Ok(hashes) => {
                    self.report.files += 1;
                    let pairs = hashes.into_iter().zip(computed).enumerate();
                    let differing = pairs
                        .filter(|(place, (served, computed))| {
                            served != *computed && !doubtful.contains(place)
                        })
                        .map(|(place, (served, computed))| Difference {
                            tile: file,
                            place,
                            served,
                            computed: *computed,
                        });
                    self.note(differing);
                }
            }
        }
    }

    fn compare_kept_bundles(&mut self, bundle: Tile, entries: &[Vec<u8>], doubtful: &[usize]) {
        for file in self.kept_at(bundle) {
            let path = file.path();
            let bytes = match (self.read)(&path) {
                Ok(bytes) => bytes,
                Err(source) => {
                    self.report
                        .add(path.clone(), TileError::Read { path, source });
                    continue;
                }
            };
            let first = file.index * TILE_WIDTH;
            match split_bundle(&bytes, file.width) {
                Err(place) => self.report.add(
                    path.clone(),
                    TileError::Bundle {
                        path,
                        width: file.width,
                        entry: first + place,
                    },
                ),
                Ok(old) => {
                    self.report.files += 1;
                    let mut pairs = old.iter().zip(entries).enumerate();
                    if let Some((place, _)) = pairs
                        .find(|(place, (a, b))| **a != b.as_slice() && !doubtful.contains(place))
                    {
                        self.report.add(
                            path,
                            Fault::OldPartial {
                                first: first + place as u64,
                            },
                        );
                    }
                }
            }
        }
    }

    /// Decides, by what the signed root proves, whether the entry or the tile is the changed one.
    fn judge(&mut self, checkpoint: &Checkpoint, lost: &[u64]) {
        let root = self.tree.root();
        let entries_hold = root == checkpoint.root;
        // First entries of the places that explain a wrong hash above them.
        let mut suspects: Vec<u64> = lost.to_vec();
        let mut prover = Prover::new(self.size, self.read);
        for difference in std::mem::take(&mut self.differences) {
            let (index, _) = difference.covers();
            let bundle = Tile::entries(index / TILE_WIDTH, self.size)
                .map(|tile| tile.path())
                .unwrap_or_default();
            if entries_hold {
                self.report.add(difference.tile.path(), difference.fault());
                continue;
            }
            let proof = prover.inclusion(index).unwrap_or_default();
            let proves = |leaf: &Hash| {
                verify_inclusion(index, self.size, leaf, &proof, &checkpoint.root).is_ok()
            };
            if proves(&difference.computed) {
                self.report.add(difference.tile.path(), difference.fault());
            } else if proves(&difference.served) {
                suspects.push(index);
                self.report.add(
                    bundle,
                    Fault::EntryChanged {
                        index,
                        computed: difference.computed,
                        sealed: difference.served,
                    },
                );
            } else {
                suspects.push(index);
                self.report.add(bundle, Fault::EntryOrTile { index });
            }
        }
        for difference in std::mem::take(&mut self.uppers) {
            let (first, last) = difference.covers();
            if entries_hold || !suspects.iter().any(|index| (first..=last).contains(index)) {
                self.report.add(difference.tile.path(), difference.fault());
            }
        }
        if !entries_hold && suspects.is_empty() {
            self.report.add(
                "checkpoint",
                Fault::Root {
                    size: self.size,
                    computed: root,
                    signed: checkpoint.root,
                },
            );
        }
        for (size, computed, signed) in std::mem::take(&mut self.history) {
            if entries_hold || !suspects.iter().any(|index| *index < size) {
                self.report.add(
                    "checkpoint",
                    Fault::History {
                        size,
                        computed,
                        signed,
                    },
                );
            }
        }
    }
}
