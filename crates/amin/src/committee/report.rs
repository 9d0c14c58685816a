//! The periodic report of a committee: sessions, attendance, resolutions and what became of them, from its own records. Pure.

use store::Timestamp;

use super::model::ResolutionState;
use super::store::{ResolutionRow, SessionRow};

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
    /// Resolutions issued.
    pub issued: i64,
    /// Of them, done.
    pub done: i64,
    /// Of the done ones, in time.
    pub in_time: i64,
    /// Of them, still owed and past their deadline.
    pub overdue: i64,
    /// Of them, given up.
    pub cancelled: i64,
}

/// Counts. `attendance` has for each session held the voting seats filled, of `seats`.
pub fn figures(
    sessions: &[SessionRow],
    attendance: &[i64],
    seats: i64,
    missed: i64,
    resolutions: &[ResolutionRow],
    now: Timestamp,
) -> Figures {
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let held: Vec<&SessionRow> = sessions.iter().filter(|s| s.state == "closed").collect();
    let done: Vec<&ResolutionRow> = (resolutions.iter())
        .filter(|row| row.state == ResolutionState::Done.code())
        .collect();
    let open = |row: &&ResolutionRow| {
        ResolutionState::of(&row.state).is_some_and(ResolutionState::is_open)
    };
    Figures {
        held: count(held.len()),
        extraordinary: count(held.iter().filter(|s| s.kind == "extraordinary").count()),
        not_held: count(sessions.iter().filter(|s| s.state == "not-held").count()),
        missed,
        attended: (attendance.iter().sum(), seats * count(held.len())),
        frozen: count(held.iter().filter(|s| s.minutes_state == "frozen").count()),
        issued: count(resolutions.len()),
        done: count(done.len()),
        in_time: count(
            done.iter()
                .filter(|row| row.closed_at.is_some_and(|at| at <= row.deadline_at))
                .count(),
        ),
        overdue: count(
            resolutions
                .iter()
                .filter(open)
                .filter(|row| row.deadline_at < now)
                .count(),
        ),
        cancelled: count(
            resolutions
                .iter()
                .filter(|row| row.state == ResolutionState::Cancelled.code())
                .count(),
        ),
    }
}
