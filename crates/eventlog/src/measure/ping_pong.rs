//! Ping-pong: cases that go from one unit to another and come back.

use std::collections::BTreeMap;
use std::ops::Range;

use super::Durations;
use crate::column::{MISSING_ID, TextColumn};
use crate::log::EventLog;

/// Cases that bounce between two units (or resources).
#[derive(Clone, Debug, PartialEq)]
pub struct PingPong {
    /// The unit that the case left first, a number into the names of the column.
    pub from: u32,
    /// The unit that it went to and came back from.
    pub to: u32,
    /// How often a case came back to the unit it had left: one for A B A, two for A B A B.
    pub returns: usize,
    /// Cases with any.
    pub cases: Vec<u32>,
    /// For each uninterrupted to and fro, the time from the last event before leaving first to the first event after coming back last.
    pub lost: Durations,
}

/// Pairs of units between which cases bounce, most returns first, then by name. `units` says of each event whose it is: a column of event
/// attributes, [`EventLog::resources`] or another.
///
/// Only strict differences of time count. Where events of several units share a moment nobody knows who had the case first, and the chain is
/// broken there; the same where an event names no unit.
pub fn ping_pong(log: &EventLog, units: &TextColumn) -> Vec<PingPong> {
    #[derive(Default)]
    struct Raw {
        returns: usize,
        cases: Vec<u32>,
        lost: Vec<i64>,
    }
    let mut pairs: BTreeMap<(u32, u32), Raw> = BTreeMap::new();
    for (case, rows) in (0_u32..).zip(log.cases()) {
        for stays in chains(log, units, rows) {
            let mut begin = 0;
            while begin + 2 < stays.len() {
                // As far as the two units alternate.
                let mut end = begin + 2;
                while end < stays.len() && stays[end].unit == stays[end - 2].unit {
                    end += 1;
                }
                if end > begin + 2 {
                    let raw = pairs
                        .entry((stays[begin].unit, stays[begin + 1].unit))
                        .or_default();
                    raw.returns += end - begin - 2;
                    if raw.cases.last() != Some(&case) {
                        raw.cases.push(case);
                    }
                    raw.lost
                        .push(stays[end - 1].first.saturating_sub(stays[begin].last));
                    begin = end - 1;
                } else {
                    begin += 1;
                }
            }
        }
    }
    let mut found: Vec<PingPong> = pairs
        .into_iter()
        .map(|((from, to), raw)| PingPong {
            from,
            to,
            returns: raw.returns,
            cases: raw.cases,
            lost: Durations::new(raw.lost),
        })
        .collect();
    let name = |id: u32| units.names.get(id);
    found.sort_by(|a, b| {
        let names = || (name(a.from), name(a.to)).cmp(&(name(b.from), name(b.to)));
        b.returns.cmp(&a.returns).then_with(names)
    });
    found
}

/// A stay of a case with one unit.
struct Stay {
    unit: u32,
    first: i64,
    last: i64,
}

/// The stays of a case, cut where the order of units is not known.
fn chains(log: &EventLog, units: &TextColumn, rows: Range<usize>) -> Vec<Vec<Stay>> {
    let mut chains = vec![Vec::<Stay>::new()];
    let mut begin = rows.start;
    while begin < rows.end {
        let at = log.times()[begin];
        let mut end = begin;
        while end < rows.end && log.times()[end] == at {
            end += 1;
        }
        let unit = units.ids[begin];
        let known = unit != MISSING_ID && units.ids[begin..end].iter().all(|&other| other == unit);
        begin = end;
        if !known {
            chains.push(Vec::new());
            continue;
        }
        let Some(chain) = chains.last_mut() else {
            continue;
        };
        match chain.last_mut() {
            Some(stay) if stay.unit == unit => stay.last = at,
            _ => chain.push(Stay {
                unit,
                first: at,
                last: at,
            }),
        }
    }
    chains
}
