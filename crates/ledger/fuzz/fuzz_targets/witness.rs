//! A request that is accepted is written back alike, and a witness that knows no log refuses it with 400 or 404.
#![no_main]

use ledger::witness::{AddCheckpoint, KnownLogs, decide};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok((request, _)) = AddCheckpoint::parse(bytes) {
        assert_eq!(request.to_string().as_bytes(), bytes);
    }
    let decision = decide(&[], &KnownLogs::new(), |_| None, bytes, 0);
    assert!(matches!(decision.status, 400 | 404));
});
