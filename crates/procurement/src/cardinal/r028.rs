//! R028, identical bid prices: different tenderers handed in bids with the same amount and currency.
//!
//! OCP, *Red flags in public procurement* (2024), R028. Value: 1, for the process and each of the tenderers. Not where prices
//! may not be compared.
//!
//! ```
//! use procurement::cardinal::{Settings, indicators};
//! let line = r#"{"ocid": "F", "bids": {"details": [
//!     {"status": "valid", "tenderers": [{"id": "V"}], "value": {"amount": 5, "currency": "IRR"}},
//!     {"status": "disqualified", "tenderers": [{"id": "D"}], "value": {"amount": 5, "currency": "IRR"}}]}}"#.replace('\n', " ");
//! let (report, _) = indicators(line.as_bytes(), &Settings::parse("[R028]")?, 1)?;
//! assert_eq!(report.to_json(false, false), r#"{"OCID":{"F":{"R028":1.0}},"Tenderer":{"V":{"R028":1.0},"D":{"R028":1.0}}}"#);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use super::Code;
use super::part::{Renumber, Tables};
use super::process::{Process, ids, price};
use super::report::{Group, Report};

#[derive(Default)]
pub(super) struct R028 {
    /// Process and tenderer.
    flagged: Vec<(u32, u32)>,
}

impl R028 {
    pub(super) fn fold(&mut self, process: &Process<'_>, at: u32, tables: &mut Tables) {
        if !process.comparable {
            return;
        }
        let mut bids: Vec<(f64, &str, Vec<&str>)> = Vec::new();
        for (bid, _) in process.submitted_bids() {
            if let Some((amount, currency)) = price(bid) {
                let mut who: Vec<&str> = ids(&bid.tenderers).collect();
                who.sort_unstable();
                who.dedup();
                if !who.is_empty() {
                    // Zero with a minus sign is zero.
                    bids.push((amount + 0.0, currency, who));
                }
            }
        }
        bids.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(b.1)));
        for same in bids.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
            if same.iter().any(|bid| bid.2 != same[0].2) {
                for &id in same.iter().flat_map(|bid| &bid.2) {
                    self.flagged.push((at, tables.tenderers.number(id)));
                }
            }
        }
    }

    pub(super) fn append(&mut self, later: &Self, numbers: &Renumber) {
        self.flagged
            .extend(later.flagged.iter().map(|&(process, id)| {
                (
                    numbers.processes[process as usize],
                    numbers.tenderers[id as usize],
                )
            }));
    }

    pub(super) fn finish(self, report: &mut Report) {
        for &(process, tenderer) in &self.flagged {
            report.set(Group::Ocid, process, Code::R028, 1.0);
            report.set(Group::Tenderer, tenderer, Code::R028, 1.0);
        }
        report.pairs("ocid_tenderer_r028", self.flagged);
    }
}
