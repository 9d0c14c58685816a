//! Any bytes, and good files spoilt in several places: an answer with its refused lines or an error, never a panic, and the same for one
//! and two threads. `SPOILT_CASES=20000 cargo test --release --test spoilt` looks longer.

use procurement::cardinal;
use procurement::flags::{Inputs, Known, Rules, screen};
use procurement::read::open;
use proptest::collection::vec;
use proptest::prelude::*;

const LINES: &str = concat!(
    r#"{"ocid":"a-1","id":"1","date":"2026-01-01T00:00:00Z","tag":["tender"],"buyer":{"id":"B","name":"شهرداری"},"tender":{"id":"t","procurementMethod":"open","numberOfTenderers":2,"tenderPeriod":{"startDate":"2026-01-01 00:00:00","endDate":"2026-01-10T00:00:00+03:30"},"items":[{"id":"1","classification":{"id":"45000000"}}]},"bids":{"details":[{"id":"1","status":"valid","date":"2026-01-09T00:00:00Z","value":{"amount":10.5,"currency":"IRR"},"tenderers":[{"id":"S1","name":"الف"}]},{"id":"2","status":"disqualified","value":{"amount":1e3,"currency":"USD"},"tenderers":[{"id":"S2"}]}]},"awards":[{"id":"w","status":"active","value":{"amount":10.5,"currency":"IRR"},"suppliers":[{"id":"S1"}]}],"contracts":[{"id":"c","awardID":"w","value":{"amount":12,"currency":"IRR"}}],"parties":[{"id":"S1","name":"الف","roles":["supplier"],"contactPoint":{"telephone":"021"}}]}"#,
    "\n",
    r#"{"ocid":"a-2","releases":[{"ocid":"a-2","tender":{"procurementMethod":"direct"}}],"compiledRelease":{"ocid":"a-2","tender":{"procurementMethod":"direct","status":"cancelled"}}}"#,
    "\n",
    r#"{"version":"1.1","releases":[{"ocid":"a-3","bids":{"details":[{"id":1,"value":null}]}}]}"#,
    "\n"
);

fn change() -> impl Strategy<Value = (f64, usize, Vec<u8>)> {
    let new = prop_oneof![
        3 => vec(any::<u8>(), 0..5),
        3 => prop_oneof![
            Just("{"), Just("}"), Just("["), Just("\""), Just("null"), Just("-1e999"), Just("\n"), Just("\u{feff}"), Just("\\ud800"), Just(","),
            Just("{\"ocid\":3}\n"), Just("[[[[[[[["), Just("\0")
        ].prop_map(|text| text.as_bytes().to_vec()),
    ];
    (0.0..1.0_f64, 0..10_usize, new)
}

fn spoilt(good: &[u8], changes: &[(f64, usize, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = good.to_vec();
    for (at, cut, new) in changes {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let at = ((at * bytes.len() as f64) as usize).min(bytes.len());
        bytes.splice(at..(at + cut).min(bytes.len()), new.iter().copied());
    }
    bytes
}

fn answer(bytes: &[u8], threads: usize) -> Option<Vec<u8>> {
    let cardinal = cardinal::Settings::all();
    let inputs = Inputs {
        rules: &Rules::default(),
        known: &Known::default(),
        explain: Some(&cardinal),
    };
    let report = screen(open(bytes).ok()?, &inputs, threads).ok()?;
    let mut text = Vec::new();
    report.write_json(&mut text, 10).ok()?;
    Some(text)
}

fn check(bytes: &[u8]) {
    let one = answer(bytes, 1);
    assert!(one == answer(bytes, 2));
    if let Some(text) = one {
        serde_json::from_slice::<serde_json::Value>(&text).unwrap();
    }
}

fn cases() -> u32 {
    std::env::var("SPOILT_CASES")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(96)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]

    #[test]
    fn spoilt_releases(changes in vec(change(), 1..6), noise in vec(any::<u8>(), 0..80)) {
        check(&spoilt(LINES.as_bytes(), &changes));
        // The last line alone is one JSON document, read in another way.
        let package = LINES.lines().last().unwrap_or_default();
        check(&spoilt(package.as_bytes(), &changes));
        check(&noise);
        let _ = Known::parse(&String::from_utf8_lossy(&spoilt(KNOWN.as_bytes(), &changes)), 0);
    }
}

const KNOWN: &str = "[[debarred]]\nid = \"S1\"\nfrom = \"2025-01-01\"\n";
