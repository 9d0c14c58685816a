//! A policy never panics, and neither does checking a note against it.
#![no_main]

use ledger::note::Note;
use ledger::policy::Policy;

libfuzzer_sys::fuzz_target!(|input: (&[u8], &[u8])| {
    if let (Ok(policy), Ok(note)) = (Policy::parse(input.0), Note::parse(input.1)) {
        let _ = policy.check(&note);
    }
});
