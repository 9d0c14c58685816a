//! Reading and measuring real logs, where they are at hand.
#![allow(missing_docs, reason = "criterion's macros write undocumented items")]

use std::fs::File;
use std::path::Path;

use criterion::{Criterion, criterion_group, criterion_main};
use eventlog::{Options, measure, read_xes};

fn logs(criterion: &mut Criterion) {
    let root = std::env::var("AMIN_TEST_DATA").unwrap_or_else(|_| {
        concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data").to_owned()
    });
    for name in ["receipt", "BPIC15_1"] {
        let path = Path::new(&root).join(format!("event-logs/{name}.xes.gz"));
        if !path.exists() {
            eprintln!(
                "skipped: {} is not there (set AMIN_TEST_DATA)",
                path.display()
            );
            continue;
        }
        let load = || {
            read_xes(File::open(&path).unwrap(), Options::default())
                .unwrap()
                .log
        };
        let log = load();
        let mut group = criterion.benchmark_group(name);
        group.sample_size(20);
        group.bench_function("read", |bencher| {
            bencher.iter(load);
        });
        group.bench_function("summary", |bencher| {
            bencher.iter(|| measure::summary(&log));
        });
        group.bench_function("variants", |bencher| {
            bencher.iter(|| measure::variants(&log));
        });
        group.bench_function("dfg", |bencher| {
            bencher.iter(|| measure::dfg(&log));
        });
        group.bench_function("times", |bencher| {
            bencher.iter(|| measure::times(&log, measure::TimeOptions::default()));
        });
        group.finish();
    }
}

criterion_group!(benches, logs);
criterion_main!(benches);
