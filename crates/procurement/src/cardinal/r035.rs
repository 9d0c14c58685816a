//! R035, all except the winning bid disqualified: one tenderer has valid bids, it is the supplier of all active awards, and at
//! least one other (the threshold) was disqualified.
//!
//! OCP, *Red flags in public procurement* (2024), R035. Value of the process: the number of other tenderers with disqualified
//! bids; the winner is flagged with 0. Not where an award is unfinished.
//!
//! ```
//! use procurement::cardinal::{Settings, indicators};
//! let line = r#"{"ocid": "F", "bids": {"details": [{"status": "disqualified", "tenderers": [{"id": "D"}]},
//!     {"status": "valid", "tenderers": [{"id": "V"}]}]}, "awards": [{"status": "active", "suppliers": [{"id": "V"}]}]}"#
//!     .replace('\n', " ");
//! let (report, _) = indicators(line.as_bytes(), &Settings::parse("[R035]")?, 1)?;
//! assert_eq!(report.to_json(false, false), r#"{"OCID":{"F":{"R035":1.0}},"Tenderer":{"V":{"R035":0.0}}}"#);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use super::Code;
use super::part::{Renumber, Tables};
use super::process::{Process, ids};
use super::report::{Group, Report};
use super::settings::Settings;

#[derive(Default)]
pub(super) struct R035 {
    /// Process, winner, how many others.
    flagged: Vec<(u32, u32, u32)>,
}

impl R035 {
    pub(super) fn fold(
        &mut self,
        process: &Process<'_>,
        at: u32,
        settings: &Settings,
        tables: &mut Tables,
    ) {
        if process.has_unfinished_award() {
            return;
        }
        let mut valid = process.valid_bids().flat_map(|bid| ids(&bid.tenderers));
        let Some(winner) = valid.next() else { return };
        let mut suppliers = process
            .active_awards()
            .flat_map(|award| ids(&award.suppliers))
            .peekable();
        if valid.any(|id| id != winner)
            || suppliers.peek().is_none()
            || suppliers.any(|id| id != winner)
        {
            return;
        }
        let mut others: Vec<&str> = process
            .bids()
            .filter(|bid| bid.status.as_deref() == Some("disqualified"))
            .flat_map(|bid| ids(&bid.tenderers))
            .filter(|&id| id != winner)
            .collect();
        others.sort_unstable();
        others.dedup();
        if others.len() as u64 >= settings.r035_threshold.unwrap_or(1).max(1) {
            let count = u32::try_from(others.len()).unwrap_or(u32::MAX);
            self.flagged
                .push((at, tables.tenderers.number(winner), count));
        }
    }

    pub(super) fn append(&mut self, later: &Self, numbers: &Renumber) {
        let renumbered = later.flagged.iter().map(|&(process, winner, count)| {
            let (processes, tenderers) = (&numbers.processes, &numbers.tenderers);
            (
                processes[process as usize],
                tenderers[winner as usize],
                count,
            )
        });
        self.flagged.extend(renumbered);
    }

    pub(super) fn finish(self, report: &mut Report) {
        for &(process, winner, count) in &self.flagged {
            report.set(Group::Ocid, process, Code::R035, f64::from(count));
            report.set(Group::Tenderer, winner, Code::R035, 0.0);
        }
        let pair = |&(process, winner, _): &(u32, u32, u32)| (process, winner);
        report.pairs(
            "ocid_tenderer_r035",
            self.flagged.iter().map(pair).collect(),
        );
    }
}
