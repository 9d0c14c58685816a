//! Parsers of files from outside: arbitrary bytes and damaged good files never panic, and what is accepted is written back alike.

use crate::common::{ORIGIN, log_key, log_of};
use ledger::checkpoint::Checkpoint;
use ledger::commitment::{Disclosure, Record};
use ledger::cosignature::WitnessVerifier;
use ledger::entry::Entry;
use ledger::hash::Hash;
use ledger::note::{Note, Signer, Verifier};
use ledger::policy::Policy;
use ledger::proof::TlogProof;
use ledger::receipt::Receipt;
use ledger::tile::{Tile, split_bundle};
use ledger::verify::{Options, verify_log};
use ledger::witness::AddCheckpoint;
use proptest::prelude::*;

fn read_as_everything(bytes: &[u8]) {
    if let Ok(note) = Note::parse(bytes) {
        assert_eq!(note.to_string().as_bytes(), bytes);
    }
    if let Ok(entry) = Entry::decode(bytes) {
        assert_eq!(entry.encode().as_bytes(), bytes);
    }
    if let Ok((request, _)) = AddCheckpoint::parse(bytes) {
        assert_eq!(request.to_string().as_bytes(), bytes);
    }
    let _ = Policy::parse(bytes);
    for width in [0, 1, 2, 256] {
        let _ = split_bundle(bytes, width);
    }
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    if let Ok(checkpoint) = Checkpoint::parse(text) {
        assert_eq!(checkpoint.to_string(), text);
    }
    if let Ok(proof) = TlogProof::parse(text) {
        assert_eq!(proof.to_string(), text);
    }
    if let Some(tile) = Tile::parse(text) {
        assert_eq!(tile.path(), text);
    }
    if let Ok(key) = Verifier::parse(text) {
        assert_eq!(key.to_string(), text);
    }
    let _ = (
        WitnessVerifier::parse(text),
        Signer::parse(text),
        Receipt::parse(text),
    );
    let _ = (Record::from_json(text), Disclosure::from_json(text));
}

fn good_files() -> Vec<Vec<u8>> {
    let signed = Checkpoint {
        origin: ORIGIN.to_owned(),
        size: 5,
        root: Hash([1; 32]),
        extensions: vec![],
    }
    .sign(&log_key())
    .expect("a note");
    let proof = TlogProof {
        extra: Some(vec![1, 2, 3]),
        index: 3,
        hashes: vec![Hash([2; 32]); 3],
        checkpoint: signed.clone(),
    };
    let request = AddCheckpoint {
        old: 3,
        proof: vec![Hash([3; 32]); 2],
        note: signed.clone(),
    };
    let entry = Entry::new(
        "town-1",
        "voice",
        &["complaint"],
        "2026-11-22",
        Hash([4; 32]),
    )
    .expect("valid");
    let record = Record::new([("a", [1; 32], "1"), ("b", [2; 32], "\"x\"")]).expect("valid");
    let policy = format!("log {}\nquorum none\n", log_key().verifier());
    [
        signed.to_string(),
        signed.text().to_owned(),
        proof.to_string(),
        request.to_string(),
        entry.encode(),
        record.to_json(),
        policy,
    ]
    .into_iter()
    .map(String::into_bytes)
    .chain([
        log_of(5).1["tile/entries/000.p/5"].clone(),
        b"tile/0/x001/002.p/7".to_vec(),
    ])
    .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn arbitrary_bytes(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        read_as_everything(&bytes);
    }

    #[test]
    fn damaged_files(file in any::<prop::sample::Index>(), edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..4u8), 1..6)) {
        let files = good_files();
        let mut bytes = files[file.index(files.len())].clone();
        for (place, value, kind) in edits {
            if bytes.is_empty() {
                break;
            }
            let place = place.index(bytes.len());
            match kind {
                0 => bytes[place] = value,
                1 => bytes.insert(place, value),
                2 => { bytes.remove(place); }
                _ => bytes.truncate(place),
            }
        }
        read_as_everything(&bytes);
    }

    #[test]
    fn a_log_of_arbitrary_files(size in 0..u64::MAX / 2, bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        // A validly signed checkpoint of any size over files that hold anything: an audit ends and reports.
        let root = Hash([1; 32]);
        let note = Checkpoint { origin: ORIGIN.to_owned(), size, root, extensions: vec![] }.sign(&log_key()).expect("a note");
        let read = |path: &str| if path == "checkpoint" { Ok(note.to_string().into_bytes()) } else { Ok(bytes.clone()) };
        let report = verify_log(&read, &Policy::of_log(log_key().verifier()), Options::default());
        prop_assert!(!report.is_good());
    }
}
