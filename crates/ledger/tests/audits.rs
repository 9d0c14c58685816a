//! Audits: a whole log passes, and each kind of tampering is found and named.

use crate::common::{Files, ORIGIN, entry, log_key, log_of, publish, reader};
use ledger::checkpoint::Checkpoint;
use ledger::policy::Policy;
use ledger::tile::{Tile, TileKind};
use ledger::tree::LogWriter;
use ledger::verify::{Fault, Options, Report, verify_log};
use proptest::prelude::*;

fn audit(files: &Files, previous: &[Checkpoint]) -> Report {
    let kept: Vec<Tile> = files.keys().filter_map(|path| Tile::parse(path)).collect();
    verify_log(
        &reader(files),
        &Policy::of_log(log_key().verifier()),
        Options {
            previous,
            files: &kept,
            entry: None,
        },
    )
}

#[test]
fn whole_logs_pass() {
    for size in [0, 1, 2, 255, 256, 257, 512, 70_000] {
        let (_, files) = log_of(size);
        let report = audit(&files, &[]);
        assert!(report.is_good(), "{size}: {:?}", report.findings);
        assert_eq!(report.entries, size);
    }
}

#[test]
fn an_upper_tile_is_named_with_what_it_covers() {
    let (_, mut files) = log_of(70_000);
    files.get_mut("tile/1/000").expect("full")[3 * 32] ^= 1;
    let report = audit(&files, &[]);
    let [finding] = &report.findings[..] else {
        panic!("{:?}", report.findings)
    };
    assert_eq!(finding.path, "tile/1/000");
    assert!(matches!(
        finding.fault,
        Fault::TileChanged {
            place: 3,
            first: 768,
            last: 1023,
            ..
        }
    ));
}

#[test]
fn an_entry_and_a_far_tile_changed_together_are_both_named() {
    let (_, mut files) = log_of(70_000);
    files.get_mut("tile/entries/010").expect("full")[9] ^= 1;
    files.get_mut("tile/0/200").expect("full")[9] ^= 1;
    let report = audit(&files, &[]);
    let mut named: Vec<String> = report.findings.iter().map(ToString::to_string).collect();
    named.sort();
    assert_eq!(named.len(), 2, "{named:?}");
    assert!(
        named[0].starts_with(
            "tile/0/200: hash 0 of the tile was changed: it covers entries 51200 to 51200"
        ),
        "{named:?}"
    );
    assert!(
        named[1].starts_with("tile/entries/010: entry 2560 was changed"),
        "{named:?}"
    );
}

#[test]
fn a_rewritten_log_shows_against_an_earlier_checkpoint() {
    let (writer, _) = log_of(500);
    let before = writer.checkpoint(ORIGIN);
    // The operator rebuilds the log with entry 123 replaced and signs it anew: it is whole in itself.
    let (mut writer, mut files) = (LogWriter::new(), Files::new());
    publish(
        &mut writer,
        &mut files,
        (0..600).map(|n| {
            if n == 123 {
                b"another".to_vec()
            } else {
                entry(n)
            }
        }),
    );
    assert!(audit(&files, &[]).is_good());
    let report = audit(&files, std::slice::from_ref(&before));
    let [finding] = &report.findings[..] else {
        panic!("{:?}", report.findings)
    };
    assert!(
        matches!(finding.fault, Fault::History { size: 500, .. }),
        "{finding}"
    );
    // A log cut short shows as well.
    let (_, files) = log_of(400);
    let report = audit(&files, &[before]);
    assert!(
        matches!(report.findings[..], [ref f] if matches!(f.fault, Fault::Shrunk { before: 500, now: 400 })),
        "{:?}",
        report.findings
    );
}

#[test]
fn entries_and_tiles_replaced_together_contradict_the_signed_root() {
    let (_, signed) = log_of(300);
    let (mut writer, mut files) = (LogWriter::new(), Files::new());
    publish(
        &mut writer,
        &mut files,
        (0..300).map(|n| {
            if n == 7 {
                b"another".to_vec()
            } else {
                entry(n)
            }
        }),
    );
    files.insert("checkpoint".to_owned(), signed["checkpoint"].clone());
    let report = audit(&files, &[]);
    assert!(
        matches!(report.findings[..], [ref f] if matches!(f.fault, Fault::Root { size: 300, .. })),
        "{:?}",
        report.findings
    );
}

#[test]
fn missing_and_cut_files_are_named() {
    let (_, files) = log_of(700);
    for path in files.keys() {
        let mut missing = files.clone();
        missing.remove(path);
        let report = audit(&missing, &[]);
        assert!(
            report.findings.iter().any(|finding| finding.path == *path),
            "{path} missing: {:?}",
            report.findings
        );
        let mut cut = files.clone();
        cut.get_mut(path).expect("listed").pop();
        let report = audit(&cut, &[]);
        assert!(
            report.findings.iter().any(|finding| finding.path == *path),
            "{path} cut: {:?}",
            report.findings
        );
    }
}

#[test]
fn a_place_lost_altogether_hides_no_earlier_fault() {
    let (_, mut files) = log_of(2000);
    files.get_mut("tile/entries/001").expect("full")[9] ^= 1;
    files.remove("tile/entries/004");
    files.remove("tile/0/004");
    let report = audit(&files, &[]);
    let mut named: Vec<String> = report
        .findings
        .iter()
        .map(|finding| finding.path.clone())
        .collect();
    named.sort();
    assert_eq!(
        named,
        ["tile/0/004", "tile/entries/001", "tile/entries/004"]
    );
}

#[test]
fn a_log_that_is_wrong_everywhere_gives_a_short_report() {
    let (_, mut files) = log_of(5000);
    for (path, bytes) in &mut files {
        if path.starts_with("tile/0/") {
            for byte in bytes.iter_mut() {
                *byte ^= 1;
            }
        }
    }
    let report = audit(&files, &[]);
    assert_eq!((report.findings.len(), report.further), (100, 4900));
}

#[test]
fn the_callers_check_is_reported() {
    let (_, files) = log_of(300);
    let mut check = |index: u64, bytes: &[u8]| {
        if bytes == b"entry 299" {
            Err(format!("refused {index}"))
        } else {
            Ok(())
        }
    };
    let options = Options {
        entry: Some(&mut check),
        ..Options::default()
    };
    let report = verify_log(
        &reader(&files),
        &Policy::of_log(log_key().verifier()),
        options,
    );
    let named: Vec<String> = report.findings.iter().map(ToString::to_string).collect();
    assert_eq!(named, ["tile/entries/001.p/44: entry 299: refused 299"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn one_changed_byte_is_found_and_named(sizes in (1..700u64, 0..700u64), file in any::<prop::sample::Index>(), place in any::<prop::sample::Index>(), bit in 0..8u8) {
        let (mut writer, mut files) = log_of(sizes.0);
        publish(&mut writer, &mut files, (sizes.0..sizes.0 + sizes.1).map(entry));
        let mut paths: Vec<String> = files.keys().cloned().collect();
        paths.sort();
        let path = &paths[file.index(paths.len())];
        let bytes = files.get_mut(path).expect("listed");
        let place = place.index(bytes.len());
        bytes[place] ^= 1 << bit;
        let report = audit(&files, &[]);
        prop_assert!(!report.is_good());
        for finding in &report.findings {
            prop_assert_eq!(&finding.path, path, "only this file was changed: {}", finding);
        }
        // A changed leaf hash or an entry of equal length is named by its index.
        if let Some(Tile { kind: TileKind::Hashes(0), index, width }) = Tile::parse(path) && Tile::hashes(0, index, writer.size()).is_some_and(|t| t.width == width) {
            let entry = index * 256 + place as u64 / 32;
            let named = match report.findings[0].fault {
                Fault::TileChanged { first, last, .. } => Some((first, last)),
                _ => None,
            };
            prop_assert_eq!(named, Some((entry, entry)));
        }
    }
}
