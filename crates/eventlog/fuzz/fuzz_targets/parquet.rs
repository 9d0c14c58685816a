//! Any bytes as Parquet: no panic, and whatever is read can be measured.
#![no_main]

use eventlog::read::{Mapping, read_parquet};
use eventlog::{Options, measure};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(import) = read_parquet(bytes, &Mapping::default(), Options::default()) {
        measure::summary(&import.log);
        measure::dfg(&import.log);
    }
});
