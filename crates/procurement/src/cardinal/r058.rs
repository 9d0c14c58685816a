//! R058, heavily discounted bid: the difference to the second-lowest valid bid is at least the upper fence Q3 + 1.5 IQR of
//! all differences.
//!
//! OCP, *Red flags in public procurement* (2024), R058. Value of the process: the difference; the winner is flagged with 0. A
//! winning price of zero gives an infinite difference, written as `null`. A fence that is not above zero flags nothing.
//!
//! ```
//! use procurement::cardinal::{Settings, indicators};
//! let line = r#"{"ocid": "F", "bids": {"details": [
//!     {"status": "valid", "tenderers": [{"id": "W"}], "value": {"amount": 50, "currency": "IRR"}},
//!     {"status": "valid", "tenderers": [{"id": "L"}], "value": {"amount": 100, "currency": "IRR"}}]},
//!     "awards": [{"status": "active", "suppliers": [{"id": "W"}]}]}"#.replace('\n', " ");
//! let (report, _) = indicators(line.as_bytes(), &Settings::parse("[R058]\nthreshold = 0.5")?, 1)?;
//! assert_eq!(report.to_json(false, false), r#"{"OCID":{"F":{"R058":1.0}},"Tenderer":{"W":{"R058":0.0}}}"#);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use super::Code;
use super::differences::Differences;
use super::report::{Group, Report};
use super::settings::Settings;
use crate::quantile::Quartiles;

pub(super) fn finish(differences: &Differences, settings: &Settings, report: &mut Report) {
    let all = differences.of_processes();
    let fence = settings.r058_threshold.unwrap_or_else(|| {
        let mut ratios: Vec<f64> = all.iter().map(|one| one.ratio).collect();
        let quartiles = Quartiles::of(&mut ratios);
        report.meta(Code::R058, "q1", quartiles.map_or(f64::NAN, |both| both.q1));
        report.meta(Code::R058, "q3", quartiles.map_or(f64::NAN, |both| both.q3));
        quartiles.map_or(f64::NAN, Quartiles::upper_fence)
    });
    report.meta(Code::R058, "upper_fence", fence);
    let mut pairs = Vec::new();
    for one in all.iter().filter(|one| fence > 0.0 && one.ratio >= fence) {
        report.set(Group::Ocid, one.process, Code::R058, one.ratio);
        report.set(Group::Tenderer, one.winner, Code::R058, 0.0);
        pairs.push((one.process, one.winner));
    }
    report.pairs("ocid_tenderer_r058", pairs);
}
