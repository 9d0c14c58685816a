//! Screening over a large graph: `cargo bench -p relations --bench screen -- DIR [DATE]`, where DIR holds `nodes.csv`, `edges.csv` and
//! `pairs.csv`. Prints one line of JSON. Without DIR, as cargo's own test runs call it, it does nothing.

use std::path::PathBuf;

use relations::files;
use relations::measure::measure;
use relations::model::Day;
use relations::rules::Rules;
use relations::screen::{Asked, Screener};

#[expect(clippy::disallowed_methods, reason = "measures time")]
fn main() -> Result<(), String> {
    let mut args = std::env::args()
        .skip(1)
        .filter(|arg| !arg.starts_with("--"));
    let Some(dir) = args.next().map(PathBuf::from) else {
        println!("give a directory with nodes.csv, edges.csv and pairs.csv");
        return Ok(());
    };
    let at: Day = args
        .next()
        .unwrap_or_else(|| "1405/01/01".to_owned())
        .parse()
        .map_err(|why: relations::model::DayError| why.to_string())?;
    let begun = std::time::Instant::now();
    let now = || u64::try_from(begun.elapsed().as_nanos()).unwrap_or(u64::MAX);
    let rules = Rules::shipped();
    let read = files::graph(&dir, &rules)?;
    let loaded = now();
    let pairs = files::pairs(&dir.join("pairs.csv"))?;
    let screener = Screener::new(&read.graph, &rules);
    let asked = Asked::dealing(at);
    let mut counts = std::collections::BTreeMap::new();
    let mut scratch = relations::appearance::Scratch::new();
    for (a, b) in &pairs {
        if let Some((a, b)) = read.graph.node(a).zip(read.graph.node(b)) {
            let outcome = screener.outcome(Some(a), b, &asked, &mut scratch);
            *counts.entry(outcome.code()).or_insert(0) += 1;
        }
    }
    let figures = measure(&read.graph, &screener, &pairs, &asked, now);
    println!(
        "{}",
        serde_json::json!({
            "load_ms": loaded / 1_000_000,
            "parties": read.graph.party_count(),
            "ties": read.graph.tie_count(),
            "refused": read.refused_count,
            "questions": figures.questions,
            "p50_ns": figures.p50_ns,
            "p99_ns": figures.p99_ns,
            "max_ns": figures.max_ns,
            "mean_ns": figures.mean_ns,
            "bytes_per_tie": figures.bytes_per_tie,
            "one_against_all": { "people": figures.people, "p50_ns": figures.all_p50_ns, "max_ns": figures.all_max_ns },
            "outcomes": counts,
        })
    );
    Ok(())
}
