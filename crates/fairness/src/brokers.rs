//! Brokers: a telephone, representative, account or address that recurs over many citizens' files, with its speed and outcome against
//! comparable files. A list to review, not an accusation: a lawyer, an office or a grandson recurs too.

use std::collections::{BTreeMap, BTreeSet};

use crate::multiple::benjamini_hochberg;
use crate::random::SplitMix;
use crate::strata::NONE;
use crate::tails::normal;

/// The files: one row for each.
#[derive(Debug, Clone, Copy)]
pub struct Files<'a> {
    /// Number of the telephone, representative, account or address; [`NONE`] where there is none.
    pub key: &'a [u32],
    /// Number of the citizen the file is about; [`NONE`] where it is not known (each such file counts as a citizen of its own).
    pub citizen: &'a [u32],
    /// Stratum: files of the same kind.
    pub stratum: &'a [u32],
    /// Duration; `None` for a file still open.
    pub duration: &'a [Option<f64>],
    /// Whether the outcome was the one wished for; `None` where it is open.
    pub favourable: &'a [Option<bool>],
}

/// A key that recurs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Recurring {
    /// The key.
    pub key: u32,
    /// Its files.
    pub files: usize,
    /// Different citizens among them.
    pub citizens: usize,
    /// Files with a duration, and by how much they were quicker: the mean share of comparable files that were slower, 0.5 where there is
    /// no difference.
    pub speed: Option<f64>,
    /// Share of favourable outcomes, and the share to be expected from comparable files.
    pub favourable: Option<(f64, f64)>,
    /// One-sided p-value that its files are not quicker than chance gives.
    pub p_speed: f64,
    /// The same for outcomes.
    pub p_outcome: f64,
    /// The smaller of both after Bonferroni's correction for two, then adjusted over all keys (Benjamini–Hochberg): the expected share
    /// of mistaken ones in the list down to this key.
    pub false_share: f64,
}

/// Keys that recur over at least `least` citizens, the most remarkable first: by `false_share`, then by number of citizens.
///
/// Both tests are permutation tests within strata in their normal form: the sum of a key's mid-ranks (or favourable outcomes) against the
/// mean and variance that drawing as many files at random from the same strata gives.
pub fn recurring(files: &Files<'_>, least: usize) -> Vec<Recurring> {
    let mut of_key: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (file, key) in files.key.iter().enumerate() {
        if *key != NONE && files.stratum[file] != NONE {
            of_key.entry(*key).or_default().push(file);
        }
    }
    let speed = scores(files, |file| files.duration[file].filter(|d| d.is_finite()));
    let outcome = scores(files, |file| {
        files.favourable[file].map(|yes| -f64::from(u8::from(yes)))
    });
    let mut list: Vec<Recurring> = of_key
        .into_iter()
        .filter_map(|(key, of)| {
            let known: BTreeSet<u32> = of
                .iter()
                .map(|f| files.citizen[*f])
                .filter(|c| *c != NONE)
                .collect();
            let unknown = of.iter().filter(|f| files.citizen[**f] == NONE).count();
            let citizens = known.len() + unknown;
            if citizens < least {
                return None;
            }
            let fast = speed.of(files, &of);
            let good = outcome.of(files, &of);
            Some(Recurring {
                key,
                files: of.len(),
                citizens,
                speed: fast.map(|score| score.share),
                favourable: good.map(|score| (score.raw, score.expected)),
                p_speed: fast.map_or(1.0, |score| score.p),
                p_outcome: good.map_or(1.0, |score| score.p),
                false_share: 1.0,
            })
        })
        .collect();
    let p: Vec<f64> = list
        .iter()
        .map(|r| (2.0 * r.p_speed.min(r.p_outcome)).min(1.0))
        .collect();
    for (entry, q) in list.iter_mut().zip(benjamini_hochberg(&p)) {
        entry.false_share = q;
    }
    list.sort_by(|a, b| {
        a.false_share
            .total_cmp(&b.false_share)
            .then(b.citizens.cmp(&a.citizens))
            .then(a.key.cmp(&b.key))
    });
    list
}

/// What a key's files say of one measure.
#[derive(Debug, Clone, Copy)]
struct Score {
    share: f64,
    raw: f64,
    expected: f64,
    p: f64,
}

/// Of each file: share of comparable files that have more, and the raw value; of each stratum: size, variance of the shares, mean value.
struct Scores {
    of_file: Vec<Option<(f64, f64)>>,
    of_stratum: BTreeMap<u32, (f64, f64, f64)>,
}

fn scores(files: &Files<'_>, value: impl Fn(usize) -> Option<f64>) -> Scores {
    let mut by_stratum: BTreeMap<u32, Vec<(f64, usize)>> = BTreeMap::new();
    for file in 0..files.key.len() {
        if let (stratum, Some(v)) = (files.stratum[file], value(file))
            && stratum != NONE
        {
            by_stratum.entry(stratum).or_default().push((v, file));
        }
    }
    let mut of_file = vec![None; files.key.len()];
    let mut of_stratum = BTreeMap::new();
    for (stratum, mut rows) in by_stratum {
        rows.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let n = rows.len() as f64;
        let (mut before, mut squares) = (0.0, 0.0);
        for same in rows.chunk_by(|a, b| a.0.total_cmp(&b.0).is_eq()) {
            let t = same.len() as f64;
            let share = (n - before - t / 2.0) / n;
            squares += t * (share - 0.5) * (share - 0.5);
            for (v, file) in same {
                of_file[*file] = Some((share, *v));
            }
            before += t;
        }
        let mean = rows.iter().map(|row| row.0).sum::<f64>() / n;
        of_stratum.insert(stratum, (n, squares / n, mean));
    }
    Scores {
        of_file,
        of_stratum,
    }
}

impl Scores {
    fn of(&self, files: &Files<'_>, of_key: &[usize]) -> Option<Score> {
        let mut drawn: BTreeMap<u32, f64> = BTreeMap::new();
        let (mut share, mut raw, mut expected, mut n) = (0.0, 0.0, 0.0, 0.0);
        for &file in of_key {
            let Some((s, v)) = self.of_file[file] else {
                continue;
            };
            let stratum = files.stratum[file];
            *drawn.entry(stratum).or_default() += 1.0;
            share += s;
            raw -= v;
            expected -= self.of_stratum.get(&stratum)?.2;
            n += 1.0;
        }
        if n == 0.0 {
            return None;
        }
        // Drawing k of N without replacement: variance k·σ²·(N − k)/(N − 1).
        let variance: f64 = drawn
            .iter()
            .filter_map(|(stratum, k)| {
                let (size, spread, _) = self.of_stratum.get(stratum)?;
                (*size > 1.0).then(|| k * spread * (size - k) / (size - 1.0))
            })
            .sum();
        let p = if variance > 0.0 {
            normal((share - n / 2.0) / variance.sqrt())
        } else {
            1.0
        };
        Some(Score {
            share: share / n,
            raw: raw / n,
            expected: expected / n,
            p,
        })
    }
}

/// How many of the keys in a list would be there if keys were dealt out to files by chance: the mean over `shuffles` of the number of keys
/// that recur with a `false_share` of at most `level`, keys shuffled within strata. A check on the estimate that needs no formula.
pub fn by_chance(files: &Files<'_>, least: usize, level: f64, shuffles: usize, seed: u64) -> f64 {
    let mut of_stratum: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (file, stratum) in files.stratum.iter().enumerate() {
        of_stratum.entry(*stratum).or_default().push(file);
    }
    let mut random = SplitMix::new(seed);
    let mut found = 0_usize;
    for _ in 0..shuffles {
        let mut key = files.key.to_vec();
        for of in of_stratum.values() {
            let mut keys: Vec<u32> = of.iter().map(|f| files.key[*f]).collect();
            random.shuffle(&mut keys);
            for (file, k) in of.iter().zip(keys) {
                key[*file] = k;
            }
        }
        let shuffled = Files {
            key: &key,
            ..*files
        };
        found += recurring(&shuffled, least)
            .iter()
            .filter(|r| r.false_share <= level)
            .count();
    }
    if shuffles == 0 {
        0.0
    } else {
        found as f64 / shuffles as f64
    }
}
