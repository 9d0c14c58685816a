//! Any bytes, and good statements and tables spoilt in several places: what can be read and what was refused, never a panic, and what is
//! read is written and read again. `SPOILT_CASES=20000 cargo test --release --test spoilt` looks longer.

use proptest::collection::vec;
use proptest::prelude::*;
use relations::bods::{Register, read, ties, write_lines};

const STATEMENTS: &str = r#"[{"statementId":"s1","declarationSubject":"e1","statementDate":"2026-01-01","recordId":"e1","recordType":"entity","recordStatus":"new","recordDetails":{"isComponent":false,"entityType":{"type":"registeredEntity"},"name":"شرکت نمونه","identifiers":[{"id":"10101010106","scheme":"IR-NID"}]}},
{"statementId":"s2","declarationSubject":"e1","recordId":"p1","recordType":"person","recordDetails":{"isComponent":false,"personType":"knownPerson","names":[{"type":"legal","fullName":"علي كريمي"}],"birthDate":"1360"}},
{"statementId":"s3","declarationSubject":"e1","recordId":"r1","recordType":"relationship","recordDetails":{"isComponent":false,"subject":"e1","interestedParty":"p1","interests":[{"type":"shareholding","directOrIndirect":"direct","share":{"exact":50.5,"minimum":25,"maximum":75,"exclusiveMinimum":true},"startDate":"2020-01-01"}]}}]"#;

fn change() -> impl Strategy<Value = (f64, usize, Vec<u8>)> {
    let new = prop_oneof![
        3 => vec(any::<u8>(), 0..5),
        3 => prop_oneof![
            Just("{"), Just("}"), Just("["), Just("\""), Just("null"), Just("-1e999"), Just("\n"), Just("\u{feff}"), Just("\\ud800"), Just(","),
            Just("140"), Just("\"p1\""), Just("\"e1\"")
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

fn check(bytes: &[u8]) {
    let import = read(bytes);
    let again = read(write_lines(&import.statements).as_bytes());
    assert_eq!(again.statements, import.statements);
    let register = Register::new(&import.statements);
    register.problems();
    ties(&register, "2026-11-28");
    for record in register.records() {
        register.owners(record, "2026-11-28");
    }
}

fn cases() -> u32 {
    std::env::var("SPOILT_CASES")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(256)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]

    #[test]
    fn spoilt_statements(changes in vec(change(), 1..6), noise in vec(any::<u8>(), 0..80)) {
        check(&spoilt(STATEMENTS.as_bytes(), &changes));
        let lines = STATEMENTS.trim_matches(['[', ']']).replace(",\n", "\n");
        check(&spoilt(lines.as_bytes(), &changes));
        check(&noise);
    }
}
