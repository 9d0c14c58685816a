//! The eleven indicators of [Cardinal](https://cardinal.readthedocs.io/) 0.0.8, with its results, faults included.
//!
//! For those who compare. The differences are what the corrected rules ([`crate::flags`]) are for. What is ours: the result
//! is the same for any number of threads (the main currency is the first one *in the file*), and keys are in the order of
//! the file; where a difference of zero by zero makes Cardinal 0.0.8 stop, it counts for nothing here.
//!
//! Learned from its documentation and from what it answers.

mod differences;
mod part;
mod process;
mod r003;
mod r018;
mod r024;
mod r025;
mod r028;
mod r030;
mod r035;
mod r036;
mod r038;
mod r048;
mod r058;
mod report;
mod settings;

use std::io::Read;

pub use report::{Group, Report};
pub use settings::{Settings, SettingsError};

use crate::read::{Error, Refusals, scan};
pub(crate) use part::Part;

/// An indicator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {
    /// Short submission period.
    R003,
    /// Single bid received.
    R018,
    /// Price close to winning bid.
    R024,
    /// Excessive unsuccessful bids.
    R025,
    /// Identical bid prices.
    R028,
    /// Late bid won.
    R030,
    /// All except winning bid disqualified.
    R035,
    /// Lowest bid disqualified.
    R036,
    /// Excessive disqualified bids.
    R038,
    /// Heterogeneous supplier.
    R048,
    /// Heavily discounted bid.
    R058,
}

impl Code {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::R003,
        Self::R018,
        Self::R024,
        Self::R025,
        Self::R028,
        Self::R030,
        Self::R035,
        Self::R036,
        Self::R038,
        Self::R048,
        Self::R058,
    ];

    /// As written in results and settings.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::R003 => "R003",
            Self::R018 => "R018",
            Self::R024 => "R024",
            Self::R025 => "R025",
            Self::R028 => "R028",
            Self::R030 => "R030",
            Self::R035 => "R035",
            Self::R036 => "R036",
            Self::R038 => "R038",
            Self::R048 => "R048",
            Self::R058 => "R058",
        }
    }
}

/// Reads compiled releases, one on each line, and computes the indicators that the settings name.
///
/// ```
/// use procurement::cardinal::{Settings, indicators};
/// let line = r#"{"ocid": "F", "tender": {"numberOfTenderers": 1, "procurementMethod": "open"}}"#;
/// let (report, refused) = indicators(line.as_bytes(), &Settings::parse("[R018]")?, 1)?;
/// assert_eq!(report.to_json(false, false), r#"{"OCID":{"F":{"R018":1.0}}}"#);
/// assert_eq!(refused.count, 0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn indicators(
    lines: impl Read + Send,
    settings: &Settings,
    threads: usize,
) -> Result<(Report, Refusals), Error> {
    let mut whole = Part::default();
    scan(
        lines,
        threads,
        |chunk| Part::of(chunk, settings),
        |part| whole.append(part, settings),
    )?;
    Ok(whole.finish(settings))
}
