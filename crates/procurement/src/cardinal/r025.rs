//! R025, excessive unsuccessful bids: of tenderers that bid in at least as many processes as the 75th percentile, those whose
//! share of won processes is at most the lower fence Q1 − 1.5 IQR of all shares.
//!
//! OCP, *Red flags in public procurement* (2024), R025. Value: the share. Bids are valid ones of one tenderer alone, in
//! processes with one active award of one supplier and none unfinished. A fence that is not above zero flags nobody.
//!
//! ```
//! use procurement::cardinal::{Settings, indicators};
//! let line = r#"{"ocid": "a", "bids": {"details": [
//!     {"status": "valid", "tenderers": [{"id": "W"}]}, {"status": "valid", "tenderers": [{"id": "F"}]}]},
//!     "awards": [{"status": "active", "suppliers": [{"id": "W"}]}]}"#.replace('\n', " ");
//! let (report, _) = indicators(line.as_bytes(), &Settings::parse("[R025]\nthreshold = 0.05")?, 1)?;
//! assert_eq!(report.to_json(false, false), r#"{"Tenderer":{"F":{"R025":0.0}}}"#);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use super::Code;
use super::part::{Renumber, Tables};
use super::process::{Process, single};
use super::report::{Group, Report};
use super::settings::Settings;
use crate::quantile::{Quartiles, quantile};

#[derive(Default)]
pub(super) struct R025 {
    /// By tenderer: processes with a valid bid, and those won.
    counts: Vec<(u32, u32)>,
}

impl R025 {
    pub(super) fn fold(&mut self, process: &Process<'_>, tables: &mut Tables) {
        let Some(winner) = process.single_winner() else {
            return;
        };
        let mut seen: Vec<&str> = Vec::new();
        for tenderer in process
            .valid_bids()
            .filter_map(|bid| single(&bid.tenderers))
        {
            if !seen.contains(&tenderer) {
                seen.push(tenderer);
                let won = u32::from(tenderer == winner);
                self.add(tables.tenderers.number(tenderer), 1, won);
            }
        }
    }

    fn add(&mut self, tenderer: u32, processes: u32, won: u32) {
        let at = tenderer as usize;
        if self.counts.len() <= at {
            self.counts.resize(at + 1, (0, 0));
        }
        self.counts[at].0 += processes;
        self.counts[at].1 += won;
    }

    pub(super) fn append(&mut self, later: Self, numbers: &Renumber) {
        for (at, (processes, won)) in later.counts.into_iter().enumerate() {
            if processes > 0 {
                self.add(numbers.tenderers[at], processes, won);
            }
        }
    }

    pub(super) fn finish(self, settings: &Settings, report: &mut Report) {
        let all = || {
            (0..)
                .zip(&self.counts)
                .filter(|(_, counts)| counts.0 > 0)
                .map(|(at, &(processes, won))| {
                    (
                        at,
                        f64::from(processes),
                        f64::from(won) / f64::from(processes),
                    )
                })
        };
        let mut counts: Vec<f64> = all().map(|one| one.1).collect();
        counts.sort_unstable_by(f64::total_cmp);
        let percentile = settings.r025_percentile.unwrap_or(75) as f64 / 100.0;
        let upper = quantile(&counts, percentile).unwrap_or(f64::NAN);
        let lower = settings.r025_threshold.unwrap_or_else(|| {
            let mut shares: Vec<f64> = all().map(|one| one.2).collect();
            let quartiles = Quartiles::of(&mut shares);
            report.meta(Code::R025, "q1", quartiles.map_or(f64::NAN, |both| both.q1));
            report.meta(Code::R025, "q3", quartiles.map_or(f64::NAN, |both| both.q3));
            quartiles.map_or(f64::NAN, Quartiles::lower_fence)
        });
        report.meta(Code::R025, "upper_fence", upper);
        report.meta(Code::R025, "lower_fence", lower);
        for (at, processes, share) in all() {
            if lower > 0.0 && processes >= upper && share <= lower {
                report.set(Group::Tenderer, at, Code::R025, share);
            }
        }
    }
}
