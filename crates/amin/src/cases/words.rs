//! Codes of cases in words.

use super::model::{Deed, Ground, Outcome, Regime, Source, Stage, State};
use super::store::CodeRow;
use crate::platform::texts::{Lang, Texts};

/// Why somebody keeps out.
pub fn ground(t: &Texts, ground: Ground) -> &'static str {
    match ground {
        Ground::Accused => t.cases_ground_accused(),
        Ground::Opened => t.cases_ground_opened(),
        Ground::Screened => t.cases_ground_screened(),
        Ground::Investigated => t.cases_ground_investigated(),
        Ground::OtherBoard => t.cases_ground_other_board(),
        Ground::Superior => t.cases_ground_superior(),
        Ground::Kinship => t.cases_ground_kinship(),
        Ground::Tie => t.cases_ground_tie(),
        Ground::Interest => t.cases_ground_interest(),
        Ground::Recused => t.cases_ground_recused(),
    }
}

/// A state and its look.
pub fn state(t: &Texts, state: State, overdue: bool) -> (&'static str, &'static str) {
    let look = match state {
        State::Investigating | State::Deciding | State::Appealed => "open",
        State::Received
        | State::Decided
        | State::AppealDecided
        | State::Charged
        | State::Served
        | State::Court => "waiting",
        State::Final | State::Enforced | State::Cleared => "answered",
        State::Unfounded | State::Referred | State::Annulled => "closed",
    };
    let word = match state {
        State::Received => t.cases_state_received(),
        State::Unfounded => t.cases_state_unfounded(),
        State::Referred => t.cases_state_referred(),
        State::Investigating => t.cases_state_investigating(),
        State::Charged => t.cases_state_charged(),
        State::Deciding => t.cases_state_deciding(),
        State::Decided => t.cases_state_decided(),
        State::Served => t.cases_state_served(),
        State::Appealed => t.cases_state_appealed(),
        State::AppealDecided => t.cases_state_appeal_decided(),
        State::Final => t.cases_state_final(),
        State::Enforced => t.cases_state_enforced(),
        State::Court => t.cases_state_court(),
        State::Cleared => t.cases_state_cleared(),
        State::Annulled => t.cases_state_annulled(),
    };
    (word, if overdue { "late" } else { look })
}

/// Where a case came from.
pub fn source(t: &Texts, source: Source) -> &'static str {
    match source {
        Source::Report => t.cases_source_report(),
        Source::Paper => t.cases_source_paper(),
        Source::Finding => t.cases_source_finding(),
        Source::Message => t.cases_source_message(),
    }
}

/// An employment regime.
pub fn regime(t: &Texts, regime: Regime) -> &'static str {
    match regime {
        Regime::Unknown => t.cases_regime_unknown(),
        Regime::Administrative => t.cases_regime_administrative(),
        Regime::Labour => t.cases_regime_labour(),
    }
}

/// A board.
pub fn stage(t: &Texts, stage: Stage) -> &'static str {
    match stage {
        Stage::Primary => t.cases_stage_primary(),
        Stage::Appeal => t.cases_stage_appeal(),
    }
}

/// What a board found.
pub fn outcome(t: &Texts, outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Violation => t.cases_outcome_violation(),
        Outcome::Cleared => t.cases_outcome_cleared(),
    }
}

/// What was done.
pub fn deed(t: &Texts, deed: Deed) -> &'static str {
    match deed {
        Deed::Open => t.cases_done_open(),
        Deed::Accept => t.cases_done_accept(),
        Deed::Reject => t.cases_done_reject(),
        Deed::Refer => t.cases_done_refer(),
        Deed::ReferLabour => t.cases_done_refer_labour(),
        Deed::Assign => t.cases_done_assign(),
        Deed::Seat => t.cases_done_seat(),
        Deed::Recuse => t.cases_done_recuse(),
        Deed::Admit => t.cases_done_admit(),
        Deed::Charge => t.cases_done_charge(),
        Deed::AskExtension => t.cases_done_ask_extension(),
        Deed::Grant => t.cases_done_grant(),
        Deed::Deny => t.cases_done_deny(),
        Deed::Defend => t.cases_done_defend(),
        Deed::WindowEnded => t.cases_done_window_ended(),
        Deed::Vote => t.cases_done_vote(),
        Deed::Decide => t.cases_done_decide(),
        Deed::Serve => t.cases_done_serve(),
        Deed::Appeal => t.cases_done_appeal(),
        Deed::Expire => t.cases_done_expire(),
        Deed::Enforce => t.cases_done_enforce(),
        Deed::CourtFile => t.cases_done_court_file(),
        Deed::CourtUphold => t.cases_done_court_uphold(),
        Deed::CourtAnnul => t.cases_done_court_annul(),
        Deed::DeadlineMoved => t.cases_done_deadline_moved(),
        Deed::Overdue => t.cases_done_overdue(),
        Deed::Restore => t.cases_done_restore(),
        Deed::Evidence => t.cases_done_evidence(),
        Deed::HandOver => t.cases_done_hand_over(),
        Deed::Acknowledge => t.cases_done_acknowledge(),
        Deed::Propose => t.cases_done_propose(),
        Deed::Publish => t.cases_done_publish(),
        Deed::Withdraw => t.cases_done_withdraw(),
    }
}

/// What was done with evidence.
pub fn custody(t: &Texts, deed: &str) -> &'static str {
    match deed {
        "received" => t.cases_custody_received(),
        "copied" => t.cases_custody_copied(),
        "handed-over" => t.cases_custody_handed_over(),
        "returned" => t.cases_custody_returned(),
        _ => t.cases_custody_opened(),
    }
}

/// An authority.
pub fn authority(t: &Texts, authority: &str) -> &'static str {
    match authority {
        "prosecutor" => t.cases_authority_prosecutor(),
        _ => t.cases_authority_inspection(),
    }
}

/// A code with its item: «بند ۱۷ — …».
pub fn code(t: &Texts, row: &CodeRow) -> String {
    let name = if t.lang == Lang::Fa {
        &row.name
    } else {
        &row.name_en
    };
    if row.kind == "offence" {
        t.cases_item(t.lang.digits(&row.code), name.as_str())
    } else {
        name.clone()
    }
}
