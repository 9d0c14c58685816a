//! Notes, checkpoints, keys and policies: examples of the specifications and an independent port of Go's note package.

use std::error::Error;
use std::fmt::Write as _;

use crate::common::{ORIGIN, log_key};
use ledger::checkpoint::{Checkpoint, CheckpointError};
use ledger::cosignature::{WitnessSigner, WitnessVerifier};
use ledger::hash::Hash;
use ledger::key::KeyError;
use ledger::note::{Note, NoteError, Signer, Verifier};
use ledger::policy::{Policy, PolicyError, TrustError};
use proptest::prelude::*;
use signed_note::{Signer as _, Verifiers as _};

/// The testing keys of Tessera's `testdata/build_log.sh`.
const SKEY: &str =
    "PRIVATE+KEY+example.com/log/testdata+33d7b496+AeymY/SZAX0jZcJ8enZ5FY1Dz+wTML2yWSkK+9DSF3eg";
const VKEY: &str = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx";
/// The example of C2SP tlog-checkpoint.
const EXAMPLE: &str = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n\
    — example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n";

fn witness(number: u8) -> WitnessSigner {
    WitnessSigner::from_seed(
        &format!("witness.example.ir/w{number}"),
        &[100 + number; 32],
    )
    .expect("valid name")
}

fn signed() -> Note {
    Checkpoint {
        origin: ORIGIN.to_owned(),
        size: 3,
        root: Hash([9; 32]),
        extensions: Vec::new(),
    }
    .sign(&log_key())
    .expect("a note")
}

#[test]
fn keys_written_by_go_are_read_and_written_alike() -> Result<(), Box<dyn Error>> {
    let signer = Signer::parse(SKEY)?;
    assert_eq!(signer.to_secret_text(), SKEY);
    assert_eq!(signer.verifier().to_string(), VKEY);
    assert_eq!(Verifier::parse(VKEY)?, signer.verifier());
    assert!(
        !format!("{signer:?}").contains("eymY"),
        "secrets stay out of debug output"
    );
    Ok(())
}

#[test]
fn faulty_keys_are_refused() {
    let changed = |from: &str, to: &str| Verifier::parse(&VKEY.replacen(from, to, 1));
    assert!(matches!(
        changed("33d7b496", "33d7b497"),
        Err(KeyError::Id { .. })
    ));
    assert!(matches!(
        changed("33d7b496", "33D7B496"),
        Err(KeyError::Format { .. })
    ));
    assert!(matches!(
        changed("example.com", "example.org"),
        Err(KeyError::Id { .. })
    ));
    assert!(matches!(
        changed("example.com", "example com"),
        Err(KeyError::Name { .. })
    ));
    assert!(matches!(
        changed("kSx", "kSy"),
        Err(KeyError::Id { .. } | KeyError::Weak { .. })
    ));
    assert!(matches!(
        changed("+AeHT", "+BOHT"),
        Err(KeyError::Type {
            given: 4,
            expected: 1,
            ..
        })
    ));
    assert!(matches!(
        WitnessVerifier::parse(VKEY),
        Err(KeyError::Type {
            given: 1,
            expected: 4,
            ..
        })
    ));
    assert!(matches!(
        Verifier::new("a", &[0; 32]),
        Err(KeyError::Weak { .. })
    ));
    assert!(Verifier::parse(SKEY).is_err());
}

#[test]
fn agrees_with_the_oracle_in_both_directions() -> Result<(), Box<dyn Error>> {
    let text = "a note\n\nwith an empty line — و فارسی\n";
    let mut ours = Note::new(text)?;
    ours.add(Signer::parse(SKEY)?.sign(text));
    let oracle = signed_note::StandardVerifier::new(VKEY).map_err(|e| format!("{e}"))?;
    let known = signed_note::VerifierList::new(vec![Box::new(oracle)]);
    assert!(
        known
            .verifier("example.com/log/testdata", 0x33d7_b496)
            .is_ok()
    );
    let read = signed_note::Note::from_bytes(ours.to_string().as_bytes())?;
    assert_eq!(read.verify(&known)?.0.len(), 1);

    let oracle = signed_note::StandardSigner::new(SKEY).map_err(|e| format!("{e}"))?;
    let mut theirs = signed_note::Note::new(text.as_bytes(), &[])?;
    theirs.add_sigs(&[&oracle])?;
    assert_eq!(oracle.name(), "example.com/log/testdata");
    assert_eq!(theirs.to_bytes(), ours.to_string().as_bytes());
    let read = Note::parse(&theirs.to_bytes())?;
    assert_eq!(
        (read.text(), read.verify(&Verifier::parse(VKEY)?)),
        (text, Ok(()))
    );
    Ok(())
}

#[test]
fn the_example_of_the_specification() -> Result<(), Box<dyn Error>> {
    let (checkpoint, note) = Checkpoint::parse_note(EXAMPLE.as_bytes())?;
    assert_eq!(
        (checkpoint.origin.as_str(), checkpoint.size),
        ("example.com/behind-the-sofa", 20_852_163)
    );
    assert_eq!(checkpoint.to_string(), note.text());
    assert_eq!(note.to_string(), EXAMPLE);
    assert_eq!(note.signatures[0].signature.len(), 64);
    Ok(())
}

#[test]
fn faulty_checkpoints_are_refused() {
    let parse = |size: &str, root: &str, tail: &str| {
        Checkpoint::parse(&format!("log\n{size}\n{root}\n{tail}"))
    };
    let root = Hash::EMPTY_TREE.to_base64();
    assert!(parse("0", &root, "").is_ok());
    assert!(parse("5", &root, "extension\n").is_ok());
    for size in [
        "",
        "-1",
        "+1",
        "01",
        "1 ",
        "9223372036854775808",
        "18446744073709551616",
        "۱",
    ] {
        assert_eq!(parse(size, &root, ""), Err(CheckpointError::Size), "{size}");
    }
    // Too short, without padding, with too much of it, and with stray bits before it.
    let stray = root.replace("FU=", "FV=");
    for wrong in ["", "47DE", &root[..43], &format!("{root}="), &stray] {
        assert_eq!(parse("5", wrong, ""), Err(CheckpointError::Root), "{wrong}");
    }
    assert_eq!(parse("5", &root, "\n"), Err(CheckpointError::Lines));
    assert_eq!(
        parse("5", &root, "no line end"),
        Err(CheckpointError::Lines)
    );
    assert_eq!(Checkpoint::parse("\n5\n"), Err(CheckpointError::Origin));
}

#[test]
fn faulty_notes_are_refused() -> Result<(), Box<dyn Error>> {
    let good = signed().to_string();
    let key = log_key().verifier();
    assert_eq!(Note::parse(good.as_bytes())?.verify(&key), Ok(()));
    let parse = |text: String| Note::parse(text.as_bytes());
    assert_eq!(parse(good.replace('\n', "\r\n")), Err(NoteError::NotText));
    assert_eq!(
        parse(good.trim_end().to_owned()),
        Err(NoteError::NoSignatures)
    );
    assert_eq!(
        parse(good.replace("\n\n", "\n")),
        Err(NoteError::NoSignatures)
    );
    assert_eq!(parse(format!("{good}\n")), Err(NoteError::NoSignatures));
    assert!(matches!(
        parse(good.replace('—', "-")),
        Err(NoteError::SignatureLine { .. })
    ));
    assert_eq!(Note::parse(&[0xff; 10]), Err(NoteError::NotText));
    assert!(matches!(
        Note::parse(&vec![b'a'; 1_000_001]),
        Err(NoteError::TooLong(_))
    ));
    let line = good.lines().last().ok_or("no line")?;
    assert!(matches!(
        parse(format!("{good}{line}\n"))?.verify(&key),
        Err(NoteError::Repeated { .. })
    ));
    assert_eq!(
        parse(format!("text\n\n{}", format!("{line}\n").repeat(101))),
        Err(NoteError::TooManySignatures)
    );
    assert!(matches!(
        parse(good.replacen("\n3\n", "\n4\n", 1))?.verify(&key),
        Err(NoteError::BadSignature { .. })
    ));
    let other = Signer::from_seed(ORIGIN, &[2; 32])?.verifier();
    assert!(matches!(
        parse(good)?.verify(&other),
        Err(NoteError::Unsigned { .. })
    ));
    Ok(())
}

#[test]
fn cosignatures_bind_text_and_time() -> Result<(), Box<dyn Error>> {
    let mut note = signed();
    let line = witness(1).cosign(note.text(), 1_700_000_000);
    assert_eq!(line.signature.len(), 72);
    note.add(line);
    let key = WitnessVerifier::parse(&witness(1).verifier().to_string())?;
    assert_eq!(key.time_of(&note), Ok(Some(1_700_000_000)));
    assert_eq!(witness(2).verifier().time_of(&note), Ok(None));
    note.signatures[1].signature[7] ^= 1;
    assert!(
        matches!(key.time_of(&note), Err(NoteError::BadSignature { .. })),
        "the time is signed too"
    );
    let secret = WitnessSigner::parse(&witness(1).to_secret_text())?;
    assert_eq!(secret.verifier(), witness(1).verifier());
    Ok(())
}

/// The example of C2SP tlog-policy, with keys filled in: two of three X, any of three Y.
fn example_policy() -> Policy {
    let mut file = format!(
        "# the example\n\nlog {} https://log.example.ir/\n",
        log_key().verifier()
    );
    for (number, name) in (1..).zip(["X1", "X2", "X3", "Y1", "Y2", "Y3"]) {
        let key = witness(number).verifier();
        let _ = writeln!(file, " witness\t{name}  {key} ");
    }
    file.push_str("group X-witnesses 2 X1 X2 X3\ngroup Y-witnesses any Y1 Y2 Y3\n");
    file.push_str("group X-and-Y all X-witnesses Y-witnesses\nquorum X-and-Y\n");
    Policy::parse(file.as_bytes()).expect("the example is valid")
}

#[test]
fn quorums_of_the_specifications_example() {
    let policy = example_policy();
    assert_eq!((policy.logs().len(), policy.witnesses().len()), (1, 6));
    assert_eq!(
        policy.logs()[0].url.as_deref(),
        Some("https://log.example.ir/")
    );
    // Every subset of the six witnesses; bits 0 to 2 are X1 to X3, bits 3 to 5 are Y1 to Y3.
    for subset in 0..64u8 {
        let mut note = signed();
        for number in (1..=6).filter(|number| subset >> (number - 1) & 1 == 1) {
            note.add(witness(number).cosign(note.text(), 5));
        }
        let expected = (subset & 0b111).count_ones() >= 2 && subset >> 3 != 0;
        let result = policy.check(&note);
        assert_eq!(result.is_ok(), expected, "{subset:06b}: {result:?}");
        match result {
            Ok(trusted) => assert_eq!(trusted.witnesses.len(), subset.count_ones() as usize),
            Err(e) => assert!(matches!(e, TrustError::NoQuorum { known: 6, .. })),
        }
    }
}

#[test]
fn checkpoints_of_other_logs_are_not_trusted() -> Result<(), Box<dyn Error>> {
    let policy = example_policy();
    let other = Signer::from_seed("other.example.ir", &[3; 32])?;
    let foreign = Checkpoint {
        origin: "other.example.ir".to_owned(),
        size: 1,
        root: Hash([1; 32]),
        extensions: vec![],
    };
    assert!(matches!(
        policy.check(&foreign.sign(&other)?),
        Err(TrustError::UnknownLog(_))
    ));
    // Our log's key under another origin, and another key under our origin.
    assert!(matches!(
        policy.check(&foreign.sign(&log_key())?),
        Err(TrustError::UnknownLog(_))
    ));
    let ours = Checkpoint {
        origin: ORIGIN.to_owned(),
        ..foreign
    };
    assert!(matches!(
        policy.check(&ours.sign(&other)?),
        Err(TrustError::Signature(NoteError::Unsigned { .. }))
    ));
    // A wrong cosignature by a known witness is an error even where the quorum needs none.
    let plain = Policy::parse(
        format!(
            "log {}\nwitness w {}\nquorum none",
            log_key().verifier(),
            witness(1).verifier()
        )
        .as_bytes(),
    )?;
    let mut note = ours.sign(&log_key())?;
    assert!(plain.check(&note).is_ok());
    note.add(witness(1).cosign("another text\n", 5));
    assert!(matches!(
        plain.check(&note),
        Err(TrustError::Signature(NoteError::BadSignature { .. }))
    ));
    Ok(())
}

#[test]
fn faulty_policies_name_the_line() {
    let (log, w1, w2) = (
        log_key().verifier(),
        witness(1).verifier(),
        witness(2).verifier(),
    );
    let base = format!("log {log}\nwitness a {w1}\nwitness b {w2}\n");
    let parse = |tail: &str| Policy::parse(format!("{base}{tail}").as_bytes());
    assert!(parse("group g all a b\nquorum g\n").is_ok());
    assert!(parse("group g 2 a b\nquorum g").is_ok());
    assert_eq!(parse(""), Err(PolicyError::Quorum));
    assert_eq!(
        parse("quorum none\nquorum none\n"),
        Err(PolicyError::Quorum)
    );
    assert!(matches!(
        parse("quorum c\n"),
        Err(PolicyError::Unknown { line: 4, .. })
    ));
    assert!(matches!(
        parse("quorum g\ngroup g any a\n"),
        Err(PolicyError::Unknown { line: 4, .. })
    ));
    assert!(matches!(
        parse("group g any g\nquorum g\n"),
        Err(PolicyError::Unknown { line: 4, .. })
    ));
    assert!(matches!(
        parse("group g any none\nquorum g\n"),
        Err(PolicyError::Unknown { line: 4, .. })
    ));
    assert!(matches!(
        parse("group a any b\nquorum a\n"),
        Err(PolicyError::DuplicateName { line: 4, .. })
    ));
    assert!(matches!(
        parse("group none any b\nquorum a\n"),
        Err(PolicyError::DuplicateName { line: 4, .. })
    ));
    assert!(matches!(
        parse("group g any a\ngroup h any a b\nquorum h\n"),
        Err(PolicyError::Member { line: 5, .. })
    ));
    assert!(matches!(
        parse("group g any a a\nquorum g\n"),
        Err(PolicyError::Member { line: 4, .. })
    ));
    for threshold in ["0", "3", "02", "-1", "x", "99999999999999999999"] {
        assert_eq!(
            parse(&format!("group g {threshold} a b\nquorum g\n")),
            Err(PolicyError::Threshold(4)),
            "{threshold}"
        );
    }
    for line in [
        "group g any",
        "witness a",
        "log",
        "logs x",
        "quorum",
        "quorum a b",
        "log a b c",
    ] {
        assert_eq!(
            parse(&format!("{line}\nquorum none\n")),
            Err(PolicyError::Line(4)),
            "{line}"
        );
    }
    assert_eq!(parse("quorum none\r\n"), Err(PolicyError::Control(4)));
    assert_eq!(
        parse(&format!("log {log}\nquorum none\n")),
        Err(PolicyError::DuplicateKey(4))
    );
    assert_eq!(
        parse(&format!("witness c {w1}\nquorum none\n")),
        Err(PolicyError::DuplicateKey(4))
    );
    assert!(matches!(
        parse(&format!("witness c {log}\nquorum none\n")),
        Err(PolicyError::Key {
            line: 4,
            source: KeyError::Type { .. }
        })
    ));
}

proptest! {
    #[test]
    fn checkpoints_round_trip(origin in "[^\\x00-\\x1f\\p{Zs}+]{1,30}", size in 0..=i64::MAX.cast_unsigned(), root in any::<[u8; 32]>(), extensions in prop::collection::vec("[ -~]{1,20}", 0..3)) {
        let checkpoint = Checkpoint { origin, size, root: Hash(root), extensions };
        prop_assert_eq!(Checkpoint::parse(&checkpoint.to_string()), Ok(checkpoint.clone()));
        let note = checkpoint.sign(&log_key()).expect("no control characters");
        prop_assert_eq!(Note::parse(note.to_string().as_bytes()), Ok(note.clone()));
        // The oracle reads the same note.
        prop_assert!(signed_note::Note::from_bytes(note.to_string().as_bytes()).is_ok());
    }
}
