//! R030, late bid won: a valid bid is dated after `tender.tenderPeriod.endDate`, and one of its tenderers is a supplier of an
//! active award.
//!
//! OCP, *Red flags in public procurement* (2024), R030. Value: 1, for the process and each such tenderer. The dates are compared
//! *as text*, which is wrong where a publisher writes them in two ways.
//!
//! ```
//! use procurement::cardinal::{Settings, indicators};
//! let line = r#"{"ocid": "F", "tender": {"tenderPeriod": {"endDate": "2026-03-15T00:00:00Z"}},
//!     "bids": {"details": [{"status": "valid", "date": "2026-04-01T00:00:00Z", "tenderers": [{"id": "W"}]}]},
//!     "awards": [{"status": "active", "suppliers": [{"id": "W"}]}]}"#.replace('\n', " ");
//! let (report, _) = indicators(line.as_bytes(), &Settings::parse("[R030]")?, 1)?;
//! assert_eq!(report.to_json(false, false), r#"{"OCID":{"F":{"R030":1.0}},"Tenderer":{"W":{"R030":1.0}}}"#);
//! // A space sorts before the T, so the same day is never late.
//! let line = line.replace("04-01T", "03-15 ");
//! let (report, _) = indicators(line.as_bytes(), &Settings::parse("[R030]")?, 1)?;
//! assert_eq!(report.to_json(false, false), "{}");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use super::Code;
use super::part::{Renumber, Tables};
use super::process::{Process, ids};
use super::report::{Group, Report};

#[derive(Default)]
pub(super) struct R030 {
    /// Process and tenderer.
    flagged: Vec<(u32, u32)>,
}

impl R030 {
    pub(super) fn fold(&mut self, process: &Process<'_>, at: u32, tables: &mut Tables) {
        let tender = process.release.tender.as_ref();
        let period = tender.and_then(|tender| tender.period.as_ref());
        let Some(end) = period.and_then(|period| period.end.as_deref()) else {
            return;
        };
        for bid in process.valid_bids() {
            if bid.date.as_deref().is_none_or(|date| date <= end) {
                continue;
            }
            for tenderer in ids(&bid.tenderers) {
                let won = process
                    .active_awards()
                    .any(|award| ids(&award.suppliers).any(|id| id == tenderer));
                if won {
                    self.flagged.push((at, tables.tenderers.number(tenderer)));
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
            report.set(Group::Ocid, process, Code::R030, 1.0);
            report.set(Group::Tenderer, tenderer, Code::R030, 1.0);
        }
        report.pairs("ocid_tenderer_r030", self.flagged);
    }
}
