//! An entry that is accepted is written back alike; records, bundles and paths never panic.
#![no_main]

use ledger::commitment::Record;
use ledger::entry::Entry;
use ledger::tile::{Tile, split_bundle};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(entry) = Entry::decode(bytes) {
        assert_eq!(entry.encode().as_bytes(), bytes);
    }
    let _ = split_bundle(bytes, 256);
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = (Record::from_json(text).map(|record| record.root()), Tile::parse(text));
    }
});
