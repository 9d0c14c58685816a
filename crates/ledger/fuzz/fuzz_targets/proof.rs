//! A tlog-proof that is accepted is written back alike; a receipt that is accepted can be written and read again.
#![no_main]

use ledger::proof::TlogProof;
use ledger::receipt::Receipt;

libfuzzer_sys::fuzz_target!(|text: &str| {
    if let Ok(proof) = TlogProof::parse(text) {
        assert_eq!(proof.to_string(), text);
    }
    if let Ok(receipt) = Receipt::parse(text) {
        assert_eq!(Receipt::parse(&receipt.encode()), Ok(receipt));
    }
});
