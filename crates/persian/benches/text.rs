//! Throughput of the functions that run once a stored row.
#![allow(missing_docs)] // `criterion_group!` makes a public function

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use persian::calendar::{Calendar, FRIDAY, official_holidays};
use persian::{Date, collation_key, fold, index_key, normalize, tehran_datetime};

const TEXT: &str = "به استناد بخشنامه شماره ۲۰۶/۹۳/۱۱۸۵۲ مورخ ۱۳۹۳/۰۹/۰۱، درخواست صدور پروانهٔ ساختمان در منطقه ۲ شهرداری بررسي مي‌شود و \
                    نتیجه ظرف ده روز کاری به آگاهی مراجعه‌کننده مي‌رسد.";

fn text(c: &mut Criterion) {
    let mut group = c.benchmark_group("text");
    group.throughput(Throughput::Bytes(TEXT.len() as u64));
    group.bench_function("fold", |b| b.iter(|| fold(black_box(TEXT))));
    group.bench_function("index_key", |b| b.iter(|| index_key(black_box(TEXT))));
    group.bench_function("normalize", |b| b.iter(|| normalize(black_box(TEXT))));
    group.bench_function("collation_key", |b| {
        b.iter(|| collation_key(black_box(TEXT)));
    });
    group.finish();
}

fn dates(c: &mut Criterion) {
    c.bench_function("tehran_datetime", |b| {
        b.iter(|| tehran_datetime(black_box(1_795_343_700_000_000)));
    });
    c.bench_function("parse date", |b| {
        b.iter(|| black_box("۱۴۰۵/۰۹/۰۱").parse::<Date>());
    });
    let Ok(calendar) = Calendar::new(FRIDAY, official_holidays()) else {
        return;
    };
    let start = tehran_datetime(1_795_343_700_000_000).date;
    c.bench_function("add 30 working days", |b| {
        b.iter(|| calendar.add_working_days(black_box(start), 30));
    });
}

criterion_group!(benches, text, dates);
criterion_main!(benches);
