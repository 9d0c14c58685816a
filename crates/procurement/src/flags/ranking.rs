//! Which processes to look at first, and how many of them chance alone would have put there.
//!
//! **Score.** A flag is worth its surprise: −log₂ of the share of judged processes that have it; a flag that nearly everybody has
//! is worth nearly nothing. Verdicts weigh it: twice the mean of its Beta posterior, which is one before any verdict. Flags
//! of one [`Family`] depend on each other by what they measure, so the most surprising of each family counts; a process's score is the
//! sum over the families.
//!
//! **Estimated false-discovery share.** If the families had nothing to do with each other, a high sum would come about by chance
//! alone. The distribution of that sum is the convolution of the families' own distributions in the file, computed exactly on a grid of
//! 1/32 bit: no simulation. It gives each process an upper-tail p-value, and Benjamini and Hochberg's procedure on these the
//! share of the processes down to this one that chance would have put so high. It is an estimate under that null alone: honest
//! processes of an unusual kind have several rare flags too, and only verdicts tell those apart.

use super::code::{Code, Family, OF_PROCESSES};
use super::report::{Report, Summary};
use super::state::Mark;
use super::statistics::{Precision, benjamini_hochberg};
use super::store::Store;

/// Steps in a bit.
const GRID: f64 = 32.0;

/// A process with its place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ranked {
    pub(super) process: u32,
    /// Bits of surprise.
    pub score: f64,
    /// Upper tail of the score under independent families.
    pub p: f64,
    /// Estimated share, of the processes down to this one, that chance put there.
    pub q: f64,
}

/// The first processes of the ranking.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranking<'r> {
    /// Process and its place, the first first.
    pub processes: Vec<(&'r str, Ranked)>,
    /// Estimated share of them that chance put there.
    pub false_discovery_share: f64,
    /// Expected share of them in which no flag is right, by the verdicts; none before any verdict.
    pub by_verdicts: Option<f64>,
}

/// Puts the processes that have any surprise in order; equal ones stay in that of the file.
pub(super) fn rank(store: &Store, summaries: &[Summary], precisions: &[Precision]) -> Vec<Ranked> {
    let weights: Vec<usize> = summaries[..OF_PROCESSES]
        .iter()
        .zip(precisions)
        .map(|(summary, precision)| {
            let judged = (summary.flag + summary.clear) as f64;
            let share = (summary.flag as f64 + 0.5) / (judged + 1.0);
            steps(-share.log2() * 2.0 * precision.mean())
        })
        .collect();
    // Every process of a pattern has the same score.
    let of_pattern: Vec<[usize; Family::OF_PROCESSES.len()]> = store
        .patterns
        .all
        .iter()
        .map(|marks| {
            let mut best = [0; Family::OF_PROCESSES.len()];
            for code in Code::ALL.iter().take(OF_PROCESSES) {
                if marks[code.place()] == Mark::FLAG {
                    let family = code.family() as usize;
                    best[family] = best[family].max(weights[code.place()]);
                }
            }
            best
        })
        .collect();
    let tail = tail(store, &of_pattern);
    let mut ranked: Vec<Ranked> = (0..)
        .zip(&store.rows)
        .map(|(process, row)| {
            let score: usize = of_pattern[row.pattern as usize].iter().sum();
            Ranked {
                process,
                score: score as f64 / GRID,
                p: tail[score],
                q: 1.0,
            }
        })
        .collect();
    let p: Vec<f64> = ranked.iter().map(|one| one.p).collect();
    for (one, q) in ranked.iter_mut().zip(benjamini_hochberg(&p)) {
        one.q = q;
    }
    ranked.retain(|one| one.score > 0.0);
    ranked.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.process.cmp(&b.process)));
    ranked
}

/// For each score, the probability of it or more when the families are independent.
fn tail(store: &Store, of_pattern: &[[usize; Family::OF_PROCESSES.len()]]) -> Vec<f64> {
    let mut counts = vec![0_u64; of_pattern.len()];
    for row in &store.rows {
        counts[row.pattern as usize] += 1;
    }
    let total = store.rows.len().max(1) as f64;
    let mut sum = vec![1.0];
    for family in 0..Family::OF_PROCESSES.len() {
        let mut own: Vec<(usize, u64)> = of_pattern
            .iter()
            .zip(&counts)
            .map(|(best, &count)| (best[family], count))
            .collect();
        own.sort_unstable();
        let most = own.last().map_or(0, |one| one.0);
        let mut next = vec![0.0; sum.len() + most];
        for same in own.chunk_by(|a, b| a.0 == b.0) {
            let share = same.iter().map(|one| one.1).sum::<u64>() as f64 / total;
            for (at, &probability) in sum.iter().enumerate() {
                next[at + same[0].0] += probability * share;
            }
        }
        sum = next;
    }
    let mut above = 0.0;
    for probability in sum.iter_mut().rev() {
        above += *probability;
        *probability = f64::min(above, 1.0);
    }
    sum
}

fn steps(bits: f64) -> usize {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a few hundred, not below zero"
    )]
    let steps = (bits.clamp(0.0, 64.0) * GRID).round() as usize;
    steps
}

impl Report {
    /// The first `budget` processes.
    pub fn ranking(&self, budget: usize) -> Ranking<'_> {
        let first = &self.ranked[..budget.min(self.ranked.len())];
        let right = |one: &Ranked| {
            let marks =
                &self.store.patterns.all[self.store.rows[one.process as usize].pattern as usize];
            let flags = Code::ALL
                .iter()
                .take(OF_PROCESSES)
                .filter(|code| marks[code.place()] == Mark::FLAG);
            flags
                .map(|code| self.precisions[code.place()].mean())
                .fold(0.0, f64::max)
        };
        let by_verdicts = (self.verdicts > 0 && !first.is_empty())
            .then(|| first.iter().map(|one| 1.0 - right(one)).sum::<f64>() / first.len() as f64);
        Ranking {
            processes: first
                .iter()
                .map(|one| (self.store.ocids.name(one.process), *one))
                .collect(),
            false_discovery_share: first.last().map_or(0.0, |last| last.q),
            by_verdicts,
        }
    }
}
