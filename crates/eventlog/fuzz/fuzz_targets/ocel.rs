//! Any bytes as an object-centric log in each of its formats: no panic, and every object type flattens to a log or an error.
#![no_main]

use eventlog::ocel::FlattenOptions;
use eventlog::read::{read_ocel_json, read_ocel_sqlite, read_ocel_xml};
use eventlog::{Options, measure};

fn options<'a>() -> Options<'a> {
    Options {
        max_token: 1 << 16,
        ..Options::default()
    }
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let imports = [
        read_ocel_json(bytes, options()),
        read_ocel_xml(bytes, options()),
        read_ocel_sqlite(bytes, options()),
    ];
    for import in imports.into_iter().flatten() {
        for one in import.ocel.object_types() {
            let flat = import.ocel.flatten(FlattenOptions {
                object_type: Some(&one.name),
                without_ids: false,
            });
            if let Ok(flat) = flat {
                measure::summary(&flat.log);
            }
        }
    }
});
