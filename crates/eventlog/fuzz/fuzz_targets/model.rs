//! Any bytes as PNML or BPMN, a process tree or rules: no panic, and a net that is read can be aligned.
#![no_main]

use eventlog::align::{AlignOptions, align};
use eventlog::model::{ProcessTree, read_model, read_pnml};
use eventlog::read::Mapping;
use eventlog::{Options, read_csv, rules};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let rows = "case,activity,time\n1,a,2026-01-01\n1,b,2026-01-02\n";
    let nets = [read_pnml(bytes), read_model(bytes)];
    if let Ok(import) = read_csv(rows.as_bytes(), &Mapping::default(), Options::default()) {
        for net in nets.iter().flatten() {
            let _ = align(&import.log, net, AlignOptions { max_states: 2_000 });
        }
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = text.parse::<ProcessTree>();
        let _ = rules::parse(text);
    }
});
