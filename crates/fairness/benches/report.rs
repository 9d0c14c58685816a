//! An equal-treatment report of 130 units over 150,000 cases: outcome and duration.

use criterion::{Criterion, criterion_group, criterion_main};
use fairness::random::SplitMix;
use fairness::report::{Measure, Question, report};

fn bench(c: &mut Criterion) {
    let mut random = SplitMix::new(7);
    let n = 150_000;
    let mut draw = |below: usize| -> Vec<u32> {
        (0..n)
            .map(|_| u32::try_from(random.below(below)).unwrap_or(0))
            .collect()
    };
    let (groups, strata) = (draw(130), draw(24));
    let outcome: Vec<bool> = draw(10).iter().map(|v| *v < 3).collect();
    let durations: Vec<f64> = draw(400_000)
        .iter()
        .map(|v| f64::from(*v) / 1000.0)
        .collect();
    let ended: Vec<bool> = draw(10).iter().map(|v| *v > 0).collect();
    let question = |measure| Question {
        groups: &groups,
        strata: &strata,
        measure,
        reference: None,
        least: 20,
        margin: 0.05,
        level: 0.05,
        pairs: 20,
    };
    c.bench_function("outcome, 130 units, 150,000 cases", |b| {
        b.iter(|| report(&question(Measure::Outcome(&outcome))));
    });
    c.bench_function("duration, 130 units, 150,000 cases", |b| {
        b.iter(|| report(&question(Measure::Duration(&durations, &ended))));
    });
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10);
    targets = bench
}
criterion_main!(benches);
