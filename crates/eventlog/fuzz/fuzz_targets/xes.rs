//! Any bytes as XES: no panic, no endless memory, and whatever is read can be measured.
#![no_main]

use eventlog::{Options, measure};

fn options<'a>() -> Options<'a> {
    Options {
        max_token: 1 << 16,
        ..Options::default()
    }
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(import) = eventlog::read_xes(bytes, options()) {
        let log = import.log;
        let summary = measure::summary(&log);
        assert_eq!(summary.variants, measure::variants(&log).len());
        measure::dfg(&log);
        measure::times(&log, measure::TimeOptions::default());
        measure::months(&log, &measure::gregorian_month, None);
        for (key, column) in log.event_attributes().iter() {
            assert_eq!(column.len(), log.event_count(), "{key}");
            log.case_column(key);
        }
    }
});
