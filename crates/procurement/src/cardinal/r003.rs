//! R003, short submission period: from `tender.tenderPeriod.startDate` to `endDate` fewer whole days than the threshold (15).
//!
//! OCP, *Red flags in public procurement* (2024), R003. Value: 1. A date that is not RFC 3339 leaves the process out.
//!
//! ```
//! use procurement::cardinal::{Settings, indicators};
//! let line = r#"{"ocid": "F", "tender": {"tenderPeriod": {"startDate": "2026-03-15T00:00:00Z", "endDate": "2026-03-20T00:00:00Z"}}}"#;
//! let (report, _) = indicators(line.as_bytes(), &Settings::parse("[R003]")?, 1)?;
//! assert_eq!(report.to_json(false, false), r#"{"OCID":{"F":{"R003":1.0}}}"#);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use super::Code;
use super::part::Renumber;
use super::process::Process;
use super::report::{Group, Report};
use super::settings::Settings;
use crate::time::{DAY, Precision, parse};

#[derive(Default)]
pub(super) struct R003 {
    flagged: Vec<u32>,
}

impl R003 {
    pub(super) fn fold(&mut self, process: &Process<'_>, at: u32, settings: &Settings) {
        let Some(tender) = &process.release.tender else {
            return;
        };
        if let Some(methods) = &settings.r003_methods
            && !tender
                .method
                .as_deref()
                .is_some_and(|method| methods.iter().any(|one| one == method))
        {
            return;
        }
        let Some(period) = &tender.period else { return };
        let moment = |text: Option<&str>| strict(text?);
        let (Some(start), Some(end)) = (
            moment(period.start.as_deref()),
            moment(period.end.as_deref()),
        ) else {
            return;
        };
        let details = tender.method_details.as_deref();
        let threshold = details
            .and_then(|details| settings.r003_details.get(details).copied())
            .or(settings.r003_threshold)
            .unwrap_or(15);
        if (end - start) / DAY < threshold {
            self.flagged.push(at);
        }
    }

    pub(super) fn append(&mut self, later: Self, numbers: &Renumber) {
        let number = |at: u32| numbers.processes[at as usize];
        self.flagged.extend(later.flagged.into_iter().map(number));
    }

    pub(super) fn finish(self, report: &mut Report) {
        for at in self.flagged {
            report.set(Group::Ocid, at, Code::R003, 1.0);
        }
    }
}

/// A time in strict RFC 3339 (a space for the `T` and the minus sign U+2212 are let through), in microseconds.
fn strict(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    let seconds = bytes.get(16) == Some(&b':') && !bytes.contains(&b',');
    let unpadded = text.trim() == text && text.len() >= 20;
    let midnight_24 = bytes.get(11..13) == Some(b"24");
    let ascii = text.replace('\u{2212}', "-");
    let zone = ascii.ends_with(['Z', 'z']) || ascii.as_bytes().iter().rev().nth(2) == Some(&b':');
    if !seconds || !unpadded || midnight_24 || !zone {
        return None;
    }
    let moment = parse(&ascii, 0)?;
    (moment.precision == Precision::Zoned).then_some(moment.micros)
}

#[cfg(test)]
mod tests {
    use super::strict;

    /// What Cardinal 0.0.8 takes and what it does not.
    #[test]
    fn dates_as_cardinal_takes_them() {
        for text in [
            "2000-01-05 00:00:00Z",
            "2000-01-01t00:00:00z",
            "2000-01-05T00:00:00.123456789+02:00",
            "2000-01-01T00:00:60Z",
            "2000-02-20T00:00:00+23:59",
            "2000-03-01T00:00:00−01:00",
            "2000-01-01T00:00:00-00:00",
        ] {
            assert!(strict(text).is_some(), "{text}");
        }
        for text in [
            "2000-01-01",
            "2000-01-01T00:00:00",
            "2000-01-05T24:00:00Z",
            "2000-01-01T00:00:00+0200",
            "2000-1-1T00:00:00Z",
            "2000-01-01T00:00Z",
            "+2000-01-01T00:00:00Z",
            "2000-01-05T00:00:00 Z",
            "2000-02-30T00:00:00Z",
            " 2000-02-20T00:00:00Z",
            "2000-02-20T00:00:00.Z",
            "2000-02-20T00:00:00,5Z",
            "2000-02-20T00:00:00+24:00",
            "2000-02-20T00:00:00+00:60",
            "2000-02-20T00:00:00UTC",
            "2000-02-20_00:00:00Z",
        ] {
            assert!(strict(text).is_none(), "{text}");
        }
    }
}
