//! Red flags on contracting processes, in three states: flag, clear, insufficient data with what is missing.
//!
//! The rules are dated data with a source ([`Rules`]); lists of the debarred, of owners, of officials and their ties are given
//! beside the processes ([`Known`]). Dates are compared as times, with the zone that the rules state where none is written; prices only
//! within one currency and one set of lots; bidders who bid together are one bidder. Where [`crate::cardinal`] gives another
//! answer, the reason is told ([`Difference`]).
//!
//! A flag is a sign to look at, never a finding against anybody: a verdict is a human act, and feeds back ([`Verdict`]).

mod code;
mod competition;
mod execution;
mod explain;
mod facts;
mod gate;
mod json;
mod judge;
mod judged;
mod known;
mod market;
mod persons;
mod population;
mod price;
mod ranking;
mod report;
mod resolve;
mod rules;
mod state;
mod statistics;
mod store;
mod timing;

pub use code::{Code, Family};
pub use explain::Difference;
pub use gate::{Gated, gate};
pub use known::{Debarment, Known, Official, Outcome, Owner, Tie, Verdict};
pub use ranking::{Ranked, Ranking};
pub use report::{Flag, Group, Report, Summary};
pub use rules::{Rule, Rules, RulesError, Threshold};
pub use state::{Need, Outside, State, Why};
pub use statistics::Precision;

use crate::cardinal;
use crate::read::{Error, Source, items, scan};
use store::Store;

/// What the processes are judged by.
#[derive(Debug, Clone, Copy)]
pub struct Inputs<'i> {
    /// The rules.
    pub rules: &'i Rules,
    /// The lists.
    pub known: &'i Known,
    /// With these settings of Cardinal, differences from it are told.
    pub explain: Option<&'i cardinal::Settings>,
}

/// Reads and judges the processes of a file: releases, records, packages or lists of them, one on each line or one for the whole.
///
/// ```
/// use procurement::flags::{Code, Inputs, Known, Rules, screen};
/// let lines = r#"{"ocid": "a", "tender": {"procurementMethod": "open", "numberOfTenderers": 1}}"#;
/// let source = procurement::read::open(lines.as_bytes())?;
/// let inputs = Inputs { rules: &Rules::default(), known: &Known::default(), explain: None };
/// let report = screen(source, &inputs, 1)?;
/// assert_eq!(report.flags("a")[0].code, Code::R018);
/// assert_eq!(report.summary(Code::R003).missing, [("tender.tenderPeriod.startDate", 1)]);
/// # Ok::<(), procurement::read::Error>(())
/// ```
pub fn screen(source: Source<'_>, inputs: &Inputs<'_>, threads: usize) -> Result<Report, Error> {
    let mut whole = Store::new(inputs);
    match source {
        Source::Lines(lines) => scan(
            lines,
            threads,
            |chunk| Store::of(chunk, inputs),
            |part| whole.append(part, inputs),
        )?,
        Source::Document(bytes) => document(&bytes, &mut whole, inputs),
    }
    Ok(Report::of(whole, inputs, threads))
}

fn document(bytes: &[u8], whole: &mut Store, inputs: &Inputs<'_>) {
    let mut part = Store::new(inputs);
    part.bytes = bytes.len() as u64;
    match std::str::from_utf8(bytes) {
        Ok(text) => items(text.trim_start_matches('\u{feff}'), &mut |place, item| {
            part.item(place, None, item, inputs);
        }),
        Err(_) => part.refused.push(1, "not UTF-8 text"),
    }
    whole.append(part, inputs);
}
