//! Trees and proofs against an independent port of Go's tlog package, and for random sizes.

use crate::common;

use std::cell::RefCell;
use std::error::Error;

use ledger::hash::{Hash, leaf_hash, merkle_root};
use ledger::merkle::{MerkleError, verify_consistency, verify_inclusion};
use ledger::prove::Prover;
use ledger::tile::{MAX_ENTRY_SIZE, Tile, TileKind, push_entry, split_bundle};
use ledger::tree::{LogWriter, Tree};
use proptest::prelude::*;

/// The oracle's storage: every hash by its stored index.
#[derive(Default)]
struct Stored(RefCell<Vec<tlog_tiles::Hash>>);

impl tlog_tiles::HashReader for Stored {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<tlog_tiles::Hash>, tlog_tiles::Error> {
        let stored = self.0.borrow();
        Ok(indexes
            .iter()
            .map(|index| stored[usize::try_from(*index).expect("small")])
            .collect())
    }
}

impl Stored {
    fn append(&self, index: u64, entry: &[u8]) {
        let hashes = tlog_tiles::stored_hashes(index, entry, self).expect("oracle");
        self.0.borrow_mut().extend(hashes);
    }
}

fn ours(hashes: &[tlog_tiles::Hash]) -> Vec<Hash> {
    hashes.iter().map(|hash| Hash(hash.0)).collect()
}

#[test]
fn agrees_with_the_oracle_on_every_size() -> Result<(), Box<dyn Error>> {
    let oracle = Stored::default();
    let (mut writer, mut files) = (LogWriter::new(), common::Files::new());
    let sizes = (0..=40).chain([255, 256, 257, 511, 512, 513, 700, 65_536, 65_537, 66_000]);
    for size in sizes {
        for number in writer.size()..size {
            oracle.append(number, &common::entry(number));
        }
        let new = writer.size()..size;
        common::publish(&mut writer, &mut files, new.map(common::entry));
        assert_eq!(
            writer.root().0,
            tlog_tiles::tree_hash(size, &oracle)?.0,
            "root at {size}"
        );
        for tile in tlog_tiles::Tile::new_tiles(8, 0, size) {
            let path = tile.path().replacen("tile/8/", "tile/", 1);
            assert_eq!(
                files.get(&path),
                Some(&tile.read_data(&oracle)?),
                "{path} at {size}"
            );
        }
        let read = common::reader(&files);
        let mut prover = Prover::new(size, &read);
        let step = usize::try_from(size / 97 + 1)?;
        for index in (0..size).step_by(step).chain(size.checked_sub(1)) {
            let expected = tlog_tiles::prove_record(size, index, &oracle)?;
            assert_eq!(
                prover.inclusion(index)?,
                ours(&expected),
                "entry {index} of {size}"
            );
        }
        for old in (1..=size).step_by(step) {
            let expected = tlog_tiles::prove_tree(size, old, &oracle)?;
            assert_eq!(
                prover.consistency(old)?,
                ours(&expected),
                "from {old} to {size}"
            );
            assert_eq!(
                prover.root_at(old)?.0,
                tlog_tiles::tree_hash(old, &oracle)?.0
            );
        }
        let loaded = LogWriter::load(size, &read)?;
        assert_eq!(loaded.root(), writer.root(), "loaded at {size}");
    }
    Ok(())
}

#[test]
fn every_proof_of_every_small_tree() -> Result<(), Box<dyn Error>> {
    let leaves: Vec<Hash> = (0..48)
        .map(|number| leaf_hash(&common::entry(number)))
        .collect();
    let (_, files) = common::log_of(48);
    let read = common::reader(&files);
    for size in 1..=48u64 {
        // Tiles of the larger tree serve the smaller ones, as tlog-tiles allows.
        let wide = |path: &str| {
            read(if path.starts_with("tile/0/000.p/") {
                "tile/0/000.p/48"
            } else {
                path
            })
            .map(|bytes| bytes[..usize::try_from(size).unwrap_or(0) * 32].to_vec())
        };
        let mut prover = Prover::new(size, &wide);
        let root = merkle_root(&leaves[..usize::try_from(size)?]);
        for index in 0..size {
            let proof = prover.inclusion(index)?;
            let leaf = &leaves[usize::try_from(index)?];
            verify_inclusion(index, size, leaf, &proof, &root)?;
            for other in (0..size).filter(|other| *other != index) {
                assert!(verify_inclusion(other, size, leaf, &proof, &root).is_err());
            }
        }
        for old in 1..=size {
            let proof = prover.consistency(old)?;
            let old_root = merkle_root(&leaves[..usize::try_from(old)?]);
            verify_consistency(old, size, &proof, &old_root, &root)?;
            for other in (1..=size).filter(|other| *other != old) {
                assert!(verify_consistency(other, size, &proof, &old_root, &root).is_err());
            }
        }
        assert_eq!(
            verify_consistency(0, size, &[], &Hash::EMPTY_TREE, &root),
            Err(MerkleError::EmptyTree)
        );
    }
    Ok(())
}

#[test]
fn a_partial_tile_may_be_replaced_by_the_full_one() -> Result<(), Box<dyn Error>> {
    let (mut writer, mut files) = common::log_of(300);
    let small = writer.checkpoint(common::ORIGIN);
    common::publish(&mut writer, &mut files, (300..600).map(common::entry));
    files.retain(|path, _| !path.contains(".p/44"));
    let read = common::reader(&files);
    assert_eq!(Tree::load(300, &read)?.root(), small.root);
    assert_eq!(LogWriter::load(300, &read)?.root(), small.root);
    let proof = Prover::new(300, &read).inclusion(299)?;
    verify_inclusion(
        299,
        300,
        &leaf_hash(&common::entry(299)),
        &proof,
        &small.root,
    )?;
    Ok(())
}

#[test]
fn paths_of_the_specification() {
    // The examples of tlog-tiles, "Merkle Tree" and "Partial Tiles".
    let tile = Tile {
        kind: TileKind::Hashes(0),
        index: 1_234_067,
        width: 256,
    };
    assert_eq!(tile.path(), "tile/0/x001/x234/067");
    let sizes = [(0, 273, 112), (1, 1, 17), (2, 0, 1)];
    for (level, index, width) in sizes {
        let tile = Tile::hashes(level, index, 70_000).expect("the specification names it");
        assert_eq!(
            (tile.width, Tile::hashes(level, index + 1, 70_000)),
            (width, None)
        );
    }
    assert_eq!(Tile::hashes(3, 0, 70_000), None);
    assert_eq!(Tile::hashes(1, 0, 256).map(|tile| tile.width), Some(1));
    for wrong in [
        "tile/0/1",
        "tile/00/001",
        "tile/64/001",
        "tile/0/x001",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/x000/001",
        "tile/0/001/002",
        "tile/entries",
        "tile/data/001",
        "/tile/0/001",
        "tile/0/001/",
        "tile/0/-01",
    ] {
        assert_eq!(Tile::parse(wrong), None, "{wrong}");
    }
}

#[test]
fn the_longest_entry_fits_and_one_byte_more_does_not() {
    let mut writer = LogWriter::new();
    assert_eq!(writer.append(&vec![7; MAX_ENTRY_SIZE]), Ok(0));
    assert!(writer.append(&vec![7; MAX_ENTRY_SIZE + 1]).is_err());
    assert_eq!(writer.size(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn random_trees_grow_in_random_steps(steps in prop::collection::vec(0..400u64, 1..6), probe in any::<u64>()) {
        let (mut writer, mut files) = (LogWriter::new(), common::Files::new());
        let mut leaves = Vec::new();
        let mut heads: Vec<(u64, Hash)> = Vec::new();
        for step in steps {
            let size = writer.size();
            leaves.extend((size..size + step).map(|number| leaf_hash(&common::entry(number))));
            common::publish(&mut writer, &mut files, (size..size + step).map(common::entry));
            prop_assert_eq!(writer.root(), merkle_root(&leaves));
            heads.push((writer.size(), writer.root()));
            // A program that stops here and starts again goes on as if it had not.
            writer = LogWriter::load(writer.size(), &common::reader(&files)).expect("just stored");
        }
        let (size, root) = (writer.size(), writer.root());
        let read = common::reader(&files);
        let mut prover = Prover::new(size, &read);
        for (old, old_root) in heads.iter().filter(|(old, _)| *old > 0) {
            let proof = prover.consistency(*old).expect("stored");
            prop_assert_eq!(verify_consistency(*old, size, &proof, old_root, &root), Ok(()));
        }
        if size > 0 {
            let index = probe % size;
            let leaf = leaf_hash(&common::entry(index));
            let mut proof = prover.inclusion(index).expect("stored");
            prop_assert_eq!(verify_inclusion(index, size, &leaf, &proof, &root), Ok(()));
            if let Some(hash) = proof.first_mut() {
                hash.0[usize::try_from(probe % 32).expect("small")] ^= 1;
                prop_assert!(verify_inclusion(index, size, &leaf, &proof, &root).is_err());
            }
        }
        prop_assert!(prover.inclusion(size).is_err());
        prop_assert!(prover.consistency(size + 1).is_err());
    }

    #[test]
    fn paths_round_trip(level in 0..64u8, index in any::<u64>(), width in 1..=256u16, entries in any::<bool>()) {
        let kind = if entries { TileKind::Entries } else { TileKind::Hashes(level) };
        let tile = Tile { kind, index, width };
        prop_assert_eq!(Tile::parse(&tile.path()), Some(tile));
    }

    #[test]
    fn bundles_round_trip(entries in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..50), 1..256), cut in any::<prop::sample::Index>()) {
        let mut bundle = Vec::new();
        for entry in &entries {
            push_entry(&mut bundle, entry).expect("short");
        }
        let width = u16::try_from(entries.len()).expect("few");
        let split = split_bundle(&bundle, width).expect("just made");
        prop_assert_eq!(split, entries.iter().map(Vec::as_slice).collect::<Vec<_>>());
        prop_assert!(split_bundle(&bundle, width + 1).is_err());
        prop_assert!(split_bundle(&bundle[..cut.index(bundle.len())], width).is_err());
    }
}
