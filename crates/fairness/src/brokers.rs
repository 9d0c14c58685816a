//! Brokers: a telephone, representative, account or address that recurs over many citizens' files, with its speed and outcome against
//! comparable files. A list to review, not an accusation: a lawyer, an office or a grandson recurs too.
//!
//! ```
//! use fairness::brokers::{Files, medians, recurring};
//!
//! // 60 files of 60 citizens; telephone 7 stands on ten of them, which took two days where others took twenty.
//! let telephone: Vec<u32> = (0..60).map(|i| if i % 6 == 0 { 7 } else { fairness::NONE }).collect();
//! let citizen: Vec<u32> = (0..60).collect();
//! let days: Vec<f64> = (0..60).map(|i| if i % 6 == 0 { 2.0 } else { 20.0 + f64::from(i % 7) }).collect();
//! let files = Files {
//!     key: &telephone,
//!     citizen: &citizen,
//!     stratum: &[0; 60],
//!     days: &days,
//!     ended: &[true; 60],
//!     favourable: &[None; 60],
//! };
//! let list = recurring(&files, 5, 1405);
//! assert_eq!((list[0].key, list[0].citizens), (7, 10));
//! assert!(list[0].speed.unwrap() > 0.9 && list[0].false_share < 0.001);
//! assert_eq!(medians(&files, 7), (Some(2.0), Some(23.0)));
//! ```

use std::collections::{BTreeMap, BTreeSet};

use crate::durations::Curve;
use crate::exact::at_least;
use crate::multiple::benjamini_hochberg;
use crate::outcomes::Table;
use crate::random::SplitMix;
use crate::strata::NONE;
use crate::tails::normal;

/// A key with more files than this is judged by the normal approximation; one with fewer by drawing files at random.
const MANY: usize = 60;
/// Drawing ends when so many draws were at least as quick.
const ENOUGH: usize = 12;
/// Draws for one key, at least.
const DRAWS: usize = 9_999;

/// The files: one row for each, all columns of one length.
#[derive(Debug, Clone, Copy)]
pub struct Files<'a> {
    /// Number of the telephone, representative, account or address; [`NONE`] where there is none.
    pub key: &'a [u32],
    /// Number of the citizen the file is about; [`NONE`] where it is not known (each such file counts as a citizen of its own).
    pub citizen: &'a [u32],
    /// Stratum: files of the same kind; [`NONE`]: not compared.
    pub stratum: &'a [u32],
    /// Days the file took, or has been open so far; NaN where it is not known.
    pub days: &'a [f64],
    /// Whether it ended; an open file is counted as taking longer than it has been open.
    pub ended: &'a [bool],
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
    /// By how much its files were quicker: the mean share of comparable files that took longer, 0.5 where there is no difference.
    pub speed: Option<f64>,
    /// Share of favourable outcomes, and the share to be expected from comparable files.
    pub favourable: Option<(f64, f64)>,
    /// One-sided p-value that its files are not quicker than chance gives.
    pub p_speed: f64,
    /// The same for outcomes.
    pub p_outcome: f64,
    /// The smaller of both after Bonferroni's correction where both are known, then adjusted over all keys (Benjamini–Hochberg): the
    /// expected share of mistaken ones in the list down to this key.
    pub false_share: f64,
}

/// Why a key stands in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// It recurs over many citizens' files; so do all in the list.
    Recurs,
    /// Its files are quicker than comparable ones.
    Quicker,
    /// Their outcomes are more favourable.
    MoreFavourable,
}

impl Reason {
    /// The word in interfaces.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Recurs => "recurs",
            Self::Quicker => "quicker",
            Self::MoreFavourable => "more-favourable",
        }
    }
}

impl Recurring {
    /// The reasons that hold at a false-discovery share of `level` (0.05 is usual): [`Reason::Recurs`] alone where only its recurrence
    /// is remarkable.
    pub fn reasons(&self, level: f64) -> Vec<Reason> {
        let mut reasons = vec![Reason::Recurs];
        if self.false_share <= level {
            // Within a key that is selected, each measure at the level that the selection leaves (Benjamini & Bogomolov 2014).
            let least = self.p_speed.min(self.p_outcome);
            let limit = least.max(level * least / self.false_share.max(f64::MIN_POSITIVE));
            if self.speed.is_some() && self.p_speed <= limit {
                reasons.push(Reason::Quicker);
            }
            if self.favourable.is_some() && self.p_outcome <= limit {
                reasons.push(Reason::MoreFavourable);
            }
        }
        reasons
    }
}

/// Keys that recur over at least `least` citizens, the most remarkable first: by `false_share`, then by number of citizens.
///
/// Both tests ask what drawing as many files at random from the same strata gives. Speed: the sum of Peto and Prentice's scores, which
/// are mid-ranks where every file has ended; up to 60 files by draws (Besag & Clifford 1991: until twelve were as quick; `seed` makes
/// them repeatable), above by the normal approximation. Outcome: the exact hypergeometric tail of the strata together.
pub fn recurring(files: &Files<'_>, least: usize, seed: u64) -> Vec<Recurring> {
    let mut of_key: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (file, key) in files.key.iter().enumerate() {
        if *key != NONE && files.stratum[file] != NONE {
            of_key.entry(*key).or_default().push(file);
        }
    }
    of_key.retain(|_, of| citizens(files, of) >= least);
    // So many draws that one remarkable key among all can be told from chance.
    let draws = DRAWS.max(of_key.len() * 40);
    let speed = Speed::new(files);
    let outcome = Outcomes::new(files);
    let list: Vec<Recurring> = of_key
        .into_iter()
        .map(|(key, of)| {
            let mut random = SplitMix::new(seed ^ u64::from(key));
            let quick = speed.of(files, &of, draws, &mut random);
            let good = outcome.of(files, &of);
            Recurring {
                key,
                files: of.len(),
                citizens: citizens(files, &of),
                speed: quick.map(|(share, _)| share),
                favourable: good.map(|(share, expected, _)| (share, expected)),
                p_speed: quick.map_or(1.0, |(_, p)| p),
                p_outcome: good.map_or(1.0, |(_, _, p)| p),
                false_share: 1.0,
            }
        })
        .collect();
    together(&[list])
        .into_iter()
        .map(|(_, entry)| entry)
        .collect()
}

/// Several kinds of key over the same files, one list for each kind as [`recurring`] gives it, as one review list: (place of the kind,
/// key). `false_share` is corrected over all of them, since a reader who looks at four lists looks at four times as many keys.
pub fn together(lists: &[Vec<Recurring>]) -> Vec<(usize, Recurring)> {
    let mut all: Vec<(usize, Recurring)> = lists
        .iter()
        .enumerate()
        .flat_map(|(kind, list)| list.iter().map(move |entry| (kind, *entry)))
        .collect();
    rank(&mut all);
    all
}

/// Adjusts over the whole list and puts it in order; equal ones keep theirs.
fn rank(list: &mut [(usize, Recurring)]) {
    let p: Vec<f64> = list
        .iter()
        .map(|(_, entry)| {
            let tests = u8::from(entry.speed.is_some()) + u8::from(entry.favourable.is_some());
            (f64::from(tests.max(1)) * entry.p_speed.min(entry.p_outcome)).min(1.0)
        })
        .collect();
    for ((_, entry), q) in list.iter_mut().zip(benjamini_hochberg(&p)) {
        entry.false_share = q;
    }
    list.sort_by(|(_, a), (_, b)| {
        a.false_share
            .total_cmp(&b.false_share)
            .then(b.citizens.cmp(&a.citizens))
            .then(a.key.cmp(&b.key))
    });
}

/// Median days of a key's files and of the comparable files of others (same strata), by Kaplan–Meier; `None` where half have not ended.
pub fn medians(files: &Files<'_>, key: u32) -> (Option<f64>, Option<f64>) {
    let strata: BTreeSet<u32> = (0..files.key.len())
        .filter(|file| files.key[*file] == key && files.stratum[*file] != NONE)
        .map(|file| files.stratum[file])
        .collect();
    let median = |own: bool| {
        let (days, ended): (Vec<f64>, Vec<bool>) = (0..files.key.len())
            .filter(|file| {
                (files.key[*file] == key) == own && strata.contains(&files.stratum[*file])
            })
            .map(|file| (files.days[file], files.ended[file]))
            .unzip();
        Curve::new(&days, &ended).quantile(0.5)
    };
    (median(true), median(false))
}

fn citizens(files: &Files<'_>, of_key: &[usize]) -> usize {
    let known: BTreeSet<u32> = of_key
        .iter()
        .map(|file| files.citizen[*file])
        .filter(|citizen| *citizen != NONE)
        .collect();
    let unknown = of_key
        .iter()
        .filter(|file| files.citizen[**file] == NONE)
        .count();
    known.len() + unknown
}

/// Of each file: the share of comparable files that took longer (Peto and Prentice's score); of each stratum: all shares.
struct Speed {
    of_file: Vec<Option<f64>>,
    of_stratum: BTreeMap<u32, Vec<f64>>,
}

impl Speed {
    fn new(files: &Files<'_>) -> Self {
        let mut by_stratum: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for file in 0..files.key.len() {
            if files.stratum[file] != NONE && files.days[file].is_finite() {
                by_stratum
                    .entry(files.stratum[file])
                    .or_default()
                    .push(file);
            }
        }
        let mut of_file = vec![None; files.key.len()];
        let mut of_stratum = BTreeMap::new();
        for (stratum, mut rows) in by_stratum {
            rows.sort_unstable_by(|a, b| files.days[*a].total_cmp(&files.days[*b]).then(a.cmp(b)));
            let (mut open, mut at_risk) = (1.0, rows.len() as f64);
            for same in rows.chunk_by(|a, b| files.days[*a].total_cmp(&files.days[*b]).is_eq()) {
                let ends = same.iter().filter(|file| files.ended[**file]).count() as f64;
                let after = open * (1.0 - ends / at_risk);
                for file in same {
                    // An open file is at least as slow as those open after it, and half of them on average.
                    of_file[*file] = Some(if files.ended[*file] {
                        f64::midpoint(open, after)
                    } else {
                        after / 2.0
                    });
                }
                (open, at_risk) = (after, at_risk - same.len() as f64);
            }
            // In the order of the shares, so that draws do not depend on the order of the files.
            let mut shares: Vec<f64> = rows.iter().filter_map(|file| of_file[*file]).collect();
            shares.sort_unstable_by(f64::total_cmp);
            of_stratum.insert(stratum, shares);
        }
        Self {
            of_file,
            of_stratum,
        }
    }

    /// Mean share and p-value.
    fn of(
        &self,
        files: &Files<'_>,
        of_key: &[usize],
        draws: usize,
        random: &mut SplitMix,
    ) -> Option<(f64, f64)> {
        let mut drawn: BTreeMap<u32, usize> = BTreeMap::new();
        let (mut sum, mut n) = (0.0, 0_usize);
        for &file in of_key {
            if let Some(share) = self.of_file[file] {
                *drawn.entry(files.stratum[file]).or_default() += 1;
                sum += share;
                n += 1;
            }
        }
        if n == 0 {
            return None;
        }
        let p = if n > MANY {
            self.approximate(&drawn, sum)
        } else {
            self.by_draws(&drawn, sum, draws, random)
        };
        Some((sum / n as f64, p))
    }

    fn approximate(&self, drawn: &BTreeMap<u32, usize>, sum: f64) -> f64 {
        let (mut mean, mut variance) = (0.0, 0.0);
        for (stratum, k) in drawn {
            let (shares, k) = (&self.of_stratum[stratum], *k as f64);
            let n = shares.len() as f64;
            let middle = shares.iter().sum::<f64>() / n;
            let spread = shares.iter().map(|s| (s - middle).powi(2)).sum::<f64>() / n;
            mean += k * middle;
            // Drawing k of n without replacement.
            if n > 1.0 {
                variance += k * spread * (n - k) / (n - 1.0);
            }
        }
        if variance > 0.0 {
            normal((sum - mean) / variance.sqrt())
        } else {
            1.0
        }
    }

    fn by_draws(
        &self,
        drawn: &BTreeMap<u32, usize>,
        sum: f64,
        draws: usize,
        random: &mut SplitMix,
    ) -> f64 {
        let mut urns: Vec<(Vec<f64>, usize)> = drawn
            .iter()
            .map(|(stratum, k)| (self.of_stratum[stratum].clone(), *k))
            .collect();
        let mut as_quick = 0_usize;
        for draw in 1..=draws {
            let mut of_draw = 0.0;
            for (urn, k) in &mut urns {
                // The first k places of a shuffle that is not carried further.
                for place in 0..*k {
                    let other = place + random.below(urn.len() - place);
                    urn.swap(place, other);
                    of_draw += urn[place];
                }
            }
            as_quick += usize::from(of_draw >= sum - 1e-9);
            if as_quick == ENOUGH {
                return ENOUGH as f64 / draw as f64;
            }
        }
        (1 + as_quick) as f64 / (1 + draws) as f64
    }
}

/// Of each stratum: files with a known outcome, and how many of them favourable.
struct Outcomes(BTreeMap<u32, (u64, u64)>);

impl Outcomes {
    fn new(files: &Files<'_>) -> Self {
        let mut of_stratum: BTreeMap<u32, (u64, u64)> = BTreeMap::new();
        for (stratum, outcome) in files.stratum.iter().zip(files.favourable) {
            if let (true, Some(yes)) = (*stratum != NONE, outcome) {
                let cell = of_stratum.entry(*stratum).or_default();
                cell.0 += 1;
                cell.1 += u64::from(*yes);
            }
        }
        Self(of_stratum)
    }

    /// Share, share expected, p-value.
    fn of(&self, files: &Files<'_>, of_key: &[usize]) -> Option<(f64, f64, f64)> {
        let mut own: BTreeMap<u32, (u64, u64)> = BTreeMap::new();
        for &file in of_key {
            if let Some(yes) = files.favourable[file] {
                let cell = own.entry(files.stratum[file]).or_default();
                cell.0 += 1;
                cell.1 += u64::from(yes);
            }
        }
        let (mut n, mut yes, mut expected) = (0, 0, 0.0);
        let tables: Vec<Table> = own
            .iter()
            .map(|(stratum, (files, good))| {
                let (all, all_good) = self.0[stratum];
                n += files;
                yes += good;
                expected += *files as f64 * all_good as f64 / all as f64;
                Table {
                    a: *good,
                    b: files - good,
                    c: all_good - good,
                    d: (all - files) - (all_good - good),
                }
            })
            .collect();
        (n > 0).then(|| {
            let of = |sum: f64| sum / n as f64;
            (of(yes as f64), of(expected), at_least(&tables))
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
        found += recurring(&shuffled, least, random.bits())
            .iter()
            .filter(|entry| entry.false_share <= level)
            .count();
    }
    if shuffles == 0 {
        0.0
    } else {
        found as f64 / shuffles as f64
    }
}
