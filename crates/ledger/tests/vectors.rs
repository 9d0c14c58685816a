//! Published vectors: transparency-dev's Merkle proofs, C2SP's Ed25519 edge cases, and a log written by Tessera.

use crate::common;

use std::error::Error;
use std::fs;

use ledger::hash::Hash;
use ledger::merkle::{
    verify_consistency, verify_inclusion, verify_subtree_consistency, verify_subtree_inclusion,
};
use ledger::note::Verifier;
use ledger::policy::Policy;
use ledger::prove::Prover;
use ledger::tile::Tile;
use ledger::verify::{Options, verify_log};
use serde::Deserialize;

/// Public key of the testing log, as Tessera's script `testdata/build_log.sh` publishes it.
const TESSERA_KEY: &str =
    "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Case {
    leaf_idx: Option<u64>,
    tree_size: Option<u64>,
    start: Option<u64>,
    end: Option<u64>,
    size: Option<u64>,
    size1: Option<u64>,
    size2: Option<u64>,
    root: Option<String>,
    leaf_hash: Option<String>,
    root1: Option<String>,
    root2: Option<String>,
    proof: Option<Vec<String>>,
    want_err: bool,
}

/// A hash of a vector. Some vectors use a short text where only equality matters; it is stood for by its SHA-256, which keeps
/// equal texts equal. An empty text is no hash at all.
fn hash(base64: Option<&String>) -> Result<Hash, Box<dyn Error>> {
    use base64::Engine;
    use sha2::Digest;
    let bytes = base64::engine::general_purpose::STANDARD.decode(base64.ok_or("missing hash")?)?;
    match <[u8; 32]>::try_from(bytes.as_slice()) {
        Ok(hash) => Ok(Hash(hash)),
        Err(_) if bytes.is_empty() => Err("empty hash".into()),
        Err(_) => Ok(Hash(sha2::Sha256::digest(&bytes).into())),
    }
}

fn run(family: &str, case: &Case) -> Result<(), Box<dyn Error>> {
    let proof = case
        .proof
        .iter()
        .flatten()
        .map(|h| hash(Some(h)))
        .collect::<Result<Vec<_>, _>>()?;
    let number = |n: Option<u64>| n.ok_or("missing number");
    match family {
        "inclusion" => {
            let (leaf, root) = (hash(case.leaf_hash.as_ref())?, hash(case.root.as_ref())?);
            verify_inclusion(
                number(case.leaf_idx)?,
                number(case.tree_size)?,
                &leaf,
                &proof,
                &root,
            )?;
        }
        "subtreeinclusion" => {
            let (leaf, root) = (hash(case.leaf_hash.as_ref())?, hash(case.root.as_ref())?);
            let (start, end) = (number(case.start)?, number(case.end)?);
            verify_subtree_inclusion(number(case.leaf_idx)?, start, end, &leaf, &proof, &root)?;
        }
        "consistency" => {
            let (root1, root2) = (hash(case.root1.as_ref())?, hash(case.root2.as_ref())?);
            verify_consistency(
                number(case.size1)?,
                number(case.size2)?,
                &proof,
                &root1,
                &root2,
            )?;
        }
        _ => {
            let (root1, root2) = (hash(case.root1.as_ref())?, hash(case.root2.as_ref())?);
            let (start, end) = (number(case.start)?, number(case.end)?);
            verify_subtree_consistency(start, end, number(case.size)?, &proof, &root1, &root2)?;
        }
    }
    Ok(())
}

#[test]
fn all_merkle_vectors() -> Result<(), Box<dyn Error>> {
    let Some(folder) = common::data("ledger/merkle-vectors") else {
        return Ok(());
    };
    let (mut cases, mut refused) = (0, 0);
    for family in [
        "inclusion",
        "consistency",
        "subtreeinclusion",
        "subtreeconsistency",
    ] {
        for path in common::files_below(&folder.join(family))? {
            let case: Case = serde_json::from_slice(&fs::read(&path)?)?;
            let result = run(family, &case);
            assert_eq!(
                result.is_err(),
                case.want_err,
                "{}: {result:?}",
                path.display()
            );
            cases += 1;
            refused += usize::from(case.want_err);
        }
    }
    assert_eq!((cases, refused), (518, 482));
    Ok(())
}

#[derive(Deserialize)]
struct SignatureCase {
    key: String,
    sig: String,
    msg: String,
    flags: Option<Vec<String>>,
}

/// Every case is a good signature under the most lenient reading; each flag names a leniency it needs. Ours is none but a
/// component of small order that cancels out, which the equation without cofactor cannot see.
#[test]
fn ed25519_edge_cases() -> Result<(), Box<dyn Error>> {
    let Some(folder) = common::data("ledger/ed25519") else {
        return Ok(());
    };
    let cases: Vec<SignatureCase> =
        serde_json::from_slice(&fs::read(folder.join("ed25519vectors.json"))?)?;
    assert_eq!(cases.len(), 914);
    let mut accepted = 0;
    for case in &cases {
        let key: [u8; 32] = hex::decode(&case.key)?
            .try_into()
            .map_err(|_| "key length")?;
        let good = Verifier::new("vector", &key).is_ok_and(|key| {
            key.accepts(
                case.msg.as_bytes(),
                &hex::decode(&case.sig).unwrap_or_default(),
            )
        });
        let allowed = ["low_order_component_R", "low_order_component_A"];
        let expected = case
            .flags
            .iter()
            .flatten()
            .all(|flag| allowed.contains(&flag.as_str()));
        assert_eq!(
            good, expected,
            "key {} message {:?} flags {:?}",
            case.key, case.msg, case.flags
        );
        accepted += usize::from(good);
    }
    println!("{accepted} of {} edge cases accepted", cases.len());
    Ok(())
}

#[test]
fn tessera_log_at_every_size() -> Result<(), Box<dyn Error>> {
    let Some(folder) = common::data("ledger/tessera-log") else {
        return Ok(());
    };
    let policy = Policy::of_log(Verifier::parse(TESSERA_KEY)?);
    let kept: Vec<Tile> = common::files_below(&folder)?
        .iter()
        .filter_map(|path| Tile::parse(path.strip_prefix(&folder).ok()?.to_str()?))
        .collect();
    assert_eq!(
        kept.len(),
        30,
        "15 tiles and 15 bundles of Tessera's are read as such"
    );
    let mut previous = Vec::new();
    let names = (0..=15)
        .map(|n| format!("checkpoint.{n}"))
        .chain(["checkpoint".to_owned()]);
    for (number, name) in names.enumerate() {
        let read =
            |path: &str| fs::read(folder.join(if path == "checkpoint" { &name } else { path }));
        let options = Options {
            previous: &previous,
            files: &kept,
            entry: None,
        };
        let report = verify_log(&read, &policy, options);
        assert!(report.is_good(), "{name}: {:?}", report.findings);
        let checkpoint = report.checkpoint.ok_or("no checkpoint")?;
        assert_eq!(
            (checkpoint.size, report.entries),
            (number.min(15) as u64, number.min(15) as u64)
        );
        let mut prover = Prover::new(checkpoint.size, &read);
        for before in previous.iter().filter(|before| before.size > 0) {
            let proof = prover.consistency(before.size)?;
            verify_consistency(
                before.size,
                checkpoint.size,
                &proof,
                &before.root,
                &checkpoint.root,
            )?;
        }
        previous.push(checkpoint);
    }
    Ok(())
}

#[test]
fn every_changed_byte_of_the_tessera_log_is_found() -> Result<(), Box<dyn Error>> {
    let Some(folder) = common::data("ledger/tessera-log") else {
        return Ok(());
    };
    let policy = Policy::of_log(Verifier::parse(TESSERA_KEY)?);
    let (mut files, mut kept) = (common::Files::new(), Vec::new());
    for path in common::files_below(&folder)? {
        let name = path
            .strip_prefix(&folder)?
            .to_str()
            .ok_or("file name")?
            .to_owned();
        kept.extend(Tile::parse(&name));
        if name == "checkpoint" || name.starts_with("tile/") {
            files.insert(name, fs::read(&path)?);
        }
    }
    for (name, bytes) in &files {
        for place in 0..bytes.len() {
            let mut changed = files.clone();
            changed.get_mut(name).ok_or("file")?[place] ^= 0x01;
            let options = Options {
                previous: &[],
                files: &kept,
                entry: None,
            };
            let report = verify_log(&common::reader(&changed), &policy, options);
            let named = report.findings.iter().any(|finding| finding.path == *name);
            assert!(named, "byte {place} of {name}: {:?}", report.findings);
            assert_eq!(
                report.findings.len(),
                1,
                "only {name} was changed: {:?}",
                report.findings
            );
        }
    }
    Ok(())
}
