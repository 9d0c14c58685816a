//! What one name costs.
#![allow(missing_docs)] // `criterion_group!` makes a public function

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use relations::names::{Candidates, Name, compare};

const NAMES: [&str; 8] = [
    "ناصر فدايي",
    "سید محمد‌رضا علیزاده",
    "مریم يعقوبي",
    "جناب آقای دکتر علی اکبر نوروزی",
    "زهرا ملك‌زاده",
    "نصرالله اکبری",
    "موسی امینی",
    "Mohammad Rezaei",
];

fn names(c: &mut Criterion) {
    let mut place = 0;
    c.bench_function("fold one name", |b| {
        b.iter(|| {
            place = (place + 1) % NAMES.len();
            Name::new(black_box(NAMES[place]))
        });
    });
    let folded: Vec<Name> = NAMES.iter().map(|name| Name::new(name)).collect();
    c.bench_function("compare two Persian names", |b| {
        b.iter(|| compare(black_box(&folded[0]), black_box(&folded[2])));
    });
    let persian = Name::new("محمد رضایی");
    c.bench_function("compare a Persian and a Latin name", |b| {
        b.iter(|| compare(black_box(&persian), black_box(&folded[7])));
    });
    let index = Candidates::new(&folded);
    c.bench_function("candidates of one name", |b| {
        b.iter(|| index.of(black_box(&folded[4])));
    });
}

criterion_group!(benches, names);
criterion_main!(benches);
