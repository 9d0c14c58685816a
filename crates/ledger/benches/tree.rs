//! Speed of the sealed log's hot paths: appending, proving, signing, checking.

use std::collections::HashMap;
use std::hint::black_box;
use std::io;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use ledger::commitment::Record;
use ledger::cosignature::WitnessSigner;
use ledger::entry::Entry;
use ledger::hash::{Hash, leaf_hash};
use ledger::merkle::verify_inclusion;
use ledger::note::Signer;
use ledger::policy::Policy;
use ledger::prove::Prover;
use ledger::tree::{LogWriter, Tree};
use ledger::verify::{Options, verify_log};

const ORIGIN: &str = "log.example.ir/bench";
const SIZE: u64 = 200_000;

fn entry(number: u64) -> Vec<u8> {
    let day = format!("2026-11-{:02}", number % 28 + 1);
    let commitment = leaf_hash(&number.to_be_bytes());
    Entry::new("town-1", "voice", &["complaint"], &day, commitment)
        .map(|entry| entry.encode().into_bytes())
        .unwrap_or_default()
}

fn benches(c: &mut Criterion) {
    let leaves: Vec<Hash> = (0..1_000_000u64)
        .map(|number| leaf_hash(&number.to_be_bytes()))
        .collect();
    let mut group = c.benchmark_group("tree");
    group
        .throughput(Throughput::Elements(1_000_000))
        .sample_size(10);
    group.bench_function("append 1,000,000 leaf hashes", |b| {
        b.iter_batched(
            Tree::new,
            |mut tree| {
                for leaf in &leaves {
                    tree.append(*leaf);
                }
                black_box((tree.root(), tree.take_tiles().len()))
            },
            BatchSize::LargeInput,
        );
    });
    group.finish();

    let mut writer = LogWriter::new();
    for number in 0..SIZE {
        let _ = writer.append(&entry(number));
    }
    let signer = Signer::from_seed(ORIGIN, &[1; 32]).expect("a valid name");
    let witness = WitnessSigner::from_seed("witness.example.ir/w", &[2; 32]).expect("a valid name");
    let checkpoint = writer.checkpoint(ORIGIN);
    let mut note = checkpoint.sign(&signer).expect("a note");
    note.add(witness.cosign(note.text(), 1_800_000_000));
    let mut files: HashMap<String, Vec<u8>> = writer
        .take_files()
        .into_iter()
        .map(|(tile, bytes)| (tile.path(), bytes))
        .collect();
    files.insert("checkpoint".to_owned(), note.to_string().into_bytes());
    let read = |path: &str| {
        files
            .get(path)
            .cloned()
            .ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
    };

    c.bench_function("resume a log of 200,000 and append a batch of 100", |b| {
        let batch: Vec<Vec<u8>> = (0..100).map(entry).collect();
        b.iter(|| {
            let mut writer = LogWriter::load(SIZE, &read).expect("stored");
            for entry in &batch {
                let _ = writer.append(entry);
            }
            black_box((writer.root(), writer.take_files().len()))
        });
    });
    c.bench_function("one inclusion proof from cold tiles", |b| {
        b.iter(|| Prover::new(SIZE, &read).inclusion(black_box(123_456)));
    });
    c.bench_function("inclusion proofs of a batch of 1,000 neighbours", |b| {
        b.iter(|| {
            let mut prover = Prover::new(SIZE, &read);
            (199_000..SIZE)
                .map(|index| prover.inclusion(index).map_or(0, |proof| proof.len()))
                .sum::<usize>()
        });
    });
    c.bench_function("consistency proof", |b| {
        b.iter(|| Prover::new(SIZE, &read).consistency(black_box(123_456)));
    });
    let proof = Prover::new(SIZE, &read).inclusion(123_456).expect("stored");
    let leaf = leaf_hash(&entry(123_456));
    c.bench_function("check an inclusion proof", |b| {
        b.iter(|| verify_inclusion(black_box(123_456), SIZE, &leaf, &proof, &checkpoint.root));
    });
    c.bench_function("sign a checkpoint", |b| {
        b.iter(|| signer.sign(black_box(note.text())));
    });
    let policy = Policy::parse(
        format!(
            "log {}\nwitness w {}\nquorum w\n",
            signer.verifier(),
            witness.verifier()
        )
        .as_bytes(),
    )
    .expect("valid");
    c.bench_function("check a cosigned checkpoint against a policy", |b| {
        b.iter(|| policy.check(black_box(&note)));
    });
    c.bench_function("commit to a record of 12 fields", |b| {
        let names: Vec<String> = (0..12).map(|n| format!("field{n:02}")).collect();
        b.iter(|| {
            Record::new(
                names
                    .iter()
                    .map(|name| (name.as_str(), [7; 32], "\"a short value\"")),
            )
            .map(|record| record.root())
        });
    });
    let mut group = c.benchmark_group("audit");
    group.throughput(Throughput::Elements(SIZE)).sample_size(10);
    group.bench_function("verify a log of 200,000 entries", |b| {
        b.iter(|| assert!(verify_log(&read, &policy, Options::default()).is_good()));
    });
    group.finish();
}

criterion_group!(all, benches);
criterion_main!(all);
