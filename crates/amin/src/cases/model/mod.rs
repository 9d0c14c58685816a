//! The states of a case, the table of which deed leads where, what keeps hands apart, and deadlines. Pure.

mod codes;
mod hands;
mod time;

pub use codes::*;
pub use hands::*;
pub use time::*;

use crate::platform::coded::coded;

coded! {
    /// Where a case came from.
    Source {
        /// Somebody with an account wrote a report.
        Report = "report",
        /// A paper without a name, entered by the officer.
        Paper = "paper",
        /// A finding.
        Finding = "finding",
        /// A citizen's message.
        Message = "message",
    }
}

coded! {
    /// Under which law the person works: it decides which body is competent.
    Regime {
        /// Not known yet.
        Unknown = "unknown",
        /// قانون رسیدگی به تخلفات اداری: permanent and contract staff.
        Administrative = "administrative",
        /// قانون کار: the labour discipline committee is competent.
        Labour = "labour",
    }
}

coded! {
    /// Where a case stands.
    State {
        /// دریافت‌شده: waits to be screened.
        Received = "received",
        /// Closed before an investigation: there is nothing to it.
        Unfounded = "unfounded",
        /// Handed to another body.
        Referred = "referred",
        /// در حال تحقیق.
        Investigating = "investigating",
        /// The charge was served; the defence window runs.
        Charged = "charged",
        /// Before the primary board.
        Deciding = "deciding",
        /// The primary decision is made and waits to be served.
        Decided = "decided",
        /// Served; an appeal is possible.
        Served = "served",
        /// Before the appeal board.
        Appealed = "appealed",
        /// The appeal decision is made and waits to be served.
        AppealDecided = "appeal-decided",
        /// قطعی.
        Final = "final",
        /// اجراشده.
        Enforced = "enforced",
        /// Before the administrative court.
        Court = "court",
        /// برائت: a decision found no violation.
        Cleared = "cleared",
        /// The court annulled the decision.
        Annulled = "annulled",
    }
}

impl State {
    /// Whether nothing more is to be done.
    pub const fn is_closed(self) -> bool {
        matches!(
            self,
            Self::Unfounded | Self::Referred | Self::Cleared | Self::Annulled
        )
    }

    /// Whether it ended without a violation: the record of the person is restored.
    pub const fn restores(self) -> bool {
        matches!(self, Self::Unfounded | Self::Cleared | Self::Annulled)
    }

    /// Whether a violation stands by a final decision: before that, no name may become public.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Final | Self::Enforced)
    }

    /// Whether the charge has been served, so that the person may see it.
    pub const fn is_charged(self) -> bool {
        !matches!(
            self,
            Self::Received | Self::Unfounded | Self::Referred | Self::Investigating
        )
    }

    /// Which board it is before, if it is before one.
    pub const fn stage(self) -> Option<Stage> {
        match self {
            Self::Deciding => Some(Stage::Primary),
            Self::Appealed => Some(Stage::Appeal),
            _ => None,
        }
    }
}

coded! {
    /// A board and its stage.
    Stage {
        /// هیئت بدوی.
        Primary = "primary",
        /// هیئت تجدیدنظر.
        Appeal = "appeal",
    }
}

coded! {
    /// What a board finds.
    Outcome {
        /// A violation is proven.
        Violation = "violation",
        /// No violation: برائت.
        Cleared = "cleared",
    }
}

coded! {
    /// What happens in a case. Each is a step with actor, time and reason.
    Deed {
        /// Opened.
        Open = "open",
        /// Taken up for investigation.
        Accept = "accept",
        /// Closed: there is nothing to it.
        Reject = "reject",
        /// Handed to another competent body.
        Refer = "refer",
        /// Handed to the labour discipline committee.
        ReferLabour = "refer-labour",
        /// An investigator was named.
        Assign = "assign",
        /// Three members were seated.
        Seat = "seat",
        /// Somebody keeps out.
        Recuse = "recuse",
        /// Somebody was let into the case.
        Admit = "admit",
        /// The charge was served.
        Charge = "charge",
        /// The accused asks for more time.
        AskExtension = "ask-extension",
        /// The board consents.
        Grant = "grant",
        /// The board does not consent.
        Deny = "deny",
        /// The defence.
        Defend = "defend",
        /// The defence window ended.
        WindowEnded = "window-ended",
        /// A member votes.
        Vote = "vote",
        /// The board decides.
        Decide = "decide",
        /// The decision was served.
        Serve = "serve",
        /// The accused appeals.
        Appeal = "appeal",
        /// No appeal came in time.
        Expire = "expire",
        /// Enforced.
        Enforce = "enforce",
        /// The person went to the administrative court.
        CourtFile = "court-file",
        /// The court left the decision standing.
        CourtUphold = "court-uphold",
        /// The court annulled the decision.
        CourtAnnul = "court-annul",
        /// The last day fell on a holiday that was declared later.
        DeadlineMoved = "deadline-moved",
        /// A deadline of the office passed.
        Overdue = "overdue",
        /// The record was restored and those who knew were told.
        Restore = "restore",
        /// Evidence was received.
        Evidence = "evidence",
        /// A package went to an authority.
        HandOver = "hand-over",
        /// The authority acknowledged it.
        Acknowledge = "acknowledge",
        /// Publication was proposed.
        Propose = "propose",
        /// A second person confirmed publication.
        Publish = "publish",
        /// A publication was taken back.
        Withdraw = "withdraw",
    }
}

impl Deed {
    /// Whether the accused sees that it happened. Screening, investigation and whatever could tell who reported is not among them.
    pub const fn seen_by_accused(self) -> bool {
        matches!(
            self,
            Self::Charge
                | Self::AskExtension
                | Self::Grant
                | Self::Deny
                | Self::Defend
                | Self::WindowEnded
                | Self::Serve
                | Self::Appeal
                | Self::Expire
                | Self::Enforce
                | Self::CourtFile
                | Self::CourtUphold
                | Self::CourtAnnul
                | Self::DeadlineMoved
                | Self::Restore
        )
    }
}

/// What the table needs to know of a case beside its state.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Facts {
    /// The decision that is being served found no violation.
    pub cleared: bool,
    /// Its sanction can be appealed.
    pub appealable: bool,
    /// The decision has been enforced.
    pub enforced: bool,
    /// More time was asked for and not answered.
    pub asked: bool,
    /// More time was granted before.
    pub extended: bool,
}

/// The state after a deed; none where the deed is not possible.
#[expect(
    clippy::match_same_arms,
    reason = "one line for each rule of the table"
)]
pub const fn after(state: State, deed: Deed, facts: Facts) -> Option<State> {
    use State as S;
    Some(match (deed, state) {
        (Deed::Open, S::Received) => S::Received,
        (Deed::Accept, S::Received) => S::Investigating,
        (Deed::Reject, S::Received | S::Investigating) => S::Unfounded,
        (Deed::Refer | Deed::ReferLabour, S::Received | S::Investigating) => S::Referred,
        (Deed::Charge, S::Investigating) => S::Charged,
        (Deed::AskExtension, S::Charged) if !facts.asked && !facts.extended => S::Charged,
        (Deed::Grant | Deed::Deny, S::Charged) if facts.asked => S::Charged,
        (Deed::Defend | Deed::WindowEnded, S::Charged) => S::Deciding,
        (Deed::Vote, S::Deciding | S::Appealed) => state,
        (Deed::Decide, S::Deciding) => S::Decided,
        (Deed::Decide, S::Appealed) => S::AppealDecided,
        (Deed::Serve, S::Decided) => match (facts.cleared, facts.appealable) {
            (true, _) => S::Cleared,
            (false, true) => S::Served,
            (false, false) => S::Final,
        },
        (Deed::Serve, S::AppealDecided) => {
            if facts.cleared {
                S::Cleared
            } else {
                S::Final
            }
        }
        (Deed::Appeal, S::Served) => S::Appealed,
        (Deed::Expire, S::Served) => S::Final,
        (Deed::Enforce, S::Final) => S::Enforced,
        (Deed::CourtFile, S::Final | S::Enforced) => S::Court,
        (Deed::CourtUphold, S::Court) => {
            if facts.enforced {
                S::Enforced
            } else {
                S::Final
            }
        }
        (Deed::CourtAnnul, S::Court) => S::Annulled,
        (Deed::Assign | Deed::Seat, S::Investigating)
        | (Deed::Seat, S::Charged | S::Deciding | S::Appealed) => state,
        (Deed::Propose | Deed::Publish, S::Final | S::Enforced) => state,
        (
            Deed::Recuse
            | Deed::Admit
            | Deed::Evidence
            | Deed::HandOver
            | Deed::Acknowledge
            | Deed::Withdraw,
            _,
        ) => state,
        (Deed::DeadlineMoved | Deed::Overdue, _) if !state.is_closed() => state,
        (Deed::Restore, _) if state.restores() => state,
        _ => return None,
    })
}
