//! R018, single bid received: `tender.numberOfTenderers` is 1 in a competitive procedure (`open` or `selective`).
//!
//! OCP, *Red flags in public procurement* (2024), R018. Value: 1. The bids themselves are not looked at.
//!
//! ```
//! use procurement::cardinal::{Settings, indicators};
//! let line = r#"{"ocid": "F", "tender": {"numberOfTenderers": 1, "procurementMethod": "selective"}}"#;
//! let (report, _) = indicators(line.as_bytes(), &Settings::parse("[R018]")?, 1)?;
//! assert_eq!(report.to_json(false, false), r#"{"OCID":{"F":{"R018":1.0}}}"#);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use super::Code;
use super::part::Renumber;
use super::process::Process;
use super::report::{Group, Report};
use super::settings::Settings;

#[derive(Default)]
pub(super) struct R018 {
    flagged: Vec<u32>,
}

impl R018 {
    pub(super) fn fold(&mut self, process: &Process<'_>, at: u32, settings: &Settings) {
        let Some(tender) = &process.release.tender else {
            return;
        };
        let Some(method) = tender.method.as_deref() else {
            return;
        };
        let competitive = match &settings.r018_methods {
            Some(methods) => methods.iter().any(|one| one == method),
            None => matches!(method, "open" | "selective"),
        };
        if competitive && tender.number_of_tenderers == Some(1) {
            self.flagged.push(at);
        }
    }

    pub(super) fn append(&mut self, later: Self, numbers: &Renumber) {
        let number = |at: u32| numbers.processes[at as usize];
        self.flagged.extend(later.flagged.into_iter().map(number));
    }

    pub(super) fn finish(self, report: &mut Report) {
        for at in self.flagged {
            report.set(Group::Ocid, at, Code::R018, 1.0);
        }
    }
}
