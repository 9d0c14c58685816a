//! R024, price close to the winning bid: the difference to the second-lowest valid bid is at most the lower fence
//! Q1 − 1.5 IQR of all differences.
//!
//! OCP, *Red flags in public procurement* (2024), R024. Value of the process: the difference; the winner and the second are
//! flagged with 0. A fence that is not above zero flags nothing.
//!
//! ```
//! use procurement::cardinal::{Settings, indicators};
//! let line = r#"{"ocid": "F", "bids": {"details": [
//!     {"status": "valid", "tenderers": [{"id": "W"}], "value": {"amount": 100, "currency": "IRR"}},
//!     {"status": "valid", "tenderers": [{"id": "L"}], "value": {"amount": 101, "currency": "IRR"}}]},
//!     "awards": [{"status": "active", "suppliers": [{"id": "W"}]}]}"#.replace('\n', " ");
//! let (report, _) = indicators(line.as_bytes(), &Settings::parse("[R024]\nthreshold = 0.05")?, 1)?;
//! assert_eq!(report.to_json(false, false), r#"{"OCID":{"F":{"R024":0.01}},"Tenderer":{"W":{"R024":0.0},"L":{"R024":0.0}}}"#);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use super::Code;
use super::differences::Differences;
use super::report::{Group, Report};
use super::settings::Settings;
use crate::quantile::Quartiles;

pub(super) fn finish(differences: &Differences, settings: &Settings, report: &mut Report) {
    let all = differences.of_processes();
    let fence = settings.r024_threshold.unwrap_or_else(|| {
        let mut ratios: Vec<f64> = all.iter().map(|one| one.ratio).collect();
        let quartiles = Quartiles::of(&mut ratios);
        report.meta(Code::R024, "q1", quartiles.map_or(f64::NAN, |both| both.q1));
        report.meta(Code::R024, "q3", quartiles.map_or(f64::NAN, |both| both.q3));
        quartiles.map_or(f64::NAN, Quartiles::lower_fence)
    });
    report.meta(Code::R024, "lower_fence", fence);
    let mut pairs = Vec::new();
    for one in all.iter().filter(|one| fence > 0.0 && one.ratio <= fence) {
        report.set(Group::Ocid, one.process, Code::R024, one.ratio);
        report.set(Group::Tenderer, one.winner, Code::R024, 0.0);
        report.set(Group::Tenderer, one.second, Code::R024, 0.0);
        pairs.extend([(one.process, one.winner), (one.process, one.second)]);
    }
    report.pairs("ocid_tenderer_r024", pairs);
}
