//! R036, lowest bid disqualified: an award is active, a valid bid has a price, and the lowest bid handed in was disqualified.
//!
//! OCP, *Red flags in public procurement* (2024), R036. Value: 1. Prices in the main currency; of equal prices the first in the
//! file counts as lowest. Not where prices may not be compared.
//!
//! ```
//! use procurement::cardinal::{Settings, indicators};
//! let line = r#"{"ocid": "F", "bids": {"details": [{"status": "disqualified", "value": {"amount": 1, "currency": "IRR"}},
//!     {"status": "valid", "value": {"amount": 2, "currency": "IRR"}}]}, "awards": [{"status": "active"}]}"#.replace('\n', " ");
//! let (report, _) = indicators(line.as_bytes(), &Settings::parse("[R036]")?, 1)?;
//! assert_eq!(report.to_json(false, false), r#"{"OCID":{"F":{"R036":1.0}}}"#);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use super::Code;
use super::part::{Renumber, Tables};
use super::process::{Process, price};
use super::report::{Group, Report};
use super::settings::Settings;

#[derive(Default)]
pub(super) struct R036 {
    /// Process, and the currency in which it is so.
    flagged: Vec<(u32, u32)>,
}

impl R036 {
    pub(super) fn fold(
        &mut self,
        process: &Process<'_>,
        at: u32,
        settings: &Settings,
        tables: &mut Tables,
        first: &mut Option<u32>,
    ) {
        if !process.comparable || process.active_awards().next().is_none() {
            return;
        }
        let mut bids = Vec::new();
        for (bid, status) in process.submitted_bids() {
            if let Some((amount, currency)) = price(bid) {
                let currency = tables.currencies.number(currency);
                first.get_or_insert(currency);
                bids.push((amount, status, currency));
            }
        }
        let mut done: Vec<u32> = Vec::new();
        for &(_, _, currency) in &bids {
            if done.contains(&currency)
                || settings
                    .currency
                    .as_deref()
                    .is_some_and(|main| main != tables.currencies.name(currency))
            {
                continue;
            }
            done.push(currency);
            let of_currency = || bids.iter().filter(|bid| bid.2 == currency);
            // `min_by` gives the first of equal ones.
            let lowest = of_currency().min_by(|a, b| a.0.total_cmp(&b.0));
            if lowest.is_some_and(|bid| bid.1 == "disqualified")
                && of_currency().any(|bid| bid.1 == "valid")
            {
                self.flagged.push((at, currency));
            }
        }
    }

    pub(super) fn append(&mut self, later: Self, numbers: &Renumber, main: Option<u32>) {
        for (process, currency) in later.flagged {
            if Some(numbers.currencies[currency as usize]) == main {
                let process = numbers.processes[process as usize];
                self.flagged
                    .push((process, numbers.currencies[currency as usize]));
            }
        }
    }

    pub(super) fn finish(self, report: &mut Report) {
        for (process, _) in self.flagged {
            report.set(Group::Ocid, process, Code::R036, 1.0);
        }
    }
}
