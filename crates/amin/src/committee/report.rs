//! The periodic report of a committee: sessions, attendance, resolutions and what became of them, from its own records. Pure.

use super::store::{ResolutionSums, SessionRow};

/// The figures of a period.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Figures {
    /// Sessions that were held.
    pub held: i64,
    /// Of them, extraordinary ones.
    pub extraordinary: i64,
    /// Sessions that were planned and not held.
    pub not_held: i64,
    /// Quarters of the period that have ended without a session.
    pub missed: i64,
    /// Voting seats that were filled, of all voting seats, over the sessions held.
    pub attended: (i64, i64),
    /// Minutes frozen, of the sessions held.
    pub frozen: i64,
    /// Resolutions of the period.
    pub sums: ResolutionSums,
}

/// Counts. `filled` has for each session held the voting seats filled, of `seats`.
pub fn figures(
    sessions: &[SessionRow],
    filled: &[i64],
    seats: i64,
    missed: i64,
    sums: ResolutionSums,
) -> Figures {
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let held: Vec<&SessionRow> = sessions.iter().filter(|s| s.state == "closed").collect();
    Figures {
        held: count(held.len()),
        extraordinary: count(held.iter().filter(|s| s.kind == "extraordinary").count()),
        not_held: count(sessions.iter().filter(|s| s.state == "not-held").count()),
        missed,
        attended: (filled.iter().sum(), seats * count(held.len())),
        frozen: count(held.iter().filter(|s| s.minutes_state == "frozen").count()),
        sums,
    }
}
