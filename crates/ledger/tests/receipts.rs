//! Entries, commitments, receipts and the head file.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::error::Error;

use crate::common::{Files, ORIGIN, entry, log_key, publish, reader};
use ledger::checkpoint::Checkpoint;
use ledger::commitment::{Disclosure, Record, RecordError};
use ledger::entry::{Entry, EntryError};
use ledger::hash::Hash;
use ledger::head::{HeadRefusal, may_sign};
use ledger::policy::Policy;
use ledger::proof::{ProofError, TlogProof};
use ledger::prove::Prover;
use ledger::receipt::{Receipt, ReceiptError};
use ledger::tree::LogWriter;
use proptest::prelude::*;
use sha2::{Digest, Sha256};

fn record() -> Record {
    let fields = [
        ("subject", [1; 32], "\"چاله در خیابان\""),
        ("phone", [2; 32], "\"09120000000\""),
        ("district", [3; 32], "4"),
    ];
    Record::new(fields).expect("valid")
}

fn receipt() -> Result<Receipt, Box<dyn Error>> {
    let record = record();
    let public = Entry::new(
        "town-1",
        "voice",
        &["message", "complaint"],
        "2026-11-22",
        record.root(),
    )?;
    let (mut writer, mut files) = (LogWriter::new(), Files::new());
    publish(&mut writer, &mut files, (0..300).map(entry));
    publish(&mut writer, &mut files, [public.encode().into_bytes()]);
    publish(&mut writer, &mut files, (301..400).map(entry));
    let (_, checkpoint) = Checkpoint::parse_note(&files["checkpoint"])?;
    let hashes = Prover::new(400, &reader(&files)).inclusion(300)?;
    Ok(Receipt {
        entry: public,
        disclosure: record.disclose(&["subject"])?,
        index: 300,
        hashes,
        checkpoint,
    })
}

fn policy() -> Policy {
    Policy::of_log(log_key().verifier())
}

#[test]
fn the_entry_has_one_spelling() -> Result<(), Box<dyn Error>> {
    let entry = Entry::new(
        "town-1",
        "voice",
        &["message", "complaint", "message"],
        "2028-02-29",
        Hash::EMPTY_TREE,
    )?;
    let line = "{\"v\":1,\"organisation\":\"town-1\",\"kind\":\"voice\",\"objects\":[\"complaint\",\"message\"],\"day\":\"2028-02-29\",\
        \"commitment\":\"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\"}";
    assert_eq!(entry.encode(), line);
    assert_eq!(Entry::decode(line.as_bytes())?, entry);
    let mut hasher = Sha256::new();
    hasher.update([0]);
    hasher.update(line);
    assert_eq!(entry.leaf_hash().0, <[u8; 32]>::from(hasher.finalize()));
    for (from, to) in [
        (":1,", ": 1,"),
        ("town", "t\\u006fwn"),
        ("{\"v\":1,", "{"),
        ("\"kind\"", "\"sort\""),
        ("}", ",\"x\":1}"),
    ] {
        assert!(
            Entry::decode(line.replacen(from, to, 1).as_bytes()).is_err(),
            "{to}"
        );
    }
    assert_eq!(
        Entry::decode(format!("{line}\n").as_bytes()),
        Err(EntryError::NotCanonical)
    );
    assert_eq!(
        Entry::decode(line.replacen(":1,", ":2,", 1).as_bytes()),
        Err(EntryError::Version(2))
    );
    let unsorted = line.replace("\"complaint\",\"message\"", "\"message\",\"complaint\"");
    assert!(matches!(
        Entry::decode(unsorted.as_bytes()),
        Err(EntryError::Field {
            field: "objects",
            ..
        })
    ));
    for day in [
        "2026-13-01",
        "2026-02-29",
        "2026-04-31",
        "2026-1-1",
        "1405/09/01",
        "2100-02-29",
        "2026-00-10",
        "2026-01-00",
    ] {
        assert!(
            matches!(
                Entry::new("a", "b", &[], day, Hash::EMPTY_TREE),
                Err(EntryError::Field { field: "day", .. })
            ),
            "{day}"
        );
    }
    for token in ["", "a b", "شهر", "a\"b", "a\\b", "a\n"] {
        assert!(
            Entry::new(token, "b", &[], "2026-01-01", Hash::EMPTY_TREE).is_err(),
            "{token}"
        );
    }
    Ok(())
}

/// The commitment computed a second time from its definition in the documentation, for three fields.
#[test]
fn the_commitment_follows_its_definition() {
    let leaf = |name: &str, salt: u8, value: &str| {
        let mut bytes = b"\x00amin.ledger/field/v1".to_vec();
        bytes.extend([salt; 32]);
        bytes.extend([&(name.len() as u64).to_be_bytes()[..], name.as_bytes()].concat());
        bytes.extend([&(value.len() as u64).to_be_bytes()[..], value.as_bytes()].concat());
        Sha256::digest(bytes).to_vec()
    };
    let node =
        |left: Vec<u8>, right: Vec<u8>| Sha256::digest([vec![1], left, right].concat()).to_vec();
    let district_phone = node(
        leaf("district", 3, "4"),
        leaf("phone", 2, "\"09120000000\""),
    );
    let root = node(district_phone, leaf("subject", 1, "\"چاله در خیابان\""));
    let expected = Sha256::digest(
        [
            b"\x02amin.ledger/record/v1".to_vec(),
            3u64.to_be_bytes().to_vec(),
            root,
        ]
        .concat(),
    );
    assert_eq!(record().root().0, <[u8; 32]>::from(expected));
}

#[test]
fn fields_are_shown_and_erased_one_by_one() -> Result<(), Box<dyn Error>> {
    let mut record = record();
    let root = record.root();
    for shown in [
        vec![],
        vec!["phone"],
        vec!["phone", "subject"],
        vec!["district", "phone", "subject"],
    ] {
        let disclosure = record.disclose(&shown)?;
        assert_eq!(
            disclosure.open().map(|(name, _)| name).collect::<Vec<_>>(),
            shown
        );
        assert_eq!(disclosure.hidden(), 3 - shown.len());
        assert_eq!(
            Disclosure::from_json(&disclosure.to_json())?.verify(&root),
            Ok(())
        );
        assert_eq!(
            disclosure.to_json().contains("0912"),
            shown.contains(&"phone")
        );
    }
    record.erase("phone")?;
    assert_eq!(
        (
            record.root(),
            record.value("phone"),
            record.value("district")
        ),
        (root, None, Some("4"))
    );
    assert!(!record.to_json().contains("0912") && !record.to_json().contains("phone"));
    assert_eq!(Record::from_json(&record.to_json())?, record);
    assert_eq!(
        record.erase("phone"),
        Err(RecordError::Missing("phone".to_owned()))
    );
    assert!(record.disclose(&["phone"]).is_err());
    assert_eq!(record.disclose_all().verify(&root), Ok(()));
    Ok(())
}

#[test]
fn faulty_records_are_refused() {
    assert_eq!(
        Record::new([("a", [0; 32], "1"), ("a", [1; 32], "2")]),
        Err(RecordError::Duplicate("a".to_owned()))
    );
    assert!(matches!(
        Record::new([("a", [0; 32], "not json")]),
        Err(RecordError::Value { .. })
    ));
    let json = record().to_json();
    for (from, to) in [
        ("district", "zone"),
        ("\"fields\"", "\"feld\""),
        ("AwMD", "AwM"),
        ("\"value\"", "\"extra\":1,\"value\""),
    ] {
        assert!(
            Record::from_json(&json.replacen(from, to, 1)).is_err(),
            "{to}"
        );
    }
}

#[test]
fn a_receipt_verifies_and_is_a_plain_tlog_proof_too() -> Result<(), Box<dyn Error>> {
    let receipt = receipt()?;
    let file = receipt.encode();
    assert_eq!(Receipt::parse(&file)?, receipt);
    let verified = receipt.verify(&policy())?;
    assert_eq!(
        (
            verified.origin.as_str(),
            verified.index,
            verified.size,
            verified.hidden
        ),
        (ORIGIN, 300, 400, 2)
    );
    assert_eq!(
        verified.fields,
        [("subject".to_owned(), "\"چاله در خیابان\"".to_owned())]
    );
    let proof = TlogProof::parse(&file)?;
    assert_eq!(proof.to_string(), file);
    proof.verify(&receipt.entry.leaf_hash(), &policy())?;
    Ok(())
}

#[test]
fn every_changed_character_of_a_receipt_is_found() -> Result<(), Box<dyn Error>> {
    let receipt = receipt()?;
    let file = receipt.encode().into_bytes();
    for place in 0..file.len() {
        let mut changed = file.clone();
        changed[place] ^= 1;
        let Ok(text) = String::from_utf8(changed) else {
            continue;
        };
        // Names and salts of the unsigned extra line are covered through the commitment as well, so no place is free.
        if let Ok(parsed) = Receipt::parse(&text) {
            assert!(parsed.verify(&policy()).is_err(), "byte {place} of {text}");
        }
    }
    let mut other = receipt.clone();
    other.entry = Entry::new(
        "town-1",
        "praise",
        &[],
        "2026-11-22",
        *receipt.entry.commitment(),
    )?;
    assert!(matches!(
        other.verify(&policy()),
        Err(ReceiptError::Proof(ProofError::Inclusion(_)))
    ));
    let mut other = receipt;
    other.disclosure = Record::new([("subject", [1; 32], "\"x\"")])?.disclose_all();
    assert!(matches!(
        other.verify(&policy()),
        Err(ReceiptError::Record(RecordError::Mismatch { .. }))
    ));
    Ok(())
}

/// The head of the example in C2SP tlog-proof; its signatures are elided there, so ours stands in their place.
#[test]
fn the_example_of_tlog_proof_is_read() -> Result<(), Box<dyn Error>> {
    let signed = Checkpoint {
        origin: ORIGIN.to_owned(),
        size: 109_482,
        root: Hash([5; 32]),
        extensions: vec![],
    }
    .sign(&log_key())?;
    let head = "c2sp.org/tlog-proof@v1\nindex 73894\ngSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=\n\
        B95lDa8R83lS8n0eG+o0buTxRKQTYFi//1U8anccXmA=\n";
    let file = format!("{head}\n{signed}");
    let proof = TlogProof::parse(&file)?;
    assert_eq!(
        (proof.index, proof.hashes.len(), &proof.extra),
        (73_894, 2, &None)
    );
    assert_eq!(proof.to_string(), file);
    assert!(matches!(
        proof.verify(&Hash([0; 32]), &policy()),
        Err(ProofError::Inclusion(_))
    ));
    assert_eq!(
        TlogProof::parse(&file.replacen("v1", "v2", 1)),
        Err(ProofError::Header)
    );
    assert_eq!(
        TlogProof::parse(&file.replacen("index 7", "index 07", 1)),
        Err(ProofError::Line(2))
    );
    assert_eq!(
        TlogProof::parse(&file.replacen("\nB95", "\n B95", 1)),
        Err(ProofError::Line(4))
    );
    assert_eq!(
        TlogProof::parse(&file.replacen("\nindex", "\nextra ?\nindex", 1)),
        Err(ProofError::Line(2))
    );
    assert_eq!(TlogProof::parse(head), Err(ProofError::Line(5)));
    let long = file.replacen(
        "\n\n",
        &format!("\n{}\n", format!("{}\n", Hash::EMPTY_TREE).repeat(62)),
        1,
    );
    assert_eq!(TlogProof::parse(&long), Err(ProofError::TooManyHashes));
    Ok(())
}

#[test]
fn a_restored_database_may_not_sign() {
    let (mut writer, mut files) = (LogWriter::new(), Files::new());
    publish(&mut writer, &mut files, (0..10).map(entry));
    let yesterday = writer.clone();
    publish(&mut writer, &mut files, (10..25).map(entry));
    let head = writer.checkpoint(ORIGIN);
    let read = reader(&files);
    let ask = |head: Option<&Checkpoint>, log: &LogWriter| {
        let Ok(answer) = may_sign(head, ORIGIN, log.size(), |size| {
            Ok::<_, Infallible>(
                Prover::new(log.size(), &read)
                    .root_at(size)
                    .expect("stored"),
            )
        });
        answer
    };
    assert_eq!(ask(None, &writer), Ok(()));
    assert_eq!(ask(Some(&head), &writer), Ok(()));
    assert_eq!(ask(Some(&yesterday.checkpoint(ORIGIN)), &writer), Ok(()));
    let refusal = ask(Some(&head), &yesterday).expect_err("behind");
    assert_eq!(
        refusal,
        HeadRefusal::Behind {
            held: 10,
            signed: 25
        }
    );
    assert!(
        refusal.to_string().contains("entries 10 to 24 are missing"),
        "{refusal}"
    );
    let other = Checkpoint {
        root: Hash([1; 32]),
        ..head.clone()
    };
    assert!(matches!(
        ask(Some(&other), &writer),
        Err(HeadRefusal::Fork { size: 25, .. })
    ));
    let other = Checkpoint {
        origin: "log.example.ir/other".to_owned(),
        ..head
    };
    assert!(matches!(
        ask(Some(&other), &writer),
        Err(HeadRefusal::OtherLog { .. })
    ));
}

type Fields = BTreeMap<String, ([u8; 32], String)>;

proptest! {
    #[test]
    fn records_round_trip_and_any_change_shows(
        fields in prop::collection::btree_map("[a-zآ-ی]{1,6}", (any::<[u8; 32]>(), "[0-9]{1,8}".prop_map(|digits| format!("\"{digits}\""))), 1..12),
        pick in any::<prop::sample::Index>(),
    ) {
        let record = Record::new(fields.iter().map(|(name, (salt, value))| (name.as_str(), *salt, value.as_str()))).expect("unique names");
        let root = record.root();
        prop_assert_eq!(Record::from_json(&record.to_json()).expect("just made"), record.clone());
        let name = fields.keys().nth(pick.index(fields.len())).expect("listed");
        let shown = record.disclose(&[name]).expect("open");
        prop_assert_eq!(shown.verify(&root), Ok(()));
        // Another value under the same name and salt, another salt, one field fewer: another commitment each.
        let changed = |change: &dyn Fn(&mut Fields)| {
            let mut other = fields.clone();
            change(&mut other);
            Record::new(other.into_iter().map(|(name, (salt, value))| (name, salt, value))).expect("unique names").root()
        };
        prop_assert_ne!(changed(&|f| f.get_mut(name).expect("listed").1 = "null".to_owned()), root);
        prop_assert_ne!(changed(&|f| f.get_mut(name).expect("listed").0[0] ^= 1), root);
        prop_assert_ne!(changed(&|f| { f.remove(name); }), root);
    }
}
